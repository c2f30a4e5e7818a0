"""Reads DUO's register of schools as it really comes, and lists of codes. Pure: knows no database."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from stdnum.exceptions import ValidationError
from stdnum.nl import brin

from portal.lib.errors import Invalid
from portal.lib.text import clean_text

ENCODINGS = ("auto", "utf-8", "cp1252")
LARGEST = 50_000_000  # bytes; the whole country's basisonderwijs is 2 MB

NOT_TEXT = "Dit bestand is geen gewone tekst. Sla het op als CSV en probeer het opnieuw."
EXCEL = "Dit is een Excel-bestand of een zip-bestand. Sla het op als CSV en probeer het opnieuw."
EMPTY = "Dit bestand is leeg."
TOO_LARGE = "Dit bestand is te groot voor een register van scholen. Controleer of het het goede bestand is."
ONLY_HEADER = "In dit bestand staat alleen een kop en geen enkele school."
BAD_HEADER = "De kop van dit bestand is niet te lezen: de aanhalingstekens kloppen niet."

_LINE_END = re.compile("\r\n|\r|\n")
_POSTCODE = re.compile("([1-9][0-9]{3}) ?([A-Z]{2})")
_PHONE = re.compile("[0-9]{3,15}")
_BOARD = re.compile("[0-9]{1,5}")
_LOCATION = re.compile("[0-9]{1,2}")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line of a file, for the person who has to mend it."""

    line: int
    message: str
    column: str = ""

    def __str__(self) -> str:
        place = f"regel {self.line}, {self.column}" if self.column else f"regel {self.line}"
        return f"{place}: {self.message}"


# ---- values


def _shown(value: str) -> str:
    """Return a value that can be printed: a file must not steer the terminal of who reads the fault."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value[:40])
    return f"‘{printable}{'…' if len(value) > 40 else ''}’"


def _code(value: str) -> str:
    """Return the code of a vestiging in its one spelling, such as 12AB00."""
    try:
        code = brin.validate(value) if value.isascii() else ""
    except ValidationError:
        code = ""
    if len(code) != 6:
        raise Invalid(f"{_shown(value)} is geen code van een vestiging, zoals 12AB00")
    return code


def _brin(value: str) -> str:
    try:
        code = brin.validate(value) if value.isascii() else ""
    except ValidationError:
        code = ""
    if len(code) != 4:
        raise Invalid(f"{_shown(value)} is geen BRIN, zoals 12AB")
    return code


def _board(value: str) -> str:
    if not _BOARD.fullmatch(value):
        raise Invalid(f"{_shown(value)} is geen nummer van een bestuur van vijf cijfers")
    return value.zfill(5)  # a spreadsheet drops the zeros in front


def _postcode(value: str) -> str:
    if not (found := _POSTCODE.fullmatch(value.upper())):
        raise Invalid(f"{_shown(value)} is geen postcode, zoals 1234 AB")
    return f"{found[1]} {found[2]}"


def _phone(value: str) -> str:
    digits = re.sub(r"^\+", "00", re.sub(r"[ ()./-]", "", value))
    digits = re.sub("^00310?", "0", digits)
    if not _PHONE.fullmatch(digits):
        raise Invalid(f"{_shown(value)} is geen telefoonnummer")
    return digits


def _as_it_is(value: str) -> str:
    return value


def _clean(value: str) -> str:
    """Return a value without the blanks around it and the double ones in it."""
    try:
        return " ".join(clean_text(value).split())
    except Invalid:
        raise Invalid(f"in {_shown(value)} staat een teken dat geen tekst is") from None


# ---- columns


@dataclass(frozen=True)
class Column:
    """One column that the catalogue keeps: the headers it has had, the present one first."""

    field: str
    headers: tuple[str, ...]
    longest: int
    needed: bool = False
    tidy: Callable[[str], str] = _as_it_is

    def read(self, value: str) -> str:
        """Return the value as it is kept, or raise Invalid."""
        value = _clean(value)
        if not value and self.needed:
            raise Invalid("dit veld is leeg")
        value = self.tidy(value) if value else ""
        if len(value) > self.longest:
            raise Invalid(f"{_shown(value)} is te lang: {len(value)} tekens, hooguit {self.longest}")
        return value


BRIN = Column("brin", ("INSTELLINGSCODE", "BRIN NUMMER"), 4, True, _brin)
LOCATION = Column("vestiging", ("VESTIGINGSCODE", "VESTIGINGSNUMMER"), 20, True)
NAME = Column("naam", ("VESTIGINGSNAAM", "INSTELLINGSNAAM"), 120, True)
KEPT = (
    NAME,
    Column("bestuursnummer", ("BEVOEGD GEZAG NUMMER",), 5, True, _board),
    Column("straat", ("STRAATNAAM",), 80),
    Column("huisnummer", ("HUISNUMMER-TOEVOEGING",), 20),
    Column("postcode", ("POSTCODE",), 7, False, _postcode),
    Column("plaats", ("PLAATSNAAM",), 60, True),
    Column("gemeente", ("GEMEENTENAAM",), 60),
    Column("denominatie", ("DENOMINATIE",), 60),
    Column("telefoon", ("TELEFOONNUMMER",), 20, False, _phone),
    Column("internet", ("INTERNETADRES",), 200),
)


class Header:
    """Which meaning stands in which place of a row. Other columns may be there; they are left alone."""

    def __init__(self, fields: list[str]):
        self.names = [" ".join(name.upper().split()) for name in fields]
        self.place = {column: self._find(column) for column in (BRIN, LOCATION, *KEPT)}
        # the file of hoofdvestigingen has no column for it: a hoofdvestiging is location 00
        self.main_locations = self.place[LOCATION] is None and "VESTIGINGSNAAM" not in self.names
        if missing := [column for column in self.place if column.needed and self._misses(column)]:
            names = ", ".join(" of ".join(column.headers) for column in missing)
            raise Invalid(f"Dit is niet het register van scholen van DUO. In de kop ontbreekt: {names}.")
        self.kept = [column for column in KEPT if self.place[column] is not None]
        self.absent = [column.headers[0] for column in KEPT if self.place[column] is None]

    def _find(self, column: Column) -> int | None:
        for name in column.headers:
            if self.names.count(name) > 1:
                raise Invalid(f"De kolom {name} staat {self.names.count(name)} keer in de kop.")
            if name in self.names:
                return self.names.index(name)
        return None

    def _misses(self, column: Column) -> bool:
        return self.place[column] is None and not (column is LOCATION and self.main_locations)

    def name(self, column: Column) -> str:
        """Return the header under which this file has the column."""
        return self.names[self.place[column]]


# ---- the register


@dataclass
class Register:
    """What one file holds. `schools`: values by code; `codes`: also those of rows that are skipped."""

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

    def add(self, line: int, fields: list[str]) -> None:
        """Take in one row, or note everything that is wrong with it."""
        if len(fields) != len(self.header.names):
            self.faults.append(Fault(line, f"deze regel heeft {len(fields)} velden, de kop heeft er {len(self.header.names)}"))
            return
        faults = len(self.faults)
        code = self._read_code(line, fields)
        values = {column.field: self._read(line, fields, column) for column in self.header.kept}
        if len(self.faults) == faults:
            self.schools[code] = values

    def _read(self, line: int, fields: list[str], column: Column) -> str:
        try:
            return column.read(fields[self.header.place[column]])
        except Invalid as fault:
            self.faults.append(Fault(line, fault.message, self.header.name(column)))
            return ""

    def _read_code(self, line: int, fields: list[str]) -> str:
        institution = self._read(line, fields, BRIN)
        location = "00" if self.header.main_locations else self._read(line, fields, LOCATION)
        if not (institution and location):
            return ""
        column = self.header.name(BRIN if self.header.main_locations else LOCATION)
        try:
            code = _code(institution + location.zfill(2) if _LOCATION.fullmatch(location) else location)
            if not code.startswith(institution):
                raise Invalid(f"{code} hoort niet bij {self.header.name(BRIN)} {institution}")
            if code in self.codes:
                raise Invalid(f"{code} staat ook op regel {self.codes[code]}")
        except Invalid as fault:
            self.faults.append(Fault(line, fault.message, column))
            return ""
        self.codes[code] = line
        return code


def read_register(data: bytes, encoding: str = "auto") -> Register:
    """Return what a file holds; raise Invalid when the file as a whole is no register."""
    text, encoding = _decode(data, encoding)
    lines = _lines(text)
    first = next(lines, None)
    if first is None:
        raise Invalid(EMPTY)
    delimiter = ";" if first[1].count(";") >= first[1].count(",") else ","
    names = _split(first[1], delimiter)
    if names is None:
        raise Invalid(BAD_HEADER)
    register = Register(Header(names), encoding)
    for number, line in lines:
        _add_line(register, number, _split(line, delimiter))
    if not (register.schools or register.faults):
        raise Invalid(ONLY_HEADER)
    return register


def _add_line(register: Register, number: int, fields: list[str] | None) -> None:
    if fields is None:
        register.faults.append(Fault(number, "de aanhalingstekens kloppen niet"))
    elif any(value.strip() for value in fields):  # a spreadsheet leaves rows of separators behind
        register.add(number, fields)


def _split(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of one line. Line by line, so that an open quote spoils its own line only."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers."""
    return ((number, line) for number, line in enumerate(_LINE_END.split(text), start=1) if line.strip())


def _decode(data: bytes, encoding: str) -> tuple[str, str]:
    """Return the text and its encoding. Bytes that do not fit become a sign that fails in its own row."""
    if data.startswith(b"PK\x03\x04"):
        raise Invalid(EXCEL)
    if b"\0" in data:
        raise Invalid(NOT_TEXT)
    if encoding == "auto":
        encoding = "utf-8" if _is_utf8(data) else "cp1252"
    return data.decode(encoding, "replace").removeprefix("\ufeff"), encoding


def _is_utf8(data: bytes) -> bool:
    """Say whether more letters outside ASCII read well as UTF-8 than do not: one damaged byte decides nothing."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not c.isascii() for c in text) - broken >= broken


# ---- lists of codes


@dataclass
class CodeList:
    """The codes of a list, each with the line where it stands first."""

    codes: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_codes(data: bytes) -> CodeList:
    """Return the codes of a list: one a line or with commas between, `#` begins a remark."""
    found = CodeList()
    text, _ = _decode(data, "auto")
    for number, line in _lines(text):
        for part in line.partition("#")[0].split(","):
            if part.strip():
                _add_code(found, number, part.strip())
    if not (found.codes or found.faults):
        raise Invalid("In deze lijst staat geen enkele code.")
    return found


def _add_code(found: CodeList, line: int, part: str) -> None:
    try:
        found.codes.setdefault(_code(part), line)
    except Invalid as fault:
        found.faults.append(Fault(line, fault.message))
