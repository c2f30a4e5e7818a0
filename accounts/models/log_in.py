"""When somebody last got in. A table of its own, so that row security can say who may know."""

from django.db import models

from portal.lib import clock

from .user import User


class LastLogIn(models.Model):
    """The last time that somebody got in with both steps; without a row: never.

    Django's `last_login` also counts who only proved a password.
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="last_log_in")
    at = models.DateTimeField(default=clock.now)
