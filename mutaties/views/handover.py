"""Who gets which hulpvraag: the school's proposal, and the warm handover for who got them."""

from dataclasses import dataclass

from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from hulpvragen.policy import Asker
from hulpvragen.queries import handover as received
from hulpvragen.queries import lists, trail
from hulpvragen.views.happenings import timeline
from mutaties.enums import Aan, Action
from mutaties.forms.steps import HandoverForm
from mutaties.models import Mutatie
from mutaties.queries import handover as read
from mutaties.queries.handover import Line
from mutaties.services import proposing, reading
from portal.lib.errors import NotAllowed
from portal.lib.http import does, keeps_typed, shows, typed

from .steps import GET_OR_POST, heading, start

FILL = "invullen"  # the button that fills in what is empty; nothing is sent by it
LAST_STEPS = 3
TOLD = 25  # of so many, the nearest term first, the last steps are told
NOT_YOURS = "Deze pagina is voor wie door deze wijziging hulpvragen heeft overgenomen, vanaf de eerste dag."


@dataclass(frozen=True)
class Row:
    """One hulpvraag of the handover. `seen`: the hulpvraag as this reader may see it in a list, if she may."""

    line: Line
    seen: lists.Line | None
    to: str  # who gets it, in words; empty: nobody yet
    field: BoundField | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody must still be chosen: on a form what stands there counts."""
        if self.field is None:
            return not self.to
        return self.field.field.required and not self.field.value()


def rows(who: Asker, mutatie: Mutatie, lines: list[Line], newcomer: str, form: HandoverForm | None = None) -> list[Row]:
    """Return the hulpvragen that go to others, each with what this reader may see of it."""
    ids = [line.hulpvraag_id for line in lines]
    seen = lists.lines(who, lists.visible(who, ids))
    return [
        Row(line, seen.get(line.hulpvraag_id), _to(line, newcomer), form[f"regel_{line.hulpvraag_id}"] if form else None)
        for line in lines
    ]


def _to(line: Line, newcomer: str) -> str:
    regel = line.regel
    if regel is None:
        return _stays(line.stays)
    if regel.aan == Aan.NIEUW:
        return newcomer
    return regel.user.naam if regel.aan == Aan.COLLEGA else "Het loket"


def _stays(people: list[User]) -> str:
    return f"Blijft bij {people[0].naam}" if people else ""


@keeps_typed
@does("mutatie", "propose_handover")
@GET_OR_POST
def propose(request: HttpRequest, mutatie_id):
    """Let the school say who gets which hulpvraag; one button fills in what is empty, without sending anything."""
    sent, answer = start(request, mutatie_id, Action.PROPOSE_HANDOVER, "mutaties/propose.html")
    m = sent.opened.mutatie
    if answer:
        return answer
    lines, successors = read.lines(m), read.successors(m)
    choice = read.default_choice(successors)
    usual = "" if choice is None else Aan.NIEUW.value if choice[0] == Aan.NIEUW else f"{choice[0]}:{choice[1]}"
    form = HandoverForm(typed(request), lines=lines, successors=successors, begin=m.begin, usual=usual, initial={"version": m.version})
    fills = request.method == "POST" and FILL in request.POST
    if fills:
        form.fill_what_is_empty()
    sent.more["rows"] = rows(sent.who, m, lines, successors.nieuw, form)
    sent.more["left"] = sum(row.is_open for row in sent.more["rows"])
    if request.method != "POST" or fills:
        return sent.page(form)
    if not form.is_valid():
        return sent.page(form, 422)
    return sent.finish(form, lambda: proposing.propose(
        by=sent.who, mutatie_id=mutatie_id, version=form.cleaned_data["version"], choices=form.choices,
    ), "Het voorstel is verstuurd.")


@shows("mutatie", "card")
@require_safe
def handed_over(request: HttpRequest, mutatie_id):
    """Show who follows her what she got: her open hulpvragen with their terms, the last steps and who handles them."""
    who = request.asker
    opened = reading.open_mutatie(by=who, mutatie_id=mutatie_id, part="overdracht")
    lines = received.received(who, mutatie_id)
    if not lines:
        raise NotAllowed(NOT_YOURS)
    told = {line.hulpvraag.pk: timeline(who, line.hulpvraag, trail.history(who, line.hulpvraag))[:LAST_STEPS] for line in lines[:TOLD]}
    shown = [(line, told.get(line.hulpvraag.pk, [])) for line in lines]
    return render(request, "mutaties/handed_over.html", heading(opened) | {"lines": shown})
