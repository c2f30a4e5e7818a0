"""A hulpvraag from the first word to its end: the school files, the SWV asks and advises, the school rounds off."""

import re
import uuid
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import (
    BORN,
    CHOICES,
    NOT_FOUND,
    PUPIL,
    QUESTIONS,
    SECRETS,
    SUBJECT,
    all_text,
    answer,
    begin,
    choose,
    fill_in,
    mails_about,
    status_of,
    submit,
    take_step,
)

ASKED, ANSWERED = "Op welke momenten van de dag gaat het mis?", "Vooral na de pauze."
ADVICE = "Werk met een dagrooster met plaatjes, want dat geeft houvast."


@pytest.fixture(scope="module")
def story():
    """What one part of the story leaves behind for the next."""
    return {}


def test_a_concept_is_kept_completed_and_filed(portal_process, enter, story):
    page = enter("ib_regenboog")
    begin(page, portal_process)
    fill_in(page, PUPIL)
    choose(page, {"Wat voor hulpvraag is het?": "Adviesvraag"})
    page.get_by_role("button", name="Concept bewaren").click()
    expect(page.get_by_role("status")).to_have_text("Uw concept is bewaard.")

    page.goto(f"{portal_process.url}/hulpvragen/?toon=concepten")
    page.get_by_role("row", name="Wolkje Sterrenzee").get_by_role("link").click()
    page.get_by_role("link", name="Verder met de hulpvraag").click()
    page.get_by_role("button", name="Verder: controleren").click()
    gaps = page.get_by_role("group", name="dingen zijn niet compleet")
    expect(gaps.get_by_role("listitem")).to_have_count(8)
    gaps.get_by_role("link", name="Vul in wat u wilt bereiken").click()
    expect(page.get_by_label("Wat wilt u bereiken?")).to_be_focused()

    fill_in(page, BORN | {label: text for label, text in QUESTIONS.items() if "niet met de leerling" not in label})
    choose(page, CHOICES)
    page.get_by_role("button", name="Verder: controleren").click()
    expect(page.get_by_role("group", name="Nog 1 ding is niet compleet")).to_contain_text("waarom er niet met de leerling is gepraat")
    page.get_by_role("button", name="Hulpvraag indienen").click()
    expect(page).to_have_title(re.compile("^Fout: nog niet compleet"))
    page.get_by_role("link", name="Vul in waarom er niet met de leerling is gepraat").click()
    fill_in(page, {label: text for label, text in QUESTIONS.items() if "niet met de leerling" in label})
    story["kenmerk"] = submit(page)
    page.get_by_role("link", name="Hulpvraag bekijken").click()
    story["url"] = page.url


def test_the_swv_takes_it_and_asks(enter, story):
    page = enter("swv_behandelaar")
    page.goto(story["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Wolkje Sterrenzee")
    page.get_by_role("button", name="In behandeling nemen").click()
    assert status_of(page) == "In behandeling"
    take_step(page, "Aanvulling vragen", "Vraag versturen",
              {"Wat hebt u van de school nodig?": ASKED, "Tot en met welke dag": story_day(page)})
    assert status_of(page) == "Aanvulling gevraagd"


def story_day(page) -> str:
    """Return a day within the term, as the browser's reader would type it."""
    return page.evaluate("new Date(Date.now() + 7 * 864e5).toLocaleDateString('nl-NL', {timeZone: 'Europe/Amsterdam'})")


def test_the_school_answers(enter, story):
    page = enter("ib_regenboog")
    page.goto(story["url"])
    page.get_by_role("link", name="Aanvulling versturen").click()
    expect(page.get_by_role("region", name="De vraag van PPO Voorbeeldstad")).to_contain_text(ASKED)
    fill_in(page, {"Wat is uw antwoord?": ANSWERED})
    page.get_by_role("button", name="Aanvulling versturen").click()
    assert status_of(page) == "In behandeling"
    expect(page.get_by_role("region", name="Vragen en antwoorden")).to_contain_text(ANSWERED)


def test_the_swv_advises(enter, story):
    page = enter("swv_behandelaar")
    page.goto(story["url"])
    expect(page.get_by_role("region", name="Vragen en antwoorden")).to_contain_text(ANSWERED)
    take_step(page, "Advies uitbrengen", "Advies uitbrengen", {"Wat is uw advies?": ADVICE})
    assert status_of(page) == "Advies uitgebracht"


def test_the_school_reads_and_rounds_off(enter, story):
    page = enter("ib_regenboog")
    page.goto(story["url"])
    expect(page.get_by_role("region", name="Uitkomst van PPO Voorbeeldstad")).to_contain_text(ADVICE)
    take_step(page, "Hulpvraag afronden", "Hulpvraag afronden")
    assert status_of(page) == "Afgerond"


def test_the_contactpersoon_sees_a_card(enter, story):
    page = enter("directeur_regenboog")
    page.goto(story["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hulpvraag {story['kenmerk']}")
    for secret in (*SECRETS, ASKED, ANSWERED, ADVICE):
        assert secret not in page.content()


def test_another_school_gets_the_answer_of_an_unknown_address(portal_process, enter, story):
    page = enter("ib_andere_school")
    page.goto(story["url"])
    expect(page.get_by_role("heading", level=1)).to_have_text(NOT_FOUND)
    unknown = f"{portal_process.url}/hulpvragen/{uuid.uuid4()}/"
    for part in ("", "schoolgegevens/", "bekeken/", "bewerken/", "controleren/", "ingediend/", "verwijderen/", "heropenen/"):
        assert answer(page, story["url"] + part) == answer(page, unknown + part)


def test_exactly_who_must_know_has_had_mail(portal_process, story):
    mails = mails_about(portal_process, story["kenmerk"])
    told = Counter((who, mail["Subject"].split(story["kenmerk"])[0]) for mail in mails for who in keys_of(portal_process, mail))
    assert told == Counter({
        ("ib_regenboog", "Ontvangstbevestiging van hulpvraag "): 1,
        ("swv_behandelaar", "Nieuw bij het loket: hulpvraag "): 1,
        ("swv_loket2", "Nieuw bij het loket: hulpvraag "): 1,
        ("ib_regenboog", "In behandeling: hulpvraag "): 1,
        ("ib_regenboog", "Er is een vraag aan u in hulpvraag "): 1,
        ("swv_behandelaar", "Er is een aanvulling bij hulpvraag "): 1,
        ("ib_regenboog", "Er is een advies bij hulpvraag "): 1,
        ("swv_behandelaar", "Afgerond: hulpvraag "): 1,
    })


def keys_of(portal, mail) -> list[str]:
    """Return to whom a mail goes, by their keys in the demo."""
    addressed = {address.addr_spec for address in mail["To"].addresses}
    assert not (mail["Cc"] or mail["Bcc"])
    return [key for key, person in portal.people.items() if person["email"] in addressed]


def test_no_mail_tells_about_the_pupil(portal_process, story):
    mails = mails_about(portal_process, story["kenmerk"])
    assert mails
    for mail in mails:
        said = all_text(mail)
        assert story["kenmerk"] in said
        for secret in (*SECRETS, ASKED, ANSWERED, ADVICE):
            assert secret.lower() not in said.lower()


def test_the_school_sees_who_looked(enter, story):
    page = enter("ib_regenboog")
    page.goto(f"{story['url']}bekeken/")
    for name in ("Hans de Wit", "Peter Schouten", "Marloes van Dijk"):
        expect(page.get_by_role("row", name=name).first).to_be_visible()
    expect(page.get_by_role("row", name="Samira Haddad")).to_have_count(0)
