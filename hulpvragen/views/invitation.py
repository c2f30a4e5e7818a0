"""The link of an invitation. Opening it shows the same to everybody and changes nothing: a mail scanner opens links too."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.brake import remember_browser
from accounts.models import User
from accounts.services import log_in, registering
from hulpvragen.forms.guests import CodeForm, NewcomerForm
from hulpvragen.services import accepting
from hulpvragen.services.accepting import NoInvitation
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import open_to_all

WELCOME = "U hebt de uitnodiging aangenomen."


@open_to_all("the link in a mail; until it is sent as a form it says nothing about anybody, and whoever sends it needs the link")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str):
    """Show that there is an invitation; on POST accept it, or first ask who she is."""
    if request.method != "POST":
        return render(request, "hulpvragen/invitation.html", _around(request) | {"form": CodeForm()})
    try:
        if request.asker is not None:
            return _accept(request, token)
        return _newcomer(request, token, accepting.address_of(token=token))
    except NoInvitation as gone:
        return render(request, "hulpvragen/invitation_gone.html", {"reason": gone.reason}, status=410)


def _around(request: HttpRequest) -> dict:
    here = urlencode({"next": request.path})
    return {
        "half": request.user.is_authenticated and request.asker is None,
        "verified": request.asker is not None,
        "log_in_url": f"{reverse('accounts:log_in')}?{here}",
    }


def _accept(request: HttpRequest, token: str):
    form = CodeForm(request.POST)
    form.is_valid()  # what is wrong with the link comes first
    try:
        accepting.accept(by=request.user, token=token, code=form.cleaned_data.get("code", ""))
    except NotAllowed as refused:
        return render(request, "hulpvragen/invitation.html", _around(request) | {"form": CodeForm(), "refused": refused.reason}, status=409)
    except Invalid as fault:
        if not form.errors:
            form.add_error(fault.field, fault.message)
        return render(request, "hulpvragen/invitation.html", _around(request) | {"form": form}, status=422)
    messages.success(request, WELCOME)
    sides = log_in.settle_side(request=request, user=request.user)
    return redirect("shared" if len(sides) == 1 else f"{reverse('accounts:choose_side')}?{urlencode({'next': reverse('shared')})}")


def _newcomer(request: HttpRequest, token: str, email: str):
    sent = "maken" in request.POST
    form = NewcomerForm(request.POST if sent else None, user=User(email=email))
    if not form.is_valid():
        return render(request, "hulpvragen/newcomer.html", _around(request) | {"form": form}, status=422 if sent else 200)
    asked = form.cleaned_data
    try:
        user = accepting.accept_as_newcomer(
            token=token, code=asked["code"], voornaam=asked["voornaam"], achternaam=asked["achternaam"], password=asked["new_password"]
        )
    except Invalid as fault:
        form.add_error(fault.field, fault.message)
        return render(request, "hulpvragen/newcomer.html", _around(request) | {"form": form}, status=422)
    registering.go_on(request=request, user=user)
    response = redirect("accounts:set_up_second_factor")
    remember_browser(response, user.email)
    return response
