"""Every role that acts can add to the trail; what a row says is a snapshot of who acts."""

import uuid
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from portal.audit import context, services
from portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
ROLES = ["portal_web", "portal_school", "portal_swv", "portal_gast", "portal_desk", "portal_worker"]
ANNA = SimpleNamespace(pk=uuid.UUID(int=1), naam="Anna de Vries")
BRAM = SimpleNamespace(pk=uuid.UUID(int=2), naam="Bram Bakker")


def only_row() -> AuditEvent:
    return AuditEvent.objects.get()


@pytest.mark.parametrize("name", ROLES)
def test_every_acting_role_adds_without_reading(role, name):
    with role(name):
        written = services.record(event="hulpvraag.viewed")
    assert only_row().id == written


def test_a_row_copies_who_acts(role):
    trace = uuid.uuid4()
    who = context.begin(source="web", actor=ANNA, zijde="school", roles=["ib"], origin="10.0.0.7", trace=trace)
    with who, role("portal_school"):
        services.record(event="hulpvraag.submitted", hulpvraag_id=BRAM.pk, dossier_id=ANNA.pk, ground="aanstelling x v2",
                        object_type="hulpvraag", object_id=BRAM.pk, detail={"kenmerk": "H-2026-0001"})  # fmt: skip
    row = only_row()
    assert (row.actor_id, row.actor_name, row.zijde, row.roles) == (ANNA.pk, ANNA.naam, "school", ["ib"])
    assert (row.source, row.origin, row.trace, row.outcome) == ("web", "10.0.0.7", trace, "ok")
    assert (row.hulpvraag_id, row.dossier_id, row.object_id) == (BRAM.pk, ANNA.pk, str(BRAM.pk))
    assert (row.event, row.object_type, row.ground) == ("hulpvraag.submitted", "hulpvraag", "aanstelling x v2")
    assert row.detail == {"kenmerk": "H-2026-0001"}


def test_by_names_another_actor_without_borrowing_side_and_roles():
    with context.begin(source="web", actor=ANNA, zijde="swv", roles=["loket"]):
        services.record(event="account.ended", by=BRAM)
    row = only_row()
    assert (row.actor_id, row.actor_name, row.zijde, row.roles) == (BRAM.pk, BRAM.naam, "", [])


def test_by_the_same_person_keeps_side_and_roles():
    with context.begin(source="web", actor=ANNA, zijde="swv", roles=["loket"]):
        services.record(event="hulpvraag.assigned", by=ANNA)
    assert (only_row().zijde, only_row().roles) == ("swv", ["loket"])


def test_rows_of_one_command_share_a_trace():
    services.record(event="register.imported")
    services.record(event="register.imported")
    (first, second) = AuditEvent.objects.all()
    assert (first.source, first.trace) == ("command", second.trace)


def test_the_context_before_comes_back():
    with context.begin(source="web", actor=ANNA):
        with context.begin(source="worker"):
            assert context.current().actor_id is None
        assert context.current().actor_name == ANNA.naam


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": ""},
        {"event": "x.y", "outcome": "maybe"},
        {"event": "x.y", "detail": {"reason": "x" * 201}},
    ],
)
def test_an_incomplete_or_wordy_row_is_refused(wrong):
    with pytest.raises(ValueError):
        services.record(**wrong)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("event", ["submitted", "Hulpvraag.submitted", "hulpvraag.submitted; x", "hulpvraag."])
def test_an_event_has_a_dotted_name(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        services.record(event=event)


def test_text_from_outside_stays_on_one_line():
    with context.begin(source="web", origin="10.0.0.7\n2026-01-01 forged\x00"):
        services.record(event="login.failed", object_type="address", object_id="a\r\nb\x00\u2028" + "c" * 300)
    row = only_row()
    assert row.origin == "10.0.0.72026-01-01 forged"
    assert row.object_id == "ab" + "c" * 198


def test_a_rolled_back_change_leaves_no_row():
    with pytest.raises(RuntimeError), transaction.atomic():
        services.record(event="hulpvraag.submitted")
        raise RuntimeError
    assert not AuditEvent.objects.exists()
