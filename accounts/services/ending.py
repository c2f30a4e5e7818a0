"""Ending an account for good, by a page, a list or a command: each by the one routine in the database (`account_end`)."""

import uuid
from contextlib import nullcontext

from django.db import transaction
from django.http import Http404

from accounts import emails
from accounts.enums import EindReden, Rol
from accounts.models import User
from accounts.policy import require_role
from accounts.queries.unused import has_post
from notifications.services import drain
from portal.audit.services import record
from portal.lib.db import desk, fence_shared, one
from portal.lib.errors import Conflict, Invalid, NotAllowed

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan een account beëindigen of weer aanzetten."
YOURSELF = "Uw eigen account kunt u niet beëindigen. Vraag dat aan een andere beheerder."
LAST = "Dit is de laatste beheerder. Zorg eerst dat er een andere beheerder is."
OVER = "Dit account is al beëindigd."
IS_ON = "Dit account staat al aan."
HAS_POST = "Deze persoon heeft een aanstelling. Bekijk eerst het account."
NO_REASON = "Kies waarom u het account beëindigt"
UNKNOWN = "{email} is geen account. Controleer het e-mailadres."

_REFUSED = {"last": (NotAllowed, LAST), "self": (NotAllowed, YOURSELF), "no_beheerder": (NotAllowed, ONLY_BEHEERDER), "over": (Conflict, OVER)}


@transaction.atomic
def end_account(*, by: User, zijde: str | None, person_id: uuid.UUID, reden: str, without_post: bool = False) -> None:
    """End an account: no log-in, session, link, invitation or mail any more, and every post and Toegang over.

    `without_post`: only when she has no post now or later, as the list that she was chosen from said.
    """
    person = _person(by, zijde, person_id)
    if without_post and has_post(person):
        raise Conflict(HAS_POST)
    _end(person, by=by, reden=reden)


@transaction.atomic
def end_by_command(*, email: str, reden: str) -> User:
    """The same for who has the server: the owner of the database, in nobody's name."""
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise Invalid(UNKNOWN.format(email=email))
    try:
        _end(person, by=None, reden=reden)
    except NotAllowed as refusal:
        raise Invalid(refusal.reason) from None
    except Conflict as conflict:
        raise Invalid(conflict.message) from None
    return person


@transaction.atomic
def reactivate(*, by: User, zijde: str | None, person_id: uuid.UUID) -> None:
    """Switch an account on again, empty: no post, session or link comes back, and no password or app either."""
    person = _person(by, zijde, person_id)
    with desk():
        outcome = one("select account_reactivate(%s, %s)", person.pk, by.pk)[0]
    if outcome == "over":
        raise Conflict(IS_ON)
    _refuse(outcome)
    record(event="account.reactivated", by=by, object_type="user", object_id=person.pk)
    emails.tell(person, emails.ACCOUNT_ON)


def _person(by: User, zijde: str | None, person_id: uuid.UUID) -> User:
    fence_shared(by.pk)  # a stop of this beheerder waits for us, or we see it
    require_role(by, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person


def _end(person: User, *, by: User | None, reden: str) -> None:
    if reden not in EindReden.values:
        raise Invalid(NO_REASON, field="reden")
    with desk() if by else nullcontext():  # a command is the owner, who cannot become the desk
        outcome = one("select account_end(%s, %s)", person.pk, by and by.pk)[0]
    _refuse(outcome)
    record(event="account.ended", by=by, object_type="user", object_id=person.pk, detail={"reden": reden})
    emails.tell(person, emails.ACCOUNT_ENDED)
    transaction.on_commit(lambda: drain(person.pk), robust=True)


def _refuse(outcome: str) -> None:
    if outcome in _REFUSED:
        kind, reason = _REFUSED[outcome]
        raise kind(reason)
