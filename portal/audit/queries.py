"""Reading the trail. What a person gets back is decided by row level security (hulpvragen)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from portal.audit.models import AuditEvent

PAGE = 100
LOOK = ".viewed"  # every event that tells of a look ends like this


class Viewer(NamedTuple):
    """One look at a hulpvraag: who, acting as what, when, at which part, on which ground."""

    id: uuid.UUID
    at: dt.datetime
    who: str
    roles: list[str]
    zijde: str
    part: str
    ground: str


class Happening(NamedTuple):
    """One event of a hulpvraag that was not a look."""

    id: uuid.UUID
    at: dt.datetime
    who: str
    zijde: str
    event: str
    detail: dict


def viewers_of(hulpvraag_id: uuid.UUID, *, before: Viewer | None = None, limit: int = PAGE) -> list[Viewer]:
    """Return who looked at a hulpvraag, newest first; `before` is the last row of the page before."""
    looks = _events(hulpvraag_id, before).filter(event__endswith=LOOK, outcome="ok")
    fields = ("id", "at", "actor_name", "roles", "zijde", "object_type", "ground", "detail")
    return [
        Viewer(row["id"], row["at"], row["actor_name"], row["roles"], row["zijde"], row["detail"].get("part", row["object_type"]), row["ground"])
        for row in looks.values(*fields)[:limit]
    ]


def history_of(hulpvraag_id: uuid.UUID, *, before: Happening | None = None, limit: int = PAGE, without: Iterable[str] = ()) -> list[Happening]:
    """Return what happened to a hulpvraag, looks and what is about these types of object left out, newest first."""
    changes = _events(hulpvraag_id, before).filter(outcome="ok").exclude(event__endswith=LOOK).exclude(object_type__in=list(without))
    fields = ("id", "at", "actor_name", "zijde", "event", "detail")
    return [Happening(*row) for row in changes.values_list(*fields)[:limit]]


def looked_at(hulpvraag_id, *, by, since, part: str = ""):
    """Return the looks of one person at the content of a hulpvraag, or at one part, after a moment; takes OuterRef, for a condition."""
    looks = AuditEvent.objects.filter(hulpvraag_id=hulpvraag_id, actor_id=by, at__gt=since, event="hulpvraag.viewed", detail__level="content")
    return looks.filter(object_type=part) if part else looks


def last_look(hulpvraag_id: uuid.UUID, *, by: uuid.UUID, part: str) -> dt.datetime | None:
    """Return when one person last looked at one part of a hulpvraag."""
    looks = AuditEvent.objects.filter(hulpvraag_id=hulpvraag_id, actor_id=by, event="hulpvraag.viewed", object_type=part)
    return looks.order_by("-at").values_list("at", flat=True).first()


def _events(hulpvraag_id: uuid.UUID, before):
    events = AuditEvent.objects.filter(hulpvraag_id=hulpvraag_id).order_by("-at", "-id")
    if before is None:
        return events
    return events.filter(at__lte=before.at).exclude(at=before.at, id__gte=before.id)
