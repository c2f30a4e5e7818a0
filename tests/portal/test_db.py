"""Identity and roles: they live as long as a transaction, whatever ends it, and nobody gets them from a neighbour."""

import threading
import uuid
from contextlib import nullcontext

import pytest
from django.db import DatabaseError, connection, transaction

from hulpvragen.models import Hulpvraag
from portal.lib import clock
from portal.lib.db import NoTransaction, desk, enter, fence_exclusive, fence_shared, one, rows, wall

SOON = 10
SETTINGS = ("user_id", "zijde", "vest", "vest_kaart", "mensen", "wijk", "toegewezen", "gast", "afschrift", "swv", "loket", "kaarten", "post", "spoor")
WHO = {"marloes": "school", "directeur": "school", "hans": "swv", "noord": "swv", "los": "swv", "privacy": "swv", "ouder": "gast"}


def identity() -> set[str]:
    """Return the settings of this transaction that say who acts: none, when nobody does."""
    return {name for name in SETTINGS if one("select coalesce(current_setting(%s, true), '')", f"app.{name}")[0]}


def me() -> str:
    return one("select current_user")[0]


@pytest.fixture
def as_web(world, committed_db):
    """Go on as the real login of the web, which cannot become the owner."""
    committed_db.login("portal_web")
    return world


# ---- queries


@pytest.mark.django_db
def test_one_and_rows():
    assert one("select 1, %s", "a") == (1, "a")
    assert one("select 1 where false") is None
    assert one("set local lock_timeout = 1000") is None, "no answer is no row"
    assert rows("select n, n * 2 twice from generate_series(1, 2) n") == [{"n": 1, "twice": 2}, {"n": 2, "twice": 4}]
    assert rows("select 1 where false") == []


# ---- the wall


def test_each_side_has_its_role_and_its_identity(as_web):
    for name, zijde in WHO.items():
        person = getattr(as_web.people, name)
        with wall(person.pk, zijde) as day:
            assert (me(), day) == (f"portal_{zijde}", one("select app_today()")[0])
            assert one("select app_uid(), app_zijde()") == (person.pk, zijde)
            assert Hulpvraag.objects.exists(), "the right person gets in"


@pytest.mark.parametrize(("user", "zijde"), [(None, None), (None, "school"), (None, "swv"), ("somebody", None), ("somebody", "beheer")])
def test_without_person_or_side_it_is_the_web_and_nothing_more(as_web, user, zijde):
    with wall(user and as_web.people.hans.pk, zijde):
        assert me() == "portal_web"
        assert identity() <= {"user_id", "zijde"}
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Hulpvraag.objects.exists()


def test_a_side_she_has_no_post_on_gives_nothing(as_web):
    for person, zijde in ((as_web.people.marloes, "swv"), (as_web.people.hans, "school"), (as_web.people.hans, "gast"), (as_web.people.niemand, "school")):
        with wall(person.pk, zijde):
            assert identity() == {"user_id", "zijde"}
            assert not Hulpvraag.objects.exists()


def test_nothing_is_left_of_it_after_the_end(as_web):
    for leave in (None, RuntimeError):
        with pytest.raises(RuntimeError) if leave else nullcontext(), wall(as_web.people.hans.pk, "swv"):
            assert identity()
            if leave:
                raise leave
        assert (me(), identity()) == ("portal_web", set())


@pytest.mark.django_db
def test_nothing_is_left_of_it_inside_a_transaction_either(world):
    """A released savepoint would keep the identity; in a test that would hide a forgotten one."""
    with wall(world.people.hans.pk, "swv"):
        assert identity()
    assert (me(), identity()) == ("portal_web", set())
    with pytest.raises(RuntimeError), wall(world.people.hans.pk, "swv"):
        raise RuntimeError
    assert identity() == set()


def test_an_error_rolls_all_of_it_back(as_web):
    version = as_web.hulpvragen["ingediend"].version
    with pytest.raises(RuntimeError), wall(as_web.people.marloes.pk, "school"):
        assert Hulpvraag.objects.filter(pk=as_web.hulpvragen["ingediend"].pk).update(version=99) == 1
        raise RuntimeError
    with wall(as_web.people.marloes.pk, "school"):
        assert Hulpvraag.objects.get(pk=as_web.hulpvragen["ingediend"].pk).version == version


def test_the_wall_is_a_transaction_that_commits(as_web):
    with wall(as_web.people.marloes.pk, "school"):
        assert connection.in_atomic_block
        Hulpvraag.objects.filter(pk=as_web.hulpvragen["ingediend"].pk).update(version=99)
    assert not connection.in_atomic_block
    with wall(as_web.people.hans.pk, "swv"):
        assert Hulpvraag.objects.get(pk=as_web.hulpvragen["ingediend"].pk).version == 99


def test_the_day_is_the_databases_until_the_end(as_web, committed_db):
    committed_db.owner()
    one("insert into demo_kalender (dag) values ('2027-03-01')")
    committed_db.login("portal_web")

    with wall(None, None) as day:
        assert day == clock.today() == one("select app_today()")[0]
        assert day.isoformat() == "2027-03-01"
    assert clock.today() != day


def test_identity_needs_a_transaction(as_web):
    with pytest.raises(NoTransaction):
        enter(as_web.people.hans.pk, "swv")
    with pytest.raises(NoTransaction), desk():
        pass
    assert identity() == set()


def test_entering_again_takes_new_posts_into_account(as_web, committed_db):
    with wall(as_web.people.hans.pk, "swv"):
        stop(committed_db, as_web.people.hans.pk)
        assert Hulpvraag.objects.exists(), "the identity of before"
        enter(as_web.people.hans.pk, "swv")
        assert not Hulpvraag.objects.exists()


def stop(committed_db, user_id) -> None:
    """End every post of a person, committed, as another process would."""
    from devtools.cluster import run  # opens a connection of its own

    ended = f"update accounts_aanstelling set replaced_at = now() where user_id = '{user_id}'"
    run(committed_db.address("portal_test"), ended, options="-c role=portal_owner")


# ---- the desk


def test_the_desk_keeps_the_identity_and_gives_the_role_back(as_web):
    with wall(as_web.people.marloes.pk, "school"):
        with desk():
            assert (me(), one("select app_uid()")[0]) == ("portal_desk", as_web.people.marloes.pk)
        assert me() == "portal_school"
        for fault in (RuntimeError, DatabaseError):
            with pytest.raises(fault), desk():
                if fault is RuntimeError:
                    raise fault
                one("select 1 / 0")
            assert me() == "portal_school"


def test_a_desk_inside_a_desk_goes_back_one_step(as_web):
    with wall(as_web.people.hans.pk, "swv"), desk():
        with desk():
            pass
        assert me() == "portal_desk"


def test_what_the_desk_wrote_falls_with_its_block(as_web):
    changed = "update hulpvragen_hulpvraag set behandelaar_id = null where behandelaar_id is not null returning id"
    with wall(as_web.people.hans.pk, "swv"):
        before = Hulpvraag.objects.exclude(behandelaar=None).count()
        with pytest.raises(RuntimeError), desk():
            assert one(changed)
            raise RuntimeError
        assert Hulpvraag.objects.exclude(behandelaar=None).count() == before > 0


# ---- the fence


def _beside(committed_db, take, person, done: threading.Event):
    """Take a fence in a thread, on a connection of its own."""

    def work():
        try:
            with transaction.atomic():
                take(person)
                done.set()
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


MARLOES, HANS = uuid.UUID(int=7), uuid.UUID(int=8)
WAITS = [
    (fence_shared, fence_shared, MARLOES, False), (fence_shared, fence_exclusive, MARLOES, True), (fence_exclusive, fence_shared, MARLOES, True),
    (fence_exclusive, fence_exclusive, MARLOES, True), (fence_exclusive, fence_exclusive, HANS, False),
]  # fmt: skip


def test_who_waits_for_whom(committed_db):
    for held, wanted, person, waits in WAITS:
        done = threading.Event()
        with transaction.atomic():
            held(MARLOES)
            thread = _beside(committed_db, wanted, person, done)
            assert done.wait(0.3 if waits else SOON) != waits, f"{held.__name__}, {wanted.__name__}"
        assert done.wait(SOON), "the end of the transaction opens the fence"
        thread.join(SOON)


def test_every_person_has_a_fence(committed_db):
    with transaction.atomic():
        for person in (uuid.UUID(int=0), uuid.UUID(int=2**128 - 1), *(uuid.uuid4() for _ in range(100))):
            fence_shared(person)
        assert one("select count(*) from pg_locks where locktype = 'advisory' and classid = 7")[0] == 102
    assert one("select count(*) from pg_locks where locktype = 'advisory'")[0] == 0
