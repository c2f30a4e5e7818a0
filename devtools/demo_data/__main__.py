"""Fills an empty database with the demo: `python -m devtools.demo_data`, started by `dev.py run`."""

import os
import sys
from pathlib import Path

from devtools import harness
from devtools.programs import DevError


def main() -> int:
    os.umask(0o077)
    os.environ["REDIS_URL"] = ""  # nobody to ring for: the worker looks for itself when it starts
    harness.setup()
    from .filling import fill  # needs Django's models

    try:
        fill(Path(os.environ["PORTAL_DEMO_FOLDER"]), say=lambda text: print(text, flush=True))
    except DevError as error:
        print(f"demo data: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
