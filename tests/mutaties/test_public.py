"""Wijziging doorgeven without an account: it changes nothing, shows nothing, and does not go on for ever."""

import datetime as dt
import uuid

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from accounts.models import Aanstelling, User
from devtools.harness import WebClient
from mutaties import policy
from mutaties.enums import Soort, Status
from mutaties.models import Melding, Mutatie
from notifications.models import Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.text import HOLDS_BSN

from .conftest import DAY

pytestmark = pytest.mark.django_db
PAGE, THANKS = "/wijziging-doorgeven/", "/wijziging-doorgeven/bedankt/"
RIGHT = {
    "school": "De Linde, Voorbeeldstad", "wie_vertrekt": "Karin Postma", "laatste_werkdag": "31-01-2027", "wie_komt": "", "eerste_werkdag": "",
    "toelichting": "", "naam": "Ellen Brouwer", "functie": "directeur", "telefoon": "010 123 45 67", "email": "ellen@linde.example",
}  # fmt: skip
COMES = {"wie_komt": "Yusuf Demir", "eerste_werkdag": "01-02-2027"}


def send(client=None, address="10.0.0.1", **changed):
    return (client or WebClient()).post(PAGE, {"key": uuid.uuid4()} | RIGHT | changed, REMOTE_ADDR=address)


def test_it_makes_a_melding_and_changes_nothing(linde):
    posts, people = list(Aanstelling.objects.values()), User.objects.count()
    answer = send()

    mutatie, melding = Mutatie.objects.get(), Melding.objects.get()
    assert (answer.status_code, answer.url) == (302, THANKS)
    assert (mutatie.publiek, mutatie.status, mutatie.eenheid, mutatie.persoon, mutatie.opvolger) == (True, Status.GEMELD, None, None, None)
    assert (mutatie.soort, mutatie.laatste_dag) == (Soort.VERTREK, dt.date(2027, 1, 31))
    assert melding.gemeld_door is None and melding.getypt["wie_vertrekt"] == "Karin Postma" and melding.getypt["laatste_werkdag"] == "zondag 31 januari 2027"
    assert list(Aanstelling.objects.values()) == posts and User.objects.count() == people


def test_only_the_mutatiebehandelaars_are_told_and_nobody_who_was_typed(linde):
    send()
    promises = list(Outbox.objects.filter(event="mutatie.reported_public"))

    assert [(one.role, one.actor_id) for one in promises] == [("mutatiebehandelaar", None)] == [(one.role, one.actor_id) for one in Outbox.objects.filter(subject_type="mutatie")]
    event = AuditEvent.objects.get(event="mutatie.reported_public")
    assert event.actor_id is None and "Karin" not in str(event.detail) and "linde" not in str(event.detail)


@pytest.mark.parametrize(("changed", "soort"), [(COMES, Soort.WISSEL), (COMES | {"wie_vertrekt": "", "laatste_werkdag": ""}, Soort.NIEUW)])
def test_the_kind_follows_from_who_is_named(linde, changed, soort):
    send(**changed)
    assert Mutatie.objects.get().soort == soort


def test_known_and_unknown_get_the_same_answer(linde):
    known = send()
    unknown = send(school="Bestaat Niet", wie_vertrekt="Niemand Hier", email="niemand@nergens.example")

    assert (known.status_code, known.url, known.content) == (unknown.status_code, unknown.url, unknown.content)
    pages = [WebClient().get(THANKS).content for _ in range(2)]
    assert pages[0] == pages[1] and b"Linde" not in pages[0]
    again = send(wie_komt="Karin Postma", eerste_werkdag="01-02-2027")  # she works there already: nothing is said of it
    assert again.url == THANKS


def test_the_same_form_twice_is_one(linde):
    key = uuid.uuid4()
    answers = [send(key=key), send(key=key)]

    assert {answer.url for answer in answers} == {THANKS}
    assert Mutatie.objects.count() == Melding.objects.count() == Outbox.objects.filter(event="mutatie.reported_public").count() == 1


@pytest.mark.parametrize(("field", "changed", "sentence"), [
    ("school", {"school": " "}, "Vul de naam van de school in"),
    ("school", {"school": "x" * 121}, "Deze tekst is te lang. Gebruik 120 tekens of minder, nu zijn het er 121."),
    ("wie_vertrekt", {"wie_vertrekt": "", "laatste_werkdag": ""}, "Vul in wie er vertrekt, of wie er komt"),
    ("wie_vertrekt", {"wie_vertrekt": "Karin 111222333"}, HOLDS_BSN),
    ("laatste_werkdag", {"laatste_werkdag": ""}, "Vul de laatste werkdag in"),
    ("laatste_werkdag", {"laatste_werkdag": "31-02-2027"}, "Deze datum bestaat niet. Controleer de dag en de maand."),
    ("eerste_werkdag", {"wie_komt": "Yusuf Demir"}, "Vul de eerste werkdag in"),
    ("eerste_werkdag", COMES | {"eerste_werkdag": "straks"}, "Vul een datum in met dag, maand en jaar, bijvoorbeeld 30-11-2026"),
    ("wie_komt", COMES | {"wie_komt": "Yu\u202esuf"}, "Er staat een teken in dat we niet kunnen bewaren. Typ de tekst opnieuw of plak hem zonder opmaak."),
    ("toelichting", {"toelichting": "BSN 111.222.333"}, HOLDS_BSN),
    ("naam", {"naam": ""}, "Vul uw naam in"),
    ("functie", {"functie": ""}, "Vul uw functie in"),
    ("telefoon", {"telefoon": ""}, "Vul uw telefoonnummer in"),
    ("telefoon", {"telefoon": "12345"}, "10 cijfers"),
    ("email", {"email": ""}, "Vul uw e-mailadres in"),
    ("email", {"email": "a@b.nl;c@d.nl"}, "Vul één e-mailadres in"),
    ("email", {"email": "a@b.nl\r\nBcc: c@d.nl"}, "Vul een volledig e-mailadres in, bijvoorbeeld naam@school.nl"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_each_mistake_stands_at_its_field_and_keeps_nothing(linde, field, changed, sentence):
    answer = send(**changed)

    errors = answer.context["form"].errors
    assert answer.status_code == 422 and list(errors) == [field] and sentence in errors[field][0]
    assert 'value="directeur"' in answer.content.decode() or field == "functie"
    assert not Mutatie.objects.exists()


def test_too_many_must_wait_and_are_told(linde):
    assert [send().status_code for _ in range(4)] == [302, 302, 302, 429]
    assert "Probeer het over een kwartier nog een keer, of bel ons." in send().content.decode()
    assert Mutatie.objects.count() == 3
    assert send(address="10.0.0.2").status_code == 302

    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert send().status_code == 302


def test_from_everywhere_together_too(linde, monkeypatch):
    monkeypatch.setattr("accounts.brake.REPORTS_EVERYWHERE", 5)

    assert [send(address=f"10.0.1.{n}").status_code for n in range(7)] == [302] * 5 + [429] * 2


def test_a_mistake_does_not_count(linde):
    assert [send(naam="").status_code for _ in range(6)] == [422] * 6
    assert send().status_code == 302


def test_it_expires_when_nobody_could_verify_it(linde, asking):
    send()
    Mutatie.objects.update(created_at=clock.now() - dt.timedelta(days=14))
    assert policy.status_on(Mutatie.objects.get(), clock.today()) == Status.GEMELD
    assert policy.status_on(Mutatie.objects.get(), clock.today() + DAY) == Status.VERLOPEN


def test_only_the_desk_sees_it(linde):
    send()
    rows = {
        name: WebClient().enter(user, zijde).get("/mutaties/").context["rows"]
        for name, user, zijde in (("desk", linde.desk, "swv"), ("directeur", linde.directeur, "school"), ("board", linde.bestuurder, "school"))
    }

    assert [row["about"] for row in rows["desk"]] == ["Doorgegeven zonder account"] and rows["directeur"] == rows["board"] == []


def test_who_is_logged_in_reports_where_it_is_known_who_she_is(linde):
    assert WebClient().enter(linde.directeur, "school").get(PAGE).url == "/mutaties/nieuw/"


def test_who_has_no_account_finds_it(web, world):
    assert f'href="{PAGE}"' in web.get("/inloggen/").content.decode()
    assert f'href="{PAGE}"' in web.get("/hulp/").content.decode()
