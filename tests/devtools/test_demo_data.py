"""The demo: its people can log in, its hulpvragen are whole, and Karin Postma's departure does what it promises."""

import datetime as dt
import json
import os
import time
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import override_settings

from accounts.enums import Rol
from accounts.models import User, Vestiging
from accounts.services import log_in
from accounts.services.second_factor import verify_code
from devtools import harness, second_factor
from devtools.demo_data.filling import fill
from devtools.demo_data.passwords import WORDS
from devtools.programs import DevError
from hulpvragen import workflow
from hulpvragen.announcements import recipients
from hulpvragen.completeness import gaps
from hulpvragen.enums import Soort, Status
from hulpvragen.models import Hulpvraag, Verhuizing
from hulpvragen.policy import CARD, CONTENT, asker, visible_to
from hulpvragen.queries.concept import filled
from hulpvragen.services.filing import read_answers
from hulpvragen.storage import open_text, stuk_place
from mutaties import policy
from mutaties.models import Mutatie
from notifications.models import Outbox
from portal.audit.models import AuditEvent
from portal.audit.queries import viewers_of
from portal.audit.services import verify
from portal.lib import clock
from portal.lib.db import one, rows
from portal.lib.text import clean_text, find_bsn

DATABASE = "demo_data"
KEYS = {
    "ib_regenboog", "ib_vertrekt", "ib_opvolger", "ib_andere_school", "directeur_regenboog", "swv_behandelaar",
    "swv_mutaties", "beheerder", "privacy_officer",
}  # fmt: skip
FORM = ["key", "email", "password", "totp_secret", "role", "organisation", "vestiging", "last_day", "note"]


@pytest.fixture(scope="module")
def demo(cluster, migrated, django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo on a database of its own, made once: its people by key, and the folder of people.json."""
    folder = tmp_path_factory.mktemp("demo") / "new"
    cluster.drop(DATABASE)
    cluster.clone(migrated, DATABASE)
    with django_db_blocker.unblock(), override_settings(CELERY_BROKER_URL=""):
        harness.point(cluster.address("portal_test", DATABASE))
        fill(folder, say=lambda text: None)
        people = {person["key"]: person for person in json.loads((folder / "people.json").read_text())}
        yield SimpleNamespace(people=people, file=folder / "people.json")
        harness.point(cluster.address("portal_test", "test"))
    cluster.drop(DATABASE)


@pytest.fixture
def calendar(demo):
    """`calendar(day)` puts the demo's calendar on a day, as PORTAL_TODAY does."""

    def turn(day: dt.date) -> None:
        one("delete from demo_kalender")
        one("insert into demo_kalender (dag) values (%s)", day)

    yield turn
    one("delete from demo_kalender")


@pytest.fixture
def last_day(demo) -> dt.date:
    return dt.date.fromisoformat(demo.people["ib_vertrekt"]["last_day"])


def user(demo, key: str) -> User:
    return User.objects.get(email=demo.people[key]["email"])


def side(person: User) -> str:
    (post, *_) = person.aanstellingen.filter(replaced_at=None)
    return Rol(post.rol).zijde


def seen(demo, key: str, level: str) -> set:
    """Return what this person sees today, behind both walls."""
    person = user(demo, key)
    zijde = side(person)
    with harness.act(person, zijde):
        return set(visible_to(asker(person, zijde), level).values_list("pk", flat=True))


def regenboog(**of) -> set:
    return set(Hulpvraag.objects.filter(vestiging__code="99XA00", **of).values_list("pk", flat=True))


# ---- the people


def test_the_people_that_others_rely_on_are_there(demo):
    assert demo.people.keys() >= KEYS | {"swv_consulent", "swv_loket2"}
    assert all(list(person) == FORM for person in demo.people.values())
    assert User.objects.count() == len(demo.people)


def test_people_json_is_for_this_account_only(demo):
    assert demo.file.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in demo.file.parent.iterdir()] == ["people.json"]


def test_schools_and_only_schools_have_a_code(demo):
    codes = {person["vestiging"]: person["organisation"] for person in demo.people.values() if person["vestiging"]}
    assert codes == dict(Vestiging.objects.values_list("code", "naam"))
    assert {person["key"] for person in demo.people.values() if not person["vestiging"]} == {
        "swv_behandelaar", "swv_loket2", "swv_consulent", "swv_consulent_centrum", "swv_consulent_zuid", "swv_mutaties", "beheerder",
        "beheerder2", "privacy_officer", "bestuur_waaier", "ouder_regenboog", "zorg_regenboog",
    }  # fmt: skip


def test_the_schools_are_as_the_keys_say(demo):
    of = {key: Vestiging.objects.get(code=person["vestiging"]) for key, person in demo.people.items() if person["vestiging"]}
    assert of["ib_regenboog"] == of["ib_vertrekt"] == of["directeur_regenboog"] != of["ib_opvolger"]
    assert of["ib_regenboog"].naam == "OBS De Regenboog"
    assert of["ib_regenboog"].bestuur == of["ib_opvolger"].bestuur != of["ib_andere_school"].bestuur
    assert all(school.wijknetwerk for school in of.values())


def test_only_who_leaves_has_a_last_day(demo, last_day):
    assert [key for key, person in demo.people.items() if person["last_day"]] == ["ib_vertrekt"]
    assert 7 <= (last_day - clock.today()).days <= 21


def test_addresses_are_nobodys(demo):
    assert all(person["email"].endswith(".example") for person in demo.people.values())
    assert all(code.startswith(("99X", "00YY")) for code in Vestiging.objects.values_list("code", flat=True))  # 00YY: of the examples of OSO


def test_everybody_passes_both_steps(demo):
    for key, person in demo.people.items():
        request = HttpRequest()
        request.META["REMOTE_ADDR"] = "127.0.0.1"
        known = log_in.prove_password(request=request, email=person["email"], password=person["password"])
        assert known is not None, key
        with harness.act(known, None):
            assert verify_code(user=known, code=second_factor.code(person["totp_secret"], time.time())), key


def test_everybody_has_a_password_and_a_secret_of_her_own(demo):
    people = demo.people.values()
    assert len({person["password"] for person in people}) == len({person["totp_secret"] for person in people}) == len(people)
    assert len(set(WORDS)) == len(WORDS) > 250


# ---- the hulpvragen


def test_eighty_hulpvragen_in_every_status_and_of_every_soort(demo):
    assert Hulpvraag.objects.count() == 81  # eighty were begun; one was taken back, and lives on in a concept
    assert set(Hulpvraag.objects.values_list("soort", flat=True)) == set(Soort.values)
    counts = Counter(Hulpvraag.objects.values_list("status", flat=True))
    assert counts.keys() == set(Status.values)
    assert counts[Status.CONCEPT] >= 3
    assert counts[Status.AANVULLING] >= 3
    assert len(regenboog()) > 15
    assert Hulpvraag.objects.values("vestiging").distinct().count() == Vestiging.objects.count() == 10


def test_who_leaves_is_the_contact_in_every_status(demo):
    hers = Hulpvraag.objects.filter(contacten__user=user(demo, "ib_vertrekt"))
    groups = {workflow.GROUP_OF[Status(status)] for status in hers.values_list("status", flat=True)}
    assert groups == set(workflow.GROUPS) - {"overleg"}


def test_what_was_filed_was_complete(demo):
    for hulpvraag in Hulpvraag.objects.filter(ingediend=True, teruggehaald=False).select_related("dossier__leerling", "formulier"):
        then = replace(filled(SimpleNamespace(day=clock.day_of(hulpvraag.submitted_at)), hulpvraag, read_answers(hulpvraag)), contact=True)
        assert gaps(then) == []


def test_every_text_is_one_that_the_forms_would_take(demo):
    for hulpvraag in Hulpvraag.objects.select_related("dossier__leerling"):
        dossier = hulpvraag.dossier
        child = dossier.leerling
        texts = [*read_answers(hulpvraag).values(), *([child.voornaam, child.achternaam] if child else [])]
        texts += [open_text(dossier.pk, dossier.sleutel, stuk_place(stuk.pk), stuk.tekst) for stuk in hulpvraag.stukken.all()]
        assert all(clean_text(text, multiline=True) == text and not find_bsn(text) and "!" not in text for text in texts)


def test_pupils_are_as_old_as_their_group(demo):
    for hulpvraag in Hulpvraag.objects.filter(dossier__leerling__isnull=False).select_related("dossier__leerling"):
        leerling = hulpvraag.dossier.leerling
        age = (clock.today() - leerling.geboortedatum).days / 365.25
        assert 2.8 < age - int(leerling.groep.removeprefix("groep ")) < 4.9
    pupils = Hulpvraag.objects.filter(dossier__leerling__isnull=False).values("dossier__leerling").distinct()
    assert pupils.count() == 76  # four anonymous questions have none, and what was taken back shares hers


def test_the_past_ten_weeks_in_their_order(demo):
    filed = Hulpvraag.objects.filter(ingediend=True, teruggehaald=False).order_by("kenmerk")
    submitted = list(filed.values_list("submitted_at", flat=True))
    assert submitted == sorted(submitted)
    assert 60 <= (clock.now() - submitted[0]).days <= 80
    assert all(h.created_at <= h.submitted_at <= h.gewijzigd < clock.now() for h in filed)
    assert all(clock.day_of(h.gewijzigd).weekday() < 5 for h in filed)


def test_nothing_has_a_moment_to_come(demo):
    assert not AuditEvent.objects.filter(at__gt=clock.now()).exists()
    assert not Outbox.objects.filter(created_at__gt=clock.now()).exists()
    assert not rows("select 1 from demo_kalender")


def test_the_trail_tells_who_looked_and_as_what(demo):
    noor = Hulpvraag.objects.get(dossier__leerling__achternaam="Bakker")
    looks = viewers_of(noor.pk)
    assert {look.who for look in looks} == {"Marloes van Dijk", "Karin Postma", "Hans de Wit", "Femke Zijlmans", "Sanne Bakker"}
    grounds = {look.who: look.ground.partition(":")[0] for look in looks}
    assert grounds.pop("Sanne Bakker") == "toegang" and set(grounds.values()) == {"aanstelling"}
    assert all(look.zijde and bool(look.roles) == (look.zijde != "gast") for look in looks)
    report = verify()
    assert (report.faults, report.loose) == ([], 0)


def test_a_second_demo_is_refused(demo, tmp_path):
    with pytest.raises(DevError, match="has people already"):
        fill(tmp_path, say=print)
    assert os.listdir(tmp_path) == []


# ---- the departure


def test_until_her_last_day_she_sees_all_and_he_nothing(demo, calendar, last_day):
    calendar(last_day)
    assert seen(demo, "ib_vertrekt", CONTENT) == regenboog()
    assert seen(demo, "ib_opvolger", CARD) & regenboog() == set()


def test_from_the_day_after_it_is_the_other_way_round(demo, calendar, last_day):
    own = seen(demo, "ib_opvolger", CONTENT)
    calendar(last_day + clock.DAY)
    assert seen(demo, "ib_vertrekt", CARD) == set()
    assert seen(demo, "ib_opvolger", CONTENT) == own | regenboog(gesloten_op=None)
    assert seen(demo, "ib_opvolger", CARD) == own | regenboog()


@pytest.mark.parametrize(("after", "key"), [(0, "ib_vertrekt"), (1, "ib_opvolger")])
def test_mail_goes_to_the_one_who_is_there(demo, calendar, last_day, after, key):
    hers = regenboog(contacten__user=user(demo, "ib_opvolger"), ingediend=True)
    assert len(hers) == 9  # eight she filed herself, and one of a colleague
    calendar(last_day + after * clock.DAY)
    with harness.role("portal_worker"):
        told = {person.email for hulpvraag_id in hers for person in recipients(hulpvraag_id, "contact", None)}
    assert told == {demo.people[key]["email"]}


def test_what_was_on_record_before_the_departure_stays_readable(demo, last_day):
    (before, now) = user(demo, "ib_vertrekt").aanstellingen.order_by("recorded_at")
    assert (before.fact_id, before.laatste_dag, now.laatste_dag) == (now.fact_id, None, last_day)
    assert before.replaced_at == now.recorded_at
    assert now.recorded_by == user(demo, "directeur_regenboog"), "the end stood on record from the report"


def test_a_pupil_waits_to_change_school(demo):
    (move,) = Verhuizing.objects.select_related("van", "naar")
    assert move.status == "open" and move.per > clock.today()
    assert [move.van.code, move.naar.code] == [demo.people[key]["vestiging"] for key in ("ib_esdoorn", "ib_regenboog")]


# ---- the mutaties


def test_mutaties_wait_for_each_of_those_who_handle_them(demo):
    stands = {mutatie.nummer: policy.status_on(mutatie, clock.today()) for mutatie in Mutatie.objects.all()}
    assert Counter(stands.values()) == {"afgerond": 1, "akkoord": 1, "gemeld": 1, "opvolger_cp": 1, "te_accorderen": 1}
    assert Mutatie.objects.get(status="akkoord", persoon=user(demo, "ib_vertrekt")).opvolger == user(demo, "ib_opvolger")
