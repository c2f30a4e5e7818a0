"""What the SWV has set: the forms in force, the holidays, who handles by default. Public to whoever is logged in."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F

from hulpvragen import policy, workflow
from hulpvragen.enums import Soort
from hulpvragen.models import Formulier, Schoolvakantie
from hulpvragen.policy import Asker
from hulpvragen.termijn import Period


def vakanties() -> tuple[Period, ...]:
    """Return the holidays, half-open, in order."""
    return tuple((row.lower, row.upper) for row in Schoolvakantie.objects.order_by("geldig").values_list("geldig", flat=True))


def newest(soort: Soort | str) -> Formulier:
    """Return the form in force of a soort: its newest version."""
    return Formulier.objects.filter(soort=soort).order_by(F("versie").desc())[0]


@dataclass(frozen=True)
class Counted:
    """How the term of a soort is counted, with what is filed today as the example."""

    formulier: Formulier
    uiterlijk: dt.date


def holidays() -> list[Schoolvakantie]:
    """Return the holidays with their names, in order."""
    return list(Schoolvakantie.objects.order_by("geldig"))


def terms(who: Asker) -> list[Counted]:
    """Return per soort how its term is counted, and when what is filed today would have its answer."""
    off = vakanties()
    newest_first = Formulier.objects.order_by("soort", F("versie").desc()).distinct("soort")
    by_soort = {form.soort: form for form in newest_first}
    in_force = [by_soort[soort] for soort in Soort if soort in by_soort]
    return [Counted(form, form.termijn.last_day(who.day, off)) for form in in_force]


@dataclass(frozen=True)
class Version:
    """One version of a form, with how many open hulpvragen still use it; None: not for this reader to count."""

    formulier: Formulier
    by_name: str
    open: int | None


def versions(who: Asker, soort: Soort | str) -> list[Version]:
    """Return all versions of the form of a soort, newest first. Concepts are never counted: they are the schools' own."""
    rows = Formulier.objects.filter(soort=soort).select_related("created_by").order_by("-versie")
    counted = None
    if policy.sees_all_cards(who):
        open_now = policy.visible_to(who).filter(soort=soort, status__in=workflow.OPEN)
        counted = dict(open_now.order_by().values_list("formulier").annotate(Count("pk")))
    return [Version(row, row.created_by.naam if row.created_by else "", None if counted is None else counted.get(row.pk, 0)) for row in rows]


def codes(soort: Soort | str) -> set[str]:
    """Return the names that questions and documents of a soort ever had: a name never gets another meaning."""
    return {row["code"] for rows in Formulier.objects.filter(soort=soort).values_list("vragen", "documenten") for part in rows for row in part}
