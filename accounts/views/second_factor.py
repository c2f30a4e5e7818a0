"""Connecting an authenticator app, its recovery codes, and proving oneself again before changing them."""

from base64 import b32encode
from io import BytesIO

import qrcode
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from qrcode.image.svg import SvgPathFillImage
from two_factor.utils import get_otpauth_url

from accounts.forms.second_factor import ConfirmForm, ConnectForm
from accounts.queries.account import recovery_codes_left
from accounts.services import enrolment, log_in
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import half, verified

# where to go after proving oneself again
PAGES = {"app": "accounts:set_up_second_factor", "herstelcodes": "accounts:recovery_codes"}


@half("a person without a second step sets it up here; nothing else is open to her yet")
@require_http_methods(["GET", "POST"])
def set_up(request):
    if not enrolment.may_connect(request):
        return _turn_back(request)
    form = ConnectForm(request.POST or None)
    if form.is_valid():
        try:
            enrolment.connect(request=request, code=form.cleaned_data["code"])
        except Invalid as fault:
            form.add_error("code", fault.message)
        else:
            return redirect("accounts:recovery_codes")
    context = {"form": form, **_shown(request.user, enrolment.seed_of(request))}
    return render(request, "accounts/set_up_second_factor.html", context)


@verified("her own recovery codes: shown once, right after they were made")
@require_http_methods(["GET", "POST"])
def recovery_codes(request):
    fresh = log_in.is_fresh(request, "person")
    if request.method == "POST":
        if not fresh:
            return redirect(_confirm_url("herstelcodes"))
        enrolment.keep_codes(request, enrolment.renew_codes(by=request.user))
        return redirect("accounts:recovery_codes")
    context = {"codes": enrolment.take_codes(request), "left": recovery_codes_left(request.user), "fresh": fresh}
    return render(request, "accounts/recovery_codes.html", context)


@verified("proving oneself again, by password and code")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request):
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            log_in.confirm_person(request=request, **form.cleaned_data)
        except Invalid as fault:
            form.add_error(fault.field, fault.message)
        else:
            return redirect(PAGES.get(request.GET.get("voor"), "accounts:account"))
    return render(request, "accounts/confirm.html", {"form": form})


def _turn_back(request):
    if request.method == "POST":
        raise NotAllowed(enrolment.NOT_NOW)
    return redirect(_confirm_url("app") if request.user.is_verified() else reverse("accounts:log_in"))


def _confirm_url(page: str) -> str:
    return f"{reverse('accounts:confirm')}?voor={page}"


def _shown(user, seed: bytes) -> dict:
    secret = b32encode(seed).decode()
    address = get_otpauth_url(user.email, secret, issuer=settings.OTP_TOTP_ISSUER)
    return {"qr": _drawn(address), "secret": [secret[i : i + 4] for i in range(0, len(secret), 4)]}


def _drawn(address: str) -> str:
    """Return the QR code as SVG for in the page: an address of its own would give the seed away once more."""
    drawing = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage, border=4).save(drawing)
    svg = drawing.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  the library draws numbers, no text
