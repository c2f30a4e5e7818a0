"""A talk with a mail server that behaves badly ends in time, and its answers are read rightly."""

import smtplib
import time

import pytest
from django.core.mail import EmailMessage, get_connection

from notifications import conversation
from tests.notifications.sink import Sink


def talk(sink: Sink, seconds: float) -> float:
    """Return how long it took until it failed."""
    backend = get_connection("notifications.conversation.EmailBackend", host="127.0.0.1", port=sink.port, timeout=seconds)
    began = time.monotonic()
    with pytest.raises((OSError, smtplib.SMTPException)):
        EmailMessage("Onderwerp", "tekst", "van@swv.example", ["marloes@school.example"], connection=backend).send()
    return time.monotonic() - began


@pytest.mark.parametrize("fault", ["drip", "hang", "hang_after"])
def test_no_conversation_is_longer_than_its_time(fault):
    with Sink(draw=lambda: fault) as sink:
        assert talk(sink, 1) < 1.5


def test_a_mail_within_the_time_is_taken_in():
    with Sink(pause=0.2) as sink:
        backend = get_connection("notifications.conversation.EmailBackend", host="127.0.0.1", port=sink.port, timeout=1)
        sent = EmailMessage("Onderwerp", "tekst", "van@swv.example", ["marloes@school.example"], connection=backend).send()
    assert (sent, len(sink.mails)) == (1, 1)


def test_tls_is_as_punctual():
    backend = conversation.EmailBackend(use_ssl=True)

    assert issubclass(backend.connection_class, smtplib.SMTP_SSL)
    assert backend.connection_class.close is conversation._Punctual.close


TO = "marloes@school.example"


@pytest.mark.parametrize("error, refused, code", [
    (smtplib.SMTPRecipientsRefused({TO: (550, b"no such user marloes")}), "550", "smtp_550"),
    (smtplib.SMTPRecipientsRefused({TO: (451, b"later")}), "", "smtp_451"),
    (smtplib.SMTPDataError(554, b"unwanted"), "554", "smtp_554"),
    (smtplib.SMTPDataError(452, b"full"), "", "smtp_452"),
    (smtplib.SMTPSenderRefused(550, b"not you", "van@swv.example"), "", "smtp_550"),
    (smtplib.SMTPAuthenticationError(535, b"who"), "", "smtp_535"),
    (smtplib.SMTPServerDisconnected("gone marloes@school.example"), "", "SMTPServerDisconnected"),
    (ConnectionRefusedError(111, "refused"), "", "ConnectionRefusedError"),
    (ValueError("Invalid address marloes@school.example"), "", "ValueError"),
])  # fmt: skip
def test_what_an_answer_means(error, refused, code):
    assert conversation.refusal(error) == refused
    assert conversation.code_of(error) == code
