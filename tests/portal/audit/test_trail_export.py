"""An export stands on its own: edited by hand it is found out, whatever was done to it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.audit import verify

pytestmark = pytest.mark.django_db
# trail, seal 1, 2 events, seal 2, 3 events, seal 3, 2 events, the event of the export itself, end
SEAL_2, FIRST, LAST, LOOSE = 4, 2, 10, 11


def edited(number, old, new):
    def edit(lines):
        assert old in lines[number]
        lines[number] = lines[number].replace(old, new, 1)

    return edit


def without(*numbers):
    def edit(lines):
        for number in sorted(numbers, reverse=True):
            del lines[number]

    return edit


def swapped(one, other):
    def edit(lines):
        lines[one], lines[other] = lines[other], lines[one]

    return edit


def inserted(number, line):
    return lambda lines: lines.insert(number, line or lines[number])


EDITS = {
    "a value": (edited(6, b"berichten", b"documenten"), "event .*: was altered"),
    "a space": (edited(6, b'": ', b'":'), "event .*: was altered"),
    "the first event": (without(FIRST), "seal 1: has 1 events, it was set on 2"),
    "a middle event": (without(6), "seal 2: has 2 events, it was set on 3"),
    "the last event": (without(LAST), "seal 3: has 1 events, it was set on 2"),
    "an event twice": (inserted(6, None), "seal 2: has 4 events, it was set on 3"),
    "two events swapped": (swapped(5, 6), "stands at place 1 of seal 2, it was sealed at 2"),
    "an event in another seal": (swapped(3, 5), "belongs to seal 2, which is not here"),
    "a seal": (without(SEAL_2), "belongs to seal 2, which is not here"),
    "a seal and its events": (without(4, 5, 6, 7), "seal 3: comes after seal 1"),
    "a root": (edited(SEAL_2, b'"root": "', b'"root": "00'), "seal 2: was altered"),
    "a count": (edited(SEAL_2, b'"count": 3', b'"count": 4'), "seal 2: was altered"),
    "a number": (edited(SEAL_2, b'"seq": 2', b'"seq": 5'), "seal 2 .*|seal 5: comes after seal 1"),
    "two seals swapped": (swapped(1, SEAL_2), "seal 2: comes after seal 0"),
    "an event no longer sealed": (edited(6, b"event 2 2 ", b"loose "), "seal 2: has 2 events"),
    "an event gone": (edited(6, b"event ", b"gone "), "was removed after it was sealed"),
    "the end": (without(-1), "breaks off before its end"),
    "the tail": (without(8, 9, 10, 11, 12), "breaks off before its end"),
    "a line after the end": (lambda lines: lines.append(lines[LOOSE]), "line 14: cannot be read"),
    "the beginning": (without(0), "line 1: cannot be read"),
    "another version": (edited(0, b"1", b"2"), "line 1: cannot be read"),
    "the beginning twice": (inserted(1, b"trail 1"), "line 2: cannot be read"),
    "an unknown line": (inserted(6, b"comment {}"), "line 7: cannot be read"),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edited_export(exported, verified, what):
    assert verified(exported) == []
    edit, expected = EDITS[what]
    edit(exported)
    found = verified(exported)
    assert any(re.search(expected, fault) for fault in found), found


NONSENSE = [
    b"",
    b"\xff\xfe",
    b"seal",
    b"seal x",
    b"seal x []",
    b"seal x {}",
    b'seal x {"seq": {}}',
    b'seal x {"seq": 4, "at": "9999-12-31T23:59:59Z", "count": 1, "root": "", "previous": ""}',
    b"event",
    b"event a b c {}",
    b"event 3 2 zz {}",
    b"event 3 2 00 []",
    b'event 3 2 00 {"id": 1, "at": 5}',
    b"event " + b"9" * 5000 + b' 1 00 {"id": 1, "at": "2026-01-01T00:00:00Z"}',
    b"loose 1",
    b"loose " + b"[" * 100_000,
    b'loose {"at": "2026-01-01T00:00:00", "id": 1}',
    b'loose {"at": "0001-01-01T00:00:00+14:00", "id": 1}',
    b"missed null",
]


@pytest.mark.parametrize("number", range(len(NONSENSE)))
def test_nonsense_is_a_fault_and_no_crash(exported, verified, number):
    exported.insert(11, NONSENSE[number])
    exported.insert(12, b'event 4 1 00 {"id": 1, "at": "9999-01-01T00:00:00Z"}')
    assert verified(exported)


def test_an_empty_file_is_a_fault(verified):
    assert verified([]) == ["the export breaks off before its end"]


@pytest.fixture
def file(exported, tmp_path):
    path = tmp_path / "trail.export"
    path.write_bytes(b"\n".join(exported) + b"\n")
    return path


def run(*arguments):
    """Run the verifier as somebody with Python alone: no packages, no project, no environment."""
    script = Path(verify.__file__)
    return subprocess.run([sys.executable, "-I", "-S", script, *arguments], capture_output=True, text=True, env={}, cwd="/")


def test_python_alone_verifies(file, head):
    done = run(file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"trail: 7 events in 3 seals, 1 not sealed yet, 0 faults; newest anchor {head()}\n"
    assert run(file, "--anchor", head()).returncode == 0


def test_python_alone_says_each_fault_on_a_line(file, trail):
    file.write_bytes(file.read_bytes().replace(b"berichten", b"documenten", 2))
    done = run(file, "--anchor", "ab")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"event {trail[0]}", f"event {trail[1]}", "anchor ab", "trail"]
