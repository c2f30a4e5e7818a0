"""The steps of the workflow as pages: shown, done once, refused with a reason, nothing typed lost."""

import uuid

import pytest
from django.conf import settings
from django.urls import reverse

from hulpvragen import workflow
from hulpvragen.enums import Action, Soort, Status
from hulpvragen.models import Hulpvraag
from hulpvragen.views.act_table import OF_ACTION, PLACED, STEPS
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


def day(ahead: int) -> str:
    return (clock.today() + ahead * clock.DAY).strftime("%d-%m-%Y")


TEXT = {"text": "Met deze woorden."}
PUBLISH = {"publiceren": "1"}  # the button of the page on which an outcome is checked
COPY = {"afschrift": "volgt"}
DONE = [  # who, at, action, what is sent, next status
    ("loket", Status.INGEDIEND, Action.TAKE, {}, Status.IN_BEHANDELING),
    ("loket", Status.IN_BEHANDELING, Action.HAND_BACK, TEXT, Status.INGEDIEND),
    ("loket", Status.IN_BEHANDELING, Action.ADVISE, TEXT | COPY | PUBLISH, Status.GEADVISEERD),
    ("loket", Status.IN_BEHANDELING, Action.REJECT, TEXT | COPY | PUBLISH, Status.AFGEWEZEN),
    ("loket", Status.IN_BEHANDELING, Action.REFUSE, TEXT | COPY | PUBLISH | {"grond": "geen_taak"}, Status.NIET_IN_BEHANDELING),
    ("ib", Status.AANVULLING, Action.SUPPLEMENT, TEXT, Status.IN_BEHANDELING),
    ("loket", Status.AANVULLING, Action.RESUME, TEXT, Status.IN_BEHANDELING),
    ("ib", Status.INGEDIEND, Action.WITHDRAW, TEXT, Status.INGETROKKEN),
    ("loket", Status.TOEGEKEND, Action.START_SUPPORT, {"begin": day(0), "voor": day(60)}, Status.LOPEND),
    ("loket", Status.LOPEND, Action.ASK_EVALUATION, {"voor": day(14)}, Status.EVALUATIE),
    ("ib", Status.EVALUATIE, Action.SUBMIT_EVALUATION, TEXT | {"doelen": "Meedoen.", "vervolg": "stoppen"}, Status.LOPEND),
    ("loket", Status.LOPEND, Action.EXTEND_SUPPORT, TEXT | PUBLISH | {"van": day(0), "tot": day(300)}, Status.LOPEND),
    ("ib", Status.TLV_AFGEGEVEN, Action.CLOSE, TEXT, Status.AFGEROND),
    ("loket", Status.INGEDIEND, Action.REFER, TEXT | {"naar": "SWV Elders"}, Status.DOORGEZONDEN),
    ("loket", Status.INGEDIEND, Action.EXTEND_TERM, TEXT | {"voor": day(25)}, Status.INGEDIEND),
    ("ib", Status.INGEDIEND, Action.FLAG, TEXT | {"spoed": "on"}, Status.INGEDIEND),
    ("loket", Status.AANVULLING, Action.MOVE_SUPPLEMENT_DATE, TEXT | {"voor": day(20)}, Status.AANVULLING),
    ("ib", Status.INGEDIEND, Action.RECALL, TEXT, Status.INGETROKKEN),
    ("loket", Status.TOEGEKEND, Action.CLOSE, TEXT, Status.AFGEROND),
    ("ib", Status.GEADVISEERD, Action.CLOSE, {}, Status.AFGEROND),
    ("loket", Status.INGEDIEND, Action.CLOSE_WITHOUT, TEXT | {"waarom": "dubbel"}, Status.AFGEROND),
    ("loket", Status.AFGEROND, Action.REOPEN, TEXT, Status.IN_BEHANDELING),
]


@pytest.mark.parametrize(("who", "status", "action", "sent", "after"), DONE, ids=[f"{line[1]}-{line[2]}" for line in DONE])
def test_a_step_is_explained_and_done(request, w, who, status, action, sent, after):
    client, h = request.getfixturevalue(who), w.hulpvragen[status]
    page = text(client.get(url(h, action)))
    assert ("Controleren" if OF_ACTION[action].check else OF_ACTION[action].button) in page
    assert "Luidkeels" not in page.split("<title>")[1].split("</title>")[0]

    answer = client.post(url(h, action), sent | {"version": 1}, follow=True)

    assert OF_ACTION[action].done.format(swv=settings.PORTAL_SWV_NAAM) in text(answer)
    assert fresh(h).status == after


GRANTED = TEXT | COPY | PUBLISH | {"van": day(0), "tot": day(200), "omvang": "budget", "budget": "1.250,50"}
ASKS_A_TEXT = [line for line in DONE if "text" in line[3]]


@pytest.mark.parametrize(("who", "status", "action", "sent", "after"), ASKS_A_TEXT, ids=[f"{line[1]}-{line[2]}" for line in ASKS_A_TEXT])
def test_an_open_question_is_said_at_the_question(request, w, who, status, action, sent, after):
    client, h = request.getfixturevalue(who), w.hulpvragen[status]
    needed = PLACED if status == Status.TLV_AFGEGEVEN else OF_ACTION[action].question

    page = text(client.post(url(h, action), sent | {"text": "", "version": 1}), 422)

    assert f'href="#id_text">{needed.needed}' in page
    assert fresh(h).status == status


def test_asking_needs_a_day_to_come_and_keeps_the_text(loket, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]

    for voor in ("", "31-02-2030", clock.today().isoformat(), "1-1-2099"):
        page = text(loket.post(url(h, Action.REQUEST_INFO), TEXT | {"eigen": "De toets", "voor": voor, "version": 1}), 422)
        assert 'href="#id_voor"' in page
        assert "Met deze woorden." in page
    until = clock.today() + 10 * clock.DAY
    loket.post(url(h, Action.REQUEST_INFO), TEXT | {"eigen": "De toets", "voor": until.strftime("%d-%m-%Y"), "version": 1})

    assert (fresh(h).status, fresh(h).aanvulling_voor) == (Status.AANVULLING, until)


def test_the_school_reads_the_question_while_it_answers(loket, ib, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    until = clock.today() + 10 * clock.DAY
    loket.post(url(h, Action.REQUEST_INFO), {"text": "We missen een toets.", "eigen": "Welke toets?", "voor": until.isoformat(), "version": 1})

    page = text(ib.get(url(h, Action.SUPPLEMENT)))
    assert "We missen een toets." in page
    assert "1. Welke toets?" in page


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

    ib.post(url(h, Action.CHANGE_CONTACT), {"user_ids": w.people.karin.pk, "vanaf": day(0), "version": 1})

    assert "karin@test.example" in text(ib.get(reverse("hulpvragen:school_data", args=[h.pk])))


def test_the_loket_takes_the_contact_over_when_nobody_is_left(loket, w):
    h = f.hulpvraag(f.dossier(f.vestiging("Zonder Ib")))

    assert "geen actieve contactpersoon" in text(loket.get(url(h, Action.TAKE)), 403)
    loket.post(url(h, Action.TAKE_OVER), TEXT | {"version": 1})
    assert fresh(h).contact_overgenomen_door == w.people.hans
    assert text(loket.get(url(h, Action.TAKE)))


def test_granting_belongs_to_an_arrangement(loket, w):
    h = f.hulpvraag(f.dossier(w.schools.roos), Status.IN_BEHANDELING, w.people.marloes, Soort.ARRANGEMENT)

    loket.post(url(h, Action.GRANT), GRANTED | {"version": 1})

    assert fresh(h).status == Status.TOEGEKEND
    assert text(loket.get(url(w.hulpvragen[Status.IN_BEHANDELING], Action.GRANT)), 403)


def test_who_gives_it_away_returns_to_the_list(enter, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]

    answer = enter("los", "swv").post(url(h, Action.HAND_BACK), TEXT | {"version": 1})

    assert answer.url == reverse("hulpvragen:list")


def test_a_step_on_what_changed_meanwhile_keeps_the_text(loket, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    Hulpvraag.objects.filter(pk=h.pk).update(version=5)

    page = text(loket.post(url(h, Action.ADVISE), TEXT | COPY | {"version": 1}), 409)

    assert "Een collega heeft deze hulpvraag intussen gewijzigd." in page
    assert "Met deze woorden." in page
    assert 'name="version" value="5"' in page
    assert fresh(h).status == Status.IN_BEHANDELING


def test_a_step_sent_twice_is_done_once(loket, w):
    h, form = w.hulpvragen[Status.INGEDIEND], {"version": 1, "key": uuid.uuid4()}
    loket.post(url(h, Action.TAKE), form)

    assert loket.post(url(h, Action.TAKE), form).url == reverse("hulpvragen:detail", args=[h.pk])
    assert fresh(h).version == 2


def test_the_answer_was_lost_and_a_colleague_went_on(loket, enter, w):
    h, form = w.hulpvragen[Status.INGEDIEND], {"version": 1, "key": uuid.uuid4()}
    loket.post(url(h, Action.TAKE), form)
    enter("lotte", "swv").post(url(h, Action.ADVISE), TEXT | COPY | PUBLISH | {"version": 2})

    answer = loket.post(url(h, Action.TAKE), form)

    assert answer.url == reverse("hulpvragen:detail", args=[h.pk])
    assert fresh(h).status == Status.GEADVISEERD


def test_the_key_of_somebody_else_does_nothing_for_me(loket, enter, w):
    h, form = w.hulpvragen[Status.INGEDIEND], {"version": 1, "key": uuid.uuid4()}
    loket.post(url(h, Action.TAKE), form)

    assert "Deze stap kan niet meer" in text(enter("lotte", "swv").post(url(h, Action.TAKE), form), 409)


def test_a_form_without_its_version_is_an_old_one(loket, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    assert loket.post(url(h, Action.ADVISE), TEXT | COPY).status_code == 409


def test_a_step_that_a_colleague_did_shows_both_versions(loket, enter, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    loket.post(url(h, Action.REJECT), COPY | PUBLISH | {"text": "Het besluit van Hans.", "version": 1})

    page = text(enter("lotte", "swv").post(url(h, Action.ADVISE), COPY | {"text": "Het advies van Lotte.", "version": 1}), 409)

    assert "Dit kan niet bij een hulpvraag met de status ‘Afgewezen’." in page
    assert "heeft de hulpvraag afgewezen" in page
    assert "Het besluit van Hans." in page
    assert "Het advies van Lotte." in page
    assert fresh(h).status == Status.AFGEWEZEN


def test_a_colleague_was_first_but_the_step_is_still_possible(loket, enter, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    loket.post(url(h, Action.FLAG), {"text": "De leerling zit thuis.", "thuiszitter": "on", "version": 1})

    page = text(enter("lotte", "swv").post(url(h, Action.ADVISE), COPY | {"text": "Het advies van Lotte.", "version": 1}), 409)

    assert "Dit is er intussen gebeurd" in page
    assert "niet goed ingevuld" not in page
    assert "De leerling zit thuis." in page
    assert "Het advies van Lotte.</textarea>" in page
    assert 'name="version" value="2"' in page


def test_who_lost_the_right_meanwhile_is_told_why_and_keeps_her_text(enter, w):
    h, los = w.hulpvragen[Status.IN_BEHANDELING], enter("los", "swv")
    assert text(los.get(url(h, Action.HAND_BACK)))
    enter("hans", "swv").post(url(h, Action.HAND_BACK), TEXT | {"version": 1})

    assert los.post(url(h, Action.HAND_BACK), TEXT | {"version": 1}).status_code == 404, "no longer hers to see"


def test_a_step_that_is_not_hers_is_refused_as_before(enter, w):
    assert text(enter("noord", "swv").post(url(w.hulpvragen[Status.INGEDIEND], Action.REFER), TEXT | {"version": 1}), 403)


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
