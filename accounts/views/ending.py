"""Ending an account or several, and switching one on again. What stops is said before it is done."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import Rol
from accounts.forms.accounts import EindeForm, chosen
from accounts.policy import has_role
from accounts.queries import accounts
from accounts.queries import unused as read
from accounts.services import ending
from portal.lib.errors import Conflict, NotAllowed
from portal.lib.http import PortalRequest, does, shows


def _person(request: PortalRequest, pk: uuid.UUID) -> accounts.Person:
    if not has_role(request.user, request.zijde, Rol.BEHEERDER):
        raise NotAllowed(ending.ONLY_BEHEERDER)
    found = accounts.person_for(request.user, request.zijde, pk)
    if found is None:
        raise Http404
    return found


@does("account", "end_account")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: PortalRequest, pk: uuid.UUID):
    """Say what stops with an account, ask why, and end it."""
    person = _person(request, pk)
    if pk == request.user.pk:
        raise NotAllowed(ending.YOURSELF)
    form = EindeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "accounts/end_account.html", {"person": person, "form": form})
    try:
        ending.end_account(by=request.user, zijde=request.zijde, person_id=pk, **form.cleaned_data)
    except (Conflict, NotAllowed) as fault:  # a colleague was first, or she is the last beheerder
        messages.warning(request, _words(fault))
    else:
        messages.success(request, "Het account is beëindigd. Deze persoon krijgt hierover een e-mail.")
    return redirect("accounts:person", pk=pk)


@does("account", "reactivate")
@require_http_methods(["GET", "HEAD", "POST"])
def reactivate(request: PortalRequest, pk: uuid.UUID):
    """Say what does not come back, and switch an account on again."""
    person = _person(request, pk)
    if request.method != "POST":
        return _page(request, "accounts/reactivate.html", {"person": person})
    try:
        ending.reactivate(by=request.user, zijde=request.zijde, person_id=pk)
    except Conflict as conflict:
        messages.info(request, conflict.message)
    else:
        messages.success(request, "Het account staat weer aan. Deze persoon krijgt een e-mail over hoe zij een wachtwoord kiest.")
    return redirect("accounts:person", pk=pk)


@shows("account", "content")
@require_http_methods(["GET", "HEAD", "POST"])
def unused(request: PortalRequest):
    """List the accounts that may not be needed, and show those that were ticked before they are ended."""
    rows = read.unused_for(request.user, request.zijde)
    ticked = chosen(request.POST.getlist("account")) if request.method == "POST" else None
    if ticked:
        return _check(request, ticked, EindeForm())
    if ticked is not None:
        messages.warning(request, "Kies eerst een of meer accounts.")
    manages = has_role(request.user, request.zijde, Rol.BEHEERDER)
    context = {"rows": rows, "manages": manages, "most": read.MOST if len(rows) == read.MOST else 0}
    return render(request, "accounts/unused.html", context, status=200 if ticked is None else 422)


@does("account", "end_account")
@require_POST
def end_many(request: PortalRequest):
    """End the accounts that were shown, each by itself, and say which could not be and why."""
    ticked = chosen(request.POST.getlist("account"))
    if not ticked:
        return redirect("accounts:unused")
    form = EindeForm(request.POST)
    if not form.is_valid():
        return _check(request, ticked, form)
    ended, refused = [], []
    for one in accounts.known(request.user, request.zijde, ticked):
        try:
            ending.end_account(by=request.user, zijde=request.zijde, person_id=one.user.pk, without_post=True, **form.cleaned_data)
            ended.append(one.name)
        except (Conflict, NotAllowed) as fault:
            refused.append((one.user.pk, one.name, _words(fault)))
    return render(request, "accounts/ended_many.html", {"ended": ended, "refused": refused})


def _check(request: PortalRequest, ticked: list[uuid.UUID], form: EindeForm):
    if not has_role(request.user, request.zijde, Rol.BEHEERDER):
        raise NotAllowed(ending.ONLY_BEHEERDER)
    context = {"rows": accounts.known(request.user, request.zijde, ticked), "form": form}
    return render(request, "accounts/end_many.html", context, status=422 if form.errors else 200)


def _page(request: PortalRequest, template: str, context: dict):
    form = context.get("form")
    return render(request, template, context, status=422 if form and form.errors else 200)


def _words(fault: Conflict | NotAllowed) -> str:
    return fault.message if isinstance(fault, Conflict) else fault.reason
