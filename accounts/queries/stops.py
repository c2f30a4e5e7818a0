"""Stops: what somebody may stop of whom, and one stop as its page shows it."""

import uuid
from dataclasses import dataclass

from accounts.enums import SchorsingReden, Zijde
from accounts.models import Aanstelling, Schorsing, User
from accounts.models.facts import ON_RECORD
from accounts.policy import knows_why, may_lift, running, stoppable_by, stops_persons, stops_visible_to, suspended
from portal.lib.errors import NotAllowed

STOPS_NOBODY = "Bij uw rol hoort niet dat u de toegang van iemand blokkeert. Bel het loket."


@dataclass(frozen=True)
class Target:
    """Somebody whose access the asker may stop: by which of her posts, and perhaps as a whole."""

    person: User
    posts: list[Aanstelling]  # that run or begin later, and are not stopped yet
    whole: bool
    stops: list[Schorsing]  # that run already and that the asker sees

    @property
    def is_open(self) -> bool:
        """Say whether there is anything left to stop."""
        return bool(self.posts) or self.whole


@dataclass(frozen=True)
class Stop:
    """One Schorsing as the asker may see it: `reden` and `by` are None for who may not know them."""

    schorsing: Schorsing
    post: Aanstelling | None
    reden: str | None
    by: User | None
    runs: bool
    may_lift: bool

    @property
    def person(self) -> User:
        return self.schorsing.user


def target_for(user: User, zijde: str | None, person_id: uuid.UUID) -> Target | None:
    """Return whom she may stop, or None: no colleague of hers, a guest, or not there at all."""
    stoppable = stoppable_by(user, zijde)
    if stoppable is None:
        raise NotAllowed(STOPS_NOBODY)
    may_stop_whole = stops_persons(user, zijde)
    person = User.objects.filter(pk=person_id).first()
    of_staff = stoppable.filter(user=person_id) if not may_stop_whole else Aanstelling.objects.filter(ON_RECORD, user=person_id)
    if person is None or not of_staff.exists():
        return None
    stops = list(running().filter(user=person).filter(pk__in=stops_visible_to(user, zijde).values("pk")).order_by("recorded_at"))
    is_stopped = any(stop.aanstelling_fact is None for stop in stops)
    posts = stoppable.filter(~suspended(), user=person).select_related("eenheid").order_by("rol", "eenheid__naam")
    return Target(person, list(posts), may_stop_whole and person.pk != user.pk and not is_stopped, stops)


def reasons(zijde: str | None) -> list[SchorsingReden]:
    """Return why this side can stop somebody: a decision of the SWV is the SWV's to take."""
    return [reden for reden in SchorsingReden if zijde == Zijde.SWV or reden != SchorsingReden.BESLUIT_SWV]


def stop_for(user: User, zijde: str | None, fact_id: uuid.UUID) -> Stop | None:
    """Return one stop that she may see, running or undone."""
    found = stops_visible_to(user, zijde).filter(ON_RECORD, fact_id=fact_id).select_related("user").first()
    return found and _stop(user, zijde, found)


def stops_of(user: User, zijde: str | None, person: User) -> list[Stop]:
    """Return the stops of this person that run now; everybody sees her own."""
    return [_stop(user, zijde, found) for found in running().filter(user=person).select_related("user").order_by("recorded_at")]


def made_by(fact_id: uuid.UUID) -> User | None:
    """Return who made a stop; later versions name who undid it."""
    first = Schorsing.objects.filter(fact_id=fact_id).select_related("recorded_by").order_by("recorded_at").first()
    return first and first.recorded_by


def _stop(user: User, zijde: str | None, schorsing: Schorsing) -> Stop:
    maker, why = made_by(schorsing.fact_id), knows_why(user, zijde, schorsing.user)
    runs = running().filter(pk=schorsing.pk).exists()
    post = Aanstelling.objects.filter(ON_RECORD, fact_id=schorsing.aanstelling_fact).select_related("eenheid").first()
    return Stop(
        schorsing, post,
        reden=schorsing.get_reden_display() if why else None,
        by=maker if why or maker == user else None,
        runs=runs,
        may_lift=runs and not schorsing.dagen and may_lift(user, zijde, schorsing, maker and maker.pk),
    )
