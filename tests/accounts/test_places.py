"""What the beheerder sets by hand: the telephone of a school, and wijknetwerken."""

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.models import CatalogusVestiging, Eenheid, Vestiging, Wijknetwerk
from accounts.services import places
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.ids import uuid7
from tests import world

from .visitor import text

OTHERS = ["hans", "noord", "mutaties", "privacy"]
NUMBER = {"telefoon": "010 - 123 45 67", "known_as": ""}


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def beheer(web, w):
    return web.enter(w.people.beheer, "swv")


@pytest.fixture
def phone(w):
    return reverse("accounts:school_phone", args=[w.schools.roos.code])


@pytest.fixture
def naming(w):
    return reverse("accounts:name_wijknetwerk", args=[w.schools.roos.wijknetwerk_id])


def number(w) -> str:
    return Vestiging.objects.get(pk=w.schools.roos.pk).telefoon


def wijken() -> list[str]:
    return list(Wijknetwerk.objects.order_by("naam").values_list("naam", flat=True))


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-id").first()


# ---- the telephone


def test_the_telephone_is_set_and_recorded(beheer, w, phone):
    assert beheer.get(phone).status_code == 200

    answer = beheer.post(phone, NUMBER, follow=True)

    assert number(w) == "0101234567"
    assert "Het telefoonnummer is opgeslagen." in text(answer)
    assert 'href="tel:+31101234567"' in answer.content.decode()
    assert (last().event, last().object_id, last().actor_id) == ("vestiging.phone_changed", str(w.schools.roos.pk), w.people.beheer.pk)
    assert last().detail == {"before": "", "after": "0101234567"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Vul het telefoonnummer van de school in"), ("  ", "Vul het telefoonnummer van de school in"),
        ("12345", "Vul een telefoonnummer in van 10 cijfers"), ("123456782", "Vul een telefoonnummer in van 10 cijfers"),
        ("010\x00", "Vul een telefoonnummer in van 10 cijfers"), ("0" * 100_000, "Vul een telefoonnummer in van 10 cijfers"),
        ("<script>", "Vul een telefoonnummer in van 10 cijfers"),
    ],
)
def test_a_number_that_cannot_be_has_its_own_sentence(beheer, w, phone, typed, sentence):
    page = beheer.post(phone, NUMBER | {"telefoon": typed})

    assert page.status_code == 422
    assert page.content.decode().count(sentence) == 2  # in the summary and at the field
    assert "<script>alert" not in page.content.decode() and 'value="<script>"' not in page.content.decode()
    assert number(w) == ""


def test_the_second_editor_sees_both_numbers(beheer, w, phone):
    Vestiging.objects.filter(pk=w.schools.roos.pk).update(telefoon="0109999999")

    page = beheer.post(phone, NUMBER)

    assert page.status_code == 409
    assert "010 - 999 99 99" in page.content.decode() and 'value="010 - 123 45 67"' in page.content.decode()
    assert number(w) == "0109999999"
    assert beheer.post(phone, NUMBER | {"known_as": "0109999999"}).status_code == 302


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_set_no_telephone(web, w, phone, name, method):
    assert getattr(web.enter(getattr(w.people, name), "swv"), method)(phone, NUMBER).status_code in (403, 404)
    assert number(w) == ""


@pytest.mark.parametrize("name", ["marloes", "directeur"])
def test_the_school_itself_sets_no_telephone(web, w, phone, name):
    assert web.enter(getattr(w.people, name), "school").post(phone, NUMBER).status_code == 403
    assert number(w) == ""


# ---- wijknetwerken


def test_a_wijknetwerk_is_made_and_renamed(beheer, w, naming):
    assert "Noord" in text(beheer.get(reverse("accounts:wijknetwerken")))

    beheer.post(reverse("accounts:new_wijknetwerk"), {"naam": " Oost "})
    assert wijken() == ["Noord", "Oost", "Zuid"]
    assert last().event == "wijknetwerk.made"

    answer = beheer.post(naming, {"naam": "Noordrand", "known_as": "Noord"}, follow=True)
    assert wijken() == ["Noordrand", "Oost", "Zuid"]
    assert "Noordrand 1 school" in text(answer)
    assert (last().event, last().object_id) == ("wijknetwerk.named", str(w.schools.roos.wijknetwerk_id))


@pytest.mark.parametrize(
    ("naam", "sentence"),
    [
        ("", "Vul de naam van het wijknetwerk in"), ("n" * 61, "Gebruik 60 tekens of minder"), ("a\x00", "Er staat een teken in"),
        ("zuid", "Er is al een wijknetwerk"), ("123456782", "lijkt een burgerservicenummer (BSN)"),
    ],
)
def test_a_name_that_cannot_be_has_its_own_sentence(beheer, naming, naam, sentence):
    for address in (reverse("accounts:new_wijknetwerk"), naming):
        page = beheer.post(address, {"naam": naam, "known_as": "Noord"})
        assert page.status_code == 422
        assert page.content.decode().count(sentence) == 2
    assert wijken() == ["Noord", "Zuid"]


def test_a_wijknetwerk_keeps_its_own_name_in_other_letters(beheer, naming):
    assert beheer.post(naming, {"naam": "NOORD", "known_as": "Noord"}).status_code == 302
    assert wijken() == ["NOORD", "Zuid"]


def test_the_second_editor_sees_both_names(beheer, w, naming):
    Eenheid.objects.filter(pk=w.schools.roos.wijknetwerk_id).update(naam="Noordrand")

    page = beheer.post(naming, {"naam": "Noord-West", "known_as": "Noord"})

    assert page.status_code == 409
    assert "‘Noordrand’" in page.content.decode() and 'value="Noord-West"' in page.content.decode()


def test_a_wijknetwerk_that_is_not_there_is_not_found(beheer):
    assert beheer.get(reverse("accounts:name_wijknetwerk", args=[uuid7()])).status_code == 404


@pytest.mark.parametrize("name", OTHERS)
def test_others_have_no_wijknetwerken(web, w, naming, name):
    client = web.enter(getattr(w.people, name), "swv")
    for address in (reverse("accounts:wijknetwerken"), reverse("accounts:new_wijknetwerk"), naming):
        assert client.get(address).status_code == 403
        if address != reverse("accounts:wijknetwerken"):
            assert client.post(address, {"naam": "Oost", "known_as": "Noord"}).status_code == 403
    assert wijken() == ["Noord", "Zuid"]


# ---- the services, and the database behind them


def test_the_services_ask_for_themselves(w, act):
    with act(w.people.hans, "swv"):
        for change in (
            lambda who: places.set_phone(by=who, zijde="swv", vestiging_id=w.schools.roos.pk, telefoon="0101234567", known_as=""),
            lambda who: places.make_wijknetwerk(by=who, zijde="swv", naam="Oost"),
            lambda who: places.name_wijknetwerk(by=who, zijde="swv", wijknetwerk_id=w.schools.roos.wijknetwerk_id, naam="Oost", known_as="Noord"),
            lambda who: places.set_wijknetwerk(by=who, zijde="swv", vestiging_id=w.schools.roos.pk, wijknetwerk_id=None, known_as=w.schools.roos.wijknetwerk_id, detail={}),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                change(w.people.hans)


def test_a_wijknetwerk_changed_meanwhile_or_gone_is_refused(w, act):
    with act(w.people.beheer, "swv"):
        with pytest.raises(Conflict), transaction.atomic():
            places.set_wijknetwerk(by=w.people.beheer, zijde="swv", vestiging_id=w.schools.roos.pk, wijknetwerk_id=None, known_as=None, detail={})
        with pytest.raises(Invalid), transaction.atomic():
            places.set_wijknetwerk(
                by=w.people.beheer, zijde="swv", vestiging_id=w.schools.roos.pk, wijknetwerk_id=uuid7(), known_as=w.schools.roos.wijknetwerk_id, detail={}
            )
    assert Vestiging.objects.get(pk=w.schools.roos.pk).wijknetwerk_id == w.schools.roos.wijknetwerk_id


def test_without_the_desk_nobody_writes_a_place(w, act):
    with act(w.people.beheer, "swv"):
        for change in (lambda: Vestiging.objects.update(telefoon="1"), lambda: Eenheid.objects.update(naam="x")):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()


# ---- a number to call back on is no one person's word


def confirm(w):
    return reverse("accounts:confirm_phone", args=[w.schools.roos.code])


def test_a_number_filled_in_by_hand_is_rung_after_somebody_else_confirmed_it(beheer, web, w, phone):
    beheer.post(phone, NUMBER)
    school = Vestiging.objects.get(pk=w.schools.roos.pk)
    assert (school.telefoon, school.terugbelnummer) == ("0101234567", "")
    assert web.enter(w.people.beheer, "swv").post(confirm(w), {"telefoon": "0101234567"}).status_code == 403, "not by who filled it in"
    page = web.enter(w.people.mutaties, "swv").get(reverse("accounts:school", args=[school.code]))
    assert "Nummer bevestigen" in text(page) and "nog niet bevestigd" in text(page)
    answer = web.post(confirm(w), {"telefoon": "0101234567"}, follow=True)
    assert "Het telefoonnummer is bevestigd." in text(answer)
    assert Vestiging.objects.get(pk=school.pk).terugbelnummer == "0101234567"
    assert (last().event, last().actor_id) == ("vestiging.phone_confirmed", w.people.mutaties.pk)


def test_another_number_than_she_saw_is_not_confirmed(beheer, web, w, phone):
    beheer.post(phone, NUMBER)
    answer = web.enter(w.people.mutaties, "swv").post(confirm(w), {"telefoon": "0109999999"}, follow=True)
    assert "Een collega heeft dit net gewijzigd" in text(answer)
    assert Vestiging.objects.get(pk=w.schools.roos.pk).terugbelnummer == ""


@pytest.mark.parametrize(("name", "zijde"), [("hans", "swv"), ("noord", "swv"), ("privacy", "swv"), ("directeur", "school"), ("marloes", "school")])
def test_others_confirm_no_number(beheer, web, w, phone, name, zijde):
    beheer.post(phone, NUMBER)
    assert web.enter(getattr(w.people, name), zijde).post(confirm(w), {"telefoon": "0101234567"}).status_code in (403, 404)
    assert Vestiging.objects.get(pk=w.schools.roos.pk).terugbelnummer == ""


def test_the_number_of_the_register_needs_no_second_person(beheer, w, phone):
    CatalogusVestiging.objects.create(
        code=w.schools.roos.code, naam="De Roos", bestuursnummer="12345", plaats="Voorbeeldstad", telefoon="0101234567", updated_at=clock.now()
    )
    beheer.post(phone, NUMBER)
    assert Vestiging.objects.get(pk=w.schools.roos.pk).terugbelnummer == "0101234567"
