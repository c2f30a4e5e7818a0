"""A school that closes or goes on with another: its people stop, its dossiers go along on the day, and nothing runs."""

import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol, Zijde
from accounts.models import Aanstelling, Vestiging
from accounts.register import read_register
from accounts.services import catalogue, posts
from hulpvragen import policy as casework
from hulpvragen.enums import GastSoort, Soort
from hulpvragen.enums import Status as HulpvraagStatus
from hulpvragen.models import Dossier, Hulpvraag, Inschrijving, Toegang
from hulpvragen.services import filing, verhuizing
from mutaties.enums import SchoolSoort, SchoolStatus
from mutaties.models import Schoolwijziging
from mutaties.services import school_changes as services
from mutaties.services.school_changes import Reported
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import Invalid, NotAllowed
from tests import factories as f
from tests.accounts.register_files import file, row

from .conftest import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(linde):
    """An IB'er of De Wilg, where the dossiers of De Linde go."""
    user = f.person("Wil", "Wilgman")
    f.post(user, Rol.IB, linde.other)
    return user


@pytest.fixture
def close(linde, asking):
    """`close(…)` reports that a school closes into another; `close.approve(change)` approves it."""

    def make(by=None, school=linde.school, naar=linde.other, soort=SchoolSoort.FUSIE, per=None, zijde="school"):
        with asking(by or linde.bestuurder, zijde) as who:
            reported = Reported(soort, school.pk, {"naar": str(naar.pk) if naar else ""}, per or clock.today() + 5 * DAY)
            return services.report(by=who, key=uuid.uuid4(), reported=reported)

    def step(act, change, by=None):
        with asking(by or linde.desk, "swv") as who:
            return act(by=who, change_id=change.pk, version=Schoolwijziging.objects.get(pk=change.pk).version)

    make.approve = lambda change, by=None: step(services.approve, change, by)
    make.undo = lambda change: step(services.undo, change)
    return make


@pytest.fixture
def move(linde, asking):
    """`move(hulpvraag, by, school, day)` lets a pupil go to another school: reported by an IB'er, confirmed by the loket."""

    def make(hulpvraag, by, school, day):
        with asking(by) as who:
            made = verhuizing.report(by=who, hulpvraag_id=hulpvraag.pk, naar_id=school.pk, per=day, key=uuid.uuid4())
        with asking(linde.desk2, "swv") as who:
            return verhuizing.confirm(by=who, move_id=made.pk, version=1)

    return make


def reads(asking, user, zijde="school") -> set:
    with asking(user, zijde) as who:
        seen = set(casework.visible_to(who, casework.CONTENT).values_list("pk", flat=True))
        assert seen == {row["id"] for row in rows("select id from hulpvraag_leesbaar")}
        return seen


def mailed(hulpvraag) -> set:
    return {row["user_id"] for row in rows("select user_id from ontvangers(%s, 'contact')", hulpvraag.pk)}


def test_on_the_day_the_next_school_has_what_was_filed_and_nobody_the_concept(linde, close, there, asking, on_day):
    filed, concept = {h.pk for h in linde.hulpvragen}, linde.concept.pk
    change = close.approve(close())

    on_day(change.per - DAY)
    assert reads(asking, linde.gaat) == {*filed, concept} and reads(asking, there) == set()
    on_day(change.per)
    assert reads(asking, linde.gaat) == set() and reads(asking, there) == filed
    assert all(mailed(h) == {there.pk} for h in linde.hulpvragen)
    assert concept not in reads(asking, linde.desk2, "swv")
    assert Aanstelling.objects.filter(eenheid=linde.school, replaced_at=None, geldig__contains=change.per).count() == 0


def test_the_pupils_are_enrolled_there_from_the_day(linde, close):
    dossier = linde.hulpvragen[0].dossier
    change = close.approve(close())

    there = Inschrijving.objects.get(leerling=dossier.leerling, replaced_at=None, geldig__contains=change.per)
    assert (there.vestiging_id, there.begin) == (linde.other.pk, change.per)
    assert Inschrijving.objects.get(leerling=dossier.leerling, replaced_at=None, geldig__contains=change.per - DAY).vestiging_id == linde.school.pk


def test_what_is_begun_before_the_day_goes_along(linde, close, there, asking, on_day):
    change = close.approve(close())
    with asking(linde.gaat) as who:
        begun = filing.start(by=who, vestiging_id=linde.school.pk, soort=Soort.ADVIESVRAAG, key=uuid.uuid4(), leerling={"voornaam": "Fee"})

    dossier = Dossier.objects.get(pk=begun.dossier_id)
    assert (dossier.vestiging_tot, dossier.vestiging_daarna_id) == (change.per, linde.other.pk)
    assert Hulpvraag.objects.get(pk=begun.pk).vestiging_daarna_id == linde.other.pk
    on_day(change.per)
    assert begun.pk not in reads(asking, there), "a concept stays where it was written"


def test_it_is_turned_round_before_the_day_with_all_that_was_planned(linde, close, there, asking, on_day):
    change = close.approve(close())
    with asking(linde.gaat) as who:
        begun = filing.start(by=who, vestiging_id=linde.school.pk, soort=Soort.ADVIESVRAAG, key=uuid.uuid4(), leerling={"voornaam": "Fee"})
    close.undo(change)

    on_day(change.per)
    assert reads(asking, linde.gaat) == {begun.pk, linde.concept.pk, *(h.pk for h in linde.hulpvragen)} and reads(asking, there) == set()
    assert Vestiging.objects.get(pk=linde.school.pk).gesloten_per is None


def test_colleagues_stop_on_the_day_whoever_invited_them_and_parents_go_on(linde, close, asking, on_day):
    teacher, of_loket, parent, of_concept = (f.person() for _ in range(4))
    first, second = (h.pk for h in linde.hulpvragen[:2])
    overleg = f.hulpvraag(f.dossier(linde.school), HulpvraagStatus.OVERLEG, linde.gaat)
    for user, hulpvraag, soort in (
        (teacher, linde.hulpvragen[0], GastSoort.LEERKRACHT), (of_loket, linde.hulpvragen[1], GastSoort.COLLEGA),
        (parent, linde.hulpvragen[0], GastSoort.OUDER), (of_concept, overleg, GastSoort.LEERKRACHT),
    ):  # fmt: skip
        f.toegang(user, hulpvraag, soort=soort)
    Toegang.objects.filter(user=of_loket).update(namens=Zijde.SWV)
    all_read = [{first}, {second}, {first}, {overleg.pk}]

    def they_read() -> list[set]:
        return [reads(asking, user, "gast") for user in (teacher, of_loket, parent, of_concept)]

    change = close.approve(close())
    on_day(change.per - DAY)
    assert they_read() == all_read
    on_day(change.per)
    assert they_read() == [set(), set(), {first}, set()]

    on_day(clock.today())
    close.undo(change)
    on_day(change.per)
    assert they_read() == all_read


def test_a_school_that_closes_with_concepts_alone_lets_its_colleagues_go(linde, close, asking, on_day):
    teacher, ib = f.person(), f.person()
    f.post(ib, Rol.IB, linde.other)
    concept = f.hulpvraag(f.dossier(linde.other), HulpvraagStatus.OVERLEG, ib)
    f.toegang(teacher, concept, soort=GastSoort.LEERKRACHT)
    change = close.approve(close(school=linde.other, naar=None, soort=SchoolSoort.SLUITING))
    assert reads(asking, teacher, "gast") == {concept.pk}
    on_day(change.per)
    assert reads(asking, teacher, "gast") == set()


def test_of_today_it_holds_at_once_and_is_not_turned_round(linde, close, there, asking):
    change = close.approve(close(per=clock.today()))

    assert reads(asking, there) == {h.pk for h in linde.hulpvragen} and reads(asking, linde.gaat) == set()
    with pytest.raises(NotAllowed):
        close.undo(change)


def test_a_dossier_that_moved_twice(linde, close, there, asking, on_day):
    first = close.approve(close())
    third = f.vestiging("De Es", linde.bestuur)
    last = f.person()
    f.post(last, Rol.IB, third)
    on_day(first.per)

    second = close.approve(close(school=linde.other, naar=third, per=first.per + DAY))
    assert reads(asking, there) == {h.pk for h in linde.hulpvragen}
    on_day(second.per)
    assert reads(asking, there) == set() and reads(asking, last) == {h.pk for h in linde.hulpvragen}


# ---- what cannot be


def test_a_school_does_not_close_into_itself(linde, close):
    with pytest.raises(Invalid, match="Dit is de school die sluit"):
        close(naar=linde.school)


def test_open_hulpvragen_need_a_school_to_go_to(linde, close):
    with pytest.raises(Invalid, match="3 open hulpvragen"):
        close(linde.directeur, soort=SchoolSoort.SLUITING, naar=None)
    reported = close(soort=SchoolSoort.SLUITING, naar=None)  # the board is not told how many there are
    with pytest.raises(Invalid, match="3 open hulpvragen"):
        close.approve(reported)
    assert Vestiging.objects.get(pk=linde.school.pk).gesloten_per is None


def test_no_circle_and_no_chain(linde, close):
    third = f.vestiging("De Es", linde.bestuur)
    waits = close()
    with pytest.raises(Invalid, match="sluit zelf ook"):
        close(school=linde.other, naar=linde.school)
    with pytest.raises(Invalid, match="sluit zelf ook"):
        close(school=third, naar=linde.school)
    close.approve(waits)
    with pytest.raises(Invalid, match="De hulpvragen van De Linde gaan op"):
        close(school=linde.other, naar=third)
    with pytest.raises(Invalid, match="sluit al"):
        close(soort=SchoolSoort.SLUITING)


def test_a_pupil_who_is_still_to_come_stands_in_the_way_until_that_day(linde, close, move, there, asking, on_day):
    coming = f.hulpvraag(f.dossier(linde.other), HulpvraagStatus.IN_BEHANDELING)
    day = clock.today() + 2 * DAY
    move(coming, there, linde.school, day)
    change = close()
    with pytest.raises(Invalid, match="Er gaat nog een leerling naar deze school"):
        close.approve(change)
    on_day(day)
    close.approve(change)
    on_day(change.per)
    assert coming.pk in reads(asking, there), "she went along"


@pytest.mark.parametrize("days", [3, 5, 9])  # before the school closes, on that day, and after it
def test_a_pupil_who_goes_elsewhere_does_so_and_not_later_than_the_closing(linde, close, move, there, asking, on_day, days):
    third = f.vestiging("De Es", linde.bestuur)
    es = f.person()
    f.post(es, Rol.IB, third)
    leaver = f.hulpvraag(f.dossier(linde.school), HulpvraagStatus.IN_BEHANDELING, linde.gaat)
    teacher = f.person()
    f.toegang(teacher, leaver, soort=GastSoort.LEERKRACHT)
    day = clock.today() + days * DAY
    made = move(leaver, linde.gaat, third, day)
    rest = {h.pk for h in linde.hulpvragen}
    change = close.approve(close())
    goes = min(day, change.per)

    on_day(goes - DAY)
    assert leaver.pk in reads(asking, linde.gaat) and reads(asking, teacher, "gast") == {leaver.pk}
    on_day(goes)
    assert reads(asking, es) == {leaver.pk} and mailed(leaver) == {es.pk} and reads(asking, teacher, "gast") == set()
    on_day(change.per)
    assert reads(asking, there) == rest and reads(asking, es) == {leaver.pk}

    on_day(clock.today())
    close.undo(change)
    on_day(max(day, change.per) - DAY)
    assert (leaver.pk in reads(asking, linde.gaat)) is (day >= change.per), "the school stays open: she goes on the day that was agreed"
    on_day(max(day, change.per))
    assert reads(asking, es) == {leaver.pk} and rest <= reads(asking, linde.gaat)
    assert [one.begin for one in Inschrijving.objects.filter(vestiging=third, replaced_at=None, bron=made.pk)] == [day]


def test_a_pupil_of_a_school_that_closes_goes_along_first(linde, close, move):
    close.approve(close())
    with pytest.raises(Invalid, match="De Linde sluit op"):
        move(linde.hulpvragen[0], linde.gaat, f.vestiging("De Es", linde.bestuur), clock.today() + DAY)


def test_the_move_of_a_pupil_can_be_turned_round_while_her_school_closes(linde, close, move, there, asking, on_day):
    leaver = f.hulpvraag(f.dossier(linde.school), HulpvraagStatus.IN_BEHANDELING, linde.gaat)
    teacher = f.person()
    f.toegang(teacher, leaver, soort=GastSoort.LEERKRACHT)
    made = move(leaver, linde.gaat, f.vestiging("De Es", linde.bestuur), clock.today() + 9 * DAY)
    change = close.approve(close())
    with asking(linde.desk2, "swv") as who:
        verhuizing.undo(by=who, move_id=made.pk, version=2)
    on_day(change.per)
    assert leaver.pk in reads(asking, there), "she goes along like the others"
    assert reads(asking, teacher, "gast") == set()


def test_a_closed_school_gets_no_post(linde, close, there, asking):
    change = close.approve(close())
    with asking(linde.desk, "swv"), pytest.raises(Invalid, match="gesloten vanaf"):
        posts.give(by_id=linde.desk.pk, user=there, rol=Rol.IB, eenheid_id=linde.school.pk, begin=change.per)
    with asking(linde.desk, "swv"):
        post = posts.give(by_id=linde.desk.pk, user=there, rol=Rol.IB, eenheid_id=linde.school.pk, begin=clock.today())
    post.refresh_from_db()
    assert post.laatste_dag == change.per - DAY


def test_nothing_is_begun_at_a_school_whose_hulpvragen_go_nowhere(linde, close, asking):
    ib = f.person()
    f.post(ib, Rol.IB, linde.other)
    close.approve(close(school=linde.other, naar=None, soort=SchoolSoort.SLUITING))
    with asking(ib) as who, pytest.raises(NotAllowed, match="niet gekozen waar haar hulpvragen"):
        filing.start(by=who, vestiging_id=linde.other.pk, soort=Soort.ADVIESVRAAG, key=uuid.uuid4(), leerling={"voornaam": "Fee"})


# ---- from the register, and the pages


def test_a_school_that_the_register_lost_is_proposed_to_close_once(linde, close, asking):
    def bring_in(*lines):
        catalogue.import_register(register=read_register(file(*lines)))
        return services.propose_from_register()

    others = [row(brin="98ZZ", code=f"98ZZ{number:02}") for number in range(1, 12)]
    bring_in(row(brin="98ZZ", code="98ZZ00"), *others)
    catalogue.mark_aangesloten(by=None, codes=["98ZZ00"])
    assert bring_in(*others) == 1
    assert bring_in(*others) == 0

    close.approve(Schoolwijziging.objects.get(soort=SchoolSoort.SLUITING))
    assert Vestiging.objects.get(code="98ZZ00").is_gesloten
    assert bring_in(*others) == 0


def test_a_file_that_was_cut_off_proposes_no_closing(linde):
    lines = [row(brin="98ZZ", code="98ZZ00"), *(row(brin="98ZZ", code=f"98ZZ{number:02}") for number in range(1, 12))]
    catalogue.import_register(register=read_register(file(*lines)))
    catalogue.mark_aangesloten(by=None, codes=["98ZZ00"])
    catalogue.import_register(register=read_register(file(*lines[6:])))
    assert services.looks_cut_off()
    assert services.propose_from_register() == 0


def test_the_pages_say_what_happens(web, linde, close):
    client = web.enter(linde.bestuurder, "school")
    url = reverse("mutaties:school_new") + f"?school={linde.school.code}&soort=fusie"
    page = client.post(url, {"key": uuid.uuid4(), "per": "", "naar": str(linde.school.pk)})
    assert page.status_code == 422 and page.context["form"].errors["naar"] == ["Kies een school uit de lijst"]
    client.post(url, {"key": uuid.uuid4(), "per": (clock.today() + DAY).strftime("%d-%m-%Y"), "naar": str(linde.other.pk)})
    made = Schoolwijziging.objects.get()

    page = web.__class__().enter(linde.desk, "swv").get(reverse("mutaties:school_change", args=[made.pk])).content.decode()
    assert "3 open hulpvragen gaan mee" in page and "Karin Postma" in page and "Hulpvragen gaan naar De Wilg" in page
    close.approve(made)
    assert made.status == SchoolStatus.VOORGESTELD
    school = web.__class__().enter(linde.directeur, "school").get(reverse("accounts:school", args=[linde.school.code])).content.decode()
    assert "Deze school sluit op" in school and "De Wilg" in school
