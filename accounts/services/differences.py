"""What a newer file of the national register says otherwise than the register did: opened, gone, moved, renamed, other telephone or board."""

from accounts.enums import Verschil
from accounts.models import CatalogusVestiging, RegisterInlezing, RegisterVerschil
from accounts.register import Register
from portal.lib import clock

_FIELDS = {
    Verschil.HERNOEMD: ("naam",),
    Verschil.VERHUISD: ("straat", "huisnummer", "postcode", "plaats"),
    Verschil.TELEFOON: ("telefoon",),
    Verschil.BESTUUR: ("bestuursnummer",),
}
_READ = {
    Verschil.HERNOEMD: lambda school: school.naam, Verschil.VERHUISD: lambda school: school.adres,
    Verschil.TELEFOON: lambda school: school.telefoon, Verschil.BESTUUR: lambda school: school.bestuursnummer,
}  # fmt: skip


def gone(known: dict[str, CatalogusVestiging], register: Register) -> list[CatalogusVestiging]:
    """Return the schools that an earlier file of this kind had and this one has not.

    Files of the kind are known by their schools: those in which the schools of this one stood last. So the file of the
    secondary schools makes no primary school go missing, and a school that is gone is gone once.
    """
    earlier = {known[code].laatst_in_id for code in register.codes.keys() & known.keys()}
    missing = (school for code, school in sorted(known.items()) if code not in register.codes)
    return [
        school for school in missing
        if school.laatst_in_id in earlier and school.verdwenen_op is None and not (register.header.only_main and school.code[4:] != "00")
    ]  # fmt: skip


def between(known: dict[str, CatalogusVestiging], register: Register, missing: list[CatalogusVestiging]) -> list[RegisterVerschil]:
    """Return each difference, not yet saved. Of the first file of its kind there are none: nothing was known before it."""
    if not register.codes.keys() & known.keys():
        return []
    found = [_line(Verschil.VERDWENEN, school, school.adres, "") for school in missing]
    for code, values in register.schools.items():
        before = known.get(code)
        after = _with(before, code, values)
        if before is None or before.verdwenen_op:
            found.append(_line(Verschil.GEOPEND, after, "", after.adres))
        if before is not None:
            found += [
                _line(soort, after, _READ[soort](before), _READ[soort](after))
                for soort, names in _FIELDS.items()
                if any(getattr(before, name) != getattr(after, name) for name in names)
            ]
    return found


def _with(before: CatalogusVestiging | None, code: str, values: dict[str, str]) -> CatalogusVestiging:
    """Return the school as the file has it; what the file does not say stays as it was."""
    kept = {name: getattr(before, name) for names in _FIELDS.values() for name in names} if before else {}
    return CatalogusVestiging(code=code, **kept | values)


def _line(soort: Verschil, school: CatalogusVestiging, oud: str, nieuw: str) -> RegisterVerschil:
    return RegisterVerschil(soort=soort, code=school.code, naam=school.naam, oud=oud, nieuw=nieuw)


def keep(register: Register, missing: list[CatalogusVestiging], found: list[RegisterVerschil]) -> None:
    """Put a file on record with its differences, and let each school know in which file it last stood."""
    inlezing = RegisterInlezing.objects.create()
    for line in found:
        line.inlezing = inlezing
    RegisterVerschil.objects.bulk_create(found, batch_size=1000)
    CatalogusVestiging.objects.filter(code__in=list(register.codes)).update(laatst_in=inlezing, verdwenen_op=None)
    CatalogusVestiging.objects.filter(code__in=[school.code for school in missing]).update(verdwenen_op=clock.today())
