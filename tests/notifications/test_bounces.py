"""What comes back: sent again once, then a task of the loket; and a box that takes nothing else seriously."""

import datetime as dt
import mailbox
import os
import time

import pytest
from django.db import DatabaseError, transaction

from notifications import queries, reports, services
from notifications.enums import How, Outcome, Reason, State, ToWhom
from notifications.models import AnderKanaal, Delivery, Outbox, Preference
from notifications.reports import Report, Tells
from notifications.services import delivering, returning
from portal.lib import clock
from portal.lib.ids import uuid7
from tests.notifications import contacts, dsn

HOUR = delivering.RESEND_PAUSE
KARIN = "karin@school.example"


@pytest.fixture
def box(tmp_path, settings):
    settings.PORTAL_BOUNCE_MAILBOX = str(tmp_path / "retour")
    (tmp_path / "retour").mkdir()
    return tmp_path / "retour"


@pytest.fixture
def karin(room):
    return room.holds("contact", naam="Karin Postma")


def state() -> str:
    return Outbox.objects.get().state


def rest() -> None:
    """Let the pause after a bounce go by."""
    Delivery.objects.exclude(outcome=Outcome.SENT).update(at=clock.now() - HOUR)
    Outbox.objects.update(due_at=queries.moment())


def comes_back(room, box, role, mail, **how) -> None:
    dsn.post(box, dsn.report(mail["Message-ID"], **how))
    with role("portal_worker"):
        services.read_bounces()


# ---- once again, then a task


def test_what_comes_back_is_sent_once_more_after_a_pause(room, karin, box, sink, role):
    room.promise("contact")
    room.sweep()
    assert state() == State.DONE

    comes_back(room, box, role, sink.mails[0])
    room.sweep()
    assert (len(sink.mails), state()) == (1, State.PENDING)
    assert HOUR * 0.9 < Outbox.objects.get().due_at - queries.moment() <= HOUR

    rest()
    room.sweep(3)
    assert (len(sink.mails), state()) == (2, State.DONE)
    assert sink.mails[0]["Message-ID"] != sink.mails[1]["Message-ID"]
    assert not AnderKanaal.objects.exists()


def test_it_goes_to_the_address_known_then(room, karin, box, sink, role):
    room.promise("contact")
    room.sweep()
    comes_back(room, box, role, sink.mails[0])
    contacts.stop(karin)
    room.holds("contact", naam="Karin Postma", email="k.postma@school.example", user_id=karin)

    rest()
    room.sweep()

    assert sink.addressed == ["k.postma@school.example", KARIN]


def test_the_second_bounce_makes_one_task_and_no_third_mail(room, karin, box, sink, role):
    [promise] = room.promise("contact")
    room.sweep()
    for turn in range(2):
        comes_back(room, box, role, sink.mails[turn])
        rest()
        room.sweep(3)

    assert (len(sink.mails), state()) == (2, State.KANAAL)
    assert [(task.user_id, task.outbox_id, task.reason) for task in queries.to_bring()] == [(karin, promise.pk, Reason.BOUNCED)]


@pytest.mark.parametrize("code", ["550", "554"])
def test_a_refusal_by_the_server_counts_the_same(code, room, karin, sink):
    sink.faults[KARIN].extend([code, code])
    room.promise("contact")
    room.sweep(2)
    assert (state(), AnderKanaal.objects.count()) == (State.PENDING, 0)

    rest()
    room.sweep(3)

    assert len(sink.talks) == 2
    assert (state(), AnderKanaal.objects.get().user_id) == (State.KANAAL, karin)


def test_given_up_for_the_time_being_is_no_bounce_at_once(room, karin, box, sink, role):
    room.promise("contact")
    room.sweep()
    for turn in range(3):
        comes_back(room, box, role, sink.mails[turn], status="4.4.7")
        rest()
        room.sweep(2)
    assert (len(sink.mails), AnderKanaal.objects.count()) == (4, 0)

    comes_back(room, box, role, sink.mails[3], status="4.4.7")
    rest()
    room.sweep(2)

    assert (len(sink.mails), AnderKanaal.objects.count()) == (4, 1)


def test_a_delay_changes_nothing(room, karin, box, sink, role):
    room.promise("contact")
    room.sweep()

    comes_back(room, box, role, sink.mails[0], action="delayed", status="4.4.1")

    assert (state(), Delivery.objects.count()) == (State.DONE, 1)


def test_the_same_report_twice_is_one_bounce(room, karin, box, sink, role):
    room.promise("contact")
    room.sweep()

    comes_back(room, box, role, sink.mails[0])
    comes_back(room, box, role, sink.mails[0])

    assert Delivery.objects.filter(outcome=Outcome.BOUNCED).count() == 1


def test_who_has_it_in_hand_does_not_write_over_a_bounce(room, karin, box, sink, role):
    room.promise("contact")
    with role("portal_worker"):
        in_hand = delivering.claim(queries.moment())
        delivering._tell(in_hand, delivering._holders(in_hand)[0], 1, False)
        returning.take_back(Report(Tells.BOUNCED, sink.mails[0]["Message-ID"], "5.1.1"))
        delivering._settle(in_hand, {"state": State.DONE})

    assert state() == State.PENDING


def test_a_bounce_of_who_left_goes_to_her_successor(room, karin, box, sink, role):
    room.promise("contact")
    room.sweep()
    comes_back(room, box, role, sink.mails[0])
    contacts.stop(karin)
    room.holds("contact", naam="Yusuf Demir")

    rest()
    room.sweep()

    assert (sink.addressed, state()) == ([KARIN, "yusuf@school.example"], State.DONE)


# ---- the task


@pytest.fixture
def task(room, karin, sink):
    """A task about Karin, whose mail was refused twice."""
    sink.faults[KARIN].extend(["550", "550"])
    room.promise("contact")
    room.sweep(2)
    rest()
    room.sweep(2)
    return AnderKanaal.objects.get()


def look_again() -> None:
    Outbox.objects.update(due_at=queries.moment())


def done(task, how: How, **more) -> None:
    told = {} if how == How.EMAIL else {"to_whom": ToWhom.DIRECTOR, "done_on": clock.today()}
    AnderKanaal.objects.filter(pk=task.pk).update(done_at=clock.now(), done_by=uuid7(), how=how, **told, **more)


def test_a_promise_stays_open_until_its_task_is_done(room, task, sink):
    look_again()
    room.sweep()
    assert state() == State.KANAAL

    done(task, How.PHONE)
    look_again()
    room.sweep()

    assert (state(), AnderKanaal.objects.count(), len(sink.talks)) == (State.DONE, 1, 2)


def test_with_a_better_address_it_is_mailed_again(room, task, sink, world, act):
    done(task, How.EMAIL)
    with act(world.people.hans, "swv"):
        services.retry(task.outbox_id)
    room.sweep()
    assert (sink.addressed, state()) == ([KARIN], State.DONE)


def test_a_better_address_that_is_none_makes_a_task_again(room, task, sink, world, act):
    sink.faults[KARIN].extend(["550", "550"])
    done(task, How.EMAIL)
    with act(world.people.hans, "swv"):
        services.retry(task.outbox_id)
    room.sweep(2)
    rest_of_new = Delivery.objects.filter(attempt=3)
    rest_of_new.update(at=clock.now() - HOUR)
    Outbox.objects.update(retried_at=clock.now() - HOUR * 1.5, due_at=queries.moment())
    Delivery.objects.filter(attempt__lt=3).update(at=clock.now() - HOUR * 2)

    room.sweep(3)

    assert (AnderKanaal.objects.count(), queries.to_bring().count(), state()) == (2, 1, State.KANAAL)


def test_a_task_about_who_left_lapses_and_her_successor_is_told(room, task, karin, sink):
    contacts.stop(karin)
    look_again()
    room.sweep()
    task.refresh_from_db()
    assert (task.how, state()) == (How.LAPSED, State.WAITING)

    room.holds("contact", naam="Yusuf Demir")
    room.sweep()
    assert (sink.addressed, state()) == (["yusuf@school.example"], State.DONE)


def test_what_was_brought_does_not_wait_for_a_successor(room, task, karin):
    done(task, How.LETTER)
    contacts.stop(karin)
    look_again()

    room.sweep()

    assert state() == State.DONE


def test_an_invitation_that_comes_back_twice_is_no_task_of_the_loket(room, sink):
    """The SWV does not even know of a concept that somebody is invited to."""
    room.holds("guest", naam="Karin Postma")
    sink.faults[KARIN].extend(["550", "550"])
    room.promise("guest", event="toegang.invited")
    room.sweep(2)
    rest()

    room.sweep(3)

    assert (len(sink.talks), AnderKanaal.objects.count(), state()) == (2, 0, State.FAILED)


@pytest.mark.parametrize("change", [{"how": "letter"}, {"done_by": uuid7()}, {"user_id": uuid7()}, {"reason": "post"}])
def test_the_worker_may_only_let_a_task_lapse(change, room, task, role):
    with role("portal_worker"), pytest.raises(DatabaseError), transaction.atomic():
        AnderKanaal.objects.update(done_at=clock.now(), **change)


# ---- whose address does not work


def test_two_bounces_flag_a_person_until_a_mail_arrives(room, task, karin):
    assert queries.bouncing([karin, uuid7()]) == {karin}
    lines = Delivery.objects.filter(user_id=karin)
    lines.update(at=clock.now() - dt.timedelta(days=5))

    arrived = Delivery.objects.create(outbox_id=task.outbox_id, occasion=uuid7(), user_id=karin, message_id="<x@y>", outcome=Outcome.SENT)
    assert queries.bouncing([karin]) == {karin}, "accepted a moment ago: it may still come back"
    Delivery.objects.filter(pk=arrived.pk).update(at=clock.now() - dt.timedelta(days=2))
    assert queries.bouncing([karin]) == set()


def test_one_bounce_flags_nobody(room, karin, sink):
    sink.faults[KARIN].append("550")
    room.promise("contact")
    room.sweep()

    assert queries.bouncing([karin]) == set()


# ---- the reports themselves

OURS = "<0f8fad5b-d9cb-469f-a165-70867728950e@localhost>"


@pytest.mark.parametrize(("how", "tells", "code"), [
    ({}, Tells.BOUNCED, "5.1.1"), ({"headers_only": True}, Tells.BOUNCED, "5.1.1"), ({"action": "FAILED", "status": "5.2.2 (full)"}, Tells.BOUNCED, "5.2.2"),
    ({"status": "4.4.7"}, Tells.EXPIRED, "4.4.7"), ({"action": "delayed", "status": "4.4.1"}, Tells.DELAYED, "4.4.1"),
    ({"status": ""}, Tells.BOUNCED, ""),
])  # fmt: skip
def test_a_report_is_read(how, tells, code):
    assert reports.read(dsn.report(OURS, **how)) == Report(tells, OURS, code)


GOOD = dsn.report(OURS)
ODD = {
    "nothing at all": b"",
    "a person who answers": b"From: Marloes <marloes@school.example>\r\nSubject: Re: hulpvraag\r\nIn-Reply-To: " + OURS.encode() + b"\r\n\r\n" + GOOD,
    "a holiday reply": b"Auto-Submitted: auto-replied\r\nSubject: 550 5.1.1\r\nMessage-ID: " + OURS.encode() + b"\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
    "another kind of report": GOOD.replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
    "a report without a mail of ours": GOOD.replace(b"Message-ID: " + OURS.encode(), b"Message-ID: niet van ons"),
    "a report of success": dsn.report(OURS, action="delivered", status="2.0.0"),
    "a failure with the code of success": dsn.report(OURS, status="2.1.5"),
    "parts that are none": b'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\nniets',
    "its own id as ours": GOOD.replace(b"<report@mx.example>", OURS.encode()).replace(b"message/rfc822", b"text/plain"),
    "a thousand boxes in boxes": b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000)),
    "bytes": os.urandom(5000),
    "a header without an end": b"Subject: " + b"a" * 500_000,
    "a report type of three languages": GOOD.replace(b"report-type=delivery-status", b"report-type*=utf-99''delivery%FF"),
    "an id of a million letters": dsn.report("<" + "a" * 1_000_000 + "@x>"),
}


@pytest.mark.parametrize("mail", ODD.values(), ids=ODD.keys())
def test_anything_else_tells_nothing(mail):
    began = time.monotonic()
    assert reports.read(mail) == reports.NOTHING
    assert time.monotonic() - began < 5


def test_a_large_mail_that_comes_back_is_still_a_report():
    assert reports.read(GOOD + b"x" * 2_000_000).tells == Tells.BOUNCED


def test_a_report_about_somebody_elses_mail_is_counted_and_forgotten(room, karin, box, role):
    dsn.post(box, GOOD)
    dsn.post(box, ODD["a holiday reply"])

    with role("portal_worker"):
        assert services.read_bounces() == {"unknown": 1, "nothing": 1}
        assert services.read_bounces() == {}

    assert not Delivery.objects.exists()
    assert len(list((box / "gelezen").iterdir())) == 2


def test_the_log_tells_numbers_only(room, karin, box, sink, role, caplog):
    caplog.set_level("INFO")
    room.promise("contact")
    room.sweep()
    comes_back(room, box, role, sink.mails[0])

    assert "returned mail: 1 bounced" in caplog.text
    assert "school.example" not in caplog.text


# ---- the kinds of box


def test_without_a_box_nothing_is_read(db, settings):
    settings.PORTAL_BOUNCE_MAILBOX = ""
    assert services.read_bounces() == {}


def test_a_box_that_is_not_there_yet_is_empty(db, settings, tmp_path):
    settings.PORTAL_BOUNCE_MAILBOX = str(tmp_path / "nergens")
    assert services.read_bounces() == {}


def test_a_maildir_is_read_once_and_kept(room, box, role):
    mailbox.Maildir(box, create=True)
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(exist_ok=True)
    dsn.post(box / "new", GOOD).rename(box / "new" / "1.M1.host")

    with role("portal_worker"):
        assert services.read_bounces() == {"unknown": 1}
        assert services.read_bounces() == {}

    assert [file.name for file in (box / "cur").iterdir()] == ["1.M1.host:2,S"]


def test_an_mbox_is_read_once_and_kept(room, tmp_path, settings, role):
    settings.PORTAL_BOUNCE_MAILBOX = str(tmp_path / "retour")
    live = mailbox.mbox(tmp_path / "retour")
    live.add(GOOD)
    live.add(ODD["a holiday reply"])
    live.close()
    aged = time.time() - 3600
    os.utime(tmp_path / "retour", (aged, aged))

    with role("portal_worker"):
        assert services.read_bounces() == {"unknown": 1, "nothing": 1}
        assert services.read_bounces() == {}

    assert len(mailbox.mbox(tmp_path / "retour.gelezen")) == 2
    assert not (tmp_path / "retour").exists()


def test_an_mbox_that_is_being_written_is_left_alone(db, tmp_path, settings):
    settings.PORTAL_BOUNCE_MAILBOX = str(tmp_path / "retour")
    live = mailbox.mbox(tmp_path / "retour")
    live.add(GOOD)
    live.flush()
    (tmp_path / "retour.lock").touch()  # what a mail server does

    assert services.read_bounces() == {}
    assert (tmp_path / "retour").exists()
    live.close()


def test_what_came_in_just_now_rests_first(room, karin, box, sink, role):
    """The conversation that the report is about may not be in the ledger yet."""
    fresh = dsn.post(box, GOOD)
    os.utime(fresh)
    with role("portal_worker"):
        assert services.read_bounces() == {}
    assert fresh.exists()


def test_a_link_is_not_followed(db, box, tmp_path):
    (tmp_path / "geheim").write_bytes(GOOD)
    (box / "1.eml").symlink_to(tmp_path / "geheim")
    os.mkfifo(box / "2.eml")

    assert services.read_bounces() == {}


def test_a_summary_that_comes_back_counts_for_each_of_its_messages(room, karin, box, sink, role, monkeypatch):
    Preference.objects.create(user_id=karin, kind="voortgang", choice="daily")
    room.promise("contact")
    room.promise("contact")
    room.sweep()
    assert (len(sink.mails), set(Outbox.objects.values_list("state", flat=True))) == (0, {State.PENDING})
    monkeypatch.setattr(queries, "summary_after", lambda at: at)
    Outbox.objects.update(due_at=queries.moment())
    room.sweep()
    assert len(sink.mails) == 1

    comes_back(room, box, role, sink.mails[0])
    assert Delivery.objects.filter(outcome=Outcome.BOUNCED).count() == 2
    rest()
    room.sweep(2)

    assert len(sink.mails) == 3  # again, each by itself
