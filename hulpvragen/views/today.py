"""Vandaag: what waits for the loket and the consulent, and the way from one to the next."""

import uuid
from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hulpvragen import policy
from hulpvragen.policy import Asker
from hulpvragen.queries import outbox, today, verhuizing
from hulpvragen.queries.lists import NEAREST, OLDEST, Line
from hulpvragen.queries.today import Section
from portal.lib import dates
from portal.lib.errors import NotAllowed
from portal.lib.http import shows

from . import chips
from .tasks import days_left
from .who import asker

NOT_YOURS = "Vandaag is de pagina van het loket en de consulenten."
# what waits elsewhere: heading, how many, the words and the address of a link
Elsewhere = tuple[str, int, str, str]
_elsewhere: list[Callable[[Asker], Elsewhere]] = []
_PAGES = {"berichten": "hulpvragen:berichten"}  # where a section leads to, when not to the hulpvraag itself
DONE = "Alles is bijgewerkt. Er wacht niets meer op u."
_ICONS = {
    "spoed": "let-op", "te-laat": "klok", "beantwoord": "bericht", "berichten": "bericht", "nieuw": "plus-rond", "evaluatie": "vink-rond", "opvolgen": "kalender",
    "zonder-contact": "persoon",
}


def register(provider: Callable[[Asker], Elsewhere]) -> None:
    """Let an app above this one say what waits in it."""
    _elsewhere.append(provider)


@shows("hulpvraag", "card")
@require_safe
def index(request: HttpRequest):
    """Show what waits today, the most urgent first; `van=mij` narrows it to her own."""
    who = _handler(request)
    mine = _mine(request)
    found = today.sections(who, _wanted(mine))
    leavers = today.leavers(who)
    return render(request, "hulpvragen/today.html", {
        "sections": [_shown(who, section, mine) for section in found],
        "leavers": [(one, dates.near(one.post.laatste_dag), days_left(who.day, one.post.laatste_dag)) for one in leavers],
        "elsewhere": [one for one in (_mails(who), _moves(who), *(provider(who) for provider in _elsewhere)) if one[1]],
        "day": who.day,
        "mine": mine,
        "chips": [("Alles", reverse("today"), not mine, None), ("Van mij", f"{reverse('today')}?van=mij", mine, None)],
        "start_url": next_url(mine=mine) if found else "",
    })


def _mails(who: Asker) -> Elsewhere:
    return "E-mail die wacht of niet lukte", outbox.to_do(who), "Naar de e-mailnotificaties", reverse("outbox")


def _moves(who: Asker) -> Elsewhere:
    return "Leerlingen die naar een andere school gaan", verhuizing.count_waiting(who), "Naar de verhuizingen", reverse("hulpvragen:moves")


@shows("hulpvraag", "card")
@require_safe
def following(request: HttpRequest):
    """Go on to the next hulpvraag that waits: the most urgent one, or the one after `na`."""
    who = _handler(request)
    mine = _mine(request)
    found = today.following(who, _wanted(mine).values(), _after(request))
    if found is None:
        messages.success(request, DONE)
        return redirect("today")
    return redirect("hulpvragen:detail", found)


def next_url(after: uuid.UUID | None = None, mine: bool = False) -> str:
    """Return the address that leads to the next one that waits."""
    query = "&".join(filter(None, [f"na={after}" if after else "", "van=mij" if mine else ""]))
    return reverse("today_next") + (f"?{query}" if query else "")


def _handler(request: HttpRequest) -> Asker:
    who = asker(request)
    if not policy.handles(who):
        raise NotAllowed(NOT_YOURS)
    return who


def _mine(request: HttpRequest) -> bool:
    return request.GET.get("van") == "mij"


def _after(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get("na", ""))
    except ValueError:
        return None


def _wanted(mine: bool) -> dict:
    orders = {"nieuw": OLDEST}
    return {key: (replace(selection, mine=mine or selection.mine), orders.get(key, NEAREST)) for key, (_, selection) in chips.TODAY.items()}


def _shown(who: Asker, section: Section, mine: bool) -> dict:
    label, _ = chips.TODAY[section.key]
    return {
        "label": label, "icon": _ICONS[section.key], "count": chips.capped(section.count), "url": chips.address(section.key),
        "more": section.count > len(section.lines), "rows": [_row(who, line, _PAGES.get(section.key, "hulpvragen:detail")) for line in section.lines],
    }


def _row(who: Asker, line: Line, page: str) -> dict:
    h = line.hulpvraag
    last = h.aanvulling_voor or line.term or h.evaluatie_op
    return {
        "line": line, "title": f"{h.get_soort_display()}, {line.vestiging.naam}", "url": reverse(page, args=[h.pk]),
        "due": days_left(who.day, last) if last else "", "due_text": dates.near(last) if last else "",
    }
