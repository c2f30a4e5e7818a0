"""The start page of a guest: what is shared with her, what of it is new, what no longer is; and stopping herself."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Zijde
from hulpvragen import policy
from hulpvragen.queries import shared
from hulpvragen.queries.lists import Place
from hulpvragen.queries.shared import Shared
from hulpvragen.services import guests
from portal.lib.http import verified
from portal.lib.text import listed

from . import keyset
from .persons import reads_until
from .who import asker


@verified("what she was invited to read herself; the list asks the policy")
@require_safe
def index(request: HttpRequest):
    """Show what this guest reads along with."""
    who = asker(request)
    if who.zijde != Zijde.GAST:
        return redirect("home")
    row = keyset.read(request.GET.get("na", ""))
    page = shared.readable(who, Place(*row) if row else None)
    here = reverse("shared")
    return render(request, "hulpvragen/shared.html", {
        "shared": [_told(one, who.day) for one in shared.described(who, page.lines)],
        "others": shared.not_readable(who, page.lines),
        "newest_url": here if row else "",
        "next_url": f"{here}?{urlencode({'na': keyset.write(*page.following)})}" if page.following else "",
    })


def _told(one: Shared, day: dt.date) -> dict:
    h = one.line.hulpvraag
    return {
        "h": h, "leerling": one.leerling, "titel": one.line.titel, "vestiging": one.line.vestiging, "news": _news(one),
        "until": f"U leest mee {reads_until(one.until, day)}",
        "delen": listed([part.label for part in one.delen]),
    }


def _news(one: Shared) -> str:
    """Say what she has not read yet."""
    if one.never_seen:
        return "Nieuw voor u"
    counted = ((one.berichten, "bericht", "berichten"), (one.documenten, "document", "documenten"))
    news = [f"1 nieuw {single}" if n == 1 else f"{n} nieuwe {several}" for n, single, several in counted if n]
    return listed([*news, *(["er is iets veranderd"] if one.changed else [])])


@verified("what she was invited to herself; the service asks the policy")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, pk):
    """Ask whether she wants to stop reading along, and stop."""
    who = asker(request)
    if request.method == "POST":
        guests.stop_reading(by=who, hulpvraag_id=pk)
        messages.success(request, "U leest niet meer mee met deze hulpvraag.")
        return redirect("shared")
    if who.zijde != Zijde.GAST or not policy.sees(who, pk):
        raise Http404
    return render(request, "hulpvragen/stop_reading.html", {"hulpvraag_id": pk})
