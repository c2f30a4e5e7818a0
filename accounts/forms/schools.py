"""What the beheerder fills in about schools."""

from django import forms

from portal.forms import PortalForm, RegelField


class BestuurForm(PortalForm):
    """The name of a school board, and what it was called when she opened the page."""

    naam = RegelField(
        label="Hoe heet dit bestuur?",
        help_text="Zoals het bestuur zich noemt, bijvoorbeeld Stichting Voorbeeld.",
        required="Vul de naam van het bestuur in",
        max_length=120,
    )
    known_as = RegelField(required=False, widget=forms.HiddenInput)
