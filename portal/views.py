"""Pages of the project itself: the way home, the health checks, the error pages."""

import logging
import platform
import secrets

import django
from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from notifications.queries import oldest_due_seconds
from portal import help
from portal.audit.services import seal_lag
from portal.frame import Site
from portal.lib import clock
from portal.lib.db import one
from portal.lib.http import open_to_all, verified
from portal.lib.version import code_version
from portal.middleware import keep_typed
from portal.navigation import start_page

logger = logging.getLogger(__name__)
INSIDE = {"127.0.0.1", "::1"}


@verified("sends a person to the page her posts start on")
def home(request):
    return redirect(start_page(request.user, request.zijde))


@open_to_all("a list of how-to's; before the log-in only those about getting in")
@require_safe
def help_index(request):
    return render(request, "help/index.html", {"topics": _topics(request)})


@open_to_all("a how-to, without data about anybody; before the log-in only those about getting in")
@require_safe
def help_topic(request, key: str):
    topic = help.BY_KEY.get(key)
    if topic is None:
        raise Http404
    if not (topic.open or request.asker):
        return redirect(f"{reverse('accounts:log_in')}?{urlencode({'next': request.path})}")
    return render(request, topic.template, {"topic": topic})


def _topics(request) -> list[help.Topic]:
    """Return what is for this reader, by the posts she holds now."""
    if request.asker is None:
        return [topic for topic in help.TOPICS if topic.open]
    roles = {post.rol for post in request.asker.posts}
    return [topic for topic in help.TOPICS if topic.is_for(roles)]


@open_to_all("says only that the web server and the database answer")
def health(request):
    one("select 1")
    return HttpResponse("gezond\n", content_type="text/plain; charset=utf-8")


@open_to_all("answers to callers on this machine only; holds figures, no data about anybody")
def health_deep(request):
    if request.META.get("REMOTE_ADDR") not in INSIDE or "HTTP_X_FORWARDED_FOR" in request.META:
        return render(request, "404.html", status=404)
    server_now = one("select clock_timestamp()")[0]
    return JsonResponse(
        {
            "oldest_due_mail_seconds": oldest_due_seconds(),
            "seal_lag_seconds": seal_lag(),
            "clock_offset_seconds": round((server_now - clock.now()).total_seconds(), 3),
            "today": one("select app_today()")[0].isoformat(),
            "versions": {
                "portal": code_version(),
                "python": platform.python_version(),
                "django": django.get_version(),
                "postgresql": one("show server_version")[0],
            },
            "demo": settings.PORTAL_DEMO,
        }
    )


def csrf_failure(request, reason=""):
    """Say what happened and what to do; nothing was done. A page of ours that was older than the last log-in gives
    its text back: another site's form keeps nothing."""
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and keep_typed(request, request.resolver_match.func):
        return redirect(request.get_full_path())
    return render(request, "403.html", {"reason": "De pagina was te oud of kwam van een andere site. Ga terug, laad de pagina opnieuw en probeer het nog eens."}, status=403)


def server_error(request):
    """Say that it went wrong on our side, with a number to name on the phone; asks nothing of the database."""
    reference = secrets.token_hex(4)
    logger.error("error page %s for %s", reference, request.path, extra={"request": request})
    return HttpResponse(render_to_string("500.html", {"frame": Site(), "referentie": reference}), status=500)
