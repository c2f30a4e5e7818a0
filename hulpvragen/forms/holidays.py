"""What the loket fills in about school holidays."""

from hulpvragen.forms import KnownForm
from portal.forms import DatumField, RegelField

_DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 17-10-2026."


class VakantieForm(KnownForm):
    """A school holiday."""

    naam = RegelField(
        label="Hoe heet de vakantie?", help_text="Bijvoorbeeld: herfstvakantie 2026.", required="Vul de naam van de vakantie in", max_length=60
    )
    eerste = DatumField(label="Wat is de eerste dag?", help_text=_DAY_HINT, required="Vul de eerste dag van de vakantie in")
    laatste = DatumField(label="Wat is de laatste dag?", help_text=_DAY_HINT, required="Vul de laatste dag van de vakantie in")
