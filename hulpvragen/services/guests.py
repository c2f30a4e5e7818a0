"""Colleagues who read along with a concept: invited by address, for a time, and let go at once."""

import datetime as dt
import uuid

from django.conf import settings
from psycopg2.extras import DateRange

from accounts import brake
from accounts.enums import SWV_ROLES, Rol
from accounts.policy import in_force, people_with
from accounts.services.versions import next_version
from hulpvragen import policy
from hulpvragen.announcements import tell_guest
from hulpvragen.enums import GastSoort, Onderdeel, ToegangActie
from hulpvragen.models import Hulpvraag, Inzending, Toegang
from hulpvragen.policy import Asker
from hulpvragen.storage import invitation_token, token_digest
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, one_at_a_time
from portal.lib.errors import Invalid
from portal.lib.ids import uuid7
from portal.lib.text import normalise_email

from .facts import stand
from .filing import _locked

COLLEAGUES = (GastSoort.LEERKRACHT, GastSoort.ANDERE)  # parents and others from outside are not invited here
USUAL, LONGEST = dt.timedelta(weeks=8), dt.timedelta(days=365)
LINK_DAYS = dt.timedelta(days=7)
MOST = 8  # people invited to one hulpvraag at a time
SHARED = {  # addresses that more people read
    "info", "administratie", "admin", "directie", "ib", "ib-er", "iber", "kantoor", "leerkrachten", "mail", "office", "school", "secretariaat",
    "team", "zorg", "zorgteam",
}

OWN = "Dit is uw eigen e-mailadres. U leest al mee."
IS_IB = "{naam} is IB'er op deze school en leest al mee."
OF_MANY = "Dit lijkt een postbus van meer mensen. Vul het adres in dat alleen deze collega leest."
OF_SWV = "Dit is het adres van een medewerker van {swv}. Aan het overleg op school doen alleen collega's van de school mee."
READS = "Deze collega leest al mee met deze hulpvraag."
INVITED = "Deze collega is al uitgenodigd. Stuur de uitnodiging opnieuw als de e-mail kwijt is."
TOO_MANY = f"U kunt {MOST} mensen tegelijk uitnodigen. Beëindig eerst de toegang van iemand."
TOO_SOON = "Kies een dag na vandaag"
TOO_LATE = "Kies een dag binnen een jaar"
TOO_OFTEN = "U hebt deze uitnodiging net een paar keer verstuurd. Wacht een kwartier en probeer het dan nog eens."
ACCEPTED = "Deze collega heeft de uitnodiging al aangenomen."
GONE = "Deze uitnodiging is er niet meer."


def invite(*, by: Asker, hulpvraag_id, email: str, soort: str, laatste_dag: dt.date, key: uuid.UUID) -> None:
    """Invite one colleague by her address until a last day; the same key sent twice invites once.

    Raises Invalid naming the field. Who reads another hulpvraag of this dossier already need not accept again.
    """
    by = stand(by)
    one_at_a_time(key)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.INVITE, hulpvraag)
    if Inzending.objects.filter(key=key, user_id=by.user.pk).exists():
        return
    email = normalise_email(email)
    _check(by, hulpvraag, email, soort, laatste_dag)
    with desk():
        toegang = _invited(by, hulpvraag, email, soort, laatste_dag)
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("invited", by, hulpvraag, toegang)
    tell_guest("invited" if toegang.accepted_at is None else "widened", by, toegang)


def resend(*, by: Asker, hulpvraag_id, toegang_id: uuid.UUID) -> None:
    """Send an invitation that was not accepted again, as hers who sends it; the old link is dead."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.RESEND, hulpvraag)
    toegang = _on_record(hulpvraag, toegang_id)
    if toegang.accepted_at:
        raise Invalid(ACCEPTED, "wie")
    if not brake.may_mail(str(toegang_id)):
        raise Invalid(TOO_OFTEN, "wie")
    with desk():
        toegang = _with_link(by, toegang)
    _record("invitation_resent", by, hulpvraag, toegang)
    tell_guest("invited", by, toegang)


def end(*, by: Asker, hulpvraag_id, toegang_id: uuid.UUID) -> None:
    """Let a guest go, or take an invitation back, from this moment on."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.END, hulpvraag)
    toegang = _on_record(hulpvraag, toegang_id)
    with desk():
        _let_go(by, hulpvraag, toegang)
    _record("toegang_ended" if toegang.accepted_at else "invitation_withdrawn", by, hulpvraag, toegang)
    if toegang.accepted_at:
        tell_guest("ended", by, toegang)


# ---- what is refused


def _check(by: Asker, hulpvraag: Hulpvraag, email: str, soort: str, laatste_dag: dt.date) -> None:
    if soort not in COLLEAGUES:
        raise Invalid("Kies wie u uitnodigt", "soort")
    _check_address(by, hulpvraag, email)
    if laatste_dag <= by.day:
        raise Invalid(TOO_SOON, "laatste_dag")
    if laatste_dag > by.day + LONGEST:
        raise Invalid(TOO_LATE, "laatste_dag")
    if policy.guests_invited(hulpvraag).count() >= MOST:
        raise Invalid(TOO_MANY)


def _check_address(by: Asker, hulpvraag: Hulpvraag, email: str) -> None:
    if email == by.user.email:
        raise Invalid(OWN, "email")
    for colleague in people_with(Rol.IB, eenheid_id=hulpvraag.vestiging_op(by.day).pk):
        if colleague.email == email:
            raise Invalid(IS_IB.format(naam=colleague.naam), "email")
    if email.partition("@")[0] in SHARED:
        raise Invalid(OF_MANY, "email")
    with desk():
        works_there = in_force().filter(rol__in=SWV_ROLES, user__email=email).exists()
    if works_there:
        raise Invalid(OF_SWV.format(swv=settings.PORTAL_SWV_NAAM), "email")


# ---- the fact, at the desk


def _invited(by: Asker, hulpvraag: Hulpvraag, email: str, soort: str, laatste_dag: dt.date) -> Toegang:
    one_at_a_time(hulpvraag.dossier_id)
    until = laatste_dag + clock.DAY
    known = Toegang.objects.filter(
        dossier_id=hulpvraag.dossier_id, email=email, replaced_at=None, geldig__overlap=DateRange(by.day, None)
    ).first()
    if known is None:
        return _new(by, hulpvraag, email, soort, until)
    if hulpvraag.pk in known.hulpvragen:
        raise Invalid(READS if known.accepted_at else INVITED, "email")
    wider = {"hulpvragen": [*known.hulpvragen, hulpvraag.pk], "geldig": (known.geldig.lower, max(until, known.geldig.upper or until))}
    if known.accepted_at:
        return next_version(known, by.user.pk, uitgenodigd_door_id=by.user.pk, uitgenodigd_epoch=by.user.epoch, **wider)
    return _with_link(by, known, **wider)


def _new(by: Asker, hulpvraag: Hulpvraag, email: str, soort: str, until: dt.date) -> Toegang:
    version = uuid7()
    toegang = Toegang(
        id=version, dossier_id=hulpvraag.dossier_id, hulpvragen=[hulpvraag.pk], email=email, soort=soort, delen=[Onderdeel.HULPVRAAG],
        geldig=DateRange(by.day, until), recorded_by_id=by.user.pk, **_link(by, version),
    )
    toegang.save(force_insert=True)
    return toegang


def _with_link(by: Asker, toegang: Toegang, **changes) -> Toegang:
    version = uuid7()
    return next_version(toegang, by.user.pk, id=version, **_link(by, version), **changes)


def _link(by: Asker, version: uuid.UUID) -> dict:
    return {
        "uitgenodigd_door_id": by.user.pk, "uitgenodigd_epoch": by.user.epoch,
        "link": version, "token_hash": token_digest(invitation_token(version)), "token_tot": clock.now() + LINK_DAYS,
    }


def _on_record(hulpvraag: Hulpvraag, toegang_id: uuid.UUID) -> Toegang:
    """Return the invitation in force that names this hulpvraag, or raise Invalid."""
    found = Toegang.objects.filter(
        fact_id=toegang_id, dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk], replaced_at=None,
        geldig__contains=clock.today(),
    ).first()
    if found is None:
        raise Invalid(GONE, "wie")
    return found


def _let_go(by: Asker, hulpvraag: Hulpvraag, toegang: Toegang) -> None:
    others = [pk for pk in toegang.hulpvragen if pk != hulpvraag.pk]
    if others:
        next_version(toegang, by.user.pk, hulpvragen=others)
    elif toegang.geldig.lower < by.day:
        next_version(toegang, by.user.pk, geldig=(toegang.geldig.lower, by.day), token_hash="", token_tot=None)
    else:  # it began today: nothing of it holds
        Toegang.objects.filter(pk=toegang.pk, replaced_at=None).update(replaced_at=clock.now())


def _record(event: str, by: Asker, hulpvraag: Hulpvraag, toegang: Toegang) -> None:
    record(event=f"toegang.{event}", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id,
           ground=policy.ground(by, hulpvraag), object_type="toegang", object_id=str(toegang.fact_id), detail={"soort": toegang.soort})


