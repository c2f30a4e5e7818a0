"""A new password by a link in a mail. It ends at the log-in, where the second step is asked as ever."""

import datetime as dt
import re
from functools import partial

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from accounts.models import Session, TotpDevice, User
from accounts.services import passwords
from portal.lib import clock

from .visitor import PASSWORD, Visitor, code, race, text

NEW = "groene laarzen in de regen"
WRONG = "De combinatie van e-mailadres en wachtwoord klopt niet."


def ask(visitor, email: str, **extra):
    return visitor.post(reverse("accounts:reset_password"), {"email": email}, **extra)


@pytest.fixture
def link_of(post, django_capture_on_commit_callbacks):
    """`link_of(user)` asks for a link and returns the one in her mail."""

    def get(user) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            ask(Visitor(), user.email)
        return re.search(r"http://localhost:8000(/\S+)", post[-1].body)[1]

    return get


@pytest.fixture
def asked(visitor, person, link_of):
    """Somebody who forgot her password, with the link from her mail."""
    visitor.user = person()
    visitor.link = link_of(visitor.user)
    return visitor


def follow(visitor):
    return visitor.get(visitor.link, follow=True)


def choose(visitor, new: str = NEW):
    page = follow(visitor)
    return visitor.post(page.request["PATH_INFO"], {"new_password": new, "again": new})


def test_a_link_leads_to_a_new_password_and_then_to_the_log_in(asked):
    done = choose(asked)
    logged_in = asked.has_session
    asked.prove_password(asked.user.email, NEW)
    halfway = asked.is_in
    asked.prove_code(code())

    assert done.url == reverse("accounts:log_in")
    assert not logged_in
    assert not halfway
    assert asked.is_in
    assert WRONG in text(Visitor().prove_password(asked.user.email, PASSWORD))


def test_the_log_in_page_says_that_it_was_done(asked):
    choose(asked)

    assert "Uw wachtwoord is gewijzigd. Log in met uw nieuwe wachtwoord en uw code." in text(asked.get(reverse("accounts:log_in")))


def test_a_new_password_ends_all_sessions_this_browser_included(visitor, person, link_of):
    user, elsewhere = person(), Visitor()
    visitor.log_in(user)
    TotpDevice.objects.update(last_t=-1)
    elsewhere.log_in(user)
    visitor.link = link_of(user)

    done = choose(visitor)

    assert done.url == reverse("accounts:log_in")
    assert not Session.objects.filter(user=user).exists()
    assert not visitor.is_in
    assert not elsewhere.is_in


def test_a_log_in_kills_the_link(asked):
    asked.log_in(asked.user)

    assert not follow(asked).context["validlink"]


def test_the_app_stays_connected(asked):
    choose(asked)

    assert TotpDevice.objects.filter(user=asked.user).count() == 1


def test_a_link_works_once(asked):
    choose(asked)

    page = follow(asked)

    assert "De link is verlopen of al gebruikt." in text(page)


@pytest.mark.parametrize(("minutes", "works"), [(29, True), (31, False)])
def test_a_link_works_for_thirty_minutes(asked, minutes, works):
    with clock.at(clock.now() + dt.timedelta(minutes=minutes)):
        assert follow(asked).context["validlink"] is works


def test_a_link_works_once_also_in_parallel(committed_db, person):
    user = person()
    committed_db.login("portal_web")
    token = passwords.reset_tokens.make_token(user)
    link = reverse("accounts:reset_confirm", args=[passwords.urlsafe_base64_encode(str(user.pk).encode()), token])
    visitors = [Visitor() for _ in range(6)]
    pages = [visitor.get(link).url for visitor in visitors]
    new = [f"groene laarzen nummer {i}" for i in range(6)]

    answers = race([partial(v.post, page, {"new_password": n, "again": n}) for v, page, n in zip(visitors, pages, new, strict=True)])

    assert [answer.status_code for answer in answers].count(302) == 1
    assert User.objects.get(pk=user.pk).epoch == user.epoch + 1


@pytest.mark.parametrize("new", ["te kort", "marloes en de rest"])
def test_the_same_rules_hold_here(asked, new):
    answer = choose(asked, new)

    assert answer.status_code == 200
    assert "Er is 1 ding niet goed ingevuld" in text(answer)


@pytest.mark.parametrize("link", ["/wachtwoord-vergeten/x/y/", "/wachtwoord-vergeten/MQ/abc-def/", "/wachtwoord-vergeten/%00/1-2/"])
def test_a_link_of_nonsense_is_an_old_link(visitor, db, link):
    assert "Deze link werkt niet" in text(visitor.get(link))


# ---- asking


def test_the_answer_is_the_same_for_everybody(visitor, person, post, django_capture_on_commit_callbacks):
    user, inactive = person(), person(active=False)

    seen = []
    with django_capture_on_commit_callbacks(execute=True):
        for email in (user.email, inactive.email, "niemand@school.example"):
            answer = ask(visitor, email)
            seen.append((answer.status_code, answer.url, sorted(answer.cookies)))

    assert seen == [(302, reverse("accounts:reset_asked"), [])] * 3
    assert [sent.to for sent in post] == [[user.email]]


def test_a_mailbox_cannot_be_flooded(visitor, person, post, django_capture_on_commit_callbacks):
    user = person()

    with django_capture_on_commit_callbacks(execute=True):
        answers = [ask(visitor, user.email).url for _ in range(6)]

    assert answers == [reverse("accounts:reset_asked")] * 6
    assert len(post) == 3


def test_asking_does_the_same_work_for_everybody(visitor, person, monkeypatch):
    made = []
    message = passwords.emails.message
    monkeypatch.setattr(passwords.emails, "message", lambda *args: made.append(1) or message(*args))

    for email in (person().email, "niemand@school.example"):
        ask(visitor, email)

    assert len(made) == 2


def test_the_link_never_names_the_host_of_the_request(visitor, person, post, settings, django_capture_on_commit_callbacks):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PORTAL_ORIGIN = "https://portaal.voorbeeld.example"

    with django_capture_on_commit_callbacks(execute=True):
        ask(visitor, person().email, HTTP_HOST="kwaad.example", HTTP_X_FORWARDED_HOST="kwaad.example")

    assert "https://portaal.voorbeeld.example/wachtwoord-vergeten/" in post[-1].body
    assert "kwaad" not in post[-1].body


def test_a_mail_server_that_is_away_changes_nothing_for_who_asks(
    visitor, person, monkeypatch, post, caplog, django_capture_on_commit_callbacks
):
    def away(self, fail_silently=False):
        raise ConnectionRefusedError

    monkeypatch.setattr(django_mail.EmailMessage, "send", away)
    user = person()

    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(visitor, user.email)

    assert answer.url == reverse("accounts:reset_asked")
    assert "ConnectionRefusedError" in caplog.text
    assert user.email not in caplog.text
