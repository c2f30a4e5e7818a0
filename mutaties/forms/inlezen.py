"""The file of a list of changes."""

import uuid

from portal.forms import BestandField, MeegestuurdField, PortalForm


class LijstForm(PortalForm):
    """One file, CSV or XLSX."""

    bestand = BestandField(
        label="Kies het bestand", required="Kies een bestand van hooguit 2 MB", accept=".csv,.txt,.xlsx",
        help_text="CSV of Excel (.xlsx), hooguit 1000 regels. Na het kiezen ziet u eerst wat erin staat; er verandert nog niets.",
    )
    key = MeegestuurdField(kind=uuid.UUID)
