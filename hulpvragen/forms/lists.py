"""How a list is searched and narrowed. Filters stand in the address; what is searched is posted, for it may be a name."""

import re
import uuid

from django import forms

from accounts.models import User, Vestiging, Wijknetwerk
from hulpvragen.enums import Soort
from hulpvragen.queries.narrowing import Filters
from portal.forms import AkkoordField, DatumField, KeuzeField, PortalForm, RegelField, ZoekField
from portal.lib.errors import Invalid

NIEMAND = "niemand"
_SHORTEST, _MOST_WORDS = 2, 6
_KENMERK = re.compile(r"\bH-\d{4}-\d{4,6}\b", re.ASCII | re.IGNORECASE)
_GONE = {"invalid_choice": "Deze keuze kennen we niet. Kies opnieuw uit de lijst."}
_SELECT = {"class": "swv-select--compact"}
_DAY = {"class": "swv-input--date"}


class _Zoekwoorden(ZoekField):
    """Words to search for, as they are: no wildcards. A kenmerk has digits too, and is no BSN."""

    def guard(self, text, place="Hier"):
        super().guard(_KENMERK.sub(lambda found: "H" * len(found[0]), text), place)

    def read(self, typed):
        text = super().read(typed)
        if sum(letter.isalnum() for letter in text) < _SHORTEST:
            raise Invalid(f"Typ minstens {_SHORTEST} letters of cijfers")
        if len(text.split()) > _MOST_WORDS:
            raise Invalid(f"Zoek met hooguit {_MOST_WORDS} woorden")
        return text


class ZoekForm(PortalForm):
    """What she looks for, and after which row the page begins."""

    q = _Zoekwoorden(
        label="Zoek een hulpvraag", required="Vul in wat u zoekt", max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "class": "swv-search__input", "placeholder": "Zoek"}),
    )
    na = RegelField(required=False, widget=forms.HiddenInput, max_length=100)


def _select(label: str, choices=(), **kwargs) -> KeuzeField:
    return KeuzeField(label=label, required=False, choices=[("", "Alle"), *choices], widget=forms.Select(attrs=_SELECT), error_messages=_GONE, **kwargs)


class FilterForm(PortalForm):
    """What a list of the SWV is narrowed to."""

    school = _select("School")
    wijk = _select("Wijknetwerk")
    soort = _select("Soort", Soort.choices)
    behandelaar = _select("Behandelaar")
    contact = _select("Contactpersoon", [("geen", "Geen actieve contactpersoon"), ("weg", "Vertrekt of is weg")])
    van = DatumField(label="Ingediend vanaf", required=False)
    tot = DatumField(label="Ingediend tot en met", required=False)
    spoed = AkkoordField(label="Spoed", required=False)
    thuiszitter = AkkoordField(label="Thuiszitter", required=False)
    te_laat = AkkoordField(label="Termijn voorbij", required=False)

    def __init__(self, *args, schools: list[Vestiging], wijken: list[Wijknetwerk], handlers: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("school", [(str(one.pk), one.naam) for one in schools])
        self._offer("wijk", [(str(one.pk), one.naam) for one in wijken])
        self._offer("behandelaar", [(NIEMAND, "Nog niemand"), *((str(one.pk), one.naam) for one in handlers)])

    def _offer(self, name: str, choices: list) -> None:
        self.fields[name].choices = [("", "Alle"), *choices]

    def clean(self):
        van, tot = self.cleaned_data.get("van"), self.cleaned_data.get("tot")
        if van and tot and tot < van:
            self.add_error("tot", "De laatste dag ligt voor de eerste dag. Controleer de datums.")
        return self.cleaned_data

    @property
    def filters(self) -> Filters:
        """Return what was asked, without what could not be understood."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        behandelaar = asked.pop("behandelaar", "")
        for name in ("school", "wijk"):
            if name in asked:
                asked[name] = uuid.UUID(asked[name])
        if behandelaar == NIEMAND:
            asked["niemand"] = True
        elif behandelaar:
            asked["behandelaar"] = uuid.UUID(behandelaar)
        return Filters(**asked)

    @property
    def query(self) -> dict[str, str]:
        """Return the same as it stands in an address."""
        self.is_valid()
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name)}

    @property
    def summary(self) -> list[str]:
        """Return in words what the list is narrowed to."""
        told = []
        for name in self.query:
            shown = dict(getattr(self.fields[name], "choices", ())).get(self.data[name], self.data[name])
            told.append(self.fields[name].label if name in ("spoed", "thuiszitter", "te_laat") else f"{self.fields[name].label}: {shown}")
        return told
