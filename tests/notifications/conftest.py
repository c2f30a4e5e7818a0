"""A post room by itself: whom it may mail stands in a small table that a resolver reads."""

import os
from types import SimpleNamespace

import pytest
from django.conf import settings

from notifications import resolvers
from notifications.models import Outbox
from portal.lib.ids import uuid7
from tests.notifications import contacts
from tests.notifications.sink import Sink


@pytest.fixture
def sink(monkeypatch):
    """A mail server that the portal's own backend talks to."""
    with Sink() as sink:
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "notifications.conversation.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", sink.port)
        monkeypatch.setattr(settings, "EMAIL_TIMEOUT", 1)
        yield sink


@pytest.fixture
def resolver(monkeypatch):
    """The post room knows our contacts and nobody else's."""
    monkeypatch.setattr(resolvers, "_resolvers", {})
    resolvers.register("hulpvraag", contacts.holders, may_lapse=["toegewezene"])
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "")


@pytest.fixture
def room(db, role, resolver):
    """Contacts in the test's own transaction; `sweep` works as the worker."""
    contacts.create()
    return _room(role)


@pytest.fixture
def committed_room(committed_db, role, resolver):
    """Contacts in a database of its own, for what happens between transactions."""
    contacts.create()
    return _room(role)


def _room(role):
    from notifications import services

    subject = uuid7()

    def promise(*told: str, event: str = "hulpvraag.taken", by=None, **fields) -> list[Outbox]:
        from django.db import transaction

        before = set(Outbox.objects.values_list("pk", flat=True))
        with transaction.atomic(), role("portal_swv"):
            services.announce(event=event, subject_id=subject, kenmerk="H-2026-0413", told=told, by=by, **fields)
        return list(Outbox.objects.exclude(pk__in=before).order_by("id"))

    def sweep(times: int = 1) -> None:
        with role("portal_worker"):
            for _ in range(times):
                services.sweep()

    return SimpleNamespace(subject=subject, promise=promise, sweep=sweep, holds=lambda role, **who: contacts.add(subject, role, **who))


@pytest.fixture
def redis_url():
    """The test run's own Valkey."""
    return os.environ["REDIS_URL"]
