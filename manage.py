#!/usr/bin/env python3
"""Django's management commands."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if not {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys():
        from devtools.borrowed import borrow_demo

        borrow_demo()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
