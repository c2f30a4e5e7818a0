"""Who can see a hulpvraag on a day, and by which fact: the policy itself, asked on that day of everybody whom a fact could concern.

No side sees all the facts, so they are read at the desk, once the policy has said that the asker may ask; nothing is written.
What she may read of the answer is decided here too. The number of queries does not depend on how many people are asked about.
"""

import copy
import datetime as dt
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import NamedTuple

from django.db.models import IntegerField, Q, QuerySet, Value

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, Eenheid, Schorsing, User, Vestiging
from accounts.models.facts import DatedFact, Fact, on_record
from accounts.policy import held, running, suspended
from hulpvragen import policy, workflow
from hulpvragen.enums import GastSoort, Onderdeel, Status
from hulpvragen.models import Dossier, Hulpvraag, Inschrijving, Leerling, Toegang, Toewijzing
from hulpvragen.policy import CARD, CONTENT, Asker
from portal.audit.queries import history_of
from portal.lib import clock
from portal.lib.db import desk, one, rows
from portal.lib.errors import NotAllowed

NOT_YOURS = "Wie deze hulpvraag kan zien, is voor wie de hulpvraag leest: de IB'ers van de school en het samenwerkingsverband."
BEFORE, AFTER = dt.timedelta(days=60), dt.timedelta(days=120)  # of the drawn time line
MOST_CHANGES = 24  # days to come on which something changes
HISTORY = 2000  # events of one hulpvraag
_RANK = {"": 0, CARD: 1, CONTENT: 2}
_BEGINS = {"hulpvraag.submitted": Status.INGEDIEND, "hulpvraag.concept_started": Status.CONCEPT}


class Run(NamedTuple):
    """From which day to which day, not included, somebody sees how much."""

    begin: dt.date
    end: dt.date
    level: str


@dataclass(frozen=True)
class Sight:
    """What one person sees on the day, and by which fact; without a name where the asker may not read it."""

    naam: str
    zijde: Zijde
    rol: Rol | GastSoort
    eenheid: str  # of a post: which school, wijknetwerk or SWV
    level: str  # CONTENT or CARD
    stopped: bool  # a Schorsing holds it: nothing for now
    ground: str  # aanstelling, toewijzing or toegang
    since: dt.date | None
    door: str  # who assigned or invited
    delen: tuple[str, ...]  # of a guest
    by_swv: bool  # of a guest: the SWV invited her itself
    until: dt.date | None  # the last day with it, as far as is planned
    now: str  # the level by what is on record now
    then: str  # of a past day: the level by what was on record then
    changed_at: dt.datetime | None = None  # when the record of that day changed
    runs: tuple[Run, ...] = ()
    user_id: uuid.UUID | None = field(default=None, compare=False)

    @property
    def reads(self) -> bool:
        """Say whether she reads the hulpvraag, or a part of it."""
        return self.level == CONTENT or bool(self.delen)

    @property
    def corrected(self) -> bool:
        return _RANK[self.then] > _RANK[self.now]

    @property
    def recorded_later(self) -> bool:
        return _RANK[self.then] < _RANK[self.now]


@dataclass(frozen=True)
class Explanation:
    """Who can see a hulpvraag on a day, school first, then the SWV and the guests."""

    day: dt.date
    today: dt.date
    there: bool  # the hulpvraag was there that day, as far as this asker may know
    school: Vestiging | None
    people: tuple[Sight, ...]
    window: tuple[dt.date, dt.date]  # of the runs
    changes: tuple[dt.date, ...]  # the days on which somebody sees more or less than the day before


class Group(NamedTuple):
    """How many people of one role can see it: all that a guest may know."""

    zijde: Zijde
    rol: Rol | GastSoort
    eenheid: str
    level: str
    count: int


class Looked(NamedTuple):
    """On which day somebody looked, by role; `own`: the reader herself."""

    day: dt.date
    zijde: Zijde
    rol: str
    own: bool


def explain(*, by: Asker, hulpvraag: Hulpvraag, day: dt.date) -> Explanation:
    """Say who can see a hulpvraag on a day: past, of today or to come. Raises NotAllowed with the reason."""
    if not policy.explains(by, hulpvraag):
        raise NotAllowed(NOT_YOURS)
    history, reads = _history(hulpvraag), policy.sees(by, hulpvraag.pk, CONTENT)
    with desk():
        return _Study(by, hulpvraag, day, history, reads).explanation()


def explain_roles(*, by: Asker, hulpvraag: Hulpvraag) -> list[Group]:
    """Say how many people of which role can see a hulpvraag today, for a parent or the pupil; nothing for others."""
    if not policy.explains_roles(by, hulpvraag):
        return []
    with desk():
        people = _Study(by, hulpvraag, by.day, [], reads=False).explanation().people
    counted = Counter((one.zijde, one.rol, one.eenheid, one.level) for one in people if not one.stopped)
    return [Group(*key, count) for key, count in counted.items()]


def looked(*, by: Asker, hulpvraag: Hulpvraag) -> list[Looked]:
    """Say on which days who looked, by role, newest first; the database tells it to a parent and the pupil alone."""
    found = rows("select at, zijde, rol, own from app_gekeken(%s)", hulpvraag.pk)
    return list(dict.fromkeys(Looked(clock.day_of(row["at"]), Zijde(row["zijde"]), row["rol"], row["own"]) for row in found))


# ---- the card as it stood


def _history(hulpvraag: Hulpvraag) -> list[tuple[dt.datetime, str]]:
    """Return when which status began, newest first, as far as the asker's part of the trail tells."""
    changes = []
    for event in history_of(hulpvraag.pk, limit=HISTORY):
        status = event.detail.get("to") or _BEGINS.get(event.event)
        if status and event.detail.get("from") != status:
            changes.append((event.at, status))
    return changes


class _Point(NamedTuple):
    """A moment of a day, by what is on record now or by what was on record at `known`."""

    day: dt.date
    moment: dt.datetime
    known: dt.datetime | None = None


@dataclass(frozen=True)
class _Candidate(Asker):
    """Somebody asked about, with what was read for all at once."""

    schools: tuple[Vestiging, ...] = ()
    toegangen: tuple[Toegang, ...] = ()
    toewijzingen: tuple[Toewijzing, ...] = ()

    @property
    def wijk_vestigingen(self) -> list:
        wijken = self.at(Rol.CONSULENT)
        return [school.pk for school in self.schools if school.wijknetwerk_nu_id in wijken]

    @property
    def invitations(self) -> list[Toegang]:
        return policy.opening(self.toegangen, self.day)

    def assignments(self, hulpvraag: Hulpvraag) -> tuple[Toewijzing, ...]:
        return self.toewijzingen


class _Stand(NamedTuple):
    """One person at one point: by the posts that no Schorsing holds, and by all of them."""

    free: _Candidate
    all: _Candidate
    ground: DatedFact | None

    @property
    def is_stopped(self) -> bool:
        return self.free != self.all


class _Seen(NamedTuple):
    """The answers: what each person sees at each point, and would see were she not stopped, and by what."""

    levels: dict[_Point, dict]
    stands: dict[_Point, dict]

    def level(self, key, point: _Point, *, stopped: bool = False) -> str:
        return self.levels[point].get(key, ("", ""))[stopped]

    def best(self, key, points: list[_Point], *, stopped: bool = False) -> tuple[str, _Point]:
        """Return the most that somebody sees at one of these points, and where."""
        return max(((self.level(key, point, stopped=stopped), point) for point in points), key=lambda pair: _RANK[pair[0]])

    def changes(self, line: list[_Point]):
        """Yield the days on which somebody sees something else than at the point before."""
        for before, after in pairwise(line):
            keys = self.levels[before].keys() | self.levels[after].keys()
            if any(self.level(key, before) != self.level(key, after) for key in keys):
                yield after.day


class _Study:
    """One hulpvraag and everything on record around it, asked about at several points."""

    def __init__(self, by: Asker, hulpvraag: Hulpvraag, day: dt.date, history: list[tuple[dt.datetime, str]], reads: bool):
        self.by, self.h, self.day, self.today, self.history = by, hulpvraag, day, by.day, history
        self.window, self.reads = (day - BEFORE, day + AFTER), reads
        self.dossier = Dossier.objects.only("pk", "leerling_id").get(pk=hulpvraag.dossier_id)
        self.born = one("select app_geboren(%s)", self.dossier.pk)[0]
        self.enrolled = list(Inschrijving.objects.filter(leerling=self.dossier.leerling_id)) if self.dossier.leerling_id else []
        places = {hulpvraag.vestiging_id, hulpvraag.vestiging_daarna_id, hulpvraag.opsteller_vestiging_id, *(one.vestiging_id for one in self.enrolled)}
        self.schools = {school.pk: school for school in Vestiging.objects.filter(pk__in=places)}
        self.wijken = {pk for school in self.schools.values() for pk in (school.wijknetwerk_id, school.wijknetwerk_daarna_id) if pk}
        self.toewijzingen = list(Toewijzing.objects.filter(hulpvraag=hulpvraag))
        self.toegangen = list(Toegang.objects.filter(dossier=self.dossier, hulpvragen__contains=[hulpvraag.pk], accepted_at__isnull=False))
        self.posts = list(self._posts())
        staff, guests = {post.user_id for post in self.posts}, {toegang.user_id for toegang in self.toegangen}
        self.stops = list(Schorsing.objects.filter(user__in=staff | guests))
        named = {pk for fact in (*self.toewijzingen, *self.toegangen) for pk in (fact.recorded_by_id, getattr(fact, "uitgenodigd_door_id", None)) if pk}
        self.users = User.objects.only("pk", "voornaam", "achternaam", "email", "is_active").in_bulk(staff | guests | named)
        self.staff, self.guests = staff, guests

    def _posts(self) -> QuerySet[Aanstelling]:
        """Every version of every post that could give sight of it, on any day."""
        of_school = Q(rol__in=(Rol.IB, Rol.CONTACTPERSOON), eenheid__in=self.schools)
        of_swv = Q(rol__in=(Rol.LOKET, Rol.PRIVACY_OFFICER)) | Q(rol=Rol.CONSULENT, eenheid__in=self.wijken)
        assigned = Q(user__in={toewijzing.user_id for toewijzing in self.toewijzingen})
        return Aanstelling.objects.filter(of_school | of_swv | assigned)

    # ---- the answer

    def explanation(self) -> Explanation:
        moments = self._moments()
        now = [_Point(self.day, moment) for moment in moments]
        then = [_Point(self.day, moment, moment) for moment in moments] if self.day < self.today else []
        line = [_Point(day, self._moment_of(day)) for day in self._changes()]
        seen = self._ask([*now, *then, *line])
        card = next((card for point in reversed(now) if (card := self.card(point))), None)
        found = [self._sight(key, seen, now, then, line) for key in {key for point in (*now, *then) for key in seen.stands[point]}]
        people = sorted((one for one in found if one and self._may_know(one)), key=_order)
        return Explanation(
            day=self.day, today=self.today, there=card is not None, school=self.schools[card.vestiging_op(self.day).pk] if card else None,
            people=tuple(map(self._masked, people)), window=self.window, changes=tuple(seen.changes(line)),
        )

    def _sight(self, key, seen: "_Seen", now: list[_Point], then: list[_Point], line: list[_Point]) -> Sight | None:
        """Return what one person sees; None when she sees nothing, and would not either were she not stopped."""
        user_id, zijde = key
        level, best = seen.best(key, now)
        was, best_then = seen.best(key, then) if then else (level, best)
        shown, stopped = level or was, not (level or was)
        if stopped:
            shown, best = seen.best(key, now, stopped=True)
            if not shown:
                return None
        stand = seen.stands[best if level or stopped else best_then][key]
        fact, at_work = stand.ground, zijde != Zijde.GAST
        post = fact if isinstance(fact, Aanstelling) else next((post for post in stand.all.posts if post.rol in (Rol.LOKET, Rol.CONSULENT)), None)
        given_by = None if isinstance(fact, Aanstelling) else getattr(fact, "uitgenodigd_door_id", None) or fact.recorded_by_id
        days = [(point.day, seen.level(key, point)) for point in line]
        return Sight(
            naam=self.users[user_id].naam, zijde=zijde, rol=Rol(post.rol) if at_work else GastSoort(fact.soort), eenheid=post.eenheid.naam if at_work else "",
            level=shown, stopped=stopped, ground=fact._meta.model_name, since=fact.begin, door=self.users[given_by].naam if given_by else "",
            delen=_parts(stand.all.invitations), by_swv=getattr(fact, "namens", "") == Zijde.SWV,
            until=None if stopped else _until(self.day, shown, days), now=level, then=was, changed_at=_changed_at(fact, level, was),
            runs=tuple(_runs(days, self.window)), user_id=user_id,
        )

    # ---- what this asker may read of it

    def _own(self) -> set[uuid.UUID]:
        return {post.eenheid_id for post in self.by.posts}

    def _may_know(self, sight: Sight) -> bool:
        """A school hears of a stop of its own people and guests; whoever is a guest of none."""
        if not sight.stopped:
            return True
        return self.by.zijde == Zijde.SWV or (self.by.zijde == Zijde.SCHOOL and sight.zijde != Zijde.SWV and self._reads_name(sight))

    def _reads_name(self, sight: Sight) -> bool:
        """A school reads the names of its own people, the guests and the SWV's; the SWV those of staff and the loket of whom it invited; a guest none."""
        if self.by.zijde == Zijde.SCHOOL and sight.zijde == Zijde.SCHOOL:
            return any(post.user_id == sight.user_id and post.eenheid_id in self._own() for post in self.posts)
        if self.by.zijde == Zijde.SWV and sight.zijde == Zijde.GAST:
            return sight.by_swv and self.by.has(Rol.LOKET)
        return self.by.zijde != Zijde.GAST

    def _masked(self, sight: Sight) -> Sight:
        if not self._reads_name(sight):
            sight = replace(sight, naam="")
        return replace(sight, door="") if sight.zijde == Zijde.GAST and not sight.naam else sight

    # ---- the points

    def _moments(self) -> list[dt.datetime]:
        """Return the moments of the day at which it may have been otherwise than before; of today only this one."""
        if self.day == self.today:
            return [clock.now()]
        begin, end = clock.start_of(self.day), clock.start_of(self.day + clock.DAY)
        if self.day > self.today:
            return [begin]
        facts = [*self.posts, *self.toewijzingen, *self.toegangen, *self.stops, *self.enrolled]
        found = {at for fact in facts for at in (fact.recorded_at, fact.replaced_at) if at}
        found |= {at for stop in self.stops for at in (stop.van, stop.tot) if at} | {toegang.accepted_at for toegang in self.toegangen}
        found |= {at for at, _ in self.history} | {self.h.created_at} | {at for at in (self.h.submitted_at,) if at}
        return [begin, *sorted(at for at in found if begin < at < end)]

    def _moment_of(self, day: dt.date) -> dt.datetime:
        """Return the moment at which a day of the time line is looked at: its end, and of what is to come its beginning."""
        if day == self.today:
            return clock.now()
        return clock.start_of(day + clock.DAY) - dt.timedelta(microseconds=1) if day < self.today else clock.start_of(day)

    def _changes(self) -> list[dt.date]:
        """Return the days on which something may change: of the window, and whatever is planned after it."""
        days = {self.day, self.day + clock.DAY, self.today, self.day - BEFORE, self.h.vestiging_tot}
        for fact in (*self.posts, *self.toewijzingen, *self.toegangen, *self.enrolled):
            if fact.replaced_at is None:
                days |= {fact.geldig.lower, fact.geldig.upper}
        for stop in self.stops:
            if stop.replaced_at is None:
                days |= {stop.dagen.lower, stop.dagen.upper} if stop.dagen else set()
                days |= {clock.day_of(at) + days_on * clock.DAY for at in (stop.van, stop.tot) if at for days_on in (0, 1)}
        days |= {school.wijknetwerk_per for school in self.schools.values()} | {clock.day_of(at) for at, _ in self.history}
        days |= {clock.day_of(at) for at in (self.h.created_at, self.h.submitted_at, *(one.accepted_at for one in self.toegangen)) if at}
        days |= {one.gezag_tot for one in self.toegangen} | {self.h.gesloten_op}
        if self.born and self.guests and self.reads:  # a birthday is not for who sees the card alone
            days |= {policy.birthday(self.born, age) for age in (16, 18)}
        known = sorted(day for day in days if day and day < clock.FAR and day >= self.day - BEFORE)
        return [day for day in known if day <= self.day] + [day for day in known if day > self.day][:MOST_CHANGES]

    def card(self, point: _Point) -> Hulpvraag | None:
        """Return the card as it stood at a point; None when it was not there, or not yet the SWV's to know of."""
        if point.day >= self.today:
            return self.h
        if point.moment < self.h.created_at:
            return None
        status = self._status_at(point)
        if self.by.zijde != Zijde.SCHOOL and status in workflow.DRAFT:
            return None
        card = copy.copy(self.h)
        card.status, card.ingediend = status, status not in workflow.DRAFT
        card.teruggehaald = self.h.teruggehaald and status == Status.INGETROKKEN
        self._place(card, point)
        if status not in workflow.CLOSED:
            card.gesloten_op = card.gesloten_vestiging_id = None
        elif self.h.gesloten_op is None or self.h.gesloten_op > point.day:  # it was opened again since
            closed = next(at for at, _ in self.history if at <= point.moment)
            card.gesloten_op, card.gesloten_vestiging_id = clock.day_of(closed), card.vestiging_op(point.day).pk
        return card

    def _status_at(self, point: _Point) -> str:
        began = next((change for change in self.history if change[0] <= point.moment), None)
        if began and began is self.history[0]:
            return self.h.status  # nothing changed since
        if self.h.submitted_at and point.moment < self.h.submitted_at:
            return began[1] if began else Status.CONCEPT
        if began:
            return began[1]
        return Status.INGEDIEND if self.h.gesloten_op and point.day < self.h.gesloten_op else self.h.status

    def _place(self, card: Hulpvraag, point: _Point) -> None:
        """Put the pupil where the record has it on that day: the card itself knows of one move alone."""
        there = next((one for one in self.enrolled if _on_record(one, point.known) and point.day in one.geldig), None)
        if there and there.vestiging_id != (card.vestiging_id if card.vestiging_tot > point.day else card.vestiging_daarna_id):
            card.vestiging = card.vestiging_daarna = self.schools[there.vestiging_id]
            card.vestiging_tot = clock.FAR

    # ---- asking

    def _ask(self, points: list[_Point]) -> "_Seen":
        """Ask the policy about all points: one query for each way in which the card stood."""
        points = list(dict.fromkeys(points))
        cards = {point: self.card(point) for point in points}
        stands = self._stands(points, cards)
        levels: dict[_Point, dict] = {point: {} for point in points}
        together = defaultdict(list)
        for point in points:
            if cards[point]:
                together[tuple(str(getattr(cards[point], name)) for name in policy.OF_CARD)].append(point)
        for alike in together.values():
            asked = [
                (point, key, which, level) for point in alike for key, stand in stands[point].items() for which in (0, 1)[: 1 + stand.is_stopped]
                for level in (CONTENT, CARD)
            ]  # fmt: skip
            unions = [self._branches(point, stands[point][key][which], level) for point, key, which, level in asked]
            seen = {question for question, yes in zip(asked, policy.hold(unions, cards[alike[0]]), strict=True) if yes}
            for point in alike:
                levels[point] = {
                    key: tuple(_level(point, key, which and stand.is_stopped, seen) for which in (0, 1)) for key, stand in stands[point].items()
                }
        return _Seen(levels, stands)

    def _branches(self, point: _Point, who: _Candidate, level: str) -> list[Q]:
        with clock.as_of(*point):
            return policy.branches(who, level)

    def _stands(self, points: list[_Point], cards: dict) -> dict[_Point, dict]:
        """Return who stands where at each point, with her posts and what she was given of this hulpvraag: four queries for all points."""
        posts, toegangen, toewijzingen, stopped = ([] for _ in range(4))
        for number, point in enumerate(points):
            with clock.as_of(*point):
                at = Value(number, output_field=IntegerField())
                posts.append(held().filter(user__in=self.staff).annotate(stopped=suspended(), punt=at))
                toegangen.append(policy.accepted().filter(pk__in=[one.pk for one in self.toegangen], accepted_at__lte=point.moment).annotate(punt=at))
                toewijzingen.append(Toewijzing.objects.filter(on_record(), hulpvraag=self.h, geldig__contains=point.day).annotate(punt=at))
                stopped.append(running().filter(aanstelling_fact=None, user__in=self.guests).annotate(punt=at))
        posts, toegangen, toewijzingen = (_by_point(_together(each)) for each in (posts, toegangen, toewijzingen))
        held_still = {(stop.punt, stop.user_id) for stop in _together(stopped)} if self.guests else set()
        self._units(posts)
        return {
            point: self._at(point, cards[point], posts[number], toegangen[number], toewijzingen[number], {user for at, user in held_still if at == number})
            for number, point in enumerate(points)
        }  # fmt: skip

    def _units(self, posts: dict[int, list[Aanstelling]]) -> None:
        units = Eenheid.objects.in_bulk({post.eenheid_id for of_point in posts.values() for post in of_point})
        for of_point in posts.values():
            for post in of_point:
                post.eenheid = units[post.eenheid_id]

    def _at(self, point: _Point, card, posts, toegangen, toewijzingen, stopped: set) -> dict:
        """Return who stands where at one point. Whose account is off counts for the past alone: its posts end when it does."""
        if card is None:
            return {}
        people: dict[tuple, tuple[list, list, list]] = defaultdict(lambda: ([], [], []))
        for post in posts:
            people[post.user_id, Rol(post.rol).zijde][0].append(post)
        for toegang in toegangen:
            toegang.dossier = Dossier(pk=self.dossier.pk, leerling=Leerling(geboortedatum=self.born) if self.dossier.leerling_id else None)
            people[toegang.user_id, Zijde.GAST][1].append(toegang)
        for toewijzing in toewijzingen:
            if (toewijzing.user_id, Zijde.SWV) in people:
                people[toewijzing.user_id, Zijde.SWV][2].append(toewijzing)
        stands = {}
        with clock.as_of(*point):
            for (user_id, zijde), (has, opens, tasks) in people.items():
                user = self.users[user_id]
                if point.day >= self.today and not user.is_active:
                    continue
                given = {"schools": tuple(self.schools.values()), "toewijzingen": tuple(tasks)}
                whole = _Candidate(user, zijde, point.day, tuple(has), toegangen=tuple(opens), **given)
                free = _Candidate(
                    user, zijde, point.day, tuple(post for post in has if not post.stopped), toegangen=() if user_id in stopped else tuple(opens), **given
                )
                ground = policy.ground_fact(free, card) or policy.ground_fact(whole, card)
                stands[user_id, zijde] = _Stand(free, whole, ground)
        return stands


def _together(found: list[QuerySet]) -> list:
    first, *rest = found
    return list(first.union(*rest, all=True) if rest else first)


def _by_point(facts: list) -> dict[int, list]:
    grouped = defaultdict(list)
    for fact in facts:
        grouped[fact.punt].append(fact)
    return grouped


def _level(point: _Point, key, which: int, seen: set) -> str:
    return next((level for level in (CONTENT, CARD) if (point, key, which, level) in seen), "")


def _on_record(fact: Fact, known: dt.datetime | None) -> bool:
    if known is None:
        return fact.replaced_at is None
    return fact.recorded_at <= known and (fact.replaced_at is None or fact.replaced_at > known)


def _parts(invitations: list[Toegang]) -> tuple[str, ...]:
    """Return to which parts somebody is invited, by whomever."""
    return tuple(part for part in Onderdeel.values if any(part in toegang.delen for toegang in invitations))


def _changed_at(fact: Fact, level: str, was: str) -> dt.datetime | None:
    """Return when the record of that day became otherwise."""
    if level == was:
        return None
    return fact.recorded_at if _RANK[was] < _RANK[level] else fact.replaced_at


def _until(day: dt.date, level: str, line: list[tuple[dt.date, str]]) -> dt.date | None:
    """Return the last day on which she sees at least as much, as far as is planned."""
    return next((other - clock.DAY for other, then in line if other > day and _RANK[then] < _RANK[level]), None)


def _runs(line: list[tuple[dt.date, str]], window: tuple[dt.date, dt.date]):
    """Yield how long each level lasts, within the window."""
    for level, days in groupby([*line, (window[1], "end")], key=lambda pair: pair[1]):
        begin = max(next(days)[0], window[0])
        end = next((day for day, then in line if day > begin and then != level), window[1])
        if level in (CARD, CONTENT) and begin < window[1]:
            yield Run(begin, min(end, window[1]), level)


_SIDES = [Zijde.SCHOOL, Zijde.SWV, Zijde.GAST]


def _order(one: Sight) -> tuple:
    return _SIDES.index(one.zijde), one.stopped, -_RANK[one.level], [*Rol, *GastSoort].index(one.rol), one.eenheid, one.naam.casefold(), str(one.user_id)
