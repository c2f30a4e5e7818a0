"""Wijziging doorgeven: first what changes, where needed at which school, then one page."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from accounts.enums import Zijde
from accounts.models import Vestiging
from hulpvragen.policy import Asker
from hulpvragen.views.who import asker
from mutaties import policy
from mutaties.enums import AWAY, LEAVING, Action, Soort, Status
from mutaties.forms.reporting import MedewerkerForm, SchoolForm, WijzigingForm
from mutaties.models import Mutatie
from mutaties.queries import candidates
from mutaties.services import reporting
from mutaties.services.reporting import Change, Nieuw
from portal.lib import dates
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, typed

KINDS = {
    Soort.VERTREK: ("Iemand vertrekt", "Een IB'er of de contactpersoon van de school stopt, of gaat naar een andere school."),
    Soort.WISSEL: ("Iemand vertrekt en een ander neemt het over", "U weet al wie het overneemt."),
    Soort.NIEUW: ("Er komt iemand bij", "Een nieuwe IB'er of contactpersoon van de school."),
    Soort.AFWEZIG: ("Iemand is lang afwezig", "Bijvoorbeeld door ziekte of verlof, met of zonder vervanger."),
    Soort.ROL: ("Iemand krijgt een andere rol", "Een IB'er wordt contactpersoon van de school, of andersom."),
}
STAFF = ("Iemand van het samenwerkingsverband vertrekt of is lang afwezig", "Een consulent, iemand van het loket of een andere medewerker.")
# what happens now, after the report; the school is told so
_NEXT = {
    Status.GEMELD: "{swv} controleert eerst bij de school of de wijziging klopt.",
    Status.OVERDRACHT: "Kies nu wie de open hulpvragen overneemt.",
    Status.OPVOLGER_CP: "Het bestuur wijst een nieuwe contactpersoon aan.",
    Status.START_BEVESTIGEN: "De contactpersoon van de andere school bevestigt nu de eerste dag daar.",
    Status.TE_ACCORDEREN: "{swv} kijkt de wijziging na en keurt haar goed.",
}


@keeps_typed
@does("mutatie", "report")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest):
    """Ask what changes, at which school as far as there is a choice, and then who and when."""
    who = asker(request)
    schools = candidates.schools_of(who)
    if not schools:
        raise NotAllowed(policy.OTHER_REPORT)
    _corrected(request, who)
    soort = next((soort for soort in Soort if soort == request.GET.get("soort")), None)
    if soort is None:
        kinds = [soort for soort in KINDS if not (soort == Soort.NIEUW and request.GET.get("persoon"))]
        choices = [(_onward(request, soort=soort), *KINDS[soort]) for soort in kinds]
        if policy.reports_staff(who) and not request.GET.get("persoon"):
            choices.append((reverse("mutaties:new_staff"), *STAFF))
        return render(request, "mutaties/new_soort.html", _around(request, who) | {"choices": choices})
    asked = request.GET.get("school")
    if len(schools) > 1 and not asked:
        kept = {name: request.GET[name] for name in ("soort", "persoon", "corrigeert") if name in request.GET}
        form = SchoolForm(request.GET if asked is not None else None, schools=schools)
        return render(request, "mutaties/new_school.html", _around(request, who) | {"form": form, "kept": kept}, status=422 if form.errors else 200)
    school = next((one for one in schools if one.code == asked), None) if asked else schools[0]
    if school is None:
        raise NotAllowed(policy.OTHER_REPORT)
    return _report(request, who, soort, school)


@keeps_typed
@does("mutatie", "report")
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest):
    """Let the desk report that somebody of the SWV leaves or is away: her access ends on its day by the same road."""
    who = asker(request)
    if not policy.reports_staff(who):
        raise NotAllowed(policy.OTHER_REPORT)
    posts = candidates.staff_posts(who)
    form = MedewerkerForm(typed(request), posts=posts, units=candidates.names_of({one.vestiging_id for one in posts}), initial={"key": uuid.uuid4()})
    if form.is_valid():
        try:
            made = reporting.report(by=who, key=form.cleaned_data["key"] or uuid.uuid4(), change=Change(**form.values))
        except Invalid as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        else:
            messages.success(request, _said(who, made))
            return redirect("mutaties:detail", made.pk)
    return render(request, "mutaties/new_staff.html", _around(request, who) | {"form": form}, status=422 if form.errors else 200)


def _corrected(request: HttpRequest, who: Asker) -> Mutatie | None:
    """Return the mutatie that this one corrects, when the link named one; 404 or 403 for one that she may not correct."""
    asked = request.GET.get("corrigeert")
    if not asked:
        return None
    try:
        mutatie = policy.visible_to(who).filter(pk=uuid.UUID(asked)).first()
    except ValueError:
        mutatie = None
    if mutatie is None:
        raise Http404
    policy.require(who, Action.CORRECT, mutatie)
    return mutatie


def _onward(request: HttpRequest, **chosen) -> str:
    """Return the address of the next page: what was chosen so far."""
    kept = {name: request.GET[name] for name in ("school", "persoon", "corrigeert") if request.GET.get(name)}
    return f"?{urlencode(chosen | kept)}"


def _around(request: HttpRequest, who: Asker) -> dict:
    """Return where she came from: the page of the school, or the list."""
    code = request.GET.get("school", "")
    if code and code in {one.code for one in candidates.schools_of(who)}:
        return {"back": ("Terug naar de school", reverse("accounts:school", args=[code]))}
    return {"back": ("Personele mutaties" if who.zijde == Zijde.SWV else "Wijzigingen van personeel", reverse("mutaties:list"))}


def _report(request: HttpRequest, who: Asker, soort: Soort, school: Vestiging):
    posts, corrects = candidates.posts_at(who, school), _corrected(request, who)
    form = WijzigingForm(
        typed(request), soort=soort, posts=posts, schools=candidates.other_schools(school) if soort in LEAVING else [],
        initial={"key": uuid.uuid4(), "persoon": _picked(request, posts)},
    )
    if form.is_valid():
        values = form.values
        change = Change(soort=soort, eenheid_id=school.pk, **values | {"nieuw": Nieuw(**values["nieuw"])})
        try:
            made = reporting.report(by=who, key=form.cleaned_data["key"] or uuid.uuid4(), change=change, corrigeert=corrects)
        except Invalid as fault:
            form.refuse(fault)
        else:
            messages.success(request, _said(who, made))
            return redirect("mutaties:detail", made.pk)
    return render(request, "mutaties/new.html", _around(request, who) | {
        "corrects": corrects, "form": form, "title": KINDS[soort][0], "school": school, "is_empty": soort != Soort.NIEUW and not posts,
        "kinds_url": reverse("mutaties:new") + _onward(request),
    }, status=422 if form.errors else 200)


def _picked(request: HttpRequest, posts: list) -> str:
    """Return the post that the link named: of a person, or of a person and role."""
    asked = request.GET.get("persoon", "")
    values = [f"{one.user.pk}_{one.rol}" for one in posts]
    return next((value for value in values if asked and asked in (value, value.partition("_")[0])), "")


def _said(who: Asker, mutatie: Mutatie) -> str:
    """Say that it is passed on, what is recorded already and what waits."""
    recorded = ""
    if mutatie.soort in AWAY:
        recorded = f" De laatste dag met toegang staat nu vast: {dates.near(mutatie.laatste_dag)}."
    waits = " Nieuwe toegang wacht op goedkeuring." if mutatie.gives else ""
    return f"Doorgegeven ({mutatie.nummer}).{recorded}{waits} {_NEXT[Status(mutatie.status)].format(swv=settings.PORTAL_SWV_NAAM)}"
