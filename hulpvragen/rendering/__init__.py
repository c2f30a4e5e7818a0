"""Reads and draws the documents that people send. It knows no model, and no page.

Nothing here parses what came from outside: that happens in a jailed process (`jail.py`, `inside/`). What a browser gets
is a picture that we made; what a file is, is decided by opening it, not by its name or its first bytes.
"""

import re
from dataclasses import dataclass

from hulpvragen.rendering import jail, names, virus, word
from hulpvragen.rendering.sentences import NOTES, invalid
from portal.lib.errors import Invalid

LARGEST = 20_000_000  # bytes of one file
MOST_PAGES = 300
PDF, JPEG, PNG, DOCX = "pdf", "jpeg", "png", "docx"
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]")  # and what pdfium puts where a word was broken


@dataclass(frozen=True)
class Paper:
    """A file that can be shown. `weergave` is what is drawn when that is not the file itself; a text per page."""

    bestandstype: str
    titel: str
    teksten: list[str]
    weergave: bytes | None = None
    verborgen: str = ""  # what the file says beside its pages: look for a BSN there as well, and keep it nowhere
    opmerkingen: tuple[str, ...] = ()  # sentences for who sent it


def read(naam: str, data: bytes) -> Paper:
    """Return what this file holds; raise Invalid, with a sentence of its own, for every file that we do not take."""
    titel, soort = names.read(naam)
    if not data:
        raise invalid("empty")
    if len(data) > LARGEST:
        raise invalid("too_large")
    virus.refuse(data)
    if soort == DOCX:
        return _read_word(titel, data)
    answer = _ask("read_pdf" if soort == PDF else "read_image", data, soort)
    return _paper(answer, soort if soort == PDF else str(answer.said.get("soort")), titel, answer.data or None)


def picture(data: bytes, bestandstype: str, nummer: int, merk: str) -> bytes:
    """Return page `nummer` (from 1) as WebP, with `merk` over it; raise Invalid when it cannot be drawn. Nothing is kept."""
    task = "draw_image" if bestandstype in (JPEG, PNG) else "draw_pdf"
    return _ask(task, data, bestandstype, nummer=nummer, merk=merk).data


def _read_word(titel: str, data: bytes) -> Paper:
    """Read a Word file as the PDF that the converter makes of it."""
    checked = _ask("read_word", data, DOCX)
    converted = word.as_pdf(data)
    paper = _paper(_ask("read_pdf", converted, PDF), DOCX, titel, converted)
    return Paper(DOCX, titel, paper.teksten, converted, f"{_text(checked.said.get('verborgen'))}\n{paper.verborgen}", (NOTES["converted"],))


def _ask(task: str, data: bytes, soort: str, **given) -> jail.Answer:
    answer = jail.ask(task, data, **given)
    if fault := answer.said.get("fault"):
        raise invalid(names.what_it_is(soort, data) if fault == "other" else fault)
    return answer


def _paper(answer: jail.Answer, soort: str, titel: str, weergave: bytes | None) -> Paper:
    """Return a Paper from what the jail says: whoever broke out in there may say anything."""
    teksten, notes = answer.said.get("teksten"), answer.said.get("notes", [])
    if soort not in (PDF, JPEG, PNG, DOCX) or not isinstance(teksten, list) or not 0 < len(teksten) <= MOST_PAGES or not isinstance(notes, list):
        raise invalid("damaged")
    sentences = tuple(NOTES[note] for note in notes if isinstance(note, str) and note in NOTES)
    return Paper(soort, titel, [_text(tekst) for tekst in teksten], weergave, _text(answer.said.get("verborgen")), sentences)


def _text(said) -> str:
    return _NO_TEXT.sub("", said.replace("\r\n", "\n")).strip() if isinstance(said, str) else ""


def is_safe() -> bool:
    """Say whether this machine lets a process shut itself in; where it does not, no document is read or shown."""
    try:
        return jail.ask("nothing", b"").said == {}
    except Invalid:
        return False
