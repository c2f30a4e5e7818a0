"""From an OSO dossier to a concept: as the IB'er of the school, as everybody else, and by the command."""

import datetime as dt
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.http import Http404

from hulpvragen import rendering
from hulpvragen.enums import Soort, Status
from hulpvragen.models import Document, Hulpvraag, Inschrijving, OsoInlees
from hulpvragen.queries.documents import name_of
from hulpvragen.services import filing, oso
from portal.lib import clock
from portal.lib.db import one
from portal.lib.errors import Invalid, NotAllowed
from tests import factories as f
from tests.hulpvragen.oso_files import BSN, document, dossier, others, packed
from tests.hulpvragen.rendering.hostile import image, pdf

SUPPORT = "<onderwijsondersteuning><sterkpunt>Tekent graag</sterkpunt></onderwijsondersteuning>"


def file(school, *pupil, **changed) -> bytes:
    return dossier(SUPPORT, *pupil, code=school.code, **changed)


def keep(who, school, data=None, soort=Soort.ARRANGEMENT, key=None) -> OsoInlees:
    return oso.keep(by=who, key=key or uuid.uuid4(), vestiging_id=school.pk, soort=soort, data=file(school) if data is None else data)


def take(who, kept, chosen=("schoolloopbaan", "sterk"), **more) -> Hulpvraag:
    return oso.take(by=who, inlees_id=kept.pk, chosen=chosen, **more)


# ---- read and kept, for her alone


def test_what_was_read_is_kept_sealed_for_her_alone(w, asking, trail):
    roos = w.schools.roos
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, roos, file(roos, "<nationaliteit>Luidland</nationaliteit>"))
        _, reading = oso.kept_by(who, kept.pk)
        assert keep(who, roos, key=uuid.uuid4()) != kept
    for name, zijde in (("dubbel", "school"), ("directeur", "school"), ("buiten", "school"), ("vertrokken", "school"), ("hans", "swv"), ("dubbel", "swv"), ("ouder", "gast")):
        with asking(getattr(w.people, name), zijde) as who, pytest.raises(Http404):
            oso.kept_by(who, kept.pk)

    assert reading.leerling == {"voornaam": "Fenne", "achternaam": "van der Meer", "geboortedatum": dt.date(2018, 5, 4), "groep": "groep 4"}
    assert {finding.rule for finding in reading.findings} == {"", "PaO.LL11"}
    stored = b"".join(bytes(row.gegevens) for row in OsoInlees.objects.all())
    assert b"Fenne" not in stored and b"Luidland" not in stored
    row = trail("oso.read")[0]
    assert (row.actor_id, row.detail["sections"], row.hulpvraag_id) == (w.people.marloes.pk, 2, None)
    assert "Fenne" not in str(trail("oso.read"))


def test_nobody_else_reads_or_removes_the_row_itself(w, act, asking):
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, w.schools.roos)
    for name, zijde in (("dubbel", "school"), ("buiten", "school")):
        with act(getattr(w.people, name), zijde):
            assert OsoInlees.objects.count() == OsoInlees.objects.all().delete()[0] == 0
    for name, zijde in (("hans", "swv"), ("ouder", "gast")):
        with act(getattr(w.people, name), zijde), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            OsoInlees.objects.count()
    with act(w.people.marloes, "school"):
        assert OsoInlees.objects.get() == kept
        stranger = OsoInlees(user=w.people.karin, vestiging=w.schools.roos, soort="tlv", sleutel=b"x", gegevens=b"x")
        elsewhere = OsoInlees(user=w.people.marloes, vestiging=w.schools.eik, soort="tlv", sleutel=b"x", gegevens=b"x")
        for row in (stranger, elsewhere):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)


def test_after_a_day_it_is_gone(w, act, asking):
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, w.schools.roos)
    OsoInlees.objects.update(made_at=clock.now() - oso.KEPT_FOR + dt.timedelta(minutes=5))
    with asking(w.people.marloes, "school") as who:
        assert oso.kept_by(who, kept.pk)
        one("select app_forget_kladtekst(now())")
    assert OsoInlees.objects.exists()

    OsoInlees.objects.update(made_at=clock.now() - oso.KEPT_FOR - dt.timedelta(minutes=5))
    with act(w.people.marloes, "school"):
        assert not OsoInlees.objects.exists()
        one("select app_forget_kladtekst(now())")
    assert not OsoInlees.objects.exists()


def test_the_same_form_twice_is_read_once_and_the_oldest_make_room(w, asking):
    key = uuid.uuid4()
    with asking(w.people.marloes, "school") as who:
        first = keep(who, w.schools.roos, key=key)
        assert keep(who, w.schools.roos, key=key) == first
        newer = [keep(who, w.schools.roos) for _ in range(oso.MOST)]
        assert set(oso.mine(who)) == set(newer)


def test_she_can_throw_it_away(w, asking):
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, w.schools.roos)
        oso.forget(by=who, inlees_id=kept.pk)
        assert not oso.mine(who)


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("buiten", "school"), ("vertrokken", "school"), ("geschorst", "school"), ("hans", "swv"), ("ouder", "gast")])
def test_who_is_no_ib_of_the_school_reads_nothing_in(w, asking, everything, name, zijde):
    before = everything()
    with asking(getattr(w.people, name), zijde) as who, pytest.raises(NotAllowed):
        keep(who, w.schools.roos)
    assert everything() == before


@pytest.mark.parametrize(
    "pupil",
    [("<bsn>123</bsn>",), (f"<leerlingid>{BSN}</leerlingid>",), ("<leerling/>",)],
    ids=["place", "number", "two"],
)
def test_of_a_file_that_is_refused_nothing_is_kept(w, asking, everything, pupil):
    before = everything()
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid) as fault:
        keep(who, w.schools.roos, file(w.schools.roos, *pupil))
    assert everything() == before and BSN not in fault.value.message


def test_a_file_of_another_school_of_hers_is_refused(w, asking):
    f.post(w.people.marloes, "ib", w.schools.eik)
    with asking(w.people.marloes, "school") as who:
        with pytest.raises(Invalid, match=w.schools.eik.code):
            keep(who, w.schools.roos, file(w.schools.eik))
        assert keep(who, w.schools.eik, file(w.schools.eik))


def test_no_anonymous_one(w, asking):
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid) as fault:
        keep(who, w.schools.roos, soort=Soort.ANONIEM)
    assert fault.value.field == "soort"


# ---- made a concept


def test_what_she_chose_becomes_a_concept_of_the_school(w, asking, trail):
    roos = w.schools.roos
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, roos)
        h = take(who, kept)
        answers = filing.read_answers(h)
        assert take(who, kept) == h  # sent twice, done once
        with pytest.raises(Http404):
            oso.kept_by(who, kept.pk)

    assert (h.status, h.kenmerk, h.soort, h.opsteller_vestiging_id) == (Status.CONCEPT, None, Soort.ARRANGEMENT, roos.pk)
    assert h.dossier.leerling.achternaam == "van der Meer"
    assert Inschrijving.objects.get(leerling=h.dossier.leerling).vestiging_id == roos.pk
    assert answers["gedaan"] == "Schoolloopbaan\n2025-2026: groep 3, op school 99ZZ00\n2026-2027: groep 4"
    assert (answers["gaat_goed"], answers["titel"], answers["doel"]) == ("Sterke punten\nTekent graag", "", "")
    (row,) = trail("hulpvraag.oso_imported")
    assert (row.hulpvraag_id, row.actor_id) == (h.pk, w.people.marloes.pk)
    assert row.ground and row.detail == {"answers": ["gaat_goed", "gedaan"], "documents": 0, "rules": []}


def test_what_she_left_out_does_not_go_along(w, asking):
    with asking(w.people.marloes, "school") as who:
        h = take(who, keep(who, w.schools.roos), chosen=["sterk"])
        answers = filing.read_answers(h)
    assert answers["gedaan"] == "" and "Tekent graag" in answers["gaat_goed"]


def test_a_pupil_who_is_known_keeps_her_dossier(w, asking):
    known = f.dossier(w.schools.roos, "Fenné", "Van der Meer", dt.date(2018, 5, 4))
    f.hulpvraag(known, Status.INGEDIEND, w.people.marloes)
    with asking(w.people.marloes, "school") as who:
        reading = oso.kept_by(who, (kept := keep(who, w.schools.roos)).pk)[1]
        found = oso.lists.dossiers_named(who, w.schools.roos, reading.leerling)
        h = take(who, kept, dossier_id=known.pk)
    assert found == [known] and h.dossier_id == known.pk
    with asking(w.people.buiten, "school") as who:
        assert oso.lists.dossiers_named(who, w.schools.roos, reading.leerling) == []


def test_a_dossier_of_another_school_is_not_hers_to_choose(w, asking):
    with asking(w.people.marloes, "school") as who, pytest.raises(Http404):
        take(who, keep(who, w.schools.roos), dossier_id=w.elsewhere.dossier_id)


# ---- its documents


def with_documents(school, *pairs: tuple[str, bytes]) -> bytes:
    opp = f"<onderwijsondersteuning><opp>{document('plan.pdf', packed('plan.pdf', pdf('Het plan')), 'Ontwikkelingsperspectief')}</opp></onderwijsondersteuning>"
    return dossier(opp, others(*(document(name, packed(name, data), "") for name, data in pairs)), code=school.code)


def test_documents_go_along_to_the_school_part(w, asking, promised):
    data = with_documents(w.schools.roos, ("foto.jpg", image()), ("rooster.txt", b"maandag"), ("nog een keer.jpg", image()))
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, w.schools.roos, data)
        _, reading = oso.kept_by(who, kept.pk)
        h = take(who, kept, [code for code, *_ in oso.choices(reading)])
        found = [(d.deel, d.soort, d.bestandstype, name_of(d)) for d in Document.objects.filter(hulpvraag=h).order_by("pk")]

    assert [(one.what, one.why) for one in reading.findings if one.what.startswith("Document")][1:] == [("Document ‘nog een keer.jpg’", oso.TWICE)]
    assert "alleen tekst" in str(reading.findings) and [choice[1:] for choice in oso.choices(reading)[2:]] == [("plan.pdf", "Ontwikkelingsperspectief"), ("foto.jpg", "")]
    assert found == [("school", "opp_perspectief", "pdf", "Ontwikkelingsperspectief"), ("school", "overig", "jpeg", "foto")]
    assert promised(h) == set()


def test_a_document_that_she_left_out_does_not_go_along(w, asking):
    with asking(w.people.marloes, "school") as who:
        h = take(who, keep(who, w.schools.roos, with_documents(w.schools.roos, ("foto.jpg", image()))), ["document-1"])
        assert [name_of(d) for d in Document.objects.filter(hulpvraag=h)] == ["foto"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("verslag.pdf", pdf(f"Haar nummer is {BSN}")), ("verslag.txt", f"nummer {BSN}".encode())], ids=["text layer", "plain text"],
)  # fmt: skip
def test_a_number_in_a_document_refuses_the_whole_file(w, asking, everything, name, data):
    before = everything()
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid) as fault:
        keep(who, w.schools.roos, with_documents(w.schools.roos, (name, data)))
    assert f"In het document ‘{name}’ lijkt een burgerservicenummer" in fault.value.message and BSN not in fault.value.message
    assert everything() == before


def test_documents_that_take_too_long_stay_behind(w, asking, monkeypatch):
    monkeypatch.setattr(oso, "SECONDS", -1)
    with asking(w.people.marloes, "school") as who:
        _, reading = oso.kept_by(who, keep(who, w.schools.roos, with_documents(w.schools.roos)).pk)
    assert not reading.attachments and [finding.why for finding in reading.findings if "plan.pdf" in finding.what] == [oso.TOO_MUCH]


def test_a_document_that_cannot_be_read_any_more_leaves_no_half_a_concept(w, asking, monkeypatch):
    with asking(w.people.marloes, "school") as who:
        kept = keep(who, w.schools.roos, with_documents(w.schools.roos, ("foto.jpg", image())))
        before = Hulpvraag.objects.count(), Document.objects.count()

        def busy(naam, data):
            if naam == "foto.jpg":
                raise Invalid("Wacht een minuut en probeer het opnieuw.", "bestand")
            return read(naam, data)

        read = rendering.read
        monkeypatch.setattr(rendering, "read", busy)
        with pytest.raises(Invalid, match="Wacht een minuut"):
            take(who, kept, ["document-0", "document-1"])
        assert (Hulpvraag.objects.count(), Document.objects.count()) == before

        monkeypatch.setattr(rendering, "read", read)
        assert Document.objects.filter(hulpvraag=take(who, kept, ["document-0", "document-1"])).count() == 2


# ---- by the command


@pytest.fixture
def run(tmp_path, role):
    """`run(data, code, email, *more)` runs the command as the owner of the database; returns (exit code, what it said)."""

    def go(data: bytes, code: str, email: str, *more: str) -> tuple[int, str]:
        path, said, wrong = tmp_path / "dossier.xml", StringIO(), StringIO()
        path.write_bytes(data)
        with role("portal_owner"):
            try:
                call_command("import_oso", str(path), "--vestiging", code, "--by", email, *more, stdout=said, stderr=wrong)
            except SystemExit as stopped:
                return stopped.code, wrong.getvalue()
        return 0, said.getvalue()

    return go


def test_the_command_makes_the_same_concept_and_prints_the_report(w, asking, run, trail):
    code, said = run(file(w.schools.roos, "<nationaliteit>Luidland</nationaliteit>"), w.schools.roos.code, "Marloes@test.example")

    assert code == 0, said
    (row,) = trail("hulpvraag.oso_imported")
    assert (row.source, row.actor_id, row.zijde) == ("command", w.people.marloes.pk, "school")
    assert f"Concept gemaakt: {row.hulpvraag_id}" in said and "Overgenomen: Sterke punten" in said
    assert "Weggelaten: Nationaliteit: het SWV-profiel verbiedt dit (PaO.LL11)" in said and "Luidland" not in said and "Fenne" not in said
    with asking(w.people.marloes, "school"):
        h = Hulpvraag.objects.get(pk=row.hulpvraag_id)
        assert h.soort == Soort.ADVIESVRAAG and "Tekent graag" in filing.read_answers(h)["gaat_goed"]
    assert not OsoInlees.objects.exists()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("wie@test.example", "geen account"), ("inactief@test.example", "geen account"), ("geen adres", "volledig e-mailadres"), ("buiten@test.example", oso.NOT_YOURS),
        ("directeur@test.example", oso.NOT_YOURS), ("vertrokken@test.example", oso.NOT_YOURS), ("komt@test.example", oso.NOT_YOURS),
        ("geschorst@test.example", oso.NOT_YOURS), ("hans@test.example", oso.NOT_YOURS), ("ouder@test.example", oso.NOT_YOURS),
    ],
)  # fmt: skip
def test_the_command_acts_for_nobody_who_could_not_do_it_herself(w, run, everything, email, sentence):
    before = everything()
    code, said = run(file(w.schools.roos), w.schools.roos.code, email)
    assert code == 1 and sentence in said and len(said.splitlines()) == 1
    assert everything() == before


@pytest.mark.parametrize("data", [b"", b"geen xml", b"<!DOCTYPE a><a/>", dossier(f"<leerlingid>{BSN}</leerlingid>")], ids=["empty", "no xml", "dtd", "bsn"])
def test_the_command_says_in_one_line_why_a_file_is_refused(w, run, everything, data):
    before = everything()
    code, said = run(data.replace(b"12AB", w.schools.roos.code[:4].encode()), w.schools.roos.code, "marloes@test.example")
    assert code == 1 and len(said.splitlines()) == 1 and BSN not in said
    assert everything() == before


def test_the_command_refuses_a_code_it_does_not_know(w, run):
    assert run(file(w.schools.roos), "00QQ00", "marloes@test.example") == (1, "00QQ00 is geen school die meedoet.\n")
    code, said = run(file(w.schools.eik), w.schools.roos.code, "marloes@test.example")
    assert code == 1 and w.schools.eik.code in said
    with pytest.raises(CommandError):
        run(file(w.schools.roos), w.schools.roos.code, "marloes@test.example", "--soort", "anoniem")


def test_the_command_makes_one_concept_of_one_file_and_tells_of_another_about_the_same_pupil(w, run):
    of = Hulpvraag.objects.filter(dossier__leerling__voornaam="Fenne")
    for _ in range(2):
        code, said = run(file(w.schools.roos), w.schools.roos.code, "marloes@test.example")
        assert code == 0 and f"Concept gemaakt: {of.get().pk}" in said and "loopt al" not in said
    assert oso.ONCE in said

    code, said = run(file(w.schools.roos, "<verzuim/>"), w.schools.roos.code, "marloes@test.example")
    assert code == 0 and "Let op: Over deze leerling loopt al een hulpvraag (nog een concept)." in said
    assert of.count() == 2 and len({h.dossier_id for h in of}) == 1


def test_the_command_takes_several_files_and_a_refused_one_stops_no_other(w, role, tmp_path):
    said, wrong, paths = StringIO(), StringIO(), [tmp_path / name for name in ("kapot.xml", "goed.xml")]
    for path, data in zip(paths, (b"geen xml", file(w.schools.roos)), strict=True):
        path.write_bytes(data)
    with role("portal_owner"), pytest.raises(SystemExit) as stopped:
        call_command("import_oso", *map(str, paths), "--vestiging", w.schools.roos.code, "--by", "marloes@test.example", stdout=said, stderr=wrong)

    assert stopped.value.code == 1
    assert wrong.getvalue().startswith(f"{paths[0]}: ") and len(wrong.getvalue().splitlines()) == 1
    assert f"Bestand: {paths[1]}\nConcept gemaakt: {Hulpvraag.objects.get(dossier__leerling__voornaam='Fenne').pk}" in said.getvalue()
