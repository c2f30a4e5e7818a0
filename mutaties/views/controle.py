"""The controle of contact data: who confirmed, a school that confirms, starting one, and the proof for a board."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Rol, Zijde
from accounts.models import Vestiging
from accounts.views.schools import read_code
from hulpvragen import policy as casework
from hulpvragen.policy import Asker
from hulpvragen.views.who import asker
from mutaties import policy
from mutaties.announcements import days_of_round
from mutaties.forms.controle import BevestigForm, RondeForm
from mutaties.models import Controleronde
from mutaties.queries import controle as read
from mutaties.services import controle as service
from portal.lib import clock, dates
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import PortalRequest, does, keeps_typed, shows, typed
from portal.lib.spreadsheet import csv_file

OPEN, DONE, TO_DO, ALL = "open", "bevestigd", "te-doen", "alle"
LISTS = {OPEN: "Niet bevestigd", TO_DO: "Bevestigd, nog iets te doen", DONE: "Bevestigd", ALL: "Alle scholen"}
TERM = 28 * clock.DAY  # usual
HEADINGS = (
    "Controle", "Uiterlijk", "School", "Code", "Stand", "Bevestigd op", "Bevestigd door", "Naam", "Rol", "Antwoord", "Laatste werkdag",
    "Open hulpvragen", "Contact klopt niet",
)  # fmt: skip


@shows("controle", "content")
@require_safe
def index(request: PortalRequest):
    """Show which schools confirmed and which did not; who has one school to confirm goes straight to it."""
    who = _reader(request)
    ronde = _chosen(request, who)
    if ronde is None:
        return render(request, "mutaties/controle.html", {"starts": policy.starts_rounds(who), "is_swv": who.zijde == Zijde.SWV})
    lines = read.overview(who, ronde)
    if [line.school for line in lines] == read.waiting_for(who) and len(lines) == 1:
        return redirect("mutaties:controle_confirm", code=lines[0].school.code)
    shown = {
        OPEN: [one for one in lines if not one.made], DONE: [one for one in lines if one.made], ALL: lines,
        TO_DO: [one for one in lines if one.vragen or one.to_report],
    }  # fmt: skip
    has_lists = who.zijde == Zijde.SWV or who.has(Rol.BESTUURSMEDEWERKER)  # who works at a school has too few to choose from
    toon = request.GET.get("toon", OPEN) if has_lists else ALL
    toon = toon if toon in shown else OPEN
    may_export = set(policy.exports_for(who).values_list("pk", flat=True))
    return render(request, "mutaties/controle.html", {
        "starts": policy.starts_rounds(who), "ronde": ronde, "is_late": who.day > ronde.uiterlijk, "begins_later": ronde.begin > who.day,
        "boards": [(bestuur, bestuur.pk in may_export, list(held)) for bestuur, held in groupby(shown[toon], key=lambda one: one.school.bestuur)],
        "chips": has_lists and [(label, _address(ronde, toon=name), name == toon, len(shown[name])) for name, label in LISTS.items()],
        "is_swv": who.zijde == Zijde.SWV, "done": len(shown[DONE]), "total": len(lines), "toon": toon, "asked": read.asked_of(who),
        "waiting": {one.pk for one in read.waiting_for(who)},
        "rounds": [(one, _address(one)) for one in read.rounds() if one != ronde], "exported": f"?{urlencode({'ronde': ronde.pk})}",
    })


def _reader(request: PortalRequest) -> Asker:
    who = asker(request)
    policy.require_sees_controle(who)
    return who


def _chosen(request: PortalRequest, who: Asker) -> Controleronde | None:
    """Return the round that was asked for; without one that which runs, else the one that is planned."""
    if "ronde" not in request.GET:
        return read.running(who.day) or next(reversed(read.rounds()), None)
    asked = next((one for one in read.rounds() if str(one.pk) == request.GET["ronde"]), None)
    if asked is None:
        raise Http404
    return asked


def _address(ronde: Controleronde, **asked) -> str:
    return f"{reverse('mutaties:controle')}?{urlencode({'ronde': ronde.pk} | asked)}"


@keeps_typed
@does("controle", "start_controle")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: PortalRequest):
    """Plan a round, after showing on which days the schools are mailed."""
    who = asker(request)
    policy.require_starts_rounds(who)
    if request.method != "POST":
        usual = {"begin": who.day, "uiterlijk": who.day + TERM, "key": uuid.uuid4()}
        return _start_page(request, RondeForm(typed(request), initial=usual))
    form = RondeForm(request.POST)
    if not form.is_valid():
        return _start_page(request, form, status=422)
    asked = form.cleaned_data
    try:
        if "bevestigd" not in request.POST:
            service.check_round(who, asked["naam"], asked["begin"], asked["uiterlijk"])
            days = days_of_round(asked["begin"], asked["uiterlijk"]).values()
            return _start_page(request, form, days=days)
        ronde = service.start(by=who, **asked)
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _start_page(request, form, status=422)
    messages.success(request, f"De controle {ronde.naam} begint op {dates.near(ronde.begin)}. De scholen krijgen dan een e-mail.")
    return redirect(_address(ronde))


def _start_page(request: PortalRequest, form: RondeForm, status: int = 200, days=()):
    """Show the form, or with the days of the mails what it comes down to: nobody takes back a mail."""
    page = "mutaties/controle_check.html" if days else "mutaties/controle_start.html"
    return render(request, page, {"form": form, "days": days, "schools": policy.checked_by(asker(request)).count()}, status=status)


# ---- one school


def _school(who: Asker, code: str) -> Vestiging:
    school = policy.checked_by(who).filter(code=read_code(code)).first()
    if school is None:
        raise Http404
    return school


@shows("controle", "content")
@require_safe
def school(request: PortalRequest, code: str):
    """Show what a school said, and what of it still asks something of somebody."""
    who = _reader(request)
    school, ronde = _school(who, code), _chosen(request, who)
    made = ronde and read.confirmed(ronde).filter(vestiging=school).first()
    return render(request, "mutaties/controle_school.html", {
        "school": school, "ronde": ronde, "made": made, "is_late": ronde and not made and who.day > ronde.uiterlijk,
        "said": read.said([made])[made.pk] if made else [],
        "to_report": [(one, _report_address(school, one)) for one in read.still_to_report([made])[school.pk]] if made else [],
        "asked": read.questions([made]).get(school.pk, []) if made else [],
        "knows_hulpvragen": policy.reads_hulpvragen_of(who, school.pk), "opens": casework.sees_list(who),
        "may_confirm": policy.confirms_at(who, school.pk) and ronde and ronde == read.running(who.day) and not made,
        "is_ib": _is_ib(who, school), "reports": policy.reports_for(who).filter(pk=school.pk).exists(),
    })


def _report_address(school: Vestiging, one: read.Gezegd) -> str:
    return f"{reverse('mutaties:new')}?{urlencode({'school': school.code, 'persoon': one.user_id})}"


@keeps_typed
@does("controle", "confirm_contacts")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PortalRequest, code: str):
    """Ask a contactpersoon, on one page, how it stands with her people and with whose mail the hulpvragen are."""
    who = _reader(request)
    school, ronde = _school(who, code), read.running(who.day)
    if not policy.confirms_at(who, school.pk):
        raise NotAllowed(policy.ONLY_CONTACTPERSOON)
    if ronde is None or read.confirmed(ronde).filter(vestiging=school).exists():
        return _done(request, school, ronde)
    sheet = read.sheet(school)
    if request.method != "POST":
        return _confirm_page(request, ronde, school, BevestigForm(typed(request), sheet=sheet, initial=_fresh(ronde, sheet)))
    if request.POST.get("shown") != sheet.digest:
        return _shown_anew(request, ronde, school, service.CHANGED)
    form = BevestigForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return _confirm_page(request, ronde, school, form, status=422)
    sent = {name: form.cleaned_data[name] for name in ("key", "shown")}
    try:
        service.confirm(by=who, vestiging_id=school.pk, ronde_id=form.cleaned_data["ronde"], **sent, **form.answers)
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _confirm_page(request, ronde, school, form, status=422)
    except Conflict as conflict:
        return _shown_anew(request, ronde, school, conflict.message)
    messages.success(request, f"Bedankt. De gegevens van {school.naam} zijn bevestigd.")
    return redirect("mutaties:controle_school", code=school.code)


def _done(request: PortalRequest, school: Vestiging, ronde: Controleronde | None):
    """Go to what was said: the same form twice, or a colleague was first."""
    if request.method == "POST" and ronde:
        made = read.confirmed(ronde).get(vestiging=school)
        messages.info(request, service.DONE.format(naam=made.door.naam, dag=dates.moment(made.at)))
    return redirect("mutaties:controle_school", code=school.code)


def _fresh(ronde: Controleronde, sheet: read.Sheet) -> dict:
    return {"key": uuid.uuid4(), "ronde": ronde.pk, "shown": sheet.digest}


def _shown_anew(request: PortalRequest, ronde: Controleronde, school: Vestiging, why: str):
    """Show how it stands now, with what she chose; nothing was kept."""
    if read.confirmed(ronde).filter(vestiging=school).exists():
        return _done(request, school, ronde)
    messages.warning(request, why)
    sheet = read.sheet(school)
    form = BevestigForm(sheet=sheet, initial=dict(request.POST.items()) | _fresh(ronde, sheet))
    return _confirm_page(request, ronde, school, form, status=409)


def _confirm_page(request: PortalRequest, ronde: Controleronde, school: Vestiging, form: BevestigForm, status: int = 200):
    context = {"form": form, "school": school, "ronde": ronde, "is_late": clock.today() > ronde.uiterlijk, "is_ib": _is_ib(asker(request), school)}
    return render(request, "mutaties/controle_confirm.html", context, status=status)


def _is_ib(who: Asker, school: Vestiging) -> bool:
    return school.pk in who.at(Rol.IB)


# ---- the proof


@does("controle", "export_controle")
@require_safe
def export(request: PortalRequest, pk: uuid.UUID):
    """Give what the schools of one board said in a round as a file."""
    who = _reader(request)
    ronde = _chosen(request, who)
    if ronde is None:
        raise Http404
    bestuur, lines = service.export(by=who, ronde=ronde, bestuur_id=pk)
    said = read.said([line.made for line in lines if line.made])
    rows = [row for line in lines for row in _rows(ronde, line, said)]
    return csv_file(f"controle-{slugify(ronde.naam)}-{bestuur.nummer}.csv", HEADINGS, rows)


def _rows(ronde: Controleronde, line: read.Line, said: dict) -> list[tuple]:
    """Return a line for each person of whom something was said; of a school that said nothing, one."""
    made, school = line.made, (ronde.naam, ronde.uiterlijk, line.school.naam, line.school.code)
    if made is None:
        return [(*school, "niet bevestigd", *[""] * 8)]
    standing = "te laat bevestigd" if line.was_late else "bevestigd"
    by = (standing, made.at.astimezone(clock.AMSTERDAM).strftime("%Y-%m-%d %H:%M"), made.door.naam)
    counts = (made.hulpvragen, len(made.vragen))
    return [(*school, *by, one.naam, one.rollen, one.answer, one.laatste_dag or "", *counts) for one in said[made.pk]]
