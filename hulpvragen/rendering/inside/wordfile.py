"""A Word file before the converter gets it: a zip of XML that may be made to harm. Nothing of it is unpacked to a disk."""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from .serving import Refused

MOST_PARTS = 2000
LARGEST_PART, LARGEST = 60_000_000, 150_000_000  # bytes, unpacked
MOST_TEXT = 1_000_000
_OUTSIDE = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|RD)\b", re.IGNORECASE)
_HARMLESS = ("/hyperlink", "/attachedTemplate")  # a link to click, and the template it was made with: neither is fetched
_BREAKS = {"p", "tr", "tc", "br", "tab", "cr"}


def read(data: bytes) -> tuple[dict, bytes]:
    """Return all text in this Word file, what was deleted and remarked included; refuse what could harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            _check(book)
            return {"verborgen": "\n".join(_text(book, part) for part in book.infolist() if _is_xml(part.filename))[:MOST_TEXT]}, b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        raise Refused("cut_off" if data.startswith(b"PK\x03\x04") and b"word/" in data else "other") from None
    except expat.ExpatError:
        raise Refused("damaged") from None


def _check(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST or any(part.file_size > LARGEST_PART for part in parts):
        raise Refused("word_bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("word_password")
    if any(re.search(r"(^|/)\.\.(/|$)|^/|\\|:", name) or (part.external_attr >> 28) == 0xA for name, part in zip(names, parts, strict=True)):
        raise Refused("word_parts")
    lower = [name.lower() for name in names]
    if "[content_types].xml" not in lower or "word/document.xml" not in lower:
        raise Refused("other")
    if len(set(lower)) != len(lower):
        raise Refused("word_parts")
    if any("vbaproject" in name or "vbadata" in name or name.startswith("word/activex/") for name in lower):
        raise Refused("word_macros")
    if any("/embeddings/" in name for name in lower):
        raise Refused("word_embedded")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _text(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    with book.open(part) as opened:
        content = opened.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:  # what a zip says of its own size is not believed
        raise Refused("word_bomb")
    found: list[str] = []
    fields: list[str] = []
    state = {"name": ""}

    def start(name, given):
        state["name"] = name = name.rpartition(" ")[2]
        given = {key.rpartition(" ")[2]: value for key, value in given.items()}
        if name == "Relationship":
            _check_link(given)
        if "macroenabled" in given.get("ContentType", "").lower():
            raise Refused("word_macros")
        if name == "altChunk":
            raise Refused("word_outside")
        if name == "fldSimple":
            fields.append(given.get("instr", ""))
        found.append("\n" if name in _BREAKS else "")

    def text(said):
        (fields if state["name"] == "instrText" else found).append(said)

    def end(name):
        state["name"] = ""

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(content, True)
    if _OUTSIDE.search("".join(fields)):
        raise Refused("word_outside")
    return "".join(found)


def _check_link(given: dict[str, str]) -> None:
    kind = given.get("Type", "")
    if kind.endswith("/aFChunk") or (given.get("TargetMode", "").lower() == "external" and not kind.endswith(_HARMLESS)):
        raise Refused("word_outside")


def _no_doctype(*_):
    raise Refused("word_parts")
