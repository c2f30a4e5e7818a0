"""The preview of another wijknetwerk says what wall 1 says before and after the change."""

import re

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Vestiging
from hulpvragen import policy
from hulpvragen.enums import Status
from hulpvragen.queries import sight
from portal.audit.models import AuditEvent
from portal.lib import clock
from tests import factories as f
from tests import world as the_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    """The world with consulenten in every relation to De Roos (wijknetwerk Noord)."""
    w = the_world.get()
    noord, zuid = w.schools.roos.wijknetwerk, w.schools.eik.wijknetwerk
    w.noord, w.zuid = noord, zuid

    def consulent(name: str, *wijken):
        person = f.person(name, name)
        for wijk in wijken:
            f.post(person, Rol.CONSULENT, wijk)
        return person

    w.consulenten = {
        "noord": w.people.noord,
        "zuid": consulent("zuid", zuid),
        "beide": consulent("beide", noord, zuid),
        "toegewezen": consulent("toegewezen", zuid),
        "loket": consulent("loket", zuid),
        "gestopt": consulent("gestopt", zuid),
        "elders": consulent("elders", f.wijknetwerk("Elders")),
    }
    f.toewijzing(w.hulpvragen[Status.IN_BEHANDELING], w.consulenten["toegewezen"])
    f.post(w.consulenten["loket"], Rol.LOKET)
    f.schorsing(w.consulenten["gestopt"])
    moved = f.dossier(w.schools.eik, "Op", "Reis", tot=clock.today() - clock.DAY, daarna=w.schools.roos)
    f.hulpvraag(moved, Status.INGEDIEND, w.people.marloes)
    leaving = f.dossier(w.schools.roos, "Gaat", "Weg", tot=clock.today(), daarna=w.schools.eik)
    f.hulpvraag(leaving, Status.INGEDIEND, w.people.marloes)
    f.hulpvraag(f.dossier(w.schools.roos), Status.INGETROKKEN, w.people.marloes, teruggehaald=True)  # a card only
    return w


def by_wall_1(w, act) -> dict:
    """Return how many hulpvragen of De Roos each consulent reads, as the lists count them."""
    counts = {}
    for name, person in w.consulenten.items():
        with act(person, "swv"):
            who = policy.asker(person, "swv")
            seen = policy.visible_to(who, policy.CONTENT).select_related("vestiging", "vestiging_daarna")
            counts[name] = sum(h.vestiging_op(who.day).pk == w.schools.roos.pk for h in seen)
    return counts


def preview(w, act, wijk) -> dict:
    with act(w.people.beheer, "swv"):
        changes = sight.of_other_wijk(policy.asker(w.people.beheer, "swv"), w.schools.roos.pk, wijk and wijk.pk)
    names = {person.pk: name for name, person in w.consulenten.items()}
    return {names[one.user.pk]: (one.now, one.then) for one in changes}


@pytest.mark.parametrize("to", ["zuid", None])
def test_the_preview_is_what_happens(w, act, to):
    wijk = w.zuid if to else None
    shown, before = preview(w, act, wijk), by_wall_1(w, act)
    Vestiging.objects.filter(pk=w.schools.roos.pk).update(wijknetwerk=wijk)
    after = by_wall_1(w, act)

    assert {name: (before[name], after[name]) for name in shown} == shown
    unmentioned = set(w.consulenten) - set(shown)
    assert all(before[name] == after[name] for name in unmentioned)
    assert before["noord"] > after["noord"] == 0, "the one of Noord loses all"


def test_the_preview_tells_each_apart(w, act):
    every = by_wall_1(w, act)["noord"]

    assert preview(w, act, w.zuid) == {
        "noord": (every, 0), "zuid": (0, every), "beide": (every, every), "toegewezen": (1, every), "loket": (preview(w, act, w.zuid)["loket"]),
    }  # fmt: skip
    assert len(set(preview(w, act, w.zuid)["loket"])) == 1


@pytest.mark.parametrize(("name", "zijde"), [("hans", "swv"), ("noord", "swv"), ("privacy", "swv"), ("beheer", "school")])
def test_nobody_else_gets_a_number(w, act, name, zijde):
    assert preview(w, act, w.zuid), "the beheerder gets in, and who approves a school's move"
    with act(w.people.mutaties, "swv"):
        assert sight.of_other_wijk(policy.asker(w.people.mutaties, "swv"), w.schools.roos.pk, w.zuid.pk)
    person = getattr(w.people, name)
    if zijde == "school":
        with act(person, zijde), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sight.of_other_wijk(policy.asker(person, zijde), w.schools.roos.pk, w.zuid.pk)
    else:
        with act(person, zijde):
            assert sight.of_other_wijk(policy.asker(person, zijde), w.schools.roos.pk, w.zuid.pk) == []


# ---- the page


@pytest.fixture
def address(w):
    return reverse("school_wijknetwerk", args=[w.schools.roos.code])


@pytest.fixture
def beheer(web, w):
    return web.enter(w.people.beheer, "swv")


def carried(response) -> dict:
    return dict(re.findall(r'<input type="hidden" name="(wijknetwerk|known_as|shown)" value="([^"]*)"', response.content.decode()))


def where(w):
    return Vestiging.objects.get(pk=w.schools.roos.pk).wijknetwerk_id


def test_it_is_shown_first_and_saved_second(beheer, w, address):
    assert beheer.get(address).status_code == 200
    check = beheer.post(address, {"wijknetwerk": w.zuid.pk, "known_as": w.noord.pk})

    assert check.status_code == 200
    assert where(w) == w.noord.pk, "nothing is saved yet"
    shown = check.content.decode()
    assert "noord Noord: " in shown.partition("Leest voortaan mee")[0]
    assert "zuid zuid: " in shown.partition("Leest voortaan mee")[2]
    for loud in ("Luidkeels", "H-2"):
        assert loud not in shown

    answer = beheer.post(address, carried(check))
    assert (answer.status_code, answer.url) == (302, reverse("accounts:school", args=[w.schools.roos.code]))
    assert where(w) == w.zuid.pk
    row = AuditEvent.objects.filter(event="vestiging.wijknetwerk_changed").get()
    assert row.detail["before"] == str(w.noord.pk) and row.detail["after"] == str(w.zuid.pk)
    assert row.detail["lost"] > 0 and row.detail["gained"] > 0


def test_what_changed_since_is_shown_anew(beheer, w, address):
    check = beheer.post(address, {"wijknetwerk": w.zuid.pk, "known_as": w.noord.pk})
    f.hulpvraag(f.dossier(w.schools.roos), Status.INGEDIEND, w.people.marloes)

    anew = beheer.post(address, carried(check))

    assert anew.status_code == 409
    assert "De aantallen zijn intussen veranderd." in anew.content.decode()
    assert where(w) == w.noord.pk
    assert beheer.post(address, carried(anew)).status_code == 302
    assert where(w) == w.zuid.pk


def test_a_colleague_who_was_first_is_seen(beheer, w, address):
    Vestiging.objects.filter(pk=w.schools.roos.pk).update(wijknetwerk=None)

    page = beheer.post(address, {"wijknetwerk": w.zuid.pk, "known_as": w.noord.pk})

    assert page.status_code == 409
    assert "Een collega heeft dit net gewijzigd." in page.content.decode()
    assert where(w) is None


@pytest.mark.parametrize(
    ("wijk", "sentence"),
    [("", "Kies een wijknetwerk"), ("x", "Kies een van de antwoorden"), ("0" * 32, "Kies een van de antwoorden"), ("\0", "Kies een van de antwoorden")],
)
def test_an_odd_choice_has_its_own_sentence(beheer, w, address, wijk, sentence):
    page = beheer.post(address, {"wijknetwerk": wijk, "known_as": w.noord.pk})

    assert page.status_code == 422
    assert page.content.decode().count(sentence) == 2
    assert where(w) == w.noord.pk


def test_the_same_wijknetwerk_changes_nothing(beheer, w, address):
    assert beheer.post(address, {"wijknetwerk": w.noord.pk, "known_as": w.noord.pk}).status_code == 302
    assert not AuditEvent.objects.filter(event="vestiging.wijknetwerk_changed").exists()


@pytest.mark.parametrize("name", ["hans", "noord", "mutaties"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_change_no_wijknetwerk(web, w, address, name, method):
    answer = getattr(web.enter(getattr(w.people, name), "swv"), method)(address, {"wijknetwerk": w.zuid.pk, "known_as": w.noord.pk})

    assert answer.status_code == 403
    assert where(w) == w.noord.pk
