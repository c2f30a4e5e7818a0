"""Choosing the side to act for."""

from portal.forms import KeuzeField, PortalForm


class SideForm(PortalForm):
    """`sides` are (value, label, hint) of what can be chosen."""

    side = KeuzeField(label="Met welke rol wilt u verder?", required="Kies een rol")

    def __init__(self, *args, sides, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = [(value, label) for value, label, _ in sides]
        self.fields["side"].widget.hints = {value: hint for value, _, hint in sides}
