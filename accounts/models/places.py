"""Where people work: the units (eenheden) that posts hang on, and the national catalogue."""

from django.db import models
from django.db.models import Q

from accounts.enums import EenheidSoort
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


class Vestiging(Eenheid):
    """A school location that takes part in the portal (aangesloten)."""

    eenheid_ptr = _is_a("as_vestiging")
    code = models.CharField(max_length=6, unique=True, help_text="BRIN and location, such as 12AB00")
    bestuur = models.ForeignKey(Bestuur, models.PROTECT, related_name="vestigingen")
    wijknetwerk = models.ForeignKey(Wijknetwerk, models.PROTECT, null=True, blank=True, related_name="vestigingen")
    plaats = models.CharField(max_length=60)
    telefoon = models.CharField(max_length=20, blank=True)


class CatalogusVestiging(models.Model):
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

    class Meta:
        constraints = [
            models.CheckConstraint(name="catalogus_code_form", condition=Q(code__regex=r"^[0-9]{2}[A-Z]{2}[0-9]{2}$")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.naam}"
