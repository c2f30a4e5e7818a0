"""Reads of the post room. Row security says which rows a person may see."""

from uuid import UUID

from django.db.models import Q, QuerySet

from notifications.enums import Outcome, State
from notifications.models import Delivery, Outbox
from portal.lib.db import one


def failed() -> QuerySet[Outbox]:
    """Return what could not be delivered, oldest first: the visible list."""
    return Outbox.objects.filter(state=State.FAILED).order_by("created_at", "id")


def waiting() -> QuerySet[Outbox]:
    """Return what waits for somebody to hold the role, oldest first: a task for school and SWV."""
    return Outbox.objects.filter(state=State.WAITING).order_by("created_at", "id")


def oldest_due_seconds() -> int:
    """Return for how long the oldest deliverable promise has been due; 0 when all is told."""
    return one("select outbox_oldest_due_seconds()")[0]


def moment():
    """Return this moment by the database's clock, the one that all workers share."""
    return one("select clock_timestamp()")[0]


def due(before) -> QuerySet[Outbox]:
    """Return what a worker may take: due before this moment and on nobody's lease, oldest first."""
    free = Q(leased_until=None) | Q(leased_until__lt=before)
    return Outbox.objects.filter(free, state__in=[State.PENDING, State.WAITING], due_at__lte=before).order_by("due_at", "id")


def refused(promise: Outbox) -> set[UUID]:
    """Return the people whose mail was refused for good since the last retry by hand."""
    lines = Delivery.objects.filter(outbox=promise, outcome=Outcome.REFUSED)
    if promise.retried_at:
        lines = lines.filter(sent_at__gte=promise.retried_at)
    return set(lines.values_list("user_id", flat=True))


def told(promise: Outbox) -> set[UUID]:
    """Return the people who have had their mail about this occasion, by whichever of its promises."""
    lines = Delivery.objects.filter(occasion=promise.occasion, outcome=Outcome.SENT)
    return set(lines.values_list("user_id", flat=True))


def is_kept(promise: Outbox) -> bool:
    """Return whether somebody was told by this promise itself."""
    return promise.deliveries.filter(outcome=Outcome.SENT).exists()
