"""A colleague is invited to a concept, makes an account from the mail, reads along on her phone, and is let go."""

import time

import pytest
from playwright.sync_api import expect

from devtools.second_factor import code
from tests.journeys import steps

JUF = "a.bos@dewaaier.example"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def ib(portal_process, enter):
    """An IB'er with a concept of hers."""
    page = enter("ib_regenboog")
    steps.begin(page, portal_process)
    steps.complete(page)
    return page


def test_a_colleague_reads_along_until_she_is_let_go(portal_process, ib, open_page):
    code = invite(ib)
    link = steps.link_in_mail(portal_process, JUF, "/uitnodiging/")
    mails = [steps.all_text(mail) for mail in steps.all_mails(portal_process) if steps.told_by(portal_process, mail) == [JUF]]
    assert not any(secret in mail for mail in mails for secret in steps.SECRETS)

    juf = open_page(viewport=PHONE)
    accept(juf, link, code)
    expect(juf.get_by_text("Op dit moment leest u niet mee.")).to_be_visible()
    start_overleg(ib)
    read(juf)
    let_go(ib)
    juf.reload()
    expect(juf.get_by_role("heading", level=1)).to_have_text(steps.NOT_FOUND)
    juf.goto(f"{portal_process.url}/gedeeld/")
    expect(juf.get_by_text("Uw toegang is gestopt op")).to_be_visible()
    expect(juf.get_by_text(steps.SUBJECT)).to_have_count(0)


def invite(ib) -> str:
    """Invite from the task list; a slip in the second address is told. Return the code to say by telephone."""
    ib.get_by_role("link", name="Iemand uitnodigen").click()
    ib.get_by_role("link", name="Iemand uitnodigen").first.click()
    ib.get_by_role("link", name="Een leerkracht").click()
    ib.get_by_label("Wat is het e-mailadres van de leerkracht?").fill(JUF)
    ib.get_by_label("Typ het e-mailadres nog een keer").fill("a.bosch@dewaaier.example")
    ib.get_by_role("button", name="Uitnodiging sturen").click()
    ib.get_by_role("link", name="De twee adressen zijn niet hetzelfde.").click()
    ib.get_by_label("Typ het e-mailadres nog een keer").fill(JUF)
    ib.get_by_role("button", name="Uitnodiging sturen").click()
    expect(ib.get_by_role("status")).to_contain_text(f"De uitnodiging gaat naar {JUF}.")
    return ib.get_by_role("row", name=JUF).locator(".swv-code").inner_text()


def accept(juf, link: str, code_by_phone: str) -> None:
    """Make an account, set up the second step and arrive on the start page of a guest."""
    juf.goto(link)
    juf.get_by_role("button", name="Account maken").click()
    steps.fill_in(juf, {"Wat is de code": code_by_phone, "Wat is uw voornaam?": "Annelies", "Wat is uw achternaam?": "Bos"})
    for label in ("Nieuw wachtwoord", "Nieuw wachtwoord, nog een keer"):
        juf.get_by_label(label, exact=True).fill("zeven gele kano's op zolder")
    juf.get_by_role("button", name="Account maken").click()
    secret = "".join(juf.locator(".swv-code").all_inner_texts())
    juf.get_by_label("Welke code toont de app?").fill(code(secret, time.time()))
    juf.get_by_role("button", name="App koppelen").click()
    expect(juf.get_by_role("heading", level=1)).to_contain_text("herstelcodes")
    juf.goto(link.partition("/uitnodiging/")[0])
    expect(juf.get_by_role("heading", level=1)).to_have_text("Gedeeld met mij")


def start_overleg(ib) -> None:
    ib.get_by_role("link", name="Overleg starten").click()
    ib.get_by_role("button", name="Overleg starten").click()
    steps.expect_status(ib, "Overleg op school")


def read(juf) -> None:
    """Read on a phone: the page fits, and has nothing that is not hers."""
    juf.reload()
    juf.get_by_role("link", name=steps.SUBJECT).click()
    expect(juf.get_by_role("heading", level=1)).to_have_text("Wolkje Sterrenzee")
    steps.expect_status(juf, "Overleg op school")
    expect(juf.get_by_text("Genodigden van de school")).to_be_visible()
    expect(juf.get_by_role("navigation", name="Onderdelen van deze hulpvraag")).to_have_count(0)
    assert juf.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing hangs over the edge"


def let_go(ib) -> None:
    ib.get_by_role("link", name="Toegang", exact=True).click()
    ib.get_by_role("row", name="Annelies Bos").get_by_role("button", name="Beëindigen").click()
    expect(ib.get_by_role("status")).to_contain_text("leest niet meer mee")
