"""The harness gives back what it took, also when a test fails inside it."""

import pytest
from django.db import transaction
from django.db.utils import DataError

from portal.lib.db import one


def who() -> str:
    return one("select current_user")[0]


def test_a_test_arranges_as_the_owner(db):
    assert one("select session_user, current_user") == ("portal_test", "portal_owner")


def test_a_role_comes_back(db, role):
    with role("portal_web"):
        with role("portal_desk"):
            assert who() == "portal_desk"
        assert who() == "portal_web"
    assert who() == "portal_owner"


def test_a_role_comes_back_after_an_error(db, role):
    with pytest.raises(DataError), transaction.atomic(), role("portal_web"):
        one("select 1/0")
    assert who() == "portal_owner"


def test_act_leaves_no_identity_behind(db, act, world):
    with act(world.people.marloes, "school"):
        assert who() == "portal_school"
        assert one("select current_setting('app.user_id')") == (str(world.people.marloes.pk),)
    assert who() == "portal_owner"
    assert one("select current_setting('app.user_id')") == ("",)


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_committed_test_begins_with_a_fresh_database(committed_db, world, time):
    people = world.people.marloes._meta.model.objects
    assert people.filter(achternaam="Vers").count() == 0
    people.create_user("vers@test.example", voornaam="Vera", achternaam="Vers")


def test_a_committed_test_can_be_a_real_login(committed_db, role):
    committed_db.login("portal_worker")
    assert one("select session_user, current_user") == ("portal_worker", "portal_worker")
    with pytest.raises(Exception, match="permission denied"):
        one("set role portal_web")


def test_requests_run_as_the_web_role(db, web, monkeypatch):
    seen = []
    monkeypatch.setattr("portal.views.one", lambda *_: seen.append(who()))
    assert web.get("/gezond/").status_code == 200
    assert seen == ["portal_web"]
    assert who() == "portal_owner"


def test_a_client_enters_with_both_steps(web, world):
    assert web.get("/hulpvragen/").status_code == 302
    assert web.enter(world.people.marloes, "school").get("/hulpvragen/").status_code == 200
    assert web.enter(world.people.hans, "swv").get("/hulpvragen/").status_code == 200
