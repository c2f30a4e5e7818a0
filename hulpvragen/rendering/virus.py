"""Asks a virus scanner beside the portal (clamd, by its INSTREAM), when one is set. Set and away is a refusal."""

import logging
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from hulpvragen.rendering.sentences import invalid

logger = logging.getLogger(__name__)
PATIENCE = 10  # seconds
_CHUNK = 1 << 16


def refuse(data: bytes) -> None:
    """Raise Invalid when the scanner finds something, or gives no clear answer. Without a scanner nothing is asked."""
    if not settings.PORTAL_VIRUSSCAN:
        return
    try:
        answer = _ask(settings.PORTAL_VIRUSSCAN, data)
    except OSError as error:
        logger.error("the virus scanner does not answer: %s", type(error).__name__)
        raise invalid("scanner_away") from None
    if answer.endswith(b"FOUND"):
        raise invalid("virus")
    if answer != b"stream: OK":
        logger.error("the virus scanner gave another answer than OK or FOUND")
        raise invalid("scanner_away")


def _ask(address: str, data: bytes) -> bytes:
    with _connected(address) as scanner:
        scanner.sendall(b"zINSTREAM\0" + b"".join(_chunks(data)))
        answer = b""
        while not answer.endswith(b"\0") and (part := scanner.recv(4096)) and len(answer) < 4096:
            answer += part
    return answer.rstrip(b"\0").strip()


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=PATIENCE)
    scanner = socket.socket(socket.AF_UNIX)
    scanner.settimeout(PATIENCE)
    try:
        scanner.connect(parts.path)
    except OSError:
        scanner.close()
        raise
    return scanner


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        part = data[start : start + _CHUNK]
        yield len(part).to_bytes(4, "big") + part
    yield bytes(4)
