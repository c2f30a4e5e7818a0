"""Changing a password, and choosing a new one by a link in a mail."""

from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.brake import remember_browser
from accounts.forms.password import AskResetForm, ChangePasswordForm, NewPasswordForm
from accounts.services import passwords
from portal.lib.errors import Invalid
from portal.lib.http import open_to_all, verified


@verified("her own password")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change(request):
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if form.is_valid():
        current, password = form.cleaned_data["current"], form.cleaned_data["new_password"]
        try:
            passwords.change(by=request.user, request=request, current=current, password=password)
        except Invalid as fault:
            form.add_error("current", fault.message)
        else:
            messages.success(request, "Uw wachtwoord is gewijzigd. Uw andere sessies zijn beëindigd.")
            return redirect("accounts:account")
    return render(request, "accounts/change_password.html", {"form": form})


@open_to_all("somebody who forgot her password cannot log in; the answer is the same for every address")
@require_http_methods(["GET", "POST"])
def ask_reset(request):
    form = AskResetForm(request.POST or None)
    if form.is_valid():
        passwords.ask_reset(email=form.cleaned_data["email"])
        return redirect("accounts:reset_asked")
    return render(request, "accounts/ask_reset.html", {"form": form})


@open_to_all("says what happens next; the same for every address")
@require_safe
def reset_asked(request):
    return render(request, "accounts/reset_asked.html")


class ResetConfirmView(PasswordResetConfirmView):
    """Django's view, for active accounts only. It ends at the log-in: the second step is still asked."""

    form_class = NewPasswordForm
    template_name = "accounts/reset_confirm.html"
    token_generator = passwords.reset_tokens

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form):
        token = self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        self.request.session.flush()  # it may be one of hers, and those end now
        user = passwords.reset(user_id=self.user.pk, token=token, password=form.cleaned_data["new_password"])
        messages.success(self.request, "Uw wachtwoord is gewijzigd. Log in met uw nieuwe wachtwoord en uw code.")
        response = redirect("accounts:log_in")
        remember_browser(response, user.email)
        return response


reset_confirm = open_to_all("the token in the link says whose password it is")(
    require_http_methods(["GET", "HEAD", "POST"])(ResetConfirmView.as_view())
)
