"""The embedded servers end with whoever started them, however that happens."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from devtools.cluster import fetch
from devtools.embedded import ServiceFolder
from devtools.paths import ROOT, services_folder
from devtools.postgres import Postgres
from devtools.programs import DevError, Program
from devtools.valkey import Valkey

STARTER = """
import sys, time
from pathlib import Path
from devtools.embedded import ServiceFolder
from devtools.postgres import Postgres
from devtools.valkey import Valkey
folder = ServiceFolder(Path(sys.argv[1]))
servers = [Postgres(folder, log=Path(sys.argv[2])), Valkey(folder, log=Path(sys.argv[2]))]
for server in servers:
    server.start()
print(*(server.process.pid for server in servers), flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder():
    """A folder for servers of this test alone."""
    mine = ServiceFolder(services_folder(f"{Path(os.environ['PORTAL_TEST_VAR']).name}-servers"))
    yield mine
    shutil.rmtree(mine.path)


@pytest.fixture
def postgres(folder, tmp_path):
    server = Postgres(folder, log=tmp_path / "postgres.log", durable=False)
    server.start()
    yield server
    server.stop()


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_the_server_is_as_the_deployment_has_it(postgres):
    facts = (
        "select current_setting('server_version_num')::int / 10000, datlocprovider, datlocale, current_setting('timezone')"
        " from pg_database where datname = 'postgres'"
    )
    assert fetch(postgres.address(), facts) == [(18, "b", "C.UTF-8", "UTC")]


def test_the_server_asks_for_its_password(postgres):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(postgres.address().replace(postgres.folder.secret("postgres-password"), "guess"))


def test_nothing_outlives_a_killed_starter(folder, tmp_path):
    command = [sys.executable, "-c", STARTER, str(folder.path), str(tmp_path / "log")]
    starter = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with starter:
        servers = [int(pid) for pid in starter.stdout.readline().split()]
        assert len(servers) == 2
        assert all(map(alive, servers))
        starter.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(map(alive, servers)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_folder_of_somebody_else_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DevError, match="not a folder of yours"):
        ServiceFolder(tmp_path / "link").prepare()


def test_a_program_that_does_not_start_shows_the_end_of_its_log(tmp_path):
    program = Program("sum", [sys.executable, "-c", "print('the reason'); exit(7)"], log=tmp_path / "log")
    with pytest.raises(DevError, match=r"sum failed with code 7:\nthe reason"):
        program.complete()


def test_a_valkey_password_is_in_no_command_line(folder, tmp_path):
    server = Valkey(folder, log=tmp_path / "log")
    server.start()
    try:
        assert folder.secret("valkey-password") not in Path(f"/proc/{server.process.pid}/cmdline").read_text()
    finally:
        server.stop()
