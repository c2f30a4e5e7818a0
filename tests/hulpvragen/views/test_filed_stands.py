"""What was filed stands: the pupil, the receipt, the mail that waits, the school of a concept."""

import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling
from hulpvragen import announcements
from hulpvragen.enums import Action, Part, Status
from hulpvragen.models import Dossier, Hulpvraag, Leerling
from hulpvragen.policy import asker
from hulpvragen.services import filing, lifecycle
from portal.lib import clock
from portal.lib.errors import NotAllowed
from tests import factories as f
from tests import world as the_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return the_world.get()


def test_a_second_concept_does_not_rewrite_the_pupil(w, act):
    filed = w.hulpvragen[Status.INGEDIEND]
    with act(w.people.marloes, "school"):
        who = asker(w.people.marloes, "school")
        concept = filing.start(by=who, vestiging_id=w.schools.roos.pk, soort="adviesvraag", key=uuid.uuid4(), dossier_id=filed.dossier_id)
        with pytest.raises(NotAllowed, match="staan de gegevens van de leerling vast"):
            filing.save(
                by=who, hulpvraag_id=concept.pk, version=concept.version, part=Part.LEERLING,
                values={"voornaam": "Ander", "achternaam": "Kind", "groep": "8"},
            )
    assert Leerling.objects.get(dossier=filed.dossier_id).achternaam == "Luidkeels"


def test_a_concept_of_a_new_pupil_may_still_be_mended(w, act):
    concept = f.hulpvraag(f.dossier(w.schools.roos, "Nor", "Typfout"), Status.CONCEPT, w.people.marloes)
    with act(w.people.marloes, "school"):
        filing.save(
            by=asker(w.people.marloes, "school"), hulpvraag_id=concept.pk, version=1, part=Part.LEERLING,
            values={"voornaam": "Noor", "achternaam": "Gemend"},
        )
    assert Leerling.objects.get(dossier=concept.dossier_id).achternaam == "Gemend"


def test_filing_twice_shows_the_receipt_twice(web, w):
    concept = w.hulpvragen[Status.CONCEPT]
    web.enter(w.people.marloes, "school")
    path = reverse("hulpvragen:check", args=[concept.pk])
    first, second = (web.post(path, {"version": concept.version}) for _ in range(2))
    assert first.url == second.url == reverse("hulpvragen:receipt", args=[concept.pk])
    assert Hulpvraag.objects.get(pk=concept.pk).version == concept.version + 1


def test_what_the_loket_did_itself_waits_for_the_school(w, act, role):
    h = w.hulpvragen[Status.INGEDIEND]
    Aanstelling.objects.filter(rol=Rol.IB, eenheid=w.schools.roos).update(geldig=(f.LONG_AGO, clock.today()))
    with act(w.people.hans, "swv"):
        lifecycle.act(by=asker(w.people.hans, "swv"), hulpvraag_id=h.pk, action=Action.TAKE_OVER, text="De school is dicht.")
    with role("portal_worker"):
        told_by_hans = announcements.recipients(h.pk, "contact", w.people.hans.pk)
        told_by_lotte = announcements.recipients(h.pk, "contact", w.people.lotte.pk)
    assert told_by_hans == []
    assert [person.user_id for person in told_by_lotte] == [w.people.hans.pk]


def test_the_old_school_is_not_told_where_a_pupil_went(web, w):
    concept = w.hulpvragen[Status.CONCEPT]
    Dossier.objects.filter(pk=concept.dossier_id).update(vestiging_tot=clock.today(), vestiging_daarna=w.schools.eik)
    web.enter(w.people.marloes, "school")
    page = web.get(reverse("hulpvragen:detail", args=[concept.pk])).content.decode()
    assert "De Roos" in page
    assert "De Eik" not in page + web.get(reverse("hulpvragen:list") + "?toon=concepten").content.decode()


def test_the_new_school_files_for_a_pupil_who_moved_in(w, act):
    dossier = w.hulpvragen[Status.INGEDIEND].dossier
    Dossier.objects.filter(pk=dossier.pk).update(vestiging_tot=clock.today(), vestiging_daarna=w.schools.eik)
    with act(w.people.eik, "school"):
        made = filing.start(
            by=asker(w.people.eik, "school"), vestiging_id=w.schools.eik.pk, soort="adviesvraag", leerling={}, answers={}, key=uuid.uuid4(),
            dossier_id=dossier.pk,
        )
    assert made.opsteller_vestiging_id == w.schools.eik.pk
