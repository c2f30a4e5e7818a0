"""A call about a lost second factor, on a number that was known beforehand."""

from django.db import models
from django.db.models import Q

from accounts.enums import BelUitkomst
from portal.lib import clock
from portal.lib.ids import uuid7

from .user import User


class Terugbelling(models.Model):
    """Who was called where, when and with what outcome. Never changed, but for the one restoring that it is good for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="terugbellingen", help_text="who lost her second factor")
    gesproken = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="empty: nobody answered")
    telefoon = models.CharField(max_length=20)
    gebeld_op = models.DateField()
    uitkomst = models.CharField(max_length=10, choices=BelUitkomst)
    door = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    hersteld_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hersteld_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="terugbelling_outcome", condition=Q(uitkomst__in=BelUitkomst.values)),
            models.CheckConstraint(name="terugbelling_spoken", condition=Q(uitkomst=BelUitkomst.NIEMAND) | Q(gesproken__isnull=False)),
            models.CheckConstraint(
                name="terugbelling_restored",
                condition=Q(hersteld_door=None, hersteld_at=None)
                | Q(hersteld_door__isnull=False, hersteld_at__isnull=False, uitkomst=BelUitkomst.BEVESTIGD),
            ),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="terugbelling_of_user")]
