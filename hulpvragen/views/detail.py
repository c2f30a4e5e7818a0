"""One hulpvraag: the tabs Hulpvraag, Schoolgegevens and Bekeken door. Looking goes into the trail."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.enums import Rol, Zijde
from hulpvragen.enums import Action, StukSoort
from hulpvragen.forms.opvolging import OpvolgForm
from hulpvragen.policy import CONTENT
from hulpvragen.queries import trail
from hulpvragen.queries.opvolging import own_date
from hulpvragen.queries.phone import calls_about
from hulpvragen.queries.trail import Look
from hulpvragen.services import reading
from hulpvragen.services.reading import PART_LABELS, Opened
from portal.audit.queries import Viewer
from portal.lib.errors import NotAllowed
from portal.lib.http import shows

from . import keyset, verhuizing
from .act_table import OF_ACTION
from .answers import summaries
from .contacts import contacts
from .explain import for_guest
from .happenings import timeline
from .heading import identity, why_card_only
from .persons import initials, readers
from .pieces import shown
from .progress import step_url
from .term import story
from .who import asker

_SIDE = {Zijde.SCHOOL: "School", Zijde.SWV: "Medewerker", Zijde.GAST: "Genodigde"}
_GROUNDS = {"toewijzing": "toewijzing van deze hulpvraag", "toegang": "uitnodiging"}


@shows("hulpvraag", "card")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show the hulpvraag: what is asked, where it stands, who reads along; to some its card alone."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="hulpvraag")
    context = identity(who, opened, "detail")
    context["timeline"] = timeline(who, opened.hulpvraag, context["history"])
    if opened.level != CONTENT:
        return render(request, "hulpvragen/card.html", context | {"why": why_card_only(who, opened)})
    own = {"readers": readers(who, opened), "calls": calls_about(who, opened.hulpvraag.pk), **_follow_up(who, opened), **for_guest(who, opened)}
    return render(request, "hulpvragen/detail.html", context | _content(opened) | own | {"term": story(opened) if who.zijde != Zijde.GAST else None})


@shows("hulpvraag", "card")
@require_safe
def printed(request: HttpRequest, hulpvraag_id):
    """Show the whole hulpvraag on one page for paper. The trail knows it as printed: the browser's own print it cannot see."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="afdrukken")
    context = identity(who, opened, "print")
    context["timeline"] = timeline(who, opened.hulpvraag, context["history"])
    return render(request, "hulpvragen/print.html", context | (_content(opened) if opened.level == CONTENT else {}))


def _content(opened: Opened) -> dict:
    """Return what was asked, answered and decided, the question first."""
    outcomes = [shown(stuk) for stuk in opened.stukken if stuk.soort == StukSoort.UITKOMST]
    return {
        "outcomes": outcomes[::-1],
        "letters": [(initials(stuk.by_name), shown(stuk)) for stuk in opened.stukken if stuk.soort != StukSoort.UITKOMST],
        "summaries": [] if opened.hulpvraag.teruggehaald else sorted(summaries(opened), key=lambda part: part[0] != "hulpvraag"),
    }


def _follow_up(who, opened: Opened) -> dict:
    """Return her own follow-up date and the form for it; guests have none."""
    if who.zijde == Zijde.GAST:
        return {}
    own = own_date(who, opened.hulpvraag)
    return {"own_date": own, "follow_up": OpvolgForm(initial={"op": own})}


@shows("hulpvraagcontact", "card")
@require_safe
def school_data(request: HttpRequest, hulpvraag_id):
    """Show who asks, who is the contact and where the mail goes: all of it follows from the posts."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="schoolgegevens")
    _not_for_guests(who)
    offered = [Action.CHANGE_CONTACT, Action.TAKE_OVER, Action.ASK_CONTACT]
    return render(request, "hulpvragen/school_data.html", identity(who, opened, "school_data") | verhuizing.block(who, opened) | {
        "contacts": contacts(who, opened),
        "change": [(OF_ACTION[action].title, step_url(opened, OF_ACTION[action])) for action in offered if action in opened.actions],
    })


def _not_for_guests(who) -> None:
    if who.zijde == Zijde.GAST:
        raise NotAllowed("Dit onderdeel is voor de school en het samenwerkingsverband.")


@shows("trail", "card")
@require_safe
def viewed_by(request: HttpRequest, hulpvraag_id):
    """Show who looked at the hulpvraag, at which part and on which ground; this look is recorded too."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="bekeken")
    _not_for_guests(who)
    before = _before(request)
    looks = trail.looks(who, opened.hulpvraag, before)
    here = reverse("hulpvragen:viewed_by", args=[opened.hulpvraag.pk])
    shown = looks[: trail.PAGE]
    return render(request, "hulpvragen/viewed_by.html", identity(who, opened, "viewed_by") | {
        "looks": [_told(look) for look in shown],
        "newest_url": here if before else "",
        "next_url": _after(here, shown[-1].viewer) if len(looks) > trail.PAGE else "",
    })


def _told(look: Look) -> dict:
    """Return one look in words."""
    viewer, post = look.viewer, look.post
    roles = [Rol(post.rol).label] if post else [Rol(rol).label for rol in viewer.roles]
    return {
        "who": viewer.who, "guest": viewer.zijde == Zijde.GAST, "at": viewer.at, "part": PART_LABELS.get(viewer.part, viewer.part),
        "role": ", ".join(roles) or _SIDE.get(viewer.zijde, ""),
        "ground": f"aanstelling als {roles[0]} van {post.eenheid}" if post else _ground(viewer),
    }


def _ground(viewer: Viewer) -> str:
    """Return the ground in words when the post itself is not for this reader to see."""
    kind = viewer.ground.partition(":")[0]
    if kind in _GROUNDS:
        return _GROUNDS[kind]
    return f"aanstelling bij {settings.PORTAL_SWV_NAAM}" if viewer.zijde == Zijde.SWV else "aanstelling op een andere school"


def _after(here: str, last: Viewer) -> str:
    return f"{here}?{urlencode({'na': keyset.write(last.at, last.id)})}"


def _before(request: HttpRequest) -> Viewer | None:
    row = keyset.read(request.GET.get("na", ""))
    return Viewer(row[1], row[0], "", [], "", "", "") if row else None
