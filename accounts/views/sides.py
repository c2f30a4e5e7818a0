"""Choosing the side to act for; school and SWV never combine in one session."""

from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.forms.sides import SideForm
from accounts.policy import posts_today
from accounts.services import log_in
from portal.lib.http import verified


@verified("her own posts of today")
@require_http_methods(["GET", "POST"])
def choose(request):
    sides = log_in.sides_of(request.user)
    if not sides or [request.zijde] == sides:
        return redirect("home")
    form = SideForm(request.POST or None, sides=_choices(request.user, sides), initial={"side": request.zijde})
    if form.is_valid():
        log_in.choose_side(request=request, side=form.cleaned_data["side"])
        return redirect(_local_path(request.GET.get("next", "")) or "home")
    return render(request, "accounts/choose_side.html", {"form": form})


def _choices(user, sides):
    posts = posts_today(user)
    return [(side.value, ", ".join(dict.fromkeys(post.naam for post in posts if post.zijde == side))) for side in sides]


def _local_path(address: str) -> str:
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
