"""The card of a mutatie as a list shows it: whom it is about, how its status looks, whose turn it is."""

from accounts.enums import Rol, Zijde
from hulpvragen.policy import Asker
from mutaties import policy, workflow
from mutaties.enums import Party, Status
from mutaties.models import Mutatie

# amber ("action") only for a reader who must act
LOOKS = {
    **dict.fromkeys(workflow.OPEN, "action"), Status.AKKOORD: "ok", Status.NAZORG: "action", Status.AFGEROND: "done", Status.AFGEWEZEN: "danger",
    Status.INGETROKKEN: "neutral", Status.VERLOPEN: "neutral", Status.TERUGGEDRAAID: "neutral",
}  # fmt: skip


def about(mutatie: Mutatie) -> str:
    """Say whom it is about, as everybody may know who sees the card."""
    if mutatie.publiek and mutatie.persoon is None:
        return "Doorgegeven zonder account"
    if mutatie.persoon is None:
        return mutatie.opvolger.naam if mutatie.opvolger else "Nieuwe collega"
    return mutatie.persoon.naam


def is_at_turn(who: Asker, mutatie: Mutatie, status: Status) -> bool:
    """Return whether the next step waits for this reader."""
    party = workflow.AAN_ZET[status]
    if party == Party.SWV:
        return who.zijde == Zijde.SWV and who.has(*policy.DESK)
    if who.zijde != Zijde.SCHOOL or party == Party.NIEMAND:
        return False
    if party == Party.BESTUUR:
        return who.has(Rol.BESTUURSMEDEWERKER)
    there = mutatie.naar_id if status == Status.START_BEVESTIGEN else mutatie.eenheid_id
    return there in who.at(Rol.CONTACTPERSOON) or (status == Status.OVERDRACHT and there in who.at(Rol.IB))


def look(status: Status, at_turn: bool) -> str:
    """Return how its status looks to a reader."""
    return "progress" if LOOKS[status] == "action" and not at_turn else LOOKS[status]
