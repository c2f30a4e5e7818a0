import datetime as dt

import pytest

from portal.lib import clock, dates
from portal.lib.errors import Invalid

THIRTIETH = dt.date(2026, 11, 30)


@pytest.fixture
def in_november():
    with clock.fixed_day(dt.date(2026, 11, 23)):
        yield


@pytest.mark.parametrize(
    "typed",
    [
        "30-11-2026", "30/11/26", "30 11 2026", "30.11.2026", "30 nov 2026", "30 nov. 2026", "30 november 2026",
        "30 NOVEMBER 2026", "2026-11-30", " 30 - 11 - 2026 ", "30112026", "３０-１１-２０２６",
    ],
)  # fmt: skip
def test_a_date_is_read_in_any_usual_way(typed):
    assert dates.read_date(typed) == THIRTIETH


@pytest.mark.parametrize("month, number", [("mrt", 3), ("maart", 3), ("mei", 5), ("sept", 9), ("okt", 10), ("aug.", 8)])
def test_months_have_their_usual_names(month, number):
    assert dates.read_date(f"1 {month} 2026") == dt.date(2026, number, 1)


@pytest.mark.parametrize("typed, year", [("1-1-18", 2018), ("1-1-69", 2069), ("1-1-70", 1970)])
def test_a_year_of_two_digits(typed, year):
    assert dates.read_date(typed).year == year


@pytest.mark.parametrize("typed", ["31-02-2027", "29-02-2027", "31 nov 2026", "1-13-2026", "0-1-2026", "32012026"])
def test_a_date_that_does_not_exist_has_its_own_sentence(typed):
    with pytest.raises(Invalid) as refused:
        dates.read_date(typed)

    assert refused.value.message == dates.NO_SUCH_DAY


@pytest.mark.parametrize("typed", ["morgen", "30 nov", "nov 2026", "30-11", "30-11-202", "30 novem ber 2026", "1 xxx 2026", "30-11-2026 x"])
def test_what_is_no_date_is_told_what_to_do(typed):
    with pytest.raises(Invalid) as refused:
        dates.read_date(typed)

    assert refused.value.message == dates.NOT_A_DATE


@pytest.mark.parametrize("typed", ["1-1-0026", "1-1-9999", "2101-01-01"])
def test_a_year_far_away_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        dates.read_date(typed)

    assert refused.value.message == dates.NO_SUCH_YEAR


@pytest.mark.parametrize(
    "day, brief, longer",
    [
        (dt.date(2026, 11, 27), "vr 27 nov", "vr 27 november"),
        (dt.date(2026, 8, 1), "za 1 aug", "za 1 augustus"),
        (dt.date(2027, 7, 31), "za 31 jul", "za 31 juli"),
        (dt.date(2026, 7, 31), "vr 31 jul 2026", "vr 31 juli 2026"),
        (dt.date(2027, 8, 1), "zo 1 aug 2027", "zo 1 augustus 2027"),
    ],
)
def test_the_year_is_said_outside_this_school_year(in_november, day, brief, longer):
    assert dates.short(day) == brief
    assert dates.near(day) == longer


def test_a_day_in_full():
    assert dates.in_full(dt.date(2026, 11, 27)) == "vrijdag 27 november 2026"


def test_a_moment_is_said_as_the_clock_in_amsterdam_showed_it(in_november):
    assert dates.moment(dt.datetime(2026, 11, 20, 13, 5, tzinfo=dt.UTC)) == "vr 20 november, 14.05 uur"
    assert dates.moment(dt.datetime(2026, 9, 30, 22, 30, tzinfo=dt.UTC)) == "do 1 oktober, 0.30 uur"
    assert dates.short(dt.datetime(2026, 9, 30, 22, 30, tzinfo=dt.UTC)) == "do 1 okt"
