"""Which passwords are good enough, and changing one's own."""

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Session, TotpDevice, User
from accounts.sessions import digest
from portal import settings as delivered

from .visitor import PASSWORD, Visitor, text

LONG_SCRIPT = "字字符字符集很好的密碼呀好"
NEW = "groene laarzen in de regen"


def faults(password: str, user=None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    "good",
    [NEW, "x7#kq9Zw!m2p", "aaaa bbbb cccc dddd e", "éénpaardgaloppeert", "  spaties ervoor en erna  ", LONG_SCRIPT, "qz" * 4 + "kjhg" * 30],
)
def test_a_long_password_is_good_whatever_it_is_made_of(good):
    assert 12 <= len(good) <= 128
    assert faults(good) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("kort maar11", "Dit wachtwoord is te kort. Gebruik minstens 12 tekens."),
        ("qwertz uiop " * 11, "Dit wachtwoord is te lang. Gebruik hooguit 128 tekens."),
        ("1q2w3e4r5t6y", "Dit wachtwoord gebruiken veel mensen. Kies een ander wachtwoord."),
        ("1Q2W3E4R5T6Y", "Dit wachtwoord gebruiken veel mensen. Kies een ander wachtwoord."),
        ("ababababababab", "In dit wachtwoord staat steeds hetzelfde. Gebruik meer verschillende tekens."),
    ],
)
def test_a_bad_password_is_refused_with_its_own_sentence(bad, said):
    assert faults(bad) == [said]


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ("mijn sluitend 42", "sluitend"),
        ("Portaal-en-nog-wat", "portaal"),
        ("het SWV van hier", "swv"),
        ("basisSCHOOLkind9", "school"),
        ("welkom2026-2027", "welkom"),
        ("PPOvergeetditnooit", "ppo"),
        ("in voorbeeldstad!", "voorbeeldstad"),
        ("marloes en de rest", "marloes"),
        ("meneer van dijk 1", "dijk"),
        ("regenboogkleurig5", "regenboog"),
        ("m.jansen-peters 12", "jansen"),
        ("joséhoudtvankaas", "jose"),
    ],
)
def test_a_word_that_a_guesser_tries_first_is_refused_and_named(bad, word):
    user = User(email="m.jansen@obs-regenboog.nl", voornaam="Marloes José", achternaam="van Dijk")

    assert any(f"‘{word}’" in fault for fault in faults(bad, user))


def test_without_a_person_only_the_words_of_the_portal_count():
    assert faults("marloes en de rest") == []


def test_passwords_are_hashed_with_argon2(settings):
    settings.PASSWORD_HASHERS = delivered.PASSWORD_HASHERS

    assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"


# ---- changing


@pytest.fixture
def inside(visitor, person):
    visitor.user = person()
    visitor.log_in(visitor.user)
    return visitor


def change(visitor, current=PASSWORD, new=NEW, again=None):
    fields = {"current": current, "new_password": new, "again": new if again is None else again}
    return visitor.post(reverse("accounts:change_password"), fields)


def has_password(user, password: str) -> bool:
    return User.objects.get(pk=user.pk).check_password(password)


def test_a_change_needs_the_current_password(inside):
    answer = change(inside, current="verkeerd")

    assert "Dit wachtwoord klopt niet. Vul uw huidige wachtwoord in." in text(answer)
    assert has_password(inside.user, PASSWORD)


def test_guessing_the_current_password_is_slowed_down_too(inside):
    for _ in range(10):  # her browser is a known one
        change(inside, current="verkeerd")

    answer = change(inside)

    assert "Dit wachtwoord klopt niet." in text(answer)
    assert has_password(inside.user, PASSWORD)


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        ("", "", "Vul een nieuw wachtwoord in"),
        ("te kort", "te kort", "Gebruik minstens 12 tekens."),
        (NEW, NEW.upper(), "De twee wachtwoorden zijn niet hetzelfde."),
        (NEW, f"{NEW} ", "De twee wachtwoorden zijn niet hetzelfde."),
        (PASSWORD, PASSWORD, "Dit is uw oude wachtwoord. Kies een ander wachtwoord."),
    ],
)
def test_a_bad_change_says_what_to_do(inside, new, again, said):
    assert said in text(change(inside, new=new, again=again))
    assert has_password(inside.user, PASSWORD)


def test_a_password_typed_is_never_shown_again(inside):
    body = change(inside, new=NEW, again="anders").content.decode()

    assert NEW not in body
    assert PASSWORD not in body


def test_the_page_says_what_is_asked_before_anything_is_typed(inside):
    assert "Gebruik minstens 12 tekens." in text(inside.get(reverse("accounts:change_password")))


def test_a_change_ends_the_other_sessions_and_keeps_this_one(inside):
    TotpDevice.objects.update(last_t=-1)
    other = Visitor()
    other.log_in(inside.user)
    cookie, before = inside.cookies["sluitend"].value, inside.key

    answer = change(inside)

    assert answer.url == reverse("accounts:account")
    assert has_password(inside.user, NEW)
    assert [row.session_key for row in Session.objects.filter(user=inside.user)] == [digest(inside.key)]
    assert inside.is_in
    assert inside.key != before
    assert not other.is_in
    inside.cookies["sluitend"] = cookie
    assert not inside.is_in


@pytest.mark.parametrize("new", [f"  {NEW}  ", LONG_SCRIPT, "x7#kq9Zw!m2p" * 10])
def test_a_password_is_kept_exactly_as_typed(inside, new):
    change(inside, new=new)

    assert has_password(inside.user, new)
    assert not has_password(inside.user, new.strip()) or new == new.strip()
