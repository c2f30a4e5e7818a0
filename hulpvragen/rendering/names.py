"""The name of a file that was sent: its title, and the kind that it says to be."""

import re

from hulpvragen.rendering.sentences import invalid
from portal.lib.errors import Invalid
from portal.lib.text import clean_text

LONGEST = 150
TAKEN = {"pdf": "pdf", "docx": "docx", "jpg": "jpeg", "jpeg": "jpeg", "png": "png"}
REFUSED = {
    "kind_word": "doc odt rtf pages wps wpd dotx ott xps oxps djvu epub",
    "kind_sheet": "xls xlsx ods csv numbers ppt pptx odp key pub vsd vsdx",
    "kind_macro": "docm dotm xlsm pptm dot xla",
    "kind_mail": "eml msg mht mhtml",
    "kind_picture": "gif webp tif tiff bmp avif jfif jp2 jxl ico psd raw dng",
    "kind_heic": "heic heif hif",
    "kind_svg": "svg svgz",
    "kind_web": "htm html xhtml xml url webloc website php asp aspx jsp",
    "kind_program": "exe com bat cmd msi scr pif cpl dll jar js jse vbs vbe wsf wsh ps1 psm1 sh bash apk app dmg iso img lnk hta reg py pl rb chm gadget inf scf",
    "kind_zip": "zip rar 7z gz tgz tar bz2 xz zst cab",
    "kind_sound": "mp3 mp4 m4a m4v mov avi wav ogg mkv webm wmv aac flac amr",
    "kind_text": "txt md log json yaml yml ini conf",
}  # fmt: skip
_KINDS = {ending: code for code, endings in REFUSED.items() for ending in endings.split()}
_SPACES = re.compile(r"[\s_]+")
_FIRST_BYTES = (
    (rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", "is_program"),
    (rb"(?s:.{0,1019})%PDF-", "is_pdf"),
    (rb"\xff\xd8\xff|\x89PNG", "is_picture"),
    (rb"(?s:.{4})ftyp(hei|hev|mif|msf)", "is_heic"),
    (rb"GIF8|BM|II\*\0|MM\0\*|RIFF(?s:.{4})WEBP|\x00\x00\x01\x00|(?s:.{4})ftypavi", "is_other_picture"),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", "is_zip"),
    (rb"\0+\Z", "is_zeros"),
    (rb"(\xef\xbb\xbf)?\s*(<\?xml(?s:.{0,500}?))?(<!--(?s:.{0,500}?)-->\s*|<!DOCTYPE svg(?s:.{0,300}?)>\s*)*<svg\b", "is_svg"),
    (rb"(\xef\xbb\xbf)?\s*<", "is_web"),
    (rb"[\t\n\r\x20-\x7e\x80-\xff]+\Z", "is_text"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(naam: str) -> tuple[str, str]:
    """Return the title in this name and the kind of file that it says to be; raise Invalid for what we do not take."""
    try:
        clean = clean_text(naam)
    except Invalid:
        raise invalid("name_signs") from None
    if "/" in clean or "\\" in clean:
        raise invalid("name_path")
    if len(clean) > LONGEST:
        raise invalid("name_long")
    stem, _, ending = clean.rpartition(".")
    ending = ending.strip().lower()
    if ending in _KINDS:
        raise invalid(_KINDS[ending])
    if "." not in clean or not re.fullmatch(r"[a-z][a-z0-9]{1,7}", ending):
        raise invalid("name_without")
    if ending not in TAKEN:
        raise invalid("kind_unknown")
    before = stem.rpartition(".")[2].strip().lower() if "." in stem else ""
    if before in _KINDS or before in TAKEN:
        raise invalid("name_double")
    titel = _SPACES.sub(" ", stem).strip(" .")
    if not titel:
        raise invalid("name_empty")
    return titel, TAKEN[ending]


def what_it_is(soort: str, data: bytes) -> str:
    """Return the code that says best what this is, now that it did not open as `soort`. Only for the sentence."""
    start = data[:4096]
    if start.startswith(_OLD_OFFICE):
        return "word_password" if _ENCRYPTED in data else "is_old_word"
    if start.startswith(b"PK"):
        return "is_word" if b"word/document.xml" in data and soort != "docx" else "word_parts" if b"word/" in data else "is_zip"
    return next((code for pattern, code in _FIRST_BYTES if re.match(pattern, start) and not _itself(code, soort)), "other")


def _itself(code: str, soort: str) -> bool:
    return (code, soort) in {("is_pdf", "pdf"), ("is_picture", "jpeg"), ("is_picture", "png")}
