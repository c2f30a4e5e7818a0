"""The scanner: none is asked when none is set; one that is set and away, or unclear, keeps every file out."""

import socket
import threading

import hostile
import pytest

from hulpvragen import rendering
from portal.lib.errors import Invalid


@pytest.fixture
def scanner(settings, tmp_path):
    """Answer as clamd does, over a socket, and keep what was sent."""

    def start(answer: bytes | None, scheme: str = "unix") -> list[bytes]:
        received: list[bytes] = []
        if scheme == "unix":
            server = socket.socket(socket.AF_UNIX)
            server.bind(str(tmp_path / "clamd"))
            settings.PORTAL_VIRUSSCAN = f"unix:{tmp_path / 'clamd'}"
        else:
            server = socket.create_server(("127.0.0.1", 0))
            settings.PORTAL_VIRUSSCAN = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.listen()

        def serve():
            with server, server.accept()[0] as asked:
                stream = asked.makefile("rb")
                assert stream.read(10) == b"zINSTREAM\0"
                whole = b""
                while size := int.from_bytes(stream.read(4), "big"):
                    whole += stream.read(size)
                received.append(whole)
                if answer is not None:
                    asked.sendall((answer or (b"stream: Eicar FOUND" if hostile.EICAR in whole else b"stream: OK")) + b"\0")

        threading.Thread(target=serve, daemon=True).start()
        return received

    return start


def refused(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        rendering.read("verslag.pdf", data)
    return caught.value.message


@pytest.mark.parametrize("scheme", ["unix", "tcp"])
def test_what_is_clean_comes_in_and_was_seen_whole(scanner, scheme):
    data = hostile.good() + b"%" * 200_000
    received = scanner(b"", scheme)
    assert rendering.read("verslag.pdf", data).teksten
    assert received == [data]


def test_a_virus_is_kept_out(scanner):
    scanner(b"")
    assert "virus gevonden" in refused(hostile.good() + hostile.EICAR)


@pytest.mark.parametrize("answer", [None, b"INSTREAM size limit exceeded. ERROR", b"stream: nonsense", b"OK" * 9000])
def test_an_unclear_answer_keeps_it_out(scanner, answer):
    scanner(answer)
    assert "Probeer het later opnieuw" in refused(hostile.good())


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "tcp://127.0.0.1:1", "tcp://", "nonsense"])
def test_a_scanner_that_is_away_keeps_everything_out(settings, address):
    settings.PORTAL_VIRUSSCAN = address
    assert "Probeer het later opnieuw" in refused(hostile.good())
