"""An OSO dossier: upload it, look over what would be taken over and what stays behind, make the concept."""

import uuid
from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hulpvragen import completeness, policy
from hulpvragen.enums import Part, Soort
from hulpvragen.forms.oso import OsoForm, OsoTakeForm
from hulpvragen.forms.parts import day_shown
from hulpvragen.oso.markup import LARGEST
from hulpvragen.queries import lists
from hulpvragen.services import oso as service
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, takes, typed

from .filing import NOWHERE
from .who import asker

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@takes(LARGEST)
@keeps_typed
@does("hulpvraag", "file")
@_GET_OR_POST
def upload(request: HttpRequest):
    """Ask for the file and read it; no hulpvraag is made yet."""
    who = asker(request)
    schools = policy.may_file_at(who)
    if not schools:
        raise NotAllowed(NOWHERE)
    asked = {"schools": schools, "soorten": service.SOORTEN}
    if request.method != "POST":
        initial = {"key": uuid.uuid4(), "school": request.GET.get("school"), "soort": request.GET.get("soort")}
        return _upload_page(request, OsoForm(typed(request), initial=initial, **asked))
    form = OsoForm(request.POST, request.FILES, **asked)
    if not form.is_valid():
        return _upload_page(request, form, 422)
    sent = form.cleaned_data
    try:
        kept = service.keep(by=who, key=sent["key"] or uuid.uuid4(), vestiging_id=form.school_id, soort=sent["soort"], data=sent["bestand"].read())
    except Invalid as fault:
        form.add_error(fault.field if fault.field in form.fields else "bestand", fault.message)
        return _upload_page(request, form, 422)
    return redirect("hulpvragen:oso_take", kept.pk)


def _upload_page(request: HttpRequest, form: OsoForm, status: int = 200):
    return render(request, "hulpvragen/oso.html", {"form": form}, status=status)


@keeps_typed
@does("hulpvraag", "file")
@_GET_OR_POST
def take(request: HttpRequest, pk: uuid.UUID):
    """Show what would be taken over and what stays behind, and make the concept of what she chose."""
    who = asker(request)
    if request.method == "POST" and "annuleren" in request.POST:
        service.forget(by=who, inlees_id=pk)
        messages.info(request, "Het dossier is niet overgenomen en weggegooid.")
        return redirect("hulpvragen:list")
    if request.method == "POST" and (done := service.done(who, pk)):
        return redirect("hulpvragen:edit", done)
    kept, reading = service.kept_by(who, pk)
    known, choices = lists.dossiers_named(who, kept.vestiging, reading.leerling), service.choices(reading)
    form = OsoTakeForm(typed(request), choices=choices, known=known, initial={"meenemen": [code for code, *_ in choices]})
    if not form.is_valid():
        return _take_page(request, who, kept, reading, known, form)
    try:
        begun = service.take(by=who, inlees_id=pk, chosen=form.cleaned_data.get("meenemen", []), dossier_id=form.dossier_id)
    except Invalid as fault:
        form.add_error(None, fault.message)
        return _take_page(request, who, kept, reading, known, form)
    messages.success(request, "Het concept is gemaakt. Kijk alle onderdelen na en vul aan wat ontbreekt.")
    return redirect("hulpvragen:edit", begun.pk)


def _take_page(request: HttpRequest, who, kept, reading, known: list, form: OsoTakeForm):
    born = reading.leerling["geboortedatum"]
    doubts = [sentence for _, sentence in completeness.faults(Part.LEERLING, reading.leerling, who.day)]
    return render(request, "hulpvragen/oso_take.html", {
        "form": form, "school": kept.vestiging, "soort": Soort(kept.soort), "leerling": SimpleNamespace(**reading.leerling),
        "born": day_shown(born) if born else "", "notes": reading.notes + doubts, "missing": [one for one in reading.findings if one.to_fill],
        "told": [one for one in reading.findings if not (one.to_fill or one.unneeded)], "unneeded": [one.what for one in reading.findings if one.unneeded],
        "running": [line for dossier in known for line in lists.running(who, dossier)],
    }, status=422 if request.method == "POST" else 200)
