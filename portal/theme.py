"""A partnership's own colours: a file of NL Design System tokens, loaded after ours and served as one of ours.

The file may set custom properties on `:root` and nothing else, so it can load nothing and hide nothing. That its
colours can be read is checked too (WCAG 2.2, 1.4.3 and 1.4.11).
"""

import re
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

SERVED_AS = "portal/css/thema.css"
CSS = Path(__file__).parent / "static" / "portal" / "css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;{}]+);")
_ONLY_TOKENS = re.compile(r"(\s*:root\s*\{(\s*--[a-z0-9-]+\s*:[^;{}]+;)*\s*\})+\s*")
_LOADS = re.compile(r"(url|src|image|image-set|element|paint|cross-fade|attr|env)\s*\(|[@\\<]|//", re.IGNORECASE)


def read(path: str) -> str:
    """Return the path of a theme that can be used, or "" when none is set; raise ImproperlyConfigured for any other."""
    if not path:
        return ""
    try:
        css = _COMMENT.sub("", Path(path).read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"PORTAL_THEME_CSS is niet te lezen: {error.__class__.__name__}") from error
    if _LOADS.search(css):
        raise ImproperlyConfigured("PORTAL_THEME_CSS laadt iets van buiten (url, @import): een thema mag alleen waarden bevatten")
    if not _ONLY_TOKENS.fullmatch(css):
        raise ImproperlyConfigured("PORTAL_THEME_CSS mag alleen ontwerpwaarden bevatten: :root { --basis-…: …; }")
    return path


class ThemeFinder(BaseFinder):
    """Gives collectstatic the theme of this partnership under a name of ours."""

    def find(self, path, find_all=False, **kwargs):
        file = _theme_file() if path == SERVED_AS else ""
        return ([file] if file else []) if find_all else file or None

    def list(self, ignore_patterns):
        if file := _theme_file():
            yield SERVED_AS, _OneFile(file)

    def check(self, **kwargs):
        return []


class _OneFile(FileSystemStorage):
    """A storage that holds the theme alone, whatever lies beside it."""

    prefix = ""

    def __init__(self, file: str):
        super().__init__(location=Path(file).parent)
        self.file = file

    def path(self, name):
        return str(Path(self.file).resolve())


def _theme_file() -> str:
    from django.conf import settings  # settings.py reads this module

    return settings.PORTAL_THEME_CSS


# ---- can its colours be read?

_TEXT, _EDGE = 4.5, 3.0
_GROUNDS = ("bg-document", "bg-subtle", "bg-default", "bg-hover")
_FEEDBACK = ("positive", "warning", "negative", "info")
PAIRS: list[tuple[str, str, float]] = [
    *((ink, f"color-default-{ground}", _TEXT) for ink in (
        "color-default-color-document", "color-default-color-default", "color-default-color-subtle",
        "color-action-1-color-default", "color-action-1-color-hover",
    ) for ground in _GROUNDS),
    *((f"color-accent-1-{ink}", f"color-accent-1-{ground}", _TEXT) for ink in ("color-default", "color-document") for ground in _GROUNDS[1:]),
    *((f"color-{kind}-{ink}", ground, _TEXT) for kind in _FEEDBACK for ink in ("color-default", "color-document") for ground in (
        f"color-{kind}-bg-subtle", f"color-{kind}-bg-default", "color-default-bg-document",
    )),
    *((f"color-{kind}-border-default", ground, _EDGE) for kind in _FEEDBACK for ground in ("color-default-bg-document", f"color-{kind}-bg-default")),
    *(("color-default-color-document", f"color-{kind}-bg-default", _TEXT) for kind in _FEEDBACK),
    *((ink, f"color-{kind}-bg-subtle", _TEXT) for kind in _FEEDBACK for ink in ("color-default-color-subtle", "color-action-1-color-default")),
    *(("color-default-color-subtle", f"color-accent-1-{ground}", _TEXT) for ground in ("bg-subtle", "bg-default")),
    *((f"color-{kind}-inverse-color-default", f"color-{kind}-inverse-{ground}", _TEXT) for kind in ("action-1", "negative") for ground in ("bg-default", "bg-hover")),
    ("color-action-1-inverse-color-default", "color-action-1-inverse-bg-active", _TEXT),
    ("color-default-color-document", "color-default-bg-active", _TEXT),  # a count; an alias on a digibord
    ("color-default-bg-document", "color-default-color-document", _TEXT),  # the strip of digibordstand
    ("color-default-bg-document", "color-default-color-default", _TEXT),
    *(("color-default-border-default", f"color-default-{ground}", _EDGE) for ground in _GROUNDS[:3]),
    *(("color-accent-1-border-default", f"color-default-{ground}", _EDGE) for ground in _GROUNDS[:2]),
    *(("focus-outline-color", f"color-default-{ground}", _EDGE) for ground in _GROUNDS[:2]),
    ("focus-outline-color", "focus-background-color", _EDGE), ("focus-color", "focus-background-color", _TEXT),
]  # fmt: skip


def tokens(*files: Path | str) -> dict[str, str]:
    """Return the tokens of these files, the later file wins."""
    found: dict[str, str] = {}
    for file in files:
        found |= {name: value.strip() for name, value in _TOKEN.findall(_COMMENT.sub("", Path(file).read_text()))}
    return found


def unreadable(known: dict[str, str]) -> list[str]:
    """Return the pairs of colours that lie too close together, or that cannot be understood, one line each."""
    faults = []
    for ink, ground, needed in PAIRS:
        colours = [_colour(known, f"--basis-{name}") for name in (ink, ground)]
        ratio = _contrast(*colours) if all(colours) else 0
        if ratio < needed:
            faults.append(f"{ink} op {ground}: {ratio:.2f}, nodig is {needed}")
    return faults


def _colour(known: dict[str, str], name: str) -> str:
    """Return a colour as six digits; nothing when it is written in a way that is not understood."""
    value = known.get(name, "")
    for _ in range(9):
        if (other := re.fullmatch(r"var\((--[a-z0-9-]+)\)", value)) is None:
            break
        value = known.get(other[1], "")
    digits = value.removeprefix("#").lower()
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    return digits if value.startswith("#") and re.fullmatch("[0-9a-f]{6}", digits) else ""


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted(_luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
