"""Daily trouble with accounts: looking at one, ending its sessions, a link for who never got in.

Nothing here gives anybody a right: who may see what follows from posts, and those are made by two people.
"""

import uuid

from django.db import transaction
from django.http import Http404

from accounts import brake, emails
from accounts.enums import Rol
from accounts.models import LastLogIn, Session, User
from accounts.policy import require_role
from accounts.queries import accounts
from accounts.queries.accounts import Person
from accounts.services.passwords import reset_link_of
from portal.audit.services import record
from portal.lib.db import fence_shared
from portal.lib.errors import NotAllowed

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan dit doen."
OWN = "Uw eigen sessies beëindigt u bij ‘Mijn account’."
WAS_IN = "Deze persoon heeft al eens ingelogd. Een nieuw wachtwoord vraagt zij zelf aan, op de pagina ‘Inloggen’."
IS_OFF = "Dit account staat uit. Er kan geen link naartoe."
IS_GUEST = "Dit is een genodigde. Zij krijgt haar link van de school."
ENOUGH = "Er zijn net al drie links gestuurd. Wacht een kwartier en probeer het dan opnieuw."


def open_person(*, by: User, zijde: str | None, person_id: uuid.UUID) -> Person:
    """Return an account for reading, and record the look; 404 for one she may not see."""
    person = accounts.person_for(by, zijde, person_id)
    if person is None:
        raise Http404
    record(event="account.viewed", by=by, object_type="user", object_id=person_id)
    return person


@transaction.atomic
def end_sessions(*, by: User, zijde: str | None, person_id: uuid.UUID) -> int:
    """End every session of this person and tell her; return how many those were."""
    person = _person(by, zijde, person_id)
    if person.pk == by.pk:
        raise NotAllowed(OWN)
    ended, _ = Session.objects.filter(user=person).delete()
    if ended:
        record(event="session.ended", by=by, object_type="user", object_id=person.pk, detail={"count": ended})
        emails.tell(person, emails.SESSIONS_ENDED)
    return ended


@transaction.atomic
def send_link(*, by: User, zijde: str | None, person_id: uuid.UUID) -> None:
    """Mail who never got in a link to choose a password with: to her own address, and good for half an hour."""
    person = _person(by, zijde, person_id)
    if not person.is_active:
        raise NotAllowed(IS_OFF)
    if accounts.is_guest(person):
        raise NotAllowed(IS_GUEST)
    if LastLogIn.objects.filter(user=person).exists():
        raise NotAllowed(WAS_IN)
    if not brake.may_mail(person.email):
        raise NotAllowed(ENOUGH)
    emails.tell(person, emails.WELCOME, reset_link_of(person))
    record(event="account.link_sent", by=by, object_type="user", object_id=person.pk)


def _person(by: User, zijde: str | None, person_id: uuid.UUID) -> User:
    """Return the person of an account, for who may do something with it."""
    fence_shared(by.pk)  # a stop of this beheerder waits for us, or we see it
    require_role(by, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person
