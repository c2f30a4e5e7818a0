"""The days of the story. While it is told the demo's calendar and the clock stand in the past."""

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass

from portal.lib import clock
from portal.lib.db import one

LONG_AGO = 60  # working days: when the portal was set up
DEPARTURE_APPROVED = 1  # after all that is told in the cases
LEFT = 18  # working days: when somebody left whose departure was reported in time
LAST_HOUR = dt.time(16, 40)


@dataclass(frozen=True)
class Days:
    """Days counted back from today, weekends left out.

    The demo's calendar may stand on another day than the clock. Moments then keep that distance,
    as they do for what people do in such a demo, and none lies in the future.
    """

    today: dt.date
    shift: dt.timedelta

    def day(self, ago: int) -> dt.date:
        """Return the working day so many working days ago."""
        day = self.today
        while ago:
            day -= clock.DAY
            ago -= day.weekday() < 5
        return day

    @contextmanager
    def at(self, ago: int, time: dt.time = LAST_HOUR):
        """Be at this time on that day, on the calendar and by the clock; yields the day."""
        day = self.day(ago)
        _turn_calendar(day)
        with clock.at(dt.datetime.combine(day + self.shift, time, clock.AMSTERDAM).astimezone(dt.UTC)):
            yield day


@contextmanager
def story_days():
    """Yield the days of the story; afterwards the calendar stands where it stood."""
    stood = one("select dag from demo_kalender")
    today = one("select app_today()")[0]
    yield Days(today, clock.day_of(clock.now()) - today)
    # not after a failure: the transaction around us takes everything back
    one("delete from demo_kalender")
    if stood:
        _turn_calendar(*stood)


def _turn_calendar(day: dt.date) -> None:
    one("insert into demo_kalender (dag) values (%s) on conflict (een) do update set dag = excluded.dag", day)
