"""The way into the trail, and the sealing of it."""

import logging
import uuid
from collections.abc import Iterable

from django.db import transaction

from portal.audit import context
from portal.audit.enums import Outcome
from portal.audit.export import lines
from portal.audit.models import AuditEvent
from portal.audit.verify import Report, Verifier
from portal.lib.db import one

logger = logging.getLogger(__name__)

LONGEST = 200  # characters; what is longer is a text, and texts have no place in the trail


def record(
    *,
    event: str,
    by=None,
    hulpvraag_id: uuid.UUID | None = None,
    dossier_id: uuid.UUID | None = None,
    ground: str = "",
    object_type: str = "",
    object_id="",
    outcome: str = Outcome.OK,
    detail: dict | None = None,
) -> uuid.UUID:
    """Add one event to the trail, inside the running transaction, and return its id.

    The actor comes from `context`; `by` names another one. `detail` holds codes and numbers,
    never a name or text about a pupil.
    """
    if not event:
        raise ValueError("the trail takes no row without an event")
    row = _row(event, by, hulpvraag_id, dossier_id, ground, object_type, object_id, outcome, detail)
    row.save(force_insert=True)
    return row.id


def record_each(rows: Iterable[dict], *, event: str, by) -> None:
    """Add the same event about several objects in one insert; each row holds what differs, named as `record` names it."""
    same = {"hulpvraag_id": None, "dossier_id": None, "ground": "", "object_type": "", "object_id": "", "outcome": Outcome.OK, "detail": None}
    AuditEvent.objects.bulk_create([_row(event, by, **same | row) for row in rows])


def _row(event: str, by, hulpvraag_id, dossier_id, ground: str, object_type: str, object_id, outcome: str, detail: dict | None) -> AuditEvent:
    return AuditEvent(
        **_actor(by),
        event=event,
        object_type=object_type,
        object_id=_one_line(str(object_id)),
        hulpvraag_id=hulpvraag_id,
        dossier_id=dossier_id,
        ground=ground,
        outcome=Outcome(outcome),
        detail=_short(detail or {}),
    )


def seal() -> int:
    """Seal all committed events that are not sealed yet and return how many those were."""
    row = one("select seq, count, encode(chained, 'hex') from audit_seal()")
    if row is None:
        return 0
    seq, count, chained = row
    logger.info("trail sealed: seal %s, %s events, anchor %s", seq, count, chained)  # an anchor outside the database
    return count


def seal_lag() -> float:
    """Return the age in seconds of the oldest event that is not sealed yet; over 60 is a fault."""
    return one("select audit_seal_lag()")[0]


def export(file) -> None:
    """Write the whole trail to a file opened in binary mode; that this was done goes into the trail."""
    with transaction.atomic():
        record(event="trail.exported")
        for line in lines():
            file.write(line + b"\n")


def verify(path=None, *, anchors=()) -> Report:
    """Verify the trail in the database, or the export at `path`; `anchors` must be in its chain."""
    if path:
        with open(path, "rb") as file:
            return Verifier(anchors).check(file)
    with transaction.atomic():
        return Verifier(anchors).check(lines())


def _actor(by) -> dict:
    now = context.current()
    known = {"trace": now.trace, "source": now.source, "origin": _one_line(now.origin)[:64]}
    if by is None or by.pk == now.actor_id:
        return known | {"actor_id": now.actor_id, "actor_name": _one_line(now.actor_name), "zijde": now.zijde, "roles": list(now.roles)}
    return known | {"actor_id": by.pk, "actor_name": _one_line(by.naam)}  # her side and roles are not known here


def _one_line(text: str) -> str:
    """Return what can be printed of a text that came from outside: no line breaks, no NUL."""
    return "".join(c for c in text if c.isprintable())[:LONGEST]


def _short(detail: dict) -> dict:
    for key, value in detail.items():
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValueError(f"detail[{key!r}] is a text of {len(value)} characters: texts have no place in the trail")
    return detail
