"""What the post room keeps: promises and what came of them. Never an address, a name or a text.

People are known here by their id alone, so that this app knows nothing of those above it.
"""

import functools
import operator

from django.db import models
from django.db.models import Q

from notifications.enums import CHOICES, Choice, How, Kind, Outcome, Reason, State, ToWhom
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
    kenmerk = models.CharField(max_length=20, blank=True, help_text="an invitation has none")
    role = models.CharField(max_length=20)
    actor_id = models.UUIDField(null=True, help_text="who did it; not mailed, except the receipt")
    term = models.DateField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=40, blank=True, help_text="a code, never the server's words")
    retried_at = models.DateTimeField(null=True, help_text="what came back before this moment no longer counts")

    class Meta:
        constraints = [
            models.CheckConstraint(name="outbox_state", condition=Q(state__in=State.values)),
            _form("event", r"^[a-z_]+\.[a-z_]+$"),
            _form("subject_type", r"^[a-z_]+$"),
            _form("kenmerk", r"^([A-Z]{1,3}-[0-9]{4}-[0-9]{4,6})?$"),
            _form("role", r"^[a-z0-9_]+$"),
            _form("last_error", r"^[A-Za-z0-9_]*$"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=[State.PENDING, State.WAITING, State.KANAAL]), name="outbox_due"),
            models.Index(fields=["created_at"], condition=Q(state__in=[State.WAITING, State.FAILED]), name="outbox_stuck"),
            models.Index(fields=["subject_id"], name="outbox_of_subject"),
        ]


class Delivery(models.Model):
    """The ledger: one line for each answer of a mail server about one person. Never changed.

    `attempt` counts what came back: the mail after one bounce is attempt 2.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="deliveries")
    occasion = models.UUIDField()
    user_id = models.UUIDField()
    attempt = models.PositiveSmallIntegerField(default=1)
    message_id = models.CharField(max_length=120)
    outcome = models.CharField(max_length=10, choices=Outcome)
    code = models.CharField(max_length=9, blank=True, help_text="550 at a refusal, 5.1.1 in a report")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "user_id", "attempt"], condition=Q(outcome=Outcome.SENT), name="delivery_one_mail_each"),
            models.UniqueConstraint(
                fields=["occasion", "user_id", "attempt"], condition=Q(outcome__in=[Outcome.BOUNCED, Outcome.EXPIRED]), name="delivery_one_return_each"
            ),
            models.CheckConstraint(name="delivery_outcome", condition=Q(outcome__in=Outcome.values)),
            models.CheckConstraint(name="delivery_code_form", condition=Q(code__regex=r"^([45][0-9]{2}|[45]\.[0-9]{1,3}\.[0-9]{1,3})?$")),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="delivery_message"),
            models.Index(fields=["user_id", "-at"], name="delivery_of_person"),
            models.Index(fields=["-at", "-id"], name="delivery_newest"),
        ]


class AnderKanaal(models.Model):
    """A message that must reach somebody otherwise than by e-mail: a task of the loket until it is done.

    What was done is told in closed choices and a day, so that no name or text comes in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="kanalen")
    occasion = models.UUIDField()
    user_id = models.UUIDField()
    reason = models.CharField(max_length=10, choices=Reason)
    made_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    to_whom = models.CharField(max_length=10, choices=ToWhom, blank=True)
    done_on = models.DateField(null=True, help_text="the day on which it was brought")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "user_id"], condition=Q(done_at=None), name="anderkanaal_one_open"),
            models.CheckConstraint(name="anderkanaal_reason", condition=Q(reason__in=Reason.values)),
            models.CheckConstraint(
                name="anderkanaal_done",
                condition=Q(done_at=None, done_by=None, how="", to_whom="", done_on=None)
                | Q(done_at__isnull=False, done_by__isnull=False, how__in=[How.LETTER, How.IN_PERSON, How.PHONE],
                    to_whom__in=ToWhom.values, done_on__isnull=False)
                | Q(done_at__isnull=False, done_by__isnull=False, how=How.EMAIL, to_whom="", done_on=None)
                | Q(done_at__isnull=False, done_by=None, how=How.LAPSED, to_whom="", done_on=None),
            ),
        ]
        indexes = [models.Index(fields=["made_at"], condition=Q(done_at=None), name="anderkanaal_open")]


class Preference(models.Model):
    """How one person wants one kind of message. Without a row the default of the kind holds (enums.CHOICES)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    choice = models.CharField(max_length=10, choices=Choice)
    at = models.DateTimeField(default=clock.now, help_text="since when; every change is in the trail")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "kind"], name="preference_one_each"),
            models.CheckConstraint(
                name="preference_possible",
                condition=functools.reduce(operator.or_, (Q(kind=kind, choice__in=choices) for kind, choices in CHOICES.items())),
            ),
        ]


class Held(models.Model):
    """What waits for the daily summary of one person. The promise itself stays open."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    outbox = models.ForeignKey(Outbox, models.PROTECT, related_name="+")
    occasion = models.UUIDField()
    user_id = models.UUIDField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "occasion"], name="held_once")]
