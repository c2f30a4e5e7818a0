"""The people of schools and of the SWV, as others see them: their posts now and to come."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Subquery
from psycopg2.extras import DateRange

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from accounts.models.facts import ON_RECORD
from accounts.policy import stops_on_post


@dataclass(frozen=True)
class Colleague:
    """A post that is in force or still to come, as others may see it."""

    user: User
    vestiging_id: uuid.UUID  # of the SWV: the wijknetwerk or the SWV itself
    begin: dt.date
    laatste_dag: dt.date | None
    starts: bool  # the post begins later
    stop: uuid.UUID | None  # the Schorsing that holds it still, by its fact
    rol: Rol
    post: uuid.UUID  # by its fact

    @property
    def stopped(self) -> bool:
        return self.stop is not None

    @property
    def at_work(self) -> bool:
        return not (self.starts or self.stopped)


def at(day: dt.date, eenheden: list, *roles: Rol) -> list[Colleague]:
    """Return who has one of these roles at these units, from this day on, in the order in which they began."""
    posts = Aanstelling.objects.filter(
        ON_RECORD, rol__in=roles, eenheid__in=eenheden, geldig__overlap=DateRange(day, None), user__is_active=True
    )
    found = posts.select_related("user").annotate(stop=Subquery(stops_on_post().values("fact_id")[:1])).order_by("geldig", "user__achternaam", "pk")
    return [
        Colleague(post.user, post.eenheid_id, post.begin, post.laatste_dag, post.begin > day, post.stop, Rol(post.rol), post.fact_id)
        for post in found
    ]
