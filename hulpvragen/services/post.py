"""Messages that e-mail could not bring, or must not: what the loket did about them."""

import datetime as dt
import uuid

from django.http import Http404

from accounts.enums import Rol
from hulpvragen import policy
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.queries import outbox
from notifications import services
from notifications.enums import How, Reason, ToWhom
from notifications.models import AnderKanaal
from portal.audit.services import record
from portal.lib import clock
from portal.lib.errors import Conflict, Invalid, NotAllowed

from .facts import stand

# What goes by post because the addressee wants it so is not settled by a call.
WAYS: dict[str, tuple[How, ...]] = {
    Reason.BOUNCED: (How.PHONE, How.LETTER, How.IN_PERSON),
    Reason.POST: (How.LETTER, How.IN_PERSON),
}
ONLY_LOKET = "Alleen het loket kan dit afhandelen."
DONE_BEFORE = "Dit bericht is al afgehandeld."


def bring(*, by: Asker, task_id: uuid.UUID, how: How | str, to_whom: ToWhom | str, done_on: dt.date) -> None:
    """Record that a message was brought otherwise: how, to whom and on which day."""
    by, task = _locked(by, task_id)
    if how not in WAYS[task.reason]:
        raise Invalid("Kies hoe het bericht is gegeven", "how")
    if to_whom not in ToWhom.values:
        raise Invalid("Kies wie het bericht kreeg", "to_whom")
    if done_on > by.day:
        raise Invalid("Deze dag moet nog komen. Vul in op welke dag u het hebt gedaan.", "done_on")
    if done_on < min(clock.day_of(task.made_at), by.day):  # the demo's day may lie before the real one
        raise Invalid("Deze dag ligt voor het bericht. Vul in op welke dag u het hebt gedaan.", "done_on")
    _close(by, task, how=How(how), to_whom=ToWhom(to_whom), done_on=done_on)
    _record("told_otherwise", by, task, how=how, to=to_whom, on=done_on.isoformat())


def mail_again(*, by: Asker, task_id: uuid.UUID) -> None:
    """Mail a message anew, now that the address is better; what came back before no longer counts."""
    by, task = _locked(by, task_id)
    if task.reason != Reason.BOUNCED:
        raise NotAllowed("Dit bericht moet per post: de ontvanger wil het niet digitaal.")
    _close(by, task, how=How.EMAIL)
    services.retry(task.outbox_id)
    _record("mailed_again", by, task)


def _locked(by: Asker, task_id: uuid.UUID) -> tuple[Asker, AnderKanaal]:
    by = stand(by)
    if outbox.task(by, task_id) is None:
        raise Http404
    if not by.has(Rol.LOKET):
        raise NotAllowed(ONLY_LOKET)
    task = AnderKanaal.objects.select_for_update(of=("self",)).filter(pk=task_id, done_at=None).select_related("outbox").first()
    if task is None:
        raise Conflict(DONE_BEFORE)
    return by, task


def _close(by: Asker, task: AnderKanaal, **done) -> None:
    if not AnderKanaal.objects.filter(pk=task.pk, done_at=None).update(done_at=clock.now(), done_by=by.user.pk, **done):
        raise Conflict(DONE_BEFORE)


def _record(event: str, by: Asker, task: AnderKanaal, **detail) -> None:
    hulpvraag = Hulpvraag.objects.get(pk=task.outbox.subject_id)
    record(
        event=f"hulpvraag.{event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id,
        ground=policy.ground(by, hulpvraag), object_type="outbox", object_id=task.outbox_id,
        detail={"event": task.outbox.event, "reason": task.reason, **detail},
    )
