"""Posts: given, ended, held for days. Called by who decided about it (mutaties), inside her transaction."""

import datetime as dt
import uuid

from accounts.enums import EENHEDEN_VAN_ROL, NEVER_TOGETHER, Rol, SchorsingReden
from accounts.models import Aanstelling, Eenheid, Schorsing, User, Vestiging
from accounts.models.facts import ON_RECORD
from accounts.services.versions import end_all, next_version, revert
from portal.audit.services import record
from portal.lib import dates
from portal.lib.db import desk
from portal.lib.errors import Invalid

CLOSED = "Deze school is gesloten vanaf {dag}. Kies een eerdere dag, of een andere school."
OVERLAPS = "{naam} heeft deze aanstelling al in deze periode."
TOGETHER = "{een} en {ander} mogen niet dezelfde persoon zijn."


def held(user_id: uuid.UUID, rol: str, eenheid_id: uuid.UUID, day: dt.date) -> Aanstelling | None:
    """Return the post of this person that is in force on a day, or the next one after it."""
    posts = Aanstelling.objects.filter(ON_RECORD, user=user_id, rol=rol, eenheid=eenheid_id, geldig__overlap=(day, None))
    return posts.order_by("geldig").first()


def end(*, by_id: uuid.UUID | None, post: Aanstelling, eind: dt.date, bron: uuid.UUID | None = None) -> None:
    """End a post: `eind` is the first day without it."""
    with desk():
        end_all([post], by_id, eind, bron=bron)
    record(event="aanstelling.ended", object_type="aanstelling", object_id=post.fact_id, detail={"eind": eind.isoformat()})


def end_at(*, by_id: uuid.UUID, eenheid_id: uuid.UUID, day: dt.date, bron: uuid.UUID) -> int:
    """End every post at a unit on a day: it closes. Returns how many those were."""
    with desk():
        ending = list(Aanstelling.objects.filter(ON_RECORD, eenheid=eenheid_id, geldig__overlap=(day, None)))
        end_all(ending, by_id, day, bron=bron)
    for post in ending:
        record(event="aanstelling.ended", object_type="aanstelling", object_id=post.fact_id, detail={"eind": day.isoformat()})
    return len(ending)


def give(
    *, by_id: uuid.UUID | None, user, rol: str, eenheid_id: uuid.UUID, begin: dt.date, eind: dt.date | None = None, bron: uuid.UUID | None = None
) -> Aanstelling:
    """Give somebody a post from a day; raise Invalid when it cannot stand beside what she has."""
    kind = Eenheid.objects.get(pk=eenheid_id).soort
    if kind not in EENHEDEN_VAN_ROL[Rol(rol)]:
        raise ValueError(f"a post of {rol} does not hang on a {kind}")
    if closes := Vestiging.objects.filter(pk=eenheid_id).values_list("gesloten_per", flat=True).first():
        if begin >= closes:
            raise Invalid(CLOSED.format(dag=dates.in_full(closes)), "begin")
        eind = min(eind or closes, closes)
    beside = Aanstelling.objects.filter(ON_RECORD, user=user, geldig__overlap=(begin, eind))
    for post in beside:
        if post.rol == rol and post.eenheid_id == eenheid_id:
            raise Invalid(OVERLAPS.format(naam=user.naam), "begin")
        if frozenset({Rol(post.rol), Rol(rol)}) in NEVER_TOGETHER:
            raise Invalid(TOGETHER.format(een=Rol(rol).label, ander=Rol(post.rol).label), "rol")
    with desk():
        post = Aanstelling(user=user, rol=rol, eenheid_id=eenheid_id, geldig=(begin, eind), recorded_by_id=by_id, bron=bron)
        post.save(force_insert=True)
    detail = {"user": str(user.pk), "rol": str(rol), "eenheid": str(eenheid_id), "begin": begin.isoformat()} | ({"eind": eind.isoformat()} if eind else {})
    record(event="aanstelling.made", object_type="aanstelling", object_id=post.fact_id, detail=detail)
    return post


def rest(*, by_id: uuid.UUID | None, post: Aanstelling, begin: dt.date, eind: dt.date | None, bron: uuid.UUID | None = None) -> Schorsing:
    """Let a post rest from a day until the day on which its holder is back: the post itself is not rewritten."""
    with desk():
        stop = Schorsing(
            user_id=post.user_id, aanstelling_fact=post.fact_id, reden=SchorsingReden.AFWEZIG, dagen=(begin, eind), recorded_by_id=by_id, bron=bron
        )
        stop.save(force_insert=True)
    record(event="aanstelling.rests", object_type="aanstelling", object_id=post.fact_id, detail={"begin": begin.isoformat(), "terug": eind.isoformat() if eind else ""})
    return stop


def move_return(*, by_id: uuid.UUID, bron: uuid.UUID, terug: dt.date) -> None:
    """Let an absence end on another day, and with it the post of who stands in."""
    with desk():
        for stop in Schorsing.objects.filter(ON_RECORD, bron=bron):
            next_version(stop, by_id, bron=bron, dagen=(stop.dagen.lower, terug))
        end_all(Aanstelling.objects.filter(ON_RECORD, bron=bron), by_id, terug, bron=bron)
    record(event="aanstelling.return_moved", object_type="mutatie", object_id=bron, detail={"terug": terug.isoformat()})


def take_back(*, by_id: uuid.UUID, bron: uuid.UUID) -> None:
    """Take back what one mutatie did to posts; Conflict when something of it was changed since."""
    with desk():
        ended = revert(Schorsing, bron, by_id), revert(Aanstelling, bron, by_id)
    if any(ended):
        record(event="aanstelling.taken_back", object_type="mutatie", object_id=bron, detail={"schorsingen": ended[0], "aanstellingen": ended[1]})


def make_account(*, by_id: uuid.UUID, email: str, voornaam: str, achternaam: str) -> User:
    """Make an account without a password and without a post: by itself it gives nothing."""
    with desk():
        user = User(email=email, voornaam=voornaam, achternaam=achternaam)
        user.set_unusable_password()
        user.save(force_insert=True)
    record(event="account.made", object_type="user", object_id=user.pk)
    return user
