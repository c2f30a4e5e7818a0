"""The pages on which a mutatie is handled, as each reader meets them."""

import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling, User, Vestiging
from devtools.harness import WebClient
from mutaties.enums import Aan, Soort, Status, Uitkomst
from mutaties.models import Melding, Mutatie, Regel, Verloop
from mutaties.services import approving, confirming, proposing
from mutaties.services.reporting import Nieuw
from notifications.enums import State
from notifications.models import Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.errors import NotAllowed
from tests import factories as f
from tests.accounts.visitor import text

from .conftest import DAY, NEW

pytestmark = pytest.mark.django_db
PUPIL = "Isa Hoekstra"
ACTIONS = (
    "verify_identity", "place", "propose_handover", "name_contactpersoon", "confirm_start", "return_handover", "approve", "reject", "withdraw_own", "undo", "handed_over",
)  # fmt: skip


def url(name: str, mutatie) -> str:
    return reverse(f"mutaties:{name}", args=[mutatie.pk])


def current(mutatie) -> Mutatie:
    return Mutatie.objects.get(pk=mutatie.pk)


def nl(day) -> str:
    return day.strftime("%d-%m-%Y")


def browser(user, zijde="school") -> WebClient:
    return WebClient().enter(user, zijde)


@pytest.fixture
def last(db):
    return clock.today() + 10 * DAY


@pytest.fixture
def wissel(linde, report, last):
    """Karin leaves, Yusuf comes: reported by the contactpersoon."""
    return report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY)


@pytest.fixture
def nieuw(linde, report, last):
    """A newcomer reported by an IB'er: the desk must ring the school."""
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon="+31101234567")
    return report(linde.blijft, soort=Soort.NIEUW, persoon_id=None, nieuw=NEW, begin=last)


def answers(linde, aan=Aan.NIEUW) -> dict:
    return {f"regel_{h.pk}": aan for h in [*linde.hulpvragen, linde.concept]}


@pytest.fixture
def proposed(linde, wissel, asking):
    with asking(linde.directeur) as who:
        proposing.propose(by=who, mutatie_id=wissel.pk, version=wissel.version, choices={h.pk: (Aan.NIEUW, None) for h in [*linde.hulpvragen, linde.concept]})
    return current(wissel)


@pytest.fixture
def approved(linde, proposed, asking):
    with asking(linde.desk, "swv") as who:
        approving.approve(by=who, mutatie_id=proposed.pk, version=proposed.version)
    return current(proposed)


# ---- who sees what


def test_the_contactpersoon_sees_the_whole_and_what_she_must_do(linde, wissel):
    shown = text(browser(linde.directeur).get(url("detail", wissel)))
    for said in ("Opvolging van Karin Postma", "Yusuf Demir", "bekende contactpersoon", "Nog 4 kiezen", "Overdracht voorstellen", "Melding intrekken", "Wijziging doorgegeven"):
        assert said in shown
    assert PUPIL not in shown, "a contactpersoon reads no dossiers"
    assert "Goedkeuren" not in shown


def test_an_ib_er_she_did_not_tell_sees_the_card(linde, wissel):
    shown = text(browser(linde.blijft).get(url("detail", wissel)))
    assert "Karin Postma" in shown and "U ziet alleen deze kaart" in shown
    for hidden in ("karin@linde.example", NEW.email, "Gemeld door", "Wijziging doorgegeven", "Wie krijgt welke hulpvraag?", "Wat verandert er op"):
        assert hidden not in shown


def test_the_desk_counts_no_concept_and_reads_no_pupil(linde, proposed):
    shown = text(browser(linde.desk, "swv").get(url("detail", proposed)))
    for h in linde.hulpvragen:
        assert h.kenmerk in shown
    assert "Yara" not in shown and PUPIL not in shown and "oncept" not in shown
    assert "inzage in 3 hulpvragen" in shown and "Goedkeuren en inplannen" in shown
    school = text(browser(linde.directeur).get(url("detail", proposed)))
    assert "inzage in 4 hulpvragen" in school


def test_the_loket_sees_whose_hulpvraag_it_is(linde, proposed):
    assert PUPIL in text(browser(linde.desk2, "swv").get(url("detail", proposed)))


def test_others_get_the_answer_of_an_unknown_address(linde, wissel, w):
    unknown = Mutatie(pk=uuid.uuid4())
    for who, zijde in ((w.people.buiten, "school"), (linde.daar, "school"), (w.people.noord, "swv")):
        client = browser(who, zijde)
        for name in ("detail", *ACTIONS):
            answer, expected = client.get(url(name, wissel)), client.get(url(name, unknown))
            assert (answer.status_code, answer.content, dict(answer.headers)) == (404, expected.content, dict(expected.headers)), name


EXPECTED = {  # at status overdracht: who may open which step; all others hear why not
    "directeur": {"propose_handover", "withdraw_own"}, "gaat": {"propose_handover"}, "blijft": set(), "bestuurder": set(),
    "desk": {"propose_handover", "reject"}, "desk2": {"reject"},
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_who_may_not_hears_why(linde, wissel, name):
    client = browser(getattr(linde, name), "swv" if name.startswith("desk") else "school")
    assert client.get(url("detail", wissel)).status_code == 200
    opened = {}
    for action in ACTIONS:
        answer = client.get(url(action, wissel))
        opened[action] = answer.status_code
        if answer.status_code == 403:
            assert "Dit kan niet bij" in text(answer) or "hoort niet bij uw rol" in text(answer) or "overgenomen" in text(answer), action
    assert opened == {action: 200 if action in EXPECTED[name] else 403 for action in ACTIONS}


@pytest.mark.parametrize(("name", "reads"), [("privacy", True), ("beheer", False)])
def test_who_looks_after_the_portal_does_nothing_with_it(proposed, w, name, reads):
    client = browser(getattr(w.people, name), "swv")
    shown = text(client.get(url("detail", proposed)))
    assert ("Wijziging doorgegeven" in shown) is reads and ("U ziet alleen deze kaart" in shown) is not reads
    assert "Goedkeuren" not in shown and "Wat verandert er op" not in shown
    assert {client.get(url(action, proposed)).status_code for action in ACTIONS} == {403}


def test_reading_the_content_goes_into_the_trail_and_the_card_does_not(linde, wissel):
    browser(linde.blijft).get(url("detail", wissel))
    looks = AuditEvent.objects.filter(event="mutatie.viewed", object_id=str(wissel.pk))
    assert not looks.exists()
    browser(linde.desk, "swv").get(url("detail", wissel))
    assert looks.get().actor_id == linde.desk.pk


def test_late_is_said(linde, report):
    mutatie = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() - 3 * DAY)
    assert "Deze melding kwam te laat" in text(browser(linde.desk, "swv").get(url("detail", mutatie)))


def test_what_she_keeps_elsewhere_is_said(linde, wissel):
    f.post(linde.gaat, Rol.IB, linde.other)
    assert "Karin Postma houdt: IB'er op De Wilg" in text(browser(linde.desk, "swv").get(url("detail", wissel)))


# ---- calling back


def called(**given) -> dict:
    now = clock.now().astimezone(clock.AMSTERDAM)
    return {"version": 1, "uitkomst": "bevestigd", "gesproken_met": "Ellen Brouwer", "gebeld_dag": f"{now:%d-%m-%Y}", "gebeld_tijd": "0.01", **given}


def test_calling_back_shows_the_number_of_the_school_and_records_it(linde, nieuw):
    client = browser(linde.desk, "swv")
    assert "tel:+31101234567" in client.get(url("verify_identity", nieuw)).content.decode()
    shown = client.post(url("verify_identity", nieuw), called(), follow=True)
    assert "De school heeft de melding bevestigd" in text(shown) and "Ellen Brouwer" in text(shown)
    assert current(nieuw).status == Status.TE_ACCORDEREN


def test_a_school_that_does_not_know_the_report_ends_it(linde, nieuw):
    browser(linde.desk, "swv").post(url("verify_identity", nieuw), called(uitkomst="kent_niet"))
    assert current(nieuw).status == Status.AFGEWEZEN
    assert not User.objects.filter(email=NEW.email).exists()


BAD_CALL = [
    ({"uitkomst": ""}, "Kies wat de school zegt"),
    ({"uitkomst": "ja"}, "Kies een van de antwoorden"),
    ({"gesproken_met": ""}, "Vul in wie u gesproken hebt"),
    ({"gebeld_dag": ""}, "Vul in op welke dag u belde"),
    ({"gebeld_dag": "31-02-2026"}, "bestaat niet"),
    ({"gebeld_dag": "01-01-2090"}, "Dat kan niet in de toekomst liggen"),
    ({"gebeld_tijd": ""}, "Vul in hoe laat u belde"),
    ({"gebeld_tijd": "25.00"}, "Vul een tijd in met uren en minuten"),
    ({"version": ""}, "Deze pagina is verouderd"),
]


@pytest.mark.parametrize(("given", "sentence"), BAD_CALL, ids=[str(line[0]) for line in BAD_CALL])
def test_bad_input_of_the_call(linde, nieuw, given, sentence):
    shown = browser(linde.desk, "swv").post(url("verify_identity", nieuw), called(**given))
    assert shown.status_code == 422 and sentence in text(shown)
    assert current(nieuw).version == 1


def test_without_a_number_nobody_is_called(linde, nieuw):
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon="")
    client = browser(linde.desk, "swv")
    assert "geen telefoonnummer bekend" in text(client.get(url("verify_identity", nieuw)))
    assert client.post(url("verify_identity", nieuw), called()).status_code == 403


# ---- a public report is placed first


@pytest.fixture
def public(linde, last):
    mutatie = Mutatie.objects.create(nummer="M-2026-9001", soort=Soort.VERTREK, status=Status.GEMELD, rol=Rol.IB, einde=last + DAY, publiek=True)
    Melding.objects.create(mutatie=mutatie, getypt={"wie_vertrekt": "Karin Postma", "school": "De Linde"})
    return mutatie


def test_a_public_report_is_placed_in_two_steps_and_then_called_about(linde, public):
    client = browser(linde.desk, "swv")
    shown = text(client.get(url("detail", public)))
    assert "Om welke school gaat het? De Linde" in shown and "kwam zonder inloggen binnen" in shown
    assert client.get(url("verify_identity", public)).status_code == 302
    sent = {"version": 1, "eenheid": str(linde.school.pk), "rol": "ib"}
    asked = client.post(url("place", public), sent)
    assert asked.status_code == 200 and "Karin Postma" in text(asked)
    missing = client.post(url("place", public), {**sent, "gekozen": "ja"})
    assert missing.status_code == 422 and "Kies om wie het gaat" in text(missing)
    assert client.post(url("place", public), {**sent, "gekozen": "ja", "persoon": str(linde.gaat.pk)}).status_code == 302
    assert (current(public).eenheid_id, current(public).persoon_id) == (linde.school.pk, linde.gaat.pk)
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag is None, "a public report changes nothing by itself"


@pytest.fixture
def public_newcomer(linde, last):
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon="+31101234567")
    mutatie = Mutatie.objects.create(nummer="M-2026-9002", soort=Soort.NIEUW, status=Status.GEMELD, rol=Rol.IB, begin=last, publiek=True, eenheid=linde.school)
    Melding.objects.create(mutatie=mutatie, getypt={"wie_komt": "Yusuf Demir", "school": "De Linde"})
    return mutatie


WHO = {"voornaam": "Yusuf", "achternaam": "Demir", "email": NEW.email}


def test_who_comes_is_what_the_school_says_in_the_call(linde, public_newcomer):
    client = browser(linde.desk, "swv")
    for name, sentence in confirming.WHO_COMES.items():
        bad = client.post(url("verify_identity", public_newcomer), called(**WHO | {name: ""}))
        assert bad.status_code == 422 and sentence in text(bad)
    assert client.post(url("verify_identity", public_newcomer), called(**WHO)).status_code == 302
    assert current(public_newcomer).status == Status.TE_ACCORDEREN and not User.objects.filter(email=NEW.email).exists()
    other = browser(linde.desk2, "swv")
    assert other.post(url("approve", public_newcomer), approval(other, public_newcomer)).status_code == 302
    assert Aanstelling.objects.filter(user__email=NEW.email, eenheid=linde.school).exists()


def test_of_a_wissel_it_may_not_be_known_yet_who_comes(linde, public_newcomer, last):
    Mutatie.objects.filter(pk=public_newcomer.pk).update(soort=Soort.WISSEL, persoon=linde.gaat, einde=last)
    browser(linde.desk, "swv").post(url("verify_identity", public_newcomer), called())
    assert current(public_newcomer).begin is None and current(public_newcomer).status == Status.OVERDRACHT


def test_who_placed_a_report_may_approve_it_when_a_colleague_called(linde, public, asking):
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon="+31101234567")
    Mutatie.objects.filter(pk=public.pk).update(soort=Soort.NIEUW, begin=public.einde, einde=None)
    desk, loket = browser(linde.desk, "swv"), browser(linde.desk2, "swv")
    desk.post(url("place", public), {"version": 1, "eenheid": str(linde.school.pk), "rol": "ib"})
    loket.post(url("verify_identity", public), called(version=2, **WHO))
    assert current(public).status == Status.TE_ACCORDEREN
    assert "Goedkeuren en inplannen" in text(desk.get(url("detail", public)))
    assert "U hebt de melder zelf teruggebeld" in text(loket.get(url("detail", public)))


BAD_PLACE = [
    ({"eenheid": ""}, "Kies een school uit de lijst"),
    ({"eenheid": str(uuid.uuid4())}, "Kies een van de antwoorden"),
    ({"rol": ""}, "Kies om welke rol het gaat"),
    ({"rol": "loket"}, "Kies een van de antwoorden"),
    ({"persoon": str(uuid.uuid4()), "gekozen": "ja"}, "Kies een van de antwoorden"),
]


@pytest.mark.parametrize(("given", "sentence"), BAD_PLACE, ids=[str(line[0]) for line in BAD_PLACE])
def test_bad_input_of_placing(linde, public, given, sentence):
    shown = browser(linde.desk, "swv").post(url("place", public), {"version": 1, "eenheid": str(linde.school.pk), "rol": "ib", "gekozen": "ja", **given})
    assert shown.status_code == 422 and sentence in text(shown)
    assert current(public).eenheid_id is None


# ---- the handover


def test_one_successor_stands_there_already(linde, wissel):
    page = browser(linde.directeur).get(url("propose_handover", wissel)).content.decode()
    assert page.count('<option value="nieuw" selected>') == 4
    assert "swv-row-todo" not in page


def test_the_pupil_stands_there_for_who_reads_her(linde, wissel):
    assert PUPIL in text(browser(linde.gaat).get(url("propose_handover", wissel)))
    assert PUPIL not in text(browser(linde.directeur).get(url("propose_handover", wissel)))


def test_what_is_empty_is_filled_in_without_sending(linde, wissel):
    client = browser(linde.directeur)
    empty = dict.fromkeys(answers(linde), "")
    kept = f"regel_{linde.concept.pk}"
    shown = client.post(url("propose_handover", wissel), {"version": 1, **empty, kept: f"collega:{linde.blijft.pk}", "allen": "nieuw", "invullen": "ja"})
    assert shown.status_code == 200
    assert shown.content.decode().count('<option value="nieuw" selected>') == 4, "three lines and the choice itself"
    assert current(wissel).status == Status.OVERDRACHT and not Regel.objects.exists()


def test_nobody_chosen_is_told_at_the_line(linde, wissel):
    h = linde.hulpvragen[0]
    shown = browser(linde.directeur).post(url("propose_handover", wissel), {"version": 1, **answers(linde), f"regel_{h.pk}": ""})
    assert shown.status_code == 422 and f"Kies wie {h.kenmerk} overneemt" in text(shown)
    assert shown.content.count(b"swv-row-todo") == 1


@pytest.mark.parametrize("odd", ["collega:00000000-0000-4000-8000-000000000000", "loket:x", "' or 1=1"])
def test_who_does_not_work_there_cannot_be_chosen(linde, wissel, odd):
    shown = browser(linde.directeur).post(url("propose_handover", wissel), {"version": 1, **answers(linde), f"regel_{linde.concept.pk}": odd})
    assert shown.status_code == 422 and "Kies een van de antwoorden" in text(shown)


def test_a_proposal_reaches_the_desk_and_sent_twice_is_one(linde, wissel):
    client = browser(linde.directeur)
    sent = {"version": 1, **answers(linde)}
    for _ in range(2):
        assert client.post(url("propose_handover", wissel), sent).status_code == 302
    assert current(wissel).status == Status.TE_ACCORDEREN
    assert Verloop.objects.filter(mutatie=wissel, actie="propose_handover").count() == 1


# ---- the approval


def approval(client, mutatie) -> dict:
    """The hidden fields of the button as the page carries them."""
    page = client.get(url("detail", mutatie)).content.decode()
    field = lambda name: page.split(f'name="{name}" value="')[1].split('"')[0]  # noqa: E731
    return {"version": field("version"), "seen": field("seen")}


def test_approving_what_was_seen_and_twice_is_once(linde, proposed):
    client = browser(linde.desk, "swv")
    sent = approval(client, proposed)
    for _ in range(2):
        assert client.post(url("approve", proposed), sent).status_code == 302
    assert current(proposed).status == Status.AKKOORD
    assert Verloop.objects.filter(mutatie=proposed, actie="approve").count() == 1
    after = text(client.get(url("detail", proposed)))
    assert "Terugdraaien" in after and "inzage in 3 hulpvragen" in after, "what is planned can still be read"


def test_when_the_effects_changed_they_are_shown_anew(linde, proposed):
    client = browser(linde.desk, "swv")
    sent = approval(client, proposed)
    f.contact(f.hulpvraag(f.dossier(linde.school), "in_behandeling", linde.blijft), linde.blijft)
    shown = client.post(url("approve", proposed), sent)
    assert shown.status_code == 409 and "De gevolgen zijn intussen veranderd" in text(shown) and "inzage in 4 hulpvragen" in text(shown)
    assert current(proposed).status == Status.TE_ACCORDEREN
    assert client.post(url("approve", proposed), approval(client, proposed)).status_code == 302


def test_a_new_hulpvraag_of_hers_without_anybody_stands_in_the_way(linde, proposed):
    client = browser(linde.desk, "swv")
    f.contact(f.hulpvraag(f.dossier(linde.school), "in_behandeling", linde.gaat), linde.gaat)
    shown = client.post(url("approve", proposed), approval(client, proposed))
    assert shown.status_code == 422 and "Nog te kiezen: 1" in text(shown)
    assert "Kies wie 1 hulpvraag krijgt" in text(shown)


@pytest.mark.parametrize("seen", ["", "abc"])
def test_unseen_is_not_approved(linde, proposed, seen):
    assert browser(linde.desk, "swv").post(url("approve", proposed), {"version": proposed.version, "seen": seen}).status_code == 409
    assert current(proposed).status == Status.TE_ACCORDEREN


def test_who_reported_it_hears_that_a_colleague_must(linde, report, asking, last):
    mutatie = report(linde.desk2, "swv", laatste_dag=last, nieuw=NEW, begin=last + DAY)
    with asking(linde.directeur) as who:
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices={h.pk: (Aan.NIEUW, None) for h in [*linde.hulpvragen, linde.concept]})
    client = browser(linde.desk2, "swv")
    shown = text(client.get(url("detail", mutatie)))
    assert "Toegang geven doen twee mensen" in shown and "Goedkeuren en inplannen" not in shown
    assert client.post(url("approve", mutatie), {"version": 2, "seen": "x"}).status_code == 403


def test_a_successor_without_a_second_factor_is_warned_about(linde, report, last):
    mutatie = report(linde.directeur, laatste_dag=last, nieuw=Nieuw(user_id=linde.daar.pk), begin=last + DAY)
    assert "Daan Wilgman heeft nog nooit met twee stappen ingelogd" in text(browser(linde.desk, "swv").get(url("detail", mutatie)))


# ---- two at once


def test_who_comes_second_reads_who_was_first(linde, proposed):
    first, second = browser(linde.desk, "swv"), browser(linde.desk2, "swv")
    sent = approval(second, proposed)
    first.post(url("reject", proposed), {"version": proposed.version, "tekst": "Dubbel gemeld."})
    for name, data in (("approve", sent), ("reject", {"version": proposed.version, "tekst": "Dit klopt echt niet."})):
        late = second.post(url(name, proposed), data)
        assert late.status_code == 409 and "Afgewezen" in text(late) and "Mo Mutaties" in text(late), name
    assert "Dit klopt echt niet." in text(late)


def test_a_step_that_still_can_be_done_goes_on_with_what_was_typed(linde, proposed):
    client = browser(linde.desk, "swv")
    browser(linde.desk2, "swv").post(url("return_handover", proposed), {"version": proposed.version, "tekst": "Wie krijgt de laatste?"})
    late = client.post(url("reject", proposed), {"version": proposed.version, "tekst": "Dubbel gemeld door de school."})
    assert late.status_code == 409 and "Vraag gesteld" in text(late) and "Dubbel gemeld door de school." in late.content.decode()
    assert f'name="version" value="{current(proposed).version}"' in late.content.decode(), "sent again, it is a step after what the colleague did"
    again = client.post(url("reject", proposed), {"version": current(proposed).version, "tekst": "Dubbel gemeld door de school."})
    assert again.status_code == 302 and current(proposed).status == Status.AFGEWEZEN


# ---- the other steps


@pytest.mark.parametrize(("name", "status"), [("reject", Status.AFGEWEZEN), ("return_handover", Status.OVERDRACHT)])
def test_a_reason_is_asked_and_can_be_read(linde, proposed, name, status):
    client = browser(linde.desk, "swv")
    empty = client.post(url(name, proposed), {"version": proposed.version, "tekst": "  "})
    assert empty.status_code == 422 and "Vul de reden in" in text(empty)
    assert client.post(url(name, proposed), {"version": proposed.version, "tekst": "De opvolger klopt niet."}).status_code == 302
    assert current(proposed).status == status
    assert "De opvolger klopt niet." in text(browser(linde.directeur).get(url("detail", proposed)))
    assert "De opvolger klopt niet." not in Verloop.objects.get(actie=name).tekst, "sealed"


def test_where_the_loket_takes_over_the_loket_approves(linde, wissel):
    browser(linde.directeur).post(url("propose_handover", wissel), {"version": 1, **answers(linde), f"regel_{linde.hulpvragen[0].pk}": "loket"})
    desk, loket = browser(linde.desk, "swv"), browser(linde.desk2, "swv")
    shown = text(desk.get(url("detail", wissel)))
    assert approving.BY_LOKET in shown and "Goedkeuren en inplannen" not in shown
    assert desk.post(url("approve", wissel), {"version": 2, "seen": "x"}).status_code == 422
    assert loket.post(url("approve", wissel), approval(loket, wissel)).status_code == 302


def test_a_question_stands_where_it_is_answered_also_about_a_newcomer(linde, report, last):
    mutatie = report(linde.directeur, soort=Soort.NIEUW, persoon_id=None, nieuw=NEW, begin=last)
    browser(linde.desk, "swv").post(url("return_handover", mutatie), {"version": 1, "tekst": "Klopt dit adres?"})
    client = browser(linde.directeur)
    for name in ("detail", "propose_handover"):
        assert "heeft een vraag: Klopt dit adres?" in text(client.get(url(name, mutatie)))
    assert client.post(url("propose_handover", mutatie), {"version": 2}).status_code == 302
    assert current(mutatie).status == Status.TE_ACCORDEREN
    assert "heeft een vraag" not in text(client.get(url("detail", mutatie)))


def test_suspicious_is_said_to_the_privacy_officer(linde, proposed):
    from portal.lib.db import one  # the outbox is another app's

    browser(linde.desk, "swv").post(url("reject", proposed), {"version": proposed.version, "tekst": "Vreemd.", "verdacht": "on"})
    assert one("select count(*) from notifications_outbox where subject_id = %s and role = 'privacy_officer'", proposed.pk)[0] == 1


def test_undoing_before_the_day(linde, approved):
    client = browser(linde.desk, "swv")
    assert client.post(url("undo", approved), {"version": approved.version, "tekst": ""}).status_code == 422
    assert client.post(url("undo", approved), {"version": approved.version, "tekst": "Zij blijft toch."}).status_code == 302
    assert current(approved).status == Status.TERUGGEDRAAID
    assert "Zij blijft toch." in text(client.get(url("detail", approved)))


def test_withdrawing_ones_own_report(linde, wissel):
    client = browser(linde.directeur)
    assert "Melding intrekken" in text(client.get(url("withdraw_own", wissel)))
    for _ in range(2):
        assert client.post(url("withdraw_own", wissel), {"version": wissel.version}).status_code == 302
    assert current(wissel).status == Status.INGETROKKEN


def test_after_the_day_a_correction_names_what_it_corrects(linde, approved, on_day):
    on_day(approved.einde)
    client = browser(linde.desk, "swv")
    assert "Corrigerende wijziging" in text(client.get(url("detail", approved)))
    address = f"{reverse('mutaties:new')}?corrigeert={approved.pk}&school={linde.school.code}"
    assert f"corrigeert={approved.pk}" in client.get(address).content.decode()
    assert f"Dit verbetert wijziging {approved.nummer}" in text(client.get(f"{address}&soort=nieuw"))
    sent = {"rol": "ib", "opvolger": "nieuw", "voornaam": "Nora", "achternaam": "Bos", "email": "nora@linde.example", "begin": nl(approved.einde + DAY), "key": str(uuid.uuid4())}
    made = client.post(f"{address}&soort=nieuw", sent, follow=True)
    assert f"Dit verbetert wijziging {approved.nummer}" in text(made)
    assert Mutatie.objects.get(corrigeert=approved).soort == Soort.NIEUW
    shown = text(client.get(url("detail", approved)))
    assert "Corrigerende wijziging begonnen" in shown and "Deze wijziging is verbeterd met" in shown


@pytest.mark.parametrize("odd", ["x", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_not_corrected(linde, odd):
    assert browser(linde.desk, "swv").get(reverse("mutaties:new"), {"corrigeert": odd}).status_code == 404


def test_only_the_desk_corrects_and_only_after_the_day(linde, approved):
    for who, zijde in ((linde.desk, "swv"), (linde.directeur, "school")):
        assert browser(who, zijde).get(reverse("mutaties:new"), {"corrigeert": str(approved.pk)}).status_code == 403


def test_in_a_hurry_the_access_can_be_stopped_from_here(linde, wissel):
    assert reverse("accounts:block", args=[linde.gaat.pk]) in browser(linde.desk, "swv").get(url("detail", wissel)).content.decode()
    assert "Blokkeer de toegang nu" not in text(browser(linde.gaat).get(url("detail", wissel)))


# ---- her next school, and the contactpersoon


@pytest.fixture
def moves(linde, report, asking, last):
    mutatie = report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY, naar_id=linde.other.pk, naar_begin=last + DAY)
    with asking(linde.directeur) as who:
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices={h.pk: (Aan.NIEUW, None) for h in [*linde.hulpvragen, linde.concept]})
    return current(mutatie)


def test_the_next_school_confirms_the_start(linde, moves, last):
    client = browser(linde.daar)
    shown = text(client.get(url("detail", moves)))
    assert "Het e-mailadres blijft bestaan" in shown and "Wie krijgt welke hulpvraag?" not in shown, "the hulpvragen are the other school's"
    assert client.get(url("confirm_start", moves)).status_code == 200
    for begin, sentence in (("", "Vul in op welke dag zij begint"), ("01-01-2020", "Deze dag is geweest"), ("ooit", "Vul een datum in")):
        bad = client.post(url("confirm_start", moves), {"version": moves.version, "begin": begin})
        assert bad.status_code == 422 and sentence in text(bad)
    assert client.post(url("confirm_start", moves), {"version": moves.version, "begin": nl(last + 3 * DAY)}).status_code == 302
    assert current(moves).naar_begin == last + 3 * DAY and current(moves).status == Status.TE_ACCORDEREN


def test_what_she_gets_elsewhere_is_counted_for_the_desk_alone(linde, moves):
    elsewhere = f.hulpvraag(f.dossier(linde.other), "in_behandeling", linde.daar)
    shown = text(browser(linde.directeur).get(url("detail", moves)))
    assert "de rol IB'er op De Wilg" in shown and elsewhere.kenmerk not in shown and "inzage in 1 hulpvraag" not in shown
    assert elsewhere.kenmerk in text(browser(linde.desk, "swv").get(url("detail", moves)))


def test_a_start_that_nobody_confirms_is_left_out(linde, moves):
    client = browser(linde.desk, "swv")
    assert "Zonder start elders verder" in text(client.get(url("return_handover", moves)))
    client.post(url("return_handover", moves), {"version": moves.version, "tekst": "De Wilg weet van niets."})
    assert current(moves).naar_id is None and current(moves).status == Status.TE_ACCORDEREN


@pytest.fixture
def contact_leaves(linde, report, last):
    return report(linde.directeur, soort=Soort.VERTREK, rol=Rol.CONTACTPERSOON, persoon_id=linde.directeur.pk, laatste_dag=last)


def named(last, **given) -> dict:
    return {"version": 1, "opvolger": "nieuw", "voornaam": "Yusuf", "achternaam": "Demir", "email": NEW.email, "begin": nl(last + DAY), **given}


def test_the_board_names_the_contactpersoon(linde, contact_leaves, last):
    client = browser(linde.bestuurder)
    shown = client.get(url("name_contactpersoon", contact_leaves))
    assert "Karin Postma" in text(shown)
    assert client.post(url("name_contactpersoon", contact_leaves), named(last, opvolger=str(linde.blijft.pk))).status_code == 302
    assert (current(contact_leaves).opvolger_id, current(contact_leaves).status) == (linde.blijft.pk, Status.TE_ACCORDEREN)


BAD_NAME = [
    ({"opvolger": ""}, "Kies wie de contactpersoon wordt"),
    ({"opvolger": str(uuid.uuid4())}, "Kies een van de antwoorden"),
    ({"voornaam": ""}, "Vul de voornaam in"),
    ({"achternaam": ""}, "Vul de achternaam in"),
    ({"email": ""}, "Vul het e-mailadres in"),
    ({"email": "niet goed"}, "Vul een volledig e-mailadres in"),
    ({"email": "ellen@linde.example"}, "Dit is wie vertrekt"),
    ({"begin": ""}, "Vul in vanaf welke dag"),
    ({"begin": "01-01-2020"}, "Deze dag is geweest"),
]


@pytest.mark.parametrize(("given", "sentence"), BAD_NAME, ids=[str(line[0]) for line in BAD_NAME])
def test_bad_input_of_naming(linde, contact_leaves, last, given, sentence):
    shown = browser(linde.bestuurder).post(url("name_contactpersoon", contact_leaves), named(last, **given))
    assert shown.status_code == 422 and sentence in text(shown)
    assert current(contact_leaves).status == Status.OPVOLGER_CP


# ---- the successor


def test_her_successor_sees_what_came_to_him_from_his_first_day(linde, approved, on_day):
    yusuf = User.objects.get(email=NEW.email)
    client = browser(yusuf)
    assert client.get(url("handed_over", approved)).status_code == 404, "before his first day he has nothing"
    on_day(approved.einde)
    shown = text(client.get(url("handed_over", approved)))
    assert PUPIL in shown and linde.hulpvragen[0].kenmerk in shown and "4 open hulpvragen van Karin Postma" in shown
    assert "Overdracht bekijken" in text(client.get(reverse("hulpvragen:list")))
    assert "Overdracht bekijken" in text(client.get(reverse("hulpvragen:detail", args=[linde.hulpvragen[0].pk])))
    assert browser(linde.blijft).get(url("handed_over", approved)).status_code == 403
    assert browser(linde.gaat).get(url("handed_over", approved)).status_code == 403
    assert "Overdracht bekijken" not in text(browser(linde.blijft).get(reverse("hulpvragen:list")))


def test_nobody_is_rung_on_a_number_that_one_person_filled_in(linde, asking, report):
    last = clock.today() + 10 * DAY
    mutatie = report(linde.gaat, laatste_dag=last, nieuw=NEW, begin=last + DAY)
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon="0101234567", telefoon_door=linde.desk2)
    said = {"mutatie_id": mutatie.pk, "version": mutatie.version, "uitkomst": Uitkomst.BEVESTIGD, "gesproken_met": "Ellen Brouwer", "gebeld_op": clock.now()}
    with asking(linde.desk, "swv") as who, pytest.raises(NotAllowed, match="nog niet bevestigd"):
        confirming.verify_identity(by=who, **said)
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon_door=None)
    with asking(linde.desk, "swv") as who:
        assert confirming.verify_identity(by=who, **said).status != Status.GEMELD


def test_a_mail_about_a_mutatie_that_failed_stands_on_the_list(linde, report, web):
    mutatie = report(linde.directeur, laatste_dag=clock.today() + 10 * DAY, soort=Soort.VERTREK)
    Outbox.objects.filter(subject_id=mutatie.pk).update(state=State.FAILED)
    page = text(web.enter(linde.desk, "swv").get(reverse("outbox")))
    assert mutatie.nummer in page and "wie het aangaat" in page
    row = Outbox.objects.filter(subject_id=mutatie.pk).first()
    assert web.enter(linde.desk2, "swv").post(reverse("outbox_retry", args=[row.pk])).status_code == 302
    assert Outbox.objects.get(pk=row.pk).state == State.PENDING
    assert mutatie.nummer not in text(web.enter(linde.directeur, "school").get(reverse("outbox")))
