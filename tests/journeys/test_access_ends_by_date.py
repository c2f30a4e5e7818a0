"""Karin Postma leaves: her access and her mail end by the date alone, with every job dead, and Yusuf Demir goes on."""

import datetime as dt
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps

JOBS = ("redis", "worker", "beat")
PARTS = ("", "schoolgegevens/", "bekeken/", "bewerken/", "controleren/", "ingediend/", "verwijderen/", "intrekken/", "contactpersoon/")
HER_PUPIL = "Fleur van Hout"  # Karin filed that hulpvraag, so she is its contact until her last day
TYPED = "Dit antwoord komt een dag te laat."


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def open_list(page: Page, portal) -> list[str]:
    page.goto(f"{portal.url}/hulpvragen/")
    return steps.linked(page)


@dataclass(frozen=True)
class LastDay:
    """What Karin had before her on her last day: the addresses in her list, and two tabs that stay open."""

    listed: list[str]
    list_tab: Page
    form_tab: Page


@pytest.fixture(scope="module")
def days(portal_process):
    """Her last day and the day after."""
    last = dt.date.fromisoformat(portal_process.people["ib_vertrekt"]["last_day"])
    return last.isoformat(), (last + dt.timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def last_day(portal_process, open_page, days):
    portal_process.restart(without=JOBS, today=days[0])
    list_tab = open_page()
    steps.log_in(list_tab, portal_process, "ib_vertrekt")
    form_tab = list_tab.context.new_page()
    form_tab.goto(portal_process.url)
    form_tab.get_by_role("link", name="Beantwoord de vraag").first.click()
    form_tab.get_by_role("link", name="Aanvulling versturen").click()
    steps.fill_in(form_tab, {"Wat is uw antwoord?": TYPED})
    yield LastDay(open_list(list_tab, portal_process), list_tab, form_tab)
    portal_process.restart()


@pytest.fixture(scope="module")
def day_after(portal_process, last_day, days):
    portal_process.restart(without=JOBS, today=days[1])
    return last_day


@pytest.fixture(scope="module")
def day_after_with_jobs(portal_process, day_after, days):
    portal_process.restart(today=days[1])
    return day_after


def test_on_her_last_day_it_is_still_hers_alone(portal_process, last_day, enter):
    assert len(last_day.listed) > 10
    successor = enter("ib_opvolger")
    assert set(open_list(successor, portal_process)).isdisjoint(last_day.listed)
    assert steps.answer(successor, portal_process.url + last_day.listed[0])[0] == 404


def test_the_day_after_her_open_tabs_lead_nowhere(day_after):
    day_after.list_tab.get_by_role("table").get_by_role("link").first.click()
    expect(heading(day_after.list_tab)).to_have_text(steps.NOT_FOUND)
    day_after.form_tab.get_by_role("button", name="Aanvulling versturen").click()
    expect(heading(day_after.form_tab)).to_have_text(steps.NOT_FOUND)


@pytest.mark.parametrize("session", ["old", "new"])
def test_the_day_after_she_gets_in_and_finds_nothing(portal_process, day_after, open_page, session):
    page = day_after.list_tab
    if session == "new":
        page = open_page()
        steps.log_in(page, portal_process, "ib_vertrekt")
    assert open_list(page, portal_process) == []
    expect(page.get_by_text("U hebt vandaag geen aanstelling.")).to_be_visible()
    unknown = portal_process.url + "/hulpvragen/00000000-0000-4000-8000-000000000000/"
    for part in PARTS:
        assert steps.answer(page, unknown + part)[0] == 404
    refused = steps.answer(page, unknown)
    answers = [steps.answer(page, portal_process.url + path) for path in day_after.listed]
    assert all(one == refused for one in answers)
    assert {steps.answer(page, portal_process.url + day_after.listed[0] + part)[0] for part in PARTS} == {404}


def test_the_day_after_her_successor_sees_all(portal_process, day_after, enter):
    successor = enter("ib_opvolger")
    found = open_list(successor, portal_process)
    assert set(found) > set(day_after.listed)
    assert set(open_list(enter("ib_regenboog"), portal_process)) == set(day_after.listed)
    successor.goto(day_after.form_tab.url.removesuffix("aanvulling-versturen/"))
    steps.expect_status(successor, "Aanvulling gevraagd")
    expect(successor.get_by_role("link", name="Aanvulling versturen")).to_be_visible()
    assert TYPED not in successor.content()


def test_the_day_after_mail_goes_to_her_successor(portal_process, day_after_with_jobs, enter):
    swv = enter("swv_behandelaar")
    swv.goto(f"{portal_process.url}/hulpvragen/?toon=nieuw")
    swv.get_by_role("link", name=HER_PUPIL).click()
    expect(heading(swv)).to_have_text(HER_PUPIL)
    kenmerk = steps.KENMERK.search(swv.title())[0]
    before = len(steps.mails_about(portal_process, kenmerk))
    swv.get_by_role("button", name="In behandeling nemen").click()
    steps.expect_status(swv, "In behandeling")
    mails = steps.mails_about(portal_process, kenmerk)
    assert [steps.told_by(portal_process, mail) for mail in mails[before:]] == [["ib_opvolger"]]
