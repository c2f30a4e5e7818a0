"""Wall 1 for people and places: which posts are in force now. The root of every right; never kept beyond a request.

The second wall (view `app_posten`) says the same in SQL, written apart.
"""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.lib import clock
from portal.lib.errors import NotAllowed

from .enums import Rol
from .models import Aanstelling, Schorsing, User
from .models.facts import ON_RECORD


def _running() -> QuerySet[Schorsing]:
    """Return the stops that hold at this moment."""
    now = clock.now()
    return Schorsing.objects.filter(ON_RECORD, Q(tot=None) | Q(tot__gt=now), van__lte=now)


def is_stopped(user: User) -> bool:
    """Return whether a Schorsing holds the person as a whole at this moment."""
    return _running().filter(aanstelling_fact=None, user_id=user.pk).exists()


def suspended() -> Exists:
    """Return the condition, on a query of posts, that a Schorsing holds the post still at this moment."""
    whole_person_or_this_post = Q(aanstelling_fact=None) | Q(aanstelling_fact=OuterRef("fact_id"))
    return Exists(_running().filter(whole_person_or_this_post, user=OuterRef("user")))


def in_force() -> QuerySet[Aanstelling]:
    """Return the posts in force at this moment: on record, today, of an active account, not held by a Schorsing."""
    return Aanstelling.objects.filter(ON_RECORD, ~suspended(), geldig__contains=clock.today(), user__is_active=True)


def posts_today(user: User) -> list[Aanstelling]:
    """Return the posts this person holds at this moment, on both sides, with their units: one query."""
    held = in_force().filter(user_id=user.pk).select_related("eenheid")
    return list(held.order_by("rol", "eenheid__naam", "pk"))


def people_with(*roles: Rol, eenheid_id: uuid.UUID | None = None) -> list[User]:
    """Return who holds one of these roles now, at one unit when it is named, by surname."""
    posts = in_force().filter(rol__in=roles)
    if eenheid_id:
        posts = posts.filter(eenheid_id=eenheid_id)
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("achternaam", "voornaam"))


def has_role(user: User, zijde: str | None, rol: Rol) -> bool:
    """Return whether this person holds a post of this role now, in a session of that role's side."""
    return rol.zijde == zijde and any(post.rol == rol for post in posts_today(user))


def require_role(user: User, zijde: str | None, rol: Rol, reason: str) -> None:
    """Refuse with this reason whoever does not hold the role now."""
    if not has_role(user, zijde, rol):
        raise NotAllowed(reason)
