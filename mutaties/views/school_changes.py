"""Changes of a school's own data: the list, one of them with old and new side by side, and reporting one."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol, Zijde
from accounts.models import Vestiging
from accounts.policy import schools_reported_by
from accounts.queries import catalogue
from accounts.queries import school as school_read
from hulpvragen.policy import Asker
from hulpvragen.queries import sight
from hulpvragen.services import moving
from mutaties import policy
from mutaties.enums import CHANGES_SIGHT, CLOSING, PLANNED_KINDS, SchoolActie, SchoolSoort, SchoolStatus
from mutaties.forms.school_changes import FORM_OF, ChangeForm, RejectForm, SchoolForm, VersionForm
from mutaties.queries import school_changes as read
from mutaties.queries.school_changes import Line
from mutaties.services import school_changes as services
from mutaties.services.school_changes import Reported
from portal.lib.counting import capped
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import PortalRequest, does, keeps_typed, shows, typed

LOOK = {
    SchoolStatus.VOORGESTELD: "progress", SchoolStatus.GOEDGEKEURD: "ok", SchoolStatus.AFGEWEZEN: "danger",
    SchoolStatus.INGETROKKEN: "neutral", SchoolStatus.TERUGGEDRAAID: "neutral",
}  # fmt: skip
NOTHING_TICKED = "Kruis eerst aan welke wijzigingen u goedkeurt."
KINDS = {"wachten": ("Wacht op goedkeuring", read.open_for), "beslist": ("Beslist", read.decided_for)}


# ---- the list


@shows("schoolwijziging", "card")
@require_safe
def index(request: PortalRequest):
    who = request.asker
    _require_list(who)
    toon = request.GET.get("toon", "")
    toon = toon if toon in KINDS else "wachten"
    number = int(asked) if (asked := request.GET.get("pagina", "")).isascii() and asked.isdigit() and 0 < len(asked) < 4 else 1
    lines, more = read.page(KINDS[toon][1](who), max(number, 1))
    rows = [_row(who, line) for line in lines]
    return render(request, "mutaties/school_list.html", {
        "label": KINDS[toon][0],
        "waits": toon == "wachten",
        "chips": [(label, _address(key), key == toon, capped(found(who))) for key, (label, found) in KINDS.items()],
        "rows": rows,
        "ticks": any(row["tick"] for row in rows),
        "may_report": schools_reported_by(who.user, who.zijde).exists(),
        "first_url": _address(toon) if number > 1 else "",
        "next_url": _address(toon, number + 1) if more else "",
    })


def _require_list(who: Asker) -> None:
    if not policy.sees_changes(who):
        raise NotAllowed(policy.CHANGE_NO_LIST)


def _address(toon: str, number: int = 1) -> str:
    return f"{reverse('mutaties:schools')}?{urlencode({'toon': toon} | ({'pagina': number} if number > 1 else {}))}"


def _row(who: Asker, line: Line) -> dict:
    decision = policy.allows_change(who, SchoolActie.APPROVE, line.change)
    return {
        "line": line, "look": LOOK[SchoolStatus(line.change.status)],
        "tick": bool(decision) and SchoolSoort(line.change.soort) not in CHANGES_SIGHT,
        "why_not": decision.reason if policy.decides_changes(who) and line.change.status == SchoolStatus.VOORGESTELD else "",
    }  # fmt: skip


@does("schoolwijziging", "approve_change")
@require_POST
def approve_several(request: PortalRequest):
    """Approve what was ticked in the list; each stands there with old and new."""
    who = request.asker
    _require_list(who)
    wanted = [pair for pair in map(_pair, request.POST.getlist("wijziging")) if pair][: read.PAGE]
    if not wanted:
        messages.warning(request, NOTHING_TICKED)
        return redirect("mutaties:schools")
    done, refused = services.approve_several(by=who, wanted=wanted)
    if done:
        messages.success(request, f"{len(done)} {'wijziging is' if len(done) == 1 else 'wijzigingen zijn'} goedgekeurd.")
    for one in refused:
        line = read.one_for(who, one.change_id)
        messages.warning(request, f"{line.school}, {line.change.get_soort_display().lower()}: {one.reason}")
    return redirect("mutaties:schools")


def _pair(text: str) -> tuple[uuid.UUID, int] | None:
    pk, _, version = text.partition(":")
    try:
        return uuid.UUID(pk), int(version)
    except ValueError:
        return None


# ---- one change


@shows("schoolwijziging", "card")
@require_safe
def show(request: PortalRequest, pk: uuid.UUID):
    return _page(request, _line_or_404(request, pk))


def _line_or_404(request: PortalRequest, pk: uuid.UUID) -> Line:
    line = read.one_for(request.asker, pk)
    if line is None:
        raise Http404
    return line


def _page(request: PortalRequest, line: Line, reject: RejectForm | None = None, status: int = 200):
    who, change = request.asker, line.change
    approve = policy.allows_change(who, SchoolActie.APPROVE, change)
    may_reject = policy.allows_change(who, SchoolActie.REJECT, change)
    context = {
        "line": line, "change": change, "look": LOOK[SchoolStatus(change.status)],
        "planned": SchoolSoort(change.soort) in PLANNED_KINDS,
        "version": VersionForm(initial={"version": change.version}),
        "may_approve": bool(approve),
        "why_not": "" if approve or not may_reject else approve.reason,
        "reject": (reject or RejectForm(initial={"version": change.version})) if may_reject else None,
        "may_withdraw": bool(policy.allows_change(who, SchoolActie.WITHDRAW, change)),
        "may_undo": bool(policy.allows_change(who, SchoolActie.UNDO, change)),
        "closing": _closing(who, change) if may_reject and SchoolSoort(change.soort) in CLOSING else None,
        "sight": _sight(who, change) if may_reject else None,
        "sees_reporter": who.zijde == Zijde.SCHOOL or who.has(*policy.DESK),
        "has_list": policy.sees_changes(who),
    }  # fmt: skip
    return render(request, "mutaties/school_change.html", context, status=status)


def _closing(who: Asker, change) -> dict:
    """Return what ends and moves with a school that closes: names of its people, and a number of hulpvragen."""
    people = school_read.people_of(who.user, change.vestiging)
    return {"people": sorted({one.user.naam for one in people}), "open": moving.open_at(change.vestiging_id)}


def _sight(who: Asker, change) -> list[sight.Change] | None:
    """Return whose sight another wijknetwerk changes, as numbers; None for what changes nobody's sight of hulpvragen."""
    if change.soort != SchoolSoort.WIJKNETWERK:
        return None
    wanted = change.nieuw["wijknetwerk"]
    return sight.of_other_wijk(who, change.vestiging_id, uuid.UUID(wanted) if wanted else None)


def _step(request: PortalRequest, pk: uuid.UUID, form, act, done: str):
    """Do one step with a change; what cannot be is said on its page."""
    line = _line_or_404(request, pk)
    if not form.is_valid():
        if isinstance(form, RejectForm) and policy.allows_change(request.asker, SchoolActie.REJECT, line.change):
            return _page(request, line, form, 422)
        return _page(request, line, status=422)
    try:
        act(by=request.asker, change_id=pk, **form.cleaned_data)
    except (Conflict, Invalid) as fault:
        messages.warning(request, fault.message)
        return redirect("mutaties:school_change", pk=pk)
    messages.success(request, done)
    return redirect("mutaties:schools" if policy.sees_changes(request.asker) else "home")


@does("schoolwijziging", "approve_change")
@require_POST
def approve(request: PortalRequest, pk: uuid.UUID):
    return _step(request, pk, VersionForm(request.POST), services.approve, "De wijziging is goedgekeurd.")


@does("schoolwijziging", "reject_change")
@require_POST
def reject(request: PortalRequest, pk: uuid.UUID):
    return _step(request, pk, RejectForm(request.POST), services.reject, "De wijziging is afgewezen.")


@does("schoolwijziging", "withdraw_change")
@require_POST
def withdraw(request: PortalRequest, pk: uuid.UUID):
    return _step(request, pk, VersionForm(request.POST), services.withdraw, "De wijziging is ingetrokken.")


@does("schoolwijziging", "undo_change")
@require_POST
def undo(request: PortalRequest, pk: uuid.UUID):
    return _step(request, pk, VersionForm(request.POST), services.undo, "De wijziging is teruggedraaid.")


# ---- reporting


@keeps_typed
@does("schoolwijziging", "report_change")
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest):
    """Choose a school and what changes, then fill that in: the address holds the choices."""
    who = request.asker
    schools = list(schools_reported_by(who.user, who.zijde).order_by("naam", "code"))
    if not schools and not policy.makes_schools(who):
        raise NotAllowed(policy.CHANGE_NOT_YOURS)
    soort = _soort(who, request.GET.get("soort", ""))
    if soort == SchoolSoort.OPRICHTING:
        return _fill_in(request, None, soort)
    school = _chosen(who, schools, request.GET.get("school", ""))
    if school is None:
        return render(request, "mutaties/school_pick.html", {"form": SchoolForm(schools=schools), "kinds": _kinds(who, None)})
    if soort is None:
        return render(request, "mutaties/school_kinds.html", {"school": school, "kinds": _kinds(who, school)})
    return _fill_in(request, school, soort)


def _soort(who: Asker, asked: str) -> SchoolSoort | None:
    if asked not in SchoolSoort or (asked == SchoolSoort.OPRICHTING and not policy.makes_schools(who)):
        return None
    return SchoolSoort(asked)


def _chosen(who: Asker, schools: list[Vestiging], code: str) -> Vestiging | None:
    if not code and len(schools) == 1:
        code = schools[0].code
    found = next((school for school in schools if school.code == code), None)
    if code and found is None and catalogue.school_for(who.user, who.zijde, code) is not None:
        raise NotAllowed(policy.CHANGE_SCHOOL)
    return found and policy.require_reports_change(who, found.pk)


def _kinds(who: Asker, school: Vestiging | None) -> list[tuple[str, str]]:
    """Return what can be reported, each with its address."""
    here = reverse("mutaties:school_new")
    if school:
        return [(kind.label, f"{here}?{urlencode({'school': school.code, 'soort': kind})}") for kind in SchoolSoort if kind != SchoolSoort.OPRICHTING]
    return [(SchoolSoort.OPRICHTING.label, f"{here}?{urlencode({'soort': SchoolSoort.OPRICHTING})}")] if policy.makes_schools(who) else []


def _fill_in(request: PortalRequest, school: Vestiging | None, soort: SchoolSoort):
    who = request.asker
    wijken = catalogue.wijknetwerken_for(who.user, who.zijde)
    more = {"schools": read.others_than(school)} if soort in CLOSING else {}
    form = FORM_OF[soort](typed(request), initial={"key": uuid.uuid4(), "bestuursnummer": _own_board(who)}, wijken=wijken, **more)
    if request.method == "POST" and form.is_valid():
        reported = Reported(soort, school and school.pk, form.nieuw, form.cleaned_data["per"])
        try:
            made = services.report(by=who, key=form.cleaned_data["key"], reported=reported)
        except Invalid as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        else:
            messages.success(request, "De wijziging is doorgegeven. Een medewerker van het samenwerkingsverband kijkt haar na.")
            return redirect("mutaties:school_change", pk=made.pk)
    return _form_page(request, school, soort, form)


def _own_board(who: Asker) -> str:
    """Return the number of the board for which she opens a school, when there is one only."""
    boards = [post.eenheid for post in who.posts if post.rol == Rol.BESTUURSMEDEWERKER]
    return boards[0].as_bestuur.nummer if len(boards) == 1 else ""


def _form_page(request: PortalRequest, school: Vestiging | None, soort: SchoolSoort, form: ChangeForm):
    now = read.in_words([read.Schoolwijziging(vestiging=school, soort=soort, oud=read.as_it_is(school, soort))])[0].oud if school else ""
    context = {"form": form, "school": school, "soort": soort, "now": now, "planned": soort in PLANNED_KINDS}
    return render(request, "mutaties/school_form.html", context, status=422 if form.errors else 200)
