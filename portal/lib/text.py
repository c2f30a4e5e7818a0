"""What people type, made fit to keep: clean text, no BSN, one spelling for each e-mail address."""

import re
import unicodedata
from collections.abc import Sequence

from stdnum.nl import bsn, onderwijsnummer

from portal.lib import declared
from portal.lib.errors import Invalid

NOT_KEPT = "Er staat een teken in dat we niet kunnen bewaren. Typ de tekst opnieuw of plak hem zonder opmaak."
_HOLDS_BSN = "{} lijkt een burgerservicenummer (BSN) of onderwijsnummer te staan. Het samenwerkingsverband mag dat niet hebben. Haal het nummer weg."
HOLDS_BSN = _HOLDS_BSN.format("Hier")
BSN = "bsn"  # the code of that fault: a form asks then whether it is another number
EMAIL_INCOMPLETE = "Vul een volledig e-mailadres in, bijvoorbeeld naam@school.nl"
EMAIL_SEVERAL = "Vul één e-mailadres in"
EMAIL_WITH_NAME = "Vul alleen het e-mailadres in, zonder naam erbij, bijvoorbeeld naam@school.nl"
EMAIL_STRANGE_LETTER = "In dit e-mailadres staat een letter die we niet herkennen. Typ het adres zelf, met gewone letters zonder accent."
EMAIL_TOO_LONG = "Dit e-mailadres is te lang. Controleer het adres."

# C0 (but tab and newline), DEL, C1, bidi overrides, lone surrogates, and what a decoder leaves
# behind for bytes that were no text
_NEVER_KEPT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]")
_LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029")
_PILED_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5}")
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + _INVISIBLE

# nine digits, with or without . - / _ or a space between; the digits of a number that goes on are none
_NINE_DIGITS = re.compile(r"(?<!\d)(?=(\d(?:(?: ?[.\-/_] ?| )?\d){8})(?!\d))")
_REMAINDERS = (0, 5)  # of a BSN and of an onderwijsnummer
_ABROAD = re.compile(r"(?:\+|00)31[ .\-]?(?:\(0\))?[ .\-]?$")

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$)[a-z0-9-]{{2,63}}(?<!-)")


def clean_text(value: str, multiline: bool = False) -> str:
    """Return the text as it is kept (NFC, edges trimmed); raise Invalid for what cannot be kept."""
    text = _LINE_ENDS.sub("\n", value)
    if not multiline:
        text = text.replace("\t", " ")
    if _NEVER_KEPT.search(text) or (not multiline and "\n" in text.strip("\n")):
        raise Invalid(NOT_KEPT)
    text = unicodedata.normalize("NFC", text)
    if _PILED_MARKS.search(text):
        raise Invalid(NOT_KEPT)
    return text.strip(_EDGES)


def listed(words: Sequence[object]) -> str:
    """Return words as a sentence names them: a, b en c."""
    *first, last = map(str, words or [""])
    return f"{', '.join(first)} en {last}" if first else last


def find_bsn(text: str) -> bool:
    """Say whether a valid BSN or onderwijsnummer stands anywhere in the text."""
    plain = _plain_digits(text)
    for found in _NINE_DIGITS.finditer(plain):
        before = plain[max(0, found.start() - 12) : found.start()]
        if _is_person_number(found[1]) and not _ABROAD.search(before):
            return True
    return False


def refuse_bsn(text: str, said: str = "", field: str = "", place: str = "Hier") -> None:
    """Raise Invalid when the text holds a BSN or onderwijsnummer; the number is not repeated.

    `said` is what she says that the number is (`PortalForm.declared`, one of `AnderNummer`): then it passes, and the
    trail says so of this `field`. `place` begins the sentence: "Op bladzijde 3".
    """
    if find_bsn(text) and not declared.believe(said, field):
        raise Invalid(_HOLDS_BSN.format(place), field or None, BSN)


def normalise_email(value: str) -> str:
    """Return the one spelling under which an address is kept; raise Invalid for anything else."""
    if _NEVER_KEPT.search(value) or "\n" in value or "\t" in value:
        raise Invalid(EMAIL_INCOMPLETE)
    address = unicodedata.normalize("NFKC", value).strip().lower()
    if "<" in address or ">" in address or '"' in address:
        raise Invalid(EMAIL_WITH_NAME)
    if "," in address or ";" in address or address.count("@") > 1:
        raise Invalid(EMAIL_SEVERAL)
    local, _, domain = address.partition("@")
    if not local.isascii():
        raise Invalid(EMAIL_STRANGE_LETTER)
    domain = _ascii_domain(domain)
    address = f"{local}@{domain}"
    if len(address) > 254 or len(local) > 64:
        raise Invalid(EMAIL_TOO_LONG)
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise Invalid(EMAIL_INCOMPLETE)
    return address


def _plain_digits(text: str) -> str:
    """Return the text with every kind of digit, dash and space in its plain form, for searching only."""
    folded = re.sub(rf"[{_INVISIBLE}]", "", unicodedata.normalize("NFKC", text))
    folded = re.sub(r"(?![0-9])\d", lambda digit: str(int(digit[0])), folded)
    folded = re.sub("[\u2010-\u2015\u2212]", "-", folded)
    return re.sub(r"[^\S\n]+", " ", folded)


def _is_person_number(digits: str) -> bool:
    number = "".join(filter(str.isdigit, digits))
    if bsn.checksum(number) not in _REMAINDERS:  # the cheap question first: of a page full of digits it is asked of each
        return False
    # one writer uses one separator: "2025-2026 3" is a school year and a count
    separators = {between.strip() or between for between in re.split(r"\d", digits)} - {""}
    return len(separators) <= 1 and (bsn.is_valid(number) or onderwijsnummer.is_valid(number))


def _ascii_domain(domain: str) -> str:
    """Return the domain in ASCII, and refuse letters of another script that pass for Latin ones."""
    if domain.isascii() and "xn--" not in domain:
        return domain
    try:
        shown = domain.encode("ascii").decode("idna") if domain.isascii() else domain
        encoded = shown.encode("idna").decode("ascii")
    except UnicodeError:
        raise Invalid(EMAIL_STRANGE_LETTER) from None
    if not all(_is_plain_latin(letter) for letter in shown):
        raise Invalid(EMAIL_STRANGE_LETTER)
    return encoded


def _is_plain_latin(letter: str) -> bool:
    # a letter with an accent, as in "müller": its base is an ASCII letter; ß, ı, ɑ and Cyrillic have none
    return unicodedata.normalize("NFD", letter)[0].isascii()
