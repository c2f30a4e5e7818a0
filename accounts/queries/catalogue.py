"""The schools: those that take part in the portal, and all in the national register."""

import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.enums import Rol
from accounts.models import Bestuur, CatalogusVestiging, User, Vestiging
from accounts.policy import require_role

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan de scholen bekijken en aansluiten."
PAGE = 25
_WORDS = 6


@dataclass(frozen=True)
class School:
    """One line of a list; `vestiging` is there when the school takes part in the portal."""

    code: str
    naam: str
    plaats: str
    bestuursnummer: str
    vestiging: Vestiging | None


@dataclass(frozen=True)
class SchoolPage:
    """A page of one of the two lists; `next_code` continues after it."""

    schools: list[School]
    next_code: str
    aangesloten: int
    register: int


def schools_for(user: User, zijde: str | None, *, q: str = "", register: bool = False, after: str = "") -> SchoolPage:
    """Return a page of the schools that take part, or of the whole register, with these words in them."""
    require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    taking_part, listed = _matching(Vestiging.objects.all(), q), _matching(CatalogusVestiging.objects.all(), q)
    rows = list(_from(listed if register else taking_part, after)[: PAGE + 1])
    return SchoolPage(
        schools=_with_vestiging(rows[:PAGE]),
        next_code=rows[PAGE - 1].code if len(rows) > PAGE else "",
        aangesloten=taking_part.count(),
        register=listed.count(),
    )


def bestuur_for(user: User, zijde: str | None, pk) -> Bestuur | None:
    """Return a school board, or None when there is no such board."""
    require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    return Bestuur.objects.filter(pk=pk).first()


def _matching(schools: QuerySet, q: str) -> QuerySet:
    """Keep the schools that have each word in their name, place or code. Words, for an apostrophe has many forms."""
    for word in re.findall(r"\w+", q)[:_WORDS]:
        schools = schools.filter(Q(naam__icontains=word) | Q(plaats__icontains=word) | Q(code__icontains=word))
    return schools


def _from(schools: QuerySet, after: str) -> QuerySet:
    """Order the schools by name, and begin after one of them."""
    schools = schools.annotate(op_naam=Lower("naam")).order_by("op_naam", "code")
    last = schools.filter(code=after).values_list("op_naam", flat=True).first() if after else None
    return schools if last is None else schools.filter(Q(op_naam__gt=last) | Q(op_naam=last, code__gt=after))


def _with_vestiging(rows: list) -> list[School]:
    taking_part = Vestiging.objects.select_related("bestuur").filter(code__in=[row.code for row in rows])
    by_code = {vestiging.code: vestiging for vestiging in taking_part}
    return [_school(row, by_code.get(row.code)) for row in rows]


def _school(row, vestiging: Vestiging | None) -> School:
    number = vestiging.bestuur.nummer if vestiging else row.bestuursnummer
    return School(row.code, row.naam, row.plaats, number, vestiging)
