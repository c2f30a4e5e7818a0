"""The box in which returned mail lies: an mbox file, a Maildir or a folder of .eml files.

A mail is read once it has lain there for a minute: by then the conversation it tells of is in the
ledger. What was read is put aside, never thrown away: Maildir's `cur`, the folder `gelezen`, or the
file `<mbox>.gelezen`. Whoever dies in between reads it again, which changes nothing.
"""

import mailbox
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from notifications.reports import LIMIT
from portal.lib import clock

REST = 60  # seconds
ROUND = 500  # mails in one go
Letter = tuple[bytes, Callable[[], None]]  # what was read of it, and how to put it aside


def letters(box: Path) -> Iterator[Letter]:
    """Yield what lies in the box."""
    if not box.is_dir():
        yield from _mbox(box)
    elif (box / "new").is_dir() and (box / "cur").is_dir():
        yield from _files(box / "new", "*", lambda file: box / "cur" / f"{file.name}:2,S")
    else:
        aside = box / "gelezen"
        yield from _files(box, "*.eml", lambda file: aside / file.name)


def _files(folder: Path, pattern: str, aside: Callable[[Path], Path]) -> Iterator[Letter]:
    count = 0
    for file in sorted(folder.glob(pattern)):
        if count == ROUND:
            return
        if text := _read(file):
            count += 1
            yield text, lambda file=file: _move(file, aside(file))


def _read(file: Path) -> bytes:
    """Return the beginning of a file that has come to rest; nothing of what is no plain file, such as a link."""
    with suppress(FileNotFoundError):  # another worker put it aside
        about = file.lstat()
        if stat.S_ISREG(about.st_mode) and about.st_mtime <= clock.now().timestamp() - REST:
            with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
                return opened.read(LIMIT)
    return b""


def _move(file: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileNotFoundError):
        file.rename(target)


def _mbox(box: Path) -> Iterator[Letter]:
    """Take the whole file out of the mail server's way first, under the lock both know; then read it in rest."""
    batch = box.with_name(f"{box.name}.lezen")
    if not batch.exists():
        _take(box, batch)
    if not batch.exists() or batch.stat().st_mtime > clock.now().timestamp() - REST:
        return
    taken = mailbox.mbox(batch, create=False)
    try:
        for key in taken.iterkeys():
            with taken.get_file(key) as text:
                yield text.read(LIMIT), lambda: None
    finally:
        taken.close()
    _append(batch, box.with_name(f"{box.name}.gelezen"))


def _take(box: Path, batch: Path) -> None:
    with suppress(FileNotFoundError, mailbox.NoSuchMailboxError, mailbox.ExternalClashError):
        live = mailbox.mbox(box, create=False)
        live.lock()
        try:
            if box.stat().st_size:
                box.rename(batch)
        finally:
            live.unlock()
            live.close()


def _append(batch: Path, aside: Path) -> None:
    with batch.open("rb") as source, open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as target:
        while block := source.read(LIMIT):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    batch.unlink(missing_ok=True)
