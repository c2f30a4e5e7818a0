"""One portal with all its processes, on a database that is there already.

`dev.py run` starts it for people, the journeys of the tests start it for themselves.
"""

import contextlib
import http.client
import sys
from dataclasses import dataclass
from pathlib import Path

from .cluster import Cluster, fetch, run
from .programs import Program

GUNICORN = [
    "-m",
    "gunicorn",
    "portal.wsgi",
    "--config",
    "python:devtools.gunicorn_hooks",
    "--workers",
    "2",
    "--threads",
    "4",
    "--graceful-timeout",
    "5",
    "--access-logfile",
    "-",
    "--no-control-socket",
]
WORKER = [
    "-m",
    "celery",
    "-A",
    "portal",
    "worker",
    "--loglevel",
    "INFO",
    "--concurrency",
    "1",
    "--without-gossip",
    "--without-mingle",
]
BEAT = ["-m", "celery", "-A", "portal", "beat", "--loglevel", "INFO", "--pidfile="]


@dataclass(frozen=True)
class Addresses:
    """One database by its logins; `test` is None on a server that is not ours."""

    owner: str
    web: str
    worker: str
    test: str | None

    @classmethod
    def on(cls, cluster: Cluster, database: str) -> "Addresses":
        return cls(**{login: cluster.address(f"portal_{login}", database) for login in ("owner", "web", "worker", "test")})


class RunningPortal:
    """`var` is the folder of all that this portal writes; `env` goes to every process."""

    def __init__(self, addresses: Addresses, *, port: int, var: Path, env: dict[str, str]):
        self.addresses, self.port, self.var, self.env = addresses, port, var, env
        self.people_file = var / "demo" / "people.json"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def manage(self, *arguments: str) -> None:
        """Run a management command as the owner of the database."""
        self.program(arguments[0], ["manage.py", *arguments], self.addresses.owner).complete()

    def set_day(self, day: str | None) -> None:
        """Put the demo's calendar on a day, or back on the real one."""
        run(self.addresses.owner, "delete from demo_kalender")
        if day:
            run(self.addresses.owner, f"insert into demo_kalender (dag) values (date '{day}')")

    def has_people(self) -> bool:
        """Tell whether there is an account in the database."""
        return bool(fetch(self.addresses.owner, "select 1 from accounts_user limit 1"))

    def load_demo(self) -> None:
        """Fill the empty database with the demo's people, schools and hulpvragen."""
        program = self.program("demo-data", ["-m", "devtools.demo_data"], self.addresses.test)
        program.env["PORTAL_TEST_DATABASE_URL"] = self.addresses.test
        program.complete()

    def web(self) -> Program:
        return self.program("web", [*GUNICORN, "--bind", f"127.0.0.1:{self.port}"], self.addresses.web)

    def worker(self) -> Program:
        return self.program("worker", WORKER, self.addresses.worker)

    def beat(self) -> Program:
        return self.program("beat", [*BEAT, "--schedule", str(self.var / "beat-schedule")], self.addresses.worker)

    def program(self, name: str, command: list[str], database: str) -> Program:
        """Return a program of the portal under one of the database's logins."""
        env = self.env | {"DATABASE_URL": database}
        return Program(name, [sys.executable, *command], log=self.var / "log" / f"{name}.log", env=env, grace=10)

    def answers(self) -> bool:
        """Tell whether the portal says that it is well."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/gezond/", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        return False
