"""How somebody wants to see the portal: her colours, and digibordstand at the log-in."""

import re

import pytest
from django.urls import reverse

from accounts.models import Voorkeur

from .visitor import Visitor, text

PAGE, ACCOUNT = reverse("accounts:preferences"), reverse("accounts:account")


@pytest.fixture
def inside(visitor, person):
    visitor.user = person()
    visitor.log_in(visitor.user)
    return visitor


def thema(page) -> tuple[str, bool, str]:
    """Return what <html> says, whether the dark colours are loaded, and under which condition."""
    html = page.content.decode()
    link = re.search(r"<link[^>]*donker[^>]*>", html)
    media = re.search(r'media="([^"]+)"', link[0]) if link else None
    return re.search(r'data-thema="(\w+)"', html)[1], bool(link), media[1] if media else ""


def choose(client, **given):
    return client.post(PAGE, {"thema": "licht"} | given, follow=True)


@pytest.mark.parametrize(
    ("chosen", "seen"),
    [("licht", ("licht", False, "")), ("donker", ("donker", True, "screen")), ("systeem", ("systeem", True, "screen and (prefers-color-scheme: dark)"))],
)
def test_the_server_writes_the_colours_she_chose(inside, chosen, seen):
    page = choose(inside, thema=chosen)

    assert "Uw weergave is gewijzigd" in text(page)
    assert thema(page) == thema(inside.get(ACCOUNT)) == seen


def test_nobody_chose_anything_it_is_light(inside, visitor):
    assert thema(inside.get(ACCOUNT)) == ("licht", False, "")
    assert thema(Visitor().get(reverse("accounts:log_in"))) == ("licht", False, "")


def test_her_next_session_and_the_lock_screen_look_the_same(inside):
    choose(inside, thema="donker")
    inside.user.totp_device.__class__.objects.update(last_t=-1)
    other = Visitor()
    other.log_in(inside.user)

    assert thema(other.get(ACCOUNT))[0] == "donker"
    other.post(reverse("accounts:lock_now"))
    assert thema(other.get(reverse("accounts:locked")))[0] == "donker"


def test_digibordstand_comes_on_at_the_log_in_when_she_wants_that(inside):
    choose(inside, digibord_bij_inloggen="on")
    assert "Digibordstand staat aan" not in text(inside.get(ACCOUNT))
    assert "Gaat aan als u inlogt" in text(inside.get(ACCOUNT))

    inside.user.totp_device.__class__.objects.update(last_t=-1)
    other = Visitor()
    other.log_in(inside.user)

    assert "Digibordstand staat aan" in text(other.get(ACCOUNT))


def test_she_changes_her_mind(inside):
    choose(inside, thema="donker", digibord_bij_inloggen="on")
    choose(inside)

    row = Voorkeur.objects.get(user=inside.user)
    assert (row.thema, row.digibord_bij_inloggen) == ("licht", False)


@pytest.mark.parametrize("given", [{}, {"thema": "roze"}, {"thema": "licht\0"}])
def test_another_answer_is_refused_with_words(inside, given):
    answer = inside.post(PAGE, given)

    assert answer.status_code == 422
    assert re.search("Kies (welke kleuren u wilt|een van de antwoorden)", text(answer))
    assert not Voorkeur.objects.exists()


def test_the_database_gives_each_her_own(inside, person, act):
    choose(inside, thema="donker")
    with act(inside.user, "swv"):
        assert Voorkeur.objects.count() == 1
    with act(person(), "swv"):
        assert Voorkeur.objects.count() == 0
        assert Voorkeur.objects.update(thema="licht") == 0
    assert Voorkeur.objects.get().thema == "donker"
