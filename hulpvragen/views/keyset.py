"""The row after which a page begins, as it stands in an address or a hidden field."""

import datetime as dt
import uuid


def write(value: dt.datetime | dt.date | None, pk: uuid.UUID) -> str:
    return f"{value.isoformat() if value else ''}_{pk}"


def read(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    """Return moment and id; None for what cannot be read: then it is the first page."""
    moment, _, pk = text.partition("_")
    try:
        at, row = dt.datetime.fromisoformat(moment), uuid.UUID(pk)
        return (at.astimezone(dt.UTC), row) if at.tzinfo else None  # PostgreSQL refuses the odder zones
    except (ValueError, OverflowError):
        return None


def read_day(text: str) -> tuple[dt.date | None, uuid.UUID] | None:
    """Return day (None: the rows without one) and id; None for what cannot be read."""
    day, _, pk = text.partition("_")
    try:
        return (dt.date.fromisoformat(day) if day else None), uuid.UUID(pk)
    except ValueError:
        return None
