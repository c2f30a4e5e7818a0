"""A browser that walks through the log-in, and the codes of an app."""

import re
import threading
from html import unescape

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.urls import reverse
from django_otp.oath import hotp

from accounts.models.second_factor import DIGITS, step_of_now
from devtools.harness import WebClient

PASSWORD = "paarse fietsen rijden zacht"
SEED = bytes(range(20))


def code(seed: bytes = SEED, off: int = 0) -> str:
    """Return the code that an app shows `off` steps from now."""
    return f"{hotp(seed, step_of_now() + off, DIGITS):0{DIGITS}}"


def text(response) -> str:
    """Return what a page says, without its tags."""
    plain = re.sub(r"<(script|style|title).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


class Visitor(WebClient):
    def prove_password(self, email: str, password: str = PASSWORD, next: str = "", **extra):
        address = reverse("accounts:log_in") + (f"?next={next}" if next else "")
        fields = {"log_in_view-current_step": "auth", "auth-username": email, "auth-password": password}
        return self.post(address, fields, **extra)

    def prove_code(self, code: str, next: str = "", **extra):
        address = reverse("accounts:log_in") + (f"?next={next}" if next else "")
        return self.post(address, {"log_in_view-current_step": "token", "token-otp_token": code}, **extra)

    def prove_recovery_code(self, code: str, **extra):
        fields = {"log_in_view-current_step": "backup", "backup-otp_token": code}
        return self.post(reverse("accounts:log_in"), fields, **extra)

    def log_in(self, user, **extra):
        self.prove_password(user.email, **extra)
        return self.prove_code(code(), **extra)

    def confirm(self, code: str, password: str = PASSWORD, page: str = "app"):
        address = f"{reverse('accounts:confirm')}?voor={page}"
        return self.post(address, {"password": password, "code": code})

    @property
    def is_in(self) -> bool:
        """Whether a page with data opens."""
        return self.get(reverse("accounts:account")).status_code == 200

    @property
    def has_session(self) -> bool:
        """Whether the portal knows who this is, with or without a second step."""
        return SESSION_KEY in self.session

    @property
    def key(self) -> str:
        return self.session.session_key


class CountingHasher(MD5PasswordHasher):
    """A quick hasher that counts its work: once for each password that is looked at."""

    algorithm = "counting"
    worked = 0

    def encode(self, password, salt):
        CountingHasher.worked += 1
        return super().encode(password, salt)


def race(acts: list) -> list:
    """Do all these things at the same moment, each in a thread with a connection of its own; return the answers."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(i: int) -> None:
        try:
            start.wait(timeout=30)
            answers[i] = acts[i]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
