"""The list of mutaties: what waits, what is planned, what is over. A school sees its own, the desk all."""

from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.enums import Zijde
from hulpvragen.policy import Asker
from hulpvragen.views import keyset, today
from hulpvragen.views.chips import capped
from hulpvragen.views.who import asker
from mutaties import policy
from mutaties.queries import lists
from mutaties.queries.lists import Line, Place
from mutaties.services import inlezen
from mutaties.workflow import AAN_ZET
from portal.lib.errors import NotAllowed
from portal.lib.http import shows

from .card import about, is_at_turn, look

NO_LIST = "Bij uw rol horen geen wijzigingsverzoeken."
CHIPS = {  # the first one when the address asks for none
    "te-behandelen": ("Te behandelen", lists.to_do),
    "gepland": ("Gepland", lists.planned),
    "gesloten": ("Gesloten", lists.closed),
}
NOTHING = {"te-behandelen": "Geen wijzigingen te behandelen", "gepland": "Geen wijzigingen gepland", "gesloten": "Nog geen wijzigingen gesloten"}


@shows("mutatie", "card")
@require_safe
def index(request: HttpRequest):
    """Show one of the three lists, by the day on which something changes."""
    who = asker(request)
    if not policy.sees_list(who):
        raise NotAllowed(NO_LIST)
    toon = request.GET.get("toon")
    toon = toon if toon in CHIPS else "te-behandelen"
    row = keyset.read_day(request.GET.get("na", ""))
    after = Place(*row) if row and row[0] else None
    page = lists.page(who, CHIPS[toon][1], after, newest_first=toon == "gesloten")
    return render(request, "mutaties/list.html", {
        "toon": toon,
        "label": CHIPS[toon][0],
        "nothing": NOTHING[toon],
        "is_swv": who.zijde == Zijde.SWV,
        "sees_controle": policy.sees_controle(who),
        "may_report": policy.reports_for(who).exists(),
        "may_upload": inlezen.uploads(who),
        "chips": [(label, _address(key), key == toon, capped(lists.count(who, wanted))) for key, (label, wanted) in CHIPS.items()],
        "rows": [_row(who, line) for line in page.lines],
        "first_url": _address(toon) if after else "",
        "next_url": _address(toon, keyset.write(*page.following)) if page.following else "",
    })


def _address(toon: str, after: str = "") -> str:
    return f"{reverse('mutaties:list')}?{urlencode({'toon': toon} | ({'na': after} if after else {}))}"


def _row(who: Asker, line: Line) -> dict:
    mutatie, mine = line.mutatie, is_at_turn(who, line.mutatie, line.status)
    return {
        "m": mutatie, "about": about(mutatie), "status": line.status, "look": look(line.status, mine), "party": AAN_ZET[line.status], "mine": mine,
        "late": line.late,
    }


def _on_today(who: Asker) -> today.Elsewhere:
    return "Personele mutaties die op u wachten", lists.waiting(who), "Naar de personele mutaties", reverse("mutaties:list")


today.register(_on_today)
