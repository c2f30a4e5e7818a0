"""Her own follow-up date."""

from portal.forms import DatumField, PortalForm


class OpvolgForm(PortalForm):
    """A day on which she wants to look again."""

    op = DatumField(
        label="Wanneer wilt u weer kijken?", help_text="Dag, maand en jaar, bijvoorbeeld 30-11-2026.", required="Vul in op welke dag u weer wilt kijken"
    )
