"""The second step of the log-in: a code of the app, or a recovery code.

Nothing here is atomic of itself: a wrong code raises, and its count must stay. The request's
transaction holds the locks until its commit, so of two with one code the second one is too late.
"""

import re

from accounts import emails
from accounts.models import RecoveryCode, RecoveryKey, TotpDevice, User
from portal.audit.services import record
from portal.lib import clock
from portal.lib.crypto import keyed_digest, open_secret
from portal.lib.errors import Invalid

WRONG_CODE = "Deze code klopt niet of is verlopen. Vul de nieuwe code in."
NOT_A_CODE = "Vul de code van 6 cijfers uit uw app in"
WRONG_RECOVERY_CODE = "Deze herstelcode klopt niet of is al gebruikt. Vul een andere in."
SUSPICIOUS = 5  # wrong codes in a row after a right password
LENGTH = 12  # of a recovery code: 60 bits, hopeless to guess at any speed, so these need no brake of their own


def device_of(user: User | None) -> TotpDevice | None:
    """Return the authenticator of this person, whatever it is called."""
    return TotpDevice.objects.filter(user=user).first() if user else None


def locked_device_of(user: User) -> TotpDevice | None:
    """Return her authenticator; whoever else wants to use or replace it waits for our commit."""
    return TotpDevice.objects.select_for_update().filter(user=user).first()


def verify_code(*, user: User, code: str) -> TotpDevice:
    """Take a code of this person's app, once; raise Invalid with what to do."""
    typed = digits(code)
    device = locked_device_of(user)
    if device and (wait := device.wait):
        raise Invalid(f"Er is te vaak een verkeerde code ingevuld. Wacht {in_words(wait)} en vul dan een nieuwe code in.")
    if not device or not device.verify_token(typed):
        failed(user, "code")
        if device and device.throttling_failure_count == SUSPICIOUS:
            emails.tell(user, emails.WRONG_CODES)
        raise Invalid(WRONG_CODE)
    return device


def use_recovery_code(*, user: User, code: str) -> TotpDevice:
    """Take one of this person's recovery codes, once; raise Invalid with what to do."""
    this_one = RecoveryCode.objects.filter(user=user, digest=recovery_digest(user, code), used_at=None)
    device = device_of(user)
    if not device or this_one.update(used_at=clock.now()) != 1:
        failed(user, "recovery_code")
        raise Invalid(WRONG_RECOVERY_CODE)
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    record(event="recovery_code.used", by=user, object_type="user", object_id=user.pk, detail={"left": left})
    emails.tell(user, emails.CODE_USED)
    return device


def verify_either(*, user: User, code: str) -> TotpDevice:
    """Take a code of the app, or a recovery code, which is known by its length."""
    take = use_recovery_code if len(_plain(code)) == LENGTH else verify_code
    return take(user=user, code=code)


def digits(code: str) -> str:
    """Return the six digits that were typed, spaces left out; raise Invalid for anything else."""
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch("[0-9]{6}", typed):
        raise Invalid(NOT_A_CODE)
    return typed


def recovery_digest(user: User, code: str) -> str:
    """Return what is kept of a recovery code; an O typed for a 0, or an I or L for a 1, is no matter."""
    key = open_secret(RecoveryKey.PURPOSE, RecoveryKey.objects.get().sealed)
    return keyed_digest(key, f"recovery-code|{user.pk}", _plain(code).translate(str.maketrans("OIL", "011")))


def failed(user: User, which: str) -> None:
    """Put into the trail that a code was wrong."""
    record(event="second_factor.failed", object_type="user", object_id=user.pk, outcome="failed", detail={"which": which})


def in_words(seconds: int) -> str:
    """Return a time to wait, rounded up: "4 seconden", "2 minuten", "3 uur"."""
    if seconds < 60:
        return "1 seconde" if seconds == 1 else f"{seconds} seconden"
    minutes = -(-seconds // 60)
    if minutes < 60:
        return "1 minuut" if minutes == 1 else f"{minutes} minuten"
    return f"{-(-minutes // 60)} uur"


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()
