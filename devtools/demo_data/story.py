"""Tells the cases day by day, each step done by its own person through the portal's services."""

import datetime as dt
import uuid
from dataclasses import dataclass
from itertools import groupby

from hulpvragen.policy import Asker
from hulpvragen.services import filing, lifecycle
from hulpvragen.services.reading import open_hulpvraag
from portal.lib import clock

from .acting import acting
from .days import Days
from .people import Account
from .reading import Case, Step

FIRST_MINUTE, MINUTES = 8 * 60 + 37, 440  # of a working day
READS = dt.timedelta(minutes=4)  # before she does something


@dataclass(frozen=True)
class Moment:
    """One step of one case."""

    number: int
    case: Case
    step: Step


def tell(cases: list[Case], days: Days, accounts: dict[str, Account]) -> dict[int, uuid.UUID]:
    """Do every step of every case in the order of time; return the hulpvragen by the number of their case."""
    made: dict[int, uuid.UUID] = {}
    moments = [Moment(number, case, step) for number, case in enumerate(cases) for step in case.steps]
    moments.sort(key=lambda moment: -moment.step.ago)  # stable: on one day a case keeps its order
    for ago, of_day in groupby(moments, key=lambda moment: moment.step.ago):
        todays = list(of_day)
        for place, moment in enumerate(todays):
            with days.at(ago, _time(ago, place, len(todays))):
                _do(moment, accounts, made)
    return made


def _time(ago: int, place: int, of: int) -> dt.time:
    """Return when in the day something happens: one after another, and on each day at other times."""
    between = MINUTES // of
    start = FIRST_MINUTE + ago * 13 % max(1, between - 10)
    return dt.time(*divmod(start + place * between, 60))


def _do(moment: Moment, accounts: dict[str, Account], made: dict[int, uuid.UUID]) -> None:
    account, step = accounts[moment.step.by], moment.step
    with acting(account.user, account.zijde) as who:
        if step.do == "start":
            made[moment.number] = _start(who, moment.case, account)
        elif step.do == "look":
            open_hulpvraag(by=who, hulpvraag_id=made[moment.number], part=step.part or "hulpvraag")
        else:
            _act(who, made[moment.number], step, accounts)


def _start(who: Asker, case: Case, account: Account) -> uuid.UUID:
    begun = filing.start(
        by=who, vestiging_id=account.eenheid.pk, soort=case.soort, leerling=case.leerling, answers=case.answers, key=uuid.uuid4()
    )
    return begun.pk


def _act(who: Asker, hulpvraag_id: uuid.UUID, step: Step, accounts: dict[str, Account]) -> None:
    with clock.at(clock.now() - READS):
        version = open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="hulpvraag").hulpvraag.version
    if step.do == "submit":
        filing.submit(by=who, hulpvraag_id=hulpvraag_id, version=version)
        return
    lifecycle.act(
        by=who, hulpvraag_id=hulpvraag_id, action=step.do, version=version, text=step.text,
        voor=who.day + step.voor * clock.DAY if step.voor else None, user_id=step.to and accounts[step.to].user.pk or None,
    )
