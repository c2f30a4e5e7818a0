"""Every page of this slice, as each of its readers: axe finds nothing, nothing is too wide, the console stays silent,
and no pupil's name stands in a title or an address."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from devtools import second_factor
from hulpvragen import workflow
from hulpvragen.enums import Soort, Status
from hulpvragen.views.act_table import STEPS
from tests.hulpvragen import oso_files
from tests.hulpvragen.oso_files import document, dossier, others, packed
from tests.hulpvragen.rendering.hostile import image
from tests.journeys import arrangements, steps
from tests.journeys.inspector import PHONE, Inspector

REGENBOOG, ZWALUW = "99XA00", "99XE00"
SLUGS = {step.slug for step in STEPS}
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff"
LINK = "https://www.voorbeeld.example/" + "leerling-en-onderwijs-" * 12
SECRET = re.compile(r"\b[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}\b")  # as the page shows it: groups of four
A_STEP = re.compile(rf"^/hulpvragen/[0-9a-f-]{{36}}/({'|'.join(SLUGS)})/$")


@pytest.fixture(scope="module")
def by_status_and_soort(portal_process):
    """Addresses of hulpvragen of De Regenboog."""
    return arrangements.hulpvragen_of(portal_process, REGENBOOG)


@pytest.fixture(scope="module")
def hulpvragen(by_status_and_soort):
    """One of these addresses for each status."""
    found = {status: address for (status, _), address in by_status_and_soort.items()}
    assert set(found) == set(Status.values)
    return found


@pytest.fixture(scope="module")
def zwaluw(portal_process):
    """A school without an IB'er: mail about one of its hulpvragen waits, and another mail failed."""
    arrangements.without_post(portal_process, "ib_zwaluw")
    kenmerk = arrangements.kenmerk_at(portal_process, ZWALUW)
    arrangements.stuck_mail(portal_process, kenmerk, "waiting")
    arrangements.stuck_mail(portal_process, kenmerk, "failed")
    return arrangements.hulpvragen_of(portal_process, ZWALUW)[Status.IN_BEHANDELING, Soort.ARRANGEMENT]


@pytest.fixture
def inspect(portal_process, enter):
    """`inspect("swv_behandelaar")` looks at pages as that person; its faults are asked for at the end."""
    made = []

    def go(key: str) -> Inspector:
        made.append(Inspector(enter(key), portal_process))
        return made[-1]

    yield go
    for inspector in made:
        inspector.report()


@pytest.fixture
def visitor(portal_process, open_page):
    inspector = Inspector(open_page(), portal_process)
    yield inspector
    inspector.report()


def press(inspector: Inspector, name: str | re.Pattern, role: str = "button") -> Page:
    """Press a button or a link, and look at what comes."""
    with inspector.page.expect_navigation():
        inspector.page.get_by_role(role, name=name).first.click()
    return inspector.look()


# ---- before and at the log-in


def test_the_log_in(visitor, portal_process, zwaluw):
    page = visitor.visit("/inloggen/")
    press(visitor, "Inloggen")
    expect(page.get_by_role("group", name="dingen niet goed ingevuld")).to_be_visible()
    steps.prove_password(page, portal_process, "ib_zwaluw")
    expect(page).to_have_title(re.compile("stap 2"))
    visitor.look()
    press(visitor, "Doorgaan")
    press(visitor, "Een herstelcode gebruiken")
    press(visitor, "Doorgaan")


def test_the_errors(visitor, portal_process):
    page = visitor.visit("/bestaat-niet/", 404)
    page = visitor.visit("/inloggen/")
    page.locator("main form").first.evaluate("form => form.append(Object.assign(document.createElement('input'), {name: 'challenge_device'}))")
    press(visitor, "Inloggen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit verzoek klopt niet")
    page = visitor.visit("/inloggen/")
    page.context.clear_cookies()
    press(visitor, "Inloggen")
    expect(page.get_by_role("heading", level=1)).to_have_text("U hebt geen toegang tot deze pagina.")


def test_our_own_failure(inspect, portal_process):
    inspector = inspect("directeur_regenboog")
    with arrangements.failing_account_page(portal_process):
        inspector.visit("/account/", 500)
    expect(inspector.page.get_by_role("heading", level=1)).to_have_text("Er ging iets mis")


def test_another_password(visitor, portal_process):
    page = visitor.visit("/wachtwoord-vergeten/")
    press(visitor, "Link versturen")
    steps.fill_in(page, {"E-mailadres": portal_process.people["ib_zwaluw"]["email"]})
    press(visitor, "Link versturen")
    visitor.visit(steps.link_in_mail(portal_process, "ib_zwaluw", "/wachtwoord-vergeten/"))
    press(visitor, "Wachtwoord opslaan")
    expect(page.get_by_role("group", name="dingen niet goed ingevuld")).to_be_visible()
    visitor.visit("/wachtwoord-vergeten/abc/def/")


def test_the_mail_of_the_demo(visitor, portal_process):
    steps.wait_until(lambda: steps.all_mails(portal_process), "no mail")
    visitor.visit("/demo/postvak/")
    with visitor.page.expect_navigation():
        visitor.page.locator("tbody a").first.click()
    visitor.look()


def test_a_newcomer_with_two_sides(visitor, portal_process):
    arrangements.newcomer_on_both_sides(portal_process, "swv_consulent_zuid")
    page = visitor.page
    steps.prove_password(page, portal_process, "swv_consulent_zuid")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tweede stap instellen")
    visitor.look()
    press(visitor, "App koppelen")
    secret = SECRET.search(page.locator("main").inner_text())[0]
    steps.fill_in(page, {"Welke code toont de app?": second_factor.code(secret.replace(" ", ""), time.time())})
    press(visitor, "App koppelen")
    expect(page.get_by_role("listitem").filter(has_text=re.compile(r"^\w{4}-\w{4}-\w{4}$"))).to_have_count(10)
    press(visitor, "Ik heb de codes bewaard", role="link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rol kiezen")
    press(visitor, "Doorgaan")
    page.get_by_role("radio").last.check()
    press(visitor, "Doorgaan")
    visitor.visit("/kies-rol/")
    visitor.visit("/account/")


# ---- the school


def test_the_lists_and_own_pages_of_an_ib(inspect):
    inspector = inspect("ib_regenboog")
    page = inspector.visit("/hulpvragen/")
    page.get_by_role("button", name="Mijn menu").click()
    inspector.check("with her menu open")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("button", name="Menu", exact=True).click()
    inspector.check("with the main menu open")
    for path in ("/hulpvragen/?toon=afgerond", "/hulpvragen/?toon=aan-zet", "/account/", "/account/herstelcodes/", "/account/tweede-stap/"):
        inspector.visit(path)
    inspector.visit("/account/wachtwoord/")
    press(inspector, "Wachtwoord wijzigen")
    inspector.visit("/account/bevestigen/")
    press(inspector, "Doorgaan")


def test_filing(inspect, portal_process, enter):
    inspector = inspect("ib_regenboog")
    page = inspector.visit("/hulpvragen/nieuw/")
    press(inspector, "Arrangement", role="link")
    press(inspector, "Een nieuwe leerling", role="link")
    press(inspector, "Beginnen")
    task_list = page.url
    press(inspector, "De leerling", role="link")
    steps.fill_in(page, steps.PUPIL | {"Wat is de geboortedatum?": "31-02-2018"})
    press(inspector, "Opslaan en verder")
    expect(page).to_have_title(re.compile("^Fout: 1 ding"))
    steps.fill_in(page, steps.BORN | {"In welke groep zit de leerling?": "groep 1"})
    press(inspector, "Opslaan en verder")
    page.get_by_label("Het klopt zo").check()
    press(inspector, "Opslaan en verder")
    expect(page.get_by_role("heading", level=1)).to_have_text("De hulpvraag")
    a_colleague_changes(enter("ib_regenboog"), page.url)
    steps.fill_in(page, {"Wat wilt u bereiken?": "Iets anders."})
    press(inspector, "Opslaan en terug naar de takenlijst")
    expect(page.get_by_role("heading", name="De twee versies")).to_be_visible()
    press(inspector, "Opslaan en terug naar de takenlijst")
    for part in ("De school", "De documenten", "De ouders", "De stem van de leerling"):
        inspector.visit(task_list)
        press(inspector, part, role="link")
    inspector.visit(task_list)
    press(inspector, "Controleren en indienen", role="link")
    press(inspector, "Hulpvraag indienen")
    expect(page.get_by_role("group", name="dingen zijn niet compleet")).to_be_visible()
    press(inspector, re.compile("Wijzigen.*De hulpvraag"), role="link")
    inspector.visit(task_list)
    press(inspector, "Concept verwijderen", role="link")
    press(inspector, "Concept verwijderen")
    steps.begin(page, portal_process)
    steps.complete(page)
    steps.submit(page)
    inspector.look()
    press(inspector, "Hulpvraag bekijken", role="link")


def test_an_oso_dossier(inspect):
    inspector = inspect("ib_regenboog")
    page = inspector.visit("/hulpvragen/nieuw/")
    press(inspector, "Beginnen met een OSO-dossier", role="link")
    press(inspector, "Bekijken wat erin staat")
    expect(page).to_have_title(re.compile("^Fout: 2 dingen"))
    page.get_by_label("Adviesvraag").check()
    photo = document("foto.jpg", packed("foto.jpg", image()), "Foto van het rooster")
    data = dossier(others(photo), "<nationaliteit>0001</nationaliteit><geslacht>2</geslacht>", code=REGENBOOG, names=oso_files.NAMES.replace("Fenne", "Jolijn"), born="")
    page.get_by_label("Kies het bestand").set_input_files({"name": "dossier.xml", "mimeType": "text/xml", "buffer": data})
    press(inspector, "Bekijken wat erin staat")
    page.get_by_label("Schoolloopbaan").uncheck()
    press(inspector, "Concept maken")
    expect(page.get_by_text("Het concept is gemaakt")).to_be_visible()


def test_words_without_a_space_fit(inspect, portal_process):
    inspector = inspect("ib_regenboog")
    page = inspector.page
    steps.begin(page, portal_process)
    steps.open_part(page, "De leerling")
    first, last, group = steps.PUPIL
    steps.fill_in(page, {first: LONG_NAME, last: LONG_NAME, group: "combinatiegroep-5/6"})
    press(inspector, "Opslaan en verder")
    steps.fill_in(page, dict.fromkeys(("Wat wilt u bereiken?", "Wat hebt u al gedaan?"), LINK) | {"Waar gaat de hulpvraag over?": LINK[:80]})
    press(inspector, "Opslaan en terug naar de takenlijst")
    press(inspector, "Controleren en indienen", role="link")
    inspector.visit("/hulpvragen/?toon=concepten")
    press(inspector, re.compile(f"^{LONG_NAME} {LONG_NAME}$"), role="link")
    press(inspector, "Concept verwijderen", role="link")
    press(inspector, "Concept verwijderen")


def a_colleague_changes(page: Page, url: str) -> None:
    page.goto(url)
    steps.fill_in(page, {"Wat wilt u bereiken?": "Van een collega."})
    page.get_by_role("button", name="Opslaan en terug naar de takenlijst").click()
    expect(page.get_by_role("status")).to_contain_text("is opgeslagen")


def test_what_a_soort_asks(inspect):
    inspector = inspect("swv_behandelaar")
    for path in ("/instellingen/soorten/", "/instellingen/soorten/tlv/"):
        inspector.visit(path)
    page = inspector.visit("/instellingen/soorten/overig/wijzigen/")
    press(inspector, "Nog een vraag")
    press(inspector, "Opslaan als nieuwe versie")
    expect(page.get_by_role("group", name="Er is 1 ding niet goed ingevuld")).to_be_focused()
    page.get_by_label("Wat is de vraag?").last.fill("Wie helpt er mee?")
    press(inspector, "Voorbeeld bekijken")
    expect(page.get_by_role("heading", name="Zo ziet de school het")).to_be_visible()
    press(inspector, "Opslaan als nieuwe versie")
    expect(page.get_by_role("status")).to_contain_text("Versie 2 van ‘Overige hulpvraag’ geldt nu.")


def test_a_hulpvraag_as_its_ib_sees_it(inspect, hulpvragen):
    inspector = inspect("ib_regenboog")
    for address in hulpvragen.values():
        inspector.visit(address)
    for part in ("schoolgegevens/", "bekeken/"):
        inspector.visit(hulpvragen[Status.AANVULLING] + part)
        inspector.visit(hulpvragen[Status.CONCEPT] + part)
    inspector.visit(hulpvragen[Status.INGEDIEND] + "bewerken/", 403)


@pytest.mark.parametrize("key", ["directeur_regenboog", "privacy_officer"])
def test_cards(inspect, hulpvragen, key):
    inspector = inspect(key)
    for path in ("/hulpvragen/", "/hulpvragen/?toon=afgerond", "/account/"):
        inspector.visit(path)
    for status in (Status.INGEDIEND, Status.AANVULLING, Status.LOPEND, Status.AFGEROND):
        inspector.visit(hulpvragen[status])
    inspector.visit(hulpvragen[Status.AANVULLING] + "schoolgegevens/")
    inspector.visit(hulpvragen[Status.AANVULLING] + "bekeken/", 403 if key == "directeur_regenboog" else 200)
    inspector.visit("/hulpvragen/nieuw/", 403)


def test_who_has_no_post_today(inspect, zwaluw):
    inspector = inspect("ib_zwaluw")
    inspector.visit("/")
    inspector.visit("/account/")
    inspector.visit(zwaluw, 404)


# ---- the SWV


def test_the_loket(inspect, hulpvragen, zwaluw):
    inspector = inspect("swv_behandelaar")
    for path in ("/hulpvragen/", "/hulpvragen/?toon=nieuw&sorteer=termijn", "/hulpvragen/?toon=van-mij", "/hulpvragen/?toon=onzin&na=onzin", "/e-mailnotificaties/"):
        inspector.visit(path)
    expect(inspector.page.get_by_role("button", name="Opnieuw versturen")).to_have_count(1)
    for status, address in hulpvragen.items():
        inspector.visit(address, 404 if status in workflow.DRAFT else 200)
    for part in ("", "schoolgegevens/", "bekeken/"):
        inspector.visit(zwaluw + part)
    inspector.visit("/hulpvragen/nieuw/", 403)


def test_the_day_of_the_loket(inspect):
    inspector = inspect("swv_behandelaar")
    page = inspector.visit("/vandaag/")
    press(inspector, "Begin bovenaan", role="link")
    press(inspector, "Collega laten meebehandelen", role="link")
    for path in ("/vandaag/?van=mij", "/instellingen/", "/instellingen/vakanties/", "/instellingen/vaste-consulent/"):
        inspector.visit(path)
    page.locator("main table a").first.click()
    press(inspector, "Vaste consulent opslaan")
    inspector.visit("/hulpvragen/?van=02-03-2026&tot=01-03-2026", 422)
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
    inspector.visit("/hulpvragen/?toon=nieuw")
    page.get_by_role("checkbox", name=re.compile("^Kies H-")).first.check()
    press(inspector, "Toewijzen")
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
    page.get_by_label("Toewijzen aan").select_option(index=1)
    press(inspector, "Verder")
    inspector.visit("/hulpvragen/zoeken/")
    steps.fill_in(page, {"Zoek een hulpvraag": "x"})
    press(inspector, "Zoeken")
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
    steps.fill_in(page, {"Zoek een hulpvraag": "regenboog"})
    press(inspector, "Zoeken")
    expect(page.get_by_role("heading", name="Gevonden")).to_be_visible()


def test_the_consulent(inspect):
    inspector = inspect("swv_consulent")
    page = inspector.visit("/hulpvragen/")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    inspector.look()


def test_the_beheerder(inspect):
    inspector = inspect("beheerder")
    page = inspector.visit("/scholen/")
    for path in ("/scholen/?toon=register", "/scholen/?q=zzz", "/scholen/?q=zzz&toon=register", "/hulpvragen/"):
        inspector.visit(path, 403 if path == "/hulpvragen/" else 200)
    for path in (f"/scholen/{REGENBOOG}/", f"/scholen/{ZWALUW}/", "/wijknetwerken/", "/wijknetwerken/nieuw/", "/hulp/", "/hulp/scholen/"):
        inspector.visit(path)
    inspector.visit(f"/scholen/{REGENBOOG}/telefoon/")
    steps.fill_in(page, {"Op welk nummer is de school te bereiken?": "1"})
    press(inspector, "Telefoon opslaan")
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
    inspector.visit(f"/scholen/{REGENBOOG}/wijknetwerk/")
    page.get_by_label("Geen wijknetwerk").check()
    press(inspector, "Gevolgen bekijken")
    expect(page.get_by_role("heading", name="Leest niet meer mee")).to_be_visible()
    inspector.visit(f"/scholen/{REGENBOOG}/")
    press(inspector, "Naam van het bestuur wijzigen", role="link")
    steps.fill_in(page, {"Hoe heet dit bestuur?": ""})
    press(inspector, "Naam opslaan")
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()


def test_a_change_of_people(inspect):
    inspector = inspect("directeur_regenboog")
    page = inspector.visit("/mutaties/nieuw/")
    for soort in ("vertrek", "wissel", "nieuw", "afwezig", "rol"):
        inspector.visit(f"/mutaties/nieuw/?soort={soort}")
    inspector.visit("/mutaties/nieuw/?soort=wissel")
    expect(page.get_by_label("Op welke school?")).to_be_hidden()
    page.get_by_label("Ja").check()
    expect(page.get_by_label("Op welke school?")).to_be_visible()
    page.get_by_label("Iemand anders").check()
    press(inspector, "Wijziging doorgeven")
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
    inspector.visit("/mutaties/")
    inspect("swv_mutaties").visit("/mutaties/nieuw/?soort=vertrek&school=", 422)


def test_a_mutatie_and_its_steps(inspect):
    desk = inspect("swv_mutaties")
    for toon in ("te-behandelen", "gepland", "gesloten"):
        for address in [link.get_attribute("href") for link in desk.visit(f"/mutaties/?toon={toon}").locator("a.swv-table__main").all()]:
            buttons = desk.visit(address).locator("main a.swv-button").all()
            for step in [button.get_attribute("href") for button in buttons]:
                if step.startswith(address):
                    desk.visit(step)
    successor = inspect("ib_esdoorn")
    successor.visit("/hulpvragen/")
    press(successor, "Overdracht bekijken", "link")
    board = inspect("bestuur_waaier")
    board.visit("/mutaties/")
    press(board, "Els de Graaf", "link")
    press(board, "Contactpersoon aanwijzen", "link")
    press(board, "Contactpersoon aanwijzen")


def test_a_change_reported_without_an_account(visitor):
    page = visitor.visit("/wijziging-doorgeven/")
    press(visitor, "Doorgeven")
    expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
    visitor.visit("/wijziging-doorgeven/bedankt/")


def test_the_accounts(inspect):
    inspector = inspect("beheerder")
    page = inspector.visit("/accounts/")
    for path in ("/accounts/?toon=genodigden", "/accounts/?toon=uitgezet", "/hulp/accounts/"):
        inspector.visit(path)
    inspector.visit("/accounts/")
    page.get_by_role("searchbox", name="Naam of e-mailadres").fill("postma")
    press(inspector, "Zoeken")
    press(inspector, "Karin Postma", role="link")
    expect(page.get_by_role("heading", name="Aanstellingen")).to_be_visible()
    account = page.url
    for link, button in (("Blokkeer de toegang nu", "Nu blokkeren"), ("Account beëindigen", "Account beëindigen"), ("Tweede stap herstellen", "Telefoontje vastleggen")):
        inspector.visit(account)
        press(inspector, link, role="link")
        press(inspector, button)
        expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()


def test_accounts_that_are_not_needed(inspect):
    inspector = inspect("beheerder")
    page = inspector.visit("/accounts/zonder-aanstelling/")
    press(inspector, "Gekozen accounts controleren")
    expect(page.get_by_text("Kies eerst een of meer accounts.")).to_be_visible()
    page.get_by_label("Kies Anja Kuiper").check()
    press(inspector, "Gekozen accounts controleren")
    steps.choose(page, {"Waarom?": "Wordt niet gebruikt"})
    press(inspector, "Accounts beëindigen")
    expect(page.get_by_role("heading", name="1 account beëindigd")).to_be_visible()
    inspector.visit("/accounts/?toon=uitgezet")
    press(inspector, "Anja Kuiper", role="link")
    press(inspector, "Account weer aanzetten", role="link")
    press(inspector, "Account weer aanzetten")
    expect(page.get_by_text("Het account staat weer aan.")).to_be_visible()


def test_a_stop(inspect, sessions):
    inspector = inspect("directeur_regenboog")
    page = inspector.visit(f"/scholen/{REGENBOOG}/")
    page.get_by_role("row", name="Karin Postma").get_by_role("link", name="Toegang blokkeren").click()
    inspector.look()
    steps.choose(page, {"Waarom?": "Veiligheid"})
    press(inspector, "Nu blokkeren")
    expect(page.get_by_text("0 e-mails onderweg")).to_be_visible()
    inspect("ib_vertrekt").visit("/account/")
    sessions.pop("ib_vertrekt")  # begun while she was stopped, it takes up her side on her first page only
    inspector.visit(f"/scholen/{REGENBOOG}/")
    press(inspector, "Blokkade bekijken", role="link")
    press(inspector, "Blokkade opheffen")


# ---- every step of the workflow


def test_every_step_has_a_page(inspect, by_status_and_soort, zwaluw):
    concept, filed = by_status_and_soort[Status.CONCEPT, Soort.ADVIESVRAAG], by_status_and_soort[Status.INGEDIEND, Soort.ADVIESVRAAG]
    addresses = [*by_status_and_soort.values(), zwaluw, filed + "schoolgegevens/", concept + "toegang/"]
    school = inspect("ib_regenboog")
    invite_a_colleague(school, concept)
    of_school = look_at_steps(school, addresses)
    of_swv = look_at_steps(inspect("swv_behandelaar"), addresses)
    assert of_school | of_swv == SLUGS


def invite_a_colleague(inspector: Inspector, concept: str) -> None:
    """Invite somebody to a concept: without that there is no overleg to start."""
    inspector.visit(concept + "toegang/uitnodigen/")
    for kind in ("ouder", "zorgverlener", "leerkracht"):
        page = inspector.visit(f"{concept}toegang/uitnodigen/{kind}/")
    steps.fill_in(page, dict.fromkeys(("Wat is het e-mailadres van de leerkracht?", "Typ het e-mailadres nog een keer"), "r.smit@dewaaier.example"))
    press(inspector, "Uitnodiging sturen")
    expect(page.get_by_role("status")).to_contain_text("De uitnodiging gaat naar")


# what has no fault to look at: a button alone, or a choice that is made already
NO_FAULT = {"in-behandeling-nemen", "contactpersoon-vragen", "overleg-starten", "overleg-afsluiten", "contactpersoon"}


def look_at_steps(inspector: Inspector, addresses: list[str]) -> set[str]:
    """Look at the page of each step that is offered on these hulpvragen, with its errors; return their slugs."""
    offered = {}
    for address in addresses:
        inspector.page.goto(inspector.portal.url + address)
        offered |= {A_STEP.match(path)[1]: path for path in targets(inspector.page) if A_STEP.match(path)}
    for slug, path in offered.items():
        page = inspector.visit(path)
        if slug not in NO_FAULT:
            page.locator("main form button[type=submit]").first.click()
            expect(page.get_by_role("group", name="niet goed ingevuld")).to_be_visible()
            inspector.look()
    return set(offered)


def targets(page: Page) -> list[str]:
    """Return where the links and forms of a page lead, on this site."""
    return page.eval_on_selector_all("main a[href], main form[action]", "all => all.map(one => one.getAttribute('href') || one.getAttribute('action'))")
