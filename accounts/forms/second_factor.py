"""Connecting an app, and proving oneself again before something that could weaken the log-in."""

from accounts.forms.fields import CodeField, WachtwoordField
from portal.forms import PortalForm


class ConnectForm(PortalForm):
    code = CodeField(label="Welke code toont de app?", help_text="6 cijfers.", required="Vul de code uit uw app in")


class ConfirmForm(PortalForm):
    password = WachtwoordField(label="Wachtwoord", required="Vul uw wachtwoord in", autocomplete="current-password")
    code = CodeField(
        label="Code", help_text="De 6 cijfers uit uw app, of een herstelcode.", required="Vul de code uit uw app in"
    )
