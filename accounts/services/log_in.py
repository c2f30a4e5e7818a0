"""Getting in: the password, the session that follows from it, and the side it acts for."""

from django.contrib import auth
from django.views.decorators.debug import sensitive_variables

from accounts import brake
from accounts.enums import Rol, Zijde
from accounts.models import User
from accounts.policy import posts_today
from accounts.services import sessions
from portal.audit.services import record
from portal.lib import clock
from portal.lib.crypto import fingerprint
from portal.lib.db import enter
from portal.lib.errors import Invalid, NotAllowed

# how many seconds a proof is good for another step: installing an app takes a while
FRESH = {"password": 30 * 60, "person": 10 * 60}
WRONG_PASSWORD = "Dit wachtwoord klopt niet. Vul uw huidige wachtwoord in."
NO_SUCH_SIDE = "U hebt vandaag geen aanstelling aan deze kant."
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "CrOS": "Chromebook",
    "Mac OS X": "Mac", "Linux": "Linux",
}  # fmt: skip


@sensitive_variables("password")
def prove_password(*, request, email: str, password: str) -> User | None:
    """Return the person whose password this is. Unknown, wrong, inactive and stopped get None alike,
    after the same work."""
    shown = brake.bare(request)
    user = auth.authenticate(shown, username=email, password=password)
    if user is None:
        _record_failure(email, refused=getattr(shown, "braked", False))
    return user


@sensitive_variables("password")
def confirm_password(*, request, password: str) -> None:
    """Raise Invalid when this is not the password of who is logged in; guesses count as at the log-in."""
    if prove_password(request=request, email=request.user.email, password=password) is None:
        raise Invalid(WRONG_PASSWORD)


def open_session(*, request, user: User) -> list[Zijde]:
    """Log this person in, in an empty session with a new key, and return the sides she can act for.

    The session is verified when the second step left its device on `user`; without it she can
    only set one up.
    """
    request.session.flush()
    auth.login(request, user)
    request.session.begin(describe_device(request.META.get("HTTP_USER_AGENT", "")))
    prove(request, "password")
    sessions.forget_expired()
    device = getattr(user, "otp_device", None)
    record(event="log_in.verified" if device else "log_in.password", by=user, object_type="user", object_id=user.pk)
    return settle_side(request=request, user=user) if device else []


def close_session(*, request) -> None:
    """Log out; the cookie is dead from here on."""
    if request.user.is_authenticated:
        record(event="log_in.ended", by=request.user, object_type="user", object_id=request.user.pk)
    auth.logout(request)


# ---- how fresh a proof is


def prove(request, what: str) -> None:
    """Keep in the session that the password, or the person (password and code), was proved now."""
    request.session[f"proved_{what}"] = int(clock.now().timestamp())


def is_fresh(request, what: str) -> bool:
    """Return whether this was proved in this session a short while ago."""
    proved = request.session.get(f"proved_{what}")
    return proved is not None and 0 <= clock.now().timestamp() - proved <= FRESH[what]


# ---- the side


def sides_of(user: User) -> list[Zijde]:
    """Return the sides on which this person has a post today."""
    held = {Rol(post.rol).zijde for post in posts_today(user)}
    return [side for side in Zijde if side in held]


def settle_side(*, request, user: User) -> list[Zijde]:
    """Act for the one side there is, or for none until she chooses; return the sides."""
    enter(user.pk, None)  # without an identity she has no posts
    sides = sides_of(user)
    request.session["zijde"] = sides[0].value if len(sides) == 1 else None
    return sides


def choose_side(*, request, side: str) -> None:
    """Act for this side from here on, under a new session key; refuse one without a post."""
    if side not in sides_of(request.user):
        raise NotAllowed(NO_SUCH_SIDE)
    request.session.cycle_key()
    request.session["zijde"] = side
    record(event="log_in.side_chosen", by=request.user, object_type="user", object_id=request.user.pk, detail={"zijde": side})


def describe_device(user_agent: str) -> str:
    """Return "Chrome op Windows": enough to recognise a session by, too little to follow anybody."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in user_agent), "Onbekende browser")
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} op {system}" if system else browser


def _record_failure(email: str, refused: bool) -> None:
    person = User.objects.filter(email=email).values_list("pk", flat=True).first()
    record(
        event="log_in.refused" if refused else "log_in.failed",
        object_type="user" if person else "address",
        object_id=person or fingerprint("log-in", email)[:16],
        outcome="refused" if refused else "failed",
    )
