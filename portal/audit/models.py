"""The one table of the trail. The database lets nobody change or remove a row (0002_trail.sql)."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from portal.audit.enums import Outcome, Side, Source
from portal.lib import clock
from portal.lib.ids import uuid7


class AuditEvent(models.Model):
    """One thing that happened, told with copies: no foreign keys, so the trail outlives its subjects.

    The table has one more column, `xid`, that only the database fills and only the sealing
    reads. It is unknown here because an insert must not ask it back: who may write the trail
    may not read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=clock.now)
    trace = models.UUIDField(help_text="the request or task; shared by all that happened in it")
    source = models.CharField(max_length=8, choices=Source)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    zijde = models.CharField(max_length=8, choices=Side, blank=True)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    event = models.CharField(max_length=80, help_text="dotted English: hulpvraag.submitted")
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=200, blank=True)
    hulpvraag_id = models.UUIDField(null=True)
    dossier_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=200, blank=True, help_text="fact id and version that gave access")
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OK)
    origin = models.CharField(max_length=64, blank=True, help_text="address of the client")
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["hulpvraag_id", "-at", "-id"], name="audit_event_hulpvraag"),
            models.Index(fields=["actor_id", "-at"], name="audit_event_actor"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_event_named", condition=Q(event__regex=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")),
            models.CheckConstraint(name="audit_event_source", condition=Q(source__in=Source.values)),
            models.CheckConstraint(name="audit_event_side", condition=Q(zijde__in=["", *Side.values])),
            models.CheckConstraint(name="audit_event_outcome", condition=Q(outcome__in=Outcome.values)),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
