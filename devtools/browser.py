"""Finds a Chromium for the journeys. It never answers "none, so skip": no browser is a failure."""

import os
import shutil
import subprocess
from dataclasses import dataclass

from . import packaged_chromium
from .programs import DevError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ADVICE = """no Chromium or Chrome was found, and none could be fetched ({reason}).
Install one (Debian: apt-get install chromium; elsewhere: .venv/bin/playwright install chromium),
or say where it is (PORTAL_CHROMIUM=/path/to/chrome),
or leave the journeys out: python3 dev.py test --no-browser"""


@dataclass(frozen=True)
class Browser:
    """`libraries` is the folder of the libraries it brings along, or ""."""

    path: str
    libraries: str = ""

    def works(self) -> bool:
        env = os.environ | ({"LD_LIBRARY_PATH": self.libraries} if self.libraries else {})
        try:
            result = subprocess.run([self.path, "--version"], capture_output=True, text=True, timeout=60, env=env)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return result.returncode == 0 and "Chrom" in result.stdout


def find() -> Browser:
    """Return a browser that works: the one asked for, one of this machine, or one from a package."""
    if chosen := os.environ.get("PORTAL_CHROMIUM"):
        if not Browser(chosen).works():
            raise DevError(f"PORTAL_CHROMIUM={chosen} does not run")
        return Browser(chosen)
    return on_this_machine() or from_package()


def on_this_machine() -> Browser | None:
    paths = [path for name in NAMES if (path := shutil.which(name))]
    candidates = [Browser(path) for path in (*paths, playwrights_own())]
    return next((browser for browser in candidates if browser.works()), None)


def playwrights_own() -> str:
    """Return where `playwright install chromium` would have put its browser."""
    from playwright.sync_api import sync_playwright  # heavy; only when asked for

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def from_package() -> Browser:
    try:
        folder = packaged_chromium.fetch()
    except DevError as error:
        raise DevError(ADVICE.format(reason=error)) from error
    browser = Browser(str(folder / "chromium"), str(folder / "al2023" / "lib"))
    if not browser.works():
        raise DevError(ADVICE.format(reason="the packaged one does not run here"))
    return browser
