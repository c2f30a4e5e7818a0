"""A list of changes: looked at as a whole before anything happens, then done a part at a time, each row once.

The rows lie sealed with who uploaded them, for a week. A part is one transaction: killed at any point, what was done
stands in both the row and its mutatie, or in neither.
"""

import datetime as dt
import json
import uuid
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.http import Http404

from accounts.enums import Rol
from accounts.models import User, Vestiging
from accounts.services import posts
from hulpvragen.policy import Asker
from hulpvragen.services.facts import stand
from mutaties import inlees, policy
from mutaties.enums import AWAY
from mutaties.inlees import Values
from mutaties.models import Inlees
from mutaties.storage import INLEES, seal, unseal
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one_at_a_time
from portal.lib.errors import Conflict, Invalid, NotAllowed

from . import reporting
from .reporting import Change, Nieuw

KEPT_FOR = dt.timedelta(days=7)
AT_ONCE = 25  # rows in one request
ONLY_BOARD = "Een lijst inlezen doet een medewerker van een schoolbestuur."
NOT_OF_BOARD = "dit is geen school van uw bestuur"
NO_SUCH_SCHOOL = "deze school staat niet in het portaal"
NOBODY = "op deze school werkt niemand met dit e-mailadres in deze rol"
# the fields of a report, as columns of the list
COLUMN_OF = {"persoon": "email", "email": "nieuw_email", "opvolger": "nieuw_email", "voornaam": "nieuw_voornaam", "naar": "naar_school"}


@dataclass
class Regel:
    """One line and what became of it: faults, or the number of its mutatie."""

    line: int
    cells: dict[str, str]
    faults: list[tuple[str, str]] = field(default_factory=list)
    nummer: str = ""

    @property
    def is_open(self) -> bool:
        return not self.faults and not self.nummer


def uploads(who: Asker) -> bool:
    """Return whether she may send in a list: who works for a board."""
    return who.has(Rol.BESTUURSMEDEWERKER)


def require_uploads(who: Asker) -> None:
    if not uploads(who):
        raise NotAllowed(ONLY_BOARD)


def mine(who: Asker):
    """Return the lists that she uploaded in the last week, newest first."""
    return Inlees.objects.filter(user=who.user, made_at__gt=clock.now() - KEPT_FOR).order_by("-made_at")


def rows_of(made: Inlees) -> list[Regel]:
    """Return the rows of a list as they stand now."""
    return [Regel(**row | {"faults": [tuple(fault) for fault in row["faults"]]}) for row in json.loads(unseal(made.pk, made.sealed_regels, INLEES))]


def check(*, by: Asker, key: uuid.UUID, data: bytes) -> Inlees:
    """Look at every row of a list and keep what is found; nothing else happens. The same form twice is one list."""
    by = stand(by)
    require_uploads(by)
    pk = uuid.uuid5(by.user.pk, str(key))
    one_at_a_time(pk)
    if made := Inlees.objects.filter(pk=pk).first():
        return made
    regels, resolve = [Regel(row.line, row.cells, row.faults) for row in inlees.read(data)], _Resolver(by)
    for regel in regels:
        if regel.is_open:
            regel.faults = resolve.faults(regel)
    made = Inlees(pk=pk, user=by.user, aantal=len(regels))
    _keep(made, regels)
    made.save(force_insert=True)
    record(event="list.checked", by=by.user, object_type="inlees", object_id=pk, detail={"rows": len(regels), "bad": sum(bool(one.faults) for one in regels)})
    return made


def do_some(*, by: Asker, inlees_id: uuid.UUID) -> Inlees:
    """Report the next rows of a list; a row that cannot be any more is kept with why. Done twice it does nothing more."""
    by = stand(by)
    require_uploads(by)
    one_at_a_time(inlees_id)
    made = mine(by).filter(pk=inlees_id).first()
    if made is None:
        raise Http404
    regels, resolve = rows_of(made), _Resolver(by)
    for regel in [one for one in regels if one.is_open][:AT_ONCE]:
        _do(by, made, regel, resolve)
    _keep(made, regels)
    made.begonnen_at = made.begonnen_at or clock.now()
    made.save(update_fields=["sealed_regels", "begonnen_at"])
    return made


def _do(by: Asker, made: Inlees, regel: Regel, resolve: "_Resolver") -> None:
    """Report one row under a key of its own; only that row is undone when it cannot be."""
    try:
        with transaction.atomic():
            change = resolve.change(inlees.values_of(regel.cells)[0])
            regel.nummer = reporting.report(by=by, key=uuid.uuid5(made.pk, str(regel.line)), change=change).nummer
    except Invalid as fault:
        regel.faults = [(COLUMN_OF.get(fault.field, fault.field or ""), fault.message)]
    except NotAllowed as fault:
        regel.faults = [("school", fault.reason)]
    except Conflict as fault:
        regel.faults = [("", fault.message)]


def _keep(made: Inlees, regels: list[Regel]) -> None:
    made.sealed_regels = seal(made.pk, json.dumps([asdict(one) for one in regels]), INLEES)


class _Resolver:
    """From the words of a row to what is reported: her schools and people, asked once."""

    def __init__(self, by: Asker):
        self.by = by
        self.schools = dict(policy.reports_for(by).values_list("code", "pk"))
        self.seen: dict[tuple, int] = {}

    def faults(self, regel: Regel) -> list[tuple[str, str]]:
        """Return why this row could not be reported now, by the very checks of a report."""
        values, faults = inlees.values_of(regel.cells)
        if faults:
            return faults
        whom = (values.school, values.rol, values.soort in AWAY, values.email or values.nieuw_email)
        try:
            reporting.check(self.by, self.change(values))
        except Invalid as fault:
            return [(COLUMN_OF.get(fault.field, fault.field or ""), fault.message)]
        if (line := self.seen.setdefault(whom, regel.line)) != regel.line:  # a row that is bad itself takes nobody
            return [("email" if values.email else "nieuw_email", f"staat ook op regel {line}")]
        return []

    def change(self, values: Values) -> Change:
        """Return what a row reports; raise Invalid for a school or a person that is not there for her."""
        if (school := self.schools.get(values.school)) is None:
            raise Invalid(NOT_OF_BOARD, "school")
        naar = None
        if values.naar_school and (naar := Vestiging.objects.filter(code=values.naar_school).values_list("pk", flat=True).first()) is None:
            raise Invalid(NO_SUCH_SCHOOL, "naar")
        return Change(
            soort=values.soort, eenheid_id=school, rol=values.rol, persoon_id=self._person(values, school) if values.email else None,
            laatste_dag=values.laatste_dag, terug=values.terug, begin=values.begin, naar_id=naar, naar_begin=values.naar_begin, reden=values.reden,
            nieuw=Nieuw(voornaam=values.nieuw_voornaam, achternaam=values.nieuw_achternaam, email=values.nieuw_email),
        )

    def _person(self, values: Values, school: uuid.UUID) -> uuid.UUID:
        """Return who it is about; whether somebody elsewhere has this address is not told."""
        user = User.objects.filter(email=values.email).first()
        if user is None or posts.held(user.pk, values.rol, school, min(self.by.day, values.laatste_dag + clock.DAY)) is None:
            raise Invalid(NOBODY, "persoon")
        return user.pk
