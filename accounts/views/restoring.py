"""A lost second factor: the call back that is recorded, and for staff of the SWV the second colleague who restores it."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import BelUitkomst
from accounts.forms.restoring import NOBODY, TerugbelForm
from accounts.queries.restoring import Lost
from accounts.services import restoring
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import PortalRequest, does, keeps_typed, typed

DONE = "De tweede stap is hersteld. Deze persoon is overal uitgelogd en koppelt een nieuwe app bij het inloggen. Zij krijgt hierover een e-mail."
TOLD = {
    BelUitkomst.BEVESTIGD: "Het telefoontje is vastgelegd. Een andere beheerder doet nu de tweede helft.",
    BelUitkomst.ONTKEND: "Vastgelegd. Er verandert niets. Bel nu de privacy officer: misschien doet iemand zich voor als een ander.",
    BelUitkomst.NIEMAND: "Vastgelegd dat u niemand sprak. Er verandert niets. Probeer het later opnieuw.",
}


@keeps_typed
@does("account", "restore_second_factor")
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: PortalRequest, pk: uuid.UUID):
    """Show on which number to call back, and record what came of it."""
    lost = restoring.open_lost(by=request.user, zijde=request.zijde, person_id=pk)
    form = TerugbelForm(typed(request), lost=lost)
    if not form.is_valid():
        return _page(request, lost, form, status=422 if request.method == "POST" else 200)
    given = dict(form.cleaned_data)
    spoken = given.pop("gesproken")
    try:
        done = restoring.record_call(
            by=request.user, zijde=request.zijde, person_id=pk, gesproken=None if spoken == NOBODY else uuid.UUID(spoken), **given,
        )
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _page(request, lost, form, status=422)
    except Conflict as conflict:
        messages.info(request, conflict.message)
        return redirect("accounts:person", pk=pk)
    messages.success(request, DONE) if done else messages.info(request, TOLD[given["uitkomst"]])
    return redirect("accounts:person", pk=pk) if done else redirect("accounts:restore_second_factor", pk=pk)


@does("account", "restore_second_factor")
@require_POST
def finish(request: PortalRequest, pk: uuid.UUID):
    """Restore on the ground of a colleague's call."""
    try:
        restoring.restore(by=request.user, zijde=request.zijde, person_id=pk)
    except Conflict as conflict:
        messages.info(request, conflict.message)
        return redirect("accounts:restore_second_factor", pk=pk)
    messages.success(request, DONE)
    return redirect("accounts:person", pk=pk)


def _page(request: PortalRequest, lost: Lost, form: TerugbelForm, status: int = 200):
    may_finish = lost.waiting is not None and lost.waiting.door_id != request.user.pk
    return render(request, "accounts/restore.html", {"lost": lost, "form": form, "may_finish": may_finish}, status=status)
