"""Filing: begin, keep part by part, check, indienen, throw away; nothing that was typed is lost."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from hulpvragen.enums import Part, Soort, Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagContact
from hulpvragen.services.filing import read_answers
from tests import factories as f
from tests.hulpvragen.views.task_list import COMPLETE, NEW, begin, complete, part_url, send, start_url, text, url

CONCEPT_PAGES = ["edit", "check", "delete"]


def concept(w) -> Hulpvraag:
    return w.hulpvragen[Status.CONCEPT]


# ---- begin


def test_each_soort_is_explained(ib):
    page = text(ib.get(NEW))

    for soort in Soort:
        assert soort.label in page
        assert f"soort={soort}" in page
    assert "U wilt advies: wat heeft deze leerling nodig?" in page


def test_a_known_pupil_can_be_chosen(ib, w):
    page = text(ib.get(NEW, {"soort": "adviesvraag"}))
    assert "Noor Luidkeels" in page

    dossier = concept(w).dossier
    start = text(ib.get(start_url(leerling=dossier.pk)))
    assert "Noor Luidkeels" in start
    assert "Over deze leerling loopt al een hulpvraag." in start
    made = begin(ib, leerling=dossier.pk)
    assert (made.dossier_id, made.soort) == (dossier.pk, "adviesvraag")
    assert "staan de gegevens van de leerling vast" in text(ib.get(part_url(made, "leerling")))


def test_who_has_more_schools_chooses_one(enter, w):
    f.post(w.people.marloes, Rol.IB, w.schools.eik)
    client = enter("marloes", "school")

    assert "Voor welke school is de hulpvraag?" in text(client.get(NEW))
    assert "Wat voor hulpvraag is het?" in text(client.get(NEW, {"school": w.schools.eik.pk}))
    assert "Voor welke school" in text(client.get(NEW, {"school": w.schools.weg.pk}))
    client.post(f"{start_url()}&school={w.schools.eik.pk}", {"key": uuid.uuid4()})
    assert Hulpvraag.objects.latest("created_at").opsteller_vestiging_id == w.schools.eik.pk


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("hans", "swv"), ("vertrokken", "school")])
def test_only_an_ib_files(enter, name, zijde):
    for answer in (enter(name, zijde).get(NEW), enter(name, zijde).post(start_url(), {"key": uuid.uuid4()})):
        assert "waar u nu IB" in text(answer, 403)


@pytest.mark.parametrize("soort", Soort)
def test_beginning_leads_to_the_task_list(ib, soort):
    answer = ib.post(start_url(soort), {"key": uuid.uuid4()}, follow=True)

    made = Hulpvraag.objects.latest("created_at")
    assert (made.soort, made.status) == (soort, Status.CONCEPT)
    page = text(answer)
    assert soort.label in page
    assert "Nog niet begonnen" in page
    assert ("De leerling" in page) == (soort != Soort.ANONIEM)
    assert ("De documenten" in page) == (soort in (Soort.ARRANGEMENT, Soort.TLV))


def test_a_form_sent_twice_makes_one_concept(ib):
    key, before = uuid.uuid4(), Hulpvraag.objects.count()

    first, second = (ib.post(start_url(), {"key": key}) for _ in range(2))

    assert (first.url, Hulpvraag.objects.count()) == (second.url, before + 1)


def test_an_anonymous_one_has_no_pupil_anywhere(ib):
    made = complete(ib, "anoniem")

    assert made.dossier.leerling is None
    for part in (Part.LEERLING, Part.OUDERS, Part.STEM, Part.DOCUMENTEN):
        assert ib.get(part_url(made, part)).url == url("edit", made)
        assert ib.post(part_url(made, part), {"voornaam": "Isa", "version": made.version}).url == url("edit", made)
    receipt = text(ib.post(url("check", made), {"version": made.version}, follow=True))
    assert "Hulpvraag ingediend" in receipt


# ---- copy


def test_an_earlier_text_is_copied_and_nothing_of_its_own_moment(ib, w):
    earlier = w.hulpvragen[Status.GEADVISEERD]

    made = begin(ib, "arrangement", earlier.dossier_id, kopie=earlier.pk)

    answers = read_answers(made)
    assert {name: answers[name] for name in ("titel", "doel", "gedaan", "gevraagd")} == {name: f.ANSWERS[name] for name in ("titel", "doel", "gedaan", "gevraagd")}
    assert not any(answers[name] for name in ("ouders_geinformeerd_op", "ouders_mening", "gezag", "gehoord", "niet_gehoord_reden", "omvang"))
    assert "Tekst gekopieerd" in text(ib.get(url("viewed_by", earlier)))


def test_an_anonymous_text_goes_into_a_named_one(ib, w):
    anonymous = complete(ib, "anoniem")
    link = f"?tekst={anonymous.pk}"
    assert f"{NEW}{link}" in text(ib.get(url("detail", anonymous)))
    page = text(ib.get(f"{NEW}{link}"))
    assert "blijft anoniem" in page
    assert "soort=anoniem" not in page

    made = begin(ib, "adviesvraag", f"nieuw&tekst={anonymous.pk}", kopie=anonymous.pk)

    answers = read_answers(made)
    assert answers["doel"] == "Wat is de situatie?\nEen leerling is snel boos."
    assert (answers["titel"], answers["gedaan"]) == ("Rust", "Gepraat.")
    anonymous.refresh_from_db()
    assert (anonymous.soort, anonymous.dossier.leerling, anonymous.dossier_id != made.dossier_id) == ("anoniem", None, True)


def test_only_a_text_that_she_may_read_of_this_pupil_is_copied(ib, outsider, w):
    other = complete(ib)
    theirs = begin(outsider, "anoniem")
    dossier = concept(w).dossier_id
    for source in (other.pk, theirs.pk, w.elsewhere.pk, uuid.uuid4(), "x", "1" * 5000):
        before = Hulpvraag.objects.count()
        answer = ib.post(f"{start_url(leerling=dossier)}&tekst={source}", {"key": uuid.uuid4(), "kopie": source})
        assert (answer.status_code, Hulpvraag.objects.count()) == (422, before)
        assert "Kies een van de antwoorden" in text(answer, 422)


# ---- the task list


def test_the_list_says_how_far_each_part_is(ib):
    made = begin(ib)
    assert "1 van 5 compleet" in text(ib.get(url("edit", made)))

    send(ib, made, "ouders", ouders_mening="")
    page = text(ib.get(url("edit", made)))
    assert page.count("Nog niet compleet") == 1
    assert page.count("Nog niet begonnen") == 3
    assert f'href="{part_url(made, "ouders")}">Verder waar u was' in page

    for part in COMPLETE:
        send(ib, made, part)
    done = text(ib.get(url("edit", made)))
    assert "5 van 5 compleet" in done
    assert "Verder waar u was" not in done


def test_going_on_leads_to_the_next_part_that_is_not_complete(ib):
    made = begin(ib)

    assert send(ib, made, "leerling", verder="1").url == part_url(made, "hulpvraag")
    assert send(ib, made, "hulpvraag", verder="1").url == part_url(made, "ouders"), "the school is complete already"
    assert send(ib, made, "stem", verder="1").url == url("edit", made), "the last part"
    assert send(ib, made, "ouders", bewaren="1").url == url("edit", made)


def test_a_part_is_kept_half_and_shown_again(ib, w):
    page = text(ib.get(part_url(concept(w), "ouders")))
    assert 'value="12-01-2026"' in page

    answer = ib.post(part_url(concept(w), "hulpvraag"), {"version": 1, "doel": "Alleen dit."}, follow=True)

    assert "‘De hulpvraag’ is opgeslagen, maar nog niet compleet." in text(answer)
    assert "Alleen dit." in text(ib.get(part_url(concept(w), "hulpvraag")))
    assert read_answers(concept(w))["niet_gehoord_reden"] == "Nog te jong.", "the other parts stay"


def test_a_bad_part_keeps_what_was_typed_and_stores_nothing(ib, w):
    page = text(send(ib, concept(w), "stem", gehoord_op="31-02-2018", gehoord_verteld="Bijzondere woorden."), 422)

    assert "Fout: 1 ding niet goed ingevuld" in page
    assert "Deze datum bestaat niet." in page
    assert "31-02-2018" in page
    assert "Bijzondere woorden." in page
    assert read_answers(concept(w))["gehoord_verteld"] == ""


def test_a_second_editor_of_a_part_sees_both_versions(ib, w):
    send(ib, concept(w), "hulpvraag", version=1)

    late = text(send(ib, concept(w), "hulpvraag", version=1, doel="Van de tweede."), 409)
    assert "Rekent mee." in late
    assert "Van de tweede." in late
    assert 'name="version" value="2"' in late
    assert read_answers(concept(w))["doel"] == "Rekent mee."

    send(ib, concept(w), "hulpvraag", version=2, doel="Van de tweede.")
    assert read_answers(concept(w))["doel"] == "Van de tweede."


def test_what_was_typed_when_a_colleague_filed_meanwhile_is_shown(ib, enter):
    made = complete(ib)
    assert ib.post(url("check", made), {"version": made.version}).status_code == 302

    late = text(send(ib, made, "hulpvraag", version=made.version, doel="Nog niet bewaard."), 409)
    assert "Opslaan kan niet meer" in late
    assert "Nog niet bewaard." in late
    assert "Rekent mee." in late
    assert read_answers(Hulpvraag.objects.get(pk=made.pk))["doel"] == "Rekent mee."
    assert "U hebt geen toegang" in text(send(ib, made, "hulpvraag", doel="Op de pagina van nu."), 403)
    assert "Rekent mee." not in text(send(enter("directeur", "school"), made, "hulpvraag", version=made.version), 403)


def test_a_pupil_who_is_complete_is_said_to_be(ib):
    made = begin(ib)

    assert "‘De leerling’ is opgeslagen, maar nog niet compleet." in text(ib.post(part_url(made, "leerling"), {"version": 1, "voornaam": "Isa"}, follow=True))
    assert "‘De leerling’ is opgeslagen." in text(ib.get(send(ib, made, "leerling").url))


def test_a_second_editor_of_the_pupil_and_of_the_contact_sees_both_versions(ib, w):
    made = begin(ib)
    send(ib, made, "leerling", version=1)
    late = text(send(ib, made, "leerling", version=1, voornaam="Ida"), 409)
    assert "<td><p>Ida</p></td><td><p>Isa</p></td>" in late

    ib.post(part_url(made, "schoolgegevens"), {"version": 2, "contact": [w.people.dubbel.pk]})
    late = text(ib.post(part_url(made, "schoolgegevens"), {"version": 2, "contact": [w.people.karin.pk]}), 409)
    assert "<td><p>karin Karin</p></td><td><p>dubbel Dubbel</p></td>" in late


def test_two_editors_of_two_parts_both_succeed(ib, enter, w):
    made = begin(ib)

    assert send(ib, made, "hulpvraag", version=1).status_code == 302
    assert send(enter("karin", "school"), made, "ouders", version=1).status_code == 302

    answers = read_answers(made)
    assert (answers["doel"], answers["ouders_mening"]) == ("Rekent mee.", "deels")


@pytest.mark.parametrize("name", CONCEPT_PAGES)
def test_what_was_filed_is_no_concept_any_more(ib, w, name):
    assert "Dit kan niet bij een hulpvraag met de status" in text(ib.get(url(name, w.hulpvragen[Status.INGEDIEND])), 403)


@pytest.mark.parametrize("name", [*CONCEPT_PAGES, "receipt"])
def test_an_outsider_gets_the_answer_of_an_unknown_address(outsider, w, same_as_unknown, name):
    same_as_unknown(outsider, f"hulpvragen:{name}", concept(w))


@pytest.mark.parametrize("part", Part)
def test_a_part_is_nobody_elses(outsider, enter, w, same_as_unknown, part):
    same_as_unknown(outsider, "hulpvragen:part", concept(w), part=part.value)
    assert "Dit hoort niet bij uw rol" in text(enter("directeur", "school").get(part_url(concept(w), part)), 403)
    assert "Dit kan niet bij een hulpvraag met de status" in text(enter("marloes", "school").get(part_url(w.hulpvragen[Status.INGEDIEND], part)), 403)


@pytest.mark.parametrize("name", ["edit", "check"])
def test_the_contactpersoon_hears_that_it_is_not_hers(enter, w, name):
    assert "Dit hoort niet bij uw rol" in text(enter("directeur", "school").get(url(name, concept(w))), 403)


@pytest.mark.parametrize("name", [*CONCEPT_PAGES, "receipt"])
def test_a_wrong_method_is_refused(ib, w, name):
    assert ib.put(url(name, concept(w))).status_code == 405
    assert ib.put(part_url(concept(w), "ouders")).status_code == 405


# ---- the school and its contact


def test_the_contact_is_chosen_among_who_works_there(ib, w):
    page = text(ib.get(part_url(concept(w), "schoolgegevens")))
    assert "De Roos" in page
    for name in ("marloes", "karin", "dubbel"):
        assert str(getattr(w.people, name).pk) in page
    for name in ("vertrokken", "komt", "geschorst", "inactief", "directeur", "eik"):
        assert str(getattr(w.people, name).pk) not in page
    assert page.count("Vertrekt: laatste dag met toegang") == 1
    assert re.findall(r'value="([\w-]+)"[^>]* checked', page) == [str(w.people.marloes.pk)], "who is the contact now"

    ib.post(part_url(concept(w), "schoolgegevens"), {"version": 1, "contact": [w.people.marloes.pk, w.people.dubbel.pk]})

    live = HulpvraagContact.objects.filter(hulpvraag=concept(w), replaced_at=None, geldig__contains=f.clock.today())
    assert {fact.user for fact in live} == {w.people.marloes, w.people.dubbel}


def test_a_contact_who_leaves_is_pointed_out(ib, w):
    ib.post(part_url(concept(w), "schoolgegevens"), {"version": 1, "contact": [w.people.karin.pk]})

    assert "karin Karin vertrekt. De laatste dag met toegang is" in text(ib.get(part_url(concept(w), "schoolgegevens")))


# ---- check and file


def test_the_check_says_what_is_missing_with_a_link_to_the_question(ib):
    made = complete(ib, doel="", ouders_mening="")

    page = text(ib.get(url("check", made)))

    assert "Nog 2 dingen zijn niet compleet" in page
    assert f'{part_url(made, "hulpvraag")}#id_doel"' in page
    assert f'{part_url(made, "ouders")}#id_ouders_mening_0"' in page
    assert 'id="id_ouders_mening_0"' in text(ib.get(part_url(made, "ouders")))
    assert "Nog 2 dingen" in text(ib.post(url("check", made), {"version": made.version}), 422)


@pytest.mark.parametrize("soort", ["adviesvraag", "arrangement", "anoniem"])
def test_filing_gives_a_kenmerk_and_a_receipt(ib, soort):
    made = complete(ib, soort)

    receipt = text(ib.post(url("check", made), {"version": made.version}, follow=True))

    made.refresh_from_db()
    assert made.status == Status.INGEDIEND
    assert made.kenmerk in receipt
    assert "Hulpvraag ingediend" in receipt


def test_a_document_that_is_not_there_needs_a_reason(ib):
    made = complete(ib, "arrangement", document_onderzoek_reden="", document_opp="")

    page = text(ib.post(url("check", made), {"version": made.version}), 422)

    assert "Kies of het document ‘Ontwikkelingsperspectief (OPP)’ klaarligt" in page
    assert "Vul in waarom het document ‘Verslag van onderzoek’ niet beschikbaar is" in page
    assert "Nog 2 dingen" in page


def test_the_summary_shows_every_part(ib):
    page = text(ib.get(url("check", complete(ib, "arrangement"))))

    for shown in ("Twee uur per week.", "Volgt later", "Er is geen onderzoek gedaan.", "Het is anders geregeld", "Er loopt een zaak bij de rechter.",
                  "14 maart 2018", "maandag 12 januari 2026", "Het is leuk.", "marloes Marloes"):
        assert shown in page


def test_filing_an_old_version_is_held_back(ib):
    made = complete(ib)
    send(ib, made, "hulpvraag", doel="Anders.")

    assert "Een collega heeft deze hulpvraag intussen gewijzigd." in text(ib.post(url("check", made), {"version": made.version}), 409)


def test_the_check_warns_when_the_contact_leaves(enter):
    karin = enter("karin", "school")

    assert "karin Karin krijgt de e-mails over deze hulpvraag, maar vertrekt." in text(karin.get(url("check", complete(karin))))


# ---- take back


def test_what_was_filed_by_mistake_lives_on_in_a_concept(ib, loket):
    made = complete(ib)
    ib.post(url("check", made), {"version": made.version})
    made.refresh_from_db()

    answer = ib.post(reverse("hulpvragen:act", kwargs={"hulpvraag_id": made.pk, "actie": "terughalen"}), {"version": made.version, "text": "Te vroeg."}, follow=True)

    page = text(answer)
    assert "blijven alleen het nummer, de soort, de school en de data" in page
    assert "5 van 5 compleet" in page
    assert answer.redirect_chain[-1][0] != url("edit", made), "in the new concept"
    assert "Isa" not in text(loket.get(url("detail", made)))


# ---- throw away


def test_a_concept_is_thrown_away_after_a_question(ib, w):
    made = complete(ib)
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
