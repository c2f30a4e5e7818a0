"""The pages of the controle: what each role gets, what is typed wrong, and the file for a board."""

import csv
import io
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from mutaties.models import Bevestiging, Controleronde, Mutatie
from mutaties.queries import controle as read
from portal.audit.models import AuditEvent
from portal.lib import clock, dates
from tests import factories as f

from .conftest import DAY

pytestmark = pytest.mark.django_db
INDEX, START = reverse("mutaties:controle"), reverse("mutaties:controle_start")


@pytest.fixture
def ronde(linde):
    day = clock.today()
    return Controleronde.objects.create(naam="voorjaar 2027", begin=day, uiterlijk=day + 28 * DAY, gestart_door=linde.desk)


@pytest.fixture
def page(linde):
    return reverse("mutaties:controle_confirm", args=[linde.school.code])


@pytest.fixture
def form(linde, ronde, asking):
    """`form(**changes)`: all that the page sends when everybody stays; names with a person's key are hers."""

    def filled(said=None, **changes):
        with asking(linde.directeur):
            sheet = read.sheet(linde.school)
        stays = {f"wie-{mens.user.pk}": "blijft" for mens in sheet.mensen}
        return stays | {"key": uuid.uuid4(), "ronde": ronde.pk, "shown": sheet.digest} | (said or {}) | changes

    return filled


def text(response) -> str:
    return response.content.decode()


# ---- who gets which page


@pytest.mark.parametrize(("who", "zijde", "status"), [
    ("directeur", "school", 302), ("gaat", "school", 200), ("bestuurder", "school", 200), ("daar", "school", 302), ("desk", "swv", 200),
    ("desk2", "swv", 200), ("privacy", "swv", 200), ("beheer", "swv", 403), ("noord", "swv", 403), ("niemand", "school", 403),
])  # fmt: skip
def test_the_list_by_role(web, linde, w, ronde, who, zijde, status):
    user = getattr(linde, who, None) or getattr(w.people, who)
    response = web.enter(user, zijde).get(INDEX)
    assert response.status_code == status
    if status == 200 and zijde == "school":
        assert "De Linde" in text(response) and ("De Wilg" in text(response)) is (who == "bestuurder")


@pytest.mark.parametrize(("who", "zijde", "status"), [
    ("directeur", "school", 200), ("gaat", "school", 403), ("bestuurder", "school", 403), ("daar", "school", 404), ("desk", "swv", 403),
    ("beheer", "swv", 403), ("noord", "swv", 403),
])  # fmt: skip
def test_the_form_by_role(web, linde, w, page, form, who, zijde, status):
    user = getattr(linde, who, None) or getattr(w.people, who)
    assert web.enter(user, zijde).get(page).status_code == status
    if status != 200:
        assert web.post(page, form()).status_code == status and not Bevestiging.objects.exists()


@pytest.mark.parametrize(("who", "zijde", "status"), [
    ("gaat", "school", 200), ("bestuurder", "school", 200), ("daar", "school", 404), ("desk", "swv", 200), ("beheer", "swv", 403),
])  # fmt: skip
def test_what_a_school_said_by_role(web, linde, w, page, form, who, zijde, status):
    web.enter(linde.directeur, "school").post(page, form({f"niet-{linde.hulpvragen[0].pk}": "on"}))
    user = getattr(linde, who, None) or getattr(w.people, who)
    response = web.enter(user, zijde).get(reverse("mutaties:controle_school", args=[linde.school.code]))
    assert response.status_code == status
    if status == 200:
        assert "Bevestigd door Ellen Brouwer" in text(response)
        assert (linde.hulpvragen[0].kenmerk in text(response)) is (who != "bestuurder")
        assert "Hoekstra" not in text(response), "no pupil"


def test_a_school_of_another_and_one_that_is_not_there_are_the_same(web, linde, ronde):
    web.enter(linde.daar, "school")
    hidden, unknown = (web.get(reverse("mutaties:controle_school", args=[code])) for code in (linde.school.code, "99ZZ99"))
    assert hidden.status_code == unknown.status_code == 404 and hidden.content == unknown.content


@pytest.mark.parametrize("asked", ["abc", "", str(uuid.uuid4())])
def test_an_unknown_round_is_not_found(web, linde, ronde, asked):
    assert web.enter(linde.desk, "swv").get(INDEX, {"ronde": asked}).status_code == 404


# ---- confirming


def test_she_confirms_and_reads_it_back(web, linde, page, form):
    response = web.enter(linde.directeur, "school").post(page, form(), follow=True)
    assert "Bedankt" in text(response) and "Het contact van 3 open hulpvragen klopt" in text(response)
    assert Bevestiging.objects.get().door == linde.directeur


def test_the_form_shows_people_and_cards_and_no_pupil(web, linde, ronde, page):
    shown = text(web.enter(linde.directeur, "school").get(page))
    assert "Karin Postma" in shown and linde.hulpvragen[0].kenmerk in shown and "Adviesvraag" in shown
    assert "Hoekstra" not in shown and "Isa" not in shown


def test_a_wissel_goes_on_to_the_report_form_with_her_picked(web, linde, page, form):
    response = web.enter(linde.directeur, "school").post(page, form({f"wie-{linde.gaat.pk}": "wisselt"}), follow=True)
    onward = f"{reverse('mutaties:new')}?school={linde.school.code}&amp;persoon={linde.gaat.pk}"
    assert onward in text(response)
    asked = web.get(reverse("mutaties:new"), {"school": linde.school.code, "persoon": linde.gaat.pk, "soort": "wissel"})
    assert f'value="{linde.gaat.pk}_ib"' in text(asked) and "checked" in text(asked)


def test_sent_twice_it_is_one_and_she_hears_so(web, linde, page, form):
    sent = form()
    web.enter(linde.directeur, "school").post(page, sent)
    assert "Ellen Brouwer heeft de gegevens van deze school al bevestigd" in text(web.post(page, sent, follow=True))
    assert Bevestiging.objects.count() == 1


def test_a_newcomer_meanwhile_is_shown_with_what_she_chose(web, linde, page, form):
    sent = form({f"wie-{linde.gaat.pk}": "vertrekt", f"dag-{linde.gaat.pk}": "1-2-2027"})
    f.post(f.person("Nieuw", "Hier"), Rol.IB, linde.school)
    response = web.enter(linde.directeur, "school").post(page, sent)
    assert response.status_code == 409 and "Nieuw Hier" in text(response) and "Intussen is er iets veranderd" in text(response)
    assert '<option value="vertrekt" selected>' in text(response) and 'value="1-2-2027"' in text(response)
    assert not Bevestiging.objects.exists()


@pytest.mark.parametrize(("answer", "day", "words"), [
    ("", "", "Kies wat klopt voor Karin Postma"),
    ("weg", "", "Kies een van de antwoorden"),
    ("vertrekt", "", "Vul de laatste werkdag van Karin Postma in"),
    ("vertrekt", "gisteren", "Vul een datum in met dag, maand en jaar"),
    ("vertrekt", "30-2-2027", "Deze datum bestaat niet"),
    ("vertrekt", "1-8-2019", "meer dan 30 dagen geleden"),
    ("vertrekt", "1-8-2031", "meer dan een jaar vooruit"),
    ("blijft", "1-2-2027", "Kies ‘Vertrekt’, of maak de dag leeg"),
])  # fmt: skip
def test_what_is_filled_in_wrong_says_so_at_the_person(web, linde, page, form, answer, day, words):
    her = linde.gaat.pk
    response = web.enter(linde.directeur, "school").post(page, form({f"wie-{her}": answer, f"dag-{her}": day}))
    assert response.status_code == 422 and words in text(response)
    assert f'href="#id_wie-{her}"' in text(response) or f'href="#id_dag-{her}"' in text(response)
    assert not Bevestiging.objects.exists() and not Mutatie.objects.exists()


@pytest.mark.parametrize("broken", [{"key": "x"}, {"ronde": "x"}, {"key": ""}])
def test_a_broken_form_keeps_nothing(web, linde, page, form, broken):
    response = web.enter(linde.directeur, "school").post(page, form(**broken))
    assert response.status_code == 422 and "Deze pagina is verouderd" in text(response) and not Bevestiging.objects.exists()


def test_somebody_with_a_running_mutatie_says_so_at_her_row(web, linde, page, report, form):
    mutatie = report(linde.directeur, soort="vertrek", laatste_dag=clock.today() + 9 * DAY)
    her = linde.gaat.pk
    response = web.enter(linde.directeur, "school").post(page, form({f"wie-{her}": "vertrekt", f"dag-{her}": "1-2-2027"}))
    assert response.status_code == 422 and f"loopt al een wijzigingsverzoek: {mutatie.nummer}" in text(response)
    assert web.post(page, form({f"wie-{her}": "bekend"})).status_code == 302


def test_without_a_round_there_is_nothing_to_confirm(web, linde, page):
    assert "Er loopt nu geen controle" in text(web.enter(linde.directeur, "school").get(page, follow=True))


# ---- where she meets it


def test_the_start_page_and_her_school_say_that_it_waits_until_she_confirmed(web, linde, ronde, page, form):
    web.enter(linde.directeur, "school")
    places = (reverse("hulpvragen:list"), reverse("accounts:school", args=[linde.school.code]))
    for address in places:
        assert page in text(web.get(address))
    web.post(page, form())
    for address in places:
        assert page not in text(web.get(address))


def test_the_board_finds_it_in_its_menu_while_a_round_runs(web, linde, ronde):
    item = f'<a class="swv-nav__link" href="{INDEX}"'
    assert item in text(web.enter(linde.bestuurder, "school").get(reverse("accounts:schools")))
    Controleronde.objects.all().delete()
    assert item not in text(web.get(reverse("accounts:schools")))


def test_the_ib_er_meets_the_contact_that_is_not_right(web, linde, page, form):
    wrong = linde.hulpvragen[0]
    web.enter(linde.directeur, "school").post(page, form({f"niet-{wrong.pk}": "on"}))
    assert "Het contact van 1 hulpvraag klopt niet" in text(web.enter(linde.blijft, "school").get(reverse("hulpvragen:list")))
    assert reverse("hulpvragen:school_data", args=[wrong.pk]) in text(web.get(INDEX))


# ---- starting one


@pytest.mark.parametrize(("who", "zijde", "status"), [
    ("desk", "swv", 200), ("desk2", "swv", 200), ("privacy", "swv", 403), ("beheer", "swv", 403), ("noord", "swv", 403), ("directeur", "school", 403),
    ("bestuurder", "school", 403),
])  # fmt: skip
def test_the_start_by_role(web, linde, w, who, zijde, status):
    user = getattr(linde, who, None) or getattr(w.people, who)
    assert web.enter(user, zijde).get(START).status_code == status


def test_the_desk_starts_one_and_sees_who_did_not_confirm(web, linde):
    day = clock.today()
    sent = {"naam": "voorjaar 2027", "begin": f"{day:%d-%m-%Y}", "uiterlijk": f"{day + 28 * DAY:%d-%m-%Y}", "key": uuid.uuid4()}
    checked = web.enter(linde.desk, "swv").post(START, sent)
    assert "Klopt deze controle?" in text(checked) and dates.in_full(day + 14 * DAY) in text(checked) and not Controleronde.objects.exists()
    response = web.post(START, sent | {"bevestigd": "ja"}, follow=True)
    assert "De controle voorjaar 2027 begint" in text(response) and "De Linde" in text(response) and "Nog niet bevestigd" in text(response)


@pytest.mark.parametrize("sure", [{}, {"bevestigd": "ja"}])
@pytest.mark.parametrize(("change", "words"), [
    ({"naam": ""}, "Vul in hoe de controle heet"), ({"naam": "x" * 41}, "40 tekens of minder"), ({"begin": ""}, "Vul de eerste dag in"),
    ({"uiterlijk": ""}, "Vul de laatste dag in"), ({"begin": "1-1-2020"}, "Deze dag is geweest"), ({"key": "x"}, "Deze pagina is verouderd"),
])  # fmt: skip
def test_a_round_that_cannot_be_says_why(web, linde, change, words, sure):
    day = clock.today()
    sent = {"naam": "voorjaar 2027", "begin": f"{day:%d-%m-%Y}", "uiterlijk": f"{day + 28 * DAY:%d-%m-%Y}", "key": uuid.uuid4()}
    response = web.enter(linde.desk, "swv").post(START, sent | change | sure)
    assert response.status_code == 422 and words in text(response) and not Controleronde.objects.exists()


# ---- the proof


def proof(web, user, zijde, bestuur):
    return web.enter(user, zijde).get(reverse("mutaties:controle_export", args=[bestuur.pk]))


@pytest.mark.parametrize(("who", "zijde", "status"), [
    ("bestuurder", "school", 200), ("desk", "swv", 200), ("desk2", "swv", 200), ("privacy", "swv", 200), ("directeur", "school", 403),
    ("gaat", "school", 403), ("beheer", "swv", 403), ("noord", "swv", 403), ("elders", "school", 403),
])  # fmt: skip
def test_the_file_by_role(web, linde, w, ronde, who, zijde, status):
    linde.elders = f.person("Elders", "Bestuur")
    f.post(linde.elders, Rol.BESTUURSMEDEWERKER, f.bestuur())
    user = getattr(linde, who, None) or getattr(w.people, who)
    assert proof(web, user, zijde, linde.bestuur).status_code == status
    assert AuditEvent.objects.filter(event="controle.exported", outcome="ok").exists() is (status == 200)


def test_the_file_says_who_confirmed_what_when_and_is_safe(web, linde, page, form):
    linde.gaat.achternaam = "=1+1"
    linde.gaat.voornaam = "@Karin"
    linde.gaat.save()
    last = clock.today() + 9 * DAY
    web.enter(linde.directeur, "school").post(page, form({f"wie-{linde.gaat.pk}": "vertrekt", f"dag-{linde.gaat.pk}": f"{last:%d-%m-%Y}"}))
    response = proof(web, linde.bestuurder, "school", linde.bestuur)
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))

    assert {(line["School"], line["Stand"]) for line in lines} == {("De Linde", "bevestigd"), ("De Wilg", "niet bevestigd")}
    hers = next(line for line in lines if "Karin" in line["Naam"])
    assert hers["Naam"].startswith("'@Karin") and (hers["Antwoord"], hers["Laatste werkdag"]) == ("Vertrekt", last.isoformat())
    assert (hers["Bevestigd door"], hers["Open hulpvragen"], hers["Contact klopt niet"]) == ("Ellen Brouwer", "3", "0")
