"""Connecting an authenticator app, its recovery codes, and proving oneself again before changing them."""

from base64 import b32encode
from functools import partial
from io import BytesIO

import django_otp
import qrcode
from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from qrcode.image.svg import SvgPathFillImage
from two_factor.utils import get_otpauth_url

from accounts.brake import remember_browser
from accounts.forms.second_factor import ConfirmForm, ConnectForm
from accounts.queries.account import recovery_codes_left
from accounts.services import enrolment, log_in, second_factor
from portal.lib.errors import Invalid, NotAllowed
from portal.lib.http import half, verified

SEED, CODES = "new_seed", "new_codes"  # keys of the session; both values are sealed
PAGES = {"app": "accounts:set_up_second_factor", "herstelcodes": "accounts:recovery_codes"}
NOT_NOW = "Log opnieuw in. Daarna kunt u de tweede stap instellen."
WRONG_PASSWORD = "Dit wachtwoord klopt niet. Vul uw huidige wachtwoord in."


@half("a person without a second step sets it up here; nothing else is open to her yet")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request):
    if not _may_connect(request):
        if request.method == "POST":
            raise NotAllowed(NOT_NOW)
        return redirect(_confirm_url("app") if request.user.is_verified() else reverse("accounts:log_in"))
    seed = _seed_of(request)
    form = ConnectForm(request.POST or None, prove=partial(_connect, request, seed))
    if form.is_valid():
        return _connected(request)
    return render(request, "accounts/set_up_second_factor.html", {"form": form, **_shown(request.user, seed)})


@verified("her own recovery codes: shown once, right after they were made")
@require_http_methods(["GET", "POST"])
def recovery_codes(request):
    if request.method == "POST":
        if not log_in.is_fresh(request, "person"):
            return redirect(_confirm_url("herstelcodes"))
        _keep_codes(request, enrolment.renew_recovery_codes(by=request.user))
        return redirect("accounts:recovery_codes")
    sealed = request.session.pop(CODES, None)
    codes = enrolment.open_codes(request.user, sealed) if sealed else []
    context = {"codes": codes, "left": recovery_codes_left(request.user), "fresh": log_in.is_fresh(request, "person")}
    return render(request, "accounts/recovery_codes.html", context)


@verified("proving oneself again, by password and code")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request):
    form = ConfirmForm(
        request.POST or None,
        prove_password=partial(check_password, request),
        prove_code=partial(second_factor.verify_either, user=request.user),
    )
    if form.is_valid():
        request.session.cycle_key()
        log_in.prove(request, "person")
        return redirect(PAGES.get(request.GET.get("voor"), "accounts:account"))
    return render(request, "accounts/confirm.html", {"form": form})


def check_password(request, *, password: str) -> None:
    """Raise Invalid when this is not the password of who is logged in; guesses are counted as at the log-in."""
    if log_in.prove_password(request=request, email=request.user.email, password=password) is None:
        raise Invalid(WRONG_PASSWORD)


def _may_connect(request) -> bool:
    """A first app after the password, another one after password and code; never a second beside the first."""
    if request.user.is_verified():
        return log_in.is_fresh(request, "person")
    return log_in.is_fresh(request, "password") and second_factor.device_of(request.user) is None


def _seed_of(request) -> bytes:
    sealed = request.session.get(SEED)
    if not sealed:
        sealed = request.session[SEED] = enrolment.new_seed(request.user)
    return enrolment.open_seed(request.user, sealed)


def _connect(request, seed: bytes, *, code: str) -> None:
    if request.user.is_verified():
        device = enrolment.replace(by=request.user, seed=seed, code=code, keep=request.session.session_key)
    else:
        device = enrolment.enrol(by=request.user, seed=seed, code=code)
    first = not request.user.is_verified()
    request.session.cycle_key()
    django_otp.login(request, device)
    for key in (SEED, "proved_password", "proved_person"):
        request.session.pop(key, None)
    if first:
        log_in.settle_side(request=request, user=request.user)


def _connected(request):
    _keep_codes(request, enrolment.make_recovery_codes(by=request.user))
    response = redirect("accounts:recovery_codes")
    remember_browser(response, request.user.email)
    return response


def _keep_codes(request, codes: list[str]) -> None:
    request.session[CODES] = enrolment.seal_codes(request.user, codes)


def _shown(user, seed: bytes) -> dict:
    secret = b32encode(seed).decode()
    address = get_otpauth_url(user.email, secret, issuer=settings.OTP_TOTP_ISSUER)
    return {"qr": _drawn(address), "secret": [secret[i : i + 4] for i in range(0, len(secret), 4)]}


def _drawn(address: str) -> str:
    """Return the QR code as SVG for in the page: an address of its own would give the seed away once more."""
    drawing = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage, border=2).save(drawing)
    svg = drawing.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])  # noqa: S308  made by us from a base32 seed and an escaped address


def _confirm_url(page: str) -> str:
    return f"{reverse('accounts:confirm')}?voor={page}"
