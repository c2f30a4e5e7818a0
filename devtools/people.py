"""The demo's people, as the demo data wrote them to people.json."""

import json
from pathlib import Path

from .paths import VAR

FILE = VAR / "demo" / "people.json"
COLUMNS = ("key", "email", "password", "role", "organisation")


def load(file: Path = FILE) -> list[dict]:
    return json.loads(file.read_text())


def table(people: list[dict]) -> str:
    """Return the people as lines in columns, with a heading."""
    rows = [COLUMNS, *([str(person[column] or "") for column in COLUMNS] for person in people)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    return "\n".join("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip() for row in rows)
