"""The catalogue of schools, and which of them take part in the portal."""

import threading

import psycopg2
import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import Bestuur, CatalogusVestiging, Eenheid, Vestiging
from accounts.register import read_register
from accounts.services import catalogue
from portal.audit.models import AuditEvent
from portal.lib.db import desk, one
from portal.lib.errors import Conflict, NotAllowed
from tests import world

from .register_files import PRESENT, file, row

REASON = "Alleen de beheerder van het samenwerkingsverband kan scholen aansluiten."


@pytest.fixture
def people(db):
    return world.get().people


def bring_in(*rows: str, header: str = PRESENT) -> catalogue.Imported:
    return catalogue.import_register(register=read_register(file(*rows, header=header)))


def trail(event: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=event).order_by("id"))


# ---- the register


def test_the_first_import_stores_every_school(db):
    done = bring_in(row(), row(code="12AB01"))

    assert (done.new, done.changed, done.unchanged, done.skipped) == (2, 0, 0, 0)
    school = CatalogusVestiging.objects.get(code="12AB00")
    assert (school.naam, school.plaats, school.telefoon, school.bestuursnummer) == ("De Wâldiik", "VOORBEELDSTAD", "0101234567", "41797")


def test_the_second_import_changes_nothing(db):
    bring_in(row(), row(code="12AB01"))
    stored = list(CatalogusVestiging.objects.order_by("code").values())

    done = bring_in(row(), row(code="12AB01"))

    assert (done.new, done.changed, done.unchanged) == (0, 0, 2)
    assert list(CatalogusVestiging.objects.order_by("code").values()) == stored


def test_only_the_schools_that_differ_are_changed(db):
    bring_in(row(), row(code="12AB01"))
    before = CatalogusVestiging.objects.get(code="12AB00").updated_at

    done = bring_in(row(), row(code="12AB01", naam="De Eik"), row(code="12AB02"))

    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    assert CatalogusVestiging.objects.get(code="12AB01").naam == "De Eik"
    assert CatalogusVestiging.objects.get(code="12AB00").updated_at == before


def test_a_school_that_left_the_file_stays_and_is_named(db):
    bring_in(row(), row(code="12AB01"), row(code="12AB02"))

    done = bring_in(row(), row(code="12AB02", naam=""))

    assert [school.code for school in done.missing] == ["12AB01"]
    assert done.skipped == 1
    assert CatalogusVestiging.objects.count() == 3


def test_a_column_that_left_the_file_leaves_what_is_known(db):
    bring_in(row())
    header = PRESENT.replace(";TELEFOONNUMMER", "")

    done = bring_in(row(header, naam="De Eik"), row(header, code="12AB01"), header=header)

    assert (done.new, done.changed) == (1, 1)
    assert list(CatalogusVestiging.objects.order_by("code").values_list("naam", "telefoon")) == [("De Eik", "0101234567"), ("De Wâldiik", "")]


def test_the_register_gives_nobody_anything(db):
    units = Eenheid.objects.count()

    bring_in(row(), row(code="12AB01"))

    assert Eenheid.objects.count() == units


def test_a_school_that_takes_part_is_not_overwritten(db):
    bring_in(row())
    catalogue.mark_aangesloten(by=None, codes=["12AB00"])

    done = bring_in(row(naam="De Eik", plaats="voorbeeldstad", telefoon="", bestuur="00001"))

    assert [(vestiging.code, names) for vestiging, names in done.differing] == [("12AB00", ["naam", "telefoon", "bestuur"])]
    vestiging = Vestiging.objects.get(code="12AB00")
    assert (vestiging.naam, vestiging.telefoon, vestiging.bestuur.nummer) == ("De Wâldiik", "0101234567", "41797")


def test_the_trail_counts_the_import(db):
    bring_in(row(), row(code="12AB01", naam=""))

    assert [event.detail for event in trail("catalogue.imported")] == [{"new": 1, "changed": 0, "unchanged": 0, "skipped": 1, "missing": 0}]


def test_nothing_is_stored_without_a_trail(db, monkeypatch):
    monkeypatch.setattr(catalogue, "record", _fail)

    with pytest.raises(RuntimeError):
        bring_in(row())

    assert not CatalogusVestiging.objects.exists()


@pytest.mark.parametrize("statement", ["update accounts_catalogusvestiging set naam = 'x'", "delete from accounts_catalogusvestiging"])
@pytest.mark.parametrize("as_desk", [False, True])
def test_no_role_of_the_web_may_write_the_register(people, act, statement, as_desk):
    bring_in(row())

    with act(people.beheer, "swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        if as_desk:
            with desk():
                one(statement)
        else:
            one(statement)


# ---- taking part


def test_a_school_takes_part_with_what_the_register_says(people, act):
    bring_in(row(), row(code="12AB01", naam="De Eik"), row(code="12CD00", brin="12CD", bestuur="00001"))

    with act(people.beheer, "swv"):
        marked = catalogue.mark_aangesloten(by=people.beheer, zijde="swv", codes=["12AB00", "12AB01", "12CD00"])

    assert [vestiging.code for vestiging in marked.new] == ["12AB00", "12AB01", "12CD00"]
    made = Vestiging.objects.get(code="12AB01")
    assert (made.soort, made.naam, made.plaats, made.telefoon) == ("vestiging", "De Eik", "VOORBEELDSTAD", "0101234567")
    assert (made.bestuur.soort, made.bestuur.nummer, made.bestuur.naam) == ("bestuur", "41797", "Bestuur 41797")
    assert made.bestuur.vestigingen.count() == 2


def test_the_trail_says_who_let_which_school_take_part(people, act):
    bring_in(row())

    with act(people.beheer, "swv"):
        catalogue.mark_aangesloten(by=people.beheer, zijde="swv", codes=["12AB00"])

    [event] = trail("vestiging.aangesloten")
    made = Vestiging.objects.get(code="12AB00")
    assert (event.actor_id, event.object_type, event.object_id, event.detail) == (people.beheer.pk, "vestiging", str(made.pk), {"code": "12AB00"})


def test_a_school_that_already_takes_part_stays_as_it_is(db):
    bring_in(row())
    catalogue.mark_aangesloten(by=None, codes=["12AB00"])
    bring_in(row(naam="De Eik"))

    marked = catalogue.mark_aangesloten(by=None, codes=["12AB00"])

    assert (marked.new, marked.already) == ([], ["12AB00"])
    assert Vestiging.objects.get(code="12AB00").naam == "De Wâldiik"
    assert len(trail("vestiging.aangesloten")) == 1


def test_a_school_outside_the_register_is_named(db):
    marked = catalogue.mark_aangesloten(by=None, codes=["99ZZ99"])

    assert (marked.new, marked.unknown) == ([], ["99ZZ99"])
    assert not Vestiging.objects.filter(code="99ZZ99").exists()


def test_the_role_comes_back_after_the_desk(people, act):
    bring_in(row())

    with act(people.beheer, "swv"):
        catalogue.mark_aangesloten(by=people.beheer, zijde="swv", codes=["12AB00"])
        assert one("select current_user")[0] == "portal_swv"


@pytest.mark.parametrize("name", ["hans", "noord", "mutaties", "privacy", "niemand"])
def test_others_of_the_swv_are_refused_with_the_reason(people, act, name):
    bring_in(row())
    user = getattr(people, name)

    with act(user, "swv"), pytest.raises(NotAllowed, match=REASON):
        catalogue.mark_aangesloten(by=user, zijde="swv", codes=["12AB00"])

    assert not Vestiging.objects.filter(code="12AB00").exists()


@pytest.mark.parametrize("zijde", ["school", "gast", None])
def test_a_beheerder_in_another_session_is_refused(people, act, zijde):
    bring_in(row())

    with act(people.beheer, zijde), pytest.raises(NotAllowed, match=REASON):
        catalogue.mark_aangesloten(by=people.beheer, zijde=zijde, codes=["12AB00"])


def test_no_school_takes_part_without_a_trail(people, act, monkeypatch):
    bring_in(row())
    monkeypatch.setattr(catalogue, "record", _fail)

    with act(people.beheer, "swv"), pytest.raises(RuntimeError), transaction.atomic():
        catalogue.mark_aangesloten(by=people.beheer, zijde="swv", codes=["12AB00"])

    assert not Bestuur.objects.filter(nummer="41797").exists()


def test_two_at_the_same_moment_make_one_school(committed_db):
    bring_in(row())
    result = []
    with psycopg2.connect(committed_db.address("portal_test"), options="-c role=portal_owner") as first, first.cursor() as cursor:
        cursor.execute("insert into accounts_eenheid (id, soort, naam) values (gen_random_uuid(), 'bestuur', 'Eerst') returning id")
        cursor.execute("insert into accounts_bestuur (eenheid_ptr_id, nummer) values (%s, '41797')", cursor.fetchone())
        second = threading.Thread(target=_mark, args=(result,))
        second.start()
        _wait_until_it_waits(cursor)
    first.close()
    second.join(timeout=20)

    assert [vestiging.code for vestiging in result[0].new] == ["12AB00"]
    assert Bestuur.objects.get(nummer="41797").naam == "Eerst"


# ---- the name of a bestuur


@pytest.fixture
def bestuur(people):
    bring_in(row())
    catalogue.mark_aangesloten(by=None, codes=["12AB00"])
    return Bestuur.objects.get(nummer="41797")


def test_a_bestuur_gets_its_name(people, act, bestuur):
    with act(people.beheer, "swv"):
        catalogue.name_bestuur(by=people.beheer, zijde="swv", bestuur_id=bestuur.pk, naam="Stichting De Laan", known_as="Bestuur 41797")

    assert Bestuur.objects.get(pk=bestuur.pk).naam == "Stichting De Laan"
    assert [(event.object_id, event.detail) for event in trail("bestuur.named")] == [(str(bestuur.pk), {"nummer": "41797"})]


def test_the_second_editor_hears_the_name_the_first_one_gave(people, act, bestuur):
    Bestuur.objects.update(naam="Stichting De Laan")

    with act(people.beheer, "swv"), pytest.raises(Conflict) as conflict:
        catalogue.name_bestuur(by=people.beheer, zijde="swv", bestuur_id=bestuur.pk, naam="De Laan", known_as="Bestuur 41797")

    assert "‘Stichting De Laan’" in conflict.value.message
    assert Bestuur.objects.get(pk=bestuur.pk).naam == "Stichting De Laan"


def test_only_a_beheerder_names_a_bestuur(people, act, bestuur):
    with act(people.hans, "swv"), pytest.raises(NotAllowed, match=REASON):
        catalogue.name_bestuur(by=people.hans, zijde="swv", bestuur_id=bestuur.pk, naam="De Laan", known_as="Bestuur 41797")


def _fail(**_):
    raise RuntimeError("no trail")


def _mark(result: list) -> None:
    try:
        result.append(catalogue.mark_aangesloten(by=None, codes=["12AB00"]))
    finally:
        connection.close()


def _wait_until_it_waits(cursor) -> None:
    """Go on when the other transaction stands before our row."""
    for _ in range(400):
        cursor.execute("select pg_sleep(0.05)")
        cursor.execute("select 1 from pg_locks where not granted")
        if cursor.fetchone():
            return
    raise AssertionError("the second one did not wait")
