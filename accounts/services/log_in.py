"""Getting in: the password, the session that follows from it, and the side it acts for."""

import django_otp
from django.contrib import auth
from django.views.decorators.debug import sensitive_variables

from accounts import brake
from accounts.enums import Zijde
from accounts.models import LastLogIn, User
from accounts.policy import sides_today
from accounts.services import kladtekst, preferences, second_factor, sessions
from portal.audit.services import record
from portal.lib import clock
from portal.lib.crypto import fingerprint
from portal.lib.db import enter
from portal.lib.errors import Invalid, NotAllowed

# how many seconds a proof is good for another step: installing an app takes a while
FRESH = {"password": 30 * 60, "person": 10 * 60}
NOT_HERS = "Dit wachtwoord klopt niet. Vul uw huidige wachtwoord in."
NO_SUCH_SIDE = "U hebt vandaag geen rol aan deze kant."


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
        raise Invalid(NOT_HERS, field="password")


@sensitive_variables("password")
def confirm_person(*, request, password: str, code: str) -> None:
    """Prove oneself again by password and code, under a new session key; raise Invalid naming what is wrong."""
    confirm_password(request=request, password=password)
    try:
        second_factor.verify_either(user=request.user, code=code)
    except Invalid as fault:
        raise Invalid(fault.message, field="code") from None
    request.session.cycle_key()
    prove(request, "person")


def open_session(*, request, user: User) -> list[Zijde]:
    """Log this person in, in an empty session with a new key, and return the sides she can act for.

    The session is verified when the second step left its device on `user`; without it she can
    only set one up.
    """
    request.session.begin(sessions.describe_device(request.META.get("HTTP_USER_AGENT", "")))
    auth.login(request, user)
    prove(request, "password")
    sessions.forget_expired()
    kladtekst.forget_old()
    device = getattr(user, "otp_device", None)
    record(event="log_in.verified" if device else "log_in.password", by=user, object_type="user", object_id=user.pk)
    if device is None:
        return []
    arrived(user)
    return settle_side(request=request, user=user)


def arrived(user: User) -> None:
    """Keep that this person got in now, with both steps."""
    LastLogIn.objects.bulk_create([LastLogIn(user=user)], update_conflicts=True, unique_fields=["user"], update_fields=["at"])


def rise(*, request, device) -> None:
    """Go on as a verified session, under a new key: this device has just proved the person."""
    request.session.cycle_key()
    django_otp.login(request, device)
    for proof in ("new_seed", "proved_password", "proved_person"):  # each is good for one step
        request.session.pop(proof, None)


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


def settle_side(*, request, user: User) -> list[Zijde]:
    """Act for the one side there is, or for none until she chooses; return the sides."""
    enter(user.pk, None)  # without an identity she has no posts and is nobody's guest
    preferences.begin(request=request, user=user)
    sides = sides_today(user)
    request.session["zijde"] = sides[0].value if len(sides) == 1 else None
    return sides


def choose_side(*, request, side: str) -> None:
    """Act for this side from here on, under a new session key; refuse one without a post."""
    if side not in sides_today(request.user):
        raise NotAllowed(NO_SUCH_SIDE)
    request.session.cycle_key()
    request.session["zijde"] = side
    record(event="log_in.side_chosen", by=request.user, object_type="user", object_id=request.user.pk, detail={"zijde": side})


def _record_failure(email: str, refused: bool) -> None:
    person = User.objects.filter(email=email).values_list("pk", flat=True).first()
    record(
        event="log_in.refused" if refused else "log_in.failed",
        object_type="user" if person else "address",
        object_id=person or fingerprint("log-in", email)[:16],
        outcome="refused" if refused else "failed",
    )
