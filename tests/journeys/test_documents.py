"""A report of forty pages is sent, read by the SWV and forgotten by her browser: its disk holds nothing of it after log-out."""

import io
import os
import time

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys import steps

SECRET = "Zandlopergeheim"
TITLE = "Onderzoek zandloper"


def forty_pages() -> bytes:
    with pikepdf.new() as book:
        font = pikepdf.Dictionary(F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica))
        for number in range(1, 41):
            lines = " ".join(f"({SECRET} {number} regel {line}) Tj T*" for line in range(50))
            page = book.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=font)
            page.Contents = book.make_stream(f"BT /F1 11 Tf 14 TL 40 800 Td {lines} ET".encode())
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


@pytest.fixture(scope="module")
def address(portal_process, enter):
    """The page of a hulpvraag with that report, which the school filed."""
    page = enter("ib_regenboog")
    steps.begin(page, portal_process)
    steps.complete(page)
    steps.submit(page)
    page.goto(page.url.replace("ingediend/", "documenten/"))
    page.get_by_role("link", name="Document toevoegen").first.click()
    send(page, b"<html>geen rapport</html>")
    expect(page.get_by_role("heading", name="Er is 1 ding niet goed ingevuld")).to_be_visible()
    expect(page.get_by_label("Onderwijskundig rapport")).to_be_checked()
    lose_the_connection(page)
    send(page, forty_pages())
    expect(page.get_by_role("status")).to_contain_text("Toegevoegd: Onderwijskundig rapport.")
    return page.url


def send(page, data: bytes) -> None:
    page.get_by_label("Kies het bestand").set_input_files({"name": f"{TITLE}.pdf", "mimeType": "application/pdf", "buffer": data})
    page.get_by_label("Onderwijskundig rapport").check()
    page.get_by_role("button", name="Document toevoegen").click()


def lose_the_connection(page) -> None:
    page.context.set_offline(True)
    send(page, forty_pages())
    expect(page.get_by_text("De verbinding viel weg. Wat u invulde, staat er nog.")).to_be_visible()
    expect(page.get_by_label("Onderwijskundig rapport")).to_be_checked()
    page.context.set_offline(False)


@pytest.fixture
def own_browser(chromium, tmp_path):
    """A browser that keeps its profile on the disk, as people's own do."""
    env = dict(os.environ)
    if libraries := os.environ.get("PORTAL_TEST_CHROMIUM_LIBRARIES"):
        env["LD_LIBRARY_PATH"] = libraries
    context = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=os.environ["PORTAL_TEST_CHROMIUM"], env=env, locale="nl-NL", downloads_path=tmp_path / "downloads",
    )  # fmt: skip
    yield context
    context.close()


def test_the_swv_reads_it_and_her_disk_keeps_nothing(portal_process, address, own_browser, tmp_path):
    page = own_browser.new_page()
    steps.log_in(page, portal_process, "swv_loket2")
    page.goto(address)
    began = time.monotonic()
    page.get_by_role("link", name=TITLE, exact=True).click()
    picture = page.get_by_role("img", name="Beeld van bladzijde 1")
    picture.evaluate("image => image.decode()")
    assert time.monotonic() - began < 4, "two seconds, on a machine that does nothing else"
    drawn = page.request.get(f"{portal_process.url}{picture.get_attribute('src')}", headers={"Sec-Fetch-Site": "same-origin"}).body()
    assert drawn[8:12] == b"WEBP"
    page.get_by_text("Lees de tekst van deze bladzijde").click()
    expect(page.get_by_text(f"{SECRET} 1 regel 49")).to_be_visible()
    page.get_by_role("link", name="Volgende bladzijde").first.click()
    expect(page.get_by_role("heading", name="Bladzijde 2 van 40")).to_be_visible()
    document = page.url.split("/documenten/")[1].split("/")[0]
    page.get_by_role("button", name="Mijn menu").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_label("E-mailadres")).to_be_visible()
    own_browser.close()

    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()}
    assert len(kept) > 20
    assert [path for path, data in kept.items() if document.encode() in data], "the address stands in her history: the search finds what is there"
    for secret in (SECRET.encode(), SECRET.encode("utf-16-le"), TITLE.encode(), b"Sterrenzee", drawn[200:232], b"WEBPVP8"):
        assert [path for path, data in kept.items() if secret in data] == [], secret[:20]
    assert list((tmp_path / "downloads").glob("*")) == []
