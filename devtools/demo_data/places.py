"""The demo's schools: a register in the form of DUO's, from which all ten take part."""

from pathlib import Path

from accounts.enums import Zijde
from accounts.models import Bestuur, User, Vestiging, Wijknetwerk
from accounts.register import read_register
from accounts.services import catalogue, places

from .acting import acting
from .cast import ESDOORN, HAZELAAR, KANDELAAR, KLIMOP, LICHTSCHIP, REGENBOOG, VEEN, VUURTOREN, ZEVENSPRONG, ZWALUW

REGISTER = Path(__file__).with_name("register.csv")
WIJKNETWERKEN = {
    "Noord": (REGENBOOG, VUURTOREN, ZEVENSPRONG, VEEN), "Centrum": (LICHTSCHIP, HAZELAAR), "Zuid": (ESDOORN, ZWALUW, KANDELAAR, KLIMOP),
}  # fmt: skip
BESTUREN = {
    "99901": "Stichting De Waaier", "99902": "Stichting Het Baken", "99903": "Vereniging Kleine Stappen", "99904": "Montessori Voorbeeldstad",
}  # fmt: skip


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
        for naam, members in WIJKNETWERKEN.items():
            _lay_in(beheerder, naam, members)
    return marked.new


def _lay_in(beheerder: User, naam: str, members: tuple[str, ...]) -> None:
    """Put these schools in a wijknetwerk, which a consulent may have had before the schools came."""
    by = {"by": beheerder, "zijde": Zijde.SWV}
    wijk = Wijknetwerk.objects.filter(naam=naam).first() or places.make_wijknetwerk(naam=naam, **by)
    for school in Vestiging.objects.filter(code__in=members):
        places.set_wijknetwerk(vestiging_id=school.pk, wijknetwerk_id=wijk.pk, known_as=None, detail={}, **by)
