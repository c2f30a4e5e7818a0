"""The receipt: a copy of what was filed, as it was, for as long as the hulpvraag can be read."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from hulpvragen.enums import Status, StukSoort
from hulpvragen.models import Leerling, Stuk
from hulpvragen.policy import asker
from hulpvragen.services import filing
from notifications.enums import Choice, Kind
from notifications.models import Preference
from portal.lib import clock
from portal.lib.db import rows
from tests import factories as f


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


def page(hulpvraag) -> str:
    return reverse("hulpvragen:receipt", args=[hulpvraag.pk])


@pytest.fixture
def filed(w, act):
    """A hulpvraag that Marloes filed just now."""
    concept = f.hulpvraag(f.dossier(w.schools.roos, "Tess", "Ontvangen"), Status.CONCEPT, w.people.marloes)
    f.contact(concept, w.people.marloes)
    with act(w.people.marloes, "school"):
        return filing.submit(by=asker(w.people.marloes, "school"), hulpvraag_id=concept.pk, version=concept.version)


def test_it_shows_moment_number_term_and_all_that_was_filed(ib, filed):
    shown = text(ib.get(page(filed)))

    for words in (filed.kenmerk, "Ontvangstbevestiging", "Ontvangen op", "marloes Marloes, De Roos", "Lezen en spelling", "Tess Ontvangen", "Nog te jong."):
        assert words in shown
    assert page(filed) in text(ib.get(reverse("hulpvragen:detail", args=[filed.pk])))


def test_it_stays_as_it_was_when_things_change(ib, filed, w):
    Leerling.objects.filter(dossier__hulpvragen=filed).update(voornaam="Anders")
    type(filed).objects.filter(pk=filed.pk).update(term_date=clock.today() + 300 * clock.DAY)
    type(w.schools.roos).objects.filter(pk=w.schools.roos.pk).update(naam="De Nieuwe Naam")

    shown = text(ib.get(page(filed)))

    assert "Tess Ontvangen" in shown
    assert "marloes Marloes, De Roos" in shown
    assert "Anders" not in shown


def test_the_part_about_the_school_names_the_contacts_of_then(ib, w, act):
    concept = f.hulpvraag(f.dossier(w.schools.roos, "Duo", "Baan"), Status.CONCEPT, w.people.marloes)
    f.contact(concept, w.people.marloes)
    f.contact(concept, w.people.dubbel)
    with act(w.people.marloes, "school"):
        filed = filing.submit(by=asker(w.people.marloes, "school"), hulpvraag_id=concept.pk, version=concept.version)
    w.people.dubbel.__class__.objects.filter(pk=w.people.dubbel.pk).update(achternaam="Later")

    shown = text(ib.get(page(filed)))

    assert "<dt>Contactpersoon</dt><dd>dubbel Dubbel en marloes Marloes</dd>" in shown
    assert "dubbel Later en marloes Marloes krijgen een e-mail" in shown


def test_the_copy_is_sealed_and_nobody_changes_it(filed, w, act):
    stuk = Stuk.objects.get(hulpvraag=filed, soort=StukSoort.ONTVANGST)
    assert "Ontvangen" not in str(rows("select * from hulpvragen_stuk where id = %s", stuk.pk))
    assert (stuk.deel, stuk.created_by) == ("school", w.people.marloes)
    for name, zijde in (("marloes", "school"), ("hans", "swv")):
        with act(getattr(w.people, name), zijde):
            assert Stuk.objects.filter(pk=stuk.pk).exists()
            with pytest.raises(DatabaseError), transaction.atomic():
                Stuk.objects.filter(pk=stuk.pk).update(gegevens=b"x")


def test_it_is_no_letter_on_the_page_itself(ib, filed):
    assert "Kopie van wat is ingediend" not in text(ib.get(reverse("hulpvragen:detail", args=[filed.pk])))


def test_who_sees_the_card_alone_reads_no_copy(enter, filed):
    shown = text(enter("directeur", "school").get(page(filed)))

    assert filed.kenmerk in shown
    assert "Ontvangen op" not in shown
    assert "Tess" not in shown
    assert "Lezen en spelling" not in shown


def test_others_do_not_find_it(enter, filed, same_as_unknown):
    same_as_unknown(enter("buiten", "school"), "hulpvragen:receipt", filed)


def test_what_the_school_sent_later_stands_below_it(ib, filed, w):
    late = f.stuk(filed, tekst="Het verslag van de logopedist.", by=w.people.marloes)
    Stuk.objects.filter(pk=late.pk).update(soort=StukSoort.AANVULLING_ANTWOORD)

    shown = text(ib.get(page(filed)))

    assert "Aanvulling van de school" in shown
    assert "Het verslag van de logopedist." in shown


def test_what_was_filed_before_copies_were_kept_shows_what_is_stored(ib, w):
    shown = text(ib.get(page(w.hulpvragen[Status.IN_BEHANDELING])))

    assert "Luidkeels" in shown
    assert "Nog te jong." in shown


def test_a_concept_has_no_receipt(ib, w):
    concept = w.hulpvragen[Status.CONCEPT]
    assert ib.get(page(concept)).url == reverse("hulpvragen:detail", args=[concept.pk])


def test_who_did_not_choose_is_told_that_decisions_go_by_post(ib, filed, w):
    assert reverse("accounts:mail") in text(ib.get(page(filed)))

    Preference(id=uuid.uuid4(), user_id=w.people.marloes.pk, kind=Kind.BESLUIT, choice=Choice.DIGITAL).save(force_insert=True)
    assert "per post" not in text(ib.get(page(filed)))
