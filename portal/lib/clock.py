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
_known: ContextVar[dt.datetime | None] = ContextVar("known", default=None)


def now() -> dt.datetime:
    """Return this moment, aware, in UTC."""
    return _moment.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return today's date in Europe/Amsterdam; inside a wall the day its transaction began on.

    The database's `app_today()` gives the same answer.
    """
    return _day.get() or settings.PORTAL_TODAY or now().astimezone(AMSTERDAM).date()


def known() -> dt.datetime | None:
    """Return the moment whose record counts, or None: what is on record now."""
    return _known.get()


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
def as_of(day: dt.date, moment: dt.datetime, known: dt.datetime | None = None):
    """Ask the policy about a moment of another day, by what is on record now or by what was on record at `known`.

    For the explanation of access alone, which changes nothing: a test refuses it elsewhere.
    """
    tokens = [(var, var.set(value)) for var, value in ((_day, day), (_moment, moment), (_known, known))]
    try:
        yield
    finally:
        for var, token in tokens:
            var.reset(token)


def start_of(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins in Amsterdam."""
    return dt.datetime.combine(day, dt.time(), AMSTERDAM).astimezone(dt.UTC)


@contextmanager
def at(moment: dt.datetime):
    """Pretend it is `moment`. For demo data and tests; a test refuses it in the portal's own code."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
