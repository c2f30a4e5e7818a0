"""What an app keeps under the master key, said by that app, so that another master key can take its place."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from portal.lib import crypto


@dataclass(frozen=True)
class Sealed:
    """One column under the master key; `purpose` gives what a row's value is bound to."""

    label: str
    model: type[Model]
    column: str
    purpose: Callable[[Model], str]

    def value(self, row: Model):
        return getattr(row, self.column)

    def opens(self, row: Model) -> bool:
        try:
            crypto.rewrap(self.purpose(row), self.value(row))
        except crypto.Undecipherable:
            return False
        return True
