"""Looking at a mutatie: its content is opened here only, and the trail knows it."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.http import Http404

from accounts.models import User
from hulpvragen.policy import Asker
from mutaties import policy
from mutaties.enums import Action, Status
from mutaties.models import Melding, Mutatie
from mutaties.storage import unseal

from .steps import look


@dataclass(frozen=True)
class Done:
    """What somebody did with a mutatie, with what she wrote."""

    actie: Action
    door: User | None
    at: dt.datetime
    tekst: str
    gegevens: dict


@dataclass(frozen=True)
class Opened:
    """A mutatie as this reader may see it. Who does not read the content has neither the report nor what was done."""

    mutatie: Mutatie
    status: Status
    actions: frozenset[Action]
    reads: bool
    melding: Melding | None = None
    verloop: list[Done] = field(default_factory=list)  # newest first


def open_mutatie(*, by: Asker, mutatie_id: uuid.UUID, part: str) -> Opened:
    """Open a mutatie for reading, or answer 404; that its content was read goes into the trail."""
    related = ("eenheid", "persoon", "opvolger", "naar", "corrigeert")
    mutatie = policy.visible_to(by).select_related(*related).filter(pk=mutatie_id).first()
    if mutatie is None:
        raise Http404
    standing = (mutatie, policy.status_on(mutatie, by.day), frozenset(policy.allowed_actions(by, mutatie)))
    if not policy.reads(by, mutatie):
        return Opened(*standing, reads=False)
    look(by, mutatie, part)
    melding = Melding.objects.select_related("gemeld_door").filter(mutatie=mutatie).first()
    lines = mutatie.verloop.select_related("door").order_by("-at", "-id")
    done = [Done(Action(one.actie), one.door, one.at, unseal(one.pk, one.tekst), one.gegevens) for one in lines]
    return Opened(*standing, reads=True, melding=melding, verloop=done)
