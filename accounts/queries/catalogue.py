"""The schools: those that take part in the portal, and all in the national register."""

import re
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts.enums import Rol
from accounts.models import Aanstelling, Bestuur, CatalogusVestiging, User, Vestiging, Wijknetwerk
from accounts.policy import in_force, in_no_wijk, in_wijk, require_role, schools_visible_to
from portal.lib import clock
from portal.lib.counting import capped
from portal.lib.errors import NotAllowed

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan scholen uit het register bekijken en aansluiten."
NO_SCHOOLS = "Bij uw rol hoort geen lijst van scholen."
PAGE = 25
_WORDS = 6

TAKING_PART, NO_IB, NO_CONTACT, NO_WIJK, REGISTER = "", "geen-ib", "geen-contactpersoon", "geen-wijknetwerk", "register"


@dataclass(frozen=True)
class School:
    """One line of a list; `vestiging` is there when the school takes part in the portal."""

    code: str
    naam: str
    plaats: str
    telefoon: str
    bestuursnummer: str
    vestiging: Vestiging | None
    missing: tuple[Rol, ...] = ()  # of which of these roles nobody holds a post now


@dataclass(frozen=True)
class SchoolPage:
    """A page of one of the lists; `next_code` continues after it. `counts`: how many each list has."""

    schools: list[School]
    next_code: str
    counts: dict[str, str]


def schools_for(
    user: User, zijde: str | None, *, q: str = "", toon: str = TAKING_PART, wijk: uuid.UUID | None = None, after: str = ""
) -> SchoolPage:
    """Return a page of the schools she may see: with these words in them, of one of the lists, in one wijknetwerk.

    The whole register is the beheerder's.
    """
    taking_part = _visible(user, zijde)
    lists = {name: _matching(found, q) for name, found in _lists(taking_part, wijk).items()}
    if toon == REGISTER:
        require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
        lists[REGISTER] = _matching(CatalogusVestiging.objects.all(), q)
    rows = list(_from(lists[toon], after)[: PAGE + 1])
    return SchoolPage(
        schools=_with_vestiging(rows[:PAGE], taking_part),
        next_code=rows[PAGE - 1].code if len(rows) > PAGE else "",
        counts={name: capped(found) for name, found in lists.items()},
    )


def register_size(user: User, zijde: str | None, q: str) -> str:
    """Return how many schools of the national register have these words in them."""
    require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    return capped(_matching(CatalogusVestiging.objects.all(), q))


def own_schools(user: User, zijde: str | None) -> list[Vestiging]:
    """Return the schools she may see, by name; for who works at a few."""
    return list(_visible(user, zijde).order_by("naam", "code"))


def school_for(user: User, zijde: str | None, code: str) -> Vestiging | None:
    """Return a school that she may see, with its bestuur and wijknetwerk."""
    visible = schools_visible_to(user, zijde)
    return None if visible is None else visible.select_related("bestuur", "wijknetwerk", "wijknetwerk_daarna", "gaat_naar").filter(code=code).first()


def in_register(school: Vestiging) -> CatalogusVestiging | None:
    """Return what the national register says about a school."""
    return CatalogusVestiging.objects.filter(code=school.code).first()


def wijknetwerken_for(user: User, zijde: str | None) -> list[Wijknetwerk]:
    """Return the wijknetwerken by which schools can be narrowed: their names are public."""
    return list(Wijknetwerk.objects.order_by("naam"))


@dataclass(frozen=True)
class KnownNumber:
    """The number of a school as it was known before anybody called: public, and not one person's word."""

    code: str
    naam: str
    plaats: str
    telefoon: str


def known_numbers(q: str = "", code: str = "", most: int = 10) -> list[KnownNumber]:
    """Return the numbers of the schools with these words in them, or of one; the portal's own before the national register's."""
    if not q and not code:
        return []
    here, register = (_matching(model.objects.order_by("naam", "code"), q) for model in (Vestiging, CatalogusVestiging))
    if code:
        here, register = here.filter(code=code), register.filter(code=code)
    found = [(one, one.terugbelnummer) for one in here[:most]]
    taking_part = Vestiging.objects.filter(code=OuterRef("code"))
    found += [(one, one.telefoon) for one in register.exclude(Exists(taking_part))[: most - len(found)]]
    return [KnownNumber(one.code, one.naam, one.plaats, number) for one, number in found if number]


def bestuur_for(user: User, zijde: str | None, pk) -> Bestuur | None:
    """Return a school board, or None when there is no such board."""
    require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    return Bestuur.objects.filter(pk=pk).first()


def _visible(user: User, zijde: str | None) -> QuerySet[Vestiging]:
    visible = schools_visible_to(user, zijde)
    if visible is None:
        raise NotAllowed(NO_SCHOOLS)
    return visible


def _without(rol: Rol) -> Q:
    return ~Q(Exists(in_force().filter(eenheid_id=OuterRef("pk"), rol=rol)))


def _lists(taking_part: QuerySet[Vestiging], wijk: uuid.UUID | None) -> dict[str, QuerySet]:
    here = taking_part.filter(in_wijk([wijk], clock.today())) if wijk else taking_part
    open_here = here.exclude(gesloten_per__lte=clock.today())
    return {
        TAKING_PART: here,
        NO_IB: open_here.filter(_without(Rol.IB)),
        NO_CONTACT: open_here.filter(_without(Rol.CONTACTPERSOON)),
        NO_WIJK: open_here.filter(in_no_wijk(clock.today())),
    }


def _matching(schools: QuerySet, q: str) -> QuerySet:
    """Keep the schools that have each word in their name, place or code. Words, for an apostrophe has many forms."""
    for word in re.findall(r"\w+", q)[:_WORDS]:
        schools = schools.filter(Q(naam__icontains=word) | Q(plaats__icontains=word) | Q(code__icontains=word))
    return schools


def _from(schools: QuerySet, after: str) -> QuerySet:
    """Order the schools by name, and begin after one of them."""
    every = schools.model.objects.annotate(op_naam=Lower("naam"))  # the last one may have left this list meanwhile
    last = every.filter(code=after).values_list("op_naam", flat=True).first() if after else None
    schools = schools.annotate(op_naam=Lower("naam")).order_by("op_naam", "code")
    return schools if last is None else schools.filter(Q(op_naam__gt=last) | Q(op_naam=last, code__gt=after))


def _with_vestiging(rows: list, taking_part: QuerySet[Vestiging]) -> list[School]:
    found = taking_part.select_related("bestuur", "wijknetwerk", "wijknetwerk_daarna").filter(code__in=[row.code for row in rows])
    by_code = {vestiging.code: vestiging for vestiging in found}
    held = set(_posts_at(found).values_list("eenheid_id", "rol"))
    return [_school(row, by_code.get(row.code), held) for row in rows]


def _posts_at(found: QuerySet[Vestiging]) -> QuerySet[Aanstelling]:
    return in_force().filter(eenheid_id__in=found.values("pk"))


def _school(row, vestiging: Vestiging | None, held: set) -> School:
    if vestiging is None:
        return School(row.code, row.naam, row.plaats, row.telefoon, row.bestuursnummer, None)
    missing = () if vestiging.is_gesloten else tuple(rol for rol in (Rol.IB, Rol.CONTACTPERSOON) if (vestiging.pk, rol.value) not in held)
    return School(row.code, row.naam, row.plaats, row.telefoon, vestiging.bestuur.nummer, vestiging, missing)
