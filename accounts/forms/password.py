"""Choosing a password."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

from accounts.forms.fields import WachtwoordField
from accounts.password_validation import HINT
from portal.forms import EmailadresField, PortalForm

DIFFERENT = "De twee wachtwoorden zijn niet hetzelfde. Typ het nieuwe wachtwoord opnieuw."
SAME_AS_OLD = "Dit is uw oude wachtwoord. Kies een ander wachtwoord."


class NewPasswordForm(PortalForm):
    """A new password of `user`, typed twice."""

    new_password = WachtwoordField(
        label="Nieuw wachtwoord", help_text=HINT, required="Vul een nieuw wachtwoord in", autocomplete="new-password"
    )
    again = WachtwoordField(
        label="Nieuw wachtwoord, nog een keer", required="Vul het nieuwe wachtwoord nog een keer in", autocomplete="new-password"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    @sensitive_variables("password")
    def clean_new_password(self):
        password = self.cleaned_data["new_password"]
        validate_password(password, self.user)
        return password

    def clean_again(self):
        # compared with what was typed: a refused password would give two faults for one mistake
        if self.cleaned_data["again"] != self.data.get(self.add_prefix("new_password")):
            raise ValidationError(DIFFERENT, code="mismatch")
        return self.cleaned_data["again"]


class ChangePasswordForm(NewPasswordForm):
    current = WachtwoordField(label="Huidig wachtwoord", required="Vul uw huidige wachtwoord in", autocomplete="current-password")
    field_order = ["current", "new_password", "again"]

    @sensitive_variables("new")
    def clean(self):
        new = self.cleaned_data.get("new_password")
        if new and new == self.cleaned_data.get("current"):
            self.add_error("new_password", ValidationError(SAME_AS_OLD, code="same"))
        return self.cleaned_data


class AskResetForm(PortalForm):
    email = EmailadresField(
        label="E-mailadres", required="Vul uw e-mailadres in", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
