"""A mutatie in words, for the pages on which it is handled: its heading, whose turn it is, what was done with it."""

import datetime as dt

from django.conf import settings
from django.utils.dateparse import parse_datetime

from accounts.enums import Rol
from hulpvragen.policy import Asker
from mutaties import workflow
from mutaties.enums import Action, Party, Soort, Status, Uitkomst
from mutaties.models import Mutatie
from mutaties.services.reading import Done, Opened
from portal.lib import dates, phone

_TITLE = {
    Soort.VERTREK: "Vertrek van {naam}", Soort.WISSEL: "Opvolging van {naam}", Soort.AFWEZIG: "Afwezigheid van {naam}",
    Soort.ROL: "Andere rol voor {naam}",
}  # fmt: skip
_DID = {
    Action.REPORT: "Wijziging doorgegeven", Action.PROPOSE_HANDOVER: "Overdracht voorgesteld", Action.NAME_CONTACTPERSOON: "Contactpersoon aangewezen",
    Action.CONFIRM_START: "Start bevestigd", Action.RETURN_HANDOVER: "Vraag gesteld", Action.APPROVE: "Goedgekeurd en ingepland",
    Action.REJECT: "Afgewezen", Action.WITHDRAW_OWN: "Melding ingetrokken", Action.UNDO: "Teruggedraaid", Action.MOVE_RETURN: "Dag van terugkeer gewijzigd",
    Action.CORRECT: "Corrigerende wijziging begonnen",
}  # fmt: skip
_CALLED = {
    Uitkomst.BEVESTIGD: "Teruggebeld: de school bevestigt de melding", Uitkomst.KENT_NIET: "Teruggebeld: de school kent de melding niet",
    Uitkomst.NIEMAND: "Gebeld: niemand gesproken",
}  # fmt: skip
FORWARD = {Action.VERIFY_IDENTITY, Action.PROPOSE_HANDOVER, Action.NAME_CONTACTPERSOON, Action.CONFIRM_START, Action.APPROVE}  # each brings it further


def title(mutatie: Mutatie) -> str:
    """Return what it is about: "Vertrek van Karin Postma"; without a known person the number says it."""
    if mutatie.persoon and mutatie.soort in _TITLE:
        return _TITLE[Soort(mutatie.soort)].format(naam=mutatie.persoon.naam)
    return f"{Soort(mutatie.soort).label}, {mutatie.nummer}"


def post(mutatie: Mutatie) -> str:
    return f"{Rol(mutatie.rol).label}, {mutatie.eenheid.naam}" if mutatie.eenheid else Rol(mutatie.rol).label


def can_go_on(opened: Opened) -> bool:
    """Return whether the reader can bring it further now."""
    return bool(opened.actions & FORWARD)


def turn(opened: Opened) -> str:
    """Return whose turn it is, in a word."""
    party = workflow.AAN_ZET[opened.status]
    if can_go_on(opened):
        return "U"
    return {Party.SWV: settings.PORTAL_SWV_NAAM, Party.SCHOOL: "School", Party.BESTUUR: "Schoolbestuur", Party.NIEMAND: "Niemand"}[party]


def did(line: Done) -> str:
    """Say what was done."""
    if line.actie == Action.VERIFY_IDENTITY:
        return _CALLED[Uitkomst(line.gegevens["uitkomst"])] if "uitkomst" in line.gegevens else "School en persoon gekozen"
    if line.actie == Action.MOVE_RETURN and not line.gegevens.get("geldt"):
        return "Andere dag van terugkeer voorgesteld"
    return "Zonder start elders verder" if line.gegevens.get("zonder_start") else _DID[line.actie]


def question(opened: Opened) -> Done | None:
    """Return what the desk asked, while it waits for the answer."""
    newest = opened.verloop[0] if opened.verloop else None
    waits = opened.status in (Status.OVERDRACHT, Status.OPVOLGER_CP)
    return newest if waits and newest and newest.actie == Action.RETURN_HANDOVER else None


def details(line: Done) -> str:
    """Say what belongs to it beside its text: which number was rung, and when; that it was found suspicious."""
    if "nummer" in line.gegevens:
        return f"Gebeld: {phone.written(line.gegevens['nummer'])}, {dates.moment(parse_datetime(line.gegevens['op']))}"
    if "terug" in line.gegevens:
        return f"Eerste dag terug: {dates.in_full(dt.date.fromisoformat(line.gegevens['terug']))}"
    return "Als verdacht gemeld bij de privacy officer" if line.gegevens.get("verdacht") else ""


def by_whom(line: Done, who: Asker) -> str:
    name = "zonder account" if line.door is None else "u" if line.door.pk == who.user.pk else line.door.naam
    return f"{dates.moment(line.at)}, {name}"
