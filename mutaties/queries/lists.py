"""The list of mutaties, by the day on which something changes: what is late comes first."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Coalesce, Least, TruncDate

from hulpvragen.policy import Asker
from mutaties import policy, workflow
from mutaties.enums import Party, Status
from mutaties.models import Mutatie
from portal.lib import clock

PAGE = 25
CAP = 1000
_ENDED = (Status.AFGEWEZEN, Status.INGETROKKEN, Status.TERUGGEDRAAID)
_AT_DESK = tuple(status for status in workflow.OPEN if workflow.AAN_ZET[status] == Party.SWV)


class Place(NamedTuple):
    """The row after which a page begins: its day, and its id."""

    day: dt.date
    id: uuid.UUID


@dataclass(frozen=True)
class Line:
    """One mutatie in a list. `late`: it has taken effect, and something is still to be done."""

    mutatie: Mutatie
    status: Status
    late: bool


@dataclass(frozen=True)
class Page:
    """One page of the list; `following` is where the next one begins."""

    lines: list[Line]
    following: Place | None


# ---- which ones. What a date makes of a status is asked of the date, as policy.status_on does of one mutatie.


def to_do(who: Asker) -> Q:
    return (Q(status__in=workflow.OPEN) & ~_expired(who)) | (_passed(who) & Q(eenheid__in=_gaps()))


def planned(who: Asker) -> Q:
    return Q(status=Status.AKKOORD) & (Q(ingang_op=None) | Q(ingang_op__gt=who.day))


def closed(who: Asker) -> Q:
    return Q(status__in=_ENDED) | _expired(who) | (_passed(who) & ~Q(eenheid__in=_gaps()))


def _expired(who: Asker) -> Q:
    day = who.day - policy.PUBLIC_DAYS * clock.DAY
    return Q(publiek=True, status=Status.GEMELD, created_at__lt=dt.datetime.combine(day, dt.time(), clock.AMSTERDAM))


def _passed(who: Asker) -> Q:
    return Q(status=Status.AKKOORD, ingang_op__lte=who.day)


def _gaps() -> QuerySet:
    """The schools of approved mutaties where nobody can be told about an open hulpvraag."""
    schools = Mutatie.objects.filter(status=Status.AKKOORD).order_by().values("eenheid").distinct()
    return schools.annotate(open=Func(F("eenheid"), function="app_zonder_contact", output_field=IntegerField())).filter(open__gt=0).values("eenheid")


# ---- the list


def page(who: Asker, wanted: Callable[[Asker], Q], after: Place | None = None, *, newest_first: bool = False) -> Page:
    """Return one page of a list that she may see."""
    way, order = ("lt", ("-dag", "-id")) if newest_first else ("gt", ("dag", "id"))
    found = _visible(who).filter(wanted(who))
    if after:
        found = found.filter(Q(**{f"dag__{way}": after.day}) | Q(dag=after.day, **{f"id__{way}": after.id}))
    rows = list(found.select_related("eenheid", "persoon", "opvolger").order_by(*order)[: PAGE + 1])
    shown, more = rows[:PAGE], len(rows) > PAGE
    gaps = set(_gaps().values_list("eenheid", flat=True)) if any(row.status == Status.AKKOORD for row in shown) else set()
    return Page([_line(who, row, gaps) for row in shown], Place(shown[-1].dag, shown[-1].pk) if more else None)


def count(who: Asker, wanted: Callable[[Asker], Q]) -> int:
    """Count a list; stops at one more than CAP."""
    return _visible(who).filter(wanted(who))[: CAP + 1].count()


def waiting(who: Asker) -> int:
    """Count what waits for the desk; nothing for who does not handle mutaties."""
    return count(who, lambda who: Q(status__in=_AT_DESK) & ~_expired(who)) if who.has(*policy.DESK) else 0


def _visible(who: Asker) -> QuerySet[Mutatie]:
    found = policy.visible_to(who).annotate(ingang_op=Least("einde", "begin", "naar_begin"))
    return found.annotate(dag=Coalesce(F("ingang_op"), TruncDate("created_at", tzinfo=clock.AMSTERDAM)))


def _line(who: Asker, mutatie: Mutatie, gaps: set) -> Line:
    status = policy.status_on(mutatie, who.day, gap=mutatie.eenheid_id in gaps)
    started = mutatie.ingang is not None and mutatie.ingang <= who.day
    return Line(mutatie, status, started and status in (*workflow.OPEN, Status.NAZORG))
