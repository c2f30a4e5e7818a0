"""Getting in by two steps."""

from django.urls import reverse

from .visitor import code, text


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
