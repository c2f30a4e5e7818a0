"""How a term is counted: which days count, when it ends, and when it ends after a stop. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from dateutil.easter import easter

from .enums import Telling

DAY = dt.timedelta(days=1)
BEZWAAR_WEKEN = 6  # Awb 6:7
LONGEST = 3 * 366  # days to look ahead; holidays without an end must not stop the clock for ever
Period = tuple[dt.date, dt.date]  # half-open


@dataclass(frozen=True)
class Termijn:
    """A term of so many weeks or schooldagen (Monday to Friday). `vakanties_tellen_mee`: holidays count as well."""

    aantal: int
    eenheid: str
    vakanties_tellen_mee: bool = True

    def counts(self, day: dt.date, vakanties: Iterable[Period]) -> bool:
        """Return whether this day uses up the term."""
        if self.eenheid == Telling.SCHOOLDAGEN and day.isoweekday() > 5:
            return False
        return self.vakanties_tellen_mee or not any(begin <= day < eind for begin, eind in vakanties)

    @property
    def days(self) -> int:
        """Return how many days that count it has."""
        return self.aantal * (7 if self.eenheid == Telling.WEKEN else 1)

    def last_day(self, start: dt.date, vakanties: Iterable[Period]) -> dt.date:
        """Return the last day of the term that starts on a day; that day itself is not counted (Algemene termijnenwet)."""
        return self._after(start, self.days, vakanties)

    def after_stop(self, last: dt.date, stopped: dt.date, resumed: dt.date, vakanties: Iterable[Period]) -> dt.date:
        """Return the last day of a term that stood still from one day until another: what was left begins then.

        A term that was over already when it was stopped is over by as much afterwards (Awb 4:15).
        """
        if last <= stopped:
            return last + (resumed - stopped)
        span = (last - stopped).days
        left = sum(self.counts(stopped + DAY * n, vakanties) for n in range(1, span + 1))
        return self._after(resumed, left, vakanties)

    def _after(self, day: dt.date, count: int, vakanties: Iterable[Period]) -> dt.date:
        held = tuple(vakanties)
        for _ in range(LONGEST):
            if count <= 0:
                return day
            day += DAY
            count -= self.counts(day, held)
        return day


def last_bezwaar_day(bekendgemaakt: dt.date) -> dt.date:
    """Return the last day for bezwaar against what was made known on a day.

    Six weeks from the day after (Awb 6:7, 6:8); a weekend or holiday moves it on (Algemene termijnenwet art. 1).
    """
    day = bekendgemaakt + BEZWAAR_WEKEN * 7 * DAY
    while day.isoweekday() > 5 or day in _feestdagen(day.year):
        day += DAY
    return day


def _feestdagen(year: int) -> set[dt.date]:
    """Return the holidays of Algemene termijnenwet art. 3."""
    pasen, koningsdag = easter(year), dt.date(year, 4, 27)
    after_easter = {pasen + n * DAY for n in (-2, 1, 39, 50)}  # Goede Vrijdag, Tweede Paasdag, Hemelvaart, Tweede Pinksterdag
    fixed = {dt.date(year, 1, 1), dt.date(year, 5, 5), dt.date(year, 12, 25), dt.date(year, 12, 26)}
    return after_easter | fixed | {koningsdag - DAY if koningsdag.isoweekday() == 7 else koningsdag}
