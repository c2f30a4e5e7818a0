"""Who gets which hulpvragen."""

import uuid

from django import forms

from accounts.models import User
from hulpvragen.forms import KeyField, VersionedForm
from portal.forms import KeuzeField, PortalForm

_NOBODY = "Kies wie deze hulpvragen gaat behandelen"


def _people(people: list[User]) -> list[tuple[str, str]]:
    return [("", "Kies een collega"), *((str(user.pk), user.naam) for user in people)]


class ToewijsForm(PortalForm):
    """One person for all that were ticked; what was ticked stands beside the form."""

    user_id = KeuzeField(label="Toewijzen aan", required=_NOBODY, choices=[], widget=forms.Select,
                         error_messages={"invalid_choice": "Kies een medewerker van het loket of een consulent die nu in dienst is"})
    key = KeyField(required=False)

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = _people(people)


class MeebehandelaarForm(VersionedForm):
    """A colleague who works along."""

    user_id = KeuzeField(label="Wie behandelt mee?", required="Kies wie meebehandelt", choices=[], widget=forms.Select,
                         error_messages={"invalid_choice": "Kies een medewerker van het loket of een consulent die nu in dienst is"})

    def __init__(self, *args, people: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user_id"].choices = _people(people)


def ticked(values: list[str]) -> dict[uuid.UUID, int | None]:
    """Return what was ticked, each with the version that was shown (none on the list); what cannot be read was not ticked."""
    chosen = {}
    for value in values:
        pk, _, version = value.partition("_")
        try:
            chosen[uuid.UUID(pk)] = int(version) if version.isdecimal() and len(version) < 10 else None
        except ValueError:
            continue
    return chosen
