"""The row after which a page begins, as it stands in an address."""

import datetime as dt
import uuid


FIRST_YEAR = 2000  # before it there is nothing, and long before it PostgreSQL and Python count zones differently


def write(moment: dt.datetime, pk: uuid.UUID) -> str:
    return f"{moment.isoformat()}_{pk}"


def read(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """Return moment and id; None for what cannot be read: then it is the first page."""
    moment, _, pk = text.partition("_")
    try:
        at, row = dt.datetime.fromisoformat(moment), uuid.UUID(pk)
    except ValueError:
        return None
    return (at, row) if at.tzinfo and at.year >= FIRST_YEAR else None
