"""What staff of the SWV see of `import_schools` and `aansluiten`, under the login that they use."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from accounts.models import CatalogusVestiging, Vestiging

from .register_files import file, row


def command(*arguments: str, **options) -> SimpleNamespace:
    """Run a command; `said` and `faults` are its lines, `code` is its exit code."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(*arguments, stdout=out, stderr=err, skip_checks=True, **options)
    except SystemExit as stop:
        code = stop.code
    return SimpleNamespace(said=out.getvalue().splitlines(), faults=err.getvalue().splitlines(), code=code)


@pytest.fixture
def run(db):
    return command


@pytest.fixture
def put(tmp_path):
    """Write a file and return its name."""

    def put(data: bytes, name: str = "register.csv") -> str:
        (tmp_path / name).write_bytes(data)
        return str(tmp_path / name)

    return put


def test_a_good_file_is_told_in_two_lines(run, put):
    done = run("import_schools", put(file(row(), row(code="12AB01"))))

    assert done.said == ["2 scholen gelezen (cp1252)", "2 nieuw, 0 gewijzigd, 0 ongewijzigd, 0 overgeslagen"]
    assert (done.faults, done.code) == ([], 0)


def test_the_second_time_nothing_changes(run, put):
    run("import_schools", put(file(row())))

    assert run("import_schools", put(file(row()))).said[-1] == "0 nieuw, 0 gewijzigd, 1 ongewijzigd, 0 overgeslagen"


def test_a_bad_row_is_named_and_the_good_ones_go_in(run, put):
    done = run("import_schools", put(file(row(postcode="12"), row(code="12AB01"))))

    assert done.faults == ["regel 2, POSTCODE: ‘12’ is geen postcode, zoals 1234 AB"]
    assert done.said[-1] == "1 nieuw, 0 gewijzigd, 0 ongewijzigd, 1 overgeslagen"
    assert done.code == 1
    assert [school.code for school in CatalogusVestiging.objects.all()] == ["12AB01"]


def test_what_left_the_file_is_named(run, put):
    run("import_schools", put(file(row(), row(code="12AB01", naam="De Eik"))))

    done = run("import_schools", put(file(row())))

    assert done.said[1:3] == [
        "1 staat niet meer in dit bestand. In het portaal is niets verwijderd:",
        "  12AB01 De Eik, VOORBEELDSTAD",
    ]
    assert done.code == 0


def test_a_column_that_is_not_there_is_named(run, put):
    data = b"\r\n".join(line.rpartition(b";")[0] for line in file(row()).splitlines())

    assert run("import_schools", put(data)).said[1] == "Niet in dit bestand, en daarom niet gewijzigd: INTERNETADRES"


def test_the_encoding_can_be_given(run, put):
    run("import_schools", put(file(row(), encoding="utf-8")), encoding="cp1252")

    assert CatalogusVestiging.objects.get().naam == "De WÃ¢ldiik"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Dit bestand is leeg."),
        (b"\x89PNG\r\n\0\0", "Dit bestand is geen gewone tekst. Sla het op als CSV en probeer het opnieuw."),
        (file(), "In dit bestand staat alleen een kop en geen enkele school."),
    ],
)
def test_a_file_that_is_no_register_stores_nothing(run, put, data, sentence):
    run("import_schools", put(file(row())))

    done = run("import_schools", put(data), aangesloten="12AB00")

    assert (done.said, done.faults, done.code) == ([], [sentence], 1)
    assert not Vestiging.objects.filter(code="12AB00").exists()


def test_a_file_that_is_not_there_is_one_line(run, tmp_path):
    done = run("import_schools", str(tmp_path / "weg.csv"))

    assert done.faults == [f"Het bestand {tmp_path / 'weg.csv'} is niet te lezen (No such file or directory)."]
    assert done.code == 1


def test_schools_take_part_by_a_list_in_a_file(run, put):
    codes = put(b"# onze scholen\n12AB00 # De Waldiik\n99ZZ99\nDe Roos\n", "codes.txt")

    done = run("import_schools", put(file(row(), row(code="12AB01"))), aangesloten=codes)

    assert done.said[-1] == "1 aangesloten, 0 al aangesloten, 2 niet gevonden"
    assert done.faults == [
        "codes, regel 3: 99ZZ99 staat niet in het register",
        "codes, regel 4: ‘De Roos’ is geen code van een vestiging, zoals 12AB00",
    ]
    assert done.code == 1
    assert Vestiging.objects.filter(code__startswith="12AB").count() == 1


def test_schools_take_part_by_codes_on_the_line(run, put):
    run("import_schools", put(file(row(), row(code="12AB01"))))

    done = run("aansluiten", "12ab00,12AB01")

    assert (done.said, done.faults, done.code) == (["2 aangesloten, 0 al aangesloten, 0 niet gevonden"], [], 0)


def test_a_long_list_on_the_line_is_no_file_name(run, put):
    run("import_schools", put(file(row())))

    done = run("aansluiten", ",".join(["12AB00", *(f"99ZZ{number:02}" for number in range(100))]))

    assert done.said == ["1 aangesloten, 0 al aangesloten, 100 niet gevonden"]


def test_a_list_that_is_neither_stops_the_import_too(run, put):
    done = run("import_schools", put(file(row())), aangesloten="codes.txt")

    assert done.faults == ["codes.txt is geen bestand en geen lijst van codes, zoals 12AB00,12AB01."]
    assert (done.code, CatalogusVestiging.objects.count()) == (1, 0)


def test_a_school_that_takes_part_and_differs_is_named(run, put):
    run("import_schools", put(file(row())), aangesloten="12AB00")

    done = run("import_schools", put(file(row(naam="De Eik"))), aangesloten="12AB00")

    assert done.said[1:] == [
        "Anders dan in het vorige bestand: andere naam 1",
        "In het portaal staat elk verschil met oud en nieuw: Scholen, Verschillen in het register",
        "1 aangesloten en anders dan in het register. In het portaal is niets gewijzigd:",
        "  12AB00 De Wâldiik: naam",
        "0 nieuw, 1 gewijzigd, 0 ongewijzigd, 0 overgeslagen",
        "1 wijziging voorgesteld: Scholen, Wijzigingen van scholen",
        "0 aangesloten, 1 al aangesloten, 0 niet gevonden",
    ]
    assert done.code == 0


def test_a_file_steers_no_terminal(run, put):
    done = run("import_schools", put(file(row(naam="De\x1b[2JRoos"))))

    assert "\x1b" not in "".join(done.said + done.faults)


def test_it_works_under_the_real_login_of_the_owner(committed_db, put):
    committed_db.login("portal_owner")

    done = command("import_schools", put(file(row())), aangesloten="12AB00")

    assert (done.code, done.said[-1]) == (0, "1 aangesloten, 0 al aangesloten, 0 niet gevonden")


def test_the_login_of_the_web_is_refused_before_anything_is_read(committed_db, put):
    committed_db.login("portal_web")

    done = command("import_schools", put(b""))

    assert done.faults == [
        "Deze log-in van de database mag deze gegevens niet schrijven. "
        "Gebruik de log-in portal_owner, in de omgevingsvariabele DATABASE_URL."
    ]
    assert done.code == 1
