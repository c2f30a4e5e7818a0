"""Who is invited to a hulpvraag and how each invitation stands: calculated, never stored."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BooleanField, F, Func

from accounts.enums import Rol, Zijde
from accounts.models import User
from accounts.policy import people_with
from hulpvragen import policy
from hulpvragen.enums import GastSoort, Onderdeel, ToegangStaat
from hulpvragen.models import Hulpvraag, Leerling, Toegang
from hulpvragen.policy import Asker
from hulpvragen.storage import invitation_code
from notifications.enums import State
from notifications.models import Outbox
from notifications.queries import under_way
from portal.lib import clock


@dataclass(frozen=True)
class Invited:
    """One invitation. Of what the other side gave the SWV sees no address and name: those are the school's."""

    id: uuid.UUID
    soort: GastSoort
    staat: ToegangStaat
    email: str
    user: User | None
    door: User | None
    until: dt.date | None  # the last day with access
    link_until: dt.datetime | None  # of an invitation that stands
    over_on: dt.date | None  # since when it is no longer in force
    delen: tuple[Onderdeel, ...] = ()
    accepted: bool = False
    organisatie: str = ""
    code: str = ""  # to be said by telephone, of an invitation that stands and is of the reader's side
    own: bool = False  # of the reader's side: hers to change and to send again
    not_delivered: bool = False
    on_record: Toegang | None = None  # the version that stands, for who may change it

    @property
    def waits(self) -> bool:
        """Say whether it can still be accepted, if need be after it is sent again."""
        return not self.accepted and self.over_on is None and self.staat in (ToegangStaat.VERSTUURD, ToegangStaat.VERLOPEN)

    @property
    def runs(self) -> bool:
        """Say whether something of it can still be taken away."""
        return self.waits or (self.accepted and self.over_on is None)


class _Ends(NamedTuple):
    """What ends a Toegang besides its own days: the age of the pupil, and that the hulpvraag is closed."""

    born: dt.date | None
    closed_on: dt.date | None

    def last_day(self, toegang: Toegang) -> dt.date | None:
        over = min(filter(None, [policy.over_from(toegang, self.born), self.closed_on]), default=None)
        return over and over - clock.DAY


def invited_to(who: Asker, hulpvraag: Hulpvraag) -> list[Invited]:
    """Return everybody who was ever invited to this hulpvraag, who reads along first; to the SWV who reads along, and whom the loket invited."""
    newest = (
        Toegang.objects.filter(dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk])
        .order_by("fact_id", "-recorded_at", "-pk").distinct("fact_id")
    )
    born = Leerling.objects.filter(dossier=hulpvraag.dossier_id).values_list("geboortedatum", flat=True).first()
    ends = _Ends(born, hulpvraag.gesloten_op)
    found: list[Invited] = []
    if who.zijde == Zijde.SCHOOL:
        full = list(newest.select_related("user", "uitgenodigd_door").annotate(stands=Func(F("pk"), function=_STANDS, output_field=BooleanField())))
    else:
        full = _of_the_loket(hulpvraag)
        masked = newest.filter(accepted_at__isnull=False).exclude(fact_id__in=[toegang.fact_id for toegang in full]).only(*_SHOWN_TO_SWV)
        found += [_masked(who, toegang, ends) for toegang in masked if _staat(who, toegang, ends) == ToegangStaat.GEACCEPTEERD]
    lost = _not_delivered([toegang.fact_id for toegang in full])
    found += [_invited(who, toegang, ends, toegang.fact_id in lost) for toegang in full]
    return sorted(found, key=lambda one: (list(_ORDER).index(one.staat), one.email))


_STANDS = "app_uitnodiging_geldt"
_SHOWN_TO_SWV = ("fact_id", "soort", "delen", "accepted_at", "replaced_at", "geldig", "gezag_tot", "leerling_akkoord")


def _of_the_loket(hulpvraag: Hulpvraag) -> list[Toegang]:
    """Return what the SWV invited itself, for the loket alone: the database asks who asks."""
    newest = Toegang.objects.raw(
        f"select distinct on (t.fact_id) t.*, {_STANDS}(t.id) stands from app_uitgenodigd_door_swv(%s) t order by t.fact_id, t.recorded_at desc, t.id desc",
        [hulpvraag.pk],
    )
    return list(newest.prefetch_related("user", "uitgenodigd_door"))


_ORDER = (ToegangStaat.GEACCEPTEERD, ToegangStaat.VERSTUURD, ToegangStaat.VERLOPEN, ToegangStaat.BEEINDIGD, ToegangStaat.INGETROKKEN)


def running(who: Asker, hulpvraag: Hulpvraag) -> list[Invited]:
    """Return who reads along, and whose invitation stands."""
    return [one for one in invited_to(who, hulpvraag) if one.staat in (ToegangStaat.GEACCEPTEERD, ToegangStaat.VERSTUURD)]


def _invited(who: Asker, toegang: Toegang, ends: _Ends, not_delivered: bool) -> Invited:
    staat = _staat(who, toegang, ends)
    sent, own = staat == ToegangStaat.VERSTUURD, toegang.namens == who.zijde
    return Invited(
        id=toegang.fact_id, soort=GastSoort(toegang.soort), staat=staat, email=toegang.email, user=toegang.user, door=toegang.uitgenodigd_door,
        until=ends.last_day(toegang), link_until=toegang.token_tot if sent else None, over_on=toegang.over_on(who.day), delen=_parts(toegang),
        accepted=toegang.accepted_at is not None, organisatie=toegang.organisatie, own=own, code=invitation_code(toegang.link) if sent and own else "",
        not_delivered=not_delivered and sent, on_record=toegang,
    )


def _parts(toegang: Toegang) -> tuple[Onderdeel, ...]:
    return tuple(Onderdeel(part) for part in toegang.delen)


def _staat(who: Asker, toegang: Toegang, ends: _Ends) -> ToegangStaat:
    in_force = toegang.over_on(who.day) is None
    if toegang.accepted_at and in_force:
        last = ends.last_day(toegang)
        return ToegangStaat.VERLOPEN if last and last < who.day else ToegangStaat.GEACCEPTEERD
    if toegang.accepted_at:
        return ToegangStaat.BEEINDIGD
    if toegang.replaced_at or not toegang.token_hash:
        return ToegangStaat.INGETROKKEN
    return ToegangStaat.VERSTUURD if in_force and toegang.stands else ToegangStaat.VERLOPEN


def _masked(who: Asker, toegang: Toegang, ends: _Ends) -> Invited:
    """Return what the SWV may know of who reads along; the database gives it no address."""
    return Invited(
        toegang.fact_id, GastSoort(toegang.soort), ToegangStaat.GEACCEPTEERD, "", None, None, ends.last_day(toegang), None, toegang.over_on(who.day),
        _parts(toegang), accepted=True,
    )


def _not_delivered(ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Return the invitations whose newest mail could not be delivered."""
    mails = Outbox.objects.filter(subject_type="uitnodiging", subject_id__in=ids).order_by("subject_id", "-created_at").distinct("subject_id")
    return {mail.subject_id for mail in mails if mail.state == State.FAILED}


def was_invited(hulpvraag: Hulpvraag, wie: str) -> bool:
    """Return whether this was ever an invitation to this hulpvraag."""
    ids = Toegang.objects.filter(dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk]).values_list("fact_id", flat=True)
    return wie in map(str, ids)


def mails_under_way(one: Invited) -> int:
    """Return how many mails to her are under way; after her access was ended it is 0."""
    return under_way(one.user.pk if one.user else one.id)


def known_addresses(who: Asker, hulpvraag: Hulpvraag) -> set[str]:
    """Return the addresses of the school's people that this person may see: to compare a typed one with."""
    school = hulpvraag.vestiging_op(who.day).pk
    return {user.email for user in people_with(Rol.IB, Rol.CONTACTPERSOON, eenheid_id=school)}


def is_parent_elsewhere(who: Asker, hulpvraag: Hulpvraag, email: str) -> bool:
    """Return whether a parent of another pupil was invited at this address; the school knows, the SWV reads no addresses."""
    if who.zijde != Zijde.SCHOOL:
        return False
    others = policy.dossiers_visible_to(who).exclude(pk=hulpvraag.dossier_id)
    return Toegang.objects.filter(email=email, soort=GastSoort.OUDER, replaced_at=None, dossier__in=others.values("pk")).exists()
