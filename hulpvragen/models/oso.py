"""An OSO dossier between its upload and the concept that it becomes."""

from django.db import models

from accounts.models import User, Vestiging
from hulpvragen.enums import Soort
from portal.lib import clock
from portal.lib.ids import uuid7


class OsoInlees(models.Model):
    """What an uploaded OSO dossier says, without what may not be passed on: for who uploaded it alone, for a day. The file itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    vestiging = models.ForeignKey(Vestiging, models.PROTECT, related_name="+")
    soort = models.CharField(max_length=20, choices=Soort)
    sleutel = models.BinaryField(help_text="its own key, wrapped: no dossier is there yet")
    gegevens = models.BinaryField(help_text="sealed JSON, with the documents: hulpvragen/services/oso.py")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-made_at"], name="oso_inlees_of_person")]
