"""What a mail may say: one table, from event and role to kind, subject and sentence.

A mail is read by whoever sees the inbox. So an outcome is only called an outcome, and no word of
a dossier fits in: {hulpvraag} and {verzoek} become the kenmerk, {swv} the name of the partnership, {van} who invites and her school.
"""

from dataclasses import dataclass

from notifications.enums import Kind


@dataclass(frozen=True)
class Text:
    """The kind of message, the subject, one sentence, and what a date means to the reader (else it is left out)."""

    soort: str
    onderwerp: str
    zin: str
    termijn: str = ""

    def __post_init__(self):
        if self.soort not in NO_CHOICE:
            SCHOOL_KINDS[self.soort]  # a kind that is none of those below is a fault of this table


# There is nothing to choose about: what an invited person is told, what becomes of a mutatie, that access is stopped, and a controle.
NO_CHOICE = frozenset({
    "Uitnodiging", "Verwerkersovereenkomst", "Gedeeld met u", "Einde van uw toegang", "Personele wijziging", "Toegang", "Controle contactgegevens", "Verhuizing",
    "Telefoon",
})
# The kind, as a mail names it, and the kind that the school's people choose about (notifications.enums).
# What goes to the SWV's people is work, whatever the school calls it.
SCHOOL_KINDS: dict[str, Kind] = {
    "Uitkomst": Kind.BESLUIT,
    "Advies": Kind.ADVIES,
    **dict.fromkeys(("Vraag aan u", "Termijn", "Doorzending"), Kind.VERZOEK),
    "Ontvangstbevestiging": Kind.ONTVANGST,
    **dict.fromkeys((
        "Aanvulling", "Afronding", "Bericht", "Contactpersoon", "Evaluatie", "Heropening", "Indiening", "Intrekking", "Kennisgeving", "Nieuwe hulpvraag",
        "Teruggave", "Toewijzing", "Voortgang",
    ), Kind.VOORTGANG),
}  # fmt: skip

ANYBODY = ""  # every role that has no text of its own
ANSWER = "U krijgt uiterlijk {termijn} antwoord."
DEADLINE = "Het antwoord moet er uiterlijk {termijn} zijn."

_OUTCOME = {
    ANYBODY: Text("Uitkomst", "Er is een uitkomst van {hulpvraag}", "{swv} heeft een uitkomst bij {hulpvraag}."),
    "behandelaar": Text("Uitkomst", "Er is een uitkomst van {hulpvraag}", "Er is een uitkomst vastgelegd bij {hulpvraag}."),
}  # fmt: skip

CHECK_BY = "Kunt u dat uiterlijk {termijn} doen?"
_NOBODY_CHECKS = Text(
    "Controle contactgegevens", "Een school van uw bestuur heeft geen contactpersoon",
    "{swv} vraagt elke school om haar contactgegevens te controleren. Een school van uw bestuur heeft daar nu niemand voor. Geef door wie de contactpersoon wordt.",
)

# To who gets this kind of message per post: that there is news, without the message itself.
BY_POST = Text("Kennisgeving", "Er is nieuws bij {hulpvraag}", "Er is nieuws bij {hulpvraag}. U krijgt het bericht per post.")

TEXTS: dict[str, dict[str, Text]] = {
    "hulpvraag.submitted": {
        "filer": Text("Ontvangstbevestiging", "Ontvangstbevestiging van {hulpvraag}", "{swv} heeft {hulpvraag} ontvangen.", ANSWER),
        "contact": Text("Indiening", "Ingediend: {hulpvraag}", "De school heeft {hulpvraag} ingediend.", ANSWER),
        "loket": Text("Nieuwe hulpvraag", "Nieuw bij het loket: {hulpvraag}", "Een school heeft {hulpvraag} ingediend.", DEADLINE),
        "toegewezene": Text("Nieuwe hulpvraag", "Nieuw voor u: {hulpvraag}", "Een school heeft {hulpvraag} ingediend. U werkt eraan mee.", DEADLINE),
    },
    "hulpvraag.taken": {ANYBODY: Text("Voortgang", "In behandeling: {hulpvraag}", "{swv} behandelt nu {hulpvraag}.", ANSWER)},
    "hulpvraag.info_requested": {
        ANYBODY: Text("Vraag aan u", "Er is een vraag aan u in {hulpvraag}", "{swv} heeft een vraag aan u in {hulpvraag}.", "Kunt u uiterlijk {termijn} antwoorden?"),
    },
    "hulpvraag.supplemented": {
        ANYBODY: Text("Aanvulling", "Er is een aanvulling bij {hulpvraag}", "De school heeft een aanvulling gestuurd bij {hulpvraag}.", DEADLINE),
    },
    "hulpvraag.resumed": {ANYBODY: Text("Voortgang", "Weer in behandeling: {hulpvraag}", "{swv} gaat verder met {hulpvraag}.", ANSWER)},
    "hulpvraag.advised": {ANYBODY: Text("Advies", "Er is een advies bij {hulpvraag}", "{swv} heeft een advies bij {hulpvraag}.")},
    "hulpvraag.granted": _OUTCOME,
    "hulpvraag.tlv_issued": _OUTCOME,
    "hulpvraag.rejected": _OUTCOME,
    "hulpvraag.refused": _OUTCOME,
    "hulpvraag.supplement_date_moved": {
        ANYBODY: Text("Vraag aan u", "Andere datum voor {hulpvraag}", "De dag voor uw antwoord in {hulpvraag} is veranderd.", "Kunt u uiterlijk {termijn} antwoorden?"),
    },
    "hulpvraag.term_extended": {ANYBODY: Text("Termijn", "Langere termijn: {hulpvraag}", "{swv} heeft meer tijd nodig voor {hulpvraag}.", ANSWER)},
    "hulpvraag.flagged": {ANYBODY: Text("Voortgang", "Gewijzigd: {hulpvraag}", "Er is iets gewijzigd bij {hulpvraag}.", DEADLINE)},
    "hulpvraag.referred": {ANYBODY: Text("Doorzending", "Doorgezonden: {hulpvraag}", "{swv} stuurt {hulpvraag} door naar een ander samenwerkingsverband.")},
    "hulpvraag.recalled": {ANYBODY: Text("Intrekking", "Teruggehaald: {hulpvraag}", "De school heeft {hulpvraag} teruggehaald.")},
    "hulpvraag.support_extended": _OUTCOME,
    "hulpvraag.evaluation_asked": {
        ANYBODY: Text("Vraag aan u", "Vraag om evaluatie: {hulpvraag}", "{swv} vraagt u om een evaluatie bij {hulpvraag}.", "Kunt u uiterlijk {termijn} antwoorden?"),
    },
    "hulpvraag.evaluated": {ANYBODY: Text("Evaluatie", "Er is een evaluatie bij {hulpvraag}", "De school heeft een evaluatie gestuurd bij {hulpvraag}.")},
    "hulpvraag.support_started": {
        ANYBODY: Text("Voortgang", "De ondersteuning start: {hulpvraag}", "De ondersteuning bij {hulpvraag} is gestart."),
    },
    "hulpvraag.closed": {ANYBODY: Text("Afronding", "Afgerond: {hulpvraag}", "De behandeling van {hulpvraag} is afgerond.")},
    "hulpvraag.closed_without_outcome": {ANYBODY: Text("Afronding", "Gesloten: {hulpvraag}", "{swv} heeft {hulpvraag} gesloten.")},
    "hulpvraag.withdrawn": {ANYBODY: Text("Intrekking", "Ingetrokken: {hulpvraag}", "De school heeft {hulpvraag} ingetrokken.")},
    "hulpvraag.reopened": {ANYBODY: Text("Heropening", "Heropend: {hulpvraag}", "{swv} heeft {hulpvraag} heropend.", ANSWER)},
    "hulpvraag.assigned": {
        ANYBODY: Text("Toewijzing", "Toegewezen: {hulpvraag}", "Het loket heeft gekozen wie {hulpvraag} behandelt. U werkt eraan mee."),
    },
    "hulpvraag.handed_back": {
        ANYBODY: Text("Teruggave", "Terug bij het loket: {hulpvraag}", "Een collega geeft {hulpvraag} terug aan het loket.", DEADLINE),
    },
    "hulpvraag.contact_changed": {
        ANYBODY: Text("Contactpersoon", "Contactpersoon gewijzigd: {hulpvraag}", "De contactpersoon van {hulpvraag} is gewijzigd.", "Dit gaat in op {termijn}."),
    },
    "hulpvraag.document_added": {ANYBODY: Text("Voortgang", "Er is een document bij {hulpvraag}", "De school heeft een document toegevoegd bij {hulpvraag}.")},
    "hulpvraag.stuk_verstrekt": {ANYBODY: Text("Voortgang", "Er is een stuk voor u bij {hulpvraag}", "{swv} heeft een stuk aan u verstrekt bij {hulpvraag}.")},
    "hulpvraag.contact_asked": {
        ANYBODY: Text("Vraag aan u", "Wie is de contactpersoon van {hulpvraag}?", "{swv} wil weten wie op uw school {hulpvraag} overneemt. Nu leest niemand mee."),
    },
    "hulpvraag.contact_taken_over": {
        ANYBODY: Text("Contactpersoon", "Het loket heeft het contact bij {hulpvraag}", "Het loket neemt het contact over bij {hulpvraag}."),
    },
    "hulpvraag.bericht": {
        "contact": Text("Bericht", "Nieuw bericht bij {hulpvraag}", "Er is een nieuw bericht voor uw school bij {hulpvraag}. Het staat in het portaal."),
        ANYBODY: Text("Bericht", "Nieuw bericht bij {hulpvraag}", "Er is een nieuw bericht bij {hulpvraag}. Het staat in het portaal."),
    },
    "overleg.bericht": {
        ANYBODY: Text("Bericht", "Nieuw bericht in het portaal", "Er is een nieuw bericht voor uw school. Het gaat over een hulpvraag die nog niet is ingediend."),
    },
    "toegang.bericht": {"guest": Text("Gedeeld met u", "Er is een bericht voor u", "Er staat een nieuw bericht voor u in het portaal van {swv}.")},
    "toegang.invited": {"guest": Text("Uitnodiging", "Uitnodiging om mee te lezen", "{van} nodigt u uit om mee te lezen in het portaal van {swv}.")},
    "toegang.widened": {"guest": Text("Gedeeld met u", "Er is iets met u gedeeld", "{van} heeft iets met u gedeeld in het portaal van {swv}.")},
    "toegang.changed": {"guest": Text("Gedeeld met u", "Er is iets veranderd aan uw toegang", "{van} heeft veranderd wat u kunt lezen in het portaal van {swv}, of tot wanneer.")},
    "toegang.outsider_invited": {
        "contactpersoon": Text(
            "Verwerkersovereenkomst", "Iemand van buiten is uitgenodigd om mee te lezen",
            "Iemand van buiten uw school is uitgenodigd om mee te lezen met een hulpvraag. Is een verwerkersovereenkomst nodig? Kijk dan of die er is. "
            "Vraag de IB'ers van uw school welke organisatie het is.",
        ),
    },
    "toegang.ended": {"former_guest": Text("Einde van uw toegang", "U leest niet meer mee", "U leest niet meer mee in het portaal van {swv}.")},
    "mutatie.reported": {
        "person": Text("Personele wijziging", "Er is een wijziging over u doorgegeven", "Er is {verzoek} over u doorgegeven.", "De wijziging gaat in op {termijn}."),
        "bestuur": Text("Personele wijziging", "Wie wordt de contactpersoon?", "Een school van uw bestuur krijgt een andere contactpersoon. Wijs iemand aan bij {verzoek}."),
        ANYBODY: Text("Personele wijziging", "Nieuw: {verzoek}", "Er is {verzoek} doorgegeven.", "De wijziging gaat in op {termijn}."),
    },
    "mutatie.reported_public": {
        ANYBODY: Text("Personele wijziging", "Nieuw zonder account: {verzoek}", "Iemand zonder account heeft {verzoek} doorgegeven. Controleer eerst wie."),
    },
    "mutatie.reported_late": {
        ANYBODY: Text("Personele wijziging", "Te laat doorgegeven: {verzoek}", "Het {verzoek} kwam na de laatste dag binnen. Bekijk wat er in de tussentijd is gezien."),
    },
    "mutatie.identity_confirmed": {
        ANYBODY: Text("Personele wijziging", "Gecontroleerd: {verzoek}", "De melder van {verzoek} is gecontroleerd."),
    },
    "mutatie.report_suspicious": {
        "person": Text("Personele wijziging", "Een melding over u gaat niet door", "Iemand gaf {verzoek} over u door. De school kent de melding niet. Er verandert niets."),
        ANYBODY: Text("Personele wijziging", "Verdacht: {verzoek}", "De school kent {verzoek} niet. Er verandert niets."),
    },
    "mutatie.handover_proposed": {
        "volgende": Text("Personele wijziging", "Begint zij op uw school?", "Iemand begint op uw school als IB'er. Bevestig de eerste dag bij {verzoek}."),
        ANYBODY: Text(
            "Personele wijziging", "Overdracht voorgesteld: {verzoek}", "De school heeft een overdracht voorgesteld bij {verzoek}.", "De wijziging gaat in op {termijn}.",
        ),
    },
    "mutatie.contactpersoon_named": {
        ANYBODY: Text("Personele wijziging", "Contactpersoon aangewezen: {verzoek}", "Er is een nieuwe contactpersoon aangewezen bij {verzoek}."),
    },
    "mutatie.start_confirmed": {
        ANYBODY: Text("Personele wijziging", "Start bevestigd: {verzoek}", "De volgende school heeft de start bevestigd bij {verzoek}."),
    },
    "mutatie.start_not_confirmed": {
        ANYBODY: Text("Personele wijziging", "Start niet bevestigd: {verzoek}", "De start op de volgende school is uit {verzoek} gehaald. Het vertrek blijft staan."),
    },
    "mutatie.handover_returned": {
        ANYBODY: Text("Personele wijziging", "Er is een vraag bij {verzoek}", "{swv} heeft een vraag bij {verzoek}."),
    },
    "mutatie.approved": {
        "person": Text("Personele wijziging", "Een wijziging over u is goedgekeurd", "Het {verzoek} over u is goedgekeurd.", "De wijziging gaat in op {termijn}."),
        ANYBODY: Text("Personele wijziging", "Goedgekeurd: {verzoek}", "Het {verzoek} is goedgekeurd.", "De wijziging gaat in op {termijn}."),
    },
    "mutatie.account_made": {
        "opvolger": Text(
            "Personele wijziging", "Uw account in het portaal van {swv}",
            "U krijgt toegang tot het portaal van {swv}. Kies eerst een wachtwoord: ga naar ‘Inloggen’ en dan naar ‘Wachtwoord vergeten’.", "U ziet de hulpvragen vanaf {termijn}.",
        ),
    },
    "mutatie.rejected": {
        ANYBODY: Text("Personele wijziging", "Niet goedgekeurd: {verzoek}", "Het {verzoek} is niet goedgekeurd. Er verandert niets."),
    },
    "mutatie.withdrawn": {
        ANYBODY: Text("Personele wijziging", "Ingetrokken: {verzoek}", "Het {verzoek} is ingetrokken. Er verandert niets."),
    },
    "mutatie.correction_started": {
        ANYBODY: Text("Personele wijziging", "Verbetering bij {verzoek}", "Bij {verzoek} is een verbetering begonnen. U leest haar in het portaal."),
    },
    "mutatie.return_proposed": {
        ANYBODY: Text("Personele wijziging", "Andere terugkeer voorgesteld: {verzoek}", "Iemand stelt een andere eerste dag terug voor bij {verzoek}. Een tweede bevestigt die."),
    },
    "mutatie.return_moved": {
        ANYBODY: Text("Personele wijziging", "Andere dag van terugkeer: {verzoek}", "De eerste dag terug bij {verzoek} is veranderd. Kijk in het portaal welke dag het is."),
    },
    "mutatie.undone": {
        ANYBODY: Text("Personele wijziging", "Teruggedraaid: {verzoek}", "Het {verzoek} is teruggedraaid. Alles blijft zoals het was."),
    },
    "verhuizing.reported": {
        "nieuwe_school": Text(
            "Verhuizing", "Er is een verhuizing naar uw school doorgegeven", "Er is een verhuizing naar uw school doorgegeven. Kijk in het portaal en bevestig haar.",
            "De eerste dag is {termijn}.",
        ),
    },
    "verhuizing.reported_outside": {
        "loket": Text(
            "Verhuizing", "Verhuizing naar buiten het samenwerkingsverband", "Een school geeft een verhuizing door naar een school buiten {swv}.",
            "Dit gaat in op {termijn}.",
        ),
    },
    "verhuizing.confirmed": {
        "oude_school": Text("Verhuizing", "Een verhuizing is bevestigd", "Een verhuizing van uw school naar een andere school is bevestigd.", "Tot {termijn} verandert er niets."),
    },
    "verhuizing.begun": {
        "begint": Text("Verhuizing", "Er zijn hulpvragen naar uw school gekomen", "Er zijn hulpvragen naar uw school gekomen. U leest de overdracht in het portaal."),
    },
    "verhuizing.refused": {"melder": Text("Verhuizing", "Een verhuizing is niet bevestigd", "Een verhuizing die u doorgaf, is niet bevestigd. Er verandert niets.")},
    "verhuizing.withdrawn": {ANYBODY: Text("Verhuizing", "Een verhuizing is ingetrokken", "Een verhuizing is ingetrokken. Er verandert niets.")},
    "verhuizing.undone": {ANYBODY: Text("Verhuizing", "Een verhuizing gaat niet door", "Een bevestigde verhuizing is teruggedraaid. Alles blijft zoals het was.")},
    "telefoon.suspicious": {
        "privacy_officer": Text("Telefoon", "Een verdacht telefoontje", "Iemand belde en gaf zich misschien voor een ander uit: bij terugbellen klopte het niet."),
    },
    "schorsing.person_blocked": {
        "stopped_person": Text("Toegang", "Uw toegang is geblokkeerd", "Uw toegang tot het portaal van {swv} is geblokkeerd."),
        ANYBODY: Text("Toegang", "De toegang van iemand is geblokkeerd", "De toegang van iemand tot het portaal is geblokkeerd."),
    },
    "schorsing.post_blocked": {
        "stopped_person": Text("Toegang", "Een deel van uw toegang is geblokkeerd", "Een deel van uw toegang tot het portaal van {swv} is geblokkeerd."),
        ANYBODY: Text("Toegang", "De toegang van iemand is geblokkeerd", "De toegang van iemand is voor één aanstelling geblokkeerd."),
    },
    "schorsing.lifted": {
        "stopped_person": Text("Toegang", "Uw toegang is hersteld", "Een blokkade van uw toegang tot het portaal van {swv} is opgeheven."),
        ANYBODY: Text("Toegang", "Een blokkade is opgeheven", "De blokkade van iemands toegang tot het portaal is opgeheven."),
    },
    "controle.asked": {
        "contactpersoon": Text(
            "Controle contactgegevens", "Klopt het nog wie er op uw school werkt?", "{swv} vraagt u om de contactgegevens van uw school te controleren.", CHECK_BY,
        ),
        "bestuur": _NOBODY_CHECKS,
    },
    "controle.reminded": {
        "contactpersoon": Text(
            "Controle contactgegevens", "Herinnering: klopt het nog wie er op uw school werkt?", "U hebt de contactgegevens van uw school nog niet bevestigd.", CHECK_BY,
        ),
        "bestuur": _NOBODY_CHECKS,
    },
    "controle.closing": {
        "contactpersoon": Text(
            "Controle contactgegevens", "De controle van uw school is nog niet klaar", "U hebt de contactgegevens van uw school nog niet bevestigd.",
            "De laatste dag is {termijn}.",
        ),
        "bestuur": _NOBODY_CHECKS,
    },
}  # fmt: skip

# Why somebody gets the mail: true of all who can hold the role, stand-ins included.
REASONS: dict[str, str] = {
    "filer": "U krijgt deze e-mail omdat uw school de hulpvraag heeft ingediend.",
    "contact": "U krijgt deze e-mail omdat u contactpersoon bent bij deze hulpvraag, of die vervangt.",
    "contactpersoon": "U krijgt deze e-mail omdat u contactpersoon van uw school bent.",
    "loket": "U krijgt deze e-mail omdat u bij het loket werkt.",
    "behandelaar": "U krijgt deze e-mail omdat u de hulpvraag behandelt of bij het loket werkt.",
    "toegewezene": "U krijgt deze e-mail omdat u aan deze hulpvraag werkt.",
    "guest": "U krijgt deze e-mail omdat u bent gevraagd om mee te lezen.",
    "former_guest": "U krijgt deze e-mail omdat u was gevraagd om mee te lezen.",
    "person": "U krijgt deze e-mail omdat de wijziging over u gaat.",
    "reporter": "U krijgt deze e-mail omdat u de wijziging hebt doorgegeven.",
    "volgende": "U krijgt deze e-mail omdat u contactpersoon van uw school bent.",
    "opvolger": "U krijgt deze e-mail omdat uw school u heeft doorgegeven.",
    "bestuur": "U krijgt deze e-mail omdat u voor het schoolbestuur werkt.",
    "stopped_person": "U krijgt deze e-mail omdat u een account hebt in het portaal.",
    "mutatiebehandelaar": "U krijgt deze e-mail omdat u mutatiebehandelaar bent.",
    "privacy_officer": "U krijgt deze e-mail omdat u privacy officer bent.",
    "nieuwe_school": "U krijgt deze e-mail omdat u op de nieuwe school werkt.",
    "begint": "U krijgt deze e-mail omdat u IB'er op de nieuwe school bent.",
    "oude_school": "U krijgt deze e-mail omdat u IB'er op de oude school bent.",
    "melder": "U krijgt deze e-mail omdat u de verhuizing hebt doorgegeven.",
}
SCHOOL_ROLES = {"filer", "contact", "contactpersoon"}

# Where the list is that a person finds the subject in, once she has logged in.
LISTS = {
    "hulpvraag": "/hulpvragen/", "overleg": "/hulpvragen/", "uitnodiging": "/gedeeld/", "toegang": "/gedeeld/", "overeenkomst": "/hulpvragen/",
    "mutatie": "/mutaties/", "schorsing": "/scholen/",
    "controle": "/mutaties/controle/", "verhuizing": "/hulpvragen/verhuizingen/", "telefoon": "/telefoon/verdacht/",
}  # fmt: skip


def text_for(event: str, role: str) -> Text:
    """Return what is said to this role about this event; KeyError when nothing is."""
    texts = TEXTS[event]
    return texts[role] if role in texts else texts[ANYBODY]


def kind_of(event: str, role: str) -> Kind | None:
    """Return the kind of message that the reader's choice is asked for; None when there is nothing to choose."""
    soort = text_for(event, role).soort
    if soort in NO_CHOICE:
        return None
    return SCHOOL_KINDS[soort] if role in SCHOOL_ROLES else Kind.WERK
