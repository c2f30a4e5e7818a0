"""Taking an original out of the portal, with a purpose; and what she still has of it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hulpvragen import policy_stukken
from hulpvragen.enums import Bestandstype, StukActie
from hulpvragen.forms.documents import DownloadForm
from hulpvragen.policy import Asker
from hulpvragen.queries import documents
from hulpvragen.queries.cards import card
from hulpvragen.services import documents as service
from hulpvragen.services import reading
from portal.lib.http import PortalRequest, does, verified

from .heading import heading
from .who import asker

_TYPES = {
    Bestandstype.PDF: "application/pdf", Bestandstype.JPEG: "image/jpeg", Bestandstype.PNG: "image/png",
    Bestandstype.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@does("document", "download_original")
@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, hulpvraag_id, document_id):
    """Ask what it is for, and hand out the original. Its name says the kenmerk and no more."""
    who = asker(request)
    hulpvraag = card(who, hulpvraag_id)
    policy_stukken.require(who, StukActie.DOWNLOAD, hulpvraag)
    one = documents.one_of(who, hulpvraag, document_id)
    if request.method != "POST":
        return _page(request, who, hulpvraag_id, one, DownloadForm())
    form = DownloadForm(request.POST)
    if not form.is_valid():
        return _page(request, who, hulpvraag_id, one, form, 422)
    data, name = service.download(by=who, hulpvraag_id=hulpvraag_id, document_id=document_id, doel=form.cleaned_data["doel"])
    return HttpResponse(data, content_type=_TYPES[Bestandstype(one.document.bestandstype)], headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store",
    })


def _page(request: HttpRequest, who: Asker, hulpvraag_id, one, form: DownloadForm, status: int = 200):
    opened = reading.open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="documenten")
    return render(request, "hulpvragen/document_download.html", heading(who, opened) | {"one": one, "form": form}, status=status)


@verified("what she took out of the portal herself; row security gives her own rows alone, also when her post is over")
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PortalRequest):
    """Show what she still has outside the portal, and take her word that it is gone."""
    if request.method == "POST":
        service.confirm_gone(by=request.user, download_id=_chosen(request))
        messages.success(request, "Dit bestand staat niet meer open.")
        return redirect("downloads")
    return render(request, "hulpvragen/downloads.html", {"downloads": service.open_downloads(request.user)})


def _chosen(request: HttpRequest) -> uuid.UUID:
    """Return the file that the form names; what is no id names none of hers."""
    try:
        return uuid.UUID(request.POST.get("weg", ""))
    except ValueError:
        raise Http404 from None
