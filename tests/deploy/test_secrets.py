"""deploy/make_secrets.py: the first time everything, later nothing but what is missing."""

import os
import sys

import pytest

from deploy import make_secrets
from deploy.make_secrets import FILES, PORTAL, Folder
from portal import env


class Installation(Folder):
    """One whose owners are noted, not given: tests need not be root."""

    def __init__(self, path):
        self.owners = {}
        super().__init__(path, chown=lambda path, uid, gid: self.owners.update({path.name.lstrip("."): uid}))


@pytest.fixture
def installation(tmp_path):
    made = Installation(tmp_path)
    made.prepare()
    return made


def contents(installation) -> dict[str, str]:
    return {file.name: file.read_text() for file in installation.secrets.iterdir()}


def test_every_file_is_made_closed_and_its_own(installation):
    assert set(contents(installation)) == set(FILES)
    assert {file.stat().st_mode & 0o777 for file in installation.secrets.iterdir()} == {0o400}
    assert installation.secrets.stat().st_mode & 0o777 == 0o700
    assert {name: installation.owners[name] for name in FILES} == {name: uid for name, (uid, _) in FILES.items()}
    secret = [text.split()[-1] for name, text in contents(installation).items() if name.endswith("password") or name == "valkey_auth"]
    assert len(set(secret)) == len(secret) == 5
    assert min(map(len, secret)) >= 32


def test_the_settings_can_read_them(installation, monkeypatch):
    monkeypatch.setattr(env, "faults", [])
    for name in ("SECRET_KEY", "PORTAL_MASTER_KEYS", "REDIS_URL", "SECRET_KEY_FALLBACKS"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(f"{name}_FILE", str(installation.secrets / name.lower().removeprefix("portal_")))
    assert len(env.text("SECRET_KEY")) > 50
    assert list(env.keys("PORTAL_MASTER_KEYS")) == [1]
    assert env.queue("REDIS_URL").endswith("@valkey:6379/0")
    assert env.texts("SECRET_KEY_FALLBACKS") == []
    assert env.faults == []


def test_nothing_is_ever_overwritten(installation):
    before = contents(installation)
    (installation.secrets / "secret_key").chmod(0o644)
    installation.prepare()
    assert contents(installation) == before
    assert (installation.secrets / "secret_key").stat().st_mode & 0o777 == 0o400, "but the rights are put right"


def test_only_what_is_missing_is_made(installation):
    before = contents(installation)
    (installation.secrets / "portal_web_password").unlink()
    (installation.secrets / "database_url_web").unlink()
    installation.prepare()
    after = contents(installation)
    assert {name for name in before if before[name] != after[name]} == {"portal_web_password", "database_url_web"}
    assert after["portal_web_password"].strip() in after["database_url_web"]


def test_half_a_pair_is_told(installation):
    (installation.secrets / "portal_web_password").unlink()
    assert any("database_url_web en secrets/portal_web_password horen niet bij elkaar" in line for line in installation.prepare())


def test_it_says_what_is_left_to_do(installation, tmp_path):
    assert [line.split()[1] for line in installation.prepare()] == ["secrets/email_url", "deploy/example.env"]
    (tmp_path / "portal.env").touch()
    (installation.secrets / "email_url").write_text("smtps://mail.example")
    assert installation.prepare() == []
    assert installation.owners["email_url"] == PORTAL
    assert (installation.secrets / "email_url").stat().st_mode & 0o777 == 0o400


def test_a_newer_master_key_leaves_the_older_one(installation):
    first = contents(installation)["master_keys"].strip()
    assert installation.new_master_key() == 2
    assert installation.new_master_key() == 3
    kept = contents(installation)["master_keys"].strip().split(",")
    assert kept[0] == first
    assert [part[:2] for part in kept] == ["1:", "2:", "3:"]
    assert len(set(kept)) == 3


def test_a_newer_secret_key_leaves_the_older_one_as_a_fallback(installation, monkeypatch):
    first = contents(installation)["secret_key"].strip()
    installation.new_secret_key()
    second = contents(installation)["secret_key"].strip()
    installation.new_secret_key()
    monkeypatch.setenv("SECRET_KEY_FALLBACKS_FILE", str(installation.secrets / "secret_key_fallbacks"))
    assert env.texts("SECRET_KEY_FALLBACKS") == [second, first]
    assert contents(installation)["secret_key"].strip() not in (first, second)


def test_somebody_else_than_root_is_told_why_not(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(make_secrets, "HERE", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "argv", ["make_secrets.py"])
    assert make_secrets.main() == 1
    assert "sudo" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
