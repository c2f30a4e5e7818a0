"""The hulpvraag: its card, and apart from it what was asked and answered.

Row security hides whole rows, so what a card may show and what only a reader of the content
may see are different tables.
"""

from django.db import models
from django.db.models import Q

from accounts.models import User, Vestiging
from hulpvragen import workflow
from hulpvragen.enums import Deel, Grondslag, Soort, Status, StukSoort
from hulpvragen.termijn import Period
from portal.lib import clock
from portal.lib.ids import uuid7

from .dossier import Dossier, Place
from .formulier import Formulier


class Hulpvraag(Place):
    """The card. No pupil, no guest, no free text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="hulpvragen", db_index=False)
    opsteller_vestiging = models.ForeignKey(
        Vestiging, models.PROTECT, related_name="+", db_index=False,
        help_text="the school that wrote it: a concept stays there when the pupil moves",
    )
    soort = models.CharField(max_length=12, choices=Soort)
    anoniem = models.GeneratedField(expression=Q(soort=Soort.ANONIEM), output_field=models.BooleanField(), db_persist=True)
    formulier = models.ForeignKey(Formulier, models.PROTECT, related_name="+", help_text="the version it was begun with")
    grondslag = models.CharField(max_length=1, choices=Grondslag)
    status = models.CharField(max_length=20, choices=Status, default=Status.CONCEPT)
    ingediend = models.GeneratedField(expression=~Q(status__in=workflow.DRAFT), output_field=models.BooleanField(), db_persist=True)
    kenmerk = models.CharField(max_length=12, null=True, unique=True)
    behandelaar = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    opgesteld_door = models.ForeignKey(User, models.PROTECT, related_name="+", help_text="began the concept; stays, whoever leaves")
    ingediend_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="stays, whoever leaves")
    created_at = models.DateTimeField(default=clock.now)
    gewijzigd = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)
    term_date = models.DateField(null=True, help_text="the last day of the term, as far as the clock is known")
    term_verlengd = models.BooleanField(default=False, help_text="once; Awb 4:14")
    aanvulling_sinds = models.DateField(null=True, help_text="the clock stands still from this day")
    aanvulling_voor = models.DateField(null=True, help_text="the last day for the answer")
    spoed = models.BooleanField(default=False)
    thuiszitter = models.BooleanField(default=False)
    ondersteuning_van = models.DateField(null=True, help_text="what was granted: first day")
    ondersteuning_tot = models.DateField(null=True, help_text="what was granted: last day")
    evaluatie_op = models.DateField(null=True, help_text="the day by which is evaluated")
    teruggehaald = models.BooleanField(default=False, help_text="filed by mistake: the SWV keeps the card alone")
    gesloten_op = models.DateField(null=True)
    gesloten_vestiging = models.ForeignKey(Vestiging, models.PROTECT, null=True, related_name="+")
    contact_overgenomen_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hulpvraag_status", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="hulpvraag_concept_is_of_school",
                condition=~Q(status__in=workflow.DRAFT) | Q(kenmerk=None, behandelaar=None, submitted_at=None, ingediend_door=None),
            ),
            models.CheckConstraint(
                name="hulpvraag_filed_has_kenmerk",
                condition=Q(status__in=workflow.DRAFT) | Q(kenmerk__isnull=False, submitted_at__isnull=False, ingediend_door__isnull=False),
            ),
            models.CheckConstraint(
                name="hulpvraag_closed_has_day",
                condition=Q(status__in=workflow.CLOSED, gesloten_op__isnull=False, gesloten_vestiging__isnull=False)
                | (~Q(status__in=workflow.CLOSED) & Q(gesloten_op=None, gesloten_vestiging=None)),
            ),
            models.CheckConstraint(name="hulpvraag_recalled_is_over", condition=Q(teruggehaald=False) | Q(status=Status.INGETROKKEN)),
            models.CheckConstraint(
                name="hulpvraag_aanvulling_has_dates",
                condition=Q(status=Status.AANVULLING, aanvulling_sinds__isnull=False, aanvulling_voor__isnull=False)
                | (~Q(status=Status.AANVULLING) & Q(aanvulling_sinds=None, aanvulling_voor=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.kenmerk or "concept"

    def vestiging_op(self, day) -> Vestiging:
        """Return the school on a day; a concept stays at the school that wrote it."""
        return self.opsteller_vestiging if self.status in workflow.DRAFT else super().vestiging_op(day)

    def leaves_after(self, day):
        """Return the first day at another school, when what was filed is planned to go there after this day."""
        return self.vestiging_tot if self.status not in workflow.DRAFT and day < self.vestiging_tot < clock.FAR else None

    def term_on(self, day, vakanties: tuple[Period, ...]):
        """Return the last day of the term as seen on a day, with the holidays that are set.

        While the SWV waits for an answer the clock stands still; the day after the date given
        for it the clock resumes by calculation (Awb 4:15 lid 1).
        """
        if self.term_date is None or self.status != Status.AANVULLING:
            return self.term_date
        resumes = min(day, self.aanvulling_voor + clock.DAY)
        return self.formulier.termijn.after_stop(self.term_date, self.aanvulling_sinds, resumes, vakanties)


class HulpvraagInhoud(models.Model):
    """What the school asked and answered: one sealed JSON text per hulpvraag."""

    hulpvraag = models.OneToOneField(Hulpvraag, models.PROTECT, primary_key=True, related_name="inhoud")
    antwoorden = models.BinaryField()
    versies = models.JSONField(default=dict, help_text="per part the version of the hulpvraag that last changed it: two people can work on two parts")


IN_ONE_PART = models.CheckConstraint(name="%(class)s_deel", condition=Q(deel__in=Deel.values))


class Piece(models.Model):
    """What hangs on one hulpvraag and, by the same key, on its dossier. It lies in one compartment.

    The school and guests see the SWV-deel only where it was expressly given out (`verstrekt_at`), WPO art. 18a lid 13.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="%(class)s_set")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    deel = models.CharField(max_length=6, choices=Deel)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verstrekt_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Stuk(Piece):
    """A text written while it is handled: a question, an answer, an outcome, a reason."""

    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="stukken")
    soort = models.CharField(max_length=20, choices=StukSoort)
    tekst = models.BinaryField()
    gegevens = models.BinaryField(null=True, help_text="what a step asks beside the text: sealed JSON")

    class Meta:
        constraints = [IN_ONE_PART]


class LegalEvent(models.Model):
    """The day a task of the SWV ended for this hulpvraag: retention counts from it (WPO 18a lid 13)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hulpvraag = models.ForeignKey(Hulpvraag, models.PROTECT, related_name="legal_events")
    grondslag = models.CharField(max_length=1, choices=Grondslag)
    op = models.DateField()


class Inzending(models.Model):
    """The key a form carries, unique per person: sent twice, done once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    hulpvraag_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="inzending_once")]
