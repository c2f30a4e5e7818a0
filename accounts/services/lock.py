"""The lock on a session: asked for, or come by itself; only the person's own password opens it."""

from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from accounts.models import Session, User
from accounts.services import log_in
from accounts.sessions import digest
from portal.audit.services import record
from portal.lib.errors import Invalid

TRIES = 5
WRONG = "Dit wachtwoord klopt niet. Probeer het opnieuw."


def lock(*, request) -> None:
    """Lock this session now."""
    request.session.lock()
    record(event="log_in.locked", by=request.user, object_type="user", object_id=request.user.pk)


@sensitive_variables("password")
def unlock(*, request, by: User, password: str) -> bool:
    """Go on with a locked session by its person's password. Raise Invalid for a wrong one; return False, logged
    out, at the fifth. Guesses count as at the log-in too."""
    rows = Session.objects.filter(session_key=digest(request.session.session_key))
    rows.update(failed_unlocks=F("failed_unlocks") + 1)  # counted before it is looked at: guesses side by side count too
    tries = rows.values_list("failed_unlocks", flat=True).first() or TRIES + 1
    person = log_in.prove_password(request=request, email=by.email, password=password) if tries <= TRIES else None
    if person is not None and person.pk == by.pk:
        request.session.unlock()
        record(event="log_in.unlocked", by=by, object_type="user", object_id=by.pk)
        return True
    if tries < TRIES:
        raise Invalid(WRONG, field="password")
    record(event="log_in.ended", by=by, object_type="user", object_id=by.pk)
    request.session.flush()
    return False
