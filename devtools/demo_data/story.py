"""Tells the cases day by day, each step done by its own person through the portal's services."""

import datetime as dt
import uuid
from dataclasses import dataclass
from itertools import groupby

from accounts.enums import Zijde
from accounts.models.facts import ON_RECORD
from hulpvragen.enums import GastSoort, Gezag, Onderdeel, Overeenkomst
from hulpvragen.models import Toegang
from hulpvragen.policy import Asker
from hulpvragen.services import accepting, filing, gesprek, guests, lifecycle
from hulpvragen.services.reading import open_hulpvraag
from hulpvragen.storage import invitation_code, invitation_token
from portal.lib import clock
from portal.lib.dates import school_year

from .acting import acting
from .days import Days
from .people import Account
from .reading import Case, Step

FIRST_MINUTE, MINUTES = 8 * 60 + 37, 440  # of a working day
ABSENT = "Niet beschikbaar"  # so begins the answer to a point that a school cannot give
READS = dt.timedelta(minutes=4)  # before she does something


@dataclass(frozen=True)
class Moment:
    """One step of one case."""

    number: int
    case: Case
    step: Step


def tell(cases: list[Case], days: Days, accounts: dict[str, Account]) -> dict[int, uuid.UUID]:
    """Do every step of every case in the order of time; return the hulpvragen by the number of their case."""
    made: dict[int, uuid.UUID] = {}
    moments = [Moment(number, case, step) for number, case in enumerate(cases) for step in case.steps]
    moments.sort(key=lambda moment: -moment.step.ago)  # stable: on one day a case keeps its order
    for ago, of_day in groupby(moments, key=lambda moment: moment.step.ago):
        todays = list(of_day)
        for place, moment in enumerate(todays):
            with days.at(ago, _time(ago, place, len(todays))):
                _do(moment, accounts, made)
    return made


def _time(ago: int, place: int, of: int) -> dt.time:
    """Return when in the day something happens: one after another, and on each day at other times."""
    between = MINUTES // of
    start = FIRST_MINUTE + ago * 13 % max(1, between - 10)
    return dt.time(*divmod(start + place * between, 60))


def _do(moment: Moment, accounts: dict[str, Account], made: dict[int, uuid.UUID]) -> None:
    account, step = accounts[moment.step.by], moment.step
    if step.do == "accept":
        _accept(account, made[moment.number])
        return
    with acting(account.user, account.zijde) as who:
        if step.do == "start":
            made[moment.number] = _start(who, moment.case, account)
        elif step.do == "invite":
            _invite(who, made[moment.number], accounts[step.to])
        elif step.do in ("say", "note"):
            _write(who, made[moment.number], step)
        elif step.do == "look":
            open_hulpvraag(by=who, hulpvraag_id=made[moment.number], part=step.part or "hulpvraag")
        else:
            _act(who, made[moment.number], step, accounts)


def _start(who: Asker, case: Case, account: Account) -> uuid.UUID:
    begun = filing.start(
        by=who, vestiging_id=account.eenheid.pk, soort=case.soort, leerling=case.leerling, answers=case.answers, key=uuid.uuid4()
    )
    return begun.pk


INVITED = {  # a colleague, unless the cast says otherwise
    GastSoort.OUDER: {"gezag": Gezag.JA, "laatste_dag": None, "delen": tuple(Onderdeel)},
    GastSoort.ZORGVERLENER: {"organisatie": "Jeugd-ggz Voorbeeldstad", "overeenkomst": Overeenkomst.NIET_NODIG, "delen": (Onderdeel.HULPVRAAG, Onderdeel.DOCUMENTEN)},
}


def _invite(who: Asker, hulpvraag_id: uuid.UUID, account: Account) -> None:
    soort = account.part.rol if account.zijde == Zijde.GAST else GastSoort.COLLEGA
    asked = {"laatste_dag": who.day + guests.USUAL} | INVITED.get(soort, {})
    guests.invite(by=who, hulpvraag_id=hulpvraag_id, email=account.user.email, soort=soort, key=uuid.uuid4(), **asked)


def _accept(account: Account, hulpvraag_id: uuid.UUID) -> None:
    """Accept as a guest, with the link that her mail holds and the code she was told."""
    toegang = Toegang.objects.get(ON_RECORD, email=account.user.email, hulpvragen__contains=[hulpvraag_id])
    with acting(account.user, Zijde.GAST):
        accepting.accept(by=account.user, token=invitation_token(toegang.link), code=invitation_code(toegang.link))


def _write(who: Asker, hulpvraag_id: uuid.UUID, step: Step) -> None:
    """Send a bericht or write a notitie; `part` says who reads it: school, genodigden, swv or alleen."""
    with clock.at(clock.now() - READS):
        open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="berichten" if step.do == "say" else "notities")
    given = {"by": who, "hulpvraag_id": hulpvraag_id, "tekst": step.text, "key": uuid.uuid4()}
    if step.do == "note":
        gesprek.note(**given, alleen_school=step.part == "alleen")
    else:
        gesprek.send(**given, deel="swv" if step.part == "swv" else "school", voor_genodigden=step.part == "genodigden")


def _act(who: Asker, hulpvraag_id: uuid.UUID, step: Step, accounts: dict[str, Account]) -> None:
    with clock.at(clock.now() - READS):
        version = open_hulpvraag(by=who, hulpvraag_id=hulpvraag_id, part="hulpvraag").hulpvraag.version
    if step.do == "submit":
        filing.submit(by=who, hulpvraag_id=hulpvraag_id, version=version)
        return
    lifecycle.act(
        by=who, hulpvraag_id=hulpvraag_id, action=step.do, version=version, text=step.text,
        user_id=step.to and accounts[step.to].user.pk or None, **_asked(step, who.day),
    )


def _asked(step: Step, day: dt.date) -> dict:
    """Return what a step asks beside its text: as the case says, else as it usually is."""
    end = dt.date(school_year(day) + 2, 7, 31)
    usual = {
        "request_info": {"punten": step.punten},
        "supplement": {"antwoorden": [{"er": not text.startswith(ABSENT), "tekst": text.removeprefix(ABSENT).lstrip(": ")} for text in step.punten]},
        "grant": {"van": day, "tot": end, "omvang": "uren", "uren": 40, "afschrift": "verzonden", "afschrift_op": day},
        "issue_tlv": {"van": day, "tot": end, "schoolsoort": "so", "categorie": "laag"},
        "refuse": {"grond": "geen_taak"},
        "start_support": {"begin": day, "voor": day + 90 * clock.DAY},
        "extend_support": {"van": day, "tot": dt.date(end.year + 1, 7, 31)},
        "submit_evaluation": {"doelen": "Meedoen met de groep.", "vervolg": "doorgaan"},
        "refer": {"naar": "SWV Elders"},
        "close_without": {"waarom": "vervallen"},
        "flag": {"spoed": True},
    }
    asked = usual.get(step.do, {})
    return asked | {"voor": day + step.voor * clock.DAY} if step.voor else asked
