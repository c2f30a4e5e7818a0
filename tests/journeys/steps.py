"""What people do in the portal, in the words on the screen, for the journeys."""

import email
import email.policy
import itertools
import re
import time
from collections.abc import Callable
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from devtools.cluster import fetch

NOT_FOUND = "Deze pagina is er niet"
KENMERK = re.compile(r"[A-Z]{1,3}-\d{4}-\d{4,6}")
POST_ROOM_SECONDS = 60  # on a machine with other work to do


# ---- getting in


def log_in(page: Page, portal, key: str) -> None:
    """Log in with password and code, and arrive at the page that this person starts on."""
    prove_password(page, portal, key)
    page.get_by_label("Code", exact=True).fill(portal.code(key))
    page.get_by_role("button", name="Doorgaan").click()
    expect(page).not_to_have_url(re.compile("/inloggen/"))


def prove_password(page: Page, portal, key: str) -> None:
    """Take the first step of the log-in only."""
    person = portal.people[key]
    page.goto(f"{portal.url}/inloggen/")
    page.get_by_label("E-mailadres").fill(person["email"])
    page.get_by_label("Wachtwoord").fill(person["password"])
    page.get_by_role("button", name="Inloggen", exact=True).click()


# ---- a hulpvraag

_birthdays = itertools.count(1)
PUPIL = {  # nobody in the demo has a name or a subject like these
    "Wat is de voornaam van de leerling?": "Wolkje",
    "Wat is de achternaam van de leerling?": "Sterrenzee",
    "In welke groep zit de leerling?": "groep 5",
}
SUBJECT = "Zandlopers en tijdsbesef"
BORN = {"Wat is de geboortedatum?": "14-03-2017"}
QUESTIONS = {
    "Waar gaat de hulpvraag over?": SUBJECT,
    "Wat wilt u bereiken?": "Aan het eind van het schooljaar deelt de leerling de tijd zelf in.",
    "Wat hebt u al gedaan?": "Tien weken met een zandloper gewerkt, elke dag kort nabesproken.",
    "Wat vraagt u van": "Wat kunnen we in de klas nog doen?",
}
PARENTS = {"Wanneer hebt u de ouders geïnformeerd?": "12-01-2026"}
PARENTS_CHOICES = {"Zijn de ouders het eens met de hulpvraag?": "Ja", "Wie heeft het gezag over de leerling?": "Beide ouders"}
VOICE = {"Waarom is er niet met de leerling gepraat?": "Het gesprek is pas na de vakantie."}
VOICE_CHOICES = {"Is er met de leerling over de hulpvraag gepraat?": "Nee"}
SECRETS = ("Wolkje", "Sterrenzee", SUBJECT)  # what no mail, title or address may hold


def fill_in(page: Page, answers: dict[str, str]) -> None:
    """Answer questions by their labels."""
    for question, answer in answers.items():
        page.get_by_label(question).fill(answer)


def choose(page: Page, choices: dict[str, str]) -> None:
    """Choose one of the answers to each of these questions."""
    for question, answer in choices.items():
        page.get_by_role("group", name=question).get_by_label(answer).check()


def begin(page: Page, portal, soort: str = "Adviesvraag") -> None:
    """Begin a hulpvraag about a new pupil, and arrive at its task list."""
    page.goto(f"{portal.url}/hulpvragen/")
    page.get_by_role("link", name="Nieuwe hulpvraag").click()
    page.get_by_role("link", name=soort, exact=True).click()
    if (new := page.get_by_role("link", name="Een nieuwe leerling")).count():
        new.click()
    page.get_by_role("button", name="Beginnen").click()


def open_part(page: Page, name: str) -> None:
    """Open a part from the task list."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def go_on(page: Page) -> None:
    """Keep a part and go on with the next."""
    page.get_by_role("button", name="Opslaan en verder").click()
    expect(page.get_by_role("status")).to_contain_text("is opgeslagen")


def complete(page: Page) -> None:
    """Fill in every part, from the task list of a new hulpvraag back to it."""
    page.get_by_role("link", name="Verder waar u was").click()
    # another birthday each time, or the page warns that this pupil has a hulpvraag already
    fill_in(page, PUPIL | {"Wat is de geboortedatum?": f"{next(_birthdays):02d}-04-2017"})
    go_on(page)
    fill_in(page, QUESTIONS)
    go_on(page)
    fill_in(page, PARENTS)
    choose(page, PARENTS_CHOICES)
    go_on(page)
    choose(page, VOICE_CHOICES)
    fill_in(page, VOICE)
    go_on(page)


def submit(page: Page) -> str:
    """Go on from the complete task list to the receipt; return the kenmerk on it."""
    page.get_by_role("link", name="Controleren en indienen").click()
    page.get_by_role("button", name="Hulpvraag indienen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hulpvraag ingediend")
    return KENMERK.search(page.get_by_role("status").inner_text())[0]


def take_step(page: Page, link: str, answers: dict[str, str] | None = None, button: str = "", choices: dict[str, str] | None = None) -> None:
    """Take a step that has a page, from the hulpvraag back to the hulpvraag; an outcome is checked first."""
    page.get_by_role("link", name=link, exact=True).click()
    fill_in(page, answers or {})
    choose(page, choices or {})
    if (check := page.get_by_role("button", name="Controleren", exact=True)).count():
        check.click()
    page.get_by_role("button", name=button or link, exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()


def expect_status(page: Page, status: str) -> None:
    """See this status in the identity card."""
    expect(page.locator(".swv-facts .swv-badge")).to_have_text(status)


def linked(page: Page) -> list[str]:
    """Return the addresses of the hulpvragen in the table, over all its pages."""
    found = []
    while True:
        found += [link.get_attribute("href") for link in page.locator("tbody a.swv-table__main").all()]
        following = page.get_by_role("link", name="Volgende")
        if not following.count():
            return found
        following.click()


# ---- what the server sends


def answer(page: Page, url: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body for this person, without what differs at every answer."""
    response = page.request.get(url, max_redirects=0)
    headers = {name: value for name, value in response.headers.items() if name != "date"}
    return response.status, headers, response.body()


# ---- mail


def wait_until(ready: Callable[[], object], what_else: str):
    """Return what `ready()` returns, as soon as it is something."""
    deadline = time.monotonic() + POST_ROOM_SECONDS
    while not (found := ready()):
        assert time.monotonic() < deadline, what_else
        time.sleep(0.1)
    return found


def mails_about(portal, kenmerk: str) -> list[EmailMessage]:
    """Return all mail about a hulpvraag, once the post room has nothing more to send about it."""
    pending = f"select 1 from notifications_outbox where kenmerk = '{kenmerk}' and state = 'pending'"
    wait_until(lambda: not fetch(portal.portal.addresses.owner, pending), f"mail about {kenmerk} is not sent")
    return [mail for mail in all_mails(portal) if kenmerk in all_text(mail)]


def all_mails(portal) -> list[EmailMessage]:
    """Return all mail that was sent, oldest first."""
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in sorted(portal.mail.glob("*.eml"))]


def link_in_mail(portal, key: str, path: str) -> str:
    """Return the link to this part of the portal from the newest mail to a person that has one."""
    link = re.compile(re.escape(portal.url + path) + r"\S+")

    def links():
        texts = [all_text(mail) for mail in all_mails(portal) if told_by(portal, mail) == [key]]
        return [link.search(text)[0] for text in texts if link.search(text)]

    return wait_until(links, f"no mail to {key} links to {path}")[-1]


def told_by(portal, mail: EmailMessage) -> list[str]:
    """Return to whom a mail goes, by their keys in the demo; an address of nobody is itself."""
    keys = {person["email"]: key for key, person in portal.people.items()}
    envelope = [address.addr_spec for name in ("To", "Cc", "Bcc") for header in mail.get_all(name, []) for address in header.addresses]
    return [keys.get(address, address) for address in envelope]


def all_text(mail: EmailMessage) -> str:
    """Return all that a mail says, headers and every part of it."""
    headers = [f"{name}: {value}" for name, value in mail.items()]
    return "\n".join(headers + [part.get_content() for part in mail.walk() if not part.is_multipart()])
