"""The holes of the packages as they come, each closed here (security.md §2.1: P1-P9 and P20)."""

import base64
from functools import partial

import pytest
from django.contrib.auth.backends import ModelBackend
from django.db import IntegrityError, connection, transaction
from django.urls import get_resolver, reverse

from accounts.models import RecoveryCode, Session, TotpDevice, User
from accounts.services import passwords
from accounts.services.enrolment import _make_codes
from portal.checks import patterns

from .visitor import SEED, Visitor, code, race

EIGHT = 8
ROUNDS = 3


@pytest.fixture
def many(committed_db, person):
    """`many(user)` puts eight browsers before the second step; from here on all is committed by the real web role."""

    def make(user) -> list[Visitor]:
        visitors = [Visitor() for _ in range(EIGHT)]
        for visitor in visitors:
            visitor.prove_password(user.email)
        return visitors

    user = person()
    committed_db.login("portal_web")
    return lambda: (user, make(user))


def forget_used_code(user) -> None:
    TotpDevice.objects.filter(user=user).update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)


def test_p1_a_code_opens_one_session_also_in_parallel(many):
    opened = []
    for _ in range(ROUNDS):
        user, visitors = many()
        forget_used_code(user)
        shown = code()
        race([partial(visitor.prove_code, shown) for visitor in visitors])
        opened.append(sum(visitor.is_in for visitor in visitors))

    assert opened == [1] * ROUNDS


def test_p2_a_recovery_code_opens_one_session_also_in_parallel(many, committed_db):
    opened = []
    for _ in range(ROUNDS):
        user, visitors = many()
        with transaction.atomic():
            one = _make_codes(user)[0]
        race([partial(visitor.prove_recovery_code, one) for visitor in visitors])
        opened.append(sum(visitor.is_in for visitor in visitors))

    assert opened == [1] * ROUNDS


def test_p3_of_wrong_codes_in_parallel_one_is_compared(many, monkeypatch):
    compared = []
    monkeypatch.setattr("accounts.models.second_factor.find_step", lambda *args: compared.append(1))
    for _ in range(ROUNDS):
        user, visitors = many()
        forget_used_code(user)
        race([partial(visitor.prove_code, "000000") for visitor in visitors])

    assert len(compared) == ROUNDS


def test_p4_a_password_alone_cannot_connect_a_second_app(visitor, person):
    user = person(app=False)
    visitor.prove_password(user.email)
    visitor.get(reverse("accounts:set_up_second_factor"))
    TotpDevice.make(user, SEED, last_t=-1).save()  # meanwhile she connects hers

    page = visitor.get(reverse("accounts:set_up_second_factor"))
    answer = visitor.post(reverse("accounts:set_up_second_factor"), {"code": code()})

    assert page.url == reverse("accounts:log_in")
    assert answer.status_code == 403
    assert TotpDevice.objects.filter(user=user).count() == 1
    assert not visitor.is_in


def test_p4_of_two_sessions_that_connect_in_parallel_one_succeeds(committed_db, person):
    user = person(app=False)
    committed_db.login("portal_web")
    visitors = [Visitor() for _ in range(EIGHT)]
    for visitor in visitors:
        visitor.prove_password(user.email)
        visitor.get(reverse("accounts:set_up_second_factor"))
    posts = [partial(visitor.post, reverse("accounts:set_up_second_factor"), {"code": shown_code(visitor)}) for visitor in visitors]

    answers = race(posts)

    assert sorted(answer.status_code for answer in answers) == [302] + [403] * (EIGHT - 1)
    assert TotpDevice.objects.filter(user=user).count() == 1
    assert RecoveryCode.objects.filter(user=user).count() == 10


def shown_code(visitor) -> str:
    """Return the code for the key that the page shows."""
    page = visitor.get(reverse("accounts:set_up_second_factor"))
    return code(base64.b32decode("".join(page.context["secret"])))


@pytest.mark.parametrize("name", ["default", "telefoon", ""])
def test_p5_the_log_in_asks_for_the_app_whatever_it_is_called(visitor, person, name):
    user = person()
    TotpDevice.objects.filter(user=user).update(name=name)

    answer = visitor.prove_password(user.email)

    assert answer.status_code == 200
    assert not visitor.has_session


def test_p5_a_person_has_one_app_and_it_is_confirmed(db, person):
    user = person()

    with pytest.raises(IntegrityError), transaction.atomic():
        TotpDevice.make(user, SEED, last_t=-1).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        TotpDevice.objects.filter(user=user).update(confirmed=False)


def test_p6_there_is_no_page_that_takes_the_second_step_away():
    names = {pattern.name for _, pattern in patterns(get_resolver())}

    assert "log_in" in names
    assert not names & {"disable", "profile", "setup", "backup_tokens", "qr"}
    assert not [route for route, _ in patterns(get_resolver()) if "two_factor" in route]


def test_p7_the_session_gets_a_new_key_at_each_rise(visitor, person):
    user = person(app=False)
    visitor.prove_password(user.email)
    with_password = visitor.key
    visitor.post(reverse("accounts:set_up_second_factor"), {"code": shown_code(visitor)})
    with_app = visitor.key

    assert with_password != with_app
    assert visitor.is_in

    other = Visitor()
    other.prove_password(user.email)
    before = other.key
    TotpDevice.objects.update(last_t=-1)
    seed = TotpDevice.objects.get(user=user).seed
    other.prove_code(code(seed))
    logged_in = other.key
    TotpDevice.objects.update(last_t=-1)
    other.confirm(code(seed))

    assert len({before, logged_in, other.key}) == 3
    assert Session.objects.filter(user=user).count() == 2  # the old rows are gone


def test_p7_a_proved_password_gets_a_key_that_nobody_knew_before(visitor, person):
    visitor.prove_password(person(app=False).email)
    before = visitor.key

    visitor.prove_password(person().email)

    assert visitor.key != before


def test_p8_an_old_cookie_stays_dead_when_the_account_is_switched_on_again(visitor, person):
    user = person()
    visitor.log_in(user)
    kept = Session.objects.values().get(user=user)

    User.objects.filter(pk=user.pk).update(is_active=False)
    gone = not Session.objects.filter(user=user).exists()
    User.objects.filter(pk=user.pk).update(is_active=True)
    Session.objects.create(**kept)  # as if a back-up of the row came back

    assert gone
    assert not visitor.is_in
    assert not visitor.has_session or visitor.get(reverse("accounts:account")).url.startswith(reverse("accounts:log_in"))


def test_p8_half_a_session_dies_with_the_account_too(visitor, person):
    user = person(app=False)
    visitor.prove_password(user.email)
    User.objects.filter(pk=user.pk).update(is_active=False)
    User.objects.filter(pk=user.pk).update(is_active=True)

    answer = visitor.get(reverse("accounts:set_up_second_factor"))

    assert answer.url.startswith(reverse("accounts:log_in"))


@pytest.mark.parametrize("again", [False, True])
def test_p9_a_reset_link_dies_with_the_account(visitor, person, again):
    user = person()
    token = passwords.reset_tokens.make_token(user)
    alive = passwords.reset_tokens.check_token(user, token)
    User.objects.filter(pk=user.pk).update(is_active=False)
    if again:
        User.objects.filter(pk=user.pk).update(is_active=True)
    user.refresh_from_db()

    page = visitor.get(reverse("accounts:reset_confirm", args=[uid_of(user), token]))

    assert alive
    assert not passwords.reset_tokens.check_token(user, token)
    assert page.status_code == 200
    assert not page.context["validlink"]


def test_p9_the_page_behind_a_link_is_closed_for_an_inactive_account(visitor, person, monkeypatch):
    user = person(active=False)
    token = passwords.reset_tokens.make_token(user)  # as if the token did not look at the account

    page = visitor.get(reverse("accounts:reset_confirm", args=[uid_of(user), token]), follow=True)

    assert passwords.reset_tokens.check_token(user, token)
    assert not page.context["validlink"]


def uid_of(user) -> str:
    return passwords.urlsafe_base64_encode(str(user.pk).encode())


def test_p20_thirty_colleagues_behind_one_address(db, person):
    stopped, *others = [person() for _ in range(30)]
    for _ in range(6):
        Visitor().prove_password(stopped.email, "verkeerd")

    got_in = [user for user in (stopped, *others) if entered(user)]

    assert got_in == others


def entered(user) -> bool:
    visitor = Visitor()
    visitor.log_in(user)
    return visitor.is_in


def test_p20_five_guesses_are_compared_also_in_parallel(committed_db, person, monkeypatch):
    user, compared = person(), []
    compare = ModelBackend.authenticate
    monkeypatch.setattr(ModelBackend, "authenticate", lambda *args, **typed: compared.append(1) or compare(*args, **typed))
    committed_db.login("portal_web")

    race([partial(Visitor().prove_password, user.email, f"verkeerd {i}") for i in range(12)])

    assert len(compared) == 5
    with connection.cursor() as cursor:
        cursor.execute("select sum(failures_since_start) from axes_accessattempt")
        assert cursor.fetchone() == (5,)
