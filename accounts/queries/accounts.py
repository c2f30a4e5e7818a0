"""The accounts, for who works with people: who cannot get in, who leaves, who has no post. No dossier anywhere."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from psycopg2.extras import DateRange

from accounts import brake
from accounts.enums import SCHOOL_ROLES, SWV_ROLES, Rol
from accounts.models import Aanstelling, LastLogIn, Session, User
from accounts.models.facts import ON_RECORD
from accounts.policy import accounts_visible_to, guests, has_role, running, suspended, with_second_factor
from accounts.queries.stops import Stop, stops_of
from portal.lib import clock
from portal.lib.counting import capped
from portal.lib.errors import NotAllowed

NOT_HERS = "Bij uw rol hoort geen lijst van accounts."
PAGE = 25
SOON = 60  # days
_WORDS = 6

STAFF, NO_POST, NEVER_IN, NO_SECOND, LEAVES, SCHOOL, SWV, OFF, GUESTS = (
    "", "zonder-aanstelling", "nooit-ingelogd", "geen-tweede-stap", "vertrekt", "school", "swv", "uitgezet", "genodigden",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """One account as others see it. `masked`: a guest's, of which no name may be shown."""

    user: User
    masked: bool
    last_log_in: dt.datetime | None
    second_factor: bool
    stopped: bool  # the person as a whole
    posts: list[Aanstelling] = field(default_factory=list)  # in force and to come

    @property
    def name(self) -> str:
        return "Genodigde" if self.masked else self.user.naam

    @property
    def address(self) -> str:
        return mask(self.user.email) if self.masked else self.user.email

    @property
    def last_day(self) -> dt.date | None:
        """The last day with access, when all her posts have one."""
        days = [post.laatste_dag for post in self.posts]
        return max(days) if days and all(days) else None


@dataclass(frozen=True)
class AccountPage:
    """A page of one of the lists; `following` is the account after which the next one begins."""

    accounts: list[Account]
    following: uuid.UUID | None
    counts: dict[str, str]


@dataclass(frozen=True)
class Person:
    """What stands on the page of one account."""

    account: Account
    history: list[tuple[Aanstelling, bool]]  # every post, newest first, with whether a Schorsing holds it now
    stops: list[Stop]  # running: of the person as a whole and of her posts
    wrong_passwords: int  # in the last quarter of an hour
    sessions: list[Session] | None  # None: not for this reader


def mask(email: str) -> str:
    """Return an address of which only the first letter shows: p***@thuis.example becomes p***@…"""
    return f"{email[:1]}***@…"


def accounts_for(user: User, zijde: str | None, *, q: str = "", toon: str = STAFF, after: uuid.UUID | None = None) -> AccountPage:
    """Return a page of the accounts she may see, of one of the lists, with these words in their name or address."""
    lists = {name: _matching(found, q, name) for name, found in _lists(user, zijde).items()}
    wanted = lists.get(toon)
    if wanted is None:
        raise NotAllowed(NOT_HERS)
    rows = list(_from(wanted, after, by_name=toon != GUESTS)[: PAGE + 1])
    return AccountPage(
        accounts=accounts_of(rows[:PAGE], masked=toon == GUESTS),
        following=rows[PAGE - 1].pk if len(rows) > PAGE else None,
        counts={name: capped(found) for name, found in lists.items()},
    )


def person_for(user: User, zijde: str | None, pk: uuid.UUID) -> Person | None:
    """Return one account that she may see, with its posts and whether it can get in."""
    found = _visible(user, zijde).filter(pk=pk).first()
    if found is None:
        return None
    history = Aanstelling.objects.filter(ON_RECORD, user=found).select_related("eenheid").annotate(stopped=suspended())
    return Person(
        account=accounts_of([found], masked=is_guest(found))[0],
        history=[(post, post.stopped) for post in history.order_by("-geldig", "pk")],
        stops=stops_of(user, zijde, found),
        wrong_passwords=brake.wrong_passwords(found.email),
        sessions=sessions_of(found) if has_role(user, zijde, Rol.BEHEERDER) else None,
    )


def sessions_of(person: User) -> list[Session]:
    """Return where a person is logged in, last used first."""
    return list(Session.objects.filter(user=person, expire_date__gt=clock.now()).order_by("-last_used_at"))


def is_guest(person: User) -> bool:
    """Return whether this account is a guest's alone; for who works with people."""
    return User.objects.filter(pk=person.pk).filter(pk__in=guests()).exists()


def _visible(user: User, zijde: str | None) -> QuerySet[User]:
    visible = accounts_visible_to(user, zijde)
    if visible is None:
        raise NotAllowed(NOT_HERS)
    return visible


# ---- the lists


def _lists(user: User, zijde: str | None) -> dict[str, QuerySet[User]]:
    visible = _visible(user, zijde)
    staff = visible.exclude(pk__in=guests())
    active = staff.filter(is_active=True)
    lists = {
        STAFF: staff,
        NO_POST: active.filter(~Exists(_from_today())),
        NEVER_IN: active.filter(~Exists(LastLogIn.objects.filter(user=OuterRef("pk")))),
        NO_SECOND: active.exclude(pk__in=with_second_factor()),
        LEAVES: active.filter(Exists(_ends_soon())),
        SCHOOL: active.filter(Exists(_from_today().filter(rol__in=SCHOOL_ROLES))),
        SWV: active.filter(Exists(_from_today().filter(rol__in=SWV_ROLES))),
        OFF: staff.filter(is_active=False),
    }
    if has_role(user, zijde, Rol.BEHEERDER):
        lists[GUESTS] = visible.filter(pk__in=guests())
    return lists


def _from_today() -> QuerySet[Aanstelling]:
    """The posts of an account, on record, in force or still to come."""
    return Aanstelling.objects.filter(ON_RECORD, user=OuterRef("pk"), geldig__overlap=DateRange(clock.today(), None))


def _ends_soon() -> QuerySet[Aanstelling]:
    today = clock.today()
    return Aanstelling.objects.filter(
        ON_RECORD, user=OuterRef("pk"), geldig__contains=today, geldig__endswith__lte=today + (SOON + 1) * clock.DAY
    )


def _matching(accounts: QuerySet[User], q: str, toon: str) -> QuerySet[User]:
    """Keep who has each word in her name or address; a guest is found by the whole address only."""
    if not q:
        return accounts
    if toon == GUESTS:
        return accounts.filter(email=q.strip().lower())
    for word in re.findall(r"[\w.@+-]+", q)[:_WORDS]:
        accounts = accounts.filter(Q(voornaam__icontains=word) | Q(achternaam__icontains=word) | Q(email__icontains=word))
    return accounts


def _from(accounts: QuerySet[User], after: uuid.UUID | None, by_name: bool) -> QuerySet[User]:
    """Order by surname, and begin after an account. The address holds its number, never its name.

    Guests go by age of the account: their order would give away how names begin. Nor does a list begin after one.
    """
    if not by_name:
        return accounts.order_by("pk") if after is None else accounts.filter(pk__gt=after).order_by("pk")
    names = {"a": Lower("achternaam"), "v": Lower("voornaam")}
    last = User.objects.exclude(pk__in=guests()).annotate(**names).filter(pk=after).values_list("a", "v").first() if after else None
    accounts = accounts.annotate(**names).order_by("a", "v", "pk")
    if last is None:
        return accounts
    a, v = last
    return accounts.filter(Q(a__gt=a) | Q(a=a, v__gt=v) | Q(a=a, v=v, pk__gt=after))


def accounts_of(rows: list[User], masked: bool) -> list[Account]:
    ids = [row.pk for row in rows]
    seconds = set(User.objects.filter(pk__in=ids).filter(pk__in=with_second_factor()).values_list("pk", flat=True))
    last = dict(LastLogIn.objects.filter(user__in=ids).values_list("user", "at"))
    stopped = set(running().filter(user__in=ids, aanstelling_fact=None).values_list("user", flat=True))
    posts: dict[uuid.UUID, list[Aanstelling]] = {}
    held = Aanstelling.objects.filter(ON_RECORD, user__in=ids, geldig__overlap=DateRange(clock.today(), None))
    for post in held.select_related("eenheid").order_by("geldig", "pk"):
        posts.setdefault(post.user_id, []).append(post)
    return [Account(row, masked, last.get(row.pk), row.pk in seconds, row.pk in stopped, posts.get(row.pk, [])) for row in rows]


def known(user: User, zijde: str | None, ids: list[uuid.UUID]) -> list[Account]:
    """Return these accounts as far as she may see them: staff by surname, guests after them without a name."""
    rows = list(_visible(user, zijde).filter(pk__in=ids).annotate(of_guest=Q(pk__in=guests())).order_by("achternaam", "voornaam", "pk"))
    staff, invited = ([row for row in rows if row.of_guest is masked] for masked in (False, True))
    return accounts_of(staff, masked=False) + accounts_of(sorted(invited, key=lambda row: row.pk), masked=True)
