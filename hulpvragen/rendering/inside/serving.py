"""One question from standard input, one answer to standard output, locked in before the first byte is read."""

import codecs
import json
import os
import zlib

from . import locks

SECONDS = 8  # of CPU
WRITTEN = 64_000_000  # bytes of the answer

for _name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii", "cp437"):
    codecs.lookup(_name)  # Python opens a file for a codec at its first use, and then it is too late


class Refused(Exception):
    """This file is not taken; `code` names the sentence, which the parent has."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def serve(parent: int, tasks: dict) -> None:
    """Answer one question with one of these tasks, which give (what to say, bytes); then end."""
    try:
        locks.die_with(parent)
        locks.limit(seconds=SECONDS, written=WRITTEN)
        locks.calculate_only()
    except OSError:
        _answer({"fault": "no_jail"})
        os._exit(0)
    said, data = _done(tasks)
    _answer(said, data)
    os._exit(0)


def _done(tasks: dict) -> tuple[dict, bytes]:
    try:
        asked = _all_of(0)
        head = int.from_bytes(asked[:4], "big")
        question = json.loads(asked[4 : 4 + head])
        return tasks[question.pop("task")](memoryview(asked)[4 + head :].tobytes(), **question)
    except Refused as refused:
        return {"fault": refused.code}, b""
    except MemoryError:
        return {"fault": "too_heavy"}, b""
    except (OSError, ValueError, LookupError, TypeError, SyntaxError, ArithmeticError, EOFError, RuntimeError, AttributeError, zlib.error):
        return {"fault": "damaged"}, b""  # what libraries raise about a file that is no good


def _all_of(number: int) -> bytes:
    parts = []
    while part := os.read(number, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _answer(said: dict, data: bytes = b"") -> None:
    head = json.dumps(said).encode()
    rest = memoryview(len(head).to_bytes(4, "big") + head + data)
    while rest:
        rest = rest[os.write(1, rest) :]
