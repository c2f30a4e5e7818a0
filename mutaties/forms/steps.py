"""What is filled in at the steps of a mutatie: read and cleaned here, decided in the services."""

import datetime as dt
import re
import unicodedata
import uuid

from django import forms

from mutaties.enums import Aan, Uitkomst
from mutaties.queries.handover import Line, Successors
from portal.forms import AkkoordField, DatumField, EmailadresField, KeuzeField, MeegestuurdField, PortalForm, RegelField, TekstField, TypedField
from portal.lib import clock, dates
from portal.lib.errors import Invalid

DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 30-11-2026."
NAMED = ("voornaam", "achternaam", "email")
NEWCOMER = "nieuw"  # the answer for somebody who stands in no list
_TIME = re.compile(r"(\d{1,2})[.:u](\d{2})", re.ASCII)


class TijdField(TypedField):
    """A time of the day, typed as people here write it: 14.05."""

    attrs = {"autocomplete": "off", "inputmode": "decimal", "class": "swv-input--date"}
    empty = None

    def read(self, typed):
        found = _TIME.fullmatch(unicodedata.normalize("NFKC", typed).strip())
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise Invalid("Vul een tijd in met uren en minuten, bijvoorbeeld 14.05")
        return dt.time(int(found[1]), int(found[2]))

    def prepare_value(self, value):
        return f"{value:%H.%M}" if hasattr(value, "hour") else value


class StepForm(PortalForm):
    """One step; it carries which version of the mutatie the page showed."""

    version = MeegestuurdField(kind=int)

    def go_on_from(self, version: int) -> None:
        """Show what was typed again, now as a step after what a colleague did."""
        self.data = self.data.copy()
        self.data["version"] = version


class ReasonForm(StepForm):
    """A step that says why; the question depends on the step."""

    tekst = TekstField(required="Vul de reden in", max_length=2000)

    def __init__(self, *args, label: str, hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tekst"].label, self.fields["tekst"].help_text = label, hint


class RejectForm(ReasonForm):
    verdacht = AkkoordField(
        label="Ik vertrouw deze melding niet", required=False,
        help_text="Bijvoorbeeld omdat iemand zich misschien voor een ander uitgaf. De privacy officer krijgt dan bericht.",
    )


class ControleForm(StepForm):
    """What came of calling back the school."""

    uitkomst = KeuzeField(
        label="Wat zegt de school?", required="Kies wat de school zegt", choices=Uitkomst.choices,
        hints={
            Uitkomst.BEVESTIGD.value: "De melding klopt en komt van de school.",
            Uitkomst.KENT_NIET.value: "De melding wordt afgewezen. De privacy officer en de contactpersoon van de school krijgen bericht.",
            Uitkomst.NIEMAND.value: "U probeert het later opnieuw.",
        },
    )
    gesproken_met = RegelField(label="Wie hebt u gesproken?", help_text="Naam en functie. Niet nodig als u niemand sprak.", required=False, max_length=120)
    gebeld_dag = DatumField(label="Op welke dag belde u?", help_text=DAY_HINT, required="Vul in op welke dag u belde")
    gebeld_tijd = TijdField(label="Hoe laat belde u?", help_text="Bijvoorbeeld 14.05.", required="Vul in hoe laat u belde")
    voornaam = RegelField(label="Wat is de voornaam van wie komt?", required=False, max_length=60)
    achternaam = RegelField(label="Wat is de achternaam van wie komt?", required=False, max_length=80)
    email = EmailadresField(
        label="Wat is het e-mailadres van wie komt?", help_text="Zoals de school het aan de telefoon zegt: het adres op school, geen privéadres.", required=False,
    )

    def __init__(self, *args, asks_who: bool, **kwargs):
        """`asks_who`: the report said in words that somebody comes; the school says now who that is."""
        super().__init__(*args, **kwargs)
        for name in () if asks_who else NAMED:
            del self.fields[name]

    @property
    def newcomer(self) -> list:
        """The questions about who comes, where they are asked."""
        return [self[name] for name in NAMED if name in self.fields]

    @property
    def gebeld_op(self) -> dt.datetime:
        """The moment of the call."""
        return dt.datetime.combine(self.cleaned_data["gebeld_dag"], self.cleaned_data["gebeld_tijd"], clock.AMSTERDAM)


class PlaceForm(StepForm):
    """Which school and post a public report is about."""

    eenheid = KeuzeField(label="Bij welke school hoort de melding?", required="Kies een school uit de lijst", widget=forms.Select)
    rol = KeuzeField(label="Om welke rol gaat het?", required="Kies om welke rol het gaat", choices=[("ib", "IB'er"), ("contactpersoon", "Contactpersoon van de school")])
    persoon = KeuzeField(label="Om wie gaat het?", help_text="Wie nu deze rol heeft op deze school.", required="Kies om wie het gaat")

    def __init__(self, *args, schools: list, people: list, needs_person: bool, **kwargs):
        """`people`: who has the role at the chosen school; the question comes once a school is chosen."""
        super().__init__(*args, **kwargs)
        self.fields["eenheid"].choices = [("", "Kies een school"), *((str(one.pk), f"{one.naam} ({one.code})") for one in schools)]
        if needs_person and people:
            self.fields["persoon"].choices = [(str(user.pk), user.naam) for user in people]
        else:
            del self.fields["persoon"]


class ContactpersoonForm(StepForm):
    """Who becomes the contactpersoon: somebody of the school, or a new colleague with a name and an address."""

    opvolger = KeuzeField(label="Wie wordt de contactpersoon?", required="Kies wie de contactpersoon wordt")
    voornaam = RegelField(label="Voornaam van de nieuwe collega", required=False, max_length=60)
    achternaam = RegelField(label="Achternaam van de nieuwe collega", required=False, max_length=80)
    email = EmailadresField(label="E-mailadres van de nieuwe collega", help_text="Het adres op school, geen privéadres.", required=False)
    begin = DatumField(label="Vanaf welke dag?", help_text=f"Vandaag of een dag die komt. {DAY_HINT}", required="Vul in vanaf welke dag")

    def __init__(self, *args, people: list, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opvolger"].choices = [*((str(user.pk), user.naam) for user in people), (NEWCOMER, "Iemand die hier niet bij staat")]
        self.fields["opvolger"].widget.hints = {NEWCOMER: "Vul hieronder de naam en het e-mailadres in."}

    @property
    def newcomer(self) -> list:
        """The questions about somebody who stands in no list."""
        return [self[name] for name in NAMED]

    def clean(self):
        answers = super().clean()
        if answers.get("opvolger") != NEWCOMER:
            return answers
        asked = {"voornaam": "Vul de voornaam in", "achternaam": "Vul de achternaam in", "email": "Vul het e-mailadres in"}
        for name, sentence in asked.items():
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return answers


class StartForm(StepForm):
    begin = DatumField(label="Op welke dag begint zij?", help_text=f"Vandaag of een dag die komt. {DAY_HINT}", required="Vul in op welke dag zij begint")


class TerugForm(StepForm):
    terug = DatumField(label="Wat wordt de eerste dag terug?", help_text=f"Vandaag of een dag die komt. {DAY_HINT}", required="Vul de eerste dag terug in")


class HandoverForm(StepForm):
    """One question per hulpvraag: who takes it over. `allen` fills in what is still empty."""

    def __init__(self, *args, lines: list[Line], successors: Successors, begin: dt.date | None, usual: str, **kwargs):
        """`usual`: the answer that stands there when the school has not said anything yet."""
        super().__init__(*args, **kwargs)
        people = _people(successors, begin)
        self.fields["allen"] = KeuzeField(label="Vul wat leeg is met", required=False, choices=[("", "Kies iemand"), *people], widget=forms.Select)
        for line in lines:
            name = line.kenmerk or "dit concept"
            needed = False if line.stays else f"Kies wie {name} overneemt"
            first = "Niemand erbij" if line.stays else "Kies iemand"
            value = as_answer(line) or ("" if line.stays else usual)
            self.fields[f"regel_{line.hulpvraag_id}"] = KeuzeField(
                label=f"Wie neemt {name} over?", required=needed, choices=[("", first), *people], initial=value, widget=forms.Select(attrs={"class": "swv-select--compact"})
            )

    def fill_what_is_empty(self) -> None:
        """Give every hulpvraag that has nobody yet to whom was chosen for all."""
        self.data = self.data.copy()
        for name, field in self.fields.items():
            if name.startswith("regel_") and field.required and not self.data.get(name):
                self.data[name] = self.data.get("allen", "")

    @property
    def choices(self) -> dict[uuid.UUID, tuple[Aan, uuid.UUID | None]]:
        """Return who gets which hulpvraag, as the service takes it."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith("regel_") and value}
        return {uuid.UUID(name.removeprefix("regel_")): _as_choice(value) for name, value in chosen.items()}


def _people(successors: Successors, begin: dt.date | None) -> list[tuple[str, str]]:
    new = [(Aan.NIEUW.value, f"{successors.nieuw} (nieuw{f', vanaf {dates.near(begin)}' if begin else ''})")] if successors.nieuw else []
    colleagues = [(f"{Aan.COLLEGA}:{user.pk}", user.naam) for user in successors.collegas]
    return [*new, *colleagues, (Aan.LOKET.value, "Niemand: het loket neemt het contact over")]


def as_answer(line: Line) -> str:
    """Return what was chosen for a hulpvraag as the form writes it; nothing when nothing was."""
    if line.regel is None:
        return ""
    return f"{Aan.COLLEGA}:{line.regel.user_id}" if line.regel.aan == Aan.COLLEGA else line.regel.aan


def _as_choice(value: str) -> tuple[Aan, uuid.UUID | None]:
    aan, _, user_id = value.partition(":")
    return Aan(aan), uuid.UUID(user_id) if user_id else None
