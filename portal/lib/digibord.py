"""Digibordstand: the server writes an alias for a pupil, and nothing of what was typed about her.

The choice lies in the session; the middleware holds it for as long as a request renders. What is hidden is
not in the page at all: blurred text can be copied and read aloud.
"""

import uuid
from contextlib import contextmanager
from contextvars import ContextVar

HIDDEN = "verborgen"

_on: ContextVar[bool] = ContextVar("digibord", default=False)


@contextmanager
def shown(on: bool):
    """Write pages for a digibord, or not, within this block."""
    token = _on.set(on)
    try:
        yield
    finally:
        _on.reset(token)


def is_on() -> bool:
    """Say whether the page is written for a digibord."""
    return _on.get()


def alias(pk: uuid.UUID | None) -> str:
    """Return what stands in place of a pupil's name: the same for one pupil on every page."""
    return f"leerling {pk.int % 10_000:04d}" if pk else "leerling"
