"""What stands around every page: whose portal it is, who is logged in, where she can go."""

from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

# label, address, whether the page belongs to it, how much waits there (0 = no count shown)
NavItem = tuple[str, str, bool, int]
Provider = Callable[[HttpRequest], tuple[str, list[NavItem], bool]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Make `provider(request)` say (label of the role, navigation, more sides to choose from)."""
    _providers[:] = [provider]


class Site:
    """The part that needs no request and no database: error pages and mails use it too."""

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

    @cached_property
    def _place(self) -> tuple[str, list[NavItem], bool]:
        if not (self.ingelogd and _providers):
            return "", [], False
        return _providers[0](self._request)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Give templates `frame` (a context processor)."""
    return {"frame": Frame(request)}
