"""A document page by page: its picture, and its text for who does not see it. Nothing of it stays in the browser."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hulpvragen import policy_stukken
from hulpvragen.enums import StukActie
from hulpvragen.queries import documents
from hulpvragen.queries.cards import card
from hulpvragen.services import documents as service
from portal.lib import clock, dates
from portal.lib.errors import Invalid
from portal.lib.http import PortalRequest, shows

from .who import asker

NO_PAGE = "Deze bladzijde is er niet. Het document heeft {}."
ODD_PAGE = "Dit is geen nummer van een bladzijde. Kies een bladzijde hieronder."
NOT_DRAWN = "Deze bladzijde kan niet worden getoond. Vraag wie het document toevoegde om het opnieuw als PDF toe te voegen."
_NUMBER = re.compile("[0-9]{1,9}", re.ASCII)


@shows("document", "content")
@require_safe
def first(request: HttpRequest, hulpvraag_id, document_id):
    """Show the first page of a document."""
    return _page(request, hulpvraag_id, document_id, "1")


@shows("document", "content")
@require_safe
def page(request: HttpRequest, hulpvraag_id, document_id, nummer: str):
    """Show one page of a document: where its picture comes, and its text."""
    return _page(request, hulpvraag_id, document_id, nummer)


def _page(request: HttpRequest, hulpvraag_id, document_id, nummer: str):
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    one = documents.one_of(who, hulpvraag, document_id)
    pages, number = one.document.bladzijden, int(nummer) if _NUMBER.fullmatch(nummer) else 0
    context = {
        "one": one, "h": hulpvraag, "pages": pages, "page_name": f"Hulpvraag {hulpvraag.kenmerk}" if hulpvraag.kenmerk else "Concept van een hulpvraag",
        "may_download": bool(policy_stukken.allows(who, StukActie.DOWNLOAD, hulpvraag)),
    }
    if not 1 <= number <= pages:
        said = NO_PAGE.format("1 bladzijde" if pages == 1 else f"{pages} bladzijden") if _NUMBER.fullmatch(nummer) else ODD_PAGE
        return render(request, "hulpvragen/document.html", context | {"refused": said, "first_url": _url(hulpvraag_id, document_id, 1)}, status=404)
    return render(request, "hulpvragen/document.html", context | {
        "page": service.open_sheet(by=who, hulpvraag_id=hulpvraag_id, document_id=document_id, nummer=number),
        "picture_url": reverse("hulpvragen:document_picture", args=[hulpvraag_id, document_id, number]),
        "previous_url": _url(hulpvraag_id, document_id, number - 1) if number > 1 else "",
        "next_url": _url(hulpvraag_id, document_id, number + 1) if number < pages else "",
    })


def _url(hulpvraag_id, document_id, nummer: int) -> str:
    return reverse("hulpvragen:document_page", args=[hulpvraag_id, document_id, nummer])


@shows("document", "content")
@require_safe
def picture(request: PortalRequest, hulpvraag_id, document_id, nummer: str):
    """Give the picture of one page, to a page of ours alone. The name of who looks and the moment stand over it."""
    who = asker(request)
    documents.one_of(who, card(who, hulpvraag_id), document_id)
    if request.digibord:
        return _said(request, "Digibordstand staat aan. Documenten worden dan niet getoond.", 403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or request.headers.get("Sec-Fetch-Dest", "image") != "image":
        return _said(request, "Een bladzijde ziet u alleen op de pagina van het document. Open het document in het portaal.", 403)
    if not _NUMBER.fullmatch(nummer):
        raise Http404
    merk = f"{who.user.naam}  {dates.moment(clock.now())}"
    try:
        drawn = service.picture(by=who, hulpvraag_id=hulpvraag_id, document_id=document_id, nummer=int(nummer), merk=merk)
    except Invalid:
        return _said(request, NOT_DRAWN, 422)
    return HttpResponse(drawn, content_type="image/webp", headers={
        "Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    })


def _said(request: HttpRequest, text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
