"""What is chosen when somebody's access is stopped. Closed choices: no text, so never an illness."""

from accounts.enums import SchorsingReden
from portal.forms import KeuzeField, PortalForm

HINTS = {
    SchorsingReden.VEILIGHEID: "Bijvoorbeeld: iemand is onverwacht weg, of een telefoon is gestolen.",
    SchorsingReden.AFWEZIG: "Iemand is er lang niet. Waarom, hoeven wij niet te weten.",
}


class BlokkadeForm(PortalForm):
    """What to stop of one person, and why."""

    wat = KeuzeField(label="Wat blokkeert u?", required="Kies wat u blokkeert")
    reden = KeuzeField(label="Waarom?", required="Kies waarom u de toegang blokkeert", hints=HINTS)

    def __init__(self, *args, what: list[tuple[str, str, str]], reasons: list[SchorsingReden], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wat"].choices = [(value, label) for value, label, _ in what]
        self.fields["wat"].widget.hints = {value: hint for value, _, hint in what}
        self.fields["reden"].choices = [(reden.value, reden.label.capitalize()) for reden in reasons]
