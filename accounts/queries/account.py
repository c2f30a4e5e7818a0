"""What somebody sees of her own account."""

from dataclasses import dataclass
from datetime import datetime

from accounts.enums import Rol, Zijde
from accounts.models import RecoveryCode, Session, User
from accounts.policy import posts_today, sides_today
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


def person(pk) -> User | None:
    """Return the person of a session whose time is over."""
    return User.objects.filter(pk=pk).first()


def choices_of(user: User) -> list[tuple[str, str, str]]:
    """Return the sides she can act for today: value, label, and what she is there."""
    posts = posts_today(user)
    held = {side: [post for post in posts if Rol(post.rol).zijde == side] for side in Zijde}
    words = {side: "; ".join(f"{post.get_rol_display()}, {post.eenheid}" for post in of_side) for side, of_side in held.items()}
    words[Zijde.GAST] = "U leest mee met wat een school met u deelt"
    return [(side.value, side.label.capitalize(), words[side]) for side in sides_today(user)]
