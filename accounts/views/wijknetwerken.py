"""Pages of the beheerder: which wijknetwerken there are, and what they are called."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.schools import WijknetwerkNaamForm
from accounts.models import Wijknetwerk
from accounts.queries import wijknetwerken as read
from accounts.services import places
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import PortalRequest, does, keeps_typed, typed


@does("vestiging", "edit_place")
@require_safe
def wijknetwerken(request: PortalRequest):
    return render(request, "accounts/wijknetwerken.html", {"wijken": read.wijknetwerken(request.user, request.zijde)})


@keeps_typed
@does("vestiging", "edit_place")
@require_http_methods(["GET", "POST"])
def new(request: PortalRequest):
    places.require_beheerder(request.user, request.zijde)
    form = WijknetwerkNaamForm(typed(request))
    if form.is_valid():
        try:
            made = places.make_wijknetwerk(by=request.user, zijde=request.zijde, naam=form.cleaned_data["naam"])
        except Invalid as fault:
            form.add_error(fault.field, fault.message)
        else:
            messages.success(request, f"Wijknetwerk {made.naam} is gemaakt. Geef er nu scholen aan, bij elke school apart.")
            return redirect("accounts:wijknetwerken")
    return _page(request, form, None, 422 if form.errors else 200)


@keeps_typed
@does("vestiging", "edit_place")
@require_http_methods(["GET", "POST"])
def rename(request: PortalRequest, pk):
    wijk = read.wijknetwerk(request.user, request.zijde, pk)
    if wijk is None:
        raise Http404
    form = WijknetwerkNaamForm(typed(request), initial={"naam": wijk.naam, "known_as": wijk.naam})
    if request.method == "GET":
        return _page(request, form, wijk)
    if not form.is_valid():
        return _page(request, form, wijk, 422)
    try:
        places.name_wijknetwerk(by=request.user, zijde=request.zijde, wijknetwerk_id=pk, **form.cleaned_data)
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _page(request, form, wijk, 422)
    except Conflict as conflict:  # she sees the other name above hers
        messages.warning(request, conflict.message)
        wijk = read.wijknetwerk(request.user, request.zijde, pk)
        return _page(request, _form(wijk, form.cleaned_data["naam"]), wijk, 409)
    messages.success(request, "De naam van het wijknetwerk is opgeslagen.")
    return redirect("accounts:wijknetwerken")


def _form(wijk: Wijknetwerk, naam: str) -> WijknetwerkNaamForm:
    return WijknetwerkNaamForm(initial={"naam": naam, "known_as": wijk.naam})


def _page(request: PortalRequest, form: WijknetwerkNaamForm, wijk: Wijknetwerk | None, status: int = 200):
    return render(request, "accounts/wijknetwerk_naam.html", {"form": form, "wijk": wijk}, status=status)
