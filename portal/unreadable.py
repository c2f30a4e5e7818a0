"""What gunicorn answers to a request that it cannot read, before Django sees it: bare, with our headers."""

from gunicorn import util

BODY = "Dit verzoek kunnen we niet lezen.\n"
HEADERS = (
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    f"Content-Length: {len(BODY.encode())}",
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
    "Referrer-Policy: same-origin",
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=(), display-capture=()",
    "Cross-Origin-Opener-Policy: same-origin",
    "Cross-Origin-Resource-Policy: same-origin",
    "Cache-Control: no-store",
)


def write_error(sock, status_int: int, reason: str, mesg: str) -> None:
    """Write the whole answer; what was wrong stands in gunicorn's log, not here."""
    lines = (f"HTTP/1.1 {status_int} {reason}", *HEADERS, "", BODY)
    util.write_nonblock(sock, "\r\n".join(lines).encode())


def install() -> None:
    """Let gunicorn's workers of this process answer so."""
    util.write_error = write_error
