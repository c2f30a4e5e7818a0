"""E-mail that could not be told: what waits for a contact, and what failed. No address, no text."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import Rol, Zijde
from hulpvragen import policy
from hulpvragen.policy import Asker
from hulpvragen.queries import outbox
from notifications import services
from notifications.models import Outbox
from notifications.texts import ANYBODY, TEXTS
from portal.lib.errors import NotAllowed
from portal.lib.http import does, shows

from .who import asker

NOT_YOURS = "De lijst met e-mailnotificaties hoort niet bij uw rol."
ONLY_LOKET = "Alleen het loket kan een e-mail opnieuw versturen."
ROLES = {
    "filer": "wie de hulpvraag indiende", "contact": "de contactpersoon", "loket": "het loket", "behandelaar": "de behandelaar",
    "toegewezene": "wie eraan werkt",
}


@shows("outbox", "card")
@require_safe
def index(request: HttpRequest):
    """Show which mail waits and which failed, as far as this person may see it."""
    who = asker(request)
    if not policy.sees_outbox(who):
        raise NotAllowed(NOT_YOURS)
    return render(request, "hulpvragen/outbox.html", {
        "waiting": [_told(who, row) for row in outbox.waiting(who)],
        "failed": [_told(who, row) for row in outbox.failed(who)],
        "may_resend": who.has(Rol.LOKET),
        "what_to_do": _what_to_do(who),
    })


@does("outbox", "resend_failed")
@require_POST
def retry(request: HttpRequest, outbox_id):
    """Put one failed mail back in the queue."""
    who = asker(request)
    if not any(row.pk == outbox_id for row in outbox.failed(who)):
        raise Http404
    if not who.has(Rol.LOKET):
        raise NotAllowed(ONLY_LOKET)
    services.retry(outbox_id)
    messages.success(request, "De e-mail wordt opnieuw verstuurd.")
    return redirect("outbox")


def _told(who: Asker, row: Outbox) -> dict:
    texts = TEXTS.get(row.event, {})
    text = texts.get(row.role) or texts.get(ANYBODY)
    return {
        "row": row, "soort": text.soort if text else row.event, "role": ROLES.get(row.role, row.role),
        "url": reverse("hulpvragen:school_data", args=[row.subject_id]) if policy.sees_list(who) else "",
    }


def _what_to_do(who: Asker) -> str:
    if who.has(Rol.LOKET):
        return "Op deze scholen is nu geen IB'er actief. Open de hulpvraag en neem het contact over, of vraag de school wie de IB'er is."
    if who.zijde == Zijde.SCHOOL:
        return "Op uw school is nu geen IB'er actief. Bel ons en geef door wie de nieuwe IB'er is. Zodra die begint, gaan de e-mails alsnog weg."
    return "Op deze scholen is nu geen IB'er actief. Het loket neemt het contact over, of vraagt de school wie de IB'er is."
