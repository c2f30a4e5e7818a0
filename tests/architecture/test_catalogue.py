"""The database's own catalogue: who owns, who may, and what row security covers."""

import pytest

from portal.lib.db import one, rows
from portal.walls import OPEN, ROLES

pytestmark = pytest.mark.django_db


def _granted():
    return rows(
        "select distinct c.relname, c.relrowsecurity, c.relkind::text kind from pg_class c,"
        " lateral (select (aclexplode(c.relacl)).grantee union select (aclexplode(t.attacl)).grantee from pg_attribute t where t.attrelid = c.oid) a"
        " join pg_roles r on r.oid = a.grantee"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and r.rolname = any (%s)", list(ROLES)
    )


def test_every_granted_table_has_row_security_or_a_reason():
    granted = _granted()
    bare = {row["relname"] for row in granted if not row["relrowsecurity"]}
    assert bare <= set(OPEN)
    assert set(OPEN) <= {row["relname"] for row in granted}, "a reason for nothing"
    assert len(granted) > 20


def test_nobody_but_the_owner_owns_and_nobody_bypasses():
    owners = rows("select distinct pg_get_userbyid(relowner) who from pg_class where relnamespace = 'public'::regnamespace")
    assert [row["who"] for row in owners] == ["portal_owner"]
    strong = rows("select rolname from pg_roles where rolname like 'portal%%' and (rolsuper or rolbypassrls)")
    assert strong == []


def test_no_role_inherits_another():
    inherited = rows(
        "select w.rolname member, r.rolname role from pg_auth_members m join pg_roles r on r.oid = m.roleid"
        " join pg_roles w on w.oid = m.member where m.inherit_option and w.rolname like 'portal%%'"
    )
    assert inherited == []


def test_no_function_of_ours_is_open_to_everybody():
    ours = rows(
        "select p.proname, has_function_privilege('public', p.oid, 'execute') open from pg_proc p"
        " where p.pronamespace = 'public'::regnamespace and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    )
    assert [row["proname"] for row in ours if row["open"]] == []
    assert len(ours) > 20


def test_definer_functions_fix_their_search_path():
    loose = rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
        " and not exists (select 1 from unnest(proconfig) c where c like 'search_path=%%')"
    )
    assert loose == []


def test_views_run_with_the_askers_rights():
    views = rows(
        "select relname, coalesce(reloptions::text, '') options from pg_class where relkind = 'v'"
        " and relnamespace = 'public'::regnamespace and exists (select 1 from aclexplode(relacl) a where a.grantee <> relowner)"
    )
    assert [v["relname"] for v in views if "security_invoker=true" not in v["options"]] == []
    assert len(views) >= 3


def test_every_update_and_delete_policy_carries_its_own_expression():
    """An UPDATE without WHERE asks no SELECT policy: `using (true)` would overwrite other schools' rows."""
    wide = rows(
        "select tablename, policyname from pg_policies where tablename like 'hulpvragen%%' and cmd in ('UPDATE', 'DELETE', 'ALL') and qual = 'true'"
        " and not roles <@ '{portal_desk,portal_worker}'"
    )
    assert wide == []


def test_the_worker_reads_no_content(role):
    tables = ("hulpvragen_hulpvraag", "hulpvragen_hulpvraaginhoud", "hulpvragen_leerling", "hulpvragen_dossier", "hulpvragen_stuk", "accounts_user")
    readable = [t for t in tables if one("select has_any_column_privilege('portal_worker', %s, 'select')", t)[0]]
    assert readable == []
