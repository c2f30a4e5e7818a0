"""Her own follow-up dates. The trail knows of them without the hulpvraag: what hangs on that is read by others."""

import datetime as dt
import uuid

from django.http import Http404

from hulpvragen import policy
from hulpvragen.models import Opvolging
from hulpvragen.policy import Asker
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Invalid, NotAllowed

from .facts import stand

FURTHEST = 366  # days


def set_date(*, by: Asker, hulpvraag_id: uuid.UUID, op: dt.date) -> Opvolging:
    """Keep or move the day on which she wants to look again."""
    by = _begin(by, hulpvraag_id)
    if op < by.day:
        raise Invalid("Kies vandaag of een dag daarna", "op")
    if op > by.day + FURTHEST * clock.DAY:
        raise Invalid("Kies een dag binnen een jaar", "op")
    own, _ = Opvolging.objects.update_or_create(user_id=by.user.pk, hulpvraag_id=hulpvraag_id, defaults={"op": op})
    record(event="follow_up.set", by=by.user, object_type="opvolging", object_id=own.pk, detail={"op": op.isoformat()})
    return own


def remove_date(*, by: Asker, hulpvraag_id: uuid.UUID) -> None:
    """Let go of the day; without one nothing happens."""
    by = _begin(by, hulpvraag_id)
    for own in Opvolging.objects.filter(user_id=by.user.pk, hulpvraag_id=hulpvraag_id):
        own.delete()
        record(event="follow_up.removed", by=by.user, object_type="opvolging", object_id=own.pk)


def _begin(by: Asker, hulpvraag_id: uuid.UUID) -> Asker:
    by = stand(by)
    if not policy.sees(by, hulpvraag_id):
        raise Http404
    if not policy.follows_up(by, hulpvraag_id):
        raise NotAllowed(policy.NO_FOLLOW_UP)
    one_at_a_time(by.user.pk)  # the same button twice
    return by
