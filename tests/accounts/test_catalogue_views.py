"""The pages about schools: the beheerder's alone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Bestuur, Vestiging
from accounts.register import read_register
from accounts.services import catalogue
from portal.lib.ids import uuid7
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
    return re.findall(r'swv-table__name"[^>]*>([^<]*)<', response.content.decode())


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


@pytest.mark.parametrize("asked", [{"q": "\0"}, {"na": "\0"}, {"na": "99ZZ99"}, {"toon": "alles"}])
def test_an_odd_address_is_no_fault(beheer, register, asked):
    assert beheer.get(reverse("accounts:schools"), asked | {"toon": "register"}).status_code == 200


def test_a_list_costs_the_same_for_one_school_and_for_many(beheer, register):
    beheer.get(reverse("accounts:schools"))  # the first request touches the session
    with CaptureQueriesContext(connection) as one_school:
        beheer.get(reverse("accounts:schools"), {"q": "kompas", "toon": "register"})
    with CaptureQueriesContext(connection) as many:
        beheer.get(reverse("accounts:schools"), {"toon": "register"})

    assert len(many) == len(one_school)


@pytest.mark.parametrize("name", OTHERS)
def test_others_get_the_reason(web, people, register, name):
    page = web.enter(getattr(people, name), "swv").get(reverse("accounts:schools"), {"toon": "register"})

    assert page.status_code == 403
    sentence = "Bij uw rol hoort geen lijst van scholen." if name in ("privacy", "niemand") else "Alleen de beheerder van het samenwerkingsverband"
    assert sentence in page.content.decode()


def test_a_beheerder_on_another_side_gets_the_reason(web, people):
    assert web.enter(people.beheer, "school").get(reverse("accounts:schools")).status_code == 403


@pytest.mark.parametrize("name", ["schools", "connect_school", "name_bestuur"])
def test_without_a_session_there_is_only_the_log_in(web, people, name):
    arguments = {"schools": [], "connect_school": ["12AB00"], "name_bestuur": [Bestuur.objects.first().pk]}[name]
    answer = web.post(reverse(f"accounts:{name}", args=arguments))

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("accounts:log_in"))


# ---- taking part


def test_a_school_is_connected_with_one_button(beheer, register):
    answer = connect(beheer, q="school 00", toon="register")
    page = beheer.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:schools") + "?q=school+00&toon=register")
    assert "School 00 (12AB00) is aangesloten." in page.content.decode()
    assert "Bestuur 41797" in page.content.decode()
    assert Vestiging.objects.get(code="12AB00").naam == "School 00"


def test_the_second_press_changes_nothing_and_says_so(beheer, register):
    connect(beheer)

    page = beheer.get(connect(beheer)["Location"])

    assert "De school met code 12AB00 was al aangesloten." in page.content.decode()
    assert Vestiging.objects.filter(code="12AB00").count() == 1


@pytest.mark.parametrize("code", ["99ZZ99", "12ab00", "De Roos", "\0"])
def test_a_school_outside_the_register_is_not_there(beheer, register, code):
    assert connect(beheer, code).status_code == 404


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("code", ["12AB00", "99ZZ99"])
def test_others_connect_nothing(web, people, register, name, code):
    answer = connect(web.enter(getattr(people, name), "swv"), code)

    assert answer.status_code == 403
    assert not Vestiging.objects.filter(code="12AB00").exists()


def test_a_link_connects_nothing(beheer, register):
    assert beheer.get(reverse("accounts:connect_school", args=["12AB00"])).status_code == 405


# ---- the name of a bestuur


@pytest.fixture
def bestuur(register):
    catalogue.mark_aangesloten(by=None, codes=["12AB00"])
    return Bestuur.objects.get(nummer="41797")


@pytest.fixture
def address(bestuur):
    return reverse("accounts:name_bestuur", args=[bestuur.pk])


def test_a_bestuur_is_named(beheer, bestuur, address):
    assert 'value="Bestuur 41797"' in beheer.get(address).content.decode()

    answer = beheer.post(address, {"naam": " Stichting De Laan ", "known_as": "Bestuur 41797"})

    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:schools"))
    assert Bestuur.objects.get(pk=bestuur.pk).naam == "Stichting De Laan"
    assert "De naam van het bestuur is opgeslagen." in beheer.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("naam", "sentence"),
    [
        ("", "Vul de naam van het bestuur in"),
        ("  ", "Vul de naam van het bestuur in"),
        ("n" * 121, "Gebruik 120 tekens of minder"),
        ("De\x00Laan", "Er staat een teken in dat we niet kunnen bewaren."),
    ],
)
def test_a_name_that_cannot_be_kept_has_its_own_sentence(beheer, bestuur, address, naam, sentence):
    page = beheer.post(address, {"naam": naam, "known_as": "Bestuur 41797"})

    assert page.status_code == 422
    assert page.content.decode().count(sentence) == 2  # in the summary and at the field
    assert Bestuur.objects.get(pk=bestuur.pk).naam == "Bestuur 41797"


def test_the_second_editor_sees_both_names(beheer, bestuur, address):
    Bestuur.objects.filter(pk=bestuur.pk).update(naam="Stichting De Laan")

    page = beheer.post(address, {"naam": "De Laan", "known_as": "Bestuur 41797"})

    assert page.status_code == 409
    assert "‘Stichting De Laan’" in page.content.decode()
    assert 'value="De Laan"' in page.content.decode()
    assert beheer.post(address, {"naam": "De Laan", "known_as": "Stichting De Laan"}).status_code == 302


def test_a_bestuur_that_is_not_there_is_not_found(beheer):
    assert beheer.get(reverse("accounts:name_bestuur", args=[uuid7()])).status_code == 404


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_name_no_bestuur(web, people, bestuur, address, name, method):
    answer = getattr(web.enter(getattr(people, name), "swv"), method)(address, {"naam": "De Laan", "known_as": "Bestuur 41797"})

    assert answer.status_code == 403
    assert Bestuur.objects.get(pk=bestuur.pk).naam == "Bestuur 41797"
