"""Starts a fresh process for each file, gives it the bytes, and waits no longer than it may take.

The process gets no environment, no file but its three, and locks itself in (`inside/locks.py`) before it reads a byte.
Question and answer lie in memory (memfd): nothing of a document touches a disk, and neither side can flood the other.
"""

import importlib.util
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hulpvragen.rendering.sentences import invalid

logger = logging.getLogger(__name__)
SECONDS = 20  # by the clock; the process itself may use CPU for less
LARGEST_ANSWER = 64_000_000
PLACES = threading.BoundedSemaphore(3)  # of 1 GiB at most, per process of the web server
PATIENCE = 15  # seconds for a place

HERE = Path(__file__).parent
PATHS = [str(HERE), str(Path(importlib.util.find_spec("PIL").origin).parent.parent)]  # ours, and the libraries
_BOOT = "import sys; from importlib import import_module; sys.path[:0] = sys.argv[3].split(':'); import_module(sys.argv[1]).main(int(sys.argv[2]))"
PROGRAM = "inside.work"
NOTHING = subprocess.DEVNULL
_SIGNALS = {signal.SIGKILL: "too_heavy", signal.SIGXCPU: "too_slow", signal.SIGXFSZ: "too_heavy"}


@dataclass(frozen=True)
class Answer:
    said: dict
    data: bytes


def ask(task: str, data: bytes, *, program: str = "", seconds: float = SECONDS, **given) -> Answer:
    """Have one task done in a jail and return its answer; raise Invalid when it did not end well."""
    head = json.dumps({"task": task, **given}).encode()
    command = boot(program or PROGRAM)
    with place(), _in_memory(len(head).to_bytes(4, "big") + head + data) as question, _in_memory() as answer:
        code = run(command, seconds, stdin=question, stdout=answer)
        if code:
            logger.warning("a jailed process ended with %s", code)
            raise invalid("too_slow" if code == TOO_LATE else _SIGNALS.get(-code, "broke"))
        return _read(answer)


def boot(program: str, *rest: str) -> list[str]:
    """Return the command that starts a module of the jail: our Python, without environment, site or anything of the portal."""
    return [sys.executable, "-I", "-S", "-B", "-c", _BOOT, program, str(os.getpid()), ":".join(PATHS), *rest]


TOO_LATE = 1000  # no exit code of a process
NOT_LOCKED = 77  # what inside.converter says when it could not be shut in


def run(command: list[str], seconds: float, **options) -> int:
    """Run a command with nothing of ours in reach; return its exit code, a signal as a negative one, or TOO_LATE."""
    try:
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True, **{"env": {}, **options})  # noqa: S603
    except OSError:  # no memory or no process left
        raise invalid("busy") from None
    with process:
        end = os.pidfd_open(process.pid)
        try:
            ended = select.poll()
            ended.register(end, select.POLLIN)
            in_time = bool(ended.poll(seconds * 1000))
        finally:
            os.close(end)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # its children as well; it is not reaped yet, so the number is still its own
        code = process.wait()
    return code if in_time else TOO_LATE


class place:
    """One of the few places; raises Invalid when none comes free."""

    def __enter__(self):
        if not PLACES.acquire(timeout=PATIENCE):
            raise invalid("busy")

    def __exit__(self, *_):
        PLACES.release()


class _in_memory:
    """A file that lies in memory alone."""

    def __init__(self, content: bytes = b""):
        self.content = content

    def __enter__(self) -> int:
        self.file = os.fdopen(os.memfd_create("paper"), "w+b", buffering=0)
        if self.content:
            self.file.write(self.content)
            self.file.seek(0)
        return self.file.fileno()

    def __exit__(self, *_):
        self.file.close()


def _read(answer: int) -> Answer:
    size = os.fstat(answer).st_size
    try:
        if size > LARGEST_ANSWER:
            raise ValueError
        head = int.from_bytes(os.pread(answer, 4, 0), "big")
        said = json.loads(os.pread(answer, head, 4))
        if not isinstance(said, dict):
            raise ValueError
        return Answer(said, os.pread(answer, size, 4 + head))
    except (ValueError, RecursionError):
        raise invalid("broke") from None
