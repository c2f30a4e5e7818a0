"""Who reads along: invited by address, for a time and to parts, and let go at once."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import Http404
from psycopg2.extras import DateRange

from accounts import brake
from accounts.enums import SWV_ROLES, Rol, Zijde
from accounts.policy import in_force, people_with
from accounts.services.versions import CHANGED, next_version
from hulpvragen import policy
from hulpvragen.announcements import tell_guest, tell_of_outsider
from hulpvragen.enums import AT_SCHOOL, FROM_OUTSIDE, OF_THE_PUPIL, GastSoort, Gezag, Onderdeel, Overeenkomst, ToegangActie
from hulpvragen.models import Hulpvraag, Inzending, Toegang
from hulpvragen.policy import Asker
from hulpvragen.storage import invitation_token, token_digest
from notifications.services import drain
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import desk, one_at_a_time
from portal.lib.errors import Conflict, Invalid
from portal.lib.ids import uuid7
from portal.lib.text import normalise_email

from .facts import stand
from .filing import _locked

USUAL, LONGEST = dt.timedelta(weeks=8), dt.timedelta(days=365)
LINK_DAYS = dt.timedelta(days=7)
MOST = 8  # people invited to one hulpvraag at a time
SHARED = {  # addresses that more people read
    "info", "administratie", "admin", "directie", "ib", "ib-er", "iber", "kantoor", "leerkrachten", "mail", "office", "school", "secretariaat",
    "team", "zorg", "zorgteam",
}

NO_KIND = "Kies wie u uitnodigt"
OWN = "Dit is uw eigen e-mailadres. U leest al mee."
IS_IB = "{naam} is IB'er op deze school en leest al mee."
OF_MANY = "Dit lijkt een postbus van meer mensen. Vul het adres in dat alleen deze persoon leest."
OF_SWV = "Dit is het adres van een medewerker van {swv}. Wie daar werkt, leest mee met een eigen rol."
OF_COLLEAGUE = "Dit is het adres van een collega van de school. Vul het adres in dat deze persoon thuis gebruikt, of kies een andere genodigde."
READS = "Deze persoon leest al mee met deze hulpvraag."
INVITED = "Deze persoon is al uitgenodigd. Stuur de uitnodiging opnieuw als de e-mail kwijt is."
OTHERWISE = "Dit adres is bij deze leerling al uitgenodigd, met andere onderdelen of als een andere genodigde. Beëindig dat eerst, of kies hetzelfde."
TOO_MANY = f"U kunt {MOST} mensen tegelijk uitnodigen. Beëindig eerst de toegang van iemand."
NO_PART = "Kies ten minste één onderdeel"
NO_END = "Vul in tot en met welke dag deze persoon meeleest"
TOO_SOON = "Kies een dag na vandaag"
TOO_LATE = "Kies een dag binnen een jaar"
MOVES = "De leerling gaat op {dag} naar een andere school. Kies een dag daarvoor: dan is uw school er niet meer bij betrokken."
TOO_OFTEN = "U hebt deze uitnodiging net een paar keer verstuurd. Wacht een kwartier en probeer het dan nog eens."
ACCEPTED = "Deze persoon heeft de uitnodiging al aangenomen."
GONE = "Deze uitnodiging is er niet meer."
NOT_OURS = "Deze uitnodiging is van {ander}. U kunt haar wel beëindigen."

ASK_GEZAG = "Kies of deze ouder gezag heeft"
NO_GEZAG = (
    "Zonder gezag kan deze ouder niet meelezen. Wel kan een ouder zonder gezag u vragen hoe het met het kind gaat "
    "(artikel 1:377c BW). Geef dat antwoord zelf, in een gesprek of een brief."
)
UNKNOWN_GEZAG = (
    "Zolang u niet weet of deze ouder gezag heeft, kan deze ouder niet meelezen. Vraag het eerst na. "
    "Een ouder kan een uittreksel uit het gezagsregister laten zien."
)
GEZAG_OVER = "Kies een dag na vandaag. Is het gezag al gestopt? Dan kan deze ouder niet meelezen."
NO_BIRTH_DATE = "Van deze leerling is geen geboortedatum ingevuld. Die is nodig: vanaf 16 jaar beslist de leerling zelf. Vul die eerst in."
ADULT = "Deze leerling is 18 jaar of ouder. Ouders lezen dan niet mee. Nodig de leerling zelf uit."
PUPIL_DECIDES = (
    "Deze leerling is 16 jaar of ouder en beslist zelf wie meeleest. Vul in wanneer de leerling akkoord ging. "
    "Zonder akkoord kan een ouder niet meelezen."
)
AGREED_LATER = "Kies een dag die al is geweest"
AGREED_EARLY = "Op deze dag was de leerling nog geen 16. Vraag het nu aan de leerling en vul die dag in."
TOO_YOUNG = "Deze leerling is nog geen 16 jaar. Tot die tijd lezen de ouders met gezag mee."
NO_ORGANISATION = "Vul in voor welke organisatie deze persoon werkt"
ASK_AGREEMENT = "Kies of er een verwerkersovereenkomst is"
NO_AGREEMENT = (
    "Wie in opdracht van de school of van {swv} met gegevens werkt, mag pas meelezen als er een verwerkersovereenkomst is (AVG, artikel 28). "
    "Overleg met de contactpersoon van de school. U kunt wel een anonieme adviesvraag bespreken."
)


@dataclass(frozen=True)
class Guest:
    """Whom somebody wants to invite, as she filled it in."""

    email: str
    soort: str
    laatste_dag: dt.date | None = None
    delen: tuple[str, ...] = (Onderdeel.HULPVRAAG,)
    gezag: str = ""
    laatste_gezag: dt.date | None = None  # the last day with gezag, where that ends before the pupil is 18
    akkoord_op: dt.date | None = None
    organisatie: str = ""
    overeenkomst: str = ""


def invite(*, by: Asker, hulpvraag_id, key: uuid.UUID, **asked) -> None:
    """Invite one person by her address; the same key sent twice invites once. `asked` is what a Guest holds.

    Raises Invalid naming the field. Who reads another hulpvraag of this dossier already need not accept again.
    """
    by = stand(by)
    one_at_a_time(key)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.INVITE, hulpvraag)
    if Inzending.objects.filter(key=key, user_id=by.user.pk).exists():
        return
    guest = Guest(**asked | {"email": normalise_email(asked["email"])})
    _check(by, hulpvraag, guest)
    with desk():
        toegang = _invited(by, hulpvraag, guest)
    Inzending(key=key, user_id=by.user.pk, hulpvraag_id=hulpvraag.pk).save(force_insert=True)
    _record("invited", by, hulpvraag, toegang)
    tell_guest("invited" if toegang.accepted_at is None else "widened", by, toegang)
    if guest.soort in FROM_OUTSIDE:
        tell_of_outsider(by, toegang)


def resend(*, by: Asker, hulpvraag_id, toegang_id: uuid.UUID) -> None:
    """Send an invitation that was not accepted again, as hers who sends it; the old link and code are dead."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.RESEND, hulpvraag)
    with desk():
        toegang = _own_on_record(by, hulpvraag, toegang_id)
    if toegang.accepted_at:
        raise Invalid(ACCEPTED, "wie")
    if not brake.may_mail(str(toegang_id)):
        raise Invalid(TOO_OFTEN, "wie")
    with desk():
        toegang = _with_link(by, toegang)
    _record("invitation_resent", by, hulpvraag, toegang)
    tell_guest("invited", by, toegang)


def change(
    *, by: Asker, hulpvraag_id, toegang_id: uuid.UUID, seen: uuid.UUID, delen: tuple[str, ...], laatste_dag: dt.date | None,
    laatste_gezag: dt.date | None = None, akkoord_op: dt.date | None = None,
) -> None:
    """Change the parts or the end of an invitation or a Toegang; another address is another invitation. The link stays.

    `seen` is the version that the form showed: Conflict when a colleague made another one since.
    """
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.CHANGE, hulpvraag)
    with desk():
        toegang = _own_on_record(by, hulpvraag, toegang_id)
    guest = Guest(toegang.email, toegang.soort, laatste_dag, delen, toegang.gezag, laatste_gezag, akkoord_op)
    _check_parts(guest)
    _check_end(by, hulpvraag, guest)
    if guest.soort in OF_THE_PUPIL:
        _check_pupil(by, hulpvraag, guest)
    wanted = _facts(by, hulpvraag, guest) | {"geldig": DateRange(toegang.geldig.lower, _until(guest))}
    if all(getattr(toegang, name) == value for name, value in wanted.items()):
        return
    if toegang.pk != seen:
        raise Conflict(CHANGED)
    with desk():
        toegang = next_version(toegang, by.user.pk, **wanted)
    _record("changed", by, hulpvraag, toegang)
    if toegang.accepted_at:
        tell_guest("changed", by, toegang)


def end(*, by: Asker, hulpvraag_id, toegang_id: uuid.UUID) -> None:
    """Let a guest go, or take an invitation back, from this moment on; a mail to her that is under way is waited for."""
    by = stand(by)
    hulpvraag = _locked(by, hulpvraag_id)
    policy.require_with_guests(by, ToegangActie.END, hulpvraag)
    with desk():
        toegang = _on_record(hulpvraag, toegang_id)
        _let_go(by, hulpvraag, toegang)
    _record("toegang_ended" if toegang.accepted_at else "invitation_withdrawn", by, hulpvraag, toegang)
    if toegang.accepted_at:
        tell_guest("ended", by, toegang)
    transaction.on_commit(lambda: drain(toegang.user_id or toegang.fact_id), robust=True)


def stop_reading(*, by: Asker, hulpvraag_id) -> None:
    """A guest stops reading along herself; 404 for what she does not read."""
    by = stand(by)
    hulpvraag = policy.visible_to(by).filter(pk=hulpvraag_id).first() if by.zijde == Zijde.GAST else None
    if hulpvraag is None:
        raise Http404
    for toegang in policy.invitations_to(by, hulpvraag):
        _record("stopped", by, hulpvraag, toegang)
        with desk():
            _let_go(by, hulpvraag, toegang)


# ---- what is refused


def impossible(by: Asker, hulpvraag: Hulpvraag, soort: str) -> str:
    """Say why nobody of this kind can be invited today, whoever it is; empty when somebody can."""
    if soort not in OF_THE_PUPIL:
        return ""
    age = policy.pupil_age(hulpvraag, by.day)
    if age is None:
        return NO_BIRTH_DATE
    if soort == GastSoort.LEERLING16:
        return TOO_YOUNG if age < 16 else ""
    return ADULT if age >= 18 else ""


def _check(by: Asker, hulpvraag: Hulpvraag, guest: Guest) -> None:
    if guest.soort not in GastSoort.values:
        raise Invalid(NO_KIND, "soort")
    _check_address(by, hulpvraag, guest)
    if guest.soort == GastSoort.OUDER:
        _check_gezag(guest)
    if guest.soort in OF_THE_PUPIL:
        _check_pupil(by, hulpvraag, guest)
    if guest.soort in FROM_OUTSIDE:
        _check_organisation(guest)
    _check_parts(guest)
    _check_end(by, hulpvraag, guest)
    with desk():
        many = policy.guests_invited(hulpvraag).count() >= MOST
    if many:
        raise Invalid(TOO_MANY)


def _check_address(by: Asker, hulpvraag: Hulpvraag, guest: Guest) -> None:
    if guest.email == by.user.email:
        raise Invalid(OWN, "email")
    school = hulpvraag.vestiging_op(by.day).pk
    if guest.soort in OF_THE_PUPIL and any(one.email == guest.email for one in people_with(Rol.IB, Rol.CONTACTPERSOON, eenheid_id=school)):
        raise Invalid(OF_COLLEAGUE, "email")
    for colleague in people_with(Rol.IB, eenheid_id=school):
        if colleague.email == guest.email:
            raise Invalid(IS_IB.format(naam=colleague.naam), "email")
    if guest.email.partition("@")[0] in SHARED:
        raise Invalid(OF_MANY, "email")
    with desk():
        works_there = in_force().filter(rol__in=SWV_ROLES, user__email=guest.email).exists()
    if works_there:
        raise Invalid(OF_SWV.format(swv=settings.PORTAL_SWV_NAAM), "email")


def _check_gezag(guest: Guest) -> None:
    refused = {Gezag.NEE: NO_GEZAG, Gezag.ONBEKEND: UNKNOWN_GEZAG}.get(guest.gezag)
    if guest.gezag != Gezag.JA:
        raise Invalid(refused or ASK_GEZAG, "gezag")


def _check_pupil(by: Asker, hulpvraag: Hulpvraag, guest: Guest) -> None:
    """From 16 on the pupil decides; from 18 on no parent reads along."""
    if reason := impossible(by, hulpvraag, guest.soort):
        raise Invalid(reason)
    if guest.soort == GastSoort.LEERLING16:
        return
    if guest.laatste_gezag and guest.laatste_gezag <= by.day:
        raise Invalid(GEZAG_OVER, "laatste_gezag")
    if policy.pupil_age(hulpvraag, by.day) < 16:
        return
    if guest.akkoord_op is None:
        raise Invalid(PUPIL_DECIDES, "akkoord_op")
    if guest.akkoord_op > by.day:
        raise Invalid(AGREED_LATER, "akkoord_op")
    if policy.pupil_age(hulpvraag, guest.akkoord_op) < 16:
        raise Invalid(AGREED_EARLY, "akkoord_op")


def _check_organisation(guest: Guest) -> None:
    if not guest.organisatie:
        raise Invalid(NO_ORGANISATION, "organisatie")
    if guest.overeenkomst not in (Overeenkomst.JA, Overeenkomst.NIET_NODIG):
        refused = NO_AGREEMENT.format(swv=settings.PORTAL_SWV_NAAM)
        raise Invalid(refused if guest.overeenkomst == Overeenkomst.NEE else ASK_AGREEMENT, "overeenkomst")


def _check_parts(guest: Guest) -> None:
    if not guest.delen or not set(guest.delen) <= set(Onderdeel.values):
        raise Invalid(NO_PART, "delen")


def _check_end(by: Asker, hulpvraag: Hulpvraag, guest: Guest) -> None:
    last = guest.laatste_dag
    if last is None:
        if guest.soort not in OF_THE_PUPIL:
            raise Invalid(NO_END, "laatste_dag")
    elif last <= by.day:
        raise Invalid(TOO_SOON, "laatste_dag")
    elif last > by.day + LONGEST:
        raise Invalid(TOO_LATE, "laatste_dag")
    elif guest.soort in AT_SCHOOL and by.day < hulpvraag.vestiging_tot <= last:
        raise Invalid(MOVES.format(dag=dates.in_full(hulpvraag.vestiging_tot)), "laatste_dag")


# ---- the fact, at the desk


def _facts(by: Asker, hulpvraag: Hulpvraag, guest: Guest) -> dict:
    """Return what a Toegang holds of what was filled in and may change."""
    decides = guest.soort == GastSoort.OUDER and policy.pupil_age(hulpvraag, by.day) >= 16
    return {
        "delen": [part for part in Onderdeel.values if part in guest.delen],
        "gezag_tot": guest.laatste_gezag + clock.DAY if guest.soort == GastSoort.OUDER and guest.laatste_gezag else None,
        "leerling_akkoord": decides, "akkoord_op": guest.akkoord_op if decides else None,
    }


def _until(guest: Guest) -> dt.date | None:
    return guest.laatste_dag and guest.laatste_dag + clock.DAY


def _invited(by: Asker, hulpvraag: Hulpvraag, guest: Guest) -> Toegang:
    one_at_a_time(hulpvraag.dossier_id)
    on_record = Toegang.objects.filter(
        dossier_id=hulpvraag.dossier_id, email=guest.email, replaced_at=None, geldig__overlap=DateRange(by.day, None)
    )
    if here := on_record.filter(hulpvragen__contains=[hulpvraag.pk]).first():
        raise Invalid(READS if here.accepted_at else INVITED, "email")
    facts = _facts(by, hulpvraag, guest)
    known = on_record.filter(namens=by.zijde).first()  # what the other side gave stands apart: of a concept the SWV knows nothing
    if known is None:
        return _new(by, hulpvraag, guest, facts)
    if (known.soort, known.delen) != (guest.soort, facts["delen"]):
        raise Invalid(OTHERWISE, "email")
    ends = (known.geldig.upper, _until(guest))
    wider = facts | {"hulpvragen": [*known.hulpvragen, hulpvraag.pk], "geldig": (known.geldig.lower, max(ends) if all(ends) else None)}
    if known.accepted_at:
        return next_version(known, by.user.pk, uitgenodigd_door_id=by.user.pk, uitgenodigd_epoch=by.user.epoch, **wider)
    return _with_link(by, known, **wider)


def _new(by: Asker, hulpvraag: Hulpvraag, guest: Guest, facts: dict) -> Toegang:
    version = uuid7()
    outside = guest.soort in FROM_OUTSIDE
    toegang = Toegang(
        id=version, dossier_id=hulpvraag.dossier_id, hulpvragen=[hulpvraag.pk], email=guest.email, soort=guest.soort, namens=by.zijde,
        gezag=guest.gezag if guest.soort == GastSoort.OUDER else "", organisatie=guest.organisatie if outside else "",
        overeenkomst=guest.overeenkomst if outside else "", geldig=DateRange(by.day, _until(guest)), recorded_by_id=by.user.pk,
        **facts, **_link(by, version),
    )
    toegang.save(force_insert=True)
    return toegang


def _with_link(by: Asker, toegang: Toegang, **changes) -> Toegang:
    version = uuid7()
    return next_version(toegang, by.user.pk, id=version, **_link(by, version), **changes)


def _link(by: Asker, version: uuid.UUID) -> dict:
    return {
        "uitgenodigd_door_id": by.user.pk, "uitgenodigd_epoch": by.user.epoch, "link": version,
        "token_hash": token_digest(invitation_token(version)), "token_tot": clock.now() + LINK_DAYS,
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


def _own_on_record(by: Asker, hulpvraag: Hulpvraag, toegang_id: uuid.UUID) -> Toegang:
    """Return the same, of the side that invited: the other one ends it and no more."""
    found = _on_record(hulpvraag, toegang_id)
    if found.namens != by.zijde:
        raise Invalid(NOT_OURS.format(ander=settings.PORTAL_SWV_NAAM if found.namens == Zijde.SWV else "de school"), "wie")
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
