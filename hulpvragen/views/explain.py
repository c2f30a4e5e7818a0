"""Who can see a hulpvraag, and why: on a day, by name and fact for staff, by role for a parent and the pupil."""

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.enums import Rol, Zijde
from hulpvragen.enums import GastSoort, Onderdeel
from hulpvragen.forms.explain import DayForm
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.services import explaining, reading
from hulpvragen.services.explaining import Explanation, Group, Looked, Sight
from hulpvragen.services.reading import Opened
from portal.lib import dates, digibord
from portal.lib.http import shows
from portal.lib.text import listed

from .heading import identity
from .who import asker

_A_DAY = 2  # wide in the drawing of how long somebody sees it
_CARD_ONLY = "ziet alleen de kaart"
_AS_IT_STANDS = "Dit is zoals het nu vastligt. Lag het die dag anders vast, dan staat dat erbij."
_STOPPED = "tijdelijk geen toegang"
_SIDES = {Zijde.SCHOOL: "De school", Zijde.GAST: "Genodigden"}
_COUNTED = {  # one, more
    Rol.IB: ("IB'er", "IB'ers"), Rol.CONTACTPERSOON: ("contactpersoon van de school", "contactpersonen van de school"),
    Rol.LOKET: ("medewerker van het loket", "medewerkers van het loket"), Rol.CONSULENT: ("consulent", "consulenten"),
    Rol.PRIVACY_OFFICER: ("privacy officer", "privacy officers"),
}  # fmt: skip


@shows("uitleg", "content")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show who can see a hulpvraag on a day, by which fact and until when; this look is recorded too."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="wie")
    form = DayForm(request.GET if "op" in request.GET else {"op": who.day.strftime("%d-%m-%Y")})
    day = form.cleaned_data["op"] if form.is_valid() else who.day
    told = explaining.explain(by=who, hulpvraag=opened.hulpvraag, day=day)
    return render(request, "hulpvragen/explain.html", identity(who, opened, "guests") | {
        "form": form, "told": told, "width": _x(told, told.window[1]), "day_x": _x(told, told.day), "when": _when(told), "counted": _counted(told), "sides": _sides(told),
        "changes": [(day, f"{reverse('hulpvragen:explain', args=[opened.hulpvraag.pk])}?op={day.isoformat()}") for day in told.changes if day != told.day and not digibord.is_on()],
    }, status=200 if form.is_valid() else 422)


def _when(told: Explanation) -> str:
    return f"Vandaag, {dates.in_full(told.day)}" if told.day == told.today else f"Op {dates.in_full(told.day)}"


def _counted(told: Explanation) -> str:
    """Say how many people read it, how many see the card alone, and what is not known of that day."""
    past = told.day < told.today
    seeing = [one for one in told.people if not one.stopped]
    reading_it, card_only = ([one.reads for one in seeing].count(reads) for reads in (True, False))
    what = "de hulpvraag of een deel ervan" if any(one.reads and one.level != CONTENT for one in seeing) else "de hulpvraag"
    said = [f"{_can(reading_it, past)} {what} lezen."] + ([f"{_can(card_only, past)} alleen de kaart zien."] if card_only else [])
    if told.day != told.today:
        said.append(_AS_IT_STANDS if past else "Dit geldt als er verder niets verandert.")
    return " ".join(said)


def _can(count: int, past: bool) -> str:
    who = "Niemand" if not count else "1 persoon" if count == 1 else f"{count} mensen"
    return f"{who} {('kon' if past else 'kan') if count < 2 else ('konden' if past else 'kunnen')}"


def _sides(told: Explanation) -> list[tuple[str, str, list[dict]]]:
    """Return per side its title and its people; who may not be named is counted with who is alike."""
    sides = []
    for zijde, people in groupby(told.people, key=lambda one: one.zijde):
        rows = [_row(told, alike[0], len(alike)) for alike in _alike(people)]
        sides.append((zijde.value, _SIDES.get(zijde, settings.PORTAL_SWV_NAAM), rows))
    return sides


def _alike(people) -> list[list[Sight]]:
    """Put together those without a name of whom the same is told."""
    together: dict = {}
    for place, one in enumerate(people):
        together.setdefault(place if one.naam else (one.rol, one.eenheid, one.level, one.stopped, one.since, one.until, one.now, one.then), []).append(one)
    return list(together.values())


def _row(told: Explanation, one: Sight, count: int) -> dict:
    role = _role(one.rol, count)
    return {
        "who": one.naam or (f"{count} {role}" if count > 1 else one.rol.label), "role": one.rol.label if one.naam else one.eenheid, "one": one,
        "sees": _STOPPED if one.stopped else _sees(told, one), "why": "" if one.stopped else _why(told, one), "note": _note(one),
        "until": _until(told, one), "bars": _bars(told, one),
    }


def _role(rol: Rol | GastSoort, count: int) -> str:
    if rol in _COUNTED:
        return _COUNTED[rol][count > 1]
    return "genodigden" if count > 1 else "genodigde"


def _sees(told: Explanation, one: Sight) -> str:
    past = told.day < told.today
    if not one.reads:
        return "kon alleen de kaart zien" if past else _CARD_ONLY
    what = listed([Onderdeel(deel).label for deel in one.delen]) if one.delen else "de hulpvraag"
    return f"kon {what} lezen" if past else f"leest {what}"


def _why(told: Explanation, one: Sight) -> str:
    """Say which fact gives it."""
    since = f" sinds {dates.near(one.since)}" if one.since else ""
    if one.ground == "toewijzing":
        return f"Toegewezen{_by(one)} op {dates.near(one.since)}, en {_job(one)}."
    if one.ground == "toegang":
        return f"Uitgenodigd{_by(one)} als {_lower(one.rol.label)}, op {dates.near(one.since)}."
    reads_along = f". {told.school.naam} hoort bij dit wijknetwerk" if one.rol == Rol.CONSULENT and told.school else ""
    return f"{_upper(_job(one))}{since}{reads_along}."


def _by(one: Sight) -> str:
    return f" door {one.door}" if one.door else ""


def _job(one: Sight) -> str:
    if one.rol in (Rol.IB, Rol.CONTACTPERSOON):
        return f"{_lower(one.rol.label).removesuffix(' van de school')} van {one.eenheid}"
    return f"consulent bij {one.eenheid}" if one.rol == Rol.CONSULENT else f"{_lower(one.rol.label)} van {settings.PORTAL_SWV_NAAM}"


def _lower(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _note(one: Sight) -> str:
    """Say what was otherwise on record on that day."""
    if one.recorded_later:
        when = f"Pas op {dates.moment(one.changed_at)} vastgelegd" if one.changed_at else "Pas later vastgelegd"
        return f"{when}: die dag zelf {'was alleen de kaart te zien' if one.then else 'was er geen toegang'}."
    if one.corrected:
        when = f"Op {dates.moment(one.changed_at)} gecorrigeerd" if one.changed_at else "Later gecorrigeerd"
        return f"Lag die dag zo vast. {when}: zoals het nu vastligt, {'was alleen de kaart te zien' if one.now else 'was er geen toegang'}."
    return ""


def _until(told: Explanation, one: Sight) -> str:
    if one.stopped or not one.now:
        return ""
    if _by_age(one) and (digibord.is_on() or not one.until):  # the last day tells the birthday
        return "Zolang de leeftijd van de leerling dat toelaat" if one.until or one.rol == GastSoort.OUDER else "Geen einde gepland"
    return f"Tot en met {dates.near(one.until)}" if one.until else "Geen einde gepland"


def _by_age(one: Sight) -> bool:
    """Tell whether a birthday of the pupil may begin or end it."""
    return one.rol in (GastSoort.OUDER, GastSoort.LEERLING16)


def _x(told: Explanation, day: dt.date) -> int:
    return _A_DAY * (day - told.window[0]).days


def _bars(told: Explanation, one: Sight) -> list[dict]:
    if _by_age(one) and digibord.is_on():
        return []
    return [{"x": _x(told, run.begin), "width": _A_DAY * (run.end - run.begin).days, "look": run.level} for run in one.runs]


# ---- for a parent and the pupil


def for_guest(who: Asker, opened: Opened) -> dict:
    """Return what _explain_guest.html shows on the reading view of a parent or the pupil: roles and days, and no name."""
    if who.zijde != Zijde.GAST:
        return {}
    groups = explaining.explain_roles(by=who, hulpvraag=opened.hulpvraag)
    if not groups:
        return {}
    return {"groups": _groups(groups), "looks": _looks(explaining.looked(by=who, hulpvraag=opened.hulpvraag))}


def _groups(groups: list[Group]) -> list[tuple[str, str]]:
    """Return (how many of which role, what they see)."""
    shown = []
    for group in groups:
        if group.zijde != Zijde.GAST:
            place = f" van {group.eenheid}" if group.rol in (Rol.IB, Rol.LOKET) else f" ({group.eenheid})" if group.rol == Rol.CONSULENT else ""
            shown.append((f"{group.count} {_role(group.rol, group.count)}{place}", "" if group.level == CONTENT else _CARD_ONLY))
    guests = sum(group.count for group in groups if group.zijde == Zijde.GAST)
    return [*shown, (f"{guests} {_role(GastSoort.ANDERE, guests)}", "u bent er een van" if guests > 1 else "dat bent u")]


def _looks(looks: list[Looked]) -> list[tuple]:
    """Return (day, by which roles) with the newest first."""
    return [(day, listed(dict.fromkeys(_looker(look) for look in of_day))) for day, of_day in groupby(looks, key=lambda look: look.day)]


def _looker(look: Looked) -> str:
    if look.own:
        return "u zelf"
    if look.zijde == Zijde.GAST:
        return "een genodigde"
    if look.rol not in Rol.values:
        return "de school" if look.zijde == Zijde.SCHOOL else settings.PORTAL_SWV_NAAM
    return {Rol.IB: "een IB'er van de school", Rol.LOKET: f"het loket van {settings.PORTAL_SWV_NAAM}"}.get(Rol(look.rol), f"een {_lower(Rol(look.rol).label)}")
