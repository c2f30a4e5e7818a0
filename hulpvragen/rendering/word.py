"""Has LibreOffice make a PDF of a Word file, where it is installed: in a jail of its own, in memory alone."""

import logging
import shutil
import tempfile
from pathlib import Path

from hulpvragen.rendering import jail
from hulpvragen.rendering.sentences import invalid

logger = logging.getLogger(__name__)
SECONDS = 40
JAIL = "inside.converter"
MEMORY_FOLDER = "/dev/shm"  # noqa: S108 - memory, not a disk; the folder lives as long as the conversion
SOCKETS = Path("/tmp")  # noqa: S108 - there LibreOffice looks whether it runs already
PROGRAM = "soffice"
AGAIN = 81  # it made its settings, and asks to be started once more
_MAKE = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--convert-to", "pdf")


def converter() -> str:
    """Return the program that converts, or nothing when it is not installed."""
    found = shutil.which(PROGRAM)
    if not found:
        return ""
    real = Path(found).resolve()
    binary = real.with_name(f"{real.name}.bin")  # what the script of that name starts
    return str(binary if binary.exists() else real)


def is_safe() -> bool:
    """Say whether the converter, where there is one, can be shut in here: that takes Landlock in the kernel."""
    return not converter() or jail.run(jail.boot(JAIL, "/", "/bin/true"), SECONDS, stdin=jail.NOTHING, stdout=jail.NOTHING) == 0


def as_pdf(data: bytes) -> bytes:
    """Return the PDF; raise Invalid, with how to make one oneself, where nothing can convert."""
    program = converter()
    if not program:
        raise invalid("no_converter")
    with jail.place(), tempfile.TemporaryDirectory(dir=MEMORY_FOLDER) as folder:
        document = Path(folder, "document.docx")
        document.write_bytes(data)
        arguments = [program, f"-env:UserInstallation=file://{folder}/profile", *_MAKE, "--outdir", folder, str(document)]
        code = _run(folder, arguments)
        if code == AGAIN:
            code = _run(folder, arguments)
        made = Path(folder, "document.pdf")
        if code == jail.NOT_LOCKED:
            raise invalid("no_jail_word")
        if code or not made.is_file() or made.is_symlink():
            logger.warning("the converter ended with %s", code)
            raise invalid("too_slow" if code == jail.TOO_LATE else "not_converted")
        return made.read_bytes()


def _run(folder: str, arguments: list[str]) -> int:
    """Run it, and take away the socket that it made in the temporary folder and may not remove itself."""
    before = set(SOCKETS.glob("OSL_PIPE_*"))
    try:
        return jail.run(jail.boot(JAIL, folder, *arguments), SECONDS, stdin=jail.NOTHING, stdout=jail.NOTHING)
    finally:
        for left in set(SOCKETS.glob("OSL_PIPE_*")) - before:
            left.unlink(missing_ok=True)
