"""Sessions live in PostgreSQL with their person, so that they can be seen and ended."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from .user import User


class Session(AbstractBaseSession):
    """`expire_date` is the earlier of 30 idle minutes and 8 hours after `started_at`."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    device = models.CharField(max_length=200, blank=True)

    objects = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls):
        return import_module(settings.SESSION_ENGINE).SessionStore  # the store imports this model
