"""An account that somebody makes herself, for the address to which an invitation was sent."""

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from accounts.services import log_in
from portal.audit.services import record
from portal.lib.db import desk
from portal.lib.errors import Invalid

BACKEND = "django.contrib.auth.backends.ModelBackend"  # who made the account has just typed its password
HAS_ACCOUNT = "U hebt al een account in dit portaal. Log daarmee in en neem de uitnodiging dan aan."


@sensitive_variables("password")
def register(*, email: str, voornaam: str, achternaam: str, password: str) -> User:
    """Make an account without any post, so without any right. The caller knows that the address is hers.

    Raise Invalid when the address has an account already, active or not.
    """
    user = User(email=email, voornaam=voornaam, achternaam=achternaam)
    user.set_password(password)
    try:
        with transaction.atomic(), desk():
            user.save(force_insert=True)
    except IntegrityError:
        raise Invalid(HAS_ACCOUNT) from None
    record(event="account.made", by=user, object_type="user", object_id=user.pk)
    return user


def go_on(*, request, user: User) -> None:
    """Log her in with her new password; the second step she sets up next."""
    user.backend = BACKEND
    log_in.open_session(request=request, user=user)
