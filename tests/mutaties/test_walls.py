"""Who sees a mutatie: policy and row security say the same, for everybody around it."""

import pytest
from django.db import DatabaseError, transaction

from accounts.enums import Rol
from hulpvragen.models import Hulpvraag
from mutaties import policy
from mutaties.enums import Aan, Soort
from mutaties.models import Melding, Mutatie, Regel, Verloop
from mutaties.queries import handover
from mutaties.services import proposing
from portal.lib import clock
from portal.lib.db import rows
from tests import factories as f

from .conftest import DAY, NEW

pytestmark = pytest.mark.django_db


@pytest.fixture
def mutatie(linde, report):
    last = clock.today() + 10 * DAY
    return report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY, naar_id=linde.other.pk, naar_begin=last + DAY)


# (who, side): sees the card, reads the content
AROUND = {
    ("gaat", "school"): (True, True), ("blijft", "school"): (True, False), ("directeur", "school"): (True, True), ("daar", "school"): (True, True),
    ("bestuurder", "school"): (True, True), ("buiten", "school"): (False, False), ("desk", "swv"): (True, True), ("desk2", "swv"): (True, True),
    ("beheer", "swv"): (True, False), ("privacy", "swv"): (True, True), ("noord", "swv"): (False, False), ("niemand", None): (False, False),
}  # fmt: skip


@pytest.mark.parametrize(("name", "zijde"), AROUND, ids=str)
def test_the_two_walls_agree(linde, w, mutatie, asking, name, zijde):
    person = getattr(linde, name, None) or getattr(w.people, name)
    card, content = AROUND[name, zijde]
    assert policy.visible_to(_who(person, zijde)).filter(pk=mutatie.pk).exists() == card
    with asking(person, zijde) as who:
        if zijde is None:
            return
        assert policy.visible_to(who).filter(pk=mutatie.pk).exists() == card
        assert Mutatie.objects.filter(pk=mutatie.pk).exists() == card
        assert (card and policy.reads(who, mutatie)) == content
        assert Melding.objects.filter(pk=mutatie.pk).exists() == content
        assert Verloop.objects.filter(mutatie=mutatie).exists() == content


def _who(person, zijde):
    from hulpvragen.policy import asker

    return asker(person, zijde)


def test_the_swv_has_no_line_and_no_count_of_a_concept(linde, mutatie, asking):
    with asking(linde.directeur) as who:
        assert {line.hulpvraag_id for line in handover.lines(mutatie)} == {h.pk for h in [*linde.hulpvragen, linde.concept]}
        choices = {line.hulpvraag_id: (Aan.NIEUW, None) for line in handover.lines(mutatie)}
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices=choices)
    for person in (linde.desk, linde.desk2):
        with asking(person, "swv"):
            assert {line.hulpvraag_id for line in handover.lines(mutatie)} == {h.pk for h in linde.hulpvragen}
            assert Regel.objects.filter(mutatie=mutatie).count() == len(linde.hulpvragen)
    with asking(linde.bestuurder):
        assert handover.lines(mutatie) == [], "the board sees no hulpvraag at all"


def test_what_hangs_on_somebody_is_told_to_nobody_else(linde, w, mutatie, asking):
    for person, zijde in ((w.people.buiten, "school"), (w.people.noord, "swv"), (w.people.beheer, "swv"), (w.people.ouder, "gast")):
        with asking(person, zijde):
            try:
                with transaction.atomic():
                    assert rows("select * from app_overdracht(%s, %s, %s)", linde.school.pk, linde.gaat.pk, mutatie.einde) == []
            except DatabaseError as refused:
                assert "permission denied" in str(refused)


WRITES = [
    ("buiten", "school", "update mutaties_mutatie set status = 'akkoord', akkoord_at = now()", 0),
    ("noord", "swv", "update mutaties_mutatie set status = 'akkoord', akkoord_at = now()", 0),
    ("beheer", "swv", "update mutaties_mutatie set status = 'afgewezen'", 0),
    ("blijft", "school", "update mutaties_melding set nieuw_email = 'x@x.example'", 0),
    ("buiten", "school", "delete from mutaties_regel", 0),
]


@pytest.mark.parametrize(("name", "zijde", "sql", "touched"), WRITES, ids=lambda value: str(value)[:30])
def test_a_write_without_a_where_touches_nothing_of_others(linde, w, mutatie, asking, name, zijde, sql, touched):
    from django.db import connection

    person = getattr(linde, name, None) or getattr(w.people, name)
    with asking(person, zijde), connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == touched


@pytest.mark.parametrize("table", ["mutaties_verloop", "mutaties_melding"])
def test_what_was_done_is_never_taken_away(linde, mutatie, asking, table):
    from django.db import connection

    with asking(linde.directeur), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"delete from {table}")


def test_filed_before_the_day_it_goes_to_the_successor_by_itself(linde, mutatie, asking, on_day):
    from hulpvragen.services import facts
    from mutaties.services import approving, confirming

    with asking(linde.directeur) as who:
        choices = {line.hulpvraag_id: (Aan.NIEUW, None) for line in handover.lines(mutatie)}
        moved = proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices=choices)
    with asking(linde.daar) as who:
        moved = confirming.confirm_start(by=who, mutatie_id=mutatie.pk, version=moved.version, begin_dag=mutatie.naar_begin)
    with asking(linde.desk, "swv") as who:
        approving.approve(by=who, mutatie_id=mutatie.pk, version=moved.version)
    later = f.hulpvraag(f.dossier(linde.school, "Nieuw", "Kind"), "in_behandeling", linde.gaat)
    with asking(linde.gaat) as who:
        facts.set_contact(who, Hulpvraag.objects.get(pk=later.pk), linde.gaat.pk)
    on_day(mutatie.einde)
    mailed = {row["email"] for row in rows("select email from ontvangers(%s, 'contact')", later.pk)}
    assert mailed == {NEW.email}


def test_a_leaver_who_reports_herself_keeps_reading_her_report(linde, asking, report):
    mutatie = report(linde.gaat, soort=Soort.VERTREK, laatste_dag=clock.today() - DAY)
    with asking(linde.gaat) as who:
        assert not who.has(Rol.IB)
        assert policy.reads(who, Mutatie.objects.get(pk=mutatie.pk))
