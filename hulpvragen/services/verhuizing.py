"""A pupil moves to another school: reported by one, confirmed by another, and from then on a calculation. On the day nothing runs.

The old school reports it, or the SWV for whoever rings; the new school confirms that the pupil comes, without reading anything of the
dossier yet, or the loket does. The facts are written at the confirmation and hold from the day: the enrolment, whose mail it is, and
the end of the colleagues who read along. Until the day all of it can be turned round.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.policy import in_force
from accounts.services.versions import end_all, revert, version_of
from hulpvragen import policy
from hulpvragen.announcements import announce_move
from hulpvragen.enums import Laatreden, VerhuisActie, VerhuisStatus, Weigerreden
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagContact, Inschrijving, Toegang, Verhuizing
from hulpvragen.policy import CONTENT, Asker
from hulpvragen.queries.cards import card
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import desk, one, one_at_a_time
from portal.lib.errors import Conflict, Invalid

from . import handover, moving
from .facts import set_contact, stand
from .lifecycle import MOST_CONTACTS

FURTHEST_DAYS, LATEST_DAYS = 366, 30
ATTEMPTS = 5  # the database counts (app_verhuizing_klopt)
SAME_SCHOOL = "De leerling zit al op deze school. Kies een andere school."
CLOSES = "{naam} sluit op {dag}. Kies de school waar de leerling dan naartoe gaat."
CLOSES_HERE = "{naam} sluit op {dag}. De leerling gaat dan mee naar {naar}. Geef de verhuizing daarna door."
PLANNED = "Voor deze leerling is al een verhuizing gepland: op {dag} naar {naar}. Draai die eerst terug."
WAITS = "Voor deze leerling wacht al een verhuizing op bevestiging. Trek die eerst in."
TOO_FAR = "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."
PASSED = "Deze dag is geweest. Kies vandaag of een dag die komt. Is de leerling er al? Bel dan het loket."
LONG_PAST = f"Deze dag is meer dan {LATEST_DAYS} dagen geleden. Controleer de datum."
WHY_LATE = "Deze dag is geweest. Kies waarom u haar nu pas doorgeeft"
NOT_YET_HERE = "De leerling staat in het portaal pas sinds {dag} bij {naam}. Kies die dag of later."
OTHER_PUPIL = "Deze naam en geboortedatum horen niet bij de leerling van deze verhuizing. Controleer ze, of bel {naam}."
NO_MORE = "Het is een paar keer niet gelukt. Het loket kijkt deze verhuizing nu na en belt u zo nodig."
WHO = "Kies wie de contactpersoon wordt"
WHO_MOST = "Kies een of twee contactpersonen"
WHO_THERE = "Kies een IB'er die op de eerste dag op deze school werkt"
DECIDED = "Een collega heeft deze verhuizing intussen behandeld. Kijk hoe zij nu staat."
CLOSE_FIRST = "Sluit eerst de open hulpvragen van deze leerling."
ELSEWHERE = "De leerling staat intussen op een andere school. Deze verhuizing kan niet meer."
REASON = "Kies waarom u de verhuizing niet bevestigt"


# ---- reporting


def report(
    *, by: Asker, hulpvraag_id, naar_id: uuid.UUID | None, per: dt.date, key: uuid.UUID, laat_reden: str = ""
) -> Verhuizing:
    """Report that the pupil of a hulpvraag goes to another school, or out of the partnership (`naar_id` None).

    The same key sent twice reports once. Raises NotAllowed or Invalid, naming the field, and then keeps nothing.
    """
    by = stand(by)
    pk = uuid.uuid5(by.user.pk, str(key))
    hulpvraag = card(by, hulpvraag_id)
    one_at_a_time(hulpvraag.dossier_id)
    if made := Verhuizing.objects.filter(pk=pk).first():
        return made
    policy.require_reports_move(by, hulpvraag)
    school = hulpvraag.vestiging_op(by.day)
    _check_open(by, hulpvraag, school)
    _check_school(school, naar_id)
    late = _check_day(by, hulpvraag, school, per, laat_reden)
    move = Verhuizing(pk=pk, dossier_id=hulpvraag.dossier_id, van=school, naar_id=naar_id, per=per, laat_reden=late, gemeld_door_id=by.user.pk)
    move.save(force_insert=True)
    _record("reported", by, move, policy.ground(by, hulpvraag))
    announce_move("reported" if naar_id else "reported_outside", by.user.pk, move, "nieuwe_school" if naar_id else "loket")
    return move


def _check_open(by: Asker, hulpvraag: Hulpvraag, school: Vestiging) -> None:
    """Refuse a second move: a dossier has one planned move at most."""
    if hulpvraag.leaves_after(by.day):
        raise Invalid(planned(hulpvraag, school))
    if Verhuizing.objects.filter(dossier=hulpvraag.dossier_id, status=VerhuisStatus.OPEN).exists():
        raise Invalid(WAITS)


def planned(hulpvraag: Hulpvraag, school: Vestiging) -> str:
    """Say which move is planned of a hulpvraag that leaves a school."""
    said = {"dag": dates.in_full(hulpvraag.vestiging_tot), "naar": hulpvraag.vestiging_daarna.naam, "naam": school.naam}
    goes_along = school.gesloten_per == hulpvraag.vestiging_tot and school.gaat_naar_id == hulpvraag.vestiging_daarna_id
    return (CLOSES_HERE if goes_along else PLANNED).format(**said)


def _check_school(school: Vestiging, naar_id: uuid.UUID | None) -> None:
    if naar_id is None:
        return
    if naar_id == school.pk:
        raise Invalid(SAME_SCHOOL, "naar")
    naar = Vestiging.objects.filter(pk=naar_id).first()
    if naar is None:
        raise Invalid("Kies een school uit de lijst", "naar")
    _check_stays(naar)


def _check_stays(naar: Vestiging) -> None:
    if naar.gesloten_per:
        raise Invalid(CLOSES.format(naam=naar.naam, dag=dates.in_full(naar.gesloten_per)), "naar")


def _check_day(by: Asker, hulpvraag: Hulpvraag, school: Vestiging, per: dt.date, laat_reden: str) -> str:
    """Refuse a day that cannot be; return the reason that is kept of one that has passed."""
    if per > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid(TOO_FAR, "per")
    if per >= by.day:
        return ""
    if not (by.zijde == Zijde.SWV and by.has(Rol.LOKET)):
        raise Invalid(PASSED, "per")
    if per < by.day - LATEST_DAYS * clock.DAY:
        raise Invalid(LONG_PAST, "per")
    here = Inschrijving.objects.filter(ON_RECORD, leerling=hulpvraag.dossier.leerling_id, vestiging=school, geldig__contains=by.day).first()
    if here and per < here.begin:
        raise Invalid(NOT_YET_HERE.format(dag=dates.in_full(here.begin), naam=school.naam), "per")
    if laat_reden not in Laatreden:
        raise Invalid(WHY_LATE, "laat_reden")
    return laat_reden


# ---- deciding


def confirm(
    *, by: Asker, move_id: uuid.UUID, version: int, user_ids: tuple[uuid.UUID, ...] = (), achternaam: str = "", geboortedatum: dt.date | None = None
) -> Verhuizing:
    """Let the pupil come: every fact goes on record. Raises NotAllowed, Conflict or Invalid and then does nothing.

    A school names the pupil, of whom it reads nothing yet, and who becomes the contact; the loket may leave both out. Of a pupil who
    goes out of the partnership the loket says that it closed what was open.
    """
    by, move = _begin(by, move_id, version, VerhuisActie.CONFIRM)
    if move.naar_id is None:
        if Hulpvraag.objects.filter(dossier=move.dossier_id, ingediend=True, gesloten_op=None).exists():
            raise Invalid(CLOSE_FIRST)
        _finish(by, move, VerhuisStatus.AKKOORD)
        return move
    _check_contacts(by, move, user_ids)
    if by.zijde == Zijde.SCHOOL and not one("select app_verhuizing_klopt(%s, %s, %s)", move.pk, achternaam, geboortedatum)[0]:
        if move.pogingen + 1 >= ATTEMPTS:
            raise Invalid(NO_MORE)
        raise Invalid(OTHER_PUPIL.format(naam=move.van.naam), "achternaam")
    _carry_out(by, move, user_ids)
    _finish(by, move, VerhuisStatus.AKKOORD)
    announce_move("confirmed", by.user.pk, move, "oude_school")
    announce_move("begun", None, move, "begint", on=move.per)
    return move


def refuse(*, by: Asker, move_id: uuid.UUID, version: int, reden: str) -> Verhuizing:
    """Say that the pupil does not come, with a reason of the closed list."""
    by, move = _begin(by, move_id, version, VerhuisActie.REFUSE)
    if reden not in Weigerreden:
        raise Invalid(REASON, "reden")
    _finish(by, move, VerhuisStatus.GEWEIGERD, weiger_reden=reden)
    announce_move("refused", by.user.pk, move, "melder")
    return move


def withdraw(*, by: Asker, move_id: uuid.UUID, version: int) -> Verhuizing:
    """Take a report back that was not confirmed yet."""
    by, move = _begin(by, move_id, version, VerhuisActie.WITHDRAW)
    _finish(by, move, VerhuisStatus.INGETROKKEN)
    announce_move("withdrawn", by.user.pk, move, "nieuwe_school" if move.naar_id else "loket")
    return move


def undo(*, by: Asker, move_id: uuid.UUID, version: int) -> Verhuizing:
    """Turn a confirmed move round before its day: the pupil stays where she is."""
    by, move = _begin(by, move_id, version, VerhuisActie.UNDO)
    _take_back(by, move)
    _finish(by, move, VerhuisStatus.TERUGGEDRAAID)
    announce_move("undone", by.user.pk, move, "oude_school", "nieuwe_school")
    return move


def _begin(by: Asker, move_id: uuid.UUID, version: int, actie: VerhuisActie) -> tuple[Asker, Verhuizing]:
    by = stand(by)
    move = policy.moves_visible_to(by).select_related("van", "naar").filter(pk=move_id).first()
    if move is None:
        raise Http404
    one_at_a_time(move.dossier_id)
    move.refresh_from_db(fields=["status", "version", "pogingen"])
    if move.version != version:
        raise Conflict(DECIDED)
    policy.require_move(by, actie, move)
    return by, move


def _finish(by: Asker, move: Verhuizing, status: VerhuisStatus, **more) -> None:
    changes = {"status": status, "besloten_door_id": by.user.pk, "besloten_at": clock.now(), "version": move.version + 1} | more
    if not Verhuizing.objects.filter(pk=move.pk, version=move.version).update(**changes):
        raise Conflict(DECIDED)
    for name, value in changes.items():
        setattr(move, name, value)
    _record(status, by, move)


def _record(event: str, by: Asker, move: Verhuizing, ground: str = "") -> None:
    """Keep it in the trail of the dossier, and in that of each filed hulpvraag: those who read it see that it went."""
    with desk():
        filed = list(Hulpvraag.objects.filter(dossier=move.dossier_id, ingediend=True).values_list("pk", flat=True))
    for hulpvraag_id in filed:
        record(
            event=f"verhuizing.{event}", by=by.user, hulpvraag_id=hulpvraag_id, dossier_id=move.dossier_id, ground=ground, object_type="verhuizing",
            object_id=str(move.pk), detail={"per": move.per.isoformat(), "naar": str(move.naar_id or "")},
        )  # fmt: skip


# ---- who becomes the contact


def contact_choices(by: Asker, move: Verhuizing) -> list[User]:
    """Return who may become the contact: the IB'ers of the new school on the pupil's first day there."""
    there = Aanstelling.objects.filter(ON_RECORD, eenheid=move.naar_id, rol=Rol.IB, geldig__contains=max(move.per, by.day), user__is_active=True)
    return list(User.objects.filter(pk__in=there.values("user")).order_by("achternaam", "voornaam"))


def _check_contacts(by: Asker, move: Verhuizing, user_ids: tuple[uuid.UUID, ...]) -> None:
    choices = {user.pk for user in contact_choices(by, move)}
    if set(user_ids) - choices:
        raise Invalid(WHO_THERE, "user_ids")
    if len(set(user_ids)) > MOST_CONTACTS:
        raise Invalid(WHO_MOST, "user_ids")
    if choices and not user_ids and by.zijde == Zijde.SCHOOL:
        raise Invalid(WHO, "user_ids")


# ---- the facts


def _carry_out(by: Asker, move: Verhuizing, user_ids: tuple[uuid.UUID, ...] = ()) -> None:
    """Put the move on record. What an earlier move left in the place of the dossier is folded: its facts stay."""
    _check_stays(move.naar)
    with desk():
        dossier = Dossier.objects.only("vestiging_id", "vestiging_tot", "vestiging_daarna_id", "leerling_id").get(pk=move.dossier_id)
        if by.day < dossier.vestiging_tot < clock.FAR:
            raise Invalid(PLANNED.format(dag=dates.in_full(dossier.vestiging_tot), naar=dossier.vestiging_daarna.naam))
        if dossier.vestiging_op(by.day).pk != move.van_id:
            raise Invalid(ELSEWHERE)
        Dossier.objects.filter(pk=dossier.pk).update(vestiging_id=move.van_id, vestiging_tot=move.per, vestiging_daarna_id=move.naar_id)
        moving.enrol_there(by.user.pk, move.pk, [dossier.leerling_id], move.van_id, move.naar_id, move.per)
        for hulpvraag in _open(move.dossier_id):
            set_contact(by, hulpvraag, *user_ids, day=move.per, bron=move.pk)
        end_all(moving.colleagues(Dossier.objects.filter(pk=dossier.pk), move.per), by.user.pk, move.per, bron=move.pk)


def _open(dossier_id: uuid.UUID) -> list[Hulpvraag]:
    """Return the filed hulpvragen that are open, as the desk may read them."""
    cards = Hulpvraag.objects.only("status", "dossier_id", "vestiging_id", "vestiging_tot", "vestiging_daarna_id", "opsteller_vestiging_id")
    return list(cards.filter(dossier=dossier_id, ingediend=True, gesloten_op=None))


def _take_back(by: Asker, move: Verhuizing) -> None:
    day = move.dag
    with desk():
        Dossier.objects.filter(pk=move.dossier_id).update(vestiging_tot=clock.FAR, vestiging_daarna_id=move.van_id)
        revert(Inschrijving, move.pk, by.user.pk)
        revert(Toegang, move.pk, by.user.pk, leave_changed=True)
        revert(HulpvraagContact, move.pk, by.user.pk, leave_changed=True)
        # whom the old school named meanwhile was named until the day
        cut = list(HulpvraagContact.objects.filter(ON_RECORD, hulpvraag__in=_open(move.dossier_id), geldig__endswith=day))
        HulpvraagContact.objects.filter(pk__in=[fact.pk for fact in cut]).update(replaced_at=clock.now())
        HulpvraagContact.objects.bulk_create([version_of(fact, by.user.pk, geldig=(fact.begin, None)) for fact in cut])
        dossier = Dossier.objects.only("leerling_id").get(pk=move.dossier_id)
        moving.follow(by_id=by.user.pk, dossier=dossier, school=move.van)  # when that school closes


# ---- the preview


@dataclass(frozen=True)
class Effect:
    """What one IB'er loses or gains on the day: how many hulpvragen she reads, and of how many the mail is hers."""

    user: User
    school: Vestiging
    reads: int
    mail: int
    is_lost: bool


class _Looked(Exception):
    """Rolls the move back once it was looked at."""


def preview(*, by: Asker, move: Verhuizing) -> tuple[list[Effect], str]:
    """Do the move, ask the policy who reads what on its first day, and undo it; return what changes, or what stands in the way."""
    day = max(move.per, by.day)
    before = _stand(move, day)
    try:
        with transaction.atomic():
            _carry_out(by, move)
            after = _stand(move, day)
            raise _Looked
    except _Looked:
        return _differences(move, before, after), ""
    except (Invalid, Conflict) as fault:
        return [], fault.message


def _stand(move: Verhuizing, day: dt.date) -> dict[uuid.UUID, tuple[uuid.UUID, int, int]]:
    """What each IB'er of the two schools reads of the dossier, and is mailed about, on a day: the policy itself, asked on that day."""
    found = {}
    with desk(), clock.fixed_day(day):
        for school_id in (move.van_id, move.naar_id):
            ib = set(in_force().filter(rol=Rol.IB, eenheid=school_id).values_list("user", flat=True))
            filed = list(Hulpvraag.objects.filter(dossier=move.dossier_id, ingediend=True).values_list("pk", flat=True))
            mailed = handover.contacts_on(day, handover.open_at(school_id, filed, day), ib)
            for user in User.objects.only("pk", "is_active").filter(pk__in=ib):
                reads = policy.visible_to(policy.asker(user, Zijde.SCHOOL), CONTENT).filter(dossier=move.dossier_id, ingediend=True).count()
                found[user.pk] = (school_id, reads, sum(user.pk in people for people in mailed.values()))
    return found


def _differences(move: Verhuizing, before: dict, after: dict) -> list[Effect]:
    people, schools = User.objects.in_bulk(before.keys() | after.keys()), {school.pk: school for school in (move.van, move.naar)}
    nothing = (None, 0, 0)
    found = []
    for pk, user in people.items():
        (was_at, reads, mail), (is_at, then_reads, then_mail) = before.get(pk, nothing), after.get(pk, nothing)
        if reads != then_reads or mail != then_mail:
            lost = (reads, mail) > (then_reads, then_mail)
            found.append(Effect(user, schools[was_at or is_at], abs(then_reads - reads), abs(then_mail - mail), lost))
    return sorted(found, key=lambda one: (not one.is_lost, one.user.achternaam, str(one.user.pk)))
