"""What newer files of the national register said otherwise, to be read by who works with schools."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from accounts.enums import Rol, Verschil
from accounts.models import RegisterInlezing, RegisterVerschil, User, Vestiging
from accounts.policy import posts_on
from portal.lib.errors import NotAllowed

READS_REGISTER = frozenset({Rol.LOKET, Rol.MUTATIEBEHANDELAAR, Rol.BEHEERDER})
NOT_YOURS = "Bij uw rol horen de verschillen in het register niet."
PAGE = 50
_EARLIER = 12


@dataclass(frozen=True)
class Differences:
    """A page of what one file said otherwise. `counts` per kind; `after` continues, and is empty at the end."""

    inlezing: RegisterInlezing | None
    earlier: list[RegisterInlezing]
    counts: dict[Verschil, int]
    soort: Verschil | None
    lines: list[RegisterVerschil]
    taking_part: set[str]  # codes of the schools of this page that take part
    after: str


def differences_for(user: User, zijde: str | None, *, at: dt.datetime | None = None, soort: str = "", after: str = "") -> Differences:
    """Return the differences of one file, the newest when none is asked, of one kind: the first that there is when none is asked."""
    if not any(post.rol in READS_REGISTER for post in posts_on(user, zijde)):
        raise NotAllowed(NOT_YOURS)
    files = list(RegisterInlezing.objects.order_by("-at")[:_EARLIER])
    chosen = next((one for one in files if one.at == at), files[0] if files else None)
    found = dict(RegisterVerschil.objects.filter(inlezing=chosen).values_list("soort").annotate(count=Count("pk")))
    counts = {kind: found[kind] for kind in Verschil if kind in found}
    kind = Verschil(soort) if soort in counts else next(iter(counts), None)
    lines = list(RegisterVerschil.objects.filter(inlezing=chosen, soort=kind or "", code__gt=after).order_by("code")[: PAGE + 1])
    here = lines[:PAGE]
    taking_part = set(Vestiging.objects.filter(code__in=[line.code for line in here]).values_list("code", flat=True))
    return Differences(chosen, files, counts, kind, here, taking_part, here[-1].code if len(lines) > PAGE else "")
