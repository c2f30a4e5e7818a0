"""A whole installation without docker: the files of deploy/, a PostgreSQL and a Valkey of its own, a mail server
with TLS, and the processes of docker-compose.yml with production's settings and secrets from files."""

import datetime as dt
import ipaddress
import os
import shutil
import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from ruamel.yaml import YAML

from deploy.make_secrets import Folder
from devtools.cluster import cursor_on
from devtools.embedded import ServiceFolder
from devtools.paths import ROOT, services_folder
from devtools.postgres import Postgres
from devtools.programs import Program, free_port
from devtools.valkey import Valkey

SERVICES = YAML(typ="safe").load(ROOT / "docker-compose.yml")["services"]
ORIGIN = "https://portaal.swv.example"


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that signs itself; return its file and that of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "proef")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(1), now + dt.timedelta(2))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return certificate, private


class DeployedValkey(Valkey):
    """Valkey by deploy/valkey/valkey.conf, its password from the secret file."""

    def __init__(self, folder: ServiceFolder, secrets: Path, log: Path):
        super().__init__(folder, log=log)
        self.secrets = secrets

    def start(self) -> None:
        self.folder.prepare()
        self.port = free_port()
        text = (ROOT / "deploy" / "valkey" / "valkey.conf").read_text()
        text = text.replace("port 6379", f"port {self.port}").replace("dir /tmp", f"dir {self.folder.part('valkey')}")
        self.command = [self._program(), "-"]
        self.spawn(text.replace("include /run/secrets/valkey_auth", (self.secrets / "valkey_auth").read_text()))
        self.wait_until(self._answers, 20)

    def _password(self) -> str:
        return (self.secrets / "valkey_auth").read_text().split()[-1]


class Installation:
    """What the administrator has after `docker compose up`, in a folder of this test run."""

    def __init__(self, folder: Path):
        self.folder, self.secrets, self.log = folder, folder / "secrets", folder / "log"
        Folder(folder, chown=lambda *_: None).prepare()
        services = ServiceFolder(services_folder(f"{Path(os.environ['PORTAL_TEST_VAR']).name}-deploy"))
        self.postgres = Postgres(services, log=self.log / "postgres.log", durable=False)
        self.valkey = DeployedValkey(services, self.secrets, self.log / "valkey.log")
        self.certificate, key = self_signed(folder)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(self.certificate, key)
        self.mail = Controller(Sink(), hostname="127.0.0.1", port=free_port(), ssl_context=tls)

    def start(self, stack: ExitStack) -> None:
        self.postgres.wipe()
        for server in (self.postgres, self.valkey, self.mail):
            stack.callback(server.stop)
            server.start()
        self._move("redis_url", "valkey:6379", f"127.0.0.1:{self.valkey.port}")
        for login in ("owner", "web", "worker"):
            self._move(f"database_url_{login}", "postgres:5432", f"127.0.0.1:{self.postgres.port}")
        self._write("email_url", f"smtps://127.0.0.1:{self.mail.port}")
        self.make_roles()
        self.manage("migrate", "--noinput", "--verbosity", "0").check_returncode()
        for name in ("worker", "beat"):
            program = self.service(name)
            stack.callback(program.stop)
            program.start()
            program.wait_until((self.folder / f"heartbeat-{name}").exists, 60)

    def make_roles(self) -> None:
        """Run the file of the service `roles`, as it does."""
        for file in (ROOT / "deploy" / "postgres" / "roles.psql", ROOT / "portal" / "lib" / "roles.sql"):
            (self.folder / file.name).write_text(file.read_text().replace("/run/secrets", str(self.secrets)))
        self.client("psql", "--no-psqlrc", "--quiet", "--file", str(self.folder / "roles.psql"), self.postgres.address())

    def client(self, program: str, *arguments: str, **options) -> subprocess.CompletedProcess:
        """Run a program of PostgreSQL itself."""
        return subprocess.run([self.postgres._programs() / program, *arguments], check=True, capture_output=True, timeout=120, **options)

    def address(self, login: str) -> str:
        return (self.secrets / f"database_url_{login}").read_text().strip()

    def as_superuser(self, *statements: str) -> None:
        with cursor_on(self.postgres.address("sluitend")) as cursor:
            for statement in statements:
                cursor.execute(statement)

    def environment(self, service: str) -> dict[str, str]:
        """Return what docker-compose.yml gives this service, with the addresses and paths of here."""
        given = {name: str(value).replace("/run/secrets", str(self.secrets)) for name, value in SERVICES[service]["environment"].items()}
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        return kept | given | {
            "WEB_CONCURRENCY": "1",
            "PORTAL_HEARTBEAT_FILE": str(self.folder / f"heartbeat-{service}"),
            "PORTAL_STATIC_ROOT": os.environ["PORTAL_STATIC_ROOT"],  # the image's
            "PORTAL_ORIGIN": ORIGIN,
            "PORTAL_SWV_NAAM": "SWV Proef",
            "PORTAL_SWV_TELEFOON": "010 - 123 45 67",
            "PORTAL_FROM": "SWV Proef <geen-antwoord@swv.test>",
            "SSL_CERT_FILE": str(self.certificate),  # the mail server's is our own
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }

    def service(self, name: str) -> Program:
        """Return a service of docker-compose.yml as a process: the same command, the same environment."""
        command = [part.replace("/tmp/", f"{self.folder}/") for part in SERVICES[name]["command"]]
        return Program(name, [sys.executable, "-m", *command], log=self.log / f"{name}.log", env=self.environment(name))

    def manage(self, *arguments: str, service: str = "manage", typed: str = "", **changed: str) -> subprocess.CompletedProcess:
        """Run a command as `docker compose run manage` does, or as another service."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment(service) | changed,
            input=typed, capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    def _move(self, name: str, there: str, here: str) -> None:
        self._write(name, (self.secrets / name).read_text().replace(there, here))

    def _write(self, name: str, text: str) -> None:
        (self.secrets / name).unlink(missing_ok=True)
        (self.secrets / name).write_text(text)
        (self.secrets / name).chmod(0o400)


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """One for the whole run: a test that changes it puts it back."""
    made = Installation(tmp_path_factory.mktemp("installation"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, made.postgres.folder.path, ignore_errors=True)
        made.start(stack)
        yield made
