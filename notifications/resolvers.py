"""Who holds a role is asked at the moment of mailing, of the app that knows. It registers here at start."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Recipient:
    """A person as she can be reached now; to a guest also who invites her, and where she alone goes on."""

    user_id: UUID
    email: str
    naam: str
    van: str = ""
    link: str = ""


# (subject_id, role, actor_id) -> everybody who holds the role at this moment by the wall clock,
# the actor included: the post room leaves her out, and must know that somebody holds the role.
Resolver = Callable[[UUID, str, UUID | None], Iterable[Recipient]]

_resolvers: dict[str, tuple[Resolver, frozenset[str], frozenset[str]]] = {}


def register(subject_type: str, resolver: Resolver, *, may_lapse: Iterable[str] = (), past_a_stop: Iterable[str] = ()) -> None:
    """Answer for one type of subject. Without a holder a message waits, but lapses for the roles in `may_lapse`.

    To the roles in `past_a_stop` it goes in spite of a stop, which it is about: no stop waits for it.
    """
    _resolvers[subject_type] = (resolver, frozenset(may_lapse), frozenset(past_a_stop))


def holders(subject_type: str, subject_id: UUID, role: str, actor_id: UUID | None) -> tuple[Recipient, ...]:
    """Return everybody who holds the role now."""
    resolver, _, _ = _resolvers[subject_type]
    return tuple(resolver(subject_id, role, actor_id))


def may_lapse(subject_type: str, role: str) -> bool:
    """Return whether a message to this role needs nobody to wait for."""
    return role in _resolvers[subject_type][1]


def goes_past_a_stop(subject_type: str, role: str) -> bool:
    """Return whether a message to this role goes to her in spite of a stop."""
    return role in _resolvers[subject_type][2]
