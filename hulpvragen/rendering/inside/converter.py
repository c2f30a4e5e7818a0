"""Becomes the converter: limits, a filter and a view of the files first, then another program in our place."""

import os
import sys

from . import locks

SYSTEM = [
    "/usr", "/lib", "/lib64", "/opt", "/etc/fonts", "/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice",
    "/etc/ld.so.cache", "/dev/null", "/dev/urandom", "/dev/random",
]  # fmt: skip
TEMPORARY = "/tmp"  # noqa: S108
MEMORY, SECONDS, WRITTEN = 3 << 30, 40, 100_000_000


def become(parent: int, folder: str, command: list[str]) -> None:
    """Run this command in our place: no network, of all files those of the system and its own to read, and one folder to write in."""
    locks.die_with(parent)
    os.chdir(folder)
    locks.limit(memory=MEMORY, seconds=SECONDS, written=WRITTEN)
    locks.only_these_files(read=[*SYSTEM, os.path.dirname(command[0])], write=[folder, "/dev/null"], sockets=[TEMPORARY])  # LibreOffice makes one there, and ends without
    locks.no_network()
    os.execve(command[0], command, {"HOME": folder, "TMPDIR": folder, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"})  # noqa: S606


NOT_LOCKED = 77  # the exit code when it could not be shut in; jail.py knows it as well


def main(parent: int) -> None:
    folder, *command = sys.argv[4:]
    try:
        become(parent, folder, command)
    except OSError:
        os._exit(NOT_LOCKED)
