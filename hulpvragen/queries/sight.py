"""What a change elsewhere does to who reads along, before it is made: numbers, and no hulpvraag."""

import uuid
from dataclasses import dataclass

from accounts.models import User
from hulpvragen.policy import Asker
from portal.lib.db import rows


@dataclass(frozen=True)
class Change:
    """How many hulpvragen of one school a consulent reads now, and would read then."""

    user: User
    now: int
    then: int

    @property
    def lost(self) -> int:
        return max(0, self.now - self.then)

    @property
    def gained(self) -> int:
        return max(0, self.then - self.now)


def of_other_wijk(who: Asker, school_id: uuid.UUID, wijk_id: uuid.UUID | None) -> list[Change]:
    """Return what changes for each consulent when a school goes to another wijknetwerk, by surname.

    The database counts (`app_wijk_preview`), for a beheerder only: he may not see what is counted.
    """
    counted = rows("select user_id, reads_now, would_read from app_wijk_preview(%s, %s)", school_id, wijk_id)
    people = User.objects.in_bulk([row["user_id"] for row in counted])
    found = [Change(people[row["user_id"]], row["reads_now"], row["would_read"]) for row in counted]
    return sorted(found, key=lambda change: (change.user.achternaam.casefold(), change.user.voornaam, change.user.pk))
