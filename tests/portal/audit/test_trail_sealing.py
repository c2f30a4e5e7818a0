"""Sealing misses nothing that committed, however late, and says the same in SQL and in Python."""

import hashlib
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from celery import current_app

from portal.audit import services, tasks  # noqa: F401 (its import is what registers the task)
from portal.audit.verify import GENESIS, merkle
from portal.lib.db import one, rows

INSERT = """insert into audit_event (id, at, trace, source, actor_name, zijde, roles, event, object_type, object_id, ground, outcome, origin, detail)
            values (gen_random_uuid(), now(), gen_random_uuid(), 'web', '', '', '{}', 'x.y', '', '', '', 'ok', '', '{}')"""


@pytest.fixture
def connect(committed_db):
    """Opens sessions of real logins on the test's own database; they are closed at the end."""
    sessions = []

    def open_session(login):
        sessions.append(psycopg2.connect(committed_db.address(login)))
        return sessions[-1]

    yield open_session
    for session in sessions:
        session.close()


def run(session, statement):
    with session.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_a_late_commit_is_sealed_afterwards(committed_db, connect):
    late, quick, worker = connect("portal_web"), connect("portal_web"), connect("portal_worker")
    run(late, INSERT)  # begins first, commits last
    run(quick, INSERT)
    quick.commit()
    assert [row[2] for row in run(worker, "select * from audit_seal()")] == [1]
    worker.commit()
    run(quick, INSERT)
    quick.commit()
    assert len(run(worker, "select * from audit_seal()")) == 1  # the watermark may not pass the open one
    worker.commit()
    late.commit()
    assert [row[2] for row in run(worker, "select * from audit_seal()")] == [1]
    worker.commit()
    report = services.verify()
    assert (report.events, report.seals, report.loose, report.faults) == (3, 3, 0, [])


def test_the_worker_logs_in_and_seals(committed_db):
    committed_db.login("portal_web")
    services.record(event="hulpvraag.viewed")
    committed_db.login("portal_worker")
    assert (services.seal(), services.seal()) == (1, 0)


def test_two_sealers_at_once_make_one_chain(committed_db, connect):
    writers = [connect("portal_web") for _ in range(2)]
    workers = [connect("portal_worker") for _ in range(2)]

    def write(session):
        for _ in range(40):
            run(session, INSERT)
            session.commit()

    def seal(session):
        for _ in range(40):
            run(session, "select * from audit_seal()")
            session.commit()

    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda job: job[0](job[1]), [(write, w) for w in writers] + [(seal, w) for w in workers]))
    services.seal()
    report = services.verify()
    assert (report.events, report.loose, report.faults) == (80, 0, [])


@pytest.mark.django_db
def test_sealing_twice_seals_once(trail, head):
    before = head()
    assert (services.seal(), head(), rows("select id from audit_unsealed('0')")) == (0, before, [])


@pytest.mark.django_db
def test_nothing_to_seal_makes_no_seal():
    assert services.seal() == 0
    assert one("select count(*) from audit_seal") == (0,)


@pytest.mark.django_db
def test_the_anchor_goes_to_the_log(caplog, head):
    caplog.set_level("INFO", "portal.audit.services")
    services.record(event="hulpvraag.viewed")
    services.seal()
    assert head() in caplog.text


@pytest.mark.django_db
def test_the_lag_is_the_age_of_the_oldest_open_event(sql):
    assert services.seal_lag() == 0
    sql(INSERT.replace("now()", "now() - interval '90 seconds'", 1))
    sql(INSERT)
    assert 90 <= services.seal_lag() < 120
    services.seal()
    assert services.seal_lag() == 0


@pytest.mark.django_db
def test_a_restored_database_that_counts_transactions_anew_is_sealed(trail, sql, tamper, faults):
    tamper("update audit_seal set horizon = '900000000' where seq = 3", "update audit_seal s set chained = audit_hash(audit_seal_line(s)) where seq = 3")
    services.record(event="hulpvraag.viewed")
    assert services.verify().faults == []  # waits, was not smuggled in
    assert (services.seal(), services.seal()) == (1, 0)
    services.record(event="hulpvraag.viewed")
    assert (services.seal(), faults()) == (1, [])


@pytest.mark.django_db
def test_the_text_that_is_hashed_never_changes(sql):
    """If this fails, no seal made so far can be verified any more: see docs/trail.md, "Another column"."""
    sql("""insert into audit_event (id, at, trace, source, actor_id, actor_name, zijde, roles, event, object_type, object_id,
             hulpvraag_id, dossier_id, ground, outcome, origin, detail)
           values ('019aaaaa-0000-7000-8000-000000000001', '2026-03-29 02:30:00.000001+01', '019aaaaa-0000-7000-8000-000000000002',
             'web', '019aaaaa-0000-7000-8000-000000000003', 'Zoë "O\\Neil"', 'school', '{ib,begeleider}', 'hulpvraag.viewed',
             'hulpvraag', 'x', null, '019aaaaa-0000-7000-8000-000000000004', 'aanstelling 7 v2', 'ok', '10.0.0.7',
             '{"b": 1.50, "aa": null, "a": ["é"]}')""")
    (line,) = one("select audit_line(e) from audit_event e")
    assert line == (
        '{"at": "2026-03-29T01:30:00.000001Z", "id": "019aaaaa-0000-7000-8000-000000000001", '
        '"event": "hulpvraag.viewed", "roles": ["ib", "begeleider"], "trace": "019aaaaa-0000-7000-8000-000000000002", '
        '"zijde": "school", "detail": {"a": ["é"], "b": 1.50, "aa": null}, "ground": "aanstelling 7 v2", "origin": "10.0.0.7", '
        '"source": "web", "outcome": "ok", "actor_id": "019aaaaa-0000-7000-8000-000000000003", "object_id": "x", '
        '"actor_name": "Zoë \\"O\\\\Neil\\"", "dossier_id": "019aaaaa-0000-7000-8000-000000000004", "object_type": "hulpvraag"}'
    )
    assert services.seal() == 1
    assert bytes(one("select hash from audit_sealed")[0]).hex() == hashlib.sha256(line.encode()).hexdigest()


@pytest.mark.django_db
def test_session_settings_do_not_change_the_text(trail, sql, faults):
    sql("set local timezone = 'Pacific/Apia'; set local datestyle = 'german, dmy'; set local lc_time = 'C'")
    assert faults() == []


@pytest.mark.django_db
def test_the_chain_as_documented(trail):
    previous = GENESIS
    for seal in rows("select seq, audit_seal_line(s) as line, encode(chained, 'hex') as chained from audit_seal s order by seq"):
        told = json.loads(seal["line"])
        hashes = rows("select hash from audit_sealed where seq = %s order by position", seal["seq"])
        assert set(told) == {"seq", "at", "count", "horizon", "root", "previous"}
        assert told["previous"] == previous
        assert (told["count"], told["root"]) == (len(hashes), tree([bytes(h["hash"]) for h in hashes]).hex())
        assert seal["chained"] == hashlib.sha256(seal["line"].encode()).hexdigest()
        previous = seal["chained"]


def tree(leaves):
    """The tree of RFC 6962 from the top down: another way than the code's own."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree(leaves[:half]) + tree(leaves[half:])).digest()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [*range(1, 10), 31, 32, 33])
def test_sql_and_python_agree_on_the_root(size):
    leaves = [hashlib.sha256(bytes([n])).digest() for n in range(size)]
    (root,) = one("select audit_merkle(%s)", leaves)
    assert bytes(root) == merkle(leaves) == tree(leaves)


@pytest.mark.django_db
def test_events_of_a_seal_stand_in_order_of_time(sql):
    for age in (3, 1, 2):
        sql(INSERT.replace("now()", f"now() - interval '{age} seconds'", 1))
    services.seal()
    ages = rows("select at from audit_event join audit_sealed on event_id = id order by position")
    assert ages == sorted(ages, key=lambda row: row["at"])
    assert isinstance(rows("select event_id from audit_sealed")[0]["event_id"], uuid.UUID)


@pytest.mark.django_db
def test_beat_calls_the_sealing_by_its_name(role):
    services.record(event="hulpvraag.viewed")
    with role("portal_worker"):
        current_app.tasks["audit.seal"]()
    assert services.verify().seals == 1
