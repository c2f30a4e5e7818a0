"""The Celery application, and every periodic job on one screen.

Access never depends on a job: when all of these stand still, only mail and seals wait.
"""

import os
from pathlib import Path

from celery import Celery
from celery.signals import after_task_publish, beat_init, heartbeat_sent, task_prerun, worker_init
from celery.worker.control import inspect_command

from portal.lib.version import code_version

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
VERSION = code_version()  # now: the files may be newer when somebody asks
app = Celery("sluitend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep the outbox": {"task": "notifications.sweep", "schedule": 15.0},
    "read the returned mail": {"task": "notifications.read_bounces", "schedule": 60.0},
    "seal the trail": {"task": "audit.seal", "schedule": 5.0},
}


@worker_init.connect
def worker_refuses_a_dangerous_start(**kwargs):
    _refuse_a_dangerous_start(database=True)
    inspect_command(name="code_version")(lambda state: VERSION)  # what selfcheck asks all workers


@beat_init.connect
def beat_refuses_a_dangerous_start(**kwargs):
    _refuse_a_dangerous_start(database=False)  # it only looks at the clock


def _refuse_a_dangerous_start(database: bool) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from portal.checks import refuse_a_dangerous_start  # needs the apps

    try:
        refuse_a_dangerous_start(database)
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None  # celery catches everything else in a signal


@heartbeat_sent.connect  # every two seconds, by a worker that reaches its queue
@after_task_publish.connect  # every five seconds, by a beat that reaches its queue
def still_alive(**kwargs):
    """Touch the file that the health check of a container looks at; the web server has none."""
    from django.conf import settings

    if settings.PORTAL_HEARTBEAT_FILE:
        Path(settings.PORTAL_HEARTBEAT_FILE).touch()


@task_prerun.connect
def rows_of_a_task_say_so(**kwargs):
    """Let every row that a task leaves in the trail name the worker as its source."""
    from portal.audit import context  # Django is set up only now

    context.begin(source="worker")
