"""Putting a second factor in place: the app, by a code that it shows, and the recovery codes."""

import json
import secrets

from django.db import IntegrityError, transaction

from accounts import emails
from accounts.models import RecoveryCode, TotpDevice, User
from accounts.models.second_factor import PERIOD, find_step, step_of_now
from accounts.services import sessions
from accounts.services.second_factor import LENGTH, digits, failed, in_words, locked_device_of, recovery_digest
from portal.audit.services import record
from portal.lib.crypto import open_secret, seal_secret
from portal.lib.errors import Invalid, NotAllowed

NOT_YET = "De code klopt nog niet. Staat de tijd van uw telefoon goed?"
ALREADY = "Uw account heeft al een tweede stap. Log in met de code uit uw app."
SEED_BYTES = 20
CODES = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
FAR_OFF = 20  # steps: how wrong a clock may be for us to say by how much


def new_seed(user: User) -> str:
    """Return a fresh seed, sealed: it waits in the session for its first code."""
    return seal_secret(f"new-totp|{user.pk}", secrets.token_bytes(SEED_BYTES))


def open_seed(user: User, sealed: str) -> bytes:
    """Return the seed that `new_seed` sealed for this person; raise Undecipherable for another one's."""
    return open_secret(f"new-totp|{user.pk}", sealed)


def enrol(*, by: User, seed: bytes, code: str) -> TotpDevice:
    """Attach a first app; raise Invalid when the code does not fit, NotAllowed when there is one already."""
    device = _proved(by, seed, code)
    try:
        with transaction.atomic():
            device.save(force_insert=True)
    except IntegrityError:  # another session was first
        raise NotAllowed(ALREADY) from None
    record(event="second_factor.set_up", by=by, object_type="user", object_id=by.pk)
    emails.tell(by, emails.FACTOR_SET_UP)
    return device


def replace(*, by: User, seed: bytes, code: str, keep: str) -> TotpDevice:
    """Put another app in the place of the old one; all sessions of this person but `keep` end."""
    device = _proved(by, seed, code)
    locked_device_of(by)
    TotpDevice.objects.filter(user=by).delete()
    device.save(force_insert=True)
    record(event="second_factor.replaced", by=by, object_type="user", object_id=by.pk)
    sessions.end_others(by=by, keep=keep)
    emails.tell(by, emails.FACTOR_CHANGED)
    return device


def make_recovery_codes(*, by: User) -> list[str]:
    """Return ten new recovery codes, of which only digests are kept; the old ones are gone."""
    locked_device_of(by)  # two sets made at the same moment would both stay
    RecoveryCode.objects.filter(user=by).delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=by, digest=recovery_digest(by, code)) for code in codes])
    record(event="recovery_codes.made", by=by, object_type="user", object_id=by.pk)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def renew_recovery_codes(*, by: User) -> list[str]:
    """Replace the recovery codes at her own request, and mail her that it was done."""
    codes = make_recovery_codes(by=by)
    emails.tell(by, emails.CODES_MADE)
    return codes


def seal_codes(user: User, codes: list[str]) -> str:
    """Return the codes sealed: they wait in the session for the one page that shows them."""
    return seal_secret(f"new-codes|{user.pk}", json.dumps(codes).encode())


def open_codes(user: User, sealed: str) -> list[str]:
    """Return the codes that `seal_codes` sealed for this person."""
    return json.loads(open_secret(f"new-codes|{user.pk}", sealed))


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
