"""Whom a change at a school can be about, and where she can go on."""

import uuid

from accounts.enums import SWV_ROLES, EenheidSoort, Rol
from accounts.models import Eenheid, Vestiging
from accounts.queries import people
from accounts.queries.people import Colleague
from hulpvragen.policy import Asker
from mutaties import policy
from portal.lib import clock

ROLES = (Rol.CONTACTPERSOON, Rol.IB)
LEFT_DAYS = 60  # who left longer ago stands in no list


def schools_of(who: Asker) -> list[Vestiging]:
    """Return the schools of which she may report a change, by name."""
    return list(policy.reports_for(who).order_by("naam", "code"))


def posts_at(who: Asker, school: Vestiging) -> list[Colleague]:
    """Return the posts at a school: now, to come, and of who left lately; of a person and role the last one."""
    found = people.at(who.day - LEFT_DAYS * clock.DAY, [school.pk], *ROLES)
    last = {(one.user.pk, one.rol): one for one in found}
    return sorted(last.values(), key=lambda one: (one.user.achternaam, one.user.voornaam, one.rol))


def staff_posts(who: Asker) -> list[Colleague]:
    """Return the posts at the SWV and its wijknetwerken: now, to come, and of who left lately."""
    units = list(Eenheid.objects.filter(soort__in=(EenheidSoort.SWV, EenheidSoort.WIJKNETWERK)).values_list("pk", flat=True))
    found = people.at(who.day - LEFT_DAYS * clock.DAY, units, *SWV_ROLES)
    last = {(one.user.pk, one.rol, one.vestiging_id): one for one in found}
    return sorted(last.values(), key=lambda one: (one.user.achternaam, one.user.voornaam, one.rol))


def names_of(units: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what these units are called."""
    return dict(Eenheid.objects.filter(pk__in=units).values_list("pk", "naam"))


def other_schools(school: Vestiging) -> list[Vestiging]:
    """Return the other schools of the partnership."""
    return list(Vestiging.objects.exclude(pk=school.pk).order_by("naam", "code"))
