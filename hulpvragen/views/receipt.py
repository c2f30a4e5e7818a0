"""The receipt: that the hulpvraag was filed, what happens now, and a copy of all that was filed."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.enums import Zijde
from hulpvragen import policy
from hulpvragen.enums import Status
from hulpvragen.services import reading, receipts
from notifications.enums import Choice, Kind
from notifications.queries import choices_of
from portal.lib.http import shows

from .answers import summaries
from .heading import heading
from .who import asker


@shows("hulpvraag", "card")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show the receipt, also later; to who sees the card alone without the copy."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="ontvangst")
    if not opened.hulpvraag.ingediend:
        return redirect("hulpvragen:detail", hulpvraag_id)
    receipt = receipts.receipt(opened)
    return render(request, "hulpvragen/receipt.html", heading(who, opened) | {
        "mailed": [user.naam for user in policy.active_contacts(opened.hulpvraag)],
        "is_new": opened.hulpvraag.status == Status.INGEDIEND,
        "receipt": receipt,
        "summaries": summaries(receipt.copy) if receipt else [],
        "by_post": who.zijde == Zijde.SCHOOL and choices_of(who.user.pk)[Kind.BESLUIT] == Choice.POST,
    })
