"""Accepting an invitation: by the account of the very address it was sent to, with the code told by telephone, once."""

import uuid

from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables

from accounts import brake
from accounts.models import User
from accounts.policy import is_stopped
from accounts.services.registering import HAS_ACCOUNT, register
from accounts.services.versions import next_version
from hulpvragen.models import Toegang
from hulpvragen.storage import invitation_code, token_digest
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, fence_shared, one
from portal.lib.errors import Invalid, NotAllowed

OTHER_ADDRESS = "Deze uitnodiging is naar een ander e-mailadres gestuurd dan dat van uw account. Log uit en open de link opnieuw."
STOPPED = "U hebt nu geen toegang tot dit portaal. Daarom kunt u deze uitnodiging niet aannemen."
WRONG_CODE = "Deze code klopt niet. Kijk of u alle 8 cijfers goed hebt. Weet u de code niet? Bel wie u uitnodigde."
TOO_MANY_CODES = "Er is te vaak een verkeerde code ingevuld. Wacht een kwartier, of bel wie u uitnodigde en vraag om een nieuwe uitnodiging."

UNKNOWN = "Deze link kennen we niet. Neem hem helemaal over uit de e-mail."
USED = "Deze uitnodiging is al aangenomen. Log in om te lezen."
EXPIRED = "Deze uitnodiging is verlopen. Vraag wie u uitnodigde om een nieuwe."
REPLACED = "Er is daarna een nieuwe uitnodiging gestuurd. Gebruik de link uit de nieuwste e-mail."
WITHDRAWN = "Deze uitnodiging geldt niet meer. Vraag wie u uitnodigde om een nieuwe."


class NoInvitation(Exception):
    """The link opens nothing. Why is told to who holds a link that was once sent; who guesses learns only that it is unknown."""

    @property
    def reason(self) -> str:
        return self.args[0]


@sensitive_variables("token")
def address_of(*, token: str) -> str:
    """Return to which address this link was mailed; raise NoInvitation when it cannot be used now."""
    with desk():
        return _found(token).email


@sensitive_variables("token", "code")
def accept(*, by: User, token: str, code: str) -> None:
    """Accept as somebody who has logged in with both steps; raises NoInvitation, NotAllowed with the reason, or Invalid at the code."""
    fence_shared(by.pk)
    with desk():
        toegang = _found(token)
        if toegang.email != by.email:
            raise NotAllowed(OTHER_ADDRESS)
        if is_stopped(by) or not User.objects.filter(pk=by.pk, is_active=True).exists():
            raise NotAllowed(STOPPED)
    _check_code(toegang, code)
    with desk():
        _bind(toegang, by.pk)
    _record(by, toegang)


@sensitive_variables("token", "code", "password")
def accept_as_newcomer(*, token: str, code: str, voornaam: str, achternaam: str, password: str) -> User:
    """Make the account of the invited address and accept with it; raises NoInvitation, or Invalid: at the code, or when it has an account.

    Link and code prove the address. It gives nothing to read before she has set up her second step.
    """
    with desk():
        toegang = _found(token)
    _check_code(toegang, code)
    with desk():
        if User.objects.filter(email=toegang.email).exists():
            raise Invalid(HAS_ACCOUNT)
    user = register(email=toegang.email, voornaam=voornaam, achternaam=achternaam, password=password)
    with desk():
        _bind(toegang, user.pk)
    _record(user, toegang)
    return user


def _found(token: str) -> Toegang:
    """Return the invitation of a link that stands, locked: of two with one link the second one is too late."""
    digest = token_digest(token)
    toegang = Toegang.objects.select_for_update().filter(token_hash=digest, replaced_at=None).first()
    if toegang and one("select app_uitnodiging_geldt(%s)", toegang.pk)[0]:
        return toegang
    raise NoInvitation(_why(digest, toegang))


def _why(digest: str, toegang: Toegang | None) -> str:
    if toegang:
        return EXPIRED if toegang.token_tot <= clock.now() else WITHDRAWN
    sent = Toegang.objects.filter(token_hash=digest).first()
    if sent is None:
        return UNKNOWN
    now = Toegang.objects.filter(fact_id=sent.fact_id).order_by("-recorded_at", "-pk").first()
    if now.accepted_at:
        return USED
    return REPLACED if now.replaced_at is None and now.token_hash else WITHDRAWN


def _check_code(toegang: Toegang, code: str) -> None:
    digits = "".join(filter(str.isdecimal, code))
    if not digits:
        raise Invalid(WRONG_CODE, "code")
    if not brake.may_try_code(str(toegang.link)):
        raise Invalid(TOO_MANY_CODES, "code")
    if not constant_time_compare(digits, invitation_code(toegang.link)):
        raise Invalid(WRONG_CODE, "code")


def _bind(toegang: Toegang, user_id: uuid.UUID) -> None:
    next_version(toegang, user_id, user_id=user_id, accepted_at=clock.now(), token_hash="", token_tot=None)


def _record(user: User, toegang: Toegang) -> None:
    for hulpvraag_id in toegang.hulpvragen:
        record(event="toegang.accepted", by=user, hulpvraag_id=hulpvraag_id, dossier_id=toegang.dossier_id,
               object_type="toegang", object_id=str(toegang.fact_id), detail={"soort": toegang.soort})
