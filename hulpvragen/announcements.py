"""Which event reaches whom: the `told` column of the workflow becomes rows in the outbox."""

import datetime as dt
import uuid

from notifications.resolvers import Recipient
from notifications.services import announce as post
from portal.lib.db import rows

from .models import Hulpvraag
from .policy import Asker
from .workflow import Row


def announce(row: Row, by: Asker, hulpvraag: Hulpvraag, term: dt.date | None = None) -> None:
    """Promise to tell everyone the row names; a concept is told to nobody."""
    if row.told and hulpvraag.kenmerk:
        post(
            event=f"hulpvraag.{row.event}", subject_type="hulpvraag", subject_id=hulpvraag.pk, kenmerk=hulpvraag.kenmerk,
            told=list(row.told), by=by.user.pk, term=term or hulpvraag.term_date,
        )


def recipients(hulpvraag_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who holds a role for this hulpvraag at this moment; the database computes it for the post room."""
    found = rows("select user_id, email, naam, vervangt from ontvangers(%s, %s)", hulpvraag_id, role)
    # who took the contact over knows what she did herself: for the school it waits on
    return [Recipient(r["user_id"], r["email"], r["naam"]) for r in found if not (r["vervangt"] and r["user_id"] == actor_id)]
