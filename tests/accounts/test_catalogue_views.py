"""The pages about schools: the beheerder's alone."""

import re

import pytest
from django.urls import reverse

from accounts.models import Bestuur, Vestiging
from accounts.register import read_register
from accounts.services import catalogue
from tests import world

from .register_files import file, row

OTHERS = ["hans", "noord", "mutaties", "privacy", "niemand"]


@pytest.fixture
def people(db):
    return world.get().people


@pytest.fixture
def beheer(web, people):
    return web.enter(people.beheer, "swv")


@pytest.fixture
def register(db):
    rows = [row(code=f"12AB{number:02}", naam=f"School {number:02}") for number in range(30)]
    rows += [row(code="12CD00", brin="12CD", naam="IKC ’t Kompas", plaats="ELDERS"), row(code="12CD01", brin="12CD", naam="<b>Vet</b>")]
    catalogue.import_register(register=read_register(file(*rows)))


def names(response) -> list[str]:
    return re.findall(r'swv-table__name">([^<]*)<', response.content.decode())


def connect(client, code="12AB00", **data):
    return client.post(reverse("accounts:connect_school", args=[code]), data)


# ---- the list


def test_the_list_begins_with_the_schools_that_take_part(beheer, register):
    page = beheer.get(reverse("accounts:schools"))

    assert page.status_code == 200
    assert names(page) == ["De Eik", "De Roos", "Ver Weg"]
    assert "Aansluiten" not in page.content.decode()


def test_the_whole_register_comes_a_page_at_a_time(beheer, register):
    first = beheer.get(reverse("accounts:schools"), {"toon": "register"})
    second = beheer.get(re.search(r'href="([^"]*)" rel="next"', first.content.decode())[1].replace("&amp;", "&"))

    assert len(names(first)) == 25
    assert names(first)[:2] == ["&lt;b&gt;Vet&lt;/b&gt;", "IKC ’t Kompas"]
    assert names(second) == [f"School {number:02}" for number in range(23, 30)]
    assert 'rel="next"' not in second.content.decode()


@pytest.mark.parametrize("q", ["'t kompas", "KOMPAS elders", "12cd00", "12CD 00", " kompas "])
def test_a_school_is_found_by_words_place_or_code(beheer, register, q):
    assert names(beheer.get(reverse("accounts:schools"), {"q": q, "toon": "register"})) == ["IKC ’t Kompas"]


@pytest.mark.parametrize("q", ["kompas roos", "100%", "a_b", "x" * 5000])
def test_what_is_not_there_is_not_found(beheer, register, q):
    page = beheer.get(reverse("accounts:schools"), {"q": q, "toon": "register"})

    assert names(page) == []
    assert "Geen school gevonden" in page.content.decode()


@pytest.mark.parametrize("asked", [{"q": "\0"}, {"na": "\0"}, {"na": "99ZZ99"}, {"q": "\ud800".encode("utf-8", "replace").decode()}, {"toon": "alles"}])
def test_an_odd_address_is_no_fault(beheer, register, asked):
    assert beheer.get(reverse("accounts:schools"), asked | {"toon": "register"}).status_code == 200


def test_a_list_costs_the_same_for_one_school_and_for_many(beheer, register, django_assert_num_queries):
    with django_assert_num_queries(COST := 0) if False else _counted() as one_school:
        beheer.get(reverse("accounts:schools"), {"q": "kompas", "toon": "register"})
    with _counted() as many:
        beheer.get(reverse("accounts:schools"), {"toon": "register"})

    assert len(many) == len(one_school)
