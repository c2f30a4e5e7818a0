"""Everything that lies under a master key, and its way to a newer one.

What a dossier's own key seals (portal/lib/crypto.py, `seal`) does not move: only that key is wrapped anew.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from accounts.services.sealed import SEALED as of_accounts
from hulpvragen.services.sealed import SEALED as of_hulpvragen
from mutaties.services.sealed import SEALED as of_mutaties
from portal.audit.services import record
from portal.lib import crypto
from portal.lib.sealed import Sealed

BATCH = 200  # rows a transaction: short enough to hold nobody up


SEALED: tuple[Sealed, ...] = (*of_hulpvragen, *of_accounts, *of_mutaties)


@dataclass
class Progress:
    """How far one column is: rows looked at, wrapped anew, and not to be opened."""

    sealed: Sealed
    seen: int = 0
    renewed: int = 0
    refused: int = 0


def newest() -> int:
    """Return the number of the master key that seals."""
    return max(settings.PORTAL_MASTER_KEYS)


def versions(sealed: Sealed) -> Counter:
    """Return how many rows lie under each master key."""
    values = sealed.model.objects.values_list(sealed.column, flat=True)
    return Counter(crypto.master_version(value) for value in values.iterator())


def samples(sealed: Sealed) -> dict[int, Model]:
    """Return one row under each master key that is in use."""
    found = {}
    for row in sealed.model.objects.order_by("pk").iterator():
        found.setdefault(crypto.master_version(sealed.value(row)), row)
    return found


def rewrap(sealed: Sealed) -> Iterator[Progress]:
    """Wrap a column anew, a batch at a time; yields after each. Stopped half-way it goes on the next time."""
    progress, last = Progress(sealed), None
    while batch := _after(sealed, last):
        with transaction.atomic():
            _renew(sealed, batch, progress)
        last = batch[-1]
        yield progress


def note(done: list[Progress]) -> None:
    """Put into the trail that the keys were wrapped anew."""
    detail = {row.sealed.model._meta.db_table: row.renewed for row in done}
    record(event="keys.rewrapped", object_type="master_key", object_id=newest(), detail=detail | {"refused": sum(row.refused for row in done)})


def _after(sealed: Sealed, last) -> list:
    rows = sealed.model.objects.order_by("pk").values_list("pk", flat=True)
    return list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])


def _renew(sealed: Sealed, batch: list, progress: Progress) -> None:
    for row in sealed.model.objects.select_for_update().filter(pk__in=batch):
        progress.seen += 1
        if crypto.master_version(sealed.value(row)) == newest():
            continue
        try:
            renewed = crypto.rewrap(sealed.purpose(row), sealed.value(row))
        except crypto.Undecipherable:
            progress.refused += 1
            continue
        sealed.model.objects.filter(pk=row.pk).update(**{sealed.column: renewed})
        progress.renewed += 1
