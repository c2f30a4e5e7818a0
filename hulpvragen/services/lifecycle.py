"""Every step of the workflow after filing, done from its row in the table."""

import datetime as dt
import uuid

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from accounts.models.facts import ON_RECORD
from accounts.policy import people_with
from hulpvragen import policy, workflow
from hulpvragen.announcements import announce
from hulpvragen.enums import Action, StukSoort
from hulpvragen.models import Hulpvraag, Inzending, LegalEvent
from hulpvragen.policy import Asker
from hulpvragen.queries.settings import vakanties
from hulpvragen.workflow import Row
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import one, one_at_a_time
from portal.lib.errors import Invalid

from .facts import end_assignments, set_contact, set_lead, stand
from .filing import _locked, _unchanged, _update, take_back
from .step_answers import LONGEST_WAIT, Checked, Given, check
from .stukken import keep

_ASKS = {
    Action.REQUEST_INFO: "Vul in waarom u dit van de school nodig hebt",
    Action.ADVISE: "Vul uw advies in",
    Action.SUBMIT_EVALUATION: "Vul het resultaat in",
}
_MOTIVATE = "Vul de motivering in"
_REASON = "Vul de reden in"
_STUK = {
    Action.REQUEST_INFO: StukSoort.AANVULLING_VRAAG,
    Action.SUPPLEMENT: StukSoort.AANVULLING_ANTWOORD,
    Action.SUBMIT_EVALUATION: StukSoort.EVALUATIE,
    Action.EXTEND_SUPPORT: StukSoort.UITKOMST,
    **dict.fromkeys(workflow.OUTCOMES, StukSoort.UITKOMST),
}
MOST_CONTACTS = 2  # duo posts
_OF_FILING = {Action.FILE, Action.SAVE, Action.DELETE_CONCEPT, Action.SUBMIT}


def act(
    *, by: Asker, hulpvraag_id, action: Action | str, version: int | None = None, key: uuid.UUID | None = None, text: str = "",
    voor: dt.date | None = None, user_id: uuid.UUID | None = None, **answers,
) -> Hulpvraag:
    """Do one action of the table; raises NotAllowed, Conflict or Invalid and then changes nothing.

    Returns the hulpvraag; of one that was recalled, the concept in which its text lives on.

    `text` is the question, answer, motivation or reason; `voor` the day the step is about; `user_id`
    the person chosen; `answers` what else the step asks (services/step_answers.py). The same `key`
    sent again by the same person changes nothing: it was done.
    """
    action = Action(action)
    if action in _OF_FILING:
        raise ValueError(f"{action} has a service of its own (filing)")
    by = stand(by)
    if key:
        one_at_a_time(key)
        if done_before(by, hulpvraag_id, key):
            return _locked(by, hulpvraag_id)
    hulpvraag = _locked(by, hulpvraag_id)
    row = policy.require(by, action, hulpvraag)
    if version is not None:
        _unchanged(hulpvraag, version)
    checked = _check(row, Given(by, hulpvraag, action, text, voor, answers), user_id)
    ground, before = policy.ground(by, hulpvraag), hulpvraag.status
    concept = take_back(by, hulpvraag) if action == Action.RECALL else None
    if action == Action.ISSUE_TLV:
        checked.kept["volgnummer"] = one("select app_next_tlv(%s)", hulpvraag.pk)[0]
    if text or checked.kept:
        # the SWV gives out what it writes in a step that the school is told of
        kept = {"actie": action, "dag": by.day.isoformat()} | checked.kept
        keep(by, hulpvraag, _STUK.get(action, StukSoort.REDEN), text, given_out="contact" in row.told, gegevens=kept)
    _people(row, by, hulpvraag, user_id, answers)
    _update(hulpvraag, **_changes(row, by, hulpvraag) | checked.card)
    if "legal" in row.needs:
        LegalEvent(hulpvraag=hulpvraag, grondslag=hulpvraag.grondslag, op=by.day).save(force_insert=True)
    if key:
        Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    record(
        event=f"hulpvraag.{row.event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id, ground=ground,
        object_type="hulpvraag", object_id=str(hulpvraag.pk), detail={"from": before, "to": hulpvraag.status},
    )
    announce(row, by, hulpvraag, term=_from_day(by, answers) if action == Action.CHANGE_CONTACT else voor)
    return concept or hulpvraag


def examine(
    *, by: Asker, hulpvraag: Hulpvraag, action: Action, version: int | None = None, key: uuid.UUID | None = None, text: str = "",
    voor: dt.date | None = None, user_id: uuid.UUID | None = None, **answers,
) -> Checked:
    """Say what a step would keep, for the page on which it is checked; raises as `act` does and changes nothing."""
    row = policy.require(by, action, hulpvraag)
    if version is not None:
        _unchanged(hulpvraag, version)
    return _check(row, Given(by, hulpvraag, action, text, voor, answers), user_id)


def done_before(by: Asker, hulpvraag_id, key: uuid.UUID) -> bool:
    """Return whether this person sent this very form before: sent twice, done once."""
    return Inzending.objects.filter(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag_id).exists()


def _check(row: Row, given: Given, user_id) -> Checked:
    if {"reason", "motivation"} & set(row.needs) and not given.text.strip():
        raise Invalid(_ASKS.get(row.action, _MOTIVATE if "motivation" in row.needs else _REASON), "text")
    if row.action == Action.ASSIGN:
        _check_handler(given.hulpvraag, user_id)
    if row.action == Action.CHANGE_CONTACT:
        _check_contacts(given, user_id)
    return check(given)


def _check_contacts(given: Given, user_id) -> None:
    """One or two IB'ers of today's school, who still work there on the day that it becomes theirs."""
    chosen, day = _contacts(given.answers, user_id), _from_day(given.by, given.answers)
    choices = {user.pk: user for user in policy.contact_choices(given.hulpvraag)}
    if not chosen or chosen - choices.keys():
        raise Invalid("Kies een IB'er die nu op deze school werkt", "user_ids")
    if len(chosen) > MOST_CONTACTS:
        raise Invalid("Kies een of twee contactpersonen", "user_ids")
    if day < given.by.day:
        raise Invalid("Deze dag is geweest. Kies vandaag of een dag die komt.", "vanaf")
    if day > given.by.day + LONGEST_WAIT * clock.DAY:
        raise Invalid("Kies een dag binnen een jaar", "vanaf")
    if (moves := given.hulpvraag.leaves_after(given.by.day)) and day >= moves:
        raise Invalid(f"De leerling gaat op {dates.in_full(moves)} naar een andere school. Kies een dag daarvoor.", "vanaf")
    school = given.hulpvraag.vestiging_op(given.by.day).pk
    there = set(Aanstelling.objects.filter(ON_RECORD, rol=Rol.IB, eenheid_id=school, user__in=chosen, geldig__contains=day).values_list("user_id", flat=True))
    if gone := next((choices[pk] for pk in chosen if pk not in there), None):
        raise Invalid(f"{gone.naam} werkt op {dates.in_full(day)} niet meer op deze school. Kies iemand anders, of een eerdere dag.", "user_ids")


def _contacts(answers: dict, user_id) -> set[uuid.UUID]:
    return set(answers.get("user_ids") or filter(None, [user_id]))


def _from_day(by: Asker, answers: dict) -> dt.date:
    return answers.get("vanaf") or by.day


def _check_handler(hulpvraag: Hulpvraag, user_id) -> None:
    if user_id not in {user.pk for user in handler_choices(hulpvraag)}:
        raise Invalid("Kies een medewerker van het loket of een consulent die nu in dienst is", "user_id")


def handler_choices(hulpvraag: Hulpvraag) -> list[User]:
    """Return who may be assigned: active posts at the loket or as consulent, never who filed it."""
    return [user for user in people_with(Rol.LOKET, Rol.CONSULENT) if user.pk != hulpvraag.ingediend_door_id]


def _people(row: Row, by: Asker, hulpvraag: Hulpvraag, user_id, answers: dict) -> None:
    if "taker" in row.needs and hulpvraag.behandelaar_id is None:
        set_lead(by, hulpvraag, by.user.pk)
    if row.action == Action.ASSIGN:
        set_lead(by, hulpvraag, user_id)
    if row.action == Action.CHANGE_CONTACT:
        set_contact(by, hulpvraag, *_contacts(answers, user_id), day=_from_day(by, answers))
    if row.action == Action.HAND_BACK:
        end_assignments(by, hulpvraag)


def _changes(row: Row, by: Asker, hulpvraag: Hulpvraag) -> dict:
    """Return what changes on the card whatever was filled in: status, clock, closing."""
    changes: dict = {"status": row.next or hulpvraag.status}
    if row.clock in ("hervat", "eindigt"):
        changes |= {"term_date": hulpvraag.term_on(by.day, vakanties()), "aanvulling_sinds": None, "aanvulling_voor": None}
    elif row.clock == "start":
        changes["term_date"] = hulpvraag.formulier.termijn.last_day(by.day, vakanties())
        changes["term_verlengd"] = False
    if row.next in workflow.CLOSED:
        changes |= {"gesloten_op": by.day, "gesloten_vestiging_id": hulpvraag.vestiging_op(by.day).pk}
    elif row.next:
        changes |= {"gesloten_op": None, "gesloten_vestiging_id": None}
    if row.action == Action.TAKE_OVER:
        changes["contact_overgenomen_door_id"] = by.user.pk
    if row.action == Action.RECALL:
        changes["teruggehaald"] = True
    return changes
