"""What the trail keeps of getting in, and which mails are sent about an account."""

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from accounts import emails
from accounts.models import TotpDevice, User
from accounts.services.enrolment import _make_codes
from portal.audit.models import AuditEvent

from .test_password_reset import choose, link_of  # noqa: F401  a fixture
from .test_second_factor import connect
from .visitor import PASSWORD, Visitor, code

NEW = "groene laarzen in de regen"
LOUD = "LUIDKEELS"


def events() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("event", "outcome"))


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-id").first()


# ---- the trail


def test_a_log_in_is_recorded_with_its_person(visitor, person):
    user = person()
    visitor.log_in(user, REMOTE_ADDR="10.1.2.3")

    assert events() == [("log_in.verified", "ok")]
    assert (last().actor_id, last().actor_name, last().origin) == (user.pk, "Marloes van Dijk", "10.1.2.3")


def test_a_wrong_password_a_stop_and_a_wrong_code_are_recorded(visitor, person):
    user = person()
    visitor.prove_password(user.email)
    visitor.prove_code("000000")
    for _ in range(6):
        visitor.prove_password(user.email, "verkeerd")

    assert events() == [("second_factor.failed", "failed")] + [("log_in.failed", "failed")] * 5 + [("log_in.refused", "refused")]
    assert {row.object_id for row in AuditEvent.objects.all()} == {str(user.pk)}
    assert last().actor_id is None


def test_an_address_that_nobody_has_is_kept_as_a_fingerprint(visitor, db):
    for email in ("geheim@niemand.example", "geheim@niemand.example", "ander@niemand.example"):
        visitor.prove_password(email)
    visitor.post(reverse("accounts:reset_password"), {"email": "geheim@niemand.example"})

    kept = list(AuditEvent.objects.order_by("id").values_list("object_type", "object_id"))

    assert [what for what, _ in kept] == ["address"] * 4
    assert kept[0] == kept[1] == kept[3] != kept[2]
    assert "geheim" not in str(list(AuditEvent.objects.values()))


def test_a_failed_log_in_stays_recorded(committed_db, person):
    committed_db.login("portal_web")

    Visitor().prove_password("niemand@school.example")

    committed_db.owner()
    assert events() == [("log_in.failed", "failed")]


def test_every_step_of_an_account_is_recorded(visitor, person, post, link_of):  # noqa: F811
    user = person(app=False)
    visitor.prove_password(user.email)
    connect(visitor)
    seed = TotpDevice.objects.get(user=user).seed
    TotpDevice.objects.update(last_t=-1)
    visitor.confirm(code(seed), page="herstelcodes")
    codes = visitor.post(reverse("accounts:recovery_codes"), follow=True).context["codes"]
    visitor.post(reverse("accounts:change_password"), {"current": PASSWORD, "new_password": NEW, "again": NEW})
    visitor.post(reverse("accounts:log_out"))
    visitor.prove_password(user.email, NEW)
    visitor.prove_recovery_code(codes[0])
    visitor.confirm(codes[1], NEW)
    connect(visitor)
    visitor.link = link_of(User.objects.get(pk=user.pk))
    choose(visitor, "nog een ander zinnetje")

    assert [event for event, _ in events()] == [
        "log_in.password", "second_factor.set_up", "recovery_codes.made",
        "recovery_codes.made",
        "password.changed",
        "log_in.ended",
        "recovery_code.used", "log_in.verified",
        "recovery_code.used",
        "second_factor.replaced", "recovery_codes.made",
        "password.reset_asked", "password.reset",
    ]  # fmt: skip


# ---- mails


@pytest.fixture
def mailed(visitor, person, post, django_capture_on_commit_callbacks):
    """`mailed(act)` does something as somebody logged in and returns the subjects of the mails about it."""
    visitor.user = person()
    visitor.log_in(visitor.user)

    def run(act) -> list[str]:
        TotpDevice.objects.update(last_t=-1)
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert all(sent.to == [visitor.user.email] for sent in post)
        return [sent.subject for sent in post]

    return run


def test_a_new_password_is_told(mailed, visitor):
    fields = {"current": PASSWORD, "new_password": NEW, "again": NEW}

    assert mailed(lambda: visitor.post(reverse("accounts:change_password"), fields)) == ["Uw wachtwoord is gewijzigd"]


def test_another_app_is_told(mailed, visitor):
    TotpDevice.objects.update(last_t=-1)
    visitor.confirm(code())

    assert mailed(lambda: connect(visitor)) == ["De app voor het inloggen is vervangen"]


def test_a_first_app_is_told(visitor, person, post, django_capture_on_commit_callbacks):
    user = person(app=False)
    visitor.prove_password(user.email)

    with django_capture_on_commit_callbacks(execute=True):
        connect(visitor)

    assert [(sent.subject, sent.to) for sent in post] == [("Inloggen in twee stappen staat aan", [user.email])]


def test_a_used_recovery_code_is_told(mailed, visitor):
    one = _make_codes(visitor.user)[0]
    other = Visitor()
    other.prove_password(visitor.user.email)

    assert mailed(lambda: other.prove_recovery_code(one)) == ["Er is een herstelcode gebruikt"]


def test_wrong_codes_after_a_right_password_are_told_once(visitor, person, post, django_capture_on_commit_callbacks):
    user = person()
    visitor.prove_password(user.email)

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(7):
            visitor.prove_code("000000")
            TotpDevice.objects.update(throttling_failure_timestamp="2026-01-01T00:00Z")

    assert [sent.subject for sent in post] == ["Iemand kent uw wachtwoord, of u vergist zich in de code"]


def test_what_is_rolled_back_is_not_told(visitor, person, post, django_capture_on_commit_callbacks, monkeypatch):
    user = person()
    visitor.log_in(user)
    monkeypatch.setattr("accounts.views.password.messages.success", lambda *args: 1 / 0)
    fields = {"current": PASSWORD, "new_password": NEW, "again": NEW}

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        visitor.post(reverse("accounts:change_password"), fields)

    assert post == []
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_mails_are_discreet_plain_text(db, person, settings):
    user = person()
    kinds = [kind for kind in vars(emails).values() if isinstance(kind, emails.Kind)]

    sent = [emails.message(user, kind, "https://x.example/link" if kind is emails.RESET else "") for kind in kinds]

    assert len(kinds) == 12
    for one in sent:
        assert type(one) is django_mail.EmailMessage
        assert one.content_subtype == "plain"
        assert one.extra_headers["Auto-Submitted"] == "auto-generated"
        assert settings.PORTAL_SWV_TELEFOON in one.body
        assert "Regenboog" not in one.body + one.subject
        assert user.email not in one.body
        assert "!" not in one.body + one.subject
    assert [("https://x.example/link" in one.body) for one in sent].count(True) == 1


def test_a_name_cannot_bend_a_mail(db, person):
    user = person()
    user.voornaam = "Marloes\r\nBcc: kwaad@example.nl"

    assert "\nBcc" not in emails.message(user, emails.RESET, "x").body
