"""What a step asks beside its text: checked here, whichever form it came through, and made fit to keep.

Each check returns what is kept sealed with the text (`kept`, plain JSON) and what changes on the card.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings

from hulpvragen.enums import Action, Afschrift, Categorie, Omvang, Schoolsoort, Sluitreden, Status, StukSoort, Vervolg, Weigergrond
from hulpvragen.models import Hulpvraag, Stuk
from hulpvragen.policy import Asker
from hulpvragen.queries.settings import vakanties
from hulpvragen.storage import open_answers, stuk_data_place
from hulpvragen.termijn import last_bezwaar_day
from portal.lib import clock, dates
from portal.lib.errors import Invalid

POINTS, LONGEST_POINT = 12, 200
LONGEST_WAIT = 365  # days that a school may be given to answer
SUPPORT_YEARS, TLV_YEARS = 4, 10
MOST_BUDGET, MOST_HOURS = Decimal(1_000_000), 5000
_DECISIONS = {Action.GRANT, Action.ISSUE_TLV, Action.REJECT, Action.REFUSE}


@dataclass(frozen=True)
class Given:
    """One step as it was filled in. `voor` is the day it is about; the rest stands in `answers` by name."""

    by: Asker
    hulpvraag: Hulpvraag
    action: Action
    text: str = ""
    voor: dt.date | None = None
    answers: dict = field(default_factory=dict)

    def get(self, name: str):
        return self.answers.get(name)

    @property
    def filed_on(self) -> dt.date:
        return clock.day_of(self.hulpvraag.submitted_at)


@dataclass(frozen=True)
class Checked:
    """What to keep with the text, and which columns of the card change."""

    kept: dict = field(default_factory=dict)
    card: dict = field(default_factory=dict)


def check(given: Given) -> Checked:
    """Return what to keep of a step; raise Invalid with the question that must be answered otherwise."""
    examine = _CHECKS.get(given.action)
    found = examine(given) if examine else Checked()
    if is_besluit(given.hulpvraag, given.action):
        found.kept["bezwaar_tot"] = last_bezwaar_day(given.by.day).isoformat()
    return found


def is_besluit(hulpvraag: Hulpvraag, action: Action) -> bool:
    """Return whether this outcome is a besluit in the sense of the Awb, so that bezwaar can be made."""
    return action in _DECISIONS and hulpvraag.soort in settings.PORTAL_BESLUITEN


# ---- aanvulling


def _request_info(given: Given) -> Checked:
    last = _answer_day(given, "Vul in tot en met welke dag de school kan antwoorden")
    points = [point.strip() for point in given.get("punten") or () if point.strip()]
    points = list(dict.fromkeys(points))
    if len(points) > POINTS:
        raise Invalid(f"Vraag hooguit {POINTS} punten tegelijk. Nu zijn het er {len(points)}.", "eigen")
    if any(len(point) > LONGEST_POINT for point in points):
        raise Invalid(f"Gebruik per punt {LONGEST_POINT} tekens of minder.", "eigen")
    return Checked({"punten": points, "voor": last.isoformat()}, {"aanvulling_sinds": given.by.day, "aanvulling_voor": last})


def _answer_day(given: Given, needed: str) -> dt.date:
    if given.voor is None:
        raise Invalid(needed, "voor")
    if given.voor <= given.by.day:
        raise Invalid("Kies een dag na vandaag, zodat de school tijd heeft om te antwoorden", "voor")
    if given.voor > given.by.day + LONGEST_WAIT * clock.DAY:
        raise Invalid("Kies een dag binnen een jaar", "voor")
    return given.voor


def asked_points(hulpvraag: Hulpvraag) -> list[str]:
    """Return the points of the last question to the school; none when it was asked in words alone."""
    last = Stuk.objects.filter(hulpvraag=hulpvraag, soort=StukSoort.AANVULLING_VRAAG).order_by("created_at", "id").last()
    return data_of(last).get("punten", []) if last else []


def data_of(stuk: Stuk) -> dict:
    """Return what was kept beside the text of a stuk that the reader may see."""
    if stuk.gegevens is None:
        return {}
    return open_answers(stuk.dossier_id, stuk.dossier.sleutel, stuk_data_place(stuk.pk), stuk.gegevens)


def _supplement(given: Given) -> Checked:
    points = asked_points(given.hulpvraag)
    if not points:
        if not given.text.strip():
            raise Invalid("Vul de aanvulling in", "text")
        return Checked()
    answers = given.get("antwoorden") or []
    kept = []
    for number, point in enumerate(points):
        answer = answers[number] if number < len(answers) else {}
        if answer.get("er") is None:
            raise Invalid(f"Kies bij punt {number + 1} of u het kunt geven", f"er_{number}")
        if not (answer.get("tekst") or "").strip():
            lacks = "uw antwoord" if answer["er"] else "waarom het er niet is"
            raise Invalid(f"Vul bij punt {number + 1} in: {lacks}", f"antwoord_{number}")
        kept.append({"punt": point, "er": bool(answer["er"]), "tekst": answer["tekst"].strip()})
    return Checked({"antwoorden": kept})


def _move_date(given: Given) -> Checked:
    h = given.hulpvraag
    last = _answer_day(given, "Vul de nieuwe dag in")
    if last == h.aanvulling_voor:
        raise Invalid("Dit is de dag die er al stond. Kies een andere dag.", "voor")
    card = {"aanvulling_voor": last}
    if h.aanvulling_voor < given.by.day:  # the clock went on the day after; from today it stands still again
        card |= {"term_date": h.term_on(given.by.day, vakanties()), "aanvulling_sinds": given.by.day}
    return Checked({"was": h.aanvulling_voor.isoformat(), "voor": last.isoformat()}, card)


# ---- the term


def longest_extension(hulpvraag: Hulpvraag, day: dt.date) -> dt.date:
    """Return the last day that a term may be moved to: as long again as the term itself."""
    held = vakanties()
    return hulpvraag.formulier.termijn.last_day(hulpvraag.term_on(day, held), held)


def _extend_term(given: Given) -> Checked:
    now, last = given.hulpvraag.term_on(given.by.day, vakanties()), longest_extension(given.hulpvraag, given.by.day)
    if given.voor is None:
        raise Invalid("Vul de nieuwe laatste dag van de termijn in", "voor")
    if given.voor <= max(now, given.by.day):
        raise Invalid(f"Kies een dag na {dates.in_full(max(now, given.by.day))}", "voor")
    if given.voor > last:
        raise Invalid(f"Verleng de termijn hooguit tot en met {dates.in_full(last)}", "voor")
    return Checked({"was": now.isoformat(), "voor": given.voor.isoformat()}, {"term_date": given.voor, "term_verlengd": True})


# ---- outcomes


def _copy(given: Given) -> dict:
    """Return what is known of the copy for the parents; an anonymous question has none."""
    if given.hulpvraag.anoniem:
        return {}
    if given.get("afschrift") != Afschrift.VERZONDEN:
        return {"afschrift": Afschrift.VOLGT.value}
    return _sent(given, given.get("afschrift_op"), "afschrift_op")


def _sent(given: Given, day: dt.date | None, field: str) -> dict:
    """Check the day on which the copy was posted."""
    if day is None:
        raise Invalid("Vul in op welke dag het afschrift is verzonden", field)
    if day > given.by.day:
        raise Invalid("Deze dag is nog niet geweest. Leg het vast als het afschrift is verzonden.", field)
    if day < given.filed_on:
        raise Invalid(f"Deze dag ligt voor de dag van indienen ({dates.in_full(given.filed_on)})", field)
    return {"afschrift": Afschrift.VERZONDEN.value, "afschrift_op": day.isoformat()}


def _record_copy(given: Given) -> Checked:
    return Checked(_sent(given, given.voor, "voor"))


def _outcome(given: Given) -> Checked:
    return Checked(_copy(given))


def _period(given: Given, earliest: dt.date, years: int) -> tuple[dt.date, dt.date]:
    van, tot = given.get("van"), given.get("tot")
    if van is None:
        raise Invalid("Vul de eerste dag van de periode in", "van")
    if tot is None:
        raise Invalid("Vul de laatste dag van de periode in", "tot")
    if van < earliest:
        raise Invalid(f"De eerste dag kan niet voor {dates.in_full(earliest)} liggen", "van")
    if van > given.by.day + LONGEST_WAIT * clock.DAY:
        raise Invalid("Kies een eerste dag binnen een jaar vanaf vandaag", "van")
    if tot < van:
        raise Invalid("De laatste dag ligt voor de eerste dag. Controleer de twee datums.", "tot")
    if tot <= given.by.day:  # or the support could never start: it asks for an evaluation before its end
        raise Invalid("Deze periode is al voorbij. Kies een laatste dag na vandaag.", "tot")
    if tot > _years_on(van, years):
        raise Invalid(f"Kies een periode van hooguit {years} jaar", "tot")
    return van, tot


def _years_on(day: dt.date, years: int) -> dt.date:
    return dt.date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _granted(van: dt.date, tot: dt.date) -> Checked:
    return Checked({"van": van.isoformat(), "tot": tot.isoformat()}, {"ondersteuning_van": van, "ondersteuning_tot": tot})


def _grant(given: Given) -> Checked:
    found = _granted(*_period(given, given.filed_on, SUPPORT_YEARS))
    return Checked(found.kept | _amount(given) | _copy(given), found.card)


def _amount(given: Given) -> dict:
    how, budget, hours = given.get("omvang"), given.get("budget"), given.get("uren")
    if how not in Omvang.values:
        raise Invalid("Kies waarin u toekent: een budget of een aantal uren", "omvang")
    if how == Omvang.BUDGET:
        if budget is None:
            raise Invalid("Vul het budget in", "budget")
        if not 0 < budget <= MOST_BUDGET:
            raise Invalid("Vul een budget in tussen 1 cent en 1 miljoen euro", "budget")
        return {"omvang": how, "budget": str(budget)}
    if hours is None:
        raise Invalid("Vul het aantal uren in", "uren")
    if not 0 < hours <= MOST_HOURS:
        raise Invalid(f"Vul een aantal uren in van 1 tot en met {MOST_HOURS}", "uren")
    return {"omvang": how, "uren": hours}


def _issue_tlv(given: Given) -> Checked:
    school, category = given.get("schoolsoort"), given.get("categorie")
    if school not in Schoolsoort.values:
        raise Invalid("Kies voor welke soort school de TLV is", "schoolsoort")
    if category not in Categorie.values:
        raise Invalid("Kies de categorie", "categorie")
    if (school == Schoolsoort.SBO) != (category == Categorie.GEEN):
        raise Invalid("Bij so en vso hoort de categorie laag, midden of hoog. Bij sbo hoort geen categorie.", "categorie")
    found = _granted(*_period(given, given.filed_on, TLV_YEARS))
    return Checked(found.kept | {"schoolsoort": school, "categorie": category} | _copy(given), found.card)


def _refuse(given: Given) -> Checked:
    why = given.get("grond")
    if why not in Weigergrond.values:
        raise Invalid("Kies waarom u de hulpvraag niet in behandeling neemt", "grond")
    if why == Weigergrond.ONVOLLEDIG and not was_asked(given.hulpvraag):
        raise Invalid("U hebt de school nog niet om een aanvulling gevraagd. Doe dat eerst.", "grond")
    return Checked({"grond": why} | _copy(given))


def was_asked(hulpvraag: Hulpvraag) -> bool:
    """Return whether the school was asked to complete it (Awb 4:5)."""
    waits = hulpvraag.status == Status.AANVULLING
    return waits or Stuk.objects.filter(hulpvraag=hulpvraag, soort=StukSoort.AANVULLING_VRAAG).exists()


# ---- support


def _start_support(given: Given) -> Checked:
    h, begin, evaluation = given.hulpvraag, given.get("begin") or given.by.day, given.voor
    first, last = h.ondersteuning_van or given.filed_on, h.ondersteuning_tot
    if begin < first:
        raise Invalid(f"De ondersteuning is toegekend vanaf {dates.in_full(first)}. Kies die dag of een latere.", "begin")
    if last and begin > last:
        raise Invalid(f"De ondersteuning is toegekend tot en met {dates.in_full(last)}. Kies een eerdere dag.", "begin")
    if evaluation is None:
        raise Invalid("Vul in wanneer u samen evalueert", "voor")
    if evaluation <= max(begin, given.by.day):
        raise Invalid("Kies een dag na vandaag en na de start van de ondersteuning", "voor")
    if evaluation > (last or begin + SUPPORT_YEARS * 366 * clock.DAY):
        raise Invalid("Kies een dag voor het einde van de ondersteuning", "voor")
    return Checked({"begin": begin.isoformat(), "voor": evaluation.isoformat()}, {"ondersteuning_van": begin, "evaluatie_op": evaluation})


def _extend_support(given: Given) -> Checked:
    h = given.hulpvraag
    van, tot = _period(given, h.ondersteuning_van or given.filed_on, SUPPORT_YEARS)
    if h.ondersteuning_tot and tot <= h.ondersteuning_tot:
        raise Invalid(f"De ondersteuning loopt al tot en met {dates.in_full(h.ondersteuning_tot)}. Kies een latere dag.", "tot")
    return Checked({"van": van.isoformat(), "tot": tot.isoformat()}, {"ondersteuning_tot": tot})


def _ask_evaluation(given: Given) -> Checked:
    last = _answer_day(given, "Vul in tot en met welke dag de school kan evalueren")
    return Checked({"voor": last.isoformat()}, {"evaluatie_op": last})


def _submit_evaluation(given: Given) -> Checked:
    goals, after = (given.get("doelen") or "").strip(), given.get("vervolg")
    if not goals:
        raise Invalid("Vul in welke doelen u had", "doelen")
    if after not in Vervolg.values:
        raise Invalid("Kies hoe het verder gaat", "vervolg")
    return Checked({"doelen": goals, "vervolg": after, "vervolg_tekst": (given.get("vervolg_tekst") or "").strip()})


# ---- the rest


def _refer(given: Given) -> Checked:
    where = (given.get("naar") or "").strip()
    if not where:
        raise Invalid("Vul in naar welk samenwerkingsverband u doorzendt", "naar")
    return Checked({"naar": where})


def _close_without(given: Given) -> Checked:
    why = given.get("waarom")
    if why not in Sluitreden.values:
        raise Invalid("Kies waarom u sluit zonder uitkomst", "waarom")
    return Checked({"waarom": why})


def _flag(given: Given) -> Checked:
    h = given.hulpvraag
    now = {name: bool(given.get(name)) for name in ("spoed", "thuiszitter")}
    if now == {"spoed": h.spoed, "thuiszitter": h.thuiszitter}:
        raise Invalid("U hebt niets gewijzigd. Zet een vinkje, of haal het weg.", "spoed")
    return Checked(now, now)


def _reopen(given: Given) -> Checked:
    return Checked({}, {"ondersteuning_van": None, "ondersteuning_tot": None, "evaluatie_op": None})


_CHECKS: dict[Action, Callable[[Given], Checked]] = {
    Action.REQUEST_INFO: _request_info,
    Action.SUPPLEMENT: _supplement,
    Action.MOVE_SUPPLEMENT_DATE: _move_date,
    Action.EXTEND_TERM: _extend_term,
    Action.ADVISE: _outcome,
    Action.REJECT: _outcome,
    Action.GRANT: _grant,
    Action.ISSUE_TLV: _issue_tlv,
    Action.REFUSE: _refuse,
    Action.START_SUPPORT: _start_support,
    Action.EXTEND_SUPPORT: _extend_support,
    Action.ASK_EVALUATION: _ask_evaluation,
    Action.SUBMIT_EVALUATION: _submit_evaluation,
    Action.RECORD_COPY: _record_copy,
    Action.REFER: _refer,
    Action.CLOSE_WITHOUT: _close_without,
    Action.FLAG: _flag,
    Action.REOPEN: _reopen,
}
