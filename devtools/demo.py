"""`dev.py run`: the portal with demo data, on servers of its own."""

import argparse
import os
import shutil
import signal
import sys
import time

import psycopg2

from . import borrowed, people
from .cluster import LOGINS, Cluster
from .embedded import ServiceFolder
from .environment import demo_environment
from .paths import VAR, services_folder
from .postgres import Postgres
from .programs import DevError
from .run_options import check_port, claim_folder, outside_database, read_options, the_day
from .running import Addresses, RunningPortal
from .supervisor import Supervisor
from .valkey import Valkey

LOGS = VAR / "log"
BEGAN = float(os.environ.pop("DEV_BEGAN", time.time()))  # dev.py may have installed packages first


def say(text: str) -> None:
    print(f"[{time.time() - BEGAN:5.1f} s] {text}", flush=True)


class Demo:
    def __init__(self, options: argparse.Namespace, day: str | None):
        self.options, self.day = options, day
        self.folder = ServiceFolder(services_folder("demo"))
        self.supervisor = Supervisor(say)

    def run(self) -> None:
        """Start everything, show who can log in, and keep it running until somebody stops us."""
        outside = outside_database(self.options.fresh)
        check_port(self.options.port)
        shutil.rmtree(LOGS, ignore_errors=True)
        try:
            portal = self.prepare(outside or self.start_postgres(), self.start_queue())
            self.start_portal(portal)
            borrowed.lend(portal.env | {"DATABASE_URL": portal.addresses.owner})
            self.welcome(portal)
            self.supervisor.watch()
        finally:
            print("\nStopping", flush=True)
            borrowed.take_back()
            self.supervisor.stop()

    def start_postgres(self) -> Addresses:
        server = Postgres(self.folder, log=LOGS / "postgres.log")
        if self.options.fresh or not people.FILE.exists():  # without its secrets the old data is unreadable
            server.wipe()
            self.forget()
        self.supervisor.start(server)
        cluster = Cluster(server.port, {login: self.folder.secret(f"{login}-password") for login in LOGINS})
        cluster.prepare_roles(server.address())
        cluster.ensure("portal")
        say(f"PostgreSQL runs on port {server.port}")
        return Addresses.on(cluster, "portal")

    @staticmethod
    def forget() -> None:
        shutil.rmtree(VAR / "demo", ignore_errors=True)
        for secret in ("secret-key", "master-keys"):
            (VAR / secret).unlink(missing_ok=True)

    def start_queue(self) -> str:
        """Return the address of the queue: none, the user's own, or our Valkey."""
        if "redis" in self.options.without:
            say("no queue, so no worker and no beat")
            return ""
        if own := os.environ.get("REDIS_URL"):
            return own
        server = Valkey(self.folder, log=LOGS / "valkey.log")
        self.supervisor.start(server)
        say(f"Valkey runs on port {server.port}")
        return server.address()

    def prepare(self, addresses: Addresses, redis: str) -> RunningPortal:
        """Bring the database, the static files, the calendar and the demo data up to date."""
        port = self.options.port
        portal = RunningPortal(addresses, port=port, var=VAR, env=demo_environment(VAR, port, redis))
        portal.manage("migrate", "--verbosity", "0")
        say("the database is up to date")
        portal.manage("collectstatic", "--noinput", "--verbosity", "0")
        portal.set_day(self.day)
        if not portal.has_people():
            self.fill(portal)
        return portal

    @staticmethod
    def fill(portal: RunningPortal) -> None:
        if not portal.addresses.test:
            say("no demo data: PORTAL_TEST_DATABASE_URL (a login that may become the portal's roles) is not set")
            return
        portal.load_demo()
        say("the demo data is loaded")

    def start_portal(self, portal: RunningPortal) -> None:
        web = portal.web()
        self.supervisor.start(web)
        for name, program in (("worker", portal.worker()), ("beat", portal.beat())):
            if name not in self.options.without:
                self.supervisor.start(program)
        web.wait_until(portal.answers, 120)

    def welcome(self, portal: RunningPortal) -> None:
        if portal.people_file.exists():
            print(
                f"\n{people.table(people.load(portal.people_file))}\n\n"
                "The code of the second step: python3 dev.py code KEY_OR_EMAIL\n"
                f"Mail that was sent: {portal.url}/demo/postvak/\n"
            )
        day = f" on {self.day}" if self.day else ""
        say(f"The portal answers{day}: {portal.url}/   (Ctrl-C stops it)")


def interrupt(*_) -> None:
    raise KeyboardInterrupt


def main() -> int:
    options = read_options()
    os.umask(0o077)  # logs, mails and secrets are for this account only
    for signum in (signal.SIGINT, signal.SIGTERM):  # a shell starts its background jobs with SIGINT ignored
        signal.signal(signum, interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, interrupt)
    try:
        day = the_day()
        lock = claim_folder()
        with lock:
            Demo(options, day).run()
    except KeyboardInterrupt:
        return 0
    except DevError as error:
        print(f"dev.py run: {error}", file=sys.stderr)
    except psycopg2.OperationalError as error:
        print(f"dev.py run: the database refuses us ({error}); is it damaged? Then start with --fresh", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
