"""How a view states who may ask for it. A view that states nothing is refused (portal.middleware.Gate)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User
    from hulpvragen.policy import Asker


class PortalRequest(HttpRequest):
    """A request behind the gate: who, on which side, and what her posts give right now."""

    user: "User"
    zijde: str | None
    asker: "Asker"


@dataclass(frozen=True)
class Access:
    """What a URL demands: the state of the session, and the right it uses (rights.toml)."""

    session: str  # "open", "half", "verified"
    why: str = ""
    object: str = ""
    right: str = ""  # a level (content, card, count) or an action


def _stating(access: Access):
    def decorate(view):
        view.access = access
        return view

    return decorate


def open_to_all(why: str):
    """State that anybody may ask for this view, and why."""
    return _stating(Access("open", why))


def half(why: str):
    """State that a session with a password but no second step may ask for this view."""
    return _stating(Access("half", why))


def verified(why: str):
    """State that everybody with a verified second step may ask: it shows only her own things."""
    return _stating(Access("verified", why))


def shows(object: str, level: str):
    """State that this view shows an object at a level (content, card, count) of rights.toml."""
    return _stating(Access("verified", object=object, right=level))


def does(object: str, action: str):
    """State that this view does an action on an object of rights.toml."""
    return _stating(Access("verified", object=object, right=action))
