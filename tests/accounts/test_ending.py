"""Ending an account: one routine for every path, nothing comes back, and always a beheerder left."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from accounts.enums import EindReden, Rol
from accounts.models import Aanstelling, LastLogIn, RecoveryCode, Session, TotpDevice, User
from accounts.policy import posts_today
from accounts.queries import unused
from accounts.services import ending
from accounts.services.passwords import reset_link_of
from devtools.harness import WebClient
from hulpvragen.models import Toegang
from notifications.enums import Outcome
from notifications.models import Delivery, Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.db import desk, one
from portal.lib.errors import Invalid
from portal.lib.ids import uuid7
from tests import factories as f
from tests import world

from .visitor import Visitor, race, text

DAY = clock.DAY
LIST = "/accounts/zonder-aanstelling/"
LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def enter(w):
    def as_(name: str, zijde: str = "swv"):
        return WebClient().enter(getattr(w.people, name), zijde)

    return as_


def end(client, person, reden="vertrokken"):
    return client.post(reverse("accounts:end_account", args=[person.pk]), {"reden": reden}, follow=True)


def reactivate(client, person):
    return client.post(reverse("accounts:reactivate", args=[person.pk]), follow=True)


def is_on(person) -> bool:
    return User.objects.get(pk=person.pk).is_active


def versions(facts) -> list[tuple]:
    return [(fact.geldig.lower, fact.geldig.upper, fact.replaced_at is None) for fact in facts.order_by("recorded_at")]


# ---- what stops


def test_everything_stops_and_what_was_on_record_stays_readable(enter, w, person, post, django_capture_on_commit_callbacks):
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    f.post(visitor.user, Rol.IB, w.schools.eik, begin=clock.today() + 9 * DAY)
    visitor.log_in(visitor.user)
    link, epoch = reset_link_of(visitor.user).partition("localhost")[2].partition("/")[2], visitor.user.epoch

    with django_capture_on_commit_callbacks(execute=True):
        answer = end(enter("beheer"), visitor.user)

    assert "Het account is beëindigd." in text(answer)
    assert not visitor.is_in and not Session.objects.filter(user=visitor.user).exists()
    ended = User.objects.get(pk=visitor.user.pk)
    assert (ended.is_active, ended.epoch) == (False, epoch + 1)
    assert posts_today(ended) == []
    now, coming = (Aanstelling.objects.filter(user=ended, geldig__startswith=day) for day in (f.LONG_AGO, clock.today() + 9 * DAY))
    assert versions(now) == [(f.LONG_AGO, None, False), (f.LONG_AGO, clock.today(), True)]
    assert versions(coming) == [(clock.today() + 9 * DAY, None, False)], "what had not begun never does"
    assert "Deze link werkt niet" in text(Visitor().get("/" + link, follow=True))
    assert AuditEvent.objects.get(event="account.ended").detail == {"reden": "vertrokken"}
    assert [(mail.to, mail.subject) for mail in post] == [([ended.email], "Uw account is beëindigd")]


def test_what_she_read_as_a_guest_and_what_was_sent_to_her_ends(enter, w):
    mine = Toegang.objects.get(user=w.people.leraar)
    sent = f.toegang(None, w.hulpvragen["ingediend"], email=w.people.leraar.email, accepted=False)
    other = f.toegang(None, w.hulpvragen["ingediend"], email="iemand@thuis.example", accepted=False)

    end(enter("beheer"), w.people.leraar)

    for ended in (mine, sent):
        assert Toegang.objects.get(fact_id=ended.fact_id, replaced_at=None).geldig.upper == clock.today()
        assert Toegang.objects.get(pk=ended.pk).replaced_at is not None
    assert Toegang.objects.get(pk=other.pk).replaced_at is None


def test_on_again_nothing_comes_back(enter, w, person, post, django_capture_on_commit_callbacks):
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    visitor.log_in(visitor.user)
    end(enter("beheer"), visitor.user)

    with django_capture_on_commit_callbacks(execute=True):
        answer = reactivate(enter("beheer"), visitor.user)

    assert "Het account staat weer aan." in text(answer)
    assert is_on(visitor.user) and posts_today(visitor.user) == []
    assert not visitor.is_in
    fresh = Visitor()
    fresh.prove_password(visitor.user.email)
    assert not fresh.has_session, "the old password is dead too"
    assert not TotpDevice.objects.filter(user=visitor.user).exists() and not RecoveryCode.objects.filter(user=visitor.user).exists()
    assert [mail.subject for mail in post] == ["Uw account staat weer aan"]
    assert "staat al aan" in text(reactivate(enter("beheer"), visitor.user))


# ---- who


@pytest.mark.parametrize(("name", "zijde"), [("mutaties", "swv"), ("privacy", "swv"), ("hans", "swv"), ("directeur", "school"), ("niemand", "swv"), ("beheer", "school")])
def test_only_the_beheerder(enter, w, name, zijde):
    client = enter(name, zijde)
    for person, url in ((w.people.karin, "end_account"), (w.people.inactief, "reactivate")):
        page = reverse(f"accounts:{url}", args=[person.pk])
        assert client.get(page).status_code == client.post(page, {"reden": "vertrokken"}).status_code == 403
    assert is_on(w.people.karin) and not is_on(w.people.inactief)


def test_nobody_ends_herself(enter, w):
    answer = end(enter("beheer"), w.people.beheer)

    assert answer.status_code == 403 and "Uw eigen account kunt u niet beëindigen." in text(answer)
    assert is_on(w.people.beheer)


def test_an_unknown_account_is_not_there(enter):
    for url in ("end_account", "reactivate"):
        assert enter("beheer").get(reverse(f"accounts:{url}", args=[uuid7()])).status_code == 404


@pytest.mark.parametrize("given", [{}, {"reden": ""}])
def test_a_reason_is_asked(enter, w, given):
    answer = enter("beheer").post(reverse("accounts:end_account", args=[w.people.karin.pk]), given)

    assert answer.status_code == 422 and "Kies waarom u het account beëindigt" in text(answer)
    assert is_on(w.people.karin)


def test_another_reason_than_those_is_none(enter, w):
    assert "Kies een van de antwoorden" in text(end(enter("beheer"), w.people.karin, "zomaar"))
    assert is_on(w.people.karin)


def test_the_last_beheerder_who_is_at_work_stays(enter, w):
    """A second one who is stopped does not count."""
    second = f.person("tweede", "Beheerder")
    stopped = f.post(second, Rol.BEHEERDER)
    client = WebClient().enter(second, "swv")
    f.schorsing(w.people.beheer)

    assert "beëindigd" in text(end(client, w.people.beheer))
    with pytest.raises(Invalid, match="laatste beheerder"), transaction.atomic():
        ending.end_by_command(email=second.email, reden="vertrokken")
    assert posts_today(second) == [stopped]


def test_of_two_who_end_each_other_one_is_left(committed_db):
    w = world.get()
    second = f.person("tweede", "Beheerder")
    f.post(second, Rol.BEHEERDER)
    first = w.people.beheer
    clients = [WebClient().enter(first, "swv"), WebClient().enter(second, "swv")]
    connection.close()

    answers = race([lambda: end(clients[0], second).status_code, lambda: end(clients[1], first).status_code])

    assert sorted([is_on(first), is_on(second)]) == [False, True], answers


def test_nobody_switches_an_account_off_another_way(w, role):
    with role("portal_swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), desk():
        User.objects.filter(pk=w.people.karin.pk).update(is_active=False)
    with role("portal_swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        one("select account_end(%s, null)", w.people.karin.pk)


def test_who_is_no_beheerder_any_more_ends_nobody(w, act):
    """Her post may have ended between the page and the lock."""
    with act(w.people.beheer, "swv"), desk():
        assert one("select account_end(%s, %s)", w.people.karin.pk, w.people.mutaties.pk)[0] == "no_beheerder"


# ---- the command


def test_the_command_takes_the_same_road(w):
    said = StringIO()
    call_command("end_account", "Karin@test.example", "--reason", "vertrokken", stdout=said)

    assert "Het account van karin@test.example is beëindigd." in said.getvalue()
    assert not is_on(w.people.karin)
    assert AuditEvent.objects.get(event="account.ended").source == "command"


@pytest.mark.parametrize(
    ("email", "sentence"), [("wie@test.example", "wie@test.example is geen account."), ("inactief@test.example", "Dit account is al beëindigd."),
                            ("beheer@test.example", "Dit is de laatste beheerder.")],
)
def test_the_command_says_what_cannot_be(w, email, sentence):
    said = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("end_account", email, "--reason", "vertrokken", stderr=said)

    assert stopped.value.code == 1 and sentence in said.getvalue()


def test_the_command_wants_a_reason_of_the_list(w):
    for more in ([], ["--reason", "zomaar"]):
        with pytest.raises(CommandError):
            call_command("end_account", "karin@test.example", *more)
    assert is_on(w.people.karin)


# ---- accounts zonder aanstelling


def why(client) -> dict[str, str]:
    """Return the reasons in the list, by first name."""
    rows = client.get(LIST).content.decode().partition("<tbody")[2].split("</tr>")
    named = [(re.search(r'swv-table__main"[^>]*>(\w+)', row), row) for row in rows]
    return {name[1]: " ".join(re.findall(r'badge--neutral">([^<]*)<', row)) for name, row in named if name}


def all_finished():
    for user in User.objects.filter(totp_device=None):
        TotpDevice.make(user, b"x" * 20, last_t=-1).save()


def test_each_reason_finds_whom_it_should(enter, w):
    all_finished()
    client = enter("beheer")
    assert "Geen aanstelling, nu of later" in why(client)["niemand"]
    assert "marloes" not in why(client) and "komt" not in why(client), "a planned post is a post"

    User.objects.filter(pk__in=[w.people.marloes.pk, w.people.hans.pk, w.people.lotte.pk]).update(date_joined=LONG_AGO)
    since = dt.datetime.combine(unused.begin_of_last_school_year(), dt.time.min, clock.AMSTERDAM)
    LastLogIn.objects.bulk_create([LastLogIn(user=w.people.hans, at=since), LastLogIn(user=w.people.lotte, at=since - dt.timedelta(seconds=1))])
    assert "Een schooljaar niet gebruikt" in why(client)["marloes"] and "Een schooljaar niet gebruikt" in why(client)["lotte"]
    assert "hans" not in why(client)

    TotpDevice.objects.filter(user__in=[w.people.eik, w.people.noord]).delete()
    User.objects.filter(pk=w.people.eik.pk).update(date_joined=clock.now() - 31 * DAY)
    User.objects.filter(pk=w.people.noord.pk).update(date_joined=clock.now() - 29 * DAY)
    assert "Tweede stap nooit ingesteld" in why(client)["eik"]
    assert "noord" not in why(client)

    for _ in range(2):
        promise = Outbox.objects.create(
            occasion=uuid7(), event="hulpvraag.taken", subject_type="hulpvraag", subject_id=w.hulpvragen["in_behandeling"].pk, kenmerk="H-2026-0001",
            role="contact", due_at=clock.now(),
        )
        Delivery.objects.create(outbox=promise, occasion=promise.occasion, user_id=w.people.directeur.pk, message_id="<x>", outcome=Outcome.REFUSED, code="550")
    assert "E-mail komt terug" in why(client)["directeur"]


@pytest.mark.parametrize(("today", "begin"), [
    (dt.date(2026, 11, 29), dt.date(2025, 8, 1)), (dt.date(2026, 8, 1), dt.date(2025, 8, 1)), (dt.date(2026, 7, 31), dt.date(2024, 8, 1)),
])
def test_a_school_year_begins_in_august(today, begin):
    with clock.fixed_day(today):
        assert unused.begin_of_last_school_year() == begin


def test_a_guest_has_no_name_in_this_list_either(enter, w):
    User.objects.filter(pk=w.people.ouder.pk).update(date_joined=LONG_AGO)
    for name, shown in (("beheer", True), ("mutaties", False), ("privacy", False)):
        page = enter(name).get(LIST).content.decode()
        assert ("Genodigde" in page and "o***@…" in page) is shown
        assert "ouder@test" not in page and ">ouder" not in page.lower()
        assert ("checkbox" in page) is (name == "beheer")


@pytest.mark.parametrize(("name", "zijde"), [("hans", "swv"), ("noord", "swv"), ("directeur", "school"), ("ouder", "gast")])
def test_the_list_is_for_who_works_with_people(enter, name, zijde):
    client = enter(name, zijde)

    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}beeindigen/", {"account": str(uuid7()), "reden": "vertrokken"}).status_code == 403


def many(client, *people, reden="ongebruikt"):
    return client.post(f"{LIST}beeindigen/", {"account": [str(person.pk) for person in people], "reden": reden})


def test_several_are_checked_ended_and_told_apart(enter, w):
    client = enter("beheer")
    check = client.post(LIST, {"account": [str(w.people.niemand.pk), str(w.people.vertrokken.pk)]})
    assert "niemand Niemand, niemand@test.example" in text(check) and is_on(w.people.niemand)

    f.post(w.people.vertrokken, Rol.IB, w.schools.eik, begin=clock.today() + DAY)  # meanwhile
    answer = text(many(client, w.people.niemand, w.people.vertrokken, w.people.beheer, w.people.inactief))

    assert "1 account beëindigd" in answer
    assert "vertrokken Vertrokken : Deze persoon heeft een aanstelling." in answer
    assert "beheer Beheer : Deze persoon heeft een aanstelling." in answer
    assert "inactief Inactief : " in answer
    assert (is_on(w.people.niemand), is_on(w.people.vertrokken), is_on(w.people.beheer)) == (False, True, True)


def test_nothing_chosen_and_no_reason_have_their_sentence(enter, w):
    client = enter("beheer")
    nothing = client.post(LIST, {"account": "x"})

    assert nothing.status_code == 422 and "Kies eerst een of meer accounts." in text(nothing)
    for reden, sentence in (("", "Kies waarom u het account beëindigt"), ("zomaar", "Kies een van de antwoorden")):
        answer = many(client, w.people.niemand, reden=reden)
        assert answer.status_code == 422 and sentence in text(answer) and "niemand Niemand" in text(answer)
    assert many(client).status_code == 302
    assert is_on(w.people.niemand)


def test_who_may_not_end_one_ends_no_more(enter, w):
    for name in ("mutaties", "privacy"):
        client = enter(name)
        assert client.post(LIST, {"account": str(w.people.niemand.pk)}).status_code == 403
        assert "Alleen de beheerder" in text(many(client, w.people.niemand))
    assert is_on(w.people.niemand)


def test_every_reason_can_be_recorded(w):
    for reden, person in zip(EindReden, (w.people.karin, w.people.eik, w.people.noord, w.people.los, w.people.hans), strict=True):
        ending.end_by_command(email=person.email, reden=reden)
    assert AuditEvent.objects.filter(event="account.ended").count() == len(EindReden)
