"""Restoring a lost second factor: after a call on a number known beforehand, and for staff of the SWV by a second colleague."""

import datetime as dt
import uuid

from django.db import transaction
from django.http import Http404

from accounts import emails
from accounts.enums import BelUitkomst, Rol
from accounts.models import Terugbelling, User
from accounts.policy import require_role
from accounts.queries.restoring import OTHER_NUMBER, OTHER_PERSON, Lost, lost_of
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, fence_shared, one
from portal.lib.errors import Conflict, Invalid, NotAllowed

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan een tweede stap herstellen."
YOURSELF = "Uw eigen tweede stap kan alleen een andere beheerder herstellen."
NOT_AHEAD = "Vul een dag in die niet in de toekomst ligt"
TOO_OLD = "Dit is langer dan een dag geleden. Bel opnieuw en vul de dag van vandaag in"
NO_FACTOR = "Er is geen app gekoppeld. Zij stelt de tweede stap in bij het inloggen."
BY_ANOTHER = "Een collega van het samenwerkingsverband herstelt u met twee: wie belde, doet niet ook de tweede helft."
NO_CALL = "Met dit telefoontje kan het niet meer: het is gebruikt of ouder dan een dag. Bel opnieuw."

_REFUSED = {"no_beheerder": (NotAllowed, ONLY_BEHEERDER), "self": (NotAllowed, YOURSELF), "same": (NotAllowed, BY_ANOTHER), "no_call": (Conflict, NO_CALL)}


def open_lost(*, by: User, zijde: str | None, person_id: uuid.UUID) -> Lost:
    """Return what can be done about somebody's second factor; 404 for an account that is not there."""
    fence_shared(by.pk)  # a stop of this beheerder waits for us, or we see it
    require_role(by, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    if person_id == by.pk:
        raise NotAllowed(YOURSELF)
    lost = lost_of(by, zijde, person_id)
    if lost is None:
        raise Http404
    return lost


@transaction.atomic
def record_call(
    *, by: User, zijde: str | None, person_id: uuid.UUID, telefoon: str, uitkomst: str, gebeld_op: dt.date, gesproken: uuid.UUID | None = None
) -> bool:
    """Record a call back; when it confirms the request of somebody of a school, restore at once. Return whether that was done."""
    lost = open_lost(by=by, zijde=zijde, person_id=person_id)
    if not lost.account.second_factor:
        raise Conflict(NO_FACTOR)
    if telefoon not in {number for number, _ in lost.numbers}:
        raise Invalid(OTHER_NUMBER, field="telefoon")
    if uitkomst != BelUitkomst.NIEMAND and gesproken not in {person.pk for person in lost.answering}:
        raise Invalid(OTHER_PERSON, field="gesproken")
    if gebeld_op > clock.today():
        raise Invalid(NOT_AHEAD, field="gebeld_op")
    if gebeld_op < clock.today() - clock.DAY:
        raise Invalid(TOO_OLD, field="gebeld_op")
    call = Terugbelling(
        user=lost.person, telefoon=telefoon, uitkomst=uitkomst, gebeld_op=gebeld_op, door=by,
        gesproken_id=None if uitkomst == BelUitkomst.NIEMAND else gesproken,
    )
    with desk():
        call.save(force_insert=True)
    spoken = str(call.gesproken_id or "")
    detail = {"call": str(call.pk), "uitkomst": uitkomst, "telefoon": telefoon, "gesproken": spoken, "gebeld_op": gebeld_op.isoformat()}
    record(event="second_factor.called_back", by=by, object_type="user", object_id=person_id, detail=detail)
    if uitkomst != BelUitkomst.BEVESTIGD or lost.of_swv:
        return False
    _restore(by, lost.person, call.pk)
    return True


@transaction.atomic
def restore(*, by: User, zijde: str | None, person_id: uuid.UUID) -> None:
    """Do the second half for a colleague of the SWV: somebody else called her back."""
    lost = open_lost(by=by, zijde=zijde, person_id=person_id)
    if lost.waiting is None:
        raise Conflict(NO_CALL)
    _restore(by, lost.person, lost.waiting.pk)


def _restore(by: User, person: User, call_id: uuid.UUID) -> None:
    with desk():
        outcome = one("select account_restore_factor(%s, %s)", call_id, by.pk)[0]
    if outcome in _REFUSED:
        kind, reason = _REFUSED[outcome]
        raise kind(reason)
    record(event="second_factor.restored", by=by, object_type="user", object_id=person.pk, detail={"call": str(call_id)})
    emails.tell(person, emails.FACTOR_RESTORED)
