"""What the loket fills in about a message that went another way than by e-mail."""

from notifications.enums import How, ToWhom
from portal.forms import DatumField, KeuzeField, PortalForm


class AnderKanaalForm(PortalForm):
    """How a message was brought otherwise. Closed answers and a day: no name and no text comes in."""

    how = KeuzeField(label="Hoe hebt u het bericht gegeven?", required="Kies hoe u het bericht hebt gegeven")
    to_whom = KeuzeField(label="Wie kreeg het bericht?", required="Kies wie het bericht kreeg", choices=ToWhom.choices)
    done_on = DatumField(
        label="Op welke dag?", help_text="Dag, maand en jaar, bijvoorbeeld 30-11-2026.", required="Vul in op welke dag u het hebt gedaan"
    )

    def __init__(self, *args, ways: tuple[How, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(how.value, how.label) for how in ways]
