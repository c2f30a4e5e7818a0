"""The register of possible datalekken: late mutaties by which something was still seen, and what was made of them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings

from accounts.models import Vestiging
from hulpvragen.policy import Asker
from mutaties import policy
from mutaties.models import Inschatting, Mutatie
from mutaties.storage import INSCHATTING, unseal

from . import damage
from .damage import Damage

INTERN, AP = dt.timedelta(hours=24), dt.timedelta(hours=72)
MOST = 100  # newest first; late reports are few


@dataclass(frozen=True)
class Draft:
    """A late mutatie that nobody assessed yet: provisional, and its clocks run from the report."""

    mutatie: Mutatie
    controller: str
    damage: Damage

    @property
    def intern(self) -> dt.datetime:
        return self.mutatie.created_at + INTERN

    @property
    def ap(self) -> dt.datetime:
        return self.mutatie.created_at + AP


@dataclass(frozen=True)
class Assessed:
    """The last assessment of one late mutatie."""

    inschatting: Inschatting
    controller: str
    reden: str

    @property
    def mutatie(self) -> Mutatie:
        return self.inschatting.mutatie

    @property
    def after(self) -> dt.timedelta:
        """How long after the report it was assessed: there its clocks stopped."""
        return self.inschatting.at - self.mutatie.created_at


def drafts(who: Asker) -> list[Draft]:
    """Return what the privacy officer must still assess, oldest first; nobody else has drafts."""
    if not policy.assesses(who):
        return []
    open_ones = policy.late_for(who).filter(inschattingen=None).select_related("eenheid", "persoon").order_by("-created_at")[:MOST]
    boards = _controllers({one.eenheid_id for one in open_ones})
    return [Draft(one, boards[one.eenheid_id], damage.of(one)) for one in reversed(open_ones)]


def assessed(who: Asker) -> list[Assessed]:
    """Return what was assessed, of each mutatie the last look, newest first."""
    found = policy.assessments_for(who).select_related("mutatie__eenheid", "mutatie__persoon", "door").order_by("mutatie", "-versie").distinct("mutatie")
    boards = _controllers({one.mutatie.eenheid_id for one in found})
    made = [Assessed(one, boards[one.mutatie.eenheid_id], unseal(one.pk, one.sealed_reden, INSCHATTING)) for one in found]
    return sorted(made, key=lambda one: one.inschatting.at, reverse=True)


def controller(mutatie: Mutatie) -> str:
    """Return who answers for what she read: the board of the school for its staff, else the partnership."""
    return _controllers({mutatie.eenheid_id})[mutatie.eenheid_id]


def last(mutatie: Mutatie) -> Inschatting | None:
    return mutatie.inschattingen.select_related("door").order_by("versie").last()


def _controllers(eenheden: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    boards = dict(Vestiging.objects.filter(pk__in=eenheden).values_list("pk", "bestuur__naam"))
    return {pk: boards.get(pk) or settings.PORTAL_SWV_NAAM for pk in eenheden}
