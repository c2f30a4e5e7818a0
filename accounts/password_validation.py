"""Which passwords are refused, and in which words. There are no rules about kinds of characters."""

import re
import unicodedata

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

SHORTEST, LONGEST = 12, 128
FEWEST_DIFFERENT = 5
CONTEXT = {"sluitend", "portaal", "swv", "school", "welkom", "wachtwoord", "password", "hulpvraag", "samenwerkingsverband"}
HINT = (
    f"Gebruik minstens {SHORTEST} tekens. Een zin van een paar woorden werkt goed. "
    "Laat namen weg: van uzelf, uw school of het portaal."
)


class LengthValidator:
    """Refuses what is short; what is very long is refused too, for each attempt is work."""

    def validate(self, password, user=None):
        if len(password) < SHORTEST:
            raise ValidationError(f"Dit wachtwoord is te kort. Gebruik minstens {SHORTEST} tekens.", code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(f"Dit wachtwoord is te lang. Gebruik hooguit {LONGEST} tekens.", code="password_too_long")

    def get_help_text(self):
        return HINT


class CommonValidator(CommonPasswordValidator):
    """Refuses what is on Django's list of 20,000, and what is a few characters again and again."""

    def validate(self, password, user=None):
        super().validate(password, user)
        if len(set(password)) < FEWEST_DIFFERENT:
            raise ValidationError(
                "In dit wachtwoord staat steeds hetzelfde. Gebruik meer verschillende tekens.", code="password_too_simple"
            )

    def get_error_message(self):
        return "Dit wachtwoord gebruiken veel mensen. Kies een ander wachtwoord."

    def get_help_text(self):
        return ""


class ContextValidator:
    """Refuses what a guesser tries first here: words of the portal, of the SWV, and of the person."""

    def validate(self, password, user=None):
        plain = _plain(password)
        for word in sorted(CONTEXT | _words(settings.PORTAL_SWV_NAAM) | _own_words(user)):
            if word in plain:
                raise ValidationError(
                    f"In dit wachtwoord staat ‘{word}’. Dat is makkelijk te raden. Laat dat woord weg.", code="password_context"
                )

    def get_help_text(self):
        return ""


def _own_words(user) -> set[str]:
    if user is None:
        return set()
    return _words(f"{user.voornaam} {user.achternaam}") | _words(user.email.rpartition(".")[0])


def _words(text: str) -> set[str]:
    return {word for word in re.split(r"[\W_\d]+", _plain(text)) if len(word) >= 3}


def _plain(text: str) -> str:
    """Return the text without case and accents, so that José is found in jose."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
