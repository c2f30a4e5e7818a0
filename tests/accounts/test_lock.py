"""The lock: after some idle minutes, or when asked, nothing opens but the lock screen."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Session, User
from accounts.services.lock import TRIES
from portal.audit.models import AuditEvent
from portal.checks import patterns
from portal.lib import clock

from .visitor import PASSWORD, Visitor, race, text

ACCOUNT, LOCKED, LOCK = reverse("accounts:account"), reverse("accounts:locked"), reverse("accounts:lock_now")


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


@pytest.fixture
def inside(visitor, person):
    visitor.user = person()
    visitor.log_in(visitor.user)
    return visitor


@pytest.fixture
def locked(inside):
    inside.post(LOCK)
    assert not inside.is_in
    return inside


def unlock(client, password: str = PASSWORD, back: str = ACCOUNT):
    return client.post(f"{LOCKED}?next={back}", {"password": password})


# ---- when


@pytest.mark.parametrize(("after", "opens"), [(14.9, True), (15.1, False)])
def test_the_screen_locks_after_fifteen_idle_minutes(inside, after, opens):
    with clock.at(clock.now() + minutes(after)):
        assert inside.is_in is opens


def test_the_setting_says_after_how_many(inside, settings):
    settings.PORTAL_LOCK_MINUTES = 5
    with clock.at(clock.now() + minutes(5.1)):
        assert not inside.is_in


def test_who_is_at_work_is_not_locked_out(inside):
    start = clock.now()
    for number in range(1, 6):
        with clock.at(start + minutes(10 * number)):
            assert inside.post(reverse("accounts:still_here")).status_code == 204


def test_a_page_that_asks_by_itself_is_no_sign_of_life(inside):
    start = clock.now()
    with clock.at(start + minutes(14)):
        assert inside.get(ACCOUNT, headers={"Sluitend-Peiling": "1"}).status_code == 200
    with clock.at(start + minutes(16)):
        assert not inside.is_in


def test_she_locks_it_herself_and_comes_back_where_she_was(inside):
    answer = inside.post(LOCK, {"next": f"{ACCOUNT}?x=1"})

    assert answer.url == f"{LOCKED}?next=%2Faccount%2F%3Fx%3D1"
    assert unlock(inside, back="/account/?x=1").url == "/account/?x=1"
    assert inside.is_in
    assert list(AuditEvent.objects.filter(actor_id=inside.user.pk).order_by("at").values_list("event", flat=True))[-2:] == ["log_in.locked", "log_in.unlocked"]


def test_a_link_does_not_lock(inside):
    assert inside.get(LOCK).status_code == 405
    assert inside.is_in


def test_a_session_without_a_second_step_has_nothing_to_lock(visitor, person):
    visitor.prove_password(person(app=False).email)
    with clock.at(clock.now() + minutes(20)):
        assert visitor.get(reverse("accounts:set_up_second_factor")).status_code == 200


# ---- what is shut


def test_nothing_that_needs_a_session_opens(locked):
    tried = 0
    for route, pattern in patterns():
        if pattern.callback.access.session == "open" or "<" in route:
            continue
        for method in (locked.get, locked.post):
            answer = method(f"/{route}")
            tried += 1
            assert answer.status_code == 302, route
            assert answer.url.startswith(LOCKED), route
    assert tried > 20


def test_the_lock_screen_shows_whose_it_is_and_nothing_else(locked):
    page = locked.get(LOCKED)

    assert "Bent u Marloes van Dijk?" in text(page)
    for word in ("De Regenboog", "Mijn menu", "Loket"):
        assert word not in page.content.decode()


def test_the_lock_screen_of_nobody_is_the_way_in(visitor, db):
    assert visitor.get(f"{LOCKED}?next={ACCOUNT}").url == ACCOUNT
    assert visitor.get(f"{LOCKED}?next=https://elders.example/").url == "/"


def test_a_request_under_way_does_not_take_the_lock_off(inside):
    under_way = inside.session
    under_way["zijde"] = "swv"
    inside.post(LOCK)
    under_way.save()

    assert not inside.is_in


# ---- the password


def test_only_her_own_password_opens_it(locked, person):
    other = person()
    User.objects.filter(pk=other.pk).update(password="!")

    wrong = unlock(locked, "niet het wachtwoord")
    empty = unlock(locked, "")

    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "Dit wachtwoord klopt niet" in text(wrong)
    assert "Vul uw wachtwoord in" in text(empty)
    assert not locked.is_in
    assert unlock(locked).status_code == 302
    assert locked.is_in


def test_unlocking_goes_on_under_a_new_key_with_the_old_limit(locked):
    before, started = locked.key, Session.objects.get(user=locked.user).started_at

    unlock(locked)

    assert locked.key != before
    assert Session.objects.get(user=locked.user).started_at == started


def test_five_wrong_passwords_log_her_out(locked):
    answers = [unlock(locked, "fout") for _ in range(TRIES)]

    assert [answer.status_code for answer in answers] == [422] * 4 + [302]
    assert answers[-1].url.startswith(reverse("accounts:log_in"))
    assert "5 keer een verkeerd wachtwoord" in text(locked.get(answers[-1].url))
    assert not locked.has_session
    assert not Session.objects.filter(user=locked.user).exists()


def test_the_right_password_starts_the_count_anew(locked):
    for _ in range(TRIES - 1):
        unlock(locked, "fout")
    unlock(locked)
    locked.post(LOCK)

    assert unlock(locked, "fout").status_code == 422


def test_guesses_count_for_the_log_in_too(locked):
    for _ in range(TRIES):
        unlock(locked, "fout")

    answer = Visitor().prove_password(locked.user.email)

    assert "De combinatie van e-mailadres en wachtwoord klopt niet" in text(answer)
    assert AuditEvent.objects.filter(event="log_in.refused").count() == 1


def test_guesses_side_by_side_count_each(committed_db, person):
    user, client = person(), Visitor()
    client.log_in(user)
    client.post(LOCK)
    cookies = client.cookies

    def guess():
        one = Visitor()
        one.cookies = cookies
        return unlock(one, "fout").status_code

    codes = race([guess] * 7)

    assert codes.count(422) <= TRIES - 1
    assert not client.has_session


def test_who_is_switched_off_does_not_get_in_again(locked):
    User.objects.filter(pk=locked.user.pk).update(is_active=False)

    assert unlock(locked).status_code == 302
    assert not locked.is_in


def test_she_can_log_out_of_a_locked_screen(locked):
    locked.post(reverse("accounts:log_out"))

    assert not locked.has_session
