"""The pages of an OSO dossier: upload, look over, make the concept."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hulpvragen.enums import Soort, Status
from hulpvragen.models import Hulpvraag, OsoInlees
from tests import factories as f
from tests.hulpvragen.oso_files import BSN, dossier

pytestmark = pytest.mark.django_db
UPLOAD = reverse("hulpvragen:oso")


def sent(client, data: bytes, soort=Soort.ARRANGEMENT, key=None, **more):
    fields = {"soort": soort, "bestand": SimpleUploadedFile("dossier.xml", data), "key": key or uuid.uuid4()}
    return client.post(UPLOAD, fields | more)


@pytest.fixture
def preview(ib, w):
    """The address of the page on which Marloes looks over a dossier of De Roos."""
    support = "<onderwijsondersteuning><sterkpunt>Tekent graag\nen veel</sterkpunt></onderwijsondersteuning><nationaliteit>Luidland</nationaliteit><geslacht>2</geslacht>"
    answer = sent(ib, dossier(support, code=w.schools.roos.code, address=""))
    assert answer.status_code == 302
    return answer.url


def page(response) -> str:
    return html.unescape(response.content.decode())


def test_the_link_stands_at_the_new_hulpvraag(ib, w):
    new = page(ib.get(reverse("hulpvragen:new")))
    assert f'href="{UPLOAD}?school={w.schools.roos.pk}"' in new
    f.post(w.people.marloes, "ib", w.schools.eik)
    assert f'href="{UPLOAD}"' in page(ib.get(reverse("hulpvragen:new")))


def test_she_looks_over_what_goes_along_and_what_does_not(ib, preview):
    shown = page(ib.get(preview))

    assert "Fenne van der Meer" in shown and "4 mei 2018" in shown and "groep 4" in shown
    assert "Tekent graag\nen veel" in shown and "2026-2027: groep 4" in shown
    assert "Nationaliteit" in shown and "(regel PaO.LL11)" in shown and "Luidland" not in shown
    assert "Niet nodig voor een hulpvraag: Geslacht." in shown
    assert "Ontbreekt: het adres van de leerling" in shown and "Vul dit zelf in" not in shown
    assert not Hulpvraag.objects.filter(dossier__leerling__voornaam="Fenne").exists()


def test_what_she_ticked_becomes_the_concept(ib, preview):
    key = re.search(r'name="klad" value="([^"]+)"', ib.get(preview).content.decode())
    answer = ib.post(preview, {"meenemen": ["sterk"]} | ({"klad": key[1]} if key else {}))

    h = Hulpvraag.objects.get(dossier__leerling__voornaam="Fenne")
    assert answer.status_code == 302 and answer.url == reverse("hulpvragen:edit", args=[h.pk])
    assert (h.soort, h.status) == (Soort.ARRANGEMENT, Status.CONCEPT)
    asked = page(ib.get(reverse("hulpvragen:part", kwargs={"hulpvraag_id": h.pk, "part": "hulpvraag"})))
    assert "Tekent graag\nen veel" in asked and "2026-2027" not in asked
    assert "Fenne" in page(ib.get(answer.url))

    again = ib.post(preview, {"meenemen": ["sterk", "schoolloopbaan"]})
    assert (again.status_code, again.url) == (302, answer.url)
    assert Hulpvraag.objects.filter(dossier__leerling__voornaam="Fenne").count() == 1
    assert ib.get(preview).status_code == 404


def test_nothing_need_go_along(ib, preview):
    assert ib.post(preview, {}).status_code == 302
    h = Hulpvraag.objects.get(dossier__leerling__voornaam="Fenne")
    assert "Tekent" not in page(ib.get(reverse("hulpvragen:part", kwargs={"hulpvraag_id": h.pk, "part": "hulpvraag"})))


def test_what_is_no_choice_of_the_page_is_refused(ib, preview):
    answer = ib.post(preview, {"meenemen": ["sterk", "zomaar"]})
    assert answer.status_code == 422 and "Kies alleen uit de onderdelen van deze pagina" in page(answer)


def test_she_can_leave_it(ib, preview):
    assert ib.post(preview, {"annuleren": "1"}).url == reverse("hulpvragen:list")
    assert ib.get(preview).status_code == 404 and not OsoInlees.objects.exists()


def test_of_a_known_pupil_she_is_asked_whether_it_is_the_same(ib, w, preview):
    known = f.dossier(w.schools.roos, "Fenne", "van der Meer", dt.date(2018, 5, 4))
    f.hulpvraag(known, Status.INGEDIEND, w.people.marloes, kenmerk="H-2026-9999")

    shown = page(ib.get(preview))
    assert "Is dit dezelfde leerling?" in shown and "H-2026-9999" in shown and "loopt al een hulpvraag" in shown
    assert "Kies of dit dezelfde leerling is" in page(ib.post(preview, {}))
    ib.post(preview, {"leerling": str(known.pk)})
    assert Hulpvraag.objects.filter(dossier=known, status=Status.CONCEPT).count() == 1


def test_another_pupil_of_the_same_name_gets_her_own_dossier(ib, w, preview):
    known = f.dossier(w.schools.roos, "Fenne", "van der Meer", dt.date(2018, 5, 4))
    f.hulpvraag(known, Status.CONCEPT, w.people.marloes)
    ib.post(preview, {"leerling": "nieuw"})
    assert Hulpvraag.objects.filter(dossier__leerling__voornaam="Fenne").exclude(dossier=known).count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Dit bestand is leeg."), (b"x", "Dit bestand is niet te lezen als XML."), (b"<!DOCTYPE a><a/>", "opdrachten (DTD of entiteiten)"),
        (dossier(f"<leerlingid>{BSN}</leerlingid>"), "burgerservicenummer"), (dossier(kind="overstapdossier"), "geen SWV-dossier"),
    ],
    ids=["empty", "no xml", "dtd", "bsn", "other kind"],
)  # fmt: skip
def test_a_file_that_is_refused_says_why_at_the_question(ib, data, sentence):
    answer = sent(ib, data)

    assert answer.status_code == 422
    fault = re.search(r'id="id_bestand_error".*?</p>', page(answer), re.DOTALL)[0]
    assert sentence in fault and BSN not in page(answer)
    assert not OsoInlees.objects.exists()


def test_a_form_that_is_not_filled_in_says_what_to_do(ib, w):
    f.post(w.people.marloes, "ib", w.schools.eik)
    shown = page(ib.post(UPLOAD, {}))
    for sentence in ("Kies een school", "Kies een soort hulpvraag", "Kies een bestand van hooguit 20 MB"):
        assert sentence in shown
    assert "Kies een school uit de lijst" in page(sent(ib, b"x", school=str(w.elsewhere.vestiging_id)))
    assert sent(ib, b"x", soort=Soort.ANONIEM).status_code == 422


def test_who_has_more_schools_chooses_one(ib, w):
    f.post(w.people.marloes, "ib", w.schools.eik)
    answer = sent(ib, dossier(code=w.schools.eik.code), school=str(w.schools.eik.pk))
    assert w.schools.eik.naam in page(ib.get(answer.url))


@pytest.mark.parametrize(("name", "zijde", "status"), [("directeur", "school", 403), ("hans", "swv", 403), ("ouder", "gast", 403), ("bestuur", "school", 403)])
def test_who_files_nothing_reads_nothing_in(enter, name, zijde, status):
    assert enter(name, zijde).get(UPLOAD).status_code == status


def test_the_page_is_hers_alone(enter, preview):
    for name, zijde in (("dubbel", "school"), ("buiten", "school"), ("directeur", "school"), ("hans", "swv")):
        client = enter(name, zijde)
        assert client.get(preview).status_code == 404 and b"Fenne" not in client.get(preview).content
        assert client.post(preview, {"meenemen": ["sterk"]}).status_code == 404
        client.post(preview, {"annuleren": "1"})
    assert enter("marloes", "school").get(preview).status_code == 200


def test_on_a_digibord_nothing_of_it_stands_on_the_screen(ib, preview):
    session = ib.session
    session["digibord"] = True
    session.save()
    shown = ib.get(preview).content
    assert b"Fenne" not in shown and b"Tekent" not in shown
