"""What must be filled in before a hulpvraag can be filed. A concept may lack all of it."""

import datetime as dt
from dataclasses import dataclass

LEERLING_FIELDS = ("voornaam", "achternaam", "geboortedatum", "groep")
ANSWER_FIELDS = (
    "titel", "doel", "gaat_goed", "gedaan", "gevraagd",
    "ouders_geinformeerd_op", "ouders_mening", "ouders_toelichting",
    "gehoord", "gehoord_op", "gehoord_door", "gehoord_verteld", "gehoord_meegewogen", "niet_gehoord_reden",
)
YOUNGEST, OLDEST = 2, 22  # years


@dataclass(frozen=True)
class Gap:
    """A field that is missing or cannot be right, with the sentence that says what to do."""

    field: str
    sentence: str


_ALWAYS = {
    "voornaam": "Vul de voornaam van de leerling in",
    "achternaam": "Vul de achternaam van de leerling in",
    "geboortedatum": "Vul de geboortedatum van de leerling in, bijvoorbeeld 14-03-2018",
    "groep": "Vul de groep van de leerling in, bijvoorbeeld groep 4",
    "titel": "Vul in waar de hulpvraag over gaat, in een paar woorden",
    "doel": "Vul in wat u wilt bereiken",
    "gedaan": "Vul in wat u al hebt gedaan",
    "gevraagd": "Vul in wat u vraagt",
    "ouders_geinformeerd_op": "Vul in op welke dag u de ouders hebt geïnformeerd",
    "ouders_mening": "Kies of de ouders het eens zijn met de hulpvraag",
    "gehoord": "Kies of er met de leerling over de hulpvraag is gepraat",
}
# The right to be heard: how the pupil's opinion was weighed must be told (Wet versterking positie ouders en leerlingen).
_WHEN_HEARD = {
    "gehoord_op": "Vul in op welke dag er met de leerling is gepraat",
    "gehoord_door": "Vul in wie er met de leerling heeft gepraat",
    "gehoord_verteld": "Vul in wat de leerling heeft verteld",
    "gehoord_meegewogen": "Vul in hoe u de mening van de leerling hebt meegewogen",
}


def missing(leerling: dict, answers: dict, day: dt.date) -> list[Gap]:
    """Return what still stands in the way of filing, in the order of the form."""
    values = {**leerling, **answers}
    wanted = dict(_ALWAYS)
    if values.get("ouders_mening") in ("deels", "oneens"):
        wanted["ouders_toelichting"] = "Vul in waar de ouders anders over denken"
    if values.get("gehoord") == "ja":
        wanted |= _WHEN_HEARD
    elif values.get("gehoord") == "nee":
        wanted["niet_gehoord_reden"] = "Vul in waarom er niet met de leerling is gepraat"
    gaps = [Gap(field, sentence) for field, sentence in wanted.items() if not values.get(field)]
    return gaps + _impossible(values, day)


def _impossible(values: dict, day: dt.date) -> list[Gap]:
    gaps = []
    born = values.get("geboortedatum")
    if born and not YOUNGEST <= (day - born).days / 365.25 <= OLDEST:
        gaps.append(Gap("geboortedatum", "Controleer de geboortedatum: de leerling zou jonger dan 2 of ouder dan 22 jaar zijn"))
    for field, what in (("ouders_geinformeerd_op", "informeren van de ouders"), ("gehoord_op", "gesprek met de leerling")):
        if values.get(field) and dt.date.fromisoformat(values[field]) > day:
            gaps.append(Gap(field, f"De dag van het {what} ligt in de toekomst. Vul de dag in waarop het is gebeurd"))
    return gaps
