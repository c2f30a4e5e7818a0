"""From the bytes of a file to its lines, and what is wrong in a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.lib.errors import Invalid

ENCODINGS = ("auto", "utf-8", "cp1252")
LARGEST = 50_000_000  # bytes; the whole country's basisonderwijs is 2 MB

EMPTY = "Dit bestand is leeg."
EXCEL = "Dit is een Excel-bestand of een zip-bestand. Sla het op als CSV en probeer het opnieuw."
NOT_TEXT = "Dit bestand is geen gewone tekst. Sla het op als CSV en probeer het opnieuw."
TOO_LARGE = "Dit bestand is te groot voor een register van scholen. Controleer of het het goede bestand is."

_LINE_END = re.compile("\r\n|\r|\n")
_SHOWN = 40  # characters of a value that a message repeats


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line, for the person who has to mend it."""

    line: int
    message: str
    column: str = ""

    def __str__(self) -> str:
        place = f"regel {self.line}, {self.column}" if self.column else f"regel {self.line}"
        return f"{place}: {self.message}"


def shown(value: str) -> str:
    """Return a value that can be printed: a file must not steer the terminal of who reads about it."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in value[:_SHOWN])
    return f"‘{printable}{'…' if len(value) > _SHOWN else ''}’"


def decode(data: bytes, encoding: str = "auto") -> tuple[str, str]:
    """Return the text and its encoding. Bytes that do not fit become a sign that fails in its own line."""
    if len(data) > LARGEST:
        raise Invalid(TOO_LARGE)
    if data.startswith(b"PK\x03\x04"):
        raise Invalid(EXCEL)
    if b"\0" in data:
        raise Invalid(NOT_TEXT)
    if encoding == "auto":
        encoding = "utf-8" if _is_utf8(data) else "cp1252"
    return data.decode(encoding, "replace").removeprefix("\ufeff"), encoding


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers; raise Invalid when there are none."""
    if not text.strip():
        raise Invalid(EMPTY)
    return ((number, line) for number, line in enumerate(_LINE_END.split(text), start=1) if line.strip())


def _is_utf8(data: bytes) -> bool:
    """Say whether at least half of what is not ASCII reads well as UTF-8: one damaged byte decides nothing."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(not c.isascii() for c in text) >= 2 * broken
