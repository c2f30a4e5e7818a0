"""The tab Documenten: what is there, what is missing, adding one, giving one out and taking one away."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Zijde
from hulpvragen import policy_stukken, rendering
from hulpvragen.enums import Deel, DocumentSoort, Onderdeel, StukActie
from hulpvragen.forms.documents import AddForm, TakeAwayForm
from hulpvragen.policy import Asker
from hulpvragen.queries import documents
from hulpvragen.queries.cards import card
from hulpvragen.queries.documents import Listed
from hulpvragen.rendering.sentences import SENTENCES
from hulpvragen.services import documents as service
from hulpvragen.services import reading
from hulpvragen.services.reading import Opened
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.http import does, keeps_typed, shows, takes, typed

from .heading import heading, identity
from .who import asker

NOT_YOURS = "De documenten van deze hulpvraag zijn niet voor u. U ziet wel de kaart."
SENT_BY_PAGE = "Sluitend-Verzending"
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
_STATE = {"klaar": "Ligt klaar op school", "later": "Volgt later", "niet": "Niet beschikbaar"}


@shows("document", "content")
@require_safe
def index(request: HttpRequest, hulpvraag_id):
    """Show the documents by part and kind, and what the form still asks for."""
    who = asker(request)
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="documenten")
    h = opened.hulpvraag
    if not policy_stukken.sees_part(who, h, Onderdeel.DOCUMENTEN):
        raise NotAllowed(NOT_YOURS)
    found = documents.by_part(who, h)
    may = {action for action in StukActie if policy_stukken.allows(who, action, h)}
    return render(request, "hulpvragen/documents.html", identity(who, opened, "documents") | {
        "parts": _parts(who, found, may),
        "missing": _missing(who, opened, found),
        "may_add": StukActie.ADD_DOCUMENT in may,
        "at_school": who.zijde == Zijde.SCHOOL,
    })


def _parts(who: Asker, found: list[Listed], may: set[StukActie]) -> list[dict]:
    """Return the compartments that hold something, each with its kinds."""
    by_part = groupby(found, lambda one: one.document.deel)
    return [
        {"label": "Van de school" if deel == Deel.SCHOOL else "Van het samenwerkingsverband", "deel": deel,
         "kinds": [(soort, [_row(who, one, may) for one in rows]) for soort, rows in groupby(list(ones), lambda one: one.soort)]}
        for deel, ones in by_part
    ]  # fmt: skip


def _row(who: Asker, one: Listed, may: set[StukActie]) -> dict:
    own = one.document.deel == policy_stukken.own_part(who) and one.document.weg_at is None
    return {
        "one": one,
        "gone": one.document.weg_at is not None,
        "internal": one.document.deel == Deel.SWV and one.document.verstrekt_at is None,
        "may_take_away": own and StukActie.TAKE_AWAY in may and one.document.verstrekt_at is None,
        "may_give_out": own and StukActie.GIVE_OUT in may and one.document.verstrekt_at is None,
        "may_download": StukActie.DOWNLOAD in may and one.document.weg_at is None,
    }


def _missing(who: Asker, opened: Opened, found: list[Listed]) -> list[dict]:
    """Return what the form asks for and nobody added; guests are not asked."""
    if who.zijde == Zijde.GAST or opened.hulpvraag.anoniem:
        return []
    return [{"one": one, "state": _STATE.get(one.state, "")} for one in documents.missing(opened.hulpvraag, opened.answers, found)]


@takes(rendering.LARGEST)
@keeps_typed
@does("document", "add_document")
@_GET_OR_POST
def add(request: HttpRequest, hulpvraag_id):
    """Ask for one file, and keep it when it can be shown."""
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy_stukken.require(who, StukActie.ADD_DOCUMENT, hulpvraag)
    if hulpvraag.anoniem:
        raise NotAllowed(service.ANONYMOUS)
    expected = [(of["code"], of["label"]) for of in hulpvraag.formulier.documenten] if who.zijde == Zijde.SCHOOL else []
    if request.method != "POST" and "klaar" in request.GET:
        return HttpResponse(status=204)
    if request.method != "POST":
        initial = {"key": uuid.uuid4(), "verwacht": request.GET.get("voor", "")}
        return _add_page(request, who, hulpvraag_id, AddForm(typed(request), expected=expected, initial=initial))
    form = AddForm(request.POST, request.FILES, expected=expected)
    if not form.is_valid():
        return _add_page(request, who, hulpvraag_id, form, 422)
    given = form.cleaned_data
    sent = given["bestand"]
    try:
        paper = service.add(
            by=who, hulpvraag_id=hulpvraag_id, key=given["key"] or uuid.uuid4(), soort=given["soort"], naam=sent.name, data=sent.read(),
            gegevens={name: given.get(name) for name in ("verwacht", "instemming", "instemming_op")}, ander_nummer=form.declared("bestand"),
        )
    except Invalid as fault:
        form.refuse(fault)
        return _add_page(request, who, hulpvraag_id, form, 422)
    messages.success(request, " ".join([f"Toegevoegd: {DocumentSoort(given['soort']).label}.", *(paper.opmerkingen if paper else ())]))
    # with its progress shown a page of ours sends it, and goes on by itself: then nothing is drawn here that nobody reads
    return redirect(f"{request.path}?klaar=1") if SENT_BY_PAGE in request.headers else redirect("hulpvragen:documents", hulpvraag_id)


def _add_page(request: HttpRequest, who: Asker, hulpvraag_id, form: AddForm, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="documenten")
    return render(request, "hulpvragen/document_add.html", heading(who, opened) | {
        "form": form, "at_school": who.zijde == Zijde.SCHOOL, "handelingsdeel": DocumentSoort.OPP_HANDELING.value,
        "largest": rendering.LARGEST, "too_large": SENTENCES["too_large"],
    }, status=status)


@does("swv_stuk", "give_out")
@_GET_OR_POST
def give_out(request: HttpRequest, hulpvraag_id, document_id):
    """Ask whether the school may read a document of the SWV, and give it out."""
    who = asker(request)
    one = _own_one(who, hulpvraag_id, document_id, StukActie.GIVE_OUT)
    if request.method != "POST":
        return _about_page(request, who, hulpvraag_id, one, "give_out")
    service.give_out(by=who, hulpvraag_id=hulpvraag_id, document_id=document_id)
    messages.success(request, f"{one.soort} is verstrekt aan de school.")
    return redirect("hulpvragen:documents", hulpvraag_id)


@keeps_typed
@does("document", "take_away")
@_GET_OR_POST
def take_away(request: HttpRequest, hulpvraag_id, document_id):
    """Ask why, and destroy the document."""
    who = asker(request)
    one = _own_one(who, hulpvraag_id, document_id, StukActie.TAKE_AWAY)
    form = TakeAwayForm(typed(request))
    if request.method != "POST" or not form.is_valid():
        return _about_page(request, who, hulpvraag_id, one, "take_away", form, 422 if request.method == "POST" else 200)
    try:
        service.take_away(by=who, hulpvraag_id=hulpvraag_id, document_id=document_id, reden=form.cleaned_data["reden"])
    except Invalid as fault:
        form.refuse(fault)
        return _about_page(request, who, hulpvraag_id, one, "take_away", form, 422)
    except Conflict as fault:
        form.add_error(None, fault.message)
        return _about_page(request, who, hulpvraag_id, one, "take_away", form, 409)
    messages.success(request, f"{one.soort} is weggehaald.")
    return redirect("hulpvragen:documents", hulpvraag_id)


def _own_one(who: Asker, hulpvraag_id, document_id, action: StukActie) -> Listed:
    """Return a document of her own side with which she may do this, or refuse."""
    hulpvraag = card(who, hulpvraag_id)
    policy_stukken.require(who, action, hulpvraag)
    one = documents.one_of(who, hulpvraag, document_id)
    if one.document.deel != policy_stukken.own_part(who):
        raise NotAllowed(service.NOT_YOURS)
    if action == StukActie.TAKE_AWAY and one.document.verstrekt_at:
        raise NotAllowed(service.GIVEN_OUT)
    return one


def _about_page(request: HttpRequest, who: Asker, hulpvraag_id, one: Listed, act: str, form: TakeAwayForm | None = None, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="documenten")
    return render(request, f"hulpvragen/document_{act}.html", heading(who, opened) | {
        "one": one, "form": form, "back_url": reverse("hulpvragen:documents", args=[hulpvraag_id]),
    }, status=status)
