"""Recognising sessions and ending them: one of one's own, or all others after something changed."""

from accounts.models import Session, User
from accounts.sessions import digest
from portal.audit.services import record
from portal.lib import clock

_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "CrOS": "Chromebook",
    "Mac OS X": "Mac", "Linux": "Linux",
}  # fmt: skip


def end(*, by: User, row: str) -> bool:
    """End one session of this person by the key of its row; return whether there was one."""
    if not row.isalnum():  # no key of ours; NUL would upset the database
        return False
    ended, _ = Session.objects.filter(user=by, session_key=row).delete()
    if ended:
        record(event="session.ended", by=by, object_type="user", object_id=by.pk, detail={"count": ended})
    return bool(ended)


def end_others(*, by: User, keep: str | None) -> int:
    """End all sessions of this person but the one with this session key; return how many those were."""
    others = Session.objects.filter(user=by)
    if keep:
        others = others.exclude(session_key=digest(keep))
    ended, _ = others.delete()
    if ended:
        record(event="session.ended", by=by, object_type="user", object_id=by.pk, detail={"count": ended})
    return ended


def forget_expired() -> int:
    """Throw away the rows of sessions that ended over a day ago; return how many those were. Until then a row
    tells whose form it is that arrives late (portal.middleware.Gate)."""
    return Session.objects.filter(expire_date__lte=clock.now() - clock.DAY).delete()[0]


def describe_device(user_agent: str) -> str:
    """Return "Chrome op Windows": enough to recognise a session by, too little to follow anybody."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "Onbekende browser")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} op {system}" if system else browser
