"""Reads docs/rights.toml: the one matrix that the tests, the docs page and the oracle go by."""

import tomllib
from dataclasses import dataclass
from itertools import chain

from .paths import ROOT

FILE = ROOT / "docs" / "rights.toml"
LEVELS = ("content", "card")
GRANT_KEYS = {"see", "do", "on", "at", "if", "why"}
ALWAYS = ((),)


@dataclass(frozen=True)
class Grant:
    """One line of the matrix for one role, its sets and unions written out."""

    role: str
    see: str  # a level, or "" where it is about doing
    do: tuple[str, ...]
    on: tuple[str, ...]
    at: tuple[str, ...]  # status groups; empty where the object has no status
    alternatives: tuple[tuple[str, ...], ...]  # any of these, of which all
    why: str
    line: str  # the roles it was written for


def load() -> dict:
    """Return the file as it stands."""
    return tomllib.loads(FILE.read_text())


def grants(rights: dict) -> tuple[Grant, ...]:
    """Return every grant for every role. Unknown words stay as they are, for a test to find."""
    return tuple(
        _grant(rights, role, roles, line)
        for roles, lines in rights["grants"].items()
        for line in lines
        for role in roles.split()
    )


def _grant(rights: dict, role: str, roles: str, line: dict) -> Grant:
    conditions = tuple(tuple(part.split()) for part in line["if"].split(" | ")) if "if" in line else ALWAYS
    return Grant(
        role=role,
        see=line.get("see", ""),
        do=tuple(line.get("do", "").split()),
        on=_spread(line.get("on", "").split(), {k: v.split() for k, v in rights["object_sets"].items()}),
        at=_spread(line.get("at", "").split(), rights["status_unions"]),
        alternatives=conditions,
        why=line.get("why", ""),
        line=roles,
    )


def _spread(words: list[str], sets: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(sets.get(word, [word]) for word in words))


def statuses(rights: dict, grant: Grant) -> tuple[str, ...]:
    """Return the statuses a grant holds at."""
    return tuple(chain.from_iterable(rights["status_groups"].get(group, []) for group in grant.at))
