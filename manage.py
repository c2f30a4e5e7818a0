#!/usr/bin/env python3
"""Django's management commands."""

import os
import sys
from contextlib import suppress


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys():
        with suppress(ModuleNotFoundError):  # an installation has no developers' tools: the settings say what is missing
            from devtools.borrowed import borrow_demo

            borrow_demo()
    from django.core.management import execute_from_command_line

    from portal.env import Refused

    try:
        execute_from_command_line(sys.argv)
    except Refused as refusal:  # its lines are for the administrator; a traceback would hide them
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
