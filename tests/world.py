"""A small fixed world with named people: whoever must get in, and whoever must never.

Built once into the template database; `get()` reads it back by name.
"""

from types import SimpleNamespace

from accounts.enums import Rol
from accounts.models import User, Vestiging
from hulpvragen import workflow
from hulpvragen.enums import Deel, GastSoort, Soort, Status
from hulpvragen.models import Hulpvraag
from portal.lib import clock

from . import factories as f

DAY = clock.DAY
ELSEWHERE = "H-1999-0001"
SOORT_OF = {  # those that an adviesvraag does not come to
    **dict.fromkeys((Status.TOEGEKEND, Status.LOPEND, Status.EVALUATIE), Soort.ARRANGEMENT), Status.TLV_AFGEGEVEN: Soort.TLV,
}


def build() -> None:
    """Lay the world down, as the owner."""
    today = clock.today()
    noord, zuid = f.wijknetwerk("Noord"), f.wijknetwerk("Zuid")
    bestuur = f.bestuur()
    roos, eik = f.vestiging("De Roos", bestuur, noord), f.vestiging("De Eik", bestuur, zuid)
    ver = f.vestiging("Ver Weg", None, zuid)

    def someone(name: str, rol: Rol | None, eenheid=None, **dates) -> User:
        user = f.person(name, name.capitalize(), email=f"{name}@test.example")
        if rol:
            f.post(user, rol, eenheid, **dates)
        return user

    marloes = someone("marloes", Rol.IB, roos)
    someone("karin", Rol.IB, roos, laatste_dag=today)  # today is her last day
    someone("vertrokken", Rol.IB, roos, laatste_dag=today - DAY)
    someone("komt", Rol.IB, roos, begin=today + DAY)
    someone("directeur", Rol.CONTACTPERSOON, roos)
    someone("bestuur", Rol.BESTUURSMEDEWERKER, bestuur)
    someone("eik", Rol.IB, eik)
    someone("buiten", Rol.IB, ver)
    f.schorsing(someone("geschorst", Rol.IB, roos))
    inactief = someone("inactief", Rol.IB, roos)
    User.objects.filter(pk=inactief.pk).update(is_active=False)
    someone("niemand", None)
    hans = someone("hans", Rol.LOKET)
    someone("lotte", Rol.LOKET)
    someone("noord", Rol.CONSULENT, noord)
    los = someone("los", Rol.CONSULENT, f.swv())
    someone("mutaties", Rol.MUTATIEBEHANDELAAR)
    someone("beheer", Rol.BEHEERDER)
    someone("privacy", Rol.PRIVACY_OFFICER)
    f.post(someone("dubbel", Rol.IB, roos), Rol.LOKET)
    ouder, leraar = someone("ouder", None), someone("leraar", None)

    first = f.dossier(roos, "Noor", "Luidkeels")
    named = {}
    for status in Status:
        soort = SOORT_OF.get(status, Soort.ADVIESVRAAG)
        lead = {"behandelaar": hans} if status not in (*workflow.DRAFT, Status.INGEDIEND) else {}
        named[status] = f.hulpvraag(first, status, marloes, soort, **lead)
        f.contact(named[status], marloes)
    f.stuk(named[Status.IN_BEHANDELING], Deel.SWV, tekst="Interne notitie.", by=hans)
    f.stuk(named[Status.GEADVISEERD], Deel.SWV, verstrekt=True, tekst="Ons advies.", by=hans)
    f.toewijzing(named[Status.IN_BEHANDELING], los)
    f.toegang(ouder, named[Status.INGEDIEND], named[Status.GEADVISEERD])
    f.toegang(leraar, named[Status.CONCEPT], named[Status.OVERLEG], soort=GastSoort.LEERKRACHT, door=marloes, laatste_dag=today + 56 * DAY)
    f.hulpvraag(f.dossier(ver, "Sem", "Verweg"), Status.INGEDIEND, User.objects.get(email="buiten@test.example"), kenmerk=ELSEWHERE)


def get() -> SimpleNamespace:
    """Return people by name, schools by name, and the hulpvragen of De Roos by status."""
    people = {user.voornaam: user for user in User.objects.filter(email__endswith="@test.example")}
    schools = {v.naam.split()[-1].lower(): v for v in Vestiging.objects.all()}
    of_roos = {h.status: h for h in Hulpvraag.objects.filter(opsteller_vestiging=schools["roos"]).select_related("dossier")}
    elsewhere = Hulpvraag.objects.select_related("dossier").get(kenmerk=ELSEWHERE)
    return SimpleNamespace(people=SimpleNamespace(**people), schools=SimpleNamespace(**schools), hulpvragen=of_roos, elsewhere=elsewhere)


def with_documents(w: SimpleNamespace) -> dict:
    """Lay down documents of the school, of the SWV and one that it gave out; return them by the id of their hulpvraag."""
    h, marloes, hans = w.hulpvragen, w.people.marloes, w.people.hans
    made = [
        f.document(h[Status.CONCEPT], naam="Luidkeels rapport", by=marloes),
        f.document(h[Status.INGEDIEND], naam="Luidkeels rapport", by=marloes),
        f.document(h[Status.IN_BEHANDELING], Deel.SWV, naam="Interne notitie", by=hans),
        f.document(h[Status.GEADVISEERD], Deel.SWV, verstrekt=True, naam="Luidkeels advies", by=hans),
    ]
    return {document.hulpvraag_id: document for document in made}
