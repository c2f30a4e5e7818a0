"""Pages of the beheerder: which schools take part in the portal."""

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.schools import BestuurForm
from accounts.queries import catalogue as schools_read
from accounts.services import catalogue
from portal.lib.errors import Conflict
from portal.lib.http import PortalRequest, does

_LONGEST_SEARCH = 80  # characters
_CODE = re.compile("[0-9]{2}[A-Z]{2}[0-9]{2}")


def _address(q: str, register: bool, after: str = "") -> str:
    asked = {"q": q, "toon": "register" if register else "", "na": after}
    filled = urlencode({name: value for name, value in asked.items() if value})
    return reverse("accounts:schools") + (f"?{filled}" if filled else "")


def _asked(values) -> tuple[str, bool]:
    """Return what somebody looks for: the words, and whether in the whole register."""
    return values.get("q", "")[:_LONGEST_SEARCH].strip(), values.get("toon") == "register"


def _code(typed: str) -> str:
    """Return a code as it is written, or nothing: what is no code belongs to no school."""
    return typed if _CODE.fullmatch(typed) else ""


@does("vestiging", "mark_aangesloten")
@require_safe
def schools(request: PortalRequest):
    q, register = _asked(request.GET)
    after = _code(request.GET.get("na", ""))
    page = schools_read.schools_for(request.user, request.zijde, q=q, register=register, after=after)
    chips = [
        ("Aangesloten", _address(q, register=False), not register, page.aangesloten),
        ("Hele register", _address(q, register=True), register, page.register),
    ]
    shown = {
        "page": page,
        "q": q,
        "register": register,
        "chips": chips,
        "total": page.register if register else page.aangesloten,
        "register_url": _address(q, register=True),
        "first_url": after and _address(q, register),
        "next_url": page.next_code and _address(q, register, page.next_code),
    }
    return render(request, "accounts/schools.html", shown)


@does("vestiging", "mark_aangesloten")
@require_POST
def connect_school(request: PortalRequest, code: str):
    marked = catalogue.mark_aangesloten(by=request.user, zijde=request.zijde, codes=[_code(code)])
    if marked.unknown:
        raise Http404
    for vestiging in marked.new:
        messages.success(request, f"{vestiging.naam} ({vestiging.code}) is aangesloten.")
    if marked.already:
        messages.info(request, f"De school met code {code} was al aangesloten.")
    q, register = _asked(request.POST)
    return redirect(_address(q, register))


@does("vestiging", "mark_aangesloten")
@require_http_methods(["GET", "POST"])
def name_bestuur(request: PortalRequest, pk):
    bestuur = _bestuur_or_404(request, pk)
    if request.method == "GET":
        return _bestuur_page(request, bestuur, bestuur.naam)
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
