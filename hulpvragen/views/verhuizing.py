"""A pupil goes to another school: reporting it, confirming that she comes, turning it round, and what came along."""

import uuid
from collections import Counter

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol, Zijde
from hulpvragen import policy
from hulpvragen.enums import Action, Sluitreden, VerhuisActie, VerhuisStatus
from hulpvragen.forms.verhuizing import ConfirmForm, MoveForm, MoveStepForm, RefuseForm
from hulpvragen.models import Verhuizing
from hulpvragen.policy import Asker
from hulpvragen.queries import trail
from hulpvragen.queries import verhuizing as read
from hulpvragen.queries.cards import card
from hulpvragen.queries.lists import Line
from hulpvragen.services import reading
from hulpvragen.services import verhuizing as service
from hulpvragen.services.reading import Opened
from hulpvragen.services.verhuizing import Effect
from portal.lib.counting import capped
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import PortalRequest, does, keeps_typed, shows, typed

from .act_table import OF_ACTION
from .happenings import timeline
from .heading import heading

LOOK = {
    VerhuisStatus.OPEN: "progress", VerhuisStatus.AKKOORD: "ok", VerhuisStatus.GEWEIGERD: "danger", VerhuisStatus.INGETROKKEN: "neutral",
    VerhuisStatus.TERUGGEDRAAID: "neutral",
}  # fmt: skip
OUTSIDE = {VerhuisStatus.OPEN: "Wacht op het loket", VerhuisStatus.AKKOORD: "Afgehandeld"}  # of a pupil who leaves the partnership
KINDS = {"wachten": ("Wacht op iemand", read.waiting), "geregeld": ("Geregeld", read.decided)}
LAST_STEPS = 3
NO_LIST = "Bij uw rol horen geen verhuizingen van leerlingen."
NOT_HERE_YET = "Deze pagina is voor de IB'ers van de nieuwe school, vanaf de eerste dag van de leerling."
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


# ---- reporting


@keeps_typed
@does("verhuizing", "report_move")
@_GET_OR_POST
def report(request: PortalRequest, hulpvraag_id):
    """Ask where the pupil goes and from when; while a move stands already, show that."""
    who = request.asker
    policy.require_reports_move(who, card(who, hulpvraag_id))
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="verhuizing")
    late = who.zijde == Zijde.SWV and who.has(Rol.LOKET)
    form = MoveForm(typed(request), schools=read.schools_to_go_to(opened.vestiging), late=late, initial={"key": uuid.uuid4()})
    if request.method != "POST" or not form.is_valid():
        return _report_page(request, who, opened, form)
    try:
        made = service.report(by=who, hulpvraag_id=hulpvraag_id, **form.values)
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        return _report_page(request, who, opened, form)
    messages.success(request, "De verhuizing is doorgegeven." if made.naar_id else "De verhuizing is doorgegeven. Het loket sluit de open hulpvragen.")
    return redirect("hulpvragen:move", made.pk)


def _report_page(request: PortalRequest, who: Asker, opened: Opened, form: MoveForm):
    h = opened.hulpvraag
    standing = next((one for one in read.of_dossier(who, h.dossier_id) if _stands(who, one)), None)
    goes = service.planned(h, opened.vestiging) if h.leaves_after(who.day) else ""
    context = heading(who, opened) | {"form": form, "standing": standing, "goes": goes, "enrolments": read.enrolments(h.dossier_id)}
    return render(request, "hulpvragen/move_report.html", context, status=422 if form.errors else 200)


def _stands(who: Asker, move: Verhuizing) -> bool:
    """Return whether another move has to wait for this one."""
    return move.status == VerhuisStatus.OPEN or (move.naar_id is not None and move.dag > who.day)


def block(who: Asker, opened: Opened) -> dict:
    """Return what the tab Schoolgegevens says of it: where the pupil goes, where she was, and whether a move can be reported."""
    h = opened.hulpvraag
    if opened.leerling is None:
        return {}
    moves = [one for one in read.of_dossier(who, h.dossier_id) if _stands(who, one)]
    may = bool(policy.allows_move_report(who, h)) and not moves and not h.leaves_after(who.day)
    return {
        "moves": moves, "enrolments": read.enrolments(h.dossier_id), "move_url": reverse("hulpvragen:report_move", args=[h.pk]) if may else "",
        "goes": service.planned(h, opened.vestiging) if h.leaves_after(who.day) and not moves else "",
    }  # fmt: skip


# ---- the list, and one of them


@shows("verhuizing", "card")
@require_safe
def index(request: PortalRequest):
    """Show which moves wait, and for whom; `toon=geregeld` those about which somebody decided."""
    who = request.asker
    if not policy.sees_moves(who):
        raise NotAllowed(NO_LIST)
    toon = request.GET.get("toon", "")
    toon = toon if toon in KINDS else "wachten"
    label, find = KINDS[toon]
    return render(request, "hulpvragen/moves.html", {
        "label": label, "toon": toon,
        "chips": [(name, f"{reverse('hulpvragen:moves')}?toon={key}", key == toon, capped(found(who))) for key, (name, found) in KINDS.items()],
        "rows": [(move, LOOK[VerhuisStatus(move.status)], _whose_turn(who, move)) for move in find(who)[: read.PAGE]],
        "full": read.PAGE,
    })


def _whose_turn(who: Asker, move: Verhuizing) -> str:
    if move.status != VerhuisStatus.OPEN:
        return ""
    if policy.allows_move(who, VerhuisActie.CONFIRM, move):
        return "U"
    return f"Het loket van {settings.PORTAL_SWV_NAAM}" if move.naar_id is None else move.naar.naam


def _found(request: PortalRequest, pk: uuid.UUID) -> Verhuizing:
    move = read.one_for(request.asker, pk)
    if move is None:
        raise Http404
    return move


@shows("verhuizing", "card")
@require_safe
def show(request: PortalRequest, pk: uuid.UUID):
    """Show one move: from where, to where, from when, and what she may do with it."""
    return _page(request, _found(request, pk))


def _page(request: PortalRequest, move: Verhuizing, refuse: RefuseForm | None = None, status: int = 200):
    who = request.asker
    may = {actie for actie in VerhuisActie if actie != VerhuisActie.REPORT and policy.allows_move(who, actie, move)}
    confirm = policy.allows_move(who, VerhuisActie.CONFIRM, move)
    gains, lines = policy.allows_move(who, VerhuisActie.REFUSE, move), read.hulpvragen_of(who, move)
    return render(request, "hulpvragen/move.html", _about(who, move) | {
        "lines": lines,
        "version": MoveStepForm(initial={"version": move.version}, auto_id=False),
        "may_confirm": bool(confirm), "why_not": confirm.reason if gains and not confirm else "",
        "refuse": (refuse or RefuseForm(initial={"version": move.version})) if VerhuisActie.REFUSE in may else None,
        "may_withdraw": VerhuisActie.WITHDRAW in may, "may_undo": VerhuisActie.UNDO in may,
        "rows": [(line, *_step_with(who, move, line)) for line in lines], "concepts": read.concepts_that_stay(who, move) if _stands(who, move) and move.naar_id else [],
        "is_here": read.is_new_there(who, move),
    }, status=status)


def _step_with(who: Asker, move: Verhuizing, line: Line) -> tuple[str, str]:
    """Return what can be done with one hulpvraag of the pupil: look at it, or close it when she left the partnership."""
    h = line.hulpvraag
    if move.naar_id is None and move.status == VerhuisStatus.OPEN and policy.allows(who, Action.CLOSE_WITHOUT, h):
        step = OF_ACTION[Action.CLOSE_WITHOUT]
        close = reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": step.slug})
        return f"{step.title}: {h.get_soort_display().lower()}", f"{close}?{urlencode({'waarom': Sluitreden.VERHUISD})}"
    return h.get_soort_display(), reverse("hulpvragen:detail", args=[h.pk])


def _about(who: Asker, move: Verhuizing) -> dict:
    """Return what every page about one move needs."""
    is_over = move.status == VerhuisStatus.AKKOORD and move.naar_id is not None and move.dag <= who.day
    return {
        "move": move, "look": LOOK[VerhuisStatus(move.status)], "swv": settings.PORTAL_SWV_NAAM, "is_over": is_over,
        "label": OUTSIDE[VerhuisStatus(move.status)] if move.naar_id is None and move.status in OUTSIDE else move.get_status_display(),
        "waits_for_loket": move.status == VerhuisStatus.OPEN and move.naar_id is None, "at_loket": who.zijde == Zijde.SWV and who.has(Rol.LOKET),
        "is_old": move.van_id in who.at(Rol.IB), "is_new": move.naar_id in who.at(Rol.IB, Rol.CONTACTPERSOON),
    }  # fmt: skip


@keeps_typed
@does("verhuizing", "confirm_move")
@_GET_OR_POST
def confirm(request: PortalRequest, pk: uuid.UUID):
    """Show what changes for whom on the day, and let her confirm it."""
    who, move = request.asker, _found(request, pk)
    if move.naar_id is None:
        return _handled(request, move)
    if request.method != "POST":
        policy.require_move(who, VerhuisActie.CONFIRM, move)
    people = service.contact_choices(who, move)
    given = {"version": move.version} | ({"user_ids": [str(people[0].pk)]} if len(people) == 1 else {})
    form = ConfirmForm(typed(request), of_school=who.zijde == Zijde.SCHOOL, people=people, initial=given)
    if request.method != "POST" or not form.is_valid():
        return _confirm_page(request, move, form)
    try:
        service.confirm(by=who, move_id=pk, **form.values)
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        return _confirm_page(request, _found(request, pk), form)
    except Conflict as fault:
        if not _did_so(request, pk, VerhuisStatus.AKKOORD):
            messages.warning(request, fault.message)
            return redirect("hulpvragen:move", pk)
    messages.success(request, "De verhuizing is bevestigd.")
    return redirect("hulpvragen:move", pk)


def _did_so(request: PortalRequest, pk: uuid.UUID, status: VerhuisStatus) -> bool:
    """Return whether she decided this herself just now: what is sent twice is done once."""
    move = _found(request, pk)
    return move.status == status and move.besloten_door_id == request.user.pk


def _handled(request: PortalRequest, move: Verhuizing):
    """Let the loket say that nothing is open any more of a pupil who left the partnership."""
    form = MoveStepForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        policy.require_move(request.asker, VerhuisActie.CONFIRM, move)
        return redirect("hulpvragen:move", move.pk)
    return _do(request, move.pk, form, service.confirm, VerhuisStatus.AKKOORD, "De verhuizing is afgehandeld.")


def _confirm_page(request: PortalRequest, move: Verhuizing, form: ConfirmForm):
    who = request.asker
    policy.require_move(who, VerhuisActie.CONFIRM, move)
    effects, fault = service.preview(by=who, move=move)
    context = _about(who, move) | {"form": form, "fault": fault, "effects": [] if fault else _in_words(who, effects), "lines": read.hulpvragen_of(who, move)}
    return render(request, "hulpvragen/move_confirm.html", context, status=422 if form.errors else 200)


def _in_words(who: Asker, effects: list[Effect]) -> list[tuple[bool, str]]:
    """Say who loses and who gains; of the people of another school a school reads how many."""
    own = set(who.at(Rol.IB, Rol.CONTACTPERSOON))
    named = [one for one in effects if who.zijde == Zijde.SWV or one.school.pk in own]
    others = Counter((one.is_lost, one.school.naam) for one in effects if one not in named)
    said = [(one.is_lost, _of_one(one)) for one in named]
    said += [(lost, f"{count} {_ib(count)} van {school} {_verb(lost, count)}") for (lost, school), count in others.items()]
    return sorted(said, key=lambda line: not line[0])


def _ib(count: int) -> str:
    return "IB'er" if count == 1 else "IB'ers"


def _verb(lost: bool, count: int) -> str:
    does = "leest" if count == 1 else "lezen"
    return f"{does} de hulpvragen van deze leerling niet meer" if lost else f"{does} de hulpvragen van deze leerling"


def _of_one(one: Effect) -> str:
    mail = f" en {'krijgt de e-mails niet meer' if one.is_lost else 'krijgt de e-mails'}" if one.mail else ""
    return f"{one.user.naam}, {one.school.naam}, {_verb(one.is_lost, 1)}{mail}"


@does("verhuizing", "refuse_move")
@require_POST
def refuse(request: PortalRequest, pk: uuid.UUID):
    form = RefuseForm(request.POST)
    move = _found(request, pk)
    if not form.is_valid() and policy.allows_move(request.asker, VerhuisActie.REFUSE, move):
        return _page(request, move, form, 422)
    return _do(request, pk, form, service.refuse, VerhuisStatus.GEWEIGERD, "De verhuizing is niet bevestigd. Er verandert niets.")


@does("verhuizing", "withdraw_move")
@require_POST
def withdraw(request: PortalRequest, pk: uuid.UUID):
    return _do(request, pk, MoveStepForm(request.POST), service.withdraw, VerhuisStatus.INGETROKKEN, "De verhuizing is ingetrokken. Er verandert niets.")


@does("verhuizing", "undo_move")
@require_POST
def undo(request: PortalRequest, pk: uuid.UUID):
    return _do(request, pk, MoveStepForm(request.POST), service.undo, VerhuisStatus.TERUGGEDRAAID, "De verhuizing is teruggedraaid. Alles blijft zoals het was.")


def _do(request: PortalRequest, pk: uuid.UUID, form: MoveStepForm, act, status: VerhuisStatus, done: str):
    """Do one step; what cannot be is said on its page."""
    values = form.values if form.is_valid() else {"version": 0}
    try:
        act(by=request.asker, move_id=pk, **values)
    except (Conflict, Invalid) as fault:
        if not _did_so(request, pk, status):
            messages.warning(request, fault.message)
            return redirect("hulpvragen:move", pk)
    messages.success(request, done)
    return redirect("hulpvragen:move", pk)


# ---- what came along


@shows("verhuizing", "card")
@require_safe
def arrival(request: PortalRequest, pk: uuid.UUID):
    """Show the new school from the first day what came: the open hulpvragen with their terms and last steps, and whom to ring."""
    who, move = request.asker, _found(request, pk)
    if not read.is_new_there(who, move):
        raise NotAllowed(NOT_HERE_YET)
    lines = read.hulpvragen_of(who, move)
    return render(request, "hulpvragen/arrival.html", _about(who, move) | {
        "lines": [(line, _last_steps(who, line)) for line in lines],
        "contacts": read.contacts_before(move),
    })


def _last_steps(who: Asker, line: Line) -> list[tuple[str, str, bool]]:
    """Return what was done last with a hulpvraag, the move itself left out: that is why she is here."""
    history = [one for one in trail.history(who, line.hulpvraag) if not one.event.startswith("verhuizing.")]
    return timeline(who, line.hulpvraag, history)[:LAST_STEPS]
