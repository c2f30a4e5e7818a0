"""'Blokkeer de toegang nu': who may stop whom, that it holds at once, who is told, and giving it back."""

import re
import threading
import time

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse

from accounts.announcements import TOLD_OF_STOP, told_of_stop
from accounts.enums import Rol, SchorsingReden
from accounts.models import Aanstelling, Schorsing, Session, TotpDevice
from accounts.policy import posts_today
from accounts.services import stopping
from devtools.harness import WebClient
from notifications import resolvers, services
from notifications.enums import State
from notifications.models import Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock, dates
from portal.lib.db import fence_shared
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.ids import uuid7
from tests import factories as f
from tests import world

from .visitor import Visitor, text

VEILIGHEID = SchorsingReden.VEILIGHEID
SWV = ["hans", "mutaties", "beheer", "privacy"]
SCHOOL = ["marloes", "directeur"]


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def enter(w):
    def as_(name: str, zijde: str = "swv"):
        return WebClient().enter(getattr(w.people, name), zijde)

    return as_


def side_of(name: str) -> str:
    return "swv" if name in SWV else "school"


def post_of(person) -> Aanstelling:
    return Aanstelling.objects.get(user=person, replaced_at=None)


def block_page(person) -> str:
    return reverse("accounts:block", args=[person.pk])


def block(client, person, wat="", reden="veiligheid"):
    return client.post(block_page(person), {"wat": wat or str(post_of(person).fact_id), "reden": reden}, follow=True)


def stop(by, person, post=None, zijde="swv", reden=VEILIGHEID, act=None):
    with act(by, zijde):
        return stopping.block(by=by, zijde=zijde, person_id=person.pk, post=post and post.fact_id, reden=reden)


# ---- it holds at once


def test_a_stopped_post_gives_nothing_at_her_next_click(enter, w):
    """Nothing runs: no job, no cache. What was open on her screen is not there any more."""
    hers, there = enter("marloes", "school"), reverse("hulpvragen:detail", args=[w.hulpvragen["in_behandeling"].pk])
    assert "Luidkeels" in hers.get(there).content.decode()

    answer = block(enter("directeur", "school"), w.people.marloes)

    assert "De toegang is geblokkeerd." in text(answer)
    assert hers.get(there).status_code == 404
    assert "Luidkeels" not in hers.get(reverse("hulpvragen:list")).content.decode()
    assert Session.objects.filter(user=w.people.marloes).exists(), "her other posts she keeps, so she stays logged in"
    page = text(hers.get(reverse("accounts:account")))
    assert "Uw toegang is geblokkeerd als IB'er, De Roos, sinds" in page and "Reden: veiligheid." in page


def test_of_two_posts_the_other_one_stays(enter, w):
    f.post(w.people.marloes, Rol.IB, w.schools.eik)
    of_roos = Aanstelling.objects.get(user=w.people.marloes, eenheid=w.schools.roos)

    block(enter("directeur", "school"), w.people.marloes, str(of_roos.fact_id))

    assert [post.eenheid_id for post in posts_today(w.people.marloes)] == [w.schools.eik.pk]


def test_a_stopped_person_is_out_everywhere_and_comes_in_to_read_why(enter, w, person):
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    visitor.log_in(visitor.user)
    assert visitor.is_in

    answer = block(enter("mutaties"), visitor.user, "alles")

    assert "Zij is overal uitgelogd." in text(answer)
    assert not visitor.is_in and not Session.objects.filter(user=visitor.user).exists()
    TotpDevice.objects.filter(user=visitor.user).update(last_t=-1)  # the next code of her app
    fresh = Visitor()
    assert "Hulpvragen U hebt vandaag geen aanstelling." in text(fresh.log_in(visitor.user, follow=True))
    assert "Uw toegang is geblokkeerd sinds" in text(fresh.get(reverse("accounts:account")))
    assert (AuditEvent.objects.get(event="schorsing.made").detail) == {"user": str(visitor.user.pk), "post": "", "reden": "veiligheid", "sessions": 1}


# ---- who may


@pytest.mark.parametrize("name", [*SCHOOL, *SWV])
def test_who_may_stop_a_post(enter, w, name):
    answer = block(enter(name, side_of(name)), w.people.karin)

    assert "De toegang is geblokkeerd." in text(answer)
    made = Schorsing.objects.get(user=w.people.karin)
    assert (made.aanstelling_fact, made.reden, made.tot, made.recorded_by) == (post_of(w.people.karin).fact_id, "veiligheid", None, getattr(w.people, name))
    assert posts_today(w.people.karin) == []


@pytest.mark.parametrize("name", SWV)
def test_the_swv_may_stop_a_person_as_a_whole(enter, w, name):
    block(enter(name), w.people.eik, "alles", "besluit_swv")

    assert Schorsing.objects.get(user=w.people.eik).aanstelling_fact is None


@pytest.mark.parametrize("name", SCHOOL)
def test_a_school_stops_no_person_as_a_whole(enter, w, name, act):
    client, by = enter(name, "school"), getattr(w.people, name)

    assert "Alle toegang" not in text(client.get(block_page(w.people.karin)))
    assert block(client, w.people.karin, "alles").status_code == 422
    with pytest.raises(Conflict):
        stop(by, w.people.karin, zijde="school", act=act)
    with pytest.raises(Invalid):
        stop(by, w.people.karin, post_of(w.people.karin), zijde="school", reden=SchorsingReden.BESLUIT_SWV, act=act)
    assert not Schorsing.objects.filter(user=w.people.karin).exists()


@pytest.mark.parametrize("name", SCHOOL)
@pytest.mark.parametrize("whom", ["eik", "hans", "vertrokken", "ouder", "niemand"])
def test_who_is_no_colleague_is_as_unknown_as_nobody(enter, w, name, whom, act):
    """Her post at another school, one that is over, a guest: of these a school knows nothing."""
    client, person = enter(name, "school"), getattr(w.people, whom)
    hidden, unknown = client.get(block_page(person)), client.get(reverse("accounts:block", args=[uuid7()]))

    assert hidden.status_code == unknown.status_code == 404 and hidden.content == unknown.content
    assert client.post(block_page(person), {"wat": "alles", "reden": "veiligheid"}).status_code == 404
    assert not Schorsing.objects.filter(user=person).exists()


@pytest.mark.parametrize("name", SWV)
def test_a_guest_is_nobody_of_the_swvs(enter, w, name):
    assert enter(name).get(block_page(w.people.ouder)).status_code == 404


@pytest.mark.parametrize(("name", "zijde"), [("noord", "swv"), ("ouder", "gast"), ("niemand", "school"), ("geschorst", "school"), ("beheer", "school")])
def test_nobody_else_may(enter, w, name, zijde):
    client = enter(name, zijde)

    assert client.get(block_page(w.people.marloes)).status_code == 403
    assert client.post(block_page(w.people.marloes), {"wat": "alles", "reden": "veiligheid"}).status_code == 403
    assert not Schorsing.objects.filter(user=w.people.marloes).exists()


@pytest.mark.parametrize("name", [*SCHOOL, *SWV])
def test_nobody_stops_herself(enter, w, name):
    person = getattr(w.people, name)
    answer = enter(name, side_of(name)).post(block_page(person), {"wat": "alles", "reden": "veiligheid"})

    assert answer.status_code == 403 and "Uw eigen toegang kunt u niet blokkeren." in text(answer)


# ---- the form


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reden": "veiligheid"}, "Kies wat u blokkeert"), ({"wat": "alles"}, "Kies waarom u de toegang blokkeert"),
        ({"wat": "alles", "reden": "ziek"}, "Kies een van de antwoorden"), ({"wat": str(uuid7()), "reden": "veiligheid"}, "Kies een van de antwoorden"),
        ({"wat": "\0", "reden": "veiligheid"}, "Kies een van de antwoorden"),
    ],
)
def test_what_cannot_be_has_its_own_sentence(enter, w, given, sentence):
    answer = enter("mutaties").post(block_page(w.people.marloes), given)

    assert answer.status_code == 422 and sentence in text(answer)
    assert not Schorsing.objects.filter(user=w.people.marloes).exists()


def test_a_link_brings_along_which_post(enter, w):
    client, karin = enter("directeur", "school"), post_of(w.people.karin)
    school = client.get(reverse("accounts:school", args=[w.schools.roos.code])).content.decode()

    assert f'href="{block_page(w.people.karin)}?aanstelling={karin.fact_id}"' in school
    f.post(w.people.karin, Rol.CONTACTPERSOON, w.schools.roos)
    page = client.get(f"{block_page(w.people.karin)}?aanstelling={karin.fact_id}").content.decode()
    assert re.search(rf'<input[^>]*value="{karin.fact_id}"[^>]* checked', page)
    assert client.get(f"{block_page(w.people.karin)}?aanstelling=%00").status_code == 200


def test_twice_is_once(enter, w, act):
    client = enter("mutaties")
    block(client, w.people.eik, "alles")
    again = block(client, w.people.eik, "alles")

    assert "Deze toegang is al geblokkeerd." in text(again)
    assert Schorsing.objects.filter(user=w.people.eik, aanstelling_fact=None).count() == 1
    with pytest.raises(Conflict, match="al geblokkeerd"):
        stop(w.people.mutaties, w.people.eik, act=act)


# ---- seen


def test_the_schools_page_says_it_without_the_reason(enter, w):
    block(enter("beheer"), w.people.karin, reden="besluit_swv")
    stop_url = reverse("accounts:stop", args=[Schorsing.objects.get(user=w.people.karin).fact_id])

    for name in ("marloes", "directeur"):
        school = enter(name, "school").get(reverse("accounts:school", args=[w.schools.roos.code]))
        assert "tijdelijk geen toegang" in text(school) and "besluit" not in text(school) and stop_url in school.content.decode()
    assert "Besluit van het samenwerkingsverband" in text(enter("directeur", "school").get(stop_url))
    for name in ("mutaties", "beheer", "privacy"):
        page = text(enter(name).get(stop_url))
        assert "Besluit van het samenwerkingsverband" in page and "Ingesteld door beheer Beheer" in page
    for name, zijde in (("marloes", "school"), ("hans", "swv"), ("noord", "swv")):
        page = text(enter(name, zijde).get(stop_url))
        assert "Tijdelijk geen toegang" in page and "esluit" not in page and "Ingesteld door" not in page


@pytest.mark.parametrize(("name", "zijde"), [("eik", "school"), ("karin", "school"), ("ouder", "gast"), ("niemand", "school"), ("buiten", "school")])
def test_others_do_not_see_a_stop(enter, w, name, zijde):
    block(enter("beheer"), w.people.karin)
    client = enter(name, zijde)
    there, unknown = client.get(reverse("accounts:stop", args=[Schorsing.objects.get(user=w.people.karin).fact_id])), client.get(reverse("accounts:stop", args=[uuid7()]))

    assert there.status_code == unknown.status_code == 404 and there.content == unknown.content


def test_the_accounts_page_says_which_post(enter, w):
    block(enter("beheer"), w.people.karin)
    page = text(enter("privacy").get(reverse("accounts:person", args=[w.people.karin.pk])))

    assert "Tijdelijk geen toegang als IB'er, De Roos, sinds" in page and "Reden: veiligheid." in page


# ---- given back


def lift(client, schorsing):
    return client.post(reverse("accounts:lift_stop", args=[schorsing.fact_id]), follow=True)


@pytest.mark.parametrize("name", ["directeur", "mutaties", "beheer"])
def test_who_made_it_or_works_with_people_gives_it_back(enter, w, name):
    block(enter("directeur", "school"), w.people.karin)
    made = Schorsing.objects.get(user=w.people.karin)

    assert "De blokkade is opgeheven." in text(lift(enter(name, side_of(name)), made))
    assert [post.rol for post in posts_today(w.people.karin)] == ["ib"]
    versions = Schorsing.objects.filter(fact_id=made.fact_id).order_by("recorded_at")
    assert [(v.tot is None, v.replaced_at is None) for v in versions] == [(True, False), (False, True)], "what was on record stays readable"
    assert "al opgeheven" in text(lift(enter(name, side_of(name)), made))


@pytest.mark.parametrize(("name", "zijde", "status"), [("marloes", "school", 403), ("hans", "swv", 403), ("privacy", "swv", 403), ("noord", "swv", 403), ("eik", "school", 404)])
def test_nobody_else_gives_it_back(enter, w, name, zijde, status):
    block(enter("directeur", "school"), w.people.karin)
    made = Schorsing.objects.get(user=w.people.karin)

    assert lift(enter(name, zijde), made).status_code == status
    assert posts_today(w.people.karin) == []


@pytest.mark.parametrize("by", ["mutaties", "directeur"])
def test_never_by_the_stopped_person(enter, w, by, act):
    """Not even who still holds another post that undoes any."""
    person = getattr(w.people, by)
    other = f.post(person, Rol.IB, w.schools.eik)
    block(enter("beheer"), person, str(other.fact_id))
    made = Schorsing.objects.get(user=person)

    for zijde in ("school", "swv"):
        with act(person, zijde), pytest.raises(Exception) as refused:
            stopping.unblock(by=person, zijde=zijde, fact_id=made.fact_id)
        assert isinstance(refused.value, NotAllowed) or refused.typename == "Http404"
    assert Schorsing.objects.get(pk=made.pk).replaced_at is None


def test_giving_back_brings_no_session(enter, w, person):
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    visitor.log_in(visitor.user)
    block(enter("beheer"), visitor.user, "alles")
    lift(enter("mutaties"), Schorsing.objects.get(user=visitor.user))

    assert not visitor.is_in


def test_who_came_in_while_she_was_stopped_goes_on_when_it_is_given_back(enter, w, person):
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    block(enter("beheer"), visitor.user, "alles")
    visitor.log_in(visitor.user)
    assert "U hebt vandaag geen aanstelling." in text(visitor.get(reverse("hulpvragen:list")))
    lift(enter("mutaties"), Schorsing.objects.get(user=visitor.user))

    assert "geen aanstelling" not in text(visitor.get(reverse("hulpvragen:list"), follow=True))
    assert visitor.get(reverse("hulpvragen:list")).status_code == 200


def test_days_of_absence_are_not_lifted_here(enter, w):
    absent = Schorsing.objects.create(user=w.people.karin, reden="afwezig", dagen=(clock.today() - clock.DAY, clock.today() + clock.DAY))
    client = enter("mutaties")

    assert f"tot en met {dates.near(clock.today())}" in text(client.get(reverse("accounts:stop", args=[absent.fact_id])))
    assert lift(client, absent).status_code == 403
    assert Schorsing.objects.get(pk=absent.pk).replaced_at is None


# ---- told


def test_the_person_and_who_answers_for_her_are_told(enter, w, role):
    block(enter("hans"), w.people.marloes)
    made = Schorsing.objects.get(user=w.people.marloes)

    assert {(o.event, o.role) for o in Outbox.objects.filter(subject_id=made.fact_id)} == {("schorsing.post_blocked", role) for role in TOLD_OF_STOP}
    with role("portal_worker"):
        told = {name: [(r.email, bool(r.link)) for r in told_of_stop(made.fact_id, name, None)] for name in TOLD_OF_STOP}
    assert told == {
        "stopped_person": [("marloes@test.example", False)], "contactpersoon": [("directeur@test.example", True)],
        "mutatiebehandelaar": [("mutaties@test.example", True)], "privacy_officer": [("privacy@test.example", True)],
    }


def test_of_a_person_as_a_whole_each_of_her_schools_is_told(w, act, role):
    made = stop(w.people.beheer, w.people.dubbel, act=act)

    with role("portal_worker"):
        assert [r.email for r in told_of_stop(made.fact_id, "contactpersoon", None)] == ["directeur@test.example"]
    alone = stop(w.people.beheer, w.people.noord, act=act)
    with role("portal_worker"):
        assert told_of_stop(alone.fact_id, "contactpersoon", None) == []
        assert resolvers.may_lapse("schorsing", "contactpersoon"), "a colleague of the SWV has no contactpersoon to wait for"


def test_the_mail_names_nobody_and_gives_no_way_in_to_who_is_stopped(w, act, role, settings):
    settings.CELERY_BROKER_URL = ""
    made = stop(w.people.beheer, w.people.marloes, post_of(w.people.marloes), act=act)
    with role("portal_worker"):
        services.sweep()

    assert set(Outbox.objects.values_list("state", flat=True)) == {State.DONE}
    sent = {message.to[0].split("@")[0]: message for message in mail.outbox}
    assert sorted(sent) == ["directeur", "marloes", "mutaties", "privacy"]
    assert sent["marloes"].subject == "Een deel van uw toegang is geblokkeerd"
    assert settings.PORTAL_SWV_TELEFOON in sent["marloes"].body and "http" not in sent["marloes"].body
    for name in ("directeur", "mutaties", "privacy"):
        body = sent[name].body
        assert f"{settings.PORTAL_ORIGIN}/blokkades/{made.fact_id}/" in body and "arloes" not in body and "Roos" not in body and "veiligheid" not in body


@pytest.mark.parametrize(("name", "sees"), [("mutaties", True), ("beheer", True), ("privacy", True), ("hans", False), ("directeur", False)])
def test_who_works_with_people_sees_whether_she_was_told(enter, w, act, name, sees):
    made = stop(w.people.beheer, w.people.marloes, post_of(w.people.marloes), act=act)
    there = reverse("accounts:stop", args=[made.fact_id])
    assert ("Bericht aan haar Wordt verstuurd" in text(enter(name, side_of(name)).get(there))) is sees

    Outbox.objects.filter(subject_id=made.fact_id, role="stopped_person").update(state=State.FAILED)
    assert ("Niet gelukt. Bel haar zelf." in text(enter(name, side_of(name)).get(there))) is sees


# ---- nothing under way


@pytest.fixture
def conversation(committed_db):
    """A mail to one person under way, in a transaction of its own, until it is let go."""
    threads = []

    def begin(person):
        begun, go = threading.Event(), threading.Event()

        def talk():
            try:
                with transaction.atomic():
                    fence_shared(person.pk)
                    begun.set()
                    go.wait(20)
            finally:
                connection.close()

        threads.append((threading.Thread(target=talk), go))
        threads[-1][0].start()
        assert begun.wait(10)
        return go

    yield begin
    for thread, go in threads:
        go.set()
        thread.join(20)


def test_the_answer_waits_for_the_mail_under_way_and_then_says_nought(committed_db, conversation):
    w = world.get()
    go = conversation(w.people.karin)
    threading.Timer(0.4, go.set).start()
    client = WebClient().enter(w.people.directeur, "school")
    began = time.monotonic()

    answer = block(client, w.people.karin)

    assert time.monotonic() - began >= 0.4, "it did not wait"
    assert "0 e-mails onderweg" in text(answer)


def test_a_mail_that_is_still_under_way_is_not_denied(committed_db, conversation):
    w = world.get()
    client = WebClient().enter(w.people.directeur, "school")
    block(client, w.people.karin)
    page = reverse("accounts:stop", args=[Schorsing.objects.get(user=w.people.karin).fact_id])
    assert "0 e-mails onderweg" in text(client.get(page))

    conversation(w.people.karin)

    assert "1 e-mail onderweg" in text(client.get(page))


def test_it_is_stopped_by_whichever_clock_is_behind(w, act):
    with clock.at(clock.now() + 3 * clock.DAY):
        made = stop(w.people.beheer, w.people.eik, act=act)

    assert made.van < clock.now()
    assert posts_today(w.people.eik) == []


def test_no_stop_waits_for_the_mail_about_itself():
    from notifications import resolvers

    assert resolvers.goes_past_a_stop("schorsing", "stopped_person")
    assert not any(resolvers.goes_past_a_stop(*told) for told in (("schorsing", "contactpersoon"), ("hulpvraag", "contact"), ("mutatie", "person")))
