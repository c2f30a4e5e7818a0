"""The workers of the harness: a parent that forks sweeping children, and forks anew what was killed.

    python -m tests.notifications.harness_worker 4

It prints the process id of each child. Celery's own worker takes `quicken` in by including this module.
"""

import os
import signal
import sys
import time

import django
from django.conf import settings

from devtools.programs import die_with_parent


def quicken() -> None:
    """Know the harness's contacts; let minutes be moments."""
    from datetime import timedelta

    from notifications import resolvers
    from notifications.services import delivering
    from tests.notifications import contacts

    resolvers.register("hulpvraag", contacts.holders)
    settings.EMAIL_BACKEND = "notifications.conversation.EmailBackend"
    settings.EMAIL_TIMEOUT = 1
    delivering.LEASE = timedelta(seconds=3)
    delivering.FIRST_PAUSE = timedelta(milliseconds=50)
    delivering.LONGEST_PAUSE = timedelta(milliseconds=500)


def sweep_for_ever() -> None:
    from notifications import services

    while True:
        services.sweep()
        time.sleep(0.02)


def fork() -> int:
    ask_to_die_along = die_with_parent(signal.SIGKILL)
    child = os.fork()
    if child:
        print(child, flush=True)
        return child
    ask_to_die_along()
    sweep_for_ever()


def main(count: int) -> None:
    django.setup()
    quicken()
    children = {fork() for _ in range(count)}
    while True:
        dead, _ = os.wait()
        children.discard(dead)
        children.add(fork())


if __name__ == "__main__":
    main(int(sys.argv[1]))
else:
    quicken()
