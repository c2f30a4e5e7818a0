"""The round: take what is due on a short lease, tell each person in a transaction of her own.

Safe with any number of workers. A worker that dies gives its lease back by time. The ledger line
is written before the talk with the mail server and committed after it: a second worker with the
same person waits for that line, and a mail goes out twice only when a worker, the database or the
mail server dies between "accepted" and the commit. The Message-ID is then the same.
"""

import datetime as dt
import logging
import time
from dataclasses import dataclass

from django.db import transaction

from notifications import conversation, emails, queries, resolvers
from notifications.enums import Outcome, State
from notifications.models import Delivery, Outbox
from notifications.resolvers import Recipient
from portal.lib.db import fence_shared

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=1)  # taken anew for each mail; longer than one mail can take
TURN = 10  # seconds; then the worker's other jobs have theirs, also when the mail server is slow
MAX_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
RECEIPT = "filer"  # the one role whose holder is told of what she did herself


class LeaseLost(Exception):
    """Another worker has taken this promise over."""


@dataclass(frozen=True)
class Trouble:
    """Why somebody was not told in this pass; without a code she had just lost the role."""

    code: str = ""


def sweep(limit: int = 200) -> int:
    """Deliver what is due, oldest first; return how many promises were looked at."""
    started, over, looked_at = queries.moment(), time.monotonic() + TURN, 0
    while looked_at < limit and time.monotonic() < over and (promise := claim(started)):
        deliver(promise)
        looked_at += 1
    return looked_at


def claim(before: dt.datetime) -> Outbox | None:
    """Take the oldest due promise on a lease, which is committed before anything is sent."""
    with transaction.atomic(durable=True):
        promise = queries.due(before).select_for_update(skip_locked=True).first()
        if promise:
            _hold(promise)
        return promise


def deliver(promise: Outbox) -> None:
    """Tell everybody who holds the role now, one mail each, and write down how the promise stands."""
    try:
        holders = _holders(promise)
        troubles = [trouble for person in _to_tell(promise, holders) if (trouble := _tell(promise, person))]
        change = _standing(promise, holders, troubles)
    except LeaseLost:
        return
    except Exception as error:  # the fault of one promise must not stop the round
        change = _again_later(promise, conversation.code_of(error))
    _settle(promise, change)


def _holders(promise: Outbox) -> tuple[Recipient, ...]:
    return resolvers.holders(promise.subject_type, promise.subject_id, promise.role, promise.actor_id)


def _is_told(promise: Outbox, person: Recipient) -> bool:
    return person.user_id != promise.actor_id or promise.role == RECEIPT


def _to_tell(promise: Outbox, holders: tuple[Recipient, ...]) -> list[Recipient]:
    had = queries.told(promise) | queries.refused(promise)
    return [person for person in holders if _is_told(promise, person) and person.user_id not in had]


def _tell(promise: Outbox, person: Recipient) -> Trouble | None:
    _hold(promise)
    try:
        message = emails.render(promise, person)
        with transaction.atomic(durable=True):
            fence_shared(person.user_id)
            if person not in _holders(promise):  # asked again: a stop may have passed while we waited
                return Trouble()
            if _enter(promise, person):
                message.send()
            return None
    except Exception as error:
        return _not_sent(promise, person, error)


def _enter(promise: Outbox, person: Recipient) -> bool:
    """Write the ledger line; False when she has had her mail, also when another worker was just at it."""
    _, is_new = Delivery.objects.get_or_create(
        occasion=promise.occasion, user_id=person.user_id, outcome=Outcome.SENT,
        defaults={"outbox": promise, "message_id": emails.message_id(promise, person)},
    )
    return is_new


def _not_sent(promise: Outbox, person: Recipient, error: Exception) -> Trouble | None:
    logger.warning("outbox %s: %s", promise.pk, conversation.code_of(error))
    code = conversation.refusal(error)
    if not code:
        return Trouble(conversation.code_of(error))
    Delivery.objects.create(
        outbox=promise, occasion=promise.occasion, user_id=person.user_id, outcome=Outcome.REFUSED, code=code,
        message_id=emails.message_id(promise, person),
    )
    return None


def _standing(promise: Outbox, holders: tuple[Recipient, ...], troubles: list[Trouble]) -> dict:
    """Return how the promise stands after this pass."""
    if faults := [trouble.code for trouble in troubles if trouble.code]:
        return _again_later(promise, faults[0])
    if troubles:
        return {"state": State.PENDING, "due_at": queries.moment()}
    if not holders and not queries.is_kept(promise) and not resolvers.may_lapse(promise.subject_type, promise.role):
        return {"state": State.WAITING, "due_at": queries.moment(), "attempts": 0, "last_error": ""}
    if queries.refused(promise) & {person.user_id for person in holders}:
        return {"state": State.FAILED, "last_error": "refused"}
    return {"state": State.DONE, "last_error": ""}


def _again_later(promise: Outbox, code: str) -> dict:
    attempts = promise.attempts + 1
    state = State.FAILED if attempts >= MAX_ATTEMPTS else State.PENDING
    pause = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    return {"state": state, "attempts": attempts, "last_error": code, "due_at": queries.moment() + pause}


def _hold(promise: Outbox) -> None:
    """Take or renew the lease; its moment is also the proof that it is still ours."""
    until = queries.moment() + LEASE
    if not _ours(promise).update(leased_until=until):
        raise LeaseLost
    promise.leased_until = until


def _settle(promise: Outbox, change: dict) -> None:
    _ours(promise).update(leased_until=None, **change)


def _ours(promise: Outbox):
    return Outbox.objects.filter(pk=promise.pk, leased_until=promise.leased_until)
