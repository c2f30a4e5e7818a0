"""Mail that waits or failed, as far as this person may see the hulpvraag or the post room."""

from django.db.models import Q, QuerySet

from accounts.enums import Zijde
from hulpvragen import policy
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import Asker
from notifications import queries
from notifications.models import Outbox

PAGE = 100


def waiting(who: Asker) -> list[Outbox]:
    """Return the mail that waits for somebody who holds the role, oldest first."""
    return list(_seen(who, queries.waiting())[:PAGE])


def failed(who: Asker) -> list[Outbox]:
    """Return the mail that could not be delivered, oldest first."""
    return list(_seen(who, queries.failed())[:PAGE])


def to_do(who: Asker) -> int:
    """Return how many mails wait or failed, up to a hundred of each."""
    if not policy.sees_outbox(who):
        return 0
    return _seen(who, queries.waiting())[:PAGE].count() + _seen(who, queries.failed())[:PAGE].count()


def _seen(who: Asker, rows: QuerySet[Outbox]) -> QuerySet[Outbox]:
    if who.zijde != Zijde.SCHOOL:
        return rows if policy.sees_outbox(who) else rows.none()
    # what is stuck is little; asking about those ids alone keeps the union of all her hulpvragen out of it
    stuck = rows.filter(subject_type="hulpvraag").values("subject_id")
    return rows.filter(subject_id__in=_visible(who, Q(pk__in=stuck)))


def _visible(who: Asker, narrow: Q) -> QuerySet:
    parts = [Hulpvraag.objects.filter(branch & narrow).values("pk") for branch in policy.branches(who)]
    if not parts:
        return Hulpvraag.objects.none().values("pk")
    first, *rest = parts
    return first.union(*rest) if rest else first
