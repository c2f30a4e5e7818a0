"""The ledger as its readers meet it: what was sent, to whom, what came back, when it was read."""

import csv
import datetime as dt
import io
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from hulpvragen import policy
from hulpvragen.enums import Status
from hulpvragen.queries import outbox
from notifications.enums import How, Outcome, Reason, State, ToWhom
from notifications.models import AnderKanaal, Delivery, Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.db import rows
from tests import factories as f

SENT = reverse("outbox_sent")
MESSAGE_ID = "<0f8fad5b-d9cb-469f-a165-70867728950e@localhost>"
AN_HOUR_AGO = dt.timedelta(hours=1)


def promise(hulpvraag, role: str = "contact", **fields) -> Outbox:
    return Outbox.objects.create(
        occasion=uuid.uuid4(), event="hulpvraag.taken", subject_id=hulpvraag.pk, role=role,
        kenmerk="H-2026-0001", due_at=clock.now(), **{"subject_type": "hulpvraag", "state": State.DONE, **fields},
    )  # fmt: skip


def line(of: Outbox, user, outcome: str = Outcome.SENT, **fields) -> Delivery:
    return Delivery.objects.create(
        outbox=of, occasion=of.occasion, user_id=user.pk, outcome=outcome,
        **{"message_id": MESSAGE_ID, "at": clock.now() - AN_HOUR_AGO, **fields},
    )  # fmt: skip


def task(of: Outbox, user, reason: str = Reason.BOUNCED) -> AnderKanaal:
    return AnderKanaal.objects.create(outbox=of, occasion=of.occasion, user_id=user.pk, reason=reason)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


@pytest.fixture
def h(w):
    return w.hulpvragen[Status.IN_BEHANDELING]


@pytest.fixture
def mail(w, h):
    return line(promise(h), w.people.marloes)


def page(hulpvraag) -> str:
    return reverse("hulpvragen:sent", args=[hulpvraag.pk])


# ---- of one hulpvraag


@pytest.mark.parametrize(("name", "zijde"), [
    ("marloes", "school"), ("karin", "school"), ("directeur", "school"), ("hans", "swv"), ("noord", "swv"), ("los", "swv"), ("privacy", "swv"),
])  # fmt: skip
def test_who_sees_its_card_reads_what_was_sent(enter, mail, h, name, zijde):
    shown = text(enter(name, zijde).get(page(h)))

    for words in ("marloes", "de contactpersoon", "Voortgang", "Geaccepteerd", "0f8fad5b-d9cb-469f-a165-70867728950e"):
        assert words in shown.lower() or words in shown
    assert "marloes@test.example" not in shown


def test_others_do_not_find_it(enter, mail, h, same_as_unknown):
    for name, zijde in (("buiten", "school"), ("mutaties", "swv"), ("beheer", "swv")):
        same_as_unknown(enter(name, zijde), "hulpvragen:sent", h)
    assert enter("ouder", "gast").get(page(h)).status_code == 404


def test_a_guest_hears_that_it_is_not_for_him(enter, w):
    assert "alleen de school" in text(enter("ouder", "gast").get(page(w.hulpvragen[Status.INGEDIEND])), 403)


def test_nothing_is_sent_about_a_concept(ib, w):
    assert "concept" in text(ib.get(page(w.hulpvragen[Status.CONCEPT])), 403)
    assert "Verzonden berichten" not in text(ib.get(reverse("hulpvragen:detail", args=[w.hulpvragen[Status.CONCEPT].pk])))


@pytest.mark.parametrize(("returned", "code", "words"), [
    (Outcome.BOUNCED, "5.1.1", "Teruggekomen (5.1.1)"), (Outcome.EXPIRED, "4.4.7", "Niet op tijd bezorgd (4.4.7)"),
])  # fmt: skip
def test_what_came_back_says_so(loket, w, h, mail, returned, code, words):
    line(mail.outbox, w.people.marloes, returned, code=code)

    shown = text(loket.get(page(h)))

    assert words in shown
    assert "Geaccepteerd" not in shown


def test_a_refusal_has_its_code_and_the_resend_its_number(loket, w, h):
    of = promise(h)
    line(of, w.people.marloes, Outcome.REFUSED, code="550")
    line(of, w.people.marloes, attempt=2, message_id="<second@localhost>")

    shown = text(loket.get(page(h)))

    assert "Geweigerd (550)" in shown
    assert "opnieuw gestuurd, keer 2" in shown


def test_the_ledger_tells_when_she_came_to_read_it(loket, w, h, mail):
    def happened(event: str, minutes: int, **fields):
        AuditEvent.objects.create(
            trace=uuid.uuid4(), source="web", actor_id=w.people.marloes.pk, actor_name="Marloes", event=event,
            at=mail.at + dt.timedelta(minutes=minutes), **fields,
        )  # fmt: skip

    happened("log_in.verified", -10)
    happened("hulpvraag.viewed", -9, hulpvraag_id=h.pk)
    assert "Hulpvraag nog niet geopend" in text(loket.get(page(h)))
    happened("log_in.verified", 5)
    happened("hulpvraag.viewed", 6, hulpvraag_id=w.hulpvragen[Status.INGEDIEND].pk)
    happened("hulpvraag.viewed", 7, hulpvraag_id=h.pk)
    happened("hulpvraag.viewed", 30, hulpvraag_id=h.pk)

    [message] = loket.get(page(h)).context["messages_sent"]
    read = message["message"]
    assert read.logged_in_at == mail.at + dt.timedelta(minutes=5)
    assert read.opened_at == mail.at + dt.timedelta(minutes=7)


def test_when_somebody_logged_in_is_the_swvs_to_know(enter, act, w, h, mail):
    AuditEvent.objects.create(
        trace=uuid.uuid4(), source="web", actor_id=w.people.marloes.pk, event="log_in.verified", at=mail.at + dt.timedelta(minutes=5)
    )
    told = line(promise(h, "loket"), w.people.hans, message_id="<x@localhost>")

    def read(name, zijde):
        with act(getattr(w.people, name), zijde):
            return {row["delivery_id"]: row["ingelogd"] for row in rows("select * from app_gelezen(%s)", h.pk)}

    assert read("hans", "swv")[mail.pk] == mail.at + dt.timedelta(minutes=5)
    assert read("karin", "school") == {mail.pk: None}
    assert told.pk in read("privacy", "swv")
    for name, zijde in (("buiten", "school"), ("mutaties", "swv"), ("ouder", "swv")):
        assert read(name, zijde) == {}


def test_a_school_does_not_read_names_of_another_school(enter, w, h):
    line(promise(h), w.people.buiten)

    shown = text(enter("marloes", "school").get(page(h)))

    assert "iemand van een andere school" in shown
    assert "Buiten" not in shown
    assert "Buiten" in text(enter("hans", "swv").get(page(h)))


def test_a_promise_of_which_nothing_went_out_says_how_it_stands(loket, h):
    promise(h, state=State.WAITING)

    assert "Wacht op een contactpersoon" in text(loket.get(page(h)))


def test_opening_the_ledger_is_a_look(loket, h, mail):
    loket.get(page(h))

    assert AuditEvent.objects.filter(event="hulpvraag.viewed", object_type="verzonden", hulpvraag_id=h.pk).count() == 1


def test_the_file_holds_the_same_and_no_formula(loket, w, h, mail):
    type(w.people.marloes).objects.filter(pk=w.people.marloes.pk).update(voornaam="=HYPERLINK(1)")
    task(mail.outbox, w.people.marloes)

    response = loket.get(reverse("hulpvragen:sent_csv", args=[h.pk]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert h.kenmerk in response["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 3
    assert [row[2] for row in lines[1:]] == ["'=HYPERLINK(1) Marloes"] * 2
    assert lines[2][5] == MESSAGE_ID
    assert "Luidkeels" not in response.content.decode()


# ---- of the whole post room


@pytest.mark.parametrize(("name", "zijde", "count"), [
    ("hans", "swv", 2), ("mutaties", "swv", 2), ("beheer", "swv", 2), ("marloes", "school", 1), ("buiten", "school", 1),
])  # fmt: skip
def test_the_list_shows_what_each_may_see(enter, w, mail, name, zijde, count):
    line(promise(w.elsewhere), w.people.buiten)

    assert len(enter(name, zijde).get(SENT).context["messages_sent"]) == count


def test_a_consulent_has_no_list_of_everything(enter):
    text(enter("noord", "swv").get(SENT), 403)


def test_the_list_goes_on_after_a_page(loket, w, h, monkeypatch):
    from hulpvragen.views import outbox

    monkeypatch.setattr(outbox, "PAGE", 2)
    of = [line(promise(h), w.people.marloes, at=clock.now() - dt.timedelta(minutes=n)) for n in range(3)]

    first = loket.get(SENT)
    second = loket.get(first.context["next_url"])

    told = [message["message"].line.pk for one in (first, second) for message in one.context["messages_sent"]]
    assert told == [one.pk for one in of]
    assert second.context["next_url"] == ""
    assert loket.get(f"{SENT}?na=onzin").status_code == 200


# ---- by another channel


@pytest.fixture
def open_task(w, h):
    return task(promise(h, state=State.KANAAL), w.people.marloes)


def bring(of: AnderKanaal) -> str:
    return reverse("outbox_bring", args=[of.pk])


def done(**fields) -> dict:
    today = clock.today()
    return {"how": "phone", "to_whom": "director", "done_on": f"{today.day}-{today.month}-{today.year}", **fields}


def test_the_loket_brings_it_and_says_how(loket, w, h, open_task):
    home = loket.get(reverse("outbox"))
    assert {label: count for label, _, _, count in home.context["frame"].nav}["E-mailnotificaties"] == 1
    assert bring(open_task) in text(home)
    assert "kwam twee keer terug" in text(loket.get(bring(open_task)))

    answer = loket.post(bring(open_task), done(), follow=True)

    assert "Vastgelegd" in text(answer)
    open_task.refresh_from_db()
    assert (open_task.how, open_task.to_whom, open_task.done_on, open_task.done_by) == (How.PHONE, ToWhom.DIRECTOR, clock.today(), w.people.hans.pk)
    assert loket.get(reverse("outbox")).context["tasks"] == []
    told = AuditEvent.objects.get(event="hulpvraag.told_otherwise")
    assert told.detail["how"] == "phone"
    assert (told.hulpvraag_id, told.actor_id) == (h.pk, w.people.hans.pk)
    assert "Gebeld op" in text(loket.get(page(h)))
    assert "langs een andere weg" in text(loket.get(reverse("hulpvragen:detail", args=[h.pk])))


def test_the_school_reads_that_and_how_it_was_brought(ib, w, h, open_task):
    assert "Het loket moet dit nog geven" in text(ib.get(page(h)))
    assert len(ib.get(reverse("outbox")).context["tasks"]) == 1


@pytest.mark.parametrize(("name", "zijde"), [("marloes", "school"), ("mutaties", "swv"), ("beheer", "swv"), ("privacy", "swv")])
def test_others_who_see_it_may_not_do_it(enter, open_task, name, zijde):
    for address in (bring(open_task), reverse("outbox_mail_again", args=[open_task.pk])):
        assert "Alleen het loket" in text(enter(name, zijde).post(address, done()), 403)
    open_task.refresh_from_db()
    assert open_task.done_at is None


@pytest.mark.parametrize(("name", "zijde"), [("buiten", "school"), ("noord", "swv"), ("ouder", "gast")])
def test_who_does_not_see_it_does_not_find_it(enter, open_task, name, zijde):
    assert enter(name, zijde).get(bring(open_task)).status_code == 404


@pytest.mark.parametrize(("fields", "words"), [
    ({"how": ""}, "Kies hoe u het bericht hebt gegeven"), ({"how": "email"}, "Kies een van de antwoorden"), ({"how": "lapsed"}, "Kies een van de antwoorden"),
    ({"to_whom": ""}, "Kies wie het bericht kreeg"), ({"to_whom": "Jan"}, "Kies een van de antwoorden"),
    ({"done_on": ""}, "Vul in op welke dag u het hebt gedaan"), ({"done_on": "31-2-2026"}, "Deze datum bestaat niet"),
    ({"done_on": "morgen"}, "Vul een datum in"), ({"done_on": "1-1-2099"}, "Deze dag moet nog komen"), ({"done_on": "1-1-2001"}, "Deze dag ligt voor het bericht"),
])  # fmt: skip
def test_bad_input_is_told_at_the_field_and_nothing_is_stored(loket, open_task, fields, words):
    answer = loket.post(bring(open_task), done(**fields))

    assert words in text(answer, 422)
    kept = {name: value for name, value in done().items() if name not in fields}
    assert {name: answer.context["form"][name].value() for name in kept} == kept
    open_task.refresh_from_db()
    assert open_task.done_at is None


def test_a_letter_is_not_settled_by_a_call_nor_by_mail(loket, w, h):
    of = task(promise(h, state=State.KANAAL), w.people.marloes, Reason.POST)
    assert "Opnieuw mailen" not in text(loket.get(bring(of)))
    assert "per post" in text(loket.get(bring(of)))

    text(loket.post(bring(of), done(how="phone")), 422)
    text(loket.post(reverse("outbox_mail_again", args=[of.pk])), 403)
    of.refresh_from_db()
    assert of.done_at is None


def test_with_a_better_address_the_loket_mails_again(loket, open_task):
    text(loket.post(reverse("outbox_mail_again", args=[open_task.pk]), follow=True))

    open_task.refresh_from_db()
    of = Outbox.objects.get()
    assert open_task.how == How.EMAIL
    assert of.state == State.PENDING
    assert of.retried_at is not None


def test_the_second_of_two_hears_that_it_was_done(loket, enter, open_task):
    text(loket.post(bring(open_task), done(), follow=True))

    assert enter("lotte", "swv").post(bring(open_task), done()).status_code == 404
    assert AuditEvent.objects.filter(event="hulpvraag.told_otherwise").count() == 1


# ---- the second wall


def test_the_wall_lets_only_the_loket_close_a_task_and_in_its_own_name(w, act, open_task):
    def close(by):
        return AnderKanaal.objects.update(done_at=clock.now(), done_by=by.pk, how="phone", to_whom="director", done_on=clock.today())

    for name in ("mutaties", "beheer", "privacy", "noord"):
        with act(getattr(w.people, name), "swv"):
            assert close(getattr(w.people, name)) == 0
    with act(w.people.marloes, "school"), pytest.raises(DatabaseError), transaction.atomic():
        close(w.people.marloes)
    with act(w.people.hans, "swv"), pytest.raises(DatabaseError), transaction.atomic():
        close(w.people.lotte)
    with act(w.people.hans, "swv"):
        assert close(w.people.hans) == 1
        assert close(w.people.hans) == 0, "what is done stands"


def test_the_wall_shows_the_ledger_with_its_promise(w, act, mail, open_task):
    line(promise(w.elsewhere), w.people.buiten)
    for name, zijde, count in (("marloes", "school", 1), ("buiten", "school", 1), ("hans", "swv", 2), ("noord", "swv", 1), ("privacy", "swv", 2)):
        with act(getattr(w.people, name), zijde):
            assert Delivery.objects.count() == count, name
    with act(w.people.buiten, "school"):
        assert not AnderKanaal.objects.exists()
    with act(w.people.ouder, "gast"), pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.exists()


def test_a_contact_of_a_school_that_moved_on_is_still_named_to_it(enter, w, h):
    left = f.person("Oud", "Collega")
    f.post(left, "ib", w.schools.roos, laatste_dag=clock.today() - 30 * clock.DAY)
    line(promise(h), left)

    assert "Oud Collega" in text(enter("marloes", "school").get(page(h)))


def test_the_program_too_keeps_the_mail_of_an_invitation_from_the_swv(w, h, mail):
    """Asked without the second wall: of a concept the SWV may not even know that somebody was invited."""
    about = promise(h, subject_type="uitnodiging")
    line(about, w.people.ouder, message_id="<an-invitation@localhost>")
    asked, own = task(about, w.people.ouder), task(mail.outbox, w.people.marloes)

    for name, zijde in (("hans", "swv"), ("privacy", "swv"), ("marloes", "school")):
        who = policy.asker(getattr(w.people, name), zijde)
        assert [one.line for one in outbox.latest(who, None, 9)] == [mail]
        assert outbox.to_bring(who) == [own]
        assert outbox.task(who, asked.pk) is None
