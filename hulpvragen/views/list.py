"""The list: what must I do, and where is everything. A school and the SWV each see their own."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Rol, Zijde
from accounts.policy import people_with, sides_today
from hulpvragen import policy
from hulpvragen.forms.assigning import ToewijsForm
from hulpvragen.forms.lists import FilterForm, ZoekForm
from hulpvragen.policy import Asker
from hulpvragen.queries import handover, lists, people, verhuizing
from hulpvragen.queries.lists import Line
from portal.lib import dates
from portal.lib.errors import NotAllowed
from portal.lib.http import shows

from . import chips, keyset
from .persons import schools_with_people
from .tasks import TASKS, news_for, tasks_for
from .who import asker

NO_LIST = "Bij uw rol horen geen hulpvragen."


@shows("hulpvraag", "card")
@require_safe
def index(request: HttpRequest):
    """Show the list of this person's side; empty when she holds no post today."""
    who = asker(request)
    if who.zijde == Zijde.GAST:
        return redirect("shared")
    if who.zijde is None and sides_today(who.user):  # she logged in before her first day, or while she was stopped
        return redirect("accounts:choose_side")
    if not who.posts:
        return render(request, "hulpvragen/list_none.html")
    if not policy.sees_list(who):
        raise NotAllowed(NO_LIST)
    if who.zijde == Zijde.SWV:
        context = _swv(request, who)
        return render(request, "hulpvragen/list_swv.html", context, status=422 if context["form"].errors else 200)
    return render(request, "hulpvragen/list_school.html", _school(request, who))


@shows("hulpvraag", "card")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest):
    """Search all that she may see. Posted, page after page: a name comes in no address."""
    who = asker(request)
    if not policy.sees_list(who):
        raise NotAllowed(NO_LIST)
    form = ZoekForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "zoek": form, "list_name": _list_name(who), "reads_names": _reads_names(who), "is_school": who.zijde == Zijde.SCHOOL}
    if not form.is_bound or not form.is_valid():
        return render(request, "hulpvragen/search.html", context, status=422 if form.is_bound else 200)
    row = keyset.read(form.cleaned_data["na"])
    page = lists.search(who, form.cleaned_data["q"].split(), lists.Place(*row) if row else None)
    return render(request, "hulpvragen/search.html", context | {
        "rows": _rows(who, page.lines, {} if _reads_names(who) else _mailed(who, page.lines)),
        "q": form.cleaned_data["q"], "searched": True, "later": bool(row),
        "following": keyset.write(*page.following) if page.following else "",
    })


def _list_name(who: Asker) -> str:
    return "Mijn hulpvragen" if who.zijde == Zijde.SCHOOL else "Hulpvragen"


def _reads_names(who: Asker) -> bool:
    """Return whether her posts show pupils at all."""
    return who.has(Rol.IB, Rol.LOKET, Rol.CONSULENT)


def _school(request: HttpRequest, who: Asker) -> dict:
    is_ib = who.has(Rol.IB)  # a contactpersoon who is no IB'er has cards: no pupil, nothing to do
    shown = chips.shown(request, who, chips.SCHOOL if is_ib else chips.CARDS)
    year = dates.school_year(who.day)
    tasks = tasks_for(who) if is_ib else []
    return shown | {
        "is_ib": is_ib,
        "tasks": tasks,
        "news": news_for(who) if is_ib else [],
        "tasks_count": shown["counts"]["aan-zet"],
        "all_tasks_url": chips.address("aan-zet") if len(tasks) == TASKS else "",
        "rows": _rows(who, shown["lines"], {} if is_ib else _mailed(who, shown["lines"])),
        "schools": ", ".join(dict.fromkeys(post.eenheid.naam for post in who.posts)),
        "school_year": f"{year}-{year + 1}",
        "people": schools_with_people(who),
        "overdracht": handover.latest(who),
        "arrived": verhuizing.arrived(who),
        "zoek": ZoekForm(),
        "reads_names": is_ib,
    }


def _swv(request: HttpRequest, who: Asker) -> dict:
    handlers = people_with(Rol.LOKET, Rol.CONSULENT)
    form = FilterForm(request.GET, schools=lists.schools_to_choose(who), wijken=lists.wijken_to_choose(who), handlers=handlers)
    shown = chips.shown(request, who, chips.SWV, form.filters, form.query)
    return shown | {
        "rows": _rows(who, shown["lines"], {}),
        "form": form,
        "zoek": ZoekForm(),
        "reads_names": _reads_names(who),
        "is_handler": who.has(Rol.LOKET, Rol.CONSULENT),  # else cards: the privacy officer
        "picks": _pick_form(who, handlers),
        "clear_url": chips.address(shown["toon"]) if form.query else "",
    }


def _pick_form(who: Asker, handlers: list) -> ToewijsForm | None:
    """Return the form above the table of who may assign."""
    return ToewijsForm(people=handlers, auto_id="pick_%s") if policy.assigns(who) else None


def _rows(who: Asker, lines: list[Line], contacts: dict) -> list[dict]:
    """Return what the table prints of each line; amber only for who can act."""
    return [
        {
            "h": line.hulpvraag, "line": line, "contact": contacts.get(line.hulpvraag.pk, ""),
            "mine": line.readable and line.party.value == who.zijde,
            "late": _late(who, line),
        }
        for line in lines
    ]


def _late(who: Asker, line: Line) -> str:
    """Say that a day has passed: of the answer that the school owes, or of the term."""
    h = line.hulpvraag
    if h.aanvulling_voor:
        return "aanvulling verstreken" if h.aanvulling_voor < who.day else ""
    return "termijn voorbij" if line.term and line.term < who.day else ""


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
