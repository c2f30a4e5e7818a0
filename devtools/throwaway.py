"""Throw-away servers for the tests and the checks: quick, not durable, beside the demo's."""

import base64
import fcntl
import os
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from .cluster import LOGINS, Cluster
from .embedded import ServiceFolder
from .paths import VAR, services_folder
from .postgres import Postgres
from .programs import DevError
from .valkey import Valkey

_SEVERAL = 16  # runs at the same time


def _claim():
    """Return the lock and the name of the first set of servers that no other run is using."""
    VAR.mkdir(exist_ok=True)
    for number in range(1, _SEVERAL + 1):
        lock = (VAR / f"test-{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock, f"test-{number}"
        except OSError:
            lock.close()
    raise DevError(f"{_SEVERAL} test runs are going on in this folder already")


def _start(server: Postgres) -> Cluster:
    """Start the server and make its roles."""
    server.start()
    cluster = Cluster(server.port, dict.fromkeys(LOGINS, server.folder.secret("password")))
    cluster.prepare_roles(server.address())
    return cluster


def _start_or_renew(server: Postgres) -> Cluster:
    """Start the server; one that is broken is made anew. It is written without fsync and holds nothing of value."""
    try:
        return _start(server)
    except (DevError, OSError, psycopg2.Error):
        server.stop()
        server.wipe()
        return _start(server)


@contextmanager
def servers():
    """Run PostgreSQL with the portal's roles, and Valkey; yields the environment for the tests."""
    lock, name = _claim()
    folder = ServiceFolder(services_folder(name))
    var = VAR / name
    database = Postgres(folder, log=var / "log" / "postgres.log", durable=False)
    queue = Valkey(folder, log=var / "log" / "valkey.log")
    try:
        cluster = _start_or_renew(database)
        queue.start()
        yield _environment(cluster, queue, var)
    finally:
        queue.stop()
        database.stop()
        lock.close()


def _environment(cluster: Cluster, queue: Valkey, var: Path) -> dict[str, str]:
    address = cluster.address("portal_test", "postgres")
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": address,
        "PORTAL_TEST_DATABASE_URL": address,
        "PORTAL_TEST_VAR": str(var),
        "REDIS_URL": queue.address(),
        "EMAIL_URL": "smtp://127.0.0.1:9",  # nobody listens: a test that mails gives itself a server
        "SECRET_KEY": "only for tests",
        "PORTAL_MASTER_KEYS": "1:" + base64.b64encode(bytes(range(32))).decode(),
        "PORTAL_STATIC_ROOT": str(var / "static"),
        "PORTAL_MAIL_FOLDER": str(var / "mail"),
        "PORTAL_DEMO": "",
        "PORTAL_TODAY": "",
        "PORTAL_ORIGIN": "http://localhost:8000",
    }
