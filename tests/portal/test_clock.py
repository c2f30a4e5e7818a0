"""The one clock: a day is a day in Amsterdam, also where the clock jumps, and the database counts alike."""

import datetime as dt

import pytest

from portal.lib import clock
from portal.lib.db import one, wall

# (moment in UTC, day in Amsterdam): around both clock changes, a leap day and the new year
MOMENTS = [
    ("2026-03-28T22:30", "2026-03-28"), ("2026-03-28T23:00", "2026-03-29"), ("2026-03-28T23:30", "2026-03-29"),
    ("2026-03-29T00:30", "2026-03-29"), ("2026-03-29T01:00", "2026-03-29"), ("2026-03-29T01:30", "2026-03-29"),
    ("2026-03-29T21:59", "2026-03-29"), ("2026-03-29T22:00", "2026-03-30"), ("2026-03-29T22:30", "2026-03-30"),
    ("2026-03-29T23:30", "2026-03-30"),
    ("2026-10-24T21:30", "2026-10-24"), ("2026-10-24T22:30", "2026-10-25"), ("2026-10-25T00:30", "2026-10-25"),
    ("2026-10-25T01:30", "2026-10-25"), ("2026-10-25T22:30", "2026-10-25"), ("2026-10-25T23:30", "2026-10-26"),
    ("2028-02-28T22:30", "2028-02-28"), ("2028-02-28T23:30", "2028-02-29"), ("2028-02-29T00:30", "2028-02-29"),
    ("2028-02-29T22:30", "2028-02-29"), ("2028-02-29T23:30", "2028-03-01"),
    ("2026-12-31T22:30", "2026-12-31"), ("2026-12-31T23:30", "2027-01-01"), ("2027-01-01T01:30", "2027-01-01"),
    ("2026-07-01T21:59:59.999999", "2026-07-01"), ("2026-07-01T22:00", "2026-07-02"),
]  # fmt: skip


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(("moment", "day"), MOMENTS)
def test_today_is_the_day_in_amsterdam(moment, day):
    day = dt.date.fromisoformat(day)

    with clock.at(_moment(moment)):
        assert clock.today() == day
    assert clock.day_of(_moment(moment)) == day
    assert clock.day_of(_moment(moment).astimezone(dt.timezone(dt.timedelta(hours=-9)))) == day


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Europe/Amsterdam", "America/Los_Angeles", "Pacific/Auckland"])
def test_the_database_counts_the_days_alike_whatever_the_sessions_zone(zone):
    """Ask the very expression of app_today(), at other moments than now."""
    (definition,) = one("select prosrc from pg_proc where proname = 'app_today'")
    assert definition.count("now()") == 1, "one moment, and it is that of the transaction"
    one("select set_config('timezone', %s, true)", zone)

    answers = {moment: one(definition.replace("now()", "%s::timestamptz"), _moment(moment))[0].isoformat() for moment, _ in MOMENTS}

    assert answers == dict(MOMENTS)


@pytest.mark.django_db
def test_both_clocks_agree_on_today():
    with wall(None, None) as day:
        assert day == clock.today() == one("select app_today()")[0]
    assert one("select app_today()")[0] == clock.today()


@pytest.mark.django_db
def test_in_the_demo_only_days_shift():
    demo_day, before = dt.date(2027, 3, 1), dt.datetime.now(dt.UTC)
    one("insert into demo_kalender (dag) values (%s)", demo_day)

    with wall(None, None) as day:
        assert day == clock.today() == demo_day
        assert dt.timedelta(0) <= clock.now() - before < dt.timedelta(minutes=1)
        assert one("select now() < clock_timestamp() + interval '1 minute'")[0]


def test_outside_a_wall_the_setting_shifts_days_alone(settings):
    settings.PORTAL_TODAY = dt.date(2027, 3, 1)

    assert clock.today() == dt.date(2027, 3, 1)
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    assert clock.day_of(_moment("2026-07-01T12:00")) == dt.date(2026, 7, 1)


@pytest.mark.django_db
def test_a_transaction_stays_on_the_day_it_began():
    with clock.at(clock.now()), wall(None, None) as day, clock.at(clock.now() + clock.DAY):
        assert clock.today() == day


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == dt.timedelta(0)
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_pretending_ends_with_its_block_also_after_an_error():
    first, second = _moment("2026-03-29T00:30"), _moment("2026-10-25T00:30")
    with clock.at(first):
        with pytest.raises(ZeroDivisionError), clock.at(second):
            assert clock.now() == second
            1 / 0  # noqa: B018
        assert clock.now() == first
    assert clock.now() > first


def test_a_fixed_day_ends_with_its_block_also_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.fixed_day(dt.date(2020, 1, 1)):
        1 / 0  # noqa: B018
    assert clock.today() > dt.date(2026, 1, 1)
