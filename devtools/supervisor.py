"""Keeps programs running in their order and stops them in the reverse one."""

import time
from collections.abc import Callable
from typing import NoReturn

from .programs import DevError, Program

TRIES, WITHIN = 3, 60  # so many restarts of one program within so many seconds are too many


class Supervisor:
    def __init__(self, say: Callable[[str], None]):
        self.say = say
        self.programs: list[Program] = []
        self.restarts: dict[str, list[float]] = {}

    def start(self, program: Program) -> None:
        self.programs.append(program)  # first: a Ctrl-C during the start must find it
        program.start()

    def watch(self) -> NoReturn:
        """Start again what ends by itself, until somebody stops us."""
        while True:
            for program in self.programs:
                if (code := program.ended()) is not None:
                    self._again(program, code)
            time.sleep(0.3)

    def _again(self, program: Program, code: int) -> None:
        now = time.monotonic()
        recent = [moment for moment in self.restarts.get(program.name, []) if now - moment < WITHIN]
        if len(recent) >= TRIES:
            raise DevError(f"{program.name} keeps ending (code {code}). The end of its log:\n{program.tail()}")
        self.restarts[program.name] = [*recent, now]
        self.say(f"{program.name} ended by itself (code {code}) and is started again; see {program.log}")
        program.start()

    def stop(self) -> None:
        """Stop everything, the last one started first."""
        for program in reversed(self.programs):
            program.stop()
            self.say(f"{program.name} stopped")
        self.programs.clear()
