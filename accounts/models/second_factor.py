"""The second factor: one authenticator app per person, and recovery codes for when it is gone."""

import hmac
import math
import re

from django.db import models
from django.db.models import Q
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import hotp

from portal.lib import clock
from portal.lib.crypto import open_secret, seal_secret

from .user import User

PERIOD = 30  # seconds that a code is shown
DIGITS = 6
MOST_COUNTED = 10  # wrong codes: the wait ends at 512 seconds, or a guesser could shut the owner out for days
_CODE = re.compile(f"[0-9]{{{DIGITS}}}")


def step_of_now() -> int:
    """Return the number of the code that an app with a right clock shows now (RFC 6238)."""
    return int(clock.now().timestamp()) // PERIOD


def find_step(seed: bytes, code: str, steps) -> int | None:
    """Return which of these steps has this code, or None."""
    if not _CODE.fullmatch(code):
        return None
    for step in steps:
        if hmac.compare_digest(f"{hotp(seed, step, DIGITS):0{DIGITS}}", code):
            return step
    return None


class TotpDevice(TimestampMixin, ThrottlingMixin, Device):
    """An authenticator app. There are no unconfirmed ones: it comes into being with its first code.

    django-otp's own model keeps the seed readable, allows several per person and takes a code of
    the future. Wrong codes cost 1, 2, 4, 8 ... seconds of waiting, some nine minutes at most.
    """

    MUTABLE = ["last_t", "last_used_at", "throttling_failure_timestamp", "throttling_failure_count"]

    user = models.OneToOneField(User, models.CASCADE, related_name="totp_device")
    sealed_seed = models.CharField(max_length=120)
    last_t = models.BigIntegerField(default=-1, help_text="the step of the last code that was taken")

    class Meta:
        constraints = [models.CheckConstraint(name="totp_device_confirmed", condition=Q(confirmed=True))]

    @classmethod
    def make(cls, user: User, seed: bytes, last_t: int) -> "TotpDevice":
        """Return an unsaved device whose seed only this person's row can open."""
        return cls(user=user, name="app", sealed_seed=seal_secret(f"totp|{user.pk}", seed), last_t=last_t)

    @property
    def seed(self) -> bytes:
        return open_secret(f"totp|{self.user_id}", self.sealed_seed)

    @property
    def wait(self) -> int:
        """How many seconds no code is looked at, after wrong ones."""
        allowed, why = self.verify_is_allowed()
        return 0 if allowed else max(1, math.ceil((why["locked_until"] - clock.now()).total_seconds()))

    def verify_token(self, token) -> bool:
        """Take the code of now or of one step ago, once. The caller holds the lock on the row."""
        if self.wait:
            return False
        now = step_of_now()
        step = find_step(self.seed, str(token), (step for step in (now, now - 1) if step > self.last_t))
        if step is None:
            self.throttle_increment(commit=False)
        else:
            self.last_t = step
            self.throttle_reset(commit=False)
            self.set_last_used_timestamp(commit=False)
        self.save(update_fields=self.MUTABLE)
        return step is not None

    def get_throttle_factor(self) -> int:
        return 1

    def throttle_increment(self, commit=True) -> None:
        super().throttle_increment(commit=False)
        self.throttling_failure_count = min(self.throttling_failure_count, MOST_COUNTED)
        if commit:
            self.save(update_fields=self.MUTABLE)


class RecoveryKey(models.Model):
    """The one key of all digests of recovery codes. Sealed, so that another master key can take its place:
    the digests cannot be made anew, for nobody has the codes."""

    PURPOSE = "recovery-key"

    one = models.BooleanField(primary_key=True, default=True, editable=False)
    sealed = models.CharField(max_length=120, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="recovery_key_one", condition=Q(one=True))]


class RecoveryCode(models.Model):
    """A code for one log-in without the app. The digest is useless without the key of `RecoveryKey`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_unique")]
