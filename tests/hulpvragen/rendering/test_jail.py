"""Whoever breaks out of a library breaks into nothing: no network, file, process or secret; and the portal goes on."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import prisoner
import pytest

from hulpvragen import rendering
from hulpvragen.rendering import jail
from hulpvragen.rendering.sentences import SENTENCES
from portal.lib.errors import Invalid

pytestmark = pytest.mark.usefixtures("with_helpers")


@pytest.fixture
def listener():
    """A server on this machine that would notice whoever comes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def inside(task: str, data: bytes = b"", **options):
    return jail.ask(task, data, program="prisoner", **options)


@pytest.mark.parametrize("attempt", prisoner.ATTEMPTS)
def test_nothing_is_in_reach(attempt, listener):
    port = listener.getsockname()[1]
    assert prisoner.outcome(attempt, port) == "done", "the attempt itself must work"
    if attempt == "network":
        listener.accept()[0].close()

    assert inside(attempt, json.dumps({"port": port}).encode()).said == {"outcome": "refused"}

    with pytest.raises(TimeoutError):
        listener.accept()


def test_no_secret_goes_along(monkeypatch):
    monkeypatch.setenv("PORTAL_MASTER_KEYS", "1:geheim")
    assert set(inside("variables").said["variables"]) <= {"LC_CTYPE"}  # Python sets that one itself


def refusal(task: str, data: bytes = b"", **options) -> str:
    with pytest.raises(Invalid) as caught:
        raise rendering.invalid(inside(task, data, **options).said["fault"])
    assert caught.value.field == "bestand"
    return next(code for code, sentence in SENTENCES.items() if sentence == caught.value.message)


@pytest.mark.parametrize(
    ("task", "seconds", "code"),
    [
        ("memory bomb", 20, "too_heavy"), ("endless loop", 1, "too_slow"), ("flood", 20, "broke"),
        ("crash", 20, "broke"), ("die", 20, "broke"), ("unknown task", 20, "damaged"),
    ],
)  # fmt: skip
def test_what_goes_wrong_ends_with_a_sentence_and_the_portal_goes_on(task, seconds, code):
    began = time.monotonic()
    assert refusal(task, seconds=seconds) == code
    assert time.monotonic() - began < seconds + 2
    assert rendering.is_safe()


def test_an_endless_loop_is_ended_by_its_own_limit_too():
    assert refusal("endless loop", seconds=60) == "too_slow"


@pytest.mark.parametrize(
    "said",
    [b"", b"\0\0\0\x05", b"\xff\xff\xff\xff{}", b"\0\0\0\x02[]", b"\0\0\0\x04null", b"\0\0\0\x02{}", b"\0\0\0\x02\xff\xfe", b"\0\1\0\0" + b"[" * 65536],
    ids=range(8),
)  # fmt: skip
def test_a_lie_from_inside_is_not_believed(said, monkeypatch):
    with pytest.raises(Invalid):
        rendering._paper(inside("lie", said), "pdf", "titel", None)


@pytest.mark.parametrize("answer", [{}, {"teksten": "a"}, {"teksten": []}, {"teksten": ["a"] * 301}, {"teksten": ["a"], "notes": 1}])
def test_an_answer_of_another_form_is_no_paper(answer):
    with pytest.raises(Invalid):
        rendering._paper(jail.Answer(answer, b""), "pdf", "titel", None)


def test_texts_from_inside_are_made_fit_to_keep():
    paper = rendering._paper(jail.Answer({"teksten": ["a\0b\ud800c\r\nd\ufffee", 7], "verborgen": ["x"], "notes": ["evil", "form", []]}, b""), "pdf", "titel", None)
    assert paper.teksten == ["abc\nde", ""]
    assert paper.verborgen == ""
    assert len(paper.opmerkingen) == 1


def test_the_jail_dies_with_its_parent():
    command = [sys.executable, "-c", f"""
import os, subprocess, sys
sys.path[:0] = {[os.getcwd()]!r}
from hulpvragen.rendering import jail
jail.PATHS = {jail.PATHS!r}
process = subprocess.Popen(jail.boot("prisoner"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={{}})
head = b'{{"task": "endless loop"}}'
process.stdin.write(len(head).to_bytes(4, "big") + head)
process.stdin.close()
print(process.pid, flush=True)
input()
"""]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        end = os.pidfd_open(child)
        time.sleep(0.3)
        os.kill(child, 0)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert jail.select.select([end], [], [], 5)[0], "it lives on"
    os.close(end)


def test_a_machine_without_the_filter_reads_nothing(monkeypatch):
    assert jail.ask("nothing", b"", program="unlocked").said == {"fault": "no_jail"}
    monkeypatch.setattr(jail, "PROGRAM", "unlocked")
    assert not rendering.is_safe()
    with pytest.raises(Invalid, match="niet veilig worden gelezen"):
        rendering.read("verslag.pdf", b"%PDF-")


def test_there_is_room_for_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(jail, "PLACES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(jail, "PATIENCE", 0.2)
    began = threading.Event()

    def long():
        began.set()
        with pytest.raises(Invalid):
            inside("endless loop", seconds=1.5)

    other = threading.Thread(target=long)
    other.start()
    began.wait()
    time.sleep(0.1)
    assert refusal("variables") == "busy"
    other.join()
    assert inside("variables").said


def test_nothing_is_left_behind():
    before = set(os.listdir("/proc/self/fd"))
    for _ in range(3):
        inside("variables")
        refusal("die")
    assert set(os.listdir("/proc/self/fd")) == before
