"""A trail to work on: seven events in three seals, and the means to tamper with it as the owner."""

import io

import pytest
from django.db import connection

from portal.audit import services
from portal.audit.verify import Verifier
from portal.lib.db import one
from portal.lib.ids import uuid7


@pytest.fixture
def sql(db):
    """`sql(statement, *args)` runs a statement as the owner."""

    def run(statement, *args):
        with connection.cursor() as cursor:
            cursor.execute(statement, args or None)

    return run


@pytest.fixture
def trail(db):
    """Three seals of two, three and two events, all about one hulpvraag; the ids in order."""
    subject, ids = uuid7(), []
    for size in (2, 3, 2):
        for _ in range(size):
            ids.append(
                services.record(
                    event="hulpvraag.viewed",
                    object_type="hulpvraag",
                    object_id=subject,
                    hulpvraag_id=subject,
                    dossier_id=uuid7(),
                    ground="aanstelling 1 v1",
                    detail={"part": "berichten", "empty": None},
                )
            )
        assert services.seal() == size
    return ids


@pytest.fixture
def tamper(sql):
    """Changes the trail as somebody who owns it and covers her tracks: the triggers are back afterwards."""
    tables = ("audit_event", "audit_seal", "audit_sealed")

    def run(*statements):
        for table in tables:
            sql(f"alter table {table} disable trigger append_only")
        for statement in statements:
            sql(statement)
        for table in tables:
            sql(f"alter table {table} enable always trigger append_only")

    return run


@pytest.fixture
def faults(db, tmp_path):
    """`faults()` verifies the database and an export of it, which must agree; returns what they say."""

    def check(anchors=()):
        in_database = services.verify(anchors=anchors).faults
        file = io.BytesIO()
        services.export(file)
        path = tmp_path / "trail"
        path.write_bytes(file.getvalue())
        assert services.verify(path, anchors=anchors).faults == in_database
        return in_database

    return check


@pytest.fixture
def exported(trail):
    """The lines of an export of the trail, without their ends."""
    file = io.BytesIO()
    services.export(file)
    return file.getvalue().splitlines()


@pytest.fixture
def verified():
    """`verified(lines)` returns the faults in lines of an export."""

    def check(lines, anchors=()):
        return Verifier(anchors).check(line + b"\n" for line in lines).faults

    return check


@pytest.fixture
def head(db):
    """`head()` returns the newest anchor."""
    return lambda: one("select encode(chained, 'hex') from audit_seal order by seq desc limit 1")[0]
