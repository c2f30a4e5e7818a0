"""The dated facts that tie people to a hulpvraag: written at the desk, versioned, never rewritten."""

import datetime as dt

from accounts.models.facts import DatedFact
from hulpvragen import policy
from hulpvragen.models import Hulpvraag, HulpvraagContact, Inschrijving, Toewijzing
from hulpvragen.policy import Asker
from portal.lib import clock
from portal.lib.db import desk, enter, fence_shared


def stand(by: Asker) -> Asker:
    """Take the person's fence and ask again who she is: a stop either waits for this change or wins."""
    fence_shared(by.user.pk)
    enter(by.user.pk, by.zijde)
    return policy.asker(by.user, by.zijde)


def _end(fact: DatedFact, by: Asker, day: dt.date) -> None:
    """End a fact on a day; the version that was on record stays readable."""
    type(fact).objects.filter(pk=fact.pk).update(replaced_at=clock.now())
    if fact.geldig.lower < day:
        fields = {f.attname: getattr(fact, f.attname) for f in fact._meta.fields if f.attname not in ("id", "recorded_at", "recorded_by_id")}
        fields["geldig"] = (fact.geldig.lower, day)
        type(fact)(**fields, recorded_by_id=by.user.pk).save(force_insert=True)


def _in_force(facts, day: dt.date):
    return facts.filter(replaced_at=None, geldig__contains=day)


def enrol(by: Asker, leerling_id, vestiging_id) -> None:
    """Record where a pupil is enrolled from today."""
    with desk():
        Inschrijving(leerling_id=leerling_id, vestiging_id=vestiging_id, geldig=(by.day, None), recorded_by_id=by.user.pk).save(force_insert=True)


def set_contact(by: Asker, hulpvraag: Hulpvraag, user_id) -> None:
    """Make one person the contact from today; the earlier contacts end."""
    current = _in_force(HulpvraagContact.objects.filter(hulpvraag_id=hulpvraag.pk), by.day)
    with desk():
        for fact in current:
            if fact.user_id != user_id:
                _end(fact, by, by.day)
        if user_id not in {fact.user_id for fact in current}:
            HulpvraagContact(hulpvraag_id=hulpvraag.pk, user_id=user_id, geldig=(by.day, None), recorded_by_id=by.user.pk).save(force_insert=True)


def set_lead(by: Asker, hulpvraag: Hulpvraag, user_id) -> None:
    """Assign one person as lead from today; the Toewijzing of the lead before her ends."""
    with desk():
        for fact in _in_force(Toewijzing.objects.filter(hulpvraag_id=hulpvraag.pk, user_id=hulpvraag.behandelaar_id), by.day):
            if fact.user_id != user_id:
                _end(fact, by, by.day)
        if not _in_force(Toewijzing.objects.filter(hulpvraag_id=hulpvraag.pk, user_id=user_id), by.day).exists():
            Toewijzing(hulpvraag_id=hulpvraag.pk, user_id=user_id, geldig=(by.day, None), recorded_by_id=by.user.pk).save(force_insert=True)
        Hulpvraag.objects.filter(pk=hulpvraag.pk).update(behandelaar_id=user_id)


def end_assignments(by: Asker, hulpvraag: Hulpvraag) -> None:
    """End every Toewijzing: the hulpvraag goes back to the loket."""
    with desk():
        for fact in _in_force(Toewijzing.objects.filter(hulpvraag_id=hulpvraag.pk), by.day):
            _end(fact, by, by.day)
        Hulpvraag.objects.filter(pk=hulpvraag.pk).update(behandelaar_id=None)
