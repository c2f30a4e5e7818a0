"""Which kinds, states and steps a mutatie has. Imports nothing of ours."""

from django.db import models


class Soort(models.TextChoices):
    VERTREK = "vertrek", "Vertrek"
    NIEUW = "nieuw", "Nieuwe collega"
    WISSEL = "wissel", "Wissel"
    AFWEZIG = "afwezig", "Langdurige afwezigheid"
    ROL = "rol", "Andere rol"


LEAVING = (Soort.VERTREK, Soort.WISSEL)  # a post ends for good
AWAY = (*LEAVING, Soort.AFWEZIG)  # somebody's hulpvragen go to another


class Status(models.TextChoices):
    GEMELD = "gemeld", "Wijzigingsverzoek ontvangen"
    OVERDRACHT = "overdracht", "Overdracht voorstellen"
    OPVOLGER_CP = "opvolger_cp", "Contactpersoon aanwijzen"
    START_BEVESTIGEN = "start_bevestigen", "Start bevestigen"
    TE_ACCORDEREN = "te_accorderen", "Klaar voor akkoord"
    AKKOORD = "akkoord", "Akkoord, gaat in op de datum"
    NAZORG = "nazorg", "Ingegaan, nog niet afgerond"
    AFGEROND = "afgerond", "Afgerond"
    AFGEWEZEN = "afgewezen", "Afgewezen"
    INGETROKKEN = "ingetrokken", "Ingetrokken"
    VERLOPEN = "verlopen", "Verlopen"
    TERUGGEDRAAID = "teruggedraaid", "Teruggedraaid"


DERIVED = (Status.NAZORG, Status.AFGEROND, Status.VERLOPEN)  # follow from the date; never stored
STORED = tuple(status for status in Status if status not in DERIVED)


class Party(models.TextChoices):
    """Who is aan zet."""

    SWV = "swv", "samenwerkingsverband"
    SCHOOL = "school", "school"
    BESTUUR = "bestuur", "bestuur"
    NIEMAND = "niemand", "niemand"


class Action(models.TextChoices):
    REPORT = "report", "Wijziging doorgeven"
    VERIFY_IDENTITY = "verify_identity", "Controle vastleggen"
    PROPOSE_HANDOVER = "propose_handover", "Voorstel versturen"
    NAME_CONTACTPERSOON = "name_contactpersoon", "Contactpersoon aanwijzen"
    CONFIRM_START = "confirm_start", "Start bevestigen"
    RETURN_HANDOVER = "return_handover", "Vraag stellen"
    APPROVE = "approve", "Goedkeuren en inplannen"
    REJECT = "reject", "Afwijzen"
    WITHDRAW_OWN = "withdraw_own", "Melding intrekken"
    MOVE_RETURN = "move_return", "Terugkeer wijzigen"
    UNDO = "undo", "Terugdraaien"
    CORRECT = "correct", "Corrigerende wijziging"


class Aan(models.TextChoices):
    """Who gets a hulpvraag of somebody who leaves."""

    COLLEGA = "collega", "een collega"
    NIEUW = "nieuw", "wie nieuw komt"
    LOKET = "loket", "het loket neemt het contact over"


class Uitkomst(models.TextChoices):
    """What came of calling back a reporter."""

    BEVESTIGD = "bevestigd", "De school bevestigt de melding"
    KENT_NIET = "kent_niet", "De school kent de melding niet"
    NIEMAND = "niemand", "Nog niemand gesproken"


class Oordeel(models.TextChoices):
    """What the privacy officer makes of what was still seen after a late report."""

    DATALEK = "datalek", "Dit is een datalek"
    GEEN = "geen", "Dit is geen datalek"


class Antwoord(models.TextChoices):
    """What a contactpersoon says about one of her people, twice a year."""

    BLIJFT = "blijft", "Blijft"
    BEKEND = "bekend", "Klopt: de datum was al bekend"
    VERTREKT = "vertrekt", "Vertrekt"
    WISSELT = "wisselt", "Wisselt of iets anders"


# ---- changes of a school itself


class SchoolSoort(models.TextChoices):
    """What changes of a school."""

    NAAM = "naam", "Andere naam"
    ADRES = "adres", "Ander adres of verhuizing"
    TELEFOON = "telefoon", "Ander telefoonnummer"
    BESTUUR = "bestuur", "Ander schoolbestuur"
    WIJKNETWERK = "wijknetwerk", "Ander wijknetwerk"
    BRIN = "brin", "Andere BRIN of vestigingscode"
    OPRICHTING = "oprichting", "Nieuwe school"
    SLUITING = "sluiting", "Sluiting"
    FUSIE = "fusie", "Samengaan met een andere school"


CLOSING = (SchoolSoort.SLUITING, SchoolSoort.FUSIE)
PLANNED_KINDS = (SchoolSoort.WIJKNETWERK, *CLOSING)  # approved beforehand, and hold from their day; the others are approved from their day on
CHANGES_SIGHT = (SchoolSoort.BESTUUR, SchoolSoort.BRIN, SchoolSoort.OPRICHTING, *PLANNED_KINDS)  # approved one at a time, on a page of their own


class Bron(models.TextChoices):
    """Who says so."""

    SCHOOL = "school", "de school"
    BESTUUR = "bestuur", "het bestuur"
    SWV = "swv", "het samenwerkingsverband"
    REGISTER = "register", "het register van DUO"


class SchoolStatus(models.TextChoices):
    VOORGESTELD = "voorgesteld", "Wacht op goedkeuring"
    GOEDGEKEURD = "goedgekeurd", "Goedgekeurd"
    AFGEWEZEN = "afgewezen", "Afgewezen"
    INGETROKKEN = "ingetrokken", "Ingetrokken"
    TERUGGEDRAAID = "teruggedraaid", "Teruggedraaid"


class SchoolActie(models.TextChoices):
    REPORT = "report_change", "Wijziging van een school doorgeven"
    APPROVE = "approve_change", "Goedkeuren"
    REJECT = "reject_change", "Afwijzen"
    WITHDRAW = "withdraw_change", "Intrekken"
    UNDO = "undo_change", "Terugdraaien"


class Afwijsreden(models.TextChoices):
    """Why a change of a school is refused: a closed list, so that nothing about people is written there."""

    KLOPT_NIET = "klopt_niet", "De school zegt dat het niet klopt"
    NIET_BEVESTIGD = "niet_bevestigd", "We konden het niet bevestigen"
    ANDERS = "anders", "Het staat al goed in het portaal"
    DATUM = "datum", "De datum klopt niet"
