"""The dated facts that tie people to a hulpvraag: written at the desk, versioned, never rewritten."""

import datetime as dt
import uuid

from psycopg2.extras import DateRange

from accounts.services.versions import end_all
from hulpvragen import policy
from hulpvragen.models import Hulpvraag, HulpvraagContact, Inschrijving, Opvolger, Toewijzing, VasteConsulent
from hulpvragen.policy import Asker
from portal.lib.db import desk, enter, fence_shared


def stand(by: Asker) -> Asker:
    """Take the person's fence and ask again who she is: a stop either waits for this change or wins."""
    fence_shared(by.user.pk)
    enter(by.user.pk, by.zijde)
    return policy.asker(by.user, by.zijde)


def _in_force(facts, day: dt.date):
    return facts.filter(replaced_at=None, geldig__contains=day)


def enrol(by: Asker, leerling_id, vestiging_id) -> None:
    """Record where a pupil is enrolled from today."""
    with desk():
        Inschrijving(leerling_id=leerling_id, vestiging_id=vestiging_id, geldig=(by.day, None), recorded_by_id=by.user.pk).save(force_insert=True)


def set_contact(by: Asker, hulpvraag: Hulpvraag, *user_ids: uuid.UUID, day: dt.date | None = None, bron: uuid.UUID | None = None) -> None:
    """Make these the contacts (two of a duo post) from a day, else today; until then all stays, what was planned goes.

    Who leaves the school is followed by whom the school named for what comes before that day (Opvolger). When the pupil is to move,
    whom the other school named from that day stays.
    """
    day = day or by.day
    held = HulpvraagContact.objects.filter(hulpvraag_id=hulpvraag.pk, replaced_at=None)
    with desk():
        moves = hulpvraag.leaves_after(day)
        end = moves if moves and held.filter(geldig__startswith__gte=moves).exists() else None
        period = DateRange(day, end)
        later = list(held.filter(geldig__overlap=period))
        staying = {fact.user_id for fact in later if fact.user_id in user_ids and fact.begin <= day and fact.geldig.upper == end}
        end_all([fact for fact in later if fact.user_id not in staying], by.user.pk, day, bron=bron)
        named = [(user_id, period) for user_id in sorted(set(user_ids) - staying)]
        for planned in Opvolger.objects.filter(
            vestiging_id=hulpvraag.vestiging_op(day).pk, voor__in=user_ids, replaced_at=None, geldig__overlap=period
        ).exclude(user__in=user_ids):
            ends = [bound for bound in (planned.geldig.upper, end) if bound]
            named.append((planned.user_id, DateRange(max(day, planned.begin), min(ends, default=None))))
        for user_id, geldig in named:
            HulpvraagContact(hulpvraag_id=hulpvraag.pk, user_id=user_id, geldig=geldig, recorded_by_id=by.user.pk, bron=bron).save(force_insert=True)


def set_lead(by: Asker, hulpvraag: Hulpvraag, user_id) -> None:
    """Assign one person as lead from today; the Toewijzing of the lead before her ends."""
    set_leads(by, [hulpvraag], user_id)


def set_leads(by: Asker, hulpvragen: list[Hulpvraag], user_id) -> None:
    """The same for many at once, in a number of queries that does not depend on how many."""
    leads = {hulpvraag.pk: hulpvraag.behandelaar_id for hulpvraag in hulpvragen}
    with desk():
        held = list(_in_force(Toewijzing.objects.filter(hulpvraag_id__in=leads), by.day))
        end_all([fact for fact in held if fact.user_id == leads[fact.hulpvraag_id] and fact.user_id != user_id], by.user.pk, by.day)
        has = {fact.hulpvraag_id for fact in held if fact.user_id == user_id}
        Toewijzing.objects.bulk_create([_assignment(by, pk, user_id) for pk in leads if pk not in has])
        Hulpvraag.objects.filter(pk__in=leads).update(behandelaar_id=user_id)


def add_assignment(by: Asker, hulpvraag: Hulpvraag, user_id) -> None:
    """Let one more person work on a hulpvraag from today."""
    with desk():
        if not _in_force(Toewijzing.objects.filter(hulpvraag_id=hulpvraag.pk, user_id=user_id), by.day).exists():
            _assignment(by, hulpvraag.pk, user_id).save(force_insert=True)


def end_assignment(by: Asker, hulpvraag: Hulpvraag, user_id) -> None:
    """End the Toewijzing of one person: her sight by it ends at once."""
    with desk():
        end_all(list(_in_force(Toewijzing.objects.filter(hulpvraag_id=hulpvraag.pk, user_id=user_id), by.day)), by.user.pk, by.day)


def _assignment(by: Asker, hulpvraag_id, user_id) -> Toewijzing:
    return Toewijzing(hulpvraag_id=hulpvraag_id, user_id=user_id, geldig=(by.day, None), recorded_by_id=by.user.pk)


def end_assignments(by: Asker, hulpvraag: Hulpvraag) -> None:
    """End every Toewijzing: the hulpvraag goes back to the loket."""
    with desk():
        end_all(list(_in_force(Toewijzing.objects.filter(hulpvraag_id=hulpvraag.pk), by.day)), by.user.pk, by.day)
        Hulpvraag.objects.filter(pk=hulpvraag.pk).update(behandelaar_id=None)


def set_default_handler(by: Asker, eenheid_id, user_id, begin: dt.date) -> None:
    """Let one person, or nobody, handle by default at a place from a day on; what was planned after that day is replaced."""
    with desk():
        end_all(list(VasteConsulent.objects.filter(eenheid_id=eenheid_id, replaced_at=None, geldig__overlap=(begin, None))), by.user.pk, begin)
        if user_id:
            VasteConsulent(eenheid_id=eenheid_id, user_id=user_id, geldig=(begin, None), recorded_by_id=by.user.pk).save(force_insert=True)
