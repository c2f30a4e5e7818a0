"""Wijziging doorgeven, as the people of a school and the desk meet it: who may, three fields, and each mistake at its field."""

import re
import uuid

import pytest

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from accounts.policy import reports_changes
from devtools.harness import WebClient
from mutaties import policy
from mutaties.enums import Soort, Status
from mutaties.models import Melding, Mutatie
from mutaties.views.reporting import KINDS
from portal.lib import clock, dates
from portal.lib.text import HOLDS_BSN
from tests import factories as f

from .conftest import DAY
from .conftest import NEW as SOMEBODY

pytestmark = pytest.mark.django_db
NEW = "/mutaties/nieuw/"
TODAY = clock.today()


def browser(user, zijde="school") -> WebClient:
    return WebClient().enter(user, zijde)


def day(days: int) -> str:
    return f"{TODAY + days * DAY:%d-%m-%Y}"


def post_of(user, rol="ib") -> str:
    return f"{user.pk}_{rol}"


def address(soort, school=None) -> str:
    return f"{NEW}?soort={soort}" + (f"&school={school.code}" if school else "")


@pytest.fixture
def answers(linde):
    """What is right for each kind, at De Linde."""
    new = {"opvolger": "nieuw", "voornaam": "Yusuf", "achternaam": "Demir", "email": "yusuf@linde.example", "begin": day(11)}
    leaves = {"persoon": post_of(linde.gaat), "laatste_dag": day(10)}
    return {
        Soort.VERTREK: leaves | {"verder": "nee"},
        Soort.WISSEL: leaves | {"verder": "nee"} | new,
        Soort.NIEUW: {"rol": "ib"} | new,
        Soort.AFWEZIG: leaves | {"terug": day(40), "opvolger": "niemand"},
        Soort.ROL: {"persoon": post_of(linde.blijft), "nieuwe_rol": "contactpersoon", "begin": day(5), "houdt": "ja"},
    }


@pytest.fixture
def send(linde, answers):
    """`send(soort, user, zijde, **changed)` fills in the form and sends it."""

    def post(soort, user=None, zijde="school", **changed):
        wanted = {name: value for name, value in (answers[soort] | changed).items() if value is not None}
        school = linde.school if zijde == "swv" or user in (linde.bestuurder,) else None
        return browser(user or linde.directeur, zijde).post(address(soort, school), {"key": uuid.uuid4()} | wanted)

    return post


def made() -> Mutatie:
    return Mutatie.objects.get()


def faults(answer) -> dict:
    return {name: list(errors) for name, errors in answer.context["form"].errors.items()}


# ---- what is kept


@pytest.mark.parametrize("soort", KINDS)
def test_each_kind_is_passed_on(linde, send, soort):
    answer = send(soort)

    mutatie = made()
    assert (answer.status_code, answer.url) == (302, f"/mutaties/{mutatie.pk}/")
    assert mutatie.soort == soort and mutatie.eenheid_id == linde.school.pk
    assert Melding.objects.get().gemeld_door == linde.directeur and Melding.objects.get().is_contactpersoon


def test_a_plain_departure_asks_three_things_and_ends_the_post_at_once(linde, send):
    client = browser(linde.directeur)
    form = client.get(address("vertrek")).context["form"]
    assert [field.name for field, depends_on, _ in form.questions if not depends_on] == ["persoon", "laatste_dag", "verder"]

    send(Soort.VERTREK)
    assert made().laatste_dag == TODAY + 10 * DAY and made().status == Status.OVERDRACHT
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag == TODAY + 10 * DAY


def test_it_says_what_is_recorded_and_what_waits(linde, send):
    client = browser(linde.directeur)
    client.post(address("wissel"), {"key": uuid.uuid4()} | _wissel(linde))
    said = [str(message) for message in client.get("/mutaties/").context["messages"]]

    assert len(said) == 1 and said[0].startswith(f"Doorgegeven ({made().nummer}). De laatste dag met toegang staat nu vast: ")
    assert "Nieuwe toegang wacht op goedkeuring. Kies nu wie de open hulpvragen overneemt." in said[0]


def _wissel(linde) -> dict:
    return {
        "persoon": post_of(linde.gaat), "laatste_dag": day(10), "verder": "nee", "opvolger": str(linde.directeur.pk), "begin": day(11),
    }


def test_what_the_board_reports_ends_on_its_day_too(linde, send):
    send(Soort.VERTREK, linde.bestuurder)

    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag is not None
    assert made().persoon == linde.gaat


def test_a_newcomer_is_typed_or_chosen(linde, send):
    send(Soort.NIEUW)
    melding = Melding.objects.get()
    assert (melding.nieuw_voornaam, melding.nieuw_email, made().begin) == ("Yusuf", "yusuf@linde.example", TODAY + 11 * DAY)
    assert not User.objects.filter(email="yusuf@linde.example").exists()

    Mutatie.objects.all().update(status=Status.AFGEWEZEN)
    send(Soort.NIEUW, opvolger=str(linde.directeur.pk), voornaam=None, achternaam=None, email=None)
    assert Mutatie.objects.get(status=Status.TE_ACCORDEREN).opvolger == linde.directeur


def test_an_answer_to_a_question_that_was_not_asked_does_not_count(linde, send):
    send(Soort.WISSEL, opvolger=str(linde.directeur.pk), naar=str(linde.other.pk), naar_begin=day(12))
    assert made().naar is None and made().opvolger == linde.directeur
    assert Melding.objects.get().nieuw_email == ""


def test_nothing_is_wrong_with_a_question_that_was_not_asked(linde, send):
    odd = {"voornaam": "111222333", "email": "x", "naar": "y", "naar_begin": "z"}
    assert send(Soort.WISSEL, opvolger=str(linde.directeur.pk), **odd).status_code == 302


def test_nobody_instead_gives_nobody_a_post(send):
    send(Soort.AFWEZIG, begin=day(11), voornaam="Yusuf", email="yusuf@linde.example")
    assert made().begin is None and not made().gives and Melding.objects.get().nieuw_email == ""


def test_who_goes_on_elsewhere(linde, send):
    send(Soort.VERTREK, verder="ja", naar=str(linde.other.pk), naar_begin=day(12))
    assert (made().naar.pk, made().naar_begin) == (linde.other.pk, TODAY + 12 * DAY)


def test_another_role_instead_of_the_one_of_now(linde, send):
    send(Soort.ROL, houdt="nee")
    assert (made().begin, made().laatste_dag) == (TODAY + 5 * DAY, TODAY + 4 * DAY)


def test_the_contactpersoon_who_leaves_is_a_departure_of_that_role(linde, send):
    send(Soort.VERTREK, linde.blijft, persoon=post_of(linde.directeur, "contactpersoon"))
    assert (made().rol, made().status) == (Rol.CONTACTPERSOON, Status.OPVOLGER_CP)


def test_the_same_form_twice_is_one(linde, answers):
    client, filled = browser(linde.directeur), answers[Soort.VERTREK] | {"key": uuid.uuid4()}
    first, again = client.post(address("vertrek"), filled), client.post(address("vertrek"), filled)

    assert first.url == again.url and Mutatie.objects.count() == 1


# ---- each mistake


WRONG = [
    (Soort.VERTREK, "persoon", {"persoon": None}, "Kies om wie het gaat"),
    (Soort.VERTREK, "persoon", {"persoon": f"{uuid.uuid4()}_ib"}, "Deze persoon heeft geen aanstelling op deze school. Kies iemand uit de lijst."),
    (Soort.VERTREK, "persoon", {"persoon": "x' or 1=1"}, "Deze persoon heeft geen aanstelling op deze school. Kies iemand uit de lijst."),
    (Soort.VERTREK, "laatste_dag", {"laatste_dag": ""}, "Vul de laatste werkdag in"),
    (Soort.VERTREK, "laatste_dag", {"laatste_dag": "31-02-2027"}, "Deze datum bestaat niet. Controleer de dag en de maand."),
    (Soort.VERTREK, "laatste_dag", {"laatste_dag": "morgen"}, "Vul een datum in met dag, maand en jaar, bijvoorbeeld 30-11-2026"),
    (Soort.VERTREK, "laatste_dag", {"laatste_dag": day(400)}, "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."),
    (Soort.VERTREK, "laatste_dag", {"laatste_dag": "01-01-1990"}, "Deze dag ligt voor het begin van de aanstelling"),
    (Soort.VERTREK, "reden", {"laatste_dag": day(-31)}, "Deze dag is meer dan 30 dagen geleden. Vul in waarom u dit nu doorgeeft."),
    (Soort.VERTREK, "reden", {"laatste_dag": day(-31), "reden": "Haar BSN is 111222333"}, HOLDS_BSN),
    (Soort.VERTREK, "verder", {"verder": None}, "Kies ja of nee"),
    (Soort.VERTREK, "verder", {"verder": "misschien"}, "Kies een van de antwoorden"),
    (Soort.VERTREK, "naar", {"verder": "ja", "naar_begin": day(12)}, "Kies de school waar zij naartoe gaat"),
    (Soort.VERTREK, "naar", {"verder": "ja", "naar": str(uuid.uuid4()), "naar_begin": day(12)}, "Kies een school uit de lijst"),
    (Soort.VERTREK, "naar_begin", {"verder": "ja", "naar": "OTHER"}, "Vul in op welke dag zij daar begint"),
    (Soort.VERTREK, "naar_begin", {"verder": "ja", "naar": "OTHER", "naar_begin": day(-1)}, "Deze dag is geweest. Kies vandaag of later."),
    (Soort.VERTREK, "naar_begin", {"verder": "ja", "naar": "OTHER", "naar_begin": day(400)}, "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."),
    (Soort.WISSEL, "opvolger", {"opvolger": None}, "Kies wie het wordt"),
    (Soort.WISSEL, "opvolger", {"opvolger": str(uuid.uuid4())}, "Kies iemand uit de lijst"),
    (Soort.WISSEL, "opvolger", {"opvolger": "SELF"}, "De opvolger is dezelfde persoon als wie vertrekt. Kies iemand anders."),
    (Soort.WISSEL, "opvolger", {"opvolger": "COLLEAGUE"}, "Marloes Dijk is hier al IB'er. U hoeft haar niet door te geven."),
    (Soort.WISSEL, "voornaam", {"voornaam": " "}, "Vul de voornaam in"),
    (Soort.WISSEL, "voornaam", {"voornaam": "Y" * 61}, "Deze tekst is te lang. Gebruik 60 tekens of minder, nu zijn het er 61."),
    (Soort.WISSEL, "achternaam", {"achternaam": ""}, "Vul de achternaam in"),
    (Soort.WISSEL, "achternaam", {"achternaam": "111222333"}, HOLDS_BSN),
    (Soort.WISSEL, "achternaam", {"achternaam": "Dem\0ir"}, "Er staat een teken in dat we niet kunnen bewaren. Typ de tekst opnieuw of plak hem zonder opmaak."),
    (Soort.WISSEL, "email", {"email": ""}, "Vul het e-mailadres in"),
    (Soort.WISSEL, "email", {"email": "a@b.nl, c@d.nl"}, "Vul één e-mailadres in"),
    (Soort.WISSEL, "email", {"email": "yusuf"}, "Vul een volledig e-mailadres in, bijvoorbeeld naam@school.nl"),
    (Soort.WISSEL, "email", {"email": "karin@linde.example"}, "De opvolger is dezelfde persoon als wie vertrekt. Kies iemand anders."),
    (Soort.WISSEL, "begin", {"begin": ""}, "Vul in op welke dag zij begint"),
    (Soort.WISSEL, "begin", {"begin": day(-1)}, "Deze dag is geweest. Toegang geven kan niet met terugwerkende kracht. Kies vandaag of later."),
    (Soort.WISSEL, "begin", {"begin": day(400)}, "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."),
    (Soort.NIEUW, "rol", {"rol": None}, "Kies welke rol de nieuwe collega krijgt"),
    (Soort.NIEUW, "rol", {"rol": "loket"}, "Kies een van de antwoorden"),
    (Soort.AFWEZIG, "terug", {"terug": day(10)}, "De eerste dag terug moet na de laatste werkdag liggen. Vul een latere dag in."),
    (Soort.AFWEZIG, "begin", {"opvolger": "DIRECTEUR", "begin": day(40)}, "De vervanger moet beginnen voordat zij terug is. Kies een eerdere dag."),
    (Soort.AFWEZIG, "opvolger", {"opvolger": None}, "Kies wie het wordt"),
    (Soort.ROL, "nieuwe_rol", {"nieuwe_rol": None}, "Kies de nieuwe rol"),
    (Soort.ROL, "nieuwe_rol", {"nieuwe_rol": "ib"}, "Kies een andere rol dan zij nu heeft"),
    (Soort.ROL, "begin", {"begin": ""}, "Vul in vanaf welke dag de andere rol geldt"),
    (Soort.ROL, "begin", {"begin": day(-1)}, "Deze dag is geweest. Kies vandaag of later."),
    (Soort.ROL, "begin", {"begin": day(400)}, "Deze dag ligt meer dan een jaar vooruit. Controleer het jaartal."),
    (Soort.ROL, "houdt", {"houdt": None}, "Kies ja of nee"),
]


@pytest.mark.parametrize(("soort", "field", "changed", "sentence"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_each_mistake_stands_at_its_field_and_changes_nothing(linde, send, soort, field, changed, sentence):
    people = {"OTHER": linde.other.pk, "SELF": linde.gaat.pk, "COLLEAGUE": linde.blijft.pk, "DIRECTEUR": linde.directeur.pk}
    answer = send(soort, **{name: str(people.get(value, value)) if value is not None else None for name, value in changed.items()})

    assert answer.status_code == 422
    assert list(faults(answer)) == [field] and sentence in faults(answer)[field][0]
    html = answer.content.decode()
    assert f'id="id_{field}_error"' in html and "111222333" not in re.sub("<(input|textarea)[^>]*>[^<]*", "", html)
    assert not Mutatie.objects.exists() and Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag is None


def test_the_rest_of_what_was_typed_is_kept(linde, send):
    form = send(Soort.WISSEL, begin="morgen", achternaam="Demir-Jansen").context["form"]

    assert (form["achternaam"].value(), form["begin"].value(), form["persoon"].value()) == ("Demir-Jansen", "morgen", post_of(linde.gaat))


def test_who_leaves_twice(linde, send):
    send(Soort.VERTREK)
    answer = send(Soort.VERTREK, laatste_dag=day(5))

    assert faults(answer) == {"persoon": [f"Voor Karin Postma loopt al een wijzigingsverzoek: {made().nummer}. Klopt dat niet meer? Trek het dan eerst in."]}


def test_a_late_report_asks_why_and_then_goes_on(linde, send):
    asked = send(Soort.VERTREK, laatste_dag=day(-31))
    assert "reden" in [field.name for field, *_ in asked.context["form"].questions]
    assert "reden" not in [field.name for field, *_ in send(Soort.VERTREK, laatste_dag="").context["form"].questions]

    assert send(Soort.VERTREK, laatste_dag=day(-31), reden="De directeur was ziek.").status_code == 302


def test_a_role_that_ends_before_it_begins(linde, send):
    komt = f.person("Komt", "Straks", email="komt@linde.example")
    f.post(komt, Rol.IB, linde.school, begin=TODAY + 20 * DAY)
    answer = send(Soort.ROL, persoon=post_of(komt), houdt="nee")

    assert faults(answer) == {"begin": [f"De rol van nu begint pas later. Kies een dag na {_full(20)}."]}


def _full(days: int) -> str:
    return dates.in_full(TODAY + days * DAY)


# ---- who may, and where


@pytest.mark.parametrize(("name", "zijde", "status"), [
    ("marloes", "school", 200), ("karin", "school", 200), ("directeur", "school", 200), ("bestuur", "school", 200), ("hans", "swv", 200),
    ("noord", "swv", 200), ("mutaties", "swv", 200), ("beheer", "swv", 403), ("privacy", "swv", 403), ("vertrokken", "school", 403), ("ouder", "gast", 403),
])  # fmt: skip
def test_who_may_report(world, name, zijde, status):
    client = browser(getattr(world.people, name), zijde)

    for page in (NEW, f"{NEW}?soort=vertrek", f"{NEW}?soort=weg"):
        assert client.get(page).status_code == status
        if status == 403:
            assert "U kunt alleen wijzigingen doorgeven van een school waar u nu werkt." in client.get(page).content.decode()
            assert client.post(page, {"persoon": "x"}).status_code == 403


def test_the_school_page_offers_it_to_exactly_who_may(world, asking):
    for name in vars(world.people):
        user = getattr(world.people, name)
        for zijde in ("school", "swv"):
            with asking(user, zijde) as who:
                assert reports_changes(user, zijde) is policy.reports_for(who).exists(), (name, zijde)


def test_of_another_school_nobody_reports(linde, answers):
    for code in (linde.other.code, "99ZZ99", "x", "%00", "a" * 3000):
        client = browser(linde.directeur)
        assert client.get(f"{NEW}?soort=vertrek&school={code}").status_code == 403
        assert client.post(f"{NEW}?soort=vertrek&school={code}", answers[Soort.VERTREK]).status_code == 403
    assert not Mutatie.objects.exists()


def test_the_school_is_only_asked_when_there_are_several(linde):
    f.vestiging("Ver Weg")
    assert browser(linde.directeur).get(address("vertrek")).context["school"] == linde.school

    asked = browser(linde.bestuurder).get(address("vertrek"))
    assert [name for name, _ in asked.context["form"].fields["school"].choices] == ["", linde.school.code, linde.other.code]
    assert faults(browser(linde.bestuurder).get(address("vertrek") + "&school=")) == {"school": ["Kies een school uit de lijst"]}
    assert browser(linde.bestuurder).get(address("vertrek", linde.school)).context["school"] == linde.school


def test_the_page_of_the_school_leads_here_for_each_colleague(linde):
    client = browser(linde.directeur)
    links = re.findall(r'href="(/mutaties/nieuw/[^"]*)"', client.get(f"/scholen/{linde.school.code}/").content.decode())

    assert len(links) == 4  # one for the school, one for each of three
    page = f"{NEW}?school={linde.school.code}&amp;persoon={post_of(linde.gaat)}"
    assert page in links
    kinds = client.get(page.replace("&amp;", "&")).context["choices"]
    assert len(kinds) == 4  # nobody new when it is about a colleague
    assert client.get(NEW + kinds[0][0]).context["form"]["persoon"].value() == post_of(linde.gaat)


@pytest.mark.parametrize(("name", "zijde", "may"), [("marloes", "school", True), ("bestuur", "school", True), ("noord", "swv", True), ("beheer", "swv", False)])
def test_only_who_may_report_is_offered_to(world, name, zijde, may):
    page = browser(getattr(world.people, name), zijde).get(f"/scholen/{world.schools.roos.code}/").content.decode()

    assert ("/mutaties/nieuw/" in page) is may


def test_what_waits_stands_on_vandaag(linde, report):
    last = TODAY + 10 * DAY
    report(linde.directeur, soort=Soort.NIEUW, persoon_id=None, nieuw=SOMEBODY, begin=last)
    page = browser(linde.desk2, "swv").get("/vandaag/")

    assert ("Personele mutaties die op u wachten", 1, "Naar de personele mutaties", "/mutaties/") in page.context["elsewhere"]
    consulent = f.person("Con", "Sulent", email="con@swv.example")
    f.post(consulent, Rol.CONSULENT, linde.wijk)
    assert "Personele mutaties die op u wachten" not in browser(consulent, "swv").get("/vandaag/").content.decode()
