"""The people a mutatie is about: what stays with who leaves, and whether who follows can get in."""

from django.db.models import Q

from accounts.enums import Rol
from accounts.models import Aanstelling, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.policy import people_with
from accounts.queries import people
from hulpvragen.queries.people import enrolled_among
from mutaties.models import Mutatie
from portal.lib import clock


def posts_that_stay(mutatie: Mutatie) -> list[Aanstelling]:
    """Return the posts that who leaves keeps, as far as the reader may see them."""
    if mutatie.persoon_id is None or mutatie.einde is None:
        return []
    others = Aanstelling.objects.filter(ON_RECORD, user=mutatie.persoon_id, geldig__contains=mutatie.einde)
    return list(others.exclude(Q(rol=mutatie.rol) & Q(eenheid=mutatie.eenheid_id)).exclude(bron=mutatie.pk).select_related("eenheid"))


def has_second_factor(user: User) -> bool:
    """Return whether somebody logged in with a second factor at least once."""
    return user.pk in enrolled_among([user.pk])


def school_of(mutatie: Mutatie) -> Vestiging | None:
    """Return the school it is about; none while a public report is not placed."""
    return Vestiging.objects.select_related("bestuur").filter(pk=mutatie.eenheid_id).first() if mutatie.eenheid_id else None


def at_school(eenheid_id, rol: Rol | str) -> list[User]:
    """Return who has this role at a school today."""
    return people_with(Rol(rol), eenheid_id=eenheid_id)


def may_follow_contactpersoon(mutatie: Mutatie) -> list[User]:
    """Return who works at the school, now or soon, and may become its contactpersoon: not who leaves."""
    found = {one.user for one in people.at(clock.today(), [mutatie.eenheid_id], Rol.IB, Rol.CONTACTPERSOON)}
    return sorted((user for user in found if user.pk != mutatie.persoon_id), key=lambda user: (user.achternaam, user.voornaam))


def schools() -> list[Vestiging]:
    """Return the schools a report can be about: their names are public."""
    return list(Vestiging.objects.order_by("naam", "code"))
