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
    "overleg": (S.OVERLEG,),
    "handling": (S.INGEDIEND, S.IN_BEHANDELING, S.AANVULLING),
    "decided": (S.GEADVISEERD, S.TOEGEKEND, S.TLV_AFGEGEVEN, S.AFGEWEZEN, S.NIET_IN_BEHANDELING, S.LOPEND, S.EVALUATIE),
    "closed": (S.AFGEROND, S.INGETROKKEN, S.DOORGEZONDEN),
}
GROUP_OF = {status: group for group, members in GROUPS.items() for status in members}
DRAFT = GROUPS["concept"] + GROUPS["overleg"]  # not filed: of the school alone
HANDLING = GROUPS["handling"]
DECIDED = GROUPS["decided"]
OPEN = HANDLING + DECIDED
CLOSED = GROUPS["closed"]

AAN_ZET: dict[Status, Party] = {
    S.CONCEPT: Party.SCHOOL,
    S.OVERLEG: Party.SCHOOL,
    S.INGEDIEND: Party.SWV,
    S.IN_BEHANDELING: Party.SWV,
    S.AANVULLING: Party.SCHOOL,
    S.GEADVISEERD: Party.SCHOOL,
    S.TOEGEKEND: Party.SWV,
    S.TLV_AFGEGEVEN: Party.SCHOOL,
    S.AFGEWEZEN: Party.SCHOOL,
    S.NIET_IN_BEHANDELING: Party.SCHOOL,
    S.LOPEND: Party.SWV,
    S.EVALUATIE: Party.SCHOOL,
    S.AFGEROND: Party.NIEMAND,
    S.INGETROKKEN: Party.NIEMAND,
    S.DOORGEZONDEN: Party.NIEMAND,
}

REFUTABLE = (S.GEADVISEERD, S.TLV_AFGEGEVEN, S.AFGEWEZEN, S.NIET_IN_BEHANDELING)  # an outcome that may turn out otherwise
OUTCOMES = frozenset({A.ADVISE, A.GRANT, A.ISSUE_TLV, A.REJECT, A.REFUSE})


@dataclass(frozen=True)
class Kind:
    """What differs per soort: its ground in law, its outcomes, what else it does not know.

    Its questions, expected documents and term are settings of the SWV (model Formulier).
    """

    grondslag: Grondslag
    outcomes: frozenset[Action]
    without: frozenset[Action] = frozenset()

    @property
    def unknown(self) -> frozenset[Action]:
        """What cannot be done with a hulpvraag of this soort."""
        return (OUTCOMES - self.outcomes) | self.without


KINDS: dict[Soort, Kind] = {
    Soort.ADVIESVRAAG: Kind(Grondslag.ADVISEREN, frozenset({A.ADVISE, A.REJECT, A.REFUSE})),
    # no personal data, so nobody is invited to it; the task is the same
    Soort.ANONIEM: Kind(Grondslag.ADVISEREN, frozenset({A.ADVISE, A.REFUSE}), frozenset({A.START_OVERLEG, A.RECORD_COPY})),
    Soort.ARRANGEMENT: Kind(Grondslag.TOEWIJZEN, frozenset({A.GRANT, A.REJECT, A.REFUSE})),
    Soort.TLV: Kind(Grondslag.BEOORDELEN, frozenset({A.ISSUE_TLV, A.REJECT, A.REFUSE})),
    Soort.OVERIG: Kind(Grondslag.ADVISEREN, frozenset({A.ADVISE, A.GRANT, A.REJECT, A.REFUSE})),
}

# Words in `needs`: contact (A in the drawing), reason, motivation, date, period (from and until), amount (a budget or
# hours), points (a checklist, or its answers), taker (the actor becomes behandelaar when there is none), other (not by
# who filed it), legal (a legal date is set).


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
    Row((S.CONCEPT,), A.START_OVERLEG, S.OVERLEG, (IB,), "overleg_started", clock="nvt"),
    Row((S.OVERLEG,), A.END_OVERLEG, S.CONCEPT, (IB,), "overleg_ended", clock="nvt"),
    Row((S.INGEDIEND,), A.TAKE, S.IN_BEHANDELING, (LOKET, CONSULENT), "taken", ("contact",), "loopt", ("contact", "taker")),
    Row((S.INGEDIEND,), A.RECALL, S.INGETROKKEN, (IB,), "recalled", ("behandelaar",), "eindigt", ("reason",)),
    Row((S.INGEDIEND, S.IN_BEHANDELING), A.REQUEST_INFO, S.AANVULLING, (LOKET, CONSULENT), "info_requested", ("contact",), "stopt",
        ("contact", "taker", "reason", "points", "date")),
    Row((S.IN_BEHANDELING,), A.HAND_BACK, S.INGEDIEND, (LOKET, CONSULENT), "handed_back", ("loket",), "loopt", ("reason",)),
    Row((S.IN_BEHANDELING,), A.ADVISE, S.GEADVISEERD, (LOKET, CONSULENT), "advised", ("contact",), "eindigt", ("contact", "motivation", "other")),
    Row((S.IN_BEHANDELING,), A.GRANT, S.TOEGEKEND, (LOKET,), "granted", ("contact", "behandelaar"), "eindigt", ("contact", "motivation", "period", "amount", "other")),
    Row((S.IN_BEHANDELING,), A.ISSUE_TLV, S.TLV_AFGEGEVEN, (LOKET,), "tlv_issued", ("contact", "behandelaar"), "eindigt", ("contact", "motivation", "period", "other")),
    Row((S.IN_BEHANDELING,), A.REJECT, S.AFGEWEZEN, (LOKET,), "rejected", ("contact", "behandelaar"), "eindigt", ("contact", "motivation", "other")),
    Row((S.IN_BEHANDELING, S.AANVULLING), A.REFUSE, S.NIET_IN_BEHANDELING, (LOKET,), "refused", ("contact",), "eindigt", ("contact", "motivation", "other")),
    Row((S.AANVULLING,), A.SUPPLEMENT, S.IN_BEHANDELING, (IB,), "supplemented", ("behandelaar",), "hervat", ("points",)),
    Row((S.AANVULLING,), A.MOVE_SUPPLEMENT_DATE, None, (LOKET, CONSULENT), "supplement_date_moved", ("contact",), "=", ("contact", "reason", "date")),
    Row((S.AANVULLING,), A.RESUME, S.IN_BEHANDELING, (LOKET, CONSULENT), "resumed", ("contact",), "hervat", ("contact", "reason")),
    Row(HANDLING, A.WITHDRAW, S.INGETROKKEN, (IB,), "withdrawn", ("behandelaar",), "eindigt", ("reason",)),
    Row(HANDLING + DECIDED, A.ASSIGN, None, (LOKET,), "assigned", ("toegewezene",), "=", ("other",)),
    Row((S.INGEDIEND, S.IN_BEHANDELING), A.EXTEND_TERM, None, (LOKET, CONSULENT), "term_extended", ("contact",), "=", ("contact", "reason", "date")),
    Row(HANDLING, A.FLAG, None, (IB, LOKET, CONSULENT), "flagged", ("behandelaar",), "=", ("reason",)),
    Row(HANDLING, A.REFER, S.DOORGEZONDEN, (LOKET,), "referred", ("contact",), "eindigt", ("contact", "reason")),
    Row(HANDLING, A.CLOSE_WITHOUT, S.AFGEROND, (LOKET,), "closed_without_outcome", ("contact",), "eindigt", ("contact", "reason")),
    Row(OPEN, A.CHANGE_CONTACT, None, (IB, LOKET), "contact_changed", ("contact",), "="),
    Row(OPEN, A.TAKE_OVER, None, (LOKET,), "contact_taken_over", ("loket",), "=", ("reason",)),
    Row(OPEN, A.ASK_CONTACT, None, (LOKET, CONSULENT), "contact_asked", ("contactpersoon",), "="),
    Row((*REFUTABLE, S.TOEGEKEND), A.RECORD_COPY, None, (LOKET, CONSULENT), "copy_recorded", (), "=", ("date",)),
    Row((S.GEADVISEERD,), A.CLOSE, S.AFGEROND, (IB, LOKET, CONSULENT), "closed", ("contact", "behandelaar"), "nvt", ("contact", "legal")),
    Row((S.TLV_AFGEGEVEN,), A.CLOSE, S.AFGEROND, (IB, LOKET, CONSULENT), "closed", ("contact", "behandelaar"), "nvt", ("contact", "reason", "legal")),
    Row((S.TOEGEKEND,), A.START_SUPPORT, S.LOPEND, (LOKET, CONSULENT), "support_started", ("contact",), "nvt", ("contact", "date")),
    Row((S.TOEGEKEND,), A.CLOSE, S.AFGEROND, (LOKET, CONSULENT), "closed", ("contact",), "nvt", ("contact", "reason")),
    Row((S.LOPEND,), A.ASK_EVALUATION, S.EVALUATIE, (LOKET, CONSULENT), "evaluation_asked", ("contact",), "nvt", ("contact", "date")),
    Row((S.LOPEND,), A.EXTEND_SUPPORT, None, (LOKET,), "support_extended", ("contact",), "=", ("contact", "motivation", "period")),
    Row((S.LOPEND,), A.CLOSE, S.AFGEROND, (LOKET, CONSULENT), "closed", ("contact",), "nvt", ("contact", "legal")),
    Row((S.EVALUATIE,), A.SUBMIT_EVALUATION, S.LOPEND, (IB,), "evaluated", ("behandelaar",), "nvt", ("motivation",)),
    Row((S.EVALUATIE,), A.RESUME, S.LOPEND, (LOKET, CONSULENT), "resumed", ("contact",), "nvt", ("contact", "reason")),
    Row((S.AFGEWEZEN, S.NIET_IN_BEHANDELING), A.CLOSE, S.AFGEROND, (IB, LOKET, CONSULENT), "closed", ("contact", "behandelaar"), "nvt", ("contact",)),
    Row((*REFUTABLE, *CLOSED), A.REOPEN, S.IN_BEHANDELING, (LOKET,), "reopened", ("contact",), "start", ("contact", "reason")),
)


def row_for(status: Status | str, action: Action | str) -> Row | None:
    """Return the row of an action in a status, or None when the two do not go together."""
    return next((row for row in TABLE if row.action == action and status in row.at), None)


def possible(status: Status | str, soort: Soort | str) -> list[Row]:
    """Return the rows that leave from a status, without what this soort does not know."""
    unknown = KINDS[Soort(soort)].unknown
    return [row for row in TABLE if status in row.at and row.action not in unknown]
