"""Which states, kinds and actions exist. Imports nothing of ours."""

from django.db import models


class Status(models.TextChoices):
    CONCEPT = "concept", "Concept"
    INGEDIEND = "ingediend", "Ingediend"
    IN_BEHANDELING = "in_behandeling", "In behandeling"
    AANVULLING = "aanvulling", "Aanvulling gevraagd"
    GEADVISEERD = "geadviseerd", "Advies uitgebracht"
    TOEGEKEND = "toegekend", "Toegekend"
    AFGEWEZEN = "afgewezen", "Afgewezen"
    NIET_IN_BEHANDELING = "niet_in_behandeling", "Niet in behandeling genomen"
    LOPEND = "lopend", "Ondersteuning loopt"
    AFGEROND = "afgerond", "Afgerond"
    INGETROKKEN = "ingetrokken", "Ingetrokken"


class Soort(models.TextChoices):
    ADVIESVRAAG = "adviesvraag", "Adviesvraag"
    ARRANGEMENT = "arrangement", "Arrangement"


class Grondslag(models.TextChoices):
    """The SWV's task that a hulpvraag falls under (WPO art. 18a lid 6)."""

    TOEWIJZEN = "b", "toewijzen van ondersteuning (WPO art. 18a lid 6 b)"
    ADVISEREN = "d", "adviseren over de ondersteuningsbehoefte (WPO art. 18a lid 6 d)"


class Party(models.TextChoices):
    """Who is aan zet."""

    SCHOOL = "school", "school"
    SWV = "swv", "samenwerkingsverband"
    NIEMAND = "niemand", "niemand"


class Action(models.TextChoices):
    FILE = "file", "Nieuwe hulpvraag"
    SAVE = "save", "Opslaan"
    DELETE_CONCEPT = "delete_concept", "Concept verwijderen"
    SUBMIT = "submit", "Hulpvraag indienen"
    CHANGE_CONTACT = "change_contact", "Contactpersoon wijzigen"
    TAKE = "take", "In behandeling nemen"
    REQUEST_INFO = "request_info", "Aanvulling vragen"
    HAND_BACK = "hand_back", "Terug naar het loket"
    ADVISE = "advise", "Advies uitbrengen"
    GRANT = "grant", "Toekennen"
    REJECT = "reject", "Afwijzen"
    REFUSE = "refuse", "Niet in behandeling nemen"
    SUPPLEMENT = "supplement", "Aanvulling versturen"
    RESUME = "resume", "Verder zonder aanvulling"
    WITHDRAW = "withdraw", "Hulpvraag intrekken"
    ASSIGN = "assign", "Toewijzen"
    TAKE_OVER = "take_over", "Contact overnemen door het loket"
    START_SUPPORT = "start_support", "Ondersteuning starten"
    CLOSE = "close", "Afronden"
    CLOSE_WITHOUT = "close_without", "Sluiten zonder uitkomst"
    REOPEN = "reopen", "Heropenen"


class Deel(models.TextChoices):
    """The compartment: whose part of the dossier (WPO art. 18a lid 13)."""

    SCHOOL = "school", "schooldeel"
    SWV = "swv", "SWV-deel"


class StukSoort(models.TextChoices):
    AANVULLING_VRAAG = "aanvulling_vraag", "Vraag om aanvulling"
    AANVULLING_ANTWOORD = "aanvulling_antwoord", "Aanvulling van de school"
    UITKOMST = "uitkomst", "Uitkomst met motivering"
    REDEN = "reden", "Reden"
    NOTITIE = "notitie", "Notitie"


class GastSoort(models.TextChoices):
    OUDER = "ouder", "Ouder"
    LEERLING16 = "leerling16", "Leerling (16+)"
    LEERKRACHT = "leerkracht", "Leerkracht"
    ZORGVERLENER = "zorgverlener", "Zorgverlener"
    ANDERE = "andere", "Andere genodigde"


class Gezag(models.TextChoices):
    JA = "ja", "ja"
    NEE = "nee", "nee"
    ONBEKEND = "onbekend", "onbekend"


class Onderdeel(models.TextChoices):
    """What a guest may be invited to."""

    HULPVRAAG = "hulpvraag", "hulpvraag"
    DOCUMENTEN = "documenten", "documenten"
    BERICHTEN = "berichten", "berichten"
