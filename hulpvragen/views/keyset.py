"""The row after which a page begins, as it stands in an address."""

import datetime as dt
import uuid


def write(moment: dt.datetime, pk: uuid.UUID) -> str:
    return f"{moment.isoformat()}_{pk}"


def read(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """Return moment and id; None for what cannot be read: then it is the first page."""
    moment, _, pk = text.partition("_")
    try:
        at, row = dt.datetime.fromisoformat(moment), uuid.UUID(pk)
        return (at.astimezone(dt.UTC), row) if at.tzinfo else None  # PostgreSQL refuses the odder zones
    except (ValueError, OverflowError):
        return None
