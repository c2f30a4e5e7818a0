"""One hulpvraag: the content, or the card alone; its tabs; who looked."""

import pytest
from django.urls import reverse

from hulpvragen import workflow
from hulpvragen.enums import Action, Deel, Status
from hulpvragen.policy import asker
from hulpvragen.services import lifecycle
from portal.audit.models import AuditEvent
from tests import factories as f

TABS = ("hulpvragen:detail", "hulpvragen:school_data", "hulpvragen:viewed_by")


def url(name: str, hulpvraag) -> str:
    return reverse(f"hulpvragen:{name}", args=[hulpvraag.pk])


def text(response) -> str:
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


@pytest.mark.parametrize("status", Status)
def test_the_ib_reads_her_hulpvraag_in_each_status(ib, w, status):
    page = text(ib.get(url("detail", w.hulpvragen[status])))

    assert "Leest eind groep 4 op niveau." in page
    assert "Noor Luidkeels" in page
    assert "Luidkeels" not in page.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize("status", [status for status in Status if status not in workflow.DRAFT])
def test_the_loket_reads_what_was_filed(loket, w, status):
    assert "Leest eind groep 4 op niveau." in text(loket.get(url("detail", w.hulpvragen[status])))


@pytest.mark.parametrize("name", TABS)
def test_an_outsider_gets_the_answer_of_an_unknown_address(outsider, w, same_as_unknown, name):
    same_as_unknown(outsider, name, w.hulpvragen[Status.INGEDIEND])


@pytest.mark.parametrize("name", TABS)
def test_the_swv_does_not_see_that_a_concept_exists(loket, w, same_as_unknown, name):
    same_as_unknown(loket, name, w.hulpvragen[Status.CONCEPT])


@pytest.mark.parametrize("name", TABS)
def test_a_wrong_method_is_refused(ib, w, name):
    assert ib.post(reverse(name, args=[w.hulpvragen[Status.INGEDIEND].pk])).status_code == 405


@pytest.mark.parametrize(("name", "zijde", "why"), [
    ("directeur", "school", "U bent contactpersoon van de school en geen IB"),
    ("privacy", "swv", "Bij uw rol hoort alleen deze kaart."),
])
@pytest.mark.parametrize("tab", ["detail", "school_data"])
def test_a_card_holds_no_pupil_and_no_text(enter, w, name, zijde, why, tab):
    page = text(enter(name, zijde).get(url(tab, w.hulpvragen[Status.GEADVISEERD])))

    assert (why in page) == (tab == "detail")
    for word in ("Noor", "Luidkeels", "Lezen en spelling", "Ons advies."):
        assert word not in page


def test_a_later_ib_sees_the_card_of_what_was_closed_before(enter, w, db):
    new = f.person("nieuw", "Nieuw")
    f.post(new, "ib", w.schools.roos, begin=f.clock.today())
    closed = w.hulpvragen[Status.AFGEROND]
    type(closed).objects.filter(pk=closed.pk).update(gesloten_op=f.clock.today() - 30 * f.clock.DAY)
    w.people.nieuw = new

    page = text(enter("nieuw", "school").get(url("detail", closed)))

    assert "Deze hulpvraag was al gesloten toen u op deze school begon." in page
    assert "Luidkeels" not in page


def test_the_school_reads_only_what_the_swv_gave_out(ib, loket, w):
    f.stuk(w.hulpvragen[Status.GEADVISEERD], Deel.SWV, tekst="Nog intern.", by=w.people.hans)

    assert "Ons advies." in text(ib.get(url("detail", w.hulpvragen[Status.GEADVISEERD])))
    assert "Nog intern." not in text(ib.get(url("detail", w.hulpvragen[Status.GEADVISEERD])))
    assert "Nog intern." in text(loket.get(url("detail", w.hulpvragen[Status.GEADVISEERD])))


def test_the_next_step_is_for_who_is_at_turn(ib, loket, w):
    asked = w.hulpvragen[Status.AANVULLING]

    assert "U bent aan zet: beantwoord de vraag" in text(ib.get(url("detail", asked)))
    assert "De school is aan zet" in text(loket.get(url("detail", asked)))


def test_who_reads_along_is_told(ib, w):
    page = text(ib.get(url("detail", w.hulpvragen[Status.IN_BEHANDELING])))

    assert "aanvrager, krijgt meldingen" in page
    assert "toegang stopt op" in page
    assert "krijgt toegang op" in page


def test_school_data_follows_from_the_posts(ib, w):
    page = text(ib.get(url("school_data", w.hulpvragen[Status.IN_BEHANDELING])))

    assert "marloes@test.example" in page
    assert "Dit volgt uit de aanstellingen." in page
    assert "Contactpersoon wijzigen" in page


def test_school_data_warns_when_the_contact_leaves(ib, w):
    h = f.hulpvraag(f.dossier(w.schools.roos), by=w.people.karin)
    f.contact(h, w.people.karin)

    assert "karin Karin vertrekt." in text(ib.get(url("school_data", h)))


def test_without_an_ib_the_loket_is_told_to_take_over(loket, w):
    lonely = f.vestiging("Zonder Ib")
    h = f.hulpvraag(f.dossier(lonely))

    assert "Neem het contact eerst over" in text(loket.get(url("detail", h)))
    assert "E-mails over deze hulpvraag wachten" in text(loket.get(url("school_data", h)))


def test_each_look_is_recorded_with_its_ground(ib, loket, w):
    h = w.hulpvragen[Status.INGEDIEND]
    loket.get(url("detail", h))

    page = text(ib.get(url("viewed_by", h)))

    assert "aanstelling bij PPO Voorbeeldstad" in page  # which post it was, is the SWV's
    assert "aanstelling als IB&#x27;er van De Roos" in page  # this look itself
    assert AuditEvent.objects.filter(hulpvraag_id=h.pk, event="hulpvraag.viewed").count() == 2
    assert "aanstelling als Loket van PPO Voorbeeldstad" in text(loket.get(url("viewed_by", h)))


def test_the_contactpersoon_does_not_see_who_looked(enter, w):
    answer = enter("directeur", "school").get(url("viewed_by", w.hulpvragen[Status.INGEDIEND]))

    assert answer.status_code == 403
    assert "zien alleen de IB" in answer.content.decode()


def test_looks_go_on_over_pages(ib, w):
    h = w.hulpvragen[Status.INGEDIEND]
    for _ in range(52):
        ib.get(url("detail", h))

    first = ib.get(url("viewed_by", h))
    second = ib.get(first.context["next_url"])

    assert len(first.context["looks"]) == 50
    assert len(second.context["looks"]) == 3  # 52, and the look at the first page


def test_a_guest_reads_the_hulpvraag_and_no_more(enter, w):
    ouder, invited = enter("ouder", "gast"), w.hulpvragen[Status.GEADVISEERD]

    page = text(ouder.get(url("detail", invited)))

    assert "Ons advies." in page
    for hidden in (url("school_data", invited), url("viewed_by", invited), "marloes Marloes", "Wat is er gebeurd?"):
        assert hidden not in page
    for group in ("IB&#x27;ers van De Roos", "dat bent u", "het loket van PPO Voorbeeldstad"):
        assert group in page, "who reads along, by role"
    for tab in ("school_data", "viewed_by"):
        assert ouder.get(url(tab, invited)).status_code == 403


def test_what_was_recalled_says_where_the_text_is_and_that_the_swv_reads_no_more(ib, loket, w, act):
    h = w.hulpvragen[Status.INGEDIEND]
    with act(w.people.marloes, "school"):
        lifecycle.act(by=asker(w.people.marloes, "school"), hulpvraag_id=h.pk, action=Action.RECALL, version=h.version, text="Dubbel.")
    page, card = (client.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode() for client in (ib, loket))

    assert "De tekst staat in een nieuw concept." in page
    assert "Niet ingevuld" not in page
    assert "Het loket van" not in page
    assert "De school heeft deze hulpvraag teruggehaald. Daarom ziet u" in card
