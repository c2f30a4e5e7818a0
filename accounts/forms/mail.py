"""How somebody wants each kind of message, as she is asked it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.enums import Zijde
from notifications.enums import CHOICES, Choice, Kind
from portal.forms import KeuzeField, PortalForm
from portal.lib import dates


@dataclass(frozen=True)
class Question:
    """The question about one kind, what it is about, and what each answer means."""

    label: str
    about: str
    hints: dict[Choice, str]


_LETTER = "Wij sturen het naar uw school. Per e-mail hoort u alleen dat er nieuws is."
_MAIL = "U krijgt een e-mail en leest het bericht in het portaal."
QUESTIONS: dict[Kind, Question] = {
    Kind.BESLUIT: Question(
        "Hoe wilt u besluiten krijgen?",
        "Toegekend, afgewezen of niet in behandeling genomen. Digitaal mag alleen als u dat zelf kiest.",
        {Choice.DIGITAL: _MAIL, Choice.POST: _LETTER},
    ),
    Kind.ADVIES: Question("Hoe wilt u adviezen krijgen?", "", {Choice.DIGITAL: _MAIL, Choice.POST: _LETTER}),
    Kind.VERZOEK: Question(
        "Hoe wilt u vragen aan u krijgen?",
        "Als er een aanvulling nodig is, of als de termijn verandert.",
        {Choice.DIGITAL: _MAIL, Choice.POST: _LETTER + " Tel de dagen van de post mee."},
    ),
    Kind.VOORTGANG: Question(
        "Hoe wilt u horen dat er iets verandert?",
        "Bijvoorbeeld: in behandeling genomen, afgerond of een andere contactpersoon.",
        {Choice.DAILY: "Rond vier uur 's middags.", Choice.NEVER: "U leest het in het portaal."},
    ),
    Kind.WERK: Question(
        "Hoe wilt u horen dat er werk voor u is?",
        "Uitzetten kan niet: zonder bericht blijft een hulpvraag liggen.",
        {Choice.DAILY: "Rond vier uur 's middags."},
    ),
}
OF_SIDE = {
    Zijde.SCHOOL: (Kind.BESLUIT, Kind.ADVIES, Kind.VERZOEK, Kind.VOORTGANG),
    Zijde.SWV: (Kind.WERK,),
    Zijde.GAST: (),
}


class MailForm(PortalForm):
    """One question per kind that her posts bring with them."""

    def __init__(self, *args, sides: Iterable[Zijde], since: dict[Kind, dt.datetime], **kwargs):
        super().__init__(*args, **kwargs)
        for kind in [kind for side in sides for kind in OF_SIDE[side]]:
            self.fields[kind.value] = _field(kind, since.get(kind))

    @property
    def choices(self) -> dict[Kind, Choice]:
        """Return the answers."""
        return {Kind(kind): Choice(choice) for kind, choice in self.cleaned_data.items()}


def _field(kind: Kind, since: dt.datetime | None) -> KeuzeField:
    asked = QUESTIONS[kind]
    chosen = f"Gekozen op {dates.moment(since)}." if since else "U hebt dit nog niet gekozen."
    return KeuzeField(
        label=asked.label, help_text=f"{asked.about} {chosen}".strip(), required="Kies een van de antwoorden",
        choices=[(choice.value, choice.label) for choice in sorted(CHOICES[kind], key=list(Choice).index)],
        hints={choice.value: hint for choice, hint in asked.hints.items()},
    )
