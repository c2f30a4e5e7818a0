"""A backup comes back whole: the very commands of docs/operations.md, with another name for the database."""

import re
import shlex
import time

import pytest

from devtools.cluster import fetch, run
from devtools.paths import ROOT

THE_SAME = {
    "tables": "select relname, relkind::text, relrowsecurity, pg_get_userbyid(relowner), coalesce(relacl::text, '') from pg_class"
              " where relnamespace = 'public'::regnamespace order by 1",
    "columns": "select attrelid::regclass::text, attname, coalesce(attacl::text, '') from pg_attribute join pg_class c on c.oid = attrelid"
               " where relnamespace = 'public'::regnamespace and attacl is not null order by 1, 2",
    "policies": "select tablename, policyname, roles::text, cmd, qual, with_check from pg_policies order by 1, 2",
    "functions": "select oid::regprocedure::text, prosecdef, proconfig::text, prosrc, proacl::text from pg_proc"
                 " where pronamespace = 'public'::regnamespace and not exists (select 1 from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')"
                 " order by 1",
    "triggers": "select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger where not tgisinternal order by 1, 2",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
                   " where connamespace = 'public'::regnamespace order by 1, 2",
    "schema": "select nspacl::text from pg_namespace where nspname = 'public'",
}  # fmt: skip


def commands(*programs: str) -> list[list[str]]:
    """Return the lines of the page that run one of these programs in the database's container, as words."""
    page = (ROOT / "docs" / "operations.md").read_text()
    inside = re.findall(rf"^ *docker compose exec -T postgres ((?:{'|'.join(programs)}) .*)$", page, re.MULTILINE)
    return [shlex.split(line) for line in inside]


def in_this(installation, words: list[str]) -> list[str]:
    """Return the same words for the embedded server, which has no socket."""
    place = ["-h", "127.0.0.1", "-p", str(installation.postgres.port)]
    return [words[0], *place, *words[1:]]


def plain(rows: list[tuple]) -> list[str]:
    """Return rows as text without casts and brackets: a reparsed expression puts them elsewhere."""
    return [re.sub(r"::(character varying|text)(\[\])?|[()\s]", "", str(row).replace("\\n", "")) for row in rows]


def _anchor(installation) -> str:
    """Return the newest anchor, once all that happened is sealed: that takes some seconds."""
    for _ in range(20):
        said = installation.manage("verify_trail")
        assert said.returncode == 0, said.stdout
        anchor = re.search(r"\b[0-9a-f]{64}\b", said.stdout)[0]
        if anchor != "0" * 64 and ", 0 not sealed" in said.stdout:
            return anchor
        installation.as_superuser("set role portal_worker; select audit_seal()")
        time.sleep(0.5)
    raise AssertionError(said.stdout)


@pytest.fixture
def restored(installation, tmp_path):
    """The address of the owner on a second database, filled from a backup of the first; and the anchor from before."""
    installation.manage("add_person", "restore@swv.test", "Rie", "Store", "--rol", "loket").check_returncode()
    installation.manage("add_person", "later@swv.test", "La", "Ter", "--rol", "loket").check_returncode()
    anchor = _anchor(installation)
    env = {"PGPASSWORD": installation.postgres._password()}

    [dump] = commands("pg_dump")
    [restore] = commands("pg_restore")
    backup = tmp_path / dump.pop()
    assert dump.pop() == ">"
    with backup.open("wb") as file:
        file.write(installation.client(*in_this(installation, dump), env=env).stdout)
    assert [restore.pop(), restore.pop()] == [backup.name, "<"]

    installation.as_superuser("create database terug owner portal_owner template template0")
    script = installation.folder / "roles.psql"
    script.write_text(script.read_text().replace("sluitend", "terug"))
    try:
        installation.client("psql", "--no-psqlrc", "--quiet", "--file", str(script), installation.postgres.address())
        words = ["terug" if word == "sluitend" else word for word in in_this(installation, restore)]
        installation.client(*words, input=backup.read_bytes(), env=env)
        yield installation.address("owner").replace("/sluitend", "/terug"), anchor
    finally:
        installation.make_roles()
        installation.as_superuser("drop database terug with (force)")


def test_the_backup_comes_back_whole(installation, restored):
    address, anchor = restored
    for query in THE_SAME.values():
        rows = plain(fetch(installation.address("owner"), query))
        assert rows
        assert plain(fetch(address, query)) == rows

    here = fetch(address, "select count(*) from audit_sealed")[0][0]
    assert here >= 2
    assert fetch(address, "select count(*) from accounts_user where email = 'restore@swv.test'") == [(1,)]

    there = {"DATABASE_URL": address}
    proved = installation.manage("verify_trail", "--anchor", anchor, **there)
    assert proved.returncode == 0, proved.stdout
    refused = installation.manage("verify_trail", "--anchor", "0" * 64, **there)
    assert refused.returncode == 1, "the anchor means something"
    seen = installation.manage("selfcheck", **there)
    assert (seen.returncode, seen.stdout) == (0, "Alles klopt.\n")


def test_what_was_changed_in_a_backup_is_found(installation, restored):
    address, anchor = restored
    changed = "update audit_event set actor_name = 'Iemand Anders' where event = 'account.made'"
    run(installation.postgres.address("terug"), "alter table audit_event disable trigger all", changed)
    assert installation.manage("verify_trail", "--anchor", anchor, DATABASE_URL=address).returncode == 1
