"""The lock screen, locking by hand, the sign that somebody is still there, and what she typed meanwhile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.lock import UnlockForm
from accounts.services import kladtekst, lock
from portal.lib.errors import Invalid
from portal.lib.http import local_path, open_to_all, verified

TOO_MANY = f"U hebt {lock.TRIES} keer een verkeerd wachtwoord ingevuld. U bent uitgelogd. Log opnieuw in."


@open_to_all("the lock screen: shows nothing but whose session it is, and asks her password")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def locked(request):
    person, back = request.locked_user, local_path(request.GET.get("next", ""))
    if person is None:
        return redirect(back or "home")
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if lock.unlock(request=request, by=person, password=form.cleaned_data["password"]):
                return redirect(back or "home")
            messages.error(request, TOO_MANY)
            return redirect(f"{reverse('accounts:log_in')}?{urlencode(request.GET)}")
        except Invalid as fault:
            form.add_error(fault.field, fault.message)
    return render(request, "accounts/locked.html", {"form": form, "person": person}, status=422 if form.errors else 200)


@verified("locks her own session")
@require_POST
def lock_now(request):
    lock.lock(request=request)
    back = local_path(request.POST.get("next", ""))
    return redirect(reverse("accounts:locked") + (f"?{urlencode({'next': back})}" if back else ""))


@verified("says only that somebody is at work in this session")
@require_POST
def still_here(request):
    return HttpResponse(status=204)


# ---- what she typed


def page_of(request) -> str:
    """Return the page whose text is kept while typing; nothing for what is no page with a form of ours."""
    page = local_path(request.POST.get(kladtekst.PAGE, ""))
    try:
        return page if getattr(resolve(page.partition("?")[0]).func, "keeps_typed", False) else ""
    except Resolver404:
        return ""


@verified("keeps what she typed herself")
@require_POST
def keep(request):
    page = page_of(request)
    kept = bool(page) and kladtekst.keep(by=request.user, zijde=request.zijde, pad=page, posted=request.POST)
    return HttpResponse(status=204 if kept else 422)


keep.page_of = page_of  # the gate asks it for who can no longer be let in


@verified("throws away what she typed herself")
@require_POST
def discard(request):
    kladtekst.forget(by=request.user, sleutel=kladtekst.key_of(request.POST))
    return redirect(local_path(request.POST.get("next", "")) or "home")
