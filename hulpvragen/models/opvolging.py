"""A day on which somebody wants to look at a hulpvraag again."""

from django.db import models

from accounts.models import User
from portal.lib import clock
from portal.lib.ids import uuid7

from .hulpvraag import Hulpvraag


class Opvolging(models.Model):
    """Her own follow-up date; nobody else sees it. One a person and hulpvraag."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="opvolgingen")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    op = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hulpvraag"], name="opvolging_one_each")]
        indexes = [models.Index(fields=["user", "op"], name="opvolging_of_user")]
