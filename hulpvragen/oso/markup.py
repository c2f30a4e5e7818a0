"""From the bytes of a file to a tree that can be trusted in form: no DTD, no entity, bounded, of the version we know, without a BSN."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from portal.lib.errors import Invalid
from portal.lib.text import clean_text, find_bsn

NAMESPACE = "{http://www.edustandaard.nl/oso_gegevensset/2019/dossier}"
VERSION = "2019.1"
LARGEST = 20_000_000  # bytes, with the documents in it
DEEPEST, MOST = 40, 100_000  # levels and elements; the official examples have 12 and 700
MOST_TEXT = 1_000_000  # characters beside the documents; the official examples have 40,000
PACKED = "bestandsinhoud"  # a document: base64 of a zip, no text

EMPTY = "Dit bestand is leeg. Exporteer het dossier opnieuw uit uw leerlingvolgsysteem."
TOO_LARGE = "Dit bestand is groter dan 20 MB. Laat in uw leerlingvolgsysteem bijlagen weg en exporteer het opnieuw."
NOT_UTF8 = "Dit bestand heeft niet de tekenset UTF-8. Exporteer het dossier opnieuw uit uw leerlingvolgsysteem en wijzig het daarna niet."
MALFORMED = "Dit bestand is niet te lezen als XML. Exporteer het dossier opnieuw uit uw leerlingvolgsysteem en wijzig het daarna niet."
HOSTILE = "In dit bestand staan opdrachten (DTD of entiteiten) die niet in een OSO-dossier horen. We lezen het daarom niet."
TOO_DEEP = "Dit bestand is te groot of te ingewikkeld opgebouwd voor een OSO-dossier. We lezen het daarom niet."
NO_DOSSIER = "Dit bestand is geen OSO-dossier."
OTHER_VERSION = f"Dit OSO-dossier heeft een andere versie dan {VERSION}. Exporteer het in versie {VERSION}."
STRANGE = "In dit dossier staat een teken dat we niet kunnen bewaren. Haal het weg in uw leerlingvolgsysteem en exporteer het dossier opnieuw."
HOLDS_BSN = (
    "In dit dossier lijkt een burgerservicenummer (BSN) of onderwijsnummer te staan{place} (regel PaO.LL12). Het samenwerkingsverband mag dat niet "
    "hebben. Haal het nummer weg in uw leerlingvolgsysteem en exporteer het dossier opnieuw."
)

_DECLARED = re.compile(r"<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)[\"']")
_ROOT = re.compile(r"\{http://www\.edustandaard\.nl/oso_gegevensset/[^}]*\}dossier")
_PLAIN_NAME = re.compile("[a-z][a-z0-9_-]{0,39}")


class _Bounded(TreeBuilder):
    """Builds the tree without our namespace in its names, never deeper or larger than DEEPEST and MOST."""

    def __init__(self):
        super().__init__()
        self.depth, self.count, self.beside = 0, 0, []

    def start(self, tag, attrs):
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST:
            raise Invalid(TOO_DEEP)
        return super().start(tag.removeprefix(NAMESPACE) if self.depth > 1 else tag, attrs)

    def end(self, tag):
        self.depth -= 1
        return super().end(tag.removeprefix(NAMESPACE) if self.depth else tag)

    def comment(self, text):
        self.beside.append(text)

    def pi(self, target, text=None):
        self.beside.append(f"{target} {text or ''}")


def parse(data: bytes) -> Element:
    """Return the dossier; raise Invalid with what is wrong with the file as a whole."""
    if len(data) > LARGEST:
        raise Invalid(TOO_LARGE)
    target = _Bounded()
    parser = DefusedXMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    try:
        parser.feed(_utf8(data))
        root = parser.close()
    except DefusedXmlException:
        raise Invalid(HOSTILE) from None
    except (ParseError, ValueError):
        raise Invalid(MALFORMED) from None
    if root.tag != f"{NAMESPACE}dossier":
        raise Invalid(OTHER_VERSION if _ROOT.fullmatch(root.tag) else NO_DOSSIER)
    if text_of(root, "metadata/standaardversie") != VERSION:
        raise Invalid(OTHER_VERSION)
    _refuse_numbers(root, target.beside)
    return root


def _utf8(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(NOT_UTF8) from None
    if not text.strip():
        raise Invalid(EMPTY)
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8"):
        raise Invalid(NOT_UTF8)
    return text


# ---- no BSN, anywhere


def _refuse_numbers(root: Element, beside: list[str]) -> None:
    """Raise Invalid when the file has a place for a BSN, or a number anywhere that is one. The number is not repeated."""
    if sum(map(len, beside)) + sum(len(text) for element in root.iter() for text in _texts(element)) > MOST_TEXT:
        raise Invalid(TOO_DEEP)
    for element in root.iter():
        if element.tag in ("bsn", "onderwijsnummer") or any(map(find_bsn, _texts(element))):
            raise Invalid(HOLDS_BSN.format(place=f", bij ‘{element.tag}’" if _PLAIN_NAME.fullmatch(element.tag) and not find_bsn(element.tag) else ""))
    if any(map(find_bsn, beside)):
        raise Invalid(HOLDS_BSN.format(place=""))


def _texts(element: Element) -> Iterator[str]:
    """Yield all that stands in one element itself; a packed document is no text."""
    yield from (element.tag, element.tail or "", *element.attrib, *element.attrib.values())
    if element.tag != PACKED:
        yield element.text or ""


def refuse_number(text: str, place: str = "") -> None:
    """Raise Invalid when a text that was put together holds a BSN."""
    if find_bsn(text):
        raise Invalid(HOLDS_BSN.format(place=place))


# ---- values


def text_of(element: Element | None, path: str, multiline: bool = False) -> str:
    """Return the text at a path, cleaned, or nothing; raise Invalid for what cannot be kept."""
    found = None if element is None else element.find(path)
    return "" if found is None else clean(found.text or "", multiline)


def texts_of(element: Element, path: str, multiline: bool = False) -> list[str]:
    """Return the texts at a path that say something."""
    return [text for found in element.iterfind(path) if (text := clean(found.text or "", multiline))]


def clean(text: str, multiline: bool = False) -> str:
    """Return a text as it may be kept; raise Invalid for what cannot be kept."""
    try:
        return clean_text(text if multiline else " ".join(text.split()), multiline)
    except Invalid:
        raise Invalid(STRANGE) from None


def says_yes(element: Element | None, path: str) -> bool:
    """Return an xs:boolean; what is not there says no."""
    return text_of(element, path) in ("true", "1")
