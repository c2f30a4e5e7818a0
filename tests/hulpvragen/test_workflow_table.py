"""What is possible in each status, written out by hand beside the table."""

import re

import pytest
from django.db import connection

from accounts.enums import Rol
from hulpvragen.enums import Action, Deel, Soort, Status
from hulpvragen.workflow import CLOSED, KINDS, OUTCOMES, TABLE, possible, row_for

HANDLING = "withdraw assign close_without change_contact take_over ask_contact flag refer"
DECIDED = "assign change_contact take_over ask_contact"
POSSIBLE = {
    Status.CONCEPT: "save delete_concept submit change_contact start_overleg",
    Status.OVERLEG: "save delete_concept submit change_contact end_overleg",
    Status.INGEDIEND: f"{HANDLING} take request_info recall extend_term",
    Status.IN_BEHANDELING: f"{HANDLING} request_info hand_back reject refuse extend_term",
    Status.AANVULLING: f"{HANDLING} supplement move_supplement_date resume refuse",
    Status.GEADVISEERD: f"{DECIDED} close reopen record_copy",
    Status.TOEGEKEND: f"{DECIDED} start_support close record_copy",
    Status.TLV_AFGEGEVEN: f"{DECIDED} close reopen record_copy",
    Status.AFGEWEZEN: f"{DECIDED} close reopen record_copy",
    Status.NIET_IN_BEHANDELING: f"{DECIDED} close reopen record_copy",
    Status.LOPEND: f"{DECIDED} ask_evaluation extend_support close",
    Status.EVALUATIE: f"{DECIDED} submit_evaluation resume",
    Status.AFGEROND: "reopen",
    Status.INGETROKKEN: "reopen",
    Status.DOORGEZONDEN: "reopen",
}
ITS_OUTCOMES = {
    Soort.ADVIESVRAAG: {Action.ADVISE}, Soort.ANONIEM: {Action.ADVISE}, Soort.ARRANGEMENT: {Action.GRANT}, Soort.TLV: {Action.ISSUE_TLV},
    Soort.OVERIG: {Action.ADVISE, Action.GRANT},
}


@pytest.mark.parametrize("soort", Soort)
@pytest.mark.parametrize("status", Status)
def test_possible_in_each_status(status, soort):
    expected = set(POSSIBLE[status].split())
    if status == Status.IN_BEHANDELING:
        expected |= ITS_OUTCOMES[soort]
    if soort == Soort.ANONIEM:
        expected -= {Action.REJECT, Action.START_OVERLEG, Action.RECORD_COPY}
    assert {row.action for row in possible(status, soort)} == expected


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("action", Action)
def test_row_for_finds_the_row_or_none(status, action):
    outcome = status == Status.IN_BEHANDELING and action in OUTCOMES
    row = row_for(status, action)
    assert (row is not None) == (outcome or action in POSSIBLE[status].split())
    assert row is None or (row.action == action and status in row.at)


def test_row_for_takes_stored_values():
    assert row_for("ingediend", "take").next == Status.IN_BEHANDELING
    assert row_for("afgerond", "take") is None


def test_filing_starts_from_nothing_and_is_not_possible_in_any_status():
    first = [row for row in TABLE if not row.at]
    assert [(row.action, row.next) for row in first] == [(Action.FILE, Status.CONCEPT)]


def test_every_soort_can_be_refused_and_all_but_the_anonymous_rejected():
    assert all(Action.REFUSE in kind.outcomes for kind in KINDS.values())
    assert {soort for soort, kind in KINDS.items() if Action.REJECT not in kind.outcomes} == {Soort.ANONIEM}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("hulpvraag_status", Status.values),
        ("hulpvraag_closed_has_day", CLOSED),
        ("stuk_deel", Deel.values),
        ("aanstelling_role", Rol.values),
    ],
)
def test_the_database_knows_the_same_words(constraint, values):
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [constraint])
        (definition,) = cursor.fetchone()
    assert set(re.findall(r"'(\w+)'::", definition)) == set(map(str, values))
