"""A concept as a task list: one subject a page, each kept on its own, in any order and as often as she likes."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hulpvragen import completeness, policy
from hulpvragen.completeness import Filled
from hulpvragen.enums import Action, Part, Standing
from hulpvragen.forms.parts import PartForm, initial_of, questions_of
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.queries import lists, people
from hulpvragen.queries.cards import card
from hulpvragen.queries.concept import filled
from hulpvragen.services import filing, reading
from hulpvragen.services.reading import Opened
from portal.lib import dates
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, typed

from . import guests
from .differences import differences
from .heading import heading
from .who import asker

_ASKS = {
    Part.LEERLING: "Naam, geboortedatum en groep",
    Part.HULPVRAAG: "Waar het over gaat en wat u vraagt",
    Part.SCHOOLGEGEVENS: "Wie de contactpersoon is",
    Part.DOCUMENTEN: "Welke documenten erbij horen, en ze toevoegen",
    Part.OUDERS: "Wat de ouders ervan vinden en wie het gezag heeft",
    Part.STEM: "Wat de leerling ervan vindt",
}


@dataclass(frozen=True)
class Task:
    """One line of the task list."""

    part: Part
    asks: str
    url: str
    standing: Standing


@does("hulpvraag", "save")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show how far each part is, and where she was."""
    who = asker(request)
    policy.require(who, Action.SAVE, card(who, hulpvraag_id))
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="bewerken")
    tasks = _tasks(opened.hulpvraag, filled(who, opened.hulpvraag, opened.answers))
    return render(request, "hulpvragen/tasks.html", heading(who, opened) | {
        "tasks": tasks,
        "ready": [task for task in tasks if task.standing == Standing.COMPLEET],
        "going_on": _going_on(tasks, filing.last_saved(opened.hulpvraag)),
        "may_delete": Action.DELETE_CONCEPT in opened.actions,
        **guests.block(who, opened.hulpvraag),
    })


def _tasks(hulpvraag: Hulpvraag, stands: Filled) -> list[Task]:
    return [
        Task(part, _ASKS[part], part_url(hulpvraag, part), completeness.standing(part, stands))
        for part in completeness.parts(stands.soort, stands.documenten)
    ]


def part_url(hulpvraag: Hulpvraag, part: Part) -> str:
    return reverse("hulpvragen:part", kwargs={"hulpvraag_id": hulpvraag.pk, "part": part.value})


def _going_on(tasks: list[Task], last: Part | None) -> Task | None:
    """Return where she was: the part she kept last if it is not complete, else the first after it that is not."""
    at = next((number for number, task in enumerate(tasks) if task.part == last), 0)
    return next((task for task in tasks[at:] + tasks[:at] if task.standing != Standing.COMPLEET), None)


# ---- one part


@keeps_typed
@does("hulpvraag", "save")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, hulpvraag_id, part: str):
    """Ask one part, and keep what is sent, complete or not."""
    who, part = asker(request), Part(part)
    concept = card(who, hulpvraag_id)
    try:
        policy.require(who, Action.SAVE, concept)
    except NotAllowed as refusal:
        form = _form(request, who, concept, part) if request.method == "POST" and _could_read(who, concept, part) else None
        if form is None or not _is_older(form, concept):
            raise
        return _too_late(request, who, concept, form, refusal.reason)
    if part not in _parts(concept):
        return redirect("hulpvragen:edit", hulpvraag_id)
    if request.method != "POST":
        return _page(request, who, concept, part)
    form = _form(request, who, concept, part)
    if not form.is_valid() or _doubted(who, concept, form):
        return _page(request, who, concept, part, form, status=422)
    return _keep(request, who, concept, form)


def _parts(concept: Hulpvraag) -> tuple[Part, ...]:
    return completeness.parts(concept.soort, concept.formulier.documenten)


def _could_read(who: Asker, concept: Hulpvraag, part: Part) -> bool:
    return policy.sees(who, concept.pk, CONTENT) and part in _parts(concept)


def _is_older(form: PartForm, concept: Hulpvraag) -> bool:
    """Say whether this form showed a version that somebody changed since."""
    form.is_valid()
    return form.cleaned_data.get("version") not in (None, concept.version)


def _too_late(request: HttpRequest, who: Asker, concept: Hulpvraag, form: PartForm, reason: str):
    """Say why this part can no longer be kept, as when a colleague filed the hulpvraag, and show what she had typed."""
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=concept.pk, part="bewerken")
    return render(request, "hulpvragen/part_too_late.html", heading(who, opened) | {
        "part": form.part, "reason": reason, "differences": differences(form, filing.read_part(concept, form.part)),
    }, status=409)


def _form(request: HttpRequest, who: Asker, concept: Hulpvraag, part: Part) -> PartForm:
    stored = filing.read_part(concept, part)
    questions = questions_of(part, concept.formulier, _contacts(who, concept) if part == Part.SCHOOLGEGEVENS else ())
    return PartForm(
        typed(request), part=part, questions=questions, day=who.day,
        around={"geboortedatum": concept.dossier.leerling and concept.dossier.leerling.geboortedatum} if part != Part.LEERLING else None,
        initial=initial_of(questions, stored) | {"version": concept.version},
    )


def _contacts(who: Asker, hulpvraag: Hulpvraag) -> list:
    """Return who may be chosen, with a warning for who leaves."""
    last_day = {one.user.pk: one.laatste_dag for one in people.ib_at(who, [hulpvraag.vestiging_op(who.day).pk])}
    return [
        (user, f"Vertrekt: laatste dag met toegang {dates.near(last_day[user.pk])}" if last_day.get(user.pk) else "")
        for user in policy.contact_choices(hulpvraag)
    ]


def _doubted(who: Asker, concept: Hulpvraag, form: PartForm) -> bool:
    """Ask again about what is possible but unlikely; she can say that it is right."""
    if form.part == Part.LEERLING:
        if doubt := completeness.doubt_about_group(form.values, who.day):
            form.doubt("groep", doubt)
        if same := lists.same_pupil(who, concept, form.values):
            form.doubt("achternaam", f"Op uw school loopt al een hulpvraag over een leerling met deze naam en geboortedatum ({same}).")
    return bool(form.errors)


def _keep(request: HttpRequest, who: Asker, concept: Hulpvraag, form: PartForm):
    try:
        kept = filing.save(
            by=who, hulpvraag_id=concept.pk, version=form.cleaned_data["version"] or 0, part=form.part, values=form.values,
        )
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _page(request, who, concept, form.part, form, status=422)
    except Conflict:
        form.go_on_from(card(who, concept.pk).version)
        return _page(request, who, concept, form.part, form, status=409)
    return _onward(request, who, kept, form.part)


def _onward(request: HttpRequest, who: Asker, concept: Hulpvraag, part: Part):
    """Go on with the next part that is not complete, or back to the list."""
    tasks = _tasks(concept, filled(who, concept, filing.read_answers(concept)))
    here = next(task for task in tasks if task.part == part)
    half = here.standing != Standing.COMPLEET
    messages.success(request, f"‘{part.label}’ is opgeslagen{', maar nog niet compleet' if half else ''}.")
    following = tasks[tasks.index(here) + 1 :] if "verder" in request.POST else []
    return redirect(next((task.url for task in following if task.standing != Standing.COMPLEET), reverse("hulpvragen:edit", args=[concept.pk])))


def _page(request: HttpRequest, who: Asker, concept: Hulpvraag, part: Part, form: PartForm | None = None, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=concept.pk, part="bewerken")
    stands = part == Part.LEERLING and not filing.pupil_is_open(concept)
    return render(request, "hulpvragen/part.html", heading(who, opened) | {
        "part": part,
        "form": form or (None if stands else _form(request, who, concept, part)),
        "why_not": filing.PUPIL_STANDS if stands else "",
        "differences": differences(form, filing.read_part(concept, part)) if status == 409 else None,
        "leaving": _leaving(who, opened) if part == Part.SCHOOLGEGEVENS else [],
    }, status=status)


def _leaving(who: Asker, opened: Opened) -> list[tuple[str, str]]:
    """Return (name, last day with access) of each contact who leaves."""
    chosen = {user.pk for user in policy.chosen_contacts(opened.hulpvraag)}
    return [
        (one.user.naam, dates.in_full(one.laatste_dag))
        for one in people.ib_at(who, [opened.vestiging.pk])
        if one.user.pk in chosen and one.laatste_dag
    ]
