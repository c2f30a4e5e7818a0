"""Passwords that a visitor of the demo can type over: four words and a number."""

import secrets
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User

WORDS = Path(__file__).with_name("words.txt").read_text().split()


def new_password(user: User) -> str:
    """Return a password that the portal accepts for this person."""
    while True:
        words = secrets.SystemRandom().sample(WORDS, 4)
        password = f"{'-'.join(words)}-{secrets.randbelow(90) + 10}"
        try:
            validate_password(password, user)
        except ValidationError:  # it has her own name in it
            continue
        return password
