"""Every URL, asked as every kind of person, in every relation to every hulpvraag of the world.

Expected answers come from docs/rights.toml through the oracle. A URL without a stated access,
or one that nobody tried, fails. Each row holds loud names that must not reach who may not know.
"""

import datetime as dt
import html
import re
import uuid
from collections import Counter

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import Schorsing
from hulpvragen import policy
from hulpvragen.models import Document, Hulpvraag, Verhuizing
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
    ("marloes", "school"), ("karin", "school"), ("vertrokken", "school"), ("komt", "school"), ("directeur", "school"), ("bestuur", "school"), ("eik", "school"),
    ("buiten", "school"), ("geschorst", "school"), ("niemand", None), ("hans", "swv"), ("lotte", "swv"), ("noord", "swv"), ("los", "swv"),
    ("mutaties", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("dubbel", "school"), ("dubbel", "swv"), ("ouder", "gast"),
    ("leraar", "gast"),
]
# All steps share one view, so of the steps that are refused each person is shown one in so many, another at each hulpvraag;
# whatever is open to her, and every other page, is asked always.
REFUSALS = 6
counted: Counter = Counter()


@pytest.fixture
def w(db):
    return the_world.get()


@pytest.fixture
def documents(w):
    return the_world.with_documents(w)


@pytest.fixture
def truth(w, documents):
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
        path = "/" + re.sub(r"<uuid:\w+>", str(uuid.uuid4()), route)
        path = path.replace("<str:code>", "99XA00").replace("<uidb64>/<token>", "a/b-c").replace("<slug:key>", "indienen").replace("<str:token>", "x").replace("<str:nummer>", "1")
        assert "<" not in path, f"{path}: a kind of placeholder that is not filled in"
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
    if access.object in ("bericht", "notitie"):
        return {200} if truth.sees_some(person.pk, zijde, access.object, hulpvraag.pk) else {403}
    if access.right == "give_out":  # it names nothing to give out: back to where that stands
        return {302} if truth.may_with_pieces(person.pk, zijde, access.right, hulpvraag.pk) else {403}
    if access.object == "uitleg":  # a parent sees numbers on her own page, not who
        return {200} if truth.level(person.pk, zijde, hulpvraag.pk, access.object) == "content" else {403}
    if access.right in ("card", "content"):
        return {200} if truth.level(person.pk, zijde, hulpvraag.pk, access.object) else {403}
    if access.object == "document":
        return {200} if truth.may_with_pieces(person.pk, zijde, access.right, hulpvraag.pk) else {403}
    if access.object == "toegang":
        return {200} if truth.may_with_guests(person.pk, zijde, access.right, hulpvraag.pk) else {403}
    if access.object == "verhuizing":
        return {200} if truth.may_report_move(person.pk, zijde, hulpvraag.pk) else {403}
    if truth.may_now(person.pk, zijde, access.right, hulpvraag.pk):
        return {200, 302}
    return {403}


def _expected_of_document(access: Access, truth, person, zijde, hulpvraag: Hulpvraag, document: Document | None) -> set[int]:
    """Return the same for a page of one document: it may be the other side's, and who may not see it learns nothing of it."""
    if truth.level(person.pk, zijde, hulpvraag.pk) is None:
        return {404}
    sees = document is not None and truth.sees_item(person.pk, zijde, document.pk) == "content"
    if access.right == "content":
        return {200} if sees else {404}
    if not truth.may_with_pieces(person.pk, zijde, access.right, hulpvraag.pk):
        return {403}
    changes_own = access.right == "download_original" or (document is not None and document.deel == zijde)
    given_out = document is not None and document.verstrekt_at and access.right == "take_away"
    return ({200} if changes_own and not given_out else {403}) if sees else {404}


def _something_in_the_way(response) -> bool:
    """Tell whether the page says what stands in the way for the moment: of that the matrix knows nothing."""
    page = html.unescape(response.content.decode())
    return any(reason.format(swv=settings.PORTAL_SWV_NAAM) in page for reason in policy.OBSTACLES)


@pytest.mark.parametrize(("name", "zijde"), ASKERS, ids=lambda value: str(value))
def test_on_a_hulpvraag_as_every_person(web, w, documents, truth, name, zijde):
    person = getattr(w.people, name)
    web.enter(person, zijde)
    turn = ASKERS.index((name, zijde))
    for hulpvraag in [*w.hulpvragen.values(), w.elsewhere]:
        readable = truth.level(person.pk, zijde, hulpvraag.pk) == "content"
        turn += 1
        for number, (_route, pattern) in enumerate(ON_A_HULPVRAAG):
            expected = _expected(_access(pattern), truth, person, zijde, hulpvraag)
            if pattern.name == "act" and 200 not in expected and (number + turn) % REFUSALS:
                continue
            document = documents.get(hulpvraag.pk)
            if "<uuid:document_id>" in _route:
                expected = _expected_of_document(_access(pattern), truth, person, zijde, hulpvraag, document)
            if pattern.name == "documents" and document and truth.sees_item(person.pk, zijde, document.pk) == "content":
                expected = {200}  # a parent reads what was given out with the outcome, and no document of the school
            path = "/" + _route.replace("<uuid:hulpvraag_id>", str(hulpvraag.pk)).replace("<uuid:document_id>", str(document.pk if document else EVERYTHING))
            response = web.get(path.replace("<str:nummer>", "1"))
            if pattern.name == "receipt" and response.status_code == 302:
                expected = expected | {302}  # nothing was filed yet: on to the page itself
            if response.status_code == 403 and 200 in expected and _something_in_the_way(response):
                expected = expected | {403}
            counted["cells"] += 1
            where = f"{name} ({zijde}) {hulpvraag.status} {path}: {response.status_code}"
            assert response.status_code in expected, f"{where}, expected {expected}"
            if not readable:
                _no_loud_name(response, where)
            elif response.status_code == 200 and pattern.name == "detail":
                loud = b"Verweg" if hulpvraag == w.elsewhere else b"Luidkeels"
                assert loud in response.content, f"{where}: the right person gets in"


def test_the_walk_walked():
    assert counted["cells"] >= len(ASKERS) * len(ON_A_HULPVRAAG) * 5
    print(f"\n0 of {counted['cells']} (person x hulpvraag x URL) answered otherwise than the matrix; {counted['closed']} closed doors tried")


@pytest.mark.parametrize(("name", "zijde"), ASKERS, ids=lambda value: str(value))
def test_elsewhere_no_loud_name_of_others(web, w, truth, name, zijde):
    person = getattr(w.people, name)
    web.enter(person, zijde)
    seen = truth.visible(person.pk, zijde)
    own = [reverse("hulpvragen:list"), reverse("hulpvragen:new"), reverse("outbox"), reverse("accounts:account"), reverse("accounts:schools"), reverse("shared"), "/"]
    places = [reverse("accounts:wijknetwerken"), reverse("accounts:new_wijknetwerk"), reverse("accounts:name_wijknetwerk", args=[w.schools.roos.wijknetwerk_id])]
    places += [reverse(name, args=[w.schools.roos.code]) for name in ("accounts:school", "accounts:school_phone", "school_wijknetwerk")]
    places += [reverse("accounts:people"), *(reverse("accounts:person", args=[someone.pk]) for someone in (w.people.marloes, w.people.ouder))]
    own += [reverse(name) for name in ("today", "today_next", "hulpvragen:search", "settings:index", "settings:holidays")]
    of_account = ("accounts:end_account", "accounts:reactivate", "accounts:restore_second_factor")
    places += [reverse("accounts:unused"), *(reverse(name, args=[w.people.marloes.pk]) for name in of_account)]
    places += [reverse("accounts:block", args=[w.people.marloes.pk]), reverse("accounts:stop", args=[Schorsing.objects.get(user=w.people.geschorst).fact_id])]
    places += [reverse("accounts:register"), reverse("mutaties:schools"), f"{reverse('mutaties:school_new')}?school={w.schools.roos.code}&soort=telefoon"]
    own += [reverse("phone"), reverse("phone_suspicious")]
    places += [reverse("mutaties:controle"), reverse("mutaties:controle_start"), reverse("mutaties:controle_export", args=[w.schools.roos.bestuur_id])]
    places += [reverse(f"mutaties:{name}", args=[w.schools.roos.code]) for name in ("controle_school", "controle_confirm")]
    own += [reverse("outbox_sent"), reverse("accounts:mail"), reverse("mutaties:list"), reverse("mutaties:new"), reverse("public_report")]
    own += [f"{reverse('mutaties:new')}?soort={soort}" for soort in ("vertrek", "nieuw")]
    move = Verhuizing.objects.create(
        dossier=w.hulpvragen["ingediend"].dossier, van=w.schools.roos, naar=w.schools.eik, per=clock.today() + 10 * clock.DAY, gemeld_door=w.people.marloes,
    )
    own += [reverse("hulpvragen:moves")]
    places += [reverse(f"hulpvragen:{name}", args=[move.pk]) for name in ("move", "confirm_move", "arrival")]
    for path in own + places:
        response = web.get(path, follow=True)
        allowed = (200, 403, 404) if path in places else (200, 403)
        assert response.status_code in allowed, f"{name} {path}: {response.status_code}"
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
