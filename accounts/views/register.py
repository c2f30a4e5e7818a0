"""What the newest file of the national register says otherwise than the one before, old and new side by side."""

import datetime as dt
from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.queries import register as read
from portal.lib.http import PortalRequest, shows

from .schools import read_code


def _address(**asked) -> str:
    filled = urlencode({name: value for name, value in asked.items() if value})
    return reverse("accounts:register") + (f"?{filled}" if filled else "")


@shows("vestiging", "content")
@require_safe
def index(request: PortalRequest):
    found = read.differences_for(
        request.user, request.zijde, at=_moment(request.GET.get("van", "")), soort=request.GET.get("soort", ""),
        after=read_code(request.GET.get("na", "")),
    )  # fmt: skip
    van = found.inlezing.at.isoformat() if found.inlezing else ""
    context = {
        "found": found,
        "chips": [(kind.label, _address(van=van, soort=kind), kind == found.soort, count) for kind, count in found.counts.items()],
        "files": [(one.at, _address(van=one.at.isoformat())) for one in found.earlier if one != found.inlezing],
        "next_url": found.after and _address(van=van, soort=found.soort, na=found.after),
        "first_url": request.GET.get("na") and _address(van=van, soort=found.soort),
    }
    return render(request, "accounts/register.html", context)


def _moment(typed: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(typed)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
