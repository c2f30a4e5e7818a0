"""The first version of each form: a start that an SWV changes in its settings."""

from django.db import migrations

_DOEL = {"code": "doel", "label": "Wat wilt u bereiken?", "hint": "Wat kan of durft de leerling straks, en wanneer?", "type": "tekst", "verplicht": True}
_GOED = {"code": "gaat_goed", "label": "Wat gaat goed?", "hint": "Waar is de leerling sterk in? Wat helpt?", "type": "tekst", "verplicht": False}
_GEDAAN = {"code": "gedaan", "label": "Wat hebt u al gedaan?", "hint": "Wat, hoe vaak, hoelang en met welk resultaat?", "type": "tekst", "verplicht": True}
_GEVRAAGD = {"code": "gevraagd", "label": "Wat vraagt u van ons?", "hint": "", "type": "tekst", "verplicht": True}
_ALGEMEEN = [_DOEL, _GOED, _GEDAAN, _GEVRAAGD]
_OPP = {"code": "opp", "label": "Ontwikkelingsperspectief (OPP)", "verplicht": True}
_RAPPORT = {"code": "onderwijskundig_rapport", "label": "Onderwijskundig rapport", "verplicht": True}
_TOETSEN = {"code": "toetsen", "label": "Overzicht van toetsen uit het leerlingvolgsysteem", "verplicht": True}
_ONDERZOEK = {"code": "onderzoek", "label": "Verslag van onderzoek", "verplicht": False}

FORMULIEREN = [
    {
        "soort": "adviesvraag", "uitleg": "U wilt advies: wat heeft deze leerling nodig?",
        "vragen": _ALGEMEEN, "documenten": [], "termijn": (3, "weken", True),
    },
    {
        "soort": "anoniem", "uitleg": "U wilt advies zonder te zeggen om welke leerling het gaat. Wij bewaren geen gegevens van de leerling.",
        "vragen": [
            {"code": "situatie", "label": "Wat is de situatie?", "hint": "Noem geen namen, geboortedatum of andere gegevens waaraan iemand te herkennen is.", "type": "tekst", "verplicht": True},
            _GEDAAN, _GEVRAAGD,
        ],
        "documenten": [], "termijn": (10, "schooldagen", False),
    },
    {
        "soort": "arrangement", "uitleg": "U vraagt extra ondersteuning voor deze leerling op uw school.",
        "vragen": [
            *_ALGEMEEN,
            {"code": "omvang", "label": "Hoeveel ondersteuning denkt u nodig te hebben?", "hint": "Bijvoorbeeld: twee uur per week, een half jaar.", "type": "regel", "verplicht": True},
        ],
        "documenten": [_OPP, _TOETSEN, _ONDERZOEK], "termijn": (6, "weken", True),
    },
    {
        "soort": "tlv", "uitleg": "U vraagt of de leerling naar het speciaal (basis)onderwijs mag: een toelaatbaarheidsverklaring.",
        "vragen": [
            *_ALGEMEEN,
            {"code": "schoolsoort", "label": "Voor welk onderwijs vraagt u de verklaring?", "hint": "", "type": "keuze", "verplicht": True,
             "keuzes": ["Speciaal basisonderwijs (sbo)", "Speciaal onderwijs (so)", "Voortgezet speciaal onderwijs (vso)"]},
            {"code": "ingang", "label": "Vanaf welke dag?", "hint": "Dag, maand en jaar, bijvoorbeeld 01-08-2027.", "type": "datum", "verplicht": True},
        ],
        "documenten": [_OPP, _RAPPORT, _TOETSEN, _ONDERZOEK], "termijn": (8, "weken", True),  # Awb 4:13
    },
    {
        "soort": "overig", "uitleg": "Uw vraag past niet bij een van de andere soorten.",
        "vragen": [_DOEL, _GEDAAN, _GEVRAAGD], "documenten": [], "termijn": (6, "weken", True),
    },
]


def fill(apps, schema_editor):
    Formulier, Hulpvraag = apps.get_model("hulpvragen", "Formulier"), apps.get_model("hulpvragen", "Hulpvraag")
    for of in FORMULIEREN:
        aantal, eenheid, vakanties = of["termijn"]
        made = Formulier.objects.create(
            soort=of["soort"], versie=1, uitleg=of["uitleg"], vragen=of["vragen"], documenten=of["documenten"],
            termijn_aantal=aantal, termijn_eenheid=eenheid, vakanties_tellen_mee=vakanties,
        )
        Hulpvraag.objects.filter(soort=of["soort"]).update(formulier=made)


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0003_casework")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
