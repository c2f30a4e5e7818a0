"""What `dev.py run` is asked for, and what must be right before anything starts."""

import argparse
import datetime as dt
import fcntl
import os
import socket

from .paths import VAR
from .programs import DevError
from .running import Addresses

PARTS = ("worker", "beat", "redis")


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
        raise DevError(f"DATABASE_URL is set (portal_web), then {' and '.join(missing)} must be set too")
    return Addresses(
        owner=os.environ["DATABASE_URL_OWNER"],
        web=os.environ["DATABASE_URL"],
        worker=os.environ["DATABASE_URL_WORKER"],
        test=os.environ.get("PORTAL_TEST_DATABASE_URL"),
    )
