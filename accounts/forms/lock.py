"""The one question of the lock screen."""

from accounts.forms.fields import WachtwoordField
from portal.forms import PortalForm


class UnlockForm(PortalForm):
    password = WachtwoordField(label="Wachtwoord", required="Vul uw wachtwoord in", autocomplete="current-password")
