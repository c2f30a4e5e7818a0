"""The one clock. Moments are UTC; days are days in Amsterdam.

Only days shift in the demo: sessions, codes, tokens and the trail go by the real `now()`.
"""

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FAR = dt.date(9999, 12, 31)  # "no end": psycopg2 cannot read the date 'infinity'
DAY = dt.timedelta(days=1)

_moment: ContextVar[dt.datetime | None] = ContextVar("moment", default=None)
_day: ContextVar[dt.date | None] = ContextVar("day", default=None)


def now() -> dt.datetime:
    """Return this moment, aware, in UTC."""
    return _moment.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return today's date in Europe/Amsterdam; inside a wall the day its transaction began on.

    The database's `app_today()` gives the same answer.
    """
    return _day.get() or settings.PORTAL_TODAY or now().astimezone(AMSTERDAM).date()


def day_of(moment: dt.datetime) -> dt.date:
    """Return the date in Europe/Amsterdam of an aware moment."""
    return moment.astimezone(AMSTERDAM).date()


@contextmanager
def fixed_day(day: dt.date):
    """Keep `today()` on the day the database gave for this transaction."""
    token = _day.set(day)
    try:
        yield day
    finally:
        _day.reset(token)


@contextmanager
def at(moment: dt.datetime):
    """Pretend it is `moment`. For demo data and tests; a test refuses it in the portal's own code."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
