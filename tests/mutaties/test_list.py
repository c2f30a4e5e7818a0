"""The list of mutaties: who sees which, in what order, and each in the one list where it belongs."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Rol
from devtools.harness import WebClient
from mutaties import policy
from mutaties.enums import Soort, Status
from mutaties.models import Melding, Mutatie
from mutaties.queries import lists
from mutaties.views.list import CHIPS
from portal.lib import clock
from tests import factories as f

from .conftest import DAY, NEW

pytestmark = pytest.mark.django_db
LIST = "/mutaties/"
count = iter(range(1, 10_000))


def browser(user, zijde="school") -> WebClient:
    return WebClient().enter(user, zijde)


def a_mutatie(linde, status=Status.TE_ACCORDEREN, einde: int | None = 10, **fields) -> Mutatie:
    """Put a mutatie there as the owner; `einde` in days from today."""
    values = {
        "nummer": f"M-1999-{next(count):04}", "soort": Soort.VERTREK, "eenheid": linde.school, "rol": Rol.IB, "persoon": linde.gaat, "status": status,
        "einde": einde if einde is None else clock.today() + einde * DAY, "akkoord_at": clock.now() if status == Status.AKKOORD else None,
    } | fields  # fmt: skip
    mutatie = Mutatie.objects.create(**values)
    Melding.objects.create(mutatie=mutatie, gemeld_door=None if mutatie.publiek else linde.desk)
    return mutatie


def shown(client, toon="te-behandelen") -> list:
    return [row["m"].pk for row in client.get(LIST, {"toon": toon}).context["rows"]]


def test_what_takes_effect_first_comes_first_and_late_is_amber(linde):
    far, late, soon = a_mutatie(linde, einde=30), a_mutatie(linde, einde=-3), a_mutatie(linde, einde=2)
    answer = browser(linde.desk, "swv").get(LIST)

    assert [row["m"].pk for row in answer.context["rows"]] == [late.pk, soon.pk, far.pk]
    assert [row["late"] for row in answer.context["rows"]] == [True, False, False]
    assert answer.content.decode().count("al ingegaan") == 1


def test_each_one_stands_in_the_one_list_of_its_status(linde, asking):
    for status in Status:
        if status not in (Status.NAZORG, Status.AFGEROND, Status.VERLOPEN):
            a_mutatie(linde, status), a_mutatie(linde, status, einde=-1), a_mutatie(linde, status, einde=0)
    public = {"publiek": True, "status": Status.GEMELD, "einde": None, "eenheid": None, "persoon": None}
    for days in (13, 14, 15, 16):
        a_mutatie(linde, **public, created_at=clock.now() - dt.timedelta(days=days))
    a_mutatie(linde, Status.AKKOORD, einde=-5, eenheid=_without_ib(linde))

    with asking(linde.desk, "swv") as who:
        found = {key: {row.pk for row in lists._visible(who).filter(wanted(who))} for key, (_, wanted) in CHIPS.items()}
        everything = list(policy.visible_to(who))
        for mutatie in everything:
            status = policy.status_on(mutatie, who.day)
            place = "gesloten" if status in lists.workflow.CLOSED else "gepland" if status == Status.AKKOORD else "te-behandelen"
            assert {key for key, rows in found.items() if mutatie.pk in rows} == {place}, (status, mutatie.ingang)
        assert {policy.status_on(one, who.day) for one in everything} == set(Status)


def _without_ib(linde):
    """A school whose only IB'er left, with an open hulpvraag."""
    school = f.vestiging("De Populier", linde.bestuur, linde.wijk)
    f.hulpvraag(f.dossier(school, "Bo", "Stil"), "ingediend", linde.gaat)
    return school


def test_the_list_says_the_same_status_as_the_mutatie(linde, asking):
    a_mutatie(linde, Status.AKKOORD, einde=-5, eenheid=_without_ib(linde))
    a_mutatie(linde, Status.AKKOORD, einde=-5)
    with asking(linde.desk, "swv") as who:
        lines = [*lists.page(who, lists.to_do).lines, *lists.page(who, lists.closed).lines]
        assert {line.status for line in lines} == {Status.NAZORG, Status.AFGEROND}
        assert all(line.status == policy.status_on(line.mutatie, who.day) for line in lines)


@pytest.mark.parametrize("toon", CHIPS)
def test_a_page_goes_on_after_its_last_row(linde, monkeypatch, toon):
    monkeypatch.setattr(lists, "PAGE", 3)
    status = {"te-behandelen": Status.TE_ACCORDEREN, "gepland": Status.AKKOORD, "gesloten": Status.AFGEWEZEN}[toon]
    made = {a_mutatie(linde, status, einde=days).pk for days in (5, 5, 5, 5, 6, 7, 8)}
    client, address, seen = browser(linde.desk, "swv"), f"{LIST}?toon={toon}", []
    while address:
        answer = client.get(address)
        seen += [row["m"].pk for row in answer.context["rows"]]
        address = answer.context["next_url"]

    assert len(seen) == 7 and set(seen) == made


@pytest.mark.parametrize("after", ["x", "_", "2026-11-30_", "2026-11-30_x", f"_{uuid.uuid4()}", "%00", "9" * 5000])
def test_a_place_that_is_none_is_the_first_page(linde, after):
    one = a_mutatie(linde)
    answer = browser(linde.desk, "swv").get(LIST, {"na": after, "toon": "weg"})

    assert answer.status_code == 200 and [row["m"].pk for row in answer.context["rows"]] == [one.pk]


def test_the_number_of_queries_does_not_follow_the_rows(linde, django_assert_max_num_queries):
    client = browser(linde.desk, "swv")

    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            client.get(LIST)
        return len(counted)

    a_mutatie(linde, Status.AKKOORD, einde=-5, eenheid=_without_ib(linde))
    few = queries()
    for days in range(20):
        a_mutatie(linde, einde=days)
    assert queries() == few


def test_each_sees_those_of_her_schools_and_her_own(linde):
    here, elsewhere = a_mutatie(linde), a_mutatie(linde, eenheid=f.vestiging("Ver"), persoon=f.person("Ver", "Weg", email="ver@weg.example"))
    to_other = a_mutatie(linde, naar=linde.other, naar_begin=clock.today() + 12 * DAY)
    ib_elsewhere = f.person("Elders", "Ib", email="ib@elders.example")
    f.post(ib_elsewhere, Rol.IB, linde.other)

    for user in (linde.directeur, linde.blijft, linde.bestuurder, linde.gaat):
        assert set(shown(browser(user))) == {here.pk, to_other.pk}
    assert shown(browser(linde.daar)) == [to_other.pk]
    assert shown(browser(ib_elsewhere)) == []
    assert set(shown(browser(linde.desk2, "swv"))) == {here.pk, elsewhere.pk, to_other.pk}


@pytest.mark.parametrize(("name", "zijde", "status"), [
    ("marloes", "school", 200), ("directeur", "school", 200), ("bestuur", "school", 200), ("hans", "swv", 200), ("mutaties", "swv", 200),
    ("privacy", "swv", 200), ("beheer", "swv", 200), ("noord", "swv", 200), ("vertrokken", "school", 403), ("ouder", "gast", 403),
])  # fmt: skip
def test_who_has_a_list(world, name, zijde, status):
    answer = browser(getattr(world.people, name), zijde).get(LIST)

    assert answer.status_code == status
    assert ("Geen wijzigingen te behandelen" if status == 200 else "Bij uw rol horen geen wijzigingsverzoeken") in answer.content.decode()


@pytest.mark.parametrize(("name", "zijde", "may"), [("marloes", "school", True), ("mutaties", "swv", True), ("privacy", "swv", False)])
def test_it_leads_to_a_report_for_who_may(world, name, zijde, may):
    assert ('href="/mutaties/nieuw/"' in browser(getattr(world.people, name), zijde).get(LIST).content.decode()) is may


def test_the_menu_counts_what_waits_for_the_desk(linde, report):
    last = clock.today() + 10 * DAY
    report(linde.blijft, laatste_dag=last, nieuw=NEW, begin=last + DAY)  # an IB'er asks to give access: to be checked
    a_mutatie(linde), a_mutatie(linde, Status.OVERDRACHT)
    a_mutatie(linde, Status.GEMELD, publiek=True, created_at=clock.now() - dt.timedelta(days=20))

    def counted(user, zijde="swv") -> dict:
        return {item[0]: item[3] for item in browser(user, zijde).get(LIST).context["frame"].nav}

    assert counted(linde.desk)["Personele mutaties"] == counted(linde.desk2)["Personele mutaties"] == 2
    assert "Personele mutaties" not in counted(linde.directeur, "school")


def test_the_desk_begins_there(linde):
    assert browser(linde.desk, "swv").get("/").url == reverse("mutaties:list")


def test_the_board_reads_that_it_is_at_turn_on_the_list_and_on_the_page(linde):
    mutatie = a_mutatie(linde, Status.OPVOLGER_CP, rol=Rol.CONTACTPERSOON, persoon=linde.directeur)
    for user, you in ((linde.bestuurder, True), (linde.directeur, False)):
        client = browser(user)
        assert [row["mine"] for row in client.get(LIST).context["rows"]] == [you]
        assert (">U</span>" if you else ">Bestuur</span>") in client.get(LIST).content.decode()
        assert client.get(reverse("mutaties:detail", args=[mutatie.pk])).status_code == 200
