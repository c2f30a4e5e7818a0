"""A hulpvraag from the first word to its end: the school files, the SWV asks and advises, the school rounds off."""

import re
import uuid
from collections import Counter
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.steps import expect_status, fill_in, take_step

ASKED, ANSWERED = "Op welke momenten van de dag gaat het mis?", "Vooral na de pauze."
ADVICE = "Werk met een dagrooster met plaatjes, want dat geeft houvast."
CONTENT = (*steps.SECRETS, ASKED, ANSWERED, ADVICE)
FORGOTTEN = "Waarom is er niet met de leerling gepraat?"


@dataclass(frozen=True)
class Story:
    """A hulpvraag that has come to its end."""

    url: str
    kenmerk: str


@pytest.fixture(scope="module")
def story(portal_process, enter):
    """Three people play it, each in a browser of her own."""
    ib, swv = enter("ib_regenboog"), enter("swv_behandelaar")
    begin_concept(ib, portal_process)
    complete_concept(ib, portal_process)
    kenmerk = steps.submit(ib)
    ib.get_by_role("link", name="Hulpvraag bekijken").click()
    ask(swv, ib.url)
    reply(ib)
    advise(swv)
    round_off(ib)
    return Story(ib.url, kenmerk)


def begin_concept(ib: Page, portal) -> None:
    steps.begin(ib, portal)
    fill_in(ib, steps.PUPIL)
    steps.choose(ib, {"Wat voor hulpvraag is het?": "Adviesvraag"})
    ib.get_by_role("button", name="Concept bewaren").click()
    expect(ib.get_by_role("status")).to_have_text("Uw concept is bewaard.")


def complete_concept(ib: Page, portal) -> None:
    """Come back another time, see what is missing, and fill that in; all but one answer at first."""
    ib.goto(f"{portal.url}/hulpvragen/?toon=concepten")
    ib.get_by_role("row", name="Wolkje Sterrenzee").get_by_role("link").click()
    ib.get_by_role("link", name="Verder met de hulpvraag").click()
    ib.get_by_role("button", name="Verder: controleren").click()
    gaps = ib.get_by_role("group", name="dingen zijn niet compleet")
    expect(gaps.get_by_role("listitem")).to_have_count(8)
    gaps.get_by_role("link", name="Vul in wat u wilt bereiken").click()
    fill_in(ib, steps.BORN | {question: text for question, text in steps.QUESTIONS.items() if question != FORGOTTEN})
    steps.choose(ib, steps.CHOICES)
    ib.get_by_role("button", name="Verder: controleren").click()
    ib.get_by_role("button", name="Hulpvraag indienen").click()
    expect(ib).to_have_title(re.compile("^Fout: nog niet compleet"))
    expect(ib.get_by_role("group", name="Nog 1 ding is niet compleet")).to_be_visible()
    ib.get_by_role("link", name="Vul in waarom er niet met de leerling is gepraat").click()
    fill_in(ib, {FORGOTTEN: steps.QUESTIONS[FORGOTTEN]})


def ask(swv: Page, url: str) -> None:
    swv.goto(url)
    expect(swv.get_by_role("heading", level=1)).to_have_text("Wolkje Sterrenzee")
    swv.get_by_role("button", name="In behandeling nemen").click()
    expect_status(swv, "In behandeling")
    in_a_week = swv.evaluate("new Date(Date.now() + 7 * 864e5).toLocaleDateString('nl-NL')")
    take_step(swv, "Aanvulling vragen", {"Wat hebt u van de school nodig?": ASKED, "Tot en met welke dag": in_a_week}, "Vraag versturen")
    expect_status(swv, "Aanvulling gevraagd")


def reply(ib: Page) -> None:
    ib.reload()
    ib.get_by_role("link", name="Aanvulling versturen").click()
    expect(ib.get_by_role("region", name="De vraag van PPO Voorbeeldstad")).to_contain_text(ASKED)
    fill_in(ib, {"Wat is uw antwoord?": ANSWERED})
    ib.get_by_role("button", name="Aanvulling versturen").click()
    expect_status(ib, "In behandeling")


def advise(swv: Page) -> None:
    swv.reload()
    expect(swv.get_by_role("region", name="Vragen en antwoorden")).to_contain_text(ANSWERED)
    take_step(swv, "Advies uitbrengen", {"Wat is uw advies?": ADVICE})
    expect_status(swv, "Advies uitgebracht")


def round_off(ib: Page) -> None:
    ib.reload()
    expect(ib.get_by_role("region", name="Uitkomst van PPO Voorbeeldstad")).to_contain_text(ADVICE)
    take_step(ib, "Hulpvraag afronden")
    expect_status(ib, "Afgerond")


def test_exactly_who_must_know_has_had_mail(portal_process, story):
    mails = steps.mails_about(portal_process, story.kenmerk)
    told = Counter((who, mail["Subject"]) for mail in mails for who in steps.told_by(portal_process, mail))
    assert told == Counter([
        ("ib_regenboog", f"Ontvangstbevestiging van hulpvraag {story.kenmerk}"),
        ("swv_behandelaar", f"Nieuw bij het loket: hulpvraag {story.kenmerk}"),
        ("swv_loket2", f"Nieuw bij het loket: hulpvraag {story.kenmerk}"),
        ("ib_regenboog", f"In behandeling: hulpvraag {story.kenmerk}"),
        ("ib_regenboog", f"Er is een vraag aan u in hulpvraag {story.kenmerk}"),
        ("swv_behandelaar", f"Er is een aanvulling bij hulpvraag {story.kenmerk}"),
        ("ib_regenboog", f"Er is een advies bij hulpvraag {story.kenmerk}"),
        ("swv_behandelaar", f"Afgerond: hulpvraag {story.kenmerk}"),
    ])  # fmt: skip


def test_no_mail_tells_about_the_pupil(portal_process, story):
    mails = steps.mails_about(portal_process, story.kenmerk)
    said = "\n".join(map(steps.all_text, mails)).lower()
    assert [secret for secret in CONTENT if secret.lower() in said] == []


def test_the_contactpersoon_sees_a_card(enter, story):
    page = enter("directeur_regenboog")
    page.goto(story.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Hulpvraag {story.kenmerk}")
    assert [secret for secret in CONTENT if secret in page.content()] == []


def test_another_school_gets_the_answer_of_an_unknown_address(portal_process, enter, story):
    page = enter("ib_andere_school")
    unknown = f"{portal_process.url}/hulpvragen/{uuid.uuid4()}/"
    for part in ("", "schoolgegevens/", "bekeken/", "bewerken/", "controleren/", "ingediend/", "verwijderen/", "heropenen/"):
        status, *_ = invisible = steps.answer(page, story.url + part)
        assert (status, invisible) == (404, steps.answer(page, unknown + part))


def test_the_school_sees_who_looked(enter, story):
    page = enter("ib_regenboog")
    page.goto(f"{story.url}bekeken/")
    expect(page.get_by_role("row", name="Hans de Wit").first).to_be_visible()
    expect(page.get_by_role("row", name="Samira Haddad")).to_have_count(0)
