"""Looks at pages as a strict reader would: with axe, on three widths, at the console, and for names where none may be."""

import re
from urllib.parse import unquote

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from devtools.cluster import fetch

SCRIPT = Axe().axe_script
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
DESKTOP, PHONE, SMALLEST = ((1280, 900), (390, 844), (320, 640))


def names_of_pupils(portal) -> re.Pattern:
    """Return what finds the first or last name of any pupil."""
    pupils = fetch(portal.portal.addresses.owner, "select voornaam, achternaam from hulpvragen_leerling")
    names = {re.escape(name) for pupil in pupils for name in pupil if name}
    return re.compile(rf"\b({'|'.join(names)})\b", re.IGNORECASE)


class Inspector:
    """One browser that keeps what is wrong with the pages it looks at, in `faults`; `seen` counts them."""

    def __init__(self, page: Page, portal):
        self.page, self.portal = page, portal
        self.names = names_of_pupils(portal)
        self.faults: list[str] = []
        self.seen = 0
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._fault("script", str(error)))

    def visit(self, path: str, status: int = 200) -> Page:
        """Go to a page, which must answer with this status, and look at it."""
        response = self.page.goto(path if path.startswith("http") else self.portal.url + path)
        if response.status != status:
            self._fault("status", str(response.status))
        return self.look()

    def look(self) -> Page:
        """Look at the page as it stands."""
        self.seen += 1
        self._names()
        self.page.evaluate(SCRIPT)
        for size in (SMALLEST, PHONE, DESKTOP):
            self._on_a_screen(*size)
        return self.page

    def _on_a_screen(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide:
            self._fault(f"{width} px", f"{wide} px too wide")
        if width != SMALLEST[0]:
            self.check(f"{width} px")

    def check(self, where: str) -> None:
        """Run axe on the page as it stands."""
        for rule in self.page.evaluate("options => axe.run(document, options)", OPTIONS)["violations"]:
            places = "; ".join(str(node["target"]) for node in rule["nodes"][:3])
            self._fault(f"{where}, {rule['id']}", f"{rule['help']}: {places}")

    def report(self) -> None:
        """Fail when anything was wrong, or when no page was looked at."""
        assert self.seen and not self.faults, "\n".join(["faults on the pages:", *self.faults])

    def _names(self) -> None:
        for place, text in (("title", self.page.title()), ("address", unquote(self.page.url))):
            if self.names.search(text):
                self._fault(place, text)

    def _said(self, message) -> None:
        # Chromium says this of every page with an error status; `visit` looks at the status
        if not (message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url):
            self._fault("console", message.text)

    def _fault(self, kind: str, what: str) -> None:
        self.faults.append(f"{self.page.url} [{self.page.title()}] {kind}: {what}")
