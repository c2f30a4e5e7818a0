"""Every step of the workflow after filing, done from its row in the table."""

import datetime as dt
import uuid

from accounts.enums import Rol, Zijde
from accounts.models import User
from accounts.policy import people_with
from hulpvragen import policy, workflow
from hulpvragen.announcements import announce
from hulpvragen.enums import Action, Deel, Soort, StukSoort
from hulpvragen.models import Hulpvraag, LegalEvent, Stuk
from hulpvragen.policy import Asker
from hulpvragen.storage import seal_text, stuk_place
from hulpvragen.workflow import Row
from portal.audit.services import record
from portal.lib import clock
from portal.lib.errors import Invalid

from .facts import end_assignments, set_contact, set_lead, stand
from .filing import _locked, _unchanged, _update

_ASKS = {
    Action.REQUEST_INFO: "Vul in wat u van de school nodig hebt",
    Action.SUPPLEMENT: "Vul de aanvulling in",
}
_MOTIVATE = "Vul de motivering in"
_REASON = "Vul de reden in"
_STUK = {
    Action.REQUEST_INFO: StukSoort.AANVULLING_VRAAG,
    Action.SUPPLEMENT: StukSoort.AANVULLING_ANTWOORD,
    **dict.fromkeys(workflow.OUTCOMES, StukSoort.UITKOMST),
}
_OF_FILING = {Action.FILE, Action.SAVE, Action.DELETE_CONCEPT, Action.SUBMIT}
_LONGEST_WAIT = 365  # days that a school may be given to answer


def act(
    *, by: Asker, hulpvraag_id, action: Action | str, version: int | None = None, text: str = "",
    voor: dt.date | None = None, user_id: uuid.UUID | None = None,
) -> Hulpvraag:
    """Do one action of the table; raises NotAllowed, Conflict or Invalid and then changes nothing.

    `text` is the question, answer, motivation or reason; `voor` the last day for an answer;
    `user_id` the person chosen.
    """
    action = Action(action)
    if action in _OF_FILING:
        raise ValueError(f"{action} has a service of its own (filing)")
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    row = policy.require(by, action, hulpvraag)
    if version is not None:
        _unchanged(hulpvraag, version)
    _check(row, by, hulpvraag, text, voor, user_id)
    ground, before = policy.ground(by, hulpvraag), hulpvraag.status
    if text:
        _keep_text(row, by, hulpvraag, text)
    _people(row, by, hulpvraag, user_id)
    _update(hulpvraag, **_changes(row, by, hulpvraag, voor))
    if "legal" in row.needs:
        LegalEvent(hulpvraag=hulpvraag, grondslag=hulpvraag.grondslag, op=by.day).save(force_insert=True)
    record(
        event=f"hulpvraag.{row.event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id, ground=ground,
        object_type="hulpvraag", object_id=str(hulpvraag.pk), detail={"from": before, "to": hulpvraag.status},
    )
    announce(row, by, hulpvraag, term=voor)
    return hulpvraag


def _check(row: Row, by: Asker, hulpvraag: Hulpvraag, text: str, voor: dt.date | None, user_id) -> None:
    if {"reason", "motivation"} & set(row.needs) and not text.strip():
        raise Invalid(_ASKS.get(row.action, _MOTIVATE if "motivation" in row.needs else _REASON), "text")
    if "date" in row.needs:
        _check_date(by, voor)
    if row.action == Action.ASSIGN:
        _check_handler(hulpvraag, user_id)
    if row.action == Action.CHANGE_CONTACT and user_id not in {user.pk for user in contact_choices(hulpvraag)}:
        raise Invalid("Kies een IB'er die nu op deze school werkt", "user_id")


def _check_date(by: Asker, voor: dt.date | None) -> None:
    if voor is None:
        raise Invalid("Vul in tot en met welke dag de school kan antwoorden", "voor")
    if voor <= by.day:
        raise Invalid("Kies een dag na vandaag, zodat de school tijd heeft om te antwoorden", "voor")
    if voor > by.day + _LONGEST_WAIT * clock.DAY:
        raise Invalid("Kies een dag binnen een jaar", "voor")


def _check_handler(hulpvraag: Hulpvraag, user_id) -> None:
    if user_id not in {user.pk for user in handler_choices(hulpvraag)}:
        raise Invalid("Kies een medewerker van het loket of een consulent die nu in dienst is", "user_id")


def handler_choices(hulpvraag: Hulpvraag) -> list[User]:
    """Return who may be assigned: active posts at the loket or as consulent, never who filed it."""
    return [user for user in people_with(Rol.LOKET, Rol.CONSULENT) if user.pk != hulpvraag.ingediend_door_id]


def contact_choices(hulpvraag: Hulpvraag) -> list[User]:
    """Return who may be the contact: the IB'ers with a post in force at the school of today."""
    return people_with(Rol.IB, eenheid_id=hulpvraag.vestiging_op(clock.today()).pk)


def _keep_text(row: Row, by: Asker, hulpvraag: Hulpvraag, text: str) -> None:
    """Keep the text in the writer's compartment; the SWV gives it out when the row tells the school."""
    deel = Deel.SCHOOL if by.zijde == Zijde.SCHOOL else Deel.SWV
    given_out = deel == Deel.SWV and "contact" in row.told
    stuk = Stuk(
        hulpvraag=hulpvraag, dossier_id=hulpvraag.dossier_id, deel=deel, soort=_STUK.get(row.action, StukSoort.REDEN),
        created_by_id=by.user.pk, verstrekt_at=clock.now() if given_out else None,
    )
    stuk.tekst = seal_text(hulpvraag.dossier_id, hulpvraag.dossier.sleutel, stuk_place(stuk.pk), text)
    stuk.save(force_insert=True)


def _people(row: Row, by: Asker, hulpvraag: Hulpvraag, user_id) -> None:
    if "taker" in row.needs and hulpvraag.behandelaar_id is None:
        set_lead(by, hulpvraag, by.user.pk)
    if row.action == Action.ASSIGN:
        set_lead(by, hulpvraag, user_id)
    if row.action == Action.CHANGE_CONTACT:
        set_contact(by, hulpvraag, user_id)
    if row.action == Action.HAND_BACK:
        end_assignments(by, hulpvraag)


def _changes(row: Row, by: Asker, hulpvraag: Hulpvraag, voor: dt.date | None) -> dict:
    """Return what changes on the card: status, clock, closing."""
    changes: dict = {"status": row.next or hulpvraag.status}
    if row.clock == "stopt":
        changes |= {"aanvulling_sinds": by.day, "aanvulling_voor": voor}
    elif row.clock in ("hervat", "eindigt"):
        changes |= {"term_date": hulpvraag.term_on(by.day), "aanvulling_sinds": None, "aanvulling_voor": None}
    elif row.clock == "start":
        changes["term_date"] = by.day + workflow.KINDS[Soort(hulpvraag.soort)].weeks * 7 * clock.DAY
    if row.next in workflow.CLOSED:
        changes |= {"gesloten_op": by.day, "gesloten_vestiging_id": hulpvraag.vestiging_op(by.day).pk}
    elif row.next:
        changes |= {"gesloten_op": None, "gesloten_vestiging_id": None}
    if row.action == Action.TAKE_OVER:
        changes["contact_overgenomen_door_id"] = by.user.pk
    return changes
