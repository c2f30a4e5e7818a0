"""Acting on the database as somebody, for the tests and the demo data.

Django's connection logs in as `portal_test` and acts as the owner, so that facts can be laid
down; `act` and `role` step into the portal's roles for as long as their block lasts.
"""

import os
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

import django
from django.db import connection
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from portal.lib.db import one, wall


def setup() -> None:
    """Set Django up outside pytest: as the owner, on the database of PORTAL_TEST_DATABASE_URL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    point(os.environ["PORTAL_TEST_DATABASE_URL"])


def point(address: str, role: str | None = "portal_owner") -> None:
    """Point Django's connection at an address; `role=None` stays the login itself."""
    if connection.in_atomic_block:
        raise RuntimeError("the database cannot change inside a transaction: use `committed_db` without `db`")
    connection.close()
    parts = urlsplit(address)
    options = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "options"}
    if role:
        options["options"] = f"-c role={role}"
    connection.settings_dict.update(
        NAME=parts.path.lstrip("/"),
        HOST=parts.hostname,
        PORT=parts.port,
        USER=parts.username,
        PASSWORD=unquote(parts.password or ""),
        OPTIONS=options,
    )


@contextmanager
def role(name: str):
    """Act as one of the portal's roles. The role before it comes back by its name: RESET ROLE
    would go to the role the connection began with."""
    before = one("select current_user")[0]
    scope = "local " if connection.in_atomic_block else ""
    one(f'set {scope}role "{name}"')
    try:
        yield
    finally:
        if not _broken():
            one(f'set {scope}role "{before}"')


def _broken() -> bool:
    """Tell whether the transaction has failed: another statement would hide the real error."""
    raw = connection.connection
    return connection.needs_rollback or (raw is not None and raw.info.transaction_status == TRANSACTION_STATUS_INERROR)


@contextmanager
def act(user, zijde: str | None):
    """Act as this person on this side, behind both walls, as a request does; yields the day."""
    with role("portal_web"), wall(user and user.pk, zijde) as today:
        yield today


def _new_device(user):
    from accounts.models import TotpDevice  # only once Django is set up

    device = TotpDevice.make(user, b"the seed of a test..", last_t=-1)
    device.save()
    return device


class WebClient(Client):
    """A browser without a screen: all between request and response runs as the web role, sessions too."""

    def enter(self, user, zijde: str) -> "WebClient":
        """Go on as this person, who has passed both steps and chosen a side."""
        device = getattr(user, "totp_device", None) or _new_device(user)
        self.force_login(user, "django.contrib.auth.backends.ModelBackend")
        session = self.session
        session.update({DEVICE_ID_SESSION_KEY: device.persistent_id, "zijde": zijde})
        session.save()
        return self

    def request(self, **request):
        with role("portal_web"):
            return super().request(**request)
