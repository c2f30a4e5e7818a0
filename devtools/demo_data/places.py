"""The demo's schools: a register in the form of DUO's, from which five take part."""

from pathlib import Path

from accounts.enums import EenheidSoort, Zijde
from accounts.models import Bestuur, User, Vestiging, Wijknetwerk
from accounts.register import read_register
from accounts.services import catalogue

from .acting import acting
from .cast import ESDOORN, LICHTSCHIP, REGENBOOG, VUURTOREN, ZWALUW

REGISTER = Path(__file__).with_name("register.csv")
WIJKNETWERKEN = {"Noord": (REGENBOOG, VUURTOREN), "Centrum": (LICHTSCHIP,), "Zuid": (ESDOORN, ZWALUW)}
BESTUREN = {"99901": "Stichting De Waaier", "99902": "Stichting Het Baken", "99903": "Vereniging Kleine Stappen"}


def make_schools(beheerder: User) -> list[Vestiging]:
    """Import the register, and let the beheerder say which schools take part."""
    catalogue.import_register(register=read_register(REGISTER.read_bytes()))
    codes = [code for members in WIJKNETWERKEN.values() for code in members]
    with acting(beheerder, Zijde.SWV):
        marked = catalogue.mark_aangesloten(by=beheerder, zijde=Zijde.SWV, codes=codes)
        for bestuur in Bestuur.objects.all():
            catalogue.name_bestuur(
                by=beheerder, zijde=Zijde.SWV, bestuur_id=bestuur.pk, naam=BESTUREN[bestuur.nummer], known_as=bestuur.naam
            )
    for naam, members in WIJKNETWERKEN.items():  # no service gives a school its wijknetwerk yet
        wijknetwerk = Wijknetwerk.objects.get_or_create(naam=naam, soort=EenheidSoort.WIJKNETWERK)[0]
        Vestiging.objects.filter(code__in=members).update(wijknetwerk=wijknetwerk)
    return marked.new
