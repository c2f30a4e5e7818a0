"""A parent is invited by the IB'er, hears a code by telephone, reads on her phone, and is let go at once."""

import time

import pytest
from playwright.sync_api import expect

from devtools.second_factor import code
from tests.journeys import steps

PA = "j.zandloper@thuis.example"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def ib(portal_process, enter):
    """An IB'er with a hulpvraag that she filed."""
    page = enter("ib_regenboog")
    steps.begin(page, portal_process)
    steps.complete(page)
    steps.submit(page)
    return page


def test_a_parent_reads_on_her_phone_until_she_is_let_go(portal_process, ib, open_page):
    told = invite(ib)
    link = steps.link_in_mail(portal_process, PA, "/uitnodiging/")
    mails = [steps.all_text(mail) for mail in steps.all_mails(portal_process) if steps.told_by(portal_process, mail) == [PA]]
    assert not any(secret in mail for mail in mails for secret in (*steps.SECRETS, told, told.replace(" ", "")))

    pa = open_page(viewport=PHONE)
    make_account(pa, link, told)
    read(pa)
    let_go(ib)
    pa.reload()
    expect(pa.get_by_role("heading", level=1)).to_have_text(steps.NOT_FOUND)
    pa.goto(f"{portal_process.url}/gedeeld/")
    expect(pa.get_by_text("Uw toegang is gestopt op")).to_be_visible()
    expect(pa.get_by_text(steps.SUBJECT)).to_have_count(0)


def invite(ib) -> str:
    """Invite a parent from the tab; without gezag she is refused. Return the code that is told by telephone."""
    ib.get_by_role("link", name="Hulpvraag bekijken").click()
    ib.get_by_role("link", name="Toegang", exact=True).click()
    ib.get_by_role("link", name="Iemand uitnodigen").click()
    ib.get_by_role("link", name="Een ouder of voogd").click()
    steps.fill_in(ib, dict.fromkeys(("Wat is het e-mailadres van de ouder?", "Typ het e-mailadres nog een keer"), PA))
    steps.choose(ib, {"Heeft deze ouder of voogd gezag": "Dat weet ik niet"})
    ib.get_by_role("button", name="Uitnodiging sturen").click()
    expect(ib.get_by_role("link", name="Zolang u niet weet of deze ouder gezag heeft")).to_be_visible()
    steps.choose(ib, {"Heeft deze ouder of voogd gezag": "Ja"})
    ib.get_by_role("group", name="Welke onderdelen?").get_by_label("De berichten").check()
    ib.get_by_role("button", name="Uitnodiging sturen").click()
    expect(ib.get_by_role("status")).to_contain_text(f"De uitnodiging gaat naar {PA}.")
    return ib.get_by_role("row", name=PA).locator(".swv-code").inner_text()


def make_account(pa, link: str, told: str) -> None:
    """Accept on a phone: a wrong code is refused, the right one lets her in after her second step."""
    pa.goto(link)
    pa.get_by_role("button", name="Account maken").click()
    steps.fill_in(pa, {"Wat is de code": "0000 0000", "Wat is uw voornaam?": "Jo", "Wat is uw achternaam?": "Zandloper"})
    passwords(pa)
    pa.get_by_role("button", name="Account maken").click()
    expect(pa.get_by_role("link", name="Deze code klopt niet.")).to_be_visible()
    fits(pa)
    steps.fill_in(pa, {"Wat is de code": told})
    passwords(pa)
    pa.get_by_role("button", name="Account maken").click()
    secret = "".join(pa.locator(".swv-code").all_inner_texts())
    pa.get_by_label("Welke code toont de app?").fill(code(secret, time.time()))
    pa.get_by_role("button", name="App koppelen").click()
    expect(pa.get_by_role("heading", level=1)).to_contain_text("herstelcodes")
    pa.goto(link.partition("/uitnodiging/")[0])


def passwords(pa) -> None:
    for label in ("Nieuw wachtwoord", "Nieuw wachtwoord, nog een keer"):
        pa.get_by_label(label, exact=True).fill("zeven gele kano's op zolder")


def read(pa) -> None:
    """Read on a phone: what is new, until when, only her parts; nothing hangs over the edge."""
    expect(pa.get_by_role("heading", level=1)).to_have_text("Gedeeld met mij")
    expect(pa.get_by_text("Nieuw voor u")).to_be_visible()
    expect(pa.get_by_text("U leest mee tot de hulpvraag is afgerond")).to_be_visible()
    fits(pa)
    pa.get_by_role("link", name=steps.SUBJECT).click()
    expect(pa.get_by_role("heading", level=1)).to_have_text("Wolkje Sterrenzee")
    expect(pa.get_by_role("link", name="Stoppen met meelezen")).to_be_visible()
    for tab in ("Toegang", "Schoolgegevens", "Bekeken door"):
        expect(pa.get_by_role("link", name=tab, exact=True)).to_have_count(0)
    fits(pa)


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing hangs over the edge"


def let_go(ib) -> None:
    """End it with one click; no mail to her is under way any more."""
    ib.reload()
    ib.get_by_role("row", name="Jo Zandloper").get_by_role("button", name="Beëindigen").click()
    expect(ib.get_by_role("status")).to_contain_text("leest niet meer mee")
    expect(ib.get_by_role("row", name="Jo Zandloper")).to_contain_text("0 e-mails onderweg")
