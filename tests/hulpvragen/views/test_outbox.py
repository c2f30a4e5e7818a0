"""The list of mail that waits or failed."""

import uuid

import pytest
from django.urls import reverse

from hulpvragen.enums import Status
from notifications.enums import State
from notifications.models import Outbox
from portal.lib import clock

OUTBOX = reverse("outbox")


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


def stuck(hulpvraag, state: State, **fields) -> Outbox:
    return Outbox.objects.create(
        occasion=uuid.uuid4(), event="hulpvraag.taken", subject_type="hulpvraag", subject_id=hulpvraag.pk, role="contact",
        kenmerk="H-2026-0001", due_at=clock.now(), state=state, **fields,
    )


@pytest.mark.parametrize(("name", "zijde"), [
    ("hans", "swv"), ("mutaties", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("marloes", "school"), ("directeur", "school"),
])
def test_who_may_see_it_reads_what_waits_and_what_failed(enter, w, name, zijde):
    stuck(w.hulpvragen[Status.INGEDIEND], State.WAITING)
    stuck(w.hulpvragen[Status.INGEDIEND], State.FAILED, attempts=8, last_error="refused")

    page = enter(name, zijde).get(OUTBOX)

    assert "H-2026-0001" in text(page)
    assert (len(page.context["waiting"]), len(page.context["failed"])) == (1, 1)
    assert ("Opnieuw versturen" in text(page)) == (name == "hans")
    assert {label: count for label, _, _, count in page.context["frame"].nav}["E-mailnotificaties"] == 2


def test_a_school_sees_its_own_mail_only(enter, w):
    stuck(w.hulpvragen[Status.INGEDIEND], State.WAITING)

    assert enter("buiten", "school").get(OUTBOX).context["waiting"] == []


def test_a_consulent_hears_why_not(enter):
    assert "hoort niet bij uw rol" in text(enter("noord", "swv").get(OUTBOX), 403)


def test_the_loket_sends_again(loket, w):
    mail = stuck(w.hulpvragen[Status.INGEDIEND], State.FAILED, attempts=8)

    page = text(loket.post(reverse("outbox_retry", args=[mail.pk]), follow=True))

    mail.refresh_from_db()
    assert mail.state == State.PENDING
    assert "De e-mail wordt opnieuw verstuurd." in page


def test_others_do_not_send_again(enter, w):
    mail = stuck(w.hulpvragen[Status.INGEDIEND], State.FAILED)

    assert "Alleen het loket" in text(enter("beheer", "swv").post(reverse("outbox_retry", args=[mail.pk])), 403)
    assert enter("buiten", "school").post(reverse("outbox_retry", args=[mail.pk])).status_code == 404


def test_what_did_not_fail_is_not_sent_again(loket, w):
    mail = stuck(w.hulpvragen[Status.INGEDIEND], State.WAITING)

    assert loket.post(reverse("outbox_retry", args=[mail.pk])).status_code == 404
    assert loket.get(reverse("outbox_retry", args=[mail.pk])).status_code == 405
