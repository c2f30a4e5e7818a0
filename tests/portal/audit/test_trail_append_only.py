"""Nobody changes or removes a row of the trail, and nobody reads it without a policy that says so."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from portal.audit import services
from portal.lib.db import rows

pytestmark = pytest.mark.django_db
ROLES = ["portal_web", "portal_school", "portal_swv", "portal_gast", "portal_desk", "portal_worker"]
CHANGES = [
    "update audit_event set actor_name = 'x'",
    "delete from audit_event",
    "truncate audit_event",
    "update audit_event set actor_name = 'x' where false",
    "delete from audit_event where false",
    "update audit_seal set count = 9",
    "delete from audit_seal",
    "truncate audit_seal",
    "update audit_sealed set position = 9",
    "delete from audit_sealed",
    "truncate audit_sealed",
    "insert into audit_seal select * from audit_seal on conflict (seq) do update set count = 9",
    "insert into audit_sealed select * from audit_sealed on conflict (event_id) do update set position = 9",
]
BY_HAND = [
    "insert into audit_seal select 9, now(), 1, '0', '', '', ''",
    "insert into audit_sealed values (gen_random_uuid(), 1, 9, '')",
    "insert into audit_event (id, at, trace, source, actor_name, zijde, roles, event, object_type, object_id, ground, outcome,"
    " origin, detail, xid) values (gen_random_uuid(), now(), gen_random_uuid(), 'web', '', '', '{}', 'x.y', '', '', '', 'ok',"
    " '', '{}', '3')",
]


@pytest.mark.parametrize("change", CHANGES)
def test_even_the_owner_is_refused(trail, sql, change):
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        sql(change)


def test_replication_settings_do_not_switch_the_triggers_off():
    always = "select tgrelid::regclass::text as table from pg_trigger where tgname = 'append_only' and tgenabled = 'A'"
    assert {row["table"] for row in rows(always)} == {"audit_event", "audit_seal", "audit_sealed"}


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("statement", CHANGES + BY_HAND + ["table audit_seal", "table audit_sealed"])
def test_no_role_has_the_right(trail, sql, role, name, statement):
    with role(name), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        sql(statement)


@pytest.mark.parametrize("name", ["portal_web", "portal_desk", "portal_worker"])
def test_who_need_not_read_the_trail_cannot(trail, role, name):
    with role(name), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows("select id from audit_event")


@pytest.mark.parametrize("name", ["portal_school", "portal_swv", "portal_gast"])
def test_without_an_identity_nothing_is_read(trail, role, name):
    with role(name):
        assert rows("select id from audit_event") == []


@pytest.mark.parametrize("name", ["portal_school", "portal_swv", "portal_gast"])
@pytest.mark.parametrize("column", ["origin", "trace", "xid"])
def test_what_is_for_investigations_is_not_readable(trail, role, name, column):
    with role(name), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows(f"select {column} from audit_event")


FUNCTIONS = ["audit_line(null)", "audit_seal_line(null)", "audit_moment(now())", "audit_hash('')", "audit_merkle('{}')", "audit_watermark()",
             "audit_unsealed('0')"]  # fmt: skip


@pytest.mark.parametrize(
    "name, call",
    [
        *((name, call) for name in ROLES for call in FUNCTIONS),
        *((name, "audit_seal()") for name in ROLES if name != "portal_worker"),
    ],
)
def test_the_sealing_is_out_of_reach(sql, role, name, call):
    refusal = f"permission denied for function {call.partition('(')[0]}\n"
    with role(name), pytest.raises(ProgrammingError, match=refusal), transaction.atomic():
        sql(f"select {call}")


def test_the_worker_seals_and_the_web_sees_the_lag(role):
    services.record(event="hulpvraag.viewed")
    with role("portal_web"):
        assert 0 <= services.seal_lag() < 60
    with role("portal_worker"):
        assert services.seal() == 1


def test_all_three_tables_have_row_security():
    secured = "select relname from pg_class where relname in ('audit_event', 'audit_seal', 'audit_sealed') and relrowsecurity"
    assert len(rows(secured)) == 3
