"""The doorbell: wakes a worker after a commit. Only speed hangs on it, the sweep finds what it missed."""

import logging

from celery import current_app
from django.conf import settings

logger = logging.getLogger(__name__)

SWEEP = "notifications.sweep"
INTERVAL = 15  # seconds between two sweeps of the beat: after that an unheard ring is of no use

# One try, then give up: a request waits for this.
_HASTE = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 0.5,
    "retry_on_timeout": False,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


def ring() -> None:
    """Ask for a sweep now. Never raises; a broker that is down costs a second at most."""
    if not settings.CELERY_BROKER_URL:
        return
    try:
        with current_app.connection_for_write(settings.CELERY_BROKER_URL, transport_options=_HASTE) as broker:
            current_app.signature(SWEEP).apply_async(connection=broker, retry=False, expires=INTERVAL)
    except Exception as error:  # the client and its transports raise many kinds; none may undo a change
        logger.warning("doorbell not heard: %s", type(error).__name__)
