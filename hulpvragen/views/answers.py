"""The answers of a hulpvraag as summary lists, one per part: the questions of the form it was begun with."""

from hulpvragen import completeness
from hulpvragen.completeness import DOCUMENT, LEERLING_FIELDS
from hulpvragen.enums import Part
from hulpvragen.forms.parts import questions_of, shown
from hulpvragen.services.reading import Opened

_ASKED_AFTER = {  # questions that only matter after another answer
    "ouders_toelichting": ("ouders_mening", ("deels", "oneens")),
    "gezag_toelichting": ("gezag", ("anders",)),
    **dict.fromkeys(("gehoord_op", "gehoord_door", "gehoord_verteld", "gehoord_meegewogen"), ("gehoord", ("ja",))),
    "niet_gehoord_reden": ("gehoord", ("nee",)),
}
_SHORT = {"voornaam": "Naam", "geboortedatum": "Geboortedatum", "groep": "Groep", "titel": "Onderwerp"}


def summaries(opened: Opened) -> list[tuple[str, str, list]]:
    """Return (part, heading, rows) per part that holds answers; a row is (question, answer, pupil or None)."""
    h = opened.hulpvraag
    asked = [part for part in completeness.parts(h.soort, h.formulier.documenten) if part != Part.SCHOOLGEGEVENS]
    return [(part.value, part.label, _rows(opened, part)) for part in asked]


def _rows(opened: Opened, part: Part) -> list[tuple]:
    values = {name: getattr(opened.leerling, name, None) for name in LEERLING_FIELDS} | opened.answers
    kind = [("Soort hulpvraag", opened.hulpvraag.get_soort_display(), None)] if part == Part.HULPVRAAG else []
    questions = questions_of(part, opened.hulpvraag.formulier)
    return kind + [_row(opened, name, field, values.get(name)) for name, field in questions.items() if _asked(name, values) and name not in opened.hides]


def _asked(name: str, values: dict) -> bool:
    if name == "achternaam":
        return False  # stands in the row of the name
    if name.startswith(DOCUMENT) and name.endswith(completeness.REASON):
        return bool(values.get(name))
    question, answers = _ASKED_AFTER.get(name, (name, ()))
    return not answers or values.get(question) in answers or bool(values.get(name))


def _row(opened: Opened, name: str, field, value) -> tuple:
    return _SHORT.get(name) or field.label, shown(field, value), opened.leerling if name == "voornaam" else None
