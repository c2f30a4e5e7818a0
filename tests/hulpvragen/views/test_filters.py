"""What the SWV narrows its list to, and how it is sorted: in the address, and a sentence for what cannot be."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from hulpvragen.enums import Soort, Status
from hulpvragen.models import Hulpvraag
from portal.lib import clock
from tests import factories as f

LIST = reverse("hulpvragen:list")


def listed(client, **query) -> list:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content[:500]
    return [row["h"] for row in answer.context["rows"]]


@pytest.fixture
def zuid(w):
    return str(w.schools.weg.wijknetwerk_id)


def test_each_filter_lets_through_what_it_says(loket, w, zuid):
    mine = w.hulpvragen[Status.IN_BEHANDELING]
    Hulpvraag.objects.filter(pk=mine.pk).update(spoed=True, thuiszitter=True)
    Hulpvraag.objects.filter(pk=w.elsewhere.pk).update(term_date=clock.today() - clock.DAY, submitted_at=clock.now() - 10 * clock.DAY)
    everything = {h.pk for h in listed(loket)}

    assert [h.pk for h in listed(loket, spoed="on")] == [h.pk for h in listed(loket, thuiszitter="on")] == [mine.pk]
    assert [h.pk for h in listed(loket, te_laat="on")] == [w.elsewhere.pk]
    assert [h.pk for h in listed(loket, wijk=zuid)] == [h.pk for h in listed(loket, school=w.schools.weg.pk)] == [w.elsewhere.pk]
    assert listed(loket, wijk=zuid, school=w.schools.roos.pk) == []
    assert {h.soort for h in listed(loket, soort=Soort.TLV)} == {Soort.TLV}
    assert {h.behandelaar_id for h in listed(loket, behandelaar=w.people.hans.pk)} == {w.people.hans.pk}
    nobody = {h.pk for h in listed(loket, behandelaar="niemand")}
    assert nobody == {w.elsewhere.pk, w.hulpvragen[Status.INGEDIEND].pk}
    week_ago = (clock.today() - 7 * clock.DAY).strftime("%d-%m-%Y")
    assert {h.pk for h in listed(loket, tot=week_ago)} == {w.elsewhere.pk}
    assert {h.pk for h in listed(loket, van=week_ago)} == everything - {w.elsewhere.pk}


def test_without_a_contact_and_with_one_that_leaves(loket, w):
    assert listed(loket, contact="geen") == []
    f.schorsing(w.people.buiten)
    assert [h.pk for h in listed(loket, contact="geen")] == [w.elsewhere.pk]
    Hulpvraag.objects.filter(pk=w.elsewhere.pk).update(contact_overgenomen_door=w.people.lotte)
    assert listed(loket, contact="geen") == []

    assert listed(loket, contact="weg") == []  # marloes stays
    h = w.hulpvragen[Status.IN_BEHANDELING]
    f.contact(h, w.people.karin)  # her last day is today
    assert [found.pk for found in listed(loket, contact="weg")] == [h.pk]


def test_the_aanvulling_that_did_not_come_is_late(loket, w):
    h = w.hulpvragen[Status.AANVULLING]
    Hulpvraag.objects.filter(pk=h.pk).update(aanvulling_sinds=clock.today() - 9 * clock.DAY, aanvulling_voor=clock.today() - clock.DAY)
    page = loket.get(LIST, {"te_laat": "on"})

    assert [row["h"].pk for row in page.context["rows"]] == [h.pk]
    assert "aanvulling verstreken" in page.content.decode()


@pytest.mark.parametrize(("query", "sentence"), [
    ({"soort": "onzin"}, "Deze keuze kennen we niet."),
    ({"school": "onzin"}, "Deze keuze kennen we niet."),
    ({"behandelaar": str(uuid.uuid4())}, "Deze keuze kennen we niet."),
    ({"contact": "' or 1=1"}, "Deze keuze kennen we niet."),
    ({"van": "morgen"}, "Vul een datum in met dag, maand en jaar"),
    ({"van": "31-02-2026"}, "Deze datum bestaat niet."),
    ({"van": "02-03-2026", "tot": "01-03-2026"}, "De laatste dag ligt voor de eerste dag."),
])
def test_what_cannot_be_is_said_and_the_list_stays(loket, query, sentence):
    answer = loket.get(LIST, query | {"spoed": "on"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["form"].query == {"spoed": "on"} | ({"van": "02-03-2026"} if "tot" in query else {})


def test_a_filter_of_ten_thousand_is_refused_without_a_fault(loket):
    answer = loket.get(LIST, {"soort": ["tlv"] * 10_000})
    assert answer.status_code == 400
    assert "We kunnen niets doen met wat uw browser stuurde." in answer.content.decode()


def test_filters_stay_while_she_looks_around(loket, w, zuid):
    page = loket.get(LIST, {"wijk": zuid, "sorteer": "termijn"})
    for url in [chip[1] for chip in page.context["chips"]]:
        assert f"wijk={zuid}" in url
        assert "sorteer=termijn" in url
    assert page.context["counts"]["open"] == "1"
    assert "wijk" not in page.context["clear_url"]


def test_an_empty_outcome_offers_to_let_go_of_the_filters(loket):
    page = loket.get(LIST, {"spoed": "on"}).content.decode()
    assert "Geen hulpvragen met deze filters." in page
    assert "Filters wissen" in page


@pytest.mark.parametrize(("sorteer", "column", "descending", "told"), [
    ("gewijzigd", "gewijzigd", True, "laatst gewijzigd"), ("termijn", "term_date", False, "termijn"), ("ingediend", "submitted_at", False, "oudste indiening"),
])
def test_each_order_goes_on_over_pages_without_loss(loket, w, sorteer, column, descending, told):
    for number in range(60):
        moment = clock.now() - dt.timedelta(hours=number // 3)
        f.hulpvraag(
            f.dossier(w.schools.eik, f"Kind{number}"), Status.INGEDIEND, w.people.eik, gewijzigd=moment, submitted_at=moment,
            term_date=None if number > 50 else clock.today() + (number // 3) * clock.DAY,
        )
    seen, url = [], f"{LIST}?toon=nieuw&sorteer={sorteer}"
    while url:
        page = loket.get(url)
        assert f"gesorteerd op {told}</summary>" in page.content.decode()
        seen += [row["h"] for row in page.context["rows"]]
        url = page.context["next_url"]

    assert len(seen) == len({h.pk for h in seen}) == 62
    values = [getattr(h, column) for h in seen]
    with_value = [value for value in values if value]
    assert values == sorted(with_value, reverse=descending) + [None] * (len(values) - len(with_value))


def test_on_term_what_has_an_outcome_comes_after_what_still_runs(loket, w):
    late = {"term_date": clock.today() - 30 * clock.DAY}
    decided = f.hulpvraag(f.dossier(w.schools.eik, "Kind"), Status.GEADVISEERD, w.people.eik, **late)
    runs = f.hulpvraag(f.dossier(w.schools.eik, "Kind"), Status.INGEDIEND, w.people.eik, term_date=clock.today() + 90 * clock.DAY)

    rows = loket.get(LIST, {"toon": "open", "sorteer": "termijn"}).context["rows"]

    shown = [row["h"].pk for row in rows]
    assert shown.index(runs.pk) < shown.index(decided.pk)
    with_term = [bool(row["line"].term) for row in rows]
    assert with_term == sorted(with_term, reverse=True)


def test_an_order_that_is_unknown_is_the_first(loket):
    assert loket.get(LIST, {"sorteer": "onzin", "na": "onzin"}).context["sorteer"] == "gewijzigd"


def test_the_privacy_officer_filters_cards(enter, w):
    assert [h.pk for h in listed(enter("privacy", "swv"), school=w.schools.weg.pk)] == [w.elsewhere.pk]


def test_a_consulent_offers_nothing_beyond_what_she_sees(enter, w):
    los = enter("los", "swv")
    assert [h.pk for h in listed(los)] == [w.hulpvragen[Status.IN_BEHANDELING].pk]
    assert listed(los, school=w.schools.weg.pk) == []


def test_behandelaars_to_choose_have_a_live_post(loket, w):
    f.schorsing(w.people.lotte)
    offered = dict(loket.get(LIST).context["form"].fields["behandelaar"].choices)
    assert str(w.people.hans.pk) in offered
    assert str(w.people.lotte.pk) not in offered
