"""Logging in, in two steps, and out."""

from django.core.exceptions import BadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST
from two_factor.views.core import LoginView
from two_factor.views.utils import LoginStorage

from accounts.brake import remember_browser
from accounts.forms.log_in import CodeStep, PasswordStep, RecoveryStep
from accounts.services import log_in as service
from accounts.services import second_factor
from portal.lib.http import open_to_all


class Storage(LoginStorage):
    """Keeps nothing of a visitor who has proved nothing, so that a visit makes no session. What was
    proved is void when the account has changed since."""

    _not_kept: dict

    def _get_data(self):
        session = self.request.session
        if self.prefix not in session:
            return self._not_kept
        session.modified = True
        return session[self.prefix]

    def _set_data(self, value):
        self._not_kept = value

    data = property(_get_data, _set_data)

    def reset(self):
        self.request.session.pop(self.prefix, None)
        self.init_data()

    def _get_authenticated_user(self):
        user = LoginStorage.authenticated_user.fget(self)
        return user if user and user.epoch == self.data["epoch"] else False

    def _set_authenticated_user(self, user):
        self.request.session.cycle_key()
        self.request.session[self.prefix] = self._not_kept
        LoginStorage.authenticated_user.fset(self, user)
        self.data["epoch"] = user.epoch

    authenticated_user = property(_get_authenticated_user, _set_authenticated_user)


class LogInView(LoginView):
    """The library's wizard: password, then a code of the app or a recovery code.

    Overridden is what asked for a device called "default" only, what reads the library's own
    tables, and the way out.
    """

    form_list = (
        (LoginView.AUTH_STEP, PasswordStep),
        (LoginView.TOKEN_STEP, CodeStep),
        (LoginView.BACKUP_STEP, RecoveryStep),
    )
    storage_name = f"{__name__}.Storage"
    template_name = "accounts/log_in.html"
    http_method_names = ["get", "head", "post"]

    def has_token_step(self):
        return self.get_device() is not None

    def has_backup_step(self):
        return self.has_token_step() and self.TOKEN_STEP not in self.storage.validated_step_data

    condition_dict = {LoginView.TOKEN_STEP: has_token_step, LoginView.BACKUP_STEP: has_backup_step}

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_verified():
            return redirect("home")
        return super().dispatch(request, *args, **kwargs)

    def post(self, *args, **kwargs):
        if "challenge_device" in self.request.POST:  # there is one device; the library would fail on the choice
            raise BadRequest("challenge_device")
        return super().post(*args, **kwargs)

    def step_requires_authentication(self, step):
        """Whoever proved a password finishes in time, whatever step the browser says it is at."""
        return bool(self.storage.data.get("user_pk"))

    def get_device(self, step=None):
        if self.device_cache is None:
            self.device_cache = second_factor.device_of(self.get_user())
        return self.device_cache

    def get_form_kwargs(self, step=None):
        prove = {
            self.AUTH_STEP: self.prove_password,
            self.TOKEN_STEP: self.prove_code,
            self.BACKUP_STEP: self.prove_recovery_code,
        }
        return {"prove": prove[step]} if step else {}

    def prove_password(self, *, email, password):
        return service.prove_password(request=self.request, email=email, password=password)

    def prove_code(self, *, code):
        user = self.get_user()
        user.otp_device = second_factor.verify_code(user=user, code=code)

    def prove_recovery_code(self, *, code):
        user = self.get_user()
        user.otp_device = second_factor.use_recovery_code(user=user, code=code)

    def get_form(self, step=None, **kwargs):
        return super(LoginView, self).get_form(step, **kwargs)  # the library's own puts its form in the token step

    def get_context_data(self, form, **kwargs):
        context = super(LoginView, self).get_context_data(form, **kwargs)  # the library's own counts its backup codes
        return context | {"too_late": self.show_timeout_error}

    def get_success_url_allowed_hosts(self):
        return set()  # only a path of our own

    def done(self, form_list, **kwargs):
        user = self.get_user()
        sides = service.open_session(request=self.request, user=user)
        if not getattr(user, "otp_device", None):
            return redirect("accounts:set_up_second_factor")
        response = self._to_work(sides)
        remember_browser(response, user.email)
        return response

    def _to_work(self, sides):
        target = self.get_redirect_url()
        if len(sides) < 2:
            return redirect(target or "home")
        query = f"?{urlencode({'next': target})}" if target else ""
        return redirect(reverse("accounts:choose_side") + query)


log_in = open_to_all("the way in")(LogInView.as_view())


@open_to_all("whoever asks to log out is sent to the log-in page; a session that is there ends")
@require_POST
def log_out(request):
    service.close_session(request=request)
    response = redirect("accounts:log_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
