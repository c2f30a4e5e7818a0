"""The pages of a pupil who moves: reporting it, confirming that she comes, and what the new school reads from her first day."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import Vestiging
from hulpvragen.enums import Status, VerhuisStatus
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagContact, Verhuizing
from portal.lib import clock
from portal.lib.db import one

pytestmark = pytest.mark.django_db
DAY = clock.DAY
SOON = clock.today() + 10 * DAY


def written(day) -> str:
    return day.strftime("%d-%m-%Y")


def text(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def on_day(day) -> None:
    one("insert into demo_kalender (dag) values (%s) on conflict (een) do update set dag = excluded.dag", day)


@pytest.fixture
def w(world):
    Vestiging.objects.filter(pk=world.schools.roos.pk).update(telefoon="0101234567")
    return world


@pytest.fixture
def h(w) -> Hulpvraag:
    return w.hulpvragen[Status.IN_BEHANDELING]


@pytest.fixture
def enter(w, web):
    """`enter("marloes")` logs somebody in, in a browser of her own."""
    return lambda name, zijde="school": web.__class__().enter(getattr(w.people, name), zijde)


@pytest.fixture
def report(w, h, enter):
    """`report()` sends the form as Marloes; `of` another hulpvraag, `by` somebody else."""

    def send(by="marloes", zijde="school", of=h, **changes):
        given = {"naar": w.schools.eik.pk, "per": written(SOON), "key": uuid.uuid4()} | changes
        return enter(by, zijde).post(reverse("hulpvragen:report_move", args=[of.pk]), given)

    return send


@pytest.fixture
def made(report) -> Verhuizing:
    assert report().status_code == 302
    return Verhuizing.objects.get()


def url(move: Verhuizing, name: str = "move") -> str:
    return reverse(f"hulpvragen:{name}", args=[move.pk])


def confirmation(w, **changes) -> dict:
    return {"achternaam": "Luidkeels", "geboortedatum": "14-03-2018", "user_ids": [w.people.eik.pk], "version": 1} | changes


def test_from_the_tab_to_the_first_day(w, h, enter, report):
    tab = reverse("hulpvragen:school_data", args=[h.pk])
    here = reverse("hulpvragen:report_move", args=[h.pk])
    assert here in enter("marloes").get(tab).content.decode()
    page = enter("marloes").get(here)
    assert page.status_code == 200 and "Ver Weg" in text(page) and str(w.schools.roos.pk) not in page.content.decode()
    assert report().status_code == 302
    made = Verhuizing.objects.get()
    assert "als die school dat bevestigt" in text(enter("marloes").get(tab))
    assert "al een verhuizing doorgegeven" in text(enter("marloes").get(here))

    eik = enter("eik")
    start = text(eik.get(reverse("hulpvragen:list")))
    assert "Een leerling gaat naar De Eik." in start and "Luidkeels" not in start
    for name in ("move", "confirm_move"):
        page = eik.get(url(made, name))
        assert page.status_code == 200 and b"Luidkeels" not in page.content and h.kenmerk.encode() not in page.content, "nothing of the dossier yet"
    assert "marloes" not in text(eik.get(url(made, "confirm_move"))).split("Wat verandert er")[1], "of the other school how many"
    assert eik.get(url(made, "arrival")).status_code == 403
    assert eik.get(reverse("hulpvragen:detail", args=[h.pk])).status_code == 404
    assert eik.post(url(made, "confirm_move"), confirmation(w)).status_code == 302

    assert "gaat op" in text(enter("marloes").get(tab)) and "Terugdraaien" in text(enter("marloes").get(url(made)))
    on_day(SOON)
    eik = enter("eik")
    assert "kwam een leerling van De Roos naar uw school" in text(eik.get(reverse("hulpvragen:list")))
    page = text(eik.get(url(made, "arrival")))
    for shown in ("Noor Luidkeels", h.kenmerk, "marloes Marloes, was contactpersoon", "010 - 123 45 67"):
        assert shown in page, shown
    detail = eik.get(reverse("hulpvragen:detail", args=[h.pk]))
    assert url(made, "arrival") in detail.content.decode() and "Verhuizing van de leerling bevestigd" in text(detail)
    assert "/mutaties/" not in detail.content.decode().split("<main")[1], "no handover of a colleague"
    assert "vanaf" in text(eik.get(tab)) and "De Roos" in text(eik.get(tab)), "where she was stays readable"
    assert enter("marloes").get(reverse("hulpvragen:detail", args=[h.pk])).status_code == 404
    assert enter("marloes").get(url(made)).status_code == 200 and b"Luidkeels" not in enter("marloes").get(url(made)).content


@pytest.mark.parametrize(("changes", "field", "sentence"), [
    ({"naar": ""}, "naar", "Kies een school"),
    ({"naar": "zomaar"}, "naar", "Kies een school uit de lijst"),
    ({"naar": uuid.uuid4()}, "naar", "Kies een school uit de lijst"),
    ({"per": ""}, "per", "Vul de eerste dag op de nieuwe school in"),
    ({"per": "31-02-2027"}, "per", None),
    ({"per": written(clock.today() - DAY)}, "per", "Deze dag is geweest. Kies vandaag of een dag die komt. Is de leerling er al? Bel dan het loket."),
    ({"per": written(clock.today() + 400 * DAY)}, "per", "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."),
])  # fmt: skip
def test_what_is_wrong_is_said_at_the_question(report, changes, field, sentence):
    page = report(**changes)
    assert page.status_code == 422 and not Verhuizing.objects.exists()
    errors = page.context["form"].errors
    assert list(errors) == [field] and (sentence is None or errors[field] == [sentence])


def test_the_own_school_is_not_in_the_list(w, report):
    assert report(naar=w.schools.roos.pk).context["form"].errors["naar"] == ["Kies een school uit de lijst"]


def test_the_loket_may_name_a_day_that_has_passed_with_the_reason(report):
    page = report("hans", "swv", per=written(clock.today() - DAY))
    assert page.context["form"].errors["laat_reden"] == ["Deze dag is geweest. Kies waarom u haar nu pas doorgeeft"]
    page = report("hans", "swv", per=written(clock.today() - 31 * DAY), laat_reden="school")
    assert page.context["form"].errors["per"] == ["Deze dag is meer dan 30 dagen geleden. Controleer de datum."]
    assert report("hans", "swv", per=written(clock.today() - DAY), laat_reden="school").status_code == 302


def test_sent_twice_it_is_reported_once(report):
    key = uuid.uuid4()
    assert report(key=key).url == report(key=key).url and Verhuizing.objects.count() == 1


def test_who_may_not_report_reads_why(w, enter, report):
    assert report(of=w.hulpvragen[Status.CONCEPT]).status_code == 403
    assert "Een concept gaat niet mee" in text(report(of=w.hulpvragen[Status.CONCEPT]))
    assert report("directeur").status_code == 403 and report("eik").status_code == 404
    tab = enter("directeur").get(reverse("hulpvragen:school_data", args=[w.hulpvragen[Status.INGEDIEND].pk]))
    assert "andere school" not in text(tab) and "ingeschreven" not in text(tab)


@pytest.mark.parametrize(("changes", "field", "sentence"), [
    ({"achternaam": ""}, "achternaam", "Vul de achternaam van de leerling in"),
    ({"geboortedatum": ""}, "geboortedatum", "Vul de geboortedatum van de leerling in"),
    ({"geboortedatum": "gisteren"}, "geboortedatum", None),
    ({"achternaam": "Anders"}, "achternaam", "Deze naam en geboortedatum horen niet bij de leerling van deze verhuizing. Controleer ze, of bel De Roos."),
    ({"user_ids": []}, "user_ids", "Kies wie de contactpersoon wordt"),
    ({"user_ids": ["x"]}, "user_ids", None),
])  # fmt: skip
def test_a_confirmation_that_is_wrong_confirms_nothing(w, made, enter, changes, field, sentence):
    page = enter("eik").post(url(made, "confirm_move"), confirmation(w, **changes))
    assert page.status_code == 422 and Verhuizing.objects.get().status == VerhuisStatus.OPEN
    errors = page.context["form"].errors
    assert list(errors) == [field] and (sentence is None or errors[field] == [sentence])
    assert b"Noor" not in page.content


def test_wrong_names_are_counted_over_requests(w, made, enter):
    for _ in range(5):
        page = enter("eik").post(url(made, "confirm_move"), confirmation(w, achternaam="Anders"))
    assert "Het loket kijkt deze verhuizing nu na" in text(page)
    assert enter("eik").post(url(made, "confirm_move"), confirmation(w)).status_code == 422
    page = enter("hans", "swv").get(url(made, "confirm_move"))
    assert "achternaam" not in page.context["form"].fields and "marloes Marloes, De Roos" in text(page)
    assert enter("hans", "swv").post(url(made, "confirm_move"), {"version": 1}).status_code == 302
    assert Verhuizing.objects.get().status == VerhuisStatus.AKKOORD


def test_with_one_ib_er_the_contact_is_filled_in(w, made, enter):
    page = enter("eik").get(url(made, "confirm_move"))
    assert f'value="{w.people.eik.pk}" id="id_user_ids_0" checked' in page.content.decode() or page.context["form"]["user_ids"].value() == [str(w.people.eik.pk)]


def test_a_second_decision_reads_who_was_first(w, made, enter):
    enter("marloes").post(url(made, "withdraw_move"), {"version": 1})
    page = enter("eik").post(url(made, "confirm_move"), confirmation(w), follow=True)
    assert "Een collega heeft deze verhuizing intussen behandeld" in text(page) and "Ingetrokken" in text(page)


def test_what_she_decided_twice_looks_done_once(w, made, report, enter):
    for _ in range(2):
        page = enter("eik").post(url(made, "confirm_move"), confirmation(w), follow=True)
        assert "De verhuizing is bevestigd." in text(page) and "Een collega heeft" not in text(page)
    for _ in range(2):
        assert "De verhuizing is teruggedraaid." in text(enter("marloes").post(url(made, "undo_move"), {"version": 2}, follow=True))
    assert "intussen behandeld" in text(enter("eik").post(url(made, "undo_move"), {"version": 2}, follow=True))


def test_refusing_and_undoing(w, made, report, enter):
    page = enter("eik").post(url(made, "refuse_move"), {"version": 1, "reden": ""})
    assert page.status_code == 422 and page.context["refuse"].errors["reden"] == ["Kies waarom u de verhuizing niet bevestigt"]
    assert enter("eik").post(url(made, "refuse_move"), {"version": 1, "reden": "komt_niet"}).status_code == 302
    assert "De leerling komt niet op onze school" in text(enter("marloes").get(url(made)))

    report()
    second = Verhuizing.objects.get(status=VerhuisStatus.OPEN)
    enter("eik").post(url(second, "confirm_move"), confirmation(w))
    assert enter("marloes").post(url(second, "undo_move"), {"version": 2}).status_code == 302
    assert Verhuizing.objects.get(pk=second.pk).status == VerhuisStatus.TERUGGEDRAAID
    assert Dossier.objects.get(pk=made.dossier_id).vestiging_tot == clock.FAR


@pytest.mark.parametrize("version", ["", "x", "99999999999999"])
def test_a_broken_version_does_nothing(made, enter, version):
    assert enter("eik").post(url(made, "refuse_move"), {"version": version, "reden": "komt_niet"}).status_code in (302, 422)
    assert enter("marloes").post(url(made, "withdraw_move"), {"version": version}).status_code == 302
    assert Verhuizing.objects.get().status == VerhuisStatus.OPEN


def test_out_of_the_partnership_the_loket_closes_with_the_reason(w, h, report, enter):
    assert report(naar="buiten").status_code == 302
    made = Verhuizing.objects.get()
    today = text(enter("hans", "swv").get(reverse("today")))
    assert "Leerlingen die naar een andere school gaan 1" in today
    page = enter("hans", "swv").get(url(made))
    assert "Wacht op het loket" in text(page)
    close = reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": "sluiten-zonder-uitkomst"}) + "?waarom=verhuisd"
    assert close in page.content.decode()
    form = enter("hans", "swv").get(close).context["form"]
    assert form["waarom"].value() == "verhuisd"
    page = enter("hans", "swv").post(url(made, "confirm_move"), {"version": 1}, follow=True)
    assert "Sluit eerst de open hulpvragen van deze leerling" in text(page)
    Hulpvraag.objects.filter(dossier=h.dossier_id, ingediend=True).exclude(gesloten_op__isnull=False).update(
        status=Status.AFGEROND, gesloten_op=clock.today(), gesloten_vestiging=w.schools.roos, aanvulling_sinds=None, aanvulling_voor=None
    )
    page = enter("hans", "swv").post(url(made, "confirm_move"), {"version": 1}, follow=True)
    assert "De verhuizing is afgehandeld" in text(page) and "Afgehandeld" in text(page)
    assert "Leerlingen die naar een andere school gaan" not in text(enter("hans", "swv").get(reverse("today")))


def test_strangers_find_nothing_there(made, enter):
    for name, zijde, expected in (("buiten", "school", 404), ("bestuur", "school", 404), ("beheer", "swv", 404), ("privacy", "swv", 404), ("ouder", "gast", 404)):
        for page in ("move", "confirm_move", "arrival"):
            assert enter(name, zijde).get(url(made, page)).status_code == expected, (name, page)
    assert enter("bestuur").get(reverse("hulpvragen:moves")).status_code == 403
    assert enter("noord", "swv").get(url(made)).status_code == 200 and enter("noord", "swv").get(url(made, "confirm_move")).status_code == 403


def test_the_list_says_whose_turn_it_is(made, enter):
    assert "De RoosU" in text(enter("eik").get(reverse("hulpvragen:moves")))
    assert "De Eik" in text(enter("marloes").get(reverse("hulpvragen:moves"))).split("Aan zet")[1]
    assert "Er is nog geen verhuizing geregeld" in text(enter("marloes").get(reverse("hulpvragen:moves") + "?toon=geregeld"))


def test_on_a_digibord_no_name_is_shown(w, h, made, enter):
    enter("eik").post(url(made, "confirm_move"), confirmation(w))
    on_day(SOON)
    eik = enter("eik")
    eik.post(reverse("accounts:digibord"), {"aan": "1", "next": "/"})
    for page in (url(made), url(made, "arrival")):
        shown = eik.get(page)
        assert shown.status_code == 200 and b"Luidkeels" not in shown.content and b"Lezen en spelling" not in shown.content
    assert HulpvraagContact.objects.filter(bron=made.pk).exists()
