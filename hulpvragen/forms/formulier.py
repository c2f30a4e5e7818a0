"""What the SWV sets: the form of a soort, on one page."""

from collections.abc import Mapping

from django import forms
from django.utils.text import slugify

from hulpvragen.completeness import DOCUMENT, REASON, RESERVED
from hulpvragen.enums import Part, Telling, Vraagtype
from hulpvragen.forms import VersionField
from hulpvragen.forms.parts import questions_of
from hulpvragen.models import Formulier
from portal.forms import AkkoordField, GetalField, KeuzeField, PortalForm, RegelField, TekstField

MOST_ROWS = 60  # of questions or documents in one form: what is more is not read


class HeadForm(PortalForm):
    """What a soort is for, and in how long the SWV answers."""

    versie = VersionField(required=False)
    uitleg = RegelField(
        label="Waar is deze soort hulpvraag voor?", required="Vul in waar deze soort hulpvraag voor is", max_length=300,
        help_text="De school leest dit bij het kiezen.",
    )
    termijn_aantal = GetalField(label="Binnen hoeveel weken of schooldagen is het antwoord er?", required="Vul een getal in, bijvoorbeeld 6")
    termijn_eenheid = KeuzeField(label="Waarin telt u?", required="Kies weken of schooldagen", choices=Telling.choices)
    vakanties_tellen_mee = AkkoordField(label="Schoolvakanties tellen mee", required=False)


class VraagForm(PortalForm):
    """One question."""

    code = RegelField(required=False, widget=forms.HiddenInput)
    label = RegelField(label="Wat is de vraag?", required="Vul de vraag in", max_length=200)
    hint = RegelField(label="Uitleg onder de vraag", required=False, max_length=300)
    type = KeuzeField(label="Hoe antwoordt de school?", required="Kies hoe de school deze vraag beantwoordt", choices=Vraagtype.choices, widget=forms.Select)
    verplicht = AkkoordField(label="De school moet deze vraag beantwoorden", required=False)
    keuzes = TekstField(label="De antwoorden, bij een keuze", help_text="Elk antwoord op een eigen regel.", required=False)


class DocumentForm(PortalForm):
    """One document that is expected."""

    code = RegelField(required=False, widget=forms.HiddenInput)
    label = RegelField(label="Welk document verwacht u?", required="Vul in welk document u verwacht", max_length=200)
    verplicht = AkkoordField(label="Dit document hoort er altijd bij", required=False)


class FormulierForm:
    """The form of a soort as it is being set: head, questions and documents, each a form of its own.

    Adding, moving and taking away are buttons that show the page again; only saving keeps it.
    """

    KINDS = {"vraag": VraagForm, "document": DocumentForm}

    def __init__(self, soort: str, data: Mapping | None = None, initial: Formulier | None = None):
        self.soort, self.data = soort, data
        self.head = HeadForm(data, initial=_head_of(initial) if initial else None)
        self.rows = {kind: self._forms(kind, initial) for kind in self.KINDS}
        self.errors: list[tuple[str, str]] = []  # (id of the control, sentence)

    def _forms(self, kind: str, initial: Formulier | None) -> list[PortalForm]:
        if self.data is not None:
            return [self.KINDS[kind](self.data, prefix=f"{kind}-{number}") for number in range(_count(self.data, kind))]
        rows = (initial.vragen if kind == "vraag" else initial.documenten) if initial else []
        return [self.KINDS[kind](prefix=f"{kind}-{number}", initial=_row_of(row)) for number, row in enumerate(rows)]

    @property
    def vragen(self) -> list[PortalForm]:
        return self.rows["vraag"]

    @property
    def documenten(self) -> list[PortalForm]:
        return self.rows["document"]

    def is_valid(self, codes: set[str]) -> bool:
        """Read all of it; `codes` are the names that questions of this soort ever had."""
        every = [self.head, *self.vragen, *self.documenten]
        if all([form.is_valid() for form in every]):  # a list: each says what is wrong with it
            self.formulier = self._made(codes)
            for place, sentence in self.formulier.faults():
                self.point_out(place, sentence)
        self.errors += [(form[name].error_target, error) for form in every for name, found in form.errors.items() for error in found]
        return not self.errors

    def point_out(self, place: str, sentence: str) -> None:
        """Say a fault at its control: a field of the head, "vraag-2-label", or all questions together."""
        kind, _, rest = place.partition("-")
        number, _, field = rest.partition("-")
        if field:
            self.rows[kind][int(number)].add_error(field, sentence)
        elif kind in self.rows:
            self.errors.append((f"kop-{kind}", sentence))
        else:
            self.head.add_error(place, sentence)

    def _made(self, codes: set[str]) -> Formulier:
        head = {name: self.head.cleaned_data[name] for name in ("uitleg", "termijn_aantal", "termijn_eenheid", "vakanties_tellen_mee")}
        vragen = [_vraag(row) for row in self._coded("vraag", codes)]
        return Formulier(soort=self.soort, vragen=vragen, documenten=self._coded("document", codes), **head)

    def _coded(self, kind: str, codes: set[str]) -> list[dict]:
        """Return the rows with the code each has, or a new one made of its words that was never used."""
        rows = [{name: value for name, value in form.cleaned_data.items()} for form in self.rows[kind]]
        taken = {row["code"] for row in rows} | codes | RESERVED
        for row in rows:
            if row["code"] not in codes:
                row["code"] = _new_code(row["label"], taken)
                taken.add(row["code"])
        return rows

    # ---- the page again, with a row more, less or elsewhere

    def changed(self, what: str) -> "FormulierForm":
        """Return the page after a button: "vraag-erbij", "vraag-omhoog-2", "vraag-omlaag-2", "vraag-weg-2"."""
        kind, act, number = [*what.split("-"), "", ""][:3]
        again = FormulierForm(self.soort)
        again.head = HeadForm(initial=_raw(self.head, self.data))
        for name, old in self.rows.items():
            values = [_raw(form, self.data) for form in old]
            if name == kind:
                _move(values, act, int(number) if number.isdecimal() and len(number) < 4 else -1)
            again.rows[name] = [self.KINDS[name](prefix=f"{name}-{place}", initial=row) for place, row in enumerate(values)]
        return again


def _move(values: list[dict], act: str, number: int) -> None:
    if act == "erbij":
        values.append({"label": "", "type": Vraagtype.TEKST})
    elif not 0 <= number < len(values):
        return
    elif act == "weg":
        del values[number]
    elif act in ("omhoog", "omlaag"):
        values.insert(max(0, number + (-1 if act == "omhoog" else 1)), values.pop(number))


def _raw(form: PortalForm, data: Mapping) -> dict:
    """Return what was typed, to show it again as it is."""
    return {name: data.get(form.add_prefix(name), "") for name in form.fields}


def _count(data: Mapping, kind: str) -> int:
    """Return how many rows of this kind were sent: those whose label is there, to a bound."""
    return next((number for number in range(MOST_ROWS) if f"{kind}-{number}-label" not in data), MOST_ROWS)


def _head_of(formulier: Formulier) -> dict:
    names = ("versie", "uitleg", "termijn_aantal", "termijn_eenheid", "vakanties_tellen_mee")
    return {name: getattr(formulier, name) for name in names}


def _row_of(row: dict) -> dict:
    return row | {"keuzes": "\n".join(row.get("keuzes", ()))}


def _vraag(row: dict) -> dict:
    keuzes = list(filter(None, map(str.strip, row.pop("keuzes").split("\n"))))
    return row | ({"keuzes": keuzes} if row["type"] == Vraagtype.KEUZE else {})


def _new_code(label: str, taken: set[str]) -> str:
    """Return a name for a new question, made of its words."""
    words = slugify(label).replace("-", "_")[:30].strip("_") or "vraag"
    base = words if words[0].isalpha() and not words.startswith(DOCUMENT) else f"v_{words}"
    base = f"{base}_" if base.endswith(REASON) else base
    return next(name for name in (base, *(f"{base}_{number}" for number in range(2, 1000))) if name not in taken)


class PreviewForm(PortalForm):
    """The questions as the school sees them, to look at."""

    def __init__(self, formulier: Formulier):
        super().__init__(prefix="voorbeeld")
        self.fields = questions_of(Part.HULPVRAAG, formulier) | questions_of(Part.DOCUMENTEN, formulier)
        for field in self.fields.values():
            field.disabled = True
