"""What stands around every page: whose portal it is, who is logged in, where she can go."""

from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from portal import help

# label, address, whether the page belongs to it, how much waits there (0 = no count shown)
NavItem = tuple[str, str, bool, int]
Provider = Callable[[HttpRequest], tuple[str, list[NavItem], bool]]
# what waits for her in a part of the portal that the page itself does not know: title, text, what to do, address
Waiting = tuple[str, str, str, str]

_providers: list[Provider] = []
_waiting: list[Callable[[HttpRequest], list[Waiting]]] = []


def register(provider: Provider, waiting: Callable[[HttpRequest], list[Waiting]] = lambda request: []) -> None:
    """Make `provider(request)` say (label of the role, navigation, more sides to choose from), and `waiting(request)` what waits."""
    _providers[:], _waiting[:] = [provider], [waiting]


class Site:
    """The part that needs no request and no database: error pages and mails use it too."""

    hulp: help.Topic | None = None  # what explains this page

    @property
    def swv_naam(self) -> str:
        return settings.PORTAL_SWV_NAAM

    @property
    def swv_telefoon(self) -> str:
        return settings.PORTAL_SWV_TELEFOON

    @property
    def swv_tel(self) -> str:
        """Return the number for a tel: link, +31100000000 for 010 - 000 00 00."""
        digits = "".join(filter(str.isdigit, self.swv_telefoon))
        return f"+31{digits[1:]}" if digits.startswith("0") else digits

    @property
    def swv_uren(self) -> str:
        return settings.PORTAL_SWV_UREN


class Frame(Site):
    """The frame of one request. Asks nothing before a template does, so error pages can use it."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def ingelogd(self) -> bool:
        """Say whether both steps of the log-in are done; before that there is no navigation."""
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated and user.is_verified())

    @property
    def hulp(self) -> help.Topic | None:
        match = getattr(self._request, "resolver_match", None)
        asker = getattr(self._request, "asker", None)
        return match and help.topic_for(match.view_name, match.kwargs.get("actie", ""), {post.rol for post in asker.posts} if asker else set())

    @property
    def thema(self) -> str:
        """Return the colours this session asked for; light where nobody chose."""
        session = getattr(self._request, "session", None)
        return session.get("thema", "licht") if session is not None else "licht"

    @property
    def eigen_kleuren(self) -> bool:
        """Say whether this partnership has colours of its own."""
        return bool(settings.PORTAL_THEME_CSS)

    @property
    def vergrendelt_na(self) -> int:
        """Return after how many idle seconds the screen locks."""
        return settings.PORTAL_LOCK_MINUTES * 60

    @property
    def waarschuwt_na(self) -> int:
        """Return after how many idle seconds that is said: two minutes before."""
        return self.vergrendelt_na - 120

    @property
    def naam(self) -> str:
        return self._request.user.naam if self.ingelogd else ""

    @property
    def initialen(self) -> str:
        return self._request.user.initialen if self.ingelogd else ""

    @property
    def rol_label(self) -> str:
        return self._place[0]

    @property
    def nav(self) -> list[NavItem]:
        return self._place[1]

    @property
    def meer_zijden(self) -> bool:
        return self._place[2]

    @property
    def waiting(self) -> list[Waiting]:
        """Return what else waits for her; only start pages ask."""
        return _waiting[0](self._request) if self.ingelogd and _waiting else []

    @cached_property
    def _place(self) -> tuple[str, list[NavItem], bool]:
        if not (self.ingelogd and _providers):
            return "", [], False
        return _providers[0](self._request)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Give templates `frame` (a context processor)."""
    return {"frame": Frame(request)}
