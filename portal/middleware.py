"""Around every view: headers, the gate, and one transaction with an identity."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.defaults import bad_request
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.models import User
from accounts.queries.account import person
from accounts.services import kladtekst
from hulpvragen.policy import asker
from portal.audit import context
from portal.audit.services import record
from portal.lib import declared, digibord
from portal.lib.db import wall
from portal.lib.http import LARGEST_FORM, Access

logger = logging.getLogger(__name__)

_PERMISSIONS = ", ".join(
    f"{feature}=()" for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
)


def _is_utf8(request) -> bool:
    """Return whether a form says to be what every form of ours is; other codecs can fail anywhere."""
    return (request.content_params or {}).get("charset", "utf-8").lower() in ("utf-8", "utf8")


class Headers:
    """The headers that Django and django-csp do not set, on every answer, errors included."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.PORTAL_BEHIND_PROXY:  # the proxy's own word is the last one; what stands before it came from outside
            request.META["REMOTE_ADDR"] = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]
        response = self.get_response(request) if _is_utf8(request) else bad_request(request, None, "400.html")
        response.setdefault("Permissions-Policy", _PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Frame-Options", "DENY")
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response


    def process_view(self, request, view, args, kwargs):
        """Refuse what is too large before a byte of it is read: the next middleware reads the form."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > getattr(view, "takes", LARGEST_FORM):
            return render(request, "413.html", status=413)
        return None


def is_verified(request) -> bool:
    """Return whether this session has passed the second step and its account is still active."""
    user = request.user
    return user.is_authenticated and user.is_active and user.is_verified()


POLLING = "Sluitend-Peiling"  # the header of a request that a page makes by itself: it is no sign of life
LONGEST_WAY_BACK = 1000


class Gate:
    """Closed by default: a view without a stated access is refused, the others get what they state.

    Behind a locked session stands nobody: `request.user` is anonymous, and only the lock screen knows whose it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.zijde = request.asker = request.klad = request.locked_user = None
        request.digibord = False
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        access: Access | None = getattr(view, "access", None)
        if access is None:
            logger.error("view %s states no access", getattr(view, "__name__", view))
            raise PermissionDenied("Deze pagina is niet vrijgegeven.")
        if request.session.locked:
            request.locked_user, request.user = request.user, AnonymousUser()
        elif POLLING not in request.headers:
            request.session.touch()
        if is_verified(request):
            request.zijde = request.session.get("zijde")
            request.digibord = request.session.get("digibord", False)
            return None
        if access.session == "open" or (access.session == "half" and request.user.is_authenticated):
            return None
        if request.user.is_authenticated:
            return redirect("accounts:set_up_second_factor")
        screen = "accounts:locked" if request.locked_user else "accounts:log_in"
        told = {"next": _way_back(request, view), "bewaard": "1" if keep_typed(request, view) else ""}
        query = urlencode({name: value for name, value in told.items() if value})
        return redirect(reverse(screen) + (f"?{query}" if query else ""))


def _way_back(request, view) -> str:
    """Return the page to come back to: the one asked for, or where the form that was sent stands."""
    if request.method in ("GET", "HEAD") or getattr(view, "keeps_typed", False):
        back = request.get_full_path()
    else:
        came_from = urlsplit(request.headers.get("Referer", ""))
        back = came_from._replace(scheme="", netloc="", fragment="").geturl() if came_from.netloc == request.get_host() else ""
    return back if len(back) <= LONGEST_WAY_BACK else ""


def keep_typed(request, view) -> bool:
    """Keep the text of a form that came too late, for whoever's session it was; return whether it is kept."""
    who, zijde = _whose(request)
    keeps, page_of = getattr(view, "keeps_typed", False), getattr(view, "page_of", None)
    page = request.get_full_path() if keeps else page_of(request) if page_of else ""
    if who is None or not page or request.method != "POST":
        return False
    with wall(who.pk, zijde):
        return kladtekst.keep(by=who, zijde=zijde, pad=page, posted=request.POST)


def _whose(request) -> tuple[User | None, str | None]:
    """Return whose session this is, or was when its time ran out, and the side it acted for."""
    if request.locked_user or is_verified(request):
        return request.locked_user or request.user, request.session.get("zijde")
    was = request.session.expired or {}
    if DEVICE_ID_SESSION_KEY not in was:
        return None, None
    return person(was[SESSION_KEY]), was.get("zijde")


def _not_on_a_digibord(request) -> HttpResponse:
    """Show no form: it would hold names and texts, or aliases that would be saved. The same for every address.
    What was typed before the digibord came is kept and not carried out."""
    posted = request.method == "POST"
    kept = posted and kladtekst.keep(by=request.user, zijde=request.zijde, pad=request.get_full_path(), posted=request.POST)
    return render(request, "accounts/not_on_digibord.html", {"kept": kept}, status=409 if posted else 200)


class ServerSaid(Exception):
    """A view answered 500 itself: roll back like any other failure."""

    def __init__(self, response: HttpResponse):
        self.response = response


class RequestTransaction:
    """Last in MIDDLEWARE. Opens one transaction with identity, runs the view, renders, commits;
    only then leaves the first byte. Refusals and failures roll back and are recorded apart."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        verified = is_verified(request)
        user = request.user if request.user.is_authenticated else None
        about = {"source": "web", "actor": user, "zijde": request.zijde, "origin": request.META.get("REMOTE_ADDR", "")}
        with context.begin(**about):
            try:
                with wall(user.pk if verified else None, request.zijde):
                    request.asker = asker(user, request.zijde) if verified else None
                    roles = [post.rol for post in request.asker.posts] if verified else []
                    with context.begin(**about, roles=roles), digibord.shown(request.digibord), declared.heard() as said:
                        response = self._answer(request, view, args, kwargs)
                        self._record_numbers(request, response, said)
                return response
            except ServerSaid as said:
                self._refuse(request, "failed")
                return said.response
            except (Http404, PermissionDenied):
                self._refuse(request, "refused")
                raise
            except Exception:
                self._refuse(request, "failed")
                raise

    def _answer(self, request, view, args, kwargs) -> HttpResponse:
        keeps = getattr(view, "keeps_typed", False)
        if keeps and request.digibord and (request.method != "POST" or kladtekst.holds_text(request.POST)):
            return _not_on_a_digibord(request)
        if keeps:
            request.klad = kladtekst.begin(request=request)
        response = view(request, *args, **kwargs)
        if keeps and request.method == "POST" and response.status_code == 302:  # it was sent
            kladtekst.forget(by=request.user, sleutel=request.klad.sleutel)
        if getattr(response, "streaming", False):
            raise RuntimeError("dossier data is never streamed")
        if callable(getattr(response, "render", None)):
            response.render()
        if response.status_code >= 500:
            raise ServerSaid(response)
        return response

    def _record_numbers(self, request, response, said: set[tuple[str, str]]) -> None:
        """Record which number passed as no BSN, once the form did its work: where and as what, never the number."""
        match, accepted = request.resolver_match, response.status_code < 400
        for field, choice in sorted(said) if accepted else ():
            record(event="number.declared", object_type="url", object_id=match.route[:200],
                   detail={"field": field[:200], "choice": choice, "about": str(match.kwargs.get("hulpvraag_id", ""))})

    def _refuse(self, request, outcome: str) -> None:
        # The session row may have been rolled back with the rest: saving it now would turn the
        # refusal into a 400 (SessionInterrupted).
        request.session.modified = False
        request._messages = default_storage(request)  # nor may it say what was undone
        match = request.resolver_match
        with wall(None, None):
            record(event=f"request.{outcome}", object_type="url", object_id=match.route[:200], outcome=outcome,
                   detail={"method": request.method})
