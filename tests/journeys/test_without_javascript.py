"""Everything goes without JavaScript: log in in two steps, file a hulpvraag, handle it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import steps


@pytest.fixture
def plain_page(open_page):
    """Makes a page in a browser that runs no script."""
    return lambda: open_page(java_script_enabled=False)


def test_the_school_files_and_the_loket_handles(portal_process, plain_page):
    ib, swv = plain_page(), plain_page()
    steps.log_in(ib, portal_process, "ib_andere_school")
    steps.begin(ib, portal_process)
    steps.open_part(ib, "De leerling")
    steps.fill_in(ib, {"Wat is de geboortedatum?": "31-02-2018"})
    ib.get_by_role("button", name="Opslaan en verder").click()
    expect(ib.get_by_role("group", name="Er is 1 ding niet goed ingevuld")).to_be_visible()
    ib.get_by_role("link", name="Takenlijst").click()
    steps.complete(ib)
    kenmerk = steps.submit(ib)

    steps.log_in(swv, portal_process, "swv_loket2")
    swv.get_by_role("link", name="Hulpvragen", exact=True).click()
    swv.get_by_role("link", name=re.compile("^Nieuw")).click()
    swv.get_by_role("row", name=kenmerk).get_by_role("link").click()
    swv.get_by_role("button", name="In behandeling nemen").click()
    steps.expect_status(swv, "In behandeling")
    steps.take_step(
        swv, "Advies uitbrengen", {"Wat is uw advies?": "Oefen elke dag kort."}, choices={"Krijgen de ouders een afschrift?": "Het afschrift volgt"}
    )
    steps.expect_status(swv, "Advies uitgebracht")
    swv.get_by_role("button", name="Mijn menu").click()
    swv.get_by_role("button", name="Uitloggen").click()
    expect(swv.get_by_role("heading", level=1)).to_have_text("Inloggen")

    ib.goto(f"{portal_process.url}/hulpvragen/?toon=aan-zet")
    ib.get_by_role("row", name=kenmerk).get_by_role("link").click()
    expect(ib.get_by_text("Oefen elke dag kort.")).to_be_visible()
    steps.take_step(ib, "Hulpvraag afronden")
    steps.expect_status(ib, "Afgerond")
