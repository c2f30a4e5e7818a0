"""What would open a door does not start: each danger alone, all at once, and in each of the processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.paths import ROOT
from portal import dangers, env

GOOD_KEY = "zo-lang-en-zo-willekeurig-dat-niemand-hem-ooit-raadt-0123456789"
GOOD = {
    "PORTAL_DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": GOOD_KEY,
    "SECRET_KEY_FALLBACKS": [],
    "ALLOWED_HOSTS": ["portaal.swv.example"],
    "PORTAL_ORIGIN": "https://portaal.swv.example",
    "CELERY_BROKER_URL": "redis://:wachtwoord@queue:6379/0",
    "EMAIL_HOST": "mail.example",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
}


@pytest.fixture(autouse=True)
def nothing_else(monkeypatch):
    """The run's own PORTAL_TEST_… settings would be unknown ones."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(env, "files", {})


def found(**changed) -> list[str]:
    return dangers.found((GOOD | changed).get)


def test_a_good_portal_has_none():
    assert found() == []


@pytest.mark.parametrize(("changed", "line"), [
    ({"DEBUG": True}, "DEBUG staat aan"),
    ({"SECRET_KEY": "kort"}, "SECRET_KEY is te kort of een voorbeeld"),
    ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is te kort of een voorbeeld"),
    ({"SECRET_KEY": f"django-insecure-{GOOD_KEY}"}, "SECRET_KEY is te kort of een voorbeeld"),
    ({"SECRET_KEY_FALLBACKS": ["kort"]}, "SECRET_KEY_FALLBACKS is te kort of een voorbeeld"),
    ({"ALLOWED_HOSTS": ["portaal.swv.example", "*"]}, "PORTAL_HOSTS mag geen * zijn"),
    ({"ALLOWED_HOSTS": ["localhost"]}, "PORTAL_HOSTS noemt portaal.swv.example niet"),
    ({"PORTAL_ORIGIN": "http://portaal.swv.example"}, "PORTAL_ORIGIN moet een adres met https zijn"),
    ({"PORTAL_ORIGIN": "https://portaal.swv.example/pad"}, "PORTAL_ORIGIN moet een adres met https zijn"),
    ({"CELERY_BROKER_URL": "redis://queue:6379/0"}, "REDIS_URL heeft geen wachtwoord"),
    ({"CELERY_BROKER_URL": "redis://naam@queue:6379/0"}, "REDIS_URL heeft geen wachtwoord"),
    ({"EMAIL_USE_TLS": False}, "EMAIL_URL heeft geen TLS"),
])  # fmt: skip
def test_each_danger_alone(changed, line):
    [fault] = found(**changed)
    assert fault.startswith(line)


@pytest.mark.parametrize("changed", [{"CELERY_BROKER_URL": ""}, {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": True}])
def test_what_is_no_danger(changed):
    assert found(**changed) == []


@pytest.mark.parametrize(("name", "line"), [
    ("PORTAL_HOST", "PORTAL_HOST is geen instelling: bedoelt u PORTAL_HOSTS?"),
    ("PORTAL_SWV_NAMM", "PORTAL_SWV_NAMM is geen instelling: bedoelt u PORTAL_SWV_NAAM?"),
    ("PORTAL_QQQQ", "PORTAL_QQQQ is geen instelling van het portaal: haal haar weg"),
])  # fmt: skip
def test_a_setting_that_does_not_exist(monkeypatch, name, line):
    monkeypatch.setenv(name, "geheim")
    assert found() == [line]
    assert found(PORTAL_DEMO=True) == [], "the developers' tools have settings of their own"


@pytest.mark.parametrize("name", ["PORTAL_HOSTS", "PORTAL_FROM", "PORTAL_FROM_FILE", "PORTAL_DEMO", "PORTAL_TODAY", "PORTAL_STATIC_ROOT"])
def test_a_setting_is_known_because_it_is_read(monkeypatch, name):
    monkeypatch.setenv(name, "iets")
    assert found() == []


@pytest.mark.parametrize(("mode", "faults"), [(0o400, 0), (0o600, 0), (0o440, 0), (0o404, 1), (0o644, 1), (0o602, 1)])
def test_a_secret_that_everybody_can_read(tmp_path, monkeypatch, mode, faults):
    file = tmp_path / "secret"
    file.write_text("geheim")
    file.chmod(mode)
    monkeypatch.setenv("PORTAL_TRY_FILE", str(file))
    assert env.text("PORTAL_TRY") == "geheim"

    assert len(found()) == len(found(PORTAL_DEMO=True)) == faults
    assert all("PORTAL_TRY_FILE" in line and "geheim" not in line for line in found())


def test_the_demo_may_be_careless():
    careless = {"PORTAL_ORIGIN": "http://localhost:8000", "SECRET_KEY": "kort", "EMAIL_USE_TLS": False, "CELERY_BROKER_URL": "redis://queue"}
    assert len(found(**careless)) == 4
    assert found(PORTAL_DEMO=True, **careless) == []


# ---- in the processes themselves

WEB = [sys.executable, "-c", "import portal.wsgi"]
WORKER = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--pool", "solo"]
BEAT = [sys.executable, "-m", "celery", "-A", "portal", "beat", "--schedule", "{tmp}/beat"]  # a file of its own: beat throws away a schedule that it cannot read
MANAGE = [sys.executable, "manage.py", "check"]


@pytest.fixture
def start(committed_db, tmp_path):
    """`start(command, login, NAME=…)` runs a process of a real portal with faults; returns what it said."""
    secret = tmp_path / "secret-key"
    secret.write_text(GOOD_KEY)
    secret.chmod(0o400)

    def go(command: list[str], login: str, **changed: str) -> subprocess.CompletedProcess:
        kept = {name: value for name, value in BEFORE.items() if not name.startswith("PORTAL_") and name != "SECRET_KEY"}
        settings = {
            "DATABASE_URL": committed_db.address(login),
            "SECRET_KEY_FILE": str(secret),
            "PORTAL_MASTER_KEYS": BEFORE["PORTAL_MASTER_KEYS"],
            "PORTAL_STATIC_ROOT": BEFORE["PORTAL_STATIC_ROOT"],
            "PORTAL_ORIGIN": "https://portaal.swv.example",
            "PORTAL_HOSTS": "portaal.swv.example",
            "EMAIL_URL": "smtps://mail.example",
        }
        command = [part.format(tmp=tmp_path) for part in command]
        return subprocess.run(command, cwd=ROOT, env=kept | settings | changed, capture_output=True, text=True, timeout=60)

    return go


BEFORE = dict(os.environ)


def test_a_real_portal_starts(start):
    web = start(WEB, "portal_web")
    assert web.returncode == 0, web.stderr


@pytest.mark.parametrize(("command", "login"), [(WEB, "portal_web"), (WORKER, "portal_worker"), (BEAT, "portal_worker")])
def test_no_process_starts_and_all_faults_are_told_at_once(start, command, login):
    refused = start(command, login, PORTAL_HOSTS="*", PORTAL_ORIGIN="http://x", REDIS_URL="redis://:@127.0.0.1:1/0", EMAIL_URL="smtp://m", PORTAL_TYPO="1")
    assert refused.returncode
    lines = refused.stderr[refused.stderr.index("het portaal start niet:") :].splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["PORTAL_HOSTS", "PORTAL_ORIGIN", "REDIS_URL", "EMAIL_URL", "PORTAL_TYPO"]


@pytest.mark.parametrize("command", [WEB, WORKER])
def test_no_process_starts_as_the_owner(start, command):
    refused = start(command, "portal_owner", PORTAL_TYPO="1")
    assert refused.returncode
    assert "PORTAL_TYPO is geen instelling" in refused.stderr
    assert "DATABASE_URL: de log-in portal_owner is eigenaar van" in refused.stderr


def test_a_database_that_is_not_there_is_one_line_more(start):
    refused = start(WEB, "portal_web", DATABASE_URL="postgres://portal_web:geheim@127.0.0.1:1/x", PORTAL_TYPO="1")
    assert [line.split(" ")[0] for line in refused.stderr.splitlines()[-2:]] == ["PORTAL_TYPO", "DATABASE_URL:"]
    assert "geheim" not in refused.stderr.splitlines()[-1]


def test_what_cannot_be_read_is_told_together_with_what_is_dangerous(start):
    refused = start(MANAGE, "portal_owner", PORTAL_DEMO="ja", DATABASE_URL="", EMAIL_URL="smtp://m", PORTAL_TODAY="2027-01-01", SECRET_KEY_FILE="/nergens")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0] == "het portaal start niet:", "no traceback hides the lines"
    assert [line.split()[0] for line in refused.stderr.splitlines()[1:]] == [
        "PORTAL_DEMO", "SECRET_KEY_FILE", "DATABASE_URL", "PORTAL_TODAY", "EMAIL_URL",
    ]  # fmt: skip


def test_the_environment_is_read_in_one_place():
    """A setting that is read elsewhere would be unknown to the check."""
    ours = [path for app in ("portal", "notifications", "accounts", "hulpvragen", "mutaties") for path in (ROOT / app).rglob("*.py")]
    readers = {str(path.relative_to(ROOT)) for path in ours if "os.environ" in path.read_text().replace("os.environ.setdefault", "")}
    assert readers == {"portal/env.py", "portal/dangers.py"}
    assert Path(env.__file__) == ROOT / "portal" / "env.py"
