"""Choosing the side to act for; school and SWV never combine in one session."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms.sides import SideForm
from accounts.policy import sides_today
from accounts.queries.account import choices_of
from accounts.services import log_in
from portal.lib.http import local_path, verified


@verified("her own posts of today")
@require_http_methods(["GET", "POST"])
def choose(request):
    sides = sides_today(request.user)
    if not sides or [request.zijde] == sides:
        return redirect("home")
    if len(sides) == 1:
        log_in.choose_side(request=request, side=sides[0].value)
        return redirect(local_path(request.GET.get("next", "")) or "home")
    form = SideForm(request.POST or None, sides=choices_of(request.user), initial={"side": request.zijde})
    if form.is_valid():
        log_in.choose_side(request=request, side=form.cleaned_data["side"])
        return redirect(local_path(request.GET.get("next", "")) or "home")
    return render(request, "accounts/choose_side.html", {"form": form})
