"""What somebody typed and has not sent: kept when her session was locked or lost, or by the page itself."""

from django.db import models

from portal.lib import clock
from portal.lib.ids import uuid7

from .user import User


class Kladtekst(models.Model):
    """The fields of one form, sealed for this person. `sleutel` is the form as it stood on her screen:
    two tabs are two rows, the same form twice is one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="kladteksten")
    zijde = models.CharField(max_length=8, blank=True, help_text="the side she acted for; empty: none yet")
    pad = models.CharField(max_length=400, help_text="the page of the form, with its query; holds no name")
    sleutel = models.UUIDField()
    velden = models.TextField(help_text="sealed under the master key: accounts/services/kladtekst.py")
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "zijde", "sleutel"], name="kladtekst_one_per_form")]
        indexes = [models.Index(fields=["user", "pad"], name="kladtekst_on_page")]
