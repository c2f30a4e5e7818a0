"""How a fact changes: another version goes on record, the one before stays readable. Call it at the desk."""

import datetime as dt
import uuid
from collections.abc import Iterable

from accounts.models.facts import DatedFact, Fact
from portal.lib import clock
from portal.lib.errors import Conflict

CHANGED = "Een collega was u net voor. Kijk hoe het nu staat."
SINCE = "Hierna is er weer iets gewijzigd. Terugdraaien kan daarom niet meer. Maak een corrigerende wijziging."
_OF_VERSION = ("id", "recorded_at", "recorded_by_id", "replaced_at", "bron")


def version_of(fact: Fact, by_id: uuid.UUID | None, *, bron: uuid.UUID | None = None, **changes) -> Fact:
    """Return another version of a fact, not yet saved."""
    same = {field.attname: getattr(fact, field.attname) for field in fact._meta.fields if field.attname not in _OF_VERSION}
    return type(fact)(**same | changes, recorded_by_id=by_id, bron=bron)


def next_version(fact: Fact, by_id: uuid.UUID | None, *, bron: uuid.UUID | None = None, **changes) -> Fact:
    """Put another version on record; Conflict when somebody else did so first."""
    if not type(fact).objects.filter(pk=fact.pk, replaced_at=None).update(replaced_at=clock.now()):
        raise Conflict(CHANGED)
    version = version_of(fact, by_id, bron=bron, **changes)
    version.save(force_insert=True)
    return version


def end_all(facts: Iterable[DatedFact], by_id: uuid.UUID | None, day: dt.date, *, bron: uuid.UUID | None = None) -> None:
    """Let several facts of one kind end on a day, earlier or later than they did, in two queries; what has not begun by then, never does."""
    facts = list(facts)
    if not facts:
        return
    model = type(facts[0])
    model.objects.filter(pk__in=[fact.pk for fact in facts]).update(replaced_at=clock.now())
    model.objects.bulk_create([version_of(fact, by_id, bron=bron, geldig=(fact.geldig.lower, day)) for fact in facts if fact.geldig.lower < day])


def revert(model: type[Fact], bron: uuid.UUID, by_id: uuid.UUID, *, leave_changed: bool = False) -> int:
    """Take back what one mutatie put on record of one kind: what stood before stands again. Returns how many facts those were.

    Conflict when something of it was changed since; with `leave_changed` that stays as it is.
    """
    ids = set(model.objects.filter(bron=bron).values_list("fact_id", flat=True))
    versions: dict[uuid.UUID, list[Fact]] = {}
    for version in model.objects.filter(fact_id__in=ids).order_by("recorded_at", "id"):
        versions.setdefault(version.fact_id, []).append(version)
    changed = {fact_id for fact_id, history in versions.items() if history[-1].bron != bron or history[-1].replaced_at}
    if changed and not leave_changed:
        raise Conflict(SINCE)
    versions = {fact_id: history for fact_id, history in versions.items() if fact_id not in changed}
    model.objects.filter(fact_id__in=versions, replaced_at=None).update(replaced_at=clock.now())
    first = [(history, next(place for place, one in enumerate(history) if one.bron == bron)) for history in versions.values()]
    before = [history[place - 1] for history, place in first if place]
    model.objects.bulk_create([version_of(one, by_id, bron=one.bron) for one in before])
    return len(versions)
