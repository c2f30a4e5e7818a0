"""Mail that waits, failed or was sent, as far as this person may see the hulpvraag or the post room."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, User
from hulpvragen import policy
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from notifications import queries
from notifications.models import AnderKanaal, Delivery, Outbox
from notifications.queries import RETURNED
from notifications.texts import SCHOOL_ROLES
from portal.lib.db import rows
from portal.lib.errors import NotAllowed

PAGE = 100
OF_PEOPLE = ("mutatie", "controle", "schorsing", "verhuizing")  # what else is mailed and has no other list; row security says who sees which
NOT_YOURS = "Welke berichten zijn verstuurd, zien alleen de school en het samenwerkingsverband."
NOT_FILED = "Over een concept gaan geen berichten uit."
SOMEBODY_ELSE = "iemand van een andere school"


def waiting(who: Asker) -> list[Outbox]:
    """Return the mail that waits for somebody who holds the role, oldest first."""
    return list(_seen(who, queries.waiting())[:PAGE])


def failed(who: Asker) -> list[Outbox]:
    """Return the mail that could not be delivered, oldest first: about a hulpvraag, and to the SWV also about people."""
    return list(_failed(who)[:PAGE])


def to_bring(who: Asker) -> list[AnderKanaal]:
    """Return what the loket must bring by another channel, oldest first."""
    return list(_bring(who)[:PAGE])


def task(who: Asker, task_id: uuid.UUID) -> AnderKanaal | None:
    """Return one open task that this person may see."""
    return _bring(who).filter(pk=task_id).first()


def addressee(task: AnderKanaal) -> User | None:
    """Return for whom a task is that the asker sees."""
    return User.objects.filter(pk=task.user_id).first()


def to_do(who: Asker) -> int:
    """Return how many mails wait, failed or must be brought otherwise, up to a hundred of each."""
    if not policy.sees_outbox(who):
        return 0
    # bringing is the loket's work alone
    parts = [_seen(who, queries.waiting()), _failed(who), *([_bring(who)] if who.has(Rol.LOKET) else [])]
    return sum(part[:PAGE].count() for part in parts)


def _failed(who: Asker) -> QuerySet[Outbox]:
    if who.zijde == Zijde.SCHOOL or not policy.sees_outbox(who):
        return _seen(who, queries.failed())
    return queries.failed().filter(subject_type__in=["hulpvraag", *OF_PEOPLE])


def _seen(who: Asker, rows: QuerySet[Outbox]) -> QuerySet[Outbox]:
    rows = rows.filter(subject_type="hulpvraag")  # an invitation is the school's own, and stands on its page
    if who.zijde != Zijde.SCHOOL:
        return rows if policy.sees_outbox(who) else rows.none()
    # what is stuck is little; asking about those ids alone keeps the union of all her hulpvragen out of it
    stuck = rows.values("subject_id")
    return rows.filter(subject_id__in=_visible(who, Q(pk__in=stuck)))


def _bring(who: Asker) -> QuerySet[AnderKanaal]:
    tasks = queries.to_bring().filter(outbox__subject_type="hulpvraag")
    if who.zijde != Zijde.SCHOOL:
        return tasks if policy.sees_outbox(who) else tasks.none()
    asked = tasks.values("outbox__subject_id")
    return tasks.filter(outbox__subject_id__in=_visible(who, Q(pk__in=asked)))


def _visible(who: Asker, narrow: Q) -> QuerySet:
    parts = [Hulpvraag.objects.filter(branch & narrow).values("pk") for branch in policy.branches(who)]
    if not parts:
        return Hulpvraag.objects.none().values("pk")
    first, *rest = parts
    return first.union(*rest) if rest else first


# ---- what was sent: the ledger, with who it was and when she came to read it


@dataclass(frozen=True)
class Message:
    """One mail, one message that is brought otherwise, or a promise of which nothing went out (yet)."""

    promise: Outbox
    at: dt.datetime
    naam: str = ""
    line: Delivery | None = None  # what the server answered at once
    returned: Delivery | None = None  # and what came back later
    task: AnderKanaal | None = None
    done_by: str = ""
    logged_in_at: dt.datetime | None = None
    opened_at: dt.datetime | None = None


def sent(who: Asker, hulpvraag: Hulpvraag) -> list[Message]:
    """Return every message about one hulpvraag whose card she sees, newest first."""
    if who.zijde == Zijde.GAST:
        raise NotAllowed(NOT_YOURS)
    if not hulpvraag.ingediend:
        raise NotAllowed(NOT_FILED)
    promises = list(Outbox.objects.filter(subject_type="hulpvraag", subject_id=hulpvraag.pk))
    read = {row["delivery_id"]: row for row in rows("select * from app_gelezen(%s)", hulpvraag.pk)}
    return _messages(who, promises, read)


def _messages(who: Asker, promises: list[Outbox], read: dict[uuid.UUID, dict]) -> list[Message]:
    lines = list(Delivery.objects.filter(outbox__in=promises))
    tasks = list(AnderKanaal.objects.filter(outbox__in=promises))
    names = _names(who, [*lines, *tasks], {promise.pk: promise for promise in promises})
    by_id = {promise.pk: promise for promise in promises}
    back = {(line.outbox_id, line.user_id, line.attempt): line for line in lines if line.outcome in RETURNED[1:]}
    told = [
        Message(
            by_id[line.outbox_id], line.at, names[line.pk], line, back.get((line.outbox_id, line.user_id, line.attempt)),
            logged_in_at=read.get(line.pk, {}).get("ingelogd"), opened_at=read.get(line.pk, {}).get("geopend"),
        )
        for line in lines if line.outcome not in RETURNED[1:]
    ]
    doers = User.objects.in_bulk({task.done_by for task in tasks if task.done_by})
    told += [
        Message(by_id[task.outbox_id], task.made_at, names[task.pk], task=task, done_by=doers[task.done_by].naam if task.done_by else "")
        for task in tasks
    ]
    nothing = by_id.keys() - {message.promise.pk for message in told}
    told += [Message(by_id[pk], by_id[pk].created_at) for pk in nothing]
    return sorted(told, key=lambda message: (message.at, message.promise.pk), reverse=True)


def latest(who: Asker, before: tuple[dt.datetime, uuid.UUID] | None, limit: int) -> list[Message]:
    """Return one page of all mail that she may see, newest first; `before` is the last row of the page before."""
    lines = Delivery.objects.exclude(outcome__in=RETURNED[1:]).select_related("outbox").order_by("-at", "-id")
    lines = lines.filter(outbox__subject_type="hulpvraag")  # before indienen the SWV may not even know of an invitation
    if who.zijde == Zijde.SCHOOL:
        lines = lines.filter(outbox__subject_id__in=_visible(who, Q()))
    elif not policy.sees_outbox(who):
        lines = lines.none()
    if before:
        lines = lines.filter(at__lte=before[0]).exclude(at=before[0], id__gte=before[1])
    page = list(lines[:limit])
    asked = Q(message_id__in=[line.message_id for line in page], outcome__in=RETURNED[1:])
    back = {(line.outbox_id, line.user_id, line.attempt): line for line in Delivery.objects.filter(asked)}
    names = _names(who, page, {line.outbox_id: line.outbox for line in page})
    return [Message(line.outbox, line.at, names[line.pk], line, back.get((line.outbox_id, line.user_id, line.attempt))) for line in page]


def _names(who: Asker, told: Iterable[Delivery | AnderKanaal], promises: dict[uuid.UUID, Outbox]) -> dict[uuid.UUID, str]:
    """Return who each line or task is about. A school knows its own people and those of the SWV, not those of another school."""
    told = list(told)
    users = User.objects.in_bulk({one.user_id for one in told})
    known = users.keys()
    if who.zijde == Zijde.SCHOOL:
        hers = Aanstelling.objects.filter(user__in=known, eenheid__in=who.at(Rol.IB, Rol.CONTACTPERSOON))
        known = set(hers.values_list("user_id", flat=True))
    names = {}
    for one in told:
        of_school = promises[one.outbox_id].role in SCHOOL_ROLES
        user = users.get(one.user_id)
        names[one.pk] = user.naam if user and (one.user_id in known or not of_school) else SOMEBODY_ELSE
    return names
