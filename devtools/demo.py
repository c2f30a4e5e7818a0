"""`dev.py run`: the portal with demo data, on servers of its own."""

import argparse
import datetime as dt
import fcntl
import os
import shutil
import signal
import socket
import sys
import time

from . import borrowed, people
from .cluster import LOGINS, Cluster
from .embedded import ServiceFolder
from .environment import demo_environment
from .paths import VAR, services_folder
from .postgres import Postgres
from .programs import DevError
from .running import Addresses, RunningPortal
from .supervisor import Supervisor
from .valkey import Valkey

PARTS = ("worker", "beat", "redis")
LOGS = VAR / "log"
BEGAN = float(os.environ.pop("DEV_BEGAN", time.time()))  # dev.py may have installed packages first


def say(text: str) -> None:
    print(f"[{time.time() - BEGAN:5.1f} s] {text}", flush=True)


def parts(text: str) -> set[str]:
    """Return the parts to leave out. Without a queue the worker and the clock have nothing to do."""
    left_out = {part for part in text.split(",") if part}
    if unknown := left_out - set(PARTS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} is not one of {', '.join(PARTS)}")
    return left_out | {"worker", "beat"} if "redis" in left_out else left_out


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py run")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fresh", action="store_true", help="throw the demo away and start with an empty one")
    parser.add_argument("--without", type=parts, default=set(), metavar="PARTS", help=",".join(PARTS))
    return parser.parse_args()


def the_day() -> str | None:
    """Return the demo's date from PORTAL_TODAY."""
    day = os.environ.get("PORTAL_TODAY")
    try:
        return dt.date.fromisoformat(day).isoformat() if day else None
    except ValueError:
        raise DevError(f"PORTAL_TODAY must be a date like 2026-09-01, not {day!r}") from None


def claim_folder():
    """Return the lock that keeps a second demo out of this folder; it goes when our process goes."""
    VAR.mkdir(exist_ok=True)
    lock = (VAR / "demo.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DevError("the demo already runs from this folder; stop that one first (Ctrl-C there)") from None
    return lock


def check_port(port: int) -> None:
    """Refuse a port in use: another server would answer for us."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise DevError(f"port {port} cannot be used ({error}); choose another one with --port") from None


def outside_database(fresh: bool) -> Addresses | None:
    """Return the user's own database, which always wins over the embedded one."""
    if "DATABASE_URL" not in os.environ:
        return None
    if fresh:
        raise DevError("--fresh empties the embedded database only, and DATABASE_URL is set")
    if missing := [name for name in ("DATABASE_URL_OWNER", "DATABASE_URL_WORKER") if name not in os.environ]:
        raise DevError(f"DATABASE_URL is set, then set {' and '.join(missing)} too (the logins portal_owner and portal_worker)")
    return Addresses(owner=os.environ["DATABASE_URL_OWNER"], web=os.environ["DATABASE_URL"],
                     worker=os.environ["DATABASE_URL_WORKER"], test=os.environ.get("PORTAL_TEST_DATABASE_URL"))


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
        return Addresses(*(cluster.address(login, "portal") for login in LOGINS))

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
        web.wait_until(portal.answers, 60)

    def welcome(self, portal: RunningPortal) -> None:
        if portal.people_file.exists():
            print(f"\n{people.table(people.load(portal.people_file))}\n\n"
                  "The code of the second step: python3 dev.py code KEY_OR_EMAIL\n"
                  f"Mail that was sent: {portal.url}/demo/postvak/\n")
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
        return 1


if __name__ == "__main__":
    sys.exit(main())
