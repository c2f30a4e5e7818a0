"""The trail of one hulpvraag, for who may see it: what happened, and who looked."""

import uuid
from dataclasses import dataclass

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling
from hulpvragen import policy
from hulpvragen.models import Hulpvraag
from hulpvragen.policy import CONTENT, Asker
from portal.audit import queries
from portal.audit.queries import Happening, Viewer
from portal.lib import digibord
from portal.lib.errors import NotAllowed

PAGE = 50
_SAID = ("bericht", "notitie")
_BY_GUESTS = ("toegang.accepted", "toegang.stopped")  # done by a guest, on whatever side she was then
GUEST = "Genodigde"
NOT_YOURS = "Wie een hulpvraag heeft bekeken, zien alleen de IB'ers van de school en het samenwerkingsverband."


@dataclass(frozen=True)
class Look:
    """One look with its ground as a fact: the post that gave access, when it was one that this reader may see."""

    viewer: Viewer
    post: Aanstelling | None


def sees_trail(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """Return whether this person may see the trail of a hulpvraag whose card she sees."""
    if who.zijde == Zijde.GAST:
        return False
    if who.has(Rol.PRIVACY_OFFICER) or policy.sees(who, hulpvraag.pk, CONTENT):
        return True
    # of a closed hulpvraag the school's IB'ers keep the card and the trail
    at_school = who.zijde == Zijde.SCHOOL and hulpvraag.ingediend
    return at_school and hulpvraag.vestiging_op(who.day).pk in who.at(Rol.IB)


def history(who: Asker, hulpvraag: Hulpvraag) -> list[Happening]:
    """Return what happened to a hulpvraag, newest first; what was said has pages of its own."""
    if not sees_trail(who, hulpvraag):
        return []
    found, named = queries.history_of(hulpvraag.pk, without=_SAID), _names_guests(who, hulpvraag)
    return [one if named or not (one.zijde == Zijde.GAST or one.event in _BY_GUESTS) else one._replace(who=GUEST) for one in found]


def looks(who: Asker, hulpvraag: Hulpvraag, before: Viewer | None = None) -> list[Look]:
    """Return one page of who looked at a hulpvraag, newest first, and one more when there is a next page."""
    if not sees_trail(who, hulpvraag):
        raise NotAllowed(NOT_YOURS)
    viewers = queries.viewers_of(hulpvraag.pk, before=before, limit=PAGE + 1)
    if not _names_guests(who, hulpvraag):
        viewers = [viewer._replace(who=GUEST) if viewer.zijde == Zijde.GAST else viewer for viewer in viewers]
    posts = Aanstelling.objects.select_related("eenheid").in_bulk(filter(None, map(_post_id, viewers)))
    return [Look(viewer, posts.get(_post_id(viewer))) for viewer in viewers]


def _names_guests(who: Asker, hulpvraag: Hulpvraag) -> bool:
    """A parent's name is a pupil's: the school reads it, not on a digibord. To the SWV a guest is a guest."""
    return who.zijde == Zijde.SCHOOL and not digibord.is_on() and policy.sees(who, hulpvraag.pk, CONTENT)


def _post_id(viewer: Viewer) -> uuid.UUID | None:
    kind, _, versions = viewer.ground.partition(":")
    return uuid.UUID(versions.split(":")[1]) if kind == "aanstelling" else None
