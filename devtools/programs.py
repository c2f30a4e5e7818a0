"""A program that runs beside us: with a log of its own, stopped in time and never left behind."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .paths import ROOT

_PR_SET_PDEATHSIG = 1


class DevError(RuntimeError):
    """Something a developer can act on; shown without a traceback."""


def die_with_parent(signum: int) -> Callable[[], None] | None:
    """Return what a child must run first, so that Linux sends it `signum` when its parent dies.

    Even `kill -9` of the parent then leaves nothing alive. macOS has no such signal.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)  # loaded before the fork
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signum)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


def free_port() -> int:
    """Return a port on 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A child process in a session of its own: Ctrl-C in the terminal reaches only us, and we
    stop our children in the right order."""

    stop_signal = signal.SIGTERM
    orphan_signal = signal.SIGKILL

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        log: Path,
        env: dict[str, str] | None = None,
        grace: float = 15,
        cwd: Path | str = ROOT,
        account: dict | None = None,
    ):
        self.name, self.command, self.log, self.env = name, command, log, env
        self.grace, self.cwd, self.account = grace, cwd, account or {}
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.spawn()

    def spawn(self, typed: str | None = None) -> None:
        """Start the process; `typed` is what it reads from its standard input."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                cwd=self.cwd,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL if typed is None else subprocess.PIPE,
                start_new_session=True,
                preexec_fn=die_with_parent(self.orphan_signal),
                **self.account,
            )
        if typed is not None:
            self.process.stdin.write(typed.encode())
            self.process.stdin.close()

    def ended(self) -> int | None:
        """Return the exit code of a process that ended by itself, else None."""
        return self.process.poll() if self.process else None

    def complete(self) -> None:
        """Run the program to its end; a failure is an error with the end of its log."""
        self.log.unlink(missing_ok=True)
        try:
            self.start()
            if code := self.process.wait():
                raise DevError(f"{self.name} failed with code {code}:\n{self.tail()}")
        finally:
            self.kill()

    def stop(self) -> None:
        """Ask the program to stop; kill it and its children when its time is up, or at a second Ctrl-C."""
        if self.process and self.ended() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.grace)
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                self.kill()

    def kill(self) -> None:
        """End the program and its children as `kill -9` would."""
        if self.process and self.ended() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait for `ready()`; a process that ends or takes too long is an error with the end of its log."""
        deadline = time.monotonic() + seconds
        while not ready():
            if (code := self.ended()) is not None:
                raise DevError(f"{self.name} ended with code {code}. The end of its log:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise DevError(f"{self.name} was not ready within {seconds:.0f} s; see {self.log}")
            time.sleep(0.02)

    def tail(self, size: int = 1500) -> str:
        """Return the end of the log."""
        return self.log.read_text(errors="replace")[-size:].strip() if self.log.exists() else "(empty)"
