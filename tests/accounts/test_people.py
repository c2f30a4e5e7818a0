"""The accounts of others: who may look, who is found, and what the beheerder can do about daily trouble."""

import datetime as dt
import re

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling, LastLogIn, Session, TotpDevice, User
from accounts.queries.accounts import SOON
from accounts.services import people
from hulpvragen.models import Toegang
from portal.audit.models import AuditEvent
from portal.lib import clock, dates
from portal.lib.db import rows
from portal.lib.errors import NotAllowed
from portal.lib.ids import uuid7
from tests import factories as f
from tests import world

from .test_second_factor import connect
from .visitor import PASSWORD, Visitor, text

DAY = clock.DAY
LIST = "/accounts/"
ALLOWED = ["beheer", "mutaties", "privacy"]
OTHERS = [("hans", "swv"), ("noord", "swv"), ("marloes", "school"), ("directeur", "school"), ("ouder", "gast"), ("niemand", "swv"), ("beheer", "school")]


@pytest.fixture
def w(db):
    return world.get()


@pytest.fixture
def enter(web, w):
    def as_(name: str, zijde: str = "swv"):
        return web.enter(getattr(w.people, name), zijde)

    return as_


def page_of(client, person):
    return client.get(reverse("accounts:person", args=[person.pk]))


def names(response) -> list[str]:
    return re.findall(r'swv-table__main"[^>]*>([^<]*)<', response.content.decode())


def shown(client, toon: str) -> set[str]:
    found, address = set(), f"{LIST}?toon={toon}"
    while address:
        page = client.get(address)
        found |= {name.split()[0] for name in names(page)}
        following = re.search(r'href="([^"]*)" rel="next"', page.content.decode())
        address = following and following[1].replace("&amp;", "&")
    return found


def guests_of_the_world() -> set[User]:
    """Return who is invited and never held a post."""
    invited = set(User.objects.filter(pk__in=Toegang.objects.values("user")))
    assert invited
    return {user for user in invited if not user.aanstellingen.exists()}


def logged_in(*people: User) -> None:
    LastLogIn.objects.bulk_create([LastLogIn(user=person) for person in people])


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-id").first()


# ---- who


@pytest.mark.parametrize("name", ALLOWED)
def test_who_works_with_people_sees_the_accounts(enter, w, name):
    client = enter(name)

    assert {"marloes", "hans", "niemand", "inactief"} <= shown(client, "")
    assert "marloes Marloes" in text(page_of(client, w.people.marloes))
    assert (last().event, last().object_id) == ("account.viewed", str(w.people.marloes.pk))


@pytest.mark.parametrize(("name", "zijde"), OTHERS)
def test_nobody_else_does(enter, w, name, zijde):
    client = enter(name, zijde)

    for answer in (client.get(LIST), client.post(LIST, {"q": "marloes"}), page_of(client, w.people.marloes)):
        assert answer.status_code == 403
        assert "marloes@test.example" not in answer.content.decode()


@pytest.mark.parametrize("name", ALLOWED)
def test_an_account_shows_no_dossier(enter, w, name):
    page = page_of(enter(name), w.people.marloes).content.decode()

    for loud in ("Luidkeels", "H-20", "/hulpvragen/0", *(str(h.pk) for h in w.hulpvragen.values())):
        assert loud not in page


@pytest.mark.parametrize("name", ALLOWED)
def test_a_guest_has_no_name(enter, w, name):
    client = enter(name)
    page = page_of(client, w.people.ouder)

    assert "ouder" not in shown(client, "")
    assert "ouder" not in shown(client, "zonder-aanstelling") | shown(client, "nooit-ingelogd")
    assert "ouder@test" not in client.post(LIST, {"q": "ouder@test.example"}).content.decode().partition("<tbody")[2]
    if name == "beheer":
        assert shown(client, "genodigden") == {"Genodigde"}
        assert (page.status_code, "o***@… " in text(page)) == (200, True)
        listed = client.get(LIST, {"toon": "genodigden"}).content.decode()
        for loud in ("ouder@test.example", "ouder Ouder", ">Ouder<"):
            assert loud not in page.content.decode() + listed
    else:
        assert client.get(LIST, {"toon": "genodigden"}).status_code == 403
        unknown = client.get(reverse("accounts:person", args=[uuid7()]))
        assert page.status_code == unknown.status_code == 404
        assert page.content == unknown.content


def test_a_guest_is_found_by_the_whole_address_only(enter, w):
    client = enter("beheer")

    assert names(client.post(LIST, {"toon": "genodigden", "q": " Ouder@test.example "})) == ["Genodigde"]
    for part in ("ouder", "ouder@test", "Ouder Ouder"):
        assert names(client.post(LIST, {"toon": "genodigden", "q": part})) == []


def test_guests_stand_in_no_order_of_names(enter, w):
    made = [f.person("Gast", achternaam) for achternaam in ("Zwart", "Aalders")]
    for guest in made:
        f.toegang(guest, w.hulpvragen["ingediend"])
    page = enter("beheer").get(LIST, {"toon": "genodigden"}).content.decode()

    assert re.findall(r'swv-table__main" href="/accounts/([^/]*)/"', page) == sorted(str(guest.pk) for guest in guests_of_the_world() | set(made))


def test_no_list_begins_after_a_guest(enter, w):
    """Where her name would stand among those of staff tells how it begins."""
    guest = f.person("Gast", "Zzz")
    f.toegang(guest, w.hulpvragen["ingediend"])
    client, first = enter("beheer"), names(enter("beheer").get(LIST))

    assert names(client.get(LIST, {"na": str(w.people.marloes.pk)})) != first, "after a colleague it goes on"
    for one in (guest, w.people.ouder):
        assert names(client.get(LIST, {"na": str(one.pk)})) == first


def test_a_colleague_who_is_also_a_parent_stays_a_colleague(enter, w):
    f.toegang(w.people.hans, w.hulpvragen["ingediend"])

    for name in ALLOWED:
        assert "hans" in shown(enter(name), "")
        assert "Genodigde" not in text(page_of(enter(name), w.people.hans))
    assert shown(enter("beheer"), "genodigden") == {"Genodigde"}  # the parent of the world


# ---- the lists


def test_the_lists_hold_what_they_say(enter, w):
    client = enter("mutaties")
    logged_in(w.people.hans, w.people.marloes)
    TotpDevice.make(w.people.hans, b"x" * 20, last_t=-1).save()
    f.post(w.people.los, Rol.LOKET, begin=clock.today() + DAY, laatste_dag=clock.today() + 9 * DAY)
    f.post(w.people.niemand, Rol.IB, w.schools.eik, clock.today() - 9 * DAY, clock.today() - DAY)

    everybody = shown(client, "")
    assert shown(client, "zonder-aanstelling") == {"niemand", "vertrokken"}
    assert shown(client, "nooit-ingelogd") == everybody - {"hans", "marloes", "inactief"}
    assert shown(client, "geen-tweede-stap") == everybody - {"hans", "mutaties", "inactief"}
    assert shown(client, "vertrekt") == {"karin"}
    assert shown(client, "school") == {"marloes", "karin", "komt", "directeur", "bestuur", "eik", "buiten", "geschorst", "dubbel"}
    assert shown(client, "swv") == {"hans", "lotte", "noord", "los", "mutaties", "beheer", "privacy", "dubbel"}
    assert shown(client, "uitgezet") == {"inactief"}


@pytest.mark.parametrize(("days", "leaves"), [(0, True), (SOON, True), (SOON + 1, False)])
def test_soon_is_two_months(enter, w, days, leaves):
    Aanstelling.objects.filter(user=w.people.eik).update(geldig=(f.LONG_AGO, clock.today() + (days + 1) * DAY))

    assert ("eik" in shown(enter("mutaties"), "vertrekt")) is leaves


def test_a_search_is_posted_and_stands_in_no_address(enter, w):
    client = enter("mutaties")
    page = client.post(LIST, {"q": "MARLOES test.example", "toon": "school"})

    assert names(page) == ["marloes Marloes"]
    assert not re.search(r'(href|action)="[^"]*[Mm]arloes', page.content.decode())
    assert names(client.get(LIST, {"q": "marloes"})) == names(client.get(LIST)), "a name in an address is not looked at"
    assert re.search(r'name="toon" value="swv"[^>]*>PPO Voorbeeldstad <span class="swv-chip__n">0<', page.content.decode())


def test_the_pages_of_a_search_follow_each_other(enter):
    for number in range(30):
        f.person("Vele", f"Jansen{number:02}")
    client = enter("mutaties")
    first = client.post(LIST, {"q": "jansen"})
    after = re.search(r'name="na" value="([^"]*)"', first.content.decode())[1]
    second = client.post(LIST, {"q": "jansen", "na": after})

    assert names(first) + names(second) == [f"Vele Jansen{number:02}" for number in range(30)]
    assert len(names(first)) == 25 and 'name="na"' not in second.content.decode()


@pytest.mark.parametrize("q", ["%", "_", "'; drop table accounts_user--", "a" * 80, "\\", "<script>", "a b c d e f g h i"])
def test_an_odd_search_finds_nobody_and_fails_nothing(enter, q):
    page = enter("beheer").post(LIST, {"q": q})

    assert page.status_code == 200
    assert "<script>" not in page.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    ("q", "sentence"),
    [("\0", "Er staat een teken in"), ("a" * 81, "Gebruik 80 tekens of minder"), ("123456782", "BSN"), ("x" * 200_000, "Gebruik 80 tekens")],
)
def test_a_search_that_cannot_be_has_its_own_sentence(enter, q, sentence):
    page = enter("beheer").post(LIST, {"q": q})

    assert page.status_code == 422
    assert sentence in text(page)


@pytest.mark.parametrize("asked", [{"toon": "alles"}, {"na": "x"}, {"na": "0" * 32}, {"na": "\0"}, {"toon": "\0"}, {"na": ["a", "b"]}, {"page": "-1"}])
def test_an_odd_address_is_no_fault(enter, asked):
    assert enter("beheer").get(LIST, asked).status_code == 200


def test_a_list_costs_the_same_for_few_and_for_many(enter, w):
    client = enter("mutaties")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST, {"toon": "uitgezet"})
    for _ in range(20):
        f.post(f.person(active=False), Rol.IB, w.schools.eik)
    with CaptureQueriesContext(connection) as many:
        assert len(names(client.get(LIST, {"toon": "uitgezet"}))) == 21

    assert len(many) == len(few)


# ---- one account


def test_the_posts_stand_there_past_present_and_coming(enter, w):
    today = clock.today()
    f.post(w.people.karin, Rol.IB, w.schools.eik, today + DAY, today + 9 * DAY)
    f.post(w.people.karin, Rol.CONTACTPERSOON, w.schools.eik, today - 9 * DAY, today - 5 * DAY)
    page = text(page_of(enter("privacy"), w.people.karin))

    assert f"IB'er De Eik start op {dates.near(today + DAY)}, tot en met {dates.near(today + 9 * DAY)}" in page
    assert f"laatste dag met toegang {dates.near(today)}" in page
    assert f"van {dates.near(today - 9 * DAY)} tot en met {dates.near(today - 5 * DAY)}" in page


def test_a_schorsing_is_told_with_its_reason_to_who_may_know(enter, w):
    for name in ALLOWED:
        page = text(page_of(enter(name), w.people.geschorst))
        assert "Tijdelijk geen toegang sinds" in page and "Reden: veiligheid." in page


def test_it_says_whether_she_can_get_in(enter, w):
    client = enter("privacy")
    assert "Laatst ingelogd Nooit Tweede stap Nog niet ingesteld." in text(page_of(client, w.people.marloes))

    logged_in(w.people.marloes)
    TotpDevice.make(w.people.marloes, b"x" * 20, last_t=-1).save()

    assert f"Laatst ingelogd {dates.moment(clock.now())[:2]}" in text(page_of(client, w.people.marloes))
    assert "Tweede stap Ingesteld" in text(page_of(client, w.people.marloes))


def test_wrong_passwords_are_counted_for_who_asks_why_she_cannot_get_in(enter, w):
    for number in range(6):
        Visitor().prove_password(w.people.marloes.email, f"verkeerd {number}")

    assert "5 keer in het laatste kwartier. Inloggen kan daarom even niet." in text(page_of(enter("beheer"), w.people.marloes))
    assert "laatste kwartier" not in text(page_of(enter("beheer"), w.people.karin))


# ---- sessions


@pytest.fixture
def elsewhere(person):
    """Somebody who is logged in."""
    visitor = Visitor()
    visitor.user = person(Rol.IB)
    visitor.log_in(visitor.user, HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/140")
    assert visitor.is_in
    return visitor


def end(client, person):
    return client.post(reverse("accounts:end_sessions_of", args=[person.pk]), follow=True)


def test_the_beheerder_ends_every_session_and_the_person_is_told(enter, elsewhere, post, django_capture_on_commit_callbacks):
    client = enter("beheer")
    assert "Chrome op Windows" in text(page_of(client, elsewhere.user))

    with django_capture_on_commit_callbacks(execute=True):
        answer = end(client, elsewhere.user)

    assert "Alle sessies zijn beëindigd." in text(answer)
    assert not elsewhere.is_in
    assert not Session.objects.filter(user=elsewhere.user).exists()
    row = AuditEvent.objects.filter(event="session.ended").get()
    assert (row.object_id, row.detail) == (str(elsewhere.user.pk), {"count": 1})
    assert [(mail.to, mail.subject) for mail in post] == [([elsewhere.user.email], "U bent overal uitgelogd")]
    assert "Ruben" not in post[0].body and "Wist u hier niet van? Bel dan meteen" in post[0].body


def test_where_nothing_was_open_nothing_is_told(enter, w, post):
    assert "Deze persoon was nergens ingelogd." in text(end(enter("beheer"), w.people.karin))
    assert post == []
    assert not AuditEvent.objects.filter(event="session.ended").exists()


@pytest.mark.parametrize(("name", "zijde"), [("mutaties", "swv"), ("privacy", "swv"), *OTHERS])
def test_sessions_are_the_beheerders(enter, elsewhere, name, zijde):
    client = enter(name, zijde)

    if zijde == "swv" and name in ALLOWED:
        assert "Chrome op Windows" not in text(page_of(client, elsewhere.user))
    assert client.post(reverse("accounts:end_sessions_of", args=[elsewhere.user.pk])).status_code == 403
    assert elsewhere.is_in


def test_the_beheerder_ends_her_own_sessions_elsewhere(enter, w):
    client = enter("beheer")

    assert end(client, w.people.beheer).status_code == 403
    assert client.get(LIST).status_code == 200
    assert "Alle sessies beëindigen" not in text(page_of(client, w.people.beheer))


@pytest.mark.parametrize("name", ["end_sessions_of", "send_link"])
def test_a_link_does_nothing_and_an_unknown_account_is_not_there(enter, w, name):
    client = enter("beheer")

    assert client.get(reverse(f"accounts:{name}", args=[w.people.marloes.pk])).status_code == 405
    assert client.post(reverse(f"accounts:{name}", args=[uuid7()])).status_code == 404


# ---- a link for who never got in


def send(client, person):
    return client.post(reverse("accounts:send_link", args=[person.pk]), follow=True)


def test_who_never_got_in_gets_a_link_to_her_own_address(enter, w, post, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(enter("beheer"), w.people.marloes)

    assert "De inloglink is verstuurd." in text(answer)
    assert [(mail.to, mail.subject) for mail in post] == [(["marloes@test.example"], "Log in op uw account")]
    assert (AuditEvent.objects.get(event="account.link_sent").object_id) == str(w.people.marloes.pk)
    link = re.search(r"http://localhost:8000(/wachtwoord-vergeten/\S+/\S+)", post[0].body)[1]
    visitor = Visitor()
    page = visitor.get(link, follow=True)
    visitor.post(page.request["PATH_INFO"], {"new_password": PASSWORD, "again": PASSWORD})
    assert User.objects.get(pk=w.people.marloes.pk).check_password(PASSWORD)
    assert not visitor.is_in, "a link opens nothing by itself"


def refuse(person, w, client) -> str:
    before = AuditEvent.objects.filter(event="account.link_sent").count()
    page = text(send(client, person))
    assert AuditEvent.objects.filter(event="account.link_sent").count() == before
    return page


def test_who_needs_no_link_gets_none_and_why(enter, w, post):
    client = enter("beheer")
    logged_in(w.people.karin)

    assert "Een nieuw wachtwoord vraagt zij zelf aan" in refuse(w.people.karin, w, client)
    assert "Dit account staat uit." in refuse(w.people.inactief, w, client)
    assert "Dit is een genodigde." in refuse(w.people.ouder, w, client)
    for _ in range(3):
        send(client, w.people.marloes)
    assert "Er zijn net al drie links gestuurd." in refuse(w.people.marloes, w, client)
    assert "Inloglink sturen" not in text(page_of(client, w.people.karin)) + text(page_of(client, w.people.ouder))


@pytest.mark.parametrize(("name", "zijde"), [("mutaties", "swv"), ("privacy", "swv"), *OTHERS])
def test_others_send_no_link(enter, w, name, zijde):
    assert enter(name, zijde).post(reverse("accounts:send_link", args=[w.people.karin.pk])).status_code == 403
    assert not AuditEvent.objects.filter(event="account.link_sent").exists()


def test_the_services_ask_for_themselves(w, act):
    with act(w.people.mutaties, "swv"):
        for change in (people.end_sessions, people.send_link):
            with pytest.raises(NotAllowed):
                change(by=w.people.mutaties, zijde="swv", person_id=w.people.karin.pk)


# ---- the last log-in


def test_a_log_in_with_both_steps_is_kept_and_half_of_one_is_not(visitor, person):
    user = person()
    visitor.prove_password(user.email)
    assert not LastLogIn.objects.exists()

    TotpDevice.objects.update(last_t=-1)
    visitor.log_in(user)
    first = LastLogIn.objects.get(user=user).at
    assert clock.now() - first < dt.timedelta(minutes=1)

    LastLogIn.objects.update(at=first - DAY)
    TotpDevice.objects.update(last_t=-1)
    Visitor().log_in(user)
    assert LastLogIn.objects.get(user=user).at >= first


def test_the_first_app_is_a_log_in(visitor, person):
    user = person(app=False)
    visitor.prove_password(user.email)
    assert not LastLogIn.objects.exists(), "a password alone is half of one"

    connect(visitor)

    assert LastLogIn.objects.filter(user=user).exists()


# ---- wall 2


def test_the_database_shows_last_log_ins_to_who_works_with_people(w, act):
    logged_in(w.people.marloes, w.people.hans, w.people.privacy)
    for name in ALLOWED:
        with act(getattr(w.people, name), "swv"):
            assert LastLogIn.objects.count() == 3
    for name, zijde, seen in (("hans", "swv", 1), ("noord", "swv", 0), ("marloes", "school", 1), ("directeur", "school", 0), ("ouder", "gast", 0), ("privacy", "school", 1)):
        with act(getattr(w.people, name), zijde):
            assert LastLogIn.objects.count() == seen, name


def test_the_database_lets_nobody_write_that_of_another(w, act):
    logged_in(w.people.marloes, w.people.beheer)
    before = LastLogIn.objects.get(user=w.people.marloes).at
    with act(w.people.beheer, "swv"):
        assert LastLogIn.objects.update(at=clock.now()) == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            LastLogIn(user=w.people.hans).save(force_insert=True)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            LastLogIn.objects.filter(user=w.people.marloes).delete()
    assert LastLogIn.objects.get(user=w.people.marloes).at == before


def test_the_database_tells_only_them_who_has_a_second_step_or_is_a_guest(w, act):
    TotpDevice.make(w.people.marloes, b"x" * 20, last_t=-1).save()
    guests = {guest.pk for guest in guests_of_the_world()}
    for name, knows in (("beheer", True), ("mutaties", True), ("privacy", True), ("hans", False), ("noord", False)):
        with act(getattr(w.people, name), "swv"):
            assert [row["app_with_second_factor"] for row in rows("select app_with_second_factor()")] == [w.people.marloes.pk] * knows
            assert {row["app_guests"] for row in rows("select app_guests()")} == (guests if knows else set())
    for asked in ("app_with_second_factor", "app_guests"):
        with act(w.people.directeur, "school"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows(f"select {asked}()")


