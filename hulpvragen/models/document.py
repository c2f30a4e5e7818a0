"""Documents: what was uploaded, sealed, with its pages as text. The original is drawn page by page, never served as it is.

All of it lies in the database: a document and its row are there together or not at all, row security holds for the
bytes too, and there is one backup.
"""

from django.db import models
from django.db.models import Q

from accounts.models import User
from hulpvragen.enums import Bestandstype, DocumentSoort, DownloadDoel
from portal.lib import clock
from portal.lib.ids import uuid7

from .hulpvraag import IN_ONE_PART, Piece


class Document(Piece):
    """One uploaded document. It belongs to exactly one dossier, by the key of its hulpvraag.

    What was taken away keeps its row (kind, day, pages); its bytes and texts are gone.
    """

    soort = models.CharField(max_length=20, choices=DocumentSoort)
    naam = models.BinaryField(help_text="its title, sealed: a file name may hold a pupil's name")
    gegevens = models.BinaryField(null=True, help_text="what its kind asks, and what was left out when it was read: sealed JSON")
    bestandstype = models.CharField(max_length=8, choices=Bestandstype)
    grootte = models.PositiveIntegerField(help_text="bytes of the original")
    bladzijden = models.PositiveSmallIntegerField()
    vingerafdruk = models.CharField(max_length=64, help_text="keyed digest of the original: the same file twice in one hulpvraag")
    weg_at = models.DateTimeField(null=True)
    weg_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            IN_ONE_PART,
            models.CheckConstraint(name="document_soort", condition=Q(soort__in=DocumentSoort.values)),
            models.CheckConstraint(name="document_has_pages", condition=Q(bladzijden__gte=1)),
            models.CheckConstraint(name="document_gone_by_somebody", condition=Q(weg_at=None, weg_door=None) | Q(weg_at__isnull=False, weg_door__isnull=False)),
            models.UniqueConstraint(fields=["hulpvraag", "deel", "vingerafdruk"], condition=Q(weg_at=None), name="document_once"),
        ]


class DocumentInhoud(models.Model):
    """The bytes: as they came, and, of what is converted first, as they are drawn. Sealed."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="inhoud")
    origineel = models.BinaryField()
    weergave = models.BinaryField(null=True, help_text="none: the original itself is drawn")


class DocumentBlad(models.Model):
    """The text of one page, for who reads with a screen reader. Sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="bladen")
    nummer = models.PositiveSmallIntegerField()
    tekst = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "nummer"], name="blad_once")]


class Download(models.Model):
    """An original that somebody took out of the portal. Hers until she says that it is gone, also after her post ended.

    It holds what she must still read of it when she may no longer see the document.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="downloads", help_text="none: its concept was deleted")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kenmerk = models.CharField(max_length=12, blank=True)
    soort = models.CharField(max_length=20, choices=DocumentSoort)
    doel = models.CharField(max_length=12, choices=DownloadDoel)
    at = models.DateTimeField(default=clock.now)
    weg_at = models.DateTimeField(null=True, help_text="she destroyed it, by her own word")

    class Meta:
        constraints = [models.CheckConstraint(name="download_doel", condition=Q(doel__in=DownloadDoel.values))]
        indexes = [models.Index(fields=["user"], condition=Q(weg_at=None), name="download_open")]
