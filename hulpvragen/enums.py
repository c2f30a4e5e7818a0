"""Which states, kinds and actions exist. Imports nothing of ours."""

from django.db import models


class Status(models.TextChoices):
    CONCEPT = "concept", "Concept"
    OVERLEG = "overleg", "Overleg op school"
    INGEDIEND = "ingediend", "Ingediend"
    IN_BEHANDELING = "in_behandeling", "In behandeling"
    AANVULLING = "aanvulling", "Aanvulling gevraagd"
    GEADVISEERD = "geadviseerd", "Advies uitgebracht"
    TOEGEKEND = "toegekend", "Toegekend"
    TLV_AFGEGEVEN = "tlv_afgegeven", "TLV afgegeven"
    AFGEWEZEN = "afgewezen", "Afgewezen"
    NIET_IN_BEHANDELING = "niet_in_behandeling", "Niet in behandeling genomen"
    LOPEND = "lopend", "Ondersteuning loopt"
    EVALUATIE = "evaluatie", "Evaluatie gevraagd"
    AFGEROND = "afgerond", "Afgerond"
    INGETROKKEN = "ingetrokken", "Ingetrokken"
    DOORGEZONDEN = "doorgezonden", "Doorgezonden"


class Soort(models.TextChoices):
    ADVIESVRAAG = "adviesvraag", "Adviesvraag"
    ANONIEM = "anoniem", "Anonieme adviesvraag"
    ARRANGEMENT = "arrangement", "Arrangement"
    TLV = "tlv", "TLV-aanvraag"
    OVERIG = "overig", "Overige hulpvraag"


class Grondslag(models.TextChoices):
    """The SWV's task that a hulpvraag falls under (WPO art. 18a lid 6)."""

    TOEWIJZEN = "b", "toewijzen van ondersteuning (WPO art. 18a lid 6 b)"
    BEOORDELEN = "c", "beoordelen of een leerling toelaatbaar is (WPO art. 18a lid 6 c)"
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
    START_OVERLEG = "start_overleg", "Overleg op school starten"
    END_OVERLEG = "end_overleg", "Overleg afsluiten"
    SUBMIT = "submit", "Hulpvraag indienen"
    RECALL = "recall", "Terughalen"
    CHANGE_CONTACT = "change_contact", "Contactpersoon wijzigen"
    TAKE = "take", "In behandeling nemen"
    REQUEST_INFO = "request_info", "Aanvulling vragen"
    HAND_BACK = "hand_back", "Terug naar het loket"
    ADVISE = "advise", "Advies uitbrengen"
    GRANT = "grant", "Toekennen"
    ISSUE_TLV = "issue_tlv", "TLV afgeven"
    REJECT = "reject", "Afwijzen"
    REFUSE = "refuse", "Niet in behandeling nemen"
    SUPPLEMENT = "supplement", "Aanvulling versturen"
    MOVE_SUPPLEMENT_DATE = "move_supplement_date", "Datum verschuiven"
    RESUME = "resume", "Verder zonder antwoord"
    WITHDRAW = "withdraw", "Hulpvraag intrekken"
    ASSIGN = "assign", "Toewijzen"
    EXTEND_TERM = "extend_term", "Termijn verlengen"
    FLAG = "flag", "Spoed of thuiszitter aangeven"
    REFER = "refer", "Doorzenden"
    TAKE_OVER = "take_over", "Contact overnemen door het loket"
    ASK_CONTACT = "ask_contact", "De school vragen wie de contactpersoon is"
    RECORD_COPY = "record_copy", "Afschrift vastleggen"
    START_SUPPORT = "start_support", "Ondersteuning starten"
    EXTEND_SUPPORT = "extend_support", "Ondersteuning verlengen"
    ASK_EVALUATION = "ask_evaluation", "Evaluatie vragen"
    SUBMIT_EVALUATION = "submit_evaluation", "Evaluatie versturen"
    CLOSE = "close", "Afronden"
    CLOSE_WITHOUT = "close_without", "Sluiten zonder uitkomst"
    REOPEN = "reopen", "Heropenen"


class Part(models.TextChoices):
    """The parts of filing, each a page of the task list."""

    LEERLING = "leerling", "De leerling"
    HULPVRAAG = "hulpvraag", "De hulpvraag"
    SCHOOLGEGEVENS = "schoolgegevens", "De school"
    DOCUMENTEN = "documenten", "De documenten"
    OUDERS = "ouders", "De ouders"
    STEM = "stem", "De stem van de leerling"


class Standing(models.TextChoices):
    """How far a part is."""

    COMPLEET = "compleet", "Compleet"
    DEELS = "deels", "Nog niet compleet"
    LEEG = "leeg", "Nog niet begonnen"


class Navraag(models.TextChoices):
    """What came of ringing back somebody who called about a pupil."""

    KLOPT = "klopt", "Het klopt: deze persoon belde ons"
    KLOPT_NIET = "klopt_niet", "Het klopt niet: men weet er niets van"
    NIEMAND = "niemand", "Niemand bereikt"


class Vraagtype(models.TextChoices):
    """How a question of a form is answered."""

    REGEL = "regel", "één regel"
    TEKST = "tekst", "tekst van meer regels"
    KEUZE = "keuze", "een keuze uit antwoorden"
    DATUM = "datum", "een datum"


class Telling(models.TextChoices):
    """In what a term is counted."""

    WEKEN = "weken", "weken"
    SCHOOLDAGEN = "schooldagen", "schooldagen"


class Deel(models.TextChoices):
    """The compartment: whose part of the dossier (WPO art. 18a lid 13)."""

    SCHOOL = "school", "schooldeel"
    SWV = "swv", "SWV-deel"


class StukSoort(models.TextChoices):
    AANVULLING_VRAAG = "aanvulling_vraag", "Vraag om aanvulling"
    AANVULLING_ANTWOORD = "aanvulling_antwoord", "Aanvulling van de school"
    UITKOMST = "uitkomst", "Uitkomst met motivering"
    EVALUATIE = "evaluatie", "Evaluatie"
    ONTVANGST = "ontvangst", "Kopie van wat is ingediend"
    REDEN = "reden", "Reden"
    NOTITIE = "notitie", "Notitie"


class Omvang(models.TextChoices):
    """In what an arrangement is counted."""

    BUDGET = "budget", "Een budget in euro's"
    UREN = "uren", "Een aantal uren"


class Schoolsoort(models.TextChoices):
    """The kind of school that a TLV opens (WPO art. 18a lid 6 c)."""

    SBO = "sbo", "Speciaal basisonderwijs (sbo)"
    SO = "so", "Speciaal onderwijs (so)"
    VSO = "vso", "Voortgezet speciaal onderwijs (vso)"


class Categorie(models.TextChoices):
    """How much support is paid for at a school for (voortgezet) speciaal onderwijs."""

    LAAG = "laag", "Laag"
    MIDDEN = "midden", "Midden"
    HOOG = "hoog", "Hoog"
    GEEN = "geen", "Geen (alleen bij sbo)"


class Afschrift(models.TextChoices):
    """The copy of an outcome for the parents (WPO art. 18a lid 14)."""

    VERZONDEN = "verzonden", "Het afschrift is per post verzonden"
    VOLGT = "volgt", "Het afschrift volgt"


class Weigergrond(models.TextChoices):
    """Why the SWV does not take a hulpvraag up."""

    ONVOLLEDIG = "onvolledig", "De hulpvraag is niet compleet, ook niet na onze vraag om aanvulling"
    GEEN_TAAK = "geen_taak", "Het samenwerkingsverband gaat hier niet over"


class Sluitreden(models.TextChoices):
    """Why a hulpvraag needs no outcome any more."""

    VERHUISD = "verhuisd", "De leerling gaat naar een school buiten het samenwerkingsverband"
    DUBBEL = "dubbel", "Deze hulpvraag is dubbel ingediend"
    VERVALLEN = "vervallen", "De vraag is vervallen"
    ANDERS = "anders", "Een andere reden"


class Vervolg(models.TextChoices):
    """What a school wants after an evaluation."""

    STOPPEN = "stoppen", "De ondersteuning kan stoppen"
    DOORGAAN = "doorgaan", "De ondersteuning gaat door zoals afgesproken"
    VERLENGEN = "verlengen", "De ondersteuning is langer nodig"
    ANDERS = "anders", "Er is iets anders nodig"


class GastSoort(models.TextChoices):
    OUDER = "ouder", "Ouder"
    LEERLING16 = "leerling16", "Leerling (16+)"
    LEERKRACHT = "leerkracht", "Leerkracht"
    COLLEGA = "collega", "Collega van de school"
    ZORGVERLENER = "zorgverlener", "Zorgverlener"
    EXTERN = "extern", "Deskundige van buiten"
    ANDERE = "andere", "Andere genodigde"


OF_THE_PUPIL = (GastSoort.OUDER, GastSoort.LEERLING16)  # whose own file it is: without an end of their own
AT_SCHOOL = (GastSoort.LEERKRACHT, GastSoort.COLLEGA)  # who reads along as long as the pupil is at that school
FROM_OUTSIDE = (GastSoort.ZORGVERLENER, GastSoort.EXTERN, GastSoort.ANDERE)  # who works for an organisation that is not the school


class Gezag(models.TextChoices):
    JA = "ja", "ja"
    NEE = "nee", "nee"
    ONBEKEND = "onbekend", "onbekend"


class Overeenkomst(models.TextChoices):
    """Is there a verwerkersovereenkomst with the organisation of somebody from outside?"""

    JA = "ja", "Ja"
    NIET_NODIG = "niet_nodig", "Niet nodig"
    NEE = "nee", "Nee, of dat weet ik niet"


class Onderdeel(models.TextChoices):
    """What a guest may be invited to."""

    HULPVRAAG = "hulpvraag", "hulpvraag"
    DOCUMENTEN = "documenten", "documenten"
    BERICHTEN = "berichten", "berichten"


class ToegangActie(models.TextChoices):
    """What is done with an invitation, apart from the steps of a hulpvraag."""

    INVITE = "invite", "Iemand uitnodigen"
    RESEND = "resend", "Opnieuw sturen"
    CHANGE = "change", "Wijzigen"
    END = "end", "Toegang beëindigen"


class ToegangStaat(models.TextChoices):
    """How an invitation stands: calculated, never stored."""

    VERSTUURD = "verstuurd", "Verstuurd"
    GEACCEPTEERD = "geaccepteerd", "Leest mee"
    VERLOPEN = "verlopen", "Verlopen"
    INGETROKKEN = "ingetrokken", "Ingetrokken"
    BEEINDIGD = "beeindigd", "Beëindigd"


class DocumentSoort(models.TextChoices):
    """What a document is. The two parts of an OPP are kept apart: parents have a right of consent to the handelingsdeel (WPO 40a)."""

    OPP_PERSPECTIEF = "opp_perspectief", "OPP: perspectiefdeel"
    OPP_HANDELING = "opp_handeling", "OPP: handelingsdeel"
    RAPPORT = "rapport", "Onderwijskundig rapport"
    VERSLAG = "verslag", "Verslag of onderzoek"
    TOESTEMMING = "toestemming", "Toestemming"
    BESLUIT = "besluit", "Besluit"
    OVERIG = "overig", "Ander document"


class Instemming(models.TextChoices):
    """Whether the parents consent to the handelingsdeel of an OPP (WPO 40a)."""

    JA = "ja", "Ja, de ouders stemmen in"
    NEE = "nee", "Nee, de ouders stemmen niet in"
    NOG_NIET = "nog_niet", "Nog niet gevraagd"


class Bestandstype(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    DOCX = "docx", "Word"


class DownloadDoel(models.TextChoices):
    """What an original is taken out of the portal for. A closed list: no names, no text."""

    OVERLEG = "overleg", "Voor een overleg waar geen scherm is"
    BEWERKEN = "bewerken", "Om een nieuwe versie te maken"
    ARCHIEF = "archief", "Voor het leerlingdossier van de school"
    VERZOEK = "verzoek", "De ouders of de leerling vroegen om een kopie"
    BEZWAAR = "bezwaar", "Voor een bezwaar of klacht"


class StukActie(models.TextChoices):
    """What is done with the documents, berichten and notities of a hulpvraag, apart from its steps."""

    ADD_DOCUMENT = "add_document", "Document toevoegen"
    TAKE_AWAY = "take_away", "Document weghalen"
    DOWNLOAD = "download_original", "Origineel downloaden"
    ADD_BERICHT = "add_bericht", "Bericht schrijven"
    ADD_NOTITIE = "add_notitie", "Notitie schrijven"
    GIVE_OUT = "give_out", "Verstrekken aan de school"


class VerhuisStatus(models.TextChoices):
    """How the move of a pupil to another school stands."""

    OPEN = "open", "Wacht op bevestiging"
    AKKOORD = "akkoord", "Bevestigd"
    GEWEIGERD = "geweigerd", "Niet bevestigd"
    INGETROKKEN = "ingetrokken", "Ingetrokken"
    TERUGGEDRAAID = "teruggedraaid", "Teruggedraaid"


class VerhuisActie(models.TextChoices):
    """What is done with the move of a pupil, apart from the steps of a hulpvraag."""

    REPORT = "report_move", "Verhuizing doorgeven"
    CONFIRM = "confirm_move", "Verhuizing bevestigen"
    REFUSE = "refuse_move", "Verhuizing niet bevestigen"
    WITHDRAW = "withdraw_move", "Verhuizing intrekken"
    UNDO = "undo_move", "Verhuizing terugdraaien"


class Laatreden(models.TextChoices):
    """Why a move is put on record when its day has passed."""

    SCHOOL = "school", "De school gaf het te laat door"
    OUDERS = "ouders", "De ouders gaven het te laat door"
    FOUT = "fout", "Er stond een verkeerde school of dag in het portaal"


class Weigerreden(models.TextChoices):
    """Why a school does not confirm that a pupil comes to it."""

    KOMT_NIET = "komt_niet", "De leerling komt niet op onze school"
    ONBEKEND = "onbekend", "We kennen deze leerling niet"
    DATUM = "datum", "De eerste dag klopt niet"
