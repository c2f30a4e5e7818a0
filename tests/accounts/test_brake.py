"""Guessing is slow, and owners get in. Nothing that was typed is kept for it."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.backends import ModelBackend
from django.urls import reverse
from django.utils import timezone

from accounts import brake
from accounts.models import TotpDevice

from .visitor import PASSWORD, Visitor, text

HERE, THERE = "10.0.0.1", "10.9.9.9"


@pytest.fixture
def compared(monkeypatch):
    """The passwords that were really compared."""
    seen = []
    compare = ModelBackend.authenticate
    monkeypatch.setattr(ModelBackend, "authenticate", lambda *args, **typed: seen.append(1) or compare(*args, **typed))
    return seen


def guess(email: str, times: int, address: str = HERE) -> None:
    for _ in range(times):
        Visitor().prove_password(email, "verkeerd", REMOTE_ADDR=address)


def entered(email: str, address: str = HERE, visitor=None) -> bool:
    return "Vul de code uit uw app in" in text((visitor or Visitor()).prove_password(email, REMOTE_ADDR=address))


def known_browser(user) -> Visitor:
    """Return a browser in which this person has logged in before."""
    visitor = Visitor()
    visitor.log_in(user, REMOTE_ADDR=HERE)
    visitor.post(reverse("accounts:log_out"))
    TotpDevice.objects.update(last_t=-1)
    return visitor


def test_five_wrong_passwords_stop_one_account_from_one_address(db, person, compared):
    user = person()
    guess(user.email, 8)

    assert len(compared) == 5
    assert not entered(user.email)
    assert entered(user.email, THERE)


def test_the_stop_ends_after_fifteen_minutes_and_new_tries_do_not_stretch_it(db, person):
    user = person()
    guess(user.email, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=14, seconds=50))
    guess(user.email, 3)
    still = not entered(user.email)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=15, seconds=1))

    assert still
    assert entered(user.email)


def test_twenty_from_everywhere_stop_the_account_for_unknown_browsers(db, person, compared):
    user = person()
    for number in range(30):
        guess(user.email, 1, f"10.1.1.{number}")

    assert len(compared) == 20
    assert not entered(user.email, THERE)


def test_the_owner_gets_in_from_her_own_browser_whatever_others_try(db, person):
    user = person()
    visitor = known_browser(user)
    guess(user.email, 6)
    for number in range(30):
        guess(user.email, 1, f"10.1.1.{number}")

    assert entered(user.email, HERE, visitor)


def test_her_browser_is_no_way_to_guess_on(db, person, compared):
    user = person()
    visitor = known_browser(user)
    del compared[:]
    for _ in range(20):
        visitor.prove_password(user.email, "verkeerd", REMOTE_ADDR=HERE)

    assert len(compared) == 10


def test_her_browser_is_known_for_her_account_only(db, person):
    user, other = person(), person()
    visitor = known_browser(other)
    (cookie,) = [morsel for name, morsel in visitor.cookies.items() if "bekend" in name]
    visitor.cookies[brake._cookie(brake.account_key(None, {"email": user.email}))] = cookie.value
    guess(user.email, 5)

    assert not entered(user.email, HERE, visitor)


def test_a_password_alone_makes_no_browser_known(db, person):
    visitor = Visitor()
    visitor.prove_password(person().email)

    assert not [name for name in visitor.cookies if "bekend" in name]


def test_getting_in_forgets_the_wrong_tries(db, person):
    user = person()
    guess(user.email, 4)
    Visitor().log_in(user, REMOTE_ADDR=HERE)
    guess(user.email, 4)

    assert entered(user.email)


def test_nothing_that_was_typed_is_kept(db, person):
    user = person()
    for email in (user.email, "geheim@niemand.example"):
        Visitor().prove_password(email, "mijn geheime wachtwoord", REMOTE_ADDR=HERE, HTTP_USER_AGENT="Mozilla/5.0 eigen")

    kept = str(list(AccessAttempt.objects.values()))

    assert AccessAttempt.objects.count() == 2
    for typed in (user.email, "geheim@niemand.example", "mijn geheime wachtwoord", "csrf", "eigen"):
        assert typed not in kept


def test_old_tries_are_thrown_away(db, person):
    user = person()
    guess(user.email, 3)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))

    guess("iemand@anders.example", 1)

    assert AccessAttempt.objects.count() == 1


@pytest.mark.parametrize("address", ["", "::1", "2001:db8::1"])
def test_any_address_can_be_counted(db, person, address):
    user = person()
    guess(user.email, 6, address)

    assert not entered(user.email, address)


def test_the_hint_stands_there_for_everybody(visitor, db):
    page = visitor.get(reverse("accounts:log_in"))

    assert "Lukt het na een paar keer niet? Wacht dan 15 minuten" in text(page)
    assert PASSWORD not in text(page)
