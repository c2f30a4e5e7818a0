"""A pupil who is to change school: reported by the school that she leaves, and waiting for the word of the other."""

import uuid

from hulpvragen import policy
from hulpvragen.enums import Status
from hulpvragen.services import verhuizing
from portal.lib import clock

from .acting import acting
from .days import Days
from .people import Account

REPORTED = 2  # working days ago
AHEAD = 21 * clock.DAY


def one_waits(accounts: dict[str, Account], days: Days) -> None:
    """Let De Esdoorn say that a pupil goes to De Regenboog."""
    old, new = accounts["ib_esdoorn"], accounts["ib_regenboog"]
    with days.at(REPORTED), acting(old.user, old.zijde) as who:
        hulpvraag = policy.visible_to(who, policy.CONTENT).filter(status=Status.IN_BEHANDELING).order_by("kenmerk").first()
        verhuizing.report(by=who, hulpvraag_id=hulpvraag.pk, naar_id=new.eenheid.pk, per=days.today + AHEAD, key=uuid.uuid4())
