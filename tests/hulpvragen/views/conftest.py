"""The pages of hulpvragen as their readers meet them, in the small fixed world."""

import uuid

import pytest
from django.urls import reverse

from devtools.harness import WebClient
from tests import world


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def enter(w):
    """`enter("marloes", "school")` is a browser of that person, past both steps."""

    def go(name: str, zijde: str) -> WebClient:
        return WebClient().enter(getattr(w.people, name), zijde)

    return go


@pytest.fixture
def ib(enter):
    return enter("marloes", "school")


@pytest.fixture
def loket(enter):
    return enter("hans", "swv")


@pytest.fixture
def outsider(enter):
    """An IB'er of another board, who must never get in."""
    return enter("buiten", "school")


@pytest.fixture
def same_as_unknown():
    """Hold an answer against that for an address that nobody ever gave out, byte for byte."""

    def check(client: WebClient, name: str, hulpvraag, **kwargs):
        invisible = client.get(reverse(name, kwargs={"hulpvraag_id": hulpvraag.pk, **kwargs}))
        unknown = client.get(reverse(name, kwargs={"hulpvraag_id": uuid.uuid4(), **kwargs}))
        assert invisible.status_code == unknown.status_code == 404
        assert invisible.content == unknown.content
        assert dict(invisible.headers) == dict(unknown.headers)

    return check
