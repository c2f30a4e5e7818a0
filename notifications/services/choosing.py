"""Which kind of message somebody wants how. Every change is in the trail with its moment (Awb 2:8)."""

from notifications import queries
from notifications.enums import CHOICES, Choice, Kind
from notifications.models import Preference
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Invalid


def choose(*, by, choices: dict[Kind, Choice]) -> set[Kind]:
    """Keep how a person wants these kinds of message; return which of them she now chose otherwise, or for the first time."""
    one_at_a_time(by.pk)
    stands, since = queries.choices_of(by.pk), queries.chosen_at(by.pk)
    for kind, choice in choices.items():
        if choice not in CHOICES[kind]:
            raise Invalid("Kies een van de antwoorden", kind)
    changed = {kind: Choice(choice) for kind, choice in choices.items() if kind not in since or choice != stands[kind]}
    for kind, choice in changed.items():
        _keep(by, kind, choice, is_new=kind not in since)
        record(
            event="mail.chosen", by=by, object_type="user", object_id=by.pk,
            detail={"kind": kind, "from": stands[kind] if kind in since else "", "to": choice},
        )
    return set(changed)


def _keep(by, kind: Kind, choice: Choice, is_new: bool) -> None:
    if is_new:
        Preference(user_id=by.pk, kind=kind, choice=choice).save(force_insert=True)
    else:
        Preference.objects.filter(user_id=by.pk, kind=kind).update(choice=choice, at=clock.now())
