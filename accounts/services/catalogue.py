"""Writes the catalogue of schools, and says which of them take part in the portal.

A row of the catalogue gives nobody anything; a Vestiging gives posts a place to hang on.
"""

import uuid
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import transaction

from accounts.enums import EenheidSoort, Rol, Verschil
from accounts.models import Bestuur, CatalogusVestiging, User, Vestiging
from accounts.policy import require_role
from accounts.register import Register
from accounts.services import differences as differences_of
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import desk, fence_shared, one
from portal.lib.errors import Conflict

ONLY_BEHEERDER = "Alleen de beheerder van het samenwerkingsverband kan scholen aansluiten."
NAMED_MEANWHILE = "Een collega heeft dit bestuur net de naam ‘{naam}’ gegeven. Uw naam is nog niet opgeslagen."


# ---- the register


@dataclass(frozen=True)
class Imported:
    """What became of a file. Nothing is ever deleted: `missing` are the schools it no longer has.

    `differences` says how many of each kind there are with the register as it stood before.
    `differing` are the schools that take part and are known otherwise here, with what differs.
    """

    new: int
    changed: int
    unchanged: int
    skipped: int
    missing: list[CatalogusVestiging]
    differences: dict[Verschil, int]
    differing: list[tuple[Vestiging, list[str]]]


@transaction.atomic
def import_register(*, register: Register) -> Imported:
    """Bring the catalogue up to date with a file. For a command on the server: no role of the web may write it."""
    one("lock table accounts_catalogusvestiging in share row exclusive mode")  # two imports go one after the other
    known = CatalogusVestiging.objects.in_bulk()
    new = register.schools.keys() - known.keys()
    changed = {code for code in register.schools.keys() & known.keys() if _differs(known[code], register.schools[code])}
    missing = differences_of.gone(known, register)
    found = differences_of.between(known, register, missing)
    back = any(known[code].verdwenen_op for code in register.codes.keys() & known.keys())
    _store(register, sorted(new | changed))
    if new or changed or missing or back:  # the same file again changes nothing
        differences_of.keep(register, missing, found)
    result = Imported(
        new=len(new),
        changed=len(changed),
        unchanged=len(register.schools) - len(new) - len(changed),
        skipped=register.skipped,
        missing=missing,
        differences={soort: count for soort in Verschil if (count := sum(line.soort == soort for line in found))},
        differing=_differing(),
    )
    counts = {name: getattr(result, name) for name in ("new", "changed", "unchanged", "skipped")}
    detail = counts | {"missing": len(missing)} | {str(soort): count for soort, count in result.differences.items()}
    record(event="catalogue.imported", object_type="catalogue", detail=detail)
    return result


def _differs(school: CatalogusVestiging, values: dict[str, str]) -> bool:
    return any(getattr(school, name) != value for name, value in values.items())


def _store(register: Register, codes: list[str]) -> None:
    now = clock.now()
    rows = [CatalogusVestiging(code=code, updated_at=now, **register.schools[code]) for code in codes]
    CatalogusVestiging.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["code"], update_fields=[*register.fields, "updated_at"]
    )


def _differing() -> list[tuple[Vestiging, list[str]]]:
    """Compare the schools that take part with the register. They are not overwritten: that is a mutation."""
    taking_part = Vestiging.objects.select_related("bestuur").order_by("code")
    schools = CatalogusVestiging.objects.in_bulk([vestiging.code for vestiging in taking_part])
    compared = [(vestiging, differences(vestiging, schools[vestiging.code])) for vestiging in taking_part if vestiging.code in schools]
    return [(vestiging, names) for vestiging, names in compared if names]


def differences(vestiging: Vestiging, school: CatalogusVestiging) -> list[str]:
    """Return in which of these the register says otherwise than the portal."""
    pairs = {
        "naam": (vestiging.naam, school.naam),
        "adres": (vestiging.adres, school.adres),
        "telefoon": (vestiging.telefoon, school.telefoon),
        "bestuur": (vestiging.bestuur.nummer, school.bestuursnummer),
    }
    return [name for name, (here, there) in pairs.items() if here.casefold() != there.casefold()]


# ---- taking part


@dataclass(frozen=True)
class Marked:
    """What became of a list of codes."""

    new: list[Vestiging] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@transaction.atomic
def mark_aangesloten(*, by: User | None, zijde: str | None = None, codes: Iterable[str]) -> Marked:
    """Let these schools take part. One that already does stays as it is. `by` is None for a command."""
    _require_beheerder(by, zijde)
    result = Marked()
    codes = list(codes)
    schools = CatalogusVestiging.objects.in_bulk(codes)
    taking_part = set(Vestiging.objects.filter(code__in=codes).values_list("code", flat=True))
    with _facts_role(by):
        for code in codes:
            if code in taking_part:
                result.already.append(code)
            elif code in schools:
                _take_in(result, schools[code])
            else:
                result.unknown.append(code)
    for vestiging in result.new:
        record(event="vestiging.aangesloten", by=by, object_type="vestiging", object_id=vestiging.pk, detail={"code": vestiging.code})
    return result


@transaction.atomic
def name_bestuur(*, by: User, zijde: str | None, bestuur_id, naam: str, known_as: str) -> None:
    """Give a school board its name; raise Conflict when it is no longer called what its editor saw."""
    _require_beheerder(by, zijde)
    with _facts_role(by):
        bestuur = Bestuur.objects.select_for_update().get(pk=bestuur_id)
        if bestuur.naam != known_as:
            raise Conflict(NAMED_MEANWHILE.format(naam=bestuur.naam))
        bestuur.naam = naam
        bestuur.save(update_fields=["naam"])
    record(event="bestuur.named", by=by, object_type="bestuur", object_id=bestuur.pk, detail={"nummer": bestuur.nummer})


def _require_beheerder(by: User | None, zijde: str | None) -> None:
    if by is not None:
        fence_shared(by.pk)  # a stop of this person waits for us, or we see it
        require_role(by, zijde, Rol.BEHEERDER, ONLY_BEHEERDER)


def _facts_role(by: User | None):
    """A person writes facts as the desk. A command is logged in as the owner, who cannot become the desk."""
    return nullcontext() if by is None else desk()


def _take_in(result: Marked, school: CatalogusVestiging) -> None:
    facts = {"soort": EenheidSoort.VESTIGING} | {name: getattr(school, name) for name in ("naam", "straat", "huisnummer", "postcode", "plaats", "telefoon")}
    vestiging, created = Vestiging.objects.get_or_create(
        code=school.code, defaults=facts | {"bestuur": bestuur_with(school.bestuursnummer)}
    )
    if created:
        result.new.append(vestiging)
    else:  # a colleague did so a moment ago
        result.already.append(school.code)


def bestuur_with(nummer: str) -> Bestuur:
    """Return the school board; the register gives its number only."""
    return Bestuur.objects.get_or_create(nummer=nummer, defaults={"soort": EenheidSoort.BESTUUR, "naam": f"Bestuur {nummer}"})[0]


def bestuur_id_of(nummer: str) -> uuid.UUID:
    """Return which school board has this number, for who decided about it (mutaties)."""
    with desk():
        return bestuur_with(nummer).pk


def make_school(*, bestuursnummer: str, wijknetwerk_id: uuid.UUID | None, **data: str) -> Vestiging:
    """Make a school that is in no register yet, for who decided about it (mutaties)."""
    with desk():
        made = Vestiging(soort=EenheidSoort.VESTIGING, bestuur=bestuur_with(bestuursnummer), wijknetwerk_id=wijknetwerk_id, **data)
        made.save(force_insert=True)
    return made
