"""What the web server cannot read never reaches Django; its answer carries the headers all the same."""

import socket
from urllib.parse import urlsplit

import pytest

from portal.unreadable import HEADERS

REQUESTS = {
    "a line too long": b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a header too long": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    "no method": b"F O / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", REQUESTS.values(), ids=REQUESTS.keys())
def test_the_headers_are_there(portal_process, request_bytes):
    address = urlsplit(portal_process.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        line.sendall(request_bytes)
        answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()

    assert answer.split(" ")[1] in {"400", "414", "431"}
    assert [header for header in HEADERS if header not in answer] == []
