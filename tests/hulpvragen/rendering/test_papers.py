"""A corpus of files that do harm, or try to: each is refused with a sentence of its own, or drawn as a harmless picture."""

import io
import time

import hostile
import pytest
from PIL import Image

from hulpvragen import rendering
from hulpvragen.rendering.sentences import NOTES, SENTENCES
from portal.lib.errors import Invalid

MARK = "Zoë Ämter · 29-11-2026 10.15 uur"


def code_of(call, *args) -> str:
    with pytest.raises(Invalid) as caught:
        call(*args)
    assert caught.value.field == "bestand"
    return next(code for code, sentence in SENTENCES.items() if sentence == caught.value.message)


@pytest.mark.parametrize("case", hostile.REFUSED)
def test_it_is_refused_with_its_own_sentence(case):
    naam, make, code = hostile.REFUSED[case]
    assert code_of(rendering.read, naam, make()) == code


@pytest.mark.parametrize("case", hostile.DRAWN)
def test_it_comes_in_and_does_nothing(case):
    naam, make, notes = hostile.DRAWN[case]
    data = make()

    paper = rendering.read(naam, data)
    drawn = rendering.picture(paper.weergave or data, paper.bestandstype, 1, MARK)

    assert {note for note, sentence in NOTES.items() if sentence in paper.opmerkingen} == notes
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.mode) == ("WEBP", "RGB")
    assert 0 < picture.width <= 1241
    assert picture.height <= 4 * 1241
    for word in (b"<script", b"MZ\x90", b"PK\x03\x04", b"Geheime", b"Exif", b"%PDF", hostile.EICAR):
        assert word not in drawn
        assert word not in (paper.weergave or b"")


@pytest.mark.parametrize("case", hostile.HEAVY)
def test_what_is_too_heavy_ends_with_a_sentence_and_the_portal_goes_on(case):
    data, began = hostile.HEAVY[case](), time.monotonic()

    for call, args in ((rendering.read, ("verslag.pdf", data)), (rendering.picture, (data, "pdf", 1, MARK))):
        try:
            call(*args)
        except Invalid as refused:
            assert refused.message in SENTENCES.values()

    assert time.monotonic() - began < 45
    assert rendering.read("verslag.pdf", hostile.good()).teksten


def test_every_sentence_says_what_to_do_and_is_met_here():
    met = {code for _, _, code in hostile.REFUSED.values()}
    elsewhere = {"too_heavy", "too_slow", "broke", "busy", "no_jail", "no_jail_word", "no_page", "no_converter", "not_converted", "virus", "scanner_away"}
    assert set(SENTENCES) - met - elsewhere == set()
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    for sentence in [*SENTENCES.values(), *NOTES.values()]:
        assert sentence.endswith(".")
        assert "!" not in sentence


# ---- what is read


def test_text_is_read_page_by_page_with_what_is_typed_in_a_form():
    paper = rendering.read("Verslag van_gesprek.pdf", hostile.pdf("Bladzijde een", "Bladzijde twee", change=lambda book: hostile.form(book, "123456782")))
    assert paper.titel == "Verslag van gesprek"
    assert paper.teksten[0].startswith("Bladzijde een")
    assert "123456782" in paper.teksten[0]
    assert paper.teksten[1] == "Bladzijde twee"


def test_what_stands_beside_the_pages_is_read_too():
    def change(book):
        book.docinfo["/Title"] = "Titel 123456782"
        hostile.annotation(hostile.Name.Text, Contents=hostile.String("GeheimeNotitie"))(book)
        with book.open_outline() as outline:
            outline.root.append(hostile.pikepdf.OutlineItem("Hoofdstuk 999", 0))

    paper = rendering.read("verslag.pdf", hostile.pdf(change=change))
    for said in ("Titel 123456782", "GeheimeNotitie", "Hoofdstuk 999"):
        assert said in paper.verborgen
        assert said not in paper.teksten[0]


def test_a_number_over_two_lines_stays_a_number_to_find():
    from portal.lib.text import find_bsn

    assert find_bsn(rendering.read("verslag.pdf", hostile.pdf("BSN: 123456782")).teksten[0])


def test_a_photo_is_made_anew_upright_and_without_its_place():
    data = hostile.with_place()
    assert b"GeheimeCamera" in data
    paper = rendering.read("foto.jpeg", data)
    shown = Image.open(io.BytesIO(paper.weergave))
    assert shown.size == (600, 800)
    assert not shown.getexif()
    assert b"Geheime" not in paper.weergave
    assert paper.teksten == [""]


# ---- what is drawn


@pytest.mark.parametrize("nummer", [0, -1, 3, 10**6])
def test_a_page_that_is_not_there_is_not_drawn(nummer):
    assert code_of(rendering.picture, hostile.good(), "pdf", nummer, MARK) == "no_page"
    assert code_of(rendering.picture, hostile.image(), "jpeg", 2, MARK) == "no_page"


def test_the_mark_is_on_the_page_again_and_again_and_light():
    page = hostile.pdf(" ")
    plain, marked = (Image.open(io.BytesIO(rendering.picture(page, "pdf", 1, merk))).convert("L") for merk in ("", MARK))
    assert plain.getextrema()[0] > 250
    darkest = [marked.crop((0, top, 1241, top + 350)).getextrema()[0] for top in range(0, 1700, 350)]
    assert all(150 < dark < 240 for dark in darkest)


def test_another_page_is_another_picture():
    one, two = (rendering.picture(hostile.good(), "pdf", number, MARK) for number in (1, 2))
    assert one != two


def test_forty_pages_are_quick():
    data = hostile.pdf(*["\n".join(f"Regel {line} van een verslag dat lang genoeg is" for line in range(50))] * 40)
    began = time.monotonic()
    assert len(rendering.read("verslag.pdf", data).teksten) == 40
    read = time.monotonic() - began
    rendering.picture(data, "pdf", 1, MARK)
    assert read < 2
    assert time.monotonic() - began - read < 1.5
