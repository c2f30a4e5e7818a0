"""The lists of hulpvragen, in the form that stays near the floor.

Every branch of what a person may see is limited before the union (`policy.visible_to` is for
filters); a page goes on after a row, never at a number; a count stops at a thousand. How many
queries a list takes does not depend on its rows.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Vestiging
from hulpvragen import policy, workflow
from hulpvragen.enums import Party, Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagInhoud, Leerling
from hulpvragen.policy import CARD, CONTENT, Asker
from hulpvragen.storage import answers_place, open_answers

PAGE = 25
CAP = 1000
PUPILS = 500  # as many as a list to open can hold
_NEWEST = ("-gewijzigd", "-id")


@dataclass(frozen=True)
class Selection:
    """Which hulpvragen a list is about: these statuses, perhaps only her own, perhaps one school."""

    statuses: tuple[Status, ...]
    mine: bool = False
    school: uuid.UUID | None = None

    def condition(self, who: Asker) -> Q:
        return Q(status__in=self.statuses, behandelaar=who.user) if self.mine else Q(status__in=self.statuses)


class Place(NamedTuple):
    """The row after which a page begins."""

    gewijzigd: dt.datetime
    id: uuid.UUID

    @property
    def before(self) -> Q:
        return Q(gewijzigd__lte=self.gewijzigd) & (Q(gewijzigd__lt=self.gewijzigd) | Q(id__lt=self.id))


@dataclass(frozen=True)
class Line:
    """One hulpvraag in a list, with its term while that runs. Without sight of its content: no pupil, no title."""

    hulpvraag: Hulpvraag
    vestiging: Vestiging
    party: Party
    term: dt.date | None
    leerling: Leerling | None = None
    titel: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list; `following` is where the next one begins."""

    lines: list[Line]
    following: Place | None


def page(who: Asker, wanted: Selection, after: Place | None = None) -> Page:
    """Return one page, newest change first."""
    narrow = wanted.condition(who) & (after.before if after else Q())
    found = _union(who, CARD, narrow, wanted.school, limit=PAGE + 1, order=_NEWEST)
    places = [Place(*row) for row in found.values_list("gewijzigd", "id")]
    following = places[PAGE - 1] if len(places) > PAGE else None
    return Page(_lines(who, [place.id for place in places[:PAGE]]), following)


def count(who: Asker, wanted: Selection) -> int:
    """Return how many there are, and CAP + 1 when there are more than that."""
    return _union(who, CARD, wanted.condition(who), wanted.school, limit=CAP + 1).count()


def tasks(who: Asker, statuses: Iterable[Status], limit: int) -> list[Line]:
    """Return what waits for this person, the nearest date first."""
    order = ("aanvulling_voor", *_NEWEST)  # without a date: last
    found = _union(who, CONTENT, Q(status__in=statuses), None, limit=limit, order=order)
    return _lines(who, [row[-1] for row in found.values_list("aanvulling_voor", "gewijzigd", "id")])


def known_pupils(who: Asker, school: Vestiging) -> list[Dossier]:
    """Return the dossiers of a school's pupils that this person may read, by surname."""
    stays, moved = _at(school.pk, who.day)
    here = policy.dossiers_visible_to(who).filter(stays | moved)
    return list(here.select_related("leerling").order_by("leerling__achternaam", "leerling__voornaam", "pk")[:PUPILS])


def schools_to_choose(who: Asker) -> list[Vestiging]:
    """Return the schools by which a list of the SWV can be narrowed: their names are public."""
    return list(Vestiging.objects.order_by("naam", "code"))


def _at(school: uuid.UUID | None, day: dt.date) -> list[Q]:
    """Return the branches of "the pupil is at this school today"; one that holds always without a school."""
    if school is None:
        return [Q()]
    return [Q(vestiging_id=school, vestiging_tot__gt=day), Q(vestiging_daarna_id=school, vestiging_tot__lte=day)]


def _union(who: Asker, level: str, narrow: Q, school: uuid.UUID | None, limit: int, order=()) -> QuerySet:
    """Return the first rows of what a person may see, each branch limited before they are joined."""
    columns = [name.lstrip("-") for name in order] or ["id"]
    conditions = [branch & place & narrow for branch in policy.branches(who, level) for place in _at(school, who.day)]
    parts = [Hulpvraag.objects.filter(condition).order_by(*order).values_list(*columns)[:limit] for condition in conditions]
    if not parts:
        return Hulpvraag.objects.none().values_list(*columns)
    first, *rest = parts
    return first.union(*rest).order_by(*order)[:limit] if rest else first


def _lines(who: Asker, ids: list[uuid.UUID]) -> list[Line]:
    cards = Hulpvraag.objects.select_related("vestiging", "vestiging_daarna", "opsteller_vestiging", "behandelaar").in_bulk(ids)
    contents = _contents(who, ids)
    return [_line(who, cards[pk], contents.get(pk)) for pk in ids]


def _contents(who: Asker, ids: list[uuid.UUID]) -> dict[uuid.UUID, HulpvraagInhoud]:
    """Return the content rows of those that this person may read; a dossier may also hold others."""
    readable = _union(who, CONTENT, Q(pk__in=ids), None, limit=len(ids) or 1)
    found = HulpvraagInhoud.objects.filter(pk__in=readable).select_related("hulpvraag__dossier__leerling")
    return {inhoud.pk: inhoud for inhoud in found}


def _line(who: Asker, card: Hulpvraag, inhoud: HulpvraagInhoud | None) -> Line:
    facts = {
        "vestiging": card.vestiging_op(who.day), "party": workflow.AAN_ZET[Status(card.status)],
        "term": card.term_on(who.day) if card.status in workflow.HANDLING else None,
    }
    if inhoud is None:
        return Line(card, **facts)
    dossier = inhoud.hulpvraag.dossier
    answers = open_answers(dossier.pk, dossier.sleutel, answers_place(card.pk), inhoud.antwoorden)
    return Line(card, **facts, leerling=dossier.leerling, titel=answers["titel"])
