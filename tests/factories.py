"""Rows for the tests, laid down as the owner: facts as they could stand, not as a service makes them."""

import datetime as dt

from accounts.enums import EenheidSoort, Rol, SchorsingReden
from accounts.models import Aanstelling, Bestuur, Eenheid, Schorsing, User, Vestiging, Wijknetwerk
from hulpvragen import workflow
from hulpvragen.completeness import OUDERS_FIELDS, STEM_FIELDS
from hulpvragen.enums import Bestandstype, Deel, DocumentSoort, GastSoort, Gezag, Onderdeel, Soort, Status, StukSoort
from hulpvragen.models import (
    Bericht,
    Document,
    DocumentBlad,
    DocumentInhoud,
    Dossier,
    Hulpvraag,
    HulpvraagContact,
    HulpvraagInhoud,
    Inschrijving,
    Leerling,
    Notitie,
    Stuk,
    Toegang,
    Toewijzing,
)
from hulpvragen.queries.settings import newest
from hulpvragen.storage import answers_place, blad_place, file_place, name_place, seal_answers, seal_file, seal_text, stuk_place, text_place
from portal.lib import clock, crypto

LONG_AGO = dt.date(2020, 8, 1)
PASSWORD = "een heel lang geheim zinnetje"
_numbers = iter(range(1, 1_000_000))

ANSWERS = {  # a complete adviesvraag, in the first version of its form
    "titel": "Lezen en spelling", "doel": "Leest eind groep 4 op niveau.", "gaat_goed": "Woordenschat.",
    "gedaan": "Vier keer per week extra gelezen.", "gevraagd": "Begeleiding bij het lezen.",
} | dict.fromkeys((*OUDERS_FIELDS, *STEM_FIELDS), "") | {
    "ouders_geinformeerd_op": "2026-01-12", "ouders_mening": "eens", "gezag": "beide", "gehoord": "nee", "niet_gehoord_reden": "Nog te jong.",
}
MORE_ANSWERS = {  # what the other soorten ask besides
    Soort.ARRANGEMENT: {"omvang": "Twee uur per week."} | dict.fromkeys(("document_opp", "document_toetsen"), "klaar"),
    Soort.TLV: {"schoolsoort": "Speciaal onderwijs (so)", "ingang": "2027-08-01"}
    | dict.fromkeys(("document_opp", "document_onderwijskundig_rapport", "document_toetsen"), "klaar"),
    Soort.ANONIEM: {"situatie": "Een leerling leest moeilijk."},
}


def _kenmerk() -> str:
    number = next(_numbers)
    return f"H-{2000 + number // 10_000}-{number % 10_000:04d}"


def swv() -> Eenheid:
    return Eenheid.objects.get_or_create(soort=EenheidSoort.SWV, defaults={"naam": "PPO Voorbeeldstad"})[0]


def bestuur() -> Bestuur:
    number = next(_numbers)
    return Bestuur.objects.create(soort=EenheidSoort.BESTUUR, naam=f"Bestuur {number}", nummer=f"{number:05d}")


def wijknetwerk(naam: str = "Noord") -> Wijknetwerk:
    return Wijknetwerk.objects.create(soort=EenheidSoort.WIJKNETWERK, naam=naam)


def vestiging(naam: str = "", of: Bestuur | None = None, wijk: Wijknetwerk | None = None) -> Vestiging:
    number = next(_numbers)
    letters = chr(65 + number // 2600 % 26) + chr(65 + number // 100 % 26)
    return Vestiging.objects.create(
        soort=EenheidSoort.VESTIGING, naam=naam or f"School {number}", code=f"{number % 100:02d}{letters}00",
        bestuur=of or bestuur(), wijknetwerk=wijk, plaats="Voorbeeldstad",
    )


def person(voornaam: str = "Test", achternaam: str = "Persoon", active: bool = True, email: str = "") -> User:
    email = email or f"{voornaam}.{next(_numbers)}@school.example".lower()
    return User.objects.create(email=email, voornaam=voornaam, achternaam=achternaam, is_active=active, password="!")


def post(user: User, rol: Rol, eenheid: Eenheid | None = None, begin: dt.date = LONG_AGO, laatste_dag: dt.date | None = None) -> Aanstelling:
    eind = laatste_dag + clock.DAY if laatste_dag else None
    return Aanstelling.objects.create(user=user, rol=rol, eenheid_id=(eenheid or swv()).pk, geldig=(begin, eind))


def schorsing(user: User, aanstelling: Aanstelling | None = None, van=None, tot=None, dagen=None) -> Schorsing:
    moment = {"dagen": dagen} if dagen else {"van": van or clock.now() - dt.timedelta(hours=1), "tot": tot}
    return Schorsing.objects.create(user=user, aanstelling_fact=aanstelling and aanstelling.fact_id, reden=SchorsingReden.VEILIGHEID, **moment)


def dossier(
    school: Vestiging, voornaam: str = "Noor", achternaam: str = "Luidkeels", geboren: dt.date | None = dt.date(2018, 3, 14),
    tot: dt.date = clock.FAR, daarna: Vestiging | None = None, anoniem: bool = False,
) -> Dossier:
    leerling = None if anoniem else Leerling.objects.create(voornaam=voornaam, achternaam=achternaam, geboortedatum=geboren, groep="groep 4")
    made = Dossier(leerling=leerling, vestiging=school, vestiging_tot=tot, vestiging_daarna=daarna or school)
    made.sleutel = crypto.new_key(made.pk)
    made.save()
    if anoniem:
        return made
    Inschrijving.objects.create(leerling=leerling, vestiging=school, geldig=(LONG_AGO, tot if daarna else None))
    if daarna:
        Inschrijving.objects.create(leerling=leerling, vestiging=daarna, geldig=(tot, None))
    return made


def hulpvraag(
    of: Dossier, status: Status = Status.INGEDIEND, by: User | None = None, soort: Soort = Soort.ADVIESVRAAG,
    opsteller: Vestiging | None = None, gesloten_op: dt.date | None = None, gesloten_bij: Vestiging | None = None, **fields,
) -> Hulpvraag:
    by = by or person()
    if status not in workflow.DRAFT:
        fields = {
            "kenmerk": _kenmerk(), "submitted_at": clock.now(), "ingediend_door": by,
            "term_date": clock.today() + 21 * clock.DAY,
        } | fields
    if status in workflow.CLOSED:
        fields |= {"gesloten_op": gesloten_op or clock.today(), "gesloten_vestiging": gesloten_bij or of.vestiging}
    if status in (Status.LOPEND, Status.EVALUATIE):
        fields = {"ondersteuning_van": clock.today(), "ondersteuning_tot": clock.today() + 90 * clock.DAY, "evaluatie_op": clock.today() + 60 * clock.DAY} | fields
    if status == Status.AANVULLING:
        fields |= {"aanvulling_sinds": clock.today(), "aanvulling_voor": clock.today() + 14 * clock.DAY}
    made = Hulpvraag.objects.create(
        dossier=of, vestiging_id=of.vestiging_id, vestiging_tot=of.vestiging_tot, vestiging_daarna_id=of.vestiging_daarna_id,
        opsteller_vestiging=opsteller or of.vestiging, soort=soort, grondslag=workflow.KINDS[soort].grondslag, status=status, formulier=newest(soort),
        opgesteld_door=by, **fields,
    )
    sealed = seal_answers(of.pk, of.sleutel, answers_place(made.pk), ANSWERS | MORE_ANSWERS.get(soort, {}))
    HulpvraagInhoud.objects.create(hulpvraag=made, antwoorden=sealed)
    return made


def contact(of: Hulpvraag, user: User, begin: dt.date = LONG_AGO, laatste_dag: dt.date | None = None) -> HulpvraagContact:
    return HulpvraagContact.objects.create(hulpvraag=of, user=user, geldig=(begin, laatste_dag and laatste_dag + clock.DAY))


def toewijzing(of: Hulpvraag, user: User, begin: dt.date = LONG_AGO, laatste_dag: dt.date | None = None) -> Toewijzing:
    return Toewijzing.objects.create(hulpvraag=of, user=user, geldig=(begin, laatste_dag and laatste_dag + clock.DAY))


def stuk(of: Hulpvraag, deel: Deel = Deel.SCHOOL, verstrekt: bool = False, tekst: str = "Een tekst.", by: User | None = None) -> Stuk:
    made = Stuk(
        hulpvraag=of, dossier_id=of.dossier_id, deel=deel, soort=StukSoort.NOTITIE, created_by=by or person(),
        verstrekt_at=clock.now() if verstrekt else None,
    )
    made.tekst = seal_text(of.dossier_id, of.dossier.sleutel, stuk_place(made.pk), tekst)
    made.save()
    return made


# one empty page; what draws it makes the table of contents itself
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def document(
    of: Hulpvraag, deel: Deel = Deel.SCHOOL, verstrekt: bool = False, naam: str = "Rapport", by: User | None = None, data: bytes = PDF, teksten=("Tekst.",),
    soort: DocumentSoort = DocumentSoort.VERSLAG, bestandstype: Bestandstype = Bestandstype.PDF,
) -> Document:
    made = Document(
        hulpvraag=of, dossier_id=of.dossier_id, deel=deel, soort=soort, created_by=by or person(), verstrekt_at=clock.now() if verstrekt else None,
        bestandstype=bestandstype, grootte=len(data), bladzijden=len(teksten),
    )
    made.vingerafdruk = made.pk.hex
    key = of.dossier_id, of.dossier.sleutel
    made.naam = seal_text(*key, name_place(made.pk), naam)
    made.save()
    DocumentInhoud(document=made, origineel=seal_file(*key, file_place(made.pk, "origineel"), data)).save(force_insert=True)
    for nummer, tekst in enumerate(teksten, 1):
        DocumentBlad(document=made, nummer=nummer, tekst=seal_text(*key, blad_place(made.pk, nummer), tekst)).save()
    return made


def bericht(of: Hulpvraag, by: User, zijde: str, deel: Deel = Deel.SCHOOL, sent: bool = True, tekst: str = "Een bericht.", **kinds) -> Bericht:
    """`kinds`: alleen_school, voor_genodigden."""
    made = Bericht(hulpvraag=of, dossier_id=of.dossier_id, deel=deel, zijde=zijde, created_by=by, verzonden_at=clock.now() if sent else None, **kinds)
    made.tekst = seal_text(of.dossier_id, of.dossier.sleutel, text_place(made), tekst)
    made.save()
    return made


def notitie(of: Hulpvraag, by: User, deel: Deel = Deel.SCHOOL, alleen_school: bool | None = None, verstrekt: bool = False, tekst: str = "Een notitie.") -> Notitie:
    made = Notitie(
        hulpvraag=of, dossier_id=of.dossier_id, deel=deel, created_by=by, verstrekt_at=clock.now() if verstrekt else None,
        alleen_school=deel == Deel.SCHOOL if alleen_school is None else alleen_school,
    )
    made.tekst = seal_text(of.dossier_id, of.dossier.sleutel, text_place(made), tekst)
    made.save()
    return made


def toegang(
    user: User | None, *named: Hulpvraag, soort: GastSoort = GastSoort.OUDER, gezag: str = Gezag.JA, gezag_tot: dt.date | None = None, akkoord: bool = False,
    delen: tuple[str, ...] = (Onderdeel.HULPVRAAG,), accepted: bool = True, begin: dt.date = LONG_AGO, laatste_dag: dt.date | None = None,
    door: User | None = None, email: str = "",
) -> Toegang:
    return Toegang.objects.create(
        dossier=named[0].dossier, hulpvragen=[h.pk for h in named], user=user, email=email or f"gast{next(_numbers)}@thuis.example",
        soort=soort, uitgenodigd_door=door,
        delen=list(delen), gezag=gezag if soort == GastSoort.OUDER else "", gezag_tot=gezag_tot, leerling_akkoord=akkoord,
        accepted_at=clock.now() if accepted else None, geldig=(begin, laatste_dag and laatste_dag + clock.DAY),
    )
