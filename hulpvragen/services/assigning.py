"""Who works on a hulpvraag: one person as lead of many at once, and colleagues beside the lead."""

import uuid
from dataclasses import dataclass, field

from django.db.models import F

from accounts.enums import Rol
from accounts.models import User
from accounts.policy import people_with
from hulpvragen import policy, workflow
from hulpvragen.announcements import announce, announce_all
from hulpvragen.enums import Action, Status
from hulpvragen.models import Hulpvraag, Inzending
from hulpvragen.policy import Asker
from hulpvragen.queries import people
from portal.audit.services import record, record_each
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid

from .facts import add_assignment, end_assignment, set_leads, stand
from .filing import CHANGED_MEANWHILE, _locked, _unchanged, _update

MOST = 100  # at once
_ROW = workflow.row_for(Status.INGEDIEND, Action.ASSIGN)


@dataclass
class Assigned:
    """Which went to whom, and which did not, with the reason; `lost` she does not see (any more)."""

    to: User
    done: list[Hulpvraag] = field(default_factory=list)
    left: list[tuple[Hulpvraag, str]] = field(default_factory=list)
    lost: int = 0


def handlers() -> list[User]:
    """Return who may be assigned at all: active posts at the loket or as consulent."""
    return people_with(Rol.LOKET, Rol.CONSULENT)


def preview(by: Asker, ids: list[uuid.UUID], user_id: uuid.UUID) -> Assigned:
    """Say what assigning these would do, from the same answers as doing it."""
    return _sorted(by, _found(by, ids), dict.fromkeys(ids), user_id)


def assign_many(*, by: Asker, chosen: dict[uuid.UUID, int], user_id: uuid.UUID, key: uuid.UUID) -> Assigned:
    """Make one person the lead of all that may be, each as it was shown (its version); the rest comes back with why.

    One transaction, a fixed number of queries. The same key sent twice is done once.
    """
    by = stand(by)
    one_at_a_time(key)
    found = _found(by, list(chosen), lock=True)
    if Inzending.objects.filter(key=key, user_id=by.user.pk).exists():
        done = [h for h in found if h.behandelaar_id == user_id]
        return Assigned(_handler(user_id), done, lost=len(chosen) - len(found))
    result = _sorted(by, found, chosen, user_id)
    if result.done:
        _carry_out(by, result, key)
    return result


def _carry_out(by: Asker, result: Assigned, key: uuid.UUID) -> None:
    done, grounds = result.done, {h.pk: policy.ground(by, h) for h in result.done}
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=done[0].pk).save(force_insert=True)
    set_leads(by, done, result.to.pk)
    if Hulpvraag.objects.filter(pk__in=grounds).update(gewijzigd=clock.now(), version=F("version") + 1) != len(done):
        raise Conflict(CHANGED_MEANWHILE)  # row security hid one: nothing may be told as done
    record_each([
        {"hulpvraag_id": h.pk, "dossier_id": h.dossier_id, "ground": grounds[h.pk], "object_type": "hulpvraag", "object_id": h.pk,
         "detail": {"from": h.status, "to": h.status}}
        for h in done
    ], event=f"hulpvraag.{_ROW.event}", by=by.user)
    announce_all(_ROW, by, done)


def _found(by: Asker, ids: list[uuid.UUID], lock: bool = False) -> list[Hulpvraag]:
    if len(ids) > MOST:
        raise Invalid(f"Kies hooguit {MOST} hulpvragen tegelijk")
    seen = policy.visible_to(by).filter(pk__in=ids)
    if lock:
        seen = Hulpvraag.objects.select_for_update(of=("self",)).filter(pk__in=list(seen.values_list("pk", flat=True)))
    place = {pk: number for number, pk in enumerate(ids)}
    with_people = seen.select_related("vestiging", "vestiging_daarna", "opsteller_vestiging", "behandelaar").order_by("pk")
    return sorted(with_people, key=lambda h: place[h.pk])


def _sorted(by: Asker, found: list[Hulpvraag], versions: dict, user_id: uuid.UUID) -> Assigned:
    result = Assigned(_handler(user_id), lost=len(versions) - len(found))
    decisions = policy.allows_each(by, Action.ASSIGN, found)
    for h in found:
        why = decisions[h.pk].reason or _obstacle(h, result.to, versions[h.pk])
        if why:
            result.left.append((h, why))
        else:
            result.done.append(h)
    return result


def _handler(user_id: uuid.UUID) -> User:
    chosen = next((user for user in handlers() if user.pk == user_id), None)
    if chosen is None:
        raise Invalid("Kies een medewerker van het loket of een consulent die nu in dienst is", "user_id")
    return chosen


def _obstacle(h: Hulpvraag, to: User, version: int | None) -> str:
    if h.behandelaar_id == to.pk:
        return f"{to.naam} is al de behandelaar."
    if h.ingediend_door_id == to.pk:
        return f"{to.naam} heeft deze hulpvraag zelf ingediend."
    if version is not None and version != h.version:
        now = f"Nu is {h.behandelaar.naam} de behandelaar." if h.behandelaar else "Er is nog geen behandelaar."
        return f"Een collega heeft deze hulpvraag intussen gewijzigd. {now}"
    return ""


# ---- colleagues beside the lead


def helpers_to_choose(by: Asker, hulpvraag: Hulpvraag) -> list[User]:
    """Return who may work along: not who does already, never who filed it."""
    there = {user.pk for user in people.assigned(by, hulpvraag)} | {hulpvraag.behandelaar_id, hulpvraag.ingediend_door_id}
    return [user for user in handlers() if user.pk not in there]


def add_helper(*, by: Asker, hulpvraag_id: uuid.UUID, version: int, user_id: uuid.UUID) -> Hulpvraag:
    """Let a colleague work along; who works on it hears of it."""
    by, hulpvraag = _begin(by, hulpvraag_id)
    if user_id in {user.pk for user in people.assigned(by, hulpvraag)}:
        return hulpvraag  # the same form twice
    _unchanged(hulpvraag, version)
    if user_id not in {user.pk for user in helpers_to_choose(by, hulpvraag)}:
        raise Invalid("Kies een medewerker van het loket of een consulent die nu in dienst is", "user_id")
    add_assignment(by, hulpvraag, user_id)
    _finish("helper_added", by, hulpvraag)
    announce(_ROW, by, hulpvraag)
    return hulpvraag


def remove_helper(*, by: Asker, hulpvraag_id: uuid.UUID, user_id: uuid.UUID) -> Hulpvraag:
    """Take a colleague off; the lead is replaced by choosing another one, not taken off."""
    by, hulpvraag = _begin(by, hulpvraag_id)
    if user_id == hulpvraag.behandelaar_id:
        raise Invalid("Kies eerst een andere behandelaar. Daarna is deze collega er niet meer bij.")
    if user_id in {user.pk for user in people.assigned(by, hulpvraag)}:
        end_assignment(by, hulpvraag, user_id)
        _finish("helper_removed", by, hulpvraag)
    return hulpvraag


def _begin(by: Asker, hulpvraag_id: uuid.UUID) -> tuple[Asker, Hulpvraag]:
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require(by, Action.ASSIGN, hulpvraag)
    return by, hulpvraag


def _finish(event: str, by: Asker, hulpvraag: Hulpvraag) -> None:
    _update(hulpvraag)
    record(
        event=f"hulpvraag.{event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id,
        ground=policy.ground(by, hulpvraag), object_type="hulpvraag", object_id=str(hulpvraag.pk),
    )
