"""What the portal is told through its environment when it runs on a developer's machine."""

import base64
import os
import secrets
from pathlib import Path

from .embedded import keep_secret

_DATABASES = ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_WORKER", "PORTAL_TEST_DATABASE_URL")


def new_secret_key() -> str:
    return secrets.token_urlsafe(50)


def new_master_keys() -> str:
    """Return a first master key, in the form of PORTAL_MASTER_KEYS."""
    return "1:" + base64.b64encode(secrets.token_bytes(32)).decode()


def own_secrets(var: Path) -> dict[str, str]:
    """Return the portal's secrets, made once and kept in this folder; those that the user sets win."""
    return {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or keep_secret(var / "secret-key", new_secret_key),
        "PORTAL_MASTER_KEYS": os.environ.get("PORTAL_MASTER_KEYS") or keep_secret(var / "master-keys", new_master_keys),
    }


def demo_environment(var: Path, port: int, redis: str) -> dict[str, str]:
    """Return the environment of a demo that keeps its things in `var`.

    The databases are left out: each process is told of its own login only.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _DATABASES}
    return {
        "PORTAL_ORIGIN": f"http://localhost:{port}",
        "PORTAL_STATIC_ROOT": str(var / "static"),
        "PORTAL_MAIL_FOLDER": str(var / "demo" / "mail"),
        **inherited,
        **own_secrets(var),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_DEMO": "1",
        "PORTAL_DEMO_FOLDER": str(var / "demo"),  # where the demo data writes people.json
        "REDIS_URL": redis,
    }
