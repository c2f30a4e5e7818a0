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
    BESTUURSMEDEWERKER = "bestuursmedewerker", "Bestuursmedewerker"
    LOKET = "loket", "Loket"
    CONSULENT = "consulent", "Consulent"
    MUTATIEBEHANDELAAR = "mutatiebehandelaar", "Mutatiebehandelaar"
    BEHEERDER = "beheerder", "Beheerder"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"

    @property
    def zijde(self) -> Zijde:
        return Zijde.SCHOOL if self in SCHOOL_ROLES else Zijde.SWV


SCHOOL_ROLES = frozenset({Rol.IB, Rol.CONTACTPERSOON, Rol.BESTUURSMEDEWERKER})
SWV_ROLES = frozenset(Rol) - SCHOOL_ROLES

# What a post of each role hangs on (docs/rights.toml, [roles]).
EENHEDEN_VAN_ROL = {
    Rol.IB: {EenheidSoort.VESTIGING},
    Rol.CONTACTPERSOON: {EenheidSoort.VESTIGING},
    Rol.BESTUURSMEDEWERKER: {EenheidSoort.BESTUUR},
    Rol.LOKET: {EenheidSoort.SWV},
    Rol.CONSULENT: {EenheidSoort.WIJKNETWERK, EenheidSoort.SWV},
    Rol.MUTATIEBEHANDELAAR: {EenheidSoort.SWV},
    Rol.BEHEERDER: {EenheidSoort.SWV},
    Rol.PRIVACY_OFFICER: {EenheidSoort.SWV},
}

# Posts that no one person may hold together (docs/rights.toml, [exclusive]).
NEVER_TOGETHER = frozenset({frozenset({Rol.PRIVACY_OFFICER, Rol.BEHEERDER})})


class Thema(models.TextChoices):
    """The colours a person sees. Light unless she chooses: a digibord and paper are light."""

    SYSTEEM = "systeem", "Zoals mijn apparaat"
    LICHT = "licht", "Licht"
    DONKER = "donker", "Donker"


class Verschil(models.TextChoices):
    """What a newer file of the national register says otherwise of a school than the one before."""

    GEOPEND = "geopend", "Geopend"
    VERDWENEN = "verdwenen", "Niet meer in het register"
    VERHUISD = "verhuisd", "Ander adres"
    HERNOEMD = "hernoemd", "Andere naam"
    TELEFOON = "telefoon", "Ander telefoonnummer"
    BESTUUR = "bestuur", "Ander bestuur"


class SchorsingReden(models.TextChoices):
    """A closed list: never an illness (AVG art. 9)."""

    VEILIGHEID = "veiligheid", "veiligheid"
    AFWEZIG = "afwezig", "afwezig"
    BESLUIT_SWV = "besluit_swv", "besluit van het samenwerkingsverband"


class EindReden(models.TextChoices):
    """Why an account is ended; it stands in the trail."""

    VERTROKKEN = "vertrokken", "Werkt niet meer met het portaal"
    ONGEBRUIKT = "ongebruikt", "Wordt niet gebruikt"
    DUBBEL = "dubbel", "Heeft twee accounts"
    VEILIGHEID = "veiligheid", "Veiligheid"
    VERZOEK = "verzoek", "Op eigen verzoek"


class BelUitkomst(models.TextChoices):
    """What came of calling back about a lost second factor."""

    BEVESTIGD = "bevestigd", "Het verzoek klopt: zij kan niet meer bij haar app"
    ONTKEND = "ontkend", "Het verzoek klopt niet, of men weet er niets van"
    NIEMAND = "niemand", "Niemand gesproken"
