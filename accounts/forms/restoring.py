"""What is recorded of a call back about a lost second factor. Closed choices and a day."""

from accounts.enums import BelUitkomst
from accounts.queries.restoring import OTHER_NUMBER, OTHER_PERSON, Lost
from portal.forms import DatumField, KeuzeField, PortalForm
from portal.lib import phone

NOBODY = "niemand"


class TerugbelForm(PortalForm):
    """The number, who answered, the day and the outcome of one call."""

    telefoon = KeuzeField(label="Op welk nummer hebt u gebeld?", required="Kies het nummer waarop u hebt gebeld", error_messages={"invalid_choice": OTHER_NUMBER})
    gesproken = KeuzeField(label="Wie hebt u gesproken?", required=OTHER_PERSON, error_messages={"invalid_choice": OTHER_PERSON})
    gebeld_op = DatumField(label="Op welke dag hebt u gebeld?", help_text="Vandaag of gisteren, bijvoorbeeld 29-11-2026.", required="Vul de dag in waarop u hebt gebeld")
    uitkomst = KeuzeField(label="Wat kwam eruit?", required="Kies wat eruit kwam", choices=BelUitkomst)

    def __init__(self, *args, lost: Lost, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["telefoon"].choices = [(number, f"{phone.written(number)}, {whose}") for number, whose in lost.numbers]
        people = [(str(one.pk), f"{one.naam}{' zelf' if one == lost.person else ', contactpersoon van de school'}") for one in lost.answering]
        self.fields["gesproken"].choices = [*people, (NOBODY, "Niemand")]

    def clean(self):
        nobody, outcome = self.cleaned_data.get("gesproken") == NOBODY, self.cleaned_data.get("uitkomst")
        if nobody and outcome and outcome != BelUitkomst.NIEMAND:
            self.add_error("gesproken", OTHER_PERSON)
        if not nobody and self.cleaned_data.get("gesproken") and outcome == BelUitkomst.NIEMAND:
            self.add_error("uitkomst", "U hebt iemand gesproken. Kies wat die persoon zei")
        return self.cleaned_data
