"""Who handles by default what a school files: set per vestiging, else per wijknetwerk."""

import datetime as dt
import uuid
from dataclasses import dataclass

from accounts.enums import Rol
from accounts.models import Eenheid, User, Vestiging, Wijknetwerk
from accounts.models.facts import ON_RECORD
from accounts.policy import people_with
from hulpvragen.models import VasteConsulent
from hulpvragen.policy import Asker


@dataclass(frozen=True)
class Default:
    """What is set at one place: who now, who from a later day, and who gets it in effect. `dead`: has no post now."""

    place: Eenheid
    now: User | None
    later: tuple[tuple[dt.date, User | None], ...]
    gets: User | None
    dead: bool
    own: bool  # set here, not taken from the wijknetwerk


@dataclass(frozen=True)
class Group:
    """A wijknetwerk with its schools; without one: the schools that lie in none."""

    wijk: Default | None
    schools: list[Default]


def groups(who: Asker) -> list[Group]:
    """Return all places with who handles there by default."""
    facts = _facts(who)
    live = {user.pk for user in people_with(Rol.LOKET, Rol.CONSULENT)}
    schools: dict[uuid.UUID | None, list[Vestiging]] = {}
    for school in Vestiging.objects.order_by("naam", "code"):
        schools.setdefault(school.wijknetwerk_nu_id, []).append(school)
    found = []
    for wijk in Wijknetwerk.objects.order_by("naam"):
        of_wijk = _default(who, wijk, facts, live, None)
        found.append(Group(of_wijk, [_default(who, one, facts, live, of_wijk) for one in schools.get(wijk.pk, [])]))
    loose = [_default(who, one, facts, live, None) for one in schools.get(None, [])]
    return found + ([Group(None, loose)] if loose else [])


def of_place(who: Asker, place_id: uuid.UUID) -> tuple[Default, list[Default]] | None:
    """Return what is set at one place, and at the schools in it when it is a wijknetwerk."""
    for group in groups(who):
        if group.wijk and group.wijk.place.pk == place_id:
            return group.wijk, group.schools
        for school in group.schools:
            if school.place.pk == place_id:
                return school, []
    return None


def _facts(who: Asker) -> dict[uuid.UUID, list[VasteConsulent]]:
    """Return what holds today or later, per place in the order of time."""
    found: dict[uuid.UUID, list[VasteConsulent]] = {}
    for fact in VasteConsulent.objects.filter(ON_RECORD, geldig__overlap=(who.day, None)).select_related("user").order_by("geldig"):
        found.setdefault(fact.eenheid_id, []).append(fact)
    return found


def _default(who: Asker, place: Eenheid, facts: dict, live: set, wijk: Default | None) -> Default:
    here = facts.get(place.pk, [])
    now = next((fact for fact in here if fact.geldig.lower <= who.day), None)
    own = now.user if now else None
    works = own is not None and own.pk in live
    return Default(
        place, own, _later(who, here), own if works else wijk.gets if wijk else None, dead=own is not None and not works, own=now is not None,
    )


def _later(who: Asker, here: list[VasteConsulent]) -> tuple[tuple[dt.date, User | None], ...]:
    """Return what changes on a later day: another person, or nobody any more."""
    changes: list[tuple[dt.date, User | None]] = [(fact.geldig.lower, fact.user) for fact in here if fact.geldig.lower > who.day]
    starts = {day for day, _ in changes}
    changes += [(fact.geldig.upper, None) for fact in here if fact.geldig.upper and fact.geldig.upper not in starts]
    return tuple(sorted(changes, key=lambda change: change[0]))
