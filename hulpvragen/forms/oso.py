"""An OSO dossier: the file, and what of it becomes a concept."""

import uuid
from collections.abc import Iterable

from django.forms import Select

from hulpvragen.forms import KeyField
from portal.forms import BestandField, KeuzeField, MeerkeuzeField, PortalForm

NEW_PUPIL = "nieuw"


class OsoForm(PortalForm):
    """One file, the soort of the hulpvraag, and the school where there is a choice."""

    key = KeyField(required=False)

    def __init__(self, *args, schools: list, soorten: Iterable, **kwargs):
        super().__init__(*args, **kwargs)
        if len(schools) > 1:
            self.fields["school"] = KeuzeField(
                label="Voor welke school is de hulpvraag?", required="Kies een school", widget=Select,
                choices=[("", "Kies een school"), *((str(one.pk), f"{one.naam} ({one.code})") for one in schools)],
                error_messages={"invalid_choice": "Kies een school uit de lijst"},
            )
        self.fields["soort"] = KeuzeField(label="Wat voor hulpvraag is het?", required="Kies een soort hulpvraag", choices=[(one.value, one.label) for one in soorten])
        self.fields["bestand"] = BestandField(
            label="Kies het bestand", required="Kies een bestand van hooguit 20 MB", accept=".xml",
            help_text="Een XML-bestand uit uw leerlingvolgsysteem: het OSO-dossier voor het samenwerkingsverband. Na het kiezen ziet u eerst wat erin staat.",
        )
        self._only = schools[0].pk

    @property
    def school_id(self) -> uuid.UUID:
        chosen = self.cleaned_data.get("school")
        return uuid.UUID(chosen) if chosen else self._only


class OsoTakeForm(PortalForm):
    """What goes along, and about whom it is when a pupil with this name is known already."""

    def __init__(self, *args, choices: list[tuple[str, str, str]], known: list, **kwargs):
        """`choices` as (code, name, what it says); `known`: the dossiers of pupils with this name and birth date."""
        super().__init__(*args, **kwargs)
        if known:
            self.fields["leerling"] = KeuzeField(
                label="Is dit dezelfde leerling?", required="Kies of dit dezelfde leerling is",
                help_text="Uw school heeft al een dossier van een leerling met deze naam en geboortedatum.",
                choices=[*((str(one.pk), "Ja, de hulpvraag komt in dat dossier") for one in known), (NEW_PUPIL, "Nee, het is een andere leerling")],
            )
        if choices:
            self.fields["meenemen"] = MeerkeuzeField(
                label="Wat neemt u over?", required=False, help_text="Neem alleen over wat nodig is voor deze hulpvraag. Een vinkje weghalen laat dat onderdeel weg.",
                choices=[(code, name) for code, name, _ in choices], hints={code: text for code, _, text in choices},
                error_messages={"invalid_choice": "Kies alleen uit de onderdelen van deze pagina"},
            )

    @property
    def dossier_id(self) -> uuid.UUID | None:
        chosen = self.cleaned_data.get("leerling")
        return uuid.UUID(chosen) if chosen and chosen != NEW_PUPIL else None
