"""The day about which is asked who can see a hulpvraag."""

from portal.forms import DatumField, PortalForm


class DayForm(PortalForm):
    """A day, past or to come. It stands in the address: a date is no secret."""

    op = DatumField(
        label="Op welke dag?", help_text="Vandaag, een dag die is geweest of een dag die komt, bijvoorbeeld 30-11-2026.", required="Vul een dag in"
    )
