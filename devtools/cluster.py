"""The roles and databases of a development server.

After the roles are made everything goes by the login `portal_test`, which exists on
development servers only: it may make databases and become any of the portal's roles.
"""

import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import errors, sql

from .paths import ROOT
from .programs import DevError

LOGINS = ("portal_owner", "portal_web", "portal_worker", "portal_test")
_TEST_LOGIN = """
do $$ begin
  if not exists (select 1 from pg_roles where rolname = 'portal_test') then create role portal_test; end if;
end $$;
alter role portal_test login createdb noinherit nosuperuser nobypassrls nocreaterole;
grant portal_owner, portal_web, portal_worker, portal_desk, portal_school, portal_swv, portal_gast
  to portal_test with inherit false, set true;
"""


@contextmanager
def cursor_on(address: str, **options):
    """Open a cursor outside Django; each statement is its own transaction."""
    connection = psycopg2.connect(address, **options)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def run(address: str, *statements, **options) -> None:
    """Run statements at an address."""
    with cursor_on(address, **options) as cursor:
        for statement in statements:
            cursor.execute(statement)


def fetch(address: str, query: str) -> list[tuple]:
    """Return the rows of a query at an address."""
    with cursor_on(address) as cursor:
        cursor.execute(query)
        return cursor.fetchall()


@dataclass(frozen=True)
class Cluster:
    """One server with the portal's roles; `passwords` has one for each login."""

    port: int
    passwords: dict[str, str]

    @classmethod
    def of(cls, env: Mapping[str, str]) -> "Cluster":
        """Return the test run's server, where all logins share one password."""
        if "PORTAL_TEST_DATABASE_URL" not in env:
            raise DevError("there is no test server; run the tests with: python3 dev.py test")
        address = urlsplit(env["PORTAL_TEST_DATABASE_URL"])
        return cls(address.port, dict.fromkeys(LOGINS, address.password))

    def address(self, login: str, database: str) -> str:
        """Return the address by which one login reaches one database."""
        return f"postgresql://{login}:{self.passwords[login]}@127.0.0.1:{self.port}/{database}"

    def prepare_roles(self, superuser: str) -> None:
        """Make the roles, or bring them up to date, and set their passwords."""
        roles = (ROOT / "portal" / "lib" / "roles.sql").read_text()
        passwords = [
            sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(password)) for login, password in self.passwords.items()
        ]
        run(superuser, roles, _TEST_LOGIN, *passwords)

    def templates(self) -> set[str]:
        """Return the names of the databases that were finished by `make_template`."""
        finished = "select d.datname from pg_database d join pg_roles r on r.oid = d.datdba where d.datistemplate and r.rolname = 'portal_owner'"
        return {name for (name,) in fetch(self.address("portal_test", "postgres"), finished)}

    def ensure(self, database: str) -> None:
        """Make a database unless it is there."""
        known = fetch(self.address("portal_test", "postgres"), "select datname from pg_database")
        if (database,) not in known:
            self.create(database)

    def create(self, database: str) -> None:
        """Make an empty database of the owner, in which nobody else may make anything."""
        command = sql.SQL("create database {} owner portal_owner template template0")
        self._admin(command.format(sql.Identifier(database)))
        run(
            self.address("portal_test", database),
            "revoke all on schema public from public",
            "grant usage, create on schema public to portal_owner",
            options="-c role=portal_owner",
        )

    def make_template(self, database: str) -> None:
        """Say that a database is finished and may be cloned."""
        self._as_owner("alter database {} is_template true", database)

    def clone(self, template: str, database: str) -> None:
        """Make a database with the contents of a template, to which nobody may be connected."""
        command = sql.SQL("create database {} owner portal_owner template {} strategy wal_log")
        self._admin(command.format(sql.Identifier(database), sql.Identifier(template)))

    def drop(self, database: str) -> None:
        """Throw a database away, whoever is still connected."""
        if database in self.templates():
            self._as_owner("alter database {} is_template false", database)
        for tries_left in reversed(range(50)):
            try:
                self._as_owner("drop database if exists {} with (force)", database)
                return
            except errors.InsufficientPrivilege:  # an autovacuum is in it, which only a superuser may end: it ends soon
                if not tries_left:
                    raise
                time.sleep(0.2)

    def _as_owner(self, statement: str, database: str) -> None:
        # rights are not inherited: only the owner may do this
        self._admin("set role portal_owner", sql.SQL(statement).format(sql.Identifier(database)))

    def _admin(self, *statements) -> None:
        run(self.address("portal_test", "postgres"), *statements)
