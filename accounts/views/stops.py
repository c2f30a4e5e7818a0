"""'Blokkeer de toegang nu': the page that says what stops, the page of one stop, and giving access back."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.announcements import STOPPED
from accounts.enums import Rol
from accounts.forms.stops import BlokkadeForm
from accounts.models import Aanstelling
from accounts.policy import accounts_visible_to, schools_visible_to
from accounts.queries import stops as read
from accounts.queries.stops import Target
from accounts.services import stopping
from notifications.queries import newest, under_way
from portal.lib.errors import Conflict, NotAllowed
from portal.lib.http import PortalRequest, does, shows

WHOLE = "alles"
WHOLE_LABEL = "Alle toegang van deze persoon"
WHOLE_HINT = "Zij is meteen overal uitgelogd. Logt zij weer in, dan ziet zij alleen dat haar toegang is geblokkeerd. Zij krijgt geen e-mail meer over hulpvragen."


@does("schorsing", "block_post")
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: PortalRequest, pk: uuid.UUID):
    """Say what stops, ask which access and why, and stop it at once."""
    if pk == request.user.pk:
        raise NotAllowed(stopping.YOURSELF)
    target = read.target_for(request.user, request.zijde, pk)
    if target is None:
        raise Http404
    if not target.is_open:
        return _already(request, target)
    what = _what(target)
    asked = request.GET.get("aanstelling", "")
    first = asked if asked in {value for value, _, _ in what} else what[0][0] if len(what) == 1 else None
    form = BlokkadeForm(request.POST or None, what=what, reasons=read.reasons(request.zijde), initial={"wat": first})
    if request.method != "POST" or not form.is_valid():
        return _page(request, target, form, status=422 if request.method == "POST" else 200)
    chosen = form.cleaned_data["wat"]
    try:
        made = stopping.block(
            by=request.user, zijde=request.zijde, person_id=pk, post=None if chosen == WHOLE else uuid.UUID(chosen), reden=form.cleaned_data["reden"],
        )
    except Conflict as conflict:  # a colleague was first
        messages.info(request, conflict.message)
        return redirect("accounts:block", pk=pk)
    messages.success(request, "De toegang is geblokkeerd.")
    return redirect("accounts:stop", pk=made.fact_id)


def _what(target: Target) -> list[tuple[str, str, str]]:
    """Return what can be stopped: (value, label, what that means for her)."""
    found = [(str(post.fact_id), f"{post.get_rol_display()}, {post.eenheid.naam}", _means(post)) for post in target.posts]
    return found + ([(WHOLE, WHOLE_LABEL, WHOLE_HINT)] if target.whole else [])


def _means(post: Aanstelling) -> str:
    if Rol(post.rol).zijde == "school":
        return f"Zij ziet meteen niets meer van {post.eenheid.naam} en krijgt daarover geen e-mail meer. Andere aanstellingen houdt zij."
    return "Zij kan in deze rol meteen niets meer zien of doen en krijgt er geen e-mail meer over. Andere aanstellingen houdt zij."


def _already(request: PortalRequest, target: Target):
    if not target.stops:
        messages.info(request, stopping.ALREADY)
        return redirect(_back(request, None, target.person.pk)[1])
    messages.info(request, "Deze toegang is al geblokkeerd.")
    return redirect("accounts:stop", pk=target.stops[0].fact_id)


def _page(request: PortalRequest, target: Target, form: BlokkadeForm, status: int = 200):
    label, url = _back(request, target.posts[0] if target.posts else None, target.person.pk)
    return render(request, "accounts/block.html", {"form": form, "target": target, "back_label": label, "back_url": url}, status=status)


def _back(request: PortalRequest, post: Aanstelling | None, person_id: uuid.UUID) -> tuple[str, str]:
    """Return where she came from, as far as her role has such a page: the account, else the school."""
    if accounts_visible_to(request.user, request.zijde) is not None:
        return "Account", reverse("accounts:person", args=[person_id])
    schools = schools_visible_to(request.user, request.zijde)
    if schools is not None and post and (school := schools.filter(pk=post.eenheid_id).first()):
        return school.naam, reverse("accounts:school", args=[school.code])
    return "Scholen", reverse("accounts:schools")


@shows("schorsing", "card")
@require_safe
def stop(request: PortalRequest, pk: uuid.UUID):
    """Show one stop: whom and what it holds, since when, and that no mail is under way any more."""
    found = read.stop_for(request.user, request.zijde, pk)
    if found is None:
        raise Http404
    label, url = _back(request, found.post, found.person.pk)
    context = {"stop": found, "mails": under_way(found.person.pk), "told": newest(pk, STOPPED), "back_label": label, "back_url": url}
    return render(request, "accounts/stop.html", context)


@does("schorsing", "unblock_post")
@require_POST
def lift(request: PortalRequest, pk: uuid.UUID):
    try:
        stopping.unblock(by=request.user, zijde=request.zijde, fact_id=pk)
    except Conflict as conflict:
        messages.info(request, conflict.message)
    else:
        messages.success(request, "De blokkade is opgeheven. Deze persoon en de contactpersoon van de school krijgen hierover een e-mail.")
    return redirect("accounts:stop", pk=pk)
