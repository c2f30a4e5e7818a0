"""Putting a second factor in place: the app, by a code that it shows, and the recovery codes.

A new seed and new codes wait in the session, sealed, until they are proved or shown.
"""

import json
import secrets

from django.db import IntegrityError, transaction

from accounts import emails
from accounts.models import RecoveryCode, TotpDevice, User
from accounts.models.second_factor import PERIOD, find_step, step_of_now
from accounts.services import log_in, sessions
from accounts.services.second_factor import LENGTH, device_of, digits, failed, in_words, locked_device_of, recovery_digest
from portal.audit.services import record
from portal.lib.crypto import open_secret, seal_secret
from portal.lib.errors import Invalid, NotAllowed

NOT_NOW = "Log opnieuw in. Daarna kunt u de tweede stap instellen."
NOT_YET = "De code klopt nog niet. Staat de tijd van uw telefoon goed?"
ALREADY = "Uw account heeft al een tweede stap. Log in met de code uit uw app."
SEED_BYTES = 20
CODES = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
FAR_OFF = 20  # steps: how wrong a clock may be for us to say by how much


# ---- the app


def may_connect(request) -> bool:
    """Return whether this session may connect an app: a first one after the password, another one after
    password and code. Never a second one beside the first."""
    if request.user.is_verified():
        return log_in.is_fresh(request, "person")
    return log_in.is_fresh(request, "password") and device_of(request.user) is None


def seed_of(request) -> bytes:
    """Return the seed that this session is connecting; a new one if there is none yet."""
    purpose = f"new-totp|{request.user.pk}"
    if "new_seed" not in request.session:
        request.session["new_seed"] = seal_secret(purpose, secrets.token_bytes(SEED_BYTES))
    return open_secret(purpose, request.session["new_seed"])


def connect(*, request, code: str) -> None:
    """Connect the app that shows this code; raise Invalid when it does not fit, NotAllowed when it is too late.

    The session goes on as a verified one, under a new key, and shows the recovery codes next.
    """
    if not may_connect(request):
        raise NotAllowed(NOT_NOW)
    first = not request.user.is_verified()
    device = _proved(request.user, seed_of(request), code)
    if first:
        _enrol(request.user, device)
    else:
        _replace(request.user, device, keep=request.session.session_key)
    log_in.rise(request=request, device=device)
    keep_codes(request, _make_codes(request.user))
    if first:
        log_in.arrived(request.user)
        log_in.settle_side(request=request, user=request.user)


def _enrol(by: User, device: TotpDevice) -> None:
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:  # another session was first
        raise NotAllowed(ALREADY) from None
    record(event="second_factor.set_up", by=by, object_type="user", object_id=by.pk)
    emails.tell(by, emails.FACTOR_SET_UP)


def _replace(by: User, device: TotpDevice, keep: str) -> None:
    locked_device_of(by)
    TotpDevice.objects.filter(user=by).delete()
    device.save(force_insert=True)
    record(event="second_factor.replaced", by=by, object_type="user", object_id=by.pk)
    sessions.end_others(by=by, keep=keep)
    emails.tell(by, emails.FACTOR_CHANGED)


def _proved(user: User, seed: bytes, code: str) -> TotpDevice:
    typed, now = digits(code), step_of_now()
    step = find_step(seed, typed, (now, now - 1))
    if step is None:
        failed(user, "set_up")
        raise Invalid(_why_not(seed, typed, now))
    return TotpDevice.make(user, seed, last_t=step)


def _why_not(seed: bytes, typed: str, now: int) -> str:
    shown = find_step(seed, typed, range(now - FAR_OFF, now + FAR_OFF + 1))
    if shown is None:
        return NOT_YET
    direction = "achter" if shown < now else "voor"
    return f"{NOT_YET} Uw telefoon loopt ongeveer {in_words(abs(shown - now) * PERIOD)} {direction}. Zet de tijd op automatisch."


# ---- the recovery codes


def renew_codes(*, by: User) -> list[str]:
    """Return ten new recovery codes, of which only digests are kept; the old ones are gone."""
    codes = _make_codes(by)
    emails.tell(by, emails.CODES_MADE)
    return codes


def keep_codes(request, codes: list[str]) -> None:
    """Keep new codes for the one page that shows them."""
    request.session["new_codes"] = seal_secret(f"new-codes|{request.user.pk}", json.dumps(codes).encode())


def take_codes(request) -> list[str]:
    """Return the codes that wait to be shown, once."""
    sealed = request.session.pop("new_codes", None)
    return json.loads(open_secret(f"new-codes|{request.user.pk}", sealed)) if sealed else []


def _make_codes(by: User) -> list[str]:
    locked_device_of(by)  # two sets made at the same moment would both stay
    RecoveryCode.objects.filter(user=by).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=by, digest=recovery_digest(by, code)) for code in codes])
    record(event="recovery_codes.made", by=by, object_type="user", object_id=by.pk)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]
