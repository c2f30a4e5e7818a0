"""Who handles by default: per school, else per wijknetwerk, from a day on, and only who has a live post."""

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from hulpvragen.enums import Status
from hulpvragen.models import VasteConsulent
from portal.lib import clock
from portal.lib.db import one
from tests import factories as f

ALL = reverse("settings:defaults")


def page_of(place) -> str:
    return reverse("settings:default", args=[place.pk])


def typed(client, place, user=None, vanaf=None) -> dict:
    known = client.get(page_of(place)).context["form"].initial["known_as"]
    day = vanaf or clock.today()
    return {"user_id": str(user.pk) if user else "niemand", "vanaf": day.strftime("%d-%m-%Y"), "known_as": known}


def gets(client) -> dict:
    groups = client.get(ALL).context["groups"]
    return {one.place.naam: one.gets and one.gets.voornaam for group in groups for one in group.schools}


@pytest.fixture
def chosen_by_the_database(act, w):
    """`chosen_by_the_database(school)` asks as the IB'er of that school, who files there."""
    of_school = {w.schools.roos.pk: w.people.marloes, w.schools.eik.pk: w.people.eik, w.schools.weg.pk: w.people.buiten}

    def ask(school):
        with act(of_school[school.pk], "school"):
            return one("select u.voornaam from accounts_user u where u.id = app_vaste_consulent(%s)", school.pk)

    return ask


@pytest.fixture
def calendar(w):
    """`calendar(day)` moves the demo's calendar, as the owner."""

    def on(day) -> None:
        one("delete from demo_kalender")
        one("insert into demo_kalender (dag) values (%s)", day)

    return on


@pytest.fixture
def zuid(w):
    return w.schools.weg.wijknetwerk


def test_the_school_goes_before_the_wijknetwerk(loket, w, zuid, chosen_by_the_database):
    assert gets(loket) == {"De Roos": None, "De Eik": None, "Ver Weg": None}
    assert loket.post(page_of(zuid), typed(loket, zuid, w.people.noord)).status_code == 302
    assert loket.post(page_of(w.schools.eik), typed(loket, w.schools.eik, w.people.los)).status_code == 302

    assert gets(loket) == {"De Roos": None, "De Eik": "los", "Ver Weg": "noord"}
    assert chosen_by_the_database(w.schools.eik) == ("los",)
    assert chosen_by_the_database(w.schools.weg) == ("noord",)
    assert one("select count(*) from audit_event where event = 'settings.default_set'")[0] == 2
    edit = loket.get(page_of(zuid)).content.decode()
    assert "Dit geldt voor: Ver Weg." in edit
    assert "De Eik (los Los)" in edit


def test_from_a_coming_day_and_nobody_again(loket, w, calendar, chosen_by_the_database):
    roos, soon = w.schools.roos, clock.today() + 5 * clock.DAY
    loket.post(page_of(roos), typed(loket, roos, w.people.noord))
    loket.post(page_of(roos), typed(loket, roos, w.people.los, soon))
    assert gets(loket)["De Roos"] == "noord"
    assert "vanaf" in loket.get(ALL).content.decode()
    assert chosen_by_the_database(roos) == ("noord",)
    calendar(soon)
    assert chosen_by_the_database(roos) == ("los",)
    assert gets(loket)["De Roos"] == "los"
    loket.post(page_of(roos), typed(loket, roos, None, soon))
    assert gets(loket)["De Roos"] is None
    assert VasteConsulent.objects.filter(eenheid_id=roos.pk).count() == 3  # what was on record stays readable


def test_the_same_form_twice_is_one_change(loket, w):
    form = typed(loket, w.schools.roos, w.people.noord)
    assert loket.post(page_of(w.schools.roos), form).status_code == loket.post(page_of(w.schools.roos), form).status_code == 302
    assert VasteConsulent.objects.count() == one("select count(*) from audit_event where event = 'settings.default_set'")[0] == 1


def test_the_second_editor_sees_the_first(loket, enter, w):
    form = typed(loket, w.schools.roos, w.people.noord)
    enter("lotte", "swv").post(page_of(w.schools.roos), typed(loket, w.schools.roos, w.people.los))
    answer = loket.post(page_of(w.schools.roos), form)
    assert answer.status_code == 409
    assert "Nu is het: los Los." in answer.content.decode()
    assert gets(loket)["De Roos"] == "los"


def test_who_has_no_live_post_is_shown_as_a_problem(loket, w, zuid):
    loket.post(page_of(zuid), typed(loket, zuid, w.people.lotte))
    loket.post(page_of(w.schools.weg), typed(loket, w.schools.weg, w.people.noord))
    assert loket.get(ALL).context["problems"] == []
    f.schorsing(w.people.noord)

    page = loket.get(ALL)
    assert [one.place.naam for one in page.context["problems"]] == ["Ver Weg"]
    assert "noord Noord is vaste consulent van Ver Weg, maar werkt hier nu niet." in page.content.decode()


@pytest.mark.parametrize(("change", "sentence"), [
    ({"user_id": ""}, "Kies wie de vaste consulent is"),
    ({"user_id": "onzin"}, "Kies een medewerker van het loket"),
    ({"vanaf": ""}, "Vul in vanaf welke dag dit geldt"),
    ({"vanaf": "01-01-2020"}, "Kies vandaag of een dag daarna"),
    ({"vanaf": "01-01-2099"}, "Kies een dag binnen een jaar"),
])
def test_what_cannot_be_is_refused(loket, w, change, sentence):
    answer = loket.post(page_of(w.schools.roos), typed(loket, w.schools.roos, w.people.noord) | change)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not VasteConsulent.objects.exists()


def test_a_bestuur_or_what_is_not_there_has_none(loket, w):
    for place in (w.schools.roos.bestuur, w.hulpvragen[Status.CONCEPT]):
        assert loket.get(page_of(place)).status_code == 404


@pytest.mark.parametrize(("name", "zijde"), [("noord", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("marloes", "school")])
def test_only_the_loket_sees_and_sets(loket, enter, w, act, name, zijde):
    loket.post(page_of(w.schools.roos), typed(loket, w.schools.roos, w.people.noord))
    form = typed(loket, w.schools.roos, w.people.los)
    other = enter(name, zijde)
    assert other.get(ALL).status_code == other.post(page_of(w.schools.roos), form).status_code == 403
    with act(w.people.hans, "swv"):
        assert VasteConsulent.objects.count() == 1, "the right person gets in"
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            VasteConsulent.objects.all().update(user=w.people.los)  # facts are the desk's
    with act(getattr(w.people, name), zijde):
        try:
            with transaction.atomic():
                assert not VasteConsulent.objects.exists()
        except ProgrammingError as refused:
            assert "permission denied" in str(refused)
    assert gets(loket)["De Roos"] == "noord"
