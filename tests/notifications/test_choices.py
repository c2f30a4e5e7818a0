"""How somebody wants a kind of message is asked when the envelope is made; decisions go by e-mail to who said so."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from notifications import emails, queries, services
from notifications.enums import CHOICES, Choice, How, Kind, Reason, State, ToWhom
from notifications.models import AnderKanaal, Delivery, Held, Outbox, Preference
from notifications.resolvers import Recipient
from notifications.texts import BY_POST, SCHOOL_KINDS, SCHOOL_ROLES, TEXTS, kind_of
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.errors import Invalid
from portal.lib.ids import uuid7


@pytest.fixture
def marloes(room):
    return room.holds("contact")


def wants(person, kind: Kind, choice: Choice) -> None:
    Preference.objects.update_or_create(user_id=person, kind=kind, defaults={"choice": choice})


def state() -> str:
    return Outbox.objects.get().state


def summary_comes(monkeypatch) -> None:
    monkeypatch.setattr(queries, "summary_after", lambda at: at)
    Outbox.objects.update(due_at=queries.moment())


# ---- decisions


@pytest.mark.parametrize("event", ["granted", "rejected", "refused"])
def test_who_never_said_so_gets_no_decision_by_mail_but_a_letter_and_the_news(event, room, marloes, sink):
    room.promise("contact", event=f"hulpvraag.{event}")

    room.sweep(3)

    assert [(task.user_id, task.reason) for task in queries.to_bring()] == [(marloes, Reason.POST)]
    assert [mail["Subject"] for mail in sink.mails] == ["Er is nieuws bij hulpvraag H-2026-0413"]
    assert "Uitkomst" not in str(sink.mails[0])
    assert "per post" in sink.mails[0].get_body(("plain",)).get_content()
    assert state() == State.KANAAL


def test_who_said_so_gets_it_by_mail(room, marloes, sink):
    wants(marloes, Kind.BESLUIT, Choice.DIGITAL)
    room.promise("contact", event="hulpvraag.granted")

    room.sweep(2)

    assert [mail["Subject"] for mail in sink.mails] == ["Er is een uitkomst van hulpvraag H-2026-0413"]
    assert (AnderKanaal.objects.count(), state()) == (0, State.DONE)


def test_it_is_asked_when_the_envelope_is_made(room, marloes, sink):
    wants(marloes, Kind.BESLUIT, Choice.POST)
    room.promise("contact", event="hulpvraag.granted")
    wants(marloes, Kind.BESLUIT, Choice.DIGITAL)

    room.sweep()

    assert "uitkomst" in sink.mails[0]["Subject"]
    assert "post" not in [field.name for field in Outbox._meta.fields]


def test_each_contact_has_her_own_choice(room, marloes, sink):
    yusuf = room.holds("contact", naam="Yusuf Demir")
    wants(yusuf, Kind.BESLUIT, Choice.DIGITAL)
    room.promise("contact", event="hulpvraag.granted")

    room.sweep(2)

    assert [task.user_id for task in queries.to_bring()] == [marloes]
    assert sorted((mail["To"], mail["Subject"].split()[2]) for mail in sink.mails) == [("marloes@school.example", "nieuws"), ("yusuf@school.example", "een")]


def test_the_news_is_left_out_for_who_wants_no_news(room, marloes, sink):
    wants(marloes, Kind.VOORTGANG, Choice.NEVER)
    room.promise("contact", event="hulpvraag.granted")

    room.sweep(2)

    assert (sink.mails, queries.to_bring().count()) == ([], 1)


def test_a_letter_that_was_sent_ends_it(room, marloes, sink):
    room.promise("contact", event="hulpvraag.granted")
    room.sweep()
    AnderKanaal.objects.update(done_at=clock.now(), done_by=uuid7(), how=How.LETTER, to_whom=ToWhom.BOARD, done_on=clock.today())
    Outbox.objects.update(due_at=queries.moment())

    room.sweep(3)

    assert (state(), AnderKanaal.objects.count(), len(sink.mails)) == (State.DONE, 1, 1)


@pytest.mark.parametrize(("kind", "event"), [(Kind.ADVIES, "advised"), (Kind.VERZOEK, "info_requested")])
def test_advice_and_questions_come_by_mail_unless_somebody_wants_a_letter(kind, event, room, marloes, sink):
    room.promise("contact", event=f"hulpvraag.{event}")
    room.sweep()
    assert (len(sink.mails), AnderKanaal.objects.count()) == (1, 0)

    wants(marloes, kind, Choice.POST)
    room.promise("contact", event=f"hulpvraag.{event}")
    room.sweep()
    assert AnderKanaal.objects.count() == 1


def test_the_swvs_own_people_are_no_addressees_of_a_decision(room, sink):
    room.holds("behandelaar", naam="Hans de Wit")
    room.promise("behandelaar", event="hulpvraag.granted")

    room.sweep()

    assert (len(sink.mails), AnderKanaal.objects.count(), state()) == (1, 0, State.DONE)


# ---- news


def test_no_news_is_no_mail_and_no_loss(room, marloes, sink):
    wants(marloes, Kind.VOORTGANG, Choice.NEVER)
    room.promise("contact")

    room.sweep()

    assert (sink.mails, state(), Delivery.objects.count()) == ([], State.DONE, 0)


def test_a_summary_holds_what_came_in_that_day_in_one_mail(room, marloes, sink, monkeypatch):
    wants(marloes, Kind.VOORTGANG, Choice.DAILY)
    room.promise("contact", event="hulpvraag.taken", term=dt.date(2026, 11, 27))
    room.promise("contact", event="hulpvraag.closed")
    room.promise("contact", event="hulpvraag.info_requested", term=dt.date(2026, 11, 27))
    room.sweep(2)
    assert [mail["Subject"] for mail in sink.mails] == ["Er is een vraag aan u in hulpvraag H-2026-0413"], "a question never waits"

    summary_comes(monkeypatch)
    room.sweep(2)

    [_, summary] = sink.mails
    assert (summary["Subject"], summary["To"]) == ("Overzicht van vandaag: 2 berichten", "marloes@school.example")
    for text in (summary.get_body(("plain",)).get_content(), summary.get_body(("html",)).get_content()):
        assert "Voortgang" in text
        assert "Afronding" in text
        assert "U krijgt uiterlijk vrijdag 27 november 2026 antwoord." in text
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.DONE}
    assert Delivery.objects.filter(message_id=summary["Message-ID"]).count() == 2
    assert not Held.objects.exists()


def test_a_summary_goes_to_who_holds_the_role_then(room, marloes, sink, monkeypatch):
    from tests.notifications import contacts

    wants(marloes, Kind.VOORTGANG, Choice.DAILY)
    room.promise("contact")
    room.sweep()
    contacts.stop(marloes)
    room.holds("contact", naam="Yusuf Demir")

    summary_comes(monkeypatch)
    room.sweep()

    assert (sink.addressed, state()) == (["yusuf@school.example"], State.DONE)


def test_who_chooses_otherwise_meanwhile_gets_the_mail_itself(room, marloes, sink, monkeypatch):
    wants(marloes, Kind.VOORTGANG, Choice.DAILY)
    room.promise("contact")
    room.sweep()
    wants(marloes, Kind.VOORTGANG, Choice.AT_ONCE)

    summary_comes(monkeypatch)
    room.sweep()

    assert [mail["Subject"] for mail in sink.mails] == ["In behandeling: hulpvraag H-2026-0413"]


def test_a_summary_that_fails_is_tried_again_whole(room, marloes, sink, monkeypatch):
    wants(marloes, Kind.VOORTGANG, Choice.DAILY)
    room.promise("contact")
    room.promise("contact")
    room.sweep()
    summary_comes(monkeypatch)
    sink.faults["marloes@school.example"].extend(["451", "451"])
    room.sweep()
    assert (sink.mails, Delivery.objects.count(), Held.objects.count()) == ([], 0, 2)

    Outbox.objects.update(due_at=queries.moment())
    room.sweep()

    assert len(sink.mails) == 1
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.DONE}


@pytest.mark.parametrize(("kept", "due"), [
    ("2026-11-27T14:59:59+00:00", "2026-11-27T15:00+00:00"), ("2026-11-27T15:00:00+00:00", "2026-11-28T15:00+00:00"),
    ("2026-06-30T23:30:00+00:00", "2026-07-01T14:00+00:00"), ("2026-03-28T15:00:00+00:00", "2026-03-29T14:00+00:00"),
])  # fmt: skip
def test_a_summary_comes_at_four_in_the_afternoon(kept, due):
    assert queries.summary_after(dt.datetime.fromisoformat(kept)) == dt.datetime.fromisoformat(due)


# ---- choosing


@pytest.fixture
def her(db):
    from tests import world

    return world.get().people.marloes


def test_a_choice_is_kept_with_its_moment_and_stands_in_the_trail(her, act):
    with act(her, "school"):
        assert services.choose(by=her, choices={Kind.BESLUIT: Choice.DIGITAL, Kind.VOORTGANG: Choice.AT_ONCE}) == {Kind.BESLUIT, Kind.VOORTGANG}
        assert services.choose(by=her, choices={Kind.BESLUIT: Choice.DIGITAL, Kind.VOORTGANG: Choice.DAILY}) == {Kind.VOORTGANG}
        stands = queries.choices_of(her.pk)
        assert queries.chosen_at(her.pk).keys() == {Kind.BESLUIT, Kind.VOORTGANG}

    assert (stands[Kind.BESLUIT], stands[Kind.VOORTGANG], stands[Kind.ADVIES]) == (Choice.DIGITAL, Choice.DAILY, Choice.DIGITAL)
    told = AuditEvent.objects.filter(event="mail.chosen", actor_id=her.pk).order_by("at").values_list("detail", flat=True)
    assert {"kind": "besluit", "from": "", "to": "digital"} in told
    assert told[2] == {"kind": "voortgang", "from": "at_once", "to": "daily"}
    assert len(told) == 3


def test_what_cannot_be_chosen_is_refused(her, act):
    with act(her, "school"), pytest.raises(Invalid):
        services.choose(by=her, choices={Kind.ONTVANGST: Choice.NEVER})
    with act(her, "school"), pytest.raises(DatabaseError), transaction.atomic():
        Preference.objects.create(user_id=her.pk, kind=Kind.ONTVANGST, choice=Choice.NEVER)


def test_nobody_chooses_for_another(her, act):
    with act(her, "school"):
        services.choose(by=her, choices={Kind.BESLUIT: Choice.DIGITAL})
        assert Preference.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            Preference.objects.create(user_id=uuid7(), kind=Kind.BESLUIT, choice=Choice.DIGITAL)
    from tests import world

    with act(world.get().people.karin, "school"):
        assert not Preference.objects.exists()
        assert Preference.objects.update(choice=Choice.POST) == 0


# ---- the tables


def test_every_event_has_a_kind_for_every_role():
    for event, said in TEXTS.items():
        for role in said:
            assert (kind_of(event, role or "contact") in CHOICES) is not event.startswith(("toegang.", "mutatie.", "schorsing.", "controle.", "telefoon.", "verhuizing."))


def test_decisions_are_by_post_until_somebody_says_otherwise():
    assert CHOICES[Kind.BESLUIT][0] == Choice.POST
    assert {SCHOOL_KINDS[TEXTS[f"hulpvraag.{event}"][""].soort] for event in ("granted", "rejected", "refused")} == {Kind.BESLUIT}
    assert {kind_of("hulpvraag.granted", role) for role in ("behandelaar", "loket")} == {Kind.WERK}
    assert {"filer", "contact", "contactpersoon"} == SCHOOL_ROLES
    assert SCHOOL_KINDS[BY_POST.soort] == Kind.VOORTGANG


def test_only_who_had_a_summary_can_name_it(settings):
    """Its Message-ID is what a report of returned mail is believed by; whose it is and its hour are no secret."""
    person, due = Recipient(uuid7(), "marloes@school.example", "Marloes"), dt.datetime(2026, 12, 1, 16, tzinfo=dt.UTC)
    hers = emails.summary_id(person, due)

    assert hers == emails.summary_id(person, due) != emails.summary_id(person, due + clock.DAY)
    settings.PORTAL_MASTER_KEYS = {1: b"another key of thirty-two bytes."}
    assert emails.summary_id(person, due) != hers
