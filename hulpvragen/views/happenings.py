"""What happened to a hulpvraag, in words. A look is no happening; keeping a concept is too small to tell."""

from django.conf import settings

from hulpvragen.enums import Status
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from portal.audit.queries import Happening
from portal.lib import dates

_WORDS = {
    "concept_started": "Concept begonnen",
    "oso_imported": "Concept gevuld uit een OSO-dossier",
    "submitted": "Hulpvraag ingediend",
    "contact_changed": "Contactpersoon gewijzigd",
    "taken": "{swv} neemt de hulpvraag in behandeling",
    "info_requested": "{swv} vraagt om een aanvulling",
    "handed_back": "Terug bij het loket",
    "advised": "{swv} heeft advies uitgebracht",
    "overleg_started": "Overleg op school gestart",
    "overleg_ended": "Overleg op school afgesloten",
    "recalled": "De school heeft de hulpvraag teruggehaald",
    "supplement_date_moved": "De dag voor de aanvulling is verschoven",
    "tlv_issued": "{swv} heeft een TLV afgegeven",
    "term_extended": "De termijn is verlengd",
    "flagged": "Spoed of thuiszitter gewijzigd",
    "referred": "Doorgezonden naar een ander samenwerkingsverband",
    "support_extended": "De ondersteuning is verlengd",
    "evaluation_asked": "{swv} vraagt om een evaluatie",
    "evaluated": "De school heeft de evaluatie verstuurd",
    "granted": "{swv} heeft de hulpvraag toegekend",
    "rejected": "{swv} heeft de hulpvraag afgewezen",
    "refused": "{swv} neemt de hulpvraag niet in behandeling",
    "supplemented": "De school heeft een aanvulling verstuurd",
    "resumed": "{swv} gaat verder zonder antwoord",
    "withdrawn": "De school heeft de hulpvraag ingetrokken",
    "assigned": "Behandelaar gekozen",
    "helper_added": "Een collega behandelt mee",
    "helper_removed": "Een collega behandelt niet meer mee",
    "closed_without_outcome": "Gesloten zonder uitkomst",
    "contact_asked": "{swv} vraagt de school wie de contactpersoon is",
    "contact_taken_over": "Het loket heeft het contact overgenomen",
    "copy_recorded": "Het afschrift voor de ouders is verzonden",
    "support_started": "De ondersteuning is gestart",
    "closed": "Hulpvraag afgerond",
    "reopened": "Hulpvraag heropend",
    "toegang.invited": "Iemand uitgenodigd om mee te lezen",
    "toegang.accepted": "Uitnodiging aangenomen",
    "toegang.changed": "Toegang van een genodigde gewijzigd",
    "toegang.stopped": "Een genodigde is zelf gestopt met meelezen",
    "toegang.toegang_ended": "Toegang van een genodigde beëindigd",
    "toegang.invitation_withdrawn": "Uitnodiging ingetrokken",
    "verhuizing.reported": "Verhuizing van de leerling doorgegeven",
    "verhuizing.akkoord": "Verhuizing van de leerling bevestigd",
    "verhuizing.geweigerd": "Verhuizing van de leerling niet bevestigd",
    "verhuizing.ingetrokken": "Verhuizing van de leerling ingetrokken",
    "verhuizing.teruggedraaid": "Verhuizing van de leerling teruggedraaid",
    "document.added": "Document toegevoegd",
    "document.given_out": "{swv} heeft een document verstrekt",
    "document.taken_away": "Document weggehaald",
    "document.downloaded": "Origineel van een document gedownload",
    "told_otherwise": "Het loket heeft een bericht langs een andere weg gegeven",
    "mailed_again": "Het loket heeft een bericht opnieuw gemaild",
}
_OF_THE_SCHOOL = {"concept_started", "oso_imported", "overleg_started", "overleg_ended"}  # before indienen the SWV knew of nothing


def timeline(who: Asker, hulpvraag: Hulpvraag, history: list[Happening]) -> list[tuple[str, str, bool]]:
    """Return (what, when and who, whether it is where things stand now), newest first."""
    told = [line for line in history if _word(line) in _WORDS and not _of_the_others(who, line)]
    waits = hulpvraag.status == Status.AANVULLING and who.zijde == "school"  # amber: she must act
    return [
        (_WORDS[_word(line)].format(swv=settings.PORTAL_SWV_NAAM), f"{dates.moment(line.at)}, {line.who}", waits and line is told[0])
        for line in told
    ]


def _of_the_others(who: Asker, line: Happening) -> bool:
    """Say whether this is of the other side alone: what came before indienen, or a document that was not given out."""
    if who.zijde == "swv":
        return _word(line) in _OF_THE_SCHOOL
    return line.detail.get("deel") == "swv" and _word(line) != "document.given_out"


def _word(line: Happening) -> str:
    return line.event.removeprefix("hulpvraag.")
