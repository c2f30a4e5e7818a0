"""Which code this is: a digest of the portal's own files, the same on every host that has the same."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("portal", "notifications", "accounts", "hulpvragen", "mutaties", "templates")
KINDS = {".py", ".sql", ".html", ".txt"}


@cache
def code_version() -> str:
    """Return twelve hex digits of the code on disk; whoever asks early knows what it started with."""
    digest = hashlib.sha256()
    for file in sorted(path for part in PARTS for path in (ROOT / part).rglob("*") if path.suffix in KINDS):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
