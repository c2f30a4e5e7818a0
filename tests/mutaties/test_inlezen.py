"""A board's list: looked at as a whole, carried out a part at a time, each row once, whatever the file looks like."""

import csv
import io
import uuid
import zipfile
from contextlib import nullcontext

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.enums import Rol
from accounts.register import spreadsheet
from accounts.services import kladtekst
from mutaties import inlees
from mutaties.enums import Soort, Status
from mutaties.models import Inlees, Mutatie
from mutaties.services import inlezen, reporting
from mutaties.services.reporting import Change, Nieuw
from portal.lib import clock
from portal.lib.errors import Invalid
from tests import factories as f

from .conftest import DAY

pytestmark = pytest.mark.django_db
BSN = "123456782"


def day(days: int) -> str:
    return (clock.today() + days * DAY).strftime("%d-%m-%Y")


def leaves(where, /, email="karin@linde.example", **cells) -> dict:
    return {"soort": "vertrek", "school": where.code, "email": email, "laatste_dag": day(30)} | cells


def comes(where, number=1, /, **cells) -> dict:
    new = {"nieuw_voornaam": "Noor", "nieuw_achternaam": f"Nieuw{number:03d}", "nieuw_email": f"nieuw{number}@linde.example", "begin": day(31)}
    return {"soort": "nieuw", "school": where.code} | new | cells


def table(*rows: dict, columns=inlees.COLUMNS) -> list[list[str]]:
    return [list(columns), *([row.get(column, "") for column in columns] for row in rows)]


def as_csv(*rows: dict, delimiter=";", encoding="utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table(*rows))
    return text.getvalue().encode(encoding)


def as_xlsx(*rows: dict) -> bytes:
    return spreadsheet.write_xlsx(table(*rows))


def changed(book: bytes, name: str, change) -> bytes:
    """Return the same .xlsx with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
    return out.getvalue()


@pytest.fixture
def check(linde, asking):
    """`check(data)` looks at a list as the board's person, and returns its rows."""

    def look(data, key=None, by=None) -> tuple[Inlees, list]:
        with asking(by or linde.bestuurder) as who:
            made = inlezen.check(by=who, key=key or uuid.uuid4(), data=data)
            return made, inlezen.rows_of(made)

    return look


@pytest.fixture
def go_on(linde, asking):
    def part(made) -> list:
        with asking(linde.bestuurder) as who:
            return inlezen.rows_of(inlezen.do_some(by=who, inlees_id=made.pk))

    return part


def only_fault(rows) -> tuple[str, str]:
    (row,) = [row for row in rows if row.faults]
    (fault,) = row.faults
    return tuple(fault)


# ---- files


@pytest.mark.parametrize("data", [
    lambda rows: as_csv(*rows), lambda rows: as_csv(*rows, delimiter=","), lambda rows: as_csv(*rows, delimiter="\t"),
    lambda rows: as_csv(*rows, encoding="utf-8-sig"), lambda rows: as_csv(*rows, encoding="cp1252"), lambda rows: as_csv(*rows, delimiter="\t", encoding="utf-16"),
    lambda rows: as_csv(*rows).replace(b"\r\n", b"\n"), lambda rows: as_csv(*rows) + b";;;;;;;;;;;;;\r\n\r\n",
    lambda rows: as_xlsx(*rows),
], ids=[";", ",", "tab", "bom", "cp1252", "utf-16", "unix", "empty lines", "xlsx"])  # fmt: skip
def test_however_it_was_saved(linde, check, data):
    made, rows = check(data([leaves(linde.school, reden='Zij zei: "ik ga".'), comes(linde.school, nieuw_voornaam="Zoë")]))
    assert [(row.line, row.faults) for row in rows] == [(2, []), (3, [])]
    assert rows[1].cells["nieuw_voornaam"] == "Zoë" and rows[0].cells["reden"] == 'Zij zei: "ik ga".'
    assert not Mutatie.objects.exists(), "nothing happens yet"


@pytest.mark.parametrize("typed", ["31-7-2027", "31/07/2027", "31 juli 2027", "2027-07-31"])
def test_dates_as_people_write_them(typed):
    (row,) = inlees.read(as_csv({"soort": "vertrek", "school": "12AB00", "email": "a@b.example", "laatste_dag": typed}))
    assert inlees.values_of(row.cells)[0].laatste_dag.isoformat() == "2027-07-31"


def test_a_date_of_a_spreadsheet_is_a_number():
    book = as_xlsx({"soort": "vertrek", "school": "12AB00", "email": "a@b.example", "laatste_dag": "46599"})
    numbers = changed(book, "xl/worksheets/sheet1.xml", lambda data: data.replace(
        b'<c t="inlineStr"><is><t xml:space="preserve">46599</t></is></c>', b'<c s="1"><v>46599</v></c>'))  # fmt: skip
    for data in (book, numbers):
        (row,) = inlees.read(data)
        assert inlees.values_of(row.cells)[0].laatste_dag.isoformat() == "2027-07-31"


def test_shared_texts_and_cells_that_are_left_out():
    def sparse(_):
        return (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
            b'<c r="C1" t="inlineStr"><is><t>email</t></is></c><c r="D1" t="inlineStr"><is><t>laatste_dag</t></is></c></row>'
            b'<row r="5"><c r="A5" t="s"><v>2</v></c><c r="D5"><v>46599</v></c></row></sheetData></worksheet>'
        )

    book = changed(as_xlsx(), "xl/worksheets/sheet1.xml", sparse)
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a") as more:
        more.writestr("xl/sharedStrings.xml", "<sst><si><t>soort</t></si><si><r><t>sch</t></r><r><t>ool</t></r><rPh><t>x</t></rPh></si><si><t>vertrek</t></si></sst>")
    (row,) = inlees.read(out.getvalue())
    assert row.line == 5 and row.cells["laatste_dag"] == "2027-07-31"
    assert {fault for fault in row.faults} == {("school", inlees.EMPTY_CELL), ("email", inlees.EMPTY_CELL)}


@pytest.mark.parametrize(("data", "said"), [
    (b"", "Dit bestand is leeg"), (b"\r\n \r\n", "Dit bestand is leeg"), (b"\0\1\2", "geen gewone tekst"), (b"a;b\r\n1;2\r\n", "eerste regel moet deze kolommen noemen"),
    (as_csv(), "alleen een kop"), (as_xlsx(), "alleen een kop"), (b"x" * 2_000_001, "groter dan 2 MB"), (b"\xd0\xcf\x11\xe0old", "oud of beveiligd Excel-bestand"),
    (b"PK\x03\x04broken", "niet te lezen"), (as_csv(*[{"soort": "x"}] * 1001), "meer dan 1000 regels"),
    (changed(as_xlsx(), "xl/workbook.xml", lambda data: b"<workbook/>"), "niet te lezen"),
    (changed(as_xlsx(), "xl/workbook.xml", lambda data: data.replace(b"rId1", b"rId9")), "niet te lezen"),
    (changed(as_xlsx(), "xl/worksheets/sheet1.xml", lambda data: b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'), "niet te lezen"),
    (changed(as_xlsx(), "xl/worksheets/sheet1.xml", lambda data: b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'), "niet te lezen"),
    (changed(as_xlsx(), "xl/worksheets/sheet1.xml", lambda data: data + b" " * 10_000_000), "niet te lezen"),
    (changed(as_xlsx(), "xl/worksheets/sheet1.xml", lambda data: b"<worksheet>" + b"<row/>" * 20_001 + b"</worksheet>"), "te veel regels"),
    (changed(as_xlsx(), "xl/worksheets/sheet1.xml", lambda data: b"<worksheet/>"), "staat niets"),
    (changed(as_xlsx(), "xl/worksheets/sheet1.xml", lambda data: b'<worksheet><c r="1"/></worksheet>'), "niet te lezen"),
], ids=["empty", "blank", "binary", "header", "only header", "only header xlsx", "large", "xls", "broken zip", "1001", "no sheet", "no part", "entity", "external",
        "bomb", "rows", "empty sheet", "cell astray"])  # fmt: skip
def test_a_file_that_is_no_such_list(linde, check, data, said):
    with pytest.raises(Invalid, match=said):
        check(data)
    assert not Inlees.objects.exists()


# ---- rows


def test_bad_cells_say_line_column_and_reason(linde, check):
    elsewhere = f.vestiging("Ver", f.bestuur())
    f.post(f.person("Ruud", "Elders", email="ruud@ver.example"), Rol.IB, elsewhere)
    cases = [
        (leaves(linde.school, soort="verhuizing"), "soort", "geen soort; kies uit"),
        (leaves(linde.school, soort=""), "soort", "niet ingevuld"),
        (leaves(linde.school, school="12"), "school", "geen code van een vestiging"),
        (leaves(linde.school, school=""), "school", "niet ingevuld"),
        (leaves(elsewhere), "school", "geen school van uw bestuur"),
        (leaves(linde.school, rol="loket"), "rol", "kies ib of contactpersoon"),
        (leaves(linde.school, rol="chef"), "rol", "geen rol"),
        (leaves(linde.school, email=""), "email", "niet ingevuld"),
        (leaves(linde.school, email="karin"), "email", "volledig e-mailadres"),
        (leaves(linde.school, email="niemand@linde.example"), "email", "werkt niemand met dit e-mailadres"),
        (leaves(linde.school, email="ruud@ver.example"), "email", "werkt niemand met dit e-mailadres"),
        (leaves(linde.school, laatste_dag="morgen"), "laatste_dag", "Vul een datum in"),
        (leaves(linde.school, laatste_dag=day(500)), "laatste_dag", "meer dan een jaar vooruit"),
        (leaves(linde.school, laatste_dag=day(-60)), "reden", "Vul in waarom"),
        (leaves(linde.school, naar_school="99ZZ99", naar_begin=day(31)), "naar_school", "staat niet in het portaal"),
        (leaves(linde.school, naar_school=linde.other.code), "naar_begin", "niet ingevuld"),
        (leaves(linde.school, terug=day(40)), "terug", "hoort niet bij ‘Vertrek’"),
        (leaves(linde.school, soort="afwezig", terug=day(20)), "terug", "eerste dag terug"),
        (comes(linde.school, begin=day(-1)), "begin", "Deze dag is geweest"),
        (comes(linde.school, nieuw_achternaam=""), "nieuw_achternaam", "niet ingevuld"),
        (comes(linde.school, nieuw_voornaam="4ever"), "nieuw_voornaam", "begint niet met een letter"),
        (comes(linde.school, nieuw_email="marloes@linde.example"), "nieuw_email", "is hier al"),
        (comes(linde.school, nieuw_voornaam="=cmd|'/c calc'!A0"), "nieuw_voornaam", "begint als een formule"),
        (comes(linde.school, reden="@SUM(1)"), "reden", "begint als een formule"),
        (comes(linde.school, reden="a" * 501), "reden", "langer dan 500"),
        (comes(linde.school, reden=f"bsn {BSN}"), "reden", "burgerservicenummer"),
    ]
    for row, column, reason in cases:
        _, rows = check(as_csv(row))
        found = only_fault(rows)
        assert found[0] == column and reason in found[1], (row, found)
    assert not Mutatie.objects.exists()


def test_a_bsn_is_never_kept(linde, check, asking):
    made, rows = check(as_csv(comes(linde.school, reden=f"bsn {BSN}", nieuw_achternaam=BSN)))
    assert BSN not in str(rows) and len(rows[0].faults) == 2
    assert BSN not in str(Inlees.objects.values_list().get())


def test_a_formula_in_a_spreadsheet_is_not_taken_for_its_value(linde, check):
    book = changed(as_xlsx(comes(linde.school, nieuw_voornaam="FORMULE")), "xl/worksheets/sheet1.xml", lambda data: data.replace(
        b'<c t="inlineStr"><is><t xml:space="preserve">FORMULE</t></is></c>', b'<c t="str"><f>HYPERLINK("http://x")</f><v>Noor</v></c>'))  # fmt: skip
    assert only_fault(check(book)[1]) == ("nieuw_voornaam", inlees.IS_FORMULA)


def test_a_broken_line_spoils_itself_alone(linde, check):
    lines = as_csv(comes(linde.school, 1), comes(linde.school, 2)).decode().splitlines()
    _, rows = check("\r\n".join([lines[0], '"open;quote', "a;b", lines[1], lines[2]]).encode())
    assert [(row.line, bool(row.faults)) for row in rows] == [(2, True), (3, True), (4, False), (5, False)]
    assert "aanhalingstekens" in rows[0].faults[0][1] and "deze regel heeft 2 velden" in rows[1].faults[0][1]


def test_twice_in_one_list_and_already_reported(linde, check, report):
    _, rows = check(as_csv(leaves(linde.school), leaves(linde.school), comes(linde.school), comes(linde.school)))
    assert [row.faults for row in rows] == [[], [("email", "staat ook op regel 2")], [], [("nieuw_email", "staat ook op regel 4")]]
    report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() + 5 * DAY)
    assert "loopt al een wijzigingsverzoek" in only_fault(check(as_csv(leaves(linde.school)))[1])[1]


# ---- carrying it out


def three_hundred(linde) -> tuple[list[dict], set[int]]:
    """A summer list of 300 rows, 12 of them bad; and on which lines those stand."""
    rows = [leaves(linde.school), leaves(linde.other, "daan@wilg.example", rol="contactpersoon")]
    rows += [comes(linde.school if number % 2 else linde.other, number) for number in range(len(rows), 300)]
    bad = {2 + index for index in range(20, 260, 20)}
    for line in bad:
        rows[line - 2]["begin"] = "ooit"
    return rows, bad


def test_a_summer_list_of_300_rows_with_12_bad_ones(linde, check, go_on):
    rows, bad = three_hundred(linde)
    made, checked = check(as_xlsx(*rows))
    assert {row.line for row in checked if row.faults} == bad and len(bad) == 12
    parts = 0
    while any(row.is_open for row in checked):
        checked, parts = go_on(made), parts + 1
    assert parts == 12 and Mutatie.objects.count() == 288
    assert {row.line for row in checked if row.nummer} == {row.line for row in checked} - bad
    assert set(Mutatie.objects.filter(soort=Soort.NIEUW).values_list("status", flat=True)) == {Status.GEMELD}, "giving waits for the call back"
    assert Mutatie.objects.get(persoon=linde.gaat).status == Status.OVERDRACHT
    assert go_on(made) == checked and Mutatie.objects.count() == 288, "once"


def test_the_same_form_twice_is_one_list_and_the_same_rows_are_one_mutatie(linde, check, go_on):
    key = uuid.uuid4()
    made, _ = check(as_csv(comes(linde.school)), key)
    assert check(as_csv(comes(linde.school)), key)[0].pk == made.pk and Inlees.objects.count() == 1
    go_on(made)
    again, rows = check(as_csv(comes(linde.school)))
    assert "al doorgegeven" in only_fault(rows)[1]


def test_killed_between_a_report_and_its_row_nothing_is_done_twice(linde, check, go_on, monkeypatch, asking):
    made, _ = check(as_csv(comes(linde.school, 1), comes(linde.school, 2)))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(inlezen, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with asking(linde.bestuurder) as who:
            inlezen.do_some(by=who, inlees_id=made.pk)
    assert not Mutatie.objects.exists()
    assert all(row.nummer for row in go_on(made)) and Mutatie.objects.count() == 2


def test_a_row_that_cannot_be_any_more_comes_back_and_the_others_go_on(linde, check, go_on, report):
    made, _ = check(as_csv(leaves(linde.school), comes(linde.school)))
    report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() + 5 * DAY)
    first, second = go_on(made)
    assert "loopt al" in first.faults[0][1] and first.faults[0][0] == "email" and second.nummer


def test_a_row_that_fails_half_way_leaves_nothing_of_itself(linde, check, go_on, monkeypatch):
    made, _ = check(as_csv(comes(linde.school, 1), comes(linde.school, 2)))
    note, calls = reporting.note, iter([True, False])

    def fails_once(*args):
        if next(calls):
            raise Invalid("Dat kan niet", "begin")
        note(*args)

    monkeypatch.setattr(reporting, "note", fails_once)
    first, second = go_on(made)
    assert first.faults == [("begin", "Dat kan niet")] and second.nummer == Mutatie.objects.get().nummer


def test_a_newcomer_is_reported_once_by_hand_too(linde, asking):
    change = Change(soort=Soort.NIEUW, eenheid_id=linde.school.pk, nieuw=Nieuw(None, "Noor", "Nieuw", "noor@linde.example"), begin=clock.today() + DAY)
    with asking(linde.directeur) as who:
        made = reporting.report(by=who, key=uuid.uuid4(), change=change)
        with pytest.raises(Invalid, match=made.nummer):
            reporting.report(by=who, key=uuid.uuid4(), change=change)


def test_checking_asks_a_bounded_number_of_queries_a_row(linde, asking, django_assert_max_num_queries):
    with asking(linde.bestuurder) as who, django_assert_max_num_queries(20 + 4 * 40):
        inlezen.check(by=who, key=uuid.uuid4(), data=as_csv(*[comes(linde.school, number) for number in range(40)]))


# ---- whose


def test_a_list_is_hers_alone_and_goes_after_a_week(linde, check, asking):
    made, _ = check(as_csv(comes(linde.school)))
    colleague = f.person("Cor", "Collega", email="cor@bestuur.example")
    f.post(colleague, Rol.BESTUURSMEDEWERKER, linde.bestuur)
    for user, zijde in ((colleague, "school"), (linde.directeur, "school"), (linde.desk, "swv"), (linde.bestuurder, "swv")):
        with asking(user, zijde), pytest.raises(ProgrammingError, match="permission") if zijde == "swv" else nullcontext(), transaction.atomic():
            assert not Inlees.objects.exists()
    with asking(linde.bestuurder):
        assert Inlees.objects.count() == 1 and "Nieuw001" not in Inlees.objects.get().sealed_regels
    Inlees.objects.update(made_at=clock.now() - 7 * DAY)
    with asking(linde.bestuurder) as who:
        assert not inlezen.mine(who).exists()
    with asking(linde.desk, "swv"):
        kladtekst.forget_old()
    assert not Inlees.objects.exists()


# ---- pages


def upload(client, data: bytes, key=None, name="lijst.csv"):
    return client.post(reverse("mutaties:upload"), {"key": str(key or uuid.uuid4()), "bestand": SimpleUploadedFile(name, data)})


def test_from_upload_to_result(web, linde):
    client = web.enter(linde.bestuurder, "school")
    sent = upload(client, as_csv(leaves(linde.school), comes(linde.school, begin="ooit"), *[comes(linde.school, number) for number in range(2, 40)]))
    assert sent.status_code == 302
    page = client.get(sent.url).content.decode()
    assert "40 regels: 39 goed, 1 niet goed" in page and "Geef 39 wijzigingen door" in page and "Regel 3" in page and "Vul een datum in" in page
    assert client.post(sent.url).status_code == 302
    page = client.get(sent.url).content.decode()
    assert "25 van de 39" in page and "data-gaat-verder" in page
    client.post(sent.url)
    page = client.get(sent.url).content.decode()
    assert "39 wijzigingen zijn doorgegeven, 1 regel niet" in page and Mutatie.objects.first().nummer in page
    assert client.post(sent.url).status_code == 302 and Mutatie.objects.count() == 39
    assert "40 regels, doorgegeven" in client.get(reverse("mutaties:upload")).content.decode()


def test_the_bad_rows_as_a_file_hold_no_formula_and_can_be_sent_again(web, linde):
    client = web.enter(linde.bestuurder, "school")
    sent = upload(client, as_csv(comes(linde.school, begin="ooit", reden="=1+1"), comes(linde.school, 2, begin="ooit"), comes(linde.school, 3)))
    given = client.get(sent.url + "niet-doorgegeven.csv")
    assert given["Content-Type"].startswith("text/csv") and "attachment" in given["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(given.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[-2] for row in rows] == ["regel", "2", "3"] and "reden: begint als een formule; plak" in rows[1][-1] and "begin: Vul een datum in" in rows[2][-1]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert rows[1][list(inlees.COLUMNS).index("reden")] == "'=1+1", "it comes back as it stood, as text"
    again = upload(client, given.content.replace(b"ooit", day(31).encode()))
    assert "2 goed" in client.get(again.url).content.decode()


def test_bad_uploads_each_say_what_and_keep_nothing(web, linde):
    client, address = web.enter(linde.bestuurder, "school"), reverse("mutaties:upload")
    key = str(uuid.uuid4())
    for posted, said in (
        ({"key": key}, "Kies een bestand van hooguit 2 MB"),
        ({"key": key, "bestand": SimpleUploadedFile("a.csv", b"")}, "Dit bestand is leeg"),
        ({"key": key, "bestand": SimpleUploadedFile("a" * 201, b"x")}, "naam van dit bestand is te lang"),
        ({"key": "x", "bestand": SimpleUploadedFile("a.csv", as_csv())}, "verouderd"),
        ({"key": key, "bestand": SimpleUploadedFile("a.csv", b"a;b\r\n1;2")}, "eerste regel moet deze kolommen noemen"),
        ({"key": key, "bestand": SimpleUploadedFile("a.csv", b"x" * 2_200_000)}, "Dit bestand is groter dan 2 MB"),
    ):  # fmt: skip
        response = client.post(address, posted)
        assert response.status_code == 422 and said in response.content.decode(), said
    assert not Inlees.objects.exists()


def test_the_templates_read_back(web, linde):
    client = web.enter(linde.bestuurder, "school")
    for name in ("csv", "xlsx"):
        given = client.get(reverse(f"mutaties:upload_template_{name}"))
        with pytest.raises(Invalid, match="alleen een kop"):
            inlees.read(given.content)


def test_as_each_role(web, linde, check):
    made, _ = check(as_csv(comes(linde.school)))
    colleague = f.person("Cor", "Collega", email="cor@bestuur.example")
    f.post(colleague, Rol.BESTUURSMEDEWERKER, linde.bestuur)
    of_list = [reverse(f"mutaties:{name}", args=[made.pk]) for name in ("uploaded", "upload_faults")]
    without = [reverse(f"mutaties:{name}") for name in ("upload", "upload_template_csv", "upload_template_xlsx")]
    for user, zijde, statuses in (
        (linde.bestuurder, "school", (200, 200)), (colleague, "school", (200, 404)), (linde.directeur, "school", (403, 403)), (linde.gaat, "school", (403, 403)),
        (linde.desk, "swv", (403, 403)), (linde.desk2, "swv", (403, 403)),
    ):  # fmt: skip
        client = web.enter(user, zijde)
        assert {client.get(address).status_code for address in without} == {statuses[0]}, user.email
        assert {client.get(address).status_code for address in of_list} == {statuses[1]}, user.email
        if user != linde.bestuurder:
            assert client.post(of_list[0]).status_code == statuses[1]
            assert upload(client, as_csv(comes(linde.school))).status_code == (302 if user == colleague else 403)
    assert not Mutatie.objects.exists()


def test_who_lost_her_post_half_way_stops_there(web, linde, check, go_on):
    made, _ = check(as_csv(*[comes(linde.school, number) for number in range(30)]))
    go_on(made)
    linde.bestuurder.aanstellingen.update(geldig=(f.LONG_AGO, clock.today()))
    assert web.enter(linde.bestuurder, "school").post(reverse("mutaties:uploaded", args=[made.pk])).status_code == 403
    assert Mutatie.objects.count() == 25
