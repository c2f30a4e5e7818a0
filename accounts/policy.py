"""Wall 1 for people and places: which posts are in force now. The root of every right; never kept beyond a request.

The second wall (view `app_posten`) says the same in SQL, written apart.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from psycopg2.extras import DateRange

from portal.lib import clock
from portal.lib.db import one
from portal.lib.errors import NotAllowed

from .enums import SCHOOL_ROLES, Rol, Zijde
from .models import Aanstelling, Schorsing, User, Vestiging
from .models.facts import ON_RECORD, on_record


def running() -> QuerySet[Schorsing]:
    """Return the stops that hold at this moment."""
    now = clock.now()
    at_moment = Q(van__lte=now) & (Q(tot=None) | Q(tot__gt=now))
    return Schorsing.objects.filter(on_record(), at_moment | Q(dagen__contains=clock.today()))


def is_stopped(user: User) -> bool:
    """Return whether a Schorsing holds the person as a whole at this moment."""
    return running().filter(aanstelling_fact=None, user_id=user.pk).exists()


def stops_on_post() -> QuerySet[Schorsing]:
    """Return, inside a query of posts, the stops that hold the post still at this moment."""
    whole_person_or_this_post = Q(aanstelling_fact=None) | Q(aanstelling_fact=OuterRef("fact_id"))
    return running().filter(whole_person_or_this_post, user=OuterRef("user"))


def suspended() -> Exists:
    """Return the condition, on a query of posts, that a Schorsing holds the post still at this moment."""
    return Exists(stops_on_post())


def in_force() -> QuerySet[Aanstelling]:
    """Return the posts in force at this moment: on record, today, of an active account, not held by a Schorsing."""
    return held().filter(~suspended(), user__is_active=True)


def held() -> QuerySet[Aanstelling]:
    """Return the posts on record for today, whether or not a Schorsing holds them still."""
    return Aanstelling.objects.filter(on_record(), geldig__contains=clock.today())


def posts_today(user: User) -> list[Aanstelling]:
    """Return the posts this person holds at this moment, on both sides, with their units: one query."""
    held = in_force().filter(user_id=user.pk).select_related("eenheid")
    return list(held.order_by("rol", "eenheid__naam", "pk"))


def sides_today(user: User) -> list[Zijde]:
    """Return the sides on which this person can act today: by her posts, or as a guest.

    Who has no post any more still comes in as the guest she once was, to read that it is over.
    Asks about a guest what the identity of the transaction is.
    """
    held = {Rol(post.rol).zijde for post in posts_today(user)}
    is_guest, was_guest = one("select nu, ooit from app_genodigd()")
    if is_guest or (was_guest and not held):
        held.add(Zijde.GAST)
    return [side for side in Zijde if side in held]


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


# ---- places and people (docs/rights.toml: `vestiging`, `people`)

ALL_SCHOOLS = frozenset({Rol.LOKET, Rol.CONSULENT, Rol.MUTATIEBEHANDELAAR, Rol.BEHEERDER})


def posts_on(user: User, zijde: str | None) -> list[Aanstelling]:
    """Return the posts this person holds at this moment on the side of her session."""
    return [post for post in posts_today(user) if Rol(post.rol).zijde == zijde]


def schools_visible_to(user: User, zijde: str | None) -> QuerySet[Vestiging] | None:
    """Return the schools whose page she may see: those of her posts, or all; None when her posts show none."""
    posts = posts_on(user, zijde)
    if any(post.rol in ALL_SCHOOLS for post in posts):
        return Vestiging.objects.all()
    own = [post.eenheid_id for post in posts if post.rol in SCHOOL_ROLES]
    return Vestiging.objects.filter(Q(pk__in=own) | Q(bestuur__in=own)) if own else None


REPORT_CHANGES = SCHOOL_ROLES | {Rol.LOKET, Rol.CONSULENT, Rol.MUTATIEBEHANDELAAR}


def reports_changes(user: User, zijde: str | None) -> bool:
    """Return whether she may report a change of people at the schools that she sees."""
    return any(post.rol in REPORT_CHANGES for post in posts_on(user, zijde))


def schools_reported_by(user: User, zijde: str | None) -> QuerySet[Vestiging]:
    """Return the schools of which she may report that their name, address, telephone and the like change."""
    posts = posts_on(user, zijde)
    if any(post.rol in (Rol.LOKET, Rol.MUTATIEBEHANDELAAR) for post in posts):
        return Vestiging.objects.all()
    own = [post.eenheid_id for post in posts if post.rol in (Rol.CONTACTPERSOON, Rol.BESTUURSMEDEWERKER)]
    return Vestiging.objects.filter(Q(pk__in=own) | Q(bestuur__in=own)) if own else Vestiging.objects.none()


def in_wijk(ids: Iterable, day: dt.date) -> Q:
    """Return the condition that a school lies on that day in one of these wijknetwerken; wall 2 says so in `app_wijk_nu`."""
    stays = Q(wijknetwerk_per=None) | Q(wijknetwerk_per__gt=day)
    return Q(wijknetwerk_id__in=ids) & stays | Q(wijknetwerk_daarna_id__in=ids, wijknetwerk_per__lte=day)


def in_no_wijk(day: dt.date) -> Q:
    """Return the condition that a school lies in no wijknetwerk on that day."""
    stays = Q(wijknetwerk_per=None) | Q(wijknetwerk_per__gt=day)
    return Q(wijknetwerk=None) & stays | Q(wijknetwerk_daarna=None, wijknetwerk_per__lte=day)


WORKS_WITH_PEOPLE = frozenset({Rol.MUTATIEBEHANDELAAR, Rol.BEHEERDER, Rol.PRIVACY_OFFICER})


def accounts_visible_to(user: User, zijde: str | None) -> QuerySet[User] | None:
    """Return the accounts she may see: those of staff, for the beheerder guests as well; None when her posts show none.

    Of a guest no name may be shown: a parent's name is a pupil's name (`guests`).
    """
    held = {post.rol for post in posts_on(user, zijde)}
    if not held & WORKS_WITH_PEOPLE:
        return None
    return User.objects.all() if Rol.BEHEERDER in held else User.objects.exclude(pk__in=guests())


def guests() -> RawSQL:
    """Return the condition of being invited to a dossier and never having held a post; for who works with people."""
    return RawSQL("select app_guests()", [])


def with_second_factor() -> RawSQL:
    """Return the condition of having an authenticator app; for who works with people."""
    return RawSQL("select app_with_second_factor()", [])


# ---- stopping access at once (docs/rights.toml: `schorsing`)

STOPS_COLLEAGUES = frozenset({Rol.IB, Rol.CONTACTPERSOON})
STOPS_ANYBODY = frozenset({Rol.LOKET, Rol.MUTATIEBEHANDELAAR, Rol.BEHEERDER, Rol.PRIVACY_OFFICER})
LIFTS_ANY = frozenset({Rol.MUTATIEBEHANDELAAR, Rol.BEHEERDER})
SEES_STOPS = STOPS_ANYBODY | {Rol.CONSULENT}
KNOWS_WHY = WORKS_WITH_PEOPLE | {Rol.CONTACTPERSOON}


def stoppable_by(user: User, zijde: str | None) -> QuerySet[Aanstelling] | None:
    """Return the posts that she may stop, in force or to come: those of colleagues at her school, or all; None when her posts stop nobody."""
    posts = posts_on(user, zijde)
    found = Aanstelling.objects.filter(ON_RECORD, geldig__overlap=DateRange(clock.today(), None)).exclude(user=user)
    if any(post.rol in STOPS_ANYBODY for post in posts):
        return found
    own = [post.eenheid_id for post in posts if post.rol in STOPS_COLLEAGUES]
    return found.filter(eenheid__in=own) if own else None


def stops_persons(user: User, zijde: str | None) -> bool:
    """Return whether she may stop a person as a whole."""
    return any(post.rol in STOPS_ANYBODY for post in posts_on(user, zijde))


def stops_visible_to(user: User, zijde: str | None) -> QuerySet[Schorsing]:
    """Return the stops that she may see: on posts at the schools she sees and on who works there, or all."""
    if any(post.rol in SEES_STOPS for post in posts_on(user, zijde)):
        return Schorsing.objects.all()
    schools = schools_visible_to(user, zijde)
    if schools is None:
        return Schorsing.objects.none()
    there = Aanstelling.objects.filter(ON_RECORD, eenheid__in=schools)
    colleagues = there.filter(geldig__overlap=DateRange(clock.today(), None))
    return Schorsing.objects.filter(Q(aanstelling_fact__in=there.values("fact_id")) | Q(aanstelling_fact=None, user__in=colleagues.values("user")))


def knows_why(user: User, zijde: str | None, person: User) -> bool:
    """Return whether she may read why somebody is stopped, and by whom; everybody may of herself."""
    return person.pk == user.pk or any(post.rol in KNOWS_WHY for post in posts_on(user, zijde))


def may_lift(user: User, zijde: str | None, stop: Schorsing, stopped_by: uuid.UUID | None) -> bool:
    """Return whether she may undo a stop that she sees: she made it, or her role undoes any; never one on herself."""
    posts = posts_on(user, zijde)
    made_it = stopped_by == user.pk and any(post.rol in STOPS_COLLEAGUES | STOPS_ANYBODY for post in posts)
    return stop.user_id != user.pk and (made_it or any(post.rol in LIFTS_ANY for post in posts))
