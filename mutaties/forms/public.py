"""A change reported by somebody without an account. Nothing of it is compared with what is known: every answer is the same."""

from accounts.forms.schools import TelefoonField
from hulpvragen.forms import KeyField
from portal.forms import DatumField, EmailadresField, PortalForm, RegelField, TekstField

_DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 31-01-2027."
NOBODY = "Vul in wie er vertrekt, of wie er komt"


class PubliekForm(PortalForm):
    """Which school, who leaves or comes and when, and how to reach who reports it."""

    school = RegelField(label="Om welke school gaat het?", help_text="De naam van de school en de plaats.", required="Vul de naam van de school in", max_length=120)
    wie_vertrekt = RegelField(label="Wie vertrekt?", help_text="Voor- en achternaam. Laat dit leeg als er alleen iemand komt.", required=False, max_length=140)
    laatste_werkdag = DatumField(label="Wat is de laatste werkdag?", help_text=f"Alleen nodig als er iemand vertrekt. {_DAY_HINT}", required=False)
    wie_komt = RegelField(label="Wie komt erbij of neemt het over?", help_text="Voor- en achternaam. Laat dit leeg als u het nog niet weet.", required=False, max_length=140)
    eerste_werkdag = DatumField(label="Wat is de eerste werkdag?", help_text=f"Alleen nodig als er iemand komt. {_DAY_HINT}", required=False)
    toelichting = TekstField(label="Wat moeten we nog meer weten?", help_text="Noem geen namen van leerlingen.", required=False, max_length=1000)
    naam = RegelField(label="Wat is uw naam?", required="Vul uw naam in", max_length=140)
    functie = RegelField(label="Wat is uw functie?", help_text="Bijvoorbeeld: directeur.", required="Vul uw functie in", max_length=80)
    telefoon = TelefoonField(label="Op welk nummer bent u te bereiken?", help_text="10 cijfers, bijvoorbeeld 010 123 45 67.", required="Vul uw telefoonnummer in")
    email = EmailadresField(label="Wat is uw e-mailadres?", required="Vul uw e-mailadres in")
    key = KeyField(required=False)

    def clean(self):
        typed = self.cleaned_data
        if not (typed.get("wie_vertrekt") or typed.get("wie_komt") or {"wie_vertrekt", "wie_komt"} & set(self.errors)):
            self.add_error("wie_vertrekt", NOBODY)
        for who, day, sentence in (("wie_vertrekt", "laatste_werkdag", "Vul de laatste werkdag in"), ("wie_komt", "eerste_werkdag", "Vul de eerste werkdag in")):
            if typed.get(who) and not typed.get(day) and day not in self.errors:
                self.add_error(day, sentence)

    @property
    def values(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


def as_asked(getypt: dict) -> list[tuple[str, str]]:
    """Return what was typed under the questions it answers, in their order; what was left open is left out."""
    return [(field.label, getypt[name]) for name, field in PubliekForm.base_fields.items() if getypt.get(name)]
