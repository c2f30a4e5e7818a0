"""Refusing a mutatie, taking it back, turning it round before its date, and correcting it after."""

import datetime as dt
import uuid

from accounts.enums import Zijde
from accounts.services import posts
from hulpvragen.policy import Asker
from hulpvragen.services import handover
from mutaties import policy
from mutaties.enums import Aan, Action
from mutaties.models import Mutatie, Regel
from portal.lib import clock
from portal.lib.errors import Invalid

from .reporting import FURTHEST_DAYS
from .steps import begin, finish

TOO_FAR = "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."


def reject(*, by: Asker, mutatie_id: uuid.UUID, version: int, text: str, suspicious: bool = False) -> Mutatie:
    """Refuse a mutatie: an end recorded at the report is taken back. Suspicious ones reach the privacy officer."""
    by, mutatie, row = begin(by, mutatie_id, Action.REJECT, version, text)
    posts.take_back(by_id=by.user.pk, bron=mutatie.pk)
    told = (*row.told, "privacy_officer") if suspicious else row.told
    finish(by, mutatie, row, text=text, told=told, gegevens={"verdacht": True} if suspicious else None)
    return mutatie


def withdraw(*, by: Asker, mutatie_id: uuid.UUID, version: int) -> Mutatie:
    """Take back one's own report, with an end that was recorded at it."""
    by, mutatie, row = begin(by, mutatie_id, Action.WITHDRAW_OWN, version)
    posts.take_back(by_id=by.user.pk, bron=mutatie.pk)
    finish(by, mutatie, row)
    return mutatie


def move_return(*, by: Asker, mutatie_id: uuid.UUID, version: int, terug: dt.date) -> bool:
    """Let an absence end on another day: her access returns then, and that of who stands in ends.

    That gives access, so two people say the same day, one of them of the SWV. Returns whether it holds now.
    """
    by, mutatie, row = begin(by, mutatie_id, Action.MOVE_RETURN, version)
    if terug < by.day or terug <= mutatie.einde:
        raise Invalid("Kies vandaag of een dag die komt, na de eerste dag van de afwezigheid", "terug")
    if terug > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid(TOO_FAR, "terug")
    said = {"terug": terug.isoformat(), "zijde": by.zijde}
    if not _said_before(by, mutatie, terug):
        finish(by, mutatie, row, event="return_proposed", told=("mutatiebehandelaar", "contactpersoon"), gegevens=said)
        return False
    posts.move_return(by_id=by.user.pk, bron=mutatie.pk, terug=terug)
    handover.move_return(by_id=by.user.pk, bron=mutatie.pk, terug=terug)
    finish(by, mutatie, row, terug=terug, gegevens=said | {"geldt": True})
    return True


def _said_before(by: Asker, mutatie: Mutatie, terug: dt.date) -> bool:
    """Return whether somebody else proposed this very day, and one of the two is of the SWV."""
    last = policy.proposed_return(mutatie)
    return last is not None and last.gegevens["terug"] == terug.isoformat() and last.door_id != by.user.pk and Zijde.SWV in (by.zijde, last.gegevens["zijde"])


def undo(*, by: Asker, mutatie_id: uuid.UUID, version: int, text: str) -> Mutatie:
    """Turn an approved mutatie round before its date: every fact of it stands again as it stood before."""
    by, mutatie, row = begin(by, mutatie_id, Action.UNDO, version, text)
    taken = list(Regel.objects.filter(mutatie=mutatie, aan=Aan.LOKET).values_list("hulpvraag_id", flat=True))
    handover.take_back(by_id=by.user.pk, bron=mutatie.pk, loket=taken)
    posts.take_back(by_id=by.user.pk, bron=mutatie.pk)
    finish(by, mutatie, row, text=text)
    return mutatie
