"""The SWV's own people leave by the same road: the day is recorded at once, and their access ends on it."""

import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling
from hulpvragen import policy as casework
from mutaties.enums import Status
from mutaties.models import Mutatie
from portal.lib import clock, dates
from tests import factories as f

from .conftest import DAY

pytestmark = pytest.mark.django_db
URL = "/mutaties/nieuw/medewerker/"


@pytest.fixture
def consulent(linde):
    user = f.person("Cor", "Consulent", email="cor@swv.example")
    f.post(user, Rol.CONSULENT, linde.wijk)
    return user


def answers(user, unit, rol, **given) -> dict:
    last = clock.today() + 10 * DAY
    return {
        "persoon": f"{user.pk}_{unit.pk}_{rol}", "soort": "vertrek", "laatste_dag": f"{last:%d-%m-%Y}", "terug": "", "reden": "", "key": str(uuid.uuid4()),
    } | given  # fmt: skip


def test_a_consulent_leaves_and_reads_nothing_from_the_day_on(linde, consulent, web, asking, on_day):
    client, sent = web.enter(linde.desk, "swv"), answers(consulent, linde.wijk, "consulent")
    page = client.post(URL, sent, follow=True)
    assert page.status_code == 200 and "Vertrek van Cor Consulent" in page.content.decode()
    mutatie = Mutatie.objects.get(persoon=consulent)
    assert mutatie.status == Status.TE_ACCORDEREN
    assert Aanstelling.objects.get(user=consulent, replaced_at=None).laatste_dag == mutatie.laatste_dag
    assert client.post(URL, sent, follow=True).status_code == 200
    assert Mutatie.objects.filter(persoon=consulent).count() == 1, "the same form twice is one"
    for day, reads in ((mutatie.laatste_dag, True), (mutatie.einde, False)):
        on_day(day)
        with asking(consulent, "swv") as who:
            assert casework.visible_to(who, casework.CONTENT).filter(pk=linde.hulpvragen[0].pk).exists() == reads


def test_absent_her_access_rests_and_returns(linde, consulent, web, asking, on_day):
    last = clock.today() + 10 * DAY
    back = last + 20 * DAY
    web.enter(linde.desk2, "swv").post(URL, answers(consulent, linde.wijk, "consulent", soort="afwezig", terug=f"{back:%d-%m-%Y}"))
    for day, works in ((last, True), (last + DAY, False), (back - DAY, False), (back, True)):
        on_day(day)
        with asking(consulent, "swv") as who:
            assert who.has(Rol.CONSULENT) == works, day


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("bestuurder", "school"), ("noord", "swv"), ("beheer", "swv")])
def test_others_report_nobody_of_the_swv(linde, w, web, name, zijde):
    person = getattr(linde, name, None) or getattr(w.people, name)
    assert web.enter(person, zijde).get(URL).status_code == 403


@pytest.mark.parametrize(("given", "sentence"), [
    ({"persoon": ""}, "Kies om wie het gaat"),
    ({"persoon": "iemand"}, "Deze persoon werkt hier niet. Kies iemand uit de lijst."),
    ({"soort": ""}, "Kies wat er verandert"),
    ({"laatste_dag": ""}, "Vul de laatste werkdag in"),
    ({"laatste_dag": "31-02-2027"}, "31-02-2027"),
    ({"laatste_dag": "01-01-2001"}, "voor het begin van de aanstelling"),
    ({"laatste_dag": "01-01-2099"}, "meer dan een jaar vooruit"),
    ({"soort": "afwezig", "terug": "01-01-2026"}, "moet na de laatste werkdag liggen"),
    ({"reden": "123456782"}, "burgerservicenummer"),
])  # fmt: skip
def test_what_cannot_be_is_said_at_its_question(linde, consulent, web, given, sentence):
    page = web.enter(linde.desk, "swv").post(URL, answers(consulent, linde.wijk, "consulent", **given))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Mutatie.objects.filter(persoon=consulent).exists()


def test_the_last_beheerder_stays(linde, w, web):
    page = web.enter(linde.desk, "swv").post(URL, answers(w.people.beheer, f.swv(), "beheerder"))
    assert page.status_code == 422 and "Na deze dag is er geen beheerder meer" in page.content.decode()
    f.post(f.person("Ander", "Beheer"), Rol.BEHEERDER)
    assert web.post(URL, answers(w.people.beheer, f.swv(), "beheerder")).status_code == 302


def test_the_way_to_it_is_the_desks_alone(linde, web):
    assert URL in web.enter(linde.desk, "swv").get(reverse("mutaties:new")).content.decode()
    assert URL not in web.enter(linde.directeur, "school").get(reverse("mutaties:new")).content.decode()


def test_the_pages_of_it_open(linde, consulent, web):
    client = web.enter(linde.desk, "swv")
    client.post(URL, answers(consulent, linde.wijk, "consulent"))
    mutatie = Mutatie.objects.get(persoon=consulent)
    page = client.get(reverse("mutaties:detail", args=[mutatie.pk])).content.decode()
    assert "Cor Consulent" in page and dates.near(mutatie.laatste_dag) in page
    approved = client.post(reverse("mutaties:approve", args=[mutatie.pk]), {"version": mutatie.version, "seen": _digest(page)})
    assert approved.status_code == 302 and Mutatie.objects.get(pk=mutatie.pk).status == Status.AKKOORD


def _digest(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]
