"""Which event reaches whom: the `told` column of the workflow becomes rows in the outbox."""

import datetime as dt

from notifications.services import announce as post

from .models import Hulpvraag
from .policy import Asker
from .workflow import Row


def announce(row: Row, by: Asker, hulpvraag: Hulpvraag, term: dt.date | None = None) -> None:
    """Promise to tell everyone the row names; a concept is told to nobody."""
    if row.told and hulpvraag.kenmerk:
        post(
            event=row.event, subject_type="hulpvraag", subject_id=hulpvraag.pk, kenmerk=hulpvraag.kenmerk,
            told=list(row.told), by=by.user.pk, term=term or hulpvraag.term_date,
        )
