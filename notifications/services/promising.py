"""Promises: a row for each role that must be told, in the transaction of the change itself."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from notifications import doorbell
from notifications.models import Outbox
from notifications.texts import text_for
from portal.lib.db import NoTransaction, one
from portal.lib.ids import uuid7


def announce(
    *,
    event: str,
    subject_id: UUID,
    kenmerk: str,
    told: Iterable[str],
    by: UUID | None,
    term: dt.date | None = None,
    subject_type: str = "hulpvraag",
) -> None:
    """Promise to tell these roles; stands or falls with the running transaction, rings after its commit."""
    announce_each([Subject(subject_id, kenmerk, term)], event=event, told=told, by=by, subject_type=subject_type)


class Subject(NamedTuple):
    """What somebody is told about."""

    id: UUID
    kenmerk: str
    term: dt.date | None = None


def announce_each(
    subjects: Iterable[Subject], *, event: str, told: Iterable[str], by: UUID | None, subject_type: str = "hulpvraag",
    due: dt.datetime | None = None, together: bool = False,
) -> None:
    """Promise the same about several subjects, in one insert and with one ring; `due`: not before that moment.

    Each is an occasion of its own, or `together` one: then nobody gets more than one mail about all of them.
    """
    if not connection.in_atomic_block:
        raise NoTransaction
    roles = list(dict.fromkeys(told))
    for role in roles:
        text_for(event, role)  # what cannot be said must fail here, not in the post room
    shared = uuid7()
    promises = [
        # due by the database's clock, which the sweep goes by; a moment that has passed is due at once
        Outbox(occasion=occasion, event=event, subject_type=subject_type, subject_id=subject.id, kenmerk=subject.kenmerk,
               role=role, actor_id=by, term=subject.term, due_at=due or Now())
        for subject in subjects for occasion in [shared if together else uuid7()] for role in roles
    ]
    if promises:
        Outbox.objects.bulk_create(promises)
        transaction.on_commit(doorbell.ring, robust=True)


def retry(outbox_id: UUID) -> bool:
    """Put one failed promise back; return False when it is no longer a failure. The caller checks the right to."""
    put_back = one("select outbox_retry(%s)", outbox_id)[0]
    transaction.on_commit(doorbell.ring, robust=True)
    return put_back
