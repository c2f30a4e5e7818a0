"""The keyboard alone is enough: the skip link, the log-in, a hulpvraag, a form with errors, the menus."""

import re

from playwright.sync_api import Page, expect

from tests.journeys import steps

PHONE = {"width": 390, "height": 844}
MANY = 80  # times Tab, more than a page has


def focused(page: Page):
    return page.locator(":focus")


def tab_to(page: Page, role: str, name: str | re.Pattern):
    """Press Tab until this has the focus, and return it."""
    wanted = page.get_by_role(role, name=name).first
    expect(wanted).to_be_attached()
    for _ in range(MANY):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return wanted
    raise AssertionError(f"Tab does not reach the {role} {name}")


def type_text(page: Page, question: str, text: str) -> None:
    tab_to(page, "textbox", question)
    page.keyboard.type(text)


def log_in(page: Page, portal, key: str) -> None:
    person = portal.people[key]
    page.goto(f"{portal.url}/inloggen/")
    type_text(page, "E-mailadres", person["email"])
    page.keyboard.press("Tab")
    page.keyboard.type(person["password"])
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("stap 2"))
    type_text(page, "Code", portal.code(key))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn hulpvragen")


def test_from_the_log_in_to_the_corrected_field(portal_process, open_page):
    page = open_page()
    log_in(page, portal_process, "ib_esdoorn")

    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Naar de inhoud")
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_attribute("id", "inhoud")

    tab_to(page, "link", re.compile("Julia Nowak"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Julia Nowak")
    tab_to(page, "link", "Intrekken")
    page.keyboard.press("Enter")

    tab_to(page, "button", "Hulpvraag intrekken")
    page.keyboard.press("Enter")
    summary = page.get_by_role("group", name="Er is 1 ding niet goed ingevuld")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_text("Vul de reden in")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Waarom trekt u de hulpvraag in?")).to_be_focused()
    page.keyboard.type("De ouders vragen het.")
    tab_to(page, "button", "Hulpvraag intrekken")
    page.keyboard.press("Enter")
    steps.expect_status(page, "Ingetrokken")


def test_radios_answer_to_the_arrows(portal_process, enter):
    page = enter("ib_esdoorn")
    steps.begin(page, portal_process)
    steps.open_part(page, "De stem van de leerling")
    tab_to(page, "radio", "Ja")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Nee")).to_be_checked()


def test_her_menu_opens_and_closes(portal_process, enter):
    page = enter("ib_esdoorn")
    opens_and_closes(page, portal_process, button="Mijn menu", inside=page.get_by_role("link", name="Mijn account"))


def test_the_main_menu_of_a_phone_opens_and_closes(portal_process, enter):
    page = enter("ib_esdoorn", viewport=PHONE)
    inside = page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Mijn hulpvragen")
    opens_and_closes(page, portal_process, button=re.compile("^Menu"), inside=inside)


def opens_and_closes(page: Page, portal, button, inside) -> None:
    page.goto(f"{portal.url}/hulpvragen/")
    expect(inside).to_be_hidden()
    opener = tab_to(page, "button", button)
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    page.keyboard.press("Tab")
    expect(inside).to_be_focused()
    page.keyboard.press("Escape")
    expect(inside).to_be_hidden()
    expect(opener).to_be_focused()
