"""The controle of contact data that runs in the demo: one school has confirmed, the others still have to."""

import uuid

from mutaties.enums import Antwoord
from mutaties.queries import controle as read
from mutaties.services import controle
from portal.lib import clock

from .acting import acting
from .days import Days
from .people import Account

BEGAN, CONFIRMED = 15, 9  # working days ago
LEFT_OVER = 14 * clock.DAY


def run(accounts: dict[str, Account], days: Days) -> None:
    """Start a round that ends in two weeks, and let one contactpersoon say that all is as it was."""
    with days.at(BEGAN) as day, _as(accounts["swv_mutaties"]) as who:
        season = "voorjaar" if day.month < 8 else "najaar"
        ronde = controle.start(by=who, key=uuid.uuid4(), naam=f"{season} {day.year}", begin=day, uiterlijk=days.today + LEFT_OVER)
    director = accounts["directeur_hazelaar"]
    with days.at(CONFIRMED), _as(director) as who:
        sheet = read.sheet(director.eenheid)
        controle.confirm(
            by=who, key=uuid.uuid4(), vestiging_id=director.eenheid.pk, ronde_id=ronde.pk, shown=sheet.digest,
            antwoorden={mens.user.pk: (Antwoord.BLIJFT, None) for mens in sheet.mensen}, niet=set(),
        )


def _as(account: Account):
    return acting(account.user, account.zijde)
