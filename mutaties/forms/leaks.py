"""What the privacy officer says of a late mutatie."""

from mutaties.enums import Oordeel
from portal.forms import KeuzeField, MeegestuurdField, PortalForm, TekstField


class InschattingForm(PortalForm):
    """A datalek or none, and why."""

    oordeel = KeuzeField(
        label="Is dit een datalek?", required="Kies of dit een datalek is", choices=Oordeel.choices,
        hints={Oordeel.DATALEK: "Meld het daarna binnen 72 uur bij de Autoriteit Persoonsgegevens, als dat nodig is.", Oordeel.GEEN: "Het blijft in het register staan."},
    )
    reden = TekstField(
        label="Waarom?", required="Vul in waarom u dit vindt", help_text="Noem geen namen van leerlingen. Het bestuur van de school leest dit mee.",
    )
    versie = MeegestuurdField(kind=int)
