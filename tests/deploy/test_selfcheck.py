"""Each fault that selfcheck knows, made on a good installation, shown in one line, and put back."""

import base64
import datetime as dt
import os
import socket
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.models import RecoveryKey
from devtools import harness
from portal import env, selfcheck
from portal.lib import clock, crypto
from portal.lib.ids import uuid7
from tests.deploy.conftest import ORIGIN


@pytest.fixture
def deployed(installation, django_db_setup, django_db_blocker, settings, monkeypatch, cluster):
    """This process has production's settings and the owner's log-in on the installation's database."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(installation.certificate))
    monkeypatch.setattr(env, "files", {})
    monkeypatch.setattr(selfcheck, "PATIENCE", 1)
    secret = {name: (installation.secrets / name).read_text().strip() for name in ("secret_key", "redis_url", "master_keys")}
    settings.SECRET_KEY, settings.CELERY_BROKER_URL = secret["secret_key"], secret["redis_url"]
    settings.PORTAL_MASTER_KEYS = {1: base64.b64decode(secret["master_keys"].removeprefix("1:"))}
    settings.PORTAL_ORIGIN, settings.ALLOWED_HOSTS = ORIGIN, ["portaal.swv.example", "localhost"]
    settings.PORTAL_SWV_NAAM, settings.PORTAL_SWV_TELEFOON, settings.DEFAULT_FROM_EMAIL = "SWV Proef", "010 - 123 45 67", "x@swv.test"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", installation.mail.port, True
    settings.EMAIL_BACKEND = "notifications.conversation.EmailBackend"
    # the queue's connection of this process is the test run's; ask the installation's
    monkeypatch.setattr(selfcheck.app.control, "broadcast", _broadcast_at(secret["redis_url"], selfcheck.app.control.broadcast))
    with django_db_blocker.unblock():
        harness.point(installation.address("owner"), role=None)
        yield installation
        harness.point(cluster.address("portal_test", "test"))


def _broadcast_at(address: str, broadcast):
    def ask(*args, **options):
        with selfcheck.app.connection_for_write(address) as there:
            return broadcast(*args, connection=there, **options)

    return ask


@pytest.fixture
def inside(deployed, monkeypatch):
    """Only the checks of settings and database: those around it wait for workers to answer."""
    monkeypatch.setattr(selfcheck, "OUTSIDE", {})
    return deployed


def lines() -> list[str]:
    return selfcheck.look().faults


@contextmanager
def changed(installation, *statements: str, back: tuple[str, ...]):
    installation.as_superuser(*statements)
    try:
        yield
    finally:
        installation.as_superuser(*back)


def test_all_is_well(deployed):
    assert lines() == []
    assert selfcheck.look().unseen == []


# ---- the database: each fault by hand of a superuser, and back

TABLE = "hulpvragen_hulpvraag"
BROKEN = {
    "row security off": (f"alter table {TABLE} disable row level security", f"alter table {TABLE} enable row level security",
                         f"de tabel {TABLE} heeft geen beveiliging per rij"),
    "no policy": ("alter table accounts_schorsing rename to gone; create table accounts_schorsing (like gone);"
                  "alter table accounts_schorsing owner to portal_owner, enable row level security;"
                  "grant select on accounts_schorsing to portal_web",
                  "drop table accounts_schorsing; alter table gone rename to accounts_schorsing",
                  "de tabel accounts_schorsing heeft beveiliging per rij zonder één regel: niemand ziet er iets van"),
    "open to all": (f"grant select on {TABLE} to public", f"revoke select on {TABLE} from public",
                    f"op de tabel {TABLE} heeft iedereen rechten"),
    "a stranger": (f"create role vreemd; grant select on {TABLE} to vreemd", f"revoke all on {TABLE} from vreemd; drop role vreemd",
                   f"op de tabel {TABLE} heeft vreemd rechten"),
    "another owner": (f"alter table {TABLE} owner to postgres", f"alter table {TABLE} owner to portal_owner",
                      f"{TABLE} is niet van portal_owner"),
    "a function for all": ("grant execute on function app_today() to public", "revoke execute on function app_today() from public",
                           "app_today is open voor elke rol"),
    "a view for all": ("grant select on app_posten to public", "revoke select on app_posten from public", "app_posten is open voor elke rol"),
    "bypassing": ("alter role portal_web bypassrls", "alter role portal_web nobypassrls",
                  "de rol portal_web mag te veel (superuser, bypassrls, createrole of createdb)"),
    "inheriting": ("grant portal_desk to portal_worker with inherit true", "revoke portal_desk from portal_worker",
                   "de rol portal_worker erft de rechten van portal_desk"),
    "a right lost": ("revoke portal_swv from portal_web", "grant portal_swv to portal_web with inherit false, set true",
                     "de rol portal_web mag portal_swv niet worden"),
    "a right too many": ("grant portal_owner to portal_web with inherit false, set true", "revoke portal_owner from portal_web",
                         "de rol portal_web mag portal_owner worden"),
    "a developer's role": ("create role portal_test", "drop role portal_test", "de rol portal_test hoort niet in deze database"),
    "half migrated": ("create table kept as select * from django_migrations where name = '0002_trail';"
                      "delete from django_migrations where name = '0002_trail'",
                      "insert into django_migrations (app, name, applied) select app, name, applied from kept; drop table kept",
                      "migraties zijn nog niet uitgevoerd"),
    "of a newer version": ("insert into django_migrations (app, name, applied) values ('accounts', '9999_later', now())",
                           "delete from django_migrations where name = '9999_later'",
                           "de database heeft migraties die deze versie niet kent (accounts.9999_later)"),
    "a shifted calendar": ("insert into demo_kalender (dag) values ('2031-01-01')", "delete from demo_kalender",
                           "de kalender is verschoven (tabel demo_kalender), en dit is geen demo"),
}  # fmt: skip


@pytest.mark.parametrize(("breaking", "mending", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_fault_in_the_database(inside, breaking, mending, line):
    with changed(inside, breaking, back=(mending,)):
        found = lines()
    assert any(line in one for one in found), found
    assert lines() == [], "and it was put back"


def test_the_demo_has_a_developers_role(inside, settings):
    settings.PORTAL_DEMO = True
    with changed(inside, "create role portal_test", back=("drop role portal_test",)):
        assert lines() == []


def test_another_locale(inside):
    inside.as_superuser("create database elders template template0 encoding 'UTF8' locale_provider libc locale 'C'")
    harness.point(inside.address("owner").replace("/sluitend", "/elders"), role=None)
    try:
        assert list(selfcheck.the_server()) == ["de database heeft tekenset UTF8 en taalregels None; maak haar met UTF8 en de ingebouwde C.UTF-8"]
    finally:
        connection.close()
        inside.as_superuser("drop database elders")


def test_another_major_version(inside, monkeypatch):
    monkeypatch.setattr(selfcheck, "POSTGRESQL", 19)
    assert lines() == ["de database is PostgreSQL 18; het portaal is gemaakt voor 19"]


@pytest.mark.parametrize(("seconds", "word"), [(3, "achter"), (-3, "voor")])
def test_clocks_that_differ(inside, monkeypatch, seconds, word):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + dt.timedelta(seconds=seconds))
    assert lines() == [f"de klok van de database loopt 3 seconden {word} op die van het portaal: zet tijdsynchronisatie aan"]


def test_a_superuser_as_log_in(inside):
    harness.point(inside.postgres.address("sluitend"), role=None)
    assert lines() == [
        "DATABASE_URL: de log-in postgres is superuser of mag langs de beveiliging per rij",
        "DATABASE_URL: postgres is geen log-in van het portaal (portal_owner, portal_web, portal_worker)",
    ]


def test_another_log_in_says_what_it_may_not_see(inside):
    harness.point(inside.address("web"), role=None)
    assert (lines(), selfcheck.look().unseen) == ([], ["de sleutels"])
    harness.point(inside.address("worker"), role=None)
    assert (lines(), selfcheck.look().unseen) == ([], ["de migraties", "de sleutels"])


def test_a_database_that_is_not_there(inside):
    harness.point("postgresql://portal_owner:x@127.0.0.1:1/sluitend", role=None)
    [line] = lines()
    assert line.startswith("de database geeft geen antwoord")


# ---- keys


@pytest.fixture
def recovery_key(inside):
    """The one row that every installation has under the master key; comes back as it was."""
    before = RecoveryKey.objects.get().sealed
    yield before
    RecoveryKey.objects.update(sealed=before)


@pytest.mark.parametrize("given", [{}, {1: bytes(32)}, {2: bytes(32)}])
def test_a_master_key_that_does_not_fit(recovery_key, settings, given):
    settings.PORTAL_MASTER_KEYS = given or {7: bytes(32)}
    assert lines() == ["de sleutel van de herstelcodes: 1 zitten onder hoofdsleutel 1, en die past niet of staat niet in PORTAL_MASTER_KEYS"]


def test_only_the_rows_of_the_lost_key_are_counted(recovery_key, settings):
    settings.PORTAL_MASTER_KEYS |= {2: bytes(32)}
    assert lines() == []
    RecoveryKey.objects.update(sealed=crypto.rewrap(RecoveryKey.PURPOSE, recovery_key))
    del settings.PORTAL_MASTER_KEYS[2]
    assert lines() == ["de sleutel van de herstelcodes: 1 zitten onder hoofdsleutel 2, en die past niet of staat niet in PORTAL_MASTER_KEYS"]


# ---- what waits


def test_a_trail_that_is_not_sealed(inside, monkeypatch):
    monkeypatch.setattr(selfcheck, "seal_lag", lambda: 75.4)
    assert lines() == ["het spoor is 75 seconden achter met verzegelen: draaien worker en beat?"]


def test_mail_that_lies_too_long(inside):
    owner = (
        "insert into notifications_outbox (id, occasion, event, subject_type, subject_id, kenmerk, role, created_at, due_at, state, attempts, last_error,"
        " leased_until) values ('{id}', '{id}', 'hulpvraag.taken', 'hulpvraag', '{id}', 'H-2026-0001', 'contact', now(), now() - interval '20 minutes', 'pending', 0, '',"
        " now() + interval '1 hour')"
    ).format(id=uuid7())
    with changed(inside, owner, back=("delete from notifications_outbox",)):
        [line] = lines()
    assert line.startswith("de oudste e-mail die weg kan, ligt er al 20 minuten")


# ---- around it


def test_redis_with_another_password(deployed, settings):
    settings.CELERY_BROKER_URL = settings.CELERY_BROKER_URL.replace("redis://:", "redis://:niet")
    [line] = lines()
    assert line.startswith("Redis is niet te bereiken met het wachtwoord uit REDIS_URL")
    assert "niet" + deployed.valkey._password() not in line


def test_redis_that_asks_no_password(deployed, installation):
    port, password = installation.valkey.port, installation.valkey._password()
    _tell(port, password, "config set requirepass ''")
    try:
        found = list(selfcheck.the_queue())
    finally:
        _tell(port, "", f"config set requirepass {password}")
    assert any(line == "Redis antwoordt ook zonder wachtwoord: zet requirepass aan" for line in found)


def _tell(port: int, password: str, command: str) -> None:
    import redis

    client = redis.Redis(port=port, password=password or None)
    words = command.split()
    client.execute_command(*[word.strip("'") for word in words])
    client.close()


def test_no_redis_at_all(deployed, settings):
    settings.CELERY_BROKER_URL = ""
    assert lines() == ["REDIS_URL ontbreekt: e-mail en zegels wachten tot iemand ze verstuurt"]


def test_no_worker_answers(deployed, monkeypatch):
    monkeypatch.setattr(selfcheck.app.control, "broadcast", lambda *_, **__: [])
    assert lines() == ["geen worker antwoordt: e-mail wacht en het spoor wordt niet verzegeld"]


def test_a_worker_of_another_version(deployed, monkeypatch):
    monkeypatch.setattr(selfcheck, "VERSION", "000000000000")
    [line] = lines()
    assert line.startswith("worker celery@")
    assert "draait andere code dan deze" in line


def test_a_mail_server_that_is_away(deployed, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = nobody.getsockname()[1]
        assert lines() == [f"de mailserver 127.0.0.1:{settings.EMAIL_PORT} laat ons niet toe (ConnectionRefusedError)"]


def test_a_mail_server_with_a_certificate_nobody_knows(deployed, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    [line] = lines()
    assert line.endswith("laat ons niet toe (SSLCertVerificationError)")


def test_a_mail_server_that_refuses_the_password(deployed, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "wie", "wat"
    [line] = lines()
    assert line.startswith("de mailserver 127.0.0.1:")


def test_a_kernel_that_shuts_nothing_in(deployed, monkeypatch):
    monkeypatch.setattr(selfcheck, "OUTSIDE", {selfcheck.the_documents: "de documenten"})
    assert lines() == []
    monkeypatch.setattr(selfcheck.rendering.word, "is_safe", lambda: False)
    assert lines() == ["Word-bestanden worden niet omgezet: de kern van deze server heeft geen Landlock"]
    monkeypatch.setattr(selfcheck.rendering.jail, "PROGRAM", "no.such.program")
    assert lines() == ["documenten worden niet gelezen en niet getoond: het filter op systeemaanroepen (seccomp) is hier niet te zetten"]


def test_static_files_that_were_not_collected(deployed):
    files = selfcheck.staticfiles_storage.hashed_files
    kept = files.pop("portal/css/tokens.css")
    try:
        [line] = selfcheck.the_static_files()
    finally:
        files["portal/css/tokens.css"] = kept
    assert line.startswith("1 bestanden voor de opmaak ontbreken")
    assert "portal/css/tokens.css" in line
    assert list(selfcheck.the_static_files()) == []


# ---- settings


@pytest.mark.parametrize(("name", "value", "line"), [
    ("PORTAL_SWV_NAAM", "PPO Voorbeeldstad", "PORTAL_SWV_NAAM is nog die van het voorbeeld"),
    ("DEFAULT_FROM_EMAIL", "Sluitend <x@sluitend.example>", "PORTAL_FROM is nog die van het voorbeeld"),
    ("PORTAL_ORIGIN", "http://portaal.swv.example", "PORTAL_ORIGIN moet een adres met https zijn, zoals https://portaal.voorbeeld.nl"),
])  # fmt: skip
def test_a_careless_setting(inside, settings, name, value, line):
    setattr(settings, name, value)
    assert lines() == [line]


def test_a_typo(inside, monkeypatch):
    monkeypatch.setenv("PORTAL_SWV_URE", "x")
    assert lines() == ["PORTAL_SWV_URE is geen instelling: bedoelt u PORTAL_SWV_UREN?"]


def test_a_check_that_fails_is_a_fault_and_the_others_go_on(inside):
    with changed(inside, "alter function audit_seal_lag() rename to gone", back=("alter function gone() rename to audit_seal_lag",)):
        [line] = lines()
    assert line.startswith("de zegels: niet na te gaan")


# ---- the command


def test_the_command_tells_each_fault_and_exits_with_one(installation):
    (installation.secrets / "secret_key").chmod(0o644)
    try:
        seen = installation.manage("selfcheck", PORTAL_SWV_URE="x")
    finally:
        (installation.secrets / "secret_key").chmod(0o400)
    assert seen.returncode == 1
    assert [line.split()[0] for line in seen.stdout.splitlines()] == ["SECRET_KEY_FILE:", "PORTAL_SWV_URE"]


def test_the_command_changes_nothing(installation):
    counts = "select (select count(*) from audit_event), (select count(*) from notifications_outbox)"
    before = harness_fetch(installation, counts)
    installation.manage("selfcheck")
    assert harness_fetch(installation, counts) == before


def harness_fetch(installation, query: str):
    from devtools.cluster import fetch

    return fetch(installation.address("owner"), query)
