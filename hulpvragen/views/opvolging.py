"""Her own follow-up date of one hulpvraag: set, move, remove."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hulpvragen import policy
from hulpvragen.forms.opvolging import OpvolgForm
from hulpvragen.queries.opvolging import own_date
from hulpvragen.services import opvolging, reading
from portal.lib import dates
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import keeps_typed, shows, typed

from .heading import heading
from .who import asker


@keeps_typed
@shows("opvolging", "content")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, hulpvraag_id):
    """Keep the day that was filled in; `verwijderen` lets go of it."""
    who = asker(request)
    if request.method != "POST":
        return _page(request, hulpvraag_id, OpvolgForm(typed(request)))
    if "verwijderen" in request.POST:
        opvolging.remove_date(by=who, hulpvraag_id=hulpvraag_id)
        messages.success(request, "De opvolgdatum is verwijderd.")
        return redirect("hulpvragen:detail", hulpvraag_id)
    form = OpvolgForm(request.POST)
    if not form.is_valid():
        return _page(request, hulpvraag_id, form, status=422)
    try:
        own = opvolging.set_date(by=who, hulpvraag_id=hulpvraag_id, **form.cleaned_data)
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _page(request, hulpvraag_id, form, status=422)
    messages.success(request, f"De hulpvraag staat op {dates.near(own.op)} weer bij u op de lijst.")
    return redirect("hulpvragen:detail", hulpvraag_id)


def _page(request: HttpRequest, hulpvraag_id, form: OpvolgForm, status: int = 200):
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="actie")
    if not policy.follows_up(who, opened.hulpvraag.pk):
        raise NotAllowed(policy.NO_FOLLOW_UP)
    context = heading(who, opened) | {"form": form, "own_date": own_date(who, opened.hulpvraag)}
    return render(request, "hulpvragen/follow_up.html", context, status=status)
