"""What every step of a mutatie shares: the lock, the line of what was done, the next status."""

import uuid

from django.http import Http404
from psycopg2.extras import DateRange

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from accounts.models.facts import ON_RECORD
from hulpvragen.policy import Asker
from hulpvragen.services.facts import stand
from mutaties import policy, workflow
from mutaties.announcements import announce
from mutaties.enums import AWAY, Action, Soort, Status
from mutaties.models import Mutatie, Verloop
from mutaties.storage import seal
from portal.audit.services import record
from portal.lib import clock
from portal.lib.errors import Conflict, Invalid

CHANGED_MEANWHILE = "Een collega heeft dit wijzigingsverzoek intussen behandeld. Kijk hoe het nu staat. Wat u invulde, is niet opgeslagen."
REASON = "Vul de reden in"


def begin(by: Asker, mutatie_id: uuid.UUID, action: Action, version: int | None, text: str = "") -> tuple[Asker, Mutatie, workflow.Row]:
    """Lock a mutatie for one step; raises 404, NotAllowed, Conflict or Invalid (a reason that is missing)."""
    by = stand(by)
    seen = policy.visible_to(by).filter(pk=mutatie_id).first()
    if seen is None:
        raise Http404
    mutatie = Mutatie.objects.select_for_update(of=("self",)).filter(pk=mutatie_id).first() or seen
    if version is not None and mutatie.version != version:
        raise Conflict(CHANGED_MEANWHILE)
    row = policy.require(by, action, mutatie)
    if "reason" in row.needs and not text.strip():
        raise Invalid(REASON, "tekst")
    return by, mutatie, row


def finish(
    by: Asker, mutatie: Mutatie, row: workflow.Row, *, text: str = "", event: str = "", told: tuple[str, ...] | None = None,
    gegevens: dict | None = None, **changes,
) -> None:
    """Write what a step changed, the line of what was done, the trail and the promises to tell."""
    before = mutatie.status
    changes = {"status": row.next or mutatie.status} | changes | {"version": mutatie.version + 1}
    if not Mutatie.objects.filter(pk=mutatie.pk, version=mutatie.version).update(**changes):
        raise Conflict(CHANGED_MEANWHILE)
    for name, value in changes.items():
        setattr(mutatie, name, value)
    note(by, mutatie, row.action, text, gegevens)
    detail = {"from": before, "to": mutatie.status} if before != mutatie.status else {}
    record(event=f"mutatie.{event or row.event}", by=by.user, object_type="mutatie", object_id=mutatie.pk, detail=detail)
    announce(event or row.event, by.user.pk, mutatie, row.told if told is None else told)


def note(by: Asker, mutatie: Mutatie, action: Action, text: str = "", gegevens: dict | None = None) -> None:
    """Keep that somebody did this, with what she wrote."""
    line = Verloop(mutatie=mutatie, actie=action, door_id=by.user.pk, gegevens=gegevens or {})
    line.tekst = seal(line.pk, text.strip())
    line.save(force_insert=True)


def colleague_with(email: str, eenheid_id: uuid.UUID) -> User | None:
    """Return whose address this is, among who holds a post at this unit now or later."""
    posts = Aanstelling.objects.filter(ON_RECORD, eenheid=eenheid_id, geldig__overlap=DateRange(clock.today(), None))
    return User.objects.filter(email=email, is_active=True, pk__in=posts.values("user")).first()


def hands_over(mutatie: Mutatie) -> bool:
    """Return whether somebody's hulpvragen must go to others by it."""
    return mutatie.persoon_id is not None and mutatie.rol == Rol.IB and mutatie.einde is not None and mutatie.soort in (*AWAY, Soort.ROL)


def after_identity(mutatie: Mutatie, *, named: bool = False) -> Status:
    """Return what comes once it is certain who reported. Who follows a contactpersoon, the board or the desk says (`named`)."""
    if mutatie.rol == Rol.CONTACTPERSOON and mutatie.soort in AWAY and not named:
        return Status.OPVOLGER_CP
    return Status.OVERDRACHT if hands_over(mutatie) else after_handover(mutatie)


def after_handover(mutatie: Mutatie) -> Status:
    """Return what comes once each hulpvraag has somebody: her next school confirms that she starts there."""
    return Status.START_BEVESTIGEN if mutatie.naar_id else Status.TE_ACCORDEREN


def look(by: Asker, mutatie: Mutatie, part: str) -> None:
    """Record that somebody looked at what others read: that is a look too."""
    record(event="mutatie.viewed", by=by.user, object_type=part, object_id=mutatie.pk)
