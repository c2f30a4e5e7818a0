"""Accounts zonder aanstelling: who could lose her account, and why. Guests among them for the beheerder alone, without a name."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from psycopg2.extras import DateRange

from accounts.enums import Rol
from accounts.models import Aanstelling, LastLogIn, User
from accounts.models.facts import ON_RECORD
from accounts.policy import accounts_visible_to, guests, has_role, with_second_factor
from accounts.queries.accounts import NOT_HERS, Account, known
from notifications.queries import bouncing
from portal.lib import clock
from portal.lib.errors import NotAllowed

UNFINISHED = 30  # days in which somebody connects her app
MOST = 200  # on one page; who ends these sees the rest

NO_POST, UNUSED, BOUNCES, NEVER_FINISHED = (
    "Geen aanstelling, nu of later", "Een schooljaar niet gebruikt", "E-mail komt terug", "Tweede stap nooit ingesteld",
)  # fmt: skip


@dataclass(frozen=True)
class Unused:
    """One account with what speaks against keeping it."""

    account: Account
    why: list[str]
    may_end: bool  # from the list: without a post, and by who may

    @property
    def pk(self) -> uuid.UUID:
        return self.account.user.pk


def has_post(person: User) -> bool:
    """Return whether this person has a post, now or planned."""
    return Aanstelling.objects.filter(ON_RECORD, user=person, geldig__overlap=DateRange(clock.today(), None)).exists()


def begin_of_last_school_year() -> dt.date:
    """Return the first day of the school year before this one: who was not here since, missed a whole one."""
    today = clock.today()
    return dt.date(today.year - (1 if today.month >= 8 else 2), 8, 1)


def unused_for(user: User, zijde: str | None, only: list[uuid.UUID] | None = None) -> list[Unused]:
    """Return the accounts that could be ended, as far as she may see them, by surname and then the guests."""
    visible = accounts_visible_to(user, zijde)
    if visible is None:
        raise NotAllowed(NOT_HERS)
    active = visible.filter(is_active=True) if only is None else visible.filter(is_active=True, pk__in=only)
    since = dt.datetime.combine(begin_of_last_school_year(), dt.time.min, clock.AMSTERDAM)
    back = bouncing(active.values_list("pk", flat=True))
    recent = LastLogIn.objects.filter(user=OuterRef("pk"), at__gte=since)
    posts = Aanstelling.objects.filter(ON_RECORD, user=OuterRef("pk"), geldig__overlap=DateRange(clock.today(), None))
    found = active.annotate(
        of_guest=Q(pk__in=guests()),
        no_post=~Exists(posts),
        unused=~Exists(recent) & Q(date_joined__lt=since),
        never_finished=~Q(pk__in=with_second_factor()) & Q(date_joined__lt=clock.now() - UNFINISHED * clock.DAY),
    )
    wanted = (Q(no_post=True) & Q(of_guest=False)) | Q(unused=True) | Q(never_finished=True) | Q(pk__in=back)
    in_order = Case(When(of_guest=True, then=Value("")), default=Lower("achternaam"))  # a guest's place would tell how her name begins
    rows = list(found.filter(wanted).order_by("of_guest", in_order, "pk")[:MOST])
    manages = has_role(user, zijde, Rol.BEHEERDER)
    of = {one.user.pk: one for one in known(user, zijde, [row.pk for row in rows])}
    return [Unused(of[row.pk], _why(row, back), manages and row.no_post and row.pk != user.pk) for row in rows]


def _why(row: User, back: set[uuid.UUID]) -> list[str]:
    said = [(NO_POST, row.no_post and not row.of_guest), (UNUSED, row.unused), (BOUNCES, row.pk in back), (NEVER_FINISHED, row.never_finished)]
    return [text for text, holds in said if holds]
