"""Mijn account, and the side a session acts for."""

import base64
import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling, TotpDevice
from accounts.policy import sides_today
from portal.lib import clock, dates
from tests import factories

from .visitor import Visitor, code, text

LOKET, IB = Rol.LOKET, Rol.IB
CHOOSE = "accounts:choose_side"


def side(visitor):
    return visitor.session.get("zijde")


# ---- the page


def test_she_sees_who_she_is_and_what_is_left(visitor, person):
    user = person(IB)
    visitor.log_in(user)

    page = text(visitor.get(reverse("accounts:account")))

    assert f"Naam Marloes van Dijk E-mailadres {user.email}" in page
    assert "IB'er De Regenboog Er is geen einddatum." in page
    assert "Herstelcodes U hebt er geen." in page


def test_she_sees_her_last_day_with_access(visitor, person):
    user, last = person(IB), clock.today() + dt.timedelta(days=20)
    Aanstelling.objects.filter(user=user).update(geldig=(factories.LONG_AGO, last + clock.DAY))
    visitor.log_in(user)

    assert f"Laatste dag met toegang: {dates.in_full(last)}" in text(visitor.get(reverse("accounts:account")))


@pytest.mark.parametrize(
    "name", ["account", "change_password", "recovery_codes", "confirm", "choose_side", "end_session", "end_other_sessions"]
)
@pytest.mark.parametrize("app", [True, False])
def test_a_password_opens_none_of_these_pages(visitor, person, name, app):
    visitor.prove_password(person(app=app).email)

    for answer in (visitor.get(reverse(f"accounts:{name}")), visitor.post(reverse(f"accounts:{name}"))):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("accounts:log_in" if app else "accounts:set_up_second_factor"))


# ---- sides


@pytest.mark.parametrize(("roles", "sides"), [((LOKET,), ["swv"]), ((IB,), ["school"]), ((IB, LOKET), ["school", "swv"])])
def test_posts_give_the_sides(db, person, act, roles, sides):
    user = person(*roles)

    with act(user, None):
        assert sides_today(user) == sides


@pytest.mark.parametrize(("rol", "expected"), [(LOKET, "swv"), (IB, "school")])
def test_with_posts_on_one_side_there_is_nothing_to_choose(visitor, person, rol, expected):
    entered = visitor.log_in(person(rol))

    assert entered.url == reverse("home")
    assert side(visitor) == expected
    assert visitor.get(reverse(CHOOSE)).url == reverse("home")


def test_with_posts_on_both_sides_she_chooses(visitor, person):
    visitor.prove_password(person(IB, LOKET).email, next="/account/")
    entered = visitor.prove_code(code(), next="/account/")
    before = side(visitor)
    page = visitor.get(entered.url)
    key = visitor.key
    chosen = visitor.post(entered.url, {"side": "swv"})

    assert entered.url == f"{reverse(CHOOSE)}?next=%2Faccount%2F"
    assert before is None
    assert "IB'er, De Regenboog" in text(page)
    assert "Loket, PPO Voorbeeldstad" in text(page)
    assert chosen.url == "/account/"
    assert side(visitor) == "swv"
    assert visitor.key != key


def test_she_can_switch(visitor, person):
    visitor.log_in(person(IB, LOKET))
    for each in ("swv", "school"):
        visitor.post(reverse(CHOOSE), {"side": each})
        assert side(visitor) == each


@pytest.mark.parametrize("typed", ["gast", "", "admin"])
def test_a_side_without_a_post_cannot_be_chosen(visitor, person, typed):
    visitor.log_in(person(IB, LOKET))

    answer = visitor.post(reverse(CHOOSE), {"side": typed})

    assert "Kies een" in text(answer)
    assert side(visitor) is None


@pytest.mark.parametrize("target", ["https://kwaad.example/", "//kwaad.example"])
def test_choosing_leads_nowhere_else(visitor, person, target):
    visitor.log_in(person(IB, LOKET))

    assert visitor.post(f"{reverse(CHOOSE)}?next={target}", {"side": "swv"}).url == reverse("home")


def test_without_a_post_today_there_is_no_side(visitor, person):
    user = person(LOKET)
    Aanstelling.objects.filter(user=user).update(geldig=(factories.LONG_AGO, clock.today()))

    entered = visitor.log_in(user)

    assert entered.url == reverse("home")
    assert side(visitor) is None
    assert "U hebt vandaag geen aanstelling in het portaal." in text(visitor.get(reverse("accounts:account")))


def test_after_connecting_a_first_app_the_side_is_settled_too(visitor, person):
    visitor.prove_password(person(IB, app=False).email)
    page = visitor.get(reverse("accounts:set_up_second_factor"))
    seed = base64.b32decode("".join(page.context["secret"]))
    visitor.post(reverse("accounts:set_up_second_factor"), {"code": code(seed)})

    assert side(visitor) == "school"


def test_a_new_log_in_carries_nothing_over(visitor, person):
    user = person(IB, app=False)
    visitor.prove_password(user.email)
    session = visitor.session
    session["zijde"] = "swv"
    session.save()
    visitor.prove_password(user.email)

    assert side(visitor) is None
    assert TotpDevice.objects.filter(user=user).count() == 0
    assert not Visitor().is_in
