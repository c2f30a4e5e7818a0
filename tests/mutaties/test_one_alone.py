"""Ways in which one person alone would have given access, a refused report kept somebody out, or nobody could go on."""

import pytest

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from hulpvragen.models import HulpvraagContact
from mutaties.enums import Aan, Soort, Status, Uitkomst
from mutaties.models import Mutatie
from mutaties.queries import handover
from mutaties.services import approving, closing, confirming, proposing
from mutaties.services.reporting import Nieuw
from portal.lib import clock
from portal.lib.db import one
from portal.lib.errors import Invalid, NotAllowed
from tests import factories as f

from .conftest import DAY, NEW

pytestmark = pytest.mark.django_db


def current(mutatie) -> Mutatie:
    return Mutatie.objects.get(pk=mutatie.pk)


@pytest.fixture
def last(db):
    return clock.today() + 10 * DAY


def approve(asking, by, mutatie):
    with asking(by, "swv") as who:
        return approving.approve(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version)


def call(asking, linde, mutatie, uitkomst):
    linde.school.telefoon = "+31101234567"
    linde.school.save(update_fields=["telefoon"])
    with asking(linde.desk, "swv") as who:
        confirming.verify_identity(
            by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, uitkomst=uitkomst, gesproken_met="Ellen Brouwer", gebeld_op=clock.now()
        )


def test_who_named_the_contactpersoon_does_not_approve_her(linde, report, asking, last):
    mutatie = report(linde.directeur, soort=Soort.VERTREK, rol=Rol.CONTACTPERSOON, persoon_id=linde.directeur.pk, laatste_dag=last)
    with asking(linde.desk, "swv") as who:
        confirming.name_contactpersoon(
            by=who, mutatie_id=mutatie.pk, version=1, user_id=None, voornaam="Yusuf", achternaam="Demir", email=NEW.email, begin_dag=last + DAY
        )
    with pytest.raises(NotAllowed, match="twee mensen"):
        approve(asking, linde.desk, mutatie)
    approve(asking, linde.desk2, mutatie)
    assert Aanstelling.objects.filter(user__email=NEW.email, rol=Rol.CONTACTPERSOON).exists()


def test_only_a_public_report_is_placed(linde, report, asking, last):
    mutatie = report(linde.blijft, soort=Soort.NIEUW, persoon_id=None, nieuw=NEW, begin=last)
    with asking(linde.desk, "swv") as who, pytest.raises(NotAllowed):
        confirming.place(by=who, mutatie_id=mutatie.pk, version=1, eenheid_id=linde.other.pk, rol=Rol.IB, persoon_id=None)
    assert current(mutatie).eenheid_id == linde.school.pk


def test_who_goes_on_elsewhere_does_not_let_herself_in_again(linde, report, asking, on_day, last):
    f.post(linde.gaat, Rol.IB, linde.other)
    mutatie = report(linde.gaat, soort=Soort.VERTREK, laatste_dag=last)
    on_day(last + DAY)
    with asking(linde.gaat) as who, pytest.raises(NotAllowed):
        closing.withdraw(by=who, mutatie_id=mutatie.pk, version=mutatie.version)
    assert Aanstelling.objects.get(user=linde.gaat, eenheid=linde.school, replaced_at=None).laatste_dag == last


def test_after_the_date_nobody_withdraws(linde, report, asking, on_day, last):
    mutatie = report(linde.blijft, soort=Soort.VERTREK, laatste_dag=last)
    on_day(last + DAY)
    with asking(linde.blijft) as who, pytest.raises(NotAllowed):
        closing.withdraw(by=who, mutatie_id=mutatie.pk, version=mutatie.version)


def test_a_report_that_the_school_does_not_know_ends_nobodys_post(linde, report, asking, last):
    mutatie = report(linde.blijft, laatste_dag=last, nieuw=NEW, begin=last + DAY)
    assert mutatie.status == Status.GEMELD
    call(asking, linde, mutatie, Uitkomst.KENT_NIET)
    assert current(mutatie).status == Status.AFGEWEZEN
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag is None


def test_who_has_no_account_any_more_gets_no_post(linde, report, asking, last):
    komt = f.person("Yusuf", "Demir", email=NEW.email)
    mutatie = report(linde.directeur, soort=Soort.NIEUW, persoon_id=None, nieuw=NEW, begin=last)
    User.objects.filter(pk=komt.pk).update(is_active=False)
    with pytest.raises(Invalid, match="beëindigd"):
        approve(asking, linde.desk, mutatie)


def test_undone_the_loket_no_longer_stands_for_her(linde, report, asking, last):
    mutatie = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=last)
    with asking(linde.directeur) as who:
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=1, choices={h.pk: (Aan.LOKET, None) for h in [*linde.hulpvragen, linde.concept]})
    approve(asking, linde.desk2, mutatie)
    with asking(linde.desk2, "swv") as who:
        closing.undo(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, text="Zij blijft.")
    linde.hulpvragen[0].refresh_from_db()
    assert linde.hulpvragen[0].contact_overgenomen_door_id is None


def test_a_question_about_another_role_goes_to_who_can_answer(linde, report, asking, last):
    mutatie = report(linde.directeur, soort=Soort.ROL, rol=Rol.CONTACTPERSOON, persoon_id=linde.directeur.pk, nieuwe_rol=Rol.IB, begin=last)
    with asking(linde.desk, "swv") as who:
        confirming.return_handover(by=who, mutatie_id=mutatie.pk, version=1, text="Klopt dit?")
    assert current(mutatie).status != Status.OPVOLGER_CP


def hand_over(asking, linde, mutatie, aan, user_id=None):
    with asking(linde.directeur) as who:
        ids = [line.hulpvraag_id for line in handover.lines(current(mutatie))]
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, choices={pk: (aan, user_id) for pk in ids})


def test_a_concept_that_is_gone_does_not_hold_the_approval_up(linde, report, asking, last):
    mutatie = report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY)
    hand_over(asking, linde, mutatie, Aan.NIEUW)
    with asking(linde.gaat):
        assert one("select app_delete_concept(%s)", linde.concept.pk)[0]
    approve(asking, linde.desk, mutatie)
    assert not HulpvraagContact.objects.filter(hulpvraag_id=linde.concept.pk).exists(), "a key to nothing: the commit would fail"


def test_what_came_later_undone_the_first_stands_as_it_stood_and_can_be_undone_too(linde, report, asking, last):
    first = report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY)
    hand_over(asking, linde, first, Aan.NIEUW)
    approve(asking, linde.desk, first)
    then = report(linde.directeur, soort=Soort.VERTREK, persoon_id=User.objects.get(email=NEW.email).pk, laatste_dag=last + 9 * DAY)
    hand_over(asking, linde, then, Aan.COLLEGA, linde.blijft.pk)
    approve(asking, linde.desk, then)
    for mutatie in (then, first):
        with asking(linde.desk, "swv") as who:
            closing.undo(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, text="Het gaat niet door.")
        if mutatie == then:
            assert HulpvraagContact.objects.filter(bron=first.pk, replaced_at=None).count() >= 4, "her handover is still that of the first"
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag is None
    assert HulpvraagContact.objects.filter(user=linde.gaat, replaced_at=None, geldig__contains=last + 30 * DAY).count() == 4


def test_who_is_away_on_the_day_is_not_offered_as_successor(linde, report, asking, last):
    derde = f.person("Noor", "Aalbers")
    f.post(derde, Rol.IB, linde.school)
    report(linde.directeur, soort=Soort.AFWEZIG, persoon_id=linde.blijft.pk, laatste_dag=last - 5 * DAY)
    mutatie = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=last)
    for by, zijde in ((linde.directeur, "school"), (linde.desk, "swv")):
        with asking(by, zijde):
            assert handover.successors(current(mutatie)).collegas == [derde]


def test_the_board_of_another_school_does_not_say_who_follows(linde, report, last):
    f.post(linde.directeur, Rol.BESTUURSMEDEWERKER, f.bestuur())
    mutatie = report(
        linde.directeur, soort=Soort.WISSEL, rol=Rol.CONTACTPERSOON, persoon_id=linde.directeur.pk, laatste_dag=last, nieuw=Nieuw(user_id=linde.blijft.pk), begin=last + DAY
    )
    assert mutatie.status == Status.OPVOLGER_CP


def test_a_refusal_after_the_date_gives_no_access_back(linde, asking, report, on_day):
    mutatie = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() + 3 * DAY)
    on_day(mutatie.einde)
    with asking(linde.desk, "swv") as who, pytest.raises(NotAllowed, match="Afwijzen zou toegang teruggeven"):
        closing.reject(by=who, mutatie_id=mutatie.pk, version=mutatie.version, text="Toch niet.")
    on_day(mutatie.laatste_dag)
    with asking(linde.desk, "swv") as who:
        assert closing.reject(by=who, mutatie_id=mutatie.pk, version=mutatie.version, text="Toch niet.").status == Status.AFGEWEZEN
