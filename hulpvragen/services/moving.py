"""Dossiers go to another school on a day: one planned move each, and nothing runs.

Of one pupil (verhuizing.py), or of a school that closes: then called by the personnel desk (mutaties), which decided, in a number
of queries that does not depend on how many go. What was filed moves along with its dossier; a concept stays with the school that
wrote it, unseen by everybody else.
"""

import datetime as dt
import uuid

from django.db.models import F, Q, QuerySet
from psycopg2.extras import DateRange

from accounts.models import Vestiging
from accounts.models.facts import ON_RECORD
from accounts.services.versions import end_all, revert, version_of
from hulpvragen.enums import AT_SCHOOL, VerhuisStatus
from hulpvragen.models import Dossier, HulpvraagContact, Inschrijving, Toegang, Verhuizing
from portal.lib import clock, dates
from portal.lib.db import desk, one
from portal.lib.errors import Invalid, NotAllowed

COMING = "Er gaat nog een leerling naar deze school, op {dag}. Keur de sluiting daarna goed, of laat het loket die verhuizing terugdraaien."
FOLLOWS_A_MOVE = (Inschrijving, HulpvraagContact, Toegang)  # the facts that the move of a pupil puts on record
NO_TARGET = "Deze school sluit, en er is niet gekozen waar haar hulpvragen naartoe gaan. Bel eerst het samenwerkingsverband."


def open_at(vestiging_id: uuid.UUID) -> int:
    """Return how many filed hulpvragen are open at a school, for who may hand over there; the database counts."""
    return one("select app_open_bij(%s)", vestiging_id)[0]


def move_all(*, by_id: uuid.UUID, bron: uuid.UUID, van: uuid.UUID, naar: uuid.UUID, day: dt.date) -> None:
    """Plan the move of every dossier of a school that closes; Invalid while a pupil is still to come to it.

    A pupil who was to leave it for another school does so, on this day at the latest.
    """
    today = clock.today()
    with desk():
        came = Dossier.objects.filter(vestiging_daarna=van, vestiging_tot__lte=today).exclude(vestiging=van)
        came.update(vestiging=van, vestiging_tot=clock.FAR)
        coming = Dossier.objects.filter(vestiging_daarna=van, vestiging_tot__gt=today).exclude(vestiging=van).order_by("-vestiging_tot").values_list("vestiging_tot", flat=True)
        if last := coming.first():
            raise Invalid(COMING.format(dag=dates.in_full(last)))
        for leaver in _leaving(van, per__gt=day):
            _shift(by_id, leaver, leaver.per, day)
        here = Q(vestiging=van, vestiging_daarna=van)
        pupils = list(Dossier.objects.filter(here, leerling__isnull=False).values_list("leerling_id", flat=True))
        Dossier.objects.filter(here).update(vestiging_tot=day, vestiging_daarna=naar)
        enrol_there(by_id, bron, pupils, van, naar, day)


def end_colleagues(*, by_id: uuid.UUID, bron: uuid.UUID, van: uuid.UUID, day: dt.date) -> None:
    """Let who works at a school that closes read along until that day; call it before the dossiers go."""
    with desk():
        end_all(colleagues(Dossier.objects.filter(vestiging_daarna=van), day), by_id, day, bron=bron)


def keep_colleagues(*, by_id: uuid.UUID, bron: uuid.UUID) -> None:
    """Let them read along as it was; what was changed of one of them since stays."""
    with desk():
        revert(Toegang, bron, by_id, leave_changed=True)


def colleagues(dossiers: QuerySet[Dossier], day: dt.date) -> list[Toegang]:
    """Return the invitations of people of the school that would hold on the day a dossier leaves it: they end, whoever invited them.

    Who is of the pupil, or from outside, stays.
    """
    return list(Toegang.objects.filter(ON_RECORD, dossier__in=dossiers.values("pk"), soort__in=AT_SCHOOL, geldig__overlap=DateRange(day, None)))


def _leaving(van: uuid.UUID, **when) -> list[Verhuizing]:
    return list(Verhuizing.objects.filter(van=van, status=VerhuisStatus.AKKOORD, **when))


def _shift(by_id: uuid.UUID, verhuizing: Verhuizing, planned: dt.date, day: dt.date) -> None:
    """Let the move of one pupil be on another day: what began or ended on the one, does so on the other."""

    def moved(bound: dt.date | None) -> dt.date | None:
        return day if bound == planned else bound

    Dossier.objects.filter(pk=verhuizing.dossier_id, vestiging_tot=planned).update(vestiging_tot=day)
    for model in FOLLOWS_A_MOVE:
        facts = list(model.objects.filter(bron=verhuizing.pk, replaced_at=None))
        model.objects.filter(pk__in=[fact.pk for fact in facts]).update(replaced_at=clock.now())
        periods = [(fact, moved(fact.geldig.lower), moved(fact.geldig.upper)) for fact in facts]
        model.objects.bulk_create([
            version_of(fact, by_id, bron=verhuizing.pk, geldig=(begin, end)) for fact, begin, end in periods if end is None or begin < end
        ])  # fmt: skip


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
        enrol_there(by_id, None, pupils, school.pk, school.gaat_naar_id, school.gesloten_per)
        end_all(colleagues(Dossier.objects.filter(pk=dossier.pk), school.gesloten_per), by_id, school.gesloten_per)
    dossier.vestiging_tot, dossier.vestiging_daarna_id = school.gesloten_per, school.gaat_naar_id


def enrol_there(by_id: uuid.UUID, bron: uuid.UUID | None, pupils: list[uuid.UUID], van: uuid.UUID, naar: uuid.UUID, day: dt.date) -> None:
    """Let these pupils be enrolled at another school from a day; at the desk."""
    enrolled = list(Inschrijving.objects.filter(leerling_id__in=pupils, vestiging=van, replaced_at=None, geldig__overlap=(day, None)))
    end_all(enrolled, by_id, day, bron=bron)
    Inschrijving.objects.bulk_create([
        Inschrijving(leerling_id=one.leerling_id, vestiging_id=naar, geldig=(max(day, one.geldig.lower), None), recorded_by_id=by_id, bron=bron)
        for one in enrolled
    ])  # fmt: skip


def stay_all(*, by_id: uuid.UUID, bron: uuid.UUID, van: uuid.UUID, day: dt.date) -> None:
    """Take the planned move of all dossiers of a school back, those included that were begun since; who left by herself still does."""
    with desk():
        leaving = _leaving(van, per__gte=day)
        here = Dossier.objects.filter(vestiging=van, vestiging_tot=day).exclude(vestiging_daarna=van)
        here.exclude(pk__in=[one.dossier_id for one in leaving]).update(vestiging_tot=clock.FAR, vestiging_daarna=F("vestiging"))
        revert(Inschrijving, bron, by_id)
        for leaver in leaving:
            if leaver.per > day:
                _shift(by_id, leaver, day, leaver.per)
