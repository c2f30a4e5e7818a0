"""People who are logged in already: a code works once in half a minute, so the tests of a run share sessions."""

import pytest

from tests.journeys.steps import log_in

DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def sessions():
    """Cookies by person."""
    return {}


@pytest.fixture
def enter(portal_process, new_page, sessions):
    """`enter("ib_regenboog")` is a page of that person, past both steps."""

    def go(key: str, **options):
        if key not in sessions:
            first = new_page(viewport=DESKTOP)
            log_in(first, portal_process, key)
            sessions[key] = first.context.storage_state()
        return new_page(viewport=DESKTOP, storage_state=sessions[key], **options)

    return go
