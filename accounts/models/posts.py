"""The dated facts about people. Access follows from them at the moment of asking."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from accounts.enums import Rol, SchorsingReden
from portal.lib import clock

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
    """A reversible stop on a person or on one post (`aanstelling_fact`): at a moment (`van`, `tot`), or for days (`dagen`).

    "Now" is a moment; a long absence is days in Amsterdam, half-open, as posts are: it begins and ends with them.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="schorsingen")
    aanstelling_fact = models.UUIDField(null=True, help_text="empty: all posts of the person")
    reden = models.CharField(max_length=12, choices=SchorsingReden)
    van = models.DateTimeField(null=True)
    tot = models.DateTimeField(null=True)
    dagen = DateRangeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fact_id"], condition=ON_RECORD, name="schorsing_one_version"),
            models.CheckConstraint(name="schorsing_order", condition=Q(tot=None) | Q(tot__gt=models.F("van"))),
            models.CheckConstraint(
                name="schorsing_moment_or_days",
                condition=Q(van__isnull=False, dagen=None) | Q(van=None, tot=None, dagen__isnull=False, dagen__isempty=False),
            ),
        ]

    @property
    def laatste_dag(self):
        """The last day of an absence that was planned, or None."""
        return self.dagen and self.dagen.upper and self.dagen.upper - clock.DAY
