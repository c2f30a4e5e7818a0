"""The school proposes who gets which hulpvraag."""

import uuid
from collections.abc import Mapping

from hulpvragen.policy import Asker
from mutaties.enums import Aan, Action, Status
from mutaties.models import Mutatie, Regel
from mutaties.queries import handover as read
from portal.lib.errors import Invalid

from .steps import after_handover, begin, finish

Choice = tuple[Aan, uuid.UUID | None]
LEFT = "Kies voor elke hulpvraag wie haar overneemt. Nog te kiezen: {aantal}."


def propose(*, by: Asker, mutatie_id: uuid.UUID, version: int, choices: Mapping[uuid.UUID, Choice]) -> Mutatie:
    """Keep who gets which hulpvraag, and send it to the desk; raise Invalid while one has nobody."""
    by, mutatie, row = begin(by, mutatie_id, Action.PROPOSE_HANDOVER, version)
    known = {line.hulpvraag_id: line for line in read.lines(mutatie)}
    _check(mutatie, {pk: choice for pk, choice in choices.items() if pk in known})
    if left := [pk for pk, line in known.items() if pk not in choices and not line.stays]:
        raise Invalid(LEFT.format(aantal=len(left)), f"regel_{left[0]}")
    keep_lines(mutatie, {pk: choices[pk] for pk in known if pk in choices})
    status = after_handover(mutatie)
    told = row.told if status == Status.START_BEVESTIGEN else tuple(role for role in row.told if role != "volgende")
    finish(by, mutatie, row, status=status, told=told, gegevens={"regels": len(choices)})
    return mutatie


def _check(mutatie: Mutatie, choices: Mapping[uuid.UUID, Choice]) -> None:
    possible = read.successors(mutatie)
    allowed: dict[Aan, set] = {
        Aan.COLLEGA: {user.pk for user in possible.collegas}, Aan.LOKET: {None}, Aan.NIEUW: {None} if possible.nieuw else set(),
    }  # fmt: skip
    for pk, (aan, user_id) in choices.items():
        if user_id not in allowed[aan]:
            raise Invalid("Kies iemand die op deze dag op de school werkt, of het loket", f"regel_{pk}")


def keep_lines(mutatie: Mutatie, choices: Mapping[uuid.UUID, Choice]) -> None:
    """Replace the lines of these hulpvragen, in two queries."""
    Regel.objects.filter(mutatie=mutatie, hulpvraag_id__in=list(choices)).delete()
    Regel.objects.bulk_create([Regel(mutatie=mutatie, hulpvraag_id=pk, aan=aan, user_id=user_id) for pk, (aan, user_id) in choices.items()])

