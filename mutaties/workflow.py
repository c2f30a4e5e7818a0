"""The life of a mutatie as a table. What has no row does not exist; a date that passes is no row: nothing runs then.

`told`: person (whom it is about), contactpersoon (of the school), volgende (contactpersoon of her next school),
bestuur, mutatiebehandelaar, reporter, privacy_officer, opvolger (who gets the post).
"""

from dataclasses import dataclass

from .enums import Action, Party, Status

S, A = Status, Action

OPEN = (S.GEMELD, S.OVERDRACHT, S.OPVOLGER_CP, S.START_BEVESTIGEN, S.TE_ACCORDEREN)
CLOSED = (S.AFGEROND, S.AFGEWEZEN, S.INGETROKKEN, S.VERLOPEN, S.TERUGGEDRAAID)

AAN_ZET: dict[Status, Party] = {
    S.GEMELD: Party.SWV,
    S.OVERDRACHT: Party.SCHOOL,
    S.OPVOLGER_CP: Party.BESTUUR,
    S.START_BEVESTIGEN: Party.SCHOOL,
    S.TE_ACCORDEREN: Party.SWV,
    S.AKKOORD: Party.NIEMAND,
    S.NAZORG: Party.SWV,
    **dict.fromkeys(CLOSED, Party.NIEMAND),
}


@dataclass(frozen=True)
class Row:
    """One line: in these statuses these roles may do this. `next` empty: it follows from what the mutatie asks."""

    at: tuple[Status, ...]
    action: Action
    next: Status | None
    who: tuple[str, ...]
    event: str
    told: tuple[str, ...]
    needs: tuple[str, ...] = ()  # reason, callback, absence (of that kind alone; two people say the same day), lines (a successor for each hulpvraag), two (approver is another)


IB, CP, BESTUUR, LOKET, CONSULENT, DESK = "ib", "contactpersoon", "bestuursmedewerker", "loket", "consulent", "mutatiebehandelaar"
PEOPLE_OF_SCHOOL = (IB, CP, BESTUUR)

TABLE: tuple[Row, ...] = (
    Row((), A.REPORT, None, (*PEOPLE_OF_SCHOOL, LOKET, CONSULENT, DESK), "reported", ("person", "contactpersoon", DESK)),
    Row((S.GEMELD,), A.VERIFY_IDENTITY, None, (LOKET, DESK), "identity_confirmed", ("reporter", "contactpersoon"), ("callback",)),
    Row((S.OVERDRACHT,), A.PROPOSE_HANDOVER, None, (IB, CP, DESK), "handover_proposed", (DESK, "volgende"), ("lines",)),
    Row((S.OPVOLGER_CP,), A.NAME_CONTACTPERSOON, S.TE_ACCORDEREN, (BESTUUR, DESK), "contactpersoon_named", (DESK,)),
    Row((S.START_BEVESTIGEN,), A.CONFIRM_START, S.TE_ACCORDEREN, (CP,), "start_confirmed", (DESK,)),
    Row((S.START_BEVESTIGEN, S.TE_ACCORDEREN), A.RETURN_HANDOVER, None, (LOKET, DESK), "handover_returned", ("contactpersoon",), ("reason",)),
    Row((S.TE_ACCORDEREN,), A.APPROVE, S.AKKOORD, (LOKET, DESK), "approved", ("reporter", "person", "contactpersoon"), ("two", "lines")),
    Row(OPEN, A.REJECT, S.AFGEWEZEN, (LOKET, DESK), "rejected", ("reporter", "person"), ("reason",)),
    Row(OPEN, A.WITHDRAW_OWN, S.INGETROKKEN, (*PEOPLE_OF_SCHOOL, LOKET, CONSULENT, DESK), "withdrawn", (DESK, "person")),
    Row((S.AKKOORD, S.NAZORG, S.AFGEROND), A.MOVE_RETURN, None, (CP, LOKET, DESK), "return_moved", ("person", "contactpersoon", "opvolger"), ("absence",)),
    Row((S.AKKOORD,), A.UNDO, S.TERUGGEDRAAID, (LOKET, DESK), "undone", ("reporter", "person", "contactpersoon"), ("reason",)),
    Row((S.NAZORG, S.AFGEROND), A.CORRECT, None, (DESK,), "correction_started", ("reporter", "contactpersoon")),
)
# of a call-back: the school does not know the report; of a start elsewhere that nobody confirms
SUSPICIOUS = ("privacy_officer", "contactpersoon", "person")  # told when the school does not know of the report


def row_for(status: Status | str, action: Action | str) -> Row | None:
    """Return the row of an action in a status, or None when the two do not go together."""
    return next((row for row in TABLE if row.action == action and status in row.at), None)
