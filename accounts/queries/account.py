"""What somebody sees of her own account."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import RecoveryCode, Session, User
from accounts.sessions import digest
from portal.lib import clock


@dataclass(frozen=True)
class OwnSession:
    """A place where somebody is logged in; `row` opens nothing."""

    row: str
    device: str
    started_at: datetime
    last_used_at: datetime
    this_one: bool


def sessions_of(user: User, session_key: str) -> list[OwnSession]:
    """Return where this person is logged in, this session first."""
    live = Session.objects.filter(user=user, expire_date__gt=clock.now()).order_by("-last_used_at")
    here = digest(session_key)
    rows = [OwnSession(s.pk, s.device, s.started_at, s.last_used_at, s.pk == here) for s in live]
    return sorted(rows, key=lambda row: not row.this_one)


def recovery_codes_left(user: User) -> int:
    """Return how many of her recovery codes have not been used."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()
