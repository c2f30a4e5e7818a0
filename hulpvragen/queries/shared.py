"""What is shared with a guest: what she reads now, and what she read."""

import datetime as dt
from dataclasses import dataclass

from hulpvragen.enums import Status
from hulpvragen.models import Toegang
from hulpvragen.policy import Asker
from hulpvragen.queries import lists
from hulpvragen.queries.lists import Line, Place, Selection
from portal.lib import clock


@dataclass(frozen=True)
class Share:
    """One Toegang of hers of which there is nothing to read today. Without `over_on` it may open (again)."""

    door: str
    over_on: dt.date | None
    until: dt.date | None


def readable(who: Asker, after: Place | None = None) -> lists.Page:
    """Return one page of what a guest may read today, newest change first."""
    return lists.page(who, Selection(tuple(Status)), after=after)


def not_readable(who: Asker, lines: list[Line]) -> list[Share]:
    """Return the invitations that she accepted and of which nothing stands on this page, the last one first."""
    newest = (
        Toegang.objects.filter(user=who.user, accepted_at__isnull=False)
        .order_by("fact_id", "-recorded_at", "-pk").distinct("fact_id").select_related("uitgenodigd_door")
    )
    read = {line.hulpvraag.pk for line in lines}
    found = [_share(who, toegang) for toegang in newest if not read & set(toegang.hulpvragen) or toegang.over_on(who.day)]
    return sorted(found, key=lambda share: share.over_on or clock.FAR, reverse=True)


def _share(who: Asker, toegang: Toegang) -> Share:
    door = toegang.uitgenodigd_door
    return Share(door.naam if door else "", toegang.over_on(who.day), toegang.laatste_dag)
