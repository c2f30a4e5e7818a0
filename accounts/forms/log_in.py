"""The steps of the log-in. The wizard wants a step proved inside its form: the view gives `prove` for that."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.fields import CodeField, HerstelcodeField, WachtwoordField
from portal.forms import EmailadresField, PortalForm
from portal.lib.errors import Invalid

WRONG = "De combinatie van e-mailadres en wachtwoord klopt niet."


class Step(PortalForm):
    def __init__(self, *, prove, **kwargs):
        super().__init__(**kwargs)
        self.prove = prove


class PasswordStep(Step):
    """`prove(email, password)` returns the person, or None."""

    username = EmailadresField(
        label="E-mailadres", required="Vul uw e-mailadres in", widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = WachtwoordField(label="Wachtwoord", required="Vul uw wachtwoord in", autocomplete="current-password")
    user_cache = None

    def clean(self):
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            self.user_cache = self.prove(email=email, password=password)
            if self.user_cache is None:
                raise ValidationError(WRONG, code="invalid_login")
        return self.cleaned_data


class CodeStep(Step):
    """`prove(code)` takes a code of the app, or raises Invalid. The code itself is not kept."""

    idempotent = False  # a code is taken once: the wizard must not check it again

    otp_token = CodeField(label="Code", help_text="De 6 cijfers uit uw app.", required="Vul de code uit uw app in")

    def clean_otp_token(self):
        try:
            self.prove(code=self.cleaned_data["otp_token"])
        except Invalid as fault:
            raise ValidationError(fault.message, code="invalid") from None


class RecoveryStep(CodeStep):
    """`prove(code)` takes a recovery code, or raises Invalid."""

    otp_token = HerstelcodeField(
        label="Herstelcode",
        help_text="Een van de codes die u hebt bewaard, bijvoorbeeld 7K3M-9QXA-2T5C. Elke code werkt één keer.",
        required="Vul een herstelcode in",
    )
