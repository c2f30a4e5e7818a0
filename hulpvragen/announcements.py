"""Which event reaches whom: the `told` column of the workflow becomes rows in the outbox."""

import datetime as dt
import uuid

from django.conf import settings
from django.urls import reverse

from accounts.enums import Zijde
from notifications.resolvers import Recipient
from notifications.services import Subject, announce_each
from notifications.services import announce as post
from portal.lib import clock
from portal.lib.db import rows

from .models import Belnotitie, Hulpvraag, Toegang, Verhuizing
from .policy import Asker
from .storage import invitation_token
from .workflow import Row


def announce(row: Row, by: Asker, hulpvraag: Hulpvraag, term: dt.date | None = None) -> None:
    """Promise to tell everyone the row names; a concept is told to nobody."""
    if row.told and hulpvraag.kenmerk:
        post(
            event=f"hulpvraag.{row.event}", subject_type="hulpvraag", subject_id=hulpvraag.pk, kenmerk=hulpvraag.kenmerk,
            told=list(row.told), by=by.user.pk, term=term or hulpvraag.term_date,
        )


def announce_all(row: Row, by: Asker, hulpvragen: list[Hulpvraag]) -> None:
    """Promise the same about several that were filed."""
    announce_each([Subject(h.pk, h.kenmerk, h.term_date) for h in hulpvragen], event=f"hulpvraag.{row.event}", told=row.told, by=by.user.pk)


def tell_other_side(event: str, by: Asker, hulpvraag: Hulpvraag) -> None:
    """Promise to tell who works on it at the other side that there is something new; of a concept nobody hears."""
    if hulpvraag.kenmerk:
        post(
            event=f"hulpvraag.{event}", subject_type="hulpvraag", subject_id=hulpvraag.pk, kenmerk=hulpvraag.kenmerk,
            told=["contact" if by.zijde == Zijde.SWV else "behandelaar"], by=by.user.pk,
        )


_TOLD_OF_BERICHT = {Zijde.SCHOOL: ["behandelaar"], Zijde.SWV: ["contact"], Zijde.GAST: ["behandelaar", "contact"]}


def tell_of_bericht(by: Asker, hulpvraag: Hulpvraag, guests: list[Toegang]) -> None:
    """Promise to tell the other side, of a guest both, and the guests it is for. Before indienen it is the school's alone, and has no kenmerk."""
    if hulpvraag.ingediend:
        post(
            event="hulpvraag.bericht", subject_type="hulpvraag", subject_id=hulpvraag.pk, kenmerk=hulpvraag.kenmerk,
            told=_TOLD_OF_BERICHT[Zijde(by.zijde)], by=by.user.pk,
        )
    else:
        post(event="overleg.bericht", subject_type="overleg", subject_id=hulpvraag.pk, kenmerk="", told=["contact"], by=by.user.pk)
    for toegang in guests:
        tell_guest("bericht", by, toegang)


def recipients(hulpvraag_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who holds a role for this hulpvraag at this moment; the database computes it for the post room."""
    found = rows("select user_id, email, naam, vervangt from ontvangers(%s, %s)", hulpvraag_id, role)
    # who took the contact over knows what she did herself: for the school it waits on
    return [Recipient(r["user_id"], r["email"], r["naam"]) for r in found if not (r["vervangt"] and r["user_id"] == actor_id)]


def tell_of_call(by: Asker, call: Belnotitie) -> None:
    """Promise to tell the privacy officer of a call that was not what it was said to be."""
    post(event="telefoon.suspicious", subject_type="telefoon", subject_id=call.pk, kenmerk="", told=["privacy_officer"], by=by.user.pk)


def told_of_call(call_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who holds a role at this moment; the database computes it for the post room."""
    return [Recipient(r["user_id"], r["email"], r["naam"]) for r in rows("select * from telefoon_ontvangers(%s)", role)]


# which mail an invited person gets, and as whom
_GUEST_MAIL = {
    "invited": ("uitnodiging", "guest"), "widened": ("toegang", "guest"), "changed": ("toegang", "guest"), "bericht": ("toegang", "guest"),
    "ended": ("toegang", "former_guest"),
}


def tell_guest(event: str, by: Asker, toegang: Toegang) -> None:
    """Promise to tell an invited person; what is kept of it is neither her address nor her link."""
    subject, role = _GUEST_MAIL[event]
    post(event=f"toegang.{event}", subject_type=subject, subject_id=toegang.fact_id, kenmerk="", told=[role], by=by.user.pk)


def tell_of_outsider(by: Asker, toegang: Toegang) -> None:
    """Promise to tell the school's contactpersoon that somebody from outside was invited: of whom and about whom it says nothing."""
    post(event="toegang.outsider_invited", subject_type="overeenkomst", subject_id=toegang.fact_id, kenmerk="", told=["contactpersoon"], by=by.user.pk)


def guests(toegang_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who is told of an invitation, as long as it holds what she is told; the link is made here and stored nowhere."""
    found = rows("select user_id, email, naam, versie, door, school from genodigde(%s, %s)", toegang_id, role)
    return [
        Recipient(r["user_id"], r["email"], r["naam"] or "lezer", van=f"{r['door']} ({r['school'] or settings.PORTAL_SWV_NAAM})", link=_link(r["versie"]))
        for r in found
    ]


def _link(link: uuid.UUID | None) -> str:
    path = reverse("invitation", args=[invitation_token(link)]) if link else reverse("shared")
    return settings.PORTAL_ORIGIN + path


MORNING = dt.time(8)


def announce_move(event: str, by_id: uuid.UUID | None, move: Verhuizing, *told: str, on: dt.date | None = None) -> None:
    """Promise to tell these roles of the move of a pupil, who is not named; `on`: on the morning of that day, of who holds the role then."""
    due = dt.datetime.combine(on, MORNING, clock.AMSTERDAM) if on else None
    announce_each([Subject(move.pk, "", move.per)], event=f"verhuizing.{event}", subject_type="verhuizing", told=told, by=by_id, due=due)


def recipients_of_move(move_id: uuid.UUID, role: str, actor_id: uuid.UUID | None) -> list[Recipient]:
    """Return who holds a role for the move of a pupil at this moment; the database computes it for the post room."""
    return [Recipient(r["user_id"], r["email"], r["naam"]) for r in rows("select * from verhuizing_ontvangers(%s, %s)", move_id, role)]
