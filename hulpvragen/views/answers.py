"""The answers of a hulpvraag as summary lists: one per section of the form."""

from hulpvragen.completeness import LEERLING_FIELDS
from hulpvragen.forms import SECTIONS, label, shown
from hulpvragen.services.reading import Opened

_ASKED_AFTER = {  # questions that only matter after another answer
    "ouders_toelichting": ("ouders_mening", ("deels", "oneens")),
    **dict.fromkeys(("gehoord_op", "gehoord_door", "gehoord_verteld", "gehoord_meegewogen"), ("gehoord", ("ja",))),
    "niet_gehoord_reden": ("gehoord", ("nee",)),
}
_SHORT = {
    "voornaam": "Naam", "geboortedatum": "Geboortedatum", "groep": "Groep", "soort": "Soort hulpvraag", "titel": "Onderwerp",
}


def summaries(opened: Opened) -> list[tuple[str, str, list]]:
    """Return (anchor, heading, rows) per section; a row is (question, answer, pupil or None)."""
    values = _values(opened)
    return [(slug, title, [_row(opened, name, values[name]) for name in names if _asked(name, values)]) for slug, title, names in SECTIONS]


def _values(opened: Opened) -> dict:
    leerling = {name: getattr(opened.leerling, name) for name in LEERLING_FIELDS}
    return {**leerling, **opened.answers, "soort": opened.hulpvraag.soort}


def _asked(name: str, values: dict) -> bool:
    if name == "achternaam":
        return False  # stands in the row of the name
    question, answers = _ASKED_AFTER.get(name, (name, ()))
    return not answers or values[question] in answers or bool(values[name])


def _row(opened: Opened, name: str, value) -> tuple:
    return _SHORT.get(name) or label(name), shown(name, value), opened.leerling if name == "voornaam" else None
