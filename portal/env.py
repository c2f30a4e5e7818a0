"""Settings come from the environment; a missing or odd value stops the start with one clear line."""

import base64
import binascii
import datetime as dt
import os
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Return NAME, or the content of the file NAME_FILE points at, or the default."""
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return _content(name, path)
    if default is None:
        raise ImproperlyConfigured(f"{name} is missing: set {name} or {name}_FILE")
    return default


def _content(name: str, path: str) -> str:
    try:
        content = Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.__class__.__name__}") from error
    if not content:
        raise ImproperlyConfigured(f"{name}_FILE points at an empty file")
    return content


def _address(name: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """Return NAME as an address; a fault never repeats the value, for it holds a password."""
    try:
        url = urlsplit(text(name))
        fits = url.scheme in schemes and url.hostname and (url.port is None or url.port > 0)
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(f"{name} must look like {example}") from None
    return url


def flag(name: str) -> bool:
    """Return whether NAME is 1; anything but 0, 1 or empty is refused."""
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def date(name: str) -> dt.date | None:
    """Return NAME as a date (YYYY-MM-DD), or None when it is not set."""
    value = os.environ.get(name, "")
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a date like 2026-09-01, not {value!r}") from error


def database(name: str = "DATABASE_URL") -> dict:
    """Return Django's database settings from postgres://user:password@host:port/name."""
    example = "postgres://user:password@host:5432/name"
    url = _address(name, ("postgres", "postgresql"), example)
    if not url.path[1:]:
        raise ImproperlyConfigured(f"{name} must look like {example}")
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


def keys(name: str) -> dict[int, bytes]:
    """Return the master keys by version from "1:<base64>,2:<base64>"; each is 32 bytes."""
    found = {}
    for part in text(name).split(","):
        version, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
            number = int(version)
        except (ValueError, binascii.Error) as error:
            raise ImproperlyConfigured(f"{name} must look like 1:<base64 of 32 bytes>") from error
        if len(key) != 32 or not 0 < number < 256:
            raise ImproperlyConfigured(f"{name}: version 1-255 and 32 bytes each")
        if number in found:
            raise ImproperlyConfigured(f"{name}: version {number} is given twice")
        found[number] = key
    return found


def mail(name: str = "EMAIL_URL") -> dict:
    """Return Django's e-mail settings from smtp://user:password@host:port (smtp+tls for STARTTLS)."""
    url = _address(name, ("smtp", "smtp+tls", "smtps"), "smtp+tls://user:password@host:587")
    return {
        "EMAIL_BACKEND": "notifications.conversation.EmailBackend",  # one conversation, ten seconds at most
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or 25,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
    }
