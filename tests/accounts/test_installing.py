"""The first people of a fresh installation: one by one, or a table of which all goes in or nothing."""

import datetime as dt
import re
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from accounts.enums import EenheidSoort, Rol
from accounts.models import Aanstelling, Eenheid, User, Vestiging, Wijknetwerk
from portal.audit.models import AuditEvent
from portal.lib import clock
from tests import factories
from tests.accounts.visitor import PASSWORD, Visitor

HEAD = "email;voornaam;achternaam;rol;eenheid;begin;laatste_dag"
BEGIN = "2026-08-01"


@pytest.fixture
def run(db):
    """Run a command as the owner."""

    def go(*arguments: str) -> SimpleNamespace:
        out, err, code = StringIO(), StringIO(), 0
        try:
            call_command(*arguments, stdout=out, stderr=err, skip_checks=True)
        except SystemExit as stop:
            code = stop.code
        return SimpleNamespace(said=out.getvalue().splitlines(), faults=err.getvalue().splitlines(), code=code)

    return go


@pytest.fixture
def table(tmp_path):
    """`table(*lines)` writes a file and returns its name."""

    def put(*rows: str, encoding: str = "utf-8", head: str = HEAD) -> str:
        file = tmp_path / "mensen.csv"
        file.write_bytes("\r\n".join([head, *rows, ""]).encode(encoding))
        return str(file)

    return put


@pytest.fixture
def school(db):
    return factories.vestiging("De Proef", wijk=factories.wijknetwerk("Oost"))


def row(email="nieuw@swv.test", voornaam="Nel", achternaam="Nieuw", rol="loket", eenheid="", begin=BEGIN, laatste_dag="") -> str:
    return ";".join([email, voornaam, achternaam, rol, eenheid, begin, laatste_dag])


def nobody_came(before: int) -> bool:
    return User.objects.count() == before and not Aanstelling.objects.filter(user__email="nieuw@swv.test").exists()


# ---- one person


def test_the_first_person_chooses_a_password_by_a_link_that_works_once(run):
    done = run("add_person", "Eerste@SWV.test", "Eva", "Eerste", "--rol", "beheerder")
    assert done.code == 0, done.faults
    user = User.objects.get(email="eerste@swv.test")
    [post] = Aanstelling.objects.filter(user=user)
    assert (post.rol, post.eenheid.soort, post.begin, post.laatste_dag) == ("beheerder", "swv", clock.today(), None)
    assert not user.has_usable_password()

    [link] = re.findall(r"https?://[^/]+(\S+)", "\n".join(done.said))
    visitor = Visitor()
    page = visitor.get(link, follow=True)
    assert visitor.post(page.redirect_chain[-1][0], {"new_password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert "verlopen of al gebruikt" in Visitor().get(link, follow=True).content.decode()
    visitor.prove_password("eerste@swv.test")
    assert visitor.has_session


def test_it_is_in_the_trail(run, school):
    run("add_person", "ib@school.test", "Iris", "Bakker", "--rol", "ib", "--eenheid", school.code, "--begin", "2026-09-01", "--laatste-dag", "2027-07-31")
    user = User.objects.get(email="ib@school.test")
    made, post, link = AuditEvent.objects.filter(event__in=["account.made", "aanstelling.made", "password.link_given"]).order_by("id")
    assert {event.source for event in (made, post, link)} == {"command"}
    assert (made.object_id, link.object_id) == (str(user.pk), str(user.pk))
    assert post.detail == {"user": str(user.pk), "rol": "ib", "eenheid": str(school.pk), "begin": "2026-09-01"}
    fact = Aanstelling.objects.get(user=user)
    assert (str(fact.fact_id), fact.laatste_dag) == (post.object_id, dt.date(2027, 7, 31))


def test_again_it_gives_a_new_link_and_nothing_else(run):
    first = run("add_person", "a@swv.test", "A", "A", "--rol", "loket")
    again = run("add_person", "a@swv.test", "A", "A", "--rol", "loket")
    assert (again.code, again.said[0]) == (0, "A A had deze aanstelling al.")
    assert "https" in "".join(first.said) or "http" in "".join(first.said)
    assert any("http" in line for line in again.said)
    assert Aanstelling.objects.filter(user__email="a@swv.test").count() == 1


def test_who_has_a_password_gets_no_link(run):
    user = factories.person("Piet", "Paal", email="piet@swv.test")
    user.set_password(PASSWORD)
    user.save()
    done = run("add_person", "piet@swv.test", "Piet", "Paal", "--rol", "loket")
    assert done.code == 0
    assert not any("http" in line for line in done.said)


@pytest.mark.parametrize(("changed", "fault"), [
    ({"--rol": "baas"}, "rol: ‘baas’ is geen rol"),
    ({"--rol": "ib"}, "eenheid: leeg is geen aangesloten school"),
    ({"--rol": "ib", "--eenheid": "99ZZ99"}, "eenheid: 99ZZ99 is geen aangesloten school"),
    ({"--rol": "loket", "--eenheid": "Oost"}, "eenheid: een loket werkt voor het hele SWV"),
    ({"--rol": "consulent", "--eenheid": "Nergens"}, "eenheid: Nergens is geen wijknetwerk"),
    ({"--begin": "gisteren"}, "begin: ‘gisteren’ is geen datum, zoals 2026-12-01"),
    ({"--begin": "0026-12-01"}, "begin: ‘0026-12-01’ ligt te ver weg"),
    ({"--begin": "2026-12-01", "--laatste-dag": "2026-11-30"}, "laatste_dag: de laatste dag ligt voor het begin"),
])  # fmt: skip
def test_what_is_refused(run, school, changed, fault):
    before = User.objects.count()
    options = {"--rol": "loket"} | changed
    done = run("add_person", "nieuw@swv.test", "Nel", "Nieuw", *[part for pair in options.items() for part in pair])
    assert done.code == 1
    assert len(done.faults) == 1
    assert done.faults[0].startswith(fault)
    assert nobody_came(before)


@pytest.mark.parametrize(("email", "voornaam", "column"), [
    ("geen adres", "Nel", "email"), ("", "Nel", "email"), ("a@b.nl,c@d.nl", "Nel", "email"),
    ("n@swv.test", "=HYPERLINK(1)", "voornaam"), ("n@swv.test", "+31", "voornaam"), ("n@swv.test", "@nel", "voornaam"),
    ("n@swv.test", "", "voornaam"), ("n@swv.test", "N" * 61, "voornaam"), ("n@swv.test", "Nel 111222333", "voornaam"),
    ("n@swv.test", "Nel\x1b[2J", "voornaam"), ("n@swv.test", "Nel\u202e", "voornaam"),
])  # fmt: skip
def test_what_is_no_name_or_address(run, email, voornaam, column):
    before = User.objects.count()
    done = run("add_person", email, voornaam, "Nieuw", "--rol", "loket")
    assert (done.code, len(done.faults)) == (1, 1)
    assert done.faults[0].startswith(f"{column}: ")
    assert "\x1b" not in done.faults[0]
    assert "111222333" not in done.faults[0]
    assert nobody_came(before)


def test_privacy_officer_and_beheerder_are_never_one_person(run):
    run("add_person", "a@swv.test", "A", "A", "--rol", "beheerder")
    done = run("add_person", "a@swv.test", "A", "A", "--rol", "privacy_officer")
    assert (done.code, done.faults) == (1, ["rol: Privacy officer en Beheerder mogen niet dezelfde persoon zijn"])
    later = (clock.today() + clock.DAY).isoformat()
    assert run("add_person", "b@swv.test", "B", "B", "--rol", "beheerder", "--laatste-dag", clock.today().isoformat()).code == 0
    assert run("add_person", "b@swv.test", "B", "B", "--rol", "privacy_officer", "--begin", later).code == 0, "one after the other may"


@pytest.mark.parametrize("login", ["portal_web", "portal_worker"])
def test_only_the_owner_may(run, role, login):
    with role(login):
        done = run("add_person", "a@swv.test", "A", "A", "--rol", "loket")
    assert done.code == 1
    assert "portal_owner" in done.faults[0]


# ---- a table


def test_a_table_of_people(run, table, school):
    done = run("import_people", table(
        row("loket@swv.test"), row("ib@school.test", "Iris", "de Vries-’t Hart", "IB'er", school.code.lower(), "1-8-2026", "31-7-2027"),
        row("ib@school.test", "Iris", "de Vries-’t Hart", "contactpersoon", school.code), row("c@swv.test", "Cas", "Consul", "consulent", "oost"), ";;;;;;",
    ))  # fmt: skip
    assert (done.code, done.faults) == (0, [])
    assert done.said[0] == "3 accounts en 4 aanstellingen gemaakt, 0 waren er al."
    iris = User.objects.get(email="ib@school.test")
    assert {(post.rol, post.eenheid_id) for post in iris.aanstellingen.all()} == {(Rol.IB, school.pk), (Rol.CONTACTPERSOON, school.pk)}
    assert Aanstelling.objects.get(user__email="c@swv.test").eenheid.naam == "Oost"


def test_the_second_time_nothing_changes(run, table, school):
    file = table(row("loket@swv.test"), row("ib@school.test", rol="ib", eenheid=school.code))
    run("import_people", file)
    assert run("import_people", file).said == ["0 accounts en 0 aanstellingen gemaakt, 2 waren er al."]


def test_a_table_that_is_piped_in(run, table, monkeypatch):
    with open(table(row()), "rb") as file:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=file))
        assert run("import_people", "-").code == 0
    assert User.objects.filter(email="nieuw@swv.test").exists()


def test_one_bad_line_and_nothing_goes_in(run, table, school):
    before = User.objects.count()
    done = run("import_people", table(row(), row("x", rol="baas"), row("ib@school.test", rol="ib", eenheid="00XX00"), row("a@swv.test", "Ander"), row("a@swv.test")))
    assert done.code == 1
    assert done.faults[0].startswith("regel 3, email: ")
    assert done.faults[1].startswith("regel 3, rol: ‘baas’ is geen rol")
    assert done.faults[2].startswith("regel 4, eenheid: 00XX00 is geen aangesloten school")
    assert done.faults[3] == "regel 6, email: dit adres is al van Ander Nieuw"
    assert len(done.faults) == 4
    assert done.said == ["Er is niets ingelezen. Verbeter de regels hierboven en lees het bestand opnieuw in."]
    assert nobody_came(before)
    assert not AuditEvent.objects.filter(event="account.made").exists()


def test_a_fault_of_reading_alone_also_keeps_everything_out(run, table):
    before = User.objects.count()
    assert run("import_people", table(row(), 'a;"b')).code == 1
    assert nobody_came(before)


def test_periods_that_overlap(run, table):
    done = run("import_people", table(row(), row(begin="2027-01-01")))
    assert done.faults == ["regel 3, rol: zij heeft deze aanstelling al, in een andere periode die deze overlapt"]


def test_an_ended_account_stays_ended(run, table):
    factories.person("Nel", "Nieuw", active=False, email="nieuw@swv.test")
    assert run("import_people", table(row())).faults == ["regel 2, email: dit account is beëindigd"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encodings_of_spreadsheets(run, table, encoding):
    assert run("import_people", table(row(voornaam="Zoë"), encoding=encoding)).code == 0
    assert User.objects.get(email="nieuw@swv.test").voornaam == "Zoë"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04x", "email;voornaam".encode("utf-16"), b"email;voornaam\r\n", b"\xff\xfe\xfd\r\n"])
def test_what_is_no_table(run, tmp_path, data):
    file = tmp_path / "raar"
    file.write_bytes(data)
    done = run("import_people", str(file))
    assert (done.code, len(done.faults), done.said) == (1, 1, [])


@pytest.mark.parametrize("head", ["email;voornaam;achternaam;rol;eenheid", f"{HEAD};wachtwoord", f"{HEAD};email", ""])
def test_other_columns_are_refused(run, table, head):
    done = run("import_people", table(row(), head=head))
    assert (done.code, len(done.faults)) == (1, 1)


# ---- wijknetwerken


def test_schools_go_into_their_wijknetwerk(run, table, school):
    alone, second = factories.vestiging(), factories.vestiging()
    file = table(f"{alone.code};west", f"{second.code};West", f"{school.code};Oost", head="code;wijknetwerk")
    done = run("import_wijknetwerken", file)
    assert (done.code, done.said) == (0, ["2 scholen in een wijknetwerk gezet, 1 zaten er al in."])
    assert {Vestiging.objects.get(pk=one.pk).wijknetwerk.naam for one in (alone, second)} == {"west"}
    assert Wijknetwerk.objects.filter(naam__iexact="west").count() == 1
    assert AuditEvent.objects.filter(event="vestiging.wijknetwerk_changed").count() == 2


def test_a_school_is_not_moved_by_a_table(run, table, school):
    alone = factories.vestiging()
    done = run("import_wijknetwerken", table(f"{alone.code};West", f"{school.code};West", "99ZZ99;West", head="code;wijknetwerk"))
    assert done.faults == [
        f"regel 3, wijknetwerk: {school.code} hoort al bij Oost: wijzig dat in het portaal",
        "regel 4, code: 99ZZ99 is geen aangesloten school: sluit haar eerst aan",
    ]
    assert Vestiging.objects.get(pk=alone.pk).wijknetwerk is None
    assert not Wijknetwerk.objects.filter(naam="West").exists()


def test_there_is_one_swv(run):
    run("add_person", "a@swv.test", "A", "A", "--rol", "loket")
    assert Eenheid.objects.filter(soort=EenheidSoort.SWV).count() == 1
