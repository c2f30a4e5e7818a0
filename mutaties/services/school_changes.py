"""Changes of a school's own data: reported, approved by somebody else, refused or taken back; and proposed from the register.

A wijknetwerk, and a school that closes, are approved beforehand and hold from their day by calculation, in both walls. The other data are display and
reach only: they are approved from their day on, and hold at once. Nothing runs.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from accounts.enums import Rol, Zijde
from accounts.models import CatalogusVestiging, Vestiging
from accounts.services import catalogue, places, posts
from hulpvragen.policy import Asker
from hulpvragen.services import moving
from hulpvragen.services.facts import stand
from mutaties import policy
from mutaties.enums import CLOSING, Afwijsreden, Bron, SchoolActie, SchoolSoort, SchoolStatus
from mutaties.models import Schoolwijziging
from mutaties.queries.school_changes import as_it_is, open_by_people
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

FURTHEST_DAYS = 366
MOST_GONE = 0.1  # of the whole catalogue; in a year a few in a hundred close
SAME = "Dit staat al zo in het portaal. Er is niets te wijzigen."
WAITS = "Er wacht al een wijziging van deze soort voor deze school, doorgegeven op {dag}. Trek die eerst in, of wacht tot zij is behandeld."
CODE_TAKEN = "De code {code} hoort al bij {naam}. Controleer de code."
CODE_WAITS = "Er wacht al een nieuwe school met de code {code}."
CLOSES_ALREADY = "Deze school sluit al, op {dag}."
COMING = "De hulpvragen van {naam} gaan op {dag} naar deze school. Sluiten kan pas daarna."
DECIDED = "Een collega heeft deze wijziging intussen behandeld. Kijk hoe zij nu staat."
REASON = "Kies waarom u de wijziging afwijst"


@dataclass(frozen=True)
class Reported:
    """What is reported; `vestiging_id` is None for a new school."""

    soort: SchoolSoort
    vestiging_id: uuid.UUID | None
    nieuw: dict[str, str]
    per: dt.date


def report(*, by: Asker, key: uuid.UUID, reported: Reported) -> Schoolwijziging:
    """Propose a change; the same key sent twice gives the same one. Raises NotAllowed or Invalid, and then keeps nothing."""
    by = stand(by)
    pk = uuid.uuid5(by.user.pk, str(key))
    one_at_a_time(pk)
    if made := Schoolwijziging.objects.filter(pk=pk).first():
        return made
    if (reported.soort == SchoolSoort.OPRICHTING) != (reported.vestiging_id is None):
        raise Invalid("Kies wat er verandert")
    school = policy.require_reports_change(by, reported.vestiging_id)
    oud = as_it_is(school, reported.soort) if school else {}
    _check(by, school, reported, oud)
    change = Schoolwijziging(
        pk=pk, vestiging=school, soort=reported.soort, oud=oud, nieuw=reported.nieuw, per=reported.per, bron=_source(by), gemeld_door_id=by.user.pk
    )
    change.save(force_insert=True)
    record(event="schoolwijziging.reported", by=by.user, object_type="schoolwijziging", object_id=change.pk, detail={"soort": str(reported.soort)})
    return change


def _source(by: Asker) -> Bron:
    if by.zijde == Zijde.SWV:
        return Bron.SWV
    return Bron.SCHOOL if by.has(Rol.CONTACTPERSOON) else Bron.BESTUUR


def _check(by: Asker, school: Vestiging | None, reported: Reported, oud: dict) -> None:
    if reported.per > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid("Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal.", "per")
    if reported.per < by.day - FURTHEST_DAYS * clock.DAY:
        raise Invalid("Deze dag is meer dan een jaar geleden. Controleer het jaartal.", "per")
    if school and reported.nieuw == oud:
        raise Invalid(SAME, _field(reported))
    if school and (other := open_by_people(school, reported.soort)):
        raise Invalid(WAITS.format(dag=dates.near(clock.day_of(other.created_at))))
    if "code" in reported.nieuw:
        _check_code(reported.nieuw["code"])
    if reported.soort in CLOSING:
        _check_closing(school, reported.nieuw["naar"], reported.soort)
    if reported.soort == SchoolSoort.WIJKNETWERK and school.wijknetwerk_per and not school.has_moved_wijk:
        raise Invalid(places.PLANNED.format(dag=dates.near(school.wijknetwerk_per)), "per")


def _check_closing(school: Vestiging, naar: str, soort: str) -> None:
    """Refuse a school that closes into itself, into one that closes as well, or with open hulpvragen that go nowhere."""
    if school.gesloten_per:
        raise Invalid(CLOSES_ALREADY.format(dag=dates.in_full(school.gesloten_per)))
    if naar == str(school.pk):
        raise Invalid("Dit is de school die sluit. Kies een andere school.", "naar")
    if coming := Vestiging.objects.filter(gaat_naar=school, gesloten_per__gt=clock.today()).first():
        raise Invalid(COMING.format(naam=coming.naam, dag=dates.in_full(coming.gesloten_per)), "naar")
    if naar:
        target = Vestiging.objects.get(pk=naar)
        waits = Schoolwijziging.objects.filter(vestiging=target, soort__in=CLOSING, status=SchoolStatus.VOORGESTELD).exclude(bron=Bron.REGISTER)
        if target.gesloten_per or waits.exists():
            raise Invalid(f"{target.naam} sluit zelf ook. Kies een school die blijft.", "naar")
    elif soort == SchoolSoort.FUSIE or (left := moving.open_at(school.pk)):
        count = "open hulpvragen" if soort == SchoolSoort.FUSIE else "1 open hulpvraag" if left == 1 else f"{left} open hulpvragen"
        raise Invalid(f"Deze school heeft {count}. Kies naar welke school die gaan.", "naar")


def _field(reported: Reported) -> str:
    return "bestuursnummer" if reported.soort == SchoolSoort.BESTUUR else next(iter(reported.nieuw))


def _check_code(code: str) -> None:
    if taken := Vestiging.objects.filter(code=code).first():
        raise Invalid(CODE_TAKEN.format(code=code, naam=taken.naam), "code")
    if Schoolwijziging.objects.filter(status=SchoolStatus.VOORGESTELD, nieuw__code=code).exists():
        raise Invalid(CODE_WAITS.format(code=code), "code")


# ---- deciding


def approve(*, by: Asker, change_id: uuid.UUID, version: int) -> Schoolwijziging:
    """Let a change hold: at once, or for a wijknetwerk from its day. Raises NotAllowed, Conflict or Invalid and then does nothing."""
    by, change = _begin(by, change_id, version, SchoolActie.APPROVE)
    _apply(by, change)
    _finish(by, change, SchoolStatus.GOEDGEKEURD)
    return change


@dataclass(frozen=True)
class Refused:
    """A change that could not be approved with the others, and why."""

    change_id: uuid.UUID
    reason: str


def approve_several(*, by: Asker, wanted: list[tuple[uuid.UUID, int]]) -> tuple[list[Schoolwijziging], list[Refused]]:
    """Approve several; one that cannot be does not hold the others up."""
    done, refused = [], []
    for change_id, version in wanted:
        try:
            with transaction.atomic():
                done.append(approve(by=by, change_id=change_id, version=version))
        except (NotAllowed, Conflict, Invalid) as fault:
            refused.append(Refused(change_id, str(fault)))
    return done, refused


def reject(*, by: Asker, change_id: uuid.UUID, version: int, reden: str) -> Schoolwijziging:
    """Refuse a change, with a reason of the closed list."""
    by, change = _begin(by, change_id, version, SchoolActie.REJECT)
    if reden not in Afwijsreden:
        raise Invalid(REASON, "reden")
    _finish(by, change, SchoolStatus.AFGEWEZEN, reden=reden)
    return change


def withdraw(*, by: Asker, change_id: uuid.UUID, version: int) -> Schoolwijziging:
    """Take back one's own report."""
    by, change = _begin(by, change_id, version, SchoolActie.WITHDRAW)
    _finish(by, change, SchoolStatus.INGETROKKEN)
    return change


def undo(*, by: Asker, change_id: uuid.UUID, version: int) -> Schoolwijziging:
    """Turn an approved change round before its day: what was planned is planned no more."""
    by, change = _begin(by, change_id, version, SchoolActie.UNDO)
    if change.soort in CLOSING:
        places.keep_open(by=by.user, vestiging_id=change.vestiging_id, per=change.per, bron=change.pk)
        posts.take_back(by_id=by.user.pk, bron=change.pk)
        moving.keep_colleagues(by_id=by.user.pk, bron=change.pk)
        if change.nieuw["naar"]:
            moving.stay_all(by_id=by.user.pk, bron=change.pk, van=change.vestiging_id, day=change.per)
    else:
        places.unplan_wijknetwerk(by=by.user, vestiging_id=change.vestiging_id, per=change.per, bron=change.pk)
    _finish(by, change, SchoolStatus.TERUGGEDRAAID)
    return change


def _begin(by: Asker, change_id: uuid.UUID, version: int, actie: SchoolActie) -> tuple[Asker, Schoolwijziging]:
    by = stand(by)
    if not policy.changes_visible_to(by).filter(pk=change_id).exists():
        raise Http404
    one_at_a_time(change_id)
    change = Schoolwijziging.objects.get(pk=change_id)
    if change.version != version:
        raise Conflict(DECIDED)
    policy.require_change(by, actie, change)
    return by, change


def _finish(by: Asker, change: Schoolwijziging, status: SchoolStatus, **more) -> None:
    decided = {"status": status, "besloten_door_id": by.user.pk, "besloten_at": clock.now(), "version": change.version + 1} | more
    if not Schoolwijziging.objects.filter(pk=change.pk, version=change.version).update(**decided):
        raise Conflict(DECIDED)
    for name, value in decided.items():
        setattr(change, name, value)
    detail = {"soort": change.soort, "status": str(status)}
    record(event=f"schoolwijziging.{status}", by=by.user, object_type="schoolwijziging", object_id=change.pk, detail=detail)


def _apply(by: Asker, change: Schoolwijziging) -> None:
    if change.soort == SchoolSoort.OPRICHTING:
        _make(by, change)
        return
    if change.soort in CLOSING:
        _close(by, change)
        return
    at = {"by": by.user, "vestiging_id": change.vestiging_id, "bron": change.pk}
    if change.soort == SchoolSoort.WIJKNETWERK:
        known, wanted = (uuid.UUID(side["wijknetwerk"]) if side["wijknetwerk"] else None for side in (change.oud, change.nieuw))
        places.plan_wijknetwerk(known_as=known, wijknetwerk_id=wanted, per=max(change.per, by.day), **at)
    elif change.soort == SchoolSoort.BESTUUR:
        known, wanted = (catalogue.bestuur_id_of(side["bestuursnummer"]) for side in (change.oud, change.nieuw))
        places.change(known={"bestuur_id": known}, values={"bestuur_id": wanted}, **at)
    else:
        if change.soort == SchoolSoort.BRIN and Vestiging.objects.filter(code=change.nieuw["code"]).exists():
            raise Conflict(places.CHANGED_SINCE)
        places.change(known=change.oud, values=change.nieuw, **at)


def _close(by: Asker, change: Schoolwijziging) -> None:
    """Plan the end of a school: its posts end, its dossiers go where the change says, and nothing runs on the day."""
    school, naar, day = change.vestiging, change.nieuw["naar"], max(change.per, by.day)
    _check_closing(school, naar, change.soort)
    places.close(by=by.user, vestiging_id=school.pk, naar_id=uuid.UUID(naar) if naar else None, per=day, bron=change.pk)
    moving.end_colleagues(by_id=by.user.pk, bron=change.pk, van=school.pk, day=day)
    if naar:
        moving.move_all(by_id=by.user.pk, bron=change.pk, van=school.pk, naar=uuid.UUID(naar), day=day)
    posts.end_at(by_id=by.user.pk, eenheid_id=school.pk, day=day, bron=change.pk)


def _make(by: Asker, change: Schoolwijziging) -> None:
    """Let a new school take part."""
    data = dict(change.nieuw)
    _check_taken_meanwhile(data["code"])
    wijk = data.pop("wijknetwerk")
    made = catalogue.make_school(bestuursnummer=data.pop("bestuursnummer"), wijknetwerk_id=uuid.UUID(wijk) if wijk else None, **data)
    record(event="vestiging.aangesloten", by=by.user, object_type="vestiging", object_id=made.pk, detail={"code": made.code, "bron": str(change.pk)})


def _check_taken_meanwhile(code: str) -> None:
    if taken := Vestiging.objects.filter(code=code).first():
        raise Invalid(CODE_TAKEN.format(code=code, naam=taken.naam))


# ---- from the register

_OF_REGISTER = (SchoolSoort.NAAM, SchoolSoort.ADRES, SchoolSoort.TELEFOON, SchoolSoort.BESTUUR, SchoolSoort.SLUITING)


@transaction.atomic
def propose_from_register() -> int:
    """Propose what the register says otherwise of the schools that take part, once: what was refused is not proposed again.

    What it no longer says is taken back. When many are gone at once, the file is cut off rather than the schools closed: then
    no closing is proposed. For a command on the server, which is logged in as the owner; returns how many are new.
    """
    kinds = [soort for soort in _OF_REGISTER if soort != SchoolSoort.SLUITING or not looks_cut_off()]
    schools = list(Vestiging.objects.select_related("bestuur").order_by("code"))
    listed = CatalogusVestiging.objects.in_bulk([school.code for school in schools])
    said: dict[tuple, list[Schoolwijziging]] = {}
    for change in Schoolwijziging.objects.filter(bron=Bron.REGISTER).order_by("created_at"):
        said.setdefault((change.vestiging_id, change.soort), []).append(change)
    new = 0
    for school in schools:
        for soort in kinds:
            new += _propose(school, listed.get(school.code), soort, said.get((school.pk, soort), []))
    return new


def looks_cut_off() -> bool:
    """Return whether so much of the catalogue went missing at once that the last file can hardly have been whole."""
    last = CatalogusVestiging.objects.aggregate(day=Max("verdwenen_op"))["day"]
    gone = CatalogusVestiging.objects.filter(verdwenen_op=last).exclude(verdwenen_op=None).count()
    return gone > MOST_GONE * CatalogusVestiging.objects.count()


def _propose(school: Vestiging, listed: CatalogusVestiging | None, soort: SchoolSoort, said: list[Schoolwijziging]) -> bool:
    oud = as_it_is(school, soort)
    if soort == SchoolSoort.SLUITING:
        nieuw, differs = {"naar": ""}, listed is not None and listed.verdwenen_op is not None and school.gesloten_per is None
    else:
        nieuw = {name: getattr(listed, name) for name in oud} if listed else oud
        differs = _folded(nieuw) != _folded(oud) and not (soort == SchoolSoort.TELEFOON and not nieuw["telefoon"])
    waiting = next((change for change in said if change.status == SchoolStatus.VOORGESTELD), None)
    if waiting and (not differs or waiting.nieuw != nieuw or waiting.oud != oud):
        waiting.status, waiting.besloten_at, waiting.version = SchoolStatus.INGETROKKEN, clock.now(), waiting.version + 1
        waiting.save(update_fields=["status", "besloten_at", "version"])
        waiting = None
    refused = any(change.status == SchoolStatus.AFGEWEZEN and change.nieuw == nieuw for change in said)
    if not differs or waiting or refused:
        return False
    Schoolwijziging(vestiging=school, soort=soort, oud=oud, nieuw=nieuw, per=clock.today(), bron=Bron.REGISTER).save(force_insert=True)
    return True


def _folded(data: dict[str, str]) -> list[str]:
    return [value.casefold() for value in data.values()]
