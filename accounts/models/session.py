"""Sessions live in PostgreSQL with their person, so that they can be seen and ended."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from .user import User


class Session(AbstractBaseSession):
    """`expire_date` is the earlier of the idle minutes after `last_used_at` and 8 hours after `started_at`.

    Only a lock that was asked for is stored (`locked_at`); the lock of who is idle follows from `last_used_at`
    (accounts/sessions.py).
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    device = models.CharField(max_length=200, blank=True)
    locked_at = models.DateTimeField(null=True)
    failed_unlocks = models.PositiveSmallIntegerField(default=0)

    objects = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls):
        return import_module(settings.SESSION_ENGINE).SessionStore  # the store imports this model
