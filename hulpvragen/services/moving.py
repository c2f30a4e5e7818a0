"""The dossiers of a school that closes go to another one on the day: one planned move each, and nothing runs.

Called by the personnel desk (mutaties), which decided, in a number of queries that does not depend on how many go. What was
filed moves along with its dossier; a concept stays with the school that wrote it, unseen by everybody else.
"""

import datetime as dt
import uuid

from django.db.models import F, Q

from accounts.models import Vestiging
from accounts.services.versions import end_all, revert
from hulpvragen.models import Dossier, Inschrijving
from portal.lib import clock
from portal.lib.db import desk, one
from portal.lib.errors import Invalid, NotAllowed

PLANNED = "Naar of van deze school staan al dossiers gepland. Wacht tot die dag is geweest."
NO_TARGET = "Deze school sluit, en er is niet gekozen waar haar hulpvragen naartoe gaan. Bel eerst het samenwerkingsverband."


def open_at(vestiging_id: uuid.UUID) -> int:
    """Return how many filed hulpvragen are open at a school, for who may hand over there; the database counts."""
    return one("select app_open_bij(%s)", vestiging_id)[0]


def move_all(*, by_id: uuid.UUID, bron: uuid.UUID, van: uuid.UUID, naar: uuid.UUID, day: dt.date) -> None:
    """Plan the move of every dossier of a school; Invalid when one of them is planned to move already."""
    today = clock.today()
    with desk():
        came = Dossier.objects.filter(vestiging_daarna=van, vestiging_tot__lte=today).exclude(vestiging=van)
        came.update(vestiging=van, vestiging_tot=clock.FAR)
        here = Q(vestiging=van, vestiging_daarna=van)
        if Dossier.objects.filter(Q(vestiging=van) | Q(vestiging_daarna=van), vestiging_tot__gt=today).exclude(here).exists():
            raise Invalid(PLANNED)
        pupils = list(Dossier.objects.filter(here, leerling__isnull=False).values_list("leerling_id", flat=True))
        Dossier.objects.filter(here).update(vestiging_tot=day, vestiging_daarna=naar)
        _enrol_there(by_id, bron, pupils, van, naar, day)


def require_future(school: Vestiging) -> None:
    """Refuse to begin anything at a school that will close while nobody said where its hulpvragen go."""
    if school.gesloten_per and school.gaat_naar_id is None:
        raise NotAllowed(NO_TARGET)


def follow(*, by_id: uuid.UUID, dossier: Dossier, school: Vestiging) -> None:
    """Let a dossier that is begun at a school that will close go along on the day."""
    if school.gaat_naar_id is None:
        return
    with desk():
        Dossier.objects.filter(pk=dossier.pk).update(vestiging_tot=school.gesloten_per, vestiging_daarna=school.gaat_naar_id)
        pupils = [dossier.leerling_id] if dossier.leerling_id else []
        _enrol_there(by_id, None, pupils, school.pk, school.gaat_naar_id, school.gesloten_per)
    dossier.vestiging_tot, dossier.vestiging_daarna_id = school.gesloten_per, school.gaat_naar_id


def _enrol_there(by_id: uuid.UUID, bron: uuid.UUID | None, pupils: list[uuid.UUID], van: uuid.UUID, naar: uuid.UUID, day: dt.date) -> None:
    enrolled = list(Inschrijving.objects.filter(leerling_id__in=pupils, vestiging=van, replaced_at=None, geldig__overlap=(day, None)))
    end_all(enrolled, by_id, day, bron=bron)
    Inschrijving.objects.bulk_create([
        Inschrijving(leerling_id=one.leerling_id, vestiging_id=naar, geldig=(max(day, one.geldig.lower), None), recorded_by_id=by_id, bron=bron)
        for one in enrolled
    ])  # fmt: skip


def stay_all(*, by_id: uuid.UUID, bron: uuid.UUID, van: uuid.UUID, day: dt.date) -> None:
    """Take the planned move of all dossiers of a school back, those included that were begun since."""
    with desk():
        Dossier.objects.filter(vestiging=van, vestiging_tot=day).exclude(vestiging_daarna=van).update(vestiging_tot=clock.FAR, vestiging_daarna=F("vestiging"))
        revert(Inschrijving, bron, by_id)
