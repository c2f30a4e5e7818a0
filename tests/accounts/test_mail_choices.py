"""E-mail en berichten: each her own choices, per kind."""

import pytest
from django.urls import reverse

from notifications.enums import Choice, Kind
from notifications.models import Preference
from notifications.queries import choices_of
from portal.audit.models import AuditEvent
from tests import world

MAIL = reverse("accounts:mail")
SCHOOL = {"besluit": "digital", "advies": "digital", "verzoek": "post", "voortgang": "daily"}


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def marloes(web, w):
    return web.enter(w.people.marloes, "school")


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


def test_who_never_chose_sees_the_defaults_and_that_she_did_not_choose(marloes):
    page = marloes.get(MAIL)

    assert {name: page.context["form"][name].value() for name in SCHOOL} == {
        "besluit": "post", "advies": "digital", "verzoek": "digital", "voortgang": "at_once"
    }  # fmt: skip
    assert text(page).count("U hebt dit nog niet gekozen.") == 4
    assert "ontvangstbevestiging" in text(page)
    assert reverse("accounts:mail") in text(marloes.get(reverse("accounts:account")))


def test_what_she_chooses_is_kept_and_recorded(marloes, w):
    answer = marloes.post(MAIL, SCHOOL, follow=True)

    assert "Uw keuzes zijn bewaard." in text(answer)
    assert "Gekozen op" in text(answer)
    stands = choices_of(w.people.marloes.pk)
    assert (stands[Kind.BESLUIT], stands[Kind.VERZOEK], stands[Kind.VOORTGANG]) == (Choice.DIGITAL, Choice.POST, Choice.DAILY)
    told = AuditEvent.objects.filter(event="mail.chosen", actor_id=w.people.marloes.pk)
    assert {"kind": "besluit", "from": "", "to": "digital"} in [event.detail for event in told]


def test_the_swvs_people_choose_about_work_only(web, w):
    hans = web.enter(w.people.hans, "swv")
    assert list(hans.get(MAIL).context["form"].fields) == ["werk"]

    text(hans.post(MAIL, {"werk": "daily", "besluit": "digital"}, follow=True))

    assert list(Preference.objects.values_list("user_id", "kind")) == [(w.people.hans.pk, "werk")]
    text(hans.post(MAIL, {"werk": "never"}), 422)


def test_who_works_on_both_sides_chooses_about_both(web, w):
    assert list(web.enter(w.people.dubbel, "swv").get(MAIL).context["form"].fields) == ["besluit", "advies", "verzoek", "voortgang", "werk"]


def test_without_a_post_there_is_nothing_to_choose(web, w):
    page = web.enter(w.people.niemand, None).get(MAIL)

    assert "geen aanstelling" in text(page)


@pytest.mark.parametrize("odd", [{"besluit": ""}, {"besluit": "never"}, {"voortgang": "post"}, {"advies": "x" * 5000}, {"verzoek": "\0"}])
def test_odd_answers_are_told_and_nothing_is_kept(marloes, odd):
    answer = marloes.post(MAIL, SCHOOL | odd)

    assert "Kies een van de antwoorden" in text(answer, 422)
    assert answer.context["form"]["voortgang" if "voortgang" not in odd else "besluit"].value() in ("daily", "digital")
    assert not Preference.objects.exists()


def test_the_same_choice_again_changes_nothing(marloes):
    for _ in range(2):
        marloes.post(MAIL, SCHOOL)

    assert AuditEvent.objects.filter(event="mail.chosen").count() == 4
