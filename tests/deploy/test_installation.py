"""What docker-compose.yml starts, started: roles, migrations, worker, beat and web with production's settings."""

import contextlib
import http.client
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from devtools.cluster import fetch
from devtools.paths import ROOT
from devtools.programs import Program, free_port


def test_the_database_is_as_the_tests_have_it(installation):
    facts = (
        "select current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding), datlocprovider, datlocale,"
        " pg_get_userbyid(datdba) from pg_database where datname = 'sluitend'"
    )
    assert fetch(installation.address("owner"), facts) == [(18, "UTF8", "b", "C.UTF-8", "portal_owner")]


def test_the_roles_can_be_made_again_and_take_another_password(installation):
    password = installation.secrets / "portal_web_password"
    before = password.read_text()
    try:
        installation._write("portal_web_password", "een heel ander wachtwoord\n")
        installation.make_roles()
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            fetch(installation.address("web"), "select 1")
    finally:
        installation._write("portal_web_password", before)
        installation.make_roles()
    assert fetch(installation.address("web"), "select 1") == [(1,)]


@pytest.mark.parametrize("login", ["web", "worker"])
def test_nobody_but_the_owner_makes_anything(installation, login):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        fetch(installation.address(login), "create table stuff ()")


def test_selfcheck_finds_nothing(installation):
    seen = installation.manage("selfcheck")
    assert (seen.returncode, seen.stdout) == (0, "Alles klopt.\n"), seen.stdout + seen.stderr


def test_web_answers_as_gunicorn_runs_it(installation):
    from tests.deploy.test_compose import instructions  # reads the Dockerfile

    port = free_port()
    command = [part.strip('",') for part in dict(instructions())["CMD"].strip("[]").split(", ")]
    command = [sys.executable, "-m", *[part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in command]]
    web = Program("web", command, log=installation.log / "web.log", env=installation.environment("web"))

    def answer(path: str, **headers) -> http.client.HTTPResponse | None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", path, headers=headers)
            return connection.getresponse()
        return None

    web.start()
    try:
        web.wait_until(lambda: (seen := answer("/gezond/", Host="localhost:8000")) and seen.status == 200, 60)
        through_proxy = {"Host": "portaal.swv.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
        page = answer("/inloggen/", **through_proxy)
        assert page.status == 200
        assert "__Host-csrf=" in page.getheader("Set-Cookie")
        assert page.getheader("Strict-Transport-Security").startswith("max-age=31536000")
        assert answer("/gezond/diep/", **through_proxy).status == 404, "only from inside"
        assert answer("/gezond/diep/", Host="localhost:8000").status == 200
        assert answer("/", Host="elders.example").status == 400
        assert "/inloggen/" not in installation.log.joinpath("web.log").read_text(), "no addresses in the log"
    finally:
        web.stop()


def test_what_the_image_copies_is_enough(installation, tmp_path):
    """Collecting static files as the Dockerfile does it, then the web server's start and a command, without the rest of the folder."""
    from tests.deploy.test_compose import instructions  # reads the Dockerfile

    for source in [rest.split()[-2] for word, rest in instructions() if word == "COPY" and "--from" not in rest]:
        subprocess.run(["cp", "-r", "--parents", source, str(tmp_path)], cwd=ROOT, check=True)
    collect = next(rest for word, rest in instructions() if word == "RUN" and "collectstatic" in rest)
    bare = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_STATIC_ROOT": str(tmp_path / "static")}

    def run(*command: str, env: dict) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)

    built = run("sh", "-c", collect, env=bare)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()
    here = {"PORTAL_STATIC_ROOT": str(tmp_path / "static")}
    started = run(sys.executable, "-c", "import portal.wsgi", env=installation.environment("web") | here)
    assert started.returncode == 0, started.stderr
    nothing = run(sys.executable, "manage.py", "selfcheck", env=bare)
    assert (nothing.returncode, nothing.stderr.splitlines()[0]) == (1, "het portaal start niet:"), "no developers' tools to borrow from"


def test_a_start_with_a_careless_setting_is_refused(installation):
    refused = subprocess.run(
        [sys.executable, "-c", "import portal.wsgi"], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env=installation.environment("web") | {"PORTAL_SWV_NAMM": "SWV Proef"},
    )  # fmt: skip
    assert refused.returncode
    assert refused.stderr.splitlines()[-1] == "PORTAL_SWV_NAMM is geen instelling: bedoelt u PORTAL_SWV_NAAM?"
