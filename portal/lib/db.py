"""Identity and roles in the database. The only place that may SET ROLE or set_config.

A request becomes a role per side (a planner that knows the side stays honest) together with
its identity; both live as long as the transaction. See docs/architecture.md, "Two walls".
"""

import uuid
import zlib
from contextlib import contextmanager

from django.db import connection, transaction

from . import clock

ROLE_OF_SIDE = {"school": "portal_school", "swv": "portal_swv", "gast": "portal_gast"}
_FENCE, _FORM = 7, 8  # namespaces of the advisory locks on persons and on the keys of forms


class NoTransaction(RuntimeError):
    """Identity and roles exist only inside a transaction."""


def one(sql: str, *args):
    """Return the first row of a query, or None."""
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchone() if cursor.description else None


def rows(sql: str, *args) -> list[dict]:
    """Return all rows of a query as dictionaries."""
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _in_transaction() -> None:
    if not connection.in_atomic_block:
        raise NoTransaction


def enter(user_id: uuid.UUID | None, zijde: str | None):
    """Give this transaction an identity (or none) and return `app_today()`.

    Call it again after a change of the person's own posts.
    """
    _in_transaction()
    role = ROLE_OF_SIDE.get(zijde or "", "portal_web") if user_id else "portal_web"
    row = one("select app_enter(%s, %s), set_config('role', %s, true)", user_id, zijde, role)
    return row[0]


@contextmanager
def wall(user_id: uuid.UUID | None, zijde: str | None):
    """Run one transaction with an identity; yields the day. An exception rolls all of it back.

    The identity is wiped at the exit, for inside a test's own transaction a released
    savepoint would keep it and a forgotten identity would stay hidden.
    """
    nested = connection.in_atomic_block
    try:
        with transaction.atomic(durable=not nested), clock.fixed_day(enter(user_id, zijde)) as day:
            yield day
    finally:
        if connection.in_atomic_block and not connection.needs_rollback:
            enter(None, None)


@contextmanager
def desk():
    """Write facts: only the services that own a fact may import this.

    On failure the rollback to the savepoint gives the old role back; RESET ROLE would go
    to the session's role instead.
    """
    _in_transaction()
    with transaction.atomic():
        previous = one("select current_user")[0]
        one("set local role portal_desk")
        yield
        one(f'set local role "{previous}"')


def _key(user_id: uuid.UUID) -> int:
    return zlib.crc32(user_id.bytes) - 2**31


def one_at_a_time(key: uuid.UUID) -> None:
    """Let forms with the same key pass one after the other, until the transaction ends."""
    one("select pg_advisory_xact_lock(%s, %s)", _FORM, _key(key))


def fence_shared(user_id: uuid.UUID) -> None:
    """Hold off a stop of this person until the transaction ends."""
    one("select pg_advisory_xact_lock_shared(%s, %s)", _FENCE, _key(user_id))


def fence_exclusive(user_id: uuid.UUID) -> None:
    """Wait until nothing that holds this person's fence is under way."""
    one("select pg_advisory_xact_lock(%s, %s)", _FENCE, _key(user_id))


def fence_held(user_id: uuid.UUID) -> int:
    """Return how many transactions hold this person's fence at this moment."""
    return one(
        "select count(*) from pg_locks where locktype = 'advisory' and granted and objsubid = 2 and classid = %s and objid = (%s)::int4::oid"
        " and database = (select oid from pg_database where datname = current_database())", _FENCE, _key(user_id)
    )[0]
