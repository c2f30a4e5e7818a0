"""Reads the cases: what an IB'er wrote, and what happened to it afterwards.

In a case days are working days: `started` and `submitted` and the `ago` of a step count back from
today, the `dagen` of a talk count back from the day of filing.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from portal.lib.dates import school_year

from .days import Days

FOLDER = Path(__file__).with_name("cases")
TEXTS = ("titel", "doel", "gaat_goed", "gedaan", "gevraagd", "situatie", "omvang", "schoolsoort", "ingang")  # what the first forms ask
DOCUMENTEN = ("opp", "onderwijskundig_rapport", "toetsen")  # those that must be there; a case may say otherwise
FIRST_MONTH_OF_COHORT = 10  # who is born from October on is in a lower group


@dataclass(frozen=True)
class Step:
    """What somebody did with a hulpvraag. `voor` is in days from then; `to` is the key of a person."""

    ago: int
    by: str
    do: str
    text: str = ""
    part: str = ""
    voor: int = 0
    to: str = ""
    punten: tuple[str, ...] = ()  # of a question to the school


@dataclass(frozen=True)
class Case:
    """One hulpvraag as it will be made; `by` is the key of the IB'er who wrote it."""

    by: str
    soort: str
    leerling: dict
    answers: dict
    steps: list[Step] = field(default_factory=list)


def read_cases(days: Days) -> list[Case]:
    """Return all cases, with their days filled in."""
    files = sorted(FOLDER.glob("*.toml"))
    return [_case(values, days) for file in files for values in tomllib.loads(file.read_text())["hulpvraag"]]


def _case(values: dict, days: Days) -> Case:
    steps = [Step(values["started"], values["by"], "start")]
    if "submitted" in values:
        steps.append(Step(values["submitted"], values["by"], "submit"))
    steps += [Step(**step | {"text": flowing(step.get("text", ""))}) for step in values.get("step", ())]
    return Case(values["by"], values["soort"], _leerling(values, days.today), _answers(values, days), steps)


def _leerling(values: dict, today: dt.date) -> dict:
    if "leerling" not in values:  # an anonymous question
        return {}
    voornaam, _, achternaam = values["leerling"].partition(" ")
    return {
        "voornaam": voornaam,
        "achternaam": achternaam,
        "geboortedatum": _birthday(values["jarig"], values["groep"], today),
        "groep": f"groep {values['groep']}",
    }


def _birthday(jarig: str, groep: int, today: dt.date) -> dt.date:
    """Return a birthday ("14-03") in the year that fits the group."""
    day, month = map(int, jarig.split("-"))
    year = school_year(today) - groep - (4 if month >= FIRST_MONTH_OF_COHORT else 3)
    return dt.date(year, month, day)


def _answers(values: dict, days: Days) -> dict:
    filed = values.get("submitted", values["started"])
    answers = {name: flowing(values.get(name, "")) for name in TEXTS}
    if values.get("ingang"):  # of a TLV: the start of the next school year
        answers["ingang"] = dt.date(school_year(days.today) + 1, 8, 1).isoformat()
    if ouders := values.get("ouders"):
        answers |= {
            "ouders_geinformeerd_op": days.day(filed + ouders["dagen"]).isoformat(),
            "ouders_mening": ouders["mening"],
            "ouders_toelichting": flowing(ouders.get("toelichting", "")),
            "gezag": ouders.get("gezag", "beide"),
            "gezag_toelichting": flowing(ouders.get("gezag_toelichting", "")),
        }
    if "submitted" in values:
        answers |= {f"document_{code}": "klaar" for code in DOCUMENTEN}
    answers |= {f"document_{code}": state for code, state in values.get("documenten", {}).items()}
    if gehoord := values.get("gehoord"):
        told = {f"gehoord_{name}": flowing(gehoord[name]) for name in ("door", "verteld", "meegewogen")}
        answers |= told | {"gehoord": "ja", "gehoord_op": days.day(filed + gehoord["dagen"]).isoformat()}
    if reason := values.get("niet_gehoord"):
        answers |= {"gehoord": "nee", "niet_gehoord_reden": flowing(reason)}
    return answers


def flowing(text: str) -> str:
    """Return a text without the line ends of the file; a blank line begins a paragraph."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
