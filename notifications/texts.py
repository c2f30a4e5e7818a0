"""What a mail may say: one table, from event and role to kind, subject and sentence.

A mail is read by whoever sees the inbox. So an outcome is only called an outcome, and no word of
a dossier fits in: {hulpvraag} becomes the kenmerk, {swv} the name of the partnership.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The kind of message, the subject, one sentence, and what a date means to the reader (else it is left out)."""

    soort: str
    onderwerp: str
    zin: str
    termijn: str = ""


ANYBODY = ""  # every role that has no text of its own
ANSWER = "U krijgt uiterlijk {termijn} antwoord."
DEADLINE = "Het antwoord moet er uiterlijk {termijn} zijn."

_OUTCOME = {
    ANYBODY: Text("Uitkomst", "Er is een uitkomst van {hulpvraag}", "{swv} heeft een uitkomst bij {hulpvraag}."),
    "behandelaar": Text("Uitkomst", "Er is een uitkomst van {hulpvraag}", "Er is een uitkomst vastgelegd bij {hulpvraag}."),
}  # fmt: skip

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
    "hulpvraag.rejected": _OUTCOME,
    "hulpvraag.refused": _OUTCOME,
    "hulpvraag.support_started": {
        ANYBODY: Text("Voortgang", "De ondersteuning start: {hulpvraag}", "De ondersteuning bij {hulpvraag} is gestart."),
    },
    "hulpvraag.closed": {ANYBODY: Text("Afronding", "Afgerond: {hulpvraag}", "De behandeling van {hulpvraag} is afgerond.")},
    "hulpvraag.closed_without_outcome": {ANYBODY: Text("Afronding", "Gesloten: {hulpvraag}", "{swv} heeft {hulpvraag} gesloten.")},
    "hulpvraag.withdrawn": {ANYBODY: Text("Intrekking", "Ingetrokken: {hulpvraag}", "De school heeft {hulpvraag} ingetrokken.")},
    "hulpvraag.reopened": {ANYBODY: Text("Heropening", "Heropend: {hulpvraag}", "{swv} heeft {hulpvraag} heropend.", ANSWER)},
    "hulpvraag.assigned": {
        ANYBODY: Text("Toewijzing", "Aan u toegewezen: {hulpvraag}", "Het loket heeft {hulpvraag} aan u toegewezen."),
    },
    "hulpvraag.handed_back": {
        ANYBODY: Text("Teruggave", "Terug bij het loket: {hulpvraag}", "Een collega geeft {hulpvraag} terug aan het loket.", DEADLINE),
    },
    "hulpvraag.contact_changed": {
        ANYBODY: Text("Contactpersoon", "U bent contactpersoon van {hulpvraag}", "U bent de contactpersoon van {hulpvraag}."),
    },
    "hulpvraag.contact_taken_over": {
        ANYBODY: Text("Contactpersoon", "Het loket heeft het contact bij {hulpvraag}", "Het loket neemt het contact over bij {hulpvraag}."),
    },
}  # fmt: skip

# Why somebody gets the mail: true of all who can hold the role, stand-ins included.
REASONS: dict[str, str] = {
    "filer": "U krijgt deze e-mail omdat uw school de hulpvraag heeft ingediend.",
    "contact": "U krijgt deze e-mail omdat u contactpersoon bent bij deze hulpvraag, of die vervangt.",
    "loket": "U krijgt deze e-mail omdat u bij het loket werkt.",
    "behandelaar": "U krijgt deze e-mail omdat u de hulpvraag behandelt of bij het loket werkt.",
    "toegewezene": "U krijgt deze e-mail omdat u aan deze hulpvraag werkt.",
}
SCHOOL_ROLES = {"filer", "contact"}

# Where the list is that a person finds the subject in, once she has logged in.
LISTS = {"hulpvraag": "/hulpvragen/"}
