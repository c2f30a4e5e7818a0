"""The Celery application, and every periodic job on one screen.

Access never depends on a job: when all of these stand still, only mail and seals wait.
"""

import os

from celery import Celery
from celery.signals import task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("sluitend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep the outbox": {"task": "notifications.sweep", "schedule": 15.0},
    "seal the trail": {"task": "audit.seal", "schedule": 5.0},
}


@task_prerun.connect
def rows_of_a_task_say_so(**kwargs):
    """Let every row that a task leaves in the trail name the worker as its source."""
    from portal.audit import context  # Django is set up only now

    context.begin(source="worker")
