"""The wijknetwerken of the SWV, with what hangs on them."""

from collections import Counter
from dataclasses import dataclass

from accounts.enums import Rol
from accounts.models import User, Vestiging, Wijknetwerk
from accounts.policy import require_role
from accounts.queries import people
from portal.lib import clock

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan de wijknetwerken beheren."


@dataclass(frozen=True)
class Wijk:
    """A wijknetwerk, how many schools lie in it, and its consulenten now and to come."""

    wijk: Wijknetwerk
    schools: int
    consulenten: list[people.Colleague]


def wijknetwerken(user: User, zijde: str | None) -> list[Wijk]:
    """Return all wijknetwerken, by name."""
    require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    found = list(Wijknetwerk.objects.order_by("naam"))
    schools = Counter(school.wijknetwerk_nu_id for school in Vestiging.objects.only("wijknetwerk", "wijknetwerk_per", "wijknetwerk_daarna"))
    named = people.at(clock.today(), [wijk.pk for wijk in found], Rol.CONSULENT)
    return [Wijk(wijk, schools[wijk.pk], [one for one in named if one.vestiging_id == wijk.pk]) for wijk in found]


def wijknetwerk(user: User, zijde: str | None, pk) -> Wijknetwerk | None:
    """Return one wijknetwerk, or None when there is none."""
    require_role(user, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    return Wijknetwerk.objects.filter(pk=pk).first()
