"""Another wijknetwerk for a school. It decides which consulenten read along, so that is shown before it is saved."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms.schools import NO_WIJK, WijknetwerkForm
from accounts.models import Vestiging, Wijknetwerk
from accounts.queries import catalogue
from accounts.services import places
from accounts.views.school import school_or_404
from hulpvragen.queries import sight
from hulpvragen.queries.sight import Change
from portal.lib.crypto import fingerprint
from portal.lib.errors import Conflict, Invalid
from portal.lib.http import does, keeps_typed, typed

from .who import asker

COUNTED_ANEW = "De aantallen zijn intussen veranderd. Kijk ze nog een keer na. Er is nog niets opgeslagen."


@keeps_typed
@does("vestiging", "edit_place")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str):
    """Choose, look at who loses and who gains sight, and save."""
    school = school_or_404(request, code)
    places.require_beheerder(request.user, request.zijde)
    wijken = catalogue.wijknetwerken_for(request.user, request.zijde)
    form = WijknetwerkForm(typed(request), initial=_as_it_is(school), wijken=wijken)
    if request.method == "GET":
        return _choose(request, school, form)
    if not form.is_valid():
        return _choose(request, school, form, 422)
    wanted = next((wijk for wijk in wijken if str(wijk.pk) == form.cleaned_data["wijknetwerk"]), None)
    if form.cleaned_data["known_as"] != _key(school.wijknetwerk_nu):  # she chooses anew, beside what it is now
        messages.warning(request, places.CHANGED_MEANWHILE)
        return _choose(request, school, WijknetwerkForm(initial=_as_it_is(school), wijken=wijken), 409)
    if _key(wanted) == _key(school.wijknetwerk_nu):
        messages.info(request, "De school lag al in dit wijknetwerk. Er is niets gewijzigd.")
        return redirect("accounts:school", code=school.code)
    return _check_or_save(request, school, wanted, request.POST.get("shown", ""))


def _check_or_save(request: HttpRequest, school: Vestiging, wanted: Wijknetwerk | None, shown: str):
    changes = sight.of_other_wijk(asker(request), school.pk, wanted and wanted.pk)
    counted = fingerprint("wijk-preview", "|".join(f"{one.user.pk}:{one.now}:{one.then}" for one in changes))
    if shown != counted:
        if shown:
            messages.warning(request, COUNTED_ANEW)
        return _check(request, school, wanted, changes, counted, 409 if shown else 200)
    try:
        places.set_wijknetwerk(
            by=request.user, zijde=request.zijde, vestiging_id=school.pk, wijknetwerk_id=wanted and wanted.pk,
            known_as=school.wijknetwerk_nu_id,
            detail={"lost": sum(one.lost for one in changes), "gained": sum(one.gained for one in changes)},
        )  # fmt: skip
    except (Conflict, Invalid) as fault:
        messages.warning(request, fault.message)
        return redirect("school_wijknetwerk", code=school.code)
    messages.success(request, f"De school ligt nu in wijknetwerk {wanted.naam}." if wanted else "De school ligt nu in geen wijknetwerk.")
    return redirect("accounts:school", code=school.code)


def _key(wijk: Wijknetwerk | None) -> str:
    return str(wijk.pk) if wijk else NO_WIJK


def _as_it_is(school: Vestiging) -> dict:
    return {"wijknetwerk": _key(school.wijknetwerk_nu), "known_as": _key(school.wijknetwerk_nu)}


def _choose(request: HttpRequest, school: Vestiging, form: WijknetwerkForm, status: int = 200):
    return render(request, "hulpvragen/wijknetwerk.html", {"form": form, "school": school}, status=status)


def _check(request: HttpRequest, school: Vestiging, wanted: Wijknetwerk | None, changes: list[Change], counted: str, status: int):
    context = {
        "school": school,
        "wanted": wanted,
        "lost": [one for one in changes if one.lost],
        "gained": [one for one in changes if one.gained],
        "same": [one for one in changes if not (one.lost or one.gained)],
        "carried": {"wijknetwerk": _key(wanted), "known_as": _key(school.wijknetwerk_nu), "shown": counted},
    }
    return render(request, "hulpvragen/wijknetwerk_check.html", context, status=status)
