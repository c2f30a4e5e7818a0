"""The texts of the handling as people read them: the text, and what was kept beside it in words."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from hulpvragen.enums import Action, Categorie, Omvang, Schoolsoort, Sluitreden, StukSoort, Vervolg, Weigergrond
from hulpvragen.services.reading import OpenStuk
from portal.lib import dates

_LABELS = {
    "volgnummer": "Volgnummer", "schoolsoort": "Soort school", "categorie": "Categorie", "grond": "Waarom niet in behandeling", "waarom": "Waarom gesloten",
    "naar": "Doorgezonden naar", "omvang": "Toegekend", "van": "Vanaf", "tot": "Tot en met", "begin": "Begint op", "voor": "Uiterlijk",
    "doelen": "Doelen", "vervolg": "Hoe het verder gaat", "vervolg_tekst": "Toelichting", "spoed": "Spoed", "thuiszitter": "Thuiszitter",
    "afschrift": "Afschrift voor de ouders", "bezwaar_tot": "Bezwaar kan tot en met",
}  # fmt: skip
_CHOICES = {"schoolsoort": Schoolsoort, "categorie": Categorie, "grond": Weigergrond, "waarom": Sluitreden, "vervolg": Vervolg}
_DAYS = {"van", "tot", "begin", "voor", "bezwaar_tot"}


def in_words(kept: dict) -> list[tuple[str, str]]:
    """Return what was kept beside a text as (label, value), in the order in which people read it."""
    return [(label, _word(name, kept)) for name, label in _LABELS.items() if kept.get(name) not in (None, "")]


def _word(name: str, kept: dict) -> str:
    value = kept[name]
    if name in _DAYS:
        return dates.in_full(dt.date.fromisoformat(value))
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "omvang":
        return f"{kept['uren']} uur" if value == Omvang.UREN else euros(Decimal(kept["budget"]))
    if name == "afschrift":
        sent = kept.get("afschrift_op")
        return f"per post verzonden op {dates.in_full(dt.date.fromisoformat(sent))}" if sent else "nog niet verzonden bij deze uitkomst"
    return {True: "ja", False: "nee"}.get(value, value) if isinstance(value, bool) else str(value)


def euros(amount: Decimal) -> str:
    """Write an amount as people here do: € 1.250,50."""
    return "€ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def bezwaar_clause(kept: dict) -> str:
    """Return the bezwaarclausule of a besluit, or nothing: it is in every besluit (Awb 3:45)."""
    if "bezwaar_tot" not in kept:
        return ""
    last = dates.in_full(dt.date.fromisoformat(kept["bezwaar_tot"]))
    return (
        f"Bent u het niet eens met dit besluit? De ouders en het schoolbestuur kunnen tot en met {last} bezwaar maken bij "
        f"{settings.PORTAL_SWV_NAAM}. Schrijf in een brief met welk besluit u het niet eens bent en waarom, zet uw naam, adres, de datum "
        "en uw handtekening eronder en stuur de brief op."
    )


# what a text is, when its kind says too little
_TITLES = {
    Action.MOVE_SUPPLEMENT_DATE: "Andere dag voor de aanvulling", Action.RESUME: "Verder zonder antwoord", Action.HAND_BACK: "Terug naar het loket",
    Action.EXTEND_TERM: "Termijn verlengd", Action.EXTEND_SUPPORT: "Ondersteuning verlengd", Action.START_SUPPORT: "Ondersteuning gestart",
    Action.ASK_EVALUATION: "Evaluatie gevraagd", Action.FLAG: "Spoed of thuiszitter", Action.REFER: "Doorgezonden", Action.TAKE_OVER: "Contact overgenomen",
    Action.CLOSE: "Afgerond", Action.CLOSE_WITHOUT: "Gesloten zonder uitkomst", Action.REOPEN: "Heropend", Action.WITHDRAW: "Ingetrokken",
    Action.RECALL: "Teruggehaald", Action.RECORD_COPY: "Afschrift verzonden",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One text with its title, what was kept beside it, and of a checklist the points or their answers."""

    stuk: OpenStuk
    title: str
    words: list[tuple[str, str]]
    points: list[str]
    answers: list[dict]
    clause: str


def shown(stuk: OpenStuk) -> Piece:
    """Return a text of the handling as a page shows it."""
    kept = stuk.gegevens
    title = _TITLES.get(kept.get("actie"), stuk.label) if stuk.soort == StukSoort.REDEN or kept.get("actie") in _TITLES else stuk.label
    return Piece(stuk, title, in_words(kept), kept.get("punten", []), kept.get("antwoorden", []), bezwaar_clause(kept))
