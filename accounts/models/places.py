"""Where people work: the units (eenheden) that posts hang on, and the national catalogue."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.enums import EenheidSoort, Verschil
from portal.lib import clock
from portal.lib.ids import uuid7


class Eenheid(models.Model):
    """What a post hangs on; never null, so that overlapping posts can be refused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    soort = models.CharField(max_length=12, choices=EenheidSoort)
    naam = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["soort"], condition=Q(soort=EenheidSoort.SWV), name="eenheid_one_swv"),
        ]

    def __str__(self) -> str:
        return self.naam


def _is_a(related_name: str):
    # named, for the default names would clash with the fields of Vestiging
    return models.OneToOneField(Eenheid, models.CASCADE, parent_link=True, primary_key=True, related_name=related_name)


class Bestuur(Eenheid):
    """The bevoegd gezag: controller of the schooldeel of its dossiers."""

    eenheid_ptr = _is_a("as_bestuur")
    nummer = models.CharField(max_length=5, unique=True, help_text="DUO, five digits")


class Wijknetwerk(Eenheid):
    """A neighbourhood cluster of the SWV."""

    eenheid_ptr = _is_a("as_wijknetwerk")


class WithAddress:
    """Mixin: the address in one line, street and number, postal code and town."""

    @property
    def adres(self) -> str:
        return ", ".join(filter(None, [f"{self.straat} {self.huisnummer}".strip(), f"{self.postcode} {self.plaats}".strip()]))


class Vestiging(WithAddress, Eenheid):
    """A school location that takes part in the portal (aangesloten).

    Its wijknetwerk decides which consulenten read along, and can be planned to change: no job runs on the day.
    """

    eenheid_ptr = _is_a("as_vestiging")
    code = models.CharField(max_length=6, unique=True, help_text="BRIN and location, such as 12AB00")
    bestuur = models.ForeignKey(Bestuur, models.PROTECT, related_name="vestigingen")
    wijknetwerk = models.ForeignKey(Wijknetwerk, models.PROTECT, null=True, blank=True, related_name="vestigingen")
    wijknetwerk_per = models.DateField(null=True, help_text="the first day of the planned wijknetwerk")
    wijknetwerk_daarna = models.ForeignKey(Wijknetwerk, models.PROTECT, null=True, related_name="+", help_text="from that day; empty: in none")
    gesloten_per = models.DateField(null=True, help_text="the first day on which it is closed: yet to come, or past")
    gaat_naar = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", help_text="where its dossiers go on that day")
    straat = models.CharField(max_length=80, blank=True)
    huisnummer = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    plaats = models.CharField(max_length=60)
    telefoon = models.CharField(max_length=20, blank=True)
    telefoon_door = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        help_text="who filled the number in, as long as nobody else confirmed it; empty: of the register, or confirmed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(name="vestiging_target_has_a_day", condition=Q(gaat_naar=None) | Q(gesloten_per__isnull=False)),
            models.CheckConstraint(name="vestiging_plan_has_a_day", condition=Q(wijknetwerk_daarna=None) | Q(wijknetwerk_per__isnull=False)),
        ]

    @property
    def is_gesloten(self) -> bool:
        return self.gesloten_per is not None and self.gesloten_per <= clock.today()

    @property
    def terugbelnummer(self) -> str:
        """The number on which the school may be rung back: known beforehand, not the word of one person."""
        return "" if self.telefoon_door_id else self.telefoon

    @property
    def has_moved_wijk(self) -> bool:
        return self.wijknetwerk_per is not None and self.wijknetwerk_per <= clock.today()

    @property
    def wijknetwerk_nu(self) -> Wijknetwerk | None:
        """The wijknetwerk in which it lies today."""
        return self.wijknetwerk_daarna if self.has_moved_wijk else self.wijknetwerk

    @property
    def wijknetwerk_nu_id(self):
        return self.wijknetwerk_daarna_id if self.has_moved_wijk else self.wijknetwerk_id


class RegisterInlezing(models.Model):
    """One file of the national register that brought something new."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=clock.now)


class CatalogusVestiging(WithAddress, models.Model):
    """A row of the national register. Only reference: it gives nobody anything. Never deleted."""

    code = models.CharField(max_length=6, primary_key=True)
    naam = models.CharField(max_length=120)
    bestuursnummer = models.CharField(max_length=5)
    straat = models.CharField(max_length=80, blank=True)
    huisnummer = models.CharField(max_length=20, blank=True)
    postcode = models.CharField(max_length=7, blank=True)
    plaats = models.CharField(max_length=60)
    gemeente = models.CharField(max_length=60, blank=True)
    denominatie = models.CharField(max_length=60, blank=True)
    telefoon = models.CharField(max_length=20, blank=True)
    internet = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()
    laatst_in = models.ForeignKey(
        RegisterInlezing, models.PROTECT, null=True, related_name="+", db_index=False, help_text="the last file in which it stood"
    )
    verdwenen_op = models.DateField(null=True, help_text="the day on which a newer file of its kind no longer had it")

    class Meta:
        constraints = [
            models.CheckConstraint(name="catalogus_code_form", condition=Q(code__regex=r"^[0-9]{2}[A-Z]{2}[0-9]{2}$")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.naam}"

class RegisterVerschil(models.Model):
    """One difference between a file and the register as it stood before it, old and new. Never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    inlezing = models.ForeignKey(RegisterInlezing, models.PROTECT, related_name="verschillen", db_index=False)
    soort = models.CharField(max_length=10, choices=Verschil)
    code = models.CharField(max_length=6)
    naam = models.CharField(max_length=120, help_text="of the school, as the newer file has it")
    oud = models.CharField(max_length=200, blank=True)
    nieuw = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="registerverschil_soort", condition=Q(soort__in=Verschil.values)),
            models.UniqueConstraint(fields=["inlezing", "soort", "code"], name="registerverschil_once"),
        ]
