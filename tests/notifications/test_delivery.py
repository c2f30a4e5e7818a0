"""Who gets a promise's mail, how often, and what stands when it cannot be brought."""

import datetime as dt
from uuid import UUID

import pytest

from notifications import queries, resolvers, services
from notifications.enums import State
from notifications.models import Delivery, Outbox
from notifications.resolvers import Recipient
from notifications.services import delivering
from portal.lib.db import one, rows
from portal.lib.ids import uuid7
from tests.notifications import contacts

MINUTE = dt.timedelta(minutes=1)


def state() -> str:
    return Outbox.objects.get().state


def pause_left() -> dt.timedelta:
    return Outbox.objects.get().due_at - queries.moment()


def time_passes() -> None:
    """What is due later is due now."""
    Outbox.objects.update(due_at=queries.moment())


# ---- who


def test_each_holder_gets_a_mail_of_her_own(room, sink):
    room.holds("contact", naam="Marloes van Dijk")
    room.holds("contact", naam="Yusuf Demir")
    room.holds("loket", naam="Anna Vos")
    room.promise("contact")

    room.sweep()

    assert sink.addressed == ["marloes@school.example", "yusuf@school.example"]
    assert [talk.to for talk in sink.talks if len(talk.to) != 1] == []
    assert [mail["Cc"] or mail["Bcc"] for mail in sink.mails] == [None, None]
    assert state() == State.DONE


def test_nobody_is_told_twice(room, sink):
    room.holds("contact")
    room.promise("contact")

    room.sweep(3)

    assert len(sink.mails) == 1


def test_the_actor_is_not_mailed(room, sink):
    actor = room.holds("contact", naam="Marloes van Dijk")
    room.holds("contact", naam="Yusuf Demir")
    room.promise("contact", by=actor)

    room.sweep()

    assert sink.addressed == ["yusuf@school.example"]
    assert state() == State.DONE


def test_a_promise_to_the_actor_alone_is_kept_without_mail(room, sink):
    actor = room.holds("contact")
    room.promise("contact", by=actor)

    room.sweep()

    assert (sink.mails, state()) == ([], State.DONE)


def test_the_actor_gets_her_receipt(room, sink):
    actor = room.holds("filer")
    room.promise("filer", event="hulpvraag.submitted", by=actor)

    room.sweep()

    assert [mail["Subject"] for mail in sink.mails] == ["Ontvangstbevestiging van hulpvraag H-2026-0413"]


def test_one_mail_per_person_per_occasion(room, sink):
    person = room.holds("contact")
    room.holds("behandelaar", user_id=person)
    room.promise("contact", "behandelaar", event="hulpvraag.closed")

    room.sweep()

    assert len(sink.mails) == 1
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.DONE}


def test_two_occasions_are_two_mails(room, sink):
    room.holds("contact")
    room.promise("contact")
    room.promise("contact")

    room.sweep()

    assert len(sink.mails) == 2
    assert len({mail["Message-ID"] for mail in sink.mails}) == 2


def test_the_ledger_holds_no_address(room, sink):
    person = room.holds("contact")
    room.promise("contact")

    room.sweep()

    line = Delivery.objects.get()
    assert (line.user_id, line.outcome) == (person, "sent")
    assert line.message_id == sink.mails[0]["Message-ID"]
    assert "school.example" not in str(rows("select * from notifications_delivery, notifications_outbox"))


# ---- nobody there


def test_without_a_holder_it_waits_and_the_successor_gets_it_once(room, sink):
    leaver = room.holds("contact", naam="Karin Postma")
    contacts.stop(leaver)
    room.promise("contact")
    room.sweep(2)
    assert [p.role for p in queries.waiting()] == ["contact"]

    room.holds("contact", naam="Yusuf Demir")
    room.sweep(3)

    assert sink.addressed == ["yusuf@school.example"]
    assert (state(), list(queries.waiting())) == (State.DONE, [])


def test_what_waits_does_not_keep_others_waiting(room, sink, role):
    room.promise("loket", event="hulpvraag.handed_back")
    room.sweep()
    room.holds("contact")
    room.promise("contact")

    with role("portal_worker"):
        services.sweep(limit=1)  # takes the one that waits, and puts it at the end of the row
        services.sweep(limit=1)

    assert len(sink.mails) == 1


def test_a_role_that_may_lapse_does_not_wait(room, sink):
    room.promise("toegewezene", event="hulpvraag.submitted")

    room.sweep()

    assert (sink.mails, state()) == ([], State.DONE)


def test_told_once_is_enough_when_everybody_leaves(room, sink):
    told = room.holds("contact", naam="Marloes van Dijk")
    other = room.holds("contact", naam="Yusuf Demir")
    sink.faults["yusuf@school.example"].append("451")
    room.promise("contact")
    room.sweep()
    contacts.stop(told)
    contacts.stop(other)
    time_passes()

    room.sweep()

    assert (sink.addressed, state()) == (["marloes@school.example"], State.DONE)


# ---- between asking and mailing


def answers(monkeypatch, *turns):
    """Make the resolver give another answer at each question."""
    given = iter(turns)
    monkeypatch.setattr(resolvers, "_resolvers", {"hulpvraag": (lambda *_: next(given), frozenset(), frozenset())})


MARLOES = Recipient(UUID(int=1), "marloes@school.example", "Marloes van Dijk")


def test_who_lost_the_role_in_between_gets_no_mail(room, sink, monkeypatch):
    room.promise("contact")
    answers(monkeypatch, [MARLOES], [], [])

    room.sweep()
    assert (sink.mails, state()) == ([], State.PENDING)
    room.sweep()
    assert (sink.mails, state(), Delivery.objects.count()) == ([], State.WAITING, 0)


def test_an_address_that_changed_in_between_is_asked_again(room, sink, monkeypatch):
    room.promise("contact")
    moved = Recipient(MARLOES.user_id, "m.vandijk@school.example", MARLOES.naam)
    answers(monkeypatch, [MARLOES], [moved], [moved], [moved])

    room.sweep(2)

    assert sink.addressed == ["m.vandijk@school.example"]


# ---- faults


@pytest.mark.parametrize("fault, code", [
    ("421", "smtp_421"), ("451", "smtp_451"), ("hang", "SMTPServerDisconnected"), ("reset", "SMTPServerDisconnected"),
])  # fmt: skip
def test_a_fault_is_tried_again_after_a_pause(fault, code, room, sink):
    room.holds("contact")
    room.promise("contact")
    sink.draw = lambda: fault
    room.sweep(2)
    promise = Outbox.objects.get()
    assert (promise.state, promise.attempts, promise.last_error) == (State.PENDING, 1, code)
    assert Delivery.objects.count() == 0

    sink.draw = lambda: ""
    time_passes()
    room.sweep()

    assert (state(), Outbox.objects.get().last_error) == (State.DONE, "")


def test_the_pauses_grow_to_an_hour_and_then_it_stands_on_the_list(room, sink):
    room.holds("contact")
    room.promise("contact")
    sink.draw = lambda: "451"
    pauses = []

    for _ in range(delivering.MAX_ATTEMPTS - 1):
        room.sweep()
        pauses.append(round(pause_left() / MINUTE))
        assert list(queries.failed()) == []
        time_passes()
    room.sweep()

    assert pauses == [1, 2, 4, 8, 16, 32, 60]
    assert [(p.last_error, p.attempts) for p in queries.failed()] == [("smtp_451", 8)]
    room.sweep()
    assert len(sink.talks) == delivering.MAX_ATTEMPTS


def test_a_refusal_counts_for_that_person_alone(room, sink):
    gone = room.holds("contact", naam="Karin Postma")
    room.holds("contact", naam="Yusuf Demir")
    sink.faults["karin@school.example"].append("550")
    room.promise("contact")

    room.sweep()

    assert sink.addressed == ["yusuf@school.example"]
    assert list(Delivery.objects.filter(outcome="refused").values_list("user_id", "code")) == [(gone, "550")]
    assert state() == State.PENDING


def test_a_refusal_is_remembered_while_another_is_tried_again(room, sink):
    room.holds("contact", naam="Karin Postma")
    room.holds("contact", naam="Yusuf Demir")
    sink.faults["karin@school.example"].append("554")
    sink.faults["yusuf@school.example"].append("451")
    room.promise("contact")
    room.sweep()
    time_passes()

    room.sweep()

    assert (sink.addressed, state()) == (["yusuf@school.example"], State.PENDING)
    assert sum("karin@school.example" in talk.to for talk in sink.talks) == 1  # hers has an hour of rest


def test_a_failure_put_back_reaches_only_who_was_missed(room, sink, world, act):
    room.holds("contact", naam="Karin Postma")
    room.holds("contact", naam="Yusuf Demir")
    sink.faults["karin@school.example"].extend(["451"] * delivering.MAX_ATTEMPTS)
    [failure] = room.promise("contact")
    for _ in range(delivering.MAX_ATTEMPTS):
        room.sweep()
        time_passes()
    assert state() == State.FAILED

    with act(world.people.hans, "swv"):
        services.retry(failure.pk)
    room.sweep()

    assert sink.addressed == ["karin@school.example", "yusuf@school.example"]
    assert state() == State.DONE


def test_a_refused_person_who_left_keeps_nothing_open(room, sink):
    gone = room.holds("contact", naam="Karin Postma")
    room.holds("contact", naam="Yusuf Demir")
    sink.faults["karin@school.example"].append("550")
    room.promise("contact")
    room.sweep()
    contacts.stop(gone)
    time_passes()

    room.sweep()

    assert state() == State.DONE


def test_a_fault_of_one_promise_does_not_stop_the_round(committed_room, sink):
    room = committed_room

    def faulty(subject_id, role, actor_id):
        if role == "loket":
            one("select 1 / 0")
        return contacts.holders(subject_id, role, actor_id)

    room.holds("contact")
    room.promise("loket", event="hulpvraag.handed_back")
    room.promise("contact")
    resolvers.register("hulpvraag", faulty)

    room.sweep()

    assert len(sink.mails) == 1
    assert Outbox.objects.get(role="loket").last_error == "DataError"


def test_nobody_answers_for_the_subject(room, sink, monkeypatch):
    room.promise("contact")
    monkeypatch.setattr(resolvers, "_resolvers", {})

    room.sweep()

    assert Outbox.objects.get().last_error == "KeyError"


def test_the_log_holds_no_address(room, sink, caplog):
    room.holds("contact", naam="Karin Postma")
    sink.faults["karin@school.example"].append("550")
    room.promise("contact")

    room.sweep()

    assert "smtp_550" in caplog.text
    assert "karin" not in caplog.text.lower()


# ---- leases


def test_what_is_on_a_lease_is_left_alone_until_the_lease_is_over(room, sink, role):
    room.holds("contact")
    room.promise("contact")
    with role("portal_worker"):
        taken = delivering.claim(queries.moment())
        assert delivering.claim(queries.moment()) is None
    room.sweep()
    assert sink.mails == []

    Outbox.objects.update(leased_until=queries.moment() - MINUTE)
    room.sweep()

    assert len(sink.mails) == 1
    with role("portal_worker"):
        delivering.deliver(taken)  # the first worker comes back: nothing is its own any more
    assert (len(sink.mails), state()) == (1, State.DONE)


def test_a_worker_that_lost_its_lease_mails_nobody(room, sink, role):
    room.holds("contact")
    room.promise("contact")
    with role("portal_worker"):
        slow = delivering.claim(queries.moment())
        Outbox.objects.update(leased_until=queries.moment() + MINUTE * 2)
        delivering.deliver(slow)

    assert (sink.mails, state()) == ([], State.PENDING)


def test_sweep_stops_at_its_limit(room, sink, role):
    room.holds("contact")
    for _ in range(3):
        room.promise("contact")

    with role("portal_worker"):
        assert services.sweep(limit=2) == 2
        assert services.sweep(limit=2) == 1
        assert services.sweep(limit=2) == 0


def test_sweep_leaves_the_worker_to_others_when_its_turn_is_over(room, sink, monkeypatch):
    room.holds("contact")
    room.promise("contact")
    monkeypatch.setattr(delivering, "TURN", 0)

    room.sweep()

    assert state() == State.PENDING


def test_the_subject_of_another_is_no_business(room, sink):
    contacts.add(uuid7(), "contact")
    room.promise("contact")

    room.sweep()

    assert (sink.mails, state()) == ([], State.WAITING)
