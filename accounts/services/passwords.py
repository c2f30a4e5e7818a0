"""Choosing a password: anew by the owner, or by whoever can read the owner's mail."""

from django.contrib import auth
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.debug import sensitive_variables

from accounts import brake, emails
from accounts.models import User
from accounts.services import log_in, sessions
from portal.audit.services import record
from portal.lib import clock
from portal.lib.crypto import fingerprint
from portal.lib.errors import NotAllowed

LINK_IS_OLD = "Deze link is verlopen of al gebruikt."


class ResetTokens(PasswordResetTokenGenerator):
    """Tokens that die with the account's epoch: a new password, or switching the account off or on."""

    key_salt = "accounts.services.passwords.ResetTokens"

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}|{user.epoch}|{user.is_active}"

    def _now(self):
        return clock.now().replace(tzinfo=None)  # UTC: local time would give an extra hour in October


reset_tokens = ResetTokens()


@sensitive_variables("current", "password")
def change(*, by: User, request, current: str, password: str) -> None:
    """Give this person another password for her current one; all her other sessions end."""
    log_in.confirm_password(request=request, password=current)
    _store(by, password)
    record(event="password.changed", by=by, object_type="user", object_id=by.pk)
    sessions.end_others(by=by, keep=request.session.session_key)
    auth.update_session_auth_hash(request, by)
    emails.tell(by, emails.PASSWORD_CHANGED)


def ask_reset(*, email: str) -> None:
    """Mail a link to whom this address belongs; the same work for an address that nobody has."""
    allowed = brake.may_mail(email)
    user = User.objects.filter(email=email, is_active=True).first()
    mail = _reset_mail(user or User(email=email))
    if user and allowed:
        emails.deliver(mail)
    record(
        event="password.reset_asked",
        object_type="user" if user else "address",
        object_id=user.pk if user else fingerprint("log-in", email)[:16],
    )


@sensitive_variables("token", "password")
def reset(*, user_id, token: str, password: str) -> User:
    """Give the owner of this link another password and end all her sessions; refuse a link used meanwhile."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active or not reset_tokens.check_token(user, token):
        raise NotAllowed(LINK_IS_OLD)
    _store(user, password)
    record(event="password.reset", by=user, object_type="user", object_id=user.pk)
    sessions.end_others(by=user, keep=None)
    brake.release(user.email)
    emails.tell(user, emails.PASSWORD_CHANGED)
    return user


def _store(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])
    user.refresh_from_db(fields=["epoch"])  # the database has raised it


def reset_link_of(user: User) -> str:
    """Return a link with which its owner chooses a password, once."""
    return emails.reset_link(urlsafe_base64_encode(force_bytes(user.pk)), reset_tokens.make_token(user))


def _reset_mail(user: User):
    return emails.message(user, emails.RESET, reset_link_of(user))
