"""What came to somebody by a handover, for who reads it: from her first day, never before."""

import datetime as dt
import uuid

from accounts.enums import Rol, Zijde
from accounts.models.facts import ON_RECORD
from hulpvragen import policy
from hulpvragen.models import HulpvraagContact, Verhuizing
from hulpvragen.policy import CONTENT, Asker
from portal.lib import clock

from . import lists

FRESH = 42 * clock.DAY  # so long her list says that there was a handover


def received(who: Asker, bron: uuid.UUID) -> list[lists.Line]:
    """Return the open hulpvragen that came to her by one mutatie and that she reads, the nearest term first."""
    hers = _hers(who).filter(bron=bron).values("hulpvraag")
    ids = list(policy.visible_to(who, CONTENT).filter(pk__in=hers, gesloten_op=None).values_list("pk", flat=True))
    found = lists.lines(who, ids).values()
    return sorted(found, key=lambda line: (line.term or dt.date.max, line.hulpvraag.kenmerk or "", line.hulpvraag.pk))


def latest(who: Asker, hulpvraag_id: uuid.UUID | None = None) -> HulpvraagContact | None:
    """Return what made her the contact in the newest handover that is still fresh; of one hulpvraag when it is named."""
    if who.zijde != Zijde.SCHOOL or not who.has(Rol.IB):
        return None
    hers = _hers(who).exclude(bron=None).exclude(bron__in=Verhuizing.objects.values("pk")).filter(geldig__startswith__gt=who.day - FRESH)
    hers = hers.filter(hulpvraag=hulpvraag_id) if hulpvraag_id else hers
    return hers.order_by("-geldig").first()


def _hers(who: Asker):
    return HulpvraagContact.objects.filter(ON_RECORD, user=who.user, geldig__contains=who.day)
