"""A mutatie: one change set with its dates. The facts follow from it at the approval; what is here gives nobody anything.

Row security hides whole rows, so what a colleague sees (the card) and who reported, with what was typed, are two tables.
"""

from django.db import models
from django.db.models import Q

from accounts.enums import Rol
from accounts.models import Eenheid, User, Vestiging
from mutaties.enums import STORED, Aan, Action, Afwijsreden, Bron, Oordeel, SchoolSoort, SchoolStatus, Soort, Status
from portal.lib import clock
from portal.lib.ids import uuid7


class Mutatie(models.Model):
    """The card. One post of one person at one unit; days are first days, half-open as the facts are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nummer = models.CharField(max_length=12, unique=True)
    soort = models.CharField(max_length=10, choices=Soort)
    status = models.CharField(max_length=20, choices=Status)
    eenheid = models.ForeignKey(Eenheid, models.PROTECT, null=True, related_name="+", help_text="empty: a public report, not yet placed")
    rol = models.CharField(max_length=20, choices=Rol, help_text="the post it is about")
    persoon = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="who leaves, is away or gets another role")
    einde = models.DateField(null=True, help_text="the first day without access")
    terug = models.DateField(null=True, help_text="the first day back")
    opvolger = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="who gets the post, when she has an account")
    nieuwe_rol = models.CharField(max_length=20, choices=Rol, blank=True)
    begin = models.DateField(null=True, help_text="the first day of who gets the post")
    naar = models.ForeignKey(Vestiging, models.PROTECT, null=True, related_name="+", help_text="where she goes on, inside the partnership")
    naar_begin = models.DateField(null=True)
    publiek = models.BooleanField(default=False, help_text="reported without an account: changes nothing by itself")
    created_at = models.DateTimeField(default=clock.now)
    vastgelegd_at = models.DateTimeField(null=True, help_text="since when the end or the absence is on record: at the report, or when a public one was confirmed")
    akkoord_at = models.DateTimeField(null=True)
    corrigeert = models.ForeignKey("self", models.PROTECT, null=True, related_name="correcties")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="mutatie_status", condition=Q(status__in=STORED)),
            models.CheckConstraint(name="mutatie_soort", condition=Q(soort__in=Soort.values)),
            models.CheckConstraint(name="mutatie_back_after_end", condition=Q(terug=None) | Q(terug__gt=models.F("einde"))),
            models.CheckConstraint(name="mutatie_approved_has_moment", condition=~Q(status=Status.AKKOORD) | Q(akkoord_at__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["eenheid", "status"], name="mutatie_at_eenheid"),
            models.Index(fields=["status", "created_at"], name="mutatie_by_status"),
        ]

    def __str__(self) -> str:
        return self.nummer

    @property
    def laatste_dag(self):
        """The last day with access of who leaves, or the last day before an absence."""
        return self.einde and self.einde - clock.DAY

    @property
    def ingang(self):
        """The first day on which something changes."""
        days = [day for day in (self.einde, self.begin, self.naar_begin) if day]
        return min(days, default=None)

    @property
    def gives(self) -> bool:
        """Whether somebody gets access by it: then two different people are needed."""
        return self.begin is not None or self.naar_begin is not None


class Melding(models.Model):
    """The content: who reported it, and what was typed about somebody who has no account yet."""

    mutatie = models.OneToOneField(Mutatie, models.PROTECT, primary_key=True, related_name="melding")
    gemeld_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="empty: without an account")
    is_contactpersoon = models.BooleanField(default=False, help_text="reported by the school's contactpersoon, logged in")
    nieuw_voornaam = models.CharField(max_length=60, blank=True)
    nieuw_achternaam = models.CharField(max_length=80, blank=True)
    nieuw_email = models.EmailField(max_length=254, blank=True)
    getypt = models.JSONField(default=dict, help_text="of a public report: what was typed, under the names of its form")


class Verloop(models.Model):
    """What was done with it, by whom and when; a reason or the words of a call-back, sealed under the master key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mutatie = models.ForeignKey(Mutatie, models.PROTECT, related_name="verloop")
    actie = models.CharField(max_length=20, choices=Action)
    door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)
    tekst = models.TextField(help_text="sealed: mutaties/storage.py")
    gegevens = models.JSONField(default=dict, help_text="codes and days: the outcome of a call-back, the number, its moment")

    class Meta:
        indexes = [models.Index(fields=["mutatie", "at"], name="verloop_of_mutatie")]


class Regel(models.Model):
    """One line of the handover: who gets this hulpvraag. No foreign key: a concept can be deleted meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mutatie = models.ForeignKey(Mutatie, models.PROTECT, related_name="regels")
    hulpvraag_id = models.UUIDField()
    aan = models.CharField(max_length=10, choices=Aan)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="the colleague; empty: who is new, or the loket")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mutatie", "hulpvraag_id"], name="regel_once"),
            models.CheckConstraint(name="regel_names_somebody", condition=Q(aan=Aan.COLLEGA, user__isnull=False) | (~Q(aan=Aan.COLLEGA) & Q(user=None))),
        ]


class Inschatting(models.Model):
    """What the privacy officer made of a late mutatie, with the numbers she saw. Never changed: another look is another row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mutatie = models.ForeignKey(Mutatie, models.PROTECT, related_name="inschattingen")
    versie = models.PositiveSmallIntegerField(default=1)
    nummer = models.CharField(max_length=12, help_text="of the register of datalekken; the same for each look at one mutatie")
    oordeel = models.CharField(max_length=10, choices=Oordeel)
    sealed_reden = models.TextField(help_text="under the master key")
    mails = models.PositiveIntegerField()
    geopend = models.PositiveIntegerField()
    hulpvragen = models.PositiveIntegerField()
    leerlingen = models.PositiveIntegerField()
    door = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mutatie", "versie"], name="inschatting_once"),
            models.CheckConstraint(name="inschatting_oordeel", condition=Q(oordeel__in=Oordeel.values)),
        ]


class Controleronde(models.Model):
    """Twice a year each school says whether its people and their hulpvragen are as we know them. The last one that began runs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    naam = models.CharField(max_length=40, unique=True, help_text="voorjaar 2027")
    begin = models.DateField()
    uiterlijk = models.DateField(help_text="the last day; a school that says it later is late")
    gestart_door = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(name="controleronde_ends_after_begin", condition=Q(uiterlijk__gt=models.F("begin")))]

    def __str__(self) -> str:
        return self.naam


class Bevestiging(models.Model):
    """What one school said in one round. Never changed; a school without one has not confirmed. No pupil stands here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ronde = models.ForeignKey(Controleronde, models.PROTECT, related_name="bevestigingen")
    vestiging = models.ForeignKey(Vestiging, models.PROTECT, related_name="+")
    door = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    mensen = models.JSONField(help_text="of each person: wie (id), rollen, antwoord, laatste_dag")
    hulpvragen = models.IntegerField(help_text="how many open hulpvragen she was shown")
    vragen = models.JSONField(help_text="those whose contact is not right: hulpvraag (id), contact (ids as shown)")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ronde", "vestiging"], name="bevestiging_once")]


class Inlees(models.Model):
    """A list that somebody uploaded: its rows with what is wrong in them and what became of them, for her alone, for a week."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    sealed_regels = models.TextField(help_text="under the master key: mutaties/services/inlezen.py")
    aantal = models.PositiveSmallIntegerField(help_text="rows")
    made_at = models.DateTimeField(default=clock.now)
    begonnen_at = models.DateTimeField(null=True, help_text="when she let it be carried out")

    class Meta:
        indexes = [models.Index(fields=["user", "-made_at"], name="inlees_of_person")]


class Schoolwijziging(models.Model):
    """A change of a school's own data: what it was, what it becomes, from which day. Public data; it gives nobody anything by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vestiging = models.ForeignKey(Vestiging, models.PROTECT, null=True, related_name="+", help_text="empty: a school that is yet to be made")
    soort = models.CharField(max_length=12, choices=SchoolSoort)
    oud = models.JSONField(default=dict)
    nieuw = models.JSONField(default=dict)
    per = models.DateField(help_text="the first day")
    bron = models.CharField(max_length=10, choices=Bron)
    status = models.CharField(max_length=20, choices=SchoolStatus, default=SchoolStatus.VOORGESTELD)
    gemeld_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="empty: the register")
    created_at = models.DateTimeField(default=clock.now)
    besloten_door = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    besloten_at = models.DateTimeField(null=True)
    reden = models.CharField(max_length=20, choices=Afwijsreden, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="schoolwijziging_soort", condition=Q(soort__in=SchoolSoort.values)),
            models.CheckConstraint(name="schoolwijziging_status", condition=Q(status__in=SchoolStatus.values)),
            models.CheckConstraint(name="schoolwijziging_bron", condition=Q(bron__in=Bron.values)),
            models.CheckConstraint(name="schoolwijziging_new_has_no_place", condition=Q(soort=SchoolSoort.OPRICHTING) | Q(vestiging__isnull=False)),
            models.CheckConstraint(
                name="schoolwijziging_two_people",
                condition=~Q(status=SchoolStatus.GOEDGEKEURD)
                | Q(besloten_door__isnull=False) & (Q(gemeld_door=None) | ~Q(besloten_door=models.F("gemeld_door"))),
            ),
            models.UniqueConstraint(
                fields=["vestiging", "soort"], name="schoolwijziging_one_of_register", condition=Q(status=SchoolStatus.VOORGESTELD, bron=Bron.REGISTER)
            ),
        ]
        indexes = [
            models.Index(fields=["status", "per"], name="schoolwijziging_by_day"),
            models.Index(fields=["vestiging", "created_at"], name="schoolwijziging_of_school"),
        ]
