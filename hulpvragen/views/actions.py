"""Every step of the workflow after filing: a page that explains it and asks what it needs, and the step itself."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hulpvragen import policy
from hulpvragen.enums import Action, Sluitreden, StukSoort
from hulpvragen.forms import ActForm, people_question, person_question
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.queries import people
from hulpvragen.queries.cards import card
from hulpvragen.services import lifecycle, reading, step_answers
from hulpvragen.services.step_answers import Checked
from hulpvragen.workflow import Row
from portal.forms import DatumField, TekstField
from portal.lib import dates
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, typed

from . import act_table, meanwhile, today
from .act_table import Question, Step
from .heading import heading
from .pieces import bezwaar_clause, in_words, shown
from .questions import DAY_HINT, after_text, before_text
from .who import asker

CHANGED = (
    "Een collega heeft deze hulpvraag intussen gewijzigd. Kijk of deze stap nog klopt en verstuur hem dan opnieuw. "
    "Wat u hebt ingevuld, staat er nog."
)
PUBLISH, BACK = "publiceren", "aanpassen"  # the two buttons of the page on which a step is checked
NEXT = "volgende"  # and on to the next that waits


def view_of(step: Step):
    """Return the view of one step: it states the right of its own action."""

    @keeps_typed
    @does("hulpvraag", step.action.value)
    @require_http_methods(["GET", "HEAD", "POST"])
    def act(request: HttpRequest, hulpvraag_id, actie: str):
        who = asker(request)
        sent = _sent(request)
        if sent.get("key") and lifecycle.done_before(who, hulpvraag_id, sent["key"]):
            return _onward(request, who, step, hulpvraag_id)
        hulpvraag = card(who, hulpvraag_id)
        try:
            row = policy.require(who, step.action, hulpvraag)
        except NotAllowed as refusal:
            if "version" in sent and sent["version"] != hulpvraag.version:
                return _too_late(request, who, step, hulpvraag, sent["version"], refusal.reason)
            raise
        form = _form(request, who, step, row, hulpvraag)
        if request.method != "POST" or BACK in request.POST:
            return _page(request, who, step, hulpvraag, form)
        if not form.is_valid():
            return _page(request, who, step, hulpvraag, form, status=422)
        return _do(request, who, step, hulpvraag, form)

    return act


def _sent(request: HttpRequest) -> dict:
    """Return the version and key that the form carried, as far as they can be read."""
    if request.method != "POST":
        return {}
    form = ActForm(request.POST, questions={})
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value is not None and name not in form.errors}


def _do(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag, form: ActForm):
    try:
        if step.check and PUBLISH not in request.POST:
            checked = lifecycle.examine(by=who, hulpvraag=hulpvraag, action=step.action, **form.values)
            return _check_page(request, who, step, hulpvraag, form, checked)
        result = lifecycle.act(by=who, hulpvraag_id=hulpvraag.pk, action=step.action, **form.values)
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        return _page(request, who, step, hulpvraag, form, status=422)
    except Conflict:
        since = form.values["version"]
        form.go_on_from(hulpvraag.version)
        return _page(request, who, step, hulpvraag, form, status=409, since=since)
    return _onward(request, who, step, result.pk)


def _onward(request: HttpRequest, who: Asker, step: Step, hulpvraag_id: uuid.UUID):
    messages.success(request, step.done.format(swv=settings.PORTAL_SWV_NAAM))
    if request.POST.get(PUBLISH) == NEXT and policy.handles(who):
        return redirect(today.next_url(hulpvraag_id))
    found = policy.visible_to(who).filter(pk=hulpvraag_id).first()
    if found is None:  # she gave it away
        return redirect("hulpvragen:list")
    return redirect("hulpvragen:edit" if step.action == Action.RECALL and not found.ingediend else "hulpvragen:detail", hulpvraag_id)


def _page(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag, form: ActForm, status: int = 200, since: int | None = None):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag.pk, part="actie")
    context = heading(who, opened) | {
        "step": step, "form": form, "text": step.text.format(swv=settings.PORTAL_SWV_NAAM),
        "question": _question_asked(opened, step), "warning": _warning(step, opened),
        "changed": CHANGED if since is not None else "",
        "meanwhile": meanwhile.changes(who, opened, since) if since is not None else None,
    }
    return render(request, "hulpvragen/act.html", context, status=status)


def _check_page(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag, form: ActForm, checked: Checked):
    """Show a step as the school and the parents will read it, before it is done."""
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag.pk, part="actie")
    return render(request, "hulpvragen/act_check.html", heading(who, opened) | {
        "step": step, "form": form, "tekst": form.cleaned_data.get("text", ""), "words": in_words(checked.kept),
        "clause": bezwaar_clause(checked.kept), "new_number": step.action == Action.ISSUE_TLV,
        "odd_end": step.action == Action.ISSUE_TLV and not checked.kept["tot"].endswith("-07-31"),
    })


def _too_late(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag, since: int, reason: str):
    """Say why a step can no longer be done, what happened meanwhile, and show what she had typed."""
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag.pk, part="actie")
    return render(request, "hulpvragen/act_too_late.html", heading(who, opened) | {
        "step": step, "reason": reason, "meanwhile": meanwhile.changes(who, opened, since), "typed": meanwhile.typed(request.POST),
    }, status=409)


def _question_asked(opened, step: Step):
    """Return the question that a supplement answers, to read it while typing."""
    if step.action != Action.SUPPLEMENT:
        return None
    return next((shown(stuk) for stuk in reversed(opened.stukken) if stuk.soort == StukSoort.AANVULLING_VRAAG), None)


def _warning(step: Step, opened) -> str:
    """Return what speaks against this step now, though it may be done."""
    last = next((stuk.gegevens["bezwaar_tot"] for stuk in reversed(opened.stukken) if "bezwaar_tot" in stuk.gegevens), "")
    if step.action == Action.CLOSE and last >= opened.day.isoformat():
        return f"De ouders en het schoolbestuur kunnen nog bezwaar maken tot en met {dates.in_full(dt.date.fromisoformat(last))}."
    return ""


def _form(request: HttpRequest, who: Asker, step: Step, row: Row, hulpvraag: Hulpvraag) -> ActForm:
    points = tuple(step_answers.asked_points(hulpvraag)) if step.action == Action.SUPPLEMENT else ()
    questions = _questions(who, step, row, hulpvraag, points)
    now = {"user_ids": [str(user.pk) for user in policy.active_contacts(hulpvraag)], "vanaf": who.day} if step.action == Action.CHANGE_CONTACT else {}
    if step.action == Action.CLOSE_WITHOUT and request.GET.get("waarom") in Sluitreden:
        now["waarom"] = request.GET["waarom"]  # of a pupil who left the partnership
    return ActForm(typed(request), questions=questions, points=points, initial={"version": hulpvraag.version, "key": uuid.uuid4()} | now)


def _questions(who: Asker, step: Step, row: Row, hulpvraag: Hulpvraag, points: tuple[str, ...]) -> dict:
    asked = before_text(step.action, hulpvraag, points)
    if question := _text_question(step, row, hulpvraag, points):
        asked["text"] = TekstField(label=question.label, help_text=question.hint, required=question.needed or False)
    asked |= after_text(step.action, hulpvraag, who.day)
    if step.action == Action.ASSIGN:
        asked["user_id"] = person_question(act_table.HANDLER.label, act_table.HANDLER.needed, _handlers(who, hulpvraag))
    if step.action == Action.CHANGE_CONTACT:
        contact = act_table.CONTACT
        asked["user_ids"] = people_question(contact.label, contact.hint, contact.needed, _contacts(who, hulpvraag))
        asked["vanaf"] = DatumField(label="Vanaf welke dag?", help_text=f"Vandaag of een dag die komt. {DAY_HINT}", required="Vul in vanaf welke dag")
    return asked


def _text_question(step: Step, row: Row, hulpvraag: Hulpvraag, points: tuple[str, ...]) -> Question | None:
    """Return the question for the text of a step, when it asks for one."""
    if points:
        return act_table.MORE
    if step.action == Action.SUPPLEMENT or {"reason", "motivation"} & set(row.needs):
        return act_table.PLACED if step.action == Action.CLOSE and "legal" in row.needs else step.question
    return None


def _handlers(who: Asker, hulpvraag: Hulpvraag) -> list:
    return [(user, "is nu de behandelaar" if user.pk == hulpvraag.behandelaar_id else "") for user in lifecycle.handler_choices(hulpvraag)]


def _contacts(who: Asker, hulpvraag: Hulpvraag) -> list:
    """Return who may be chosen, with a warning for who leaves."""
    last_day = {one.user.pk: one.laatste_dag for one in people.ib_at(who, [hulpvraag.vestiging_op(who.day).pk])}
    choices = policy.contact_choices(hulpvraag)
    return [(user, f"Vertrekt: laatste dag met toegang {dates.near(last_day[user.pk])}" if last_day.get(user.pk) else "") for user in choices]
