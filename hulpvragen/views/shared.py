"""The start page of a guest: what is shared with her, and what no longer is."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.enums import Zijde
from hulpvragen.queries import shared
from hulpvragen.queries.lists import Place
from portal.lib.http import verified

from . import keyset
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
        "lines": page.lines,
        "others": shared.not_readable(who, page.lines),
        "newest_url": here if row else "",
        "next_url": f"{here}?{urlencode({'na': keyset.write(*page.following)})}" if page.following else "",
    })
