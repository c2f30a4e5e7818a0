"""The page of one mutatie: what was reported, who said so, who gets what, what changes then, and the approval."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Rol, Zijde
from accounts.models import Vestiging
from accounts.policy import stoppable_by
from hulpvragen.policy import Asker
from mutaties import policy, workflow
from mutaties.enums import Action, Status, Uitkomst
from mutaties.forms.public import as_asked
from mutaties.queries import handover as read
from mutaties.queries import people
from mutaties.services import approving, reading
from mutaties.services.reading import Opened
from mutaties.services.steps import hands_over
from portal.lib import clock
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import does, shows

from . import words
from .act_table import STEPS, read_as
from .handover import rows
from .steps import heading, sent_version, who_was_first

BEFORE = (*workflow.OPEN, Status.AKKOORD)  # after the day there is nothing to look forward to
SHOWN = 40  # numbers of hulpvragen in one line; the rest is a count


@shows("mutatie", "card")
@require_safe
def index(request: HttpRequest, mutatie_id):
    """Show a mutatie: to who handles it the whole, to colleagues its card."""
    who = request.asker
    return page(request, who, reading.open_mutatie(by=who, mutatie_id=mutatie_id, part="mutatie"))


def page(request: HttpRequest, who: Asker, opened: Opened, status: int = 200, fault: str = "", first: str = ""):
    m = opened.mutatie
    school = people.school_of(m)
    context = heading(opened) | {
        "status": opened.status, "closed": opened.status in workflow.CLOSED, "fault": fault, "first": first,
        "timeline": [(words.did(line), words.by_whom(line, who), words.details(line), line.tekst) for line in opened.verloop],
        "school": school, "is_swv": who.zijde == Zijde.SWV, "steps": _steps(opened, school), "corrections": policy.visible_to(who).filter(corrigeert=m) if opened.reads else [],
    }  # fmt: skip
    if opened.reads:
        context |= _identity(opened) | {"stays": people.posts_that_stay(m), "left_behind": policy.without_contact(m) if opened.status == Status.NAZORG else 0}
    if policy.is_late(m) and policy.sees_damage(who, m):
        context["damage_url"] = reverse("mutaties:damage", args=[m.pk])
    stoppable = stoppable_by(who.user, who.zijde) if opened.reads and m.persoon_id else None
    if stoppable is not None and stoppable.filter(user=m.persoon_id).exists():
        context["block_url"] = reverse("accounts:block", args=[m.persoon_id])
    context |= _handover(who, opened) | _effects(who, opened)
    return render(request, "mutaties/detail.html", context | _ready(who, opened, context), status=status)


def _identity(opened: Opened) -> dict:
    """Return how sure it is who reported."""
    melding = opened.melding
    called = next((line for line in opened.verloop if line.gegevens.get("uitkomst") == Uitkomst.BEVESTIGD), None)
    return {
        "called": called, "called_details": words.details(called) if called else "", "melding": melding,
        "to_check": opened.status == Status.GEMELD, "verify_url": _url(opened, Action.VERIFY_IDENTITY),
        "typed": as_asked(melding.getypt) if melding else [],
    }


def _handover(who: Asker, opened: Opened) -> dict:
    m = opened.mutatie
    if not policy.sees_handover(who, m) or not hands_over(m) or opened.status not in BEFORE:
        return {}
    found = rows(who, m, read.lines(m), read.newcomer(m))
    return {
        "handover": found, "left": sum(row.is_open for row in found), "needs_loket": approving.needs_loket(who, [row.line for row in found]),
        "propose_url": _url(opened, Action.PROPOSE_HANDOVER),
    }  # fmt: skip


def _effects(who: Asker, opened: Opened) -> dict:
    """Return what each person loses and gains: the change itself, looked at and not done."""
    m = opened.mutatie
    if not policy.sees_effects(who, m) or opened.status not in BEFORE or m.eenheid_id is None or m.ingang is None:
        return {}
    preview = approving.preview(by=who, mutatie=m)
    return {"preview": preview, "effects": [_in_words(one, preview) for one in preview.effects]}


def _in_words(effect: approving.Effect, preview: approving.Preview) -> dict:
    def numbers(ids: set) -> list[str]:
        return sorted(preview.kenmerken.get(pk) or "concept" for pk in ids)[:SHOWN]

    return {
        "one": effect, "name": effect.user.naam,
        "loses": numbers(effect.loses), "gains": numbers(effect.gains), "mail_lost": numbers(effect.mail_lost), "mail_gained": numbers(effect.mail_gained),
        "is_lost": bool(effect.loses or effect.mail_lost or effect.roles_lost), "is_gained": bool(effect.gains or effect.mail_gained or effect.roles_gained),
    }  # fmt: skip


def _ready(who: Asker, opened: Opened, context: dict) -> dict:
    """Return the checklist beside the button, for who approves or could when it is ready."""
    m = opened.mutatie
    if opened.status not in workflow.OPEN or not policy.handles(who) or not opened.reads:
        return {}
    points = [("Melder gecontroleerd", "", True) if opened.status != Status.GEMELD else ("Controleer wie dit meldde", "#kop-melder", False)]
    if "handover" in context:
        left = context["left"]
        points.append((f"Kies wie {left} {'hulpvraag' if left == 1 else 'hulpvragen'} krijgt", "#kop-overdracht", False) if left else ("Elke hulpvraag heeft iemand", "", True))
    if m.naar_id:
        confirmed = opened.status == Status.TE_ACCORDEREN
        points.append((f"{m.naar.naam} bevestigde de start" if confirmed else f"{m.naar.naam} moet de start bevestigen", "", confirmed))
    if m.rol == Rol.CONTACTPERSOON and opened.status == Status.OPVOLGER_CP:
        points.append(("Het bestuur wijst een contactpersoon aan", "", False))
    if m.begin and not m.nieuwe_rol:
        points.append(_can_get_in(opened))
    if (preview := context.get("preview")) and preview.error:
        points.append((preview.error, "", False))
    refused = approving.BY_LOKET if context.get("needs_loket") else policy.allows(who, Action.APPROVE, m).reason
    return {
        "undo_until": m.ingang - clock.DAY if m.ingang and m.ingang > who.day else None, "ready": points,
        "may_approve": Action.APPROVE in opened.actions and not context.get("needs_loket"),
        "refused": refused if opened.status == Status.TE_ACCORDEREN else "",
    }  # fmt: skip


def _can_get_in(opened: Opened) -> tuple[str, str, bool]:
    user = opened.mutatie.opvolger
    if user is None:
        return "Opvolger heeft nog geen account. Dat komt er bij de goedkeuring, met een e-mail", "", False
    if not people.has_second_factor(user):
        return f"{user.naam} heeft nog nooit met twee stappen ingelogd", "", False
    return "Opvolger heeft een account met twee stappen", "", True


def _url(opened: Opened, action: Action) -> str:
    return reverse(f"mutaties:{action}", args=[opened.mutatie.pk]) if action in opened.actions else ""


def _steps(opened: Opened, school: Vestiging | None) -> list[tuple[str, str]]:
    """Return the other steps that she may take, small beside the button."""
    m = opened.mutatie
    found = [(read_as(step, m).title, _url(opened, step.action)) for step in STEPS if step.action in opened.actions]
    forward = ((Action.NAME_CONTACTPERSOON, "Contactpersoon aanwijzen"), (Action.CONFIRM_START, "Start bevestigen"), (Action.MOVE_RETURN, "Terugkeer wijzigen"))
    if Action.CORRECT in opened.actions:
        found.append(("Corrigerende wijziging", f"{reverse('mutaties:new')}?{urlencode({'corrigeert': m.pk, 'school': school.code, 'persoon': m.persoon_id or ''})}"))
    return [(label, _url(opened, action)) for action, label in forward if action in opened.actions] + found


@does("mutatie", "approve")
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, mutatie_id):
    """Approve what was looked at; when something is otherwise by then, show it anew."""
    who = request.asker
    if request.method != "POST":
        policy.require(who, Action.APPROVE, reading.open_mutatie(by=who, mutatie_id=mutatie_id, part="actie").mutatie)
        return redirect(reverse("mutaties:detail", args=[mutatie_id]) + "#kop-goedkeuren")
    opened = reading.open_mutatie(by=who, mutatie_id=mutatie_id, part="actie")
    version, newest = sent_version(request), opened.verloop[0] if opened.verloop else None
    if newest and newest.actie == Action.APPROVE and newest.door == who.user and version == opened.mutatie.version - 1:
        return redirect("mutaties:detail", mutatie_id)
    try:
        approving.approve(by=who, mutatie_id=mutatie_id, version=version or 0, seen=request.POST.get("seen", "") or "-")
    except Invalid as fault:
        return page(request, who, opened, 422, fault=fault.message)
    except Conflict as fault:
        opened = reading.open_mutatie(by=who, mutatie_id=mutatie_id, part="mutatie")
        return page(request, who, opened, 409, fault=fault.message, first=who_was_first(who, opened) if version != opened.mutatie.version else "")
    messages.success(request, "Goedgekeurd en ingepland. De school krijgt bericht.")
    return redirect("mutaties:detail", mutatie_id)
