"""What a change of people asks, by its kind. Read and cleaned here; what cannot be is decided by the service."""

import uuid

from django import forms

from accounts.enums import Rol
from accounts.models import Vestiging
from accounts.queries.people import Colleague
from hulpvragen.forms import KeyField
from mutaties.enums import LEAVING, Soort
from portal.forms import DatumField, EmailadresField, KeuzeField, PortalForm, RegelField, TekstField
from portal.lib import clock, dates

DAY_HINT = "Dag, maand en jaar, bijvoorbeeld 31-01-2027."
NEWCOMER, NOBODY = "nieuw", "niemand"
_NEW = ("voornaam", "achternaam", "email")
_IF_NEW = "Alleen invullen als u ‘Iemand anders’ kiest."
_ROLES = [(Rol.IB.value, Rol.IB.label), (Rol.CONTACTPERSOON.value, Rol.CONTACTPERSOON.label)]
YES_NO = [("ja", "Ja"), ("nee", "Nee")]


class SchoolForm(PortalForm):
    """Of which school, where there are several."""

    school = KeuzeField(
        label="Van welke school is de wijziging?", required="Kies een school uit de lijst", widget=forms.Select,
        error_messages={"invalid_choice": "Kies een school uit de lijst"},
    )

    def __init__(self, *args, schools: list[Vestiging], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].choices = [("", "Kies een school"), *((one.code, f"{one.naam}, {one.plaats} ({one.code})") for one in schools)]


class WijzigingForm(PortalForm):
    """One change of people at one school."""

    reden = TekstField(
        label="Waarom geeft u dit nu pas door?", help_text="De laatste werkdag is meer dan 30 dagen geleden.", required=False, max_length=2000,
    )
    key = KeyField(required=False)

    def __init__(self, *args, soort: Soort, posts: list[Colleague], schools: list[Vestiging], **kwargs):
        """`posts`: those at the school, to choose from; `schools`: where somebody can go on."""
        super().__init__(*args, **kwargs)
        self.soort = soort
        self.fields = _questions(soort, posts, schools) | {"reden": self.fields["reden"], "key": self.fields["key"]}

    def add_error(self, field, error):
        """Find no fault with a question that was not asked: it depends on another answer."""
        if field in self.fields and not self._is_asked(field):
            self.cleaned_data[field] = getattr(self.fields[field], "empty", "")
        else:
            super().add_error(field, error)

    def _is_asked(self, name: str) -> bool:
        question, answers = self._depends(name)
        return not question or self.cleaned_data.get(question) in answers.split()

    @property
    def questions(self) -> list[tuple]:
        """Return (question, on which other one it depends, with which answers); of a late report also why."""
        asked = [name for name in self.fields if name not in ("reden", "key")]
        if "reden" in self.errors or self["reden"].value():
            asked.insert(asked.index("laatste_dag") + 1, "reden")
        return [(self[name], *self._depends(name)) for name in asked]

    def _depends(self, name: str) -> tuple[str, str]:
        if name in ("naar", "naar_begin"):
            return "verder", "ja"
        if name in _NEW:
            return "opvolger", NEWCOMER
        if name == "begin" and self.soort == Soort.AFWEZIG:
            return "opvolger", " ".join(value for value, _ in self.fields["opvolger"].choices if value != NOBODY)
        return "", ""

    @property
    def values(self) -> dict:
        """Return the change as the service takes it; an answer to a question that was not asked does not count."""
        typed = self.cleaned_data
        who, _, rol = typed.get("persoon", "").partition("_")
        begin, next_school = typed.get("begin"), typed.get("verder") == "ja"
        return {
            "persoon_id": uuid.UUID(who) if who else None,
            "rol": Rol(rol or typed.get("rol") or Rol.IB),
            "laatste_dag": begin - clock.DAY if typed.get("houdt") == "nee" else typed.get("laatste_dag"),
            "terug": typed.get("terug"),
            "nieuw": self._newcomer(typed.get("opvolger", "")),
            "begin": None if typed.get("opvolger") == NOBODY else begin,
            "nieuwe_rol": typed.get("nieuwe_rol", ""),
            "naar_id": uuid.UUID(typed["naar"]) if next_school else None,
            "naar_begin": typed["naar_begin"] if next_school else None,
            "reden": typed["reden"],
        }

    def _newcomer(self, chosen: str) -> dict:
        if chosen == NEWCOMER:
            return {name: self.cleaned_data[name] for name in _NEW}
        return {"user_id": uuid.UUID(chosen)} if chosen not in ("", NOBODY) else {}


class MedewerkerForm(PortalForm):
    """Somebody of the SWV who leaves or is away for long."""

    persoon = KeuzeField(
        label="Om wie gaat het?", required="Kies om wie het gaat", widget=forms.Select,
        error_messages={"invalid_choice": "Deze persoon werkt hier niet. Kies iemand uit de lijst."},
    )
    soort = KeuzeField(
        label="Wat verandert er?", required="Kies wat er verandert", choices=[(Soort.VERTREK.value, "Zij vertrekt"), (Soort.AFWEZIG.value, "Zij is lang afwezig")],
        hints={Soort.AFWEZIG.value: "Haar toegang rust tot de eerste dag terug."},
    )
    laatste_dag = DatumField(
        label="Wat is de laatste werkdag?", required="Vul de laatste werkdag in",
        help_text=f"Op deze dag is er nog toegang, daarna niet meer. {DAY_HINT}",
    )
    terug = DatumField(label="Wat is de eerste dag terug?", required=False, help_text=f"Alleen bij afwezigheid. Laat dit leeg als u het nog niet weet. {DAY_HINT}")
    reden = TekstField(
        label="Waarom geeft u dit nu pas door?", required=False, max_length=2000, help_text="Alleen als de laatste werkdag meer dan 30 dagen geleden is.",
    )
    key = KeyField(required=False)

    def __init__(self, *args, posts: list[Colleague], units: dict[uuid.UUID, str], **kwargs):
        """`units`: what each unit is called."""
        super().__init__(*args, **kwargs)
        offered = [(f"{one.user.pk}_{one.vestiging_id}_{one.rol}", f"{one.user.naam}, {one.rol.label}, {units[one.vestiging_id]}") for one in posts]
        self.fields["persoon"].choices = [("", "Kies iemand"), *offered]

    @property
    def values(self) -> dict:
        """Return the change as the service takes it."""
        typed, (user, unit, rol) = self.cleaned_data, self.cleaned_data["persoon"].split("_", 2)
        soort = Soort(typed["soort"])
        return {
            "soort": soort, "persoon_id": uuid.UUID(user), "eenheid_id": uuid.UUID(unit), "rol": Rol(rol), "laatste_dag": typed["laatste_dag"],
            "terug": typed["terug"] if soort == Soort.AFWEZIG else None, "reden": typed["reden"],
        }  # fmt: skip


def _questions(soort: Soort, posts: list[Colleague], schools: list[Vestiging]) -> dict[str, forms.Field]:
    if soort == Soort.NIEUW:
        rol = KeuzeField(label="Welke rol krijgt de nieuwe collega?", required="Kies welke rol de nieuwe collega krijgt", choices=_ROLES)
        return {"rol": rol, **_newcomer("Wie komt erbij?", posts)}
    person = {"persoon": _person(soort, posts)}
    if soort == Soort.ROL:
        return person | _other_role()
    person["laatste_dag"] = DatumField(
        label="Wat is de laatste werkdag?", required="Vul de laatste werkdag in",
        help_text=f"{'De laatste dag voor de afwezigheid' if soort == Soort.AFWEZIG else 'Op deze dag is er nog toegang, daarna niet meer'}. {DAY_HINT}",
    )
    if soort == Soort.AFWEZIG:
        person["terug"] = DatumField(
            label="Wat is de eerste dag terug?", required=False, help_text=f"Laat dit leeg als u het nog niet weet. {DAY_HINT}",
        )
        return person | _newcomer("Wie vervangt haar of hem?", posts, "Nog niemand")
    if soort == Soort.WISSEL:
        person |= _newcomer("Wie neemt het over?", posts)
    return person | (_next_school(schools) if soort in LEAVING else {})


def _person(soort: Soort, posts: list[Colleague]) -> KeuzeField:
    held = [one.user.pk for one in posts]
    return KeuzeField(
        label={Soort.AFWEZIG: "Wie is lang afwezig?", Soort.ROL: "Wie krijgt een andere rol?"}.get(soort, "Wie vertrekt?"), required="Kies om wie het gaat",
        choices=[(f"{one.user.pk}_{one.rol}", f"{one.user.naam}, {one.rol.label}") for one in posts],
        hints={f"{one.user.pk}_{one.rol}": _standing(one, held.count(one.user.pk) > 1) for one in posts},
        error_messages={"invalid_choice": "Deze persoon heeft geen aanstelling op deze school. Kies iemand uit de lijst."},
    )


def _standing(one: Colleague, has_more: bool) -> str:
    said = [f"Laatste dag staat op {dates.near(one.laatste_dag)}."] if one.laatste_dag else []
    return " ".join([*said, *(["Heeft hier nog een rol. Geef die apart door."] if has_more else [])])


def _newcomer(label: str, posts: list[Colleague], nobody: str = "") -> dict[str, forms.Field]:
    """Ask who gets a post: a colleague of the school, or somebody with a name and an address."""
    colleagues = {str(one.user.pk): one.user.naam for one in posts}
    return {
        "opvolger": KeuzeField(
            label=label, required="Kies wie het wordt", choices=[*([(NOBODY, nobody)] if nobody else []), *colleagues.items(), (NEWCOMER, "Iemand anders")],
            hints={NEWCOMER: "Vul hieronder de naam en het e-mailadres in."}, error_messages={"invalid_choice": "Kies iemand uit de lijst"},
        ),
        "voornaam": RegelField(label="Wat is de voornaam van de nieuwe collega?", required="Vul de voornaam in", help_text=_IF_NEW, max_length=60),
        "achternaam": RegelField(label="Wat is de achternaam van de nieuwe collega?", required="Vul de achternaam in", help_text=_IF_NEW, max_length=80),
        "email": EmailadresField(
            label="Wat is het e-mailadres van de nieuwe collega?", required="Vul het e-mailadres in",
            help_text=f"Het adres op school, van één persoon. Geen privéadres. {_IF_NEW}",
        ),
        "begin": DatumField(
            label="Op welke dag begint zij of hij?", required="Vul in op welke dag zij begint",
            help_text=f"Vanaf deze dag is er toegang. {'Alleen invullen als er een vervanger is. ' if nobody else ''}{DAY_HINT}",
        ),
    }  # fmt: skip


def _next_school(schools: list[Vestiging]) -> dict[str, forms.Field]:
    return {
        "verder": KeuzeField(
            label="Gaat zij of hij verder op een andere school van het samenwerkingsverband?", required="Kies ja of nee",
            choices=[("nee", "Nee, of dat weet ik niet"), ("ja", "Ja")],
        ),
        "naar": KeuzeField(
            label="Op welke school?", required="Kies de school waar zij naartoe gaat", widget=forms.Select, help_text="Alleen invullen als het antwoord hierboven ja is.",
            choices=[("", "Kies een school"), *((str(one.pk), f"{one.naam}, {one.plaats} ({one.code})") for one in schools)],
            error_messages={"invalid_choice": "Kies een school uit de lijst"},
        ),
        "naar_begin": DatumField(
            label="Wat is daar de eerste werkdag?", required="Vul in op welke dag zij daar begint", help_text=f"Alleen invullen als u een school kiest. {DAY_HINT}",
        ),
    }


def _other_role() -> dict[str, forms.Field]:
    return {
        "nieuwe_rol": KeuzeField(label="Welke rol komt erbij?", required="Kies de nieuwe rol", choices=_ROLES),
        "begin": DatumField(label="Vanaf welke dag?", required="Vul in vanaf welke dag de andere rol geldt", help_text=DAY_HINT),
        "houdt": KeuzeField(
            label="Blijft de rol van nu?", required="Kies ja of nee", choices=YES_NO, hints={"nee": "De rol van nu eindigt op de dag voor de nieuwe begint."},
        ),
    }
