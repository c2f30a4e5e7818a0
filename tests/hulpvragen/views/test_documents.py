"""The tab Documenten, adding a file, the viewer, and what somebody took out of the portal."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from hulpvragen.enums import Deel, DocumentSoort, GastSoort, Onderdeel, Soort, Status
from hulpvragen.models import Document, DocumentBlad, DocumentInhoud, Download, Hulpvraag
from hulpvragen.services import reading
from portal.audit.models import AuditEvent
from portal.lib import clock
from tests import factories as f
from tests.accounts.visitor import text

pytestmark = pytest.mark.django_db
PHOTO = ("foto.png", "image/png")


@pytest.fixture
def filed(w) -> Hulpvraag:
    return w.hulpvragen[Status.INGEDIEND]


@pytest.fixture
def concept(w) -> Hulpvraag:
    return w.hulpvragen[Status.CONCEPT]


@pytest.fixture
def handled(w) -> Hulpvraag:
    return w.hulpvragen[Status.IN_BEHANDELING]


def url(name: str, h: Hulpvraag, document: Document | None = None, *more) -> str:
    return reverse(f"hulpvragen:{name}", args=[h.pk, *([document.pk] if document else []), *more])


def photo(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(out, "PNG")
    return out.getvalue()


def sending(data: bytes, naam: str = "Gespreksverslag oma.png", **given) -> dict:
    return {"bestand": SimpleUploadedFile(naam, data), "soort": "verslag", "key": str(uuid.uuid4()), **given}


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(event=name).order_by("at"))


# ---- the list


@pytest.fixture
def asking(w) -> Hulpvraag:
    """A concept whose form asks for documents."""
    h = f.hulpvraag(f.dossier(w.schools.roos), Status.CONCEPT, w.people.marloes, Soort.ARRANGEMENT)
    assert h.formulier.documenten
    return h


def test_what_the_form_asks_for_stands_there_until_it_is_added(ib, asking):
    concept = asking
    page = text(ib.get(url("documents", concept)))
    asked = [of["label"] for of in concept.formulier.documenten]
    assert all(label in page for label in asked)

    sent = ib.post(url("add_document", concept), sending(photo(), verwacht=concept.formulier.documenten[0]["code"]), follow=True)

    page = text(sent)
    assert "Toegevoegd: Verslag of onderzoek." in page
    assert "Dit document is een foto of scan" in page, "what the sender should know"
    assert "Gespreksverslag oma" in page
    assert page.count(asked[0]) == 0
    assert "Ligt klaar" in text(ib.get(reverse("hulpvragen:part", kwargs={"hulpvraag_id": concept.pk, "part": "documenten"})))
    assert reading.read_answers(concept)[f"document_{concept.formulier.documenten[0]['code']}"] == "klaar"


def test_the_swv_sees_what_was_filed_and_not_what_is_a_concept(ib, loket, filed, concept):
    for h in (filed, concept):
        assert ib.post(url("add_document", h), sending(photo())).status_code == 302
    assert "Gespreksverslag oma" in text(loket.get(url("documents", filed)))
    assert loket.get(url("documents", concept)).status_code == 404


def test_what_the_swv_adds_is_its_own_until_it_is_given_out(ib, loket, handled):
    assert loket.post(url("add_document", handled), sending(photo(), "Intern verslag.png")).status_code == 302
    made = Document.objects.get()
    assert "Alleen PPO Voorbeeldstad" in text(loket.get(url("documents", handled)))
    assert "Intern verslag" not in text(ib.get(url("documents", handled)))
    assert "Document toegevoegd" not in text(ib.get(url("detail", handled))), "nor in what happened"
    assert ib.get(url("document", handled, made)).status_code == 404

    assert "U kunt het niet terugnemen" in text(loket.get(url("give_out_document", handled, made)))
    loket.post(url("give_out_document", handled, made))

    assert "Intern verslag" in text(ib.get(url("documents", handled)))
    assert ib.get(url("document", handled, made)).status_code == 200
    assert loket.get(url("take_away_document", handled, made)).status_code == 403, "they may have read it"


def test_who_sees_the_card_alone_sees_no_documents(enter, ib, outsider, filed, same_as_unknown):
    assert ib.get(url("documents", filed)).status_code == 200
    refused = enter("directeur", "school").get(url("documents", filed))
    assert refused.status_code == 403
    assert "niet voor u" in text(refused)
    same_as_unknown(outsider, "hulpvragen:documents", filed)


# ---- adding


BAD = [
    ({"bestand": ""}, "Kies een bestand van hooguit 20 MB"),
    ({"soort": ""}, "Kies wat voor document dit is"),
    ({"soort": "geheim"}, "Kies een van de antwoorden"),
    ({"verwacht": "bestaat_niet"}, "Kies een van de antwoorden"),
    ({"key": "geen sleutel"}, "Er ging iets mis met dit formulier"),
    ({"soort": "opp_handeling"}, "Kies of de ouders instemmen met het handelingsdeel"),
    ({"soort": "opp_handeling", "instemming": "ja"}, "Vul in op welke dag de ouders hierover beslisten"),
    ({"soort": "opp_handeling", "instemming": "nee", "instemming_op": "01-01-2099"}, "Deze dag moet nog komen"),
    ({"soort": "opp_handeling", "instemming": "nee", "instemming_op": "31-02-2026"}, "bestaat niet"),
]


@pytest.mark.parametrize(("given", "sentence"), BAD)
def test_what_is_missing_is_asked_at_its_question(ib, asking, given, sentence):
    answer = ib.post(url("add_document", asking), sending(photo(), **given))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Document.objects.exists()


FILES = [
    ("leeg.pdf", b"", "leeg"), ("verslag.pdf", b"<html>", "Dit is een webpagina"), ("verslag.exe", b"MZ", "Dit is een programma"),
    ("verslag", b"%PDF-", "eindigt niet op"), ("BSN 123456782.png", photo(), "burgerservicenummer"),
]  # fmt: skip


@pytest.mark.parametrize(("naam", "data", "sentence"), FILES)
def test_a_bad_file_is_refused_at_the_file(ib, filed, naam, data, sentence):
    answer = ib.post(url("add_document", filed), sending(data, naam))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "123456782" not in text(answer)
    assert not Document.objects.exists()


def test_consent_is_shown_with_its_day(ib, filed):
    ib.post(url("add_document", filed), sending(photo(), soort="opp_handeling", instemming="ja", instemming_op=clock.today().strftime("%d-%m-%Y")))
    assert "Instemming: Ja, de ouders stemmen in (" in text(ib.get(url("documents", filed)))


def test_sent_twice_is_done_once_and_the_same_file_is_refused(ib, filed):
    given = sending(photo())
    again = given | {"bestand": SimpleUploadedFile("Gespreksverslag oma.png", photo())}
    assert [ib.post(url("add_document", filed), one).status_code for one in (given, again)] == [302, 302]
    assert Document.objects.count() == 1
    assert "staat er al" in text(ib.post(url("add_document", filed), sending(photo(), "Andere naam.png")))


def test_what_is_too_large_is_said_before_it_is_read(ib, filed):
    unread = ib.generic("POST", url("add_document", filed), b"x", content_type="multipart/form-data; boundary=a", CONTENT_LENGTH="30000000")
    assert unread.status_code == 413
    assert "hooguit 20 MB" in text(unread)
    small = ib.generic("POST", reverse("hulpvragen:detail", args=[filed.pk]), b"x", content_type="multipart/form-data; boundary=a", CONTENT_LENGTH="3000000")
    assert small.status_code == 413, "other forms are small"


def test_a_page_that_shows_progress_goes_on_by_itself(ib, filed):
    sent = ib.post(url("add_document", filed), sending(photo()), headers={"Sluitend-Verzending": "1"})
    assert sent.url.endswith("?klaar=1")
    assert ib.get(sent.url).status_code == 204
    assert "Toegevoegd" in text(ib.get(url("documents", filed))), "the message waits for the page that she sees"


def test_a_closed_hulpvraag_takes_no_documents(ib, w, filed):
    assert ib.get(url("add_document", filed)).status_code == 200
    refused = ib.get(url("add_document", w.hulpvragen[Status.AFGEROND]))
    assert refused.status_code == 403
    assert "met de status" in text(refused)


def test_an_anonymous_hulpvraag_has_no_documents(ib, w):
    h = f.hulpvraag(f.dossier(w.schools.roos, anoniem=True), Status.CONCEPT, w.people.marloes, soort="anoniem")
    assert "Documenten" not in text(ib.get(url("detail", h)))
    assert ib.get(url("add_document", h)).status_code == 403
    assert ib.post(url("add_document", h), sending(photo())).status_code == 403


# ---- looking


@pytest.fixture
def shown(filed, w) -> Document:
    return f.document(filed, naam="Onderzoek", by=w.people.marloes, teksten=("Eerste <b>tekst</b>.", "Tweede tekst."))


def test_a_page_is_a_picture_with_its_text_beside_it(loket, filed, shown):
    page = loket.get(url("document", filed, shown))
    assert "Bladzijde 1 van 2" in text(page)
    assert b"Eerste &lt;b&gt;tekst&lt;/b&gt;." in page.content
    assert "Tweede tekst" not in text(page)
    assert url("document_picture", filed, shown, 1) in page.content.decode()
    assert url("document_page", filed, shown, 2) in page.content.decode()
    assert "Vorige bladzijde" not in text(page)
    assert re.search(r"no-store", page["Cache-Control"])
    [look] = events("document.viewed")
    assert (look.zijde, look.detail["blad"], look.hulpvraag_id) == ("swv", 1, filed.pk)


def test_the_picture_is_for_our_page_alone_and_stays_nowhere(loket, filed, shown):
    address = url("document_picture", filed, shown, 1)
    drawn = loket.get(address, headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "image"})
    assert drawn.status_code == 200
    assert Image.open(io.BytesIO(drawn.content)).format == "WEBP"
    expected = {"Content-Type": "image/webp", "Cache-Control": "no-store", "Content-Disposition": "inline", "Cross-Origin-Resource-Policy": "same-origin"}
    assert {name: drawn[name] for name in expected} == expected
    assert "sandbox" in drawn["Content-Security-Policy"]
    for site, dest in (("cross-site", "image"), ("none", "document"), ("same-site", "image"), ("same-origin", "document"), ("same-origin", "iframe")):
        refused = loket.get(address, headers={"Sec-Fetch-Site": site, "Sec-Fetch-Dest": dest})
        assert refused.status_code == 403
        assert "alleen op de pagina van het document" in refused.content.decode()
    assert len(events("document.drawn")) == 1


@pytest.mark.parametrize(("nummer", "sentence"), [
    ("0", "Het document heeft 2 bladzijden"), ("3", "Het document heeft 2 bladzijden"), ("1000000", "Het document heeft 2 bladzijden"),
    ("1e3", "geen nummer van een bladzijde"), ("-1", "geen nummer"), ("٢", "geen nummer"), ("2.0", "geen nummer"), ("9" * 400, "geen nummer"),
])  # fmt: skip
def test_a_page_that_is_not_there_says_so(loket, filed, shown, nummer, sentence):
    page = loket.get(url("document_page", filed, shown, nummer))
    assert page.status_code == 404
    assert sentence in text(page)
    assert "Naar bladzijde 1" in text(page)
    assert loket.get(url("document_picture", filed, shown, nummer)).status_code == 404
    assert events("document.viewed") == []


def test_what_cannot_be_drawn_says_what_to_do(loket, filed, w):
    broken = f.document(filed, by=w.people.marloes, data=b"%PDF-broken")
    answer = loket.get(url("document_picture", filed, broken, 1))
    assert answer.status_code == 422
    assert "opnieuw als PDF" in answer.content.decode()


def test_a_document_of_another_hulpvraag_is_not_there(ib, filed, concept, shown):
    assert ib.get(url("document", filed, shown)).status_code == 200
    for name, more in (("document", ()), ("document_page", ("1",)), ("document_picture", ("1",)), ("download", ()), ("take_away_document", ())):
        assert ib.get(url(name, concept, shown, *more)).status_code == 404


def test_on_a_digibord_no_page_is_shown(ib, filed, shown):
    assert "Eerste" in text(ib.get(url("document", filed, shown)))
    ib.post(reverse("accounts:digibord"), {"aan": "1", "next": "/"})
    page = ib.get(url("document", filed, shown))
    assert "Digibordstand staat aan" in text(page)
    for word in ("Eerste", "Onderzoek", "/beeld/"):
        assert word not in page.content.decode()
    assert ib.get(url("document_picture", filed, shown, 1)).status_code == 403


def test_a_guest_with_documents_reads_them_and_nothing_else(enter, filed, shown, w):
    guest = w.people.niemand
    f.toegang(guest, filed, soort=GastSoort.ZORGVERLENER, delen=(Onderdeel.DOCUMENTEN,))
    reader = enter("niemand", "gast")
    assert "Onderzoek" in text(reader.get(url("documents", filed)))
    assert "Eerste" in text(reader.get(url("document", filed, shown)))
    assert reader.get(url("document_picture", filed, shown, 1)).status_code == 200
    for name in ("download", "take_away_document", "give_out_document"):
        assert reader.get(url(name, filed, shown)).status_code == 403
    assert reader.get(url("add_document", filed)).status_code == 403


def test_a_guest_without_that_part_has_no_documents(enter, filed, shown):
    reader = enter("ouder", "gast")
    assert reader.get(url("detail", filed)).status_code == 200
    assert reader.get(url("documents", filed)).status_code == 403
    assert reader.get(url("document", filed, shown)).status_code == 404


# ---- taking away


def test_what_was_filed_leaves_its_card_and_nothing_else(ib, loket, filed, shown):
    asked = ib.post(url("take_away_document", filed, shown), {"reden": ""})
    assert asked.status_code == 422
    assert "Vul in waarom" in text(asked)

    done = ib.post(url("take_away_document", filed, shown), {"reden": "Hoort bij een ander kind."}, follow=True)

    assert "Reden: Hoort bij een ander kind." in text(done)
    assert "Onderzoek" not in text(done)
    assert not DocumentInhoud.objects.filter(pk=shown.pk).exists()
    assert not DocumentBlad.objects.filter(document=shown).exists()
    assert loket.get(url("document", filed, shown)).status_code == 404
    assert "Weggehaald" in text(loket.get(url("documents", filed)))


def test_why_something_was_taken_away_is_not_for_guests(ib, loket, enter, filed, shown, w):
    f.toegang(w.people.niemand, filed, soort=GastSoort.OUDER, delen=(Onderdeel.HULPVRAAG, Onderdeel.DOCUMENTEN))
    ib.post(url("take_away_document", filed, shown), {"reden": "Hier stond het adres van de andere ouder."})

    assert "het adres van de andere ouder" in text(loket.get(url("documents", filed)))
    page = text(enter("niemand", "gast").get(url("documents", filed)))
    assert "Weggehaald" in page
    assert "andere ouder" not in page


def test_of_a_concept_nothing_is_left_in_the_list(ib, concept, w):
    made = f.document(concept, naam="Onderzoek", by=w.people.marloes)
    ib.post(url("take_away_document", concept, made), {"reden": "Verkeerd bestand."})
    assert "Weggehaald" not in text(ib.get(url("documents", concept)))


def test_the_swv_takes_nothing_of_the_school_away(ib, loket, filed, shown):
    assert ib.get(url("take_away_document", filed, shown)).status_code == 200
    refused = loket.post(url("take_away_document", filed, shown), {"reden": "Weg ermee."})
    assert refused.status_code == 403
    assert "niet van u" in text(refused)


# ---- taken out of the portal


def test_an_original_is_handed_out_for_a_purpose_and_stays_open(ib, filed, shown):
    assert ib.post(url("download", filed, shown), {}).status_code == 422
    assert not Download.objects.exists()

    got = ib.post(url("download", filed, shown), {"doel": "archief"})

    assert got.content == f.PDF
    assert got["Content-Disposition"] == f'attachment; filename="{filed.kenmerk}-verslag.pdf"'
    assert (got["Content-Type"], got["Cache-Control"]) == ("application/pdf", "no-store")
    assert "Onderzoek" not in str(got.headers)
    [taken] = events("document.downloaded")
    assert taken.detail["doel"] == "archief"
    mine = text(ib.get(reverse("downloads")))
    assert f"bij {filed.kenmerk}" in mine
    assert "Voor het leerlingdossier van de school" in mine
    assert "U hebt 1 bestand gedownload dat nog niet weg is." in text(ib.get(reverse("hulpvragen:list")))


def test_it_stays_open_for_who_has_no_post_any_more_until_she_says_it_is_gone(ib, enter, filed, shown, w):
    ib.post(url("download", filed, shown), {"doel": "overleg"})
    Download.objects.update(user=w.people.niemand)
    leaver = enter("niemand", None)
    page = leaver.get(reverse("downloads"))
    assert f"bij {filed.kenmerk}" in text(page)
    assert "Mijn downloads" in text(leaver.get(reverse("hulpvragen:list")))
    assert ib.post(reverse("downloads"), {"weg": str(Download.objects.get().pk)}).status_code == 404, "another's"
    assert leaver.post(reverse("downloads"), {"weg": "x"}).status_code == 404

    done = leaver.post(reverse("downloads"), {"weg": str(Download.objects.get().pk)}, follow=True)

    assert "Dit bestand staat niet meer open." in text(done)
    assert "U hebt geen openstaande downloads." in text(done)
    assert "Mijn downloads" not in text(leaver.get(reverse("hulpvragen:list")))
    assert len(events("document.download_gone")) == 1


def test_downloading_is_for_who_handles_it(enter, loket, filed, shown):
    assert loket.get(url("download", filed, shown)).status_code == 200
    reader = enter("noord", "swv")
    assert reader.get(url("document", filed, shown)).status_code == 200
    refused = reader.get(url("download", filed, shown))
    assert refused.status_code == 403
    assert "aan u is toegewezen" in text(refused)


def test_every_kind_has_its_place_in_the_list(ib, filed, w):
    for soort in DocumentSoort:
        f.document(filed, naam=f"Naam van {soort}", by=w.people.marloes, soort=soort, deel=Deel.SCHOOL)
    page = text(ib.get(url("documents", filed)))
    assert [page.index(soort.label) for soort in DocumentSoort] == sorted(page.index(soort.label) for soort in DocumentSoort)
