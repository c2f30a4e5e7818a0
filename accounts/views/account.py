"""Mijn account: who she is here, until when, and where she is logged in."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.policy import posts_today
from accounts.queries.account import recovery_codes_left, sessions_of
from accounts.queries.stops import stops_of
from accounts.services import sessions
from accounts.services.preferences import preferences_of
from portal.lib.http import verified


@verified("her own account")
@require_safe
def account(request):
    context = {
        "posts": posts_today(request.user),
        "stops": stops_of(request.user, request.zijde, request.user),
        "sessions": sessions_of(request.user, request.session.session_key),
        "preferences": preferences_of(request.user),
        "preferences_url": reverse("accounts:preferences"),
        "codes_left": recovery_codes_left(request.user),
    }
    return render(request, "accounts/account.html", context)


@verified("ends a session of her own")
@require_POST
def end_session(request):
    if sessions.end(by=request.user, row=request.POST.get("sessie", "")):
        messages.success(request, "De sessie is beëindigd.")
    else:
        messages.info(request, "Deze sessie was al beëindigd.")
    return redirect("accounts:account")


@verified("ends her own other sessions")
@require_POST
def end_other_sessions(request):
    sessions.end_others(by=request.user, keep=request.session.session_key)
    messages.success(request, "Alle andere sessies zijn beëindigd.")
    return redirect("accounts:account")
