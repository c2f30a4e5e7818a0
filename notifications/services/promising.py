"""Promises: a row for each role that must be told, in the transaction of the change itself."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now

from notifications import doorbell, emails
from notifications.models import Outbox
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
    if not connection.in_atomic_block:
        raise NoTransaction
    roles = list(dict.fromkeys(told))
    if not roles:
        return
    occasion = uuid7()
    for role in roles:
        emails.text_for(event, role)  # what cannot be said must fail here, not in the post room
    Outbox.objects.bulk_create(
        # due by the database's clock, which the sweep goes by
        Outbox(occasion=occasion, event=event, subject_type=subject_type, subject_id=subject_id, kenmerk=kenmerk,
               role=role, actor_id=by, term=term, due_at=Now())
        for role in roles
    )
    transaction.on_commit(doorbell.ring, robust=True)


def retry(outbox_id: UUID) -> bool:
    """Put one failed promise back; return False when it is no longer a failure. The caller checks the right to."""
    put_back = one("select outbox_retry(%s)", outbox_id)[0]
    transaction.on_commit(doorbell.ring, robust=True)
    return put_back
