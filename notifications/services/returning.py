"""Mail that came back, from the box for it into the ledger. A promise whose mail came back is open again."""

import logging
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction

from notifications import queries, reports, returned
from notifications.enums import Outcome, State
from notifications.models import Delivery, Outbox
from notifications.reports import Report, Tells

from . import delivering

logger = logging.getLogger(__name__)

UNKNOWN, AGAIN = "unknown", "again"  # counted: no mail of ours; one that was reported before


def read_bounces() -> Counter:
    """Read the box for returned mail, if there is one; return how many mails told what."""
    if not settings.PORTAL_BOUNCE_MAILBOX:
        return Counter()
    counted: Counter = Counter()
    for text, put_aside in returned.letters(Path(settings.PORTAL_BOUNCE_MAILBOX)):
        counted[take_back(reports.read(text))] += 1
        put_aside()
    if counted:
        logger.info("returned mail: %s", ", ".join(f"{count} {what}" for what, count in sorted(counted.items())))
    return counted


def take_back(report: Report) -> str:
    """Enter one report in the ledger, once; return what became of it."""
    if report.tells not in (Tells.BOUNCED, Tells.EXPIRED):
        return report.tells
    with transaction.atomic(durable=True):
        lines = list(Delivery.objects.filter(message_id=report.message_id, outcome=Outcome.SENT))  # a summary has several
        new = [_enter(line, report) for line in lines]
    return report.tells if any(new) else AGAIN if lines else UNKNOWN


def _enter(line: Delivery, report: Report) -> bool:
    _, is_new = Delivery.objects.get_or_create(
        occasion=line.occasion, user_id=line.user_id, attempt=line.attempt, outcome__in=[Outcome.BOUNCED, Outcome.EXPIRED],
        defaults={"outbox_id": line.outbox_id, "message_id": line.message_id, "outcome": Outcome(report.tells), "code": report.code},
    )
    if is_new:  # whoever has the promise in hand loses it, and so cannot write over this
        Outbox.objects.filter(pk=line.outbox_id).update(
            state=State.PENDING, due_at=queries.moment() + delivering.RESEND_PAUSE, leased_until=None, attempts=0, last_error=""
        )
    return is_new
