"""Filing a hulpvraag: begin, check, indienen; or throw the concept away. What lies between is the task list (parts.py)."""

import uuid

from django.contrib import messages
from django.forms import RadioSelect
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from hulpvragen import completeness, policy, workflow
from hulpvragen.completeness import Gap
from hulpvragen.enums import Action, Soort
from hulpvragen.forms import VersionedForm
from hulpvragen.forms.parts import StartForm, questions_of
from hulpvragen.models import Dossier, Hulpvraag
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.queries import lists
from hulpvragen.queries.cards import card
from hulpvragen.queries.concept import filled
from hulpvragen.queries.lists import Line
from hulpvragen.queries.settings import newest
from hulpvragen.services import filing, reading
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, typed

from . import guests
from .answers import summaries
from .heading import heading
from .parts import part_url
from .persons import leaving_contact
from .who import asker

NOWHERE = "U kunt alleen een hulpvraag indienen voor een school waar u nu IB'er bent."
NEW_PUPIL = "nieuw"
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


# ---- begin


@keeps_typed
@does("hulpvraag", "file")
@_GET_OR_POST
def new(request: HttpRequest):
    """Ask for which school, which soort and which pupil, as far as there is a choice; then begin."""
    who = asker(request)
    schools = policy.may_file_at(who)
    if not schools:
        raise NotAllowed(NOWHERE)
    school = _chosen(schools, request.GET.get("school")) if len(schools) > 1 else schools[0]
    if school is None:
        return render(request, "hulpvragen/new_school.html", {"choices": [(_onward(request, school=one.pk), one) for one in schools]})
    source = _source(who, request.GET.get("tekst", ""))
    soorten = [soort for soort in Soort if not (source and soort == Soort.ANONIEM)]
    soort = next((soort for soort in soorten if soort == request.GET.get("soort")), None)
    if soort is None:
        choices = [(_onward(request, school=school.pk, soort=one), one.label, newest(one)) for one in soorten]
        return render(request, "hulpvragen/new_soort.html", {"school": school, "choices": choices, "source": source})
    pupils, asked = ([] if soort == Soort.ANONIEM else lists.known_pupils(who, school)), request.GET.get("leerling", "")
    dossier = _chosen(pupils, asked)
    if pupils and dossier is None and asked != NEW_PUPIL:
        choices = [(_onward(request, school=school.pk, soort=soort, leerling=one.pk), one.leerling) for one in pupils]
        new_url = _onward(request, school=school.pk, soort=soort, leerling=NEW_PUPIL)
        return render(request, "hulpvragen/new_pupil.html", {"school": school, "choices": choices, "new_url": new_url})
    return _begin(request, who, school, soort, dossier, source)


def _chosen(rows, pk: str | None):
    return next((row for row in rows if str(row.pk) == pk), None)


def _onward(request: HttpRequest, **chosen) -> str:
    """Return the address of the next page: what was chosen so far, and the text that is copied along."""
    kept = {"tekst": request.GET["tekst"]} if "tekst" in request.GET else {}
    return f"?{urlencode(chosen | kept)}"


def _source(who: Asker, pk: str) -> Hulpvraag | None:
    """Return the anonymous hulpvraag whose text goes into a new one, if it is hers to read."""
    try:
        asked = uuid.UUID(pk)
    except ValueError:
        return None
    return policy.visible_to(who, CONTENT).filter(pk=asked, anoniem=True).first()


def _begin(request: HttpRequest, who: Asker, school, soort: Soort, dossier: Dossier | None, source: Hulpvraag | None):
    earlier = lists.of_dossier(who, dossier) if dossier else []
    sources = [(str(source.pk), f"Ja, van de anonieme hulpvraag {source}")] if source else []
    sources += [(str(line.hulpvraag.pk), f"Ja, van ‘{line.titel or 'nog geen onderwerp'}’ ({line.hulpvraag})") for line in earlier]
    form = StartForm(typed(request), sources=sources, initial={"key": uuid.uuid4(), "kopie": str(source.pk) if source else ""})
    if not form.is_valid():
        return _start_page(request, form, earlier, school, soort, dossier)
    begun = filing.start(
        by=who, vestiging_id=school.pk, soort=soort, key=form.cleaned_data["key"] or uuid.uuid4(), dossier_id=dossier and dossier.pk,
        copy_of=form.source,
    )
    return redirect("hulpvragen:detail" if begun.ingediend else "hulpvragen:edit", begun.pk)


def _start_page(request: HttpRequest, form: StartForm, earlier: list[Line], school, soort: Soort, dossier: Dossier | None):
    formulier = newest(soort)
    return render(request, "hulpvragen/new_start.html", {
        "form": form, "school": school, "soort": soort, "dossier": dossier, "formulier": formulier,
        "parts": completeness.parts(soort, formulier.documenten),
        "running": [line for line in earlier if line.hulpvraag.status not in workflow.CLOSED],
    }, status=422 if request.method == "POST" else 200)


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
    return render(request, "hulpvragen/check.html", heading(who, opened) | context | {
        "gaps": [(_place(opened.hulpvraag, gap), gap.sentence) for gap in completeness.gaps(filled(who, opened.hulpvraag, opened.answers))],
        "summaries": summaries(opened),
        "contacts": policy.chosen_contacts(opened.hulpvraag),
        "edit_url": reverse("hulpvragen:edit", args=[opened.hulpvraag.pk]),
        "school": opened.vestiging,
        "leaving": leaving_contact(who, opened),
        **guests.block(who, opened.hulpvraag),
    }, status=status)


def _place(hulpvraag: Hulpvraag, gap: Gap) -> str:
    """Return the address of the question: its page, and on it the first control."""
    field = questions_of(gap.part, hulpvraag.formulier).get(gap.field)
    several = field is not None and isinstance(field.widget, RadioSelect)
    return f"{part_url(hulpvraag, gap.part)}#id_{gap.field}{'_0' if several else ''}"


# ---- throw away


@does("hulpvraag", "delete_concept")
@_GET_OR_POST
def delete(request: HttpRequest, hulpvraag_id):
    """Ask whether the concept may go, and destroy it."""
    who = asker(request)
    policy.require(who, Action.DELETE_CONCEPT, card(who, hulpvraag_id))
    if request.method != "POST":
        opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="hulpvraag")
        return render(request, "hulpvragen/delete.html", heading(who, opened) | guests.block(who, opened.hulpvraag))
    filing.delete_concept(by=who, hulpvraag_id=hulpvraag_id)
    messages.success(request, "Het concept is verwijderd.")
    return redirect("hulpvragen:list")
