"""The list: what must I do, and where is everything. A school and the SWV each see their own."""

from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.enums import Rol, Zijde
from hulpvragen import policy
from hulpvragen.policy import Asker
from hulpvragen.queries import lists, people
from hulpvragen.queries.lists import Line
from portal.lib import dates
from portal.lib.errors import NotAllowed
from portal.lib.http import shows

from . import chips
from .persons import schools_with_people
from .tasks import TASKS, tasks_for
from .who import asker

NO_LIST = "Bij uw rol horen geen hulpvragen."


@shows("hulpvraag", "card")
@require_safe
def index(request: HttpRequest):
    """Show the list of this person's side; empty when she holds no post today."""
    who = asker(request)
    if not who.posts:
        return render(request, "hulpvragen/list_none.html")
    if not policy.sees_list(who):
        raise NotAllowed(NO_LIST)
    if who.zijde == Zijde.SWV:
        return render(request, "hulpvragen/list_swv.html", _swv(request, who))
    return render(request, "hulpvragen/list_school.html", _school(request, who))


def _school(request: HttpRequest, who: Asker) -> dict:
    is_ib = who.has(Rol.IB)  # a contactpersoon who is no IB'er has cards: no pupil, nothing to do
    shown = chips.shown(request, who, chips.SCHOOL if is_ib else chips.CARDS)
    year = dates.school_year(who.day)
    tasks = tasks_for(who) if is_ib else []
    return shown | {
        "is_ib": is_ib,
        "tasks": tasks,
        "tasks_count": shown["counts"]["aan-zet"],
        "all_tasks_url": chips.address("aan-zet") if len(tasks) == TASKS else "",
        "rows": _rows(who, shown["lines"], {} if is_ib else _mailed(who, shown["lines"])),
        "schools": ", ".join(dict.fromkeys(post.eenheid.naam for post in who.posts)),
        "school_year": f"{year}-{year + 1}",
        "people": schools_with_people(who),
    }


def _swv(request: HttpRequest, who: Asker) -> dict:
    asked, schools = chips.school_asked(request), lists.schools_to_choose(who)
    shown = chips.shown(request, who, chips.SWV, asked)
    return shown | {
        "rows": _rows(who, shown["lines"], {}),
        "schools": schools,
        "school": next((one for one in schools if one.pk == asked), None),
        "is_handler": who.has(Rol.LOKET, Rol.CONSULENT),  # else cards: the privacy officer
    }


def _rows(who: Asker, lines: list[Line], contacts: dict) -> list[dict]:
    """Return what the table prints of each line; amber only for who can act."""
    return [
        {
            "h": line.hulpvraag, "line": line, "contact": contacts.get(line.hulpvraag.pk, ""),
            "mine": line.leerling is not None and line.party.value == who.zijde,
            "late": line.term is not None and line.term < who.day,
        }
        for line in lines
    ]


def _mailed(who: Asker, lines: list[Line]) -> dict:
    """Return per hulpvraag who gets its mail today: the valid contacts, else the other IB'ers of the school."""
    at_work = [one for one in people.ib_at(who, [line.vestiging.pk for line in lines]) if not (one.starts or one.stopped)]
    chosen = people.chosen_contacts(who, [line.hulpvraag.pk for line in lines])
    named = {}
    for line in lines:
        here = [one.user for one in at_work if one.vestiging_id == line.vestiging.pk]
        picked = [user for user in here if user.pk in chosen.get(line.hulpvraag.pk, ())]
        named[line.hulpvraag.pk] = ", ".join(user.naam for user in picked or here)
    return named
