"""What the beheerder fills in about schools."""

from django import forms

from accounts.models import Wijknetwerk
from portal.forms import KeuzeField, MeegestuurdField, PortalForm, RegelField, TypedField
from portal.lib import phone

NO_WIJK = "geen"


class BestuurForm(PortalForm):
    """The name of a school board, and what it was called when she opened the page."""

    naam = RegelField(
        label="Hoe heet dit bestuur?",
        help_text="Zoals het bestuur zich noemt, bijvoorbeeld Stichting Voorbeeld.",
        required="Vul de naam van het bestuur in",
        max_length=120,
    )
    known_as = RegelField(required=False, widget=forms.HiddenInput)


class TelefoonField(TypedField):
    """A telephone number of the Netherlands; its value is ten digits."""

    widget = forms.TextInput
    attrs = {"autocomplete": "off", "inputmode": "tel", "class": "swv-input--half"}

    def read(self, typed):
        return phone.read_phone(typed)

    def prepare_value(self, value):
        return phone.written(value) if isinstance(value, str) else value


class TelefoonForm(PortalForm):
    """The telephone number of a school, and what it was when she opened the page."""

    telefoon = TelefoonField(
        label="Op welk nummer is de school te bereiken?",
        help_text="Het vaste nummer van de school, 10 cijfers. Neem het over van de website of uit het register, niet uit een e-mail.",
        required="Vul het telefoonnummer van de school in",
    )
    known_as = RegelField(required=False, widget=forms.HiddenInput)


class WijknetwerkNaamForm(PortalForm):
    """The name of a wijknetwerk, and what it was called when she opened the page."""

    naam = RegelField(
        label="Hoe heet dit wijknetwerk?",
        help_text="Bijvoorbeeld Noord of Centrum.",
        required="Vul de naam van het wijknetwerk in",
        max_length=60,
    )
    known_as = RegelField(required=False, widget=forms.HiddenInput)


class WijknetwerkForm(PortalForm):
    """The wijknetwerk that a school goes to, and the one it was in when she opened the page."""

    wijknetwerk = KeuzeField(label="In welk wijknetwerk ligt deze school?", required="Kies een wijknetwerk")
    known_as = MeegestuurdField()

    def __init__(self, *args, wijken: list[Wijknetwerk], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wijknetwerk"].choices = [*((str(wijk.pk), wijk.naam) for wijk in wijken), (NO_WIJK, "Geen wijknetwerk")]
