"""What is filled in about guests: whom to invite, what changes, whom it is about, and the account of who is invited."""

import uuid

from django.core.exceptions import ValidationError

from accounts.forms.password import NewPasswordForm
from hulpvragen.enums import FROM_OUTSIDE, OF_THE_PUPIL, GastSoort, Gezag, Onderdeel, Overeenkomst
from hulpvragen.forms import KeyField
from portal.forms import AkkoordField, DatumField, EmailadresField, KeuzeField, MeegestuurdField, MeerkeuzeField, PortalForm, RegelField

KINDS = {  # what to choose, an example, and what this person is called in a question
    GastSoort.OUDER: ("Een ouder of voogd", "Met gezag over de leerling.", "de ouder"),
    GastSoort.LEERLING16: ("De leerling zelf", "Vanaf 16 jaar.", "de leerling"),
    GastSoort.LEERKRACHT: ("Een leerkracht", "Van de school van de leerling.", "de leerkracht"),
    GastSoort.COLLEGA: ("Een andere collega van de school", "Bijvoorbeeld de directeur of de onderwijsassistent.", "de collega"),
    GastSoort.ZORGVERLENER: ("Een zorgverlener of jeugdhulpverlener", "Bijvoorbeeld van de jeugd-ggz of het wijkteam.", "de zorgverlener"),
    GastSoort.EXTERN: ("Een deskundige van buiten", "Bijvoorbeeld een psycholoog of een logopedist.", "de deskundige"),
    GastSoort.ANDERE: ("Iemand anders van buiten de school", "Bijvoorbeeld de leerplichtambtenaar.", "deze persoon"),
}
_PARTS = [
    (Onderdeel.HULPVRAAG.value, "De hulpvraag"), (Onderdeel.DOCUMENTEN.value, "De documenten"), (Onderdeel.BERICHTEN.value, "De berichten"),
]  # fmt: skip
_HINTS = {
    Onderdeel.HULPVRAAG.value: "Wat de school vraagt, en de uitkomst.", Onderdeel.DOCUMENTEN.value: "Lezen op het scherm, niet downloaden.",
    Onderdeel.BERICHTEN.value: "Lezen en antwoorden.",
}


class _ScopeForm(PortalForm):
    """To which parts, and until when: asked of an invitation, and again when it is changed."""

    delen = MeerkeuzeField(label="Welke onderdelen?", required="Kies ten minste één onderdeel", choices=_PARTS, hints=_HINTS)
    laatste_dag = DatumField(label="Tot en met welke dag?", required="Vul in tot en met welke dag deze persoon meeleest")
    laatste_gezag = DatumField(
        label="Stopt het gezag op een dag die u weet?", required=False,
        help_text="Bijvoorbeeld bij een tijdelijke voogd. Vul de laatste dag met gezag in. Daarna stopt het meelezen vanzelf.",
    )
    akkoord_op = DatumField(
        label="Wanneer ging de leerling akkoord?",
        required="Vul in wanneer de leerling akkoord ging. Zonder akkoord kan een ouder niet meelezen.",
        help_text="De leerling is 16 jaar of ouder en beslist zelf. Vul de dag in waarop u het hebt gevraagd.",
    )

    def __init__(self, *args, soort: GastSoort, age: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.soort = soort
        if soort != GastSoort.OUDER:
            del self.fields["laatste_gezag"]
        if soort != GastSoort.OUDER or age is None or age < 16:
            del self.fields["akkoord_op"]
        until = self.fields["laatste_dag"]
        if soort in OF_THE_PUPIL:
            until.required = False
            until.help_text = "Laat leeg om tot de afronding van de hulpvraag te laten meelezen. U kunt de toegang altijd eerder beëindigen."
        else:
            until.help_text = "Dag, maand en jaar, hooguit een jaar vooruit. U kunt de toegang ook eerder beëindigen."


class InviteForm(_ScopeForm):
    """One person to read along. `doubts` are about the address as it was typed: then it must be confirmed."""

    email = EmailadresField(label="Wat is het e-mailadres?", required="Vul het e-mailadres in")
    again = EmailadresField(label="Typ het e-mailadres nog een keer", required="Typ het e-mailadres nog een keer")
    gezag = KeuzeField(
        label="Heeft deze ouder of voogd gezag over de leerling?", required="Kies of deze ouder gezag heeft",
        choices=[(Gezag.JA.value, "Ja"), (Gezag.NEE.value, "Nee"), (Gezag.ONBEKEND.value, "Dat weet ik niet")],
        hints={Gezag.JA.value: "Bij twee ouders met gezag nodigt u elk apart uit. Zij zien elkaars naam en adres niet."},
    )
    organisatie = RegelField(label="Voor welke organisatie werkt deze persoon?", required="Vul in voor welke organisatie deze persoon werkt", max_length=120)
    overeenkomst = KeuzeField(
        label="Is er een verwerkersovereenkomst met deze organisatie?", required="Kies of er een verwerkersovereenkomst is",
        choices=[
            (Overeenkomst.JA.value, "Ja"), (Overeenkomst.NIET_NODIG.value, "Niet nodig: de organisatie werkt niet in opdracht van ons"),
            (Overeenkomst.NEE.value, Overeenkomst.NEE.label),
        ],
        hints={Overeenkomst.NIET_NODIG.value: "Bijvoorbeeld de eigen behandelaar van de leerling, of de leerplichtambtenaar."},
    )
    klopt = AkkoordField(label="Dit adres klopt", required="Kruis aan dat het adres klopt, of wijzig het")
    key = KeyField(required=False)
    field_order = ["email", "again", "klopt", "gezag", "laatste_gezag", "akkoord_op", "organisatie", "overeenkomst", "delen", "laatste_dag"]

    def __init__(self, *args, doubts: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        who = KINDS[self.soort][2]
        self.fields["email"].label = f"Wat is het e-mailadres van {who}?"
        self.fields["email"].help_text = self._hint()
        self.fields["laatste_dag"].label = f"Tot en met welke dag leest {who} mee?"
        if not doubts:
            del self.fields["klopt"]
        if self.soort != GastSoort.OUDER:
            del self.fields["gezag"]
        if self.soort not in FROM_OUTSIDE:
            del self.fields["organisatie"], self.fields["overeenkomst"]

    def _hint(self) -> str:
        own = {GastSoort.LEERKRACHT: "Het adres van de school.", GastSoort.COLLEGA: "Het adres van de school."}
        if self.soort in FROM_OUTSIDE:
            own[self.soort] = "Het adres bij de organisatie."
        return f"{own.get(self.soort, 'Laat het spellen en lees het terug.')} Bij een verkeerd adres kan een vreemde meelezen."

    def clean_again(self):
        again = self.cleaned_data["again"]
        if "email" in self.cleaned_data and again != self.cleaned_data["email"]:
            raise ValidationError("De twee adressen zijn niet hetzelfde. Typ het adres opnieuw.", code="mismatch")
        return again


class ChangeForm(_ScopeForm):
    """What changes of one invitation; `versie` is the one that was shown."""

    versie = MeegestuurdField(kind=uuid.UUID)
    field_order = ["delen", "laatste_dag", "laatste_gezag", "akkoord_op"]


class OneGuestForm(PortalForm):
    """Which of the people invited it is about."""

    wie = KeuzeField(label="Om wie gaat het?", required="Kies om wie het gaat")

    def __init__(self, *args, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wie"].choices = people


class CodeField(RegelField):
    attrs = {"autocomplete": "off", "inputmode": "numeric"}


class CodeForm(PortalForm):
    """The code that who invited said by telephone."""

    code = CodeField(
        label="Wat is de code die u aan de telefoon hoorde?", required="Vul de code in die u aan de telefoon hoorde", max_length=40,
        help_text="8 cijfers. Nog geen code? Wacht tot u wordt gebeld, of bel zelf wie u uitnodigde.",
    )


class NewcomerForm(NewPasswordForm):
    """The account that an invited person makes: the code, her name, and a password by the rules for everybody."""

    code = CodeForm.base_fields["code"]
    voornaam = RegelField(label="Wat is uw voornaam?", required="Vul uw voornaam in", max_length=60)
    achternaam = RegelField(label="Wat is uw achternaam?", required="Vul uw achternaam in", max_length=80)
    field_order = ["code", "voornaam", "achternaam", "new_password", "again"]

    def clean_new_password(self):
        for name in ("voornaam", "achternaam"):  # a password may not hold her name
            setattr(self.user, name, self.cleaned_data.get(name, ""))
        return super().clean_new_password()
