"""Berichten and notities as a reader may see them: opened from their seals, with who wrote them and who reads along."""

import datetime as dt
import uuid
from dataclasses import dataclass

from accounts.enums import Zijde
from hulpvragen import policy_stukken
from hulpvragen.enums import Deel, GastSoort
from hulpvragen.models import Bericht, Hulpvraag, Notitie, Piece
from hulpvragen.policy import Asker
from hulpvragen.queries import gesprek
from hulpvragen.queries.gesprek import Place
from hulpvragen.storage import open_text, text_place


@dataclass(frozen=True)
class Said:
    """One bericht or notitie, opened for a reader."""

    id: uuid.UUID
    at: dt.datetime
    by_name: str  # of a guest, to the SWV, as what she was invited
    guest: str  # as what, of a guest
    zijde: str
    deel: str
    own: bool
    new: bool
    tekst: str
    alleen_school: bool
    voor_genodigden: bool = False
    verstrekt_at: dt.datetime | None = None


def berichten(who: Asker, hulpvraag: Hulpvraag, seen_until: dt.datetime | None, after: Place | None = None) -> tuple[list[Said], Place | None]:
    """Return one page of the berichten that were sent, newest first; call it once the look is in the trail."""
    found, following = gesprek.page(who, Bericht, hulpvraag, after)
    guests = gesprek.kinds_of_guests(who, hulpvraag, {one.created_by_id for one in found if one.zijde == Zijde.GAST})
    opened = [
        _said(who, one, one.verzonden_at, seen_until, zijde=one.zijde, soort=guests.get(one.created_by_id), voor_genodigden=one.voor_genodigden)
        for one in found
    ]
    return opened, following


def notities(who: Asker, hulpvraag: Hulpvraag, seen_until: dt.datetime | None, after: Place | None = None) -> tuple[list[Said], Place | None]:
    """Return one page of the notities, newest first."""
    found, following = gesprek.page(who, Notitie, hulpvraag, after)
    return [_note(who, one, seen_until) for one in found], following


def notitie(who: Asker, hulpvraag: Hulpvraag, notitie_id: uuid.UUID) -> Said | None:
    """Return one notitie, if she may read it."""
    one = policy_stukken.visible(who, Notitie, hulpvraag).select_related("created_by", "dossier").filter(pk=notitie_id).first()
    return one and _note(who, one, None)


def own_concept(who: Asker, hulpvraag: Hulpvraag) -> tuple[str, dt.datetime] | None:
    """Return what she is writing and when she kept it, if anything."""
    concept = gesprek.own_concept(who, hulpvraag).select_related("dossier").first()
    return (_tekst(concept), concept.gewijzigd) if concept else None


def _note(who: Asker, one: Notitie, seen_until: dt.datetime | None) -> Said:
    return _said(who, one, one.created_at, seen_until, zijde=Zijde.SWV if one.deel == Deel.SWV else Zijde.SCHOOL)


def _said(who: Asker, one: Bericht | Notitie, at: dt.datetime, seen_until: dt.datetime | None, *, zijde: str, soort: str | None = None, **more) -> Said:
    guest = (GastSoort(soort).label if soort else "Genodigde") if zijde == Zijde.GAST else ""
    own = one.created_by_id == who.user.pk
    return Said(
        id=one.pk, at=at, by_name=guest if guest and who.zijde == Zijde.SWV else one.created_by.naam, guest=guest, zijde=zijde, deel=one.deel, own=own,
        new=not own and who.zijde != Zijde.GAST and (seen_until is None or at > seen_until), tekst=_tekst(one), alleen_school=one.alleen_school,
        verstrekt_at=one.verstrekt_at, **more,
    )


def _tekst(one: Piece) -> str:
    return open_text(one.dossier_id, one.dossier.sleutel, text_place(one), one.tekst)
