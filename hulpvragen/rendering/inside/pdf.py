"""PDFs: their text per page, and one page as a picture. Notes and form fields are made part of the page first."""

import pypdfium2
from pypdfium2 import raw

from . import images
from .serving import Refused

MOST_PAGES = 300
MOST_TEXT = 1_000_000  # characters
_ABOUT = ("Title", "Author", "Subject", "Keywords")
LARGEST_SIDE = 14_400  # points; what Acrobat takes
_PASSWORD, _SECURITY, _FORMAT = raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY, raw.FPDF_ERR_FORMAT
_STARTS = (raw.PDFACTION_LAUNCH, raw.PDFACTION_REMOTEGOTO, raw.PDFACTION_EMBEDDEDGOTO)
_HIDDEN = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_FILEATTACHMENT)


def read(data: bytes) -> tuple[dict, bytes]:
    """Return the text of each page, what stands beside the pages, and what the sender should know."""
    document = _opened(data)
    count = len(document)
    if not count:
        raise Refused("damaged")
    if count > MOST_PAGES:
        raise Refused("too_many_pages")
    notes = _notes(document)
    hidden, teksten, length = [document.get_metadata_value(name) for name in _ABOUT], [], 0
    for number in range(count):
        _check_size(document, number)
        page = document[number]
        hidden += _beside(page, notes)
        tekst = _flat(document, number, page).get_textpage().get_text_range()
        length += len(tekst)
        if length > MOST_TEXT:
            raise Refused("too_much_text")
        teksten.append(tekst)
    hidden += [mark.get_title() for mark, _ in zip(document.get_toc(), range(5000), strict=False)]
    if not any(tekst.strip() for tekst in teksten):
        notes.append("no_text")
    return {"teksten": teksten, "verborgen": "\n".join(filter(None, hidden))[:MOST_TEXT], "notes": list(dict.fromkeys(notes))}, b""


def draw(data: bytes, nummer: int, merk: str) -> tuple[dict, bytes]:
    document = _opened(data)
    if not 1 <= nummer <= len(document):
        raise Refused("no_page")
    width, height = _check_size(document, nummer - 1)
    page = _flat(document, nummer - 1, document[nummer - 1])
    scale = min(images.WIDTH / width, images.HIGHEST / height)
    drawn = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    return {}, images.marked(drawn, merk)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (_PASSWORD, _SECURITY):
            raise Refused("password") from None
        if error.err_code == _FORMAT and b"%PDF-" not in data[:1024]:
            raise Refused("other") from None
        raise Refused("damaged" if b"%%EOF" in data[-2048:] else "cut_off") from None
    document.init_forms()
    return document


def _check_size(document, number: int) -> tuple[float, float]:
    width, height = document.get_page_size(number)
    if not (1 <= width <= LARGEST_SIDE and 1 <= height <= LARGEST_SIDE):
        raise Refused("page_size")
    return width, height


def _flat(document, number: int, page) -> pypdfium2.PdfPage:
    """Return the page with its notes and form fields as part of it, as it is drawn and read."""
    if not raw.FPDFPage_GetAnnotCount(page):
        return page
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[number]


def _notes(document) -> list[str]:
    found = []
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.append("javascript")
    if document.count_attachments() > 0:
        found.append("attachments")
    form = document.get_formtype()
    if form in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        found.append("xfa")
    elif form == raw.FORMTYPE_ACRO_FORM:
        found.append("form")
    return found


def _beside(page, notes: list[str]) -> list[str]:
    """Return what the notes of a page say when somebody opens them; add to `notes` what the sender should know."""
    said = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 2000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        content = _string(annotation)
        said.append(content)
        if kind in _HIDDEN and (content or kind == raw.FPDF_ANNOT_FILEATTACHMENT):
            notes.append("attachments" if kind == raw.FPDF_ANNOT_FILEATTACHMENT else "notes")
        if kind == raw.FPDF_ANNOT_LINK and _starts_something(annotation):
            notes.append("actions")
        raw.FPDFPage_CloseAnnot(annotation)
    return said


def _starts_something(annotation) -> bool:
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    return bool(action) and raw.FPDFAction_GetType(action) in _STARTS


def _string(annotation) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if not 2 < size <= 1_000_000:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
