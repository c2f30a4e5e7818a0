"""What is filled in about guests: whom to invite, whom it is about, and the account of who is invited."""

from django.core.exceptions import ValidationError

from accounts.forms.password import NewPasswordForm
from hulpvragen.enums import GastSoort
from hulpvragen.forms import KeyField
from portal.forms import AkkoordField, DatumField, EmailadresField, KeuzeField, PortalForm, RegelField


class InviteForm(PortalForm):
    """One colleague to read along. `doubts` are about the address as it was typed: then it must be confirmed."""

    email = EmailadresField(
        label="Wat is het e-mailadres van uw collega?", required="Vul het e-mailadres van uw collega in",
        help_text="Het adres dat uw collega van de school heeft. Bij een verkeerd adres kan een vreemde meelezen.",
    )
    again = EmailadresField(label="Typ het e-mailadres nog een keer", required="Typ het e-mailadres nog een keer")
    soort = KeuzeField(
        label="Wie nodigt u uit?", required="Kies wie u uitnodigt",
        choices=[(GastSoort.LEERKRACHT.value, "Een leerkracht"), (GastSoort.ANDERE.value, "Een andere collega van de school")],
        hints={GastSoort.ANDERE.value: "Bijvoorbeeld de directeur of de onderwijsassistent."},
    )
    laatste_dag = DatumField(
        label="Tot en met welke dag leest uw collega mee?", required="Vul in tot en met welke dag uw collega meeleest",
        help_text="Dag, maand en jaar. U kunt de toegang ook eerder beëindigen.",
    )
    klopt = AkkoordField(label="Dit adres klopt", required="Kruis aan dat het adres klopt, of wijzig het")
    key = KeyField(required=False)

    def __init__(self, *args, doubts: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        if not doubts:
            del self.fields["klopt"]

    def clean_again(self):
        again = self.cleaned_data["again"]
        if "email" in self.cleaned_data and again != self.cleaned_data["email"]:
            raise ValidationError("De twee adressen zijn niet hetzelfde. Typ het adres opnieuw.", code="mismatch")
        return again


class OneGuestForm(PortalForm):
    """Which of the people invited it is about."""

    wie = KeuzeField(label="Om wie gaat het?", required="Kies om wie het gaat")

    def __init__(self, *args, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wie"].choices = people


class NewcomerForm(NewPasswordForm):
    """The account that an invited person makes: her name, and a password by the rules for everybody."""

    voornaam = RegelField(label="Wat is uw voornaam?", required="Vul uw voornaam in", max_length=60)
    achternaam = RegelField(label="Wat is uw achternaam?", required="Vul uw achternaam in", max_length=80)
    field_order = ["voornaam", "achternaam", "new_password", "again"]

    def clean_new_password(self):
        for name in ("voornaam", "achternaam"):  # a password may not hold her name
            setattr(self.user, name, self.cleaned_data.get(name, ""))
        return super().clean_new_password()
