"""What is filled in about documents: what is added, why one is taken away, what an original is for."""

from hulpvragen.enums import DocumentSoort, DownloadDoel, Instemming
from hulpvragen.forms import KeyField
from portal.forms import BestandField, DatumField, KeuzeField, PortalForm, TekstField

ACCEPT = ".pdf,.docx,.jpg,.jpeg,.png"


class AddForm(PortalForm):
    """One file and what it is. `expected`: (code, label) of what the form of this hulpvraag asks for."""

    bestand = BestandField(
        label="Kies het bestand", required="Kies een bestand van hooguit 20 MB", accept=ACCEPT,
        help_text="PDF, Word (.docx) of een foto (.jpg, .png), hooguit 20 MB en 300 bladzijden. Er mag geen BSN in staan.",
    )
    soort = KeuzeField(label="Wat voor document is dit?", required="Kies wat voor document dit is", choices=DocumentSoort.choices)
    verwacht = KeuzeField(
        label="Is dit een van de documenten die bij deze hulpvraag horen?", required=False, choices=(),
    )
    instemming = KeuzeField(
        label="Stemmen de ouders in met het handelingsdeel?", required=False, choices=Instemming.choices,
        help_text="Alleen bij het handelingsdeel van een OPP. De ouders hebben daarbij instemmingsrecht.",
    )
    instemming_op = DatumField(
        label="Op welke dag lieten de ouders dat weten?", required=False, help_text="Dag, maand en jaar, bijvoorbeeld 14-03-2026.",
    )
    key = KeyField(required=False)

    def __init__(self, *args, expected: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        if expected:
            self.fields["verwacht"].choices = [*expected, ("", "Nee, een ander document")]
        else:
            del self.fields["verwacht"]

    @property
    def always(self) -> list:
        """Return the questions that are asked of every document."""
        return [self[name] for name in ("bestand", "soort", "verwacht") if name in self.fields]

    @property
    def of_handelingsdeel(self) -> list:
        """Return the questions that belong to one kind."""
        return [self["instemming"], self["instemming_op"]]


class TakeAwayForm(PortalForm):
    """Why a document is taken away."""

    reden = TekstField(label="Waarom haalt u dit document weg?", required="Vul in waarom u dit document weghaalt", max_length=500,
                       help_text="Bijvoorbeeld: hoort bij een andere leerling. Noem hier geen namen.")


class DownloadForm(PortalForm):
    """What an original is taken out of the portal for."""

    doel = KeuzeField(label="Waarvoor hebt u het document nodig?", required="Kies waarvoor u het document nodig hebt", choices=DownloadDoel.choices)
