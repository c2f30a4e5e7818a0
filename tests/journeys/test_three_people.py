"""A hulpvraag from the first word to its end: the school files, the SWV asks and advises, the school rounds off."""

import re
import uuid
from collections import Counter
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.steps import choose, expect_status, fill_in, take_step

ASKED, ANSWERED = "Op welke momenten van de dag gaat het mis?", "Vooral na de pauze."
WHY = "We willen een advies geven dat bij de dag past."
ADVICE = "Werk met een dagrooster met plaatjes, want dat geeft houvast."
CONTENT = (*steps.SECRETS, ASKED, WHY, ANSWERED, ADVICE)


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
    """Name the pupil, and leave the rest for another time."""
    steps.begin(ib, portal)
    steps.open_part(ib, "De leerling")
    fill_in(ib, steps.PUPIL)
    ib.get_by_role("button", name="Opslaan en terug naar de takenlijst").click()
    expect(ib.get_by_role("status")).to_have_text("‘De leerling’ is opgeslagen, maar nog niet compleet.")


def complete_concept(ib: Page, portal) -> None:
    """Come back another time, see what is missing, and fill that in; all but one answer at first."""
    ib.goto(f"{portal.url}/hulpvragen/?toon=concepten")
    ib.get_by_role("row", name="Wolkje Sterrenzee").get_by_role("link").first.click()  # the newest: other journeys leave theirs
    ib.get_by_role("link", name="Verder met de hulpvraag").click()
    expect(ib.get_by_text("1 van 5 compleet")).to_be_visible()
    ib.get_by_role("link", name="Controleren en indienen").click()
    gaps = ib.get_by_role("group", name="dingen zijn niet compleet")
    expect(gaps.get_by_role("listitem")).to_have_count(9)
    gaps.get_by_role("link", name="Vul een antwoord in bij ‘Wat wilt u bereiken?’").click()
    expect(ib.get_by_label("Wat wilt u bereiken?")).to_be_focused()
    fill_in(ib, steps.QUESTIONS)
    steps.go_on(ib)
    fill_in(ib, steps.PARENTS)
    steps.choose(ib, steps.PARENTS_CHOICES)
    steps.go_on(ib)
    steps.choose(ib, steps.VOICE_CHOICES)
    ib.get_by_role("button", name="Opslaan en verder").click()
    ib.get_by_role("link", name="Verder waar u was").click()
    expect(ib.get_by_role("heading", level=1)).to_have_text("De stem van de leerling")
    ib.go_back()
    steps.open_part(ib, "De leerling")
    fill_in(ib, steps.BORN)
    ib.get_by_role("button", name="Opslaan en terug naar de takenlijst").click()
    ib.get_by_role("link", name="Controleren en indienen").click()
    ib.get_by_role("button", name="Hulpvraag indienen").click()
    expect(ib).to_have_title(re.compile("^Fout: nog niet compleet"))
    expect(ib.get_by_role("group", name="Nog 1 ding is niet compleet")).to_be_visible()
    ib.get_by_role("link", name="Vul in waarom er niet met de leerling is gepraat").click()
    fill_in(ib, steps.VOICE)
    steps.go_on(ib)


def ask(swv: Page, url: str) -> None:
    swv.goto(url)
    expect(swv.get_by_role("heading", level=1)).to_have_text("Wolkje Sterrenzee")
    swv.get_by_role("button", name="In behandeling nemen").click()
    expect_status(swv, "In behandeling")
    in_a_week = swv.evaluate("new Date(Date.now() + 7 * 864e5).toLocaleDateString('nl-NL')")
    asked = {"Wat hebt u van de school nodig?": ASKED, "Waarom hebt u dit nodig?": WHY, "Tot en met welke dag": in_a_week}
    take_step(swv, "Aanvulling vragen", asked, "Vraag versturen")
    expect_status(swv, "Aanvulling gevraagd")


def reply(ib: Page) -> None:
    ib.reload()
    ib.get_by_role("link", name="Aanvulling versturen").click()
    expect(ib.get_by_role("region", name="De vraag van PPO Voorbeeldstad")).to_contain_text(WHY)
    choose(ib, {f"1. {ASKED}": "Ja, mijn antwoord staat hieronder"})
    fill_in(ib, {"Uw antwoord bij punt 1": ANSWERED})
    ib.get_by_role("button", name="Aanvulling versturen").click()
    expect_status(ib, "In behandeling")


def advise(swv: Page) -> None:
    swv.reload()
    expect(swv.get_by_role("region", name="Vragen en antwoorden")).to_contain_text(ANSWERED)
    take_step(swv, "Advies uitbrengen", {"Wat is uw advies?": ADVICE}, choices={"Krijgen de ouders een afschrift?": "Het afschrift volgt"})
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
