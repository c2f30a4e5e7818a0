"""Connecting an app, its codes, and the recovery codes."""

import base64
import re

import pytest
from django.db import connection
from django.urls import reverse
from django_otp.oath import hotp

from accounts.models import RecoveryCode, Session, TotpDevice
from accounts.models.second_factor import find_step, step_of_now
from accounts.services.enrolment import _make_codes
from accounts.services.log_in import FRESH
from portal.lib.crypto import Undecipherable

from .visitor import PASSWORD, SEED, Visitor, code, text

SET_UP = "accounts:set_up_second_factor"
CODES = "accounts:recovery_codes"


@pytest.fixture
def newcomer(visitor, person):
    """Somebody with a password and no app, on the page that connects one."""
    user = person(app=False)
    visitor.prove_password(user.email)
    visitor.user = user
    return visitor


def new_seed(visitor) -> bytes:
    return base64.b32decode("".join(visitor.get(reverse(SET_UP)).context["secret"]))


def connect(visitor, off: int = 0):
    return visitor.post(reverse(SET_UP), {"code": code(new_seed(visitor), off)})


# ---- connecting


def test_the_page_shows_a_qr_code_and_the_key_in_groups_of_four(newcomer):
    page = newcomer.get(reverse(SET_UP))

    body = page.content.decode()
    assert re.search(r"<svg[^>]*>", body)
    assert "style=" not in body
    assert all(len(part) == 4 for part in page.context["secret"])
    assert " ".join(page.context["secret"]) in text(page)


def test_a_code_connects_the_app_and_shows_ten_recovery_codes_once(newcomer):
    page = connect(newcomer)
    shown = newcomer.get(page.url)
    again = newcomer.get(page.url)

    assert page.url == reverse(CODES)
    assert len(set(shown.context["codes"])) == 10
    assert all(one in text(shown) for one in shown.context["codes"])
    assert again.context["codes"] == []
    assert "U hebt nog 10 herstelcodes." in text(again)
    assert newcomer.is_in


def test_a_wrong_code_connects_nothing(newcomer):
    answer = newcomer.post(reverse(SET_UP), {"code": "000000"})

    assert "De code klopt nog niet. Staat de tijd van uw telefoon goed?" in text(answer)
    assert not TotpDevice.objects.filter(user=newcomer.user).exists()


@pytest.mark.parametrize(("off", "said"), [(-8, "ongeveer 4 minuten achter"), (6, "ongeveer 3 minuten voor"), (1, "ongeveer 30 seconden voor")])
def test_a_clock_that_is_wrong_is_named(newcomer, off, said):
    assert f"Uw telefoon loopt {said}. Zet de tijd op automatisch." in text(connect(newcomer, off))


def test_the_code_that_connected_cannot_log_in_again(newcomer):
    seed = new_seed(newcomer)
    used = code(seed)
    newcomer.post(reverse(SET_UP), {"code": used})
    other = Visitor()
    other.prove_password(newcomer.user.email)

    other.prove_code(used)

    assert not other.is_in


def test_a_key_shown_to_one_session_connects_nothing_in_another(newcomer, person):
    seed = new_seed(newcomer)
    other = Visitor()
    other.prove_password(newcomer.user.email)
    other.get(reverse(SET_UP))

    assert "klopt nog niet" in text(other.post(reverse(SET_UP), {"code": code(seed)}))


def test_the_password_must_have_been_proved_a_short_while_ago(newcomer):
    session = newcomer.session
    session["proved_password"] -= FRESH["password"] + 1
    session.save()

    assert newcomer.get(reverse(SET_UP)).url == reverse("accounts:log_in")
    assert newcomer.post(reverse(SET_UP), {"code": "000000"}).status_code == 403


def test_without_a_password_there_is_nothing_to_connect(visitor, db):
    assert visitor.get(reverse(SET_UP)).url.startswith(reverse("accounts:log_in"))
    assert visitor.post(reverse(SET_UP), {"code": "000000"}).url.startswith(reverse("accounts:log_in"))


# ---- what is kept


def test_the_seed_is_sealed_and_bound_to_its_person(db, person):
    user, other = person(), person()

    with connection.cursor() as cursor:
        cursor.execute("select sealed_seed from accounts_totpdevice where user_id = %s", [user.pk])
        (kept,) = cursor.fetchone()
    device = TotpDevice.objects.get(user=user)

    assert device.seed == SEED
    for readable in (SEED.hex(), base64.b32encode(SEED).decode(), base64.b64encode(SEED).decode()):
        assert readable not in kept
    device.user_id = other.pk
    with pytest.raises(Undecipherable):
        device.seed  # noqa: B018


def test_a_seed_that_waits_in_a_session_is_sealed(newcomer):
    seed = new_seed(newcomer)

    kept = str(Session.objects.get(user=newcomer.user).get_decoded())

    assert "new_seed" in kept
    assert base64.b32encode(seed).decode() not in kept
    assert seed.hex() not in kept


def test_recovery_codes_are_not_kept_readable(newcomer):
    connect(newcomer)
    waiting = str(Session.objects.get(user=newcomer.user).get_decoded())
    codes = newcomer.get(reverse(CODES)).context["codes"]

    kept = str(list(RecoveryCode.objects.values_list("digest", flat=True)))

    assert "new_codes" in waiting
    assert not [one for one in codes if one in kept + waiting or one.replace("-", "") in kept + waiting]


# ---- the codes of the app


@pytest.mark.parametrize(("off", "taken"), [(0, True), (-1, True), (-2, False), (1, False)])
def test_the_code_of_now_and_of_one_step_ago_are_taken_never_of_the_future(visitor, person, off, taken):
    visitor.prove_password(person().email)

    visitor.prove_code(code(off=off))

    assert visitor.is_in is taken


def test_a_code_is_taken_once(visitor, person):
    user, second = person(), Visitor()
    visitor.log_in(user)
    second.prove_password(user.email)

    answer = second.prove_code(code())

    assert "Deze code klopt niet of is verlopen." in text(answer)
    assert not second.is_in


def test_after_a_code_an_older_one_is_too_late(visitor, person):
    user, second = person(), Visitor()
    visitor.log_in(user)
    second.prove_password(user.email)

    second.prove_code(code(off=-1))

    assert not second.is_in


def test_codes_are_those_of_rfc_6238():
    seed = b"12345678901234567890"

    assert f"{hotp(seed, 59 // 30, 8):08}" == "94287082"
    assert find_step(seed, "287082", [0, 1, 2]) == 1
    assert find_step(seed, "287082", [0, 2]) is None
    assert step_of_now() > 50_000_000


def test_wrong_codes_double_the_wait(visitor, person):
    user = person()
    visitor.prove_password(user.email)
    TotpDevice.objects.filter(user=user).update(throttling_failure_count=12, throttling_failure_timestamp="2026-01-01T00:00Z")

    visitor.prove_code("000000")
    answer = visitor.prove_code(code())

    assert "Wacht 9 minuten" in text(answer)  # 2**9 seconds, and never more: a guesser may not shut her out


# ---- recovery codes


def test_a_recovery_code_lets_in_once(visitor, person):
    user, second = person(), Visitor()
    one = _make_codes(user)[0]
    visitor.prove_password(user.email)
    second.prove_password(user.email)

    visitor.prove_recovery_code(one.lower().replace("-", " ").replace("0", "O").replace("1", "l"))
    refused = second.prove_recovery_code(one)

    assert visitor.is_in
    assert not second.is_in
    assert "Deze herstelcode klopt niet of is al gebruikt. Vul een andere in." in text(refused)
    assert RecoveryCode.objects.filter(user=user, used_at=None).count() == 9


def test_the_second_step_offers_the_recovery_code_and_the_way_back(visitor, person):
    visitor.prove_password(person().email)

    recovery = visitor.post(reverse("accounts:log_in"), {"wizard_goto_step": "backup"})
    back = visitor.post(reverse("accounts:log_in"), {"wizard_goto_step": "token"})

    assert "Log in met een herstelcode" in text(recovery)
    assert "Vul de code uit uw app in" in text(back)


def test_a_recovery_code_of_somebody_else_is_worth_nothing(visitor, person):
    one = _make_codes(person())[0]
    visitor.prove_password(person().email)

    visitor.prove_recovery_code(one)

    assert not visitor.is_in


def test_a_recovery_code_is_no_code_of_the_app(visitor, person):
    user = person()
    one = _make_codes(user)[0]
    visitor.prove_password(user.email)

    visitor.prove_code(one)

    assert not visitor.is_in


def test_new_codes_need_a_fresh_proof_and_kill_the_old(visitor, person):
    user = person()
    old = _make_codes(user)[0]
    visitor.log_in(user)

    too_soon = visitor.post(reverse(CODES))
    TotpDevice.objects.update(last_t=-1)
    visitor.confirm(code(), page="herstelcodes")
    made = visitor.post(reverse(CODES), follow=True)
    second = Visitor()
    second.prove_password(user.email)
    second.prove_recovery_code(old)

    assert too_soon.url == f"{reverse('accounts:confirm')}?voor=herstelcodes"
    assert len(made.context["codes"]) == 10
    assert RecoveryCode.objects.filter(user=user).count() == 10
    assert not second.is_in


# ---- another app in its place


def test_another_app_needs_password_and_code_again(visitor, person):
    user = person()
    visitor.log_in(user)

    assert visitor.get(reverse(SET_UP)).url == f"{reverse('accounts:confirm')}?voor=app"
    assert visitor.post(reverse(SET_UP), {"code": "000000"}).status_code == 403
    assert TotpDevice.objects.get(user=user).seed == SEED


@pytest.mark.parametrize(
    ("password", "typed", "said"),
    [("verkeerd", None, "Dit wachtwoord klopt niet."), (PASSWORD, "000000", "Deze code klopt niet of is verlopen.")],
)
def test_a_wrong_proof_changes_nothing(visitor, person, password, typed, said):
    visitor.log_in(person())
    TotpDevice.objects.update(last_t=-1)

    answer = visitor.confirm(typed or code(), password)

    assert said in text(answer)
    assert visitor.post(reverse(SET_UP), {"code": "000000"}).status_code == 403


def test_a_right_code_is_not_spent_on_a_wrong_password(visitor, person):
    visitor.log_in(person())
    TotpDevice.objects.update(last_t=-1)
    visitor.confirm(code(), "verkeerd")

    assert visitor.confirm(code()).status_code == 302


def test_another_app_takes_the_place_of_the_old_one(visitor, person):
    user, elsewhere = person(), Visitor()
    visitor.log_in(user)
    TotpDevice.objects.update(last_t=-1)
    elsewhere.log_in(user)
    TotpDevice.objects.update(last_t=-1)
    before = visitor.key

    confirmed = visitor.confirm(code())
    shown = visitor.get(connect(visitor).url)

    assert confirmed.url == reverse(SET_UP)
    assert TotpDevice.objects.get(user=user).seed != SEED
    assert len(shown.context["codes"]) == 10
    assert visitor.is_in
    assert visitor.key != before
    assert not elsewhere.has_session
    assert visitor.post(reverse(SET_UP), {"code": "000000"}).status_code == 403  # the proof was for one app


def test_a_proof_is_fresh_for_ten_minutes(visitor, person):
    visitor.log_in(person())
    TotpDevice.objects.update(last_t=-1)
    visitor.confirm(code())
    session = visitor.session
    session["proved_person"] -= FRESH["person"] + 1
    session.save()

    assert visitor.post(reverse(SET_UP), {"code": "000000"}).status_code == 403


def test_a_lost_phone_is_replaced_with_recovery_codes(visitor, person):
    user = person()
    first, second, *_ = _make_codes(user)
    visitor.prove_password(user.email)
    visitor.prove_recovery_code(first)

    visitor.confirm(second)
    connect(visitor)

    assert visitor.is_in
    assert TotpDevice.objects.get(user=user).seed != SEED


# ---- the wall


@pytest.mark.parametrize("table", ["otp_totp_totpdevice", "otp_static_staticdevice", "otp_static_statictoken"])
@pytest.mark.parametrize("name", ["portal_web", "portal_school", "portal_swv", "portal_gast", "portal_worker", "portal_desk"])
def test_the_readable_tables_of_the_library_are_closed(db, table, name):
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, %s, 'select, insert, update, delete')", [name, table])
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("table", ["accounts_totpdevice", "accounts_recoverycode"])
def test_on_a_side_everybody_has_only_her_own_second_factor(db, person, act, table):
    user, other = person(), person()
    for each in (user, other):
        _make_codes(each)

    with act(user, "swv"), connection.cursor() as cursor:
        cursor.execute(f"select distinct user_id from {table}")
        seen = cursor.fetchall()
        cursor.execute(f"delete from {table}")
    left = set(TotpDevice.objects.values_list("user", flat=True)) | set(RecoveryCode.objects.values_list("user", flat=True))

    assert seen == [(user.pk,)]
    assert other.pk in left
