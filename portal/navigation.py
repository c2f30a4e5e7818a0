"""Where a person starts and where she can go, by the posts she holds today. Told to portal.frame."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import Rol, Zijde
from accounts.models import User
from accounts.policy import posts_today
from hulpvragen import policy
from hulpvragen.policy import Asker
from hulpvragen.queries import outbox
from hulpvragen.views.who import asker
from portal import frame
from portal.frame import NavItem


def start_page(user: User, zijde: str | None) -> str:
    """Return the name of the page this person starts on; without a post that is her empty list."""
    if zijde is None and posts_today(user):
        return "accounts:choose_side"
    who = policy.asker(user, zijde)
    if policy.sees_list(who) or not who.posts:
        return "hulpvragen:list"
    return "accounts:schools" if who.has(Rol.BEHEERDER) else "outbox"


def navigation(request: HttpRequest) -> tuple[str, list[NavItem], bool]:
    """Return the label of her role, where she can go, and whether she could choose another side."""
    who = asker(request)
    items = [_item(request, label, name, count) for label, name, count in _pages(who)]
    return _role(who), items, _has_more_sides(who)


def _pages(who: Asker):
    """Yield (label, name of the page, how much waits there)."""
    if policy.sees_list(who) or not who.posts:
        yield ("Hulpvragen" if who.zijde == Zijde.SWV else "Mijn hulpvragen"), "hulpvragen:list", 0
    if who.has(Rol.BEHEERDER):
        yield "Scholen", "accounts:schools", 0
    if policy.sees_outbox(who):
        yield "E-mailnotificaties", "outbox", outbox.to_do(who)


def _item(request: HttpRequest, label: str, name: str, count: int) -> NavItem:
    url = reverse(name)
    return label, url, request.path.startswith(url), count


def _role(who: Asker) -> str:
    """Say as what she is here: "IB'er · De Regenboog"."""
    roles = list(dict.fromkeys(Rol(post.rol).label for post in who.posts))
    if not roles:
        return "Geen aanstelling"
    places = list(dict.fromkeys(post.eenheid.naam for post in who.posts))
    place = settings.PORTAL_SWV_NAAM if who.zijde == Zijde.SWV else places[0] if len(places) == 1 else f"{len(places)} scholen"
    return f"{' en '.join(roles)} · {place}"


def _has_more_sides(who: Asker) -> bool:
    return len({Rol(post.rol).zijde for post in posts_today(who.user)}) > 1


frame.register(navigation)
