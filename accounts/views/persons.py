"""People as pages show them: who works where, since when and until when. Never why somebody is stopped."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from accounts.policy import stoppable_by, stops_visible_to
from accounts.queries.people import Colleague
from portal.lib import dates
from portal.lib.http import PortalRequest

# a colleague, how it stands with her access, and what the reader can do about it: (label, address) or None
Row = tuple[Colleague, str, tuple[str, str] | None]


def people_rows(request: PortalRequest, people: list[Colleague]) -> list[Row]:
    """Return these people for a table, each with the link to stop her access or to the stop that holds it."""
    stoppable, posts = stoppable_by(request.user, request.zijde), [one.post for one in people]
    may_stop = set() if stoppable is None else set(stoppable.filter(fact_id__in=posts).values_list("fact_id", flat=True))
    stops = stops_visible_to(request.user, request.zijde).filter(fact_id__in=[one.stop for one in people if one.stop])
    seen = set(stops.values_list("fact_id", flat=True))
    return [(one, standing(one, request.user), _link(one, may_stop, seen)) for one in people]


def _link(one: Colleague, may_stop: set, seen: set) -> tuple[str, str] | None:
    if one.stop:
        return ("Blokkade bekijken", reverse("accounts:stop", args=[one.stop])) if one.stop in seen else None
    if one.post in may_stop:
        return "Toegang blokkeren", f"{reverse('accounts:block', args=[one.user.pk])}?{urlencode({'aanstelling': one.post})}"
    return None


def standing(one: Colleague, reader: User) -> str:
    """Say how it stands with somebody's access: since when, from when, until when, or stopped for now."""
    you = "u, " if one.user.pk == reader.pk else ""
    if one.stopped:
        return f"{you}tijdelijk geen toegang"
    if one.starts:
        return f"{you}start op {dates.near(one.begin)}"
    if one.laatste_dag:
        return f"{you}vertrekt, laatste dag met toegang {dates.near(one.laatste_dag)}"
    return f"{you}sinds {dates.MONTHS[one.begin.month - 1]} {one.begin.year}"
