"""Settings from the environment: a missing or odd value stops the start with one clear line, and tells no secret."""

import base64
import datetime as dt
import os
import subprocess
import sys

import pytest

from devtools.paths import ROOT
from portal import env

NAME = "PORTAL_TRY"
SECRET = "heel-geheim-woord"
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def given(monkeypatch):
    """`given(value)` sets the variable; None takes it and its file away."""

    def to(value: str | None, name: str = NAME) -> None:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{NAME}_FILE", raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)

    to(None)
    monkeypatch.setattr(env, "faults", [])
    return to


def _refused(read, *args) -> str:
    assert not read(NAME, *args), "what goes on instead gives nothing"
    [sentence] = env.faults
    assert NAME in sentence, "it names the setting"
    assert "\n" not in sentence
    assert SECRET not in sentence
    return sentence


# ---- text


def test_text(given):
    given("waarde")
    assert env.text(NAME) == env.text(NAME, "anders") == "waarde"


def test_text_from_a_file(given, tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    given(str(file), f"{NAME}_FILE")

    assert env.text(NAME) == SECRET


def test_the_variable_wins_from_the_file(given, tmp_path, monkeypatch):
    given("waarde")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "nothing"))

    assert env.text(NAME) == "waarde"


@pytest.mark.parametrize("value", [None, ""])
def test_text_that_is_missing(given, value):
    given(value)

    assert env.text(NAME, "") == ""
    assert env.text(NAME, "anders") == "anders"
    assert _refused(env.text) == f"{NAME} ontbreekt: vul {NAME} of {NAME}_FILE in"


def test_a_file_that_is_not_there(given, tmp_path):
    given(str(tmp_path / "nothing"), f"{NAME}_FILE")

    _refused(env.text)


@pytest.mark.parametrize("content", ["", "\n"])
def test_a_file_that_is_empty(given, tmp_path, content):
    file = tmp_path / "secret"
    file.write_text(content)
    given(str(file), f"{NAME}_FILE")

    _refused(env.text)


# ---- flag and date


@pytest.mark.parametrize(("value", "means"), [(None, False), ("", False), ("0", False), ("1", True)])
def test_flag(given, value, means):
    given(value)
    assert env.flag(NAME) is means


@pytest.mark.parametrize("value", ["true", "yes", "2", " 1", "ja"])
def test_a_flag_that_is_none(given, value):
    given(value)
    assert _refused(env.flag) == f"{NAME} moet 0 of 1 zijn, niet {value!r}"


@pytest.mark.parametrize(("value", "day"), [(None, None), ("", None), ("2026-09-01", dt.date(2026, 9, 1)), ("2028-02-29", dt.date(2028, 2, 29))])
def test_date(given, value, day):
    given(value)
    assert env.date(NAME) == day


@pytest.mark.parametrize("value", ["1-9-2026", "2026-02-29", "morgen", "2026-09-01T00:00"])
def test_a_date_that_is_none(given, value):
    given(value)
    assert _refused(env.date) == f"{NAME} moet een datum zijn zoals 2026-09-01, niet {value!r}"


@pytest.mark.parametrize(("value", "number"), [(None, 15), ("", 15), ("5", 5), ("30", 30)])
def test_number(given, value, number):
    given(value)
    assert env.number(NAME, 15, 5, 30) == number


@pytest.mark.parametrize("value", ["4", "31", "-15", "15.5", "vijftien", "²"])
def test_a_number_that_is_none(given, value):
    given(value)
    assert _refused(lambda name: env.number(name, 15, 5, 30)) == f"{NAME} moet een getal zijn van 5 tot en met 30, niet {value!r}"


# ---- database and mail


def test_database(given):
    given("postgresql://portal_web:p%40ss%2F@db.example:6543/sluit%2Dend")
    found = env.database(NAME)

    assert {name: found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "portal_web", "PASSWORD": "p@ss/", "HOST": "db.example", "PORT": 6543, "NAME": "sluit-end",
    }
    assert not found["ATOMIC_REQUESTS"], "the request transaction is the middleware's"
    assert found["DISABLE_SERVER_SIDE_CURSORS"]


def test_database_without_a_port(given):
    given("postgres://portal_web@db.example/sluitend")
    assert env.database(NAME)["PORT"] == 5432


@pytest.mark.parametrize("value", [
    None, "sluitend", f"mysql://u:{SECRET}@db.example/x", f"postgres://u:{SECRET}@db.example", f"postgres://u:{SECRET}@db.example/",
    f"postgres://u:{SECRET}@/x", f"postgres://u:{SECRET}@db.example:poort/x", f"postgres://u:{SECRET}@db.example:99999/x",
])  # fmt: skip
def test_a_database_that_is_none(given, value):
    given(value)
    _refused(env.database)


@pytest.mark.parametrize(("value", "port", "tls", "ssl"), [
    ("smtp://mail.example", 25, False, False), ("smtp+tls://u:w%40@mail.example:587", 587, True, False),
    ("smtps://u:w%40@mail.example:465", 465, False, True),
])  # fmt: skip
def test_mail(given, value, port, tls, ssl):
    given(value)
    found = env.mail(NAME)

    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == ("mail.example", port, tls, ssl)
    assert found["EMAIL_HOST_PASSWORD"] == ("w@" if "@mail" in value else "")


@pytest.mark.parametrize("value", [None, "mail.example", f"http://u:{SECRET}@mail.example", "smtp://", f"smtp://u:{SECRET}@mail.example:poort"])
def test_mail_that_is_none(given, value):
    given(value)
    _refused(env.mail)


# ---- master keys


def test_keys(given):
    given(f"1:{KEY}, 2:{KEY}")
    assert env.keys(NAME) == {1: bytes(range(32)), 2: bytes(range(32))}


SHORT = base64.b64encode(b"x" * 31).decode()


@pytest.mark.parametrize("value", [
    None, KEY, f"1:{SHORT}", f"0:{KEY}", f"256:{KEY}", f"-1:{KEY}", f"een:{KEY}", "1:", f"1:{SECRET}", f"1:{KEY},",
    f"1:{KEY};2:{KEY}",
])  # fmt: skip
def test_keys_that_are_none(given, value):
    given(value)
    sentence = _refused(env.keys)

    assert KEY not in sentence
    assert SHORT not in sentence


def test_a_number_that_is_given_twice_does_not_hide_a_key(given):
    other = base64.b64encode(bytes(range(1, 33))).decode()
    given(f"1:{KEY},1:{other}")

    _refused(env.keys)


# ---- the settings themselves, in a process of their own


def _start(**changed: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_TODAY")} | changed
    command = [sys.executable, "-c", "import portal.settings as s; print('started', s.PORTAL_TODAY)"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_the_calendar_shifts_in_the_demo_alone():
    refused, started = (_start(PORTAL_TODAY="2027-03-01", PORTAL_DEMO=demo) for demo in ("0", "1"))

    assert refused.returncode
    assert "PORTAL_TODAY verschuift de kalender en mag alleen in de demo" in refused.stderr
    assert started.stdout == "started 2027-03-01\n"


def test_a_missing_secret_stops_the_start():
    for name in ("SECRET_KEY", "PORTAL_MASTER_KEYS", "DATABASE_URL"):
        refused = _start(**{name: ""})
        assert refused.returncode
        assert f"{name} ontbreekt: vul {name} of {name}_FILE in" in refused.stderr.splitlines()
