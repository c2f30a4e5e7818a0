"""What the tests of the services share: acting in the small fixed world, and looking at all that was stored."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connection

from devtools import harness
from hulpvragen import policy
from portal.lib.db import one, rows

SOON = 10  # seconds; what waits longer than this waits for ever
TABLES = [
    *(f"hulpvragen_{name}" for name in (
        "leerling", "dossier", "inschrijving", "hulpvraag", "hulpvraaginhoud", "stuk", "legalevent", "inzending",
        "hulpvraagcontact", "toewijzing", "toegang", "kenmerkteller", "tlvteller", "formulier", "schoolvakantie", "vasteconsulent", "opvolging", "opvolger", "osoinlees",
        "document", "documentinhoud", "documentblad", "download", "bericht", "notitie",
        "verhuizing", "belnotitie",
    )),
    "notifications_outbox", "audit_event",
]  # fmt: skip


@pytest.fixture
def w(world):
    return world


@pytest.fixture
def asking():
    """`with asking(user, "school") as who:` acts as that person behind both walls and yields the Asker."""
    return _asking


@contextmanager
def _asking(user, zijde):
    with harness.act(user, zijde):
        yield policy.asker(user, zijde)


@pytest.fixture
def everything():
    """`everything()` returns all that a service can store, row by row, as the owner sees it."""
    return lambda: {table: sorted(row["t"] for row in rows(f"select t::text t from {table} t")) for table in TABLES}


@pytest.fixture
def trail():
    """`trail(event)` returns the rows of the trail of one event, oldest first."""

    def of(event: str) -> list[SimpleNamespace]:
        found = rows("select * from audit_event where event = %s order by at, id", event)
        return [SimpleNamespace(**row | {"detail": json.loads(row["detail"])}) for row in found]

    return of


@pytest.fixture
def promised():
    """`promised(hulpvraag)` returns the promises to tell somebody about it, as {(event, role)}."""
    return lambda h: {(row["event"], row["role"]) for row in rows("select event, role from notifications_outbox where subject_id = %s", h.pk)}


@pytest.fixture
def calendar(w):
    """`calendar(day)` moves the demo's calendar, as the owner: nothing else passes."""

    def on(day) -> None:
        one("delete from demo_kalender")
        one("insert into demo_kalender (dag) values (%s)", day)

    return on


class Beside:
    """Work in threads, each on a connection of its own."""

    def __init__(self, pool: ThreadPoolExecutor):
        self._pool = pool

    def __call__(self, work):
        """Start the work; `.result(SOON)` gives its answer or raises its error."""
        return self._pool.submit(self._alone, work)

    @staticmethod
    def _alone(work):
        try:
            return work()
        finally:
            connection.close()

    @staticmethod
    def wait_until_somebody_waits() -> None:
        """Return once a connection waits for a lock that another one holds."""
        until = time.monotonic() + SOON
        while not one("select exists (select 1 from pg_locks where not granted)")[0]:
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.01)


@pytest.fixture
def beside(committed_db):
    """`beside(work)` runs it in a thread on a connection of its own."""
    with ThreadPoolExecutor(2) as pool:
        yield Beside(pool)


@pytest.fixture
def held(beside):
    """`with held(step):` runs the first half of a generator beside us, and its second half when the block ends."""

    @contextmanager
    def run(step):
        half_way, go = threading.Event(), threading.Event()

        def carry_out():
            try:
                with contextmanager(step)():
                    half_way.set()
                    assert go.wait(SOON), "the block did not end"
            finally:
                half_way.set()

        running = beside(carry_out)
        assert half_way.wait(SOON), "it did not come half way"
        try:
            yield
        finally:
            go.set()
            running.result(SOON)

    return run
