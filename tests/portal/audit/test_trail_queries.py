"""What the tab "Bekeken door" and the timeline read, under row level security."""

import uuid
from types import SimpleNamespace

import pytest

from portal.audit import context, services
from portal.audit.queries import history_of, viewers_of
from portal.lib import clock

pytestmark = pytest.mark.django_db
ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
ANNA = SimpleNamespace(pk=uuid.UUID(int=3), naam="Anna de Vries")


def look(hulpvraag=ONE, **more):
    services.record(event="hulpvraag.viewed", hulpvraag_id=hulpvraag, object_type="hulpvraag", ground="aanstelling 1 v1", **more)


@pytest.fixture
def reader(sql, role):
    """A school whose policy shows hulpvraag ONE and nothing else."""
    sql(f"create policy trial on audit_event for select to portal_school using (hulpvraag_id = '{ONE}')")
    return lambda: role("portal_school")


def test_who_looked_as_what_at_which_part_on_which_ground(reader):
    with context.begin(source="web", actor=ANNA, zijde="swv", roles=["loket"]):
        look(detail={"part": "berichten"})
        look()
    with reader():
        newest, first = viewers_of(ONE)
    assert first[2:] == (ANNA.naam, ["loket"], "swv", "berichten", "aanstelling 1 v1")
    assert (newest.part, newest.at >= first.at) == ("hulpvraag", True)


def test_rows_of_another_hulpvraag_stay_hidden(reader):
    look(OTHER)
    services.record(event="hulpvraag.submitted", hulpvraag_id=OTHER)
    with reader():
        assert (viewers_of(OTHER), history_of(OTHER)) == ([], [])


def test_each_hulpvraag_has_its_own_list(sql, role):
    sql("create policy trial on audit_event for select to portal_school using (true)")
    look(OTHER)
    services.record(event="hulpvraag.submitted", hulpvraag_id=OTHER)
    with role("portal_school"):
        assert (viewers_of(ONE), history_of(ONE)) == ([], [])


def test_without_a_policy_nothing_is_shown(role):
    look()
    with role("portal_swv"):
        assert viewers_of(ONE) == []


def test_changes_and_looks_are_kept_apart_and_refusals_left_out(reader):
    look()
    look(outcome="refused")
    services.record(event="hulpvraag.submitted", hulpvraag_id=ONE, detail={"kenmerk": "H-1"})
    services.record(event="hulpvraag.withdrawn", hulpvraag_id=ONE, outcome="refused")
    with reader():
        assert len(viewers_of(ONE)) == 1
        (happening,) = history_of(ONE)
    assert (happening.event, happening.detail) == ("hulpvraag.submitted", {"kenmerk": "H-1"})


@pytest.mark.parametrize("read, event", [(viewers_of, "hulpvraag.viewed"), (history_of, "hulpvraag.edited")])
def test_pages_follow_each_other_without_gap_or_double(reader, read, event):
    with clock.at(clock.now()):  # all at the same moment: the id decides
        for _ in range(7):
            services.record(event=event, hulpvraag_id=ONE)
    with reader():
        whole = [row.id for row in read(ONE)]
        first = read(ONE, limit=3)
        second = read(ONE, before=first[-1], limit=3)
        third = read(ONE, before=second[-1], limit=3)
        assert read(ONE, before=third[-1]) == []
    assert [len(page) for page in (first, second, third)] == [3, 3, 1]
    assert [row.id for row in first + second + third] == whole == sorted(whole, reverse=True)


def test_a_page_has_at_most_a_hundred(reader):
    for _ in range(101):
        look()
    with reader():
        assert len(viewers_of(ONE)) == 100
