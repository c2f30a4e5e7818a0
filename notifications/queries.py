"""Reads of the post room. Row security says which rows a person may see."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from notifications.enums import CHOICES, Choice, How, Kind, Outcome, Reason, State
from notifications.models import AnderKanaal, Delivery, Held, Outbox, Preference
from portal.lib import clock
from portal.lib.db import fence_held, one

RETURNED = (Outcome.REFUSED, Outcome.BOUNCED, Outcome.EXPIRED)
SUMMARY_HOUR = 16  # in Amsterdam: the working day of a school ends
ARRIVED = dt.timedelta(days=1)  # an accepted mail that has not come back within a day is taken to have arrived


# ---- promises


def failed() -> QuerySet[Outbox]:
    """Return what could not be delivered, oldest first: the visible list."""
    return Outbox.objects.filter(state=State.FAILED).order_by("created_at", "id")


def waiting() -> QuerySet[Outbox]:
    """Return what waits for somebody to hold the role, oldest first: a task for school and SWV."""
    return Outbox.objects.filter(state=State.WAITING).order_by("created_at", "id")


def newest(subject_id: UUID, role: str) -> Outbox | None:
    """Return the last promise about something to one role, for who may see it."""
    return Outbox.objects.filter(subject_id=subject_id, role=role).order_by("-id").first()


def oldest_due_seconds() -> int:
    """Return for how long the oldest deliverable promise has been due; 0 when all is told."""
    return one("select outbox_oldest_due_seconds()")[0]


def moment():
    """Return this moment by the database's clock, the one that all workers share."""
    return one("select clock_timestamp()")[0]


def due(before) -> QuerySet[Outbox]:
    """Return what a worker may take: due before this moment and on nobody's lease, oldest first."""
    free = Q(leased_until=None) | Q(leased_until__lt=before)
    waits = Q(state__in=[State.PENDING, State.WAITING, State.KANAAL])
    return Outbox.objects.filter(free, waits, due_at__lte=before).order_by("due_at", "id")


def under_way(user_id: UUID) -> int:
    """Return how many mails to one person are under way. Once she is stopped it is 0 after a drain, and stays so."""
    return fence_held(user_id)


# ---- the ledger


@dataclass(frozen=True)
class Past:
    """What the ledger and the tasks say of one person and one occasion.

    `attempt` is the number of the mail she has, or is to get: one more than what came back.
    """

    attempt: int = 1
    is_told: bool = False
    bounced_twice: bool = False
    returned_at: dt.datetime | None = None
    task: AnderKanaal | None = None

    @property
    def is_task(self) -> bool:
        """Say whether the loket still has to bring it."""
        return self.task is not None and self.task.done_at is None

    @property
    def is_brought(self) -> bool:
        """Say whether somebody brought it otherwise."""
        return self.task is not None and self.task.how in (How.LETTER, How.IN_PERSON, How.PHONE)

    def needs_task(self, by_post: bool) -> Reason | None:
        """Return why this must now become a task of the loket, or None."""
        if by_post and self.task is None:
            return Reason.POST
        return Reason.BOUNCED if self.bounced_twice and not (self.is_task or self.is_brought) else None


def pasts(promise: Outbox) -> defaultdict[UUID, Past]:
    """Return what is known per person about the occasion of this promise, by whichever of its promises."""
    lines, tasks = defaultdict(list), {}
    for line in Delivery.objects.filter(occasion=promise.occasion).order_by("at", "id"):
        lines[line.user_id].append(line)
    for task in AnderKanaal.objects.filter(occasion=promise.occasion).order_by("made_at", "id"):
        tasks[task.user_id] = task
    return defaultdict(Past, {person: _past(promise, lines[person], tasks.get(person)) for person in lines.keys() | tasks.keys()})


def _past(promise: Outbox, lines: list[Delivery], task: AnderKanaal | None) -> Past:
    returned = [line for line in lines if line.outcome in RETURNED]
    counted = [line for line in returned if promise.retried_at is None or line.at >= promise.retried_at]
    # what a server gave up on for the time being counts half
    halves = sum(1 if line.outcome == Outcome.EXPIRED else 2 for line in counted)
    attempt = len(returned) + 1
    return Past(
        attempt=attempt,
        is_told=any(line.outcome == Outcome.SENT and line.attempt == attempt for line in lines),
        bounced_twice=halves >= 4,
        returned_at=counted[-1].at if counted else None,
        task=task,
    )


def is_kept(promise: Outbox) -> bool:
    """Return whether somebody was told by this promise itself, or it was brought to her otherwise."""
    past = pasts(promise)
    sent = promise.deliveries.filter(outcome=Outcome.SENT).values_list("user_id", "attempt")
    return any(past[person].attempt == attempt for person, attempt in sent) or any(one.is_brought for one in past.values())


def bouncing(user_ids: Iterable[UUID]) -> set[UUID]:
    """Return whose address does not work: two mails came back, and none has arrived since.

    Row security lets the asker count what she may see: of a school its own hulpvragen.
    """
    came_back = Delivery.objects.filter(
        occasion=OuterRef("occasion"), user_id=OuterRef("user_id"), attempt=OuterRef("attempt"), outcome__in=[Outcome.BOUNCED, Outcome.EXPIRED]
    )
    found = (
        Delivery.objects.filter(user_id__in=list(user_ids), outcome__in=[Outcome.REFUSED, Outcome.BOUNCED])
        .values("user_id").annotate(times=Count("pk"), last=Max("at")).filter(times__gte=2)
    )
    last = {row["user_id"]: row["last"] for row in found}
    arrived = Delivery.objects.filter(~Exists(came_back), user_id__in=list(last), outcome=Outcome.SENT, at__lt=moment() - ARRIVED)
    works = {person for person, at in arrived.values_list("user_id", "at") if at > last[person]}
    return last.keys() - works


# ---- other channels


def to_bring() -> QuerySet[AnderKanaal]:
    """Return what must be brought otherwise and is not yet, oldest first: the loket's list."""
    return AnderKanaal.objects.filter(done_at=None).select_related("outbox").order_by("made_at", "id")


# ---- choices


def choices_of(user_id: UUID) -> dict[Kind, Choice]:
    """Return how one person wants each kind of message."""
    chosen = dict(Preference.objects.filter(user_id=user_id).values_list("kind", "choice"))
    return {kind: Choice(chosen.get(kind, possible[0])) for kind, possible in CHOICES.items()}


def chosen_at(user_id: UUID) -> dict[Kind, dt.datetime]:
    """Return since when one person's choices stand; what she never chose is not in it."""
    return {Kind(kind): at for kind, at in Preference.objects.filter(user_id=user_id).values_list("kind", "at")}


# ---- the daily summary


def summary_after(at: dt.datetime) -> dt.datetime:
    """Return the moment of the first daily summary after a moment."""
    local = at.astimezone(clock.AMSTERDAM)
    today = local.replace(hour=SUMMARY_HOUR, minute=0, second=0, microsecond=0)
    tomorrow = (local.replace(hour=SUMMARY_HOUR, minute=0, second=0, microsecond=0, tzinfo=None) + clock.DAY).replace(tzinfo=clock.AMSTERDAM)
    return (today if local < today else tomorrow).astimezone(dt.UTC)


def held_of(user_id: UUID) -> list[Held]:
    """Return what waits for one person's summary, oldest first."""
    return list(Held.objects.filter(user_id=user_id).select_related("outbox").order_by("at", "id"))
