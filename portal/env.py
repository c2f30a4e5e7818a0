"""Settings come from the environment; whatever is missing or odd stops the start with one clear line each.

The readers note the names they are asked for, so the list of known settings is portal/settings.py itself.
"""

import base64
import binascii
import datetime as dt
import os
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

known: set[str] = set()  # every name that was asked for, as NAME or NAME_FILE
files: dict[str, Path] = {}  # where a setting was read from, of those that came from a file
faults: list[str] = []  # what cannot be read, one line each


class Refused(ImproperlyConfigured):
    """The portal does not start; carries a line for the administrator per fault."""

    def __init__(self, lines: Iterable[str]):
        super().__init__("\n".join(["het portaal start niet:", *lines]))


def _reader(instead):
    """Let a reader note a fault and return `instead()`: all faults are told at once, by `Refused`."""

    def decorate(read: Callable) -> Callable:
        @wraps(read)
        def noting(name: str, *args):
            known.add(name)
            try:
                return read(name, *args)
            except ImproperlyConfigured as fault:
                faults.append(str(fault))
                return instead()

        return noting

    return decorate


def _text(name: str, default: str | None = None) -> str:
    known.update((name, f"{name}_FILE"))
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        files[name] = Path(path)
        return _content(name, path, default)
    if default is None:
        raise ImproperlyConfigured(f"{name} ontbreekt: vul {name} of {name}_FILE in")
    return default


@_reader(str)
def text(name: str, default: str | None = None) -> str:
    """Return NAME, or the content of the file NAME_FILE points at, or the default."""
    return _text(name, default)


@_reader(list)
def texts(name: str, default: str = "") -> list[str]:
    """Return the values of NAME, which stand between commas or on lines of their own."""
    return _text(name, default).replace(",", " ").split()


@_reader(str)
def checked(name: str, read: Callable[[str], str]) -> str:
    """Return NAME as `read` has it, which raises ImproperlyConfigured for what cannot be used."""
    return read(os.environ.get(name, ""))


def _content(name: str, path: str, default: str | None) -> str:
    try:
        content = Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE is niet te lezen: {error.__class__.__name__}") from error
    if not content and default != "":  # no value at all may be meant
        raise ImproperlyConfigured(f"{name}_FILE wijst naar een leeg bestand")
    return content


def _address(name: str, schemes: tuple[str, ...], example: str, default: str | None = None) -> SplitResult:
    """Return NAME as an address; a fault never repeats the value, for it holds a password."""
    value = _text(name, default)
    try:
        url = urlsplit(value)
        fits = url.scheme in schemes and url.hostname and (url.port is None or url.port > 0)
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(f"{name} moet eruitzien als {example}") from None
    return url


@_reader(str)
def origin(name: str, default: str) -> str:
    """Return NAME as scheme, host and port, without a slash at the end."""
    return _address(name, ("http", "https"), "https://portaal.voorbeeld.nl", default).geturl().rstrip("/")


@_reader(bool)
def flag(name: str) -> bool:
    """Return whether NAME is 1; anything but 0, 1 or empty is refused."""
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} moet 0 of 1 zijn, niet {value!r}")
    return value == "1"


@_reader(int)
def number(name: str, default: int, least: int, most: int) -> int:
    """Return NAME as a whole number between two others, or the default."""
    value = os.environ.get(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} moet een getal zijn van {least} tot en met {most}, niet {value!r}")
    return int(value)


@_reader(lambda: None)
def date(name: str) -> dt.date | None:
    """Return NAME as a date (YYYY-MM-DD), or None when it is not set."""
    value = os.environ.get(name, "")
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} moet een datum zijn zoals 2026-09-01, niet {value!r}") from error


@_reader(dict)
def database(name: str) -> dict:
    """Return Django's database settings from postgres://user:password@host:port/name."""
    example = "postgres://naam:wachtwoord@host:5432/database"
    url = _address(name, ("postgres", "postgresql"), example)
    if not url.path[1:]:
        raise ImproperlyConfigured(f"{name} moet eruitzien als {example}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname,
        "PORT": url.port or 5432,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


@_reader(str)
def queue(name: str) -> str:
    """Return the address of Redis or Valkey; empty when there is none."""
    if not _text(name, ""):
        return ""
    return _address(name, ("redis", "rediss"), "redis://:wachtwoord@host:6379/0").geturl()


@_reader(dict)
def keys(name: str) -> dict[int, bytes]:
    """Return the master keys by version from "1:<base64>,2:<base64>"; each is 32 bytes."""
    found = {}
    for part in _text(name).split(","):
        version, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
            number = int(version)
        except (ValueError, binascii.Error) as error:
            raise ImproperlyConfigured(f"{name} moet eruitzien als 1:<32 bytes in base64>") from error
        if len(key) != 32 or not 0 < number < 256:
            raise ImproperlyConfigured(f"{name}: elk nummer van 1 tot en met 255, elke sleutel 32 bytes")
        if number in found:
            raise ImproperlyConfigured(f"{name}: nummer {number} staat er twee keer in")
        found[number] = key
    return found


@_reader(dict)
def mail(name: str) -> dict:
    """Return Django's e-mail settings from smtp://user:password@host:port (smtp+tls for STARTTLS)."""
    url = _address(name, ("smtp", "smtp+tls", "smtps"), "smtp+tls://naam:wachtwoord@host:587")
    return {
        "EMAIL_BACKEND": "notifications.conversation.EmailBackend",  # one conversation, ten seconds at most
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or 25,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
    }
