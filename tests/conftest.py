"""Every test runs on real PostgreSQL under the portal's real roles.

A database of all migrations is kept as a template by their hash. Each run clones it, lays down
the world once, and clones that again: for the tests in a transaction, and for each test that
commits. Nothing is ever flushed: the portal's roles could not, and numbers would move.
"""

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from devtools import harness
from devtools.cluster import Cluster
from devtools.journey import DATABASE as JOURNEY_DATABASE
from devtools.journey import Journey
from devtools.paths import ROOT

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps an event loop in our thread
IN_BROWSER = "chromium"  # what asks for the browser itself; a fixture or argument may be called `page` elsewhere
APPS = ("portal", "notifications", "accounts", "hulpvragen", "mutaties")
FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


# ---- which tests


def pytest_addoption(parser):
    parser.addoption("--no-browser", action="store_true", help="leave the journeys in a browser out")


def pytest_collection_modifyitems(config, items):
    for item in items:
        _mark(item)
    if config.getoption("--no-browser"):
        left_out = [item for item in items if item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)  # the quick ones first


def _mark(item):
    """Mark a test by the fixtures it uses; refuse what would flush the database."""
    marker = item.get_closest_marker("django_db")
    if FLUSHING & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")):
        raise pytest.UsageError(f"{item.nodeid}: a test that commits uses the fixture committed_db")
    if IN_BROWSER in item.fixturenames:
        item.add_marker("browser")
    if "committed_db" in item.fixturenames:
        item.add_marker("committed")


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("--no-browser"):
        terminalreporter.write_line("NOTE: the journeys in a browser were left out (--no-browser)", yellow=True)


# ---- databases


@pytest.fixture(scope="session")
def cluster():
    """The test run's server."""
    return Cluster.of(os.environ)


def _hash_of_migrations() -> str:
    files = [ROOT / "requirements" / "test.lock"]  # packages bring migrations of their own
    for app in APPS:
        files += [*(ROOT / app).rglob("migrations/*.py"), *(ROOT / app).rglob("*.sql")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def migrated(cluster, django_db_blocker):
    """The name of a template with all migrations and no rows of ours; kept between runs."""
    name = f"migrated_{_hash_of_migrations()}"
    if name not in cluster.templates():
        for old in (*cluster.templates(), name):
            cluster.drop(old)
        cluster.create(name)
        with django_db_blocker.unblock():
            harness.point(cluster.address("portal_test", name))
            call_command("migrate", verbosity=0)
            harness.connection.close()
        cluster.make_template(name)
    return name


@pytest.fixture(scope="session")
def template(cluster, migrated, django_db_blocker):
    """The name of a template with the world of tests/world.py in it."""
    cluster.drop("world")
    cluster.clone(migrated, "world")
    if importlib.util.find_spec("tests.world"):
        from tests import world  # needs Django's models

        with django_db_blocker.unblock():
            harness.point(cluster.address("portal_test", "world"))
            world.build()
            harness.connection.close()
    cluster.make_template("world")
    return "world"


@pytest.fixture(scope="session")
def django_db_setup(cluster, template, django_db_blocker):
    """Replaces pytest-django's: one clone for all tests that stay inside a transaction."""
    cluster.drop("test")
    cluster.clone(template, "test")
    with django_db_blocker.unblock():
        harness.point(cluster.address("portal_test", "test"))
    yield
    with django_db_blocker.unblock():
        harness.connection.close()


@dataclass(frozen=True)
class CommittedDatabase:
    """A database for one test, to which Django's connection points."""

    cluster: Cluster
    name: str = "committed"

    def address(self, login: str) -> str:
        return self.cluster.address(login, self.name)

    def owner(self) -> None:
        """Arrange: go on as portal_test in the role of the owner."""
        harness.point(self.address("portal_test"))

    def login(self, login: str) -> None:
        """Go on as a real login, which cannot become what portal_test can."""
        harness.point(self.address(login), role=None)


@pytest.fixture
def committed_db(cluster, template, django_db_setup, django_db_blocker):
    """A fresh clone for a test that commits; use it instead of `db`."""
    database = CommittedDatabase(cluster)
    cluster.drop(database.name)
    cluster.clone(template, database.name)
    with django_db_blocker.unblock():
        database.owner()
        yield database
        harness.point(cluster.address("portal_test", "test"))
    cluster.drop(database.name)


# ---- acting as somebody


@pytest.fixture
def world(request):
    """The people, schools and hulpvragen of tests/world.py, in the database of this test."""
    from tests import world  # needs Django's models

    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    return world.get()


@pytest.fixture
def act():
    """`with act(user, "school"):` acts as that person behind both walls."""
    return harness.act


@pytest.fixture
def role():
    """`with role("portal_worker"):` acts as that role, without an identity."""
    return harness.role


@pytest.fixture
def web():
    """A client whose requests run as the web role; `web.enter(user, "school")` logs in with both steps."""
    return harness.WebClient()


# ---- journeys


@pytest.fixture(scope="session")
def portal_process(cluster, migrated):
    """The real processes with demo data; a journey that stops or shifts them starts them again."""
    journey = Journey(cluster, Path(os.environ["PORTAL_TEST_VAR"]))
    cluster.drop(JOURNEY_DATABASE)
    cluster.clone(migrated, JOURNEY_DATABASE)
    try:
        journey.fill()
        journey.start()
        yield journey
    finally:
        journey.stop()
        cluster.drop(JOURNEY_DATABASE)


@pytest.fixture(scope="session")
def chromium():
    """The browser that dev.py test found."""
    from playwright.sync_api import sync_playwright  # heavy; only for journeys

    env = dict(os.environ)
    if libraries := os.environ.get("PORTAL_TEST_CHROMIUM_LIBRARIES"):
        env["LD_LIBRARY_PATH"] = libraries
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        # a missing variable is a failure, never a skip
        browser = playwright.chromium.launch(executable_path=os.environ["PORTAL_TEST_CHROMIUM"], env=env, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium):
    """Makes a page in a context of its own: `new_page(viewport={"width": 390, "height": 844})`."""
    contexts = []

    def make(**options):
        contexts.append(chromium.new_context(locale="nl-NL", timezone_id="Europe/Amsterdam", **options))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    """A page at the width of a desktop."""
    return new_page(viewport={"width": 1280, "height": 900})
