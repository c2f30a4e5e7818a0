"""The life of a hulpvraag as a table. What has no row does not exist.

docs/workflow.md is drawn from this table; a right in docs/rights.toml without a row here,
and a row without that right, is refused by a test. `A` among the demands: nobody is left
behind, so an active contact today (or a take-over by name) is needed.
"""

from dataclasses import dataclass

from .enums import Action, Grondslag, Party, Soort, Status

S, A = Status, Action

GROUPS: dict[str, tuple[Status, ...]] = {
    "concept": (S.CONCEPT,),
    "handling": (S.INGEDIEND, S.IN_BEHANDELING, S.AANVULLING),
    "decided": (S.GEADVISEERD, S.TOEGEKEND, S.AFGEWEZEN, S.NIET_IN_BEHANDELING, S.LOPEND),
    "closed": (S.AFGEROND, S.INGETROKKEN),
}
GROUP_OF = {status: group for group, members in GROUPS.items() for status in members}
DRAFT = GROUPS["concept"]
HANDLING = GROUPS["handling"]
DECIDED = GROUPS["decided"]
OPEN = HANDLING + DECIDED
CLOSED = GROUPS["closed"]

AAN_ZET: dict[Status, Party] = {
    S.CONCEPT: Party.SCHOOL,
    S.INGEDIEND: Party.SWV,
    S.IN_BEHANDELING: Party.SWV,
    S.AANVULLING: Party.SCHOOL,
    S.GEADVISEERD: Party.SCHOOL,
    S.TOEGEKEND: Party.SWV,
    S.AFGEWEZEN: Party.SCHOOL,
    S.NIET_IN_BEHANDELING: Party.SCHOOL,
    S.LOPEND: Party.SWV,
    S.AFGEROND: Party.NIEMAND,
    S.INGETROKKEN: Party.NIEMAND,
}


@dataclass(frozen=True)
class Kind:
    """What differs per soort: its ground in law, its outcomes, its term in weeks from indienen."""

    grondslag: Grondslag
    outcomes: frozenset[Action]
    weeks: int


KINDS: dict[Soort, Kind] = {
    Soort.ADVIESVRAAG: Kind(Grondslag.ADVISEREN, frozenset({A.ADVISE, A.REJECT, A.REFUSE}), weeks=3),
    Soort.ARRANGEMENT: Kind(Grondslag.TOEWIJZEN, frozenset({A.GRANT, A.REJECT, A.REFUSE}), weeks=6),
}
OUTCOMES = frozenset({A.ADVISE, A.GRANT, A.REJECT, A.REFUSE})

# Words in `needs`: contact (A in the drawing), reason, motivation, date, taker (the actor becomes
# behandelaar when there is none), other (not by who filed it), legal (a legal date is set).


@dataclass(frozen=True)
class Row:
    """One line: in these statuses, these roles may do this, with this result."""

    at: tuple[Status, ...]
    action: Action
    next: Status | None  # None keeps the status
    who: tuple[str, ...]
    event: str
    told: tuple[str, ...] = ()
    clock: str = "="  # start, loopt, stopt, hervat, eindigt, nvt, = (as it was)
    needs: tuple[str, ...] = ()


IB, LOKET, CONSULENT = "ib", "loket", "consulent"

TABLE: tuple[Row, ...] = (
    Row((), A.FILE, S.CONCEPT, (IB,), "concept_started", clock="nvt"),
    Row(DRAFT, A.SAVE, None, (IB,), "concept_saved", clock="nvt"),
    Row(DRAFT, A.DELETE_CONCEPT, None, (IB,), "concept_deleted", clock="nvt"),
    Row(DRAFT, A.SUBMIT, S.INGEDIEND, (IB,), "submitted", ("filer", "contact", "loket", "toegewezene"), "start", ("contact",)),
    Row(DRAFT, A.CHANGE_CONTACT, None, (IB,), "contact_changed", clock="nvt"),
    Row((S.INGEDIEND,), A.TAKE, S.IN_BEHANDELING, (LOKET, CONSULENT), "taken", ("contact",), "loopt", ("contact", "taker")),
    Row((S.INGEDIEND, S.IN_BEHANDELING), A.REQUEST_INFO, S.AANVULLING, (LOKET, CONSULENT), "info_requested", ("contact",), "stopt", ("contact", "taker", "motivation", "date")),
    Row((S.IN_BEHANDELING,), A.HAND_BACK, S.INGEDIEND, (LOKET, CONSULENT), "handed_back", ("loket",), "loopt", ("reason",)),
    Row((S.IN_BEHANDELING,), A.ADVISE, S.GEADVISEERD, (LOKET, CONSULENT), "advised", ("contact",), "eindigt", ("contact", "motivation", "other")),
    Row((S.IN_BEHANDELING,), A.GRANT, S.TOEGEKEND, (LOKET,), "granted", ("contact", "behandelaar"), "eindigt", ("contact", "motivation", "other")),
    Row((S.IN_BEHANDELING,), A.REJECT, S.AFGEWEZEN, (LOKET,), "rejected", ("contact", "behandelaar"), "eindigt", ("contact", "motivation", "other")),
    Row((S.IN_BEHANDELING,), A.REFUSE, S.NIET_IN_BEHANDELING, (LOKET,), "refused", ("contact",), "eindigt", ("contact", "motivation", "other")),
    Row((S.AANVULLING,), A.SUPPLEMENT, S.IN_BEHANDELING, (IB,), "supplemented", ("behandelaar",), "hervat", ("motivation",)),
    Row((S.AANVULLING,), A.RESUME, S.IN_BEHANDELING, (LOKET, CONSULENT), "resumed", ("contact",), "hervat", ("contact", "reason")),
    Row(HANDLING, A.WITHDRAW, S.INGETROKKEN, (IB,), "withdrawn", ("behandelaar",), "eindigt", ("reason",)),
    Row(HANDLING + DECIDED, A.ASSIGN, None, (LOKET,), "assigned", ("toegewezene",), "=", ("other",)),
    Row(HANDLING, A.CLOSE_WITHOUT, S.AFGEROND, (LOKET,), "closed_without_outcome", ("contact",), "eindigt", ("contact", "reason")),
    Row(OPEN, A.CHANGE_CONTACT, None, (IB, LOKET), "contact_changed", ("contact",), "="),
    Row(OPEN, A.TAKE_OVER, None, (LOKET,), "contact_taken_over", ("loket",), "=", ("reason",)),
    Row((S.GEADVISEERD,), A.CLOSE, S.AFGEROND, (IB, LOKET, CONSULENT), "closed", ("contact", "behandelaar"), "nvt", ("contact", "legal")),
    Row((S.TOEGEKEND,), A.START_SUPPORT, S.LOPEND, (LOKET, CONSULENT), "support_started", ("contact",), "nvt", ("contact",)),
    Row((S.TOEGEKEND,), A.CLOSE, S.AFGEROND, (LOKET, CONSULENT), "closed", ("contact",), "nvt", ("contact", "reason")),
    Row((S.LOPEND,), A.CLOSE, S.AFGEROND, (LOKET, CONSULENT), "closed", ("contact",), "nvt", ("contact", "legal")),
    Row((S.AFGEWEZEN, S.NIET_IN_BEHANDELING), A.CLOSE, S.AFGEROND, (IB, LOKET, CONSULENT), "closed", ("contact", "behandelaar"), "nvt", ("contact",)),
    Row((S.GEADVISEERD, S.AFGEWEZEN, S.NIET_IN_BEHANDELING) + CLOSED, A.REOPEN, S.IN_BEHANDELING, (LOKET,), "reopened", ("contact",), "start", ("contact", "reason")),
)


def row_for(status: Status | str, action: Action | str) -> Row | None:
    """Return the row of an action in a status, or None when the two do not go together."""
    return next((row for row in TABLE if row.action == action and status in row.at), None)


def possible(status: Status | str, soort: Soort | str) -> list[Row]:
    """Return the rows that leave from a status, without the outcomes this soort does not know."""
    unknown = OUTCOMES - KINDS[Soort(soort)].outcomes
    return [row for row in TABLE if status in row.at and row.action not in unknown]
