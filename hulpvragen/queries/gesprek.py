"""Berichten and notities: who reads along, what is new, and what she has not sent yet."""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db.models import BooleanField, F, Func, Q, QuerySet

from accounts.enums import Zijde
from hulpvragen import policy_stukken
from hulpvragen.enums import Onderdeel, Status
from hulpvragen.models import Bericht, Hulpvraag, Notitie, Piece, Toegang
from hulpvragen.policy import Asker
from portal.audit.queries import last_look

from .narrowing import BERICHTEN, NOTITIES

PAGE = 50
_PART = {Bericht: BERICHTEN, Notitie: NOTITIES}
_WHEN = {Bericht: "verzonden_at", Notitie: "created_at"}


class Place(NamedTuple):
    """The row after which a page begins."""

    at: dt.datetime
    id: uuid.UUID


def page(who: Asker, model: type[Piece], hulpvraag: Hulpvraag, after: Place | None = None) -> tuple[list, Place | None]:
    """Return one page of the berichten that were sent, or of the notities, newest first; and where the next one begins."""
    when = _WHEN[model]
    found = policy_stukken.visible(who, model, hulpvraag).filter(**{f"{when}__isnull": False}).select_related("created_by", "dossier")
    if after:
        found = found.filter(Q(**{f"{when}__lt": after.at}) | Q(**{when: after.at, "id__lt": after.id}))
    rows = list(found.order_by(f"-{when}", "-id")[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], last and Place(getattr(last, when), last.pk)


def own_concept(who: Asker, hulpvraag: Hulpvraag) -> QuerySet[Bericht]:
    """Return what she is writing on this side and did not send."""
    return Bericht.objects.filter(hulpvraag=hulpvraag, created_by=who.user, zijde=who.zijde, verzonden_at=None)


def seen_until(who: Asker, hulpvraag: Hulpvraag, model: type[Piece]) -> dt.datetime | None:
    """Return when she last looked at this part; the trail of guests is not theirs to read."""
    return last_look(hulpvraag.pk, by=who.user.pk, part=_PART[model])


def new_count(who: Asker, hulpvraag: Hulpvraag, model: type[Piece]) -> int:
    """Return how many of others came after she last looked; guests are told by mail alone."""
    if who.zijde == Zijde.GAST:
        return 0
    when, since = _WHEN[model], seen_until(who, hulpvraag, model)
    found = policy_stukken.visible(who, model, hulpvraag).filter(**{f"{when}__isnull": False}).exclude(created_by=who.user)
    return (found.filter(**{f"{when}__gt": since}) if since else found).count()


def guests_reading(who: Asker, hulpvraag: Hulpvraag) -> list[Toegang]:
    """Return the invitations by which somebody reads the berichten of this hulpvraag today; to a guest nobody is shown.

    The SWV reads of them what kind of guest it is, and no name or address.
    """
    if who.zijde == Zijde.GAST or hulpvraag.status == Status.CONCEPT or hulpvraag.gesloten_op:
        return []
    entitled = Func(F("pk"), function="app_guest_entitled", output_field=BooleanField())
    found = (
        Toegang.objects.filter(
            dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk], delen__contains=[Onderdeel.BERICHTEN], accepted_at__isnull=False,
            geldig__contains=who.day, replaced_at=None, user__is_active=True,
        )
        .annotate(entitled=entitled).filter(entitled=True).order_by("pk").only("fact_id", "soort", "user_id")
    )
    if who.zijde == Zijde.SCHOOL:
        found = found.select_related("user").only("fact_id", "soort", "user__voornaam", "user__achternaam")
    return list(found)


def kinds_of_guests(who: Asker, hulpvraag: Hulpvraag, user_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return as what these guests were invited, also when they no longer read along."""
    if not user_ids:
        return {}
    found = Toegang.objects.filter(dossier_id=hulpvraag.dossier_id, hulpvragen__contains=[hulpvraag.pk], user_id__in=user_ids)
    return dict(found.order_by("recorded_at").values_list("user_id", "soort"))
