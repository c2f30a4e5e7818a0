"""Telephone numbers of the Netherlands: kept as ten digits, written as people read them aloud."""

import re
import unicodedata

from portal.lib.errors import Invalid

NO_NUMBER = "Vul een telefoonnummer in van 10 cijfers, bijvoorbeeld 010 - 123 45 67"

_WRITTEN_BETWEEN = re.compile(r"[\s()./\-\u2010-\u2015]")
_TEN = re.compile("0[1-9][0-9]{8}")
# the codes of two digits after the 0; all others have three (Nummerplan telefoon- en ISDN-diensten)
_SHORT_CODES = frozenset({10, 13, 15, 20, 23, 24, 26, 30, 33, 35, 36, 38, 40, 43, 45, 46, 50, 53, 55, 58, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 85, 88})


def read_phone(typed: str) -> str:
    """Return the ten digits of a number that somebody typed, as it is dialled here; raise Invalid for anything else."""
    plain = _WRITTEN_BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(?:\+|00)310?", "0", plain)
    if not _TEN.fullmatch(digits):
        raise Invalid(NO_NUMBER)
    return digits


def written(number: str) -> str:
    """Write ten digits for a reader: 010 - 123 45 67, 0181 - 12 34 56, 06 - 12 34 56 78; others as they are."""
    if not _TEN.fullmatch(number):
        return number
    if number.startswith("06"):
        return f"06 - {_in_pairs(number[2:])}"
    if int(number[1:3]) in _SHORT_CODES:
        return f"{number[:3]} - {number[3:6]} {_in_pairs(number[6:])}"
    return f"{number[:4]} - {_in_pairs(number[4:])}"


def dialled(number: str) -> str:
    """Return what a tel: link holds: +31101234567 for 0101234567."""
    return f"+31{number[1:]}" if number.startswith("0") else number


def _in_pairs(digits: str) -> str:
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
