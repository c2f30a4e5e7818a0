"""What waits for somebody of the SWV today: sections of the list, and the row in which they are worked through."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.enums import Rol
from accounts.models import Aanstelling, Vestiging
from accounts.models.facts import ON_RECORD
from hulpvragen import workflow
from hulpvragen.policy import Asker, visible_to
from portal.lib import clock

from . import lists
from .lists import Line, Order, Selection

SHOWN = 5  # lines of a section
QUEUE = 200  # as far as "next" looks ahead
LEAVING = 14  # days ahead


@dataclass(frozen=True)
class Section:
    """One heading of the page: how many there are, and the first lines."""

    key: str
    count: int
    lines: list[Line]


def sections(who: Asker, wanted: dict[str, tuple[Selection, Order]]) -> list[Section]:
    """Return the sections that hold something, in their order."""
    firsts = {key: lists.first(who, selection, order, SHOWN) for key, (selection, order) in wanted.items()}
    shown = lists.lines(who, list(dict.fromkeys(pk for ids in firsts.values() for pk in ids)))
    return [Section(key, _count(who, wanted[key][0], len(ids)), [shown[pk] for pk in ids]) for key, ids in firsts.items() if ids]


def _count(who: Asker, selection: Selection, shown: int) -> int:
    return lists.count(who, selection) if shown == SHOWN else shown


def following(who: Asker, wanted: Iterable[tuple[Selection, Order]], after: uuid.UUID | None) -> uuid.UUID | None:
    """Return the first of the row, or the one after this one; None when nothing waits."""
    row: dict[uuid.UUID, None] = {}
    for selection, order in wanted:
        row |= dict.fromkeys(lists.first(who, selection, order, QUEUE))
        if after is None and row:
            break
    ids = list(row)
    place = ids.index(after) + 1 if after in row else 0
    return ids[place] if place < len(ids) else None


@dataclass(frozen=True)
class Leaver:
    """An IB'er whose last day is near, at a school with open hulpvragen."""

    post: Aanstelling
    vestiging: Vestiging
    open: int


def leavers(who: Asker) -> list[Leaver]:
    """Return who leaves within two weeks at schools with open hulpvragen that she may see, the first to go first."""
    leaving = Aanstelling.objects.filter(
        ON_RECORD, rol=Rol.IB, geldig__contains=who.day, geldig__endswith__lte=who.day + (LEAVING + 1) * clock.DAY, user__is_active=True
    )
    posts = list(leaving.select_related("user").order_by("geldig", "pk"))
    at = {post.eenheid_id for post in posts}
    stays = Q(vestiging_tot__gt=who.day, vestiging__in=at)
    cards = visible_to(who).filter(stays, status__in=workflow.OPEN) if at else visible_to(who).none()
    counts = dict(cards.order_by().values_list("vestiging").annotate(Count("pk")))
    schools = Vestiging.objects.in_bulk(counts.keys())
    found = [Leaver(post, schools[post.eenheid_id], counts[post.eenheid_id]) for post in posts if post.eenheid_id in counts]
    return sorted(found, key=lambda leaver: leaver.post.geldig.upper)
