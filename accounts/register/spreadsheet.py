"""The first sheet of an .xlsx, as rows of text. It is a zip of XML from outside: nothing of it is trusted or computed.

No entity is resolved (a DOCTYPE is refused), no link followed, no formula taken over, and never more unpacked than LARGEST.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape

from portal.lib.errors import Invalid

LARGEST = 10_000_000  # bytes of one part, unpacked
MOST_COLUMNS, MOST_ROWS = 60, 20_000
FORMULA = "="  # what stands for a cell with a formula: its value was computed elsewhere
UNREADABLE = "Dit Excel-bestand is niet te lezen. Sla het op als ‘Excel-werkmap (.xlsx)’ of als CSV en probeer het opnieuw."
OLD = "Dit is een oud of beveiligd Excel-bestand. Sla het zonder wachtwoord op als ‘Excel-werkmap (.xlsx)’ of als CSV."
TOO_LONG = "Op dit werkblad staan te veel regels. Haal lege regels weg, of verdeel de lijst over meer bestanden."
EMPTY = "Op het eerste werkblad staat niets."

_CELL = re.compile(r"([A-Z]{1,3})\d*")
_SERIAL = re.compile(r"(\d{5})(?:\.0+)?")
_EPOCH = dt.date(1899, 12, 30)  # a spreadsheet counts days from here


def is_spreadsheet(data: bytes) -> bool:
    """Say whether this is an .xlsx; raise Invalid for an .xls and for one behind a password."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(OLD)
    return data.startswith(b"PK\x03\x04")


def day_of(value: str) -> str:
    """Return a cell of days as a date: a spreadsheet keeps a number. What is no such number stays as it is."""
    found = _SERIAL.fullmatch(value)
    return (_EPOCH + dt.timedelta(days=int(found[1]))).isoformat() if found else value.removesuffix("T00:00:00").removesuffix(" 00:00:00")


def read_xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of the first sheet that hold something, with their numbers, each as wide as the first; raise Invalid."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            texts = _texts(_part(book, "xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in book.namelist() else []
            sheet = _Sheet(texts)
            _parse(_part(book, _first_sheet(book)), sheet.start, sheet.end, sheet.text)
    except (zipfile.BadZipFile, zlib.error, KeyError, IndexError, ValueError, RuntimeError, NotImplementedError, EOFError, expat.ExpatError):
        raise Invalid(UNREADABLE) from None
    found = [(number, fields) for number, fields in sheet.rows if any(field.strip() for field in fields)]
    if not found:
        raise Invalid(EMPTY)
    width = len(found[0][1])
    return ((number, fields + [""] * (width - len(fields))) for number, fields in found)


def write_xlsx(rows: list[list[str]]) -> bytes:
    """Return an .xlsx with these rows of text."""
    cells = "".join(
        f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' for text in row) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in (*_FRAME.items(), ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>')):
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{text}')
    return out.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets><sheet name="Wijzigingen" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    """Return one part, never more than LARGEST: what a zip says of its own size is not believed."""
    with book.open(name) as part:
        data = part.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Invalid(UNREADABLE)
    return data


def _parse(data: bytes, start, end=lambda name: None, text=lambda found: None) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, given: start(name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in given.items()})
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    parser.Parse(data, True)


def _refuse(*_):
    raise Invalid(UNREADABLE)


def _first_sheet(book: zipfile.ZipFile) -> str:
    """Return the part that holds the first sheet."""
    sheets, targets = [], {}
    _parse(_part(book, "xl/workbook.xml"), lambda name, given: sheets.append(given["id"]) if name == "sheet" else None)
    links = _part(book, "xl/_rels/workbook.xml.rels")
    _parse(links, lambda name, given: targets.update({given["Id"]: given["Target"]}) if name == "Relationship" else None)
    target = targets[sheets[0]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _texts(data: bytes) -> list[str]:
    """Return the texts that cells name by their number."""
    found, state = [], {"in": False, "phonetic": False}

    def start(name, given):
        if name == "si":
            found.append("")
        state["phonetic"] = state["phonetic"] or name == "rPh"
        state["in"] = name == "t" and not state["phonetic"]

    def end(name):
        state["in"] = False
        state["phonetic"] = state["phonetic"] and name != "rPh"

    def text(part):
        if state["in"]:
            found[-1] += part

    _parse(data, start, end, text)
    return found


class _Sheet:
    """Takes in one sheet, cell by cell."""

    def __init__(self, texts: list[str]):
        self.texts, self.rows = texts, []
        self.kind, self.value, self.formula, self.inside, self.column = "", "", False, False, 0

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "row":
            number = int(given["r"]) if "r" in given else len(self.rows) + 1
            if len(self.rows) == MOST_ROWS:
                raise Invalid(TOO_LONG)
            self.rows.append((number, []))
            self.column = -1
        elif name == "c":
            self.kind, self.value, self.formula = given.get("t", "n"), "", False
            self.column = _index(given["r"]) if "r" in given else self.column + 1
        elif name == "f":
            self.formula = True
        self.inside = name in ("v", "t")

    def text(self, part: str) -> None:
        if self.inside:
            self.value += part

    def end(self, name: str) -> None:
        self.inside = False
        if name == "c":
            self._keep(FORMULA if self.formula else self.texts[int(self.value)] if self.kind == "s" and self.value else self.value)

    def _keep(self, value: str) -> None:
        fields = self.rows[-1][1]
        if not value or self.column >= MOST_COLUMNS:
            return
        fields.extend([""] * (self.column + 1 - len(fields)))
        fields[self.column] = value


def _index(reference: str) -> int:
    """Return the number of a column: A is 0."""
    number, found = 0, _CELL.match(reference)
    for letter in found[1] if found else _refuse():
        number = number * 26 + ord(letter) - 64
    return number - 1
