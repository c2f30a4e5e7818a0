"""The Celery application, and every periodic job on one screen.

Access never depends on a job: when all of these stand still, only mail and seals wait.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("sluitend")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep the outbox": {"task": "notifications.sweep", "schedule": 15.0},
    "seal the trail": {"task": "audit.seal", "schedule": 5.0},
}
