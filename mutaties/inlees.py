"""A list of changes as a board uploads it: a column is known by its name, every fault by its line and column. Knows no database."""

import codecs
import datetime as dt
from dataclasses import dataclass

from accounts.enums import Rol
from accounts.register.spreadsheet import day_of, is_spreadsheet, read_xlsx
from accounts.register.tables import name, read_rows, rol, split_lines
from accounts.register.text import decode, shown
from accounts.register.values import code_of_vestiging, line_of_text
from mutaties.enums import Soort
from portal.lib import dates
from portal.lib.errors import Invalid
from portal.lib.text import HOLDS_BSN, find_bsn, normalise_email

NEEDED = ("soort", "school")
HERS, NEW, NEXT = ("email", "laatste_dag"), ("nieuw_voornaam", "nieuw_achternaam", "nieuw_email", "begin"), ("naar_school", "naar_begin")
COLUMNS = (*NEEDED, "rol", *HERS, "terug", *NEW, *NEXT, "reden")
ADDED = ("regel", "wat is er mis")  # what our own list of bad rows has besides: it may be mended and sent again
DAYS = ("laatste_dag", "terug", "begin", "naar_begin")
ALWAYS = (*NEEDED, "rol", "reden")
OF_SOORT = {  # what a kind of change asks; what it has no place for must be empty
    Soort.VERTREK: (*ALWAYS, *HERS, *NEXT), Soort.NIEUW: (*ALWAYS, *NEW), Soort.WISSEL: (*ALWAYS, *HERS, *NEW, *NEXT),
    Soort.AFWEZIG: (*ALWAYS, *HERS, "terug", *NEW),
}  # fmt: skip
MUST = {Soort.VERTREK: HERS, Soort.NIEUW: NEW, Soort.WISSEL: (*HERS, *NEW), Soort.AFWEZIG: HERS}

LARGEST = 2_000_000  # bytes
MOST = 1000  # rows
LONGEST = 500  # characters of a cell
_FORMULA = ("=", "+", "-", "@")

TOO_LARGE = "Dit bestand is groter dan 2 MB. Controleer of het de goede lijst is."
TOO_MANY = f"In deze lijst staan meer dan {MOST} regels. Verdeel haar over meer bestanden."
NO_ROWS = "In dit bestand staat alleen een kop en geen enkele wijziging."
EMPTY_CELL = "niet ingevuld"
IS_FORMULA = "begint als een formule; plak alleen de tekst, de datum of het getal"


@dataclass
class Row:
    """One line: what stood in its cells, and what is wrong as (column, reason). What holds a BSN is not kept."""

    line: int
    cells: dict[str, str]
    faults: list[tuple[str, str]]


@dataclass(frozen=True)
class Values:
    """The cells of one line, read."""

    soort: Soort
    school: str
    rol: Rol
    email: str
    laatste_dag: dt.date | None
    terug: dt.date | None
    nieuw_voornaam: str
    nieuw_achternaam: str
    nieuw_email: str
    begin: dt.date | None
    naar_school: str
    naar_begin: dt.date | None
    reden: str


def read(data: bytes) -> list[Row]:
    """Return the lines of a CSV or XLSX; raise Invalid when the file as a whole is no such list."""
    if len(data) > LARGEST:
        raise Invalid(TOO_LARGE)
    is_sheet = is_spreadsheet(data)
    found, faults = read_rows(
        read_xlsx(data) if is_sheet else split_lines(_text(data), ";,\t"), NEEDED, (*COLUMNS[len(NEEDED):], *ADDED), lambda line, cells: (_row(line, cells, is_sheet), [])
    )  # fmt: skip
    found += [Row(fault.line, {}, [(fault.column, fault.message)]) for fault in faults]
    if not found:
        raise Invalid(NO_ROWS)
    if len(found) > MOST:
        raise Invalid(TOO_MANY)
    return sorted(found, key=lambda row: row.line)


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # as a spreadsheet saves "Unicode-tekst"
        data = data.decode("utf-16", "replace").encode()
    return decode(data)[0]


def _row(line: int, cells: dict[str, str], is_sheet: bool) -> Row:
    row = Row(line, {}, [])
    for column, cell in cells.items():
        if column in ADDED:
            continue
        value = day_of(cell) if is_sheet and column in DAYS else cell
        if find_bsn(value):
            row.faults.append((column, HOLDS_BSN))
            continue
        if value.startswith(_FORMULA) and value != "-":
            row.faults.append((column, IS_FORMULA))
        elif len(value) > LONGEST:
            row.faults.append((column, f"langer dan {LONGEST} tekens"))
        row.cells[column] = "" if value == "-" else value[:LONGEST]  # a dash is how people write that there is nothing
    wrong = {column for column, _ in row.faults}
    row.faults += [fault for fault in values_of(row.cells)[1] if fault[0] not in wrong]
    return row


def values_of(cells: dict[str, str]) -> tuple[Values | None, list[tuple[str, str]]]:
    """Return the cells of one line as values, or what is wrong in them."""
    values, faults = {}, []
    for column, reader in _READERS.items():
        try:
            values[column] = reader(cells.get(column, ""))
        except Invalid as fault:
            faults.append((column, fault.message))
    if soort := values.get("soort"):
        filled = [column for column in COLUMNS if cells.get(column)]
        faults += [(column, f"hoort niet bij ‘{soort.label}’; maak deze cel leeg of kies een andere soort") for column in filled if column not in OF_SOORT[soort]]
        faults += [(column, EMPTY_CELL) for column in _must(soort, filled) if column not in filled]
    return (None, faults) if faults else (Values(**values), [])


def _must(soort: Soort, filled: list[str]) -> tuple[str, ...]:
    """Return what must be filled: of a substitute all or nothing, and a next school with its first day."""
    must = MUST[soort]
    if soort == Soort.AFWEZIG and set(filled) & set(NEW):
        must += NEW
    return must + NEXT if set(filled) & set(NEXT) and set(NEXT) <= set(OF_SOORT[soort]) else must


def _soort(value: str) -> Soort:
    wanted = value.casefold()
    for soort in OF_SOORT:
        if wanted in (soort.value, soort.label.casefold()):
            return soort
    raise Invalid(f"{shown(value)} is geen soort; kies uit {', '.join(OF_SOORT)}" if value else EMPTY_CELL)


def _rol(value: str) -> Rol:
    read = rol(value) if value else Rol.IB
    if read not in (Rol.IB, Rol.CONTACTPERSOON):
        raise Invalid(f"kies {Rol.IB.value} of {Rol.CONTACTPERSOON.value}")
    return read


def _day(value: str) -> dt.date | None:
    return dates.read_date(value) if value else None


def _school(value: str) -> str:
    return code_of_vestiging(value) if value else ""


def _needed_school(value: str) -> str:
    return _school(value) or _refuse_empty()


def _refuse_empty():
    raise Invalid(EMPTY_CELL)


def _email(value: str) -> str:
    return normalise_email(value) if value else ""


def _name(longest: int):
    return lambda value: name(value, longest) if value else ""


_READERS = {
    "soort": _soort, "school": _needed_school, "rol": _rol, "email": _email, "laatste_dag": _day, "terug": _day, "nieuw_voornaam": _name(60),
    "nieuw_achternaam": _name(80), "nieuw_email": _email, "begin": _day, "naar_school": _school, "naar_begin": _day, "reden": line_of_text,
}  # fmt: skip
