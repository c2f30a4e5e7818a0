"""What the SWV sets: per soort the questions, expected documents and term; the holidays; who handles by default."""

import re
from collections import Counter
from collections.abc import Iterator

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from accounts.models import Eenheid, User
from accounts.models.facts import DatedFact, versioned
from hulpvragen.completeness import DOCUMENT, REASON, RESERVED
from hulpvragen.enums import Soort, Telling, Vraagtype
from hulpvragen.termijn import Termijn
from portal.lib import clock
from portal.lib.ids import uuid7

MOST_QUESTIONS, MOST_DOCUMENTS, MOST_ANSWERS, LONGEST_ANSWER = 30, 15, 20, 100
LONGEST_TERM = {Telling.WEKEN: 26, Telling.SCHOOLDAGEN: 130}
LONGEST_TLV = 8  # weeks, and holidays count: Awb 4:13
_CODE = re.compile("[a-z][a-z0-9_]{0,39}")


class Formulier(models.Model):
    """One version of the form of a soort. Never changed: a hulpvraag keeps the version it was begun with.

    `vragen` is a list of {code, label, hint, type (regel, tekst, keuze or datum), verplicht, keuzes};
    `documenten` a list of {code, label, verplicht}. Settings, nothing about a pupil.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    soort = models.CharField(max_length=12, choices=Soort)
    versie = models.PositiveIntegerField()
    uitleg = models.CharField(max_length=300, blank=True)
    vragen = models.JSONField(default=list)
    documenten = models.JSONField(default=list)
    termijn_aantal = models.PositiveSmallIntegerField()
    termijn_eenheid = models.CharField(max_length=12, choices=Telling)
    vakanties_tellen_mee = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["soort", "versie"], name="formulier_one_of_each"),
            models.CheckConstraint(name="formulier_soort", condition=Q(soort__in=Soort.values)),
            models.CheckConstraint(name="formulier_has_term", condition=Q(termijn_aantal__gte=1, termijn_aantal__lte=260)),
        ]

    @property
    def termijn(self) -> Termijn:
        return Termijn(self.termijn_aantal, self.termijn_eenheid, self.vakanties_tellen_mee)

    def same_as(self, other: "Formulier") -> bool:
        """Return whether two versions set the same."""
        return all(
            getattr(self, name) == getattr(other, name) for name in ("uitleg", "vragen", "documenten", "termijn_aantal", "termijn_eenheid", "vakanties_tellen_mee")
        )

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield (place, sentence) of what stands in the way of this version; a place is a field, or "vraag-2-label"."""
        yield from self._term_faults()
        for kind, rows, most in (("vraag", self.vragen, MOST_QUESTIONS), ("document", self.documenten, MOST_DOCUMENTS)):
            if len(rows) > most:
                yield kind, f"Dit zijn er te veel: {len(rows)}. Er passen er {most} op een formulier."
            labels = Counter(row["label"].casefold() for row in rows)
            codes = Counter(row["code"] for row in rows)
            for number, row in enumerate(rows):
                if not row["label"]:
                    yield f"{kind}-{number}-label", "Vul de vraag in" if kind == "vraag" else "Vul in welk document u verwacht"
                elif labels[row["label"].casefold()] > 1:
                    yield f"{kind}-{number}-label", "Deze tekst staat er twee keer. Maak het verschil duidelijk, of haal er één weg."
                if not _CODE.fullmatch(row["code"]) or codes[row["code"]] > 1 or row["code"] in RESERVED or row["code"].startswith(DOCUMENT) or row["code"].endswith(REASON):
                    yield f"{kind}-{number}-label", "Deze naam is al in gebruik. Kies een andere tekst."
        for number, vraag in enumerate(self.vragen):
            yield from ((f"vraag-{number}-{field}", sentence) for field, sentence in _question_faults(vraag))

    def _term_faults(self) -> Iterator[tuple[str, str]]:
        longest = LONGEST_TERM.get(self.termijn_eenheid, 0)
        if not 1 <= self.termijn_aantal <= longest:
            yield "termijn_aantal", "Kies een termijn van 1 tot en met 26 weken, of van 1 tot en met 130 schooldagen"
        elif self.soort == Soort.TLV and (self.termijn_eenheid != Telling.WEKEN or self.termijn_aantal > LONGEST_TLV or not self.vakanties_tellen_mee):
            yield "termijn_aantal", "Over een TLV-aanvraag beslist u binnen 8 weken, en vakanties tellen mee (Algemene wet bestuursrecht, artikel 4:13)"


def _question_faults(vraag: dict) -> Iterator[tuple[str, str]]:
    keuzes = vraag.get("keuzes", [])
    if vraag["type"] not in Vraagtype.values:
        yield "type", "Kies hoe de school deze vraag beantwoordt"
    elif vraag["type"] != Vraagtype.KEUZE:
        return
    elif len(keuzes) < 2:
        yield "keuzes", "Vul minstens twee antwoorden in, elk op een eigen regel"
    elif len(keuzes) > MOST_ANSWERS:
        yield "keuzes", f"Dit zijn er te veel: {len(keuzes)}. Een vraag heeft hooguit {MOST_ANSWERS} antwoorden."
    elif len({keuze.casefold() for keuze in keuzes}) < len(keuzes):
        yield "keuzes", "Er staan twee dezelfde antwoorden. Haal er één weg."
    elif any(len(keuze) > LONGEST_ANSWER for keuze in keuzes):
        yield "keuzes", f"Een antwoord is te lang. Gebruik {LONGEST_ANSWER} tekens of minder."


class Schoolvakantie(models.Model):
    """Days that do not count where the form of a soort says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    naam = models.CharField(max_length=60)
    geldig = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="schoolvakantie_bounded", condition=Q(geldig__isempty=False) & ~Q(geldig__startswith=None) & ~Q(geldig__endswith=None)
            ),
            ExclusionConstraint(name="schoolvakantie_no_overlap", expressions=[("geldig", RangeOperators.OVERLAPS)]),
        ]


class VasteConsulent(DatedFact):
    """Who handles by default what a vestiging, or the schools of a wijknetwerk, file. It gives no sight: a Toewijzing does."""

    eenheid = models.ForeignKey(Eenheid, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = versioned("vasteconsulent", "eenheid")
