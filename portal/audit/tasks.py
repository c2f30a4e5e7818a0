"""What beat calls."""

from celery import shared_task

from portal.audit import services


@shared_task(name="audit.seal", ignore_result=True)
def seal() -> None:
    services.seal()
