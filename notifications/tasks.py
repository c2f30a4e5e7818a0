"""Where Celery comes in. It rings; PostgreSQL knows what is due."""

from celery import shared_task

from notifications import services


@shared_task(name="notifications.sweep", ignore_result=True)
def sweep() -> None:
    services.sweep()


@shared_task(name="notifications.read_bounces", ignore_result=True)
def read_bounces() -> None:
    services.read_bounces()
