"""Who may what, told a third time: plain Python over docs/rights.toml and docs/workflow.md.

No Django, no SQL, nothing of the portal's policy: the walls are held against this. A World holds
the facts on record; ids are whatever the test likes. Every period is half-open, [begin, eind).
"""

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache

from devtools import rights
from devtools.paths import ROOT

Id = Hashable
FAR = dt.date(9999, 12, 31)

# ---- the facts


@dataclass(frozen=True)
class Person:
    id: Id
    active: bool = True


@dataclass(frozen=True)
class Vestiging:
    id: Id
    wijknetwerk: Id | None = None
    wijknetwerk_per: dt.date | None = None
    wijknetwerk_daarna: Id | None = None


@dataclass(frozen=True)
class Post:
    """An Aanstelling; `fact` is its fact_id, for a Schorsing of this post alone."""

    person: Id
    rol: str
    eenheid: Id
    begin: dt.date | None = None
    eind: dt.date | None = None
    fact: Id = None


@dataclass(frozen=True)
class Schorsing:
    """Without `post`: of the person."""

    person: Id
    van: dt.datetime | None = None
    tot: dt.datetime | None = None
    post: Id = None
    dagen: tuple[dt.date, dt.date | None] | None = None


@dataclass(frozen=True)
class Dossier:
    """With its pupil: where enrolled, and born when."""

    id: Id
    vestiging: Id
    vestiging_tot: dt.date = FAR
    vestiging_daarna: Id = None
    geboortedatum: dt.date | None = None


@dataclass(frozen=True)
class Hulpvraag:
    id: Id
    dossier: Id
    status: str
    opsteller_vestiging: Id
    soort: str = "adviesvraag"
    gesloten_op: dt.date | None = None
    gesloten_vestiging: Id = None
    ingediend_door: Id = None
    contact_overgenomen_door: Id = None
    teruggehaald: bool = False


@dataclass(frozen=True)
class Toewijzing:
    person: Id
    hulpvraag: Id
    begin: dt.date | None = None
    eind: dt.date | None = None


@dataclass(frozen=True)
class Toegang:
    person: Id
    dossier: Id
    hulpvragen: frozenset
    soort: str
    begin: dt.date | None = None
    eind: dt.date | None = None
    delen: frozenset = frozenset({"hulpvraag"})
    gezag: str = ""
    gezag_tot: dt.date | None = None
    leerling_akkoord: bool = False
    accepted: bool = True


@dataclass(frozen=True)
class Stuk:
    id: Id
    hulpvraag: Id
    deel: str
    verstrekt: bool = False


@dataclass(frozen=True)
class Item:
    """A document, bericht or notitie; `object` names which. `side` is the one it was written from."""

    id: Id
    object: str
    hulpvraag: Id
    deel: str
    verstrekt: bool = False
    by: Id = None
    side: str = ""
    sent: bool = True
    alleen_school: bool = False
    voor_genodigden: bool = False


@dataclass(frozen=True)
class World:
    people: tuple[Person, ...] = ()
    vestigingen: tuple[Vestiging, ...] = ()
    posts: tuple[Post, ...] = ()
    schorsingen: tuple[Schorsing, ...] = ()
    dossiers: tuple[Dossier, ...] = ()
    hulpvragen: tuple[Hulpvraag, ...] = ()
    toewijzingen: tuple[Toewijzing, ...] = ()
    toegangen: tuple[Toegang, ...] = ()
    stukken: tuple[Stuk, ...] = ()
    items: tuple[Item, ...] = ()


def holds(fact, day: dt.date) -> bool:
    """Tell whether a dated fact holds on a day."""
    return (fact.begin is None or fact.begin <= day) and (fact.eind is None or day < fact.eind)


def age_on(day: dt.date, born: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def by_id(things, id: Id):
    return next(thing for thing in things if thing.id == id)


# ---- the conditions of docs/rights.toml, one function each


@dataclass(frozen=True)
class Case:
    """One question: does this ground (a Post or a Toegang) reach this hulpvraag, or this piece of it?"""

    world: World
    day: dt.date
    ground: Post | Toegang | None
    hulpvraag: Hulpvraag
    stuk: Stuk | Item | None = None
    side: str = ""

    @property
    def dossier(self) -> Dossier:
        return by_id(self.world.dossiers, self.hulpvraag.dossier)

    @property
    def vestiging(self) -> Id:
        """Where the pupil is enrolled on the day."""
        place = self.dossier
        moved = self.day >= place.vestiging_tot and place.vestiging_daarna is not None
        return place.vestiging_daarna if moved else place.vestiging


def own_vestiging_today(case: Case) -> bool:
    return case.ground.eenheid == case.vestiging


def own_opsteller(case: Case) -> bool:
    return case.ground.eenheid == case.hulpvraag.opsteller_vestiging


def own_wijknetwerk(case: Case) -> bool:
    school = by_id(case.world.vestigingen, case.vestiging)
    moved = school.wijknetwerk_per is not None and case.day >= school.wijknetwerk_per
    wijknetwerk = school.wijknetwerk_daarna if moved else school.wijknetwerk
    return wijknetwerk is not None and case.ground.eenheid == wijknetwerk


def assigned(case: Case) -> bool:
    mine = (t for t in case.world.toewijzingen if t.person == case.ground.person and t.hulpvraag == case.hulpvraag.id)
    return case.ground.rol in {"loket", "consulent"} and any(holds(t, case.day) for t in mine)


def closed_ground(case: Case) -> bool:
    closed = case.hulpvraag
    there = (
        post for post in case.world.posts
        if (post.person, post.rol, post.eenheid) == (case.ground.person, "ib", closed.gesloten_vestiging)
    )
    return closed.gesloten_op is not None and any(holds(post, closed.gesloten_op) for post in there)


def invited_any(case: Case) -> bool:
    return case.hulpvraag.id in case.ground.hulpvragen and case.hulpvraag.dossier == case.ground.dossier


def invited_hulpvraag(case: Case) -> bool:
    return invited_any(case) and "hulpvraag" in case.ground.delen


def invited_documenten(case: Case) -> bool:
    return invited_any(case) and "documenten" in case.ground.delen


def invited_berichten(case: Case) -> bool:
    return invited_any(case) and "berichten" in case.ground.delen


def _wrote(case: Case) -> bool:
    return (case.stuk.by, case.stuk.side) == (case.ground.person, case.side)


def sent(case: Case) -> bool:
    return case.stuk is not None and (case.stuk.sent or _wrote(case))


def sent_along(case: Case) -> bool:
    return case.stuk is not None and not case.stuk.alleen_school


def not_a_note(case: Case) -> bool:
    return case.stuk is not None and getattr(case.stuk, "object", "") != "notitie"


def for_guests(case: Case) -> bool:
    return case.stuk is not None and (case.stuk.voor_genodigden or _wrote(case))


def entitled_today(case: Case) -> bool:
    if case.ground.soort not in {"ouder", "leerling16"}:
        return True
    born = case.dossier.geboortedatum
    if born is None:
        return False
    age = age_on(case.day, born)
    if case.ground.soort == "leerling16":
        return age >= 16
    has_gezag = case.ground.gezag == "ja" and (case.ground.gezag_tot is None or case.day < case.ground.gezag_tot)
    return has_gezag and (age < 16 or (age < 18 and case.ground.leerling_akkoord))


def not_moved(case: Case) -> bool:
    return case.hulpvraag.opsteller_vestiging == case.vestiging


def not_recalled(case: Case) -> bool:
    return not case.hulpvraag.teruggehaald


def verstrekt(case: Case) -> bool:
    return case.stuk is not None and case.stuk.verstrekt


CONDITIONS = {
    condition.__name__: condition
    for condition in (
        own_vestiging_today, own_opsteller, own_wijknetwerk, assigned, closed_ground, invited_any, invited_hulpvraag, invited_documenten,
        invited_berichten, entitled_today, not_moved, not_recalled, verstrekt, sent, sent_along, for_guests, not_a_note,
    )
}

OF_PEOPLE = {"other_person", "own", "own_bestuur", "own_volgende", "own_melding", "own_komt"}  # asked about a person, a stop or a mutatie, never about a hulpvraag


# ---- the papers


RIGHTS = rights.load()
SIDE = {role: about["side"] for role, about in RIGHTS["roles"].items()}
STATUSES = {grant: frozenset(rights.statuses(RIGHTS, grant)) for grant in rights.grants(RIGHTS)}
NOT_BY_WHO_FILED = frozenset(RIGHTS["two_persons"]["not_by_who_filed"]["acts"].split())
FILING = {grant.role for grant in STATUSES if "file" in grant.do}


@cache
def grants_of(role: str, object: str) -> tuple[rights.Grant, ...]:
    return tuple(grant for grant in STATUSES if grant.role == role and object in grant.on)


def _read_table(title: str) -> list[list[str]]:
    """Return the body of the table under a title of docs/workflow.md."""
    section = (ROOT / "docs" / "workflow.md").read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return lines[2:]


def _words(cell: str) -> frozenset[str]:
    return frozenset(cell.split(", ")) - {"–"}


@dataclass(frozen=True)
class Step:
    who: frozenset[str]
    needs: frozenset[str]


STEPS = {
    (status, action): Step(_words(who), _words(needs))
    for at, action, _, _, who, _, _, _, needs in _read_table("Actions")
    for status in _words(at)
}
PER_SOORT = {soort: (_words(outcomes), _words(without)) for soort, _, _, outcomes, without in _read_table("Per soort")}
ALL_OUTCOMES = frozenset().union(*(outcomes for outcomes, _ in PER_SOORT.values()))
UNKNOWN = {soort: (ALL_OUTCOMES - outcomes) | without for soort, (outcomes, without) in PER_SOORT.items()}


# ---- the answers


@dataclass(frozen=True)
class Oracle:
    """Answers for one world, on one day, at one moment of it. All arguments are ids."""

    world: World
    day: dt.date
    moment: dt.datetime

    def level(self, person: Id, side: str, hulpvraag: Id, object: str = "hulpvraag") -> str | None:
        """Return "content", "card" or None; `object` may be another one that follows the hulpvraag."""
        return self._level(person, side, object, by_id(self.world.hulpvragen, hulpvraag))

    def visible(self, person: Id, side: str) -> dict[Id, str]:
        """Return every hulpvraag she sees, with the level."""
        levels = {h.id: self._level(person, side, "hulpvraag", h) for h in self.world.hulpvragen}
        return {id: level for id, level in levels.items() if level}

    def may(self, person: Id, side: str, action: str, hulpvraag: Id) -> bool:
        """Tell whether role, relation, status, soort and the rule of two persons let her do it.

        What stands in the way for the moment, or is brought by the form, is not asked here.
        """
        h = by_id(self.world.hulpvragen, hulpvraag)
        step = STEPS.get((h.status, action))
        if step is None or action in UNKNOWN[h.soort]:
            return False
        if action in NOT_BY_WHO_FILED and h.ingediend_door == person:
            return False
        granted = self._granted(person, side, "hulpvraag", h)
        return any(action in grant.do and grant.role in step.who for grant in granted)

    def may_with_guests(self, person: Id, side: str, action: str, hulpvraag: Id) -> bool:
        """Tell whether she may invite, or do something with an invitation; there is nobody to invite to an anonymous question."""
        h = by_id(self.world.hulpvragen, hulpvraag)
        return h.soort != "anoniem" and any(action in grant.do for grant in self._granted(person, side, "toegang", h))

    def may_report_move(self, person: Id, side: str, hulpvraag: Id) -> bool:
        """Tell whether she may say that the pupil goes to another school; an anonymous question has no pupil."""
        h = by_id(self.world.hulpvragen, hulpvraag)
        return h.soort != "anoniem" and any(
            "report_move" in grant.do and h.status in STATUSES[grant] and _met(grant, Case(self.world, self.day, ground, h))
            for role, ground in self._grounds(person, side) for grant in grants_of(role, "verhuizing")
        )

    def may_now(self, person: Id, side: str, action: str, hulpvraag: Id) -> bool:
        """Tell the same, and that nobody is left behind: what needs a contact has one, and only what has none is taken over."""
        if not self.may(person, side, action, hulpvraag):
            return False
        needed = "contact" in STEPS[by_id(self.world.hulpvragen, hulpvraag).status, action].needs
        if action == "take_over":
            return not self.has_contact(hulpvraag)
        return not needed or self.has_contact(hulpvraag)

    def has_contact(self, hulpvraag: Id) -> bool:
        """Tell whether an IB'er of the school of today, or who took over at the loket, has a live post."""
        h = by_id(self.world.hulpvragen, hulpvraag)
        school = Case(self.world, self.day, None, h).vestiging
        posts = {
            (post.person, role, post.eenheid)
            for person in self.world.people for side in ("school", "swv")
            for role, post in self._grounds(person.id, side)
        }
        took_over = any(role == "loket" and person == h.contact_overgenomen_door for person, role, _ in posts)
        return took_over or any((role, eenheid) == ("ib", school) for _, role, eenheid in posts)

    def may_file(self, person: Id, side: str, vestiging: Id) -> bool:
        """Tell whether she may begin a hulpvraag for a pupil who is enrolled at this vestiging today."""
        return any(ground.eenheid == vestiging for role, ground in self._grounds(person, side) if role in FILING)

    def sees_dossier(self, person: Id, side: str, dossier: Id) -> str | None:
        """Return the widest level that any hulpvraag of the dossier gives her on it."""
        return self._of_dossier(person, side, "dossier", dossier)

    def sees_leerling(self, person: Id, side: str, dossier: Id) -> str | None:
        """Return the same for the pupil of the dossier."""
        return self._of_dossier(person, side, "leerling", dossier)

    def sees_inschrijving(self, person: Id, side: str, dossier: Id) -> str | None:
        """Return the same for the enrolments of the pupil."""
        return self._of_dossier(person, side, "inschrijving", dossier)

    def sees_stuk(self, person: Id, side: str, stuk: Id) -> str | None:
        """Return the level on a piece: the schooldeel is content of its hulpvraag, the SWV-deel is a swv_stuk."""
        piece = by_id(self.world.stukken, stuk)
        h = by_id(self.world.hulpvragen, piece.hulpvraag)
        if piece.deel == "swv":
            return self._level(person, side, "swv_stuk", h, piece)
        return "content" if self._level(person, side, "hulpvraag", h) == "content" else None

    def sees_item(self, person: Id, side: str, item: Id) -> str | None:
        """Return the level on a document, bericht or notitie; what lies in the SWV-deel is a swv_stuk."""
        it = by_id(self.world.items, item)
        h = by_id(self.world.hulpvragen, it.hulpvraag)
        if it.deel == "swv":  # an unsent bericht is its writer's alone, also there
            return self._level(person, side, "swv_stuk", h, it) if it.sent or (it.by, it.side) == (person, side) else None
        return self._level(person, side, it.object, h, it)

    def sees_some(self, person: Id, side: str, object: str, hulpvraag: Id) -> bool:
        """Tell whether there can be berichten or notities of a hulpvraag that she reads: what was sent, for everybody."""
        it = Item(None, object, hulpvraag, "school", voor_genodigden=True)
        return self._level(person, side, object, by_id(self.world.hulpvragen, hulpvraag), it) == "content"

    def may_with_pieces(self, person: Id, side: str, action: str, hulpvraag: Id) -> bool:
        """Tell whether she may do this with documents, berichten or notities of a hulpvraag."""
        h = by_id(self.world.hulpvragen, hulpvraag)
        objects = ("document", "bericht", "notitie", "swv_stuk")
        return any(action in grant.do for object in objects for grant in self._granted(person, side, object, h))

    def sees_toegang(self, person: Id, side: str, toegang: Toegang) -> str | None:
        """Return the widest level that any hulpvraag which the Toegang names gives her on it."""
        named = [h for h in self.world.hulpvragen if h.id in toegang.hulpvragen and h.dossier == toegang.dossier]
        return _widest(self._level(person, side, "toegang", h) for h in named)

    # ---- how

    def _of_dossier(self, person: Id, side: str, object: str, dossier: Id) -> str | None:
        follows = [h for h in self.world.hulpvragen if h.dossier == dossier]
        return _widest(self._level(person, side, object, h) for h in follows)

    def _level(self, person: Id, side: str, object: str, h: Hulpvraag, stuk: Stuk | Item | None = None) -> str | None:
        return _widest(grant.see for grant in self._granted(person, side, object, h, stuk))

    def _granted(
        self, person: Id, side: str, object: str, h: Hulpvraag, stuk: Stuk | Item | None = None
    ) -> Iterator[rights.Grant]:
        """Yield the grants that hold for her, one ground at a time."""
        for role, ground in self._grounds(person, side):
            case = Case(self.world, self.day, ground, h, stuk, side)
            for grant in grants_of(role, object):
                if h.status in STATUSES[grant] and _met(grant, case):
                    yield grant

    def _grounds(self, person: Id, side: str) -> Iterator[tuple[str, Post | Toegang]]:
        """Yield what she stands on today on this side, each with the role it gives."""
        if not by_id(self.world.people, person).active or self._stopped(person):
            return
        for post in self.world.posts:
            live = holds(post, self.day) and not self._stopped(person, post.fact)
            if post.person == person and SIDE[post.rol] == side and live:
                yield post.rol, post
        for toegang in self.world.toegangen:
            if toegang.person == person and side == "gast" and toegang.accepted and holds(toegang, self.day):
                yield toegang.soort, toegang

    def _runs(self, stop: Schorsing) -> bool:
        if stop.dagen:
            begin, eind = stop.dagen
            return begin <= self.day and (eind is None or self.day < eind)
        return stop.van <= self.moment and (stop.tot is None or self.moment < stop.tot)

    def _stopped(self, person: Id, post: Id = None) -> bool:
        """Tell whether a Schorsing of the person (without `post`) or of this post is running."""
        return any(
            self._runs(stop)
            for stop in self.world.schorsingen
            if (stop.person, stop.post) == (person, post)
        )


def _met(grant: rights.Grant, case: Case) -> bool:
    return any(all(CONDITIONS[word](case) for word in alternative) for alternative in grant.alternatives)


def _widest(levels) -> str | None:
    found = set(levels)
    return next((level for level in rights.LEVELS if level in found), None)
