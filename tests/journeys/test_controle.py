"""The controle of contact data in a browser: the contactpersoon confirms, her IB'er and the desk see what is left to do."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def confirmed(portal_process, enter):
    """The director of Het Lichtschip says that of one hulpvraag the contact is not right; the number of that hulpvraag."""
    page = enter("directeur_lichtschip", viewport={"width": 390, "height": 844})
    page.goto(f"{portal_process.url}/")
    page.get_by_role("link", name="Controleren en bevestigen").click()
    page.get_by_role("button", name="Dit klopt zo").click()
    expect(page.get_by_role("group", name=re.compile("dingen niet goed ingevuld"))).to_be_focused()
    for box in page.get_by_label(re.compile("^Wat klopt voor ")).all():
        box.select_option(index=1)
    tick = page.get_by_label(re.compile("^Het contact van .* klopt niet$")).first
    kenmerk = tick.get_attribute("aria-label").split()[3]
    tick.check()
    page.get_by_role("button", name="Dit klopt zo").click()
    expect(page.get_by_role("status")).to_contain_text("Bedankt")
    page.goto(f"{portal_process.url}/")
    expect(page.get_by_role("link", name="Controleren en bevestigen")).to_have_count(0)
    return kenmerk


def test_the_ib_er_meets_it_on_her_start_page(portal_process, enter, confirmed):
    page = enter("ib_andere_school")
    page.goto(f"{portal_process.url}/")
    page.get_by_role("link", name="Het contact kiezen").click()
    page.get_by_role("link", name=confirmed).click()
    expect(page).to_have_url(re.compile("/schoolgegevens/$"))


def test_the_desk_sees_it_and_takes_the_proof_along(portal_process, enter, confirmed):
    page = enter("swv_mutaties")
    page.goto(f"{portal_process.url}/mutaties/")
    page.get_by_role("link", name="Controle contactgegevens").click()
    page.get_by_role("link", name=re.compile("nog iets te doen")).click()
    expect(page.get_by_role("row", name=re.compile("Lichtschip"))).to_contain_text("Contact klopt niet: 1")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Bestand downloaden")).first.click()
    lines = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";"))
    said = [line for line in lines if "Lichtschip" in line["School"]]
    assert {line["Bevestigd door"] for line in said} == {"Omar Aziz"} and {line["Contact klopt niet"] for line in said} == {"1"}
    assert {line["Stand"] for line in lines if "Kandelaar" in line["School"]} == {"niet bevestigd"}
