"""A wissel from the report to the day after: the school reports and proposes, the desk approves, and then a date passes
with every job dead. Rik Vermeer has nothing any more, in no tab and by no cookie; Dewi Santoso goes on with all of it."""

import datetime as dt
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.test_access_ends_by_date import JOBS, PARTS, heading, open_list

LEAVER, SUCCESSOR = "ib_hazelaar", "ib_klimop"


def written(day: dt.date) -> str:
    return f"{day:%d-%m-%Y}"


@dataclass(frozen=True)
class Wissel:
    """The address of an approved mutatie, with its last day and the day after."""

    url: str
    last: str
    after: str


@dataclass(frozen=True)
class LastDay:
    """What the leaver had before him on his last day: the addresses in his list, and two tabs that stay open."""

    listed: list[str]
    list_tab: Page
    detail_tab: Page


@pytest.fixture(scope="module")
def wissel(portal_process, enter):
    """Three people play it, each in a browser of her own."""
    last = dt.date.fromisoformat(portal_process.people["ib_vertrekt"]["last_day"])  # a working day in two weeks
    school, desk = enter("directeur_hazelaar"), enter("swv_mutaties")
    report(school, portal_process, last)
    propose(school)
    approve(desk, school.url)
    return Wissel(school.url, last.isoformat(), (last + dt.timedelta(days=1)).isoformat())


def report(school: Page, portal, last: dt.date) -> None:
    school.goto(f"{portal.url}/scholen/")
    school.get_by_role("link", name="Wijziging doorgeven").first.click()
    school.get_by_role("link", name="Iemand vertrekt en een ander neemt het over").click()
    steps.choose(school, {"Wie vertrekt?": "Rik Vermeer", "Wie neemt het over?": "Iemand anders"})
    steps.choose(school, {"Gaat zij of hij verder": "Nee, of dat weet ik niet"})
    steps.fill_in(school, {
        "Wat is de laatste werkdag?": written(last),
        "Wat is de voornaam van de nieuwe collega?": "Dewi",
        "Wat is de achternaam van de nieuwe collega?": "Santoso",
        "Wat is het e-mailadres van de nieuwe collega?": portal.people[SUCCESSOR]["email"],
        "Op welke dag begint zij of hij?": written(last + dt.timedelta(days=1)),
    })
    school.get_by_role("button", name="Wijziging doorgeven").click()
    expect(school.get_by_role("status")).to_contain_text("De laatste dag met toegang staat nu vast")
    expect(heading(school)).to_have_text("Opvolging van Rik Vermeer")


def propose(school: Page) -> None:
    """Every hulpvraag has the one successor already; one is emptied and filled in again with the button."""
    school.get_by_role("link", name="Overdracht voorstellen").click()
    choices = school.locator("select[name^=regel_]")
    assert choices.count() >= 3
    assert [choices.nth(at).input_value() for at in range(choices.count())] == ["nieuw"] * choices.count()
    choices.first.select_option("")
    school.get_by_label("Vul wat leeg is met").select_option("nieuw")
    school.get_by_role("button", name="Invullen").click()
    expect(choices.first).to_have_value("nieuw")
    school.get_by_role("button", name="Voorstel versturen").click()
    expect(school.get_by_role("status")).to_contain_text("Het voorstel is verstuurd.")


def approve(desk: Page, url: str) -> None:
    desk.goto(url)
    effects = desk.get_by_role("region", name="Wat verandert er op")
    expect(effects).to_contain_text("Rik Vermeer verliest")
    expect(effects).to_contain_text("Dewi Santoso krijgt")
    desk.get_by_role("button", name="Goedkeuren en inplannen").click()
    expect(desk.get_by_role("status")).to_contain_text("Goedgekeurd en ingepland.")


@pytest.fixture(scope="module")
def last_day(portal_process, wissel, open_page):
    portal_process.restart(without=JOBS, today=wissel.last)
    list_tab = open_page()
    steps.log_in(list_tab, portal_process, LEAVER)
    listed = open_list(list_tab, portal_process)
    detail_tab = list_tab.context.new_page()
    detail_tab.goto(portal_process.url + listed[0])
    yield LastDay(listed, list_tab, detail_tab)
    portal_process.restart()


@pytest.fixture(scope="module")
def day_after(portal_process, wissel, last_day):
    portal_process.restart(without=JOBS, today=wissel.after)
    return last_day


def test_on_the_last_day_nothing_has_changed_yet(portal_process, last_day, enter):
    assert len(last_day.listed) >= 3
    successor = enter(SUCCESSOR)
    assert set(open_list(successor, portal_process)).isdisjoint(last_day.listed)
    assert steps.answer(successor, portal_process.url + last_day.listed[0])[0] == 404


def test_the_day_after_open_tabs_and_the_old_cookie_lead_nowhere(portal_process, day_after):
    day_after.list_tab.get_by_role("table").get_by_role("link").first.click()
    expect(heading(day_after.list_tab)).to_have_text(steps.NOT_FOUND)
    day_after.detail_tab.get_by_role("link", name="Schoolgegevens").click()
    expect(heading(day_after.detail_tab)).to_have_text(steps.NOT_FOUND)
    unknown = steps.answer(day_after.list_tab, portal_process.url + "/hulpvragen/00000000-0000-4000-8000-000000000000/")
    assert all(steps.answer(day_after.list_tab, portal_process.url + path) == unknown for path in day_after.listed)
    assert {steps.answer(day_after.list_tab, portal_process.url + day_after.listed[0] + part)[0] for part in PARTS} == {404}


def test_the_day_after_he_gets_in_and_finds_nothing(portal_process, day_after, open_page):
    page = open_page()
    steps.log_in(page, portal_process, LEAVER)
    assert open_list(page, portal_process) == []
    expect(page.get_by_text("U hebt vandaag geen aanstelling.")).to_be_visible()


def test_the_day_after_the_successor_has_all_of_it(portal_process, wissel, day_after, enter):
    successor = enter(SUCCESSOR)
    assert set(open_list(successor, portal_process)) > set(day_after.listed)
    successor.goto(f"{portal_process.url}/hulpvragen/")
    successor.get_by_role("link", name="Overdracht bekijken").click()
    expect(heading(successor)).to_have_text("Dit hebt u overgenomen")
    linked = {link.get_attribute("href") for link in successor.locator("h2 a").all()}
    assert linked and linked <= set(day_after.listed)
    successor.goto(wissel.url)
    expect(successor.get_by_text("U ziet alleen deze kaart.")).to_be_visible()
