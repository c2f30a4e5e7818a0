"""A number that passes the test of a BSN and is none: she says in the form what number it is, beside the text.

What she says counts for that one question, in what she sends with it: nothing keeps it. The trail gets who, where and
which choice, never the number (portal.middleware).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import TextChoices

SUFFIX = "-ander_nummer"  # after the name of a question: the name under which a form sends what she says


class AnderNummer(TextChoices):
    """What a number of nine digits can be besides a BSN or onderwijsnummer."""

    TELEFOON = "telefoon", "Een telefoonnummer"
    KLANT = "klant", "Een klantnummer of polisnummer"
    FACTUUR = "factuur", "Een factuurnummer"
    ANDER = "ander", "Een ander nummer dat geen BSN of onderwijsnummer is"


_heard: ContextVar[set[tuple[str, str]] | None] = ContextVar("declared", default=None)


@contextmanager
def heard() -> Iterator[set[tuple[str, str]]]:
    """Believe what is said within this block, and collect (question, choice) of what was let through by it.

    Whoever opens the block records what it collects.
    """
    collected: set[tuple[str, str]] = set()
    token = _heard.set(collected)
    try:
        yield collected
    finally:
        _heard.reset(token)


def believe(said: str, field: str) -> bool:
    """Say whether a number may pass as what she says it is. Where nobody would record it, it may not."""
    collected = _heard.get()
    if said not in AnderNummer.values or collected is None:
        return False
    collected.add((field, said))
    return True
