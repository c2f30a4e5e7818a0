"""A board's list of changes: the template, the upload, the check, and carrying it out with its progress."""

import csv
import io
import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.register.spreadsheet import write_xlsx
from mutaties.forms.inlezen import LijstForm
from mutaties.inlees import ADDED, COLUMNS, OF_SOORT
from mutaties.models import Inlees
from mutaties.services import inlezen
from mutaties.services.inlezen import Regel
from portal.lib.errors import Invalid
from portal.lib.http import PortalRequest, does

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@does("mutatie", "report")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: PortalRequest):
    """Ask for a list and look at it; nothing else happens."""
    inlezen.require_uploads(request.asker)
    if request.method != "POST":
        return _upload(request, LijstForm(initial={"key": uuid.uuid4()}))
    form = LijstForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload(request, form, 422)
    try:
        made = inlezen.check(by=request.asker, key=form.cleaned_data["key"], data=form.cleaned_data["bestand"].read())
    except Invalid as fault:
        form.add_error("bestand", fault.message)
        return _upload(request, form, 422)
    return redirect("mutaties:uploaded", pk=made.pk)


def _upload(request: PortalRequest, form: LijstForm, status: int = 200):
    return render(request, "mutaties/upload.html", {
        "form": form, "soorten": [(soort.label, [name for name in COLUMNS if name in columns]) for soort, columns in OF_SOORT.items()],
        "earlier": list(inlezen.mine(request.asker)[:10]),
    }, status=status)


@does("mutatie", "report")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PortalRequest, pk: uuid.UUID):
    """Show a list: first what would happen, then how far it is, then what became of it. Each POST does the next rows."""
    made = _mine(request, pk)
    if request.method == "POST":
        inlezen.do_some(by=request.asker, inlees_id=pk)
        return redirect("mutaties:uploaded", pk=pk)
    regels = inlezen.rows_of(made)
    to_do = [one for one in regels if one.is_open]
    context = {
        "made": made, "total": len(regels), "to_do": to_do, "bad": [one for one in regels if one.faults], "done": [one for one in regels if one.nummer],
        "carried": [one for one in regels if one.nummer or one.is_open],
    }  # fmt: skip
    page = "check" if made.begonnen_at is None else "progress" if to_do else "result"
    return render(request, f"mutaties/upload_{page}.html", context)


@does("mutatie", "report")
@require_safe
def faults(request: PortalRequest, pk: uuid.UUID):
    """Give the rows that were not taken, as they stood, with why: to mend and to send again."""
    regels = inlezen.rows_of(_mine(request, pk))
    lines = [[*(one.cells.get(column, "") for column in COLUMNS), one.line, _why(one)] for one in regels if one.faults]
    return _csv("niet-doorgegeven.csv", [[*COLUMNS, *ADDED], *lines])


@does("mutatie", "report")
@require_safe
def template(request: PortalRequest, kind: str):
    """Give an empty list, for a spreadsheet."""
    inlezen.require_uploads(request.asker)
    if kind == "csv":
        return _csv("wijzigingen.csv", [list(COLUMNS)])
    return HttpResponse(write_xlsx([list(COLUMNS)]), content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="wijzigingen.xlsx"'})


def _mine(request: PortalRequest, pk: uuid.UUID) -> Inlees:
    inlezen.require_uploads(request.asker)
    made = inlezen.mine(request.asker).filter(pk=pk).first()
    if made is None:
        raise Http404
    return made


def _why(regel: Regel) -> str:
    return "; ".join(f"{column}: {reason}" if column else reason for column, reason in regel.faults)


def _csv(name: str, lines: list[list]) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([_cell(value) for value in line] for line in lines)
    # with a byte order mark, by which a spreadsheet knows UTF-8
    return HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cell(value) -> str:
    """Return a value that a spreadsheet takes for text."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
