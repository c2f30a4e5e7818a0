"""Stopping access at once, and giving it back. A stop is a fact of its own: no post is rewritten to express it.

What somebody sees is calculated, so her next click finds nothing whatever runs or is dead. Only a mail that is under
way must be waited for, and that is done after the commit (`notifications.services.drain`).
"""

import uuid

from django.db import transaction
from django.http import Http404

from accounts.announcements import tell_of_stop
from accounts.models import Schorsing, Session, User
from accounts.queries import stops
from accounts.services.versions import next_version
from notifications.queries import moment
from notifications.services import drain
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, fence_shared, one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

YOURSELF = "Uw eigen toegang kunt u niet blokkeren. Bent u een telefoon kwijt, of kent iemand uw wachtwoord? Bel ons meteen."
ALREADY = "Deze toegang is al geblokkeerd, of er is geen aanstelling meer om te blokkeren."
NO_REASON = "Kies waarom u de toegang blokkeert"
NOT_ABOUT_YOURSELF = "Een blokkade van uzelf kan alleen iemand anders opheffen."
NOT_YOURS_TO_LIFT = "Deze blokkade kan alleen worden opgeheven door wie haar instelde, de mutatiebehandelaar of de beheerder."
IS_PLANNED = "Dit is een afwezigheid met vaste dagen. De mutatiebehandelaar kan die dagen wijzigen."
LIFTED_ALREADY = "Deze blokkade is al opgeheven."


@transaction.atomic
def block(*, by: User, zijde: str | None, person_id: uuid.UUID, post: uuid.UUID | None, reden: str) -> Schorsing:
    """Stop a person at this moment: by one post (the fact of an Aanstelling), or as a whole, which ends her sessions too.

    404 for whom she may not see, NotAllowed for what is not hers to stop, Conflict when it is stopped already.
    """
    fence_shared(by.pk)  # a stop of the asker herself waits for us, or we see it
    if person_id == by.pk:
        raise NotAllowed(YOURSELF)
    one_at_a_time(person_id)
    target = stops.target_for(by, zijde, person_id)
    if target is None:
        raise Http404
    if reden not in stops.reasons(zijde):
        raise Invalid(NO_REASON, field="reden")
    if not (target.whole if post is None else any(held.fact_id == post for held in target.posts)):
        raise Conflict(ALREADY)
    with desk():
        # by whichever clock is behind, ours or the database's: it holds in both walls from here on
        made = Schorsing(user=target.person, aanstelling_fact=post, reden=reden, van=min(clock.now(), moment()), recorded_by=by)
        made.save(force_insert=True)
    ended = Session.objects.filter(user=target.person).delete()[0] if post is None else 0
    _record(by, "schorsing.made", made, reden=reden, sessions=ended)
    tell_of_stop("post_blocked" if post else "person_blocked", by=by, stop=made)
    # the stop stands, whatever becomes of the waiting; its page counts what is still under way
    transaction.on_commit(lambda: drain(person_id), robust=True)
    return made


@transaction.atomic
def unblock(*, by: User, zijde: str | None, fact_id: uuid.UUID) -> Schorsing:
    """Give back what a stop took, from this moment; no session comes back with it."""
    fence_shared(by.pk)
    stop = stops.stop_for(by, zijde, fact_id)
    if stop is None:
        raise Http404
    if stop.person.pk == by.pk:
        raise NotAllowed(NOT_ABOUT_YOURSELF)
    if not stop.runs:
        raise Conflict(LIFTED_ALREADY)
    if stop.schorsing.dagen:
        raise NotAllowed(IS_PLANNED)
    if not stop.may_lift:
        raise NotAllowed(NOT_YOURS_TO_LIFT)
    with desk():
        lifted = next_version(stop.schorsing, by.pk, tot=clock.now())
    _record(by, "schorsing.lifted", lifted)
    tell_of_stop("lifted", by=by, stop=lifted)
    return lifted


def _record(by: User, event: str, stop: Schorsing, **detail) -> None:
    of = {"user": str(stop.user_id), "post": str(stop.aanstelling_fact or "")}
    record(event=event, by=by, object_type="schorsing", object_id=stop.fact_id, detail=of | detail)
