"""People who can log in, and visitors who try to."""

import pytest
from django.contrib.auth.hashers import make_password

from accounts import emails
from accounts.enums import Rol
from accounts.models import TotpDevice, User
from tests import factories

from .visitor import PASSWORD, SEED, Visitor


@pytest.fixture(scope="session")
def hashed():
    """The password of everybody here, hashed once."""
    return make_password(PASSWORD)


@pytest.fixture
def person(hashed):
    """`person(rol, app=True)` makes somebody with a password, a post and, if asked, an app."""

    def make(*roles: Rol, app: bool = True, **given) -> User:
        user = factories.person("Marloes", "van Dijk", **given)
        User.objects.filter(pk=user.pk).update(password=hashed)
        for rol in roles or (Rol.LOKET,):
            factories.post(user, rol, None if rol.zijde == "swv" else factories.vestiging("De Regenboog"))
        if app:
            TotpDevice.make(user, SEED, last_t=-1).save()
        user.refresh_from_db()
        return user

    return make


@pytest.fixture
def visitor(db):
    """A browser at the log-in page."""
    return Visitor()


@pytest.fixture
def post(monkeypatch, settings, mailoutbox):
    """The mails about accounts, sent at once instead of beside the request."""

    class AtOnce:
        def submit(self, send, mail):
            send(mail)

    monkeypatch.setattr(emails, "_postman", AtOnce())
    return mailoutbox
