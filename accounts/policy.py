"""Which posts are in force now: the root of every right. Nothing here is stored or kept."""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.lib import clock
from portal.lib.errors import NotAllowed

from .enums import Rol
from .models import Aanstelling, Schorsing, User


def in_force() -> QuerySet[Aanstelling]:
    """Return the posts in force at this moment: on record, today, of an active account, not geschorst."""
    now = clock.now()
    stop = Schorsing.objects.filter(
        Q(tot=None) | Q(tot__gt=now),
        Q(aanstelling_fact=None) | Q(aanstelling_fact=OuterRef("fact_id")),
        user=OuterRef("user"), replaced_at=None, van__lte=now,
    )
    return Aanstelling.objects.filter(~Exists(stop), replaced_at=None, geldig__contains=clock.today(), user__is_active=True)


def posts_today(user: User) -> list[Aanstelling]:
    """Return a person's posts in force now, with their units; one query."""
    return list(in_force().filter(user_id=user.pk).select_related("eenheid").order_by("rol", "eenheid__naam"))


def people_with(*roles: Rol, eenheid_id: uuid.UUID | None = None) -> list[User]:
    """Return who holds one of these roles now, at one unit when it is named, by surname."""
    posts = in_force().filter(rol__in=roles)
    if eenheid_id:
        posts = posts.filter(eenheid_id=eenheid_id)
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("achternaam", "voornaam"))


def require_role(user: User, rol: Rol, reason: str) -> Aanstelling:
    """Return the post in force that gives this role, or refuse with the reason."""
    post = next((post for post in posts_today(user) if post.rol == rol), None)
    if post is None:
        raise NotAllowed(reason)
    return post
