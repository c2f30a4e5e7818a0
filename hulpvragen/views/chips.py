"""The quick filters of a list, how it is sorted, and the addresses of its pages. Filters stand in the address, names never."""

import uuid
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from hulpvragen import workflow
from hulpvragen.enums import Party, Status
from hulpvragen.policy import Asker
from hulpvragen.queries import lists, narrowing
from hulpvragen.queries.lists import CAP, NEAREST, NEWEST, OLDEST, Order, Place, Selection
from hulpvragen.queries.narrowing import Filters

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
    "wacht-op-school": ("Wacht op school", Selection((Status.AANVULLING, Status.EVALUATIE))),
    "uitkomst": ("Uitkomst gegeven", Selection(workflow.DECIDED)),
    "afgerond": ("Afgerond", Selection(workflow.CLOSED)),
    "van-mij": ("Van mij", Selection(workflow.OPEN, mine=True)),
}
# what Vandaag is made of; in the list only shown when it is asked for
TODAY = {
    "spoed": ("Spoed en thuiszitters", Selection(workflow.HANDLING, only=narrowing.urgent)),
    "te-laat": ("Termijn voorbij", Selection(workflow.HANDLING, only=narrowing.late)),
    "beantwoord": ("Beantwoord door de school", Selection(workflow.OPEN, only=narrowing.answered)),
    "berichten": ("Nieuwe berichten", Selection(workflow.OPEN, only=narrowing.new_messages)),
    "nieuw": SWV["nieuw"],
    "evaluatie": ("Evaluatie of einde", Selection(workflow.OPEN, only=narrowing.to_evaluate)),
    "opvolgen": ("Door u gekozen", Selection(workflow.OPEN + workflow.CLOSED, only=narrowing.follow_up)),
    "zonder-contact": ("Geen contactpersoon", Selection(workflow.OPEN, only=narrowing.without_contact)),
}

ORDERS = {  # the first one when the address asks for none
    "gewijzigd": ("laatst gewijzigd", NEWEST),
    "termijn": ("termijn", NEAREST),
    "ingediend": ("oudste indiening", OLDEST),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list."""

    toon: str
    sorteer: str = "gewijzigd"
    query: dict[str, str] = field(default_factory=dict)  # the filters

    @property
    def order(self) -> Order:
        return ORDERS[self.sorteer][1]

    def address(self, after: Place | None = None, **changes: str) -> str:
        """Return the address of a page of the list, with these parts changed."""
        asked = replace(self, **changes)
        query = {"toon": asked.toon} | asked.query
        if asked.sorteer != "gewijzigd":
            query["sorteer"] = asked.sorteer
        if after:
            query["na"] = keyset.write(*after)
        return f"{reverse('hulpvragen:list')}?{urlencode(query)}"


def shown(request: HttpRequest, who: Asker, chips: dict, filters: Filters | None = None, query: dict[str, str] | None = None) -> dict:
    """Return the page of the list that the address asks for, with its filters and where to go on."""
    known = chips | TODAY if chips is SWV else chips
    asked = Asked(_one_of(known, request.GET.get("toon")), _sort(request, chips), query or {})
    offered = {key: known[key] for key in (*chips, *([] if asked.toon in chips else [asked.toon]))}
    wanted = {key: replace(selection, filters=filters or Filters()) for key, (_, selection) in offered.items()}
    after = _after(request, asked.order)
    page = lists.page(who, wanted[asked.toon], asked.order, after)
    counts = {key: capped(lists.count(who, selection)) for key, selection in wanted.items()}
    swv = settings.PORTAL_SWV_NAAM
    return {
        "toon": asked.toon,
        "sorteer": asked.sorteer,
        "label": offered[asked.toon][0].format(swv=swv),
        "order_label": ORDERS[asked.sorteer][0],
        "lines": page.lines,
        "counts": counts,
        "chips": [(label.format(swv=swv), asked.address(toon=key), key == asked.toon, counts[key]) for key, (label, _) in offered.items()],
        "term_url": asked.address(sorteer="termijn"),
        "newest_url": asked.address() if after else "",
        "next_url": asked.address(page.following) if page.following else "",
    }


def _one_of(known: dict, key: str | None) -> str:
    return key if key in known else next(iter(known))


def _sort(request: HttpRequest, chips: dict) -> str:
    return _one_of(ORDERS, request.GET.get("sorteer") if chips is SWV else None)


def _after(request: HttpRequest, order: Order) -> Place | None:
    read = keyset.read_day if order is NEAREST else keyset.read
    row = read(request.GET.get("na", ""))
    return Place(*row) if row else None


def capped(count: int) -> str:
    """Write a count that stops at a thousand."""
    return f"{CAP:,}+".replace(",", ".") if count > CAP else str(count)


def address(toon: str, school: uuid.UUID | None = None) -> str:
    """Return the address of the list with one quick filter, perhaps of one school."""
    return Asked(toon, query={"school": str(school)} if school else {}).address()
