"""Filing a hulpvraag: begin, keep a concept, check, indienen; or throw the concept away."""

import uuid

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hulpvragen import policy
from hulpvragen.completeness import LEERLING_FIELDS, missing
from hulpvragen.enums import Action
from hulpvragen.forms import HulpvraagForm, VersionedForm, initial_of
from hulpvragen.models import Dossier, Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.queries import lists
from hulpvragen.queries.cards import card
from hulpvragen.services import filing, reading
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, shows

from .answers import summaries
from .differences import differences
from .heading import heading
from .persons import leaving_contact
from .who import asker

KEPT = "Uw concept is bewaard."
NOWHERE = "U kunt alleen een hulpvraag indienen voor een school waar u nu IB'er bent."
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


# ---- begin


@does("hulpvraag", "file")
@_GET_OR_POST
def new(request: HttpRequest):
    """Ask for which school and which pupil, as far as there is a choice; then the form."""
    who = asker(request)
    schools = policy.may_file_at(who)
    if not schools:
        raise NotAllowed(NOWHERE)
    school = _chosen(schools, request.GET.get("school")) if len(schools) > 1 else schools[0]
    if school is None:
        return render(request, "hulpvragen/new_school.html", {"schools": schools})
    pupils, asked = lists.known_pupils(who, school), request.GET.get("leerling", "")
    if pupils and not asked:
        return render(request, "hulpvragen/new_pupil.html", {"school": school, "pupils": pupils})
    return _begin(request, who, school, _chosen(pupils, asked))


def _chosen(rows, pk: str | None):
    return next((row for row in rows if str(row.pk) == pk), None)


def _begin(request: HttpRequest, who: Asker, school, dossier: Dossier | None):
    known = dossier is not None
    if request.method != "POST":
        form = HulpvraagForm(known_pupil=known, initial={"key": uuid.uuid4()})
        return _form_page(request, form, school=school, dossier=dossier)
    form = HulpvraagForm(request.POST, known_pupil=known)
    if not form.is_valid():
        return _form_page(request, form, 422, school=school, dossier=dossier)
    hulpvraag = filing.start(
        by=who, vestiging_id=school.pk, soort=form.cleaned_data["soort"], leerling=form.leerling, answers=form.answers,
        key=form.cleaned_data["key"] or uuid.uuid4(), dossier_id=dossier.pk if known else None,
    )
    if not _holds(hulpvraag, form):  # the form was sent before, with other words
        return _both_versions(request, who, hulpvraag.pk)
    return _onward(request, hulpvraag)


def _holds(hulpvraag: Hulpvraag, form: HulpvraagForm) -> bool:
    leerling = {name: getattr(hulpvraag.dossier.leerling, name) for name in LEERLING_FIELDS}
    asked = {name: value for name, value in form.leerling.items() if name in form.fields}
    return filing.read_answers(hulpvraag) == form.answers and leerling | asked == leerling


def _form_page(request: HttpRequest, form: HulpvraagForm, status: int = 200, **context):
    return render(request, "hulpvragen/edit.html", {"form": form, **context}, status=status)


def _onward(request: HttpRequest, hulpvraag: Hulpvraag):
    if hulpvraag.ingediend:
        return redirect("hulpvragen:detail", hulpvraag.pk)
    if "verder" in request.POST:
        return redirect("hulpvragen:check", hulpvraag.pk)
    messages.success(request, KEPT)
    return redirect("hulpvragen:edit", hulpvraag.pk)


# ---- go on with a concept


@does("hulpvraag", "save")
@_GET_OR_POST
def edit(request: HttpRequest, hulpvraag_id):
    """Show the concept as a form, and keep what is sent."""
    who = asker(request)
    concept = card(who, hulpvraag_id)
    policy.require(who, Action.SAVE, concept)
    if request.method != "POST":
        return _edit_page(request, who, hulpvraag_id)
    form = HulpvraagForm(request.POST, known_pupil=not filing.pupil_is_open(concept))
    if not form.is_valid():
        return _edit_page(request, who, hulpvraag_id, form, status=422)
    try:
        hulpvraag = filing.save(
            by=who, hulpvraag_id=hulpvraag_id, version=form.cleaned_data["version"], soort=form.cleaned_data["soort"],
            leerling=form.leerling, answers=form.answers,
        )
    except Conflict:
        return _both_versions(request, who, hulpvraag_id)
    return _onward(request, hulpvraag)


def _edit_page(request: HttpRequest, who: Asker, hulpvraag_id, form: HulpvraagForm | None = None, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="bewerken")
    known = not filing.pupil_is_open(opened.hulpvraag)
    form = form or HulpvraagForm(known_pupil=known, initial=_stored(opened))
    return _form_page(request, form, status, **_around(who, opened), **_dossier_of_known(opened, known))


def _dossier_of_known(opened, known: bool) -> dict:
    return {"dossier": opened.hulpvraag.dossier} if known else {}


def _stored(opened) -> dict:
    h = opened.hulpvraag
    return initial_of(opened.leerling, opened.answers, h.soort) | {"version": h.version}


def _around(who: Asker, opened) -> dict:
    return heading(who, opened) | {"school": opened.vestiging, "may_delete": Action.DELETE_CONCEPT in opened.actions}


def _both_versions(request: HttpRequest, who: Asker, hulpvraag_id):
    """Show what was typed beside what is stored; sending it again is a change of the stored one."""
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="bewerken")
    policy.require(who, Action.SAVE, opened.hulpvraag)
    typed = request.POST.copy()
    for name in LEERLING_FIELDS:  # of a known pupil nothing was asked
        typed.setdefault(name, str(getattr(opened.leerling, name) or ""))
    typed["version"] = opened.hulpvraag.version
    known = not filing.pupil_is_open(opened.hulpvraag)
    compared, form = HulpvraagForm(typed), HulpvraagForm(typed, known_pupil=known)
    return _form_page(
        request, form, 409, **_around(who, opened), **_dossier_of_known(opened, known), differences=differences(compared, opened)
    )


# ---- check and file


@does("hulpvraag", "submit")
@_GET_OR_POST
def check(request: HttpRequest, hulpvraag_id):
    """Show all answers with what is still missing, and file the hulpvraag."""
    who = asker(request)
    concept = card(who, hulpvraag_id)
    if request.method == "POST" and concept.ingediend and concept.ingediend_door_id == who.user.pk:
        return redirect("hulpvragen:receipt", hulpvraag_id)  # sent twice, done once
    policy.require(who, Action.SUBMIT, concept)
    if request.method != "POST":
        return _check_page(request, who, hulpvraag_id)
    try:
        filing.submit(by=who, hulpvraag_id=hulpvraag_id, version=_version(request))
    except Invalid:
        return _check_page(request, who, hulpvraag_id, status=422, refused=True)
    except Conflict:
        return _check_page(request, who, hulpvraag_id, status=409, changed=True)
    return redirect("hulpvragen:receipt", hulpvraag_id)


def _version(request: HttpRequest) -> int:
    form = VersionedForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("version") or 0  # none, or one that cannot be read, is an old one


def _check_page(request: HttpRequest, who: Asker, hulpvraag_id, status: int = 200, **context):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="controleren")
    leerling, form = {name: getattr(opened.leerling, name) for name in LEERLING_FIELDS}, HulpvraagForm()
    return render(request, "hulpvragen/check.html", heading(who, opened) | context | {
        "gaps": [(form[gap.field].error_target, gap.sentence) for gap in missing(leerling, opened.answers, who.day)],
        "summaries": summaries(opened),
        "edit_url": reverse("hulpvragen:edit", args=[opened.hulpvraag.pk]),
        "school": opened.vestiging,
        "leaving": leaving_contact(who, opened),
    }, status=status)


@shows("hulpvraag", "card")
@require_safe
def receipt(request: HttpRequest, hulpvraag_id):
    """Confirm that the hulpvraag was filed: its number, what happens now and when."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="hulpvraag")
    if not opened.hulpvraag.ingediend:
        return redirect("hulpvragen:detail", hulpvraag_id)
    mailed = [user.naam for user in policy.active_contacts(opened.hulpvraag)]
    return render(request, "hulpvragen/receipt.html", heading(who, opened) | {"mailed": mailed})


# ---- throw away


@does("hulpvraag", "delete_concept")
@_GET_OR_POST
def delete(request: HttpRequest, hulpvraag_id):
    """Ask whether the concept may go, and destroy it."""
    who = asker(request)
    policy.require(who, Action.DELETE_CONCEPT, card(who, hulpvraag_id))
    if request.method != "POST":
        opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="hulpvraag")
        return render(request, "hulpvragen/delete.html", heading(who, opened))
    filing.delete_concept(by=who, hulpvraag_id=hulpvraag_id)
    messages.success(request, "Het concept is verwijderd.")
    return redirect("hulpvragen:list")
