"""The whole demo, in the order in which it could have happened."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from accounts.models import User
from devtools.programs import DevError
from portal.audit.services import seal

from . import controle, moving, people, places
from .days import DEPARTURE_APPROVED, LEFT, LONG_AGO, story_days
from .departure import leave, leave_waiting, plan_departure
from .reading import read_cases
from .story import tell


def fill(folder: Path, say: Callable[[str], None]) -> None:
    """Make the demo in an empty database, all of it or nothing, and write people.json into this folder."""
    if User.objects.exists():
        raise DevError("this database has people already; the demo needs an empty one")
    with transaction.atomic(), story_days() as days:
        with days.at(LONG_AGO):
            accounts = people.make_swv(days.today)
            schools = places.make_schools(accounts["beheerder"].user)
            accounts |= people.make_schools(days.today) | people.make_guests(days.today)
            people.choose_mail(accounts)
        say(f"{len(accounts)} people, {len(schools)} schools")
        hulpvragen = tell(read_cases(days), days, accounts)
        say(f"{len(hulpvragen)} hulpvragen")
        with days.at(LEFT) as day:
            leave(accounts, day)
        leave_waiting(accounts, days)
        controle.run(accounts, days)
        moving.one_waits(accounts, days)
        with days.at(DEPARTURE_APPROVED):
            last_day = plan_departure(accounts, days.today)
        say(f"the departure on {last_day} is planned")
        # before the commit: people whose passwords nobody knows would be of no use
        people.write(folder / "people.json", accounts, last_day)
    seal()  # what happened weeks ago must be in the first seal
