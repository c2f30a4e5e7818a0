"""A stop and a mail that is under way: real connections of real logins, several at a time."""

import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection, transaction

from devtools.cluster import run
from notifications import services
from notifications.enums import State
from notifications.models import Outbox
from portal.lib.db import fence_exclusive

SOON = 10


@contextmanager
def worker():
    """Sweep in a thread with a connection of its own."""

    def work():
        try:
            services.sweep()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    yield thread
    thread.join(SOON)
    assert not thread.is_alive()


def wait_for(condition):
    until = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def stop(committed_db):
    """Stop somebody, committed, as another process would."""

    def at_once(person) -> None:
        run(committed_db.address("portal_test"), f"update contacts set stopped_at = clock_timestamp() where user_id = '{person}'",
            options="-c role=portal_owner")  # fmt: skip

    return at_once


def test_drain_waits_for_the_mail_under_way_and_no_other_begins(committed_room, committed_db, sink, stop):
    person = committed_room.holds("contact")
    committed_room.promise("contact")
    committed_room.promise("contact")
    sink.pause = 0.2
    committed_db.login("portal_worker")

    with worker():
        wait_for(lambda: sink.talks and sink.talks[0].to)
        stop(person)
        services.drain(person)
        drained = time.time()
        assert sink.talks[0].answered

    assert [talk.begun for talk in sink.talks if talk.begun > drained] == []
    assert len(sink.mails) <= 2  # the second may have been let in before the stop took the fence
    services.sweep()
    assert [talk.begun for talk in sink.talks if talk.begun > drained] == []


def test_a_worker_that_had_to_wait_asks_again(committed_room, committed_db, sink, stop):
    person = committed_room.holds("contact")
    committed_room.promise("contact")
    committed_db.login("portal_worker")

    with ExitStack() as running, transaction.atomic():
        fence_exclusive(person)
        running.enter_context(worker())
        wait_for(somebody_waits)
        stop(person)

    assert sink.talks == []
    assert Outbox.objects.get().state == State.PENDING
    services.sweep()
    assert Outbox.objects.get().state == State.WAITING


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted and locktype = 'advisory'")
        return cursor.fetchone()[0] > 0


def test_two_workers_with_the_same_person_send_one_mail(committed_room, committed_db, sink):
    person = committed_room.holds("contact")
    committed_room.holds("behandelaar", user_id=person)
    committed_room.promise("contact", "behandelaar", event="hulpvraag.closed")
    sink.pause = 0.15
    committed_db.login("portal_worker")

    with worker(), worker():
        pass

    assert len(sink.talks) == 1
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.DONE}


def test_when_the_first_of_two_fails_the_second_sends(committed_room, committed_db, sink):
    person = committed_room.holds("contact")
    committed_room.holds("behandelaar", user_id=person)
    committed_room.promise("contact", "behandelaar", event="hulpvraag.closed")
    sink.pause = 0.15
    sink.faults["marloes@school.example"].append("hang_after")
    committed_db.login("portal_worker")

    with worker(), worker():
        pass

    assert len(sink.mails) == 1
    assert sorted(Outbox.objects.values_list("state", flat=True)) == [State.DONE, State.PENDING]


def test_the_fence_is_one_persons_alone(committed_room, committed_db, sink):
    stopping = committed_room.holds("loket", naam="Karin Postma")
    committed_room.holds("contact", naam="Yusuf Demir")
    committed_room.promise("contact")
    committed_db.login("portal_worker")

    with transaction.atomic():
        fence_exclusive(stopping)
        with worker():
            pass

    assert sink.addressed == ["yusuf@school.example"]


def test_drain_inside_a_transaction_is_refused(committed_room):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.drain(committed_room.subject)  # the stop could not have been committed
