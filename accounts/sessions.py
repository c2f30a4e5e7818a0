"""The session engine: rows in PostgreSQL with their person, and time limits that the server keeps.

A row is found by a digest of the cookie, so that a dump of the table opens no session. After some idle
minutes a session is locked: calculated from `last_used_at` at each request, no job. Who is behind it then
is told, but a locked session opens nothing (portal.middleware.Gate).
"""

import datetime as dt
import hashlib

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django_otp import DEVICE_ID_SESSION_KEY

from portal.lib import clock

TOUCHED_EVERY = dt.timedelta(minutes=1)


def digest(session_key: str) -> str:
    """Return the key of the row of a session; it opens nothing, so a page may show it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """A session without a row is an anonymous one; it costs no query."""

    started_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None
    locked_at: dt.datetime | None = None
    device = ""
    expired: dict | None = None  # what stood in a session whose time is over: whose it was, and no more than that

    @classmethod
    def get_model_class(cls):
        from accounts.models import Session  # the engine is imported before the apps are loaded

        return Session

    def begin(self, device: str) -> None:
        """Go on empty, under a new key and with new limits: somebody is logging in here."""
        self.flush()
        self.device = device

    def flush(self):
        super().flush()
        self.started_at = self.last_used_at = self.locked_at = None
        self.device = ""

    def load(self):
        row = self.model.objects.filter(session_key=digest(self.session_key)).first()
        if row is None or row.expire_date <= clock.now():
            self.expired = self.decode(row.session_data) if row else None
            self._session_key = None
            return {}
        self.started_at, self.last_used_at, self.locked_at, self.device = row.started_at, row.last_used_at, row.locked_at, row.device
        return self.decode(row.session_data)

    @property
    def locked(self) -> bool:
        """Say whether this session waits for its person's password. One without a second step shows nothing to lock."""
        if DEVICE_ID_SESSION_KEY not in self:  # loads the row
            return False
        idle = clock.now() - (self.last_used_at or clock.now())
        return self.locked_at is not None or idle >= dt.timedelta(minutes=settings.PORTAL_LOCK_MINUTES)

    def touch(self) -> None:
        """Tell that somebody is at work here; once a minute is enough."""
        now = clock.now()
        if self.session_key and self.last_used_at and now - self.last_used_at >= TOUCHED_EVERY:
            self.last_used_at = now
            self._rows().update(last_used_at=now, expire_date=self._expires())

    def lock(self) -> None:
        """Lock this session until its person gives her password."""
        self.locked_at = clock.now()
        self._rows().update(locked_at=self.locked_at)

    def unlock(self) -> None:
        """Go on under a new key; the limit on the whole session stays what it was."""
        self.last_used_at, self.locked_at = clock.now(), None
        self.cycle_key()

    def exists(self, session_key):
        return super().exists(digest(session_key))

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=digest(key)).delete()

    def save(self, must_create=False):
        """Write what the session holds. When it was used and whether it is locked is not this request's to
        write back: another tab may have locked it meanwhile."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        data = self._get_session()
        if not self._rows().update(session_data=self.encode(data), user_id=data.get(SESSION_KEY)):
            raise UpdateError
        return None

    def create_model_instance(self, data):
        now = clock.now()
        self.started_at = self.started_at or now
        self.last_used_at = self.last_used_at or now
        return self.model(
            session_key=digest(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self._expires(),
            user_id=data.get(SESSION_KEY),
            started_at=self.started_at,
            last_used_at=self.last_used_at,
            locked_at=self.locked_at,
            device=self.device,
        )

    def _rows(self):
        return self.model.objects.filter(session_key=digest(self.session_key))

    def _expires(self) -> dt.datetime:
        idle = self.last_used_at + dt.timedelta(minutes=settings.PORTAL_SESSION_IDLE_MINUTES)
        return min(idle, self.started_at + dt.timedelta(hours=settings.PORTAL_SESSION_HOURS))
