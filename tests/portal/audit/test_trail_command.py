"""manage.py verify_trail: one summary line and exit 0, or a line per fault and exit 1."""

import io
import stat

import pytest
from django.core.management import CommandError, call_command

from portal.audit import services
from portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return the exit status and the lines printed."""
    out = io.StringIO()
    try:
        call_command("verify_trail", *arguments, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_all_is_well(trail, head):
    assert run() == (0, [f"trail: 7 events in 3 seals, 0 not sealed yet, 0 faults; newest anchor {head()}"])


def test_a_fault_is_a_line(trail, tamper):
    tamper(f"update audit_event set actor_name = 'x' where id = '{trail[3]}'")
    status, lines = run()
    assert (status, len(lines)) == (1, 2)
    assert lines[0] == f"event {trail[3]}: was altered after it was sealed (seal 2)"


def test_an_export_is_private_recorded_and_verified(trail, tmp_path):
    file = tmp_path / "export"
    assert run("--export", str(file))[0] == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert AuditEvent.objects.filter(event="trail.exported", source="command").count() == 1
    assert services.seal() == 1


def test_an_export_never_overwrites(trail, tmp_path):
    file = tmp_path / "export"
    file.write_text("precious")
    with pytest.raises(CommandError, match="File exists"):
        run("--export", str(file))
    assert file.read_text() == "precious"


def test_a_file_is_verified_without_the_database(trail, tamper, tmp_path):
    file = tmp_path / "export"
    run("--export", str(file))
    tamper("truncate audit_event")
    assert run("--file", str(file))[0] == 0
    file.write_bytes(file.read_bytes().replace(b"berichten", b"documenten", 1))
    assert run("--file", str(file))[0] == 1


def test_an_anchor_must_be_in_the_chain(trail, head):
    assert run("--anchor", head())[0] == 0
    status, lines = run("--anchor", head(), "--anchor", "00ff")
    assert (status, lines[0]) == (1, "anchor 00ff: no seal has it; seals were cut off or made anew")


def test_a_missing_file_is_said(db):
    with pytest.raises(CommandError, match="nowhere: No such file"):
        run("--file", "nowhere")


def test_another_role_is_told_who_can(trail, role):
    with pytest.raises(CommandError, match="only portal_owner can read the whole trail"), role("portal_worker"):
        run()
