"""How she wants to see the portal, and digibordstand on or off."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.preferences import PreferencesForm
from accounts.services import preferences
from portal.lib.http import local_path, verified


@verified("her own choice of how the portal looks")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    now = preferences.preferences_of(request.user)
    initial = {"thema": now.thema, "digibord_bij_inloggen": now.digibord_bij_inloggen}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        preferences.choose(by=request.user, request=request, **form.cleaned_data)
        messages.success(request, "Uw weergave is gewijzigd.")
        return redirect("accounts:account")
    return render(request, "accounts/preferences.html", {"form": form}, status=422 if form.errors else 200)


@verified("changes only how her own session is shown")
@require_POST
def digibord(request):
    preferences.show_on_digibord(request=request, on=request.POST.get("aan") == "1")
    return redirect(local_path(request.POST.get("next", "")) or "home")
