"""Pupils who move: what waits for whom, what was arranged, and what came to a school."""

import uuid

from django.db.models import QuerySet

from accounts.enums import Rol, Zijde
from accounts.models import User, Vestiging
from accounts.models.facts import ON_RECORD
from hulpvragen import policy
from hulpvragen.enums import VerhuisStatus
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagContact, Inschrijving, Verhuizing
from hulpvragen.policy import CONTENT, Asker

from . import lists
from .handover import FRESH

PAGE = 100


def schools_to_go_to(school: Vestiging) -> list[Vestiging]:
    """Return the schools to which a pupil of this one can go: the names of schools are public."""
    return list(Vestiging.objects.filter(gesloten_per=None).exclude(pk=school.pk).order_by("naam", "code"))


def all_for(who: Asker) -> QuerySet[Verhuizing]:
    """Return the moves she may see, with their schools and people."""
    return policy.moves_visible_to(who).select_related("van", "naar", "gemeld_door", "besloten_door")


def one_for(who: Asker, move_id: uuid.UUID) -> Verhuizing | None:
    return all_for(who).filter(pk=move_id).first()


def waiting(who: Asker) -> QuerySet[Verhuizing]:
    """Return the moves about which nobody decided yet, the first day first."""
    return all_for(who).filter(status=VerhuisStatus.OPEN).order_by("per", "pk")


def decided(who: Asker) -> QuerySet[Verhuizing]:
    return all_for(who).exclude(status=VerhuisStatus.OPEN).order_by("-per", "-pk")


def to_confirm(who: Asker) -> list[Verhuizing]:
    """Return the moves to her school that wait for its word."""
    if who.zijde != Zijde.SCHOOL or not policy.sees_moves(who):
        return []
    return list(waiting(who).filter(naar__in=who.at(Rol.IB, Rol.CONTACTPERSOON))[:PAGE])


def count_waiting(who: Asker) -> int:
    """Return how many moves wait for the loket."""
    return waiting(who)[:PAGE].count() if who.zijde == Zijde.SWV and who.has(Rol.LOKET) else 0


def arrived(who: Asker, dossier_id: uuid.UUID | None = None) -> list[Verhuizing]:
    """Return the moves by which pupils came to her as IB'er, not long ago; of one dossier when it is named."""
    if who.zijde != Zijde.SCHOOL or not who.has(Rol.IB):
        return []
    found = all_for(who).filter(status=VerhuisStatus.AKKOORD, naar__in=who.at(Rol.IB), per__gt=who.day - FRESH).order_by("-per", "pk")
    found = found.filter(dossier=dossier_id) if dossier_id else found
    return [move for move in found[:PAGE] if move.dag <= who.day]


def is_new_there(who: Asker, move: Verhuizing) -> bool:
    """Return whether the pupil came to her school by this move, and is there."""
    if move.status != VerhuisStatus.AKKOORD or move.naar_id not in who.at(Rol.IB) or move.dag > who.day:
        return False
    return policy.visible_to(who).filter(dossier=move.dossier_id, ingediend=True).exists()


def hulpvragen_of(who: Asker, move: Verhuizing) -> list[lists.Line]:
    """Return the open, filed hulpvragen of the pupil that she reads, the oldest first."""
    ids = policy.visible_to(who, CONTENT).filter(dossier=move.dossier_id, ingediend=True, gesloten_op=None).order_by("submitted_at", "pk")
    found = lists.lines(who, ids := list(ids.values_list("pk", flat=True)))
    return [found[pk] for pk in ids]


def contacts_before(move: Verhuizing) -> list[User]:
    """Return whose mail it was at the old school until the day: whom to ring."""
    hers = HulpvraagContact.objects.filter(ON_RECORD, bron=move.pk, geldig__endswith=move.dag, hulpvraag__dossier=move.dossier_id)
    return list(User.objects.filter(pk__in=hers.values("user")).order_by("achternaam", "voornaam"))


def of_dossier(who: Asker, dossier_id: uuid.UUID) -> list[Verhuizing]:
    """Return the moves of one pupil that were not called off, the last one first."""
    standing = (VerhuisStatus.OPEN, VerhuisStatus.AKKOORD)
    return list(all_for(who).filter(dossier=dossier_id, status__in=standing).order_by("-per", "-pk"))


def enrolments(dossier_id: uuid.UUID) -> list[Inschrijving]:
    """Return where the pupil is and was enrolled, as the facts have it, the last one first; to who reads the pupil."""
    pupil = Dossier.objects.filter(pk=dossier_id).values("leerling")
    return list(Inschrijving.objects.filter(ON_RECORD, leerling__in=pupil).select_related("vestiging").order_by("-geldig"))


def concepts_that_stay(who: Asker, move: Verhuizing) -> list[Hulpvraag]:
    """Return the concepts of the old school, which do not go along: to that school alone."""
    if who.zijde != Zijde.SCHOOL or move.van_id not in who.at(Rol.IB):
        return []
    return list(policy.visible_to(who).filter(dossier=move.dossier_id, ingediend=False, opsteller_vestiging=move.van_id))
