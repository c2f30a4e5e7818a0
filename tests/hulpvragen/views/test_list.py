"""The list: the right rows for each role, no pupil on a card, the same number of queries for 1 and 25 rows."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hulpvragen.enums import Soort, Status
from hulpvragen.models import Hulpvraag
from portal.lib import clock
from tests import factories as f

LIST = reverse("hulpvragen:list")


def text(response) -> str:
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def shown(response) -> set:
    return {row["h"].status for row in response.context["rows"]}


def test_the_ib_sees_what_she_must_do(ib):
    page = ib.get(LIST)

    assert shown(page) == {
        Status.CONCEPT, Status.INGEDIEND, Status.IN_BEHANDELING, Status.AANVULLING, Status.GEADVISEERD, Status.TOEGEKEND,
        Status.AFGEWEZEN, Status.NIET_IN_BEHANDELING, Status.LOPEND, Status.OVERLEG, Status.TLV_AFGEGEVEN, Status.EVALUATIE,
    }
    assert [task.line.hulpvraag.status for task in page.context["tasks"]][0] == Status.AANVULLING  # it has a date
    assert "nog 14 dagen" in text(page)
    assert "Noor Luidkeels" in text(page)


@pytest.mark.parametrize(("toon", "statuses"), [
    ("aan-zet", {Status.CONCEPT, Status.OVERLEG, Status.AANVULLING, Status.GEADVISEERD, Status.TLV_AFGEGEVEN, Status.AFGEWEZEN,
                 Status.NIET_IN_BEHANDELING, Status.EVALUATIE}),
    ("bij-swv", {Status.INGEDIEND, Status.IN_BEHANDELING, Status.TOEGEKEND, Status.LOPEND}),
    ("concepten", {Status.CONCEPT, Status.OVERLEG}),
    ("afgerond", {Status.AFGEROND, Status.INGETROKKEN, Status.DOORGEZONDEN}),
])
def test_a_chip_narrows_the_list(ib, toon, statuses):
    page = ib.get(LIST, {"toon": toon})

    assert shown(page) == statuses
    chip = next(chip for chip in page.context["chips"] if chip[2])
    assert chip[3] == str(len(statuses))


@pytest.mark.parametrize(("toon", "statuses"), [
    ("nieuw", {Status.INGEDIEND}), ("wacht-op-school", {Status.AANVULLING, Status.EVALUATIE}),
    ("van-mij", {Status.IN_BEHANDELING, Status.AANVULLING, Status.GEADVISEERD, Status.TOEGEKEND, Status.AFGEWEZEN,
                 Status.NIET_IN_BEHANDELING, Status.LOPEND, Status.TLV_AFGEGEVEN, Status.EVALUATIE}),
])
def test_the_loket_narrows_the_list(loket, toon, statuses):
    assert shown(loket.get(LIST, {"toon": toon})) == statuses


def test_the_loket_sees_one_school(loket, w):
    page = loket.get(LIST, {"school": w.schools.weg.pk})

    assert [row["h"].pk for row in page.context["rows"]] == [w.elsewhere.pk]
    assert "Sem Verweg" in text(page)
    assert "Noor Luidkeels" not in text(page)


def test_the_swv_never_sees_a_concept(loket, w):
    for toon in ("open", "nieuw", "van-mij"):
        assert not {Status.CONCEPT, Status.OVERLEG} & shown(loket.get(LIST, {"toon": toon}))


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("privacy", "swv")])
def test_a_card_holds_no_pupil(enter, name, zijde):
    page = enter(name, zijde).get(LIST)

    assert shown(page) >= {Status.INGEDIEND, Status.AANVULLING}
    for word in ("Noor ", "Luidkeels", "Lezen en spelling"):
        assert word not in text(page)


def test_the_director_reads_who_the_contact_is(enter):
    page = enter("directeur", "school").get(LIST)

    assert {row["contact"] for row in page.context["rows"]} == {"marloes Marloes"}
    assert "Nieuwe hulpvraag" not in text(page)


def test_who_is_gone_has_an_empty_list(enter):
    for name in ("vertrokken", "geschorst", "niemand"):
        assert "U hebt vandaag geen aanstelling." in text(enter(name, "school").get(LIST))


@pytest.mark.parametrize("name", ["beheer", "mutaties"])
def test_a_role_without_hulpvragen_hears_why(enter, name):
    answer = enter(name, "swv").get(LIST)

    assert answer.status_code == 403
    assert "Bij uw rol horen geen hulpvragen." in answer.content.decode()


def test_a_wrong_method_is_refused(ib):
    assert ib.post(LIST).status_code == 405


def test_the_aside_tells_who_leaves_and_who_comes(ib):
    page = text(ib.get(LIST))

    assert "vertrekt, laatste dag met toegang" in page
    assert "start op" in page
    assert "tijdelijk geen toegang" in page


def many(w, count: int) -> None:
    for number in range(count):
        f.hulpvraag(
            f.dossier(w.schools.eik, f"Kind{number}", "Opgesomd"), Status.INGEDIEND, w.people.eik, Soort.ADVIESVRAAG,
            gewijzigd=clock.now() - dt.timedelta(minutes=number // 3),  # several changed at one moment
        )


@pytest.mark.parametrize(("name", "zijde"), [("eik", "school"), ("hans", "swv"), ("los", "swv"), ("privacy", "swv")])
def test_a_list_costs_the_same_for_1_and_25_rows(enter, w, name, zijde):
    Hulpvraag.objects.exclude(pk=w.hulpvragen[Status.IN_BEHANDELING].pk).update(gewijzigd=clock.now() - 400 * clock.DAY)
    f.hulpvraag(f.dossier(w.schools.eik), Status.INGEDIEND, w.people.eik)
    client = enter(name, zijde)
    client.get(LIST)
    few = queries_of(client)
    many(w, 30)

    assert queries_of(client) == few


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as caught:
        text(client.get(LIST))
    return len(caught)


def test_pages_follow_each_other_without_loss(enter, w):
    many(w, 60)
    client, url, seen = enter("eik", "school"), LIST, []
    while url:
        page = client.get(url)
        seen += [row["h"].pk for row in page.context["rows"]]
        url = page.context["next_url"]

    assert len(seen) == len(set(seen)) == 60


def test_a_page_that_cannot_be_read_is_the_first(ib):
    assert len(ib.get(LIST, {"na": "onzin", "toon": "onzin", "school": "onzin"}).context["rows"]) == 12


def test_no_name_in_title_or_address(ib):
    page = text(ib.get(LIST))

    assert "<title>Mijn hulpvragen – Sluitend</title>" in page
    assert not [url for url in re.findall('href="([^"]*)"', page) if re.search("noor|luidkeels", url, re.IGNORECASE)]


def test_what_is_closed_is_urgent_no_more(loket, ib, w):
    open_one, closed = w.hulpvragen[Status.INGEDIEND], w.hulpvragen[Status.AFGEROND]
    Hulpvraag.objects.filter(pk__in=[open_one.pk, closed.pk]).update(spoed=True, thuiszitter=True)
    badge = 'swv-badge--danger">Spoed</span>'

    for client in (loket, ib):
        assert badge in text(client.get(reverse("hulpvragen:detail", args=[open_one.pk])))
        assert badge not in text(client.get(reverse("hulpvragen:detail", args=[closed.pk])))
        assert badge not in text(client.get(LIST, {"toon": "afgerond"}))


@pytest.mark.parametrize(("sorteer", "told"), [("", "laatst gewijzigd"), ("termijn", "termijn"), ("ingediend", "oudste indiening")])
def test_the_list_says_how_it_is_sorted_and_only_the_term_sorts_from_its_heading(loket, sorteer, told):
    page = text(loket.get(LIST, {"sorteer": sorteer}))

    assert f"gesorteerd op {told}</summary>" in page
    assert re.findall(r'<th [^>]*>([^<]+)<a class="swv-table__sort"', page) == ["Termijn"]
    assert ('aria-sort="ascending"' in page) is (sorteer == "termijn")
