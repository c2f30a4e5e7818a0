"""Who acts, from where: set once per request, task or command, read by every row it leaves."""

import uuid
from contextlib import ExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field

from portal.audit.enums import Source
from portal.lib.ids import uuid7


@dataclass(frozen=True)
class Context:
    """A snapshot of the actor as she is now; a later change of name or post does not touch it."""

    source: Source
    actor_id: uuid.UUID | None = None
    actor_name: str = ""
    zijde: str = ""
    roles: tuple[str, ...] = ()
    origin: str = ""
    trace: uuid.UUID = field(default_factory=uuid7)


_current: ContextVar[Context | None] = ContextVar("audit_context", default=None)


def begin(*, source: str, actor=None, zijde: str | None = None, roles=(), origin: str | None = None, trace: uuid.UUID | None = None) -> ExitStack:
    """Set who acts from here on; used with `with`, what was set before comes back at the end."""
    token = _current.set(
        Context(
            source=Source(source),
            actor_id=getattr(actor, "pk", None),
            actor_name=getattr(actor, "naam", ""),
            zijde=zijde or "",
            roles=tuple(roles),
            origin=origin or "",
            trace=trace or uuid7(),
        )
    )
    scope = ExitStack()
    scope.callback(_current.reset, token)
    return scope


def current() -> Context:
    """Return who acts now. Nobody said so: a command on the server."""
    if (known := _current.get()) is None:
        known = Context(source=Source.COMMAND)
        _current.set(known)  # so that all rows of one command share their trace
    return known
