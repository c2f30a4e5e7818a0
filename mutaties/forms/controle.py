"""What is asked at the controle of contact data."""

import uuid

from django import forms

from mutaties.enums import Antwoord
from mutaties.queries.controle import Mens, Sheet
from portal.forms import AkkoordField, DatumField, KeuzeField, MeegestuurdField, PortalForm, RegelField

_DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 30-11-2026."


class RondeForm(PortalForm):
    """A round: what it is called and in which days the schools answer."""

    naam = RegelField(
        label="Hoe heet de controle?", help_text="Scholen zien deze naam. Bijvoorbeeld: voorjaar 2027.", required="Vul in hoe de controle heet", max_length=40
    )
    begin = DatumField(label="Wat is de eerste dag?", help_text=_DAY_HINT, required="Vul de eerste dag in")
    uiterlijk = DatumField(label="Tot en met welke dag kunnen scholen bevestigen?", help_text=_DAY_HINT, required="Vul de laatste dag in")
    key = MeegestuurdField(kind=uuid.UUID)


class BevestigForm(PortalForm):
    """One answer for each person of the school, and a tick at each hulpvraag whose contact is not right."""

    key = MeegestuurdField(kind=uuid.UUID)
    ronde = MeegestuurdField(kind=uuid.UUID)
    shown = MeegestuurdField()

    def __init__(self, *args, sheet: Sheet, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for mens in sheet.mensen:
            pk, naam = mens.user.pk, mens.user.naam
            self.fields[f"wie-{pk}"] = KeuzeField(
                label=f"Wat klopt voor {naam}?", required=f"Kies wat klopt voor {naam}", choices=[("", "Kies"), *_answers(mens)], widget=forms.Select
            )
            if _may_leave(mens):
                self.fields[f"dag-{pk}"] = DatumField(label=f"Laatste werkdag van {naam}, bij een vertrek", required=False)
        for vraag in sheet.vragen:
            says = {"aria-label": f"Het contact van {vraag.kenmerk} klopt niet"}
            self.fields[f"niet-{vraag.pk}"] = AkkoordField(label="Klopt niet", required=False, widget=forms.CheckboxInput(attrs=says))

    def clean(self):
        said = super().clean()
        for mens in self.sheet.mensen:
            answer, day = said.get(f"wie-{mens.user.pk}"), f"dag-{mens.user.pk}"
            if answer == Antwoord.VERTREKT and day not in self.errors and not said.get(day):
                self.add_error(day, f"Vul de laatste werkdag van {mens.user.naam} in")
            elif answer and answer != Antwoord.VERTREKT and said.get(day):
                self.add_error(f"wie-{mens.user.pk}", f"U vulde een laatste werkdag in bij {mens.user.naam}. Kies ‘Vertrekt’, of maak de dag leeg.")
        return said

    @property
    def people(self) -> list[tuple]:
        """Return each person with her questions, for the page."""
        return [(mens, self[f"wie-{mens.user.pk}"], self[f"dag-{mens.user.pk}"] if _may_leave(mens) else None) for mens in self.sheet.mensen]

    @property
    def hulpvragen(self) -> list[tuple]:
        return [(vraag, self[f"niet-{vraag.pk}"]) for vraag in self.sheet.vragen]

    @property
    def answers(self) -> dict:
        """Return what was said, as the service takes it."""
        said = self.cleaned_data
        return {
            "antwoorden": {
                mens.user.pk: (Antwoord(said[f"wie-{mens.user.pk}"]), said.get(f"dag-{mens.user.pk}")) for mens in self.sheet.mensen
            },
            "niet": {vraag.pk for vraag in self.sheet.vragen if said[f"niet-{vraag.pk}"]},
        }


def _may_leave(mens: Mens) -> bool:
    """Whether a departure can be said here: not of who has still to begin."""
    return not all(post.starts for post in mens.posts)


def _answers(mens: Mens) -> list[tuple[str, str]]:
    stays = (Antwoord.BEKEND, f"Klopt: {mens.stands}") if mens.is_known else (Antwoord.BLIJFT, "Blijft")
    leaves = [(Antwoord.VERTREKT, "Vertrekt")] if _may_leave(mens) else []
    return [stays, *leaves, (Antwoord.WISSELT, "Wisselt of iets anders: geef ik hierna door")]
