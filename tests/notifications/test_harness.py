"""The post room under fire: real worker processes, a faulty mail server, kills, and people who leave.

Meanwhile the queue dies and comes back empty. In the end: no mail begun after a stop was through,
none lost, no more second copies than crashes, and what waited reached the successor once. What came
back was sent once more; what came back again is one task of the loket.
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

from accounts.models import User
from devtools.cluster import cursor_on
from devtools.embedded import ServiceFolder
from devtools.paths import services_folder
from devtools.programs import Program
from devtools.valkey import Valkey
from notifications import queries, services
from notifications.enums import How, Outcome, State, ToWhom
from notifications.models import AnderKanaal, Delivery, Outbox
from portal.lib import clock
from portal.lib.db import enter, one
from portal.lib.ids import uuid7
from tests.notifications import dsn
from tests.notifications.sink import Sink

SUBJECTS, EVENTS, STOPS, KILLS, WORKERS = 36, 3, 28, 20, 4
EVENT = "hulpvraag.taken"
FAULTS = {"421": 2, "slow": 2, "451": 3, "550": 2, "554": 1, "hang": 1, "hang_after": 1, "reset": 2, "bounce": 4}
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
        # whole lines: the log also counts what came back, and a count must never be taken for a process
        forked = {int(line) for line in self.swept.log.read_text().splitlines() if line.isdigit()}
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
    loket = User.objects.get(email="hans@test.example")
    for failure in queries.failed():
        with transaction.atomic():
            enter(loket.pk, "swv")
            assert services.retry(failure.pk)


def bring_otherwise() -> None:
    """Do the loket's tasks."""
    AnderKanaal.objects.filter(done_at=None).update(
        done_at=clock.now(), done_by=uuid7(), how=How.PHONE, to_whom=ToWhom.DIRECTOR, done_on=clock.today()
    )


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
        bring_otherwise()
        assert time.monotonic() < until, Counter(Outbox.objects.values_list("state", "last_error"))
        time.sleep(0.1)


def environment(committed_db, sink: Sink, valkey: Valkey) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": committed_db.address("portal_worker"),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "REDIS_URL": valkey.address(),
        "PORTAL_BOUNCE_MAILBOX": str(sink.returned),
        "PORTAL_DEMO": "1",  # its mail server has no TLS, which a real worker refuses
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
        Sink(pause=0.02, draw=faulty, returned=tmp_path / "retour") as sink,
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
    # a copy follows where the server took a mail in and its answer was not heard
    heard = Counter(talk.mail["Message-ID"] for talk in sink.talks if talk.mail is not None and talk.answered)
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
        "came back": Delivery.objects.exclude(outcome=Outcome.SENT).count(),
        "brought otherwise": AnderKanaal.objects.filter(how=How.PHONE).count(),
        "faults": sum(bool(talk.fault) for talk in sink.talks),
        "waited for a successor": len(inherited),
        "to a successor more than once": sum(heard[message] > 1 for message in inherited),
        "slowest announcement": round(max(took), 2),
    }


def person_of(address: str) -> UUID:
    return UUID(address.partition("@")[0])


DEAD, ALIVE = 24, 6


def test_what_comes_back_is_sent_once_more_and_then_is_one_task(committed_room, committed_db, valkey, tmp_path, capsys):
    """Every mail to the dead addresses comes back, each report three times; the one who has it in hand is killed."""
    with (
        cursor_on(committed_db.address("portal_test"), options="-c role=portal_owner") as owner,
        Sink(pause=0.02, returned=tmp_path / "retour") as sink,
    ):
        town = Town(owner)
        dead = [town.settle(uuid7()) for _ in range(DEAD)]
        alive = [town.settle(uuid7()) for _ in range(ALIVE)]
        sink.dead = {f"{person}@people.example" for person in dead}
        for person in dead + alive:
            announce(town.people[person])
        with Workers(environment(committed_db, sink, valkey), tmp_path) as workers:
            kill_between_bounce_and_resend(workers, sink)
            wait_for(lambda: Outbox.objects.filter(state=State.KANAAL).count() == DEAD)
            repeat_reports(sink.returned)
            wait_for(lambda: not list(sink.returned.glob("*.eml")))
            time.sleep(1)  # nothing may follow
            assert Outbox.objects.filter(state=State.KANAAL).count() == DEAD
            bring_otherwise()
            wait_for(lambda: not Outbox.objects.exclude(state=State.DONE).exists())
    arrived = Counter(mail["Message-ID"] for mail in sink.mails)
    mails = Counter(person_of(to) for to in {mail["Message-ID"]: mail["To"] for mail in sink.mails}.values())
    tasks = Counter(AnderKanaal.objects.values_list("user_id", flat=True))
    bounces = Counter(Delivery.objects.filter(outcome=Outcome.BOUNCED).values_list("user_id", flat=True))
    lost = [promise for promise in Outbox.objects.all() if not queries.is_kept(promise)]
    with capsys.disabled():
        print(f"\n[post room] dead addresses: {DEAD}, bounces: {bounces.total()}, resent: {sum(count - 1 for count in mails.values())}, "
              f"tasks: {tasks.total()}, kill -9: {workers.kills}, second copies: {arrived.total() - len(arrived)}, lost: {len(lost)}")

    assert lost == []
    assert {mails[person] for person in dead} == {2}, "one mail and one resend"
    assert {bounces[person] for person in dead} == {2}, "six reports, two bounces"
    assert tasks == Counter(dead), "one task each"
    assert {mails[person] for person in alive} == {1}
    assert workers.kills >= 5
    assert arrived.total() - len(arrived) <= workers.kills


def kill_between_bounce_and_resend(workers: Workers, sink: Sink) -> None:
    """Kill a worker each time when a bounce is in the ledger and its resend is not."""
    for _ in range(6):
        repeat_reports(sink.returned)
        wait_for(lambda: Outbox.objects.filter(state=State.PENDING, deliveries__outcome=Outcome.BOUNCED).exists())
        workers.kill_one()


def repeat_reports(returned: Path) -> None:
    """Let every report that was read come in once more."""
    for read in list((returned / "gelezen").glob("*.eml")):
        dsn.post(returned, read.read_bytes())


def wait_for(what) -> None:
    until = time.monotonic() + TIME
    while not what():
        assert time.monotonic() < until, Counter(Outbox.objects.values_list("state", "last_error"))
        time.sleep(0.05)
