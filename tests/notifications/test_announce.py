"""A promise stands or falls with the change it belongs to."""

import pytest
from django.db import DatabaseError, transaction

from notifications import doorbell, services
from notifications.models import Outbox
from portal.lib.db import NoTransaction, one
from portal.lib.ids import uuid7

MAKERS = ["portal_web", "portal_school", "portal_swv", "portal_gast", "portal_desk"]


def announce(**fields):
    services.announce(**{
        "event": "hulpvraag.info_requested", "subject_id": uuid7(), "kenmerk": "H-2026-0413", "told": ["contact"],
        "by": uuid7(), **fields})  # fmt: skip


def refused(act) -> bool:
    """Return whether the database does not let this be done."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        return True
    return False


def test_announce_makes_one_promise_a_role(db, resolver):
    announce(told=["contact", "behandelaar", "contact"])

    promises = Outbox.objects.all()
    assert sorted(p.role for p in promises) == ["behandelaar", "contact"]
    assert len({p.occasion for p in promises}) == 1


def test_announce_falls_with_the_change(db, resolver):
    with pytest.raises(RuntimeError), transaction.atomic():
        announce()
        raise RuntimeError("the change failed")

    assert not Outbox.objects.exists()


def test_announce_outside_a_transaction_is_refused(committed_db, resolver):
    with pytest.raises(NoTransaction):
        announce()


def test_announce_of_what_cannot_be_said_is_refused(db, resolver):
    with pytest.raises(KeyError):
        announce(event="hulpvraag.sold")
    with pytest.raises(KeyError):
        announce(event="hulpvraag.submitted", told=["behandelaar"])


def test_announce_to_nobody_makes_nothing(db, resolver):
    announce(told=[])

    assert not Outbox.objects.exists()


@pytest.mark.parametrize("maker", MAKERS)
def test_every_side_may_promise(maker, db, role, resolver):
    with role(maker):
        announce()

    assert Outbox.objects.count() == 1


@pytest.mark.parametrize("maker", ["portal_web", "portal_gast", "portal_desk"])
def test_who_promises_may_not_read(maker, db, role, resolver):
    announce()

    with role(maker):
        assert refused(lambda: Outbox.objects.exists())


@pytest.mark.parametrize("side", ["portal_school", "portal_swv"])
def test_a_side_without_an_identity_reads_nothing(side, db, role, resolver):
    announce()

    with role(side):
        assert not Outbox.objects.exists()


@pytest.mark.parametrize("field, value", [("state", "done"), ("attempts", 3), ("last_error", "smtp_550")])
def test_a_promise_is_born_fresh(field, value, db, role, resolver):
    def forge():
        Outbox.objects.bulk_create([
            Outbox(occasion=uuid7(), event="hulpvraag.taken", subject_type="hulpvraag", subject_id=uuid7(), role="contact",
                   due_at="2026-11-22T06:00Z", **{field: value})])  # fmt: skip

    with role("portal_school"):
        assert refused(forge)


def test_the_worker_reads_but_cannot_promise_or_throw_away(db, role, resolver):
    announce()

    with role("portal_worker"):
        assert Outbox.objects.count() == 1
        assert refused(announce)
        assert refused(lambda: Outbox.objects.all().delete())


@pytest.mark.parametrize("change", [
    {"role": "loket"}, {"event": "hulpvraag.taken"}, {"subject_id": uuid7()}, {"occasion": uuid7()}, {"actor_id": uuid7()},
])  # fmt: skip
def test_the_worker_cannot_rewrite_a_promise(change, db, role, resolver):
    announce()

    with role("portal_worker"):
        assert refused(lambda: Outbox.objects.update(**change))


@pytest.mark.parametrize("field", ["event", "subject_type", "kenmerk", "role", "last_error"])
@pytest.mark.parametrize("loud", ["Noor Bakker", "noor@ouder.example", "Lezen en spelling"])
def test_no_name_address_or_sentence_fits_in_a_promise(field, loud, db, resolver):
    announce()

    assert refused(lambda: Outbox.objects.update(**{field: loud}))


def test_only_the_loket_may_put_a_failure_back(world, role, act, resolver):
    announce()
    Outbox.objects.update(state="failed", attempts=8)
    failure = Outbox.objects.get()

    for maker in ["portal_web", "portal_school", "portal_gast", "portal_desk", "portal_worker"]:
        with role(maker):
            assert refused(lambda: services.retry(failure.pk)), maker
    with act(world.people.mutaties, "swv"):
        assert services.retry(failure.pk) is False
    with act(world.people.hans, "swv"):
        assert services.retry(failure.pk) is True
        assert services.retry(failure.pk) is False


def test_the_age_of_the_oldest_is_for_the_health_page(db, role, resolver):
    with role("portal_web"):
        assert one("select outbox_oldest_due_seconds()") == (0,)
    announce()
    Outbox.objects.update(due_at="2026-01-01T00:00Z")
    with role("portal_web"):
        assert one("select outbox_oldest_due_seconds()")[0] > 1_000_000
    with role("portal_desk"):
        assert refused(lambda: one("select outbox_oldest_due_seconds()"))


def test_the_bell_rings_after_the_commit_and_not_before(committed_db, resolver, monkeypatch):
    seen = []
    monkeypatch.setattr(doorbell, "ring", lambda: seen.append(Outbox.objects.count()))

    with transaction.atomic():
        announce(told=["contact", "loket"], event="hulpvraag.submitted")
        assert seen == []
    with pytest.raises(RuntimeError), transaction.atomic():
        announce()
        raise RuntimeError("the change failed")

    assert seen == [2]
