#!/usr/bin/env python3
"""Makes the secret files of docker-compose.yml the first time. What is there already stays as it is.

sudo python3 deploy/make_secrets.py                    every file that is missing, and the rights of all
sudo python3 deploy/make_secrets.py --new-master-key   a newer master key; the older ones stay in the file
sudo python3 deploy/make_secrets.py --new-secret-key   a newer SECRET_KEY; the older ones become fallbacks

Needs Python and nothing else.
"""

import argparse
import base64
import os
import secrets
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
POSTGRES, PORTAL = 999, 10001  # the accounts in the containers, as in docker-compose.yml
MAIL = "smtp+tls://naam:wachtwoord@mail.voorbeeld.nl:587"


def password(_) -> str:
    return secrets.token_urlsafe(32)


def master_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def database_of(login: str):
    return lambda known: f"postgres://{login}:{known[login + '_password']}@postgres:5432/sluitend"


# each file, whose it is, and how it is made; an address is made of the password before it
FILES = {
    "postgres_password": (POSTGRES, password),
    "portal_owner_password": (POSTGRES, password),
    "portal_web_password": (POSTGRES, password),
    "portal_worker_password": (POSTGRES, password),
    "database_url_owner": (PORTAL, database_of("portal_owner")),
    "database_url_web": (PORTAL, database_of("portal_web")),
    "database_url_worker": (PORTAL, database_of("portal_worker")),
    "valkey_auth": (PORTAL, lambda _: f"requirepass {secrets.token_urlsafe(32)}"),
    "redis_url": (PORTAL, lambda known: f"redis://:{known['valkey_auth'].split()[-1]}@valkey:6379/0"),
    "secret_key": (PORTAL, lambda _: secrets.token_urlsafe(64)),
    "secret_key_fallbacks": (PORTAL, lambda _: ""),
    "master_keys": (PORTAL, lambda _: f"1:{master_key()}"),
}
PAIRS = {
    "database_url_owner": "portal_owner_password", "database_url_web": "portal_web_password",
    "database_url_worker": "portal_worker_password", "redis_url": "valkey_auth",
}  # fmt: skip


class Folder:
    """The installation: its secrets, and the folders that containers read or write."""

    def __init__(self, path: Path, chown=os.chown):
        self.path, self.secrets, self.chown = path, path / "secrets", chown

    def prepare(self) -> list[str]:
        """Make what is missing, close it to others, and return what the administrator still has to do."""
        self._folder(self.secrets, 0)
        self._folder(self.path / "data", 0, mode=0o711)
        for name in ("certificates", "caddy", "export"):
            self._folder(self.path / "data" / name, PORTAL)
        for name, (uid, make) in FILES.items():
            if not (self.secrets / name).exists():
                self._write(name, make(self._known()), uid)
                print(f"gemaakt: secrets/{name}")
            self._close(self.secrets / name, uid)
        return self._to_do()

    def new_master_key(self) -> int:
        """Add a master key with the next number and return that number."""
        kept = self._known()["master_keys"]
        number = max(int(part.partition(":")[0]) for part in kept.split(",")) + 1
        self._write("master_keys", f"{kept},{number}:{master_key()}", PORTAL)
        return number

    def new_secret_key(self) -> None:
        """Make another SECRET_KEY. What the old one signed stays good until it is taken out of the fallbacks."""
        known = self._known()
        older = [known["secret_key"], *known["secret_key_fallbacks"].split()]
        self._write("secret_key_fallbacks", "\n".join(older), PORTAL)  # first: a stop in between must lose no key
        self._write("secret_key", secrets.token_urlsafe(64), PORTAL)

    def _known(self) -> dict[str, str]:
        return {name: (self.secrets / name).read_text().strip() for name in FILES if (self.secrets / name).exists()}

    def _to_do(self) -> list[str]:
        known, todo = self._known(), []
        for address, word in PAIRS.items():
            if known[word].split()[-1] not in known[address]:
                todo.append(f"secrets/{address} en secrets/{word} horen niet bij elkaar: gooi ze allebei weg en voer dit opnieuw uit")
        if (self.secrets / "email_url").exists():
            self._close(self.secrets / "email_url", PORTAL)
        else:
            todo.append(f"maak secrets/email_url met het adres van uw mailserver, zoals {MAIL}, en voer dit opnieuw uit")
        if not (self.path / "portal.env").exists():
            todo.append("kopieer deploy/example.env naar portal.env en vul het in")
        return todo

    def _folder(self, path: Path, uid: int, mode: int = 0o700) -> None:
        path.mkdir(exist_ok=True)
        self._close(path, uid, mode)

    def _close(self, path: Path, uid: int, mode: int = 0o400) -> None:
        path.chmod(mode)
        self.chown(path, uid, uid)

    def _write(self, name: str, content: str, uid: int) -> None:
        """Write beside it first: a stop half-way leaves the old file, or none."""
        unfinished = self.secrets / f".{name}"
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
            file.write(content + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._close(unfinished, uid)
        unfinished.replace(self.secrets / name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new-master-key", action="store_true")
    parser.add_argument("--new-secret-key", action="store_true")
    options = parser.parse_args()
    if os.geteuid() != 0:
        print("Voer dit uit met sudo: de bestanden krijgen de eigenaar die de containers hebben.", file=sys.stderr)
        return 1
    folder = Folder(HERE)
    todo = folder.prepare()
    if options.new_master_key:
        number = folder.new_master_key()
        print(f"Hoofdsleutel {number} staat erbij. Bewaar nu een nieuwe kopie van secrets/ buiten deze server.")
    if options.new_secret_key:
        folder.new_secret_key()
        print("Er is een nieuwe SECRET_KEY. De oude staat in secrets/secret_key_fallbacks.")
    for line in todo:
        print(f"Nog te doen: {line}.", file=sys.stderr)
    return 1 if todo else 0


if __name__ == "__main__":
    sys.exit(main())
