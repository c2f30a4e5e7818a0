"""Whatever somebody who owns the database does to the trail afterwards, both verifiers name it."""

import re

import pytest

from portal.audit import services
from portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

EDITS = {
    "id": "gen_random_uuid()",
    "at": "at + interval '1 microsecond'",
    "trace": "gen_random_uuid()",
    "source": "'worker'",
    "actor_id": "gen_random_uuid()",
    "actor_name": "'Iemand Anders'",
    "zijde": "'swv'",
    "roles": "'{loket}'",
    "event": "'hulpvraag.listed'",
    "object_type": "'document'",
    "object_id": "object_id || ' '",
    "hulpvraag_id": "null",
    "dossier_id": "gen_random_uuid()",
    "ground": "'aanstelling 1 v2'",
    "outcome": "'refused'",
    "origin": "'10.0.0.8'",
    "detail": '\'{"part": "berichten"}\'',  # a null inside it left out
}


def said(faults, *patterns):
    """Hold the faults against one pattern each, in any order."""
    assert len(faults) == len(patterns), faults
    assert all(any(re.search(pattern, fault) for fault in faults) for pattern in patterns), faults


def chosen(number: int) -> str:
    """SQL for the id of the event that was sealed as this one of seven."""
    return f"(select event_id from audit_sealed order by seq, position offset {number - 1} limit 1)"


RESEAL = """update audit_seal s set root = (select audit_merkle(array_agg(hash order by position)) from audit_sealed m where m.seq = s.seq),
                                    count = (select count(*) from audit_sealed m where m.seq = s.seq)"""
RECHAIN = "update audit_seal s set chained = audit_hash(audit_seal_line(s))"
REHASH = "update audit_sealed set hash = audit_hash(audit_line(e)) from audit_event e where event_id = e.id"


def insertion(at="now()", xid="pg_current_xact_id()") -> str:
    """SQL that copies an event under the id of 42."""
    return f"""insert into audit_event select '019aaaaa-0000-7000-8000-000000000042', {at}, trace, source, actor_id, 'Ingevoegd', zijde,
        roles, event, object_type, object_id, hulpvraag_id, dossier_id, ground, outcome, origin, detail, {xid} from audit_event limit 1"""


def test_an_untouched_trail_has_no_faults(trail, faults, head):
    assert faults(anchors=[head()]) == []
    report = services.verify()
    assert (report.events, report.seals, report.loose) == (7, 3, 1)  # the export told of itself


def test_every_column_is_edited_below():
    assert set(EDITS) == {column.column for column in AuditEvent._meta.fields}


@pytest.mark.parametrize("column", EDITS)
@pytest.mark.parametrize("number", [1, 4, 7])
def test_an_edited_column(trail, tamper, faults, column, number):
    assert faults() == []
    tamper(f"update audit_event set {column} = {EDITS[column]} where id = {chosen(number)}")
    how = "was removed" if column == "id" else "was altered"
    said(faults(), f"event {trail[number - 1]}: {how} after it was sealed")


@pytest.mark.parametrize("number", [1, 4, 7])
def test_a_deleted_event(trail, tamper, faults, number):
    tamper(f"delete from audit_event where id = {chosen(number)}")
    said(faults(), f"event {trail[number - 1]}: was removed")


@pytest.mark.parametrize("number, seal", [(1, 1), (4, 2), (7, 3)])
def test_an_event_deleted_with_its_place(trail, tamper, faults, number, seal):
    tamper(f"with gone as (delete from audit_sealed where event_id = {chosen(number)} returning event_id) delete from audit_event where id in (select event_id from gone)")
    found = faults()
    assert re.search(f"seal {seal}: has . events, it was set on", found[0] + found[1]), found
    assert any(re.search(f"seal {seal}: its list of events was altered", fault) for fault in found)


def test_all_events_emptied(trail, tamper, faults):
    tamper("truncate audit_event")
    said(faults(), *(f"event {number}: was removed" for number in trail))


def test_an_event_added_to_a_seal(trail, tamper, faults):
    tamper(insertion(), "insert into audit_sealed values ('019aaaaa-0000-7000-8000-000000000042', 2, 4, '')", REHASH)
    said(faults(), "seal 2: has 4 events, it was set on 3", "seal 2: its list of events was altered")


def test_an_event_put_in_the_place_of_another(trail, tamper, faults):
    tamper(insertion(), f"update audit_sealed set event_id = '019aaaaa-0000-7000-8000-000000000042' where event_id = {chosen(4)}", REHASH)
    said(faults(), "seal 2: its list of events was altered")


def test_an_event_smuggled_in_behind_the_horizon(trail, tamper, faults):
    tamper(insertion(xid="'3'"))
    assert services.seal() == 0
    said(faults(), "042: was added or taken out of its seal afterwards")


def test_an_event_dated_back_before_it_is_sealed(trail, tamper, faults):
    tamper(insertion(at="now() - interval '1 day'"))
    said(faults(), "042: is dated .*long before the newest seal, and is not sealed")


@pytest.mark.parametrize("shift", ["- interval '1 day'", "+ interval '1 day'"])
def test_an_event_with_a_false_date_is_sealed_as_new(trail, tamper, faults, shift):
    tamper(insertion(at=f"now() {shift}"))
    assert services.seal() == 1
    said(faults(), "042: is dated .*but was added between seal 3 and 4")


def test_two_events_that_swapped_places(trail, tamper, faults):
    tamper(
        "update audit_sealed set position = -position where seq = 2 and position < 3",
        "update audit_sealed set position = 3 + position where seq = 2 and position < 0",
    )
    said(faults(), "seal 2: its list of events was altered")


def test_two_events_that_swapped_contents(trail, tamper, faults):
    tamper(f"""update audit_event e set dossier_id = o.dossier_id from audit_event o
                where e.id in ({chosen(3)}, {chosen(5)}) and o.id in ({chosen(3)}, {chosen(5)}) and o.id <> e.id""")
    said(faults(), f"event {trail[2]}: was altered", f"event {trail[4]}: was altered")


def test_an_event_moved_to_another_seal(trail, tamper, faults):
    tamper(f"update audit_sealed set seq = 1, position = 3 where event_id = {chosen(3)}")
    found = faults()
    assert {fault.split(":")[0] for fault in found} >= {"seal 1", "seal 2"}


def test_a_position_that_was_changed(trail, tamper, faults):
    tamper(f"update audit_sealed set position = 9 where event_id = {chosen(7)}")
    said(faults(), f"event {trail[6]}: stands at place 2 of seal 3, it was sealed at 9")


def test_a_hash_that_was_changed(trail, tamper, faults):
    tamper(f"update audit_sealed set hash = sha256('x') where event_id = {chosen(4)}")
    said(faults(), f"event {trail[3]}: was altered", "seal 2: its list of events was altered")


def test_an_event_edited_with_its_hash(trail, tamper, faults):
    tamper(f"update audit_event set actor_name = 'x' where id = {chosen(4)}", REHASH)
    said(faults(), "seal 2: its list of events was altered")


def test_an_event_edited_with_its_hash_and_root(trail, tamper, faults):
    tamper(f"update audit_event set actor_name = 'x' where id = {chosen(4)}", REHASH, RESEAL)
    said(faults(), "seal 2: was altered")


def test_an_event_edited_with_its_hash_root_and_seal(trail, tamper, faults):
    tamper(f"update audit_event set actor_name = 'x' where id = {chosen(4)}", REHASH, RESEAL, RECHAIN)
    said(faults(), "seal 3: is not chained to the seal before it")


@pytest.mark.parametrize(
    "column, value, more",
    [
        ("at", "at + interval '1 microsecond'", []),
        ("count", "count + 1", ["seal 2: has 3 events, it was set on 4"]),
        ("horizon", "'1'", []),
        ("root", "sha256('x')", ["seal 2: its list of events was altered"]),
        ("previous", "sha256('x')", ["seal 2: is not chained"]),
    ],
)
def test_an_edited_seal(trail, tamper, faults, column, value, more):
    tamper(f"update audit_seal set {column} = {value} where seq = 2")
    said(faults(), "seal 2: was altered", *more)


def test_an_edited_head(trail, tamper, faults):
    tamper("update audit_seal set chained = sha256('x') where seq = 2")
    said(faults(), "seal 2: was altered", "seal 3: is not chained to the seal before it")


def test_a_seal_dated_back(trail, tamper, faults):
    tamper("update audit_seal set at = at - interval '1 day' where seq = 3", RECHAIN)
    found = faults()
    assert "seal 3: is dated before the seal before it" in found
    assert sum("but was added between" in fault for fault in found) == 2


def test_a_renumbered_seal(trail, tamper, faults):
    tamper("update audit_seal set seq = 4 where seq = 3", "update audit_sealed set seq = 4 where seq = 3")
    said(faults(), "seal 4: was altered", "seal 4: comes after seal 2")


def test_two_seals_that_swapped_places(trail, tamper, faults):
    for table in ("audit_seal", "audit_sealed"):
        tamper(f"update {table} set seq = seq + 10 where seq < 3", f"update {table} set seq = 13 - seq where seq > 10")
    found = faults()
    assert {"seal 1: was altered", "seal 2: was altered"} <= set(found)


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_seal(trail, tamper, faults, number):
    tamper(f"delete from audit_seal where seq = {number}")
    found = faults()
    assert sum(f"belongs to seal {number}, which is not here" in fault for fault in found) == number + 1
    assert f"seal {number + 1}: is not chained to the seal before it" in found
    assert any(fault.startswith(f"seal {number + 1}: comes after seal {number - 1}") for fault in found)


def test_the_last_seal_removed(trail, tamper, faults):
    tamper("delete from audit_seal where seq = 3")
    said(faults(), *(f"event {number}: belongs to seal 3, which is not here" for number in trail[5:]))


CUT = ("delete from audit_event where id in (select event_id from audit_sealed where seq = 3)",
       "delete from audit_sealed where seq = 3", "delete from audit_seal where seq = 3")  # fmt: skip


def test_a_cut_tail_needs_an_anchor(trail, tamper, faults, head):
    anchor = head()
    tamper(*CUT)
    assert faults() == []  # as docs/trail.md says
    said(faults(anchors=[anchor]), f"anchor {anchor}: no seal has it")


def test_a_cut_tail_that_was_sealed_anew_needs_an_anchor(trail, tamper, faults, head):
    early, anchor = services.verify().newest, head()
    tamper(*CUT[1:])
    assert services.seal() == 2
    assert faults() == []
    said(faults(anchors=[anchor]), f"anchor {early}: no seal has it")


def test_a_whole_chain_made_anew_needs_an_anchor(trail, tamper, faults, head):
    anchor = head()
    tamper("truncate audit_seal, audit_sealed", f"update audit_event set actor_name = 'x' where id = '{trail[3]}'")
    assert services.seal() == 7
    assert faults() == []
    said(faults(anchors=[anchor.upper()]), f"anchor {anchor}: no seal has it")


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_sealed"])
@pytest.mark.parametrize("how", ["disable", "enable", "drop"])
def test_a_guard_that_is_off(trail, sql, faults, table, how):
    sql(f"drop trigger append_only on {table}" if how == "drop" else f"alter table {table} {how} trigger append_only")
    said(faults(), f"table {table}: the trigger that keeps it append-only is gone or off")


@pytest.mark.parametrize("anchor", range(3))
def test_every_earlier_anchor_is_found(trail, faults, exported, anchor):
    anchors = [line.split()[1].decode() for line in exported if line.startswith(b"seal ")]
    assert faults(anchors=[anchors[anchor]]) == []
