"""Small tables that the administrator types in a spreadsheet: a column is known by its name, every fault by its line."""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.enums import Rol
from portal.lib.errors import Invalid
from portal.lib.text import normalise_email, refuse_bsn

from .text import Fault, decode, lines, shown
from .values import code_of_vestiging, line_of_text

PEOPLE = ("email", "voornaam", "achternaam", "rol", "eenheid", "begin")
WIJKEN = ("code", "wijknetwerk")
LAST_DAY = "laatste_dag"
_NAME = re.compile(r"['’]?[^\W\d_].*")  # what begins otherwise could be a formula in a spreadsheet
_DUTCH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")


@dataclass(frozen=True)
class Person:
    """One line: somebody and her post. `eenheid` is a code of a vestiging, the name of a wijknetwerk, or empty for the SWV."""

    line: int
    email: str
    voornaam: str
    achternaam: str
    rol: Rol
    eenheid: str
    begin: dt.date
    laatste_dag: dt.date | None


@dataclass(frozen=True)
class SchoolInWijk:
    """One line: a school and the wijknetwerk it belongs to."""

    line: int
    code: str
    wijknetwerk: str


def read_people(data: bytes) -> tuple[list[Person], list[Fault]]:
    """Return the people of a file and what is wrong in it; raise Invalid when the file as a whole is no such table."""
    return _read(data, PEOPLE, (LAST_DAY,), person)


def read_wijken(data: bytes) -> tuple[list[SchoolInWijk], list[Fault]]:
    """Return which school belongs to which wijknetwerk; raise Invalid when the file is no such table."""
    readers = {"code": code_of_vestiging, "wijknetwerk": lambda value: name(value, 120)}
    return _read(data, WIJKEN, (), lambda line, row: _made(SchoolInWijk, line, row, readers))


def person(line: int, row: dict[str, str]) -> tuple[Person | None, list[Fault]]:
    """Return one person and her post, or what is wrong with them."""
    readers = {
        "email": _email, "voornaam": lambda value: name(value, 60), "achternaam": lambda value: name(value, 80), "rol": rol,
        "eenheid": line_of_text, "begin": day, LAST_DAY: lambda value: day(value) if value else None,
    }  # fmt: skip
    made, faults = _made(Person, line, {LAST_DAY: ""} | row, readers)
    if made and made.laatste_dag and made.laatste_dag < made.begin:
        return None, [Fault(line, "de laatste dag ligt voor het begin", LAST_DAY)]
    return made, faults


def name(value: str, longest: int) -> str:
    """Return a name of a person or a wijknetwerk."""
    text = line_of_text(value)
    refuse_bsn(text)
    if not text:
        raise Invalid("niet ingevuld")
    if not _NAME.fullmatch(text):
        raise Invalid(f"{shown(text)} begint niet met een letter")
    if len(text) > longest:
        raise Invalid(f"langer dan {longest} tekens")
    return text


def rol(value: str) -> Rol:
    """Return a role by its stored value or by what people call it."""
    wanted = line_of_text(value).replace("’", "'").casefold()
    for one in Rol:
        if wanted in (one.value, one.label.casefold()):
            return one
    raise Invalid(f"{shown(value)} is geen rol; kies uit {', '.join(Rol.values)}")


def day(value: str) -> dt.date:
    """Return a day, as 2026-12-01 or as a spreadsheet writes it, 1-12-2026."""
    found = _DUTCH_DAY.fullmatch(value)
    try:
        read = dt.date(*(int(part) for part in reversed(found.groups()))) if found else dt.date.fromisoformat(value)
    except ValueError:
        raise Invalid(f"{shown(value)} is geen datum, zoals 2026-12-01" if value else "niet ingevuld") from None
    if not 2000 <= read.year <= 2100:
        raise Invalid(f"{shown(value)} ligt te ver weg")
    return read


def _email(value: str) -> str:
    if not value:
        raise Invalid("niet ingevuld")
    return normalise_email(value)


def _read(data: bytes, columns: tuple[str, ...], optional: tuple[str, ...], make) -> tuple[list, list[Fault]]:
    text, _ = decode(data)
    return read_rows(split_lines(text, ";,"), columns, optional, make)


def split_lines(text: str, delimiters: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the rows of a text with their numbers; None where the quotes are wrong. The header says which delimiter it is."""
    numbered = list(lines(text))
    first = numbered[0][1]
    delimiter = max(delimiters, key=first.count)
    return ((number, _split(line, delimiter)) for number, line in numbered)


def read_rows(
    numbered: Iterator[tuple[int, list[str] | None]], columns: tuple[str, ...], optional: tuple[str, ...], make
) -> tuple[list, list[Fault]]:
    """Return what `make` made of each row below the header, and what is wrong; raise Invalid when the header is not that of this table."""
    _, first = next(numbered)
    header = [column.strip().casefold() for column in first or []]
    _check(header, columns, optional)
    made, faults = [], []
    for number, fields in numbered:
        if fields is None:
            faults.append(Fault(number, "de aanhalingstekens kloppen niet"))
        elif not any(field.strip() for field in fields):
            continue  # a spreadsheet leaves rows of separators behind
        elif len(fields) != len(header):
            faults.append(Fault(number, f"deze regel heeft {len(fields)} velden, de kop heeft er {len(header)}"))
        else:
            one, wrong = make(number, dict(zip(header, (field.strip() for field in fields), strict=True)))
            made += [one] if one else []
            faults += wrong
    return made, faults


def _check(header: list[str], columns: tuple[str, ...], optional: tuple[str, ...]) -> None:
    if sorted(set(header)) != sorted(header) or not set(columns) <= set(header) <= {*columns, *optional}:
        also = f" (en als u wilt {', '.join(optional)})" if optional else ""
        raise Invalid(f"De eerste regel moet deze kolommen noemen: {'; '.join(columns)}{also}.")


def _split(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _made(kind, line: int, row: dict[str, str], readers: dict) -> tuple:
    values, faults = {}, []
    for column, read in readers.items():
        try:
            values[column] = read(row[column])
        except Invalid as fault:
            faults.append(Fault(line, fault.message, column))
    return (None, faults) if faults else (kind(line=line, **values), [])
