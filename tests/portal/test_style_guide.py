"""The style page holds every component and every block of the stylesheet; outside the demo it is the beheerder's."""

import re

import pytest
from django.urls import reverse

from devtools.paths import ROOT

pytestmark = pytest.mark.django_db
PAGE = reverse("style_guide")
COMPONENTS = sorted(f"_components/{file.name}" for file in (ROOT / "templates" / "_components").glob("*.html"))
CLASS = re.compile("swv-[a-z0-9]+(?:(?:-|--|__)[a-z0-9]+)*")
SOURCES = [*(ROOT / "templates").rglob("*.html"), *(file for app in ("portal", "accounts", "hulpvragen", "mutaties") for file in (ROOT / app).rglob("*.py"))]
# what the frame of every page shows only at times
ELSEWHERE = {
    "swv-dialog": "the lock warning, in every page of who is logged in",
    "swv-sticky": "a place on the page, no look", "swv-no-print": "a place on the page, no look",
}


@pytest.fixture
def page(web, world, settings):
    settings.PORTAL_DEMO = True
    return web.enter(world.people.marloes, "school").get(PAGE)


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_is_on_it(page, component):
    assert component in {template.name for template in page.templates}


def test_every_block_of_the_stylesheet_is_on_it_and_every_class_that_a_page_uses(page):
    sheet = set(re.findall(rf"\.({CLASS.pattern})", (ROOT / "portal/static/portal/css/components.css").read_text()))
    blocks = {name for name in sheet if not re.search("--|__", name)}
    used = {name for file in SOURCES for name in CLASS.findall(file.read_text())} & sheet
    shown = set(CLASS.findall(page.content.decode()))

    assert len(blocks) > 50 and len(used - blocks) > 50
    assert sorted(name for name in (blocks | used) - shown if re.split("--|__", name)[0] not in ELSEWHERE) == []


@pytest.mark.parametrize(("name", "zijde", "status"), [("beheer", "swv", 200), ("hans", "swv", 404), ("marloes", "school", 404), ("privacy", "swv", 404)])
def test_outside_the_demo_it_is_for_the_beheerder(web, world, settings, name, zijde, status):
    settings.PORTAL_DEMO = False
    assert web.enter(getattr(world.people, name), zijde).get(PAGE).status_code == status


def test_in_the_demo_it_is_for_everybody_who_is_logged_in(web, page):
    assert page.status_code == 200
    assert type(web)().get(PAGE).status_code == 302
