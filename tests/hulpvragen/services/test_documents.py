"""Adding a document, looking at it, giving it out, taking it away, and taking the original out of the portal."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import Http404

from accounts.models import Aanstelling
from hulpvragen import rendering
from hulpvragen.enums import Action, Deel, DownloadDoel, Status
from hulpvragen.models import Document, DocumentBlad, DocumentInhoud, Download
from hulpvragen.queries import documents as listing
from hulpvragen.services import documents as service
from hulpvragen.services import lifecycle
from hulpvragen.services.filing import delete_concept
from portal.lib import clock, declared
from portal.lib.db import one, rows
from portal.lib.errors import Invalid, NotAllowed
from tests import factories as f

pytestmark = pytest.mark.django_db
FILE = b"%PDF-1.7 een bestand"
BSN = "111222333"


@pytest.fixture(autouse=True)
def reading(monkeypatch):
    """What the jail reads in a file is tested beside it; here `reading.paper` is what it says."""

    class Says:
        paper = rendering.Paper("pdf", "Verslag", ["Bladzijde een.", "Bladzijde twee."])

    monkeypatch.setattr(rendering, "read", lambda naam, data: Says.paper)
    monkeypatch.setattr(rendering, "picture", lambda data, bestandstype, nummer, merk: b"|".join((data, str(nummer).encode(), merk.encode())))
    return Says


def add(who, h, key=None, **changes):
    given = {"soort": "verslag", "naam": "verslag.pdf", "data": FILE, "key": key or uuid.uuid4()}
    return service.add(by=who, hulpvraag_id=h.pk, **given | changes)


def only(h) -> Document:
    return Document.objects.get(hulpvraag=h)


def test_a_school_adds_to_its_part_and_the_swv_to_its_own(w, asking, trail):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    with asking(w.people.marloes, "school") as marloes:
        add(marloes, h)
    with asking(w.people.hans, "swv") as hans:
        add(hans, h)

    assert set(Document.objects.filter(hulpvraag=h).values_list("deel", "created_by__voornaam")) == {("school", "marloes"), ("swv", "hans")}
    assert [row.detail["deel"] for row in trail("document.added")] == ["school", "swv"]


def test_nothing_of_it_lies_readable_in_the_database(w, asking):
    with asking(w.people.marloes, "school") as marloes:
        add(marloes, w.hulpvragen[Status.CONCEPT], titel="Verslag van Noor Luidkeels", data=b"%PDF-LUID")

    stored = str([rows(f"select t.* from hulpvragen_{table} t") for table in ("document", "documentinhoud", "documentblad")])
    bytes_of = b"".join(bytes(blob) for row in DocumentInhoud.objects.all() for blob in (row.origineel, row.weergave) if blob)
    assert "Luidkeels" not in stored and b"LUID" not in bytes_of
    assert "Bladzijde een" not in "".join(bytes(blad.tekst).decode("latin-1") for blad in DocumentBlad.objects.all())


@pytest.mark.parametrize(("name", "zijde"), [("buiten", "school"), ("eik", "school"), ("vertrokken", "school"), ("geschorst", "school"), ("ouder", "gast")])
def test_nobody_else_adds_one(w, asking, everything, name, zijde):
    before = everything()
    with asking(getattr(w.people, name), zijde) as who, pytest.raises((Http404, NotAllowed)):
        add(who, w.hulpvragen[Status.INGEDIEND])
    assert everything() == before


def test_the_same_form_twice_adds_once(w, asking):
    key, h = uuid.uuid4(), w.hulpvragen[Status.CONCEPT]
    with asking(w.people.marloes, "school") as marloes:
        assert add(marloes, h, key) is not None
        assert add(marloes, h, key) is None
    assert Document.objects.count() == 1


def test_the_same_file_twice_is_said_with_its_name(w, asking):
    h = w.hulpvragen[Status.CONCEPT]
    with asking(w.people.marloes, "school") as marloes:
        add(marloes, h, titel="Groeidocument")
        with pytest.raises(Invalid, match="Dit document staat er al, als ‘Groeidocument’"):
            add(marloes, h)


@pytest.mark.parametrize(("paper", "naam", "place"), [
    (rendering.Paper("pdf", "Verslag", ["", f"BSN {BSN}"]), "a.pdf", "Op bladzijde 2"),
    (rendering.Paper("pdf", "Verslag", [""], verborgen=f"auteur {BSN}"), "a.pdf", "bij het bestand"),
    (rendering.Paper("pdf", "Verslag", [""]), f"{BSN}.pdf", "In de naam van het bestand"),
], ids=["page", "hidden", "name"])
def test_a_bsn_is_refused_and_kept_nowhere(w, asking, reading, everything, caplog, paper, naam, place):
    reading.paper, before = paper, everything()
    with asking(w.people.marloes, "school") as marloes, pytest.raises(Invalid, match=place) as refused:
        add(marloes, w.hulpvragen[Status.CONCEPT], naam=naam)
    assert refused.value.field == "bestand" and BSN not in refused.value.message
    assert everything() == before and BSN not in caplog.text


def test_another_number_of_nine_digits_may_be_declared(w, asking, reading):
    reading.paper = rendering.Paper("pdf", "Polis", [f"Polis {BSN}"])
    with declared.heard() as said, asking(w.people.marloes, "school") as marloes:
        add(marloes, w.hulpvragen[Status.CONCEPT], ander_nummer="klant")
    assert Document.objects.count() == 1 and said == {("bestand", "klant")}


@pytest.mark.parametrize(("gegevens", "field"), [
    ({}, "instemming"), ({"instemming": "misschien"}, "instemming"), ({"instemming": "ja"}, "instemming_op"),
    ({"instemming": "nee", "instemming_op": clock.today() + clock.DAY}, "instemming_op"),
])
def test_a_handelingsdeel_says_whether_the_parents_consent(w, asking, gegevens, field):
    with asking(w.people.marloes, "school") as marloes:
        with pytest.raises(Invalid) as refused:
            add(marloes, w.hulpvragen[Status.CONCEPT], soort="opp_handeling", gegevens=gegevens)
        assert refused.value.field == field
        add(marloes, w.hulpvragen[Status.CONCEPT], soort="opp_handeling", gegevens={"instemming": "ja", "instemming_op": clock.today()})
        [line] = listing.listed(marloes, w.hulpvragen[Status.CONCEPT])
    assert line.gegevens["instemming"] == "ja"


def test_nothing_is_added_to_a_closed_hulpvraag(w, asking):
    with asking(w.people.marloes, "school") as marloes, pytest.raises(NotAllowed, match="status ‘Afgerond’"):
        add(marloes, w.hulpvragen[Status.AFGEROND])


def test_looking_leaves_who_what_and_which_page(w, asking, trail):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    document = f.document(h, by=w.people.marloes, teksten=("een", "twee"), data=FILE)
    with asking(w.people.hans, "swv") as hans:
        sheet = service.open_sheet(by=hans, hulpvraag_id=h.pk, document_id=document.pk, nummer=2)
        image = service.picture(by=hans, hulpvraag_id=h.pk, document_id=document.pk, nummer=2, merk="Hans")
    assert (sheet.tekst, image) == ("twee", FILE + b"|2|Hans")
    assert [(row.detail["blad"], bool(row.ground)) for event in ("document.viewed", "document.drawn") for row in trail(event)] == [(2, True), (2, True)]


@pytest.mark.parametrize("nummer", [0, 3, 10**6, -1])
def test_a_page_that_is_not_there_is_not_found(w, asking, nummer):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    document = f.document(h, teksten=("een", "twee"))
    with asking(w.people.hans, "swv") as hans:
        for look in (service.open_sheet, service.picture):
            with pytest.raises(Http404):
                look(by=hans, hulpvraag_id=h.pk, document_id=document.pk, nummer=nummer, **({"merk": ""} if look is service.picture else {}))


def test_a_document_opens_under_its_own_hulpvraag_only(w, asking):
    mine, other = w.hulpvragen[Status.IN_BEHANDELING], w.hulpvragen[Status.INGEDIEND]
    document = f.document(mine)
    with asking(w.people.hans, "swv") as hans:
        assert service.open_sheet(by=hans, hulpvraag_id=mine.pk, document_id=document.pk, nummer=1)
        with pytest.raises(Http404):
            service.open_sheet(by=hans, hulpvraag_id=other.pk, document_id=document.pk, nummer=1)


def test_the_swv_part_is_the_schools_once_it_is_given_out(w, asking):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    document = f.document(h, Deel.SWV, by=w.people.hans)
    with asking(w.people.marloes, "school") as marloes:
        assert listing.listed(marloes, h) == []
        with pytest.raises((Http404, NotAllowed)):
            service.give_out(by=marloes, hulpvraag_id=h.pk, document_id=document.pk)
    with asking(w.people.hans, "swv") as hans:
        service.give_out(by=hans, hulpvraag_id=h.pk, document_id=document.pk)
        with pytest.raises(NotAllowed, match="verstrekt aan de school"):
            service.take_away(by=hans, hulpvraag_id=h.pk, document_id=document.pk, reden="Toch niet.")
    with asking(w.people.marloes, "school") as marloes:
        assert [line.document.pk for line in listing.listed(marloes, h)] == [document.pk]
    assert [(r["event"], r["role"]) for r in rows("select event, role from notifications_outbox where subject_id = %s", h.pk)] == [("hulpvraag.stuk_verstrekt", "contact")]


def test_what_is_taken_away_leaves_its_line_and_nothing_to_read(w, asking):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    document = f.document(h, by=w.people.marloes, naam="Van een ander kind")
    with asking(w.people.hans, "swv") as hans, pytest.raises(NotAllowed, match="niet van u"):
        service.take_away(by=hans, hulpvraag_id=h.pk, document_id=document.pk, reden="Hoort hier niet.")
    with asking(w.people.karin, "school") as karin:
        with pytest.raises(Invalid, match="waarom"):
            service.take_away(by=karin, hulpvraag_id=h.pk, document_id=document.pk, reden=" ")
        service.take_away(by=karin, hulpvraag_id=h.pk, document_id=document.pk, reden="Hoort hier niet.")
        [line] = listing.listed(karin, h)
        with pytest.raises(Http404):
            service.open_sheet(by=karin, hulpvraag_id=h.pk, document_id=document.pk, nummer=1)
    assert (line.naam, line.gegevens, line.document.weg_door) == ("", {"weg_reden": "Hoort hier niet."}, w.people.karin)
    assert not DocumentInhoud.objects.exists() and not DocumentBlad.objects.exists()


def test_an_original_is_taken_out_with_a_purpose_and_stays_on_her_list(w, asking, trail):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    document = f.document(h, data=FILE)
    with asking(w.people.marloes, "school") as marloes:
        with pytest.raises(Invalid, match="waarvoor"):
            service.download(by=marloes, hulpvraag_id=h.pk, document_id=document.pk, doel="")
        data, name = service.download(by=marloes, hulpvraag_id=h.pk, document_id=document.pk, doel=DownloadDoel.OVERLEG)
    assert data == FILE and name == f"{h.kenmerk}-verslag.pdf"
    assert [row.detail["doel"] for row in trail("document.downloaded")] == ["overleg"]
    Aanstelling.objects.filter(user=w.people.marloes).update(geldig=(clock.today() - 9 * clock.DAY, clock.today()))
    with asking(w.people.marloes, "school"):  # her post ended; her copy did not
        [out] = service.open_downloads(w.people.marloes)
        service.confirm_gone(by=w.people.marloes, download_id=out.pk)
        assert service.open_downloads(w.people.marloes) == []


def test_only_her_own_downloads_are_hers_to_confirm(w, asking):
    mine = Download(document=f.document(w.hulpvragen[Status.IN_BEHANDELING]), user=w.people.marloes, soort="verslag", doel="overleg")
    mine.save()
    with asking(w.people.karin, "school") as karin:
        assert service.open_downloads(karin.user) == []
        with pytest.raises(Http404):
            service.confirm_gone(by=karin.user, download_id=mine.pk)


def test_a_consulent_downloads_what_is_assigned_to_her(w, asking):
    h = w.hulpvragen[Status.LOPEND]
    document = f.document(h)
    with asking(w.people.noord, "swv") as noord:
        assert service.open_sheet(by=noord, hulpvraag_id=h.pk, document_id=document.pk, nummer=1)
        with pytest.raises(NotAllowed, match="aan u is toegewezen"):
            service.download(by=noord, hulpvraag_id=h.pk, document_id=document.pk, doel=DownloadDoel.OVERLEG)
    f.toewijzing(h, w.people.noord)
    with asking(w.people.noord, "swv") as noord:
        assert service.download(by=noord, hulpvraag_id=h.pk, document_id=document.pk, doel=DownloadDoel.OVERLEG)


def test_a_guest_looks_with_that_part_only(w, asking):
    h = w.hulpvragen[Status.INGEDIEND]
    document = f.document(h)
    juf = f.person("juf")
    f.toegang(juf, h, soort="leerkracht", delen=("documenten",))
    with asking(juf, "gast") as guest:
        assert service.open_sheet(by=guest, hulpvraag_id=h.pk, document_id=document.pk, nummer=1)
        with pytest.raises(NotAllowed):
            service.download(by=guest, hulpvraag_id=h.pk, document_id=document.pk, doel=DownloadDoel.OVERLEG)
    with asking(w.people.ouder, "gast") as ouder, pytest.raises(Http404):  # invited to the hulpvraag alone
        service.open_sheet(by=ouder, hulpvraag_id=h.pk, document_id=document.pk, nummer=1)


def test_what_was_filed_by_mistake_takes_its_documents_back(w, asking):
    h = w.hulpvragen[Status.INGEDIEND]
    document = f.document(h)
    with asking(w.people.marloes, "school") as marloes:
        concept = lifecycle.act(by=marloes, hulpvraag_id=h.pk, action=Action.RECALL, text="Verkeerde leerling.")
        assert [line.document.pk for line in listing.listed(marloes, concept)] == [document.pk]
    with asking(w.people.hans, "swv") as hans:
        assert listing.listed(hans, h) == []


def test_a_deleted_concept_takes_its_documents_along_and_leaves_the_download(w, asking):
    h = w.hulpvragen[Status.CONCEPT]
    f.toegang(f.person("juf"), h)
    document = f.document(h)
    with asking(w.people.marloes, "school") as marloes:
        service.download(by=marloes, hulpvraag_id=h.pk, document_id=document.pk, doel=DownloadDoel.ARCHIEF)
        delete_concept(by=marloes, hulpvraag_id=h.pk)
        assert [(out.document_id, out.kenmerk) for out in service.open_downloads(w.people.marloes)] == [(None, "")]
    assert not Document.objects.exists()


@pytest.mark.parametrize(("name", "zijde"), [("buiten", "school"), ("hans", "swv"), ("karin", "school")])
def test_a_change_without_where_stays_in_ones_own_part(w, act, name, zijde):
    """The school's documents: of another school, of the SWV that reads them, of a colleague whose they are too."""
    mine = f.document(w.hulpvragen[Status.IN_BEHANDELING], by=w.people.marloes)
    gone = f.document(w.hulpvragen[Status.IN_BEHANDELING], by=w.people.marloes)
    Document.objects.filter(pk=gone.pk).update(weg_at=clock.now(), weg_door=w.people.marloes)
    touched = int(name == "karin")
    with act(getattr(w.people, name), zijde):
        assert Document.objects.update(naam=b"x") == 2 * touched
        assert [model.objects.all().delete()[0] for model in (DocumentBlad, DocumentInhoud)] == [touched, touched]
    assert bytes(Document.objects.get(pk=mine.pk).naam) == (b"x" if touched else bytes(mine.naam))


def test_a_document_cannot_hang_on_a_hulpvraag_of_another_dossier(w):
    other = w.elsewhere.dossier
    with pytest.raises(IntegrityError, match="document_plaats"), transaction.atomic():
        Document.objects.filter(pk=f.document(w.hulpvragen[Status.INGEDIEND]).pk).update(dossier=other)
        one("set constraints all immediate")


@pytest.mark.parametrize(("name", "zijde", "of"), [
    ("buiten", "school", Status.INGEDIEND), ("hans", "swv", Status.CONCEPT), ("marloes", "school", Status.AFGEROND), ("ouder", "gast", Status.INGEDIEND),
])
def test_the_database_takes_none_from_who_may_not_add_it(w, act, name, zijde, of):
    h, user = w.hulpvragen[of], getattr(w.people, name)
    with act(user, zijde), pytest.raises(ProgrammingError), transaction.atomic():
        Document(
            hulpvraag_id=h.pk, dossier_id=h.dossier_id, deel=Deel.SWV if zijde == "swv" else Deel.SCHOOL, soort="verslag", created_by=user, naam=b"", bestandstype="pdf",
            grootte=1, bladzijden=1, vingerafdruk="x",
        ).save(force_insert=True)
