"""A concept as its completeness is judged: what stands in it, put together from its rows."""

from hulpvragen import policy
from hulpvragen.completeness import LEERLING_FIELDS, Filled
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker


def filled(who: Asker, hulpvraag: Hulpvraag, answers: dict) -> Filled:
    """Return what stands in a hulpvraag whose answers this person may read."""
    leerling, of = hulpvraag.dossier.leerling, hulpvraag.formulier
    return Filled(
        soort=hulpvraag.soort, vragen=of.vragen, documenten=of.documenten, answers=answers, day=who.day,
        leerling={name: getattr(leerling, name) for name in LEERLING_FIELDS} if leerling else None,
        contact=bool(policy.chosen_contacts(hulpvraag)),
    )
