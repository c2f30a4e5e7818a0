"""The lists of hulpvragen, in the form that stays near the floor.

Every branch of what a person may see is limited before the union (`policy.visible_to` is for
filters); a page goes on after a row, never at a number; a count stops at a thousand. How many
queries a list takes does not depend on its rows.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Case, CharField, Func, Q, QuerySet, Transform, Value, When

from accounts.models import Vestiging, Wijknetwerk
from hulpvragen import policy, workflow
from hulpvragen.enums import Party, Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagInhoud, Leerling
from hulpvragen.policy import CARD, CONTENT, Asker
from hulpvragen.storage import answers_place, open_answers
from hulpvragen.termijn import Period

from .narrowing import Filters, at_schools
from .settings import vakanties

PAGE = 25
CAP = 1000
PUPILS = 500  # as many as a list to open can hold


@dataclass(frozen=True)
class Order:
    """One way to sort, with an index that serves it; rows without a value come last."""

    column: str
    descending: bool = False

    @property
    def by(self) -> tuple[str, str]:
        return (f"-{self.column}", "-id") if self.descending else (self.column, "id")

    def after(self, place: "Place") -> Q:
        """Return the condition "behind this row"."""
        way = "lt" if self.descending else "gt"
        behind = Q(**{f"id__{way}": place.id})
        if place.value is None:
            return Q(**{self.column: None}) & behind
        further = Q(**{f"{self.column}__{way}e": place.value}) & (Q(**{f"{self.column}__{way}": place.value}) | behind)
        return further if self.descending else further | Q(**{self.column: None})


_RUNS_UNTIL = Case(When(status__in=workflow.HANDLING, then="term_date"))  # after an outcome the term is history; index hv_loopt
NEWEST = Order("gewijzigd", descending=True)
NEAREST = Order("loopt_tot")
OLDEST = Order("submitted_at")


class Place(NamedTuple):
    """The row after which a page begins: what it is sorted by, and its id."""

    value: dt.datetime | dt.date | None
    id: uuid.UUID


@dataclass(frozen=True)
class Selection:
    """Which hulpvragen a list is about: these statuses, perhaps only her own, narrowed further."""

    statuses: tuple[Status, ...]
    mine: bool = False
    only: Callable[[Asker], Q] | None = None  # one of queries.narrowing
    filters: Filters = field(default_factory=Filters)

    def condition(self, who: Asker) -> Q:
        found = Q(status__in=self.statuses) & self.filters.condition(who)
        if self.mine:
            found &= Q(behandelaar=who.user)
        return found & self.only(who) if self.only else found


@dataclass(frozen=True)
class Line:
    """One hulpvraag in a list, with its term while that runs. Not readable: no pupil, no title. Anonymous: no pupil."""

    hulpvraag: Hulpvraag
    vestiging: Vestiging
    party: Party
    term: dt.date | None
    readable: bool = False
    leerling: Leerling | None = None
    titel: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list; `following` is where the next one begins."""

    lines: list[Line]
    following: Place | None


def page(who: Asker, wanted: Selection, order: Order = NEWEST, after: Place | None = None) -> Page:
    """Return one page of a list."""
    narrow = wanted.condition(who) & (order.after(after) if after else Q())
    return _page(who, _union(who, [(CARD, narrow)], wanted.filters.schools(), PAGE + 1, order.by), order)


def first(who: Asker, wanted: Selection, order: Order, limit: int) -> list[uuid.UUID]:
    """Return the ids of the first rows of a list."""
    found = _union(who, [(CARD, wanted.condition(who))], wanted.filters.schools(), limit, order.by)
    return [row[-1] for row in found]


def visible(who: Asker, ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Return those of these rows that she may see, in their order."""
    seen = {row[0] for row in _union(who, [(CARD, Q(pk__in=ids))], None, len(ids) or 1)}
    return [pk for pk in ids if pk in seen]


def lines(who: Asker, ids: list[uuid.UUID]) -> dict[uuid.UUID, Line]:
    """Return the lines of these rows, all of which she may see."""
    return {line.hulpvraag.pk: line for line in _lines(who, ids)}


def count(who: Asker, wanted: Selection) -> int:
    """Return how many there are, and CAP + 1 when there are more than that."""
    return _union(who, [(CARD, wanted.condition(who))], wanted.filters.schools(), CAP + 1).count()


def search(who: Asker, words: list[str], after: Place | None = None) -> Page:
    """Return what holds all of these words, newest change first: kenmerk and school on the card, the pupil where she reads it."""
    behind = NEWEST.after(after) if after else Q()
    on_card = [_found_on_card(word, who.day) for word in words]
    in_content = [card | _found_in_name(word) for word, card in zip(words, on_card, strict=True)]
    narrow = [(CARD, behind & _all(on_card)), (CONTENT, behind & _all(in_content))]
    return _page(who, _union(who, narrow, None, PAGE + 1, NEWEST.by), NEWEST)


def _found_on_card(word: str, day: dt.date) -> Q:
    schools = Vestiging.objects.filter(naam__plain__contains=_plain(word)).values_list("pk", flat=True)
    stays, moved = at_schools(schools, day)
    return Q(kenmerk__icontains=word) | stays | moved


def _found_in_name(word: str) -> Q:
    plain = _plain(word)
    named = Leerling.objects.filter(Q(voornaam__plain__contains=plain) | Q(achternaam__plain__contains=plain))
    return Q(dossier__in=Dossier.objects.filter(leerling__in=named))


@CharField.register_lookup
class Plain(Transform):
    """A text without capitals and accents, as the database writes it (app_plain)."""

    lookup_name, function = "plain", "app_plain"


def _plain(word: str) -> Func:
    return Func(Value(word), function=Plain.function, output_field=CharField())


def _all(conditions: list[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found &= condition
    return found


def tasks(who: Asker, statuses: Iterable[Status], limit: int) -> list[Line]:
    """Return what waits for this person, the nearest date first."""
    order = ("aanvulling_voor", *NEWEST.by)  # without a date: last
    found = _union(who, [(CONTENT, Q(status__in=statuses))], None, limit, order)
    return _lines(who, [row[-1] for row in found.values_list("aanvulling_voor", "gewijzigd", "id")])


def known_pupils(who: Asker, school: Vestiging) -> list[Dossier]:
    """Return the dossiers of a school's pupils that this person may read, by surname."""
    stays, moved = at_schools([school.pk], who.day)
    here = policy.dossiers_visible_to(who).filter(stays | moved, leerling__isnull=False)
    return list(here.select_related("leerling").order_by("leerling__achternaam", "leerling__voornaam", "pk")[:PUPILS])


def of_dossier(who: Asker, dossier: Dossier) -> list[Line]:
    """Return what this person may read about one pupil, newest change first."""
    found = _union(who, [(CONTENT, Q(dossier=dossier))], None, PAGE, NEWEST.by)
    return _lines(who, [row[-1] for row in found.values_list("gewijzigd", "id")])


def running(who: Asker, dossier: Dossier) -> list[Line]:
    """Return what this person may read about one pupil and is not closed yet."""
    return [line for line in of_dossier(who, dossier) if line.hulpvraag.status not in workflow.CLOSED]


def dossiers_named(who: Asker, school: Vestiging, leerling: dict) -> list[Dossier]:
    """Return the dossiers that this person may read of pupils of a school with this name and birth date."""
    named = _named("leerling", leerling)
    stays, moved = at_schools([school.pk], who.day)
    here = policy.dossiers_visible_to(who).filter(stays | moved)
    return list(here.filter(**named).select_related("leerling").order_by("pk")[:PAGE]) if named else []


def _named(path: str, leerling: dict) -> dict:
    """Return the conditions of the same name and birth date, or nothing when one of them is not known."""
    if not all(leerling[name] for name in ("voornaam", "achternaam", "geboortedatum")):
        return {}
    plain = {f"{path}__{name}__plain": _plain(leerling[name]) for name in ("voornaam", "achternaam")}
    return plain | {f"{path}__geboortedatum": leerling["geboortedatum"]}


def same_pupil(who: Asker, concept: Hulpvraag, leerling: dict) -> str:
    """Return what this person reads of another open hulpvraag about a pupil with this name and birth date: its number, or nothing."""
    named = _named("dossier__leerling", leerling)
    if not named:
        return ""
    others = policy.visible_to(who, CONTENT).filter(status__in=workflow.DRAFT + workflow.OPEN, **named)
    other = others.exclude(dossier=concept.dossier_id).order_by("-ingediend", "pk").first()
    return (other.kenmerk or "nog een concept") if other else ""


def schools_to_choose(who: Asker) -> list[Vestiging]:
    """Return the schools by which a list of the SWV can be narrowed: their names are public."""
    return list(Vestiging.objects.order_by("naam", "code"))


def wijken_to_choose(who: Asker) -> list[Wijknetwerk]:
    """Return the wijknetwerken by which a list of the SWV can be narrowed."""
    return list(Wijknetwerk.objects.order_by("naam"))


def _page(who: Asker, found: QuerySet, order: Order) -> Page:
    places = [Place(*row) for row in found.values_list(order.column, "id")]
    following = places[PAGE - 1] if len(places) > PAGE else None
    return Page(_lines(who, [place.id for place in places[:PAGE]]), following)


def _union(who: Asker, narrow: list[tuple[str, Q]], schools: list[uuid.UUID] | None, limit: int, order=()) -> QuerySet:
    """Return the first rows of what a person may see at these levels, each branch limited before they are joined."""
    columns = [name.lstrip("-") for name in order] or ["id"]
    conditions = [
        branch & place & condition
        for level, condition in narrow for branch in policy.branches(who, level) for place in at_schools(schools, who.day)
    ]
    cards = Hulpvraag.objects.annotate(loopt_tot=_RUNS_UNTIL)
    parts = [cards.filter(condition).order_by(*order).values_list(*columns)[:limit] for condition in conditions]
    if not parts:
        return cards.none().values_list(*columns)
    first_part, *rest = parts
    return first_part.union(*rest).order_by(*order)[:limit] if rest else first_part


def _lines(who: Asker, ids: list[uuid.UUID]) -> list[Line]:
    cards = Hulpvraag.objects.select_related("vestiging", "vestiging_daarna", "opsteller_vestiging", "behandelaar", "formulier").in_bulk(ids)
    contents, holidays = _contents(who, ids), vakanties()
    return [_line(who, cards[pk], contents.get(pk), holidays) for pk in ids]


def _contents(who: Asker, ids: list[uuid.UUID]) -> dict[uuid.UUID, HulpvraagInhoud]:
    """Return the content rows of those that this person may read; a dossier may also hold others."""
    readable = _union(who, [(CONTENT, Q(pk__in=ids))], None, limit=len(ids) or 1)
    found = HulpvraagInhoud.objects.filter(pk__in=readable).select_related("hulpvraag__dossier__leerling")
    return {inhoud.pk: inhoud for inhoud in found}


def _line(who: Asker, card: Hulpvraag, inhoud: HulpvraagInhoud | None, holidays: tuple[Period, ...]) -> Line:
    facts = {
        "vestiging": card.vestiging_op(who.day), "party": workflow.AAN_ZET[Status(card.status)],
        "term": card.term_on(who.day, holidays) if card.status in workflow.HANDLING else None,
    }
    if inhoud is None:
        return Line(card, **facts)
    dossier = inhoud.hulpvraag.dossier
    answers = open_answers(dossier.pk, dossier.sleutel, answers_place(card.pk), inhoud.antwoorden)
    return Line(card, **facts, readable=True, leerling=dossier.leerling, titel=answers["titel"])
