"""Getting in by two steps, and out."""

import re
import time

import pytest
from django.urls import reverse

from accounts.models import Session, TotpDevice, User

from .visitor import PASSWORD, code, text

WRONG = "De combinatie van e-mailadres en wachtwoord klopt niet."


def shown(response, *typed: str) -> tuple[int, str, list]:
    """Return what a visitor can see of an answer, without what she typed herself, the CSRF token and the clock's."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    for word in typed:
        body = body.replace(word, "…")
    headers = sorted((name, value) for name, value in response.items() if name not in {"Content-Length", "Expires"})
    return response.status_code, body, headers


# ---- two steps


def test_a_password_and_a_code_let_in(visitor, person):
    user = person()

    asked = visitor.prove_password(user.email)
    entered = visitor.prove_code(code())

    assert "Vul de code uit uw app in" in text(asked)
    assert (entered.status_code, entered.url) == (302, reverse("home"))
    assert visitor.is_in


def test_a_password_alone_opens_nothing(visitor, person):
    visitor.prove_password(person().email)

    assert not visitor.is_in
    assert not visitor.has_session


def test_without_an_app_the_password_leads_to_setting_one_up(visitor, person):
    entered = visitor.prove_password(person(app=False).email)

    assert entered.url == reverse("accounts:set_up_second_factor")
    assert visitor.get(reverse("accounts:account")).url == reverse("accounts:set_up_second_factor")


@pytest.mark.parametrize("typed", ["MARLOES@School.Example", "  marloes@school.example "])
def test_the_address_may_be_typed_in_any_way(visitor, person, typed):
    person(email="marloes@school.example")

    assert "Vul de code uit uw app in" in text(visitor.prove_password(typed))


@pytest.mark.parametrize("typed", [f" {PASSWORD}", f"{PASSWORD} ", PASSWORD.upper(), PASSWORD[:-1], "x" * 5000, "\0"])
def test_the_password_is_compared_exactly_as_typed(visitor, person, typed):
    assert WRONG in text(visitor.prove_password(person().email, typed))


@pytest.mark.parametrize("typed", ["123 456", " 123456"])
def test_spaces_in_a_code_are_no_matter(visitor, person, monkeypatch, typed):
    monkeypatch.setattr("accounts.models.second_factor.hotp", lambda *args: 123456)
    visitor.prove_password(person().email)

    assert visitor.prove_code(typed).status_code == 302


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "１２３４５６", "12.456", "-12345"])
def test_what_is_no_code_is_not_counted_as_a_guess(visitor, person, typed):
    user = person()
    visitor.prove_password(user.email)

    answer = visitor.prove_code(typed)

    assert "Vul de code van 6 cijfers uit uw app in" in text(answer)
    assert TotpDevice.objects.get(user=user).throttling_failure_count == 0


def test_a_wrong_code_costs_waiting_and_says_how_long(visitor, person):
    visitor.prove_password(person().email)

    wrong = visitor.prove_code("000000")
    too_soon = visitor.prove_code(code())

    assert "Deze code klopt niet of is verlopen. Vul de nieuwe code in." in text(wrong)
    assert "Wacht 1 seconde en vul dan een nieuwe code in." in text(too_soon)
    assert not visitor.is_in


# ---- the same answer for everybody who does not get in


def test_unknown_wrong_inactive_and_stopped_look_the_same(visitor, person, hashing):
    user, inactive, stopped = person(), person(active=False), person()
    for _ in range(5):
        visitor.prove_password(stopped.email, "verkeerd")

    answers, work = [], []
    for email, typed in [
        ("niemand@school.example", PASSWORD), (user.email, "verkeerd"), (inactive.email, PASSWORD), (stopped.email, PASSWORD),
    ]:
        before = hashing.worked
        answers.append(shown(visitor.prove_password(email, typed), email))
        work.append(hashing.worked - before)

    assert WRONG in answers[0][1]
    assert answers == [answers[0]] * 4
    assert work == [1] * 4


def test_a_refused_visitor_leaves_no_session(visitor, person):
    rows = Session.objects.count()

    visitor.get(reverse("accounts:log_in"))
    visitor.prove_password(person().email, "verkeerd")

    assert Session.objects.count() == rows


def test_the_password_is_kept_nowhere(visitor, person):
    user = person()

    visitor.prove_password(user.email)
    visitor.prove_password(user.email, "een verkeerd wachtwoord")
    visitor.prove_password(user.email)

    kept = str([dict(store.get_decoded()) for store in Session.objects.all()])
    assert user.pk.hex in kept.replace("-", "")  # there is something that could leak
    assert PASSWORD not in kept
    assert "verkeerd wachtwoord" not in kept


# ---- the wizard


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/inloggen/", "/wachtwoord-vergeten/MQ/set-password/", "/account/tweede-stap/"])
def test_other_methods_are_refused(visitor, person, method, address):
    visitor.prove_password(person(app=False).email)

    assert getattr(visitor, method)(address).status_code == 405


def in_ten_minutes(monkeypatch) -> None:
    later = time.time() + 601
    monkeypatch.setattr("two_factor.views.core.time.time", lambda: later)


@pytest.mark.parametrize("step", ["token", "backup"])
def test_a_step_cannot_be_skipped(visitor, person, step):
    person()

    answer = visitor.post(reverse("accounts:log_in"), {"log_in_view-current_step": step, f"{step}-otp_token": code()})

    assert "Vul uw e-mailadres in" in text(answer) or "Inloggen" in text(answer)
    assert not visitor.is_in


@pytest.mark.parametrize("fields", [{}, {"log_in_view-current_step": "elders"}, {"challenge_device": "accounts.totpdevice/1"}])
def test_a_form_of_nonsense_is_refused(visitor, person, fields):
    person()

    assert visitor.post(reverse("accounts:log_in"), fields).status_code in (200, 400)
    assert not visitor.is_in


def test_the_first_step_is_void_after_ten_minutes(visitor, person, monkeypatch):
    visitor.prove_password(person().email)
    in_ten_minutes(monkeypatch)

    answer = visitor.prove_code(code())

    assert "Het inloggen duurde te lang. Begin opnieuw." in text(answer)
    assert not visitor.is_in


def test_going_back_to_the_first_step_does_not_stretch_the_ten_minutes(visitor, person, monkeypatch):
    user = person()
    visitor.prove_password(user.email)
    visitor.prove_password(user.email, "verkeerd")  # the wizard now says it is at the first step
    in_ten_minutes(monkeypatch)

    visitor.prove_code(code())

    assert not visitor.is_in


def test_another_password_voids_the_first_step(visitor, person):
    user = person()
    visitor.prove_password(user.email)
    user.set_password("groene fietsen rijden hard")
    user.save()

    visitor.prove_code(code())

    assert not visitor.is_in


def test_switching_an_account_off_voids_the_first_step(visitor, person):
    user = person()
    visitor.prove_password(user.email)
    User.objects.filter(pk=user.pk).update(is_active=False)

    visitor.prove_code(code())

    assert not visitor.is_in


# ---- where to next


@pytest.mark.parametrize("target", ["/account/", "/account/?a=1"])
def test_a_page_of_our_own_is_opened_after_the_log_in(visitor, person, target):
    visitor.prove_password(person().email, next=target)

    assert visitor.prove_code(code(), next=target).url == target


@pytest.mark.parametrize(
    "target", ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example", "http://testserver/account/", "javascript:alert(1)"]
)
def test_no_page_elsewhere_is_opened_after_the_log_in(visitor, person, target):
    visitor.prove_password(person().email, next=target)

    assert visitor.prove_code(code(), next=target).url == reverse("home")


def test_who_is_logged_in_is_sent_home(visitor, person):
    visitor.log_in(person())

    assert visitor.get(reverse("accounts:log_in")).url == reverse("home")
    assert visitor.prove_password("x@school.example").url == reverse("home")


# ---- out


def test_logging_out_ends_the_session_and_clears_the_browser(visitor, person):
    visitor.log_in(person())
    cookie = visitor.cookies["sluitend"].value

    answer = visitor.post(reverse("accounts:log_out"))
    visitor.cookies["sluitend"] = cookie

    assert (answer.status_code, answer.url) == (302, reverse("accounts:log_in"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not visitor.is_in


def test_a_link_cannot_log_out(visitor, person):
    visitor.log_in(person())

    assert visitor.get(reverse("accounts:log_out")).status_code == 405
    assert visitor.is_in
