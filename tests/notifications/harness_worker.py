"""The workers of the harness: a parent that forks sweeping children, and forks anew what was killed.

They run the post room's own code, but slowly: a pause after each answer about who holds a role,
before each lock and before each call to the mail server, where a stop can come in between.

    python -m tests.notifications.harness_worker 4

It prints the process id of each child. Celery's own worker takes `quicken` in by including this module.
"""

import os
import random
import signal
import sys
import time

import django
from django.conf import settings

from devtools.programs import die_with_parent
from notifications.conversation import EmailBackend
from tests.notifications import contacts


def dawdle() -> None:
    time.sleep(random.uniform(0, 0.05))


class FarBackend(EmailBackend):
    """A mail server that is far away."""

    def open(self):
        dawdle()
        return super().open()


def holders(*asked):
    found = contacts.holders(*asked)
    dawdle()
    return found


def quicken() -> None:
    """Know the harness's contacts; let minutes be moments, and moments take longer."""
    from datetime import timedelta

    from notifications import resolvers, returned
    from notifications.services import delivering
    from portal.lib.db import fence_shared

    def far_fence(person):
        dawdle()
        fence_shared(person)

    resolvers.register("hulpvraag", holders)
    settings.EMAIL_BACKEND = "tests.notifications.harness_worker.FarBackend"
    settings.EMAIL_TIMEOUT = 1
    delivering.fence_shared = far_fence
    delivering.LEASE = timedelta(seconds=3)
    delivering.FIRST_PAUSE = timedelta(milliseconds=50)
    delivering.LONGEST_PAUSE = timedelta(milliseconds=500)
    delivering.RESEND_PAUSE = timedelta(milliseconds=300)
    delivering.LOOK_AGAIN = timedelta(milliseconds=500)
    returned.REST = 0


def sweep_for_ever() -> None:
    from notifications import services

    while True:
        services.sweep()
        services.read_bounces()
        time.sleep(0.2)


def fork() -> int:
    ask_to_die_along = die_with_parent(signal.SIGKILL)
    child = os.fork()
    if not child:
        ask_to_die_along()
        sweep_for_ever()
    print(child, flush=True)
    return child


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
