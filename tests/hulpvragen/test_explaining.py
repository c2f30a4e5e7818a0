"""Who can see it, and why: the explanation says what both walls then do, on any day, in random worlds."""

import datetime as dt
import os
import random
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, Schorsing, User, Vestiging
from accounts.services.versions import next_version
from hulpvragen import policy
from hulpvragen.enums import GastSoort, Status
from hulpvragen.models import Hulpvraag, HulpvraagInhoud, Inschrijving, Toegang, Toewijzing
from hulpvragen.services import documents, explaining
from hulpvragen.services.reading import open_hulpvraag
from portal.audit import context
from portal.lib import clock
from portal.lib.db import one
from portal.lib.errors import NotAllowed
from tests import factories as f
from tests.hulpvragen import worlds

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("PORTAL_WORLDS", "12"))
DAY = clock.DAY
LONG_AGO = clock.start_of(f.LONG_AGO)
FACTS = (Aanstelling, Schorsing, Toewijzing, Toegang, Inschrijving)
counted: Counter = Counter()


@given(st.integers(0, 2**64))
@settings(max_examples=WORLDS, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
def _agree(act, seed):
    with transaction.atomic():
        _check_world(act, random.Random(seed))
        transaction.set_rollback(True)


def test_the_explanation_equals_both_walls_on_any_day(act):
    counted.clear()
    _agree(act)
    print(f"\n0 disagreements in {counted['cells']} (person, side, hulpvraag, day), {counted['seen']} of them seen; {dict(counted)}; {WORLDS} worlds")
    assert counted["seen"] > WORLDS * 5, "worlds in which nobody sees anything prove nothing"
    assert counted["past"] and counted["coming"] and counted["corrected"] and counted["stopped"]


def _check_world(act, rnd):
    people, before = worlds.build(rnd)
    of_world = {"pk__gt": before}
    officer, ib = f.person("Privacy"), f.person("Vraagt")  # who may ask: about what was filed, and about a concept
    f.post(officer, Rol.PRIVACY_OFFICER)
    for school in Vestiging.objects.filter(**of_world):
        f.post(ib, Rol.IB, school)
    _long_ago(of_world)
    _end_accounts(people)
    _correct(rnd, Aanstelling.objects.filter(**of_world, user__in=people))
    today = clock.today()
    for day in (today, today + rnd.choice([1, 2, 30, 31, 400]) * DAY, today - rnd.choice([1, 2, 29, 30, 31, 200]) * DAY):
        truth = {"now": _walls(act, [*people, officer, ib], day, None, of_world)}
        ends = (clock.start_of(day), clock.start_of(day + DAY)) if day < today else ()  # corrected that very day: she saw it for a part
        truth["then"] = _most([_walls(act, [*people, officer, ib], day, known, of_world) for known in ends] or [truth["now"]])
        for h in Hulpvraag.objects.filter(**of_world):
            asks = (officer, Zijde.SWV) if h.ingediend else (ib, Zijde.SCHOOL)
            with act(*asks):
                who = policy.asker(*asks)
                told = explaining.explain(by=who, hulpvraag=h, day=day) if policy.explains(who, h) else None
            if told:
                _compare(told, h, truth)


def _most(walls):
    rank = ["", policy.CARD, policy.CONTENT].index
    return {key: {pk: max((one[key].get(pk, "") for one in walls), key=rank) for one in walls for pk in one[key]} for key in walls[0]}


def _compare(told, h, truth):
    known = {user_id for user_id, _ in truth["now"]}
    said = {(one.user_id, one.zijde): one for one in told.people if one.user_id in known}  # the fixed world has people as well
    for which, walls in truth.items():
        found = {key: level for key, one in said.items() if (level := getattr(one, which))}
        assert found == {key: seen[h.pk] for key, seen in walls.items() if h.pk in seen}, (which, h.status, told.day - told.today)
    counted["cells"] += len(truth["now"])
    counted["seen"] += len(said)
    counted["past" if told.day < told.today else "coming" if told.day > told.today else "today"] += len(said)
    counted["corrected"] += sum(one.now != one.then for one in said.values())
    counted["stopped"] += sum(one.stopped for one in said.values())
    assert all(sight.stopped or sight.until is None or sight.until >= told.day for sight in said.values())


def _long_ago(of_world):
    """Let everything be on record since long ago, so that a past day finds it."""
    for model in FACTS:
        model.objects.filter(**of_world).update(recorded_at=LONG_AGO)
    Toegang.objects.filter(**of_world, accepted_at__isnull=False).update(accepted_at=LONG_AGO)
    Hulpvraag.objects.filter(**of_world).update(created_at=LONG_AGO)
    Hulpvraag.objects.filter(**of_world, submitted_at__isnull=False).update(submitted_at=LONG_AGO)


def _end_accounts(people):
    """An account that is off was ended, and so were its posts and invitations."""
    today = clock.today()
    for user in people:
        if not user.is_active:
            for model in (Aanstelling, Toegang):
                for fact in model.objects.filter(user=user, replaced_at=None):
                    if fact.begin and fact.begin >= today:
                        fact.delete()
                    elif fact.geldig.upper is None or fact.geldig.upper > today:
                        model.objects.filter(pk=fact.pk).update(geldig=(fact.begin, today))


def _correct(rnd, posts):
    """Let some posts have been corrected some days ago: until then another end was on record, or none."""
    for post in posts:
        if rnd.random() < 0.7:
            at = clock.start_of(clock.today() - rnd.choice([0, 1, 5]) * DAY) + dt.timedelta(hours=10)
            was = (post.begin, None if post.geldig.upper else post.begin + 3 * DAY)
            Aanstelling.objects.create(
                user=post.user, rol=post.rol, eenheid=post.eenheid, fact_id=post.fact_id, geldig=was, recorded_at=LONG_AGO, replaced_at=at
            )
            Aanstelling.objects.filter(pk=post.pk).update(recorded_at=at)


def _walls(act, people, day, known, of_world):
    """What both walls give each person of each hulpvraag, with the calendar on that day and the record as it was known."""
    seen, today, now = {}, clock.today(), clock.now()
    with transaction.atomic():
        one("insert into demo_kalender (dag) values (%s) on conflict (een) do update set dag = excluded.dag", day)
        if day < today:  # accounts ended, and hulpvragen closed, since
            User.objects.filter(pk__in=[user.pk for user in people]).update(is_active=True)
            Hulpvraag.objects.filter(**of_world, gesloten_op__gt=day).update(status="ingediend", gesloten_op=None, gesloten_vestiging=None, teruggehaald=False)
        if known:
            Aanstelling.objects.filter(**of_world, recorded_at__gt=known).delete()
            Aanstelling.objects.filter(**of_world, replaced_at__gt=known).update(replaced_at=None)
        for stop in Schorsing.objects.filter(**of_world, van__isnull=False) if day != today else ():
            at = clock.start_of(day)  # only the calendar moves: a stop at a moment is moved by hand
            holds = stop.van <= at and (stop.tot is None or stop.tot > at)
            Schorsing.objects.filter(pk=stop.pk).update(van=now - 9 * DAY if holds else now + 9 * DAY, tot=None)
        for user in User.objects.filter(pk__in=[user.pk for user in people]):
            for zijde in Zijde:
                with act(user, zijde):
                    content, cards = (set(model.objects.values_list("pk", flat=True)) for model in (HulpvraagInhoud, Hulpvraag))
                    who = policy.asker(user, zijde)
                    assert content == set(policy.visible_to(who, policy.CONTENT).values_list("pk", flat=True))
                    assert cards == set(policy.visible_to(who, policy.CARD).values_list("pk", flat=True))
                seen[user.pk, zijde] = dict.fromkeys(cards, policy.CARD) | dict.fromkeys(content, policy.CONTENT)
        transaction.set_rollback(True)
    return seen


# ---- a spoiled explanation is noticed


SPOILED = {
    "a schorsing forgotten": (explaining, "suspended", lambda: ~Q(pk__isnull=False)),
    "what was on record then forgotten": (explaining.clock, "known", lambda: None),
    "no wijknetwerk": (explaining._Candidate, "wijk_vestigingen", ()),
    "guests of any gezag and age": (policy, "_entitled", lambda toegang, day: True),
    "only the school of today": (explaining._Study, "_posts", lambda self: Aanstelling.objects.filter(rol=Rol.IB, eenheid=self.h.vestiging_op(self.today).pk)),
    "a card that never was otherwise": (explaining._Study, "card", lambda self, point: self.h),
    "the day before": (explaining._Study, "_moments", lambda self: [clock.start_of(self.day - DAY)]),
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED.keys())
def test_a_spoiled_explanation_is_noticed(act, monkeypatch, spoiled):
    monkeypatch.setattr(*spoiled)
    for seed in range(40):
        try:
            with transaction.atomic():
                _check_world(act, random.Random(seed))
                transaction.set_rollback(True)
        except AssertionError:
            return
    pytest.fail("nobody noticed")


# ---- in the small fixed world


@pytest.fixture
def told(act, world):
    """`told("marloes", "school", hulpvraag, day)` is the explanation that this person gets."""

    def ask(name, zijde, h, day=None) -> explaining.Explanation:
        user = getattr(world.people, name)
        with act(user, zijde):
            return explaining.explain(by=policy.asker(user, zijde), hulpvraag=Hulpvraag.objects.get(pk=h.pk), day=day or clock.today())

    return ask


def _seen(explanation):
    return {(sight.naam, sight.rol): sight for sight in explanation.people}


def test_the_facts_are_named(told, world):
    h = world.hulpvragen[Status.IN_BEHANDELING]
    people = _seen(told("marloes", "school", h))
    assert (people["marloes Marloes", Rol.IB].level, people["marloes Marloes", Rol.IB].eenheid, people["marloes Marloes", Rol.IB].until) == ("content", "De Roos", None)
    assert people["karin Karin", Rol.IB].until == clock.today(), "her last day"
    assert people["directeur Directeur", Rol.CONTACTPERSOON].level == "card"
    assert people["los Los", Rol.CONSULENT].ground == "toewijzing"
    assert people["noord Noord", Rol.CONSULENT].ground == "aanstelling"
    assert people["privacy Privacy", Rol.PRIVACY_OFFICER].level == "card"
    assert people["geschorst Geschorst", Rol.IB].stopped and not people["geschorst Geschorst", Rol.IB].now
    assert not {"vertrokken Vertrokken", "komt Komt", "inactief Inactief", "eik Eik"} & {naam for naam, _ in people}
    assert {"komt Komt"} <= {naam for naam, _ in _seen(told("marloes", "school", h, clock.today() + DAY))}
    assert "karin Karin" not in {naam for naam, _ in _seen(told("marloes", "school", h, clock.today() + DAY))}


def test_who_asks_reads_what_is_hers_to_read(told, world):
    h = world.hulpvragen[Status.INGEDIEND]
    of_guest = [sight for sight in told("marloes", "school", h).people if sight.rol == GastSoort.OUDER]
    assert [sight.naam for sight in of_guest] == ["ouder Ouder"]
    for name in ("hans", "noord", "privacy"):
        of_guest = [sight for sight in told(name, "swv", h).people if sight.rol == GastSoort.OUDER]
        assert [(sight.naam, sight.door) for sight in of_guest] == [("", "")], "a parent's name is a pupil's name"
    f.schorsing(world.people.hans)
    assert "hans Hans" not in {sight.naam for sight in told("marloes", "school", h).people}, "a stop of the SWV's people is not the school's to know"
    assert {sight.naam for sight in told("lotte", "swv", h).people if sight.stopped} >= {"hans Hans", "geschorst Geschorst"}


def test_a_birthday_is_not_told_to_who_sees_the_card_alone(told, world):
    h = world.hulpvragen[Status.INGEDIEND]
    born = h.dossier.leerling.geboortedatum
    sixteen = born.replace(year=born.year + 16)
    ends = {name: next(sight.until for sight in told(name, zijde, h).people if sight.rol == GastSoort.OUDER) for name, zijde in (("hans", "swv"), ("privacy", "swv"))}
    assert ends == {"hans": sixteen - DAY, "privacy": None}
    assert sixteen in told("hans", "swv", h).changes and sixteen not in told("privacy", "swv", h).changes


def test_a_school_reads_no_names_of_another_school(told, world):
    h = world.hulpvragen[Status.INGEDIEND]
    moves = clock.today() + 5 * DAY
    type(h.dossier).objects.filter(pk=h.dossier_id).update(vestiging_tot=moves, vestiging_daarna=world.schools.eik)
    there = [sight for sight in told("marloes", "school", h, moves).people if sight.eenheid == "De Eik"]
    assert [(sight.naam, sight.rol) for sight in there] == [("", Rol.IB)]
    assert "eik Eik" in {sight.naam for sight in told("hans", "swv", h, moves).people}
    assert "marloes Marloes" not in {sight.naam for sight in told("hans", "swv", h, moves).people}
    assert _seen(told("hans", "swv", h))["marloes Marloes", Rol.IB].until == moves - DAY, "the move ends it"


@pytest.mark.parametrize("name, zijde", [("directeur", "school"), ("bestuur", "school"), ("ouder", "gast"), ("leraar", "gast"), ("mutaties", "swv"), ("beheer", "swv")])
def test_nobody_else_may_ask(told, world, name, zijde):
    h = world.hulpvragen[Status.INGEDIEND]
    assert told("marloes", "school", h).people
    user = getattr(world.people, name)
    with pytest.raises(NotAllowed):
        explaining.explain(by=policy.asker(user, zijde), hulpvraag=h, day=clock.today())


def test_of_a_past_day_the_swv_hears_nothing_of_a_concept(told, world):
    h = world.hulpvragen[Status.INGEDIEND]
    Hulpvraag.objects.filter(pk=h.pk).update(created_at=clock.now() - 20 * DAY, submitted_at=clock.now() - 10 * DAY)
    Aanstelling.objects.update(recorded_at=LONG_AGO)
    before = clock.today() - 15 * DAY
    assert {sight.zijde for sight in told("marloes", "school", h, before).people} == {Zijde.SCHOOL}, "then a concept of the school"
    assert (told("hans", "swv", h, before).there, told("hans", "swv", h, before).people) == (False, ())
    assert told("hans", "swv", h, clock.today() - 5 * DAY).there
    assert not told("marloes", "school", h, clock.today() - 25 * DAY).there


def test_what_was_corrected_later_is_told(told, world):
    h = world.hulpvragen[Status.INGEDIEND]
    Hulpvraag.objects.filter(pk=h.pk).update(created_at=LONG_AGO, submitted_at=LONG_AGO)
    Aanstelling.objects.update(recorded_at=LONG_AGO)
    today, now = clock.today(), clock.now()
    karin = Aanstelling.objects.get(user=world.people.karin)
    with clock.at(now - 2 * DAY):
        next_version(karin, None, geldig=(karin.begin, today - 9 * DAY))  # her end, given through late
    people = _seen(told("marloes", "school", h, today - 5 * DAY))
    sight = people["karin Karin", Rol.IB]
    assert (sight.now, sight.then, sight.corrected, clock.day_of(sight.changed_at)) == ("", "content", True, clock.day_of(now - 2 * DAY))
    assert ("karin Karin", Rol.IB) not in _seen(told("marloes", "school", h, today - 1 * DAY))
    assert not people["marloes Marloes", Rol.IB].corrected


def test_a_guest_who_was_let_go_the_same_day_has_seen_it(told, world):
    h = world.hulpvragen[Status.GEADVISEERD]
    Hulpvraag.objects.filter(pk=h.pk).update(created_at=LONG_AGO, submitted_at=LONG_AGO)
    day, noon = clock.today() - 3 * DAY, clock.start_of(clock.today() - 3 * DAY) + dt.timedelta(hours=12)
    f.toegang(world.people.niemand, h, soort=GastSoort.ZORGVERLENER, begin=day)
    Toegang.objects.filter(user=world.people.niemand).update(recorded_at=noon, accepted_at=noon, replaced_at=noon + dt.timedelta(hours=1))
    sight = _seen(told("marloes", "school", h, day))["niemand Niemand", GastSoort.ZORGVERLENER]
    assert (sight.now, sight.then, sight.corrected) == ("", "content", True)


def test_a_parent_hears_of_a_page_of_a_document_that_was_opened(act, world):
    h = world.hulpvragen[Status.INGEDIEND]
    document = f.document(h)
    with act(world.people.hans, "swv"), context.begin(source="web", actor=world.people.hans, zijde="swv", roles=["loket"]):
        documents.open_sheet(by=policy.asker(world.people.hans, "swv"), hulpvraag_id=h.pk, document_id=document.pk, nummer=1)
    with act(world.people.ouder, "gast"):
        [look] = explaining.looked(by=policy.asker(world.people.ouder, "gast"), hulpvraag=h)
    assert (look.rol, look.own) == ("loket", False)


def test_a_parent_hears_numbers_and_days(act, world):
    h, parent = world.hulpvragen[Status.INGEDIEND], world.people.ouder
    with act(world.people.hans, "swv"), context.begin(source="web", actor=world.people.hans, zijde="swv", roles=["loket"]):
        open_hulpvraag(by=policy.asker(world.people.hans, "swv"), hulpvraag_id=h.pk, part="hulpvraag")
    with act(parent, "gast"):
        who = policy.asker(parent, "gast")
        groups = {(group.rol, group.eenheid): group.count for group in explaining.explain_roles(by=who, hulpvraag=h)}
        looks = explaining.looked(by=who, hulpvraag=h)
    assert groups[Rol.IB, "De Roos"] == 3 and groups[Rol.LOKET, "PPO Voorbeeldstad"] == 3 and groups[GastSoort.OUDER, ""] == 1
    assert [(look.day, look.zijde, look.rol, look.own) for look in looks] == [(clock.day_of(clock.now()), Zijde.SWV, "loket", False)]
    for name, zijde in (("leraar", "gast"), ("marloes", "school"), ("hans", "swv")):
        user = getattr(world.people, name)
        with act(user, zijde):
            assert explaining.explain_roles(by=policy.asker(user, zijde), hulpvraag=h) == []
    with act(world.people.leraar, "gast"):
        assert explaining.looked(by=policy.asker(world.people.leraar, "gast"), hulpvraag=h) == []


def test_the_number_of_queries_does_not_depend_on_how_many_people(told, world, django_assert_max_num_queries):
    h = world.hulpvragen[Status.IN_BEHANDELING]
    for number in range(10):
        f.post(f.person(f"Ib{number}"), Rol.IB, world.schools.roos, laatste_dag=clock.today() + number * DAY)
        f.post(f.person(f"Loket{number}"), Rol.LOKET)
        f.toegang(f.person(f"Gast{number}"), h, soort=GastSoort.LEERKRACHT)
    with django_assert_max_num_queries(34):
        assert len(told("marloes", "school", h).people) > 30
