"""Which event about somebody's access reaches whom. The mail names nobody: it leads to the page of the stop."""

import uuid

from django.conf import settings
from django.urls import reverse

from accounts.models import Schorsing, User
from notifications.resolvers import Recipient
from notifications.services import announce
from portal.lib.db import rows

STOPPED = "stopped_person"
TOLD_OF_STOP = (STOPPED, "contactpersoon", "mutatiebehandelaar", "privacy_officer")


def tell_of_stop(event: str, *, by: User, stop: Schorsing) -> None:
    """Promise to tell the person, the contactpersoon of her school, and who works with people at the SWV."""
    announce(event=f"schorsing.{event}", subject_type="schorsing", subject_id=stop.fact_id, kenmerk="", told=TOLD_OF_STOP, by=by.pk)


def told_of_stop(fact_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who is told of a stop at this moment. The person herself holds no post: she is reached by her account, without a link."""
    link = "" if role == STOPPED else settings.PORTAL_ORIGIN + reverse("accounts:stop", args=[fact_id])
    return [Recipient(row["user_id"], row["email"], row["naam"], link=link) for row in rows("select * from over_schorsing(%s, %s)", fact_id, role)]
