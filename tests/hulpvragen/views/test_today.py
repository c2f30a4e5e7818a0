"""Vandaag: each section holds what it says, links to the list that holds the same, and the queue runs on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hulpvragen.enums import Deel, Status, StukSoort
from hulpvragen.models import Hulpvraag, Opvolging, Stuk
from hulpvragen.storage import seal_text, stuk_place
from portal.lib import clock
from tests import factories as f

TODAY, NEXT = reverse("today"), reverse("today_next")


def sections(client, **query) -> dict:
    answer = client.get(TODAY, query)
    assert answer.status_code == 200, answer.content[:500]
    return {section["label"]: section for section in answer.context["sections"]}


def held(section: dict) -> list:
    return [row["line"].hulpvraag.pk for row in section["rows"]]


def change(h: Hulpvraag, **fields) -> Hulpvraag:
    Hulpvraag.objects.filter(pk=h.pk).update(**fields)
    return h


def answer_of_the_school(h: Hulpvraag, soort: StukSoort, by) -> None:
    made = Stuk(hulpvraag=h, dossier_id=h.dossier_id, deel=Deel.SCHOOL, soort=soort, created_by=by)
    made.tekst = seal_text(h.dossier_id, h.dossier.sleutel, stuk_place(made.pk), "Ons antwoord.")
    made.save(force_insert=True)


YESTERDAY = clock.today() - clock.DAY


def test_it_is_where_the_loket_and_the_consulent_start(loket, enter, ib):
    for client in (loket, enter("noord", "swv")):
        assert client.get("/").url == TODAY
    assert ib.get("/").url == reverse("hulpvragen:list")


@pytest.mark.parametrize(("name", "zijde"), [("privacy", "swv"), ("beheer", "swv"), ("mutaties", "swv"), ("marloes", "school"), ("ouder", "gast")])
def test_it_is_theirs_alone(loket, enter, name, zijde):
    assert loket.get(TODAY).status_code == 200
    other = enter(name, zijde)
    assert other.get(TODAY).status_code == other.get(NEXT).status_code == 403


def test_what_is_new_is_there_and_the_oldest_first(loket, w):
    change(w.elsewhere, submitted_at=clock.now() - 5 * clock.DAY)
    assert held(sections(loket)["Nieuw"]) == [w.elsewhere.pk, w.hulpvragen[Status.INGEDIEND].pk]


def test_a_term_that_passed_and_an_aanvulling_that_did_not_come(loket, w):
    assert "Termijn voorbij" not in sections(loket)
    a, b = w.hulpvragen[Status.IN_BEHANDELING], w.hulpvragen[Status.AANVULLING]
    change(a, term_date=YESTERDAY)
    change(b, aanvulling_sinds=YESTERDAY - clock.DAY, aanvulling_voor=YESTERDAY, term_date=clock.today())
    assert held(sections(loket)["Termijn voorbij"]) == [a.pk, b.pk]
    change(a, term_date=clock.today())  # the last day still counts
    assert held(sections(loket)["Termijn voorbij"]) == [b.pk]


@pytest.mark.parametrize(("status", "soort"), [(Status.IN_BEHANDELING, StukSoort.AANVULLING_ANTWOORD), (Status.LOPEND, StukSoort.EVALUATIE)])
def test_an_answer_waits_until_its_behandelaar_looks(loket, enter, w, status, soort):
    h = w.hulpvragen[status]
    loket.get(reverse("hulpvragen:detail", args=[h.pk]))  # before the answer came
    assert "Beantwoord door de school" not in sections(loket)
    answer_of_the_school(h, soort, w.people.marloes)
    assert held(sections(loket)["Beantwoord door de school"]) == [h.pk]

    enter("lotte", "swv").get(reverse("hulpvragen:detail", args=[h.pk]))  # a colleague
    enter("marloes", "school").get(reverse("hulpvragen:detail", args=[h.pk]))
    assert held(sections(loket)["Beantwoord door de school"]) == [h.pk]
    loket.get(reverse("hulpvragen:detail", args=[h.pk]))
    assert "Beantwoord door de school" not in sections(loket)


def test_an_evaluation_that_is_due_and_a_period_that_is_over(loket, w):
    running, asked = w.hulpvragen[Status.LOPEND], w.hulpvragen[Status.EVALUATIE]
    assert "Evaluatie of einde" not in sections(loket)
    change(running, evaluatie_op=clock.today())
    change(asked, evaluatie_op=YESTERDAY)
    assert set(held(sections(loket)["Evaluatie of einde"])) == {running.pk, asked.pk}
    change(running, evaluatie_op=clock.today() + clock.DAY)
    change(asked, evaluatie_op=clock.today())  # the school has today
    assert "Evaluatie of einde" not in sections(loket)
    change(running, ondersteuning_tot=YESTERDAY)
    assert held(sections(loket)["Evaluatie of einde"]) == [running.pk]


def test_her_own_follow_up_dates_of_today_and_before(loket, enter, w):
    now, later = w.hulpvragen[Status.AFGEROND], w.hulpvragen[Status.TOEGEKEND]
    Opvolging.objects.create(user=w.people.hans, hulpvraag=now, op=YESTERDAY)
    Opvolging.objects.create(user=w.people.hans, hulpvraag=later, op=clock.today() + clock.DAY)
    assert held(sections(loket)["Door u gekozen"]) == [now.pk]
    assert "Door u gekozen" not in sections(enter("lotte", "swv"))


def test_the_school_finds_its_follow_up_among_its_tasks(ib, enter, w):
    h = w.hulpvragen[Status.LOPEND]
    Opvolging.objects.create(user=w.people.marloes, hulpvraag=h, op=clock.today())
    tasks = ib.get(reverse("hulpvragen:list")).context["tasks"]
    assert (tasks[0].line.hulpvraag.pk, tasks[0].title) == (h.pk, "Kijk weer naar deze hulpvraag")
    titles = [task.title for task in enter("karin", "school").get(reverse("hulpvragen:list")).context["tasks"]]
    assert "Kijk weer naar deze hulpvraag" not in titles


def test_a_hulpvraag_that_nobody_hears_of(loket, w):
    f.schorsing(w.people.buiten)
    assert held(sections(loket)["Geen contactpersoon"]) == [w.elsewhere.pk]


def test_spoed_and_thuiszitter_stand_on_top(loket, w):
    h = change(w.hulpvragen[Status.AANVULLING], thuiszitter=True)
    found = sections(loket)
    assert next(iter(found)) == "Spoed en thuiszitters"
    assert held(found["Spoed en thuiszitters"]) == [h.pk]


def test_each_section_links_to_a_list_that_holds_the_same(loket, w):
    change(w.hulpvragen[Status.IN_BEHANDELING], spoed=True, term_date=YESTERDAY)
    answer_of_the_school(w.hulpvragen[Status.IN_BEHANDELING], StukSoort.AANVULLING_ANTWOORD, w.people.marloes)
    change(w.hulpvragen[Status.LOPEND], evaluatie_op=YESTERDAY)
    Opvolging.objects.create(user=w.people.hans, hulpvraag=w.hulpvragen[Status.LOPEND], op=YESTERDAY)
    f.schorsing(w.people.buiten)
    found = sections(loket)
    assert len(found) == 7
    for section in found.values():
        page = loket.get(section["url"])
        assert {row["h"].pk for row in page.context["rows"]} == set(held(section)), section["label"]
        assert page.context["counts"][page.context["toon"]] == section["count"]


def test_who_leaves_within_two_weeks_where_hulpvragen_are_open(loket, enter):
    page = loket.get(TODAY)
    assert [leaver.post.user.voornaam for leaver, *_ in page.context["leavers"]] == ["karin"]
    assert "karin Karin vertrekt" in page.content.decode()
    assert enter("los", "swv").get(TODAY).context["leavers"] != []  # of De Roos she sees one, by assignment


def test_a_consulent_sees_her_own_part(enter, w):
    assert "Nieuw" not in sections(enter("los", "swv"))
    assert held(sections(enter("noord", "swv"))["Nieuw"]) == [w.hulpvragen[Status.INGEDIEND].pk]


def test_of_mine_only(loket, w):
    change(w.hulpvragen[Status.IN_BEHANDELING], term_date=YESTERDAY)
    change(w.elsewhere, term_date=YESTERDAY)
    assert held(sections(loket, van="mij")["Termijn voorbij"]) == [w.hulpvragen[Status.IN_BEHANDELING].pk]


def test_the_queue_runs_from_the_most_urgent_to_the_end(loket, w):
    urgent = change(w.hulpvragen[Status.AANVULLING], spoed=True)
    late = change(w.hulpvragen[Status.IN_BEHANDELING], term_date=YESTERDAY)
    new = change(w.elsewhere, submitted_at=clock.now() - 5 * clock.DAY)
    assert loket.get(TODAY).context["start_url"] == NEXT
    way = [loket.get(NEXT).url]
    for h in (urgent, late, new):
        way.append(loket.get(NEXT, {"na": str(h.pk)}).url)

    ids = [urgent.pk, late.pk, new.pk, w.hulpvragen[Status.INGEDIEND].pk]
    assert way == [reverse("hulpvragen:detail", args=[pk]) for pk in ids]
    assert loket.get(NEXT, {"na": str(ids[-1])}).url == TODAY
    assert loket.get(NEXT, {"na": str(w.hulpvragen[Status.LOPEND].pk)}).url == way[0]  # handled, so it left the row
    assert loket.get(NEXT, {"na": "onzin"}).url == way[0]


def test_when_nothing_waits_it_says_so(enter, w):
    Hulpvraag.objects.exclude(status__in=(Status.CONCEPT, Status.OVERLEG)).update(teruggehaald=False, term_date=None)
    los = enter("los", "swv")
    Hulpvraag.objects.filter(pk=w.hulpvragen[Status.IN_BEHANDELING].pk).update(term_date=clock.today())
    w.people.karin.aanstellingen.update(geldig=(f.LONG_AGO, None))
    assert "Alles is bijgewerkt" in los.get(TODAY).content.decode()
    assert "Alles is bijgewerkt" in los.get(NEXT, follow=True).content.decode()


def test_it_costs_the_same_for_1_and_25(loket, w):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            sections(loket)
        return len(caught)

    for _ in range(6):  # a section that is not shown whole is counted too
        f.hulpvraag(f.dossier(w.schools.eik), Status.INGEDIEND, w.people.eik)
    loket.get(TODAY)
    few = queries()
    for _ in range(25):
        f.hulpvraag(f.dossier(w.schools.eik), Status.INGEDIEND, w.people.eik)
    assert queries() == few


def test_after_a_step_she_goes_on_to_the_next(loket, ib, w):
    h = w.hulpvragen[Status.INGEDIEND]
    page = loket.get(reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": "toewijzen"}))
    assert "Opslaan en volgende" in page.content.decode()
    form = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    answer = loket.post(page.wsgi_request.path, form | {"user_id": str(w.people.lotte.pk), "publiceren": "volgende"})
    assert answer.url == f"{NEXT}?na={h.pk}"
    assert loket.get(answer.url).status_code == 302
    assert NEXT in loket.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode()
    assert NEXT not in ib.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode()
