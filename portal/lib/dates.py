"""Days and moments as people here write them: read what they type, say what the portal knows."""

import datetime as dt
import re
import unicodedata

from portal.lib import clock
from portal.lib.errors import Invalid

NOT_A_DATE = "Vul een datum in met dag, maand en jaar, bijvoorbeeld 30-11-2026"
NO_SUCH_DAY = "Deze datum bestaat niet. Controleer de dag en de maand."
NO_SUCH_YEAR = "Deze datum is te ver weg. Controleer het jaar."

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

_BETWEEN = r"\s*[-/.\s]\s*"
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}|[a-z]{{3,9}}\.?){_BETWEEN}(\d{{4}}|\d{{2}})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
# the number pad of a phone has no dash
_DIGITS_ONLY = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


def read_date(text: str) -> dt.date:
    """Return the day somebody typed (30-11-2026, 30/11/26, 30 nov 2026, 2026-11-30); raise Invalid."""
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(typed) or _DIGITS_ONLY.fullmatch(typed):
        day, month, year = found.groups()
    else:
        raise Invalid(NOT_A_DATE)
    return _real_day(_year(year), _month(month), int(day))


def in_full(day: dt.date) -> str:
    """Return "vrijdag 27 november 2026"."""
    day = _as_day(day)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def near(day: dt.date) -> str:
    """Return "vr 27 november", with the year outside the school year of today."""
    day = _as_day(day)
    return f"{WEEKDAYS[day.weekday()][:2]} {day.day} {MONTHS[day.month - 1]}{_year_if_needed(day)}"


def short(day: dt.date) -> str:
    """Return "vr 27 nov" for lists, with the year outside the school year of today."""
    day = _as_day(day)
    return f"{WEEKDAYS[day.weekday()][:2]} {day.day} {SHORT_MONTHS[day.month - 1]}{_year_if_needed(day)}"


def moment(at: dt.datetime) -> str:
    """Return "vr 20 november, 14.05 uur" as the clock in Amsterdam showed it."""
    local = at.astimezone(clock.AMSTERDAM)
    return f"{near(local)}, {local.hour}.{local.minute:02} uur"


def school_year(day: dt.date) -> int:
    """Return the calendar year in which the school year of this day began (on 1 August)."""
    return day.year if day.month >= 8 else day.year - 1


def _as_day(value: dt.date) -> dt.date:
    return clock.day_of(value) if isinstance(value, dt.datetime) else value


def _year_if_needed(day: dt.date) -> str:
    return "" if school_year(day) == school_year(clock.today()) else f" {day.year}"


def _year(typed: str) -> int:
    year = int(typed)
    if len(typed) == 2:
        year += 2000 if year < 70 else 1900
    if not 1900 <= year <= 2100:
        raise Invalid(NO_SUCH_YEAR)
    return year


def _month(typed: str) -> int:
    if typed.isdigit():
        return int(typed)
    name = typed.rstrip(".")
    for number, (long, brief) in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), start=1):
        if name == brief or long.startswith(name):
            return number
    raise Invalid(NOT_A_DATE)


def _real_day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Invalid(NO_SUCH_DAY) from None
