"""Filing: from the first typed word to a kenmerk."""

import uuid

from django.http import Http404

from accounts.models import Vestiging
from hulpvragen import policy, workflow
from hulpvragen.announcements import announce
from hulpvragen.completeness import ANSWER_FIELDS, LEERLING_FIELDS, missing
from hulpvragen.enums import Action, Soort, Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagInhoud, Inzending, Leerling
from hulpvragen.policy import Asker
from hulpvragen.storage import answers_place, open_answers, seal_answers
from portal.audit.services import record
from portal.lib import clock, crypto
from portal.lib.db import one, one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

from .facts import enrol, set_contact, stand

CHANGED_MEANWHILE = "Een collega heeft deze hulpvraag intussen gewijzigd. Uw tekst is niet opgeslagen; u ziet hieronder beide versies."


def _leerling(values: dict) -> dict:
    fields = {name: values.get(name) or "" for name in LEERLING_FIELDS}
    fields["geboortedatum"] = values.get("geboortedatum") or None
    return fields


def _answers(values: dict) -> dict:
    return {name: values.get(name) or "" for name in ANSWER_FIELDS}


def start(*, by: Asker, vestiging_id, soort: str, leerling: dict, answers: dict, key: uuid.UUID, dossier_id=None) -> Hulpvraag:
    """Begin a concept for a school of hers; the same key sent twice gives the same concept."""
    by = stand(by)
    one_at_a_time(key)
    if done := Inzending.objects.filter(key=key, user_id=by.user.pk).first():
        return Hulpvraag.objects.get(pk=done.hulpvraag_id)
    school = next((v for v in policy.may_file_at(by) if v.pk == vestiging_id), None)
    if school is None:
        raise NotAllowed("U kunt alleen een hulpvraag indienen voor een school waar u nu IB'er bent.")
    dossier = _dossier_of(by, dossier_id, school) if dossier_id else _new_dossier(by, school, leerling)
    hulpvraag = Hulpvraag(
        dossier=dossier, opsteller_vestiging=school, soort=soort, grondslag=workflow.KINDS[Soort(soort)].grondslag,
        opgesteld_door_id=by.user.pk, vestiging_id=dossier.vestiging_id, vestiging_tot=dossier.vestiging_tot,
        vestiging_daarna_id=dossier.vestiging_daarna_id,
    )
    hulpvraag.save(force_insert=True)
    sealed = seal_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), _answers(answers))
    HulpvraagInhoud(hulpvraag=hulpvraag, antwoorden=sealed).save(force_insert=True)
    set_contact(by, hulpvraag, by.user.pk)
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("concept_started", by, hulpvraag)
    return hulpvraag


def _dossier_of(by: Asker, dossier_id, school: Vestiging) -> Dossier:
    dossier = policy.dossiers_visible_to(by).filter(pk=dossier_id).first()
    if dossier is None or dossier.vestiging_op(by.day).pk != school.pk:
        raise Http404
    return dossier


def _new_dossier(by: Asker, school: Vestiging, leerling: dict) -> Dossier:
    child = Leerling(**_leerling(leerling))
    child.save(force_insert=True)
    dossier = Dossier(leerling=child, vestiging=school, vestiging_daarna=school)
    dossier.sleutel = crypto.new_key(dossier.pk)
    dossier.save(force_insert=True)
    enrol(by, child.pk, school.pk)
    return dossier


def _locked(by: Asker, hulpvraag_id) -> Hulpvraag:
    """Lock a hulpvraag for this person, or answer 404; what she may not change is refused by require."""
    found = policy.visible_to(by).filter(pk=hulpvraag_id).first()
    if found is None:
        raise Http404
    return Hulpvraag.objects.select_for_update(of=("self",)).filter(pk=hulpvraag_id).first() or found


def _unchanged(hulpvraag: Hulpvraag, version: int) -> None:
    if hulpvraag.version != version:
        raise Conflict(CHANGED_MEANWHILE)


def _record(event: str, by: Asker, hulpvraag: Hulpvraag, **detail) -> None:
    record(event=f"hulpvraag.{event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id,
           ground=policy.ground(by, hulpvraag), object_type="hulpvraag", object_id=str(hulpvraag.pk), detail=detail)


def save(*, by: Asker, hulpvraag_id, version: int, soort: str, leerling: dict, answers: dict) -> Hulpvraag:
    """Keep what was typed into a concept; raises Conflict when somebody else was first."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require(by, Action.SAVE, hulpvraag)
    _unchanged(hulpvraag, version)
    dossier = hulpvraag.dossier
    if pupil_is_open(hulpvraag):
        Leerling.objects.filter(pk=dossier.leerling_id).update(**_leerling(leerling))
    sealed = seal_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), _answers(answers))
    HulpvraagInhoud.objects.filter(pk=hulpvraag.pk).update(antwoorden=sealed)
    _update(hulpvraag, soort=soort, grondslag=workflow.KINDS[Soort(soort)].grondslag)
    _record("concept_saved", by, hulpvraag)
    return hulpvraag


def pupil_is_open(hulpvraag: Hulpvraag) -> bool:
    """Return whether the pupil may still be changed: nothing was filed about her yet."""
    return one("select app_pupil_open(%s)", hulpvraag.dossier_id)[0]


def _update(hulpvraag: Hulpvraag, **fields) -> None:
    fields |= {"gewijzigd": clock.now(), "version": hulpvraag.version + 1}
    if not Hulpvraag.objects.filter(pk=hulpvraag.pk).update(**fields):
        raise Conflict(CHANGED_MEANWHILE)  # row security hid it: nothing may be told as done
    for name, value in fields.items():
        setattr(hulpvraag, name, value)


def delete_concept(*, by: Asker, hulpvraag_id) -> None:
    """Destroy a concept, and its dossier with the key when nothing else hangs on it. The trail keeps that it happened."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require(by, Action.DELETE_CONCEPT, hulpvraag)
    _record("concept_deleted", by, hulpvraag)
    if not one("select app_delete_concept(%s)", hulpvraag.pk)[0]:
        raise Http404  # and the row in the trail goes with it


def read_answers(hulpvraag: Hulpvraag) -> dict:
    """Return the answers of a hulpvraag that the reader may see."""
    inhoud = HulpvraagInhoud.objects.get(pk=hulpvraag.pk)
    dossier = hulpvraag.dossier
    return open_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), inhoud.antwoorden)


def submit(*, by: Asker, hulpvraag_id, version: int) -> Hulpvraag:
    """File a complete concept: it gets its kenmerk and term, and the SWV sees it from now on."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    row = policy.require(by, Action.SUBMIT, hulpvraag)
    _unchanged(hulpvraag, version)
    child = hulpvraag.dossier.leerling
    gaps = missing({name: getattr(child, name) for name in LEERLING_FIELDS}, read_answers(hulpvraag), by.day)
    if gaps:
        raise Invalid("Deze hulpvraag is nog niet compleet.", gaps[0].field)
    weeks = workflow.KINDS[Soort(hulpvraag.soort)].weeks
    _update(
        hulpvraag, status=Status.INGEDIEND, kenmerk=one("select app_next_kenmerk()")[0], ingediend_door_id=by.user.pk,
        submitted_at=clock.now(), term_date=by.day + weeks * 7 * clock.DAY,
    )
    hulpvraag.ingediend = True
    _record("submitted", by, hulpvraag)
    announce(row, by, hulpvraag)
    return hulpvraag
