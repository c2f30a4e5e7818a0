"""A board's list in a real browser: checked, carried out with its progress in sight, and once."""

import datetime as dt

from playwright.sync_api import expect

from portal.lib import clock

from .steps import log_in

HEADER = "soort;school;nieuw_voornaam;nieuw_achternaam;nieuw_email;begin"


def test_a_list_goes_on_by_itself_until_it_is_done(portal_process, page, tmp_path):
    begin = (clock.today() + dt.timedelta(days=40)).isoformat()
    rows = [f"nieuw;99XA00;Noor;Zomer {number};zomer{number}@dewaaier.example;{'ooit' if number == 7 else begin}" for number in range(60)]
    file = tmp_path / "lijst.csv"
    file.write_text("\r\n".join([HEADER, *rows]), encoding="utf-8-sig")
    log_in(page, portal_process, "bestuur_waaier")
    page.get_by_role("link", name="Wijzigingen van personeel").click()
    page.get_by_role("link", name="Lijst inlezen").click()
    page.get_by_label("Kies het bestand").set_input_files(file)
    page.get_by_role("button", name="Lijst controleren").click()
    expect(page.get_by_role("row", name="Regel 9 begin")).to_be_visible()

    page.get_by_role("button", name="Geef 59 wijzigingen door").click()

    expect(page.get_by_role("status")).to_have_text("25 van de 59 wijzigingen zijn doorgegeven.")
    expect(page.get_by_role("heading", name="Lijst doorgegeven")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("59 wijzigingen zijn doorgegeven, 1 regel niet.")).to_be_visible()
    with page.expect_download() as given:
        page.get_by_role("link", name="Downloaden als CSV").click()
    assert "zomer7@dewaaier.example" in given.value.path().read_text(encoding="utf-8-sig")
