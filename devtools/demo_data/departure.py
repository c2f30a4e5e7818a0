"""The mutaties of the demo, by the portal's own services: two that are approved and three that wait for somebody.

Karin Postma leaves: approved, and her successor known. Anja Kuiper left some weeks ago. Both by date alone.
"""

import datetime as dt
import uuid

from accounts.enums import Rol
from mutaties.enums import Aan, Soort
from mutaties.models import Mutatie
from mutaties.queries import handover
from mutaties.services import approving, proposing, reporting
from mutaties.services.proposing import Choice
from mutaties.services.reporting import Change, Nieuw
from portal.lib import clock

from .acting import acting
from .days import Days
from .people import Account

AT_LEAST = 10 * clock.DAY
FRIDAY = 4


def last_day_after(today: dt.date) -> dt.date:
    """Return a Friday, about two weeks from now."""
    day = today + AT_LEAST
    return day + (FRIDAY - day.weekday()) % 7 * clock.DAY


def plan_departure(accounts: dict[str, Account], today: dt.date) -> dt.date:
    """Let the school report that Karin leaves and who takes over, and the desk approve it; return her last day."""
    leaver, last_day = accounts["ib_vertrekt"], last_day_after(today)
    change = Change(
        Soort.WISSEL, leaver.eenheid.pk, persoon_id=leaver.user.pk, laatste_dag=last_day,
        nieuw=Nieuw(user_id=accounts["ib_opvolger"].user.pk), begin=last_day + clock.DAY,
    )
    mutatie = _report(accounts["directeur_regenboog"], change)
    _propose(accounts["directeur_regenboog"], mutatie, (Aan.NIEUW, None))
    _approve(accounts["swv_mutaties"], mutatie)
    return last_day


def leave(accounts: dict[str, Account], today: dt.date) -> None:
    """End the post of who leaves today, and make her colleague the contact of what she leaves open."""
    leaver, colleague = accounts["ib_vertrokken"], accounts["ib_esdoorn"]
    mutatie = _report(colleague, Change(Soort.VERTREK, leaver.eenheid.pk, persoon_id=leaver.user.pk, laatste_dag=today))
    _propose(colleague, mutatie, (Aan.COLLEGA, colleague.user.pk))
    _approve(accounts["swv_mutaties"], mutatie)


def leave_waiting(accounts: dict[str, Account], days: Days) -> None:
    """Let three mutaties wait: for a call to the school, for the board, and for the approval."""
    later = last_day_after(days.today) + 28 * clock.DAY
    with days.at(3):
        new = Nieuw(voornaam="Sanne", achternaam="Kramer", email="s.kramer@dewaaier.example")
        _report(accounts["ib_veen"], Change(Soort.NIEUW, accounts["ib_veen"].eenheid.pk, nieuw=new, begin=later))
    with days.at(2):
        leaves = accounts["directeur_vuurtoren"]
        _report(leaves, Change(Soort.VERTREK, leaves.eenheid.pk, rol=Rol.CONTACTPERSOON, persoon_id=leaves.user.pk, laatste_dag=later))
        leaves = accounts["ib_kandelaar"]
        new = Nieuw(voornaam="Milou", achternaam="Dekker", email="m.dekker@hetbaken.example")
        change = Change(Soort.WISSEL, leaves.eenheid.pk, persoon_id=leaves.user.pk, laatste_dag=later, nieuw=new, begin=later + clock.DAY)
        mutatie = _report(accounts["swv_loket2"], change)
        _propose(accounts["swv_mutaties"], mutatie, (Aan.NIEUW, None))


def _report(account: Account, change: Change) -> Mutatie:
    with acting(account.user, account.zijde) as who:
        return reporting.report(by=who, key=uuid.uuid4(), change=change)


def _propose(account: Account, mutatie: Mutatie, to: Choice) -> None:
    """Let one person take over all that would have nobody."""
    with acting(account.user, account.zijde) as who:
        choices = {line.hulpvraag_id: to for line in handover.lines(mutatie) if not line.stays}
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=_version(mutatie), choices=choices)


def _approve(account: Account, mutatie: Mutatie) -> None:
    with acting(account.user, account.zijde) as who:
        approving.approve(by=who, mutatie_id=mutatie.pk, version=_version(mutatie))


def _version(mutatie: Mutatie) -> int:
    return Mutatie.objects.values_list("version", flat=True).get(pk=mutatie.pk)
