"""One file of the register: its schools, and what is wrong with the rows that are skipped."""

import csv
import re
from dataclasses import dataclass, field

from portal.lib.errors import Invalid

from .header import BRIN, LOCATION, Column, Header
from .text import Fault, decode, lines
from .values import code_of_vestiging

BAD_HEADER = "De kop van dit bestand is niet te lezen: de aanhalingstekens kloppen niet."
ONLY_HEADER = "In dit bestand staat alleen een kop en geen enkele school."

_SHORT_LOCATION = re.compile("[0-9]{1,2}")


@dataclass
class Register:
    """What one file says. `codes` has the line of each code, also of a row that is skipped."""

    header: Header
    encoding: str
    schools: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def fields(self) -> list[str]:
        """The fields of the catalogue that this file says something about."""
        return [column.field for column in self.header.kept]

    @property
    def skipped(self) -> int:
        return len({fault.line for fault in self.faults})


def read_register(data: bytes, encoding: str = "auto") -> Register:
    """Return what a file holds; raise Invalid when the file as a whole is no register."""
    text, encoding = decode(data, encoding)
    numbered = lines(text)
    _, first = next(numbered)
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    if (names := _split(first, delimiter)) is None:
        raise Invalid(BAD_HEADER)
    register = Register(Header(names), encoding)
    for number, line in numbered:
        _take_in(register, number, _split(line, delimiter))
    if not (register.schools or register.faults):
        raise Invalid(ONLY_HEADER)
    return register


def _split(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of one line. Line by line, so that an open quote spoils its own line only."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _take_in(register: Register, line: int, fields: list[str] | None) -> None:
    expected = len(register.header.names)
    if fields is None:
        register.faults.append(Fault(line, "de aanhalingstekens kloppen niet"))
    elif not any(value.strip() for value in fields):
        pass  # a spreadsheet leaves rows of separators behind
    elif len(fields) != expected:
        register.faults.append(Fault(line, f"deze regel heeft {len(fields)} velden, de kop heeft er {expected}"))
    else:
        _Row(register, line, fields).take_in()


class _Row:
    """One row of the file on its way into the register; everything that is wrong with it is noted."""

    def __init__(self, register: Register, line: int, fields: list[str]):
        self.register, self.header, self.line, self.fields = register, register.header, line, fields
        self.faults: list[Fault] = []

    def take_in(self) -> None:
        code = self._code()
        school = {column.field: self._read(column) for column in self.header.kept}
        if self.faults:
            self.register.faults += self.faults
        else:
            self.register.schools[code] = school

    def _read(self, column: Column) -> str:
        try:
            return column.read(self.header.value(column, self.fields))
        except Invalid as fault:
            self._note(column, fault)
            return ""

    def _code(self) -> str:
        """Return the code of the vestiging; the files give it whole, or as the number of a location of a BRIN."""
        institution = self._read(BRIN)
        location = "00" if self.header.only_main else self._read(LOCATION)
        if not (institution and location):
            return ""
        try:
            return self._claim(institution, institution + location.zfill(2) if _SHORT_LOCATION.fullmatch(location) else location)
        except Invalid as fault:
            self._note(BRIN if self.header.only_main else LOCATION, fault)
            return ""

    def _claim(self, institution: str, value: str) -> str:
        code = code_of_vestiging(value)
        if not code.startswith(institution):
            raise Invalid(f"{code} hoort niet bij {self.header.name(BRIN)} {institution}")
        if (line := self.register.codes.setdefault(code, self.line)) != self.line:
            raise Invalid(f"{code} staat ook op regel {line}")
        return code

    def _note(self, column: Column, fault: Invalid) -> None:
        self.faults.append(Fault(self.line, fault.message, self.header.name(column)))
