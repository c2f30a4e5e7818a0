"""Which column of a file means what: DUO has renamed its columns over the years."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.lib.errors import Invalid

from . import values
from .text import shown


@dataclass(frozen=True)
class Column:
    """One column that matters: `headers` are the names it has had, the present one first."""

    field: str
    headers: tuple[str, ...]
    longest: int
    needed: bool = False
    tidy: Callable[[str], str] = str

    def read(self, value: str) -> str:
        """Return the value as it is kept, or raise Invalid."""
        value = values.line_of_text(value)
        if not value and self.needed:
            raise Invalid("dit veld is leeg")
        value = self.tidy(value) if value else ""
        if len(value) > self.longest:
            raise Invalid(f"{shown(value)} is te lang: {len(value)} tekens, hooguit {self.longest}")
        return value


BRIN = Column("brin", ("INSTELLINGSCODE", "BRIN NUMMER"), 4, True, values.brin_of_school)
LOCATION = Column("vestiging", ("VESTIGINGSCODE", "VESTIGINGSNUMMER"), 10, True)
# what the catalogue keeps; a test holds the lengths to the model's
KEPT = (
    Column("naam", ("VESTIGINGSNAAM", "INSTELLINGSNAAM"), 120, True),
    Column("bestuursnummer", ("BEVOEGD GEZAG NUMMER",), 5, True, values.number_of_bestuur),
    Column("straat", ("STRAATNAAM",), 80),
    Column("huisnummer", ("HUISNUMMER-TOEVOEGING",), 20),
    Column("postcode", ("POSTCODE",), 7, False, values.postcode),
    Column("plaats", ("PLAATSNAAM",), 60, True),
    Column("gemeente", ("GEMEENTENAAM",), 60),
    Column("denominatie", ("DENOMINATIE",), 60),
    Column("telefoon", ("TELEFOONNUMMER",), 20, False, values.phone),
    Column("internet", ("INTERNETADRES",), 200),
)


class Header:
    """Where each column stands in a row. Columns with another name may be there and are left alone."""

    def __init__(self, fields: list[str]):
        self.names = [" ".join(name.upper().split()) for name in fields]
        # the file of hoofdvestigingen has no column for it: a hoofdvestiging is location 00
        self.only_main = not {*LOCATION.headers, "VESTIGINGSNAAM"} & set(self.names)
        self._place = {column: self._find(column) for column in (BRIN, LOCATION, *KEPT)}
        if missing := [column for column in self._place if column.needed and self._misses(column)]:
            names = ", ".join(" of ".join(column.headers) for column in missing)
            raise Invalid(f"Dit is niet het register van scholen van DUO. In de kop ontbreekt: {names}.")

    @property
    def kept(self) -> list[Column]:
        """What this file says something about."""
        return [column for column in KEPT if self._place[column] is not None]

    @property
    def absent(self) -> list[str]:
        """What the catalogue keeps and this file does not have."""
        return [column.headers[0] for column in KEPT if self._place[column] is None]

    def name(self, column: Column) -> str:
        """Return how this file calls the column."""
        return self.names[self._place[column]]

    def value(self, column: Column, fields: list[str]) -> str:
        """Return what a row has in the column."""
        return fields[self._place[column]]

    def _find(self, column: Column) -> int | None:
        name = next((name for name in column.headers if name in self.names), None)
        if name is None:
            return None
        if (times := self.names.count(name)) > 1:
            raise Invalid(f"De kolom {name} staat {times} keer in de kop.")
        return self.names.index(name)

    def _misses(self, column: Column) -> bool:
        return self._place[column] is None and not (column is LOCATION and self.only_main)
