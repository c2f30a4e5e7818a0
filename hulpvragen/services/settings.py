"""What the loket sets for everybody. Who was told a date keeps it: nothing here changes a term that runs."""

import datetime as dt
import uuid

from django.http import Http404

from accounts.enums import Rol
from accounts.policy import people_with
from hulpvragen import policy
from hulpvragen.models import Schoolvakantie
from hulpvragen.policy import Asker
from hulpvragen.queries import defaults
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid

from .facts import set_default_handler, stand

LONGEST = 100  # days; a mistyped year would stop the clock for ever
_HOLIDAYS = uuid.UUID(int=1)  # one change of the holidays at a time, so that none overlaps another unseen


def add_holiday(*, by: Asker, naam: str, eerste: dt.date, laatste: dt.date) -> Schoolvakantie:
    """Add a school holiday from the first up to and including the last day; the same one twice is one."""
    by = _begin(by)
    period = _period(eerste, laatste)
    if same := Schoolvakantie.objects.filter(naam=naam, geldig=period).first():
        return same
    _check_free(period, but=None)
    holiday = Schoolvakantie(naam=naam, geldig=period)
    holiday.save(force_insert=True)
    _record("added", by, holiday.pk, period)
    return holiday


def change_holiday(*, by: Asker, holiday_id: uuid.UUID, known_as: str, naam: str, eerste: dt.date, laatste: dt.date) -> None:
    """Change a holiday; raises Conflict when it no longer is what the page showed."""
    by = _begin(by)
    holiday = _found(holiday_id)
    period = _period(eerste, laatste)
    if (holiday.naam, *days(holiday)) == (naam, eerste, laatste):
        return
    if known_as != as_shown(holiday):
        raise Conflict(f"Een collega heeft deze vakantie intussen gewijzigd. Nu is het: {as_shown(holiday)}. Wat u hebt ingevuld, staat er nog.")
    _check_free(period, but=holiday.pk)
    Schoolvakantie.objects.filter(pk=holiday.pk).update(naam=naam, geldig=period)
    _record("changed", by, holiday.pk, period)


def remove_holiday(*, by: Asker, holiday_id: uuid.UUID) -> None:
    """Remove a holiday; one that is gone already stays gone."""
    by = _begin(by)
    if holiday := Schoolvakantie.objects.filter(pk=holiday_id).first():
        holiday.delete()
        _record("removed", by, holiday_id, (holiday.geldig.lower, holiday.geldig.upper))


def days(holiday: Schoolvakantie) -> tuple[dt.date, dt.date]:
    """Return the first and the last day."""
    return holiday.geldig.lower, holiday.geldig.upper - clock.DAY


def as_shown(holiday: Schoolvakantie) -> str:
    """Return a holiday in words, to see whether it is still what somebody read."""
    first, last = days(holiday)
    return f"{holiday.naam}, {dates.in_full(first)} tot en met {dates.in_full(last)}"


def _begin(by: Asker) -> Asker:
    by = stand(by)
    policy.require_sets(by)
    one_at_a_time(_HOLIDAYS)
    return by


def _found(holiday_id: uuid.UUID) -> Schoolvakantie:
    holiday = Schoolvakantie.objects.filter(pk=holiday_id).first()
    if holiday is None:
        raise Http404
    return holiday


def _period(eerste: dt.date, laatste: dt.date) -> tuple[dt.date, dt.date]:
    if laatste < eerste:
        raise Invalid("De laatste dag ligt voor de eerste dag. Controleer de datums.", "laatste")
    if (laatste - eerste).days >= LONGEST:
        raise Invalid(f"Een vakantie duurt hooguit {LONGEST} dagen. Controleer het jaar.", "laatste")
    return eerste, laatste + clock.DAY


def _check_free(period: tuple[dt.date, dt.date], but: uuid.UUID | None) -> None:
    if other := Schoolvakantie.objects.filter(geldig__overlap=period).exclude(pk=but).first():
        raise Invalid(f"Deze dagen vallen samen met een andere vakantie: {as_shown(other)}.", "eerste")


def _record(what: str, by: Asker, holiday_id: uuid.UUID, period: tuple[dt.date, dt.date]) -> None:
    record(
        event=f"settings.holiday_{what}", by=by.user, object_type="schoolvakantie", object_id=holiday_id,
        detail={"begin": period[0].isoformat(), "eind": period[1].isoformat()},
    )


# ---- who handles by default

FURTHEST = 366  # days ahead


def set_default(*, by: Asker, place_id: uuid.UUID, user_id: uuid.UUID | None, vanaf: dt.date, known_as: str) -> None:
    """Let one person, or nobody, handle by default what is filed from a day on; raises Conflict when a colleague was first."""
    by = stand(by)
    policy.require_sets(by)
    one_at_a_time(place_id)
    found = defaults.of_place(by, place_id)
    if found is None:
        raise Http404
    if vanaf < by.day:
        raise Invalid("Kies vandaag of een dag daarna", "vanaf")
    if vanaf > by.day + FURTHEST * clock.DAY:
        raise Invalid("Kies een dag binnen een jaar", "vanaf")
    if user_id and user_id not in {user.pk for user in people_with(Rol.LOKET, Rol.CONSULENT)}:
        raise Invalid("Kies een medewerker van het loket of een consulent die nu in dienst is", "user_id")
    if _is_so(by, found[0], user_id, vanaf):
        return  # the same form twice
    if known_as != told(found[0]):
        raise Conflict(f"Een collega heeft dit intussen gewijzigd. Nu is het: {told(found[0])}. Wat u hebt ingevuld, staat er nog.")
    set_default_handler(by, place_id, user_id, vanaf)
    record(
        event="settings.default_set", by=by.user, object_type="vaste_consulent", object_id=place_id,
        detail={"user": str(user_id or ""), "begin": vanaf.isoformat()},
    )


def told(default: defaults.Default) -> str:
    """Return in words what is set at a place, now and later."""
    now = default.now.naam if default.now else "niemand"
    return ", ".join([now, *(f"vanaf {dates.near(day)} {user.naam if user else 'niemand'}" for day, user in default.later)])


def _is_so(by: Asker, default: defaults.Default, user_id: uuid.UUID | None, vanaf: dt.date) -> bool:
    wanted = user_id and str(user_id)
    if vanaf == by.day:
        return not default.later and str(default.now.pk if default.now else "") == (wanted or "")
    return [(day, user and str(user.pk)) for day, user in default.later] == [(vanaf, wanted)]
