"""What the post room keeps: promises and what came of them. Never an address, a name or a text.

People are known here by their id alone, so that this app knows nothing of those above it.
"""

from django.db import models
from django.db.models import Q

from notifications.enums import Outcome, State
from portal.lib import clock
from portal.lib.ids import uuid7


def _form(field: str, pattern: str) -> models.CheckConstraint:
    """Keep a code a code: no name, address or sentence fits in it."""
    return models.CheckConstraint(name=f"outbox_{field}_form", condition=Q(**{f"{field}__regex": pattern}))


class Outbox(models.Model):
    """One promise: to tell whoever holds one role about one occasion."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    occasion = models.UUIDField(help_text="shared by the promises of one event: nobody gets two mails about it")
    event = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    kenmerk = models.CharField(max_length=20)
    role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True, help_text="who did it; not mailed, except the receipt")
    term = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=40, blank=True, help_text="a code, never the server's words")
    retried_at = models.DateTimeField(null=True, help_text="refusals before this moment no longer count")

    class Meta:
        constraints = [
            models.CheckConstraint(name="outbox_state", condition=Q(state__in=State.values)),
            _form("event", r"^[a-z_]+\.[a-z_]+$"),
            _form("subject_type", r"^[a-z_]+$"),
            _form("kenmerk", r"^[A-Z]{1,3}-[0-9]{4}-[0-9]{4,6}$"),
            _form("role", r"^[a-z0-9_]+$"),
            _form("last_error", r"^[A-Za-z0-9_]*$"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=[State.PENDING, State.WAITING]), name="outbox_due"),
            models.Index(fields=["created_at"], condition=Q(state__in=[State.WAITING, State.FAILED]), name="outbox_stuck"),
            models.Index(fields=["subject_id"], name="outbox_of_subject"),
        ]


class Delivery(models.Model):
    """The ledger: one line for each answer of the mail server about one person. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="deliveries")
    occasion = models.UUIDField()
    user_id = models.UUIDField()
    message_id = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.CharField(max_length=3, blank=True, help_text="the mail server's reply code at a refusal")
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "user_id"], condition=Q(outcome=Outcome.SENT), name="delivery_one_mail_each"),
            models.CheckConstraint(name="delivery_outcome", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(name="delivery_code_form", condition=Q(code__regex=r"^([45][0-9]{2})?$")),
        ]
