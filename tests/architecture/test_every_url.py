"""Every URL, asked as every kind of person, in every relation to every hulpvraag of the world.

Expected answers come from docs/rights.toml through the oracle. A URL without a stated access,
or one that nobody tried, fails. Each row holds loud names that must not reach who may not know.
"""

import datetime as dt
import uuid
from collections import Counter

import pytest
from django.urls import reverse

from hulpvragen.models import Hulpvraag
from portal.checks import patterns
from portal.lib import clock
from portal.lib.http import Access
from tests import oracle
from tests import world as the_world
from tests.hulpvragen import worlds

pytestmark = pytest.mark.django_db
EVERYTHING = uuid.UUID(int=0)
LOUD = (b"Luidkeels", b"Verweg", b"Interne notitie")
ON_A_HULPVRAAG = [(route, p) for route, p in patterns() if "<uuid:hulpvraag_id>" in route]
ELSEWHERE = [(route, p) for route, p in patterns() if "<uuid:hulpvraag_id>" not in route]
ASKERS = [
    ("marloes", "school"), ("karin", "school"), ("vertrokken", "school"), ("komt", "school"), ("directeur", "school"), ("eik", "school"),
    ("buiten", "school"), ("geschorst", "school"), ("niemand", None), ("hans", "swv"), ("lotte", "swv"), ("noord", "swv"), ("los", "swv"),
    ("mutaties", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("dubbel", "school"), ("dubbel", "swv"), ("ouder", "gast"),
]
counted: Counter = Counter()


@pytest.fixture
def w(db):
    return the_world.get()


@pytest.fixture
def truth(w):
    people = list(vars(w.people).values())
    return oracle.Oracle(worlds.as_oracle(people, EVERYTHING), clock.today(), clock.now() + dt.timedelta(seconds=1))


def _access(pattern) -> Access:
    return pattern.callback.access


def _no_loud_name(response, where: str) -> None:
    for name in LOUD:
        assert name not in response.content, where


def test_every_url_states_its_access():
    assert len(ON_A_HULPVRAAG) >= 15
    assert len(ELSEWHERE) >= 15
    for route, pattern in patterns():
        assert isinstance(getattr(pattern.callback, "access", None), Access), route


def test_anonymous_and_half_way_reach_no_data(web, w):
    half = web.__class__()
    half.force_login(w.people.marloes, "django.contrib.auth.backends.ModelBackend")
    for route, pattern in patterns():
        path = "/" + route.replace("<uuid:hulpvraag_id>", str(uuid.uuid4())).replace("<uuid:outbox_id>", str(uuid.uuid4()))
        path = path.replace("<uuid:pk>", str(uuid.uuid4())).replace("<str:code>", "99XA00").replace("<uidb64>/<token>", "a/b-c")
        session = _access(pattern).session
        for client, allowed in ((web, {"open"}), (half, {"open", "half"})):
            for method in (client.get, client.post):
                response = method(path)
                counted["closed"] += 1
                _no_loud_name(response, path)
                if session not in allowed:
                    assert response.status_code == 302, f"{path}: {response.status_code}"
                    assert response.url.startswith(("/inloggen/", "/account/tweede-stap/"))
    assert counted["closed"] >= 4 * len(list(patterns()))


def _expected(access: Access, truth, person, zijde, hulpvraag: Hulpvraag) -> set[int]:
    """Return the statuses that the matrix lets this answer have."""
    level = truth.level(person.pk, zijde, hulpvraag.pk)
    if level is None:
        return {404}
    if access.right in ("card", "content"):
        return {200} if truth.level(person.pk, zijde, hulpvraag.pk, access.object) else {403}
    if truth.may_now(person.pk, zijde, access.right, hulpvraag.pk):
        return {200, 302}
    return {403}


@pytest.mark.parametrize(("name", "zijde"), ASKERS, ids=lambda value: str(value))
def test_on_a_hulpvraag_as_every_person(web, w, truth, name, zijde):
    person = getattr(w.people, name)
    web.enter(person, zijde)
    for hulpvraag in [*w.hulpvragen.values(), w.elsewhere]:
        readable = truth.level(person.pk, zijde, hulpvraag.pk) == "content"
        for _route, pattern in ON_A_HULPVRAAG:
            kwargs = {"hulpvraag_id": hulpvraag.pk}
            path = "/" + _route.replace("<uuid:hulpvraag_id>", str(kwargs["hulpvraag_id"]))
            response = web.get(path)
            expected = _expected(_access(pattern), truth, person, zijde, hulpvraag)
            if pattern.name == "receipt" and response.status_code == 302:
                expected = expected | {302}  # nothing was filed yet: on to the page itself
            counted["cells"] += 1
            where = f"{name} ({zijde}) {hulpvraag.status} {path}: {response.status_code}"
            assert response.status_code in expected, f"{where}, expected {expected}"
            if not readable:
                _no_loud_name(response, where)
            elif response.status_code == 200 and pattern.name == "detail":
                loud = b"Verweg" if hulpvraag == w.elsewhere else b"Luidkeels"
                assert loud in response.content, f"{where}: the right person gets in"


def test_the_walk_walked():
    assert counted["cells"] >= len(ASKERS) * len(ON_A_HULPVRAAG) * 10
    print(f"\n0 of {counted['cells']} (person x hulpvraag x URL) answered otherwise than the matrix; {counted['closed']} closed doors tried")


@pytest.mark.parametrize(("name", "zijde"), ASKERS, ids=lambda value: str(value))
def test_elsewhere_no_loud_name_of_others(web, w, truth, name, zijde):
    person = getattr(w.people, name)
    web.enter(person, zijde)
    seen = truth.visible(person.pk, zijde)
    for path in (reverse("hulpvragen:list"), reverse("hulpvragen:new"), reverse("outbox"), reverse("accounts:account"), reverse("accounts:schools"), "/"):
        response = web.get(path, follow=True)
        assert response.status_code in (200, 403), f"{name} {path}: {response.status_code}"
        if "content" not in seen.values():
            _no_loud_name(response, f"{name} ({zijde}) {path}")
        assert b"Verweg" not in response.content or seen.get(w.elsewhere.pk) == "content"


def test_what_is_not_visible_is_byte_for_byte_unknown(web, w):
    web.enter(w.people.buiten, "school")
    there = w.hulpvragen["in_behandeling"].pk
    for name in ("detail", "school_data", "viewed_by"):
        hidden, unknown = (web.get(reverse(f"hulpvragen:{name}", args=[pk])) for pk in (there, uuid.uuid4()))
        assert hidden.status_code == unknown.status_code == 404
        assert hidden.content == unknown.content
        assert dict(hidden.headers) == dict(unknown.headers)
