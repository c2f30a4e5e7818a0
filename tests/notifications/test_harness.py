"""The post room under fire: real worker processes, a faulty mail server, kills, and people who leave.

Meanwhile the queue dies and comes back empty. In the end: no mail begun after a stop was through,
none lost, no more second copies than crashes, and what waited reached the successor once.
"""

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import transaction

from devtools.cluster import cursor_on
from devtools.embedded import ServiceFolder
from devtools.paths import services_folder
from devtools.programs import Program
from devtools.valkey import Valkey
from notifications import queries, services
from notifications.models import Delivery, Outbox
from portal.lib.db import one
from portal.lib.ids import uuid7
from tests.notifications.sink import Sink

SUBJECTS, EVENTS, STOPS, KILLS, WORKERS = 36, 3, 28, 20, 4
EVENT = "hulpvraag.taken"
FAULTS = {"421": 2, "slow": 2, "451": 3, "550": 2, "554": 1, "hang": 1, "hang_after": 1, "reset": 2}
NO_FAULT = 100 - sum(FAULTS.values())
TIME = 60  # seconds, for a machine that is busy


class Town:
    """Subjects with a contact each, some with two; whoever is stopped and when that was through."""

    def __init__(self, owner):
        self.owner = owner
        self.subjects = [uuid7() for _ in range(SUBJECTS)]
        self.people = {}
        self.drained = {}
        self.successors = set()
        for number, subject in enumerate(self.subjects):
            for _ in range(1 + (number % 8 == 0)):
                self.settle(subject)

    def settle(self, subject):
        """Make somebody new the contact of a subject."""
        person = uuid7()
        self.owner.execute(
            "insert into contacts values (%s, 'contact', %s, %s, 'Proef Persoon')", [str(subject), str(person), f"{person}@people.example"]
        )
        self.people[person] = subject
        return person

    def wait_until_taken(self, subject) -> None:
        """Wait until a worker has a promise about this subject in hand."""
        until = time.monotonic() + 2
        taken = 0
        while not taken and time.monotonic() < until:
            self.owner.execute(
                "select count(*) from notifications_outbox where subject_id = %s and state = 'pending' and leased_until > clock_timestamp()",
                [str(subject)],
            )
            [taken] = self.owner.fetchone()

    def stop(self, person) -> None:
        """Commit the stop first, then wait until nothing is under way."""
        self.owner.execute("update contacts set stopped_at = clock_timestamp() where user_id = %s", [str(person)])
        services.drain(person)
        self.drained[person] = time.time()

    def succeed(self) -> None:
        """Give a successor to each subject that has nobody left."""
        kept = {subject for person, subject in self.people.items() if person not in self.drained}
        self.successors = {self.settle(subject) for subject in self.subjects if subject not in kept}


class Workers:
    """Sweeping processes that can be killed; a parent forks them anew."""

    def __init__(self, env, log):
        self.swept = Program("workers", [sys.executable, "-m", "tests.notifications.harness_worker", str(WORKERS)],
                             log=log / "workers.log", env=env)  # fmt: skip
        self.rung = Program("celery", [
            sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool", "solo", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--include", "tests.notifications.harness_worker",
        ], log=log / "celery.log", env=env)  # fmt: skip
        self.killed = set()
        self.kills = 0

    def __enter__(self):
        for program in (self.swept, self.rung):
            program.start()
        self.wait_for_all()
        return self

    def __exit__(self, *_):
        for program in (self.rung, self.swept):
            program.kill()

    def children(self) -> list[int]:
        """Return the children that were forked and not killed by us."""
        forked = {int(line) for line in self.swept.log.read_text().split() if line.isdigit()}
        return sorted(forked - self.killed)

    def wait_for_all(self) -> None:
        self.swept.wait_until(lambda: len(self.children()) == WORKERS, TIME)

    def kill_one(self) -> None:
        """End one child as a power cut would."""
        child = random.choice(self.children())
        os.kill(child, signal.SIGKILL)
        self.killed.add(child)
        self.kills += 1
        self.wait_for_all()

    def kill_celery(self) -> None:
        self.rung.kill()
        self.kills += 1


def announce(subject) -> float:
    """Announce something about a subject as the SWV does; return how long it took."""
    began = time.monotonic()
    with transaction.atomic():
        one("set local role portal_swv")
        services.announce(event=EVENT, subject_id=subject, kenmerk="H-2026-0413", told=["contact"], by=uuid7())
    return time.monotonic() - began


def put_failures_back() -> None:
    for failure in queries.failed():
        with transaction.atomic():
            one("set local role portal_swv")
            services.retry(failure.pk)


def storm(town: Town, workers: Workers, valkey: Valkey) -> list[float]:
    """Let everything happen at once, in a random order; return how long each announcement took."""
    stops = random.sample(sorted(town.people), STOPS)
    deeds = [*["announce"] * SUBJECTS * EVENTS, *["stop"] * STOPS, *["kill"] * KILLS]
    random.shuffle(deeds)
    at = {len(deeds) // 4: valkey.kill, len(deeds) // 2: valkey.start, len(deeds) * 3 // 4: workers.kill_celery}
    took = []
    for number, deed in enumerate(deeds):
        at.get(number, bool)()
        if deed == "announce":
            took.append(announce(random.choice(town.subjects)))
            time.sleep(0.05)  # the queue stays short
        elif deed == "stop":
            leaver = stops.pop()
            took += [announce(town.people[leaver]) for _ in range(2)]
            town.wait_until_taken(town.people[leaver])
            time.sleep(random.uniform(0, 0.15))  # her mail may be anywhere on its way
            town.stop(leaver)
        else:
            workers.kill_one()
    return took


def calm(town: Town) -> None:
    """Wait until every promise is kept, successors and the clerk's list of failures included."""
    town.succeed()
    until = time.monotonic() + TIME
    while Outbox.objects.exclude(state="done").exists():
        put_failures_back()
        assert time.monotonic() < until, Counter(Outbox.objects.values_list("state", "last_error"))
        time.sleep(0.1)


def environment(committed_db, sink: Sink, valkey: Valkey) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": committed_db.address("portal_worker"),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "REDIS_URL": valkey.address(),
        "PORTAL_DEMO": "",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def valkey(tmp_path):
    """A queue of our own, to be killed."""
    folder = services_folder(Path(os.environ["PORTAL_TEST_VAR"]).name + "-harness")
    queue = Valkey(ServiceFolder(folder), log=tmp_path / "valkey.log")
    queue.start()
    yield queue
    queue.kill()
    shutil.rmtree(folder)


def test_nobody_is_mailed_after_a_stop_and_nothing_is_lost(committed_room, committed_db, valkey, tmp_path, monkeypatch, capsys):
    began = time.monotonic()
    random.seed(20261122)
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", valkey.address())
    draw = random.Random(7)
    faulty = lambda: draw.choices(["", *FAULTS], [NO_FAULT, *FAULTS.values()])[0]  # noqa: E731
    with (
        cursor_on(committed_db.address("portal_test"), options="-c role=portal_owner") as owner,
        Sink(pause=0.02, draw=faulty) as sink,
    ):
        town = Town(owner)
        with Workers(environment(committed_db, sink, valkey), tmp_path) as workers:
            committed_db.login("portal_web")
            took = storm(town, workers, valkey)
            committed_db.owner()
            sink.draw = lambda: ""
            calm(town)
    figures = count(town, sink, workers, took) | {"seconds": round(time.monotonic() - began)}
    with capsys.disabled():
        print("\n[post room] " + ", ".join(f"{name}: {value}" for name, value in figures.items()))

    assert figures["begun after a stop"] == 0
    assert figures["lost"] == 0
    assert figures["second copies"] <= workers.kills + figures["answers cut off"]
    assert figures["waited for a successor"] > 0
    assert figures["to a successor more than once"] == 0
    assert figures["slowest announcement"] < 5


def count(town: Town, sink: Sink, workers: Workers, took: list[float]) -> dict:
    """Hold the mail server's memory against the ledger."""
    arrived = Counter(mail["Message-ID"] for mail in sink.mails)
    ledger = list(Delivery.objects.filter(outcome="sent").values_list("message_id", "user_id"))
    late = [talk for talk in sink.talks for to in talk.to if talk.begun > town.drained.get(person_of(to), float("inf"))]
    inherited = [message for message, person in ledger if person in town.successors]
    cut_off = sum(talk.mail is not None and talk.fault == "reset" for talk in sink.talks)
    return {
        "promises": Outbox.objects.count(),
        "mails": sum(arrived.values()),
        "kill -9": workers.kills,
        "stops": len(town.drained),
        "begun after a stop": len(late),
        "lost": sum(not arrived[message] for message, _ in ledger) + Outbox.objects.filter(deliveries=None).count(),
        "second copies": sum(arrived.values()) - len(arrived),
        "answers cut off": cut_off,
        "faults": sum(bool(talk.fault) for talk in sink.talks),
        "waited for a successor": len(inherited),
        "to a successor more than once": sum(arrived[message] != 1 for message in inherited),
        "slowest announcement": round(max(took), 2),
    }


def person_of(address: str) -> UUID:
    return UUID(address.partition("@")[0])
