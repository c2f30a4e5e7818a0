"""The lock and the digibord in a real browser: what was typed comes back, and no name stays in the page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import arrangements

REGENBOOG = "99XA00"
TYPED = "Wij trekken in: het gaat beter."
QUARTER = 15 * 60 * 1000  # milliseconds


@pytest.fixture
def page(enter, portal_process, sessions):
    """The form of a hulpvraag, with a clock that can run ahead."""
    page = enter("ib_vertrekt")
    page.clock.install()
    hulpvraag = next(address for (status, _), address in arrangements.hulpvragen_of(portal_process, REGENBOOG).items() if status == "ingediend")
    page.goto(f"{portal_process.url}{hulpvraag}intrekken/")
    yield page
    sessions.pop("ib_vertrekt")  # unlocking gave it another key


def unlock(page: Page, portal) -> None:
    page.get_by_label("Wachtwoord").fill(portal.people["ib_vertrekt"]["password"])
    page.get_by_role("button", name="Ontgrendelen").click()


def test_the_screen_warns_locks_and_gives_back_what_was_typed(page, portal_process):
    answer = page.get_by_label("Waarom trekt u de hulpvraag in?")
    other = page.context.new_page()
    other.goto(f"{portal_process.url}/account/")
    page.bring_to_front()
    answer.fill(TYPED)

    page.clock.run_for(QUARTER - 110_000)
    dialog = page.get_by_role("dialog", name="Bent u er nog?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Ik ben er nog")).to_be_focused()
    dialog.get_by_role("button", name="Ik ben er nog").click()
    expect(dialog).to_be_hidden()

    answer.fill(TYPED + TYPED)
    page.clock.run_for(QUARTER + 2_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Het scherm is vergrendeld")
    expect(other.get_by_role("heading", level=1)).to_have_text("Het scherm is vergrendeld")
    assert TYPED not in page.content()

    unlock(page, portal_process)
    expect(page.get_by_text("Dit had u nog niet verstuurd.")).to_be_visible()
    expect(answer).to_have_value(TYPED + TYPED)
    expect(other.get_by_role("heading", level=1)).to_have_text("Mijn account")
    page.get_by_role("button", name="Deze tekst weggooien").click()
    expect(answer).to_have_value("")


def test_she_locks_it_herself_and_digibordstand_takes_the_names_away(page, portal_process):
    page.goto(page.url.replace("intrekken/", ""))
    name = page.get_by_role("heading", level=1).inner_text()
    page.locator("header").get_by_role("button", name="Digibordstand", exact=True).click()
    expect(page.get_by_text("Digibordstand staat aan.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"leerling \d{4}"))
    assert name not in page.content()

    page.get_by_role("button", name="Mijn menu").click()
    page.get_by_role("button", name="Scherm vergrendelen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Het scherm is vergrendeld")
    unlock(page, portal_process)
    page.get_by_role("button", name="Uitzetten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
