"""Every step of the workflow after filing: a page that explains it and asks what it needs, and the step itself."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hulpvragen import policy
from hulpvragen.enums import Action, StukSoort
from hulpvragen.forms import ActForm, VersionedForm, person_question
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.queries import people
from hulpvragen.queries.cards import card
from hulpvragen.services import lifecycle, reading
from hulpvragen.workflow import TABLE, Row
from portal.audit.queries import history_of
from portal.forms import DatumField, TekstField
from portal.lib import dates
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import does

from . import act_table
from .act_table import Step
from .heading import heading
from .who import asker

CHANGED = (
    "Een collega heeft deze hulpvraag intussen gewijzigd. Kijk of deze stap nog klopt en verstuur hem dan opnieuw. "
    "Wat u hebt ingevuld, staat er nog."
)


def view_of(step: Step):
    """Return the view of one step: it states the right of its own action."""

    @does("hulpvraag", step.action.value)
    @require_http_methods(["GET", "HEAD", "POST"])
    def act(request: HttpRequest, hulpvraag_id, actie: str):
        who = asker(request)
        hulpvraag = card(who, hulpvraag_id)
        if request.method == "POST" and _done_before(request, who, step, hulpvraag):
            return _onward(request, who, step, hulpvraag)
        row = policy.require(who, step.action, hulpvraag)
        form = _form(request, who, step, row, hulpvraag)
        if request.method != "POST":
            return _page(request, who, step, hulpvraag, form)
        if not form.is_valid():
            return _page(request, who, step, hulpvraag, form, status=422)
        return _do(request, who, step, hulpvraag, form)

    return act


def _do(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag, form: ActForm):
    try:
        lifecycle.act(by=who, hulpvraag_id=hulpvraag.pk, action=step.action, **form.values)
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        return _page(request, who, step, hulpvraag, form, status=422)
    except Conflict:
        form.add_error(None, CHANGED)
        form.go_on_from(hulpvraag.version)
        return _page(request, who, step, hulpvraag, form, status=409)
    return _onward(request, who, step, hulpvraag)


def _onward(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag):
    messages.success(request, step.done)
    if not policy.sees(who, hulpvraag.pk):  # she gave it away
        return redirect("hulpvragen:list")
    return redirect("hulpvragen:detail", hulpvraag.pk)


def _done_before(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag) -> bool:
    """Tell whether this very form was carried out just before: sent twice, done once."""
    form = VersionedForm(request.POST)
    form.is_valid()
    last = next(iter(history_of(hulpvraag.pk, limit=1)), None)
    events = {f"hulpvraag.{row.event}" for row in TABLE if row.action == step.action}
    mine = bool(last) and last.event in events and last.who == who.user.naam
    return mine and form.cleaned_data.get("version") == hulpvraag.version - 1


def _page(request: HttpRequest, who: Asker, step: Step, hulpvraag: Hulpvraag, form: ActForm, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag.pk, part="actie")
    context = heading(who, opened) | {
        "step": step, "form": form, "text": step.text.format(swv=settings.PORTAL_SWV_NAAM),
        "question": _question_asked(opened, step),
    }
    return render(request, "hulpvragen/act.html", context, status=status)


def _question_asked(opened, step: Step):
    """Return the question that a supplement answers, to read it while typing."""
    if step.action != Action.SUPPLEMENT:
        return None
    return next((stuk for stuk in reversed(opened.stukken) if stuk.soort == StukSoort.AANVULLING_VRAAG), None)


def _form(request: HttpRequest, who: Asker, step: Step, row: Row, hulpvraag: Hulpvraag) -> ActForm:
    data = request.POST if request.method == "POST" else None
    questions = _questions(who, step, row, hulpvraag)
    return ActForm(data, questions=questions, initial={"version": hulpvraag.version})


def _questions(who: Asker, step: Step, row: Row, hulpvraag: Hulpvraag) -> dict:
    asked = {}
    if step.question and {"reason", "motivation"} & set(row.needs):
        asked["text"] = TekstField(label=step.question.label, help_text=step.question.hint, required=step.question.needed)
    if "date" in row.needs:
        day = act_table.ANSWER_BY
        asked["voor"] = DatumField(label=day.label, help_text=day.hint, required=day.needed)
    if step.action == Action.ASSIGN:
        asked["user_id"] = person_question(act_table.HANDLER.label, act_table.HANDLER.needed, _handlers(who, hulpvraag))
    if step.action == Action.CHANGE_CONTACT:
        asked["user_id"] = person_question(act_table.CONTACT.label, act_table.CONTACT.needed, _contacts(who, hulpvraag))
    return asked


def _handlers(who: Asker, hulpvraag: Hulpvraag) -> list:
    return [(user, "is nu de behandelaar" if user.pk == hulpvraag.behandelaar_id else "") for user in lifecycle.handler_choices(hulpvraag)]


def _contacts(who: Asker, hulpvraag: Hulpvraag) -> list:
    """Return who may be chosen, with a warning for who leaves."""
    last_day = {one.user.pk: one.laatste_dag for one in people.ib_at(who, [hulpvraag.vestiging_op(who.day).pk])}
    choices = lifecycle.contact_choices(hulpvraag)
    return [(user, f"Vertrekt: laatste dag met toegang {dates.near(last_day[user.pk])}" if last_day.get(user.pk) else "") for user in choices]
