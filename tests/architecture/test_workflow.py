"""The workflow table: nobody is left behind, nothing is a dead end, the page is current."""

from dataclasses import replace

import pytest

from accounts.enums import SCHOOL_ROLES, SWV_ROLES
from devtools.paths import ROOT
from hulpvragen.enums import Action, Party, Soort, Status
from hulpvragen.management.commands.draw_workflow import draw
from hulpvragen.workflow import OUTCOMES
from tests.architecture.papers import Papers, found, real, spoiled

CLOCK = {"start", "loopt", "stopt", "hervat", "eindigt", "nvt", "="}
TOLD = {"contact", "contactpersoon", "filer", "behandelaar", "loket", "toegewezene"}
NEEDS = {"contact", "reason", "motivation", "date", "period", "amount", "points", "taker", "other", "legal"}
ROLES = {Party.SCHOOL: SCHOOL_ROLES, Party.SWV: SWV_ROLES, Party.NIEMAND: frozenset()}
NO_CONTACT_NEEDED = {Action.CHANGE_CONTACT, Action.TAKE_OVER}  # they are what gives it a contact
SUPPORT = {Status.TOEGEKEND, Status.LOPEND, Status.EVALUATIE}
UNUSED = {
    Soort.ADVIESVRAAG: SUPPORT | {Status.TLV_AFGEGEVEN},
    Soort.ANONIEM: SUPPORT | {Status.TLV_AFGEGEVEN, Status.AFGEWEZEN, Status.OVERLEG},
    Soort.ARRANGEMENT: {Status.GEADVISEERD, Status.TLV_AFGEGEVEN},
    Soort.TLV: SUPPORT | {Status.GEADVISEERD},
    Soort.OVERIG: {Status.TLV_AFGEGEVEN},
}


def moves(p: Papers, *, who=None, without=frozenset()):
    """Yield (row, from, to) of every line of the picture, as far as these roles may do it."""
    for row in p.table:
        if row.action not in without and (who is None or who & set(row.who)):
            yield from ((row, status, row.next or status) for status in row.at)


def reached(start: Status, edges) -> set[Status]:
    edges, seen, todo = list(edges), set(), [start]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += [end for _, begin, end in edges if begin == here]
    return seen


# ---- the words


def every_row_uses_known_words(p: Papers):
    for row in p.table:
        if not row.who or not row.event:
            yield f"no actor or event: {row.action}"
        for kind, words, known in (("told", row.told, TOLD), ("needs", row.needs, NEEDS), ("clock", [row.clock], CLOCK)):
            yield from (f"unknown {kind} {word}: {row.action}" for word in words if word not in known)


def a_status_and_an_action_make_one_row(p: Papers):
    seen = set()
    for row, status, _ in moves(p):
        if (status, row.action) in seen:
            yield f"two rows: {status} {row.action}"
        seen.add((status, row.action))
    yield from (f"no row: {action}" for action in set(Action) - {row.action for row in p.table})


def one_event_per_action(p: Papers):
    events = {(row.action, row.event) for row in p.table}
    if len(events) != len({action for action, _ in events}) or len(events) != len({event for _, event in events}):
        yield "an action has one event, an event one action"


# ---- whose turn


def each_status_has_one_owner_who_can_move_on(p: Papers):
    yield from (f"no owner: {status}" for status in set(Status) ^ set(p.aan_zet))
    for status, party in p.aan_zet.items():
        closed = status in p.groups["closed"]
        if closed != (party == Party.NIEMAND):
            yield f"open without owner, or closed with one: {status}"
        on = [end for _, begin, end in moves(p, who=ROLES[party]) if begin == status and end != status]
        if not closed and not on:
            yield f"owner cannot move on: {status}"


def the_swv_alone_reaches_an_end(p: Papers):
    ends = set(p.groups["closed"])
    for status in (*p.groups["handling"], *p.groups["decided"]):
        if not reached(status, moves(p, who=SWV_ROLES)) & ends:
            yield f"stuck when the school is silent: {status}"


def nobody_is_left_behind(p: Papers):
    """What the SWV does that tells the school, or gives it the turn, needs an active contact."""
    for row, status, end in moves(p):
        gives_turn = p.aan_zet.get(end) == Party.SCHOOL and end != status
        reaches_school = SWV_ROLES & set(row.who) and ("contact" in row.told or gives_turn)
        if reaches_school and "contact" not in row.needs and row.action not in NO_CONTACT_NEEDED:
            yield f"needs no contact: {row.action} {status}"


# ---- the clock of the term


def clock_of(p: Papers, begin: Status, end: Status) -> str:
    """What the word must be, from the two statuses alone."""
    group = {status: name for name, members in p.groups.items() for status in members}
    if group[end] in ("concept", "overleg"):
        return "nvt"
    if begin == end:
        return "="
    if group[end] != "handling":
        return "eindigt" if group[begin] == "handling" else "nvt"
    if group[begin] != "handling":
        return "start"
    if Status.AANVULLING in (begin, end):
        return "stopt" if end == Status.AANVULLING else "hervat"
    return "loopt"


def the_clock_follows_the_statuses(p: Papers):
    for row, begin, end in moves(p):
        if row.clock != clock_of(p, begin, end):
            yield f"clock {row.clock}: {row.action} {begin}"


# ---- per soort


def every_soort_uses_what_it_should(p: Papers):
    for soort, kind in p.kinds.items():
        if not kind.outcomes <= OUTCOMES:
            yield f"unknown outcome: {soort}"
        edges = list(moves(p, without=kind.unknown))
        used = reached(Status.CONCEPT, edges)
        yield from (f"{soort} differs: {status}" for status in used ^ (set(Status) - UNUSED[soort]))
        ends = set(p.groups["closed"])
        yield from (f"{soort} dead end: {status}" for status in used if not reached(status, edges) & ends)


CHECKS = [
    every_row_uses_known_words, a_status_and_an_action_make_one_row, one_event_per_action,
    each_status_has_one_owner_who_can_move_on, the_swv_alone_reaches_an_end, nobody_is_left_behind,
    the_clock_follows_the_statuses, every_soort_uses_what_it_should,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_table_holds(check):
    assert found(check, real()) == []


def test_the_page_is_current():
    assert (ROOT / "docs" / "workflow.md").read_text() == draw(), "run: manage.py draw_workflow"


# ---- sabotage: each check notices what it is for


def change(action: Action, **new):
    """Return a sabotage that changes the rows of an action."""
    def spoil(p: Papers):
        p.table = [replace(row, **new) if row.action == action else row for row in p.table]
    return spoil


def drop(*actions: Action):
    """Return a sabotage that takes the rows of some actions out."""
    def spoil(p: Papers):
        p.table = [row for row in p.table if row.action not in actions]
    return spoil


def drop_outcome(p: Papers):
    kind = p.kinds[Soort.ADVIESVRAAG]
    p.kinds[Soort.ADVIESVRAAG] = replace(kind, outcomes=kind.outcomes - {Action.ADVISE})


SABOTAGE = [
    (every_row_uses_known_words, "unknown told board: grant", change(Action.GRANT, told=("board",))),
    (every_row_uses_known_words, "unknown clock runs: take", change(Action.TAKE, clock="runs")),
    (every_row_uses_known_words, "unknown needs luck: advise", change(Action.ADVISE, needs=("luck",))),
    (every_row_uses_known_words, "no actor or event: take", change(Action.TAKE, event="")),
    (a_status_and_an_action_make_one_row, "two rows: concept submit", lambda p: p.table.append(p.table[3])),
    (a_status_and_an_action_make_one_row, "no row: take_over", drop(Action.TAKE_OVER)),
    (one_event_per_action, "one event", change(Action.TAKE, event="granted")),
    (each_status_has_one_owner_who_can_move_on, "no owner: lopend", lambda p: p.aan_zet.pop(Status.LOPEND)),
    (each_status_has_one_owner_who_can_move_on, "with one: lopend", lambda p: p.aan_zet.update({Status.LOPEND: Party.NIEMAND})),
    (each_status_has_one_owner_who_can_move_on, "move on: aanvulling", drop(Action.SUPPLEMENT, Action.WITHDRAW)),
    (the_swv_alone_reaches_an_end, "silent: aanvulling", drop(Action.RESUME, Action.CLOSE_WITHOUT, Action.REFUSE, Action.REFER)),
    (nobody_is_left_behind, "no contact: request_info ingediend", change(Action.REQUEST_INFO, needs=("date",))),
    (nobody_is_left_behind, "no contact: refuse", change(Action.REFUSE, told=(), needs=("motivation",))),
    (the_clock_follows_the_statuses, "clock loopt: supplement aanvulling", change(Action.SUPPLEMENT, clock="loopt")),
    (the_clock_follows_the_statuses, "clock =: reopen afgerond", change(Action.REOPEN, clock="=")),
    (every_soort_uses_what_it_should, "adviesvraag differs: geadviseerd", drop_outcome),
    (every_soort_uses_what_it_should, "arrangement dead end: lopend", drop(Action.CLOSE)),
]


@pytest.mark.parametrize(("check", "expected", "spoil"), SABOTAGE, ids=[line[1] for line in SABOTAGE])
def test_sabotage_is_noticed(check, expected, spoil):
    assert expected in "\n".join(found(check, spoiled(spoil)))


def test_no_check_is_without_its_sabotage():
    assert {check for check, _, _ in SABOTAGE} == set(CHECKS)
