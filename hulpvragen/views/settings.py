"""Settings of the SWV: an index of the pages, who handles by default, and the school holidays."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol
from accounts.policy import people_with
from hulpvragen import policy
from hulpvragen.forms.defaults import VasteConsulentForm
from hulpvragen.forms.holidays import VakantieForm
from hulpvragen.models import Schoolvakantie
from hulpvragen.queries import defaults
from hulpvragen.queries import settings as set_now
from hulpvragen.services import settings as service
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import does, keeps_typed, shows, typed

from .who import asker


@dataclass(frozen=True)
class Setting:
    """One page of settings in the index."""

    title: str
    url: str
    text: str


PAGES = (
    Setting("Soorten en vragen", "settings:soorten", "Wat de school invult, welke documenten erbij horen en wanneer het antwoord er is."),
    Setting("Vaste consulent", "settings:defaults", "Wie nieuwe hulpvragen van een school of wijknetwerk behandelt."),
    Setting("Schoolvakanties", "settings:holidays", "Welke dagen niet meetellen voor een termijn."),
)


@shows("schoolvakantie", "content")
@require_safe
def index(request: HttpRequest):
    """List the pages of settings."""
    policy.require_sets(asker(request))
    return render(request, "hulpvragen/settings/index.html", {"pages": PAGES})


@keeps_typed
@does("schoolvakantie", "set_schoolvakantie")
@require_http_methods(["GET", "HEAD", "POST"])
def holidays(request: HttpRequest):
    """Show the holidays and how terms are counted with them; add one."""
    who = asker(request)
    policy.require_sets(who)
    if request.method != "POST":
        return _holidays_page(request, VakantieForm(typed(request)))
    form = VakantieForm(request.POST)
    if not form.is_valid():
        return _holidays_page(request, form, status=422)
    try:
        service.add_holiday(by=who, **_asked(form))
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _holidays_page(request, form, status=422)
    messages.success(request, "De vakantie is toegevoegd.")
    return redirect("settings:holidays")


@keeps_typed
@does("schoolvakantie", "set_schoolvakantie")
@require_http_methods(["GET", "HEAD", "POST"])
def holiday(request: HttpRequest, pk):
    """Change one holiday."""
    who = asker(request)
    policy.require_sets(who)
    found = next((one for one in set_now.holidays() if one.pk == pk), None)
    if found is None:
        raise Http404
    if request.method != "POST":
        first, last = service.days(found)
        stands = {"naam": found.naam, "eerste": first, "laatste": last, "known_as": service.as_shown(found)}
        return _holiday_page(request, found, VakantieForm(typed(request), initial=stands))
    form = VakantieForm(request.POST)
    if not form.is_valid():
        return _holiday_page(request, found, form, status=422)
    try:
        service.change_holiday(by=who, holiday_id=pk, known_as=form.cleaned_data["known_as"], **_asked(form))
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _holiday_page(request, found, form, status=422)
    except Conflict as conflict:
        form.changed_meanwhile(conflict, service.as_shown(found))
        return _holiday_page(request, found, form, status=409)
    messages.success(request, "De vakantie is gewijzigd.")
    return redirect("settings:holidays")


@does("schoolvakantie", "set_schoolvakantie")
@require_POST
def remove_holiday(request: HttpRequest, pk):
    """Remove one holiday."""
    service.remove_holiday(by=asker(request), holiday_id=pk)
    messages.success(request, "De vakantie is verwijderd.")
    return redirect("settings:holidays")


def _asked(form: VakantieForm) -> dict:
    return {name: form.cleaned_data[name] for name in ("naam", "eerste", "laatste")}


def _holidays_page(request: HttpRequest, form: VakantieForm, status: int = 200):
    who = asker(request)
    shown = [(one, *service.days(one)) for one in set_now.holidays()]
    return render(request, "hulpvragen/settings/holidays.html", {
        "form": form, "coming": [line for line in shown if line[2] >= who.day], "past": [line for line in shown if line[2] < who.day],
        "terms": set_now.terms(who), "today": who.day,
    }, status=status)


def _holiday_page(request: HttpRequest, found: Schoolvakantie, form: VakantieForm, status: int = 200):
    return render(request, "hulpvragen/settings/holiday.html", {"form": form, "holiday": found}, status=status)


@shows("vaste_consulent", "content")
@require_safe
def default_handlers(request: HttpRequest):
    """Show per wijknetwerk and school who handles by default, and what is wrong with it."""
    who = asker(request)
    policy.require_sets(who)
    groups = defaults.groups(who)
    problems = [one for group in groups for one in ([group.wijk] if group.wijk else []) + group.schools if one.dead]
    return render(request, "hulpvragen/settings/defaults.html", {"groups": groups, "problems": problems})


@keeps_typed
@does("vaste_consulent", "set_vaste_consulent")
@require_http_methods(["GET", "HEAD", "POST"])
def default_handler(request: HttpRequest, pk):
    """Choose who handles by default at one school, or for the schools of one wijknetwerk."""
    who = asker(request)
    policy.require_sets(who)
    found = defaults.of_place(who, pk)
    if found is None:
        raise Http404
    people = people_with(Rol.LOKET, Rol.CONSULENT)
    if request.method != "POST":
        initial = {"user_id": found[0].now.pk if found[0].now else "", "vanaf": who.day, "known_as": service.told(found[0])}
        return _default_page(request, found, VasteConsulentForm(typed(request), initial=initial, people=people))
    form = VasteConsulentForm(request.POST, people=people)
    if not form.is_valid():
        return _default_page(request, found, form, status=422)
    asked = {"vanaf": form.cleaned_data["vanaf"], "known_as": form.cleaned_data["known_as"]}
    try:
        service.set_default(by=who, place_id=pk, user_id=form.chosen, **asked)
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return _default_page(request, found, form, status=422)
    except Conflict as conflict:
        form.changed_meanwhile(conflict, service.told(found[0]))
        return _default_page(request, found, form, status=409)
    messages.success(request, f"De vaste consulent van {found[0].place.naam} is opgeslagen.")
    return redirect("settings:defaults")


def _default_page(request: HttpRequest, found, form: VasteConsulentForm, status: int = 200):
    default, schools = found
    return render(request, "hulpvragen/settings/default.html", {
        "form": form, "default": default, "told": service.told(default),
        "follow": [one.place for one in schools if not one.own], "apart": [one for one in schools if one.own],
    }, status=status)
