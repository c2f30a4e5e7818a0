"""The days of the demo's story, also in a demo whose calendar stands on another day than the clock."""

import datetime as dt

import pytest

from devtools.demo_data.days import Days, story_days
from devtools.demo_data.departure import last_day_after
from devtools.demo_data.reading import flowing
from portal.lib import clock
from portal.lib.db import one

MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(("ago", "day"), [(0, "2026-11-23"), (1, "2026-11-20"), (5, "2026-11-16"), (6, "2026-11-13")])
def test_days_are_counted_back_in_working_days(ago, day):
    assert Days(MONDAY, dt.timedelta(0)).day(ago) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("days", range(7))
def test_the_last_day_is_a_friday_in_the_coming_weeks(days):
    today = MONDAY + days * clock.DAY
    assert last_day_after(today).weekday() == 4
    assert 10 <= (last_day_after(today) - today).days <= 16


def test_calendar_and_clock_keep_their_distance(db):
    shown = clock.day_of(clock.now()) + 100 * clock.DAY
    one("insert into demo_kalender (dag) values (%s)", shown)
    with story_days() as days, days.at(3, dt.time(9, 30)) as day:
        assert day == one("select app_today()")[0] < shown
        assert clock.now().astimezone(clock.AMSTERDAM).time() == dt.time(9, 30)
        assert day - clock.day_of(clock.now()) == 100 * clock.DAY
    assert one("select app_today()")[0] == shown


def test_a_text_flows():
    assert flowing("\nEerste regel,\ntweede regel.\n\nNieuwe  alinea.\n") == "Eerste regel, tweede regel.\n\nNieuwe alinea."
