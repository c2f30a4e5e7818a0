"""What must be filled in before a hulpvraag can be filed, part by part. A concept may lack all of it.

The one source for the task list, the check page, the faults on a page and the refusal at indienen.
The questions of the part "hulpvraag" and the expected documents are those of the form the
hulpvraag was begun with.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .enums import Part, Soort, Standing

LEERLING_FIELDS = ("voornaam", "achternaam", "geboortedatum", "groep")
OUDERS_FIELDS = ("ouders_geinformeerd_op", "ouders_mening", "ouders_toelichting", "gezag", "gezag_toelichting")
STEM_FIELDS = ("gehoord", "gehoord_op", "gehoord_door", "gehoord_verteld", "gehoord_meegewogen", "niet_gehoord_reden")
DOCUMENT, REASON = "document_", "_reden"  # of an expected document: whether it is there, and if not, why
_CARRIED = ("version", "key", "klopt", "verder", "klad", "klad_pad", "csrfmiddlewaretoken")  # what a form of ours sends beside its answers
# what a question of the SWV may not be called: it would stand in the place of one of ours
RESERVED = frozenset({"titel", "contact", *_CARRIED, *LEERLING_FIELDS, *OUDERS_FIELDS, *STEM_FIELDS})
YOUNGEST, OLDEST = 2, 22  # years
GROUP_STARTS, GROUP_SLACK = 3, (1, 3)  # who is in group 1 turns 4 or 5; some are a year younger, or three years older


@dataclass(frozen=True)
class Filled:
    """What stands in a hulpvraag on a day. `leerling` is None for an anonymous one; `contact`: whoever was chosen works there."""

    soort: str
    vragen: list
    documenten: list
    leerling: dict | None
    answers: dict
    contact: bool
    day: dt.date


@dataclass(frozen=True)
class Gap:
    """A field that is missing or cannot be right, with the sentence that says what to do."""

    part: Part
    field: str
    sentence: str


# ---- which parts and which answers there are


def parts(soort: str, documenten: list) -> tuple[Part, ...]:
    """Return the parts of a hulpvraag in the order of the task list. An anonymous one has none about a pupil."""
    if soort == Soort.ANONIEM:
        return (Part.HULPVRAAG, Part.SCHOOLGEGEVENS)
    return tuple(part for part in Part if part != Part.DOCUMENTEN or documenten)


def document_fields(documenten: list) -> tuple[str, ...]:
    """Return the names of the answers about the expected documents."""
    return tuple(f"{DOCUMENT}{of['code']}{what}" for of in documenten for what in ("", REASON))


def names(part: Part, vragen: list, documenten: list) -> tuple[str, ...]:
    """Return the names of what one part keeps, in the order of its page."""
    return {
        Part.LEERLING: LEERLING_FIELDS,
        Part.HULPVRAAG: ("titel", *(vraag["code"] for vraag in vragen)),
        Part.SCHOOLGEGEVENS: ("contact",),
        Part.DOCUMENTEN: document_fields(documenten),
        Part.OUDERS: OUDERS_FIELDS,
        Part.STEM: STEM_FIELDS,
    }[part]


def answer_names(soort: str, vragen: list, documenten: list) -> tuple[str, ...]:
    """Return the names of all that is kept sealed: what was asked, apart from the pupil and the contact."""
    kept = [part for part in parts(soort, documenten) if part not in (Part.LEERLING, Part.SCHOOLGEGEVENS)]
    return tuple(name for part in kept for name in names(part, vragen, documenten))


# ---- what is missing


def gaps(filled: Filled) -> list[Gap]:
    """Return what still stands in the way of filing, in the order of the parts and their pages."""
    return [gap for part in parts(filled.soort, filled.documenten) for gap in _of_part(part, filled)]


def _of_part(part: Part, filled: Filled) -> Iterator[Gap]:
    values = {**(filled.leerling or {}), **filled.answers, "contact": filled.contact}
    yield from (Gap(part, name, sentence) for name, sentence in _wanted(part, filled, values) if not values.get(name))
    yield from (Gap(part, name, sentence) for name, sentence in faults(part, values, filled.day))


def _wanted(part: Part, filled: Filled, values: dict) -> Iterable[tuple[str, str]]:
    if part == Part.LEERLING:
        return _LEERLING.items()
    if part == Part.HULPVRAAG:
        return _asked(filled.vragen)
    if part == Part.SCHOOLGEGEVENS:
        return [("contact", "Kies een contactpersoon die nu IB'er is op deze school")]
    if part == Part.DOCUMENTEN:
        return _documents(filled.documenten, values)
    return (_ouders if part == Part.OUDERS else _stem)(values)


_LEERLING = {
    "voornaam": "Vul de voornaam van de leerling in",
    "achternaam": "Vul de achternaam van de leerling in",
    "geboortedatum": "Vul de geboortedatum van de leerling in, bijvoorbeeld 14-03-2018",
    "groep": "Vul de groep van de leerling in, bijvoorbeeld groep 4",
}


def _asked(vragen: list) -> Iterator[tuple[str, str]]:
    yield "titel", "Vul in waar de hulpvraag over gaat, in een paar woorden"
    for vraag in vragen:
        if vraag["verplicht"]:
            yield vraag["code"], f"{'Kies een antwoord bij' if vraag['type'] == 'keuze' else 'Vul een antwoord in bij'} ‘{vraag['label']}’"


def _documents(documenten: list, values: dict) -> Iterator[tuple[str, str]]:
    for of in documenten:
        name = f"{DOCUMENT}{of['code']}"
        if of["verplicht"]:
            yield name, f"Kies of het document ‘{of['label']}’ klaarligt"
        if values.get(name) == "niet":
            yield f"{name}{REASON}", f"Vul in waarom het document ‘{of['label']}’ niet beschikbaar is"


def _ouders(values: dict) -> Iterator[tuple[str, str]]:
    yield "ouders_geinformeerd_op", "Vul in op welke dag u de ouders hebt geïnformeerd"
    yield "ouders_mening", "Kies of de ouders het eens zijn met de hulpvraag"
    if values.get("ouders_mening") in ("deels", "oneens"):
        yield "ouders_toelichting", "Vul in waar de ouders anders over denken"
    yield "gezag", "Kies wie het gezag heeft over de leerling"
    if values.get("gezag") == "anders":
        yield "gezag_toelichting", "Vul in hoe het gezag is geregeld"


def _stem(values: dict) -> Iterator[tuple[str, str]]:
    """The right to be heard: how the pupil's opinion was weighed must be told (Wet versterking positie ouders en leerlingen)."""
    yield "gehoord", "Kies of er met de leerling over de hulpvraag is gepraat"
    if values.get("gehoord") == "ja":
        yield "gehoord_op", "Vul in op welke dag er met de leerling is gepraat"
        yield "gehoord_door", "Vul in wie er met de leerling heeft gepraat"
        yield "gehoord_verteld", "Vul in wat de leerling heeft verteld"
        yield "gehoord_meegewogen", "Vul in hoe u de mening van de leerling hebt meegewogen"
    elif values.get("gehoord") == "nee":
        yield "niet_gehoord_reden", "Vul in waarom er niet met de leerling is gepraat"


# ---- what cannot be right


def faults(part: Part, values: dict, day: dt.date) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) of each day that cannot be right. A day is a date or its ISO text."""
    born = _day(values.get("geboortedatum"))
    if part == Part.LEERLING and born:
        if born > day:
            yield "geboortedatum", "De geboortedatum ligt in de toekomst. Controleer het jaar."
        elif not YOUNGEST <= age(born, day) <= OLDEST:
            yield "geboortedatum", "Controleer de geboortedatum: de leerling zou jonger dan 2 of ouder dan 22 jaar zijn"
    for name, what in {Part.OUDERS: _INFORMED, Part.STEM: _HEARD}.get(part, ()):
        happened = _day(values.get(name))
        if happened and happened > day:
            yield name, f"De dag van het {what} ligt in de toekomst. Vul de dag in waarop het is gebeurd"
        elif happened and born and happened < born:
            yield name, f"De dag van het {what} ligt vóór de geboortedatum van de leerling. Controleer het jaar"


_INFORMED = (("ouders_geinformeerd_op", "informeren van de ouders"),)
_HEARD = (("gehoord_op", "gesprek met de leerling"),)


def doubt_about_group(leerling: dict, day: dt.date) -> str:
    """Return a question about a group that hardly goes with the age, or nothing: some pupils are an exception."""
    found = re.fullmatch(r"(?:groep\s*)?([1-8])[a-z]?", (leerling.get("groep") or "").strip().lower())
    born = _day(leerling.get("geboortedatum"))
    if not (found and born):
        return ""
    usual, years = int(found[1]) + GROUP_STARTS, age(born, day)
    if usual - GROUP_SLACK[0] <= years <= usual + GROUP_SLACK[1]:
        return ""
    return f"Een leerling van {years} jaar zit meestal niet in groep {found[1]}. Controleer de geboortedatum en de groep."


def age(born: dt.date, day: dt.date) -> int:
    """Return how old somebody is on a day, in whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _day(value) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None


# ---- how far each part is


def standing(part: Part, filled: Filled) -> Standing:
    """Say how far one part is: complete, half done, or nothing yet."""
    if not any(_of_part(part, filled)):
        return Standing.COMPLEET
    values = {**(filled.leerling or {}), **filled.answers}
    begun = any(values.get(name) for name in names(part, filled.vragen, filled.documenten))
    return Standing.DEELS if begun or part == Part.SCHOOLGEGEVENS else Standing.LEEG
