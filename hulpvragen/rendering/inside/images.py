"""Photos: made anew without what a camera adds, and drawn with the watermark."""

import io
import unicodedata

# named here, so that nothing has to be opened once the jail is shut
from PIL import Image, ImageDraw, ImageFont, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401

from .serving import Refused

WIDTH = 1241  # A4 at 150 dpi
HIGHEST = 4 * WIDTH
LARGEST = 40_000_000  # pixels
KEPT = (2480, 3508)  # A4 at 300 dpi
_STEP = 300  # between two marks
_FONT = ImageFont.load_default(22)

Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is unpacked
Image.preinit()


def read(data: bytes) -> tuple[dict, bytes]:
    """Return the kind of this photo, and the photo made anew: upright, no larger than a page needs, nothing else in it."""
    photo = _opened(data)
    if getattr(photo, "is_animated", False) and photo.format != "MPO":  # MPO: a phone's photo with a small one beside it
        raise Refused("animated")
    soort = "png" if photo.format == "PNG" else "jpeg"
    try:
        photo.thumbnail(KEPT)
        photo = _on_white(ImageOps.exif_transpose(photo))
    except (OSError, SyntaxError) as error:
        raise Refused("cut_off" if "truncated" in str(error) else "damaged") from None
    photo.info = {}  # Pillow would write a remark or a colour profile again
    out = io.BytesIO()
    photo.save(out, "PNG" if soort == "png" else "JPEG", **({} if soort == "png" else {"quality": 88}))
    return {"soort": soort, "teksten": [""], "notes": ["no_text"]}, out.getvalue()


def draw(data: bytes, nummer: int, merk: str) -> tuple[dict, bytes]:
    if nummer != 1:
        raise Refused("no_page")
    photo = _on_white(_opened(data))
    photo.thumbnail((WIDTH, HIGHEST))
    return {}, marked(photo, merk)


def marked(page: Image.Image, merk: str) -> bytes:
    """Return this page as WebP with the mark over it, again and again, light enough to read through."""
    merk = unicodedata.normalize("NFKD", merk).encode("ascii", "ignore").decode()  # the font that Pillow carries knows no accents
    layer = Image.new("L", page.size, 0)
    pen = ImageDraw.Draw(layer)
    length = int(pen.textlength(merk, font=_FONT)) + 80
    for row, top in enumerate(range(40, page.height, _STEP)):
        for left in range(-(row % 2) * length // 2, page.width, length):
            pen.text((left, top), merk, fill=46, font=_FONT)
    page.paste((90, 90, 90), mask=layer)
    out = io.BytesIO()
    page.save(out, "WEBP", quality=75, method=1)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    try:
        photo = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except Image.UnidentifiedImageError:
        raise Refused("cut_off" if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) else "other") from None
    if photo.width * photo.height > LARGEST:
        raise Refused("too_many_pixels")
    return photo


def _on_white(photo: Image.Image) -> Image.Image:
    if photo.mode in ("I", "I;16", "I;16B", "F"):  # 16 bits of grey
        photo = photo.point(lambda value: value / 256).convert("L")
    if photo.mode in ("RGBA", "LA", "PA") or "transparency" in photo.info:
        seen = photo.convert("RGBA")
        photo = Image.new("RGB", photo.size, "white")
        photo.paste(seen, mask=seen.getchannel("A"))
    return photo.convert("RGB")
