"""The settings of the SWV: school holidays, seen and set by the loket alone."""

import datetime as dt

import pytest
from django.urls import reverse
from psycopg2.extras import DateRange

from hulpvragen.enums import Soort
from hulpvragen.models import Formulier, Schoolvakantie
from portal.lib.db import one

INDEX, HOLIDAYS = reverse("settings:index"), reverse("settings:holidays")
HERFST = {"naam": "Herfstvakantie", "eerste": "17-10-2026", "laatste": "25-10-2026"}


def holiday(naam="Kerstvakantie", begin=dt.date(2026, 12, 19), eind=dt.date(2027, 1, 4)) -> Schoolvakantie:
    return Schoolvakantie.objects.create(naam=naam, geldig=(begin, eind))


def one_page(pk) -> str:
    return reverse("settings:holiday", args=[pk])


@pytest.mark.parametrize(("name", "zijde"), [("noord", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("marloes", "school"), ("ouder", "gast")])
def test_only_the_loket_opens_and_sets(enter, loket, name, zijde):
    kerst = holiday()
    assert loket.get(INDEX).status_code == loket.get(HOLIDAYS).status_code == loket.get(one_page(kerst.pk)).status_code == 200

    other = enter(name, zijde)
    for path in (INDEX, HOLIDAYS, one_page(kerst.pk)):
        assert other.get(path).status_code == 403
    assert other.post(HOLIDAYS, HERFST).status_code == 403
    assert other.post(reverse("settings:remove_holiday", args=[kerst.pk])).status_code == 403
    assert [row.naam for row in Schoolvakantie.objects.all()] == ["Kerstvakantie"]


def test_the_loket_finds_it_in_the_menu(loket, enter):
    assert INDEX in loket.get(INDEX).content.decode()
    assert f'href="{INDEX}"' not in enter("noord", "swv").get(reverse("hulpvragen:list")).content.decode()


def test_a_holiday_is_added_with_its_last_day_and_recorded(loket):
    assert loket.post(HOLIDAYS, HERFST, follow=True).status_code == 200

    assert Schoolvakantie.objects.get().geldig == DateRange(dt.date(2026, 10, 17), dt.date(2026, 10, 26))
    assert one("select detail ->> 'eind' from audit_event where event = 'settings.holiday_added'") == ("2026-10-26",)


def test_the_same_form_twice_is_one_holiday(loket):
    loket.post(HOLIDAYS, HERFST)
    assert loket.post(HOLIDAYS, HERFST).status_code == 302
    assert Schoolvakantie.objects.count() == one("select count(*) from audit_event where event = 'settings.holiday_added'")[0] == 1


@pytest.mark.parametrize(("change", "sentence"), [
    ({"laatste": "16-10-2026"}, "De laatste dag ligt voor de eerste dag."),
    ({"laatste": "25-10-2036"}, "Een vakantie duurt hooguit 100 dagen."),
    ({"eerste": "31-09-2026"}, "Deze datum bestaat niet."),
    ({"eerste": ""}, "Vul de eerste dag van de vakantie in"),
    ({"naam": ""}, "Vul de naam van de vakantie in"),
    ({"naam": "x" * 61}, "Deze tekst is te lang."),
    ({"eerste": "18-12-2026", "laatste": "19-12-2026"}, "Deze dagen vallen samen met een andere vakantie: Kerstvakantie"),
])
def test_what_cannot_be_is_refused_with_a_sentence(loket, change, sentence):
    holiday()
    answer = loket.post(HOLIDAYS, HERFST | change)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Schoolvakantie.objects.count() == 1


def test_a_holiday_is_changed_and_removed(loket):
    kerst = holiday()
    known = loket.get(one_page(kerst.pk)).context["form"].initial["known_as"]
    changed = {"naam": "Kerstvakantie", "eerste": "19-12-2026", "laatste": "10-01-2027", "known_as": known}
    assert loket.post(one_page(kerst.pk), changed).status_code == 302
    assert Schoolvakantie.objects.get().geldig.upper == dt.date(2027, 1, 11)

    assert loket.post(reverse("settings:remove_holiday", args=[kerst.pk])).status_code == 302
    assert not Schoolvakantie.objects.exists()
    assert loket.get(one_page(kerst.pk)).status_code == 404


def test_the_second_editor_sees_what_the_first_made_of_it(loket, enter):
    kerst = holiday()
    known = loket.get(one_page(kerst.pk)).context["form"].initial["known_as"]
    first = {"naam": "Kerst", "eerste": "19-12-2026", "laatste": "03-01-2027", "known_as": known}
    assert enter("lotte", "swv").post(one_page(kerst.pk), first).status_code == 302

    second = first | {"naam": "Wintervakantie"}
    answer = loket.post(one_page(kerst.pk), second)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "intussen gewijzigd. Nu is het: Kerst, zaterdag 19 december 2026" in page
    assert "Wintervakantie" in page  # what was typed is still there
    assert Schoolvakantie.objects.get().naam == "Kerst"


def test_the_page_shows_how_terms_are_counted(loket):
    Formulier.objects.create(
        soort=Soort.ADVIESVRAAG, versie=99, termijn_aantal=1, termijn_eenheid="weken", vakanties_tellen_mee=False
    )
    before = {term.formulier.soort: term.uiterlijk for term in loket.get(HOLIDAYS).context["terms"]}
    assert set(before) == set(Soort)
    today = one("select app_today()")[0]
    holiday("Nu", today, today + dt.timedelta(days=10))

    after = {term.formulier.soort: term.uiterlijk for term in loket.get(HOLIDAYS).context["terms"]}
    assert after[Soort.ADVIESVRAAG] == today + dt.timedelta(days=16)
    assert before[Soort.ADVIESVRAAG] == today + dt.timedelta(days=7)
