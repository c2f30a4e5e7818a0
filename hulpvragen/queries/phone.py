"""Calls about pupils, opened for who may read them; row security gives no others."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings

from accounts.enums import Zijde
from accounts.queries.catalogue import known_numbers
from hulpvragen.enums import Navraag
from hulpvragen.models import Belnotitie, Hulpvraag
from hulpvragen.policy import CONTENT, Asker, reads_suspicious_calls, visible_to
from hulpvragen.storage import open_caller

SHOWN, CHOICES = 10, 100
SWV, OTHER = "swv", "bekend"  # besides a school: the partnership's own number, or one that the portal does not keep

NO_NUMBER = "Kies een nummer dat we al kenden"
NOT_YOURS = "Kies een hulpvraag uit uw eigen lijst"


@dataclass(frozen=True)
class Call:
    """One call as it is read."""

    at: dt.datetime
    door: str
    naam: str
    organisatie: str
    gebeld_op: dt.date
    nummer: str
    van: str
    uitkomst: Navraag
    hulpvraag: Hulpvraag | None


def own_calls(who: Asker) -> list[Call]:
    """Return what she recorded herself on this side, newest first."""
    return _opened(Belnotitie.objects.filter(door_id=who.user.pk, zijde=who.zijde))


def calls_about(who: Asker, hulpvraag_id: uuid.UUID) -> list[Call]:
    """Return the calls about one hulpvraag that were recorded on her side; a guest hears of none."""
    if who.zijde == Zijde.GAST:
        return []
    return _opened(Belnotitie.objects.filter(hulpvraag_id=hulpvraag_id, zijde=who.zijde))


def suspicious(who: Asker) -> list[Call]:
    """Return, to the privacy officer, the calls that were not what they were said to be."""
    return _opened(Belnotitie.objects.filter(uitkomst=Navraag.KLOPT_NIET), most=100) if reads_suspicious_calls(who) else []


def _opened(found, most: int = SHOWN) -> list[Call]:
    rows = found.select_related("door").order_by("-at", "-id")[:most]
    about = Hulpvraag.objects.in_bulk([row.hulpvraag_id for row in rows if row.hulpvraag_id])  # as far as she may see it
    return [
        Call(row.at, row.door.naam, *open_caller(row.pk, row.beller), row.gebeld_op, row.nummer, row.van, Navraag(row.uitkomst), about.get(row.hulpvraag_id))
        for row in rows
    ]


def to_choose(who: Asker) -> list[Hulpvraag]:
    """Return the hulpvragen that a call may be recorded with: filed, and she reads them; those that changed last."""
    return list(visible_to(who, CONTENT).filter(ingediend=True).order_by("-gewijzigd", "-id")[:CHOICES])


def number_of(which: str) -> tuple[str, str]:
    """Return (number, whose) of what was chosen, as it is known today: a school's code, or the partnership."""
    if which == SWV:
        return settings.PORTAL_SWV_TELEFOON, settings.PORTAL_SWV_NAAM
    found = known_numbers(code=which)
    return (found[0].telefoon, found[0].naam) if found else ("", "")
