"""The round: take what is due on a short lease, tell each person in a transaction of her own.

Safe with any number of workers. A worker that dies gives its lease back by time. The ledger line
is written before the talk with the mail server and committed after it: a second worker with the
same person waits for that line, and a mail goes out twice only when a worker, the database or the
mail server dies between "accepted" and the commit. The Message-ID is then the same.
"""

import datetime as dt
import logging
import time
from dataclasses import dataclass, replace

from django.db import transaction

from notifications import conversation, emails, queries, resolvers, texts
from notifications.enums import Choice, How, Kind, Outcome, Reason, State
from notifications.models import AnderKanaal, Delivery, Held, Outbox
from notifications.queries import Past
from notifications.resolvers import Recipient
from portal.lib.db import fence_shared

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=1)  # taken anew for each mail; longer than one mail can take
TURN = 10  # seconds; then the worker's other jobs have theirs, also when the mail server is slow
MAX_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
RESEND_PAUSE = dt.timedelta(hours=1)  # after a bounce: a mailbox may be full for a moment only
LOOK_AGAIN = dt.timedelta(minutes=5)  # at a promise that the loket has to bring otherwise
RECEIPT = "filer"  # the one role whose holder is told of what she did herself


class LeaseLost(Exception):
    """Another worker has taken this promise over."""


@dataclass(frozen=True)
class Result:
    """What came of one person in this pass; without anything set she needs no more of it."""

    fault: str = ""  # a code: to be tried again
    lost_role: bool = False  # while we waited
    again: dt.datetime | None = None  # nothing to do for her before then
    is_task: bool = False  # the loket still has to bring it otherwise
    is_failed: bool = False  # came back twice, and nobody can bring it otherwise


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
    """Do for everybody who holds the role now what she still needs, and write down how the promise stands."""
    try:
        holders = _holders(promise)
        _let_lapse(promise, holders)
        past = queries.pasts(promise)
        results = [_serve(promise, person, past[person.user_id]) for person in holders if _is_told(promise, person)]
        change = _standing(promise, holders, results)
    except LeaseLost:
        return
    except Exception as error:  # the fault of one promise must not stop the round
        change = _again_later(promise, conversation.code_of(error))
    _settle(promise, change)


def _holders(promise: Outbox) -> tuple[Recipient, ...]:
    return resolvers.holders(promise.subject_type, promise.subject_id, promise.role, promise.actor_id)


def _is_told(promise: Outbox, person: Recipient) -> bool:
    return person.user_id != promise.actor_id or promise.role == RECEIPT


def _serve(promise: Outbox, person: Recipient, past: Past) -> Result:
    """Do what one person needs now: a mail, a task for the loket, patience or nothing."""
    kind = texts.kind_of(promise.event, promise.role)
    if kind is None and past.bounced_twice and not past.is_told:
        return Result(is_failed=True)  # no hulpvraag of which the loket could bring the news
    choices = queries.choices_of(person.user_id)
    choice = choices[kind] if kind else Choice.AT_ONCE
    by_post = choice == Choice.POST
    if by_post:  # the message itself goes by post; that there is news may be mailed, as she wants her news
        choice = choices[Kind.VOORTGANG]
    task = _hand_over(promise, person, reason) if (reason := past.needs_task(by_post)) else past.task
    is_task = task is not None and task.done_at is None and task.outbox_id == promise.pk
    if past.is_told or past.bounced_twice or choice == Choice.NEVER:
        return Result(is_task=is_task)
    if past.returned_at and queries.moment() < past.returned_at + RESEND_PAUSE:
        return Result(again=past.returned_at + RESEND_PAUSE)
    if choice == Choice.DAILY and past.attempt == 1 and not by_post:
        return _keep_for_summary(promise, person)
    return replace(_tell(promise, person, past.attempt, by_post), is_task=is_task)


def _tell(promise: Outbox, person: Recipient, attempt: int, by_post: bool) -> Result:
    _hold(promise)
    try:
        message = emails.render(promise, person, attempt=attempt, by_post=by_post)
        with transaction.atomic(durable=True):
            if not resolvers.goes_past_a_stop(promise.subject_type, promise.role):
                fence_shared(person.user_id)
            if person not in _holders(promise):  # asked again: a stop may have passed while we waited
                return Result(lost_role=True)
            if _enter(promise, person, attempt, emails.message_id(promise, person, attempt)):
                message.send()
            return Result()
    except Exception as error:
        return _not_sent(promise, person, attempt, error)


def _enter(promise: Outbox, person: Recipient, attempt: int, message_id: str) -> bool:
    """Write the ledger line; False when she has had her mail, also when another worker was just at it."""
    _, is_new = Delivery.objects.get_or_create(
        occasion=promise.occasion, user_id=person.user_id, attempt=attempt, outcome=Outcome.SENT,
        defaults={"outbox": promise, "message_id": message_id},
    )
    return is_new


def _not_sent(promise: Outbox, person: Recipient, attempt: int, error: Exception) -> Result:
    logger.warning("outbox %s: %s", promise.pk, conversation.code_of(error))
    code = conversation.refusal(error)
    if not code:
        return Result(fault=conversation.code_of(error))
    Delivery.objects.create(
        outbox=promise, occasion=promise.occasion, user_id=person.user_id, attempt=attempt, outcome=Outcome.REFUSED, code=code,
        message_id=emails.message_id(promise, person, attempt),
    )
    return Result(again=queries.moment())  # it came back: what follows is decided anew


# ---- by another channel


def _hand_over(promise: Outbox, person: Recipient, reason: Reason) -> AnderKanaal:
    """Make it a task of the loket; once, whoever is at it."""
    task, _ = AnderKanaal.objects.get_or_create(
        occasion=promise.occasion, user_id=person.user_id, done_at=None, defaults={"outbox": promise, "reason": reason}
    )
    return task


def _let_lapse(promise: Outbox, holders: tuple[Recipient, ...]) -> None:
    """Take back the tasks about who lost the role: her successor is told anew."""
    open_tasks = AnderKanaal.objects.filter(outbox=promise, done_at=None)
    open_tasks.exclude(user_id__in=[person.user_id for person in holders]).update(done_at=queries.moment(), how=How.LAPSED)


# ---- in the daily summary


def _keep_for_summary(promise: Outbox, person: Recipient) -> Result:
    """Keep it until her next summary; when that is due, send all that was kept for her in one mail."""
    kept, _ = Held.objects.get_or_create(occasion=promise.occasion, user_id=person.user_id, defaults={"outbox": promise})
    due, now = queries.summary_after(kept.at), queries.moment()
    return Result(again=due) if now < due else _tell_summary(promise, person, due)


def _tell_summary(promise: Outbox, person: Recipient, due: dt.datetime) -> Result:
    _hold(promise)
    message_id = emails.summary_id(person, due)
    try:
        with transaction.atomic(durable=True):
            fence_shared(person.user_id)
            if person not in _holders(promise):
                return Result(lost_role=True)
            held = [one for one in queries.held_of(person.user_id) if queries.summary_after(one.at) <= queries.moment()]
            hers = [one.outbox for one in held if person in _holders(one.outbox)]
            news = [one for one in hers if _enter(one, person, 1, message_id)]
            Held.objects.filter(pk__in=[one.pk for one in held]).delete()
            if news:
                emails.render_summary(news, person, message_id).send()
            return Result()
    except Exception as error:
        return _not_sent(promise, person, 1, error)


# ---- how it stands


def _standing(promise: Outbox, holders: tuple[Recipient, ...], results: list[Result]) -> dict:
    """Return how the promise stands after this pass."""
    if faults := [result.fault for result in results if result.fault]:
        return _again_later(promise, faults[0])
    if any(result.lost_role for result in results):
        return {"state": State.PENDING, "due_at": queries.moment()}
    if times := [result.again for result in results if result.again]:
        return {"state": State.PENDING, "due_at": min(times), "attempts": 0, "last_error": ""}
    if not (holders or resolvers.may_lapse(promise.subject_type, promise.role) or queries.is_kept(promise)):
        return {"state": State.WAITING, "due_at": queries.moment(), "attempts": 0, "last_error": ""}
    if any(result.is_failed for result in results):
        return {"state": State.FAILED, "last_error": "refused"}
    if any(result.is_task for result in results):
        return {"state": State.KANAAL, "due_at": queries.moment() + LOOK_AGAIN, "last_error": ""}
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
