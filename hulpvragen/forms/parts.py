"""Filing: what begins a concept, and the questions of each of its parts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from django.forms import Field

from hulpvragen.completeness import DOCUMENT, REASON, faults
from hulpvragen.enums import Part, Vraagtype
from hulpvragen.forms import KeyField, VersionedForm
from hulpvragen.models import Formulier
from portal.forms import AkkoordField, DatumField, KeuzeField, MeerkeuzeField, PortalForm, RegelField, TekstField
from portal.lib import dates

LATER = "Vul dit in voordat u de hulpvraag indient"  # a concept may lack it; the check page says what is missing
_DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 14-03-2026."
_IF_HEARD = "Alleen invullen als er met de leerling is gepraat."


def questions_of(part: Part, formulier: Formulier, contacts: Iterable = ()) -> dict[str, Field]:
    """Return the questions of one part, made anew; `contacts` are those who may be chosen, as (user, a line about her)."""
    if part == Part.HULPVRAAG:
        return {"titel": _titel(), **{vraag["code"]: question_field(vraag) for vraag in formulier.vragen}}
    if part == Part.DOCUMENTEN:
        return {name: field for of in formulier.documenten for name, field in _document_fields(of)}
    if part == Part.SCHOOLGEGEVENS:
        return {"contact": _contact_field(contacts)}
    return {Part.LEERLING: _leerling, Part.OUDERS: _ouders, Part.STEM: _stem}[part]()


def question_field(vraag: dict) -> Field:
    """Return a question that the SWV has set, as a field."""
    asked = {"label": vraag["label"], "help_text": vraag["hint"], "required": LATER if vraag["verplicht"] else False}
    if vraag["type"] == Vraagtype.KEUZE:
        return KeuzeField(choices=[(keuze, keuze) for keuze in vraag["keuzes"]], **asked)
    return {Vraagtype.REGEL: RegelField, Vraagtype.TEKST: TekstField, Vraagtype.DATUM: DatumField}[vraag["type"]](**asked)


def _titel() -> RegelField:
    return RegelField(
        label="Waar gaat de hulpvraag over?", required=LATER, max_length=120,
        help_text="In een paar woorden, bijvoorbeeld: lezen en spelling. Noem hier geen naam.",
    )


def _leerling() -> dict[str, Field]:
    return {
        "voornaam": RegelField(label="Wat is de voornaam van de leerling?", required=LATER, max_length=60),
        "achternaam": RegelField(label="Wat is de achternaam van de leerling?", required=LATER, max_length=80),
        "geboortedatum": DatumField(label="Wat is de geboortedatum?", help_text="Dag, maand en jaar, bijvoorbeeld 14-03-2018.", required=LATER),
        "groep": RegelField(label="In welke groep zit de leerling?", help_text="Bijvoorbeeld: groep 4.", required=LATER, max_length=20),
    }


def _contact_field(contacts: Iterable) -> MeerkeuzeField:
    shown = list(contacts)
    return MeerkeuzeField(
        label="Wie is de contactpersoon voor deze hulpvraag?", required=LATER,
        help_text="Deze IB'er krijgt de e-mails over deze hulpvraag. Bij een duobaan kiest u twee personen.",
        choices=[(str(user.pk), user.naam) for user, _ in shown], hints={str(user.pk): line for user, line in shown},
        error_messages={"invalid_choice": "Kies een IB'er die nu op deze school werkt", "invalid_list": "Kies een IB'er die nu op deze school werkt"},
    )


def _document_fields(of: dict) -> Iterator[tuple[str, Field]]:
    name = f"{DOCUMENT}{of['code']}"
    yield name, KeuzeField(
        label=of["label"], required=LATER if of["verplicht"] else False,
        choices=[("klaar", "Ligt klaar"), ("later", "Volgt later"), ("niet", "Niet beschikbaar")],
    )
    yield f"{name}{REASON}", RegelField(
        label=f"Waarom is het document ‘{of['label']}’ niet beschikbaar?", help_text="Alleen invullen als het niet beschikbaar is.", required=LATER,
    )


def _ouders() -> dict[str, Field]:
    return {
        "ouders_geinformeerd_op": DatumField(label="Wanneer hebt u de ouders geïnformeerd?", help_text=_DAY_HINT, required=LATER),
        "ouders_mening": KeuzeField(
            label="Zijn de ouders het eens met de hulpvraag?", required=LATER,
            choices=[("eens", "Ja"), ("deels", "Voor een deel"), ("oneens", "Nee")],
        ),
        "ouders_toelichting": TekstField(
            label="Waar denken de ouders anders over?", help_text="Alleen nodig als de ouders het niet helemaal eens zijn.", required=False,
        ),
        "gezag": KeuzeField(
            label="Wie heeft het gezag over de leerling?", required=LATER,
            choices=[("beide", "Beide ouders"), ("een", "Eén ouder"), ("voogd", "Een voogd of een gecertificeerde instelling"), ("anders", "Het is anders geregeld")],
        ),
        "gezag_toelichting": RegelField(
            label="Wat moeten we weten over het gezag?", required=False,
            help_text="Nodig als het anders is geregeld. Noem alleen de naam van een instelling, geen namen van andere mensen.",
        ),
    }


def _stem() -> dict[str, Field]:
    return {
        "gehoord": KeuzeField(
            label="Is er met de leerling over de hulpvraag gepraat?", required=LATER, choices=[("ja", "Ja"), ("nee", "Nee")],
            help_text="Een leerling heeft het recht om gehoord te worden.",
        ),
        "gehoord_op": DatumField(label="Wanneer is er met de leerling gepraat?", help_text=f"{_IF_HEARD} {_DAY_HINT}", required=LATER),
        "gehoord_door": RegelField(label="Wie heeft er met de leerling gepraat?", help_text=_IF_HEARD, required=LATER, max_length=120),
        "gehoord_verteld": TekstField(label="Wat heeft de leerling verteld?", help_text=_IF_HEARD, required=LATER),
        "gehoord_meegewogen": TekstField(label="Wat hebt u met de mening van de leerling gedaan?", help_text=_IF_HEARD, required=LATER),
        "niet_gehoord_reden": TekstField(
            label="Waarom is er niet met de leerling gepraat?", help_text="Alleen invullen als er niet is gepraat.", required=LATER,
        ),
    }


class PartForm(VersionedForm):
    """One part of a concept. It may be kept half done; what cannot be right is refused at once."""

    klopt = AkkoordField(label="Ik heb dit gecontroleerd. Het klopt zo.", required=False)

    def __init__(self, *args, part: Part, questions: dict[str, Field], day: dt.date, around: dict | None = None, **kwargs):
        """`around`: what stands in the other parts and has to do with this one."""
        super().__init__(*args, **kwargs)
        self.part, self.day, self.around, self.doubted = part, day, around or {}, False
        self.fields = questions | {"version": self.fields["version"], "klopt": self.fields["klopt"]}
        self.names = tuple(questions)

    def add_error(self, field, error):
        """Let a concept lack answers; keep every other fault."""
        if field in self.fields and getattr(error, "code", None) == "required":
            self.cleaned_data[field] = getattr(self.fields[field], "empty", "")
        else:
            super().add_error(field, error)

    def clean(self):
        for name, sentence in faults(self.part, self.around | self.cleaned_data, self.day):
            self.add_error(name, sentence)

    def doubt(self, field: str, sentence: str) -> None:
        """Ask whether this is right: once she ticks that it is, it is kept."""
        self.doubted = True
        if not self.cleaned_data.get("klopt"):
            self.add_error(field, f"{sentence} Klopt het toch? Vink dan onderaan aan dat het klopt.")

    @property
    def questions(self) -> list:
        return [self[name] for name in self.names]

    @property
    def values(self) -> dict:
        """Return the answers as they are kept: text, days as ISO; of the pupil a date, of the contacts a set."""
        keep = {Part.LEERLING: lambda value: value, Part.SCHOOLGEGEVENS: lambda value: set(value or ())}.get(self.part, _kept)
        return {name: keep(self.cleaned_data.get(name)) for name in self.names}


def _kept(value) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else value or ""


def shown(field: Field, value) -> str:
    """Return an answer as people read it: the words of a choice, a day in full."""
    if not value:
        return ""
    if isinstance(field, DatumField):
        return day_shown(value)
    return dict(getattr(field, "choices", ())).get(value, value)


def day_shown(value) -> str:
    """Return a kept day in words; of a birth date nobody needs the day of the week."""
    if isinstance(value, str):
        return dates.in_full(dt.date.fromisoformat(value))
    return f"{value.day} {dates.MONTHS[value.month - 1]} {value.year}"


def initial_of(questions: dict[str, Field], values: dict) -> dict:
    """Return what a page shows of what is kept."""
    return {name: _shown_again(field, values.get(name)) for name, field in questions.items()}


def _shown_again(field: Field, value):
    if isinstance(field, DatumField) and isinstance(value, str):
        return dt.date.fromisoformat(value) if value else None
    return sorted(value) if isinstance(value, set) else value


class StartForm(PortalForm):
    """Begin a concept: empty, or with the answers of an earlier hulpvraag."""

    key = KeyField(required=False)

    def __init__(self, *args, sources: list, **kwargs):
        """`sources`: what can be copied, as (id, a line about it)."""
        super().__init__(*args, **kwargs)
        if sources:
            self.fields["kopie"] = KeuzeField(
                label="Wilt u de tekst van een eerdere hulpvraag kopiëren?", required=False,
                help_text="We kopiëren de antwoorden bij ‘De hulpvraag’. De rest vult u opnieuw in, want dat gaat over nu.",
                choices=[("", "Nee, ik begin met een leeg formulier"), *sources],
            )

    @property
    def source(self) -> uuid.UUID | None:
        chosen = self.cleaned_data.get("kopie")
        return uuid.UUID(chosen) if chosen else None
