"""Around every view: headers, the gate, and one transaction with an identity."""

import logging

from django.conf import settings
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.defaults import bad_request

from hulpvragen.policy import asker
from portal.audit import context
from portal.audit.services import record
from portal.lib.db import wall
from portal.lib.http import Access

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


def is_verified(request) -> bool:
    """Return whether this session has passed the second step and its account is still active."""
    user = request.user
    return user.is_authenticated and user.is_active and user.is_verified()


class Gate:
    """Closed by default: a view without a stated access is refused, the others get what they state."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.zijde = request.asker = None
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        access: Access | None = getattr(view, "access", None)
        if access is None:
            logger.error("view %s states no access", getattr(view, "__name__", view))
            raise PermissionDenied("Deze pagina is niet vrijgegeven.")
        if is_verified(request):
            request.zijde = request.session.get("zijde")
            return None
        if access.session == "open" or (access.session == "half" and request.user.is_authenticated):
            return None
        if request.user.is_authenticated:
            return redirect("accounts:set_up_second_factor")
        here = f"?{urlencode({'next': request.path})}" if request.method == "GET" else ""
        return redirect(reverse("accounts:log_in") + here)


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
                    with context.begin(**about, roles=roles):
                        response = self._answer(request, view, args, kwargs)
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
        response = view(request, *args, **kwargs)
        if getattr(response, "streaming", False):
            raise RuntimeError("dossier data is never streamed")
        if callable(getattr(response, "render", None)):
            response.render()
        if response.status_code >= 500:
            raise ServerSaid(response)
        return response

    def _refuse(self, request, outcome: str) -> None:
        # The session row may have been rolled back with the rest: saving it now would turn the
        # refusal into a 400 (SessionInterrupted).
        request.session.modified = False
        request._messages = default_storage(request)  # nor may it say what was undone
        match = request.resolver_match
        with wall(None, None):
            record(event=f"request.{outcome}", object_type="url", object_id=match.route[:200], outcome=outcome,
                   detail={"method": request.method})
