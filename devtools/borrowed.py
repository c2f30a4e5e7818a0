"""Lets `manage.py` reach the running demo when nothing says which database it is for."""

import json
import os

from .paths import VAR

FILE = VAR / "demo-environment.json"


def lend(env: dict[str, str]) -> None:
    """Put the demo's environment ready for `manage.py`, for as long as the demo runs."""
    FILE.touch(0o600)
    FILE.write_text(json.dumps(env))


def take_back() -> None:
    FILE.unlink(missing_ok=True)


def borrow_demo() -> None:
    """Take over the environment of the running demo, if there is one."""
    if FILE.exists():
        os.environ.update(json.loads(FILE.read_text()))
