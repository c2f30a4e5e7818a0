"""Which roles, units and reasons exist. Stored values are glossary words; labels are what people read."""

from django.db import models


class Zijde(models.TextChoices):
    """The side a session acts for. School and SWV never combine in one session."""

    SCHOOL = "school", "school"
    SWV = "swv", "samenwerkingsverband"
    GAST = "gast", "genodigde"


class EenheidSoort(models.TextChoices):
    SWV = "swv", "samenwerkingsverband"
    BESTUUR = "bestuur", "bestuur"
    VESTIGING = "vestiging", "vestiging"
    WIJKNETWERK = "wijknetwerk", "wijknetwerk"


class Rol(models.TextChoices):
    IB = "ib", "IB'er"
    CONTACTPERSOON = "contactpersoon", "Contactpersoon van de school"
    LOKET = "loket", "Loket"
    CONSULENT = "consulent", "Consulent"
    MUTATIEBEHANDELAAR = "mutatiebehandelaar", "Mutatiebehandelaar"
    BEHEERDER = "beheerder", "Beheerder"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"

    @property
    def zijde(self) -> Zijde:
        return Zijde.SCHOOL if self in SCHOOL_ROLES else Zijde.SWV


SCHOOL_ROLES = frozenset({Rol.IB, Rol.CONTACTPERSOON})
SWV_ROLES = frozenset(Rol) - SCHOOL_ROLES

# What a post of each role hangs on (docs/rights.toml, [roles]).
EENHEDEN_VAN_ROL = {
    Rol.IB: {EenheidSoort.VESTIGING},
    Rol.CONTACTPERSOON: {EenheidSoort.VESTIGING},
    Rol.LOKET: {EenheidSoort.SWV},
    Rol.CONSULENT: {EenheidSoort.WIJKNETWERK, EenheidSoort.SWV},
    Rol.MUTATIEBEHANDELAAR: {EenheidSoort.SWV},
    Rol.BEHEERDER: {EenheidSoort.SWV},
    Rol.PRIVACY_OFFICER: {EenheidSoort.SWV},
}

# Posts that no one person may hold together (docs/rights.toml, [exclusive]).
NEVER_TOGETHER = frozenset({frozenset({Rol.PRIVACY_OFFICER, Rol.BEHEERDER})})


class SchorsingReden(models.TextChoices):
    """A closed list: never an illness (AVG art. 9)."""

    VEILIGHEID = "veiligheid", "veiligheid"
    AFWEZIG = "afwezig", "afwezig"
    BESLUIT_SWV = "besluit_swv", "besluit van het samenwerkingsverband"
