"""What all dated facts share: versions. A correction never rewrites what was on record."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from portal.lib import clock
from portal.lib.ids import uuid7

ON_RECORD = Q(replaced_at=None)


def on_record() -> Q:
    """Return the condition of the version that counts: the one in force, or the one that was at the moment asked about (`clock.as_of`)."""
    known = clock.known()
    return ON_RECORD if known is None else Q(recorded_at__lte=known) & (ON_RECORD | Q(replaced_at__gt=known))


class Fact(models.Model):
    """One version of one fact. `fact_id` is stable over versions; the row in force has no `replaced_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fact_id = models.UUIDField(default=uuid7, editable=False)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)
    bron = models.UUIDField(null=True, help_text="the mutatie that put this version on record, if one did")

    class Meta:
        abstract = True


class DatedFact(Fact):
    """A fact that holds for days: `geldig` is half-open, [begin, eind)."""

    geldig = DateRangeField()

    class Meta:
        abstract = True

    @property
    def begin(self):
        return self.geldig.lower

    @property
    def laatste_dag(self):
        """The last day on which this holds, or None when no end is planned."""
        return self.geldig.upper and self.geldig.upper - clock.DAY


def versioned(name: str, *same: str) -> list[models.BaseConstraint]:
    """Return the constraints of a dated fact: one version in force, no overlap of the `same`, never empty."""
    return [
        models.UniqueConstraint(fields=["fact_id"], condition=ON_RECORD, name=f"{name}_one_version"),
        ExclusionConstraint(
            name=f"{name}_no_overlap",
            expressions=[*((field, RangeOperators.EQUAL) for field in same), ("geldig", RangeOperators.OVERLAPS)],
            condition=ON_RECORD,
        ),
        models.CheckConstraint(name=f"{name}_not_empty", condition=Q(geldig__isempty=False)),
    ]
