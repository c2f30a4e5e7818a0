"""Who may become whom, asked as the real log-ins: membership is that of the log-in, not of the role."""

import pytest
from django.db import ProgrammingError

from hulpvragen.models import Hulpvraag
from portal.checks import the_login_stays_behind_the_wall
from portal.lib.db import one, wall


@pytest.mark.parametrize("login", ["portal_worker", "portal_web"])
@pytest.mark.parametrize("target", ["portal_desk", "portal_owner", "portal_school"])
def test_a_login_becomes_only_what_it_is_granted(committed_db, login, target):
    committed_db.login(login)
    if login == "portal_web" and target != "portal_owner":
        one(f"set role {target}")
    else:
        with pytest.raises(ProgrammingError, match="permission denied"):
            one(f"set role {target}")


def test_the_owner_can_act_as_a_person_of_a_school(committed_db):
    """The command that acts in somebody's name goes behind the wall, and there to the desk."""
    committed_db.login("portal_owner")
    for target in ("portal_school", "portal_desk"):
        one(f"set role {target}")
        one("reset role")


def test_web_without_identity_reads_nothing(committed_db):
    committed_db.login("portal_web")
    with wall(None, None), pytest.raises(ProgrammingError, match="permission denied"):
        list(Hulpvraag.objects.all())


def test_the_web_login_may_start(committed_db):
    committed_db.login("portal_web")
    assert the_login_stays_behind_the_wall() == []


def test_the_owner_may_not_start_the_portal(committed_db):
    committed_db.login("portal_owner")
    assert "portal.E003" in {fault.id for fault in the_login_stays_behind_the_wall()}


def test_a_shifted_calendar_stops_the_start_outside_the_demo(committed_db):
    one("insert into demo_kalender (dag) values ('2027-01-01')")
    committed_db.login("portal_web")
    assert [fault.id for fault in the_login_stays_behind_the_wall()] == ["portal.E005"]
