"""The dated facts about people. Access follows from them at the moment of asking."""

from django.db import models
from django.db.models import Q

from accounts.enums import Rol, SchorsingReden

from .facts import ON_RECORD, DatedFact, Fact, versioned
from .places import Eenheid
from .user import User


class Aanstelling(DatedFact):
    """A dated post: person x role x unit."""

    user = models.ForeignKey(User, models.PROTECT, related_name="aanstellingen")
    rol = models.CharField(max_length=20, choices=Rol)
    eenheid = models.ForeignKey(Eenheid, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *versioned("aanstelling", "user", "rol", "eenheid"),
            models.CheckConstraint(name="aanstelling_role", condition=Q(rol__in=Rol.values)),
        ]
        indexes = [models.Index(fields=["eenheid", "rol"], condition=ON_RECORD, name="aanstelling_at_eenheid")]


class Schorsing(Fact):
    """A moment-exact, reversible stop on a person or on one post (`aanstelling_fact`)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="schorsingen")
    aanstelling_fact = models.UUIDField(null=True, help_text="empty: all posts of the person")
    reden = models.CharField(max_length=12, choices=SchorsingReden)
    van = models.DateTimeField()
    tot = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact_id"], condition=ON_RECORD, name="schorsing_one_version"),
            models.CheckConstraint(name="schorsing_order", condition=Q(tot=None) | Q(tot__gt=models.F("van"))),
        ]
