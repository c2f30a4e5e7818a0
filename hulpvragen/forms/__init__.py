"""What people fill in about a hulpvraag: read and cleaned here, never saved here."""

import uuid

from django import forms

from portal.forms import KeuzeField, MeerkeuzeField, PortalForm, RegelField, TypedField
from portal.lib.errors import Conflict, Invalid

BROKEN = "Er ging iets mis met dit formulier. Laad de pagina opnieuw en probeer het nog eens."


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


class KnownForm(PortalForm):
    """A form about something without versions: it carries in words how that stood when the page was opened."""

    known_as = RegelField(required=False, widget=forms.HiddenInput, max_length=400)

    def changed_meanwhile(self, conflict: Conflict, stands: str) -> None:
        """Show what was typed again with what a colleague did, now as a change of how it stands."""
        self.add_error(None, conflict.message)
        self.data = self.data.copy()
        self.data["known_as"] = stands


class ActForm(VersionedForm):
    """One step of the workflow; which questions it has follows from what the step needs."""

    key = KeyField(required=False)

    def __init__(self, *args, questions: dict, points: tuple[str, ...] = (), **kwargs):
        """`points`: what the school was asked, of which each gets an answer."""
        super().__init__(*args, **kwargs)
        self.fields.update(questions)
        self.points = points

    @property
    def values(self) -> dict:
        """Return the answers as the service takes them."""
        values = dict(self.cleaned_data)
        values["version"] = values.get("version") or 0  # a form without one is an old one
        if "user_id" in values:
            values["user_id"] = uuid.UUID(values["user_id"])
        if "user_ids" in values:
            values["user_ids"] = tuple(uuid.UUID(pk) for pk in values["user_ids"])
        if "eigen" in values:  # ticked or typed, a point is a point
            values["punten"] = [*values.pop("punten", []), *values.pop("eigen").splitlines()]
        if self.points:
            values["antwoorden"] = [
                {"er": {"ja": True, "nee": False}.get(values.pop(f"er_{number}")), "tekst": values.pop(f"antwoord_{number}")}
                for number in range(len(self.points))
            ]
        return values


def people_question(label: str, hint: str, needed: str, people: list) -> MeerkeuzeField:
    """Ask for one or more of these people, given as (user, a line about her)."""
    return MeerkeuzeField(
        label=label, help_text=hint, required=needed, choices=[(str(user.pk), user.naam) for user, _ in people],
        hints={str(user.pk): line for user, line in people},
    )


def person_question(label: str, needed: str, people: list) -> KeuzeField:
    """Ask for one of these people, given as (user, a line about her)."""
    return KeuzeField(
        label=label, required=needed, choices=[(str(user.pk), user.naam) for user, _ in people],
        hints={str(user.pk): line for user, line in people},
    )
