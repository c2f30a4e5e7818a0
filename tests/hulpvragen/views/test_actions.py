"""The steps of the workflow as pages: shown, done once, refused with a reason, nothing typed lost."""

import pytest
from django.urls import reverse

from hulpvragen import workflow
from hulpvragen.enums import Action, Soort, Status
from hulpvragen.models import Hulpvraag
from hulpvragen.views.act_table import OF_ACTION, STEPS
from portal.lib import clock
from tests import factories as f


def url(hulpvraag, action: Action) -> str:
    return reverse("hulpvragen:act", kwargs={"hulpvraag_id": hulpvraag.pk, "actie": OF_ACTION[action].slug})


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


def fresh(hulpvraag) -> Hulpvraag:
    return Hulpvraag.objects.get(pk=hulpvraag.pk)


def test_every_action_after_filing_has_its_page():
    elsewhere = {Action.FILE, Action.SAVE, Action.DELETE_CONCEPT, Action.SUBMIT}

    assert {step.action for step in STEPS} == {row.action for row in workflow.TABLE} - elsewhere


TEXT = {"text": "Met deze woorden."}
DONE = [  # who, at, action, what is sent, next status
    ("loket", Status.INGEDIEND, Action.TAKE, {}, Status.IN_BEHANDELING),
    ("loket", Status.IN_BEHANDELING, Action.HAND_BACK, TEXT, Status.INGEDIEND),
    ("loket", Status.IN_BEHANDELING, Action.ADVISE, TEXT, Status.GEADVISEERD),
    ("loket", Status.IN_BEHANDELING, Action.REJECT, TEXT, Status.AFGEWEZEN),
    ("loket", Status.IN_BEHANDELING, Action.REFUSE, TEXT, Status.NIET_IN_BEHANDELING),
    ("ib", Status.AANVULLING, Action.SUPPLEMENT, TEXT, Status.IN_BEHANDELING),
    ("loket", Status.AANVULLING, Action.RESUME, TEXT, Status.IN_BEHANDELING),
    ("ib", Status.INGEDIEND, Action.WITHDRAW, TEXT, Status.INGETROKKEN),
    ("loket", Status.TOEGEKEND, Action.START_SUPPORT, {}, Status.LOPEND),
    ("loket", Status.TOEGEKEND, Action.CLOSE, TEXT, Status.AFGEROND),
    ("ib", Status.GEADVISEERD, Action.CLOSE, {}, Status.AFGEROND),
    ("loket", Status.INGEDIEND, Action.CLOSE_WITHOUT, TEXT, Status.AFGEROND),
    ("loket", Status.AFGEROND, Action.REOPEN, TEXT, Status.IN_BEHANDELING),
]


@pytest.mark.parametrize(("who", "status", "action", "sent", "after"), DONE, ids=[f"{line[1]}-{line[2]}" for line in DONE])
def test_a_step_is_explained_and_done(request, w, who, status, action, sent, after):
    client, h = request.getfixturevalue(who), w.hulpvragen[status]
    page = text(client.get(url(h, action)))
    assert OF_ACTION[action].button in page
    assert "Luidkeels" not in page.split("<title>")[1].split("</title>")[0]

    answer = client.post(url(h, action), sent | {"version": 1}, follow=True)

    assert OF_ACTION[action].done in text(answer)
    assert fresh(h).status == after


@pytest.mark.parametrize("action", [line[2] for line in DONE if line[3]], ids=str)
def test_an_open_question_is_said_at_the_question(request, w, action):
    who, status = next((line[0], line[1]) for line in DONE if line[2] == action and line[3])
    client, h = request.getfixturevalue(who), w.hulpvragen[status]

    page = text(client.post(url(h, action), {"version": 1}), 422)

    assert f'href="#id_text">{OF_ACTION[action].question.needed}' in page
    assert fresh(h).status == status


def test_asking_needs_a_day_to_come_and_keeps_the_text(loket, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]

    for day in ("", "31-02-2030", clock.today().isoformat(), "1-1-2099"):
        page = text(loket.post(url(h, Action.REQUEST_INFO), TEXT | {"voor": day, "version": 1}), 422)
        assert 'href="#id_voor"' in page
        assert "Met deze woorden." in page
    until = clock.today() + 10 * clock.DAY
    loket.post(url(h, Action.REQUEST_INFO), TEXT | {"voor": until.strftime("%d-%m-%Y"), "version": 1})

    assert (fresh(h).status, fresh(h).aanvulling_voor) == (Status.AANVULLING, until)


def test_the_school_reads_the_question_while_it_answers(loket, ib, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    until = clock.today() + 10 * clock.DAY
    loket.post(url(h, Action.REQUEST_INFO), {"text": "Welke toets ontbreekt?", "voor": until.isoformat(), "version": 1})

    assert "Welke toets ontbreekt?" in text(ib.get(url(h, Action.SUPPLEMENT)))


def test_a_handler_is_chosen_among_who_works_there(loket, w):
    h = w.hulpvragen[Status.INGEDIEND]
    page = text(loket.get(url(h, Action.ASSIGN)))
    assert "lotte Lotte" in page
    assert "marloes Marloes" not in page

    assert "Kies een van de antwoorden" in text(loket.post(url(h, Action.ASSIGN), {"user_id": w.people.marloes.pk}), 422)
    assert "Kies wie deze hulpvraag behandelt" in text(loket.post(url(h, Action.ASSIGN), {}), 422)
    loket.post(url(h, Action.ASSIGN), {"user_id": w.people.lotte.pk, "version": 1})

    assert fresh(h).behandelaar == w.people.lotte


def test_the_contact_is_chosen_among_the_ib_of_the_school(ib, w):
    h = w.hulpvragen[Status.INGEDIEND]
    page = text(ib.get(url(h, Action.CHANGE_CONTACT)))
    assert "Vertrekt: laatste dag met toegang" in page
    assert "eik Eik" not in page

    ib.post(url(h, Action.CHANGE_CONTACT), {"user_id": w.people.karin.pk, "version": 1})

    assert "karin@test.example" in text(ib.get(reverse("hulpvragen:school_data", args=[h.pk])))


def test_the_loket_takes_the_contact_over_when_nobody_is_left(loket, w):
    h = f.hulpvraag(f.dossier(f.vestiging("Zonder Ib")))

    assert "geen actieve contactpersoon" in text(loket.get(url(h, Action.TAKE)), 403)
    loket.post(url(h, Action.TAKE_OVER), TEXT | {"version": 1})
    assert fresh(h).contact_overgenomen_door == w.people.hans
    assert text(loket.get(url(h, Action.TAKE)))


def test_granting_belongs_to_an_arrangement(loket, w):
    h = f.hulpvraag(f.dossier(w.schools.roos), Status.IN_BEHANDELING, w.people.marloes, Soort.ARRANGEMENT)

    loket.post(url(h, Action.GRANT), TEXT | {"version": 1})

    assert fresh(h).status == Status.TOEGEKEND
    assert text(loket.get(url(w.hulpvragen[Status.IN_BEHANDELING], Action.GRANT)), 403)


def test_who_gives_it_away_returns_to_the_list(enter, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]

    answer = enter("los", "swv").post(url(h, Action.HAND_BACK), TEXT | {"version": 1})

    assert answer.url == reverse("hulpvragen:list")


def test_a_step_on_what_changed_meanwhile_keeps_the_text(loket, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    Hulpvraag.objects.filter(pk=h.pk).update(version=5)

    page = text(loket.post(url(h, Action.ADVISE), TEXT | {"version": 1}), 409)

    assert "Een collega heeft deze hulpvraag intussen gewijzigd." in page
    assert "Met deze woorden." in page
    assert 'name="version" value="5"' in page
    assert fresh(h).status == Status.IN_BEHANDELING


def test_a_step_sent_twice_is_done_once(loket, w):
    h = w.hulpvragen[Status.INGEDIEND]
    loket.post(url(h, Action.TAKE), {"version": 1})

    assert loket.post(url(h, Action.TAKE), {"version": 1}).url == reverse("hulpvragen:detail", args=[h.pk])
    assert Hulpvraag.objects.get(pk=h.pk).version == 2


def test_a_form_without_its_version_is_an_old_one(loket, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    assert loket.post(url(h, Action.ADVISE), TEXT).status_code == 409


def test_a_step_that_somebody_else_did_is_not_mine(loket, enter, w):
    h = w.hulpvragen[Status.INGEDIEND]
    loket.post(url(h, Action.TAKE), {"version": 1})

    assert "Dit kan niet bij een hulpvraag met de status" in text(enter("lotte", "swv").post(url(h, Action.TAKE), {"version": 1}), 403)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_an_outsider_gets_the_answer_of_an_unknown_address(outsider, w, same_as_unknown, step):
    same_as_unknown(outsider, "hulpvragen:act", w.hulpvragen[Status.INGEDIEND], actie=step.slug)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_a_reader_of_cards_does_nothing(enter, w, step):
    status = next(row.at[0] for row in workflow.TABLE if row.action == step.action)
    status = Status.INGEDIEND if status == Status.CONCEPT else status

    assert text(enter("directeur", "school").post(url(w.hulpvragen[status], step.action), TEXT), 403)


def test_a_wrong_method_is_refused(ib, w):
    assert ib.put(url(w.hulpvragen[Status.INGEDIEND], Action.WITHDRAW)).status_code == 405
