"""What a fresh installation begins with: its first people, and which wijknetwerk each school belongs to.

For commands on the server, under the owner's log-in: nobody can log in yet to do it. All of a table goes in, or nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from accounts.enums import EENHEDEN_VAN_ROL, NEVER_TOGETHER, EenheidSoort, Rol
from accounts.models import Aanstelling, Eenheid, User, Vestiging, Wijknetwerk
from accounts.models.facts import ON_RECORD
from accounts.register import Fault
from accounts.register.tables import Person, SchoolInWijk
from accounts.services import passwords
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one


@dataclass
class TakenIn:
    """What became of a table. When there are faults, nothing of it was kept."""

    faults: list[Fault] = field(default_factory=list)
    made: list[User] = field(default_factory=list)
    posts: int = 0
    already: int = 0


class _Undo(Exception):
    pass


def _all_or_nothing(lines: list, take_in: Callable, faults: Iterable[Fault], tables: str) -> TakenIn:
    """Take each line of a table in; `tables` are locked, so that two tables go one after the other."""
    result = TakenIn(faults=list(faults))
    try:
        with transaction.atomic():
            one(f"lock table {tables} in share row exclusive mode")
            for line in lines:
                take_in(result, line)
            if result.faults:
                raise _Undo
    except _Undo:
        return TakenIn(faults=sorted(result.faults, key=lambda fault: fault.line))
    return result


# ---- people


def take_in_people(*, people: list[Person], faults: Iterable[Fault] = ()) -> TakenIn:
    """Give each of these people an account, unless she has one, and her post; what she has already stays as it is.

    `faults` are those that the reading of the table found.
    """
    return _all_or_nothing(people, _take_in, faults, "accounts_user, accounts_aanstelling")


def first_link(*, user: User) -> str:
    """Return an address that lets this person choose her first password, once; empty when she has one already."""
    if user.has_usable_password():
        return ""
    record(event="password.link_given", object_type="user", object_id=user.pk)
    return passwords.reset_link_of(user)


def _take_in(result: TakenIn, person: Person) -> None:
    eenheid = _eenheid(person)
    if eenheid is None:
        result.faults.append(Fault(person.line, _no_eenheid(person), "eenheid"))
        return
    user = User.objects.filter(email=person.email).first()
    if user and (fault := _not_the_same(user, person)):
        result.faults.append(Fault(person.line, fault, "email"))
        return
    eind = person.laatste_dag + clock.DAY if person.laatste_dag else None
    overlapping = list(Aanstelling.objects.filter(ON_RECORD, user=user, geldig__overlap=(person.begin, eind))) if user else []
    if any((post.rol, post.eenheid_id, post.begin, post.geldig.upper) == (person.rol, eenheid.pk, person.begin, eind) for post in overlapping):
        result.already += 1
        return
    if fault := _not_beside(person, eenheid, overlapping):
        result.faults.append(Fault(person.line, fault, "rol"))
        return
    _make(result, person, user, eenheid, eind)


def _eenheid(person: Person) -> Eenheid | None:
    """Return the unit that this line names, of a kind that her role can hang on."""
    kinds = EENHEDEN_VAN_ROL[person.rol]
    if EenheidSoort.VESTIGING in kinds:
        return Vestiging.objects.filter(code=person.eenheid.upper()).first()
    if not person.eenheid or person.eenheid.casefold() in ("swv", settings.PORTAL_SWV_NAAM.casefold()):
        return swv() if EenheidSoort.SWV in kinds else None
    if EenheidSoort.WIJKNETWERK in kinds:
        return Wijknetwerk.objects.filter(naam__iexact=person.eenheid).first()
    return None


def _no_eenheid(person: Person) -> str:
    if EenheidSoort.VESTIGING in EENHEDEN_VAN_ROL[person.rol]:
        return f"{person.eenheid or 'leeg'} is geen aangesloten school: vul de code van de vestiging in, zoals 12AB00, en sluit haar eerst aan"
    if EenheidSoort.WIJKNETWERK in EENHEDEN_VAN_ROL[person.rol]:
        return f"{person.eenheid} is geen wijknetwerk; laat dit leeg voor het hele SWV"
    return f"een {person.rol.label.lower()} werkt voor het hele SWV: laat dit leeg"


def swv() -> Eenheid:
    """Return the unit of the SWV itself; the first time it is made, with the name of the settings."""
    return Eenheid.objects.get_or_create(soort=EenheidSoort.SWV, defaults={"naam": settings.PORTAL_SWV_NAAM})[0]


def _not_the_same(user: User, person: Person) -> str:
    if not user.is_active:
        return "dit account is beëindigd"
    if (user.voornaam, user.achternaam) != (person.voornaam, person.achternaam):
        return f"dit adres is al van {user.naam}"
    return ""


def _not_beside(person: Person, eenheid: Eenheid, overlapping: list[Aanstelling]) -> str:
    for post in overlapping:
        if post.rol == person.rol and post.eenheid_id == eenheid.pk:
            return "zij heeft deze aanstelling al, in een andere periode die deze overlapt"
        if frozenset({Rol(post.rol), person.rol}) in NEVER_TOGETHER:
            return f"{person.rol.label} en {Rol(post.rol).label} mogen niet dezelfde persoon zijn"
    return ""


def _make(result: TakenIn, person: Person, user: User | None, eenheid: Eenheid, eind) -> None:
    if user is None:
        user = User.objects.create_user(person.email, voornaam=person.voornaam, achternaam=person.achternaam)
        result.made.append(user)
        record(event="account.made", object_type="user", object_id=user.pk)
    post = Aanstelling.objects.create(user=user, rol=person.rol, eenheid_id=eenheid.pk, geldig=(person.begin, eind))
    result.posts += 1
    detail = {"user": str(user.pk), "rol": person.rol.value, "eenheid": str(eenheid.pk), "begin": person.begin.isoformat()}
    record(event="aanstelling.made", object_type="aanstelling", object_id=post.fact_id, detail=detail)


# ---- wijknetwerken


def take_in_wijken(*, schools: list[SchoolInWijk], faults: Iterable[Fault] = ()) -> TakenIn:
    """Put each of these schools in its wijknetwerk, which is made when it is not there; a school elsewhere is a fault.

    Moving a school to another wijknetwerk changes who reads along: that is done in the portal, where one sees who.
    """
    return _all_or_nothing(schools, _put_in, faults, "accounts_wijknetwerk, accounts_vestiging")


def _put_in(result: TakenIn, row: SchoolInWijk) -> None:
    school = Vestiging.objects.select_related("wijknetwerk", "wijknetwerk_daarna").filter(code=row.code).first()
    if school is None:
        result.faults.append(Fault(row.line, f"{row.code} is geen aangesloten school: sluit haar eerst aan", "code"))
    elif school.wijknetwerk_nu and school.wijknetwerk_nu.naam.casefold() == row.wijknetwerk.casefold():
        result.already += 1
    elif school.wijknetwerk_nu or school.wijknetwerk_per:
        wijk = school.wijknetwerk_nu or school.wijknetwerk_daarna or "geen wijknetwerk"
        result.faults.append(Fault(row.line, f"{row.code} hoort al bij {wijk}: wijzig dat in het portaal", "wijknetwerk"))
    else:
        school.wijknetwerk = _wijknetwerk(row.wijknetwerk)
        school.save(update_fields=["wijknetwerk"])
        result.posts += 1
        record(event="vestiging.wijknetwerk_changed", object_type="vestiging", object_id=school.pk, detail={"after": str(school.wijknetwerk_id)})


def _wijknetwerk(naam: str) -> Wijknetwerk:
    known = Wijknetwerk.objects.filter(naam__iexact=naam).first()
    if known is None:
        known = Wijknetwerk.objects.create(soort=EenheidSoort.WIJKNETWERK, naam=naam)
        record(event="wijknetwerk.made", object_type="wijknetwerk", object_id=known.pk)
    return known
