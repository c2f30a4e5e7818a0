"""How somebody wants to see the portal."""

from accounts.enums import Thema
from portal.forms import AkkoordField, KeuzeField, PortalForm


class PreferencesForm(PortalForm):
    thema = KeuzeField(
        label="Welke kleuren wilt u?", required="Kies welke kleuren u wilt", choices=Thema.choices,
        hints={Thema.SYSTEEM: "Het portaal volgt de instelling van uw computer of telefoon."},
    )
    digibord_bij_inloggen = AkkoordField(
        label="Zet de digibordstand aan als ik inlog", required=False,
        help_text="In digibordstand staan er geen namen van leerlingen op het scherm, en geen teksten over hen.",
    )
