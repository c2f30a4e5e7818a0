"""The questions of the steps, beside the text that the workflow asks: before it what the step is about, after it when."""

import datetime as dt

from hulpvragen.enums import Action as A
from hulpvragen.enums import Afschrift, Categorie, Omvang, Schoolsoort, Sluitreden, Vervolg, Weigergrond
from hulpvragen.models import Hulpvraag
from hulpvragen.services import step_answers
from portal.forms import AkkoordField, BedragField, DatumField, GetalField, KeuzeField, MeerkeuzeField, RegelField, TekstField
from portal.lib import dates

DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 30-11-2026."
_DATES = {  # what the day of a step is
    A.REQUEST_INFO: ("Tot en met welke dag kan de school antwoorden?", "Vul in tot en met welke dag de school kan antwoorden"),
    A.MOVE_SUPPLEMENT_DATE: ("Tot en met welke dag kan de school antwoorden?", "Vul de nieuwe dag in"),
    A.EXTEND_TERM: ("Wat wordt de laatste dag van de termijn?", "Vul de nieuwe laatste dag van de termijn in"),
    A.RECORD_COPY: ("Wanneer is het afschrift verzonden?", "Vul in op welke dag het afschrift is verzonden"),
    A.START_SUPPORT: ("Wanneer evalueert u met de school?", "Vul in wanneer u samen evalueert"),
    A.ASK_EVALUATION: ("Tot en met welke dag kan de school evalueren?", "Vul in tot en met welke dag de school kan evalueren"),
}


def before_text(action: A, hulpvraag: Hulpvraag, points: tuple[str, ...]) -> dict:
    """Return the questions that come before the text of a step."""
    make = _BEFORE.get(action)
    return make(hulpvraag, points) if make else {}


def after_text(action: A, hulpvraag: Hulpvraag, day: dt.date) -> dict:
    """Return the questions that come after the text of a step."""
    asked = {}
    if action in _DATES:
        label, needed = _DATES[action]
        asked["voor"] = DatumField(label=label, help_text=_date_hint(action, hulpvraag, day), required=needed)
    make = _AFTER.get(action)
    return asked | (make(hulpvraag) if make else {})


def _date_hint(action: A, hulpvraag: Hulpvraag, day: dt.date) -> str:
    if action == A.EXTEND_TERM:
        return f"{DAY_HINT} Hooguit {dates.in_full(step_answers.longest_extension(hulpvraag, day))}."
    if action == A.MOVE_SUPPLEMENT_DATE:
        return f"{DAY_HINT} Nu is dat {dates.in_full(hulpvraag.aanvulling_voor)}."
    return DAY_HINT


# ---- before the text: what the step is about


def _points_to_ask(hulpvraag: Hulpvraag, points) -> dict:
    documents = [document["label"] for document in hulpvraag.formulier.documenten]
    asked = {}
    if documents:
        asked["punten"] = MeerkeuzeField(
            label="Welke documenten hebt u nodig?", required=False, choices=[(label, label) for label in documents]
        )
    asked["eigen"] = TekstField(
        label="Wat hebt u nog meer nodig?" if documents else "Wat hebt u van de school nodig?",
        help_text=f"Zet elk punt op een eigen regel. De school antwoordt per punt. Hooguit {step_answers.POINTS} punten.",
        required=False if documents else "Vul in wat u van de school nodig hebt", max_length=step_answers.POINTS * step_answers.LONGEST_POINT,
    )
    return asked


def _points_to_answer(hulpvraag: Hulpvraag, points: tuple[str, ...]) -> dict:
    asked = {}
    for number, point in enumerate(points):
        asked[f"er_{number}"] = KeuzeField(
            label=f"{number + 1}. {point}", required=f"Kies bij punt {number + 1} of u het kunt geven",
            choices=[("ja", "Ja, mijn antwoord staat hieronder"), ("nee", "Niet beschikbaar, want")],
        )
        asked[f"antwoord_{number}"] = TekstField(
            label=f"Uw antwoord bij punt {number + 1}", help_text="Is het er niet? Schrijf dan op waarom.", max_length=2000,
            required=f"Vul uw antwoord bij punt {number + 1} in, of waarom het er niet is",
        )
    return asked


def _period(first: str, last: str, hint: str = "") -> dict:
    return {
        "van": DatumField(label=first, help_text=DAY_HINT, required="Vul de eerste dag van de periode in"),
        "tot": DatumField(label=last, help_text=f"{DAY_HINT} {hint}".strip(), required="Vul de laatste dag van de periode in"),
    }


def _granted(hulpvraag: Hulpvraag, points) -> dict:
    return _period("Vanaf welke dag kent u toe?", "Tot en met welke dag?") | {
        "omvang": KeuzeField(label="Wat kent u toe?", required="Kies waarin u toekent", choices=Omvang.choices),
        "budget": BedragField(label="Hoeveel euro?", help_text="Alleen invullen bij een budget. Bijvoorbeeld 1250 of 1250,50.", required=False),
        "uren": GetalField(label="Hoeveel uren in totaal?", help_text="Alleen invullen bij een aantal uren.", required=False),
    }


def _tlv(hulpvraag: Hulpvraag, points) -> dict:
    return {
        "schoolsoort": KeuzeField(label="Voor welke soort school is de TLV?", required="Kies voor welke soort school de TLV is", choices=Schoolsoort.choices),
        "categorie": KeuzeField(label="Welke categorie?", required="Kies de categorie", choices=Categorie.choices),
    } | _period("Vanaf welke dag geldt de TLV?", "Tot en met welke dag geldt de TLV?", "Meestal is dat 31 juli, het einde van een schooljaar.")


def _refused(hulpvraag: Hulpvraag, points) -> dict:
    why = "Waarom neemt u de hulpvraag niet in behandeling?"
    return {"grond": KeuzeField(label=why, required="Kies waarom u de hulpvraag niet in behandeling neemt", choices=Weigergrond.choices)}


def _flags(hulpvraag: Hulpvraag, points) -> dict:
    return {
        "spoed": AkkoordField(label="Spoed", help_text="Deze hulpvraag kan niet wachten.", required=False, initial=hulpvraag.spoed),
        "thuiszitter": AkkoordField(label="Thuiszitter", help_text="De leerling gaat nu niet naar school.", required=False, initial=hulpvraag.thuiszitter),
    }


def _referred(hulpvraag: Hulpvraag, points) -> dict:
    return {"naar": RegelField(label="Naar welk samenwerkingsverband?", required="Vul in naar welk samenwerkingsverband u doorzendt", max_length=120)}


def _closed_without(hulpvraag: Hulpvraag, points) -> dict:
    return {"waarom": KeuzeField(label="Waarom is er geen uitkomst nodig?", required="Kies waarom u sluit zonder uitkomst", choices=Sluitreden.choices)}


def _evaluated(hulpvraag: Hulpvraag, points) -> dict:
    return {"doelen": TekstField(label="Welke doelen had u?", required="Vul in welke doelen u had")}


def _started(hulpvraag: Hulpvraag, points) -> dict:
    return {"begin": DatumField(label="Wanneer begint de ondersteuning?", help_text=_granted_hint(hulpvraag), required="Vul in wanneer de ondersteuning begint")}


def _granted_hint(hulpvraag: Hulpvraag) -> str:
    if not hulpvraag.ondersteuning_tot:
        return DAY_HINT
    return f"{DAY_HINT} Toegekend: {dates.near(hulpvraag.ondersteuning_van)} tot en met {dates.near(hulpvraag.ondersteuning_tot)}."


def _extended(hulpvraag: Hulpvraag, points) -> dict:
    held = f"Nu is dat {dates.in_full(hulpvraag.ondersteuning_tot)}." if hulpvraag.ondersteuning_tot else ""
    return _period("Vanaf welke dag verlengt u?", "Tot en met welke dag?", held)


# ---- after the text: when, and what goes to whom


def _copy(hulpvraag: Hulpvraag) -> dict:
    if hulpvraag.anoniem:
        return {}
    return {
        "afschrift": KeuzeField(
            label="Krijgen de ouders een afschrift?", required="Kies of het afschrift voor de ouders is verzonden", choices=Afschrift.choices,
            help_text="De ouders hebben recht op een afschrift van de uitkomst.",
        ),
        "afschrift_op": DatumField(label="Wanneer is het afschrift verzonden?", help_text=f"Alleen invullen als het is verzonden. {DAY_HINT}", required=False),
    }


def _after_evaluation(hulpvraag: Hulpvraag) -> dict:
    return {
        "vervolg": KeuzeField(label="Hoe gaat het verder?", required="Kies hoe het verder gaat", choices=Vervolg.choices),
        "vervolg_tekst": TekstField(label="Wilt u dat toelichten?", required=False),
    }


_BEFORE = {
    A.REQUEST_INFO: _points_to_ask, A.SUPPLEMENT: _points_to_answer, A.GRANT: _granted, A.ISSUE_TLV: _tlv, A.REFUSE: _refused,
    A.FLAG: _flags, A.REFER: _referred, A.CLOSE_WITHOUT: _closed_without, A.SUBMIT_EVALUATION: _evaluated,
    A.START_SUPPORT: _started, A.EXTEND_SUPPORT: _extended,
}  # fmt: skip
_AFTER = {**dict.fromkeys((A.ADVISE, A.GRANT, A.ISSUE_TLV, A.REJECT, A.REFUSE), _copy), A.SUBMIT_EVALUATION: _after_evaluation}
