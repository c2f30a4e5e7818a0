"""A newer file over an older one: what it says otherwise, listed once, and nothing deleted."""

import pytest
from django.urls import reverse

from accounts.models import CatalogusVestiging, RegisterInlezing, RegisterVerschil
from accounts.register import read_register
from accounts.services import catalogue
from tests import world

from .register_files import MAIN_ONLY, PRESENT, file, row
from .test_catalogue_commands import command, put  # noqa: F401


def bring_in(*rows: str, header: str = PRESENT) -> catalogue.Imported:
    return catalogue.import_register(register=read_register(file(*rows, header=header)))


def found() -> set[tuple]:
    return set(RegisterVerschil.objects.values_list("soort", "code", "oud", "nieuw"))


OLD = (row(), row(code="12AB01"), row(code="12AB02"), row(code="12AB03"), row(code="12AB04"), row(code="12AB05"))
NEW = (
    row(), row(code="12AB01", naam="De Eik"), row(code="12AB02", straat="Kerkweg"), row(code="12AB03", telefoon="0107654321"),
    row(code="12AB04", bestuur="00001"), row(code="12AB06"),
)  # fmt: skip
HERE, THERE = "Dorpsstraat 3-A, 1234 AB VOORBEELDSTAD", "Kerkweg 3-A, 1234 AB VOORBEELDSTAD"


def test_a_newer_file_is_told_in_old_and_new(db):
    bring_in(*OLD)

    done = bring_in(*NEW)

    assert {str(soort): count for soort, count in done.differences.items()} == dict.fromkeys(
        ("geopend", "verdwenen", "verhuisd", "hernoemd", "telefoon", "bestuur"), 1
    )
    assert found() == {
        ("geopend", "12AB06", "", HERE), ("verdwenen", "12AB05", HERE, ""), ("hernoemd", "12AB01", "De Wâldiik", "De Eik"),
        ("verhuisd", "12AB02", HERE, THERE), ("telefoon", "12AB03", "0101234567", "0107654321"), ("bestuur", "12AB04", "41797", "00001"),
    }  # fmt: skip
    assert CatalogusVestiging.objects.count() == 7


def test_the_same_file_again_says_nothing_and_changes_nothing(db):
    bring_in(*OLD)
    bring_in(*NEW)
    stored = list(CatalogusVestiging.objects.order_by("code").values()), found(), RegisterInlezing.objects.count()

    done = bring_in(*NEW)

    assert (done.differences, done.missing) == ({}, [])
    assert (list(CatalogusVestiging.objects.order_by("code").values()), found(), RegisterInlezing.objects.count()) == stored


def test_the_first_file_opens_no_school(db):
    assert bring_in(*OLD).differences == {}


def test_what_is_gone_is_named_once_and_opens_again_when_it_is_back(db):
    bring_in(*OLD)
    assert [school.code for school in bring_in(*OLD[1:]).missing] == ["12AB00"]
    assert bring_in(*OLD[1:4], row(code="12AB04", naam="De Eik"), OLD[5]).missing == []

    assert bring_in(*OLD).differences["geopend"] == 1
    assert CatalogusVestiging.objects.get(code="12AB00").verdwenen_op is None


def test_a_file_of_another_kind_of_schools_makes_none_of_these_go_missing(db):
    bring_in(*OLD)
    other = [row(code=f"34CD{number:02}", brin="34CD") for number in range(3)]

    assert bring_in(*other).missing == []
    assert bring_in(*other[1:]).missing == [CatalogusVestiging.objects.get(code="34CD00")]
    assert [school.code for school in bring_in(*OLD[1:]).missing] == ["12AB00"]


def test_a_file_of_main_locations_says_nothing_of_the_others(db):
    bring_in(*OLD)

    assert bring_in(row(MAIN_ONLY, naam="De Eik"), header=MAIN_ONLY).missing == []


def test_a_row_that_is_skipped_is_not_missing_and_not_missing_later(db):
    bring_in(*OLD)
    bring_in(row(naam=""), *OLD[1:-1])

    assert bring_in(*OLD[:-1], row(code="12AB07")).missing == []


def test_the_command_counts_them(put, db):  # noqa: F811
    command("import_schools", put(file(*OLD)))

    said = command("import_schools", put(file(*NEW))).said

    assert (
        "Anders dan in het vorige bestand: geopend 1, niet meer in het register 1, ander adres 1, andere naam 1, ander telefoonnummer 1, ander bestuur 1"
        in said
    )


# ---- the page


@pytest.fixture
def people(db):
    bring_in(*OLD)
    bring_in(*NEW)
    return world.get().people


@pytest.mark.parametrize(("name", "zijde", "status"), [
    ("beheer", "swv", 200), ("mutaties", "swv", 200), ("hans", "swv", 200), ("noord", "swv", 403), ("privacy", "swv", 403),
    ("directeur", "school", 403), ("marloes", "school", 403), ("ouder", "gast", 403),
])  # fmt: skip
def test_who_works_with_schools_reads_the_differences(web, people, name, zijde, status):
    assert web.enter(getattr(people, name), zijde).get(reverse("accounts:register")).status_code == status


def test_old_and_new_stand_side_by_side_per_kind(web, people):
    page = web.enter(people.mutaties, "swv").get(reverse("accounts:register"), {"soort": "verhuisd"}).content.decode()

    assert HERE in page and THERE in page
    assert "De Eik" not in page


def test_an_odd_address_shows_the_newest_file(web, people):
    page = web.enter(people.mutaties, "swv").get(reverse("accounts:register"), {"soort": "x\0", "van": "2026-13-01", "na": "%%"})

    assert page.status_code == 200
    assert "Geopend" in page.content.decode()


def test_no_role_of_the_web_writes_a_difference(act, people):
    from django.db import ProgrammingError, transaction

    with act(people.beheer, "swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        RegisterVerschil.objects.all().delete()
