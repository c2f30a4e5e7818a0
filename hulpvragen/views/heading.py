"""What stands at the top of every page about one hulpvraag: the identity card and the tabs."""

from django.conf import settings
from django.urls import reverse

from accounts.enums import Zijde
from hulpvragen import policy, policy_stukken, workflow
from hulpvragen.enums import Action, Onderdeel
from hulpvragen.models import Bericht, Hulpvraag, Notitie
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.queries import gesprek, handover, trail, verhuizing
from hulpvragen.services.reading import Opened

from . import progress
from .act_table import OF_ACTION, STEPS
from .today import next_url

_TABS = (
    ("Hulpvraag", "detail"), ("Documenten", "documents"), ("Berichten", "berichten"), ("Notities", "notities"), ("Schoolgegevens", "school_data"),
    ("Toegang", "guests"), ("Verzonden berichten", "sent"), ("Bekeken door", "viewed_by"),
)
_FOR_GUESTS = {"detail": None, "documents": Onderdeel.DOCUMENTEN, "berichten": Onderdeel.BERICHTEN}
_COUNTED = {"berichten": Bericht, "notities": Notitie}  # how many are new
_LIST_NAMES = {Zijde.SCHOOL: "Mijn hulpvragen", Zijde.GAST: "Gedeeld met mij"}
NOBODY = "Op uw school is nu niemand die deze hulpvraag kan lezen. Geef door wie haar overneemt: bel {swv}, {telefoon}."
_ELSEWHERE = {Action.CHANGE_CONTACT}  # offered on the tab Schoolgegevens
_QUIET = {Action.WITHDRAW: "Intrekken"}


def heading(who: Asker, opened: Opened) -> dict:
    """Return what every page about this hulpvraag needs."""
    h = opened.hulpvraag
    return {
        "opened": opened,
        "h": h,
        "page_name": f"Hulpvraag {h.kenmerk}" if h.kenmerk else "Concept van een hulpvraag",
        "list_name": _LIST_NAMES.get(who.zijde, "Hulpvragen"),
        "list_url": reverse("shared" if who.zijde == Zijde.GAST else "hulpvragen:list"),
        "reads_content": opened.level == CONTENT,
        "swv": settings.PORTAL_SWV_NAAM,
        "in_queue": policy.handles(who),
        "as_guest": who.zijde == Zijde.GAST,
    }


def identity(who: Asker, opened: Opened, tab: str) -> dict:
    """Return the identity card with the way so far, the next step and the tabs."""
    history = trail.history(who, opened.hulpvraag)
    return heading(who, opened) | {
        "history": history,
        "steps": progress.steps(opened, history),
        "next": progress.next_step(opened, who.zijde),
        "quiet": _quiet(who, opened),
        "edit_url": reverse("hulpvragen:edit", args=[opened.hulpvraag.pk]) if Action.SAVE in opened.actions else "",
        "others": _others(opened),
        "blocked": _blocked(who, opened),
        "tabs": _tabs(who, opened, tab),
    }


def _quiet(who: Asker, opened: Opened) -> list[tuple[str, str]]:
    """Return what ends it, begins another, or leads to the next that waits, offered small beside the name."""
    links = [(label, progress.step_url(opened, OF_ACTION[action])) for action, label in _QUIET.items() if action in opened.actions]
    if Action.DELETE_CONCEPT in opened.actions:
        links.append(("Concept verwijderen", reverse("hulpvragen:delete", args=[opened.hulpvraag.pk])))
    if opened.hulpvraag.anoniem and opened.level == CONTENT and policy.may_file_at(who):  # an anonymous one never gets a name
        links.append(("Nieuwe hulpvraag met deze tekst", f"{reverse('hulpvragen:new')}?tekst={opened.hulpvraag.pk}"))
    if who.zijde == Zijde.GAST:
        links.append(("Stoppen met meelezen", reverse("stop_reading", args=[opened.hulpvraag.pk])))
    if taken := handover.latest(who, opened.hulpvraag.pk):
        links.append(("Overdracht bekijken", reverse("mutaties:handed_over", args=[taken.bron])))
    if came := verhuizing.arrived(who, opened.hulpvraag.dossier_id):
        links.append(("Overdracht van de leerling", reverse("hulpvragen:arrival", args=[came[0].pk])))
    if policy.handles(who):
        links.append(("Volgende van vandaag", next_url(opened.hulpvraag.pk)))
    return links


def _others(opened: Opened) -> list[tuple[str, str]]:
    """Return the other steps that this reader may do, in the order of the work."""
    first = progress.first_step(opened) if opened.aan_zet_is_mij else None
    left_out = _ELSEWHERE | _QUIET.keys() | ({first.action} if first else set())
    steps = [(step.title, progress.step_url(opened, step)) for step in STEPS if step.action in opened.actions - left_out]
    if Action.ASSIGN in opened.actions:
        steps.append(("Collega laten meebehandelen", reverse("hulpvragen:helpers", args=[opened.hulpvraag.pk])))
    return steps


def _blocked(who: Asker, opened: Opened) -> str:
    """Say why the SWV cannot go on: nobody at the school would hear of it. The school's contactpersoon reads what to do."""
    h = opened.hulpvraag
    if who.zijde == Zijde.SCHOOL and h.ingediend and not h.gesloten_op and not policy.active_contacts(h):
        return NOBODY.format(swv=settings.PORTAL_SWV_NAAM, telefoon=settings.PORTAL_SWV_TELEFOON)
    handled_here = who.zijde == Zijde.SWV and opened.level == CONTENT and not opened.hulpvraag.gesloten_op
    return policy.NO_CONTACT if handled_here and not policy.has_contact(opened.hulpvraag) else ""


def _tabs(who: Asker, opened: Opened, tab: str) -> list[tuple[str, str, bool, int]]:
    if who.zijde == Zijde.GAST:
        shown = [line for line in _TABS if line[1] in _FOR_GUESTS and _is_for_guest(who, opened, _FOR_GUESTS[line[1]])]
        shown = shown if len(shown) > 1 else []  # one page is all there is for her
    else:
        hidden = _hidden(who, opened)
        shown = [line for line in _TABS if line[1] not in hidden]
    h = opened.hulpvraag
    return [(label, reverse(f"hulpvragen:{name}", args=[h.pk]), name == tab, _new(who, h, name) if name != tab else 0) for label, name in shown]


def _is_for_guest(who: Asker, opened: Opened, deel: Onderdeel | None) -> bool:
    return deel is None or policy_stukken.sees_part(who, opened.hulpvraag, deel)


def _hidden(who: Asker, opened: Opened) -> set[str]:
    hidden = set() if policy.sees_guests(who, opened.hulpvraag) and not opened.hulpvraag.anoniem else {"guests"}
    if not opened.hulpvraag.ingediend:
        hidden.add("sent")
    if not trail.sees_trail(who, opened.hulpvraag):
        hidden.add("viewed_by")
    if opened.level != CONTENT:
        hidden |= {"documents", "berichten", "notities"}
    if opened.hulpvraag.anoniem:
        hidden.add("documents")
    return hidden


def _new(who: Asker, hulpvraag: Hulpvraag, name: str) -> int:
    return gesprek.new_count(who, hulpvraag, _COUNTED[name]) if name in _COUNTED else 0


def why_card_only(who: Asker, opened: Opened) -> str:
    """Say why this reader sees the facts of the card and no more."""
    h = opened.hulpvraag
    if who.zijde == Zijde.SWV and h.teruggehaald:
        return "De school heeft deze hulpvraag teruggehaald. Daarom ziet u de leerling en de inhoud niet."
    if who.zijde == Zijde.SWV:
        return "Bij uw rol hoort alleen deze kaart. De leerling en de inhoud ziet u niet."
    if who.zijde == Zijde.GAST:
        return "Wat de school heeft gevraagd, is niet met u gedeeld. Hierboven staat wat u wel kunt lezen."
    if h.status in workflow.DRAFT and Action.DELETE_CONCEPT in opened.actions:
        return "De leerling staat niet meer op uw school. Daarom ziet u de inhoud van dit concept niet meer. U kunt het concept verwijderen."
    if h.gesloten_op and Action.CHANGE_CONTACT not in opened.actions and trail.sees_trail(who, h):
        return "Deze hulpvraag was al gesloten toen u op deze school begon. Daarom ziet u de leerling en de inhoud niet."
    return "U bent contactpersoon van de school en geen IB'er. Daarom ziet u de leerling en de inhoud niet."
