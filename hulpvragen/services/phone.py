"""Recording that somebody called about a pupil, and what ringing back gave."""

import datetime as dt
import uuid

from hulpvragen import policy
from hulpvragen.announcements import tell_of_call
from hulpvragen.enums import Navraag
from hulpvragen.models import Belnotitie
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.queries.phone import NO_NUMBER, NOT_YOURS, OTHER, number_of
from hulpvragen.storage import seal_caller
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Invalid

from .facts import stand

LONGEST = 7  # days
NOT_AHEAD = "Vul een dag in die niet in de toekomst ligt"
TOO_OLD = "Dit is langer dan een week geleden. Bel opnieuw en vul de dag van vandaag in"


def record_call(
    *, by: Asker, key: uuid.UUID, naam: str, organisatie: str, nummer: str, gebeld_op: dt.date, uitkomst: str, hulpvraag_id: uuid.UUID | None = None
) -> None:
    """Keep who called and what ringing back gave; the same key sent twice keeps one. `nummer`: whose number was rung."""
    by = stand(by)
    policy.require_phone(by)
    one_at_a_time(key)
    if Belnotitie.objects.filter(door_id=by.user.pk, sleutel=key).exists():
        return
    if gebeld_op > by.day:
        raise Invalid(NOT_AHEAD, "gebeld_op")
    if gebeld_op < by.day - LONGEST * clock.DAY:
        raise Invalid(TOO_OLD, "gebeld_op")
    number, whose = ("", "") if nummer == OTHER else number_of(nummer)
    if nummer != OTHER and not number:
        raise Invalid(NO_NUMBER, "nummer")
    hulpvraag = policy.visible_to(by, CONTENT).filter(pk=hulpvraag_id, ingediend=True).first() if hulpvraag_id else None
    if hulpvraag_id and hulpvraag is None:
        raise Invalid(NOT_YOURS, "hulpvraag")
    call = Belnotitie(
        sleutel=key, door_id=by.user.pk, zijde=by.zijde, gebeld_op=gebeld_op, nummer=number, van=whose, uitkomst=uitkomst,
        hulpvraag=hulpvraag, dossier_id=hulpvraag and hulpvraag.dossier_id,
    )
    call.beller = seal_caller(call.pk, naam, organisatie)
    call.save(force_insert=True)
    # without the hulpvraag: what hangs on that is read by others
    record(event="phone_call.recorded", by=by.user, object_type="belnotitie", object_id=call.pk, detail={"uitkomst": uitkomst, "gebeld": nummer})
    if uitkomst == Navraag.KLOPT_NIET:
        tell_of_call(by, call)
