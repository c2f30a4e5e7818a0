"""Reporting a change of people. What is taken away by it, is recorded at once; what is given waits for two people."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from accounts.brake import may_report
from accounts.enums import SWV_ROLES, Rol, Zijde
from accounts.models import Aanstelling, Schorsing, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.services import posts
from hulpvragen.policy import Asker
from hulpvragen.services.facts import stand
from mutaties import policy, workflow
from mutaties.announcements import announce
from mutaties.enums import AWAY, LEAVING, Action, Soort, Status
from mutaties.models import Melding, Mutatie
from portal.audit.services import record
from portal.lib import clock, dates
from portal.lib.db import enter, one, one_at_a_time
from portal.lib.errors import Invalid

from .steps import after_identity, colleague_with, note

LATE_DAYS = 30  # a last day longer ago asks why it is reported only now
FURTHEST_DAYS = 366
REPORTED = workflow.TABLE[0]
_PUBLIC = uuid.UUID("7f0a1a34-6f0e-5d0c-9c53-2f4a0b6c1d11")  # what the keys of public reports hang on
PICK = "Kies om wie het gaat"
SAME = "De opvolger is dezelfde persoon als wie vertrekt. Kies iemand anders."
TOO_FAR = "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."
TOO_MANY = "Er zijn net veel meldingen gedaan. Probeer het over een kwartier nog een keer, of bel ons."
AWAY_ALREADY = "Voor {naam} staat in deze tijd al een afwezigheid. Laat het samenwerkingsverband daarvan de dag van terugkeer wijzigen."
TWICE = "Voor {naam} loopt al een wijzigingsverzoek: {nummer}. Klopt dat niet meer? Trek het dan eerst in."

COMING = "Deze nieuwe collega is al doorgegeven: {nummer}. Klopt dat niet meer? Trek het dan eerst in."


@dataclass(frozen=True)
class Nieuw:
    """Who gets a post: somebody with an account, or a name and address for one that is made at the approval."""

    user_id: uuid.UUID | None = None
    voornaam: str = ""
    achternaam: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        return bool(self.user_id or self.email)


@dataclass(frozen=True)
class Change:
    """What is reported. Last days and first days as people say them."""

    soort: Soort
    eenheid_id: uuid.UUID
    rol: Rol = Rol.IB
    persoon_id: uuid.UUID | None = None
    laatste_dag: dt.date | None = None
    terug: dt.date | None = None
    nieuw: Nieuw = Nieuw()
    begin: dt.date | None = None
    nieuwe_rol: str = ""
    naar_id: uuid.UUID | None = None
    naar_begin: dt.date | None = None
    reden: str = ""


def report(*, by: Asker, key: uuid.UUID, change: Change, corrigeert: Mutatie | None = None) -> Mutatie:
    """Make a wijzigingsverzoek; the same key sent twice gives the same one. Raises NotAllowed or Invalid, and then keeps nothing."""
    by = stand(by)
    pk = uuid.uuid5(by.user.pk, str(key))
    one_at_a_time(pk)
    if made := Mutatie.objects.filter(pk=pk).first():
        return made
    policy.require_reports_for(by, change.eenheid_id)
    corrects = policy.require(by, Action.CORRECT, corrigeert) if corrigeert else None
    post = check(by, change)
    nieuw = _account_of(change)
    mutatie = Mutatie(
        pk=pk, nummer=one("select app_next_mutatie()")[0], soort=change.soort, eenheid_id=change.eenheid_id, rol=change.rol, persoon_id=change.persoon_id,
        einde=change.laatste_dag and change.laatste_dag + clock.DAY, terug=change.terug, opvolger=nieuw,
        begin=change.begin if change.nieuw or change.soort == Soort.ROL else None, nieuwe_rol=change.nieuwe_rol,
        vastgelegd_at=clock.now() if post and change.soort in AWAY else None,
        naar_id=change.naar_id, naar_begin=change.naar_begin if change.naar_id else None, corrigeert=corrigeert,
    )
    verified = policy.is_verified_reporter(by, change.eenheid_id)
    named = bool(change.nieuw) and (by.zijde == Zijde.SWV or policy.is_of_board(by, change.eenheid_id))
    mutatie.status = after_identity(mutatie, named=named) if verified or not mutatie.gives else Status.GEMELD
    mutatie.save(force_insert=True)
    typed = {} if nieuw or not change.nieuw else {
        "nieuw_voornaam": change.nieuw.voornaam, "nieuw_achternaam": change.nieuw.achternaam, "nieuw_email": change.nieuw.email,
    }  # fmt: skip
    Melding(mutatie=mutatie, gemeld_door_id=by.user.pk, is_contactpersoon=verified and by.zijde == Zijde.SCHOOL, **typed).save(force_insert=True)
    note(by, mutatie, Action.REPORT, change.reden)
    record(event="mutatie.reported", by=by.user, object_type="mutatie", object_id=mutatie.pk, detail={"soort": str(change.soort), "status": str(mutatie.status)})
    told = ("bestuur", *REPORTED.told) if mutatie.status == Status.OPVOLGER_CP else REPORTED.told
    announce("reported", by.user.pk, mutatie, told)
    if corrects:
        note(by, corrigeert, corrects.action)
        announce(corrects.event, by.user.pk, corrigeert, corrects.told)
    tell_when_late(by, mutatie)
    if post and change.soort in AWAY:
        take_away(by, mutatie, post)
    return mutatie


def tell_when_late(by: Asker, mutatie: Mutatie) -> None:
    """Tell the privacy officer that somebody had access after her last day: the clocks of a possible datalek run from now."""
    if policy.is_late(mutatie):
        announce("reported_late", by.user.pk, mutatie, ("privacy_officer",))


def take_away(by: Asker, mutatie: Mutatie, post: Aanstelling) -> None:
    """End the post on the day that was reported, or let it rest until she is back. No job: her access ends by calculation."""
    if mutatie.soort == Soort.AFWEZIG:
        posts.rest(by_id=by.user.pk, post=post, begin=mutatie.einde, eind=mutatie.terug, bron=mutatie.pk)
    else:
        posts.end(by_id=by.user.pk, post=post, eind=mutatie.einde, bron=mutatie.pk)
    enter(by.user.pk, by.zijde)  # it may be her own


def _account_of(change: Change) -> User | None:
    """Return who was chosen. An address that was typed is somebody's here only when she works at the school: else whose it is
    shows at the approval, to nobody who reports."""
    if change.nieuw.user_id:
        return User.objects.filter(pk=change.nieuw.user_id, is_active=True).first()
    return colleague_with(change.nieuw.email, change.eenheid_id) if change.nieuw.email else None


# ---- without an account


def report_public(*, origin: str, key: uuid.UUID, typed: Mapping) -> None:
    """Keep what somebody without an account typed, for the desk. It changes nothing, and nothing of it is looked up.

    The same key sent twice is one. Raises Invalid when too many come, from one address or from all.
    """
    if not may_report(origin):
        raise Invalid(TOO_MANY)
    leaves, comes = bool(typed["wie_vertrekt"]), bool(typed["wie_komt"])
    try:
        with transaction.atomic():
            mutatie = Mutatie(
                pk=uuid.uuid5(_PUBLIC, str(key)), nummer=one("select app_next_mutatie()")[0], status=Status.GEMELD, publiek=True, rol=Rol.IB,
                soort=Soort.WISSEL if leaves and comes else Soort.VERTREK if leaves else Soort.NIEUW,
                einde=typed["laatste_werkdag"] + clock.DAY if leaves else None, begin=typed["eerste_werkdag"] if comes else None,
            )  # fmt: skip
            mutatie.save(force_insert=True)
    except IntegrityError:  # sent twice; who has no identity cannot look
        return
    getypt = {name: dates.in_full(value) if isinstance(value, dt.date) else value for name, value in typed.items()}
    Melding(mutatie=mutatie, getypt=getypt).save(force_insert=True)
    record(event="mutatie.reported_public", object_type="mutatie", object_id=mutatie.pk)
    announce("reported_public", None, mutatie, ("mutatiebehandelaar",))


# ---- what cannot be


def check(by: Asker, change: Change) -> Aanstelling | None:
    """Return the post that ends, rests or changes; raise Invalid at the field for what cannot be."""
    post = _check_person(by, change) if change.soort in AWAY or change.soort == Soort.ROL else None
    if change.rol in SWV_ROLES:
        _check_staff(change)
    if change.soort in AWAY:
        _check_last_day(by, change, post)
    if change.soort == Soort.AFWEZIG and change.terug and change.terug <= change.laatste_dag + clock.DAY:
        raise Invalid("De eerste dag terug moet na de laatste werkdag liggen. Vul een latere dag in.", "terug")
    if change.soort in (Soort.NIEUW, Soort.WISSEL) and not change.nieuw:
        raise Invalid("Vul in wie er komt", "email")
    if change.nieuw:
        _check_new(by, change)
    if change.soort == Soort.ROL:
        _check_role(by, change, post)
    if change.naar_id:
        _check_next_school(by, change)
    return post


def _check_staff(change: Change) -> None:
    """The SWV's own people leave or are away by this road; their posts are given otherwise, and one beheerder must stay."""
    if change.soort not in (Soort.VERTREK, Soort.AFWEZIG) or change.nieuw or change.naar_id:
        raise Invalid("Een functie bij het samenwerkingsverband geeft u hier niet. Geef alleen het vertrek of de afwezigheid door.")
    if change.rol == Rol.BEHEERDER and change.laatste_dag:
        after = change.laatste_dag + clock.DAY
        others = Aanstelling.objects.filter(ON_RECORD, rol=Rol.BEHEERDER, geldig__contains=after, user__is_active=True).exclude(user=change.persoon_id)
        if not others.exists():
            raise Invalid("Na deze dag is er geen beheerder meer. Zorg eerst voor een andere beheerder.", "laatste_dag")


def _check_person(by: Asker, change: Change) -> Aanstelling:
    if change.persoon_id is None:
        raise Invalid(PICK, "persoon")
    # who left already is found by her last post: a late report may correct its end
    day = min(by.day, change.laatste_dag + clock.DAY) if change.laatste_dag else by.day
    post = posts.held(change.persoon_id, change.rol, change.eenheid_id, day)
    if post is None:
        raise Invalid("Deze persoon heeft geen aanstelling op deze school. Kies iemand uit de lijst.", "persoon")
    running = Mutatie.objects.filter(
        persoon=change.persoon_id, eenheid=change.eenheid_id, rol=change.rol, status__in=[*workflow.OPEN, Status.AKKOORD], soort__in=AWAY
    )
    if change.soort in AWAY and (other := next((one for one in running if policy.status_on(one, by.day) in (*workflow.OPEN, Status.AKKOORD)), None)):
        raise Invalid(TWICE.format(naam=other.persoon.naam, nummer=other.nummer), "persoon")
    if change.soort == Soort.AFWEZIG and _rests(post, change):
        raise Invalid(AWAY_ALREADY.format(naam=post.user.naam), "persoon")
    return post


def _rests(post: Aanstelling, change: Change) -> bool:
    from_then = DateRange(change.laatste_dag and change.laatste_dag + clock.DAY, None)
    return Schorsing.objects.filter(ON_RECORD, aanstelling_fact=post.fact_id, dagen__overlap=from_then).exists()


def _check_last_day(by: Asker, change: Change, post: Aanstelling) -> None:
    if change.laatste_dag is None:
        raise Invalid("Vul de laatste werkdag in", "laatste_dag")
    if change.laatste_dag < post.begin:
        raise Invalid(f"Deze dag ligt voor het begin van de aanstelling, op {dates.in_full(post.begin)}. Vul een latere dag in.", "laatste_dag")
    if change.laatste_dag > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid(TOO_FAR, "laatste_dag")
    if change.soort in LEAVING and post.laatste_dag and post.laatste_dag < change.laatste_dag:
        raise Invalid(f"De laatste dag staat al op {dates.in_full(post.laatste_dag)}. Later kan niet met een vertrek.", "laatste_dag")
    if change.laatste_dag < by.day - LATE_DAYS * clock.DAY and not change.reden.strip():
        raise Invalid("Deze dag is meer dan 30 dagen geleden. Vul in waarom u dit nu doorgeeft.", "reden")


def _check_new(by: Asker, change: Change) -> None:
    user = _account_of(change)
    if change.nieuw.user_id and user is None:
        raise Invalid("Dit account staat uit. Kies iemand anders, of vul een nieuwe naam in.", "opvolger")
    if user and user.pk == change.persoon_id:
        raise Invalid(SAME, "email" if change.nieuw.email else "opvolger")
    if user is None and not (change.nieuw.voornaam and change.nieuw.achternaam):
        raise Invalid("Vul de voornaam en de achternaam in", "voornaam")
    if change.begin is None:
        raise Invalid("Vul in op welke dag zij begint", "begin")
    if change.begin < by.day:
        raise Invalid("Deze dag is geweest. Toegang geven kan niet met terugwerkende kracht. Kies vandaag of later.", "begin")
    if change.begin > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid(TOO_FAR, "begin")
    if change.soort == Soort.AFWEZIG and change.terug and change.begin >= change.terug:
        raise Invalid("De vervanger moet beginnen voordat zij terug is. Kies een eerdere dag.", "begin")
    if change.soort == Soort.NIEUW and (other := _already_coming(user, change)):
        raise Invalid(COMING.format(nummer=other.nummer), "email" if change.nieuw.email else "opvolger")
    if change.soort in (Soort.NIEUW, Soort.WISSEL) and user and _overlapping(user, change).exists():
        raise Invalid(f"{user.naam} is hier al {Rol(change.rol).label}. U hoeft haar niet door te geven.", "email" if change.nieuw.email else "opvolger")


def _already_coming(user: User | None, change: Change) -> Mutatie | None:
    """Return the open mutatie by which this newcomer gets this post already, as far as the reporter may read it."""
    same = Mutatie.objects.filter(soort=Soort.NIEUW, eenheid=change.eenheid_id, rol=change.rol, status__in=workflow.OPEN)
    return same.filter(opvolger=user).first() if user else same.filter(melding__nieuw_email=change.nieuw.email).first()


def _overlapping(user: User, change: Change):
    return Aanstelling.objects.filter(ON_RECORD, user=user, rol=change.rol, eenheid=change.eenheid_id, geldig__overlap=(change.begin, change.terug))


def _check_role(by: Asker, change: Change, post: Aanstelling) -> None:
    if change.nieuwe_rol not in (Rol.IB, Rol.CONTACTPERSOON) or change.nieuwe_rol == change.rol:
        raise Invalid("Kies een andere rol dan zij nu heeft", "nieuwe_rol")
    if change.begin is None:
        raise Invalid("Vul in vanaf welke dag de andere rol geldt", "begin")
    _check_coming(by, change.begin, "begin")
    if change.laatste_dag and change.laatste_dag < post.begin:
        raise Invalid(f"De rol van nu begint pas later. Kies een dag na {dates.in_full(post.begin)}.", "begin")
    if Aanstelling.objects.filter(ON_RECORD, user=post.user, rol=change.nieuwe_rol, eenheid=change.eenheid_id, geldig__overlap=(change.begin, None)).exists():
        raise Invalid(f"{post.user.naam} heeft deze rol hier al", "nieuwe_rol")


def _check_next_school(by: Asker, change: Change) -> None:
    if change.naar_id == change.eenheid_id:
        raise Invalid("Dit is dezelfde school. Kies de school waar zij naartoe gaat.", "naar")
    if not Vestiging.objects.filter(pk=change.naar_id).exists():
        raise Invalid("Kies een school uit de lijst", "naar")
    if change.naar_begin is None:
        raise Invalid("Vul in op welke dag zij daar begint", "naar_begin")
    _check_coming(by, change.naar_begin, "naar_begin")


def _check_coming(by: Asker, day: dt.date, field: str) -> None:
    if day < by.day:
        raise Invalid("Deze dag is geweest. Kies vandaag of later.", field)
    if day > by.day + FURTHEST_DAYS * clock.DAY:
        raise Invalid(TOO_FAR, field)
