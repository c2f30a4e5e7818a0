"""Keeps programs running in their order and stops them in the reverse one."""

import time
from collections import Counter
from collections.abc import Callable
from typing import NoReturn

from .programs import DevError, Program

SOON = 5  # seconds: a program that ends sooner did not start well
TRIES = 5  # so often in a row is enough


class Supervisor:
    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.programs: list[Program] = []
        self.started: dict[str, float] = {}
        self.failures = Counter()

    def start(self, program: Program) -> None:
        self.programs.append(program)  # first: a Ctrl-C during the start must find it
        self._start(program)

    def watch(self) -> NoReturn:
        """Start again what ends by itself, until somebody stops us."""
        while True:
            for program in self.programs:
                if (code := program.ended()) is not None:
                    self._again(program, code)
            time.sleep(0.3)

    def _start(self, program: Program) -> None:
        self.started[program.name] = time.monotonic()
        program.start()

    def _again(self, program: Program, code: int) -> None:
        soon = time.monotonic() - self.started[program.name] < SOON
        self.failures[program.name] = self.failures[program.name] + 1 if soon else 0
        if self.failures[program.name] == TRIES:
            raise DevError(f"{program.name} keeps ending (code {code}). The end of its log:\n{program.tail()}")
        self.say(f"{program.name} ended by itself (code {code}) and is started again; see {program.log}")
        self._start(program)

    def stop(self) -> None:
        """Stop everything, the last one started first."""
        for program in reversed(self.programs):
            program.stop()
            self.say(f"{program.name} stopped")
        self.programs.clear()
