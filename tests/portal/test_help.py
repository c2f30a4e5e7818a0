"""Hulp en uitleg: every topic is there, is linked from a page, and speaks of screens as they are."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver, reverse

from accounts.enums import Rol
from hulpvragen.enums import Status
from hulpvragen.views.act_table import STEPS
from portal import help
from tests import world

ROOT = Path(__file__).parents[2]
HELP = ROOT / "templates" / "help"
QUOTED = re.compile("‘([^’]+)’")


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def enter(web, w):
    def as_(name: str, zijde: str):
        return web.enter(getattr(w.people, name), zijde)

    return as_


# ---- the topics


def test_each_topic_has_its_text_and_the_reverse():
    files = {file.stem for file in HELP.glob("*.html")} - {"index", "topic", "_phone"}

    assert files == set(help.BY_KEY)
    assert len(help.TOPICS) == len(help.BY_KEY) >= 14


def test_the_roles_are_those_of_the_code():
    assert {role for topic in help.TOPICS for role in topic.roles} <= set(Rol.values)


def test_each_topic_is_linked_from_a_page_that_exists():
    names = set(_names(get_resolver())) | {f"hulpvragen:act/{step.slug}" for step in STEPS}

    assert set(help.PAGES) <= names, "the page was renamed"
    linked = {key for keys in help.PAGES.values() for key in keys}
    reachable_otherwise = {"datalek"}  # no page is about it; it stands in the footer, on every page
    assert set(help.BY_KEY) - linked == reachable_otherwise
    assert "datalek" in (ROOT / "templates/_components/help.html").read_text()


def _names(resolver, space: str = ""):
    """Yield the names of all pages, as a request knows them: accounts:people."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        else:
            yield space + (pattern.name or "")


def _screens() -> str:
    """Return all that the portal shows: its templates without the help, and the Dutch in its code."""
    files = [file for file in (ROOT / "templates").rglob("*.html") if HELP not in file.parents]
    for app in ("portal", "accounts", "hulpvragen", "mutaties", "notifications"):
        files += [file for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    text = " ".join(file.read_text() for file in files if file.name != "help.py")
    return " ".join(unescape(text).replace("\\'", "'").split())


def test_each_word_of_a_screen_is_on_a_screen():
    screens, titles = _screens(), " ".join(topic.title for topic in help.TOPICS)
    quoted = {(file.stem, " ".join(unescape(word).split())) for file in HELP.glob("*.html") for word in QUOTED.findall(file.read_text())}

    assert len(quoted) > 40
    assert sorted((topic, word) for topic, word in quoted if word not in screens and word not in titles and word != "quotes") == []


def test_a_word_that_is_on_no_screen_is_noticed():
    assert "Hulpvraag opeten" not in _screens()
    assert "Alle sessies beëindigen" in _screens()


@pytest.mark.parametrize("topic", help.TOPICS, ids=lambda topic: topic.key)
def test_a_topic_is_plain_and_short(topic):
    text = re.sub(r"\{[%#].*?[%#]\}|<[^>]+>", " ", (ROOT / "templates" / topic.template).read_text())
    sentences = [sentence for sentence in re.split(r"(?<=[.?:;])\s", " ".join(text.split())) if sentence]

    assert not re.search(r"\b(je|jij|jouw|jullie|helaas|klik)\b|!", text, re.I)
    assert max(len(sentence.split()) for sentence in sentences) <= 30
    assert len(text.split()) < 260


# ---- who reads what


@pytest.mark.parametrize("topic", help.TOPICS, ids=lambda topic: topic.key)
def test_before_the_log_in_only_what_is_about_getting_in(web, w, topic):
    answer = web.get(reverse("help_topic", args=[topic.key]))

    if topic.open:
        assert answer.status_code == 200
        assert topic.title in unescape(answer.content.decode())
        assert "010 - 000 00 00" in answer.content.decode()
    else:
        assert (answer.status_code, answer.url) == (302, f"{reverse('accounts:log_in')}?next=%2Fhulp%2F{topic.key}%2F")
    listed = web.get(reverse("help")).content.decode()
    assert (reverse("help_topic", args=[topic.key]) in listed.partition("<main")[2].partition("</main>")[0]) is topic.open


@pytest.mark.parametrize(
    ("name", "zijde", "yes", "no"),
    [
        ("marloes", "school", {"indienen", "volgen", "vertrek", "inloggen"}, {"behandelen", "accounts", "scholen"}),
        ("directeur", "school", {"vertrek", "bekeken"}, {"indienen", "behandelen", "accounts"}),
        ("hans", "swv", {"behandelen", "scholen", "schoolgegevens"}, {"indienen", "accounts", "vertrek"}),
        ("beheer", "swv", {"accounts", "scholen"}, {"behandelen", "indienen"}),
        ("privacy", "swv", {"accounts", "bekeken"}, {"scholen", "indienen"}),
        ("niemand", "swv", {"inloggen", "mijn-account", "datalek"}, {"indienen", "accounts", "scholen"}),
    ],
)
def test_the_list_is_by_role(enter, name, zijde, yes, no):
    client = enter(name, zijde)
    page = client.get(reverse("help")).content.decode()
    listed = set(re.findall(r'swv-table__name" href="/hulp/([\w-]+)/"', page))

    assert yes <= listed and not no & listed
    for key in listed:
        assert client.get(reverse("help_topic", args=[key])).status_code == 200


@pytest.mark.parametrize(
    ("name", "zijde", "page", "key"),
    [
        ("marloes", "school", "/hulpvragen/", "volgen"), ("hans", "swv", "/hulpvragen/", "behandelen"),
        ("marloes", "school", "/hulpvragen/nieuw/", "indienen"), ("beheer", "swv", "/accounts/", "accounts"),
        ("beheer", "swv", "/scholen/", "scholen"), ("hans", "swv", "/e-mailnotificaties/", "e-mailnotificaties"),
        ("hans", "swv", "/instellingen/soorten/overig/wijzigen/", "instellingen"), ("hans", "swv", "/instellingen/vakanties/", "instellingen"),
        ("privacy", "swv", "/account/", "mijn-account"), ("privacy", "swv", "/hulpvragen/", None),
    ],
)
def test_the_help_stands_beside_its_page(enter, name, zijde, page, key):
    shown = re.findall(r'swv-page-help[^>]*"><a href="/hulp/([\w-]+)/"', enter(name, zijde).get(page, follow=True).content.decode())

    assert shown == [key] * bool(key)


@pytest.mark.parametrize(
    ("name", "zijde", "status", "page", "key"),
    [
        ("marloes", "school", Status.INGEDIEND, "intrekken", "volgen"), ("hans", "swv", Status.INGEDIEND, "in-behandeling-nemen", "behandelen"),
        ("marloes", "school", Status.CONCEPT, "overleg-starten", "overleg"), ("marloes", "school", Status.INGEDIEND, "contactpersoon", "schoolgegevens"),
        ("hans", "swv", Status.INGEDIEND, "opvolgen", "vandaag"), ("hans", "swv", Status.INGEDIEND, "behandelaars", "behandelen"),
    ],
)
def test_so_does_it_beside_each_step(enter, w, name, zijde, status, page, key):
    html = enter(name, zijde).get(f"/hulpvragen/{w.hulpvragen[status].pk}/{page}/").content.decode()

    assert re.findall(r'swv-page-help[^>]*"><a href="/hulp/([\w-]+)/"', html) == [key]


def test_the_task_list_says_how_overleg_works(enter, w):
    assert 'href="/hulp/overleg/"' in enter("marloes", "school").get(f"/hulpvragen/{w.hulpvragen[Status.CONCEPT].pk}/bewerken/").content.decode()


def test_the_log_in_page_has_its_help(web, w):
    page = web.get(reverse("accounts:log_in")).content.decode()

    assert 'href="/hulp/inloggen/"' in page and 'href="/hulp/"' in page


@pytest.mark.parametrize("key", ["weg", "index", "topic", "INLOGGEN", "..", "%00", "inloggen/x"])
def test_an_unknown_topic_is_not_there(web, w, key):
    assert web.get(f"/hulp/{key}/").status_code == 404
