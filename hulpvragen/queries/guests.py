"""Who is invited to a hulpvraag and how each invitation stands: calculated, never stored."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import BooleanField, F, Func

from accounts.enums import Rol, Zijde
from accounts.models import User
from accounts.policy import people_with
from hulpvragen.enums import GastSoort, ToegangStaat
from hulpvragen.models import Hulpvraag, Toegang
from hulpvragen.policy import Asker
from notifications.enums import State
from notifications.models import Outbox


@dataclass(frozen=True)
class Invited:
    """One invitation. To the SWV without address and name: those are the school's."""

    id: uuid.UUID
    soort: GastSoort
    staat: ToegangStaat
    email: str
    user: User | None
    door: User | None
    until: dt.date | None  # the last day with access
    link_until: dt.datetime | None  # of an invitation that stands
    over_on: dt.date | None  # since when it is no longer in force
    not_delivered: bool = False

    @property
    def runs(self) -> bool:
        """Say whether something of it can still be taken away."""
        return self.staat in (ToegangStaat.VERSTUURD, ToegangStaat.GEACCEPTEERD) or (
            self.staat == ToegangStaat.VERLOPEN and self.over_on is None
        )


def invited_to(who: Asker, hulpvraag: Hulpvraag) -> list[Invited]:
    """Return everybody who was ever invited to this hulpvraag, who reads along first; to the SWV who reads along."""
    newest = (
        Toegang.objects.filter(dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk])
        .order_by("fact_id", "-recorded_at", "-pk").distinct("fact_id")
    )
    if who.zijde != Zijde.SCHOOL:
        accepted = newest.filter(accepted_at__isnull=False).only("fact_id", "soort", "accepted_at", "replaced_at", "geldig")
        return [_masked(toegang) for toegang in accepted if _staat(who, toegang) == ToegangStaat.GEACCEPTEERD]
    stands = Func(F("pk"), function="app_uitnodiging_geldt", output_field=BooleanField())
    newest = list(newest.select_related("user", "uitgenodigd_door").annotate(stands=stands))
    lost = _not_delivered([toegang.fact_id for toegang in newest])
    found = [_invited(who, toegang, toegang.fact_id in lost) for toegang in newest]
    return sorted(found, key=lambda one: (list(_ORDER).index(one.staat), one.email))


_ORDER = (ToegangStaat.GEACCEPTEERD, ToegangStaat.VERSTUURD, ToegangStaat.VERLOPEN, ToegangStaat.BEEINDIGD, ToegangStaat.INGETROKKEN)


def running(who: Asker, hulpvraag: Hulpvraag) -> list[Invited]:
    """Return who reads along, and whose invitation stands."""
    return [one for one in invited_to(who, hulpvraag) if one.staat in (ToegangStaat.GEACCEPTEERD, ToegangStaat.VERSTUURD)]


def _invited(who: Asker, toegang: Toegang, not_delivered: bool) -> Invited:
    staat = _staat(who, toegang)
    return Invited(
        id=toegang.fact_id, soort=GastSoort(toegang.soort), staat=staat, email=toegang.email, user=toegang.user, door=toegang.uitgenodigd_door,
        until=toegang.laatste_dag, link_until=toegang.token_tot if staat == ToegangStaat.VERSTUURD else None, over_on=toegang.over_on(who.day),
        not_delivered=not_delivered and staat == ToegangStaat.VERSTUURD,
    )


def _staat(who: Asker, toegang: Toegang) -> ToegangStaat:
    in_force = toegang.over_on(who.day) is None
    if toegang.accepted_at:
        return ToegangStaat.GEACCEPTEERD if in_force else ToegangStaat.BEEINDIGD
    if toegang.replaced_at or not toegang.token_hash:
        return ToegangStaat.INGETROKKEN
    return ToegangStaat.VERSTUURD if in_force and toegang.stands else ToegangStaat.VERLOPEN


def _masked(toegang: Toegang) -> Invited:
    """Return what the SWV may know of who reads along; the database gives it no address."""
    return Invited(toegang.fact_id, GastSoort(toegang.soort), ToegangStaat.GEACCEPTEERD, "", None, None, toegang.laatste_dag, None, None)


def _not_delivered(ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Return the invitations whose newest mail could not be delivered."""
    mails = Outbox.objects.filter(subject_type="uitnodiging", subject_id__in=ids).order_by("subject_id", "-created_at").distinct("subject_id")
    return {mail.subject_id for mail in mails if mail.state == State.FAILED}


def known_addresses(who: Asker, hulpvraag: Hulpvraag) -> set[str]:
    """Return the addresses of the school's people that this person may see: to compare a typed one with."""
    school = hulpvraag.vestiging_op(who.day).pk
    return {user.email for user in people_with(Rol.IB, Rol.CONTACTPERSOON, eenheid_id=school)}


