"""Somebody called about a pupil: who that was said to be, and what ringing back gave."""

from django.db import models
from django.db.models import Q

from accounts.enums import Zijde
from accounts.models import User
from hulpvragen.enums import Navraag
from portal.lib import clock
from portal.lib.ids import uuid7

from .dossier import Dossier
from .hulpvraag import Hulpvraag


class Belnotitie(models.Model):
    """One call and the call back. Never changed. Its writer reads it; with a hulpvraag also who reads that on her side."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sleutel = models.UUIDField(help_text="the key of the form: sent twice, kept once")
    door = models.ForeignKey(User, models.PROTECT, related_name="+")
    zijde = models.CharField(max_length=8, choices=Zijde)
    at = models.DateTimeField(default=clock.now)
    gebeld_op = models.DateField()
    nummer = models.CharField(max_length=20, blank=True, help_text="the number that was rung; empty: one that the portal does not keep")
    van = models.CharField(max_length=200, blank=True, help_text="whose number that is: a school, or the SWV")
    uitkomst = models.CharField(max_length=10, choices=Navraag)
    beller = models.TextField(help_text="sealed: the name and organisation as they were said")
    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, null=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["door", "sleutel"], name="belnotitie_once"),
            models.CheckConstraint(name="belnotitie_outcome", condition=Q(uitkomst__in=Navraag.values)),
            models.CheckConstraint(name="belnotitie_side", condition=Q(zijde__in=[Zijde.SCHOOL, Zijde.SWV])),
            models.CheckConstraint(name="belnotitie_number", condition=Q(nummer="", van="") | (~Q(nummer="") & ~Q(van=""))),
            models.CheckConstraint(name="belnotitie_of_one", condition=Q(hulpvraag=None, dossier=None) | Q(hulpvraag__isnull=False, dossier__isnull=False)),
        ]
        indexes = [models.Index(fields=["door", "-at"], name="belnotitie_of_writer")]
