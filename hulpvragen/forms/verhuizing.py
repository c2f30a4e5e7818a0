"""What is filled in about a pupil who moves: where to and from when, and by the other school who it is."""

import uuid

from django import forms

from accounts.models import User, Vestiging
from hulpvragen.enums import Laatreden, Weigerreden
from hulpvragen.forms import KeyField, VersionField, people_question
from portal.forms import DatumField, KeuzeField, PortalForm, RegelField

OUTSIDE = "buiten"


class MoveForm(PortalForm):
    """Where a pupil goes and from which day; `late` asks the loket why a day that has passed is given now."""

    naar = KeuzeField(
        label="Naar welke school gaat de leerling?", required="Kies een school", widget=forms.Select, error_messages={"invalid_choice": "Kies een school uit de lijst"},
    )
    per = DatumField(
        label="Wat is de eerste dag op de nieuwe school?", required="Vul de eerste dag op de nieuwe school in",
        help_text="Dag, maand en jaar, bijvoorbeeld 01-02-2027. De dag ervoor is de laatste waarop de oude school meeleest.",
    )
    laat_reden = KeuzeField(
        label="Is die dag al geweest? Waarom geeft u haar nu pas door?", required=False, choices=Laatreden.choices,
    )
    key = KeyField(required=False)

    def __init__(self, *args, schools: list[Vestiging], late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        places = [(str(school.pk), f"{school.naam}, {school.plaats} ({school.code})") for school in schools]
        self.fields["naar"].choices = [("", "Kies een school"), *places, (OUTSIDE, "Een school buiten het samenwerkingsverband")]
        if not late:
            del self.fields["laat_reden"]

    @property
    def values(self) -> dict:
        """Return the answers as the service takes them."""
        naar = self.cleaned_data["naar"]
        return {
            "naar_id": None if naar == OUTSIDE else uuid.UUID(naar), "per": self.cleaned_data["per"], "laat_reden": self.cleaned_data.get("laat_reden", ""),
            "key": self.cleaned_data["key"] or uuid.uuid4(),
        }  # fmt: skip


class ConfirmForm(PortalForm):
    """That the pupil comes: the other school says who it is, for it reads nothing yet, and who becomes the contact."""

    achternaam = RegelField(
        label="Wat is de achternaam van de leerling?", help_text="Met tussenvoegsel, zoals de leerling bij u staat ingeschreven.",
        required="Vul de achternaam van de leerling in", max_length=80,
    )
    geboortedatum = DatumField(
        label="Wat is de geboortedatum?", help_text="Dag, maand en jaar, bijvoorbeeld 14-03-2018.", required="Vul de geboortedatum van de leerling in"
    )
    version = VersionField(required=False)

    def __init__(self, *args, of_school: bool, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        if not of_school:
            del self.fields["achternaam"], self.fields["geboortedatum"]
        if people:
            hint = "Zij krijgt vanaf de eerste dag de e-mails. Kies één persoon, of twee bij een duobaan."
            self.fields["user_ids"] = people_question("Wie wordt de contactpersoon?", hint, "Kies wie de contactpersoon wordt", [(user, "") for user in people])
            self.fields["user_ids"].required = of_school

    @property
    def values(self) -> dict:
        values = dict(self.cleaned_data)
        return values | {"version": values["version"] or 0, "user_ids": tuple(map(uuid.UUID, values.get("user_ids") or ()))}


class MoveStepForm(PortalForm):
    """A step that asks nothing but on what it was decided."""

    version = VersionField(required=False)

    @property
    def values(self) -> dict:
        return self.cleaned_data | {"version": self.cleaned_data["version"] or 0}


class RefuseForm(MoveStepForm):
    """Why the pupil does not come."""

    reden = KeuzeField(label="Waarom bevestigt u deze verhuizing niet?", required="Kies waarom u de verhuizing niet bevestigt", choices=Weigerreden.choices)
