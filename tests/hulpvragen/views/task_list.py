"""What an IB'er sends while she fills in a hulpvraag, part by part."""

import uuid

from django.urls import reverse

from hulpvragen.enums import Part
from hulpvragen.models import Hulpvraag

NEW = reverse("hulpvragen:new")
COMPLETE = {
    "leerling": {"voornaam": "Isa", "achternaam": "Hoekstra", "geboortedatum": "14-03-2018", "groep": "groep 4"},
    "hulpvraag": {"titel": "Rekenen", "doel": "Rekent mee.", "gaat_goed": "Zingt graag.", "gedaan": "Geoefend.", "gevraagd": "Advies."},
    "ouders": {
        "ouders_geinformeerd_op": "12 januari 2026", "ouders_mening": "deels", "ouders_toelichting": "Over het tempo.",
        "gezag": "anders", "gezag_toelichting": "Er loopt een zaak bij de rechter.",
    },
    "stem": {
        "gehoord": "ja", "gehoord_op": "12-01-2026", "gehoord_door": "De IB'er", "gehoord_verteld": "Het is leuk.",
        "gehoord_meegewogen": "Ja.", "niet_gehoord_reden": "",
    },
}
MORE = {  # what the other soorten ask besides
    "arrangement": {
        "hulpvraag": COMPLETE["hulpvraag"] | {"omvang": "Twee uur per week."},
        "documenten": {
            "document_opp": "klaar", "document_toetsen": "later", "document_onderzoek": "niet", "document_onderzoek_reden": "Er is geen onderzoek gedaan.",
        },
    },
    "anoniem": {"hulpvraag": {"titel": "Rust", "situatie": "Een leerling is snel boos.", "gedaan": "Gepraat.", "gevraagd": "Advies."}},
}


def url(name: str, hulpvraag) -> str:
    return reverse(f"hulpvragen:{name}", args=[hulpvraag.pk])


def part_url(hulpvraag, part: str) -> str:
    return reverse("hulpvragen:part", kwargs={"hulpvraag_id": hulpvraag.pk, "part": Part(part).value})


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:800]
    return response.content.decode()


def start_url(soort: str = "adviesvraag", leerling: object = "nieuw") -> str:
    """Return the address of the last page before a concept exists."""
    return f"{NEW}?soort={soort}&leerling={leerling}"


def begin(client, soort: str = "adviesvraag", leerling: object = "nieuw", **sent) -> Hulpvraag:
    """Begin a concept."""
    before = set(Hulpvraag.objects.values_list("pk", flat=True))
    answer = client.post(start_url(soort, leerling), {"key": uuid.uuid4()} | sent)
    assert answer.status_code == 302, answer.content[:800]
    return Hulpvraag.objects.exclude(pk__in=before).get()


def send(client, hulpvraag, part: str, version: object = None, **changes):
    """Send one part, complete but for the changes."""
    fresh = Hulpvraag.objects.get(pk=hulpvraag.pk)
    values = MORE.get(fresh.soort, {}).get(part) or COMPLETE[part]
    return client.post(part_url(hulpvraag, part), values | {"version": fresh.version if version is None else version} | changes)


def complete(client, soort: str = "adviesvraag", **changes) -> Hulpvraag:
    """Begin a concept and fill in all its parts, but for the changes."""
    made = begin(client, soort)
    parts = ["hulpvraag"] if soort == "anoniem" else [*COMPLETE, *(["documenten"] if "documenten" in MORE.get(soort, {}) else [])]
    for part in parts:
        values = MORE.get(soort, {}).get(part) or COMPLETE[part]
        answer = send(client, made, part, **{name: value for name, value in changes.items() if name in values})
        assert answer.status_code == 302, answer.content[:800]
    made.refresh_from_db()
    return made
