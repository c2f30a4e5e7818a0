"""The real processes: they start, stop in order, and none outlives a kill."""

import contextlib
import os
import subprocess
import time

import pytest


def children(pid: int) -> list[int]:
    shown = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in shown.stdout.split()]


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(alive, pids)):
        assert time.monotonic() < deadline, "a child outlived its parent"
        time.sleep(0.05)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_children_end_with_a_killed_parent(portal_process, name):
    program = portal_process.programs[name]
    deadline = time.monotonic() + 20
    while not (pids := children(program.process.pid)):
        assert time.monotonic() < deadline, "no children to look at"
        time.sleep(0.05)
    os.kill(program.process.pid, 9)
    program.process.wait()
    wait_until_gone(pids)
    program.start()
    portal_process.programs["web"].wait_until(portal_process.portal.answers, 120)


def test_the_portal_answers_without_queue_worker_and_clock(portal_process):
    portal_process.restart(without=["redis", "worker", "beat"])
    assert list(portal_process.programs) == ["web"]
    assert portal_process.portal.answers()
    portal_process.restart()
    assert list(portal_process.programs) == ["valkey", "web", "worker", "beat"]


def test_nobody_else_reads_what_the_portal_writes(portal_process):
    loose = [path for path in portal_process.var.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    assert loose == []
