"""The register of possible datalekken: drafts with their clocks, an assessment, and what was made of the others."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Rol
from mutaties import policy
from mutaties.forms.leaks import InschattingForm
from mutaties.models import Mutatie
from mutaties.queries import damage, leaks
from mutaties.services import assessing
from portal.lib import clock, dates
from portal.lib.errors import Conflict, NotAllowed
from portal.lib.http import PortalRequest, does, keeps_typed, shows, typed

NOT_YOURS = "Het register van datalekken is van de privacy officer. Een bestuur leest wat over zijn eigen scholen gaat."


@shows("datalek", "content")
@require_safe
def index(request: PortalRequest):
    """Show what must be assessed, and what was."""
    who = request.asker
    if not policy.assesses(who) and not who.has(Rol.BESTUURSMEDEWERKER):
        raise NotAllowed(NOT_YOURS)
    drafts = [(draft, _clock(draft.intern), _clock(draft.ap)) for draft in leaks.drafts(who)]
    return render(request, "mutaties/leaks.html", {
        "drafts": [line for line in drafts if line[0].damage.geopend],
        "others": [line[0] for line in drafts if not line[0].damage.geopend],
        "assessed": [(one, _lasted(one.after)) for one in leaks.assessed(who)],
        "assesses": policy.assesses(who),
    })


@keeps_typed
@does("datalek", "assess")
@require_http_methods(["GET", "POST"])
def assess(request: PortalRequest, mutatie_id: uuid.UUID):
    """Record whether it is a datalek: its clocks stop."""
    who = request.asker
    mutatie = policy.late_for(who).select_related("eenheid", "persoon").filter(pk=mutatie_id).first()
    if mutatie is None:
        raise Http404
    if not policy.assesses(who):
        raise NotAllowed(assessing.ONLY_PRIVACY)
    before = leaks.last(mutatie)
    form = InschattingForm(typed(request), initial={"versie": before.versie if before else 0})
    if request.method == "GET":
        return _page(request, mutatie, form)
    if not form.is_valid():
        return _page(request, mutatie, form, 422)
    try:
        made = assessing.assess(by=who, mutatie_id=mutatie_id, **form.cleaned_data)
    except Conflict as conflict:
        messages.warning(request, conflict.message)
        said = {"versie": before.versie if before else 0, "oordeel": form.cleaned_data["oordeel"], "reden": form.cleaned_data["reden"]}
        return _page(request, mutatie, InschattingForm(initial=said), 409)
    messages.success(request, f"Uw oordeel staat in het register onder nummer {made.nummer}.")
    return redirect("datalekken")


def _page(request: PortalRequest, mutatie: Mutatie, form: InschattingForm, status: int = 200):
    return render(request, "mutaties/assess.html", {
        "form": form, "mutatie": mutatie, "damage": damage.of(mutatie), "controller": leaks.controller(mutatie), "before": leaks.last(mutatie),
        "intern": _clock(mutatie.created_at + leaks.INTERN), "ap": _clock(mutatie.created_at + leaks.AP),
    }, status=status)


def _clock(until: dt.datetime) -> tuple[str, bool]:
    """Return until when there is time, in words, and whether it has passed."""
    left = until - clock.now()
    if left <= dt.timedelta():
        return f"Verlopen op {dates.moment(until)}", True
    return f"Nog {_lasted(left)}, tot {dates.moment(until)}", False


def _lasted(time: dt.timedelta) -> str:
    hours = int(time.total_seconds()) // 3600
    return f"{hours} uur" if hours else "minder dan een uur"
