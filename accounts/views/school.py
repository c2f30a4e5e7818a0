"""The page of one school: how to reach it, who works there, what is missing. The beheerder sets its telephone."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import Rol, Zijde
from accounts.forms.schools import TelefoonForm
from accounts.models import Vestiging
from accounts.policy import accounts_visible_to, has_role, reports_changes, schools_reported_by, schools_visible_to, stoppable_by
from accounts.queries import catalogue as schools_read
from accounts.queries import school as read
from accounts.queries.people import Colleague
from accounts.queries.school import Gap
from accounts.services import places
from accounts.services.catalogue import differences
from portal.lib import dates
from portal.lib.errors import Conflict
from portal.lib.http import PortalRequest, does, keeps_typed, shows, typed

from .persons import people_rows
from .schools import read_code

# what it means when nobody has the role
WITHOUT = {
    Rol.IB: "Zolang er geen IB'er is, kan de school geen hulpvraag indienen. E-mails over hulpvragen wachten.",
    Rol.CONTACTPERSOON: "Zolang er geen contactpersoon is, weten we niet wie wijzigingen van de school mag doorgeven.",
}


@dataclass(frozen=True)
class Missing:
    """Something to act on: what it is, what it means, and perhaps where to mend it."""

    what: str
    text: str
    action: str = ""
    url: str = ""


def school_or_404(request: PortalRequest, code: str) -> Vestiging:
    """Return a school that she may see; another one is as unknown as one that is not there."""
    school = schools_read.school_for(request.user, request.zijde, read_code(code))
    if school is None:
        raise Http404
    return school


@shows("vestiging", "card")
@require_safe
def school(request: PortalRequest, code: str):
    return _page(request, school_or_404(request, code))


def _page(request: PortalRequest, school: Vestiging):
    people = read.people_of(request.user, school)
    manages = has_role(request.user, request.zijde, Rol.BEHEERDER)
    listed = schools_read.in_register(school)
    context = {
        "school": school,
        "register": listed,
        "differs": differences(school, listed) if manages and listed else [],
        "people": people_rows(request, people),
        "consulenten": people_rows(request, read.consulenten_of(request.user, request.zijde, school)),
        "missing": _missing(request, school, people, manages),
        "manages": manages,
        "confirms_number": school.telefoon_door_id not in (None, request.user.pk) and places.confirms_numbers(request.user, request.zijde),
        "reports_data": schools_reported_by(request.user, request.zijde).filter(pk=school.pk).exists(),
        "is_swv": request.zijde == Zijde.SWV,
        "report": school.code if reports_changes(request.user, request.zijde) else "",
        "stops_people": stoppable_by(request.user, request.zijde) is not None,
        "links_to_accounts": accounts_visible_to(request.user, request.zijde) is not None,
        "has_list": request.zijde == Zijde.SWV or schools_visible_to(request.user, request.zijde).count() > 1,
    }
    return render(request, "accounts/school.html", context)


def _missing(request: PortalRequest, school: Vestiging, people: list[Colleague], manages: bool) -> list[Missing]:
    if school.gesloten_per:
        return [_closed(school)]
    found = [_of_role(request.zijde, gap) for gap in read.gaps(people)]
    if not school.telefoon:
        change = ("Telefoon invullen", reverse("accounts:school_phone", args=[school.code])) if manages else ("", "")
        found.append(Missing("Het telefoonnummer ontbreekt.", "We kunnen de school dan niet terugbellen.", *change))
    elif school.telefoon_door_id and request.zijde == Zijde.SWV:
        found.append(Missing("Het telefoonnummer is nog niet bevestigd.", "Een collega vulde het in. We bellen er pas op terug als iemand anders het heeft bevestigd."))
    if school.wijknetwerk_nu_id is None and request.zijde == Zijde.SWV:
        change = ("Wijknetwerk kiezen", reverse("school_wijknetwerk", args=[school.code])) if manages else ("", "")
        found.append(Missing("De school heeft geen wijknetwerk.", "Geen consulent leest mee, behalve bij wat aan haar is toegewezen.", *change))
    return found


def _closed(school: Vestiging) -> Missing:
    whither = f" De hulpvragen gaan naar {school.gaat_naar.naam}." if school.gaat_naar else ""
    if school.is_gesloten:
        return Missing(f"Deze school is gesloten sinds {dates.in_full(school.gesloten_per)}.", whither.replace("gaan", "gingen"))
    text = f"{whither} Alle aanstellingen eindigen de dag ervoor. Dien een concept eerder in of verwijder het: daarna kan niemand het nog openen."
    return Missing(f"Deze school sluit op {dates.in_full(school.gesloten_per)}.", text)


def _of_role(zijde: str | None, gap: Gap) -> Missing:
    label = {Rol.IB: "IB'er", Rol.CONTACTPERSOON: "contactpersoon van de school"}[gap.rol]
    what = f"Er is nu geen {label}." if gap.after is None else f"Na {dates.near(gap.after)} is er geen {label} meer."
    starts = f" {gap.starts.user.naam} start op {dates.near(gap.starts.begin)}." if gap.starts else ""
    whom = "Vraag de school" if zijde == Zijde.SWV else "Geef door"
    return Missing(what, f"{WITHOUT[gap.rol] if gap.after is None else ''}{starts} {whom} wie het wordt.".strip())


@keeps_typed
@does("vestiging", "edit_place")
@require_http_methods(["GET", "POST"])
def phone(request: PortalRequest, code: str):
    """Let the beheerder set the telephone number of a school."""
    school = school_or_404(request, code)
    places.require_beheerder(request.user, request.zijde)
    form = TelefoonForm(typed(request), initial={"telefoon": school.telefoon, "known_as": school.telefoon})
    if request.method == "GET":
        return _phone_page(request, school, form)
    if not form.is_valid():
        return _phone_page(request, school, form, status=422)
    try:
        places.set_phone(by=request.user, zijde=request.zijde, vestiging_id=school.pk, **form.cleaned_data)
    except Conflict as conflict:  # she sees the other number above hers
        messages.warning(request, conflict.message)
        school = school_or_404(request, code)
        return _phone_page(request, school, _phone_form(school, form.cleaned_data["telefoon"]), status=409)
    messages.success(request, "Het telefoonnummer is opgeslagen.")
    return redirect("accounts:school", code=school.code)


@does("vestiging", "confirm_number")
@require_POST
def confirm_phone(request: PortalRequest, code: str):
    """Let somebody else say that a number that was filled in by hand is the school's own."""
    school = school_or_404(request, code)
    try:
        places.confirm_phone(by=request.user, zijde=request.zijde, vestiging_id=school.pk, telefoon=request.POST.get("telefoon", ""))
    except Conflict as conflict:
        messages.warning(request, conflict.message)
    else:
        messages.success(request, "Het telefoonnummer is bevestigd.")
    return redirect("accounts:school", code=school.code)


def _phone_form(school: Vestiging, number: str) -> TelefoonForm:
    return TelefoonForm(initial={"telefoon": number, "known_as": school.telefoon})


def _phone_page(request: PortalRequest, school: Vestiging, form: TelefoonForm, status: int = 200):
    context = {"form": form, "school": school, "register": schools_read.in_register(school)}
    return render(request, "accounts/school_phone.html", context, status=status)
