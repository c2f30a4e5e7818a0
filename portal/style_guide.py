"""The style page: every component once, in words that mean something. A component that is not here does not exist."""

import datetime as dt
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.enums import Rol
from hulpvragen.enums import Status
from portal.forms import AkkoordField, DatumField, KeuzeField, MeerkeuzeField, PortalForm, RegelField, TekstField
from portal.lib.http import verified

LEERLING = SimpleNamespace(voornaam="Noor", achternaam="Voorbeeld")


class SampleForm(PortalForm):
    """One of each question; sent empty it shows its faults."""

    naam = RegelField(label="Wat is de naam?", help_text="Zoals iedereen hem schrijft.", required="Vul de naam in")
    dag = DatumField(
        label="Wat is de laatste werkdag?", help_text="Dag, maand en jaar. Vanaf de dag erna is er geen toegang meer.",
        required="Vul de laatste werkdag in, bijvoorbeeld 30-11-2026",
    )
    soort = KeuzeField(
        label="Wat verandert er?", required="Kies wat er verandert", choices=[("vertrek", "Vertrekt van deze school"), ("afwezig", "Is lang afwezig")],
        hints={"afwezig": "Langer dan 2 weken, bijvoorbeeld door verlof."},
    )
    wie = KeuzeField(label="Wie volgt op?", required=False, choices=[("", "Nog niemand"), ("1", "Yara Demir")], widget=forms.Select)
    delen = MeerkeuzeField(label="Wat mag deze persoon zien?", required=False, choices=[("a", "De hulpvraag"), ("b", "De documenten")])
    uitleg = TekstField(label="Wilt u nog iets zeggen?", help_text="Noem geen namen van leerlingen.", required=False)
    akkoord = AkkoordField(label="Ik heb dit gecontroleerd", required=False)


@verified("shows no data: invented samples, to the beheerder, and in the demo to everybody")
@require_safe
def index(request):
    if not (settings.PORTAL_DEMO or request.asker.has(Rol.BEHEERDER)):
        raise Http404
    return render(request, "stijlgids.html", {
        "form": SampleForm({}),
        "samples": [Message(level, text) for level, text in (
            (constants.SUCCESS, "Uw aanvulling is verstuurd."), (constants.INFO, "Deze sessie was al beëindigd."),
            (constants.WARNING, "Deze hulpvraag heeft geen contactpersoon."), (constants.ERROR, "Het versturen is niet gelukt. Uw tekst is bewaard."),
        )],
        "statuses": [(status, status.label) for status in Status],
        "leerling": LEERLING,
        "chips": [("Open", "#filters", True, 12), ("U bent aan zet", "#filters", False, 3), ("Afgerond", "#filters", False, None)],
        "tabs": [("Hulpvraag", "#tabs", True, None), ("Documenten", "#tabs", False, 4), ("Bekeken door", "#tabs", False, None)],
        "steps": [("Ingediend", "ma 2 november", "done"), ("In behandeling", "wo 4 november", "current"), ("Uitkomst", "uiterlijk vr 27 november", "")],
        "people": [("MV", "Marloes van Dijk", "aanvrager, krijgt meldingen", False), ("KP", "Karin Postma", "vertrekt, laatste dag met toegang vr 27 november", True)],
        "timeline": [("PPO vraagt om een aanvulling", "vr 20 november, 14.05 uur, Hans de Wit", True), ("Hulpvraag ingediend", "ma 2 november, 9.12 uur, Marloes van Dijk", False)],
        "day": dt.date(2026, 11, 27),
    })  # fmt: skip
