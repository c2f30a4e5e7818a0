"""Verify an export of the trail: `python verify.py FILE [--anchor HEX]`.

Needs Python alone: no database, no Django, nothing else of this project. Exit 0 when all is
well, 1 with one line per fault. The form of an export is described in docs/trail.md.
"""

import argparse
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

GENESIS = "00" * 32
START = dt.datetime(1, 1, 2, tzinfo=dt.UTC)
SLACK = dt.timedelta(hours=1)  # longer than any transaction, wider than any clock may be off
UNREADABLE = (KeyError, ValueError, TypeError, OverflowError, RecursionError)


def sha256(line: str) -> str:
    """Return the hash that a seal holds of a line."""
    return hashlib.sha256(line.encode()).hexdigest()


def merkle(hashes: list[bytes]) -> bytes:
    """Return the root over hashes: pairs with a byte 1 in front, an odd last one moves up."""
    level = hashes
    while len(level) > 1:
        pairs = [b"\x01" + level[i] + level[i + 1] for i in range(0, len(level) - 1, 2)]
        level = [hashlib.sha256(pair).digest() for pair in pairs] + level[len(pairs) * 2 :]
    return level[0] if level else b""


@dataclass
class Report:
    """What was read, and what is wrong with it."""

    seals: int = 0
    events: int = 0
    loose: int = 0
    newest: str = GENESIS
    faults: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Return the one line for the operator; its last word is the anchor to keep elsewhere."""
        return f"trail: {self.events} events in {self.seals} seals, {self.loose} not sealed yet, {len(self.faults)} faults; newest anchor {self.newest}"


@dataclass
class Seal:
    """One seal as the export tells it, and the hashes of the events that follow it."""

    seq: int
    at: dt.datetime
    count: int
    root: str
    previous: str
    hashes: list[bytes] = field(default_factory=list)


class Verifier:
    """Reads an export line by line; holds the hashes of one seal at a time."""

    def __init__(self, anchors: Iterable[str] = ()):
        self.report = Report()
        self.anchors = {anchor.lower() for anchor in anchors}
        self.seal = Seal(0, START, 0, "", "")
        self.since = START  # when the seal before this one was set
        self.started = self.ended = False
        self.readers = {
            "trail": self._start, "seal": self._seal, "event": self._event, "gone": self._gone,
            "loose": self._loose, "missed": self._missed, "unguarded": self._unguarded, "end": self._end,
        }  # fmt: skip

    def check(self, lines: Iterable[bytes]) -> Report:
        """Read all lines and return what was found."""
        for number, line in enumerate(lines, 1):
            kind, _, rest = line.decode(errors="replace").rstrip("\n").partition(" ")
            try:
                if kind != "trail" and not self.started or self.ended:
                    raise ValueError
                self.readers[kind](rest)
            except UNREADABLE:
                self._fault(f"line {number}: cannot be read")
        if not self.ended:
            self._fault("the export breaks off before its end")
        for anchor in sorted(self.anchors):
            self._fault(f"anchor {anchor}: no seal has it; seals were cut off or made anew")
        return self.report

    def _fault(self, text: str) -> None:
        self.report.faults.append(text)

    def _start(self, rest: str) -> None:
        if rest != "1" or self.started:
            raise ValueError
        self.started = True

    def _end(self, rest: str) -> None:
        self._close()
        self.ended = True

    # ---------------------------------------------------------------- seals

    def _seal(self, rest: str) -> None:
        chained, line = rest.split(" ", 1)
        told = json.loads(line)
        seal = Seal(int(told["seq"]), _moment(told["at"]), told["count"], told["root"], told["previous"])
        self._close()
        if sha256(line) != chained:
            self._fault(f"seal {seal.seq}: was altered")
        self._link(seal)
        self.since, self.seal = self.seal.at, seal
        self.report.seals += 1
        self.report.newest = chained
        self.anchors.discard(chained)

    def _link(self, seal: Seal) -> None:
        if seal.seq != self.seal.seq + 1:
            self._fault(f"seal {seal.seq}: comes after seal {self.seal.seq}; seals are missing or were moved")
        if seal.previous != self.report.newest:
            self._fault(f"seal {seal.seq}: is not chained to the seal before it")
        if seal.at < self.seal.at - SLACK:
            self._fault(f"seal {seal.seq}: is dated before the seal before it")

    def _close(self) -> None:
        """Hold the events of the seal that ends here against what it says about them."""
        seal = self.seal
        if seal.seq and len(seal.hashes) != seal.count:
            self._fault(f"seal {seal.seq}: has {len(seal.hashes)} events, it was set on {seal.count}")
        if merkle(seal.hashes).hex() != seal.root:
            self._fault(f"seal {seal.seq}: its list of events was altered")

    # ---------------------------------------------------------------- events

    def _event(self, rest: str) -> None:
        seq, position, sealed, line = rest.split(" ", 3)
        event = json.loads(line)
        name, at = _name(event), _moment(event["at"])
        self._place(name, int(seq), int(position), bytes.fromhex(sealed))
        if sha256(line) != sealed:
            self._fault(f"{name}: was altered after it was sealed (seal {seq})")
        if not self.since - SLACK <= at <= self.seal.at + SLACK:
            self._fault(f"{name}: is dated {event['at']}, but was added between seal {int(seq) - 1} and {seq}")
        self.report.events += 1

    def _gone(self, rest: str) -> None:
        seq, position, sealed, event_id = rest.split(" ", 3)
        name = f"event {event_id}"
        self._place(name, int(seq), int(position), bytes.fromhex(sealed))
        self._fault(f"{name}: was removed after it was sealed (seal {seq})")

    def _place(self, name: str, seq: int, position: int, sealed: bytes) -> None:
        if seq != self.seal.seq:
            self._fault(f"{name}: belongs to seal {seq}, which is not here")
            return
        self.seal.hashes.append(sealed)
        if position != len(self.seal.hashes):
            self._fault(f"{name}: stands at place {len(self.seal.hashes)} of seal {seq}, it was sealed at {position}")

    def _loose(self, line: str) -> None:
        event = json.loads(line)
        if _moment(event["at"]) < self.seal.at - SLACK:
            self._fault(f"{_name(event)}: is dated {event['at']}, long before the newest seal, and is not sealed")
        self.report.loose += 1

    def _missed(self, line: str) -> None:
        self._fault(f"{_name(json.loads(line))}: was added or taken out of its seal afterwards")

    def _unguarded(self, table: str) -> None:
        self._fault(f"table {table}: the trigger that keeps it append-only is gone or off")


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def _name(event: dict) -> str:
    return f"event {event['id']}"


def main(arguments: list[str] | None = None) -> int:
    """Verify the file that the command line names; print what was found."""
    parser = argparse.ArgumentParser(description="Verify an export of the trail.")
    parser.add_argument("file")
    parser.add_argument("--anchor", action="append", default=[], help="a hash noted earlier that must be in the chain")
    options = parser.parse_args(arguments)
    with open(options.file, "rb") as file:
        report = Verifier(options.anchor).check(file)
    print(*report.faults, report.summary(), sep="\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
