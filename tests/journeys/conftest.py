"""People who are logged in already: a code works once in half a minute, so the tests of a run share sessions."""

import pytest

from tests.journeys.steps import log_in

DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def sessions():
    """Cookies by person."""
    return {}


@pytest.fixture(scope="module")
def open_page(portal_process, chromium):
    """Makes a page in a context of its own, open until the last test of the file."""
    contexts = []

    def make(**options):
        options = {"viewport": DESKTOP, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"} | options
        contexts.append(chromium.new_context(**options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def enter(portal_process, open_page, sessions):
    """`enter("ib_regenboog")` is a page of that person, past both steps."""

    def go(key: str, **options):
        if key not in sessions:
            first = open_page()
            log_in(first, portal_process, key)
            sessions[key] = first.context.storage_state()
        return open_page(storage_state=sessions[key], **options)

    return go
