"""The list of schools: those that take part, and for the beheerder the whole register."""

import re
import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol, Zijde
from accounts.forms.schools import BestuurForm
from accounts.policy import has_role, posts_on
from accounts.queries import catalogue as schools_read
from accounts.queries.catalogue import NO_CONTACT, NO_IB, NO_WIJK, REGISTER, TAKING_PART
from accounts.queries.register import READS_REGISTER
from accounts.services import catalogue
from portal.lib.errors import Conflict
from portal.lib.http import PortalRequest, does, keeps_typed, shows, typed

_LONGEST_SEARCH = 80  # characters
_CODE = re.compile("[0-9]{2}[A-Z]{2}[0-9]{2}")
LISTS = {
    TAKING_PART: "Aangesloten", NO_IB: "Zonder IB'er", NO_CONTACT: "Zonder contactpersoon", NO_WIJK: "Zonder wijknetwerk",
    REGISTER: "Hele register",
}  # fmt: skip


def _address(q: str, toon: str = TAKING_PART, wijk: uuid.UUID | None = None, after: str = "") -> str:
    asked = {"q": q, "toon": toon, "wijk": wijk and str(wijk), "na": after}
    filled = urlencode({name: value for name, value in asked.items() if value})
    return reverse("accounts:schools") + (f"?{filled}" if filled else "")


def _asked(values) -> tuple[str, str]:
    """Return what somebody looks for: the words, and in which list."""
    toon = values.get("toon", TAKING_PART)
    return values.get("q", "")[:_LONGEST_SEARCH].strip(), toon if toon in LISTS else TAKING_PART


def _wijk(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


def read_code(typed: str) -> str:
    """Return a code as it is written, or nothing: what is no code belongs to no school."""
    return typed if _CODE.fullmatch(typed) else ""


@shows("vestiging", "card")
@require_safe
def schools(request: PortalRequest):
    """Show the schools; who works at one school goes straight to it."""
    if request.zijde == Zijde.SCHOOL:
        own = schools_read.own_schools(request.user, request.zijde)
        if len(own) == 1:
            return redirect("accounts:school", code=own[0].code)
    return render(request, "accounts/schools.html", _list(request))


def _list(request: PortalRequest) -> dict:
    who, (q, toon) = (request.user, request.zijde), _asked(request.GET)
    wijken = schools_read.wijknetwerken_for(*who) if request.zijde == Zijde.SWV else []
    asked = _wijk(request.GET.get("wijk", ""))
    wijk = next((one for one in wijken if one.pk == asked and toon != REGISTER), None)
    narrow = wijk and wijk.pk
    after = read_code(request.GET.get("na", ""))
    page = schools_read.schools_for(*who, q=q, toon=toon, wijk=narrow, after=after)
    manages = has_role(*who, Rol.BEHEERDER)
    counts = dict(page.counts)
    if manages and toon != REGISTER:
        counts[REGISTER] = schools_read.register_size(*who, q)
    return {
        "page": page,
        "q": q,
        "toon": toon,
        "title": LISTS[toon],
        "register": toon == REGISTER,
        "is_school": request.zijde == Zijde.SCHOOL,
        "manages": manages,
        "reads_register": any(post.rol in READS_REGISTER for post in posts_on(*who)),
        "wijken": wijken,
        "wijk": wijk,
        "chips": [
            (label, _address(q, name, None if name == REGISTER else narrow), name == toon, counts[name])
            for name, label in LISTS.items()
            if name in counts
        ],
        "total": page.counts[toon],
        "register_url": manages and _address(q, REGISTER),
        "first_url": after and _address(q, toon, narrow),
        "next_url": page.next_code and _address(q, toon, narrow, page.next_code),
    }


@does("vestiging", "mark_aangesloten")
@require_POST
def connect_school(request: PortalRequest, code: str):
    marked = catalogue.mark_aangesloten(by=request.user, zijde=request.zijde, codes=[read_code(code)])
    if marked.unknown:
        raise Http404
    for vestiging in marked.new:
        messages.success(request, f"{vestiging.naam} ({vestiging.code}) is aangesloten.")
    if marked.already:
        messages.info(request, f"De school met code {code} was al aangesloten.")
    return redirect(_address(*_asked(request.POST)))


@keeps_typed
@does("vestiging", "mark_aangesloten")
@require_http_methods(["GET", "POST"])
def name_bestuur(request: PortalRequest, pk):
    bestuur = _bestuur_or_404(request, pk)
    if request.method == "GET":
        return _bestuur_page(request, bestuur, bestuur.naam, BestuurForm(kept) if (kept := typed(request)) else None)
    form = BestuurForm(request.POST)
    if not form.is_valid():
        return _bestuur_page(request, bestuur, form=form, status=422)
    try:
        catalogue.name_bestuur(by=request.user, zijde=request.zijde, bestuur_id=pk, **form.cleaned_data)
    except Conflict as conflict:  # she sees the other name above hers
        messages.warning(request, conflict.message)
        return _bestuur_page(request, _bestuur_or_404(request, pk), form.cleaned_data["naam"], status=409)
    messages.success(request, "De naam van het bestuur is opgeslagen.")
    return redirect("accounts:schools")


def _bestuur_or_404(request: PortalRequest, pk):
    if (bestuur := schools_read.bestuur_for(request.user, request.zijde, pk)) is None:
        raise Http404
    return bestuur


def _bestuur_page(request: PortalRequest, bestuur, naam: str = "", form: BestuurForm | None = None, status: int = 200):
    form = form or BestuurForm(initial={"naam": naam, "known_as": bestuur.naam})
    return render(request, "accounts/schools_bestuur.html", {"form": form, "bestuur": bestuur}, status=status)
