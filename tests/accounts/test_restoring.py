"""A lost second factor: restored after a recorded call on a known number, and for the SWV's own people by a second one."""

import datetime as dt
import html

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import RecoveryCode, Session, Terugbelling, TotpDevice, Vestiging
from devtools.harness import WebClient
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.db import desk, one
from portal.lib.ids import uuid7
from tests import factories as f
from tests import world

from .test_second_factor import connect
from .visitor import Visitor, text

NUMBER = "0101234567"
DAY = clock.DAY


@pytest.fixture
def w(db):
    Vestiging.objects.filter(naam="De Roos").update(telefoon=NUMBER)
    w = world.get()
    w.people.tweede = f.person("tweede", "Beheerder")
    f.post(w.people.tweede, Rol.BEHEERDER)
    for name in ("marloes", "hans", "eik"):
        TotpDevice.make(getattr(w.people, name), b"x" * 20, last_t=-1).save()
        RecoveryCode.objects.create(user=getattr(w.people, name), digest=name)
    return w


@pytest.fixture
def enter(w):
    def as_(name: str, zijde: str = "swv"):
        return WebClient().enter(getattr(w.people, name), zijde)

    return as_


def page(person) -> str:
    return reverse("accounts:restore_second_factor", args=[person.pk])


def call(client, person, **changed):
    said = {"telefoon": NUMBER, "gesproken": str(person.pk), "gebeld_op": clock.today().strftime("%d-%m-%Y"), "uitkomst": "bevestigd"} | changed
    return client.post(page(person), said, follow=True)


def finish(client, person):
    return client.post(reverse("accounts:finish_restore", args=[person.pk]), follow=True)


def has_factor(person) -> bool:
    return TotpDevice.objects.filter(user=person).exists() or RecoveryCode.objects.filter(user=person).exists()


# ---- somebody of a school


def test_after_the_call_she_connects_another_app(enter, w, person, post, django_capture_on_commit_callbacks):
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    f.post(visitor.user, Rol.IB, w.schools.roos)
    visitor.log_in(visitor.user)
    assert visitor.is_in

    with django_capture_on_commit_callbacks(execute=True):
        answer = call(enter("beheer"), visitor.user)

    assert "De tweede stap is hersteld." in text(answer)
    assert not has_factor(visitor.user) and not visitor.is_in and not Session.objects.filter(user=visitor.user).exists()
    assert [(mail.to, mail.subject) for mail in post] == [([visitor.user.email], "U koppelt een nieuwe app voor het inloggen")]
    done = Terugbelling.objects.get(user=visitor.user)
    assert (done.telefoon, done.gesproken, done.door, done.hersteld_door) == (NUMBER, visitor.user, w.people.beheer, w.people.beheer)
    assert [e.event for e in AuditEvent.objects.filter(object_id=str(visitor.user.pk), event__startswith="second_factor.").order_by("id")] == [
        "second_factor.called_back", "second_factor.restored",
    ]
    fresh = Visitor()
    fresh.prove_password(visitor.user.email)
    connect(fresh)
    assert TotpDevice.objects.filter(user=visitor.user).exists()


@pytest.mark.parametrize(("outcome", "says"), [("ontkend", "Bel nu de privacy officer"), ("niemand", "Er verandert niets.")])
def test_a_call_that_does_not_confirm_changes_nothing(enter, w, outcome, says):
    spoken = {"gesproken": "niemand"} if outcome == "niemand" else {}

    assert says in text(call(enter("beheer"), w.people.marloes, uitkomst=outcome, **spoken))
    assert has_factor(w.people.marloes)
    assert "De tweede stap is hersteld" not in text(finish(enter("tweede"), w.people.marloes)) and has_factor(w.people.marloes)
    assert AuditEvent.objects.get(event="second_factor.called_back").detail["uitkomst"] == outcome


def test_the_contactpersoon_of_her_school_can_answer(enter, w):
    shown = html.unescape(enter("beheer").get(page(w.people.marloes)).content.decode())
    assert "010 - 123 45 67, De Roos" in shown and "directeur Directeur, contactpersoon van de school" in shown

    call(enter("beheer"), w.people.marloes, gesproken=str(w.people.directeur.pk))

    assert Terugbelling.objects.get().gesproken == w.people.directeur and not has_factor(w.people.marloes)


def test_without_a_number_it_cannot_be_and_the_page_says_what_now(enter, w):
    answer = enter("beheer").get(page(w.people.eik))

    assert "Er is geen nummer om terug te bellen." in text(answer)
    assert reverse("accounts:school", args=[w.schools.eik.code]) in answer.content.decode()
    assert call(enter("beheer"), w.people.eik).status_code == 422
    assert has_factor(w.people.eik)


def test_a_number_that_one_person_filled_in_is_none(enter, w):
    """Else a beheerder could fill in her own and be called back there."""
    Vestiging.objects.filter(pk=w.schools.roos.pk).update(telefoon_door=w.people.beheer)

    assert "Er is geen nummer om terug te bellen." in text(enter("beheer").get(page(w.people.marloes)))
    assert call(enter("beheer"), w.people.marloes).status_code == 422 and has_factor(w.people.marloes)


def test_who_has_no_app_has_nothing_to_restore(enter, w):
    assert "Er is geen app gekoppeld." in text(enter("beheer").get(page(w.people.karin)))
    assert "Er is geen app gekoppeld." in text(call(enter("beheer"), w.people.karin))
    assert not Terugbelling.objects.exists()


# ---- bad input


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"telefoon": ""}, "Kies het nummer waarop u hebt gebeld"), ({"telefoon": "0612345678"}, "Kies een nummer dat we al kenden"),
        ({"gesproken": ""}, "Kies wie u hebt gesproken"), ({"gesproken": str(uuid7())}, "Kies wie u hebt gesproken"), ({"gesproken": "niemand"}, "Kies wie u hebt gesproken"),
        ({"gebeld_op": ""}, "Vul de dag in waarop u hebt gebeld"), ({"gebeld_op": "31-02-2026"}, "Deze datum bestaat niet."),
        ({"gebeld_op": (clock.today() + DAY).strftime("%d-%m-%Y")}, "Vul een dag in die niet in de toekomst ligt"),
        ({"gebeld_op": (clock.today() - 2 * DAY).strftime("%d-%m-%Y")}, "Dit is langer dan een dag geleden."),
        ({"uitkomst": ""}, "Kies wat eruit kwam"), ({"uitkomst": "vast wel"}, "Kies een van de antwoorden"),
        ({"uitkomst": "niemand"}, "U hebt iemand gesproken."),
    ],
)
def test_what_cannot_be_has_its_own_sentence(enter, w, changed, sentence):
    answer = call(enter("beheer"), w.people.marloes, **changed)

    assert answer.status_code == 422 and sentence in text(answer)
    assert has_factor(w.people.marloes) and not Terugbelling.objects.exists()


# ---- somebody of the SWV


def swv_call(client, person, settings):
    return call(client, person, telefoon=settings.PORTAL_SWV_TELEFOON)


def test_of_the_swv_one_calls_and_another_restores(enter, w, settings):
    answer = swv_call(enter("beheer"), w.people.hans, settings)
    assert "Een andere beheerder doet nu de tweede helft." in text(answer) and has_factor(w.people.hans)

    assert finish(enter("beheer"), w.people.hans).status_code == 403, "not who called"
    assert has_factor(w.people.hans)
    assert "De tweede stap is hersteld." in text(finish(enter("tweede"), w.people.hans))
    assert not has_factor(w.people.hans)
    assert Terugbelling.objects.get().hersteld_door == w.people.tweede
    assert "ouder dan een dag" in text(finish(enter("tweede"), w.people.hans)), "a call is good for once"


def test_a_call_is_good_for_a_day(enter, w, settings):
    swv_call(enter("beheer"), w.people.hans, settings)
    Terugbelling.objects.update(at=clock.now() - dt.timedelta(hours=25))

    assert "ouder dan een dag" in text(finish(enter("tweede"), w.people.hans)) and has_factor(w.people.hans)


def test_never_for_oneself(enter, w, settings):
    client = enter("beheer")
    for answer in (client.get(page(w.people.beheer)), swv_call(client, w.people.beheer, settings), finish(client, w.people.beheer)):
        assert answer.status_code == 403 and "Uw eigen tweede stap" in text(answer)
    swv_call(enter("tweede"), w.people.beheer, settings)
    assert finish(client, w.people.beheer).status_code == 403 and has_factor(w.people.beheer)


# ---- who


@pytest.mark.parametrize(("name", "zijde"), [("mutaties", "swv"), ("privacy", "swv"), ("hans", "swv"), ("directeur", "school"), ("ouder", "gast"), ("beheer", "school")])
def test_only_the_beheerder(enter, w, name, zijde):
    client = enter(name, zijde)

    assert client.get(page(w.people.marloes)).status_code == call(client, w.people.marloes).status_code == finish(client, w.people.marloes).status_code == 403
    assert has_factor(w.people.marloes)


def test_an_unknown_account_is_not_there(enter):
    assert enter("beheer").get(reverse("accounts:restore_second_factor", args=[uuid7()])).status_code == 404


def test_the_database_asks_again(w, role, act, settings):
    """Whoever comes past the page: no call, no second person, no beheerder, no restoring."""
    hans, beheer = w.people.hans, w.people.beheer
    confirmed = Terugbelling.objects.create(user=hans, gesproken=hans, telefoon="1", gebeld_op=clock.today(), uitkomst="bevestigd", door=beheer)
    denied = Terugbelling.objects.create(user=hans, gesproken=hans, telefoon="1", gebeld_op=clock.today(), uitkomst="ontkend", door=beheer)
    asked = [(confirmed.pk, beheer, "same"), (confirmed.pk, w.people.mutaties, "no_beheerder"), (denied.pk, w.people.tweede, "no_call"), (uuid7(), w.people.tweede, "no_call")]
    for call_id, by, outcome in asked:
        with act(by, "swv"), desk():
            assert one("select account_restore_factor(%s, %s)", call_id, by.pk)[0] == outcome
    with act(beheer, "swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        one("select account_restore_factor(%s, %s)", confirmed.pk, beheer.pk)
    with act(beheer, "swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), desk():
        Terugbelling.objects.update(door=w.people.tweede)
    for name, zijde in (("hans", "swv"), ("directeur", "school")):
        with act(getattr(w.people, name), zijde):
            try:
                with transaction.atomic():
                    assert not Terugbelling.objects.exists(), "who does not work with people reads no call"
            except ProgrammingError as refused:
                assert "permission denied" in str(refused)
    assert has_factor(hans)
