"""The documents of a dossier: each is the base64 of a zip with one file. The zip is from outside: nothing of it is trusted."""

import base64
import binascii
import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from portal.lib.errors import Invalid

from .markup import PACKED, refuse_number, text_of
from .profile import STRIPPED, Finding

MOST = 40  # documents of one dossier
LARGEST_FILE, LARGEST_TOGETHER = 15_000_000, 20_000_000  # bytes, unpacked
LONGEST_NAME = 150
_OFFICE = ("docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods")  # zips by nature: never opened here
_PATH = re.compile(r"[/\\:\x00-\x1f\x7f]|^\.{1,2}$")

TOO_MANY = f"In dit dossier zitten meer dan {MOST} documenten. Laat in uw leerlingvolgsysteem bijlagen weg en exporteer het opnieuw."
TOO_LARGE = "Een document in dit dossier is uitgepakt groter dan 15 MB. We lezen het dossier daarom niet."
TOO_LARGE_TOGETHER = "De documenten in dit dossier zijn uitgepakt samen groter dan 20 MB. Laat in uw leerlingvolgsysteem bijlagen weg en exporteer het opnieuw."
NOT_ONE = "Een document in dit dossier is niet ingepakt zoals OSO voorschrijft: één bestand in een zip. We lezen het dossier daarom niet."
STRANGE_NAME = "Een document in dit dossier heeft een naam met een pad of een vreemd teken. We lezen het dossier daarom niet."
A_LINK = "Een document in dit dossier is geen gewoon bestand maar een verwijzing. We lezen het dossier daarom niet."
NESTED = "Een document in dit dossier is zelf weer een ingepakt bestand. Voeg in uw leerlingvolgsysteem de losse bestanden toe en exporteer het opnieuw."
DAMAGED = "het is beschadigd of niet ingepakt zoals OSO voorschrijft; voeg het zelf toe"
ENCRYPTED = "het is beveiligd met een wachtwoord; haal de beveiliging eraf en voeg het zelf toe"


class _LeftOut(Exception):
    """This document cannot be read, but does no harm: why."""


@dataclass(frozen=True)
class Attachment:
    """One document: its name, what the school calls it, and the part of the dossier it hung on."""

    name: str
    description: str
    origin: str
    data: bytes


def attachments(documents: list[tuple[Element, str]]) -> Iterator[Attachment | Finding]:
    """Yield the documents of (element, origin), unpacked, and of one that cannot be read why; raise Invalid for one made to do harm."""
    if len(documents) > MOST:
        raise Invalid(TOO_MANY)
    together = 0
    for element, origin in documents:
        given = _checked(text_of(element, "bestandsnaam") or "zonder naam")
        try:
            inside, data = _unpack(element.findtext(PACKED) or "")
        except _LeftOut as why:
            yield Finding(STRIPPED, f"Document ‘{given}’", str(why))
            continue
        together += len(data)
        if together > LARGEST_TOGETHER:
            raise Invalid(TOO_LARGE_TOGETHER)
        yield Attachment(_name(given, inside), text_of(element, "omschrijving"), origin, data)


def _unpack(text: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the one file in a packed document."""
    try:
        packed = base64.b64decode("".join(text.split()), validate=True)
        with zipfile.ZipFile(io.BytesIO(packed)) as package:
            if len(package.infolist()) != 1:
                raise Invalid(NOT_ONE)
            return _file(package, package.infolist()[0])
    except (binascii.Error, zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, NotImplementedError, EOFError, OSError):
        raise _LeftOut(DAMAGED) from None


def _file(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[str, bytes]:
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Invalid(A_LINK)
    inside = _checked(entry.orig_filename)  # a directory is refused too: it ends in a slash
    if entry.flag_bits & 1:
        raise _LeftOut(ENCRYPTED)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _LeftOut(DAMAGED)
    if entry.file_size > LARGEST_FILE:
        raise Invalid(TOO_LARGE)
    with package.open(entry) as file:  # by itself `read` unpacks it whole before it looks at the size
        data = file.read(entry.file_size)  # what says too little fails its checksum
    if zipfile.is_zipfile(io.BytesIO(data)) and _kind(inside) not in _OFFICE:
        raise Invalid(NESTED)
    return inside, data


def _checked(name: str) -> str:
    """Return a name that is nothing but a name; raise Invalid."""
    refuse_number(name, ", in de naam van een document")
    if _PATH.search(name) or not name.isprintable() or len(name) > LONGEST_NAME:
        raise Invalid(STRANGE_NAME)
    return name


def _name(given: str, inside: str) -> str:
    """Return the name that the school knows, with the ending of the file that was packed."""
    kind = _kind(inside)
    return given if _kind(given) == kind or not kind else f"{PurePosixPath(given).stem}.{kind}"


def _kind(name: str) -> str:
    return PurePosixPath(name).suffix.removeprefix(".").lower()
