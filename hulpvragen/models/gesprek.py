"""What people say to each other about a hulpvraag (berichten), and what they write down for themselves (notities)."""

from django.db import models
from django.db.models import Q

from accounts.enums import Zijde
from hulpvragen.enums import Deel
from portal.lib import clock

from .hulpvraag import IN_ONE_PART, Piece


class Bericht(Piece):
    """A message inside the dossier. Until it is sent it is its writer's alone.

    In the schooldeel school and SWV read it, and guests when the writer said so; in the SWV-deel the SWV alone.
    """

    zijde = models.CharField(max_length=8, choices=Zijde, help_text="from which side it was written")
    tekst = models.BinaryField()
    alleen_school = models.BooleanField(default=False, help_text="written before indienen: it stays at the school")
    voor_genodigden = models.BooleanField(default=False, help_text="guests who are invited to berichten read it too")
    gewijzigd = models.DateTimeField(default=clock.now)
    verzonden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            IN_ONE_PART,
            models.CheckConstraint(name="bericht_swv_is_internal", condition=~Q(deel=Deel.SWV) | Q(zijde=Zijde.SWV, alleen_school=False, voor_genodigden=False)),
            models.CheckConstraint(name="bericht_is_not_given_out", condition=Q(verstrekt_at=None)),
            models.UniqueConstraint(fields=["hulpvraag", "created_by", "zijde", "deel"], condition=Q(verzonden_at=None), name="bericht_one_concept"),
        ]


class Notitie(Piece):
    """A note in the log of a hulpvraag: of the school, or of the SWV. Guests never read one."""

    tekst = models.BinaryField()
    alleen_school = models.BooleanField(default=True, help_text="of the schooldeel: the SWV does not read it")

    class Meta:
        constraints = [IN_ONE_PART, models.CheckConstraint(name="notitie_swv_is_not_of_the_school", condition=~Q(deel=Deel.SWV) | Q(alleen_school=False))]
