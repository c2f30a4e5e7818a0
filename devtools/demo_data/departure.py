"""The departure of Karin Postma: approved, and her successor known.

It lays down what the approval of a mutatie lays down: dates in facts. Nothing else has to happen
on the day itself. No service does this yet.
"""

import datetime as dt

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from accounts.models.facts import ON_RECORD, DatedFact
from hulpvragen.models import HulpvraagContact
from portal.lib import clock
from portal.lib.ids import uuid7

from .people import Account

AT_LEAST = 10 * clock.DAY
FRIDAY = 4


def last_day_after(today: dt.date) -> dt.date:
    """Return a Friday, about two weeks from now."""
    day = today + AT_LEAST
    return day + (FRIDAY - day.weekday()) % 7 * clock.DAY


def plan_departure(accounts: dict[str, Account], today: dt.date) -> dt.date:
    """End her post and her contacts on her last day and let her successor begin the day after; return her last day."""
    leaver, successor = accounts["ib_vertrekt"], accounts["ib_opvolger"]
    approver, last_day = accounts["swv_mutaties"].user, last_day_after(today)
    since = (last_day + clock.DAY, None)
    _end(Aanstelling.objects.get(ON_RECORD, user=leaver.user), last_day, approver)
    Aanstelling(user=successor.user, rol=Rol.IB, eenheid=leaver.eenheid, geldig=since, recorded_by=approver).save()
    for contact in _open_contacts(leaver.user, today):
        _end(contact, last_day, approver)
        HulpvraagContact(hulpvraag_id=contact.hulpvraag_id, user=successor.user, geldig=since, recorded_by=approver).save()
    return last_day


def _open_contacts(user: User, today: dt.date) -> list[HulpvraagContact]:
    """Return where her mail must go to somebody else: all that is not closed, concepts included."""
    return list(HulpvraagContact.objects.filter(ON_RECORD, user=user, geldig__contains=today, hulpvraag__gesloten_op=None))


def _end(fact: DatedFact, last_day: dt.date, by: User) -> None:
    """Put a new version of the fact on record, with its end; the old one stays readable."""
    type(fact).objects.filter(pk=fact.pk).update(replaced_at=clock.now())
    fact.pk, fact.recorded_at, fact.recorded_by = uuid7(), clock.now(), by
    fact.geldig = (fact.geldig.lower, last_day + clock.DAY)
    fact.save(force_insert=True)
