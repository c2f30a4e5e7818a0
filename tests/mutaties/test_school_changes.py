"""Changes of a school's own data: who reports, who approves, what holds from when; and what the register proposes."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import CatalogusVestiging, Vestiging
from accounts.register import read_register
from accounts.services import catalogue
from hulpvragen import policy as casework
from mutaties import policy
from mutaties.enums import SchoolSoort, SchoolStatus
from mutaties.models import Schoolwijziging
from mutaties.services import school_changes as services
from mutaties.services.school_changes import Reported
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import Conflict, Invalid, NotAllowed
from tests import factories as f
from tests.accounts.register_files import file, row

from .conftest import DAY

pytestmark = pytest.mark.django_db
PHONE = {"telefoon": "0101234567"}


@pytest.fixture
def change(linde, asking):
    """`change(by, soort, nieuw, …)` reports a change of De Linde as that person."""

    def make(by=None, soort=SchoolSoort.TELEFOON, nieuw=None, zijde="school", per=None, school=linde.school, key=None):
        with asking(by or linde.directeur, zijde) as who:
            reported = Reported(soort, school and school.pk, nieuw or PHONE, per or clock.today())
            return services.report(by=who, key=key or uuid.uuid4(), reported=reported)

    return make


@pytest.fixture
def approve(linde, asking):
    def make(change, by=None, zijde="swv"):
        with asking(by or linde.desk, zijde) as who:
            return services.approve(by=who, change_id=change.pk, version=Schoolwijziging.objects.get(pk=change.pk).version)

    return make


def current(linde) -> Vestiging:
    return Vestiging.objects.get(pk=linde.school.pk)


# ---- the kinds


@pytest.mark.parametrize(("soort", "nieuw"), [
    (SchoolSoort.NAAM, {"naam": "De Nieuwe Linde"}), (SchoolSoort.TELEFOON, PHONE), (SchoolSoort.BRIN, {"code": "99ZZ00"}),
    (SchoolSoort.ADRES, {"straat": "Kerkweg", "huisnummer": "1", "postcode": "1234 AB", "plaats": "Elders"}),
])  # fmt: skip
def test_what_is_approved_holds_at_once_and_is_recorded_with_what_it_was(linde, change, approve, soort, nieuw):
    reported = change(soort=soort, nieuw=nieuw)
    assert all(getattr(current(linde), name) != value for name, value in nieuw.items())

    approve(reported)

    assert all(getattr(current(linde), name) == value for name, value in nieuw.items())
    [event] = AuditEvent.objects.filter(event="vestiging.changed")
    assert event.detail["after"] == nieuw and event.detail["before"] == reported.oud and event.actor_id == linde.desk.pk


def test_another_board_sees_the_school_then(linde, change, approve, asking):
    other = f.bestuur()
    boss = f.person()
    f.post(boss, Rol.BESTUURSMEDEWERKER, other)

    approve(change(linde.bestuurder, SchoolSoort.BESTUUR, {"bestuursnummer": other.nummer}))

    assert current(linde).bestuur_id == other.pk
    with asking(boss) as who:
        assert linde.school in policy.reports_for(who)
    with asking(linde.bestuurder) as who:
        assert linde.school not in policy.reports_for(who)


def test_a_new_school_takes_part_after_the_approval(linde, change, approve):
    data = {"naam": "De Els", "code": "88EL00", "straat": "Elslaan", "huisnummer": "2", "postcode": "1234 AB", "plaats": "Elders"}
    data |= {"telefoon": "0101234567", "bestuursnummer": linde.bestuur.nummer, "wijknetwerk": str(linde.wijk.pk)}

    reported = change(linde.bestuurder, SchoolSoort.OPRICHTING, data, school=None)
    assert not Vestiging.objects.filter(code="88EL00").exists()
    approve(reported)

    made = Vestiging.objects.get(code="88EL00")
    assert (made.naam, made.adres, made.bestuur_id, made.wijknetwerk_nu_id) == ("De Els", "Elslaan 2, 1234 AB Elders", linde.bestuur.pk, linde.wijk.pk)


# ---- the day


def test_what_is_no_plan_is_approved_from_its_day_on(linde, change, approve, on_day):
    reported = change(per=clock.today() + 3 * DAY)

    with pytest.raises(NotAllowed, match="Goedkeuren kan vanaf"):
        approve(reported)

    on_day(reported.per)
    approve(reported)
    assert current(linde).telefoon == "0101234567"


@pytest.fixture
def elsewhere(linde):
    """A consulent of another wijknetwerk, and one of that of De Linde."""
    wijk = f.wijknetwerk("Verder")
    there, here = f.person("Coby", "Verder"), f.person("Nelly", "Hier")
    f.post(there, Rol.CONSULENT, wijk)
    f.post(here, Rol.CONSULENT, linde.wijk)
    return wijk, there, here


def reads(asking, user) -> set:
    with asking(user, "swv") as who:
        seen = set(casework.visible_to(who, casework.CONTENT).values_list("pk", flat=True))
        assert seen == {row["id"] for row in rows("select id from hulpvraag_leesbaar")}
        return seen


def test_a_planned_wijknetwerk_decides_from_its_day_in_both_walls_and_nothing_runs(linde, change, approve, asking, on_day, elsewhere):
    wijk, there, here = elsewhere
    everything = {h.pk for h in linde.hulpvragen}
    reported = change(soort=SchoolSoort.WIJKNETWERK, nieuw={"wijknetwerk": str(wijk.pk)}, per=clock.today() + 3 * DAY)
    approve(reported)

    on_day(reported.per - DAY)
    assert (reads(asking, here), reads(asking, there)) == (everything, set())
    on_day(reported.per)
    assert (reads(asking, here), reads(asking, there)) == (set(), everything)


def test_a_plan_is_turned_round_before_its_day_and_not_after(linde, change, approve, asking, on_day, elsewhere):
    wijk, there, here = elsewhere
    reported = approve(change(soort=SchoolSoort.WIJKNETWERK, nieuw={"wijknetwerk": str(wijk.pk)}, per=clock.today() + 3 * DAY))
    with asking(linde.desk, "swv") as who:
        services.undo(by=who, change_id=reported.pk, version=reported.version)

    on_day(reported.per)
    assert (len(reads(asking, here)), reads(asking, there)) == (3, set())

    again = approve(change(soort=SchoolSoort.WIJKNETWERK, nieuw={"wijknetwerk": str(wijk.pk)}, per=reported.per))
    with asking(linde.desk, "swv") as who, pytest.raises(NotAllowed, match="vóór de dag"):
        services.undo(by=who, change_id=again.pk, version=again.version)


def test_one_plan_at_a_time_and_after_its_day_another(linde, change, approve, on_day, elsewhere):
    wijk = elsewhere[0]
    there, back = {"wijknetwerk": str(wijk.pk)}, {"wijknetwerk": str(linde.wijk.pk)}
    first = approve(change(soort=SchoolSoort.WIJKNETWERK, nieuw=there, per=clock.today() + 3 * DAY))

    with pytest.raises(Invalid, match="al een ander wijknetwerk gepland"):
        change(soort=SchoolSoort.WIJKNETWERK, nieuw={"wijknetwerk": ""}, per=clock.today() + 9 * DAY)

    on_day(first.per)
    approve(change(soort=SchoolSoort.WIJKNETWERK, nieuw=back, per=first.per + 2 * DAY))
    assert (current(linde).wijknetwerk_id, current(linde).wijknetwerk_daarna_id) == (wijk.pk, linde.wijk.pk)


# ---- who


@pytest.mark.parametrize(("name", "zijde", "may"), [
    ("directeur", "school", True), ("bestuurder", "school", True), ("desk", "swv", True), ("desk2", "swv", True),
    ("gaat", "school", False), ("daar", "school", False),
])  # fmt: skip
def test_who_reports_of_which_school(linde, change, name, zijde, may):
    if may:
        assert change(getattr(linde, name), zijde=zijde).status == SchoolStatus.VOORGESTELD
    else:
        with pytest.raises(NotAllowed):
            change(getattr(linde, name), zijde=zijde)


def test_only_a_mutatiebehandelaar_who_did_not_report_it_approves(linde, change, approve, asking):
    with pytest.raises(NotAllowed, match="zelf doorgegeven"):
        approve(change(linde.desk, zijde="swv"))
    with pytest.raises(NotAllowed, match="hoort niet bij uw rol"):
        approve(change(linde.bestuurder, SchoolSoort.NAAM, {"naam": "X"}), linde.desk2)
    with pytest.raises(NotAllowed):
        approve(change(soort=SchoolSoort.BRIN, nieuw={"code": "99ZZ01"}), linde.directeur, "school")


def test_the_database_wants_two_people_as_well(linde, change, act):
    mine = change(linde.desk, zijde="swv")
    with act(linde.desk, "swv"), pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Schoolwijziging.objects.filter(pk=mine.pk).update(status="goedgekeurd", besloten_door=linde.desk)


def test_the_second_wall_lets_the_loket_decide_nothing(linde, change, act, asking):
    theirs, own = change(), change(linde.desk2, SchoolSoort.NAAM, {"naam": "X"}, "swv")
    with act(linde.desk2, "swv"):
        assert Schoolwijziging.objects.filter(pk=theirs.pk).update(status="goedgekeurd", besloten_door=linde.desk2) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Schoolwijziging.objects.filter(pk=own.pk).update(status="goedgekeurd", besloten_door=linde.desk)
    with asking(linde.desk2, "swv") as who:
        assert services.withdraw(by=who, change_id=own.pk, version=1).status == SchoolStatus.INGETROKKEN


def test_both_walls_show_the_same_changes(linde, change, act, asking, w):
    change()
    change(linde.desk, SchoolSoort.NAAM, {"naam": "De Wilgen"}, "swv", school=linde.other)
    change(linde.bestuurder, SchoolSoort.OPRICHTING, {"naam": "De Els", "code": "88EL00"}, school=None)
    everybody = [(user, zijde) for user in (*vars(w.people).values(), linde.gaat, linde.directeur, linde.daar, linde.bestuurder, linde.desk, linde.desk2)
                 for zijde in ("school", "swv")]  # fmt: skip
    seen = 0
    for user, zijde in everybody:
        with asking(user, zijde) as who:
            mine = set(policy.changes_visible_to(who).values_list("pk", flat=True))
            assert mine == set(Schoolwijziging.objects.values_list("pk", flat=True)), (user.naam, zijde)
            seen += len(mine)
    assert seen > 10


@pytest.mark.parametrize(("name", "zijde"), [("gaat", "school"), ("daar", "school"), ("bestuurder", "school"), ("desk", "swv")])
def test_nobody_writes_what_another_reported_as_her_own_or_what_is_decided(linde, change, act, name, zijde):
    mine = change()
    user = getattr(linde, name)
    with act(user, zijde):
        if zijde == "school":
            assert Schoolwijziging.objects.filter(pk=mine.pk).update(status="ingetrokken") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Schoolwijziging.objects.create(vestiging=linde.school, soort="naam", per=clock.today(), bron="school", gemeld_door=linde.directeur)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Schoolwijziging.objects.filter(pk=mine.pk).update(nieuw={"telefoon": "0900"})
    with act(linde.directeur, "school"), pytest.raises(ProgrammingError), transaction.atomic():
        Schoolwijziging.objects.filter(pk=mine.pk).update(status="goedgekeurd", besloten_door=linde.desk)


# ---- what cannot be


def test_what_cannot_be_is_said_at_the_field(linde, change):
    linde.school.telefoon = "0101234567"
    linde.school.save()
    for told in (
        lambda: change(),
        lambda: change(soort=SchoolSoort.BRIN, nieuw={"code": linde.other.code}),
        lambda: change(per=clock.today() + 400 * DAY, nieuw={"telefoon": "0107654321"}),
        lambda: change(per=clock.today() - 400 * DAY, nieuw={"telefoon": "0107654321"}),
    ):
        with pytest.raises(Invalid) as fault:
            told()
        assert fault.value.field in ("telefoon", "code", "per")


def test_a_second_one_of_the_kind_waits_for_the_first(linde, change):
    change()
    with pytest.raises(Invalid, match="Er wacht al een wijziging van deze soort"):
        change(nieuw={"telefoon": "0107654321"})


def test_a_code_that_waits_for_another_school_is_taken(linde, change):
    change(linde.bestuurder, SchoolSoort.OPRICHTING, {"naam": "De Els", "code": "88EL00"}, school=None)
    with pytest.raises(Invalid, match="88EL00"):
        change(linde.desk, SchoolSoort.BRIN, {"code": "88EL00"}, "swv")


def test_a_form_sent_twice_is_one_change(linde, change):
    key = uuid.uuid4()
    assert change(key=key).pk == change(key=key).pk


def test_what_changed_meanwhile_is_not_overwritten(linde, change, approve):
    reported = change()
    Vestiging.objects.filter(pk=linde.school.pk).update(telefoon="0100000000")

    with pytest.raises(Conflict, match="intussen anders"):
        approve(reported)
    assert Schoolwijziging.objects.get(pk=reported.pk).status == SchoolStatus.VOORGESTELD


def test_two_of_the_desk_at_once(linde, change, asking):
    reported = change()
    other = f.person("Mia", "Mutaties")
    f.post(other, Rol.MUTATIEBEHANDELAAR)
    with asking(other, "swv") as who:
        services.reject(by=who, change_id=reported.pk, version=1, reden="klopt_niet")
    with asking(linde.desk, "swv") as who, pytest.raises(Conflict, match="Een collega"):
        services.approve(by=who, change_id=reported.pk, version=1)


def test_a_list_approves_what_can_be_and_says_what_cannot(linde, change, asking):
    good, late = change(), change(soort=SchoolSoort.NAAM, nieuw={"naam": "Later"}, per=clock.today() + DAY)
    with asking(linde.desk, "swv") as who:
        done, refused = services.approve_several(by=who, wanted=[(late.pk, 1), (good.pk, 1)])

    assert [one.pk for one in done] == [good.pk] and [one.change_id for one in refused] == [late.pk]
    assert (current(linde).telefoon, current(linde).naam) == ("0101234567", "De Linde")


# ---- from the register


def bring_in(*lines: str) -> int:
    catalogue.import_register(register=read_register(file(*lines)))
    return services.propose_from_register()


@pytest.fixture
def listed(linde):
    """A school that takes part as the register has it."""
    assert bring_in(row(), row(code="12AB01")) == 0
    catalogue.mark_aangesloten(by=None, codes=["12AB00"])
    return Vestiging.objects.get(code="12AB00")


NEWER = row(naam="De Eik", straat="Kerkweg", telefoon="0107654321", bestuur="00001")


def test_what_the_register_says_otherwise_is_proposed_once(listed):
    assert bring_in(NEWER, row(code="12AB01")) == 4
    assert bring_in(NEWER, row(code="12AB01")) == 0

    found = {change.soort: (change.oud, change.nieuw) for change in Schoolwijziging.objects.all()}
    assert found["naam"] == ({"naam": "De Wâldiik"}, {"naam": "De Eik"}) and found["bestuur"] == ({"bestuursnummer": "41797"}, {"bestuursnummer": "00001"})
    assert found["adres"][1]["straat"] == "Kerkweg" and found["telefoon"][1] == {"telefoon": "0107654321"}
    assert Vestiging.objects.get(pk=listed.pk).naam == "De Wâldiik"


def test_what_was_refused_is_not_proposed_again_but_something_newer_is(linde, listed, asking):
    bring_in(row(naam="De Eik"))
    with asking(linde.desk, "swv") as who:
        services.reject(by=who, change_id=Schoolwijziging.objects.get().pk, version=1, reden="klopt_niet")

    assert bring_in(row(naam="De Eik")) == 0
    assert bring_in(row(naam="De Beuk")) == 1


def test_a_proposal_that_the_register_no_longer_makes_is_taken_back(listed):
    bring_in(row(naam="De Eik"))
    assert bring_in(row(naam="De Beuk")) == 1
    assert bring_in(row()) == 0

    assert set(Schoolwijziging.objects.values_list("status", flat=True)) == {"ingetrokken"}


def test_the_register_needs_one_who_approves(linde, listed, approve):
    bring_in(NEWER)
    for change in Schoolwijziging.objects.all():
        approve(change)

    school = Vestiging.objects.get(pk=listed.pk)
    assert (school.naam, school.straat, school.telefoon, school.bestuur.nummer) == ("De Eik", "Kerkweg", "0107654321", "00001")
    assert bring_in(NEWER, row(code="12AB01")) == 0
    assert CatalogusVestiging.objects.get(code="12AB00").naam == "De Eik"


# ---- the pages


def new_url(**asked) -> str:
    return reverse("mutaties:school_new") + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


@pytest.mark.parametrize(("name", "zijde", "status"), [
    ("desk", "swv", 200), ("desk2", "swv", 200), ("directeur", "school", 200), ("bestuurder", "school", 200), ("gaat", "school", 403),
])  # fmt: skip
def test_each_role_and_the_pages(web, linde, change, name, zijde, status):
    mine = change()
    client = web.enter(getattr(linde, name), zijde)

    assert client.get(reverse("mutaties:schools")).status_code == status
    assert client.get(new_url(school=linde.school.code)).status_code == status
    assert client.get(new_url(school=linde.school.code, soort="telefoon")).status_code == status
    assert client.get(reverse("mutaties:school_change", args=[mine.pk])).status_code == (200 if status == 200 else 404)


def test_another_school_is_unknown(web, linde, change):
    mine = change()
    page = web.enter(linde.daar, "school").get(reverse("mutaties:school_change", args=[mine.pk]))
    unknown = web.get(reverse("mutaties:school_change", args=[uuid.uuid4()]))

    assert page.status_code == unknown.status_code == 404 and page.content == unknown.content


@pytest.mark.parametrize(("soort", "field", "typed", "sentence"), [
    ("telefoon", "telefoon", "12", "Vul een telefoonnummer in van 10 cijfers"),
    ("telefoon", "telefoon", "", "Vul het telefoonnummer van de school in"),
    ("brin", "code", "12AB", "Dit is alleen de BRIN. Vul ook de 2 cijfers van de vestiging in, zoals 12AB00"),
    ("brin", "code", "1234", "Vul een code in van 2 cijfers, 2 letters en 2 cijfers, zoals 12AB00"),
    ("adres", "postcode", "12 AB", "Vul een postcode in van 4 cijfers en 2 letters"),
    ("adres", "straat", "", "Vul de straat in"),
    ("bestuur", "bestuursnummer", "A1", "Vul het nummer van het bestuur in, 5 cijfers"),
    ("wijknetwerk", "wijknetwerk", "onbekend", "Dit wijknetwerk bestaat niet. Kies er een uit de lijst."),
    ("naam", "naam", "Leerling 111222333", "burgerservicenummer"),
    ("naam", "naam", "", "Vul de naam van de school in"),
    ("naam", "per", "31-02-2027", "bestaat niet"),
    ("naam", "per", "", "Vul in vanaf welke dag dit geldt"),
])  # fmt: skip
def test_bad_input_has_its_own_sentence_at_the_field(web, linde, soort, field, typed, sentence):
    client = web.enter(linde.directeur, "school")
    page = client.post(new_url(school=linde.school.code, soort=soort), {"key": uuid.uuid4(), "per": "1-12-2026", field: typed})

    assert page.status_code == 422
    assert any(sentence in error for error in page.context["form"].errors[field]), page.context["form"].errors
    assert not Schoolwijziging.objects.exists()


def test_from_the_form_to_the_approval_on_the_pages(web, linde):
    page = web.enter(linde.directeur, "school").post(
        new_url(school=linde.school.code, soort="telefoon"), {"key": uuid.uuid4(), "telefoon": "010 123 45 67", "per": clock.today().strftime("%d-%m-%Y")}
    )
    made = Schoolwijziging.objects.get()
    assert page.status_code == 302 and (made.bron, made.nieuw) == ("school", PHONE)

    client = web.__class__().enter(linde.desk, "swv")
    listed = client.get(reverse("mutaties:schools")).content.decode()
    assert "010 - 123 45 67" in listed and f"{made.pk}:1" in listed
    client.post(reverse("mutaties:school_approve_several"), {"wijziging": [f"{made.pk}:1", "onzin"]})
    assert current(linde).telefoon == "0101234567"


def test_another_wijknetwerk_shows_who_reads_along_before_it_is_approved(web, linde, change, elsewhere):
    mine = change(soort=SchoolSoort.WIJKNETWERK, nieuw={"wijknetwerk": str(elsewhere[0].pk)})

    page = web.enter(linde.desk, "swv").get(reverse("mutaties:school_change", args=[mine.pk])).content.decode()

    assert "Coby Verder: leest nu 0 hulpvragen van deze school, dan 3" in page
    assert f"{mine.pk}:1" not in web.get(reverse("mutaties:schools")).content.decode(), "not approved from the list"


def test_a_refusal_asks_a_reason(web, linde, change):
    mine = change()
    client = web.enter(linde.desk, "swv")

    page = client.post(reverse("mutaties:school_reject", args=[mine.pk]), {"version": 1})
    assert page.status_code == 422 and "Kies waarom u de wijziging afwijst" in page.content.decode()
    client.post(reverse("mutaties:school_reject", args=[mine.pk]), {"version": 1, "reden": "datum"})
    assert Schoolwijziging.objects.get().reden == "datum"
