"""The real processes of a portal with demo data, for the journeys of the tests."""

import os
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from . import people, second_factor
from .cluster import Cluster
from .embedded import ServiceFolder
from .environment import demo_environment
from .paths import services_folder
from .programs import Program, free_port
from .running import Addresses, RunningPortal
from .valkey import Valkey

DATABASE = "journey"
LEEWAY = second_factor.PERIOD - 10  # so a code that we hand out can be used for 10 seconds at least
WITHOUT_QUEUE = {"valkey", "worker", "beat"}


class Journey:
    """A portal on a database and a queue of its own, at `url`; `people` are the demo's, by key."""

    def __init__(self, cluster: Cluster, test_var: Path):
        self.var = test_var / "journey"
        self.mail = self.var / "demo" / "mail"
        folder = ServiceFolder(services_folder(f"{test_var.name}-journey"))
        self.valkey = Valkey(folder, log=self.var / "log" / "valkey.log")
        self.valkey.port = free_port()
        port = free_port()
        shutil.rmtree(self.var, ignore_errors=True)
        env = demo_environment(self.var, port, "") | {
            "EMAIL_URL": "",  # mail goes to files
            "PORTAL_ORIGIN": f"http://localhost:{port}",
            "PORTAL_STATIC_ROOT": os.environ["PORTAL_STATIC_ROOT"],  # collected by the test run
            "PORTAL_MAIL_FOLDER": str(self.mail),
        }
        self.portal = RunningPortal(Addresses.on(cluster, DATABASE), port=port, var=self.var, env=env)
        self.url = self.portal.url
        self.programs: dict[str, Program] = {}
        self.people: dict[str, dict] = {}
        self.used: dict[str, int] = {}

    def fill(self) -> None:
        """Load the demo data; its people get new passwords."""
        self.portal.load_demo()
        self.people = {person["key"]: person for person in people.load(self.portal.people_file)}

    def start(self, without: Collection[str] = (), today: str | None = None) -> None:
        """Start the processes on a day of the calendar, without some of "redis", "worker" and "beat"."""
        left_out = WITHOUT_QUEUE if "redis" in without else set(without)
        self.portal.set_day(today)
        queue = "" if "valkey" in left_out else self.valkey.address()
        self.portal.env |= {"PORTAL_TODAY": today or "", "REDIS_URL": queue}
        programs = (self.valkey, self.portal.web(), self.portal.worker(), self.portal.beat())
        self.programs = {program.name: program for program in programs if program.name not in left_out}
        for program in self.programs.values():
            program.start()
        self.programs["web"].wait_until(self.portal.answers, 120)

    def stop(self) -> None:
        """Stop the processes, the last one started first; the database stays."""
        for program in reversed(self.programs.values()):
            program.stop()

    def restart(self, without: Collection[str] = (), today: str | None = None) -> None:
        self.stop()
        self.start(without, today)

    def code(self, key: str) -> str:
        """Return a code for the second step that this person has not used yet.

        The portal takes a code of now or of one step ago, each once: a third log-in within
        half a minute waits here.
        """
        step = max(int(time.time() - LEEWAY) // second_factor.PERIOD, self.used.get(key, 0) + 1)
        self.used[key] = step
        time.sleep(max(0, step * second_factor.PERIOD - time.time()))
        return second_factor.code(self.people[key]["totp_secret"], step * second_factor.PERIOD)
