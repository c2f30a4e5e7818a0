"""Sessions end by themselves, can be seen, and can be ended."""

import datetime as dt

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from accounts.models import Session, TotpDevice
from accounts.services import sessions as service
from accounts.sessions import SessionStore, digest
from portal.lib import clock

from .visitor import Visitor, text

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def again(user) -> None:
    TotpDevice.objects.filter(user=user).update(last_t=-1)


@pytest.fixture
def inside(visitor, person):
    visitor.user = person()
    visitor.log_in(visitor.user, HTTP_USER_AGENT=CHROME)
    return visitor


# ---- limits, kept by the server


@pytest.mark.parametrize(("after", "alive"), [(119.5, True), (120.5, False)])
def test_a_session_ends_after_two_idle_hours(inside, after, alive):
    with clock.at(clock.now() + minutes(after)):
        assert inside.has_session is alive


def test_use_keeps_a_session_alive_for_eight_hours_and_no_longer(inside):
    start = clock.now()

    seen = []
    for number in range(1, 50):  # every 10 minutes
        with clock.at(start + minutes(10 * number)):
            seen.append(inside.is_in)

    assert seen == [True] * 47 + [False] * 2  # 7 h 50 is the last


def test_the_settings_say_how_long(inside, settings):
    settings.PORTAL_SESSION_IDLE_MINUTES = 5
    inside.get(reverse("accounts:account"))
    with clock.at(clock.now() + minutes(1)):
        assert inside.is_in  # touched under the new limit
    with clock.at(clock.now() + minutes(7)):
        assert not inside.has_session


def test_a_session_is_touched_at_most_once_a_minute(inside, django_assert_num_queries):
    row = Session.objects.filter(user=inside.user)
    at_first = row.get().last_used_at

    with clock.at(at_first + dt.timedelta(seconds=59)):
        inside.get(reverse("accounts:account"))
        kept = row.get().last_used_at
    with clock.at(at_first + dt.timedelta(seconds=61)):
        inside.get(reverse("accounts:account"))

    assert kept == at_first
    assert row.get().last_used_at == at_first + dt.timedelta(seconds=61)


def test_a_new_key_does_not_stretch_the_eight_hours(inside):
    started = Session.objects.get(user=inside.user).started_at

    with clock.at(started + minutes(20)):
        session = inside.session
        session.cycle_key()
        session.save()

    assert Session.objects.get(user=inside.user).started_at == started


def test_logging_in_starts_the_eight_hours_anew(inside, person):
    user, start = person(app=False), clock.now()
    visitor = Visitor()
    visitor.prove_password(user.email)
    with clock.at(start + minutes(20)):
        visitor.prove_password(user.email)

    assert Session.objects.get(user=user).started_at == start + minutes(20)


# ---- the row


def test_the_row_knows_its_person_and_device(inside):
    row = Session.objects.get(user=inside.user)

    assert row.device == "Chrome op Windows"
    assert row.last_used_at >= row.started_at
    assert row.expire_date == row.last_used_at + minutes(120)


def test_a_dump_of_the_table_opens_no_session(inside):
    row = Session.objects.get(user=inside.user).session_key
    visitor = Visitor()
    visitor.cookies["sluitend"] = row

    assert row == digest(inside.key)
    assert not visitor.is_in
    assert inside.is_in


@pytest.mark.parametrize("cookie", ["", "kort", "x" * 32, "é" * 40])
def test_an_unknown_cookie_is_nobody(visitor, db, cookie):
    visitor.cookies["sluitend"] = cookie

    assert not visitor.is_in


def test_a_session_that_was_never_saved_is_empty_and_costs_nothing(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        store = SessionStore()
        assert store.get(SESSION_KEY) is None
        assert store.is_empty()


def test_a_deleted_session_is_not_brought_back_by_a_request_under_way(inside):
    under_way = inside.session
    under_way["zijde"] = "swv"
    Session.objects.filter(user=inside.user).delete()

    with pytest.raises(Exception, match=".*") as raised:
        under_way.save()

    assert type(raised.value).__name__ == "UpdateError"
    assert not Session.objects.filter(user=inside.user).exists()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (CHROME, "Chrome op Windows"),
        (f"{CHROME} Edg/141.0", "Edge op Windows"),
        (SAFARI, "Safari op iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Linux"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/141.0.0.0 Safari/537.36", "Chrome op Chromebook"),
        ("", "Onbekende browser"),
        ("<script>" * 500, "Onbekende browser"),
    ],
)
def test_a_device_is_described_by_browser_and_system(agent, said):
    assert service.describe_device(agent) == said


# ---- ending


def test_she_sees_her_sessions_and_ends_one(inside):
    again(inside.user)
    other = Visitor()
    other.log_in(inside.user, HTTP_USER_AGENT=SAFARI)

    page = inside.get(reverse("accounts:account"))
    inside.post(reverse("accounts:end_session"), {"sessie": digest(other.key)})

    assert "Chrome op Windows Deze sessie" in text(page)
    assert "Safari op iPhone" in text(page)
    assert other.key not in page.content.decode()
    assert not other.is_in
    assert inside.is_in


def test_she_ends_all_other_sessions(inside):
    others = []
    for _ in range(3):
        again(inside.user)
        others.append(Visitor())
        others[-1].log_in(inside.user)

    inside.post(reverse("accounts:end_other_sessions"))

    assert [other.is_in for other in others] == [False] * 3
    assert inside.is_in


def test_she_cannot_end_a_session_of_somebody_else(inside, person):
    other = Visitor()
    other.log_in(person())

    answer = inside.post(reverse("accounts:end_session"), {"sessie": digest(other.key)}, follow=True)

    assert "Deze sessie was al beëindigd." in text(answer)
    assert other.is_in


@pytest.mark.parametrize("name", ["end_session", "end_other_sessions"])
def test_a_link_ends_no_session(inside, name):
    assert inside.get(reverse(f"accounts:{name}")).status_code == 405


@pytest.mark.parametrize(("ended", "known"), [(minutes(23 * 60), True), (minutes(24 * 60), False)])
def test_expired_rows_are_thrown_away_at_a_log_in_of_a_day_later(inside, person, ended, known):
    Session.objects.update(expire_date=clock.now() - ended)

    Visitor().log_in(person())

    assert Session.objects.filter(user=inside.user).exists() is known
