"""One talk with the mail server: bounded as a whole, and what its answers mean."""

import socket
import time
from contextlib import suppress
from smtplib import SMTP, SMTP_SSL, SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from threading import Timer

from django.core.mail.backends import smtp


class _Punctual:
    """Cut the line when the time is up. A socket's time-out starts anew at each byte, so that a
    server that drips could hold the person's fence, and with it a stop, for ever."""

    _cutter: Timer | None = None

    def _get_socket(self, host, port, timeout):
        began = time.monotonic()
        line = super()._get_socket(host, port, timeout)
        self._cutter = Timer(max(began + timeout - time.monotonic(), 0.1), self._cut)
        self._cutter.daemon = True
        self._cutter.start()
        return line

    def _cut(self) -> None:
        with suppress(OSError):  # it may hang up at the same moment
            # of the plain socket: that of TLS would first wait for the other side
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        if self._cutter:
            self._cutter.cancel()
        super().close()


class PunctualSMTP(_Punctual, SMTP):
    pass


class PunctualSMTPS(_Punctual, SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """Django's SMTP backend; EMAIL_TIMEOUT holds for the whole conversation."""

    @property
    def connection_class(self):
        return PunctualSMTPS if self.use_ssl else PunctualSMTP


def refusal(error: Exception) -> str:
    """Return the code of a refusal for good of this one person's mail, or an empty text.

    What the server says of us (log-in, sender) is no refusal of hers: that is tried again.
    """
    codes = _codes(error)
    return str(codes[0]) if codes and min(codes) >= 500 else ""


def _codes(error: Exception) -> list[int]:
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPDataError) else []


def code_of(error: Exception) -> str:
    """Return a short code for the list of failures; the server's own words may hold an address."""
    codes = [error.smtp_code] if isinstance(error, SMTPResponseException) else _codes(error)
    return f"smtp_{codes[0]}" if codes else type(error).__name__[:40]
