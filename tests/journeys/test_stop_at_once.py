"""The contactpersoon stops the access of an IB'er who is at work, with every job dead; the mail follows when they are back."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps

JOBS = ("redis", "worker", "beat")
IB, SCHOOL = "ib_regenboog", "directeur_regenboog"


@pytest.fixture(scope="module")
def jobs_dead(portal_process):
    portal_process.restart(without=JOBS)
    yield portal_process
    portal_process.restart()


def test_her_open_tab_gives_nothing_at_the_next_click_and_all_of_it_comes_back(jobs_dead, enter):
    portal = jobs_dead
    hers = enter(IB)
    hers.goto(f"{portal.url}/hulpvragen/")
    listed = steps.linked(hers)
    assert len(listed) > 10

    school = enter(SCHOOL)
    school.goto(portal.url)
    school.get_by_role("link", name="Mijn school").click()
    school.get_by_role("row", name="Marloes van Dijk").get_by_role("link", name="Toegang blokkeren").click()
    steps.choose(school, {"Waarom?": "Veiligheid"})
    school.get_by_role("button", name="Nu blokkeren").click()
    expect(school.get_by_text("0 e-mails onderweg")).to_be_visible()

    hers.get_by_role("table").get_by_role("link").first.click()
    expect(hers.get_by_role("heading", level=1)).to_have_text(steps.NOT_FOUND)
    assert {steps.answer(hers, portal.url + address)[0] for address in listed[:5]} == {404}
    hers.goto(f"{portal.url}/hulpvragen/")
    assert steps.linked(hers) == []
    hers.get_by_role("main").get_by_role("link", name="Mijn account").click()
    expect(hers.get_by_text("Uw toegang is geblokkeerd")).to_be_visible()

    school.get_by_role("button", name="Blokkade opheffen").click()
    expect(school.get_by_text("De blokkade is opgeheven.")).to_be_visible()
    hers.goto(f"{portal.url}/hulpvragen/")
    assert steps.linked(hers) == listed


def test_the_jobs_once_back_she_and_who_answers_for_her_are_told(jobs_dead, enter):
    portal = jobs_dead
    portal.restart()

    def told() -> set[tuple[str, str]]:
        return {(who, mail["Subject"]) for mail in steps.all_mails(portal) for who in steps.told_by(portal, mail) if "blok" in mail["Subject"]}

    wanted = {(IB, "Een deel van uw toegang is geblokkeerd")}
    wanted |= {(who, "De toegang van iemand is geblokkeerd") for who in ("swv_mutaties", "privacy_officer")}
    steps.wait_until(lambda: wanted <= told(), "the mail about the stop")
    assert not any(who == SCHOOL for who, _ in told()), "who did it knows"
    for mail in steps.all_mails(portal):
        if "De toegang van iemand" in mail["Subject"]:
            assert "Marloes" not in steps.all_text(mail) and "Regenboog" not in steps.all_text(mail)
