"""The doorbell may be broken in any way; a request then loses a second at most, and no promise."""

import socket
import time

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from devtools.programs import free_port
from notifications import doorbell, services
from notifications.models import Outbox
from portal.lib.ids import uuid7

HASTE = 1.5  # seconds, on a machine that is busy with other tests


@pytest.fixture
def broker(monkeypatch):
    """Sends the doorbell to another broker."""

    return lambda url: monkeypatch.setattr(settings, "CELERY_BROKER_URL", url)


@pytest.fixture
def silent_port():
    """A server that takes the call and never says a word."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        yield line.getsockname()[1]


def took(act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_no_broker_means_no_ring(broker, monkeypatch):
    broker("")
    monkeypatch.setattr(doorbell, "current_app", None)

    doorbell.ring()


def test_a_broker_that_is_gone_costs_little(broker):
    broker(f"redis://127.0.0.1:{free_port()}/0")

    assert took(doorbell.ring) < HASTE


def test_a_broker_that_hangs_costs_little(broker, silent_port):
    broker(f"redis://127.0.0.1:{silent_port}/0")

    assert took(doorbell.ring) < HASTE


def test_an_address_that_means_nothing_is_no_fault_of_the_change(broker):
    broker("redis://nowhere.invalid:6379/0")

    assert took(doorbell.ring) < HASTE * 3  # the search for the name is not ours to bound


def test_the_change_stays_when_the_bell_is_broken(committed_db, resolver, broker, silent_port):
    broker(f"redis://127.0.0.1:{silent_port}/0")

    def change():
        with transaction.atomic():
            services.announce(event="hulpvraag.taken", subject_id=uuid7(), kenmerk="H-2026-0413", told=["contact"], by=None)

    assert took(change) < HASTE
    assert Outbox.objects.count() == 1


def test_a_ring_reaches_the_queue(broker, redis_url):
    broker(redis_url)
    with current_app.connection_for_read(redis_url) as line:
        queue = line.SimpleQueue("celery")
        queue.clear()

        doorbell.ring()

        message = queue.get(timeout=5)
        message.ack()
    assert message.headers["task"] == "notifications.sweep"
    assert message.payload[:2] == [[], {}]  # nothing about anybody
    assert message.headers["expires"]
