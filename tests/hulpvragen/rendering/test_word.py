"""Word files: without the converter a sentence; with one, in a jail of its own that sees the system and one folder."""

import os
import socket
import sys

import hostile
import pytest

from hulpvragen import rendering
from hulpvragen.rendering import jail, word
from hulpvragen.rendering.sentences import SENTENCES
from portal.lib.errors import Invalid


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """Instead of LibreOffice: a script that is run in its place, with a finished PDF beside it."""

    def make(script: str, made: bytes = b"") -> None:
        folder = tmp_path / "program"
        folder.mkdir(exist_ok=True)
        (folder / "made.pdf").write_bytes(made)
        program = folder / "soffice"
        program.write_text(f'#!/bin/sh\nhere=$(dirname "$0")\nfor last; do :; done\nout=$(dirname "$last")\n{script}\n')
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return make


def code_of(data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        rendering.read("verslag.docx", data)
    return next(code for code, sentence in SENTENCES.items() if sentence == caught.value.message)


def test_without_a_converter_it_says_how_to_make_a_pdf(monkeypatch):
    monkeypatch.setattr(word, "PROGRAM", "not-installed-soffice")
    assert code_of(hostile.word()) == "no_converter"


def test_a_word_file_becomes_pages(stand_in):
    stand_in('cp "$here/made.pdf" "$out/document.pdf"', hostile.pdf("Bladzijde een", "Bladzijde twee"))
    deleted = "<w:p><w:r><w:t>Verslag</w:t></w:r><w:del><w:r><w:delText>Weggehaald</w:delText></w:r></w:del></w:p>"

    paper = rendering.read("Gespreksverslag.docx", hostile.word(deleted, links=hostile.link("hyperlink", "http://school.example")))

    assert (paper.bestandstype, paper.titel, paper.teksten) == ("docx", "Gespreksverslag", ["Bladzijde een", "Bladzijde twee"])
    assert "Weggehaald" in paper.verborgen
    assert paper.opmerkingen == (rendering.NOTES["converted"],)
    assert rendering.picture(paper.weergave, "docx", 2, "merk")
    assert not [name for name in os.listdir("/dev/shm") if name.startswith("tmp")]


def test_it_is_started_again_when_it_asks_for_that(stand_in):
    stand_in('if [ -e "$out/once" ]; then cp "$here/made.pdf" "$out/document.pdf"; else touch "$out/once"; exit 81; fi', hostile.good())
    assert len(rendering.read("verslag.docx", hostile.word()).teksten) == 2


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "kill -9 $$", 'ln -s /etc/passwd "$out/document.pdf"', "exit 81"])
def test_a_converter_that_makes_nothing_gives_a_sentence(stand_in, script):
    stand_in(script)
    assert code_of(hostile.word()) == "not_converted"


def test_a_converter_that_hangs_is_ended(stand_in, monkeypatch):
    monkeypatch.setattr(word, "SECONDS", 1)
    stand_in("sleep 60 & sleep 60")
    assert code_of(hostile.word()) == "too_slow"


def test_what_it_makes_is_read_like_any_other_file(stand_in):
    stand_in('printf "<html>" > "$out/document.pdf"')
    assert code_of(hostile.word()) in ("is_web", "other")


@pytest.mark.parametrize(
    "attempt",
    ['cat /etc/passwd > "$out/found"', 'ls /proc > "$out/found"', "echo x > /tmp/papier-was-here", 'cat "$here/../secret" > "$out/found"', 'ls / > "$out/found"'],
)  # fmt: skip
def test_it_sees_the_system_and_its_own_folder_alone(stand_in, attempt, tmp_path):
    (tmp_path / "secret").write_text("geheim")
    stand_in(f'if {attempt}; then exit 9; fi\ncp "$here/made.pdf" "$out/document.pdf"', hostile.good())
    assert rendering.read("verslag.docx", hostile.word()).teksten


def test_it_gets_no_secret(stand_in, monkeypatch):
    monkeypatch.setenv("PORTAL_MASTER_KEYS", "1:geheim")
    stand_in('if env | grep -q PORTAL; then exit 9; fi\ncp "$here/made.pdf" "$out/document.pdf"', hostile.good())
    assert rendering.read("verslag.docx", hostile.word()).teksten


NETWORK = """
import socket, sys
sys.path[:0] = sys.argv[1:]
from inside import locks
def tried(family, kind=socket.SOCK_STREAM):
    try:
        with socket.socket(family, kind) as made:
            return made.connect_ex(("127.0.0.1", PORT) if family != socket.AF_UNIX else "/nowhere")
    except PermissionError:
        return "refused"
kinds = [(socket.AF_INET,), (socket.AF_INET6, socket.SOCK_DGRAM), (socket.AF_NETLINK, socket.SOCK_RAW), (socket.AF_UNIX,)]
before = tried(socket.AF_INET)
locks.no_network()
socket.socketpair()[0].close()
print(before, *[tried(*kind) for kind in kinds])
"""


def test_it_has_no_network():
    with socket.create_server(("127.0.0.1", 0)) as server:
        program = NETWORK.replace("PORT", str(server.getsockname()[1]))
        tried = jail.subprocess.run([sys.executable, "-W", "ignore", "-c", program, *jail.PATHS], capture_output=True, text=True)
    assert tried.stdout.split() == ["0", "refused", "refused", "refused", "1"], tried.stderr  # 1: EPERM, it may make one and connect to nothing


def test_without_landlock_nothing_is_converted(stand_in, monkeypatch, tmp_path):
    stand_in('cp "$here/made.pdf" "$out/document.pdf"', hostile.good())
    (tmp_path / "opened.py").write_text("from inside import converter, locks\nlocks._CREATE_RULESET = 9999\nmain = converter.main\n")
    monkeypatch.setattr(jail, "PATHS", [*jail.PATHS, str(tmp_path)])
    monkeypatch.setattr(word, "JAIL", "opened")
    assert code_of(hostile.word()) == "no_jail_word"
    assert not word.is_safe()


def test_a_converter_that_can_be_shut_in_is_safe(stand_in):
    stand_in("exit 1")
    assert word.is_safe()
