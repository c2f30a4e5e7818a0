"""The quick filters of a list, and the addresses of its pages. Filters stand in the address, names never."""

import uuid

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from hulpvragen import workflow
from hulpvragen.enums import Party, Status
from hulpvragen.policy import Asker
from hulpvragen.queries import lists
from hulpvragen.queries.lists import CAP, Place, Selection

from . import keyset


def _at_turn(party: Party) -> tuple[Status, ...]:
    return tuple(status for status in Status if workflow.AAN_ZET[status] == party)


# the first one is shown when the address asks for none
SCHOOL = {
    "open": ("Open", Selection(workflow.DRAFT + workflow.OPEN)),
    "aan-zet": ("U bent aan zet", Selection(_at_turn(Party.SCHOOL))),
    "bij-swv": ("Bij {swv}", Selection(_at_turn(Party.SWV))),
    "concepten": ("Concepten", Selection(workflow.DRAFT)),
    "afgerond": ("Afgerond", Selection(workflow.CLOSED)),
}
CARDS = SCHOOL | {"aan-zet": ("School aan zet", SCHOOL["aan-zet"][1])}  # of who cannot act
SWV = {
    "open": ("Open", Selection(workflow.OPEN)),
    "nieuw": ("Nieuw", Selection((Status.INGEDIEND,))),
    "in-behandeling": ("In behandeling", Selection((Status.IN_BEHANDELING,))),
    "wacht-op-school": ("Wacht op school", Selection((Status.AANVULLING,))),
    "uitkomst": ("Uitkomst gegeven", Selection(workflow.DECIDED)),
    "afgerond": ("Afgerond", Selection(workflow.CLOSED)),
    "van-mij": ("Van mij", Selection(workflow.OPEN, mine=True)),
}


def shown(request: HttpRequest, who: Asker, filters: dict, school: uuid.UUID | None = None) -> dict:
    """Return the page of the list that the address asks for, with its filters and where to go on."""
    toon = request.GET.get("toon")
    toon = toon if toon in filters else next(iter(filters))
    wanted = {key: Selection(of.statuses, of.mine, school) for key, (_, of) in filters.items()}
    row = keyset.read(request.GET.get("na", ""))
    after = Place(*row) if row else None
    page = lists.page(who, wanted[toon], after)
    counts = {key: capped(lists.count(who, selection)) for key, selection in wanted.items()}
    return {
        "toon": toon,
        "label": filters[toon][0].format(swv=settings.PORTAL_SWV_NAAM),
        "lines": page.lines,
        "counts": counts,
        "chips": [
            (label.format(swv=settings.PORTAL_SWV_NAAM), address(key, school), key == toon, counts[key])
            for key, (label, _) in filters.items()
        ],
        "newest_url": address(toon, school) if after else "",
        "next_url": address(toon, school, page.following) if page.following else "",
    }


def school_asked(request: HttpRequest) -> uuid.UUID | None:
    """Return the school in the address; what cannot be read is no school."""
    try:
        return uuid.UUID(request.GET.get("school", ""))
    except ValueError:
        return None


def capped(count: int) -> str:
    """Write a count that stops at a thousand."""
    return f"{CAP:,}+".replace(",", ".") if count > CAP else str(count)


def address(toon: str, school: uuid.UUID | None = None, after: Place | None = None) -> str:
    """Return the address of a page of the list."""
    query = {"toon": toon}
    if school:
        query["school"] = str(school)
    if after:
        query["na"] = keyset.write(*after)
    return f"{reverse('hulpvragen:list')}?{urlencode(query)}"
