"""A lost second factor: on which numbers somebody can be called back, who can answer there, and what came of earlier calls."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from psycopg2.extras import DateRange

from accounts.enums import SWV_ROLES, BelUitkomst, Rol
from accounts.models import Aanstelling, Terugbelling, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.policy import people_with
from accounts.queries.accounts import Account, known
from portal.lib import clock

GOOD_FOR = dt.timedelta(days=1)  # a call; after that somebody calls anew
_SHOWN = 5
OTHER_NUMBER = "Kies een nummer dat we al kenden"
OTHER_PERSON = "Kies wie u hebt gesproken"


@dataclass(frozen=True)
class Lost:
    """What the page about one person's lost second factor goes by."""

    account: Account
    numbers: list[tuple[str, str]]  # (number, whose it is): known beforehand, never given by who asks
    schools: list[Vestiging]  # hers without a number that two people know of
    answering: list[User]  # she herself, and the contactpersonen of her schools
    of_swv: bool
    calls: list[Terugbelling]  # the last ones, newest first
    waiting: Terugbelling | None  # a call that confirmed it and was not used: for a second colleague

    @property
    def person(self) -> User:
        return self.account.user


def lost_of(user: User, zijde: str | None, person_id: uuid.UUID) -> Lost | None:
    """Return what can be done about the second factor of somebody whose account the asker sees."""
    accounts = known(user, zijde, [person_id])
    if not accounts:
        return None
    person = accounts[0].user
    posts = Aanstelling.objects.filter(ON_RECORD, user=person, geldig__overlap=DateRange(clock.today(), None))
    schools = list(Vestiging.objects.filter(pk__in=posts.values("eenheid")).order_by("naam"))
    of_swv = posts.filter(rol__in=SWV_ROLES).exists()
    numbers = [(school.terugbelnummer, school.naam) for school in schools if school.terugbelnummer]
    if of_swv and settings.PORTAL_SWV_TELEFOON:
        numbers.append((settings.PORTAL_SWV_TELEFOON, settings.PORTAL_SWV_NAAM))
    contacts = [one for school in schools for one in people_with(Rol.CONTACTPERSOON, eenheid_id=school.pk) if one != person]
    calls = list(Terugbelling.objects.filter(user=person).select_related("door", "gesproken", "hersteld_door").order_by("-at")[:_SHOWN])
    return Lost(
        accounts[0], numbers, [school for school in schools if not school.terugbelnummer], [person, *dict.fromkeys(contacts)], of_swv, calls,
        waiting=next((one for one in calls[:1] if is_good(one)), None),
    )


def is_good(call: Terugbelling) -> bool:
    """Return whether somebody can be restored on the ground of this call: it confirmed the request, was not used and is not old."""
    return call.uitkomst == BelUitkomst.BEVESTIGD and call.hersteld_at is None and call.at > clock.now() - GOOD_FOR
