"""What is recorded when somebody called about a pupil."""

import uuid

from django import forms

from accounts.queries.catalogue import KnownNumber
from hulpvragen.enums import Navraag
from hulpvragen.models import Hulpvraag
from hulpvragen.queries.phone import NO_NUMBER, NOT_YOURS, OTHER, SWV
from portal.forms import DatumField, KeuzeField, MeegestuurdField, PortalForm, RegelField, ZoekField
from portal.lib import phone


class BelForm(PortalForm):
    """Who called, which known number was rung, and what that gave."""

    naam = RegelField(label="Wie belde er?", help_text="De naam die de beller noemde. Noem geen leerling.", required="Vul in wie er belde", max_length=120)
    organisatie = RegelField(
        label="Namens wie belde deze persoon?", help_text="Bijvoorbeeld de naam van een school of een instelling, of: ouder.",
        required="Vul in namens wie deze persoon belde", max_length=120,
    )
    zoek = ZoekField(label="Zoek het nummer van een school", help_text="Typ een deel van de naam, of de plaats.", required=False, max_length=80)
    nummer = KeuzeField(label="Op welk nummer hebt u teruggebeld?", required="Kies op welk nummer u hebt teruggebeld", error_messages={"invalid_choice": NO_NUMBER})
    gebeld_op = DatumField(label="Op welke dag belde u terug?", help_text="Bijvoorbeeld 29-11-2026.", required="Vul in op welke dag u terugbelde")
    uitkomst = KeuzeField(
        label="Wat kwam eruit?", required="Kies wat eruit kwam", choices=Navraag.choices,
        hints={Navraag.KLOPT_NIET.value: "De privacy officer krijgt meteen bericht.", Navraag.NIEMAND.value: "U vertelt niets en probeert het later opnieuw."},
    )
    hulpvraag = KeuzeField(
        label="Bij welke hulpvraag hoort dit?", required=False, widget=forms.Select, error_messages={"invalid_choice": NOT_YOURS},
        help_text="Wie die hulpvraag bij u leest, leest dan ook dit telefoontje.",
    )
    key = MeegestuurdField(kind=uuid.UUID)

    def __init__(self, *args, numbers: list[KnownNumber], own: tuple[str, str], hulpvragen: list[Hulpvraag], **kwargs):
        """`own`: name and number of the partnership."""
        super().__init__(*args, **kwargs)
        schools = [(one.code, f"{phone.written(one.telefoon)}, {one.naam}, {one.plaats}") for one in numbers]
        swv = [(SWV, f"{phone.written(own[1])}, {own[0]}")] if own[1] else []
        self.fields["nummer"].choices = [*schools, *swv, (OTHER, "Een nummer dat wij zelf al hadden")]
        self.fields["nummer"].widget.hints = {OTHER: "Van een ouder of een andere genodigde weet degene die uitnodigde het nummer. Het staat niet in het portaal."}
        self.fields["hulpvraag"].choices = [("", "Geen, of dat weet ik niet"), *((str(one.pk), f"{one.kenmerk}, {one.get_soort_display().lower()}") for one in hulpvragen)]
