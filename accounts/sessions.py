"""The session engine: rows in PostgreSQL with their person, and a time limit that the server keeps.

A row is found by a digest of the cookie, so that a dump of the table opens no session.
"""

import datetime as dt
import hashlib

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from portal.lib import clock

TOUCHED_EVERY = dt.timedelta(minutes=1)


def digest(session_key: str) -> str:
    """Return the key of the row of a session; it opens nothing, so a page may show it."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """A session without a row is an anonymous one; it costs no query."""

    started_at: dt.datetime | None = None
    device = ""

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
        self.started_at, self.device = None, ""

    def load(self):
        row = self.model.objects.filter(session_key=digest(self.session_key), expire_date__gt=clock.now()).first()
        if row is None:
            self._session_key = None
            return {}
        self.started_at, self.device = row.started_at, row.device
        self._touch(row)
        return self.decode(row.session_data)

    def exists(self, session_key):
        return super().exists(digest(session_key))

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=digest(key)).delete()

    def create_model_instance(self, data):
        now = clock.now()
        self.started_at = self.started_at or now
        return self.model(
            session_key=digest(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self._expires(now),
            user_id=data.get(SESSION_KEY),
            started_at=self.started_at,
            last_used_at=now,
            device=self.device,
        )

    def _touch(self, row) -> None:
        now = clock.now()
        if now - row.last_used_at >= TOUCHED_EVERY:
            rows = self.model.objects.filter(session_key=row.session_key)
            rows.update(last_used_at=now, expire_date=self._expires(now))

    def _expires(self, now: dt.datetime) -> dt.datetime:
        idle = now + dt.timedelta(minutes=settings.PORTAL_SESSION_IDLE_MINUTES)
        return min(idle, self.started_at + dt.timedelta(hours=settings.PORTAL_SESSION_HOURS))
