"""Gunicorn's configuration in development: its workers end with it, also after `kill -9`."""

import signal

from .programs import die_with_parent


def pre_fork(server, worker):
    # made in the parent, for it remembers whose child may live
    worker.ask_to_die = die_with_parent(signal.SIGKILL)


def post_fork(server, worker):
    if worker.ask_to_die:
        worker.ask_to_die()
