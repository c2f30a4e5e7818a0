"""The one spelling in which the catalogue keeps each kind of value."""

import re

from stdnum.exceptions import ValidationError
from stdnum.nl import brin

from portal.lib.errors import Invalid
from portal.lib.text import clean_text

from .text import shown

_BOARD = re.compile("[0-9]{1,5}")
_PHONE = re.compile("[0-9]{3,15}")
_POSTCODE = re.compile("([1-9][0-9]{3}) ?([A-Z]{2})")


def line_of_text(value: str) -> str:
    """Return the text without the blanks around it and the double ones in it."""
    try:
        return " ".join(clean_text(value).split())
    except Invalid:
        raise Invalid(f"in {shown(value)} staat een teken dat geen tekst is") from None


def brin_of_school(value: str) -> str:
    """Return a BRIN, such as 12AB."""
    return _brin(value, 4) or _refuse(value, "geen BRIN, zoals 12AB")


def code_of_vestiging(value: str) -> str:
    """Return the code of a vestiging, such as 12AB00."""
    return _brin(value, 6) or _refuse(value, "geen code van een vestiging, zoals 12AB00")


def number_of_bestuur(value: str) -> str:
    """Return five digits; a spreadsheet drops the zeros in front."""
    return value.zfill(5) if _BOARD.fullmatch(value) else _refuse(value, "geen nummer van een bestuur van vijf cijfers")


def postcode(value: str) -> str:
    """Return a postcode, such as 1234 AB."""
    found = _POSTCODE.fullmatch(value.upper())
    return f"{found[1]} {found[2]}" if found else _refuse(value, "geen postcode, zoals 1234 AB")


def phone(value: str) -> str:
    """Return the digits of a telephone number, a Dutch one as it is dialled here."""
    digits = re.sub(r"^\+", "00", re.sub(r"[ ()./-]", "", value))
    digits = re.sub("^00310?", "0", digits)
    return digits if _PHONE.fullmatch(digits) else _refuse(value, "geen telefoonnummer")


def _brin(value: str, length: int) -> str:
    try:
        found = brin.validate(value) if value.isascii() else ""
    except ValidationError:
        return ""
    return found if len(found) == length else ""


def _refuse(value: str, what: str) -> str:
    raise Invalid(f"{shown(value)} is {what}")
