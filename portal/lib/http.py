"""How a view states who may ask for it, and that what is typed in its form is kept.

A view that states nothing is refused (portal.middleware.Gate).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from accounts.models import User
    from hulpvragen.policy import Asker


class PortalRequest(HttpRequest):
    """A request behind the gate: who, on which side, and what her posts give right now."""

    user: "User"
    zijde: str | None
    asker: "Asker"
    klad: "Klad | None"


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


BESIDE_A_FILE = 200_000  # bytes of a form besides its file
LARGEST_FORM = 2_500_000  # with a list of the board in it


def takes(largest: int):
    """State that a file of at most this many bytes comes with this form; of any other form LARGEST_FORM is read."""

    def decorate(view):
        view.takes = largest + BESIDE_A_FILE
        return view

    return decorate


# ---- what is typed and not sent


class Kept(QueryDict):
    """What somebody typed before and did not send. It fills a form; it is never an answer to it (portal.forms)."""


@dataclass
class Klad:
    """The form on this page: the key it carries, and what was kept of it, if anything was."""

    sleutel: uuid.UUID
    velden: Kept | None = None
    kept_at: dt.datetime | None = None
    left_out: bool = False  # something was not kept: a BSN seemed to stand in it
    shown: bool = False


def keeps_typed(view):
    """State that this view is a form whose text is kept: it answers to GET with the form, fills that with
    `typed(request)`, and redirects when it has done its work."""
    view.keeps_typed = True
    return view


def typed(request) -> QueryDict | None:
    """Return what fills a form: what is sent now, else what she typed here before and did not send, else nothing."""
    if request.method == "POST":
        return request.POST
    if request.klad is None or request.klad.velden is None:
        return None
    request.klad.shown = True
    return request.klad.velden


def local_path(address: str) -> str:
    """Return an address inside the portal as it is, and nothing for any other."""
    return address if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
