"""People who can log in, and visitors who try to."""

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts import emails
from accounts.enums import Rol
from accounts.models import TotpDevice, User
from tests import factories

from .visitor import PASSWORD, SEED, CountingHasher, Visitor


@pytest.fixture(autouse=True)
def hashing(settings):
    """Hash quickly, and count it; that it is Argon2 elsewhere has a test of its own."""
    settings.PASSWORD_HASHERS = ["tests.accounts.visitor.CountingHasher"]
    return CountingHasher


_hashed: dict[str, str] = {}


def _password() -> str:
    """Return the password of everybody here, hashed once per hasher."""
    kind = settings.PASSWORD_HASHERS[0]
    if kind not in _hashed:
        _hashed[kind] = make_password(PASSWORD)
    return _hashed[kind]


@pytest.fixture
def person():
    """`person(rol, app=True)` makes somebody with a password, a post and, if asked, an app."""

    def make(*roles: Rol, app: bool = True, **given) -> User:
        user = factories.person("Marloes", "van Dijk", **given)
        User.objects.filter(pk=user.pk).update(password=_password())
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
def post(monkeypatch, mailoutbox):
    """The mails about accounts, sent at once instead of beside the request."""

    class AtOnce:
        def submit(self, send, mail):
            send(mail)

    monkeypatch.setattr(emails, "_postman", AtOnce())
    return mailoutbox
