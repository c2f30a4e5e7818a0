"""What hangs on somebody who leaves: her open hulpvragen as cards, and who may follow her."""

import uuid
from dataclasses import dataclass

from accounts.enums import Rol
from accounts.models import Aanstelling, Schorsing, User
from accounts.models.facts import ON_RECORD
from hulpvragen.enums import Soort as HulpvraagSoort
from hulpvragen.enums import Status as HulpvraagStatus
from mutaties.enums import Aan
from mutaties.models import Melding, Mutatie, Regel
from portal.lib.db import rows


@dataclass(frozen=True)
class Line:
    """One open hulpvraag of hers, as a card. `stays`: who else is its contact, and stays that."""

    hulpvraag_id: uuid.UUID
    kenmerk: str | None
    soort: str
    status: str
    stays: list[User]
    regel: Regel | None

    @property
    def is_decided(self) -> bool:
        """Whether somebody stays or was chosen: nobody is left behind."""
        return bool(self.stays) or self.regel is not None

    @property
    def soort_label(self) -> str:
        return HulpvraagSoort(self.soort).label

    @property
    def status_label(self) -> str:
        return HulpvraagStatus(self.status).label


@dataclass(frozen=True)
class Successors:
    """Who may follow her: the IB'ers who work there on the day and are not away, and who is new by this mutatie. The loket always may."""

    collegas: list[User]
    nieuw: str  # her name; empty when nobody is new


def lines(mutatie: Mutatie) -> list[Line]:
    """Return the open hulpvragen that must go to another, those of the asker's side alone."""
    if mutatie.persoon_id is None or mutatie.einde is None or mutatie.rol != Rol.IB:
        return []
    found = rows("select * from app_overdracht(%s, %s, %s)", mutatie.eenheid_id, mutatie.persoon_id, mutatie.einde)
    said = {regel.hulpvraag_id: regel for regel in Regel.objects.filter(mutatie=mutatie).select_related("user")}
    people = User.objects.in_bulk({pk for row in found for pk in row["anderen"] or []})
    return [
        Line(row["id"], row["kenmerk"], row["soort"], row["status"], [people[pk] for pk in row["anderen"] or [] if pk in people], said.get(row["id"]))
        for row in found
    ]


def successors(mutatie: Mutatie) -> Successors:
    """Return who may follow her from her first day without access; nobody follows where nobody leaves."""
    if mutatie.einde is None:
        return Successors([], newcomer(mutatie))
    there = Aanstelling.objects.filter(ON_RECORD, eenheid=mutatie.eenheid_id, rol=Rol.IB, geldig__contains=mutatie.einde, user__is_active=True)
    away = Schorsing.objects.filter(ON_RECORD, dagen__contains=mutatie.einde, aanstelling_fact__isnull=False).values("aanstelling_fact")
    staying = there.exclude(user=mutatie.persoon_id).exclude(fact_id__in=away).values("user")
    return Successors(list(User.objects.filter(pk__in=staying).order_by("achternaam", "voornaam")), newcomer(mutatie))


def newcomer(mutatie: Mutatie) -> str:
    """Return the name of who gets the post by this mutatie, or nothing."""
    if mutatie.begin is None or mutatie.nieuwe_rol:
        return ""
    if mutatie.opvolger:
        return mutatie.opvolger.naam
    melding = Melding.objects.filter(mutatie=mutatie).first()
    return f"{melding.nieuw_voornaam} {melding.nieuw_achternaam}" if melding and melding.nieuw_email else ""


def undecided(mutatie: Mutatie) -> int:
    """Return how many open hulpvragen would be left without anybody."""
    return sum(not line.is_decided for line in lines(mutatie))


def default_choice(successors: Successors) -> tuple[Aan, uuid.UUID | None] | None:
    """Return who follows by default: who is new, or the only colleague who stays."""
    if successors.nieuw:
        return Aan.NIEUW, None
    return (Aan.COLLEGA, successors.collegas[0].pk) if len(successors.collegas) == 1 else None
