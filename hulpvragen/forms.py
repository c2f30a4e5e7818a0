"""What people fill in about a hulpvraag: read and cleaned here, never saved here."""

import datetime as dt
import uuid

from django import forms
from django.conf import settings

from hulpvragen.completeness import ANSWER_FIELDS, LEERLING_FIELDS
from hulpvragen.enums import Soort
from portal.forms import DatumField, KeuzeField, PortalForm, RegelField, TekstField, TypedField
from portal.lib import dates
from portal.lib.errors import Invalid

BROKEN = "Er ging iets mis met dit formulier. Laad de pagina opnieuw en probeer het nog eens."
LATER = "Vul dit in voordat u de hulpvraag indient"  # a concept may lack it; the check page says what is missing

SECTIONS = (
    ("leerling", "De leerling", LEERLING_FIELDS),
    ("hulpvraag", "De hulpvraag", ("soort", "titel", "doel", "gaat_goed", "gedaan", "gevraagd")),
    ("ouders", "De ouders", ("ouders_geinformeerd_op", "ouders_mening", "ouders_toelichting")),
    ("stem", "De stem van de leerling",
     ("gehoord", "gehoord_op", "gehoord_door", "gehoord_verteld", "gehoord_meegewogen", "niet_gehoord_reden")),
)
_DATES = ("ouders_geinformeerd_op", "gehoord_op")
_DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 14-03-2026."
_IF_HEARD = "Alleen invullen als er met de leerling is gepraat."


class VersionField(TypedField):
    """Which version of the hulpvraag the page showed, so that a second editor sees both."""

    widget = forms.HiddenInput
    empty = None

    def read(self, typed):
        if not typed.isdecimal() or len(typed) > 9:
            raise Invalid(BROKEN)
        return int(typed)


class KeyField(TypedField):
    """The key of a form: sent twice, done once."""

    widget = forms.HiddenInput

    def read(self, typed):
        try:
            return uuid.UUID(typed)
        except ValueError:
            raise Invalid(BROKEN) from None


class VersionedForm(PortalForm):
    """A form about something that a colleague may change meanwhile."""

    version = VersionField(required=False)

    def go_on_from(self, version: int) -> None:
        """Show what was typed again, now as a change of this version."""
        self.data = self.data.copy()
        self.data["version"] = version


class HulpvraagForm(VersionedForm):
    """The whole hulpvraag on one page. Only the soort is needed to keep a concept."""

    voornaam = RegelField(label="Wat is de voornaam van de leerling?", required=LATER, max_length=60)
    achternaam = RegelField(label="Wat is de achternaam van de leerling?", required=LATER, max_length=80)
    geboortedatum = DatumField(label="Wat is de geboortedatum?", help_text="Dag, maand en jaar, bijvoorbeeld 14-03-2018.", required=LATER)
    groep = RegelField(label="In welke groep zit de leerling?", help_text="Bijvoorbeeld: groep 4.", required=LATER, max_length=20)

    soort = KeuzeField(
        label="Wat voor hulpvraag is het?", required="Kies wat voor hulpvraag het is", choices=Soort.choices,
        hints={
            Soort.ADVIESVRAAG: "U wilt advies: wat heeft deze leerling nodig?",
            Soort.ARRANGEMENT: "U vraagt extra ondersteuning voor deze leerling op uw school.",
        },
    )
    titel = RegelField(
        label="Waar gaat de hulpvraag over?", required=LATER, max_length=120,
        help_text="In een paar woorden, bijvoorbeeld: lezen en spelling. Noem hier geen naam.",
    )
    doel = TekstField(label="Wat wilt u bereiken?", help_text="Wat kan of durft de leerling straks, en wanneer?", required=LATER)
    gaat_goed = TekstField(label="Wat gaat goed?", help_text="Waar is de leerling sterk in? Wat helpt?", required=False)
    gedaan = TekstField(label="Wat hebt u al gedaan?", help_text="Wat, hoe vaak, hoelang en met welk resultaat?", required=LATER)
    gevraagd = TekstField(label="Wat vraagt u van {swv}?", required=LATER)

    ouders_geinformeerd_op = DatumField(label="Wanneer hebt u de ouders geïnformeerd?", help_text=_DAY_HINT, required=LATER)
    ouders_mening = KeuzeField(
        label="Zijn de ouders het eens met de hulpvraag?", required=LATER,
        choices=[("eens", "Ja"), ("deels", "Voor een deel"), ("oneens", "Nee")],
    )
    ouders_toelichting = TekstField(
        label="Waar denken de ouders anders over?", help_text="Alleen nodig als de ouders het niet helemaal eens zijn.",
        required=False,
    )

    gehoord = KeuzeField(
        label="Is er met de leerling over de hulpvraag gepraat?", required=LATER, choices=[("ja", "Ja"), ("nee", "Nee")],
        help_text="Een leerling heeft het recht om gehoord te worden.",
    )
    gehoord_op = DatumField(label="Wanneer is er met de leerling gepraat?", help_text=f"{_IF_HEARD} {_DAY_HINT}", required=LATER)
    gehoord_door = RegelField(label="Wie heeft er met de leerling gepraat?", help_text=_IF_HEARD, required=LATER, max_length=120)
    gehoord_verteld = TekstField(label="Wat heeft de leerling verteld?", help_text=_IF_HEARD, required=LATER)
    gehoord_meegewogen = TekstField(label="Wat hebt u met de mening van de leerling gedaan?", help_text=_IF_HEARD, required=LATER)
    niet_gehoord_reden = TekstField(
        label="Waarom is er niet met de leerling gepraat?", help_text="Alleen invullen als er niet is gepraat.", required=LATER
    )

    key = KeyField(required=False)

    def __init__(self, *args, known_pupil: bool = False, **kwargs):
        """`known_pupil`: the pupil has a dossier already, so nothing is asked about her."""
        super().__init__(*args, **kwargs)
        self.fields["gevraagd"].label = label("gevraagd")
        if known_pupil:
            for name in LEERLING_FIELDS:
                del self.fields[name]

    def add_error(self, field, error):
        """Let a concept lack answers; keep every other fault."""
        if field in self.fields and field != "soort" and getattr(error, "code", None) == "required":
            self.cleaned_data[field] = getattr(self.fields[field], "empty", "")
        else:
            super().add_error(field, error)

    @property
    def sections(self) -> list:
        """Return (anchor, heading, questions) per section that has questions."""
        parts = [(slug, title, [self[name] for name in names if name in self.fields]) for slug, title, names in SECTIONS]
        return [part for part in parts if part[2]]

    @property
    def leerling(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in LEERLING_FIELDS}

    @property
    def answers(self) -> dict:
        """Return the answers as they are kept: text, dates as ISO."""
        return {name: _kept(self.cleaned_data.get(name)) for name in ANSWER_FIELDS}


def _kept(value) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else value or ""


def initial_of(leerling, answers: dict, soort: str) -> dict:
    """Return what the form shows of a stored hulpvraag."""
    days = {name: dt.date.fromisoformat(answers[name]) for name in _DATES if answers[name]}
    return {name: getattr(leerling, name) for name in LEERLING_FIELDS} | answers | {"soort": soort} | days


def label(name: str) -> str:
    """Return the question as people read it."""
    return HulpvraagForm.base_fields[name].label.replace("{swv}", settings.PORTAL_SWV_NAAM)


def shown(name: str, value) -> str:
    """Return an answer as people read it: the words of a choice, a day in full."""
    if not value:
        return ""
    if name == "geboortedatum":
        return f"{value.day} {dates.MONTHS[value.month - 1]} {value.year}"
    if name in _DATES:
        return dates.in_full(dt.date.fromisoformat(value))
    return dict(getattr(HulpvraagForm.base_fields[name], "choices", ())).get(value, value)


class ActForm(VersionedForm):
    """One step of the workflow; which questions it has follows from what the step needs."""

    def __init__(self, *args, questions: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.update(questions)

    @property
    def values(self) -> dict:
        """Return the answers as the service takes them."""
        values = dict(self.cleaned_data)
        values["version"] = values.get("version") or 0  # a form without one is an old one
        if "user_id" in values:
            values["user_id"] = uuid.UUID(values["user_id"])
        return values


def person_question(label: str, needed: str, people: list) -> KeuzeField:
    """Ask for one of these people, given as (user, a line about her)."""
    return KeuzeField(
        label=label, required=needed, choices=[(str(user.pk), user.naam) for user, _ in people],
        hints={str(user.pk): line for user, line in people},
    )
