"""Filing: from the first typed word to a kenmerk."""

import uuid

from django.http import Http404

from accounts.models import Vestiging
from hulpvragen import policy, workflow
from hulpvragen.announcements import announce
from hulpvragen.completeness import LEERLING_FIELDS, answer_names, gaps, names
from hulpvragen.enums import Action, Part, Soort, Status, Vraagtype
from hulpvragen.models import Dossier, Formulier, Hulpvraag, HulpvraagInhoud, Inzending, Leerling
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.queries.concept import filled
from hulpvragen.queries.settings import newest, vakanties
from hulpvragen.storage import answers_place, open_answers, seal_answers
from portal.audit.services import record
from portal.lib import clock, crypto
from portal.lib.db import one, one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

from . import moving
from .facts import enrol, set_contact, set_lead, stand
from .stukken import keep_copy

MOST_CONTACTS = 2  # a duo post
PUPIL_STANDS = "Over deze leerling is al een hulpvraag ingediend. Daarom staan de gegevens van de leerling vast."
CHANGED_MEANWHILE = "Een collega heeft deze hulpvraag intussen gewijzigd. Uw tekst is niet opgeslagen; u ziet hieronder beide versies."


def _leerling(values: dict) -> dict:
    fields = {name: values.get(name) or "" for name in LEERLING_FIELDS}
    fields["geboortedatum"] = values.get("geboortedatum") or None
    return fields


def _answers(formulier: Formulier, values: dict) -> dict:
    return {name: values.get(name) or "" for name in answer_names(formulier.soort, formulier.vragen, formulier.documenten)}


def start(
    *, by: Asker, vestiging_id, soort: str, key: uuid.UUID, leerling: dict | None = None, answers: dict | None = None, dossier_id=None, copy_of=None
) -> Hulpvraag:
    """Begin a concept for a school of hers; the same key sent twice gives the same concept.

    `dossier_id` is that of a known pupil; `copy_of` an earlier hulpvraag of that pupil, or an
    anonymous one, whose text goes into the new one.
    """
    by = stand(by)
    one_at_a_time(key)
    if done := Inzending.objects.filter(key=key, user_id=by.user.pk).first():
        return Hulpvraag.objects.get(pk=done.hulpvraag_id)
    school = next((v for v in policy.may_file_at(by) if v.pk == vestiging_id), None)
    if school is None:
        raise NotAllowed("U kunt alleen een hulpvraag indienen voor een school waar u nu IB'er bent.")
    moving.require_future(school)
    formulier = newest(soort)
    dossier = _dossier_of(by, dossier_id, school, soort) if dossier_id else _new_dossier(by, school, soort, leerling or {})
    typed = _copied(by, copy_of, dossier, formulier) if copy_of else answers or {}
    hulpvraag = Hulpvraag(
        dossier=dossier, opsteller_vestiging=school, soort=soort, grondslag=workflow.KINDS[Soort(soort)].grondslag, formulier=formulier,
        opgesteld_door_id=by.user.pk, vestiging_id=dossier.vestiging_id, vestiging_tot=dossier.vestiging_tot,
        vestiging_daarna_id=dossier.vestiging_daarna_id,
    )
    hulpvraag.save(force_insert=True)
    _keep_answers(hulpvraag, _answers(formulier, typed))
    set_contact(by, hulpvraag, by.user.pk)
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("concept_started", by, hulpvraag)
    return hulpvraag


def _dossier_of(by: Asker, dossier_id, school: Vestiging, soort: str) -> Dossier:
    dossier = policy.dossiers_visible_to(by).filter(pk=dossier_id).first()
    if dossier is None or dossier.leerling_id is None or soort == Soort.ANONIEM or dossier.vestiging_op(by.day).pk != school.pk:
        raise Http404
    return dossier


def _new_dossier(by: Asker, school: Vestiging, soort: str, leerling: dict) -> Dossier:
    """Make the dossier of a new pupil; that of an anonymous question has none."""
    child = None if soort == Soort.ANONIEM else Leerling(**_leerling(leerling))
    if child:
        child.save(force_insert=True)
    dossier = Dossier(leerling=child, vestiging=school, vestiging_daarna=school)
    dossier.sleutel = crypto.new_key(dossier.pk)
    dossier.save(force_insert=True)
    if child:
        enrol(by, child.pk, school.pk)
    moving.follow(by_id=by.user.pk, dossier=dossier, school=school)
    return dossier


def _copied(by: Asker, copy_of, dossier: Dossier, formulier: Formulier) -> dict:
    """Return the text of an earlier hulpvraag as answers to this form; looking at it goes into its trail.

    Days, parents, pupil's voice and documents are not copied: they are of their own moment. A text
    whose question is not on this form goes under the first open question, with its question above it.
    """
    source = policy.visible_to(by, CONTENT).filter(pk=copy_of).select_related("formulier", "dossier").first()
    if source is None or not (source.anoniem or source.dossier_id == dossier.pk):
        raise Http404
    _record("viewed", by, source, object_type="kopie", level=CONTENT)
    old, asked = read_answers(source), {vraag["code"]: vraag for vraag in formulier.vragen}
    copied, rest = {"titel": old["titel"]}, []
    for vraag in source.formulier.vragen:
        text, same = old.get(vraag["code"], ""), asked.get(vraag["code"])
        if same and same["type"] == vraag["type"] != Vraagtype.DATUM and text in same.get("keuzes", [text]):
            copied[vraag["code"]] = text
        elif text and vraag["type"] != Vraagtype.DATUM:
            rest.append(f"{vraag['label']}\n{text}")
    if first := next((code for code, vraag in asked.items() if vraag["type"] == Vraagtype.TEKST), None):
        copied[first] = "\n\n".join(filter(None, [copied.get(first), *rest]))
    return copied


def _keep_answers(hulpvraag: Hulpvraag, answers: dict) -> None:
    dossier = hulpvraag.dossier
    sealed = seal_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), answers)
    HulpvraagInhoud(hulpvraag=hulpvraag, antwoorden=sealed).save(force_insert=True)


def _locked(by: Asker, hulpvraag_id) -> Hulpvraag:
    """Lock a hulpvraag for this person, or answer 404; what she may not change is refused by require."""
    found = policy.visible_to(by).filter(pk=hulpvraag_id).first()
    if found is None:
        raise Http404
    return Hulpvraag.objects.select_for_update(of=("self",)).filter(pk=hulpvraag_id).first() or found


def _unchanged(hulpvraag: Hulpvraag, version: int) -> None:
    if hulpvraag.version != version:
        raise Conflict(CHANGED_MEANWHILE)


def _record(event: str, by: Asker, hulpvraag: Hulpvraag, object_type: str = "hulpvraag", **detail) -> None:
    record(event=f"hulpvraag.{event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id,
           ground=policy.ground(by, hulpvraag), object_type=object_type, object_id=str(hulpvraag.pk), detail=detail)


def save(*, by: Asker, hulpvraag_id, version: int, part: Part, values: dict) -> Hulpvraag:
    """Keep one part of a concept; raises Conflict when somebody changed that part since this version.

    Two people can work on two parts at once. What is kept already is no change: sent twice, done once.
    """
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    row = policy.require(by, Action.CHANGE_CONTACT if part == Part.SCHOOLGEGEVENS else Action.SAVE, hulpvraag)
    typed = _typed(hulpvraag, part, values)
    if typed == read_part(hulpvraag, part):
        return hulpvraag
    inhoud = HulpvraagInhoud.objects.get(pk=hulpvraag.pk)
    if not inhoud.versies.get(part, 1) <= version <= hulpvraag.version:
        raise Conflict(CHANGED_MEANWHILE)
    _keep_part(by, hulpvraag, part, typed)
    _update(hulpvraag)
    HulpvraagInhoud.objects.filter(pk=hulpvraag.pk).update(versies=inhoud.versies | {part: hulpvraag.version})
    _record(row.event, by, hulpvraag, part=part)
    return hulpvraag


def _typed(hulpvraag: Hulpvraag, part: Part, values: dict) -> dict:
    """Return what one part is to hold, or say why it cannot."""
    if part == Part.LEERLING:
        if not pupil_is_open(hulpvraag):
            raise NotAllowed(PUPIL_STANDS)
        return _leerling(values)
    if part == Part.SCHOOLGEGEVENS:
        chosen = {str(pk) for pk in values.get("contact") or ()}
        if not 1 <= len(chosen) <= MOST_CONTACTS or not chosen <= {str(user.pk) for user in policy.contact_choices(hulpvraag)}:
            raise Invalid("Kies één of twee IB'ers die nu op deze school werken", "contact")
        return {"contact": chosen}
    of = hulpvraag.formulier
    return {name: values.get(name) or "" for name in names(part, of.vragen, of.documenten)}


def read_part(hulpvraag: Hulpvraag, part: Part) -> dict:
    """Return what is kept of one part of a hulpvraag that the reader may see."""
    if part == Part.LEERLING:
        return {name: getattr(hulpvraag.dossier.leerling, name) for name in LEERLING_FIELDS}
    if part == Part.SCHOOLGEGEVENS:
        return {"contact": {str(user.pk) for user in policy.chosen_contacts(hulpvraag)}}
    of, answers = hulpvraag.formulier, read_answers(hulpvraag)
    return {name: answers.get(name, "") for name in names(part, of.vragen, of.documenten)}


def last_saved(hulpvraag: Hulpvraag) -> Part | None:
    """Return the part that was kept last, if one was."""
    versies = HulpvraagInhoud.objects.get(pk=hulpvraag.pk).versies
    return Part(max(versies, key=versies.get)) if versies else None


def _keep_part(by: Asker, hulpvraag: Hulpvraag, part: Part, typed: dict) -> None:
    dossier = hulpvraag.dossier
    if part == Part.LEERLING:
        Leerling.objects.filter(pk=dossier.leerling_id).update(**typed)
        dossier.leerling.refresh_from_db()  # who asked to keep it goes on from what is kept now
    elif part == Part.SCHOOLGEGEVENS:
        set_contact(by, hulpvraag, *map(uuid.UUID, typed["contact"]))
    else:
        sealed = seal_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), read_answers(hulpvraag) | typed)
        HulpvraagInhoud.objects.filter(pk=hulpvraag.pk).update(antwoorden=sealed)


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
    if found := gaps(filled(by, hulpvraag, read_answers(hulpvraag))):
        raise Invalid("Deze hulpvraag is nog niet compleet.", found[0].field)
    _update(
        hulpvraag, status=Status.INGEDIEND, kenmerk=one("select app_next_kenmerk()")[0], ingediend_door_id=by.user.pk,
        submitted_at=clock.now(), term_date=hulpvraag.formulier.termijn.last_day(by.day, vakanties()),
    )
    hulpvraag.ingediend = True
    if handler := _vaste_consulent(by, hulpvraag):
        set_lead(by, hulpvraag, handler)
    keep_copy(by, hulpvraag, read_answers(hulpvraag))
    _record("submitted", by, hulpvraag)
    announce(row, by, hulpvraag)
    return hulpvraag


def _vaste_consulent(by: Asker, hulpvraag: Hulpvraag) -> uuid.UUID | None:
    """Return who handles by default what this school files, unless she filed it herself."""
    chosen = one("select app_vaste_consulent(%s)", hulpvraag.vestiging_op(by.day).pk)[0]
    return None if chosen == by.user.pk else chosen


def take_back(by: Asker, hulpvraag: Hulpvraag) -> Hulpvraag:
    """Move the content of a hulpvraag that was filed by mistake into a new concept, and leave the card.

    The SWV keeps the kenmerk, so that the numbers leave no gap, and nothing else.
    """
    answers, dossier = read_answers(hulpvraag), hulpvraag.dossier
    concept = Hulpvraag(
        dossier=dossier, opsteller_vestiging=hulpvraag.vestiging_op(by.day), soort=hulpvraag.soort, grondslag=hulpvraag.grondslag,
        formulier_id=hulpvraag.formulier_id, opgesteld_door_id=by.user.pk, vestiging_id=hulpvraag.vestiging_id,
        vestiging_tot=hulpvraag.vestiging_tot, vestiging_daarna_id=hulpvraag.vestiging_daarna_id,
    )
    concept.save(force_insert=True)
    _keep_answers(concept, answers)
    set_contact(by, concept, by.user.pk)
    empty = seal_answers(dossier.pk, dossier.sleutel, answers_place(hulpvraag.pk), dict.fromkeys(answers, ""))
    if not one("select app_empty_recalled(%s, %s, %s)", hulpvraag.pk, empty, concept.pk)[0]:
        raise Conflict(CHANGED_MEANWHILE)
    _record("concept_started", by, concept)
    return concept
