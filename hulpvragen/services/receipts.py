"""The receipt of what was filed: opened from the sealed copy that was made with it (Awb afd. 2.3)."""

import datetime as dt
from dataclasses import dataclass, replace

from hulpvragen.enums import StukSoort
from hulpvragen.models import Leerling, Stuk
from hulpvragen.policy import CONTENT
from hulpvragen.storage import open_answers, stuk_data_place

from .reading import Opened, OpenStuk

SENT_LATER = (StukSoort.AANVULLING_ANTWOORD, StukSoort.EVALUATIE)


@dataclass(frozen=True)
class Receipt:
    """What was filed, as it was; `copy` holds pupil and answers, `later` what the school sent afterwards."""

    at: dt.datetime
    by_name: str
    school: str
    contact: tuple[str, ...]  # names; none in a copy that was kept before they went along
    term: dt.date | None
    copy: Opened
    later: tuple[OpenStuk, ...]


def receipt(opened: Opened) -> Receipt | None:
    """Return the receipt of a hulpvraag that is open for reading; None for who sees its card alone."""
    h = opened.hulpvraag
    if opened.level != CONTENT or not h.ingediend:
        return None
    later = tuple(stuk for stuk in opened.stukken if stuk.soort in SENT_LATER)
    stuk = Stuk.objects.filter(hulpvraag=h, soort=StukSoort.ONTVANGST).order_by("created_at").first()
    if stuk is None:  # filed before copies were kept: what was filed could not be changed then either
        return Receipt(h.submitted_at, h.ingediend_door.naam, opened.vestiging.naam, (), opened.term, opened, later)
    kept = open_answers(h.dossier_id, h.dossier.sleutel, stuk_data_place(stuk.pk), stuk.gegevens)
    return Receipt(
        at=dt.datetime.fromisoformat(kept["at"]), by_name=kept["by"], school=kept["school"],
        contact=tuple(kept.get("contact", ())), term=_day(kept["term"]),
        copy=replace(opened, leerling=_leerling(opened, kept["leerling"]), answers=kept["answers"]), later=later,
    )


def _leerling(opened: Opened, kept: dict | None) -> Leerling | None:
    """Return the pupil as she was then; never saved, and the same one: what hides her name goes by her id."""
    if kept is None or opened.leerling is None:
        return None
    return Leerling(**kept | {"id": opened.leerling.pk, "geboortedatum": opened.leerling.geboortedatum and _day(kept["geboortedatum"])})


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
