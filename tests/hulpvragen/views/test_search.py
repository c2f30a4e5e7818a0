"""Searching: posted, on what she may read of it, with what people really type."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Vestiging
from hulpvragen.enums import Status
from hulpvragen.models import Hulpvraag
from portal.lib import clock
from tests import factories as f

SEARCH = reverse("hulpvragen:search")
LIST = reverse("hulpvragen:list")


def found(client, q: str, **more) -> set:
    answer = client.post(SEARCH, {"q": q, **more})
    assert answer.status_code == 200, answer.content[:500]
    return {row["h"].pk for row in answer.context["rows"]}


def of_roos(w, *without) -> set:
    return {h.pk for status, h in w.hulpvragen.items() if status not in without}


def test_the_loket_finds_by_pupil_number_and_school(loket, w):
    filed = of_roos(w, Status.CONCEPT, Status.OVERLEG)

    assert found(loket, "luidkeels") == found(loket, "Noor Luidkeels") == found(loket, "NOOR roos") == filed
    assert found(loket, "weg verweg") == {w.elsewhere.pk}
    assert found(loket, w.elsewhere.kenmerk) == found(loket, "1999-0001") == {w.elsewhere.pk}


def test_the_school_finds_its_own_and_no_more(ib, w):
    assert found(ib, "luidkeels") == of_roos(w)
    assert found(ib, "verweg") == found(ib, w.elsewhere.kenmerk) == found(ib, "ver weg") == set()


def test_a_consulent_finds_her_wijknetwerk_and_what_is_assigned(enter, w):
    assert found(enter("noord", "swv"), "luidkeels") == of_roos(w, Status.CONCEPT, Status.OVERLEG)
    assert found(enter("los", "swv"), "luidkeels") == {w.hulpvragen[Status.IN_BEHANDELING].pk}
    assert found(enter("los", "swv"), "verweg") == set()


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("privacy", "swv")])
def test_who_has_cards_does_not_find_by_name(enter, w, name, zijde):
    client = enter(name, zijde)
    kenmerk = w.hulpvragen[Status.INGEDIEND].kenmerk

    assert found(client, kenmerk) == {w.hulpvragen[Status.INGEDIEND].pk}
    assert found(client, "luidkeels") == found(client, "noor") == set()


def test_a_closed_card_is_not_found_by_the_name_of_its_pupil(enter, w):
    """Another hulpvraag of the same dossier is open to her; this one is only a card."""
    closed = f.hulpvraag(w.hulpvragen[Status.INGEDIEND].dossier, Status.AFGEROND, w.people.marloes, gesloten_op=dt.date(2019, 3, 1))
    ib = enter("marloes", "school")

    assert found(ib, closed.kenmerk) == {closed.pk}
    assert closed.pk not in found(ib, "luidkeels")


def test_the_swv_does_not_find_a_concept(loket, w):
    concept = w.hulpvragen[Status.CONCEPT]
    assert concept.pk not in found(loket, "luidkeels") | found(loket, "de roos")


@pytest.mark.parametrize("q", ["Zoë", "zoe", "ZOË", "Zoe\u0308", "soren", "Sørén", "d'arc", "d’Arc", "d‘arc"])
def test_accents_and_quotes_need_not_be_typed_as_they_are_kept(loket, ib, w, q):
    with_accents = f.hulpvraag(f.dossier(w.schools.roos, "Zoë Sörén", "d’Arc"), Status.INGEDIEND, w.people.marloes)
    without = f.hulpvraag(f.dossier(w.schools.roos, "Zoe Soren", "d'Arc"), Status.INGEDIEND, w.people.marloes)

    assert found(loket, q) == found(ib, q) == {with_accents.pk, without.pk}


def test_a_school_is_found_without_its_accent(loket, w):
    Vestiging.objects.filter(pk=w.schools.weg.pk).update(naam="Café Élan")

    assert found(loket, "cafe elan") == {w.elsewhere.pk}


@pytest.mark.parametrize("q", ["%%", "__", "a%", "'; drop table x; --", '"' * 70, "\\\\\\", "[[[[", "()()ab", "ab%"])
def test_wildcards_and_quotes_are_letters_like_any_other(loket, q):
    answer = loket.post(SEARCH, {"q": q})
    assert answer.status_code in (200, 422)
    assert answer.context.get("rows", []) == []


@pytest.mark.parametrize(("q", "sentence"), [
    ("", "Vul in wat u zoekt"),
    ("   ", "Vul in wat u zoekt"),
    ("n", "Typ minstens 2 letters of cijfers"),
    ("%%%", "Typ minstens 2 letters of cijfers"),
    ("x" * 81, "Deze tekst is te lang."),
    ("a b c d e f g", "Zoek met hooguit 6 woorden"),
    ("111222333", "Hier lijkt een burgerservicenummer (BSN)"),
    ("noor\x00", "Er staat een teken in dat we niet kunnen bewaren."),
])
def test_what_cannot_be_searched_is_said_and_kept(loket, q, sentence):
    answer = loket.post(SEARCH, {"q": q})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_kenmerk_whose_digits_look_like_a_bsn_is_found(loket, w):
    Hulpvraag.objects.filter(pk=w.elsewhere.pk).update(kenmerk="H-2026-20001")
    assert found(loket, "H-2026-20001") == {w.elsewhere.pk}


def test_nine_digits_that_are_no_bsn_pass(loket):
    assert found(loket, "123456789") == set()


def test_a_get_searches_nothing(loket):
    page = loket.get(SEARCH, {"q": "luidkeels"})
    assert page.status_code == 200
    assert "Luidkeels" not in page.content.decode()
    assert "rows" not in page.context


def test_pages_go_on_by_post_without_loss(loket, w):
    for number in range(60):
        f.hulpvraag(f.dossier(w.schools.eik, f"Kind{number}", "Doorzoekbaar"), Status.INGEDIEND, w.people.eik,
                    gewijzigd=clock.now() - dt.timedelta(minutes=number // 3))
    seen, after = [], ""
    while True:
        answer = loket.post(SEARCH, {"q": "doorzoekbaar", "na": after})
        seen += [row["h"].pk for row in answer.context["rows"]]
        assert "q=" not in answer.content.decode()
        after = answer.context["following"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 60


def test_a_place_that_cannot_be_read_is_the_first_page(loket, w):
    assert found(loket, "verweg", na="onzin") == {w.elsewhere.pk}


@pytest.mark.parametrize(("name", "zijde"), [("hans", "swv"), ("noord", "swv"), ("eik", "school")])
def test_a_search_costs_the_same_for_1_and_25_rows(enter, w, name, zijde):
    client = enter(name, zijde)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            found(client, "doorzoekbaar")
        return len(caught)

    f.hulpvraag(f.dossier(w.schools.eik, "Een", "Doorzoekbaar"), Status.INGEDIEND, w.people.eik)
    client.post(SEARCH, {"q": "doorzoekbaar"})
    few = queries()
    for number in range(30):
        f.hulpvraag(f.dossier(w.schools.eik, f"Kind{number}", "Doorzoekbaar"), Status.INGEDIEND, w.people.eik)
    assert queries() == few


@pytest.mark.parametrize("name", ["beheer", "mutaties"])
def test_a_role_without_hulpvragen_searches_nothing(enter, name):
    assert enter(name, "swv").post(SEARCH, {"q": "luidkeels"}).status_code == 403
