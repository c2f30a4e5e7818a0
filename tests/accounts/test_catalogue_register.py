"""The register as it really comes, and as it comes when something is wrong with it."""

import pytest

from accounts.models import CatalogusVestiging
from accounts.register import read_codes, read_register
from accounts.register.header import KEPT
from portal.lib.errors import Invalid

from .register_files import MAIN_ONLY, OLDER, PRESENT, file, row

WALDIIK = {
    "naam": "De Wâldiik", "bestuursnummer": "41797", "straat": "Dorpsstraat", "huisnummer": "3-A", "postcode": "1234 AB",
    "plaats": "VOORBEELDSTAD", "gemeente": "VOORBEELDSTAD", "denominatie": "Openbaar", "telefoon": "0101234567", "internet": "",
}  # fmt: skip


def quoted(line: str) -> str:
    return ";".join(f'"{value}"' for value in line.split(";"))


# ---- files that are good


@pytest.mark.parametrize(
    "data",
    [
        file(row()),
        file(row(), encoding="utf-8"),
        file(row(), encoding="utf-8-sig"),
        file(row(), end="\n"),
        file(row(), end="\r"),
        file(row(), "", ";;;;;;;;;;;;;", ""),
        file(row()).rstrip(b"\r\n"),
        file(row().replace(";", ","), header=PRESENT.replace(";", ",")),
        file(quoted(row()), header=quoted(PRESENT)),
        file(row(OLDER), header=OLDER),
        file(row(OLDER, code="00"), header=OLDER),
        file(row(OLDER, code="0"), header=OLDER),
        file(row(MAIN_ONLY), header=MAIN_ONLY),
        file(row(), header=PRESENT.lower().replace(";", " ; ")),
        file(row() + ";wat", header=PRESENT + ";NIEUWE KOLOM"),
        file(row(naam="  De   Wâldiik ", postcode="1234ab", telefoon="+31 (0)10 - 123 45 67", code="12 ab 00", brin="12ab")),
    ],
    ids=[
        "as DUO has it", "utf-8", "byte order mark", "unix lines", "old mac lines", "blank lines", "no last line end", "commas", "quotes",
        "older header", "two digits", "one digit", "hoofdvestigingen", "loose header", "another column", "loose values",
    ],
)  # fmt: skip
def test_a_school_reads_the_same_from_every_form_of_the_file(data):
    register = read_register(data)

    assert register.schools == {"12AB00": WALDIIK}
    assert register.faults == []


def test_quotes_within_a_name_are_read():
    assert read_register(file(row(naam='"Basisschool ""De Roos"""'))).schools["12AB00"]["naam"] == 'Basisschool "De Roos"'


def test_a_location_number_is_completed_from_the_brin():
    rows = [row(OLDER, brin="12AB", code="1"), row(OLDER, brin="12CD", code="07")]

    assert list(read_register(file(*rows, header=OLDER)).schools) == ["12AB01", "12CD07"]


def test_the_number_of_a_bestuur_gets_back_its_zeros():
    assert read_register(file(row(bestuur="797"))).schools["12AB00"]["bestuursnummer"] == "00797"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("010 - 123 45 67", "0101234567"), ("+31101234567", "0101234567"), ("0031(0)101234567", "0101234567"), ("+599 717 1234", "005997171234")],
)
def test_a_telephone_number_is_kept_as_it_is_dialled(typed, kept):
    assert read_register(file(row(telefoon=typed))).schools["12AB00"]["telefoon"] == kept


def test_a_column_that_is_not_there_says_nothing():
    header = PRESENT.replace(";TELEFOONNUMMER", "")
    register = read_register(file(row(header), header=header))

    assert "telefoon" not in register.schools["12AB00"]
    assert register.header.absent == ["TELEFOONNUMMER"]


def test_one_damaged_byte_in_utf8_does_not_spoil_the_other_names():
    data = file(row(), row(code="12AB01"), encoding="utf-8").replace("Wâldiik".encode(), b"W\xe2ldiik", 1)
    register = read_register(data)

    assert register.schools["12AB01"]["naam"] == "De Wâldiik"
    assert [fault.line for fault in register.faults] == [2]


def test_the_lengths_are_those_of_the_catalogue():
    kept = {column.field: column.longest for column in KEPT}
    model = {field.name: field.max_length for field in CatalogusVestiging._meta.fields if field.max_length and field.name != "code"}

    assert kept == model


# ---- rows that are wrong


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (row() + ";", "regel 3: deze regel heeft 15 velden, de kop heeft er 14"),
        ("Utrecht;41797", "regel 3: deze regel heeft 2 velden, de kop heeft er 14"),
        (row(naam='"De Roos'), "regel 3: de aanhalingstekens kloppen niet"),
        (row(naam='"De" Roos'), "regel 3: de aanhalingstekens kloppen niet"),
        (row(code="12A900"), "regel 3, VESTIGINGSCODE: ‘12A900’ is geen code van een vestiging, zoals 12AB00"),
        (row(code="12ＡB00"), "regel 3, VESTIGINGSCODE: ‘12ＡB00’ is geen code van een vestiging, zoals 12AB00"),
        (row(code="100"), "regel 3, VESTIGINGSCODE: ‘100’ is geen code van een vestiging, zoals 12AB00"),
        (row(code="12CD00"), "regel 3, VESTIGINGSCODE: 12CD00 hoort niet bij INSTELLINGSCODE 12AB"),
        (row(brin="1AB"), "regel 3, INSTELLINGSCODE: ‘1AB’ is geen BRIN, zoals 12AB"),
        (row(brin=" "), "regel 3, INSTELLINGSCODE: dit veld is leeg"),
        (row(code=""), "regel 3, VESTIGINGSCODE: dit veld is leeg"),
        (row(code="12AB07"), "regel 3, VESTIGINGSCODE: 12AB07 staat ook op regel 2"),
        (row(naam=" "), "regel 3, VESTIGINGSNAAM: dit veld is leeg"),
        (row(naam="n" * 121), f"regel 3, VESTIGINGSNAAM: ‘{'n' * 40}…’ is te lang: 121 tekens, hooguit 120"),
        (row(naam="De\x1b[2JRoos"), "regel 3, VESTIGINGSNAAM: in ‘De\\x1b[2JRoos’ staat een teken dat geen tekst is"),
        (row(plaats=""), "regel 3, PLAATSNAAM: dit veld is leeg"),
        (row(bestuur="A1"), "regel 3, BEVOEGD GEZAG NUMMER: ‘A1’ is geen nummer van een bestuur van vijf cijfers"),
        (row(bestuur="417970"), "regel 3, BEVOEGD GEZAG NUMMER: ‘417970’ is geen nummer van een bestuur van vijf cijfers"),
        (row(postcode="0123 AB"), "regel 3, POSTCODE: ‘0123 AB’ is geen postcode, zoals 1234 AB"),
        (row(telefoon="bel ons"), "regel 3, TELEFOONNUMMER: ‘bel ons’ is geen telefoonnummer"),
        (row(internet="w" * 201), f"regel 3, INTERNETADRES: ‘{'w' * 40}…’ is te lang: 201 tekens, hooguit 200"),
    ],
)
def test_a_bad_row_is_skipped_with_its_line_and_what_is_wrong(line, sentence):
    register = read_register(file(row(code="12AB07"), line, row(code="12AB08"), encoding="utf-8"))

    assert [str(fault) for fault in register.faults] == [sentence]
    assert list(register.schools) == ["12AB07", "12AB08"]
    assert register.skipped == 1


def test_everything_that_is_wrong_with_a_row_is_said_at_once():
    register = read_register(file(row(naam="", postcode="12")))

    assert [fault.column for fault in register.faults] == ["VESTIGINGSNAAM", "POSTCODE"]
    assert register.skipped == 1


def test_a_byte_that_is_no_letter_spoils_its_own_row():
    data = file(row(), row(code="12AB01")).replace("Wâldiik".encode("cp1252"), b"W\x81ldiik", 1)

    assert [str(fault) for fault in read_register(data).faults] == [
        "regel 2, VESTIGINGSNAAM: in ‘De W�ldiik’ staat een teken dat geen tekst is"
    ]


def test_a_skipped_school_is_not_missing_from_the_file():
    assert list(read_register(file(row(naam=""))).codes) == ["12AB00"]


def test_an_open_quote_in_the_last_column_does_not_swallow_the_next_row():
    register = read_register(file(row(internet='"www'), row(code="12AB01")))

    assert list(register.schools) == ["12AB01"]


# ---- files that are no register


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Dit bestand is leeg."),
        (b"\xef\xbb\xbf\r\n \r\n", "Dit bestand is leeg."),
        (file(), "In dit bestand staat alleen een kop en geen enkele school."),
        (file(row(), encoding="utf-16"), "Dit bestand is geen gewone tekst. Sla het op als CSV en probeer het opnieuw."),
        (file(row(naam="De\0Roos")), "Dit bestand is geen gewone tekst. Sla het op als CSV en probeer het opnieuw."),
        (b"PK\x03\x04" + bytes(20), "Dit is een Excel-bestand of een zip-bestand. Sla het op als CSV en probeer het opnieuw."),
        (file(header='"PROVINCIE;"wat'), "De kop van dit bestand is niet te lezen: de aanhalingstekens kloppen niet."),
        (file(header=PRESENT + ";POSTCODE"), "De kolom POSTCODE staat 2 keer in de kop."),
        (
            file(row(), header=PRESENT.replace("PLAATSNAAM", "PLAATS").replace("VESTIGINGSNAAM", "SCHOOL")),
            "Dit is niet het register van scholen van DUO. In de kop ontbreekt: VESTIGINGSNAAM of INSTELLINGSNAAM, PLAATSNAAM.",
        ),
        (
            file(header=PRESENT.replace("VESTIGINGSCODE", "NUMMER")),
            "Dit is niet het register van scholen van DUO. In de kop ontbreekt: VESTIGINGSCODE of VESTIGINGSNUMMER.",
        ),
        (
            b"naam,e-mail\r\nAnna,anna@school.example\r\n",
            "Dit is niet het register van scholen van DUO. In de kop ontbreekt: INSTELLINGSCODE of BRIN NUMMER, "
            "VESTIGINGSNAAM of INSTELLINGSNAAM, BEVOEGD GEZAG NUMMER, PLAATSNAAM.",
        ),
    ],
    ids=[
        "empty", "only blanks", "only a header", "utf-16", "a NUL", "excel", "broken header", "column twice", "renamed columns",
        "no location", "another file",
    ],
)  # fmt: skip
def test_a_file_that_is_no_register_is_refused_with_one_sentence(data, sentence):
    with pytest.raises(Invalid) as refused:
        read_register(data)

    assert refused.value.message == sentence


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("accounts.register.text.LARGEST", 100)

    with pytest.raises(Invalid, match="te groot"):
        read_register(file(row()))


# ---- lists of codes


@pytest.mark.parametrize(
    "data",
    [b"12AB00\n12CD01\n", b"12ab00, 12CD01", b"\xef\xbb\xbf# onze scholen\r\n12AB00 # De Roos\r\n\r\n12CD01\r\n12AB00\r\n"],
    ids=["lines", "commas", "remarks"],
)
def test_a_list_of_codes_is_read(data):
    found = read_codes(data)

    assert list(found.codes) == ["12AB00", "12CD01"]
    assert found.faults == []


def test_what_is_no_code_is_named_with_its_line():
    found = read_codes(b"12AB00\nDe Roos\n12AB\n")

    assert [str(fault) for fault in found.faults] == [
        "regel 2: ‘De Roos’ is geen code van een vestiging, zoals 12AB00",
        "regel 3: ‘12AB’ is geen code van een vestiging, zoals 12AB00",
    ]


@pytest.mark.parametrize(("data", "word"), [(b"", "leeg"), (b"# niets\n", "geen enkele code"), (b"12AB00\0", "geen gewone tekst")])
def test_a_list_without_codes_is_refused(data, word):
    with pytest.raises(Invalid, match=word):
        read_codes(data)
