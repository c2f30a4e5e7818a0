"""The hulpvragen of who leaves go to others, from a day: contacts by date, never a name or address typed over.

Called by the personnel desk (mutaties), which decided; in a number of queries that does not depend on how many go.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from accounts.services.versions import end_all, revert
from hulpvragen.models import Hulpvraag, HulpvraagContact, Opvolger
from portal.lib.db import desk


@dataclass(frozen=True)
class Transfer:
    """One hulpvraag goes to one person: an IB'er as its contact, or somebody of the loket who takes the contact over."""

    hulpvraag_id: uuid.UUID
    user_id: uuid.UUID
    loket: bool = False


def hand_over(
    *, by_id: uuid.UUID, bron: uuid.UUID, van: uuid.UUID, transfers: list[Transfer], day: dt.date, until: dt.date | None = None
) -> None:
    """Make others the contact of these hulpvragen from a day; with `until` only for that long, and hers again after it.

    A concept that was deleted since it was chosen is passed over.
    """
    with desk():
        there = set(Hulpvraag.objects.filter(pk__in=[one.hulpvraag_id for one in transfers]).values_list("pk", flat=True))
        transfers = [one for one in transfers if one.hulpvraag_id in there]
        ids = [one.hulpvraag_id for one in transfers]
        known = list(HulpvraagContact.objects.select_for_update().filter(hulpvraag_id__in=ids, replaced_at=None))
        if until is None:
            hers = [one for one in known if one.user_id == van and one.begin < day and (one.geldig.upper is None or one.geldig.upper > day)]
            end_all(hers, by_id, day, bron=bron)
        has = {(one.hulpvraag_id, one.user_id) for one in known if _overlaps(one, day, until)}
        HulpvraagContact.objects.bulk_create([
            HulpvraagContact(hulpvraag_id=one.hulpvraag_id, user_id=one.user_id, geldig=(day, until), recorded_by_id=by_id, bron=bron)
            for one in transfers if not one.loket and (one.hulpvraag_id, one.user_id) not in has
        ])
        for user_id in {one.user_id for one in transfers if one.loket}:
            taken = [one.hulpvraag_id for one in transfers if one.loket and one.user_id == user_id]
            Hulpvraag.objects.filter(pk__in=taken).update(contact_overgenomen_door_id=user_id)


def _overlaps(fact: HulpvraagContact, begin: dt.date, eind: dt.date | None) -> bool:
    return (eind is None or fact.begin < eind) and (fact.geldig.upper is None or fact.geldig.upper > begin)


def name_successor(
    *, by_id: uuid.UUID, bron: uuid.UUID, vestiging_id: uuid.UUID, voor: uuid.UUID, user_id: uuid.UUID, day: dt.date, until: dt.date | None = None
) -> None:
    """Let one person succeed another in what is filed with her as contact before the day."""
    with desk():
        planned = Opvolger.objects.filter(vestiging_id=vestiging_id, voor_id=voor, replaced_at=None)
        end_all([one for one in planned if one.geldig.upper is None or one.geldig.upper > day], by_id, day, bron=bron)
        Opvolger(
            vestiging_id=vestiging_id, voor_id=voor, user_id=user_id, geldig=(day, until), recorded_by_id=by_id, bron=bron
        ).save(force_insert=True)


def contacts_on(day: dt.date, hulpvraag_ids: list[uuid.UUID], ib: set[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return whose mail each hulpvraag is on a day, at a school with these IB'ers then; for the preview, at the desk."""
    chosen: dict[uuid.UUID, set[uuid.UUID]] = {pk: set() for pk in hulpvraag_ids}
    rows = HulpvraagContact.objects.filter(Q(geldig__contains=day), hulpvraag_id__in=hulpvraag_ids, replaced_at=None)
    for hulpvraag_id, user_id in rows.values_list("hulpvraag_id", "user_id"):
        chosen[hulpvraag_id] |= {user_id} & ib
    return {pk: found or set(ib) for pk, found in chosen.items()}


def move_return(*, by_id: uuid.UUID, bron: uuid.UUID, terug: dt.date) -> None:
    """Let who stands in be contact until another day."""
    with desk():
        for model in (HulpvraagContact, Opvolger):
            end_all(model.objects.filter(bron=bron, replaced_at=None), by_id, terug, bron=bron)


def take_back(*, by_id: uuid.UUID, bron: uuid.UUID, loket: list[uuid.UUID]) -> None:
    """Take back what one mutatie did to contacts; Conflict when something of it was changed since. `loket`: what the loket took over by it."""
    with desk():
        Hulpvraag.objects.filter(pk__in=loket).update(contact_overgenomen_door_id=None)
        revert(HulpvraagContact, bron, by_id)
        revert(Opvolger, bron, by_id)


def concepts_of(vestiging_id: uuid.UUID, user_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the concepts of a school whose contact somebody is: they go along unseen by the SWV. At the desk."""
    hers = HulpvraagContact.objects.filter(user=user_id, replaced_at=None)
    with desk():
        return list(Hulpvraag.objects.filter(ingediend=False, opsteller_vestiging=vestiging_id, pk__in=hers.values("hulpvraag")).values_list("pk", flat=True))


def open_at(vestiging_id: uuid.UUID, hulpvraag_ids: list[uuid.UUID], day: dt.date) -> list[uuid.UUID]:
    """Return which of these are open and at this school on a day; for the preview, at the desk."""
    here = Q(vestiging=vestiging_id, vestiging_tot__gt=day) | Q(vestiging_daarna=vestiging_id, vestiging_tot__lte=day)
    return list(Hulpvraag.objects.filter(here, pk__in=hulpvraag_ids, gesloten_op=None).values_list("pk", flat=True))


def kenmerken(hulpvraag_ids: set[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    """Return the numbers of these hulpvragen, for the preview; a concept has none."""
    with desk():
        return dict(Hulpvraag.objects.filter(pk__in=hulpvraag_ids).values_list("pk", "kenmerk"))
