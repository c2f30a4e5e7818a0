"""The pupil and the dossier: whose file it is and at which school it lies today."""

from django.db import models
from django.db.models import Q

from accounts.models import Vestiging
from accounts.models.facts import DatedFact, versioned
from portal.lib import clock
from portal.lib.ids import uuid7


class Leerling(models.Model):
    """A pupil. Names stay plain for searching; a concept may still lack them. Never a BSN (WPO 40b)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    voornaam = models.CharField(max_length=60, blank=True)
    achternaam = models.CharField(max_length=80, blank=True)
    geboortedatum = models.DateField(null=True)
    groep = models.CharField(max_length=20, blank=True)


class Place(models.Model):
    """Where a pupil is enrolled today, with at most one planned move; kept equal by a composite key."""

    vestiging = models.ForeignKey(Vestiging, models.PROTECT, related_name="+", db_index=False)
    vestiging_tot = models.DateField(default=clock.FAR)
    vestiging_daarna = models.ForeignKey(Vestiging, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    def vestiging_op(self, day) -> Vestiging:
        """Return the school on a day."""
        return self.vestiging if self.vestiging_tot > day else self.vestiging_daarna


class Dossier(Place):
    """The file of one pupil, or of an anonymous question; `sleutel` is its wrapped key. Destroying the key destroys the texts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    leerling = models.OneToOneField(Leerling, models.PROTECT, null=True, help_text="none: an anonymous adviesvraag")
    sleutel = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dossier_move_is_a_move",
                condition=Q(vestiging_tot=clock.FAR, vestiging_daarna=models.F("vestiging"))
                | (Q(vestiging_tot__lt=clock.FAR) & ~Q(vestiging_daarna=models.F("vestiging"))),
            )
        ]


class Inschrijving(DatedFact):
    """Where the pupil is enrolled, by date: what the place of the dossier is made from."""

    leerling = models.ForeignKey(Leerling, models.PROTECT, related_name="inschrijvingen")
    vestiging = models.ForeignKey(Vestiging, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            *versioned("inschrijving", "leerling"),
            models.CheckConstraint(name="inschrijving_bounded_below", condition=~Q(geldig__startswith=None)),
        ]
