"""What somebody fills in about a change of a school: per kind its own few questions, and from which day."""

import re
import uuid

from django import forms

from accounts.forms.schools import NO_WIJK, TelefoonField
from accounts.models import Vestiging, Wijknetwerk
from accounts.register import values
from mutaties.enums import Afwijsreden, SchoolSoort
from portal.forms import DatumField, KeuzeField, MeegestuurdField, PortalForm, RegelField, TypedField
from portal.lib.errors import Invalid

_BRIN_ALONE = re.compile("[0-9]{2}[A-Z]{2}")


class CodeField(TypedField):
    """BRIN and location of a school: 12AB00."""

    widget = forms.TextInput
    attrs = {"autocomplete": "off", "class": "swv-input--date"}

    def read(self, typed):
        code = "".join(typed.split()).upper()
        if _BRIN_ALONE.fullmatch(code):
            raise Invalid(f"Dit is alleen de BRIN. Vul ook de 2 cijfers van de vestiging in, zoals {code}00")
        try:
            return values.code_of_vestiging(code)
        except Invalid:
            raise Invalid("Vul een code in van 2 cijfers, 2 letters en 2 cijfers, zoals 12AB00") from None


class PostcodeField(TypedField):
    widget = forms.TextInput
    attrs = {"autocomplete": "off", "class": "swv-input--date"}

    def read(self, typed):
        try:
            return values.postcode(" ".join(typed.split()))
        except Invalid:
            raise Invalid("Vul een postcode in van 4 cijfers en 2 letters, zoals 1234 AB") from None


class BestuursnummerField(TypedField):
    widget = forms.TextInput
    attrs = {"autocomplete": "off", "inputmode": "numeric", "class": "swv-input--date"}

    def read(self, typed):
        try:
            return values.number_of_bestuur(typed.strip())
        except Invalid:
            raise Invalid("Vul het nummer van het bestuur in, 5 cijfers, zoals 41797") from None


def _naam():
    return RegelField(label="Hoe heet de school?", required="Vul de naam van de school in", max_length=120)


def _straat():
    return RegelField(label="Straat", required="Vul de straat in", max_length=80)


def _huisnummer():
    return RegelField(label="Huisnummer en toevoeging", required="Vul het huisnummer in", max_length=20)


def _postcode():
    return PostcodeField(label="Postcode", required="Vul de postcode in")


def _plaats():
    return RegelField(label="Plaats", required="Vul de plaats in", max_length=60)


def _telefoon():
    return TelefoonField(
        label="Vast telefoonnummer van de school", required="Vul het telefoonnummer van de school in",
        help_text="10 cijfers. Op dit nummer bellen we terug als iemand namens de school iets doorgeeft.",
    )  # fmt: skip


def _bestuur():
    return BestuursnummerField(
        label="Nummer van het schoolbestuur", required="Vul het nummer van het bestuur in", help_text="Het nummer van het bevoegd gezag bij DUO, 5 cijfers.",
    )  # fmt: skip


def _code():
    return CodeField(
        label="Code van de vestiging", required="Vul de code van de vestiging in", help_text="De BRIN met het nummer van de vestiging, bijvoorbeeld 12AB00.",
    )  # fmt: skip


def _wijk():
    unknown = {"invalid_choice": "Dit wijknetwerk bestaat niet. Kies er een uit de lijst."}
    return KeuzeField(label="In welk wijknetwerk ligt de school?", required="Kies een wijknetwerk", error_messages=unknown)


class ChangeForm(PortalForm):
    """The questions that each kind shares; they stand below its own."""

    per = DatumField(label="Vanaf welke dag geldt dit?", help_text="Bijvoorbeeld 1-8-2027.", required="Vul in vanaf welke dag dit geldt")
    key = MeegestuurdField(kind=uuid.UUID)

    def __init__(self, *args, wijken: list[Wijknetwerk], **kwargs):
        super().__init__(*args, **kwargs)
        if "wijknetwerk" in self.fields:
            self.fields["wijknetwerk"].choices = [*((str(wijk.pk), wijk.naam) for wijk in wijken), (NO_WIJK, "Geen wijknetwerk")]
        self.order_fields([name for name in self.fields if name not in ("per", "key")])

    @property
    def nieuw(self) -> dict[str, str]:
        """What it becomes, under the names of the data of a school."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("per", "key")}
        return {name: "" if value == NO_WIJK and name == "wijknetwerk" else value for name, value in data.items()}


class NaamForm(ChangeForm):
    naam = _naam()


class AdresForm(ChangeForm):
    straat, huisnummer, postcode, plaats = _straat(), _huisnummer(), _postcode(), _plaats()


class TelefoonnummerForm(ChangeForm):
    telefoon = _telefoon()


class BestuurForm(ChangeForm):
    bestuursnummer = _bestuur()


class WijkForm(ChangeForm):
    wijknetwerk = _wijk()


class BrinForm(ChangeForm):
    code = _code()


class ClosingForm(ChangeForm):
    """Where the dossiers go of a school that closes."""

    naar = KeuzeField(
        label="Naar welke school gaan de hulpvragen?", required=False, widget=forms.Select, help_text="Heeft de school open hulpvragen? Dan moet u een school kiezen.",
        error_messages={"invalid_choice": "Kies een school uit de lijst"},
    )  # fmt: skip

    def __init__(self, *args, schools: list[Vestiging], **kwargs):
        super().__init__(*args, **kwargs)
        nothing = "Kies een school" if self.fields["naar"].required else "Geen"
        self.fields["naar"].choices = [("", nothing), *((str(school.pk), f"{school.naam} ({school.code})") for school in schools)]


class MergingForm(ClosingForm):
    """With which school this one goes on."""

    naar = KeuzeField(
        label="Met welke school gaat deze school samen?", required="Kies een school", widget=forms.Select,
        error_messages={"invalid_choice": "Kies een school uit de lijst"},
    )  # fmt: skip


class OprichtingForm(ChangeForm):
    naam, code = _naam(), _code()
    straat, huisnummer, postcode, plaats = _straat(), _huisnummer(), _postcode(), _plaats()
    telefoon, bestuursnummer, wijknetwerk = _telefoon(), _bestuur(), _wijk()


FORM_OF = {
    SchoolSoort.NAAM: NaamForm, SchoolSoort.ADRES: AdresForm, SchoolSoort.TELEFOON: TelefoonnummerForm, SchoolSoort.BESTUUR: BestuurForm,
    SchoolSoort.WIJKNETWERK: WijkForm, SchoolSoort.BRIN: BrinForm, SchoolSoort.OPRICHTING: OprichtingForm,
    SchoolSoort.SLUITING: ClosingForm, SchoolSoort.FUSIE: MergingForm,
}  # fmt: skip


class SchoolForm(PortalForm):
    """Of which school something changes."""

    school = KeuzeField(label="Van welke school verandert er iets?", required="Kies een school", widget=forms.Select)

    def __init__(self, *args, schools: list[Vestiging], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [("", "Kies een school"), *((school.code, f"{school.naam} ({school.code})") for school in schools)]


class RejectForm(PortalForm):
    """Why a change is refused."""

    reden = KeuzeField(label="Waarom wijst u deze wijziging af?", required="Kies waarom u de wijziging afwijst", choices=Afwijsreden.choices)
    version = MeegestuurdField(kind=int)


class VersionForm(PortalForm):
    """The version of a change that the page showed."""

    version = MeegestuurdField(kind=int)
