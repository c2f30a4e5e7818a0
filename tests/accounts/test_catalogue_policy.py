"""Which posts a person holds now: wall 1's answer, and the view of wall 2 beside it."""

import datetime as dt

import pytest

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from accounts.policy import has_role, posts_today, require_role
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import NotAllowed
from tests import factories as f

HOUR = dt.timedelta(hours=1)
DAY = clock.DAY


def holds(user: User, act) -> list[str]:
    """Return the roles she holds now by wall 1; wall 2 must agree."""
    with act(user, "swv"):
        roles = [post.rol for post in posts_today(user)]
        assert roles == [post["rol"] for post in rows("select rol from app_posten where user_id = %s order by rol", user.pk)]
    return roles


@pytest.fixture
def beheerder(db):
    return f.person("Bea", "Beheer")


@pytest.mark.parametrize(
    ("begin", "last_day", "held"),
    [(0, None, True), (-9, 0, True), (0, 0, True), (-9, -1, False), (1, None, False)],
    ids=["from today", "last day today", "one day", "ended yesterday", "from tomorrow"],
)
def test_a_post_is_held_on_its_days(beheerder, act, begin, last_day, held):
    today = clock.today()
    f.post(beheerder, Rol.BEHEERDER, begin=today + begin * DAY, laatste_dag=None if last_day is None else today + last_day * DAY)

    assert holds(beheerder, act) == [Rol.BEHEERDER] * held


@pytest.mark.parametrize(
    ("van", "tot", "held"),
    [(-HOUR, None, False), (-HOUR, HOUR, False), (-2 * HOUR, -HOUR, True), (HOUR, None, True)],
    ids=["no end", "now", "over", "to come"],
)
def test_a_schorsing_holds_all_posts_still_while_it_lasts(beheerder, act, van, tot, held):
    f.post(beheerder, Rol.BEHEERDER)
    f.schorsing(beheerder, van=clock.now() + van, tot=tot and clock.now() + tot)

    assert holds(beheerder, act) == [Rol.BEHEERDER] * held


def test_a_schorsing_of_one_post_leaves_the_other(beheerder, act):
    f.schorsing(beheerder, f.post(beheerder, Rol.BEHEERDER))
    f.post(beheerder, Rol.LOKET)

    assert holds(beheerder, act) == [Rol.LOKET]


def test_a_schorsing_of_somebody_else_stops_nobody(beheerder, act):
    f.post(beheerder, Rol.BEHEERDER)
    f.schorsing(f.person())

    assert holds(beheerder, act) == [Rol.BEHEERDER]


def test_a_version_that_was_replaced_no_longer_counts(beheerder, act):
    post = f.post(beheerder, Rol.BEHEERDER)
    Aanstelling.objects.filter(pk=post.pk).update(replaced_at=clock.now())

    assert holds(beheerder, act) == []


def test_an_account_that_is_switched_off_holds_nothing(beheerder, act):
    f.post(beheerder, Rol.BEHEERDER)
    User.objects.filter(pk=beheerder.pk).update(is_active=False)

    assert holds(beheerder, act) == []


def test_the_posts_cost_one_query(beheerder, django_assert_num_queries):
    for rol in (Rol.BEHEERDER, Rol.LOKET, Rol.MUTATIEBEHANDELAAR):
        f.schorsing(beheerder, f.post(beheerder, rol), tot=clock.now())

    with django_assert_num_queries(1):
        assert [post.eenheid.naam for post in posts_today(beheerder)] == ["PPO Voorbeeldstad"] * 3


def test_a_role_counts_on_its_own_side_only(beheerder):
    f.post(beheerder, Rol.BEHEERDER)

    assert [has_role(beheerder, zijde, Rol.BEHEERDER) for zijde in ("swv", "school", "gast", None)] == [True, False, False, False]


def test_a_refusal_gives_the_reason(beheerder):
    with pytest.raises(NotAllowed) as refused:
        require_role(beheerder, "swv", Rol.BEHEERDER, "Dit doet de beheerder.")

    assert refused.value.reason == "Dit doet de beheerder."
