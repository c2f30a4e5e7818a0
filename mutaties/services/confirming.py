"""What others say before an approval: the school that was rung back, the board, the next school, the desk with a question."""

import datetime as dt
import uuid

from accounts.enums import Rol
from accounts.models import Eenheid, User, Vestiging
from accounts.policy import people_with
from accounts.services import posts
from hulpvragen.policy import Asker
from mutaties import workflow
from mutaties.enums import AWAY, Action, Soort, Status, Uitkomst
from mutaties.models import Melding, Mutatie
from portal.lib import clock
from portal.lib.errors import Invalid, NotAllowed

from .approving import take
from .reporting import tell_when_late
from .steps import after_identity, begin, colleague_with, finish

NO_NUMBER = "Van deze school is geen telefoonnummer bekend. Laat eerst de beheerder het vaste nummer invullen. Neem het niet over uit de melding."
WHO_COMES = {"voornaam": "Vul de voornaam in van wie komt", "achternaam": "Vul de achternaam in van wie komt", "email": "Vul het e-mailadres in van wie komt"}
LEAVES = "Dit is wie vertrekt. Kies iemand anders."
NOT_CONFIRMED = "Het nummer van deze school is nog niet bevestigd door een tweede persoon. Laat een collega het eerst bevestigen op de pagina van de school."
NOT_PUBLIC = "Van deze melding staat de school al vast. Klopt die niet? Wijs de melding dan af."
NO_SCHOOL = "Kies eerst bij welke school deze melding hoort."


def verify_identity(
    *, by: Asker, mutatie_id: uuid.UUID, version: int, uitkomst: Uitkomst, gesproken_met: str, gebeld_op: dt.datetime | None,
    voornaam: str = "", achternaam: str = "", email: str = "",
) -> Mutatie:
    """Record a call-back on the number that is known of the school, never one from the report.

    Of a public report the school says in that call who comes, and at which address.
    """
    by, mutatie, row = begin(by, mutatie_id, Action.VERIFY_IDENTITY, version)
    if mutatie.eenheid_id is None:
        raise NotAllowed(NO_SCHOOL)
    school = Vestiging.objects.filter(pk=mutatie.eenheid_id).first()
    number = school.terugbelnummer if school else ""
    if not number:
        raise NotAllowed(NOT_CONFIRMED if school and school.telefoon else NO_NUMBER)
    if uitkomst != Uitkomst.NIEMAND and not gesproken_met.strip():
        raise Invalid("Vul in wie u gesproken hebt", "gesproken_met")
    if gebeld_op is None or gebeld_op > clock.now() + dt.timedelta(minutes=5):
        raise Invalid("Vul in wanneer u belde. Dat kan niet in de toekomst liggen.", "gebeld_op")
    said = {"uitkomst": str(uitkomst), "nummer": number, "op": gebeld_op.isoformat()}
    if uitkomst == Uitkomst.NIEMAND:
        finish(by, mutatie, row, text=gesproken_met, gegevens=said, told=())
    elif uitkomst == Uitkomst.KENT_NIET:
        posts.take_back(by_id=by.user.pk, bron=mutatie.pk)
        finish(by, mutatie, row, text=gesproken_met, gegevens=said, event="report_suspicious", told=workflow.SUSPICIOUS, status=Status.AFGEWEZEN)
    else:
        if mutatie.soort in AWAY:
            take(by, mutatie)  # the school says so: her access ends on the day, whatever is still to be given
        comes = _who_comes(mutatie, voornaam, achternaam, email) if asks_who_comes(mutatie) else {}
        finish(by, mutatie, row, text=gesproken_met, gegevens=said, status=after_identity(mutatie), vastgelegd_at=mutatie.vastgelegd_at, **comes)
    return mutatie


def asks_who_comes(mutatie: Mutatie) -> bool:
    """Return whether somebody comes of whom a public report gave no more than words."""
    return mutatie.publiek and mutatie.begin is not None and mutatie.opvolger_id is None


def _who_comes(mutatie: Mutatie, voornaam: str, achternaam: str, email: str) -> dict:
    """Keep who comes; of a wissel it may not be known yet, and then it is a departure alone."""
    if mutatie.soort == Soort.WISSEL and not (voornaam or achternaam or email):
        return {"begin": None}
    for name, value in (("voornaam", voornaam), ("achternaam", achternaam), ("email", email)):
        if not value:
            raise Invalid(WHO_COMES[name], name)
    return {"opvolger": _by_address(mutatie, voornaam, achternaam, email)}


def _by_address(mutatie: Mutatie, voornaam: str, achternaam: str, email: str) -> User | None:
    """Return the colleague with this address; else keep the name, for the account that the approval finds or makes."""
    user = colleague_with(email, mutatie.eenheid_id)
    if user is None:
        Melding.objects.filter(mutatie=mutatie).update(nieuw_voornaam=voornaam, nieuw_achternaam=achternaam, nieuw_email=email)
    elif user.pk == mutatie.persoon_id:
        raise Invalid(LEAVES, "email")
    return user


def name_contactpersoon(*, by: Asker, mutatie_id: uuid.UUID, version: int, user_id: uuid.UUID | None, voornaam: str, achternaam: str, email: str, begin_dag: dt.date) -> Mutatie:
    """Let the board, or the desk after ringing it, name who follows a contactpersoon who leaves."""
    by, mutatie, row = begin(by, mutatie_id, Action.NAME_CONTACTPERSOON, version)
    user = User.objects.filter(is_active=True, pk=user_id).first() if user_id else None
    if user_id and user is None:
        raise Invalid("Kies iemand uit de lijst", "opvolger")
    if user and user.pk == mutatie.persoon_id:
        raise Invalid(LEAVES, "opvolger")
    if user is None and not (email and voornaam and achternaam):
        raise Invalid("Kies iemand, of vul voornaam, achternaam en e-mailadres in", "voornaam")
    if begin_dag < by.day:
        raise Invalid("Deze dag is geweest. Kies vandaag of later.", "begin")
    user = user or _by_address(mutatie, voornaam, achternaam, email)
    finish(by, mutatie, row, opvolger=user, begin=begin_dag)
    return mutatie


def confirm_start(*, by: Asker, mutatie_id: uuid.UUID, version: int, begin_dag: dt.date) -> Mutatie:
    """Let the contactpersoon of her next school say from which day she works there."""
    by, mutatie, row = begin(by, mutatie_id, Action.CONFIRM_START, version)
    if begin_dag < by.day:
        raise Invalid("Deze dag is geweest. Kies vandaag of later.", "begin")
    finish(by, mutatie, row, naar_begin=begin_dag)
    return mutatie


def return_handover(*, by: Asker, mutatie_id: uuid.UUID, version: int, text: str) -> Mutatie:
    """Ask the school a question: it is aan zet again. A start that nobody confirms is left out; the departure stands."""
    by, mutatie, row = begin(by, mutatie_id, Action.RETURN_HANDOVER, version, text)
    if mutatie.status == Status.START_BEVESTIGEN:
        finish(by, mutatie, row, text=text, status=Status.TE_ACCORDEREN, naar_id=None, naar_begin=None, event="start_not_confirmed",
               gegevens={"zonder_start": True}, told=("contactpersoon", "person"))
    else:
        leaves_cp = mutatie.rol == Rol.CONTACTPERSOON and mutatie.soort in AWAY
        status = Status.OPVOLGER_CP if leaves_cp else Status.OVERDRACHT
        finish(by, mutatie, row, text=text, status=status, told=("bestuur",) if leaves_cp else row.told)
    return mutatie


def require_public(mutatie: Mutatie) -> None:
    """Refuse to place what somebody reported who was logged in: her word about that school is half of the two people."""
    if not mutatie.publiek:
        raise NotAllowed(NOT_PUBLIC)


def place(*, by: Asker, mutatie_id: uuid.UUID, version: int, eenheid_id: uuid.UUID, rol: Rol, persoon_id: uuid.UUID | None) -> Mutatie:
    """Let the desk say which school and whom a public report is about: from then on it is handled as any other."""
    by, mutatie, row = begin(by, mutatie_id, Action.VERIFY_IDENTITY, version)
    require_public(mutatie)
    if not Eenheid.objects.filter(pk=eenheid_id).exists():
        raise Invalid("Kies een school uit de lijst", "eenheid")
    if persoon_id and persoon_id not in {user.pk for user in people_with(rol, eenheid_id=eenheid_id)}:
        raise Invalid("Deze persoon werkt niet op deze school", "persoon")
    if persoon_id is None and mutatie.soort in (*AWAY, Soort.ROL):
        raise Invalid("Kies om wie het gaat", "persoon")
    finish(by, mutatie, row, told=(), eenheid_id=eenheid_id, rol=rol, persoon_id=persoon_id)
    tell_when_late(by, mutatie)
    return mutatie


