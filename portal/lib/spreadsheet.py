"""A list as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, headings: Sequence[str], lines: Iterable[Sequence]) -> HttpResponse:
    """Return a file to download, with a byte order mark by which a spreadsheet knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _cell(value) -> str:
    """Return a value that a spreadsheet takes for text, whatever a name begins with."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
