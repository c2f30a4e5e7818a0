"""Accepting an invitation: by the account of the very address it was sent to, once, while it stands."""

import uuid

from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.policy import is_stopped
from accounts.services.registering import HAS_ACCOUNT, register
from accounts.services.versions import next_version
from hulpvragen.models import Toegang
from hulpvragen.storage import token_digest
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, fence_shared, one
from portal.lib.errors import Invalid, NotAllowed

OTHER_ADDRESS = "Deze uitnodiging is naar een ander e-mailadres gestuurd dan dat van uw account. Log uit en open de link opnieuw."
STOPPED = "U hebt nu geen toegang tot dit portaal. Daarom kunt u deze uitnodiging niet aannemen."


class NoInvitation(Exception):
    """The link opens nothing: unknown, used, withdrawn, too old, or who invited may no longer. Which of these is not told."""


@sensitive_variables("token")
def address_of(*, token: str) -> str:
    """Return to which address this link was mailed; raise NoInvitation when it cannot be used now."""
    with desk():
        toegang = _found(token)
    if toegang is None:
        raise NoInvitation
    return toegang.email


@sensitive_variables("token")
def accept(*, by: User, token: str) -> None:
    """Accept as somebody who has logged in with both steps; raises NoInvitation, or NotAllowed with the reason."""
    fence_shared(by.pk)
    with desk():
        toegang = _found(token)
        if toegang is None:
            raise NoInvitation
        if toegang.email != by.email:
            raise NotAllowed(OTHER_ADDRESS)
        if is_stopped(by) or not User.objects.filter(pk=by.pk, is_active=True).exists():
            raise NotAllowed(STOPPED)
        _bind(toegang, by.pk)
    _record(by, toegang)


@sensitive_variables("token", "password")
def accept_as_newcomer(*, token: str, voornaam: str, achternaam: str, password: str) -> User:
    """Make the account of the invited address and accept with it; raises NoInvitation, or Invalid when it has one.

    The link proves the address. It gives nothing to read before she has set up her second step.
    """
    with desk():
        toegang = _found(token)
        if toegang is None:
            raise NoInvitation
        if User.objects.filter(email=toegang.email).exists():
            raise Invalid(HAS_ACCOUNT)
    user = register(email=toegang.email, voornaam=voornaam, achternaam=achternaam, password=password)
    with desk():
        _bind(toegang, user.pk)
    _record(user, toegang)
    return user


def _found(token: str) -> Toegang | None:
    """Return the invitation of a link that stands, locked: of two with one link the second one is too late."""
    toegang = Toegang.objects.select_for_update().filter(token_hash=token_digest(token), replaced_at=None).first()
    return toegang if toegang and one("select app_uitnodiging_geldt(%s)", toegang.pk)[0] else None


def _bind(toegang: Toegang, user_id: uuid.UUID) -> None:
    next_version(toegang, user_id, user_id=user_id, accepted_at=clock.now(), token_hash="", token_tot=None)


def _record(user: User, toegang: Toegang) -> None:
    for hulpvraag_id in toegang.hulpvragen:
        record(event="toegang.accepted", by=user, hulpvraag_id=hulpvraag_id, dossier_id=toegang.dossier_id,
               object_type="toegang", object_id=str(toegang.fact_id), detail={"soort": toegang.soort})
