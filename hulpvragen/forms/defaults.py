"""Who handles by default what a school files."""

import uuid

from django import forms

from accounts.models import User
from hulpvragen.forms import KnownForm
from portal.forms import DatumField, KeuzeField

NIEMAND = "niemand"


class VasteConsulentForm(KnownForm):
    """A person, from a day on."""

    user_id = KeuzeField(
        label="Wie is de vaste consulent?", required="Kies wie de vaste consulent is, of kies niemand", choices=[], widget=forms.Select,
        error_messages={"invalid_choice": "Kies een medewerker van het loket of een consulent die nu in dienst is"},
    )
    vanaf = DatumField(label="Vanaf welke dag?", help_text="Vandaag of later. Dag, maand en jaar, bijvoorbeeld 01-08-2027.", required="Vul in vanaf welke dag dit geldt")

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = [("", "Kies een collega"), (NIEMAND, "Niemand"), *((str(user.pk), user.naam) for user in people)]

    @property
    def chosen(self) -> uuid.UUID | None:
        """Return who was chosen; None is nobody."""
        picked = self.cleaned_data["user_id"]
        return None if picked == NIEMAND else uuid.UUID(picked)
