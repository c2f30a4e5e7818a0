"""The list of schools and the page of one: who gets in, what stands there, and what is missing."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling, Vestiging
from portal.lib import clock, dates
from tests import factories as f
from tests import world

from .visitor import text

DAY = clock.DAY


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def enter(web, w):
    """`enter("hans")` goes on as one of the world's people, on the side of her post."""

    def as_(name: str, zijde: str = ""):
        person = getattr(w.people, name)
        return web.enter(person, zijde or ("school" if name in SCHOOL else "swv"))

    return as_


SCHOOL = {"marloes", "karin", "directeur", "eik", "buiten", "vertrokken", "komt", "geschorst"}
SWV = ["hans", "noord", "los", "mutaties", "beheer"]


def page(client, school, name: str = "school"):
    return client.get(reverse(f"accounts:{name}", args=[school.code]))


def names(response) -> list[str]:
    return re.findall(r'swv-table__name"[^>]*>([^<]*)<', response.content.decode())


# ---- who


@pytest.mark.parametrize("name", SWV)
def test_the_swv_sees_every_school(enter, w, name):
    client = enter(name)

    assert names(client.get(reverse("accounts:schools"))) == ["De Eik", "De Roos", "Ver Weg"]
    for school in (w.schools.roos, w.schools.weg):
        assert page(client, school).status_code == 200


@pytest.mark.parametrize("name", ["marloes", "karin", "directeur"])
def test_a_school_sees_itself_and_no_other(enter, w, name):
    client = enter(name)
    here = client.get(reverse("accounts:schools"))

    assert (here.status_code, here.url) == (302, reverse("accounts:school", args=[w.schools.roos.code]))
    assert "De Roos" in text(page(client, w.schools.roos))
    elsewhere, unknown = page(client, w.schools.eik), client.get(reverse("accounts:school", args=["99ZZ99"]))
    assert elsewhere.status_code == unknown.status_code == 404
    assert elsewhere.content == unknown.content


def test_who_works_at_two_schools_chooses(enter, w):
    f.post(w.people.marloes, Rol.IB, w.schools.eik)
    client = enter("marloes")

    listed = client.get(reverse("accounts:schools"))

    assert "Mijn scholen" in text(listed)
    assert names(listed) == ["De Eik", "De Roos"]


@pytest.mark.parametrize(
    ("name", "zijde"),
    [("privacy", "swv"), ("vertrokken", "school"), ("komt", "school"), ("geschorst", "school"), ("ouder", "gast"), ("beheer", "school")],
)
def test_without_a_post_for_it_there_is_no_list_and_no_school(enter, w, name, zijde):
    client = enter(name, zijde)

    assert client.get(reverse("accounts:schools")).status_code == 403
    assert page(client, w.schools.roos).status_code == 404


@pytest.mark.parametrize("name", ["hans", "noord", "mutaties"])
def test_the_register_is_the_beheerders(enter, w, name):
    assert enter("beheer").get(reverse("accounts:schools"), {"toon": "register"}).status_code == 200

    refused = enter(name).get(reverse("accounts:schools"), {"toon": "register"})

    assert refused.status_code == 403
    assert "Alleen de beheerder" in refused.content.decode()
    assert "Hele register" not in enter(name).get(reverse("accounts:schools")).content.decode()


# ---- the lists


def test_the_lists_hold_what_they_say(enter, w):
    Vestiging.objects.filter(pk=w.schools.eik.pk).update(wijknetwerk=None)
    Aanstelling.objects.filter(user=w.people.buiten).update(geldig=(f.LONG_AGO, clock.today()))  # yesterday was the last day
    client = enter("hans")

    def shown(toon):
        return names(client.get(reverse("accounts:schools"), {"toon": toon}))

    assert shown("geen-ib") == ["Ver Weg"]
    assert shown("geen-contactpersoon") == ["De Eik", "Ver Weg"]
    assert shown("geen-wijknetwerk") == ["De Eik"]
    assert "Zonder IB'er 1" in text(client.get(reverse("accounts:schools")))


def test_a_list_narrows_to_a_wijknetwerk(enter, w):
    client = enter("noord")
    noord = w.schools.roos.wijknetwerk_id

    assert names(client.get(reverse("accounts:schools"), {"wijk": str(noord)})) == ["De Roos"]


@pytest.mark.parametrize(
    "asked", [{"wijk": "x"}, {"wijk": "0" * 32}, {"toon": "alles"}, {"na": "\0"}, {"na": "99ZZ99"}, {"q": "'; drop table--"}, {"q": "%" * 5000}, {"q": "\0"}, {"wijk": ["a", "b"]}]
)
def test_an_odd_address_is_no_fault(enter, asked):
    assert enter("hans").get(reverse("accounts:schools"), asked).status_code == 200


@pytest.mark.parametrize("code", ["99xa00", "../x", "%00", "99XA00x", "12345", "De Roos"])
def test_an_odd_code_is_an_unknown_school(enter, code):
    assert enter("hans").get(f"/scholen/{code}/").status_code == 404


def test_a_list_costs_the_same_for_one_school_and_for_many(enter, w):
    client = enter("hans")
    client.get(reverse("accounts:schools"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("accounts:schools"), {"q": "roos"})
    for _ in range(20):
        f.post(f.person(), Rol.IB, f.vestiging())
    with CaptureQueriesContext(connection) as many:
        assert len(names(client.get(reverse("accounts:schools")))) == 23

    assert len(many) == len(few)


def test_pages_follow_each_other_without_a_gap(enter):
    for number in range(30):
        f.vestiging(f"School {number:02}")
    client = enter("noord")
    first = client.get(reverse("accounts:schools"))
    second = client.get(re.search(r'href="([^"]*)" rel="next"', first.content.decode())[1].replace("&amp;", "&"))

    assert len(names(first)) == 25
    assert names(first) + names(second) == ["De Eik", "De Roos", *(f"School {number:02}" for number in range(30)), "Ver Weg"]


# ---- one school


def test_the_people_stand_with_their_role_and_their_last_day(enter, w):
    shown = text(page(enter("noord"), w.schools.roos))

    assert "directeur Directeur Contactpersoon van de school sinds augustus 2020 directeur@test.example" in shown
    assert f"karin Karin IB'er vertrekt, laatste dag met toegang {dates.near(clock.today())} karin@test.example" in shown
    assert f"komt Komt IB'er start op {dates.near(clock.today() + DAY)}" in shown
    assert "geschorst Geschorst IB'er tijdelijk geen toegang" in shown
    assert "vertrokken" not in shown and "inactief" not in shown
    assert "veiligheid" not in shown  # never why


def test_the_swv_sees_the_consulenten_and_the_school_does_not(enter, w):
    assert "Consulenten van wijknetwerk Noord" in text(page(enter("hans"), w.schools.roos))
    assert "noord Noord" in text(page(enter("hans"), w.schools.roos))
    assert "noord Noord" not in text(page(enter("marloes"), w.schools.roos))


def test_only_the_beheerder_can_change_anything(enter, w):
    for name in ("hans", "noord", "mutaties", "marloes", "directeur"):
        assert "wijzigen" not in text(page(enter(name), w.schools.roos)).partition("Over de school")[2]
    shown = page(enter("beheer"), w.schools.roos).content.decode()
    assert reverse("accounts:school_phone", args=[w.schools.roos.code]) in shown
    assert reverse("school_wijknetwerk", args=[w.schools.roos.code]) in shown


# ---- what is missing


def missing(response) -> str:
    return " ".join(re.findall(r"swv-alert--warning.*?</div></div>", response.content.decode(), re.S))


def test_nothing_is_said_where_nothing_is_missing(enter, w):
    Vestiging.objects.filter(pk=w.schools.roos.pk).update(telefoon="0100000011")

    assert missing(page(enter("hans"), w.schools.roos)) == ""


def test_a_school_without_anybody_says_what_to_do(enter, w):
    Vestiging.objects.filter(pk=w.schools.eik.pk).update(wijknetwerk=None)
    Aanstelling.objects.filter(user=w.people.eik).update(geldig=(f.LONG_AGO, clock.today()))
    shown = missing(page(enter("beheer"), w.schools.eik))

    for sentence in ("Er is nu geen IB&#x27;er.", "Er is nu geen contactpersoon van de school.", "Het telefoonnummer ontbreekt.", "De school heeft geen wijknetwerk."):
        assert sentence in shown
    assert reverse("accounts:school_phone", args=[w.schools.eik.code]) in shown
    assert reverse("school_wijknetwerk", args=[w.schools.eik.code]) in shown
    assert "<a " not in missing(page(enter("hans"), w.schools.eik))


def ends(w, name: str, days: int) -> None:
    Aanstelling.objects.filter(user=getattr(w.people, name)).update(geldig=(f.LONG_AGO, clock.today() + (days + 1) * DAY))


@pytest.mark.parametrize(
    ("begin", "last", "gap"),
    [(None, None, 5), (6, None, None), (4, None, None), (7, None, 5), (6, 9, 9), (2, 5, 5)],
    ids=["nobody follows", "the next day", "overlapping", "a day between", "who follows leaves too", "no longer than she"],
)
def test_a_departure_without_a_successor_is_seen_before_the_day(enter, w, begin, last, gap):
    ends(w, "eik", 5)
    if begin is not None:
        f.post(f.person("Op", "Volger"), Rol.IB, w.schools.eik, clock.today() + begin * DAY, None if last is None else clock.today() + last * DAY)

    shown = missing(page(enter("hans"), w.schools.eik))

    sentence = re.search(r"Na ([^.]*) is er geen IB", shown)
    assert (sentence and sentence[1]) == (gap and dates.near(clock.today() + gap * DAY))


def test_a_schorsing_of_the_only_one_is_a_gap(enter, w):
    assert "geen IB" not in missing(page(enter("hans"), w.schools.eik))
    f.schorsing(w.people.eik, van=clock.now() - timedelta(minutes=1))

    assert "Er is nu geen IB" in missing(page(enter("hans"), w.schools.eik))
