"""Her own follow-up dates; row security shows her no other."""

import datetime as dt

from hulpvragen.models import Hulpvraag, Opvolging
from hulpvragen.policy import Asker


def own_date(who: Asker, hulpvraag: Hulpvraag) -> dt.date | None:
    """Return the day on which she wants to look at this hulpvraag again."""
    return Opvolging.objects.filter(user_id=who.user.pk, hulpvraag_id=hulpvraag.pk).values_list("op", flat=True).first()
