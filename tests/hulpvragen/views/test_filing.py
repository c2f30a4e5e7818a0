"""Filing: begin, keep, check, indienen, throw away; nothing that was typed is lost."""

import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from hulpvragen.enums import Status
from hulpvragen.models import Dossier, Hulpvraag
from hulpvragen.services.filing import read_answers
from tests import factories as f

NEW = reverse("hulpvragen:new")
COMPLETE = {
    "voornaam": "Isa", "achternaam": "Hoekstra", "geboortedatum": "14-03-2018", "groep": "groep 4", "soort": "adviesvraag",
    "titel": "Rekenen", "doel": "Rekent mee.", "gaat_goed": "", "gedaan": "Geoefend.", "gevraagd": "Advies.",
    "ouders_geinformeerd_op": "12 januari 2026", "ouders_mening": "eens", "ouders_toelichting": "", "gehoord": "nee", "gehoord_op": "",
    "gehoord_door": "", "gehoord_verteld": "", "gehoord_meegewogen": "", "niet_gehoord_reden": "Nog te jong.",
}


def url(name: str, hulpvraag) -> str:
    return reverse(f"hulpvragen:{name}", args=[hulpvraag.pk])


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


def new_pupil(client) -> str:
    """Return the address of the form for a new pupil."""
    return f"{NEW}?leerling=nieuw"


def filed(client, **changes) -> Hulpvraag:
    answer = client.post(new_pupil(client), COMPLETE | {"key": uuid.uuid4(), "bewaren": "1"} | changes)
    assert answer.status_code == 302, answer.content[:800]
    return Hulpvraag.objects.latest("created_at")


def concept(w) -> Hulpvraag:
    return w.hulpvragen[Status.CONCEPT]


# ---- begin


def test_a_known_pupil_can_be_chosen(ib, w):
    page = text(ib.get(NEW))

    assert "Noor Luidkeels" in page
    dossier = concept(w).dossier
    form = text(ib.get(NEW, {"leerling": dossier.pk}))
    assert 'name="voornaam"' not in form
    answer = ib.post(f"{NEW}?leerling={dossier.pk}", {"soort": "adviesvraag", "titel": "Nog iets", "key": uuid.uuid4()})
    made = Hulpvraag.objects.latest("created_at")
    assert (answer.status_code, made.dossier_id) == (302, dossier.pk)


def test_who_has_more_schools_chooses_one(enter, w):
    f.post(w.people.marloes, Rol.IB, w.schools.eik)
    client = enter("marloes", "school")

    assert "Voor welke school is de hulpvraag?" in text(client.get(NEW))
    assert 'name="voornaam"' in text(client.get(NEW, {"school": w.schools.eik.pk}))
    assert "Voor welke school" in text(client.get(NEW, {"school": w.schools.weg.pk}))


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("hans", "swv"), ("vertrokken", "school")])
def test_only_an_ib_files(enter, name, zijde):
    for answer in (enter(name, zijde).get(NEW), enter(name, zijde).post(NEW, COMPLETE)):
        assert "waar u nu IB" in text(answer, 403)


def test_a_concept_may_lack_all_but_its_soort(ib):
    made = filed(ib, **dict.fromkeys(COMPLETE, "") | {"soort": "arrangement"})

    assert (made.status, made.soort) == (Status.CONCEPT, "arrangement")


def test_a_form_sent_twice_makes_one_concept(ib):
    key = uuid.uuid4()

    assert filed(ib, key=key).pk == filed(ib, key=key).pk


def test_a_form_sent_again_with_other_words_loses_none(ib):
    key = uuid.uuid4()
    filed(ib, key=key)

    again = text(ib.post(new_pupil(ib), COMPLETE | {"key": key, "doel": "Iets anders."}), 409)

    assert "Rekent mee." in again
    assert "Iets anders." in again


def test_a_bad_form_keeps_what_was_typed_and_stores_nothing(ib):
    before = Hulpvraag.objects.count()

    page = text(ib.post(new_pupil(ib), COMPLETE | {"geboortedatum": "31-02-2018", "doel": "Bijzondere woorden."}), 422)

    assert "Fout: 1 ding niet goed ingevuld" in page
    assert "Deze datum bestaat niet." in page
    assert "31-02-2018" in page
    assert "Bijzondere woorden." in page
    assert Hulpvraag.objects.count() == before


def test_a_bsn_is_refused(ib):
    assert "burgerservicenummer" in text(ib.post(new_pupil(ib), COMPLETE | {"gedaan": "Zie 111222333"}), 422)


# ---- go on


def test_the_concept_is_shown_and_kept(ib, w):
    page = text(ib.get(url("edit", concept(w))))
    assert "Leest eind groep 4 op niveau." in page
    assert 'value="12-01-2026"' in page

    answer = ib.post(url("edit", concept(w)), COMPLETE | {"version": 1, "bewaren": "1"}, follow=True)

    assert "Uw concept is bewaard." in text(answer)
    assert read_answers(concept(w))["doel"] == "Rekent mee."


def test_going_on_leads_to_the_check(ib, w):
    answer = ib.post(url("edit", concept(w)), COMPLETE | {"version": 1, "verder": "1"})

    assert answer.url == url("check", concept(w))


def test_a_second_editor_sees_both_versions(ib, w):
    ib.post(url("edit", concept(w)), COMPLETE | {"version": 1})

    late = text(ib.post(url("edit", concept(w)), COMPLETE | {"version": 1, "doel": "Van de tweede."}), 409)
    assert "Rekent mee." in late
    assert "Van de tweede." in late
    assert 'name="version" value="2"' in late
    assert read_answers(concept(w))["doel"] == "Rekent mee."

    ib.post(url("edit", concept(w)), COMPLETE | {"version": 2, "doel": "Van de tweede."})
    assert read_answers(concept(w))["doel"] == "Van de tweede."


def test_a_bad_change_keeps_what_was_typed(ib, w):
    page = text(ib.post(url("edit", concept(w)), COMPLETE | {"version": 1, "gehoord_op": "gisteren", "doel": "Getypt."}), 422)

    assert "Vul een datum in" in page
    assert "Getypt." in page
    assert read_answers(concept(w))["doel"] != "Getypt."


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 5000])
def test_a_version_that_cannot_be_read_changes_nothing(ib, w, version):
    for name in ("edit", "check"):
        assert ib.post(url(name, concept(w)), COMPLETE | {"version": version, "doel": "Gekaapt."}).status_code in (409, 422)

    assert read_answers(concept(w))["doel"] != "Gekaapt."


@pytest.mark.parametrize("name", ["edit", "check", "delete"])
def test_what_was_filed_is_no_concept_any_more(ib, w, name):
    assert "Dit kan niet bij een hulpvraag met de status" in text(ib.get(url(name, w.hulpvragen[Status.INGEDIEND])), 403)


@pytest.mark.parametrize("name", ["edit", "check", "delete", "receipt"])
def test_an_outsider_gets_the_answer_of_an_unknown_address(outsider, w, same_as_unknown, name):
    same_as_unknown(outsider, f"hulpvragen:{name}", concept(w))


@pytest.mark.parametrize("name", ["edit", "check"])
def test_the_contactpersoon_hears_that_it_is_not_hers(enter, w, name):
    assert "Dit hoort niet bij uw rol" in text(enter("directeur", "school").get(url(name, concept(w))), 403)


@pytest.mark.parametrize("name", ["edit", "check", "delete", "receipt"])
def test_a_wrong_method_is_refused(ib, w, name):
    assert ib.put(url(name, concept(w))).status_code == 405


# ---- check and file


def test_the_check_says_what_is_missing(ib):
    made = filed(ib, doel="", ouders_mening="")

    page = text(ib.get(url("check", made)))

    assert "Nog 2 dingen zijn niet compleet" in page
    assert f'{url("edit", made)}#id_doel"' in page
    assert f'{url("edit", made)}#id_ouders_mening_0"' in page
    assert "Nog 2 dingen" in text(ib.post(url("check", made), {"version": 1}), 422)


def test_filing_gives_a_kenmerk_and_a_receipt(ib):
    made = filed(ib)

    receipt = text(ib.post(url("check", made), {"version": 1}, follow=True))

    made.refresh_from_db()
    assert made.status == Status.INGEDIEND
    assert made.kenmerk in receipt
    assert "Hulpvraag ingediend" in receipt


def test_filing_an_old_version_is_held_back(ib):
    made = filed(ib)
    ib.post(url("edit", made), COMPLETE | {"version": 1, "doel": "Anders."})

    assert "Een collega heeft deze hulpvraag intussen gewijzigd." in text(ib.post(url("check", made), {"version": 1}), 409)


def test_the_check_warns_when_the_contact_leaves(enter):
    karin = enter("karin", "school")

    assert "karin Karin krijgt de e-mails over deze hulpvraag, maar vertrekt." in text(karin.get(url("check", filed(karin))))


# ---- throw away


def test_a_concept_is_thrown_away_after_a_question(ib, w):
    made = filed(ib)
    assert "niet terug te halen" in text(ib.get(url("delete", made)))

    answer = ib.post(url("delete", made), follow=True)

    assert "Het concept is verwijderd." in text(answer)
    assert not Hulpvraag.objects.filter(pk=made.pk).exists()
    assert not Dossier.objects.filter(pk=made.dossier_id).exists()


def test_of_a_pupil_who_left_the_concept_can_only_be_deleted(ib, w):
    moved = f.dossier(w.schools.roos, "Weg", "Gegaan", tot=f.clock.today(), daarna=w.schools.eik)
    left = f.hulpvraag(moved, Status.CONCEPT, w.people.marloes, opsteller=w.schools.roos)

    page = text(ib.get(url("detail", left)))
    assert "De leerling staat niet meer op uw school." in page
    assert "Gegaan" not in page
    assert text(ib.get(url("edit", left)), 403)
    assert ib.post(url("delete", left)).status_code == 302
