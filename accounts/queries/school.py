"""What stands on the page of one school: its people, and what is missing there."""

import datetime as dt
from dataclasses import dataclass

from accounts.enums import Rol, Zijde
from accounts.models import User, Vestiging
from accounts.queries import people
from accounts.queries.people import Colleague
from portal.lib import clock

_NEEDED = (Rol.IB, Rol.CONTACTPERSOON)


@dataclass(frozen=True)
class Gap:
    """A role that nobody has: now (`after` is None), or from the day after `after`. `starts` comes later."""

    rol: Rol
    after: dt.date | None
    starts: Colleague | None


def people_of(user: User, school: Vestiging) -> list[Colleague]:
    """Return who works at a school that she may see, now and to come: the contactpersoon first."""
    found = people.at(clock.today(), [school.pk], *_NEEDED)
    return sorted(found, key=lambda one: one.rol != Rol.CONTACTPERSOON)


def consulenten_of(user: User, zijde: str | None, school: Vestiging) -> list[Colleague]:
    """Return the consulenten of its wijknetwerk; a school is not shown the posts of the SWV."""
    if zijde != Zijde.SWV or school.wijknetwerk_nu_id is None:
        return []
    return people.at(clock.today(), [school.wijknetwerk_nu_id], Rol.CONSULENT)


def gaps(colleagues: list[Colleague]) -> list[Gap]:
    """Return which roles nobody has at this school, now or after the last one has left."""
    return [gap for rol in _NEEDED if (gap := _gap(rol, [one for one in colleagues if one.rol == rol]))]


def _gap(rol: Rol, held: list[Colleague]) -> Gap | None:
    coming = [one for one in held if one.starts]
    working = [one for one in held if one.at_work]
    if not working:
        return Gap(rol, None, min(coming, key=lambda one: one.begin, default=None))
    if any(one.laatste_dag is None for one in working):
        return None
    last = max(one.laatste_dag for one in working)
    while following := [one for one in coming if one.begin <= last + clock.DAY and (one.laatste_dag is None or one.laatste_dag > last)]:
        if any(one.laatste_dag is None for one in following):
            return None
        last = max(one.laatste_dag for one in following)
    return Gap(rol, last, min((one for one in coming if one.begin > last), key=lambda one: one.begin, default=None))
