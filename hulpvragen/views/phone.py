"""Er belt iemand: what to say, and the record of ringing back. The words on the page do not depend on what is known."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries.catalogue import known_numbers
from hulpvragen import policy
from hulpvragen.enums import Navraag
from hulpvragen.forms.phone import BelForm
from hulpvragen.policy import Asker
from hulpvragen.queries import phone as read
from hulpvragen.services import phone
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import Kept, does, keeps_typed, shows, typed

from .who import asker

SEARCH = "zoeken"  # the button that looks for a number: what was typed stands there again
TOLD = {
    Navraag.KLOPT: "Vastgelegd. U kunt nu met deze persoon praten, over wat zij mag weten.",
    Navraag.KLOPT_NIET: "Vastgelegd. De privacy officer krijgt bericht. Vertel niets als deze persoon nog eens belt.",
    Navraag.NIEMAND: "Vastgelegd dat u niemand bereikte. Vertel niets voordat u iemand sprak.",
}


@keeps_typed
@does("belnotitie", "record_call")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest):
    """Show what to say to somebody who calls, and record the call back."""
    who = asker(request)
    policy.require_phone(who)
    data = typed(request)
    if SEARCH in request.POST:
        data = Kept(request.POST.urlencode())
    form = _form(who, data)
    if request.method != "POST" or SEARCH in request.POST:
        return _page(request, who, form)
    if not form.is_valid():
        return _page(request, who, form, 422)
    said = form.cleaned_data
    try:
        phone.record_call(
            by=who, key=said["key"], naam=said["naam"], organisatie=said["organisatie"], nummer=said["nummer"], gebeld_op=said["gebeld_op"],
            uitkomst=said["uitkomst"], hulpvraag_id=uuid.UUID(said["hulpvraag"]) if said["hulpvraag"] else None,
        )
    except Invalid as fault:
        form.refuse(fault)
        return _page(request, who, form, 422)
    messages.success(request, TOLD[Navraag(said["uitkomst"])])
    return redirect("phone")


def _form(who: Asker, data: QueryDict | None) -> BelForm:
    found = known_numbers(data.get("zoek", "").strip()) if data else []
    chosen = data.get("nummer", "") if data else ""
    if chosen and chosen not in {one.code for one in found}:  # chosen before she looked for another
        found += known_numbers(code=chosen)
    return BelForm(
        data, numbers=found, own=(settings.PORTAL_SWV_NAAM, settings.PORTAL_SWV_TELEFOON), hulpvragen=read.to_choose(who),
        initial={"gebeld_op": who.day, "key": uuid.uuid4()},
    )


def _page(request: HttpRequest, who: Asker, form: BelForm, status: int = 200):
    looked_for = bool(form.data.get("zoek", "").strip()) if form.is_bound else False
    return render(request, "hulpvragen/phone.html", {
        "form": form, "calls": read.own_calls(who), "search": SEARCH,
        "found_none": looked_for and not known_numbers(form.data["zoek"].strip()),
    }, status=status)


@shows("belnotitie", "content")
@require_safe
def suspicious(request: HttpRequest):
    """Show the privacy officer which calls were not what they were said to be."""
    who = asker(request)
    if not policy.reads_suspicious_calls(who):
        raise NotAllowed("Verdachte telefoontjes leest de privacy officer.")
    return render(request, "hulpvragen/phone_suspicious.html", {"calls": read.suspicious(who)})
