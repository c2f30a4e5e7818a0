"""How far a hulpvraag is, whose turn it is, and what the reader does next."""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.enums import Zijde
from hulpvragen import workflow
from hulpvragen.enums import Action, Party, Status
from hulpvragen.services.reading import Opened
from portal.audit.queries import Happening
from portal.lib import dates

from .act_table import OF_ACTION, Step

S, A = Status, Action
STATION = {  # how far each status is: 1 filed, 2 handled, 3 supplemented, 4 decided, 5 closed
    **dict.fromkeys(workflow.DRAFT, 0), S.INGEDIEND: 1, S.IN_BEHANDELING: 2, S.AANVULLING: 3,
    **dict.fromkeys(workflow.DECIDED, 4), **dict.fromkeys(workflow.CLOSED, 5),
}

# the one action that is offered first
_FIRST = {
    S.INGEDIEND: (A.TAKE,), S.IN_BEHANDELING: (A.ADVISE, A.GRANT, A.ISSUE_TLV), S.AANVULLING: (A.SUPPLEMENT,), S.EVALUATIE: (A.SUBMIT_EVALUATION,),
    S.TOEGEKEND: (A.START_SUPPORT,), **dict.fromkeys((S.GEADVISEERD, S.TLV_AFGEGEVEN, S.AFGEWEZEN, S.NIET_IN_BEHANDELING, S.LOPEND), (A.CLOSE,)),
}
_AT_ONCE = {A.TAKE}  # nothing is asked: the button does it
_YOU = {
    **dict.fromkeys(workflow.DRAFT, "maak de hulpvraag af"), S.TLV_AFGEGEVEN: "lees de TLV", S.EVALUATIE: "vul de evaluatie in",
    S.INGEDIEND: "neem de hulpvraag in behandeling", S.IN_BEHANDELING: "geef een uitkomst",
    S.AANVULLING: "beantwoord de vraag", S.GEADVISEERD: "lees het advies", S.AFGEWEZEN: "lees de uitkomst",
    S.NIET_IN_BEHANDELING: "lees de uitkomst", S.TOEGEKEND: "start de ondersteuning", S.LOPEND: "rond af als de ondersteuning klaar is",
}
_FOR_SCHOOL = {
    S.CONCEPT: "Deze hulpvraag is nog niet ingediend. Alleen uw school ziet haar.",
    S.OVERLEG: "Deze hulpvraag is nog niet ingediend. Uw school en wie u hebt uitgenodigd lezen mee.",
    S.INGEDIEND: "{swv} neemt de hulpvraag in behandeling. {term}",
    S.IN_BEHANDELING: "{swv} behandelt de hulpvraag. {term}",
    S.AANVULLING: "{swv} heeft een vraag aan uw school. Antwoord uiterlijk {voor}. Daarna gaat {swv} verder.",
    S.GEADVISEERD: "Het advies staat hieronder. Klaar? Dan rondt u de hulpvraag af.",
    S.AFGEWEZEN: "De uitkomst en de motivering staan hieronder. Klaar? Dan rondt u de hulpvraag af.",
    S.NIET_IN_BEHANDELING: "De motivering staat hieronder. Klaar? Dan rondt u de hulpvraag af.",
    S.TOEGEKEND: "De hulpvraag is toegekend. {swv} start de ondersteuning.",
    S.TLV_AFGEGEVEN: "De TLV en de motivering staan hieronder. Klaar? Dan rondt u de hulpvraag af.",
    S.LOPEND: "De ondersteuning loopt. Daarna rondt {swv} de hulpvraag af.",
    S.EVALUATIE: "{swv} vraagt hoe het gaat. Antwoord uiterlijk {evaluatie}.",
}
_FOR_SWV = {
    S.INGEDIEND: "Deze hulpvraag is nieuw. {term}",
    S.IN_BEHANDELING: "{term}",
    S.AANVULLING: "U wacht op het antwoord van de school, uiterlijk {voor}.",
    S.GEADVISEERD: "De school leest het advies en rondt daarna de hulpvraag af.",
    S.AFGEWEZEN: "De school leest de uitkomst en rondt daarna de hulpvraag af.",
    S.NIET_IN_BEHANDELING: "De school leest de motivering en rondt daarna de hulpvraag af.",
    S.TOEGEKEND: "De hulpvraag is toegekend. De school wacht op de start van de ondersteuning.",
    S.TLV_AFGEGEVEN: "De school leest de TLV en rondt daarna de hulpvraag af.",
    S.LOPEND: "De ondersteuning loopt.",
    S.EVALUATIE: "U wacht op de evaluatie van de school, uiterlijk {evaluatie}.",
}
_FOR_GUEST = {  # she has nothing to do, and hears what a reader needs
    S.OVERLEG: "De school schrijft nog aan deze hulpvraag en overlegt met u. Daarna beslist de school of zij indient.",
    S.INGEDIEND: "De school heeft ingediend. {swv} neemt de hulpvraag in behandeling. {term}",
    S.IN_BEHANDELING: "{swv} behandelt de hulpvraag. {term}",
    S.AANVULLING: "{swv} heeft een vraag aan de school.",
    S.LOPEND: "De ondersteuning loopt.",
}

_PASSED = {  # a date that passes changes no status
    Zijde.SCHOOL: "De datum voor uw antwoord is verstreken: {voor}. U kunt nog antwoorden, tot {swv} verdergaat.",
    Zijde.SWV: "De datum voor het antwoord van de school is verstreken: {voor}. U kunt verdergaan zonder antwoord. {term}",
}


@dataclass(frozen=True)
class Next:
    """The bar at the foot of the identity card."""

    title: str
    text: str
    you: bool
    button: str = ""
    url: str = ""
    at_once: bool = False
    key: str = ""  # of the form behind a button that does it at once


def steps(opened: Opened, history: list[Happening]) -> list[tuple[str, str, str]]:
    """Return (name, what stands beneath, state) of each step."""
    at = STATION[Status(opened.hulpvraag.status)]
    shown = [station for station in _stations(opened, history) if _belongs(station, at)]
    return [(name, text, _state(number, at)) for number, name, text in shown]


def _belongs(station: tuple[int, str, str], at: int) -> bool:
    """Leave out what was skipped: supplementing that was not asked, and of a closed hulpvraag what never came."""
    number, _, text = station
    return number in (1, 5) or bool(text) or (at != 5 and number != 3)


def _stations(opened: Opened, history: list[Happening]) -> list[tuple[int, str, str]]:
    h, swv = opened.hulpvraag, settings.PORTAL_SWV_NAAM
    outcome = _at(history, "advised", "granted", "tlv_issued", "rejected", "refused")
    ended = S(h.status).label if h.status in workflow.CLOSED else S.AFGEROND.label
    return [
        (1, "Ingediend" if h.ingediend else "Indienen", dates.near(h.submitted_at) if h.submitted_at else ""),
        (2, "In behandeling", _at(history, "taken", "reopened") or _at(history, "info_requested")),
        (3, "Aanvullen door school", f"uiterlijk {dates.near(h.aanvulling_voor)}" if h.aanvulling_voor else _at(history, "supplemented")),
        (4, f"Uitkomst van {swv}", outcome if STATION[Status(h.status)] > 3 else _term(opened)),
        (5, ended, dates.near(h.gesloten_op) if h.gesloten_op else ""),
    ]


def _state(number: int, at: int) -> str:
    # what is filed, decided or closed is done; handling and supplementing are under way
    if number < at or (number == at and at in (1, 4, 5)):
        return "done"
    return "current" if number == (at if at in (2, 3) else at + 1) else ""


def _at(history: list[Happening], *events: str) -> str:
    """Return the day on which one of these events happened last."""
    found = (line.at for line in history if line.event.removeprefix("hulpvraag.") in events)
    return next((dates.near(at) for at in found), "")


def _term(opened: Opened) -> str:
    return f"uiterlijk {dates.near(opened.term)}" if opened.term else ""


def next_step(opened: Opened, zijde: str | None) -> Next | None:
    """Return whose turn it is and what the reader can do first; nothing of a closed hulpvraag."""
    h = opened.hulpvraag
    if opened.party == Party.NIEMAND:
        return None
    status, you = Status(h.status), opened.aan_zet_is_mij
    title = f"U bent aan zet: {_YOU[status]}" if you else f"{_party(opened)} is aan zet"
    return Next(title, _text(opened, zijde), you, **_button(opened, status))


def _button(opened: Opened, status: Status) -> dict:
    if A.SAVE in opened.actions:
        return {"button": "Verder met de hulpvraag", "url": reverse("hulpvragen:edit", args=[opened.hulpvraag.pk])}
    step = first_step(opened)
    if step is None or not opened.aan_zet_is_mij:
        return {}
    return {"button": step.button, "url": step_url(opened, step), "at_once": step.action in _AT_ONCE, "key": str(uuid.uuid4())}


def first_step(opened: Opened) -> Step | None:
    """Return the step that is offered first, when this reader may do it."""
    first = _FIRST.get(Status(opened.hulpvraag.status), ())
    return next((OF_ACTION[action] for action in first if action in opened.actions), None)


def step_url(opened: Opened, step: Step) -> str:
    return reverse("hulpvragen:act", kwargs={"hulpvraag_id": opened.hulpvraag.pk, "actie": step.slug})


def _party(opened: Opened) -> str:
    return settings.PORTAL_SWV_NAAM if opened.party.value == Zijde.SWV else "De school"


def _text(opened: Opened, zijde: str | None) -> str:
    h, texts = opened.hulpvraag, {Zijde.SWV: _FOR_SWV, Zijde.SCHOOL: _FOR_SCHOOL, Zijde.GAST: _FOR_GUEST}.get(zijde, {})
    term = f"Het antwoord is er uiterlijk {dates.near(opened.term)}." if opened.term else ""
    voor = dates.near(h.aanvulling_voor) if h.aanvulling_voor else ""
    evaluatie = dates.near(h.evaluatie_op) if h.evaluatie_op else ""
    if h.status == Status.AANVULLING and h.aanvulling_voor < opened.day:
        texts = {S.AANVULLING: _PASSED.get(zijde, "")}
    return texts.get(Status(h.status), "").format(swv=settings.PORTAL_SWV_NAAM, term=term, voor=voor, evaluatie=evaluatie).strip()
