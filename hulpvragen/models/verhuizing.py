"""The move of a pupil to another school: reported by one, given by another. The facts follow from it; it gives nobody anything."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from accounts.models import User, Vestiging
from hulpvragen.enums import Laatreden, VerhuisStatus, Weigerreden
from portal.lib import clock
from portal.lib.ids import uuid7

from .dossier import Dossier


class Verhuizing(models.Model):
    """From one school to another from a day, or out of the partnership. No pupil and no text stands here: both schools see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="verhuizingen")
    van = models.ForeignKey(Vestiging, models.PROTECT, related_name="+")
    naar = models.ForeignKey(Vestiging, models.PROTECT, null=True, related_name="+", help_text="empty: a school outside the partnership")
    per = models.DateField(help_text="the first day at the other school")
    laat_reden = models.CharField(max_length=10, choices=Laatreden, blank=True, help_text="of a day that had passed when it was reported")
    status = models.CharField(max_length=20, choices=VerhuisStatus, default=VerhuisStatus.OPEN)
    gemeld_door = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    pogingen = models.PositiveSmallIntegerField(default=0, help_text="how often the other school named another pupil; the database counts")
    besloten_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    besloten_at = models.DateTimeField(null=True)
    weiger_reden = models.CharField(max_length=10, choices=Weigerreden, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="verhuizing_status", condition=Q(status__in=VerhuisStatus.values)),
            models.CheckConstraint(name="verhuizing_goes_elsewhere", condition=Q(naar=None) | ~Q(naar=F("van"))),
            models.CheckConstraint(
                name="verhuizing_two_people",
                condition=~Q(status=VerhuisStatus.AKKOORD) | Q(besloten_door__isnull=False) & (Q(naar=None) | ~Q(besloten_door=F("gemeld_door"))),
            ),
            models.UniqueConstraint(fields=["dossier"], condition=Q(status=VerhuisStatus.OPEN), name="verhuizing_one_open"),
        ]
        indexes = [
            models.Index(fields=["van", "status"], name="verhuizing_from"),
            models.Index(fields=["naar", "status"], name="verhuizing_to"),
        ]

    @property
    def dag(self) -> dt.date:
        """The day on which the dossier goes: a school that closes earlier lets it go along that day."""
        return min(self.per, self.van.gesloten_per or self.per)
