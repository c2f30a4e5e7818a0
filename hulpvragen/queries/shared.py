"""What is shared with a guest: what she reads now, what of it is new, and what she read."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from hulpvragen import policy, policy_stukken
from hulpvragen.enums import Onderdeel, Status
from hulpvragen.models import Bericht, Document, Dossier, Hulpvraag, Leerling, Toegang
from hulpvragen.policy import Asker
from hulpvragen.queries import lists
from hulpvragen.queries.lists import Line, Place, Selection
from portal.lib import clock
from portal.lib.db import rows

Looks = dict[tuple[uuid.UUID, str], dt.datetime]  # per hulpvraag and part: when she looked last


@dataclass(frozen=True)
class Shared:
    """One hulpvraag that she reads along with, with the parts she was invited to and her last day."""

    line: Line
    leerling: Leerling | None
    delen: tuple[Onderdeel, ...]
    until: dt.date | None
    berichten: int  # how many are new
    documenten: int
    changed: bool  # the hulpvraag itself, since she looked
    never_seen: bool


@dataclass(frozen=True)
class Share:
    """One Toegang of hers of which there is nothing to read today. Without `over_on` it may open (again)."""

    door: str
    over_on: dt.date | None
    until: dt.date | None


def readable(who: Asker, after: Place | None = None) -> lists.Page:
    """Return one page of what a guest may read today, newest change first."""
    return lists.page(who, Selection(tuple(Status)), after=after)


def described(who: Asker, lines: list[Line]) -> list[Shared]:
    """Return what stands on such a page with its parts, its last day and what is new."""
    pupils = {dossier.pk: dossier.leerling for dossier in Dossier.objects.filter(pk__in={line.hulpvraag.dossier_id for line in lines}).select_related("leerling")}
    looks = {(row["hulpvraag_id"], row["onderdeel"]): row["at"] for row in rows("select * from app_zelf_bekeken()")}
    invited = policy.invitations(who)
    return [_shared(who, line, pupils.get(line.hulpvraag.dossier_id), looks, invited) for line in lines]


def _shared(who: Asker, line: Line, leerling: Leerling | None, looks: Looks, invited: list[Toegang]) -> Shared:
    h = line.hulpvraag
    own = [toegang for toegang in invited if h.pk in toegang.hulpvragen and toegang.dossier_id == h.dossier_id]
    delen = tuple(part for part in Onderdeel if any(part in toegang.delen for toegang in own))
    seen = looks.get((h.pk, "hulpvraag"))
    return Shared(
        line, leerling, delen, last_day(own, leerling),
        berichten=_new(who, Bericht, h, looks) if Onderdeel.BERICHTEN in delen else 0,
        documenten=_new(who, Document, h, looks) if Onderdeel.DOCUMENTEN in delen else 0,
        changed=bool(seen) and Onderdeel.HULPVRAAG in delen and h.gewijzigd > seen,
        never_seen=not any(pk == h.pk for pk, _ in looks),
    )


_CAME = {Bericht: ("berichten", ("verzonden_at",)), Document: ("documenten", ("created_at", "verstrekt_at"))}  # its page, and when it came


def _new(who: Asker, model: type[Bericht] | type[Document], hulpvraag: Hulpvraag, looks: Looks) -> int:
    page, came = _CAME[model]
    found = policy_stukken.visible(who, model, hulpvraag).exclude(created_by=who.user)
    if model is Document:
        found = found.filter(weg_at=None)
    if since := looks.get((hulpvraag.pk, page)):
        found = found.filter(reduce(or_, [Q(**{f"{moment}__gt": since}) for moment in came]))
    return found.count()


def last_day(invited: list[Toegang], leerling: Leerling | None) -> dt.date | None:
    """Return the last day on which one of these invitations of hers gives something; None when no end is known."""
    ends = [policy.over_from(toegang, leerling and leerling.geboortedatum) for toegang in invited]
    return max(ends) - clock.DAY if ends and all(ends) else None


def not_readable(who: Asker, lines: list[Line]) -> list[Share]:
    """Return the invitations that she accepted and of which nothing stands on this page, the last one first."""
    newest = (
        Toegang.objects.filter(user=who.user, accepted_at__isnull=False)
        .order_by("fact_id", "-recorded_at", "-pk").distinct("fact_id").select_related("uitgenodigd_door")
    )
    read = {line.hulpvraag.pk for line in lines}
    found = [_share(who, toegang) for toegang in newest if not read & set(toegang.hulpvragen) or toegang.over_on(who.day)]
    return sorted(found, key=lambda share: share.over_on or clock.FAR, reverse=True)


def _share(who: Asker, toegang: Toegang) -> Share:
    door = toegang.uitgenodigd_door
    return Share(door.naam if door else "", toegang.over_on(who.day), toegang.laatste_dag)
