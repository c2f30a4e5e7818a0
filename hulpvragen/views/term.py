"""The story of a term: when it began, when it stood still and why, and until when it runs now. Calculated, not stored."""

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings

from hulpvragen import workflow
from hulpvragen.enums import Action, Party, Status
from hulpvragen.services.reading import Opened, OpenStuk
from portal.lib import clock, dates

from .tasks import days_left

_RESUMES = {Action.SUPPLEMENT, Action.RESUME}
_ENDS = workflow.OUTCOMES | {Action.WITHDRAW, Action.RECALL, Action.REFER, Action.CLOSE_WITHOUT}


@dataclass(frozen=True)
class Story:
    """What happened to the term as (what, why), and how it stands today."""

    lines: list[tuple[str, str]]
    last: dt.date | None
    left: str  # how near that day is, while it is handled
    stands_still: str
    party: str


def story(opened: Opened) -> Story | None:
    """Return the story of the term of what was filed; a concept has no term."""
    h = opened.hulpvraag
    if h.submitted_at is None:
        return None
    handled = h.status in workflow.HANDLING
    return Story(
        [(f"Begonnen op {dates.in_full(h.submitted_at)}", _length(opened)), *_happened(opened)], opened.term if handled else None,
        days_left(opened.day, opened.term) if handled and opened.term else "", _stands_still(opened), _party(opened),
    )


def _length(opened: Opened) -> str:
    term = opened.hulpvraag.formulier.termijn
    return f"De termijn is {term.aantal} {term.eenheid}.{'' if term.vakanties_tellen_mee else ' Schoolvakanties tellen niet mee.'}"


def _stands_still(opened: Opened) -> str:
    h = opened.hulpvraag
    if h.status != Status.AANVULLING:
        return ""
    if h.aanvulling_voor < opened.day:
        return f"De school kon antwoorden tot en met {dates.in_full(h.aanvulling_voor)}. Die datum is verstreken. De termijn loopt weer."
    return f"De termijn staat nu stil, tot de school antwoordt en hooguit tot en met {dates.in_full(h.aanvulling_voor)}."


def _party(opened: Opened) -> str:
    return {Party.SWV: settings.PORTAL_SWV_NAAM, Party.SCHOOL: "de school", Party.NIEMAND: ""}[opened.party]


def _happened(opened: Opened) -> list[tuple[str, str]]:
    """Return what the texts of the handling tell about the term, oldest first."""
    told, asked = [], None
    for stuk in (one for one in opened.stukken if "actie" in one.gegevens):
        action, day = stuk.gegevens.get("actie"), _day(stuk, "dag")
        if action == Action.REQUEST_INFO:
            asked = stuk
        elif asked and action == Action.MOVE_SUPPLEMENT_DATE:
            told += [_stood_still(asked, day)] if day > _day(asked, "voor") else []  # the clock had gone on meanwhile
            told.append((f"Antwoord mogelijk tot en met {dates.in_full(_day(stuk, 'voor'))}", stuk.tekst))
            asked = _moved(asked, stuk)
        elif asked and action in _RESUMES | _ENDS:
            told.append(_stood_still(asked, day))
            asked = None
        if action == Action.EXTEND_TERM:
            told.append((f"Verlengd tot en met {dates.in_full(_day(stuk, 'voor'))}", stuk.tekst))
        elif action == Action.REOPEN:
            told.append((f"Opnieuw begonnen op {dates.in_full(day)}", stuk.tekst))
        elif action in _ENDS:
            told.append((f"Geëindigd op {dates.in_full(day)}", ""))
    return [*told, (f"Stil vanaf {dates.in_full(_day(asked, 'dag'))}", asked.tekst)] if asked else told


def _stood_still(asked: OpenStuk, resumed: dt.date) -> tuple[str, str]:
    """Say from when until when it stood still: the clock went on the day after the date given for the answer."""
    begin, resumed = _day(asked, "dag"), min(resumed, _day(asked, "voor") + clock.DAY)
    if resumed <= begin:
        return f"Aanvulling gevraagd en gekregen op {dates.in_full(begin)}", asked.tekst
    return f"Stil van {dates.in_full(begin)} tot {dates.in_full(resumed)}", asked.tekst


def _moved(asked: OpenStuk, moved: OpenStuk) -> OpenStuk:
    """Return the question with its new date; when the old one had passed, it stands still again from the day it was moved."""
    passed = _day(moved, "dag") > _day(asked, "voor")
    changes = {"voor": moved.gegevens["voor"]} | ({"dag": moved.gegevens["dag"]} if passed else {})
    return replace(asked, gegevens=asked.gegevens | changes)


def _day(stuk: OpenStuk, name: str) -> dt.date:
    return dt.date.fromisoformat(stuk.gegevens[name])
