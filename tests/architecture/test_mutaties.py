"""The table of mutaties against the matrix, the texts of the mails and itself."""

from devtools.paths import ROOT
from mutaties import workflow
from mutaties.enums import DERIVED, Action, Status
from mutaties.management.commands.draw_mutaties import draw
from notifications.texts import REASONS, TEXTS, text_for

from .papers import real

PAPERS = real()
MAY = {(grant.role, action) for grant in PAPERS.grants if "mutatie" in grant.on for action in grant.do}
SPECIAL = {"reported_public", "report_suspicious", "start_not_confirmed", "account_made"}  # events beside those of the table


def test_every_row_has_its_right_and_every_right_its_row():
    rows = {(role, str(row.action)) for row in workflow.TABLE for role in row.who}
    assert rows - MAY == set()
    known = {str(action) for action in Action}
    assert {(role, action) for role, action in MAY if action in known} - rows == set()


def test_every_status_has_somebody_who_can_move_on():
    for status in workflow.OPEN:
        ways = [row for row in workflow.TABLE if status in row.at]
        assert ways, status
        assert workflow.AAN_ZET[status] != "niemand"
    assert set(workflow.AAN_ZET) == set(Status)


def test_nothing_closed_is_opened_again():
    after = {row.action for row in workflow.TABLE for status in row.at if status in workflow.CLOSED}
    assert after == {Action.CORRECT, Action.MOVE_RETURN}, "a correction is a mutatie of its own; an absence goes on while its day of return is to come"


def test_what_a_date_makes_is_never_stored():
    assert not any(row.next in DERIVED for row in workflow.TABLE)


def test_every_event_can_be_said_to_everybody_who_is_told():
    for row in workflow.TABLE:
        for role in row.told:
            assert role in REASONS, role
            if row.action != Action.CORRECT:  # a correction is told as the report that it is
                assert text_for(f"mutatie.{row.event}", role)
    assert {event.partition(".")[2] for event in TEXTS if event.startswith("mutatie.")} >= SPECIAL


def test_the_page_is_current():
    assert (ROOT / "docs" / "mutaties.md").read_text() == draw()
