"""A wissel from the report to the day after: what is recorded when, and who sees what on each day."""

import pytest

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from hulpvragen import policy as casework
from hulpvragen.models import Hulpvraag
from mutaties.enums import Aan, Soort, Status
from mutaties.models import Mutatie, Verloop
from mutaties.services import approving, closing, proposing
from mutaties.services.reporting import Nieuw
from portal.lib import clock
from portal.lib.db import one, rows
from portal.lib.errors import Conflict, Invalid, NotAllowed

from .conftest import DAY, NEW

pytestmark = pytest.mark.django_db


def current(mutatie) -> Mutatie:
    return Mutatie.objects.get(pk=mutatie.pk)


def reads(asking, user) -> set:
    """What she reads, by both walls at once."""
    with asking(user) as who:
        seen = set(casework.visible_to(who, casework.CONTENT).values_list("pk", flat=True))
        assert seen == {row["id"] for row in rows("select id from hulpvraag_leesbaar")}
        return seen


def mailed(hulpvraag) -> set:
    return {row["user_id"] for row in rows("select user_id from ontvangers(%s, 'contact')", hulpvraag.pk)}


@pytest.fixture
def wissel(linde, report):
    """Karin leaves in ten days, Yusuf comes the day after: reported by the contactpersoon."""
    last = clock.today() + 10 * DAY
    return report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY)


def propose(asking, linde, mutatie, by=None):
    with asking(by or linde.directeur) as who:
        choices = {h.pk: (Aan.NIEUW, None) for h in [*linde.hulpvragen, linde.concept]}
        return proposing.propose(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, choices=choices)


def approve(asking, linde, mutatie, by=None):
    with asking(by or linde.desk, "swv") as who:
        return approving.approve(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version)


def test_the_end_is_recorded_at_the_report_and_nothing_is_given(linde, wissel, asking):
    assert wissel.status == Status.OVERDRACHT
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag == wissel.laatste_dag
    assert not User.objects.filter(email=NEW.email).exists()
    assert linde.hulpvragen[0].pk in reads(asking, linde.gaat)


def test_on_the_day_she_has_nothing_and_her_successor_has_all_of_it(linde, wissel, asking, on_day):
    propose(asking, linde, wissel)
    approve(asking, linde, wissel)
    yusuf = User.objects.get(email=NEW.email)
    everything = {h.pk for h in [*linde.hulpvragen, linde.concept]}

    on_day(wissel.laatste_dag)
    assert reads(asking, linde.gaat) == everything and reads(asking, yusuf) == set()
    assert mailed(linde.hulpvragen[0]) == {linde.gaat.pk}

    on_day(wissel.laatste_dag + DAY)
    assert reads(asking, linde.gaat) == set() and reads(asking, yusuf) == everything
    assert all(mailed(h) == {yusuf.pk} for h in [*linde.hulpvragen, linde.concept])
    assert Hulpvraag.objects.get(pk=linde.hulpvragen[0].pk).ingediend_door_id == linde.gaat.pk


def test_giving_takes_two_people(linde, report, asking):
    last = clock.today() + 10 * DAY
    mutatie = report(linde.desk2, "swv", laatste_dag=last, nieuw=NEW, begin=last + DAY)
    propose(asking, linde, mutatie)
    with pytest.raises(NotAllowed, match="twee mensen"):
        approve(asking, linde, mutatie, linde.desk2)
    approve(asking, linde, mutatie, linde.desk)
    assert current(mutatie).status == Status.AKKOORD


def test_undone_before_the_date_everything_stands_as_it_stood(linde, wissel, asking, on_day):
    propose(asking, linde, wissel)
    approve(asking, linde, wissel)
    yusuf = User.objects.get(email=NEW.email)
    with asking(linde.desk, "swv") as who:
        closing.undo(by=who, mutatie_id=wissel.pk, version=current(wissel).version, text="Zij blijft toch.")

    on_day(wissel.laatste_dag + DAY)
    assert linde.hulpvragen[0].pk in reads(asking, linde.gaat) and reads(asking, yusuf) == set()
    assert mailed(linde.hulpvragen[0]) == {linde.gaat.pk}
    assert current(wissel).status == Status.TERUGGEDRAAID
    assert Verloop.objects.filter(mutatie=wissel).count() == 4


def test_after_the_date_it_cannot_be_undone(linde, wissel, asking, on_day):
    propose(asking, linde, wissel)
    approve(asking, linde, wissel)
    on_day(wissel.laatste_dag + DAY)
    with asking(linde.desk, "swv") as who, pytest.raises(NotAllowed, match="corrigerende"):
        closing.undo(by=who, mutatie_id=wissel.pk, version=current(wissel).version, text="Te laat.")


def test_withdrawn_her_end_is_taken_back(linde, wissel, asking):
    with asking(linde.directeur) as who:
        closing.withdraw(by=who, mutatie_id=wissel.pk, version=wissel.version)
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag is None


def test_two_at_one_mutatie_one_wins_and_the_other_hears_why(linde, wissel, asking):
    propose(asking, linde, wissel)
    with asking(linde.desk, "swv") as who:
        approving.approve(by=who, mutatie_id=wissel.pk, version=current(wissel).version)
    with asking(linde.desk2, "swv") as who, pytest.raises(Conflict, match="intussen behandeld"):
        closing.reject(by=who, mutatie_id=wissel.pk, version=wissel.version + 1, text="Toch niet.")


def test_500_hulpvragen_go_in_a_number_of_queries_that_does_not_grow(linde, asking, report, django_assert_max_num_queries):
    from tests import factories as f  # its many rows are of this test alone

    dossier = f.dossier(linde.school, "Veel", "Werk")
    for _ in range(496):
        f.contact(f.hulpvraag(dossier, "in_behandeling", linde.gaat), linde.gaat)
    last = clock.today() + 10 * DAY
    mutatie = report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY)
    with asking(linde.directeur) as who:
        from mutaties.queries import handover

        choices = {line.hulpvraag_id: (Aan.NIEUW, None) for line in handover.lines(current(mutatie))}
        assert len(choices) == 500
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices=choices)
    with django_assert_max_num_queries(75):
        approve(asking, linde, mutatie)
    assert one("select count(*) from hulpvragen_hulpvraagcontact where bron = %s and lower(geldig) = %s", mutatie.pk, last + DAY)[0] == 500


def test_absence_rests_and_returns(linde, report, asking, on_day):
    first, back = clock.today() + 5 * DAY, clock.today() + 40 * DAY
    mutatie = report(linde.directeur, soort=Soort.AFWEZIG, laatste_dag=first - DAY, terug=back, nieuw=NEW, begin=first)
    propose(asking, linde, mutatie)
    approve(asking, linde, mutatie)
    yusuf = User.objects.get(email=NEW.email)
    here = linde.hulpvragen[0].pk
    for day, hers, his in ((first - DAY, True, False), (first, False, True), (back - DAY, False, True), (back, True, False)):
        on_day(day)
        assert (here in reads(asking, linde.gaat), here in reads(asking, yusuf)) == (hers, his), day
        assert mailed(linde.hulpvragen[0]) == {linde.gaat.pk if hers else yusuf.pk}, day


# ---- an absence that ends on another day


@pytest.fixture
def absence(linde, report, asking):
    """Karin is away from five days on, for five weeks; Yusuf stands in."""
    first, back = clock.today() + 5 * DAY, clock.today() + 40 * DAY
    mutatie = report(linde.directeur, soort=Soort.AFWEZIG, laatste_dag=first - DAY, terug=back, nieuw=NEW, begin=first)
    propose(asking, linde, mutatie)
    approve(asking, linde, mutatie)
    return current(mutatie)


def move(asking, mutatie, terug, *people):
    """Let these people, as (person, side), say the same day one after the other; return whether it holds."""
    for person, zijde in people:
        with asking(person, zijde) as who:
            holds = closing.move_return(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, terug=terug)
    return holds


@pytest.mark.parametrize("days", [20, 60])
def test_the_day_of_return_moves_for_her_and_for_who_stands_in(linde, absence, asking, on_day, days):
    on_day(absence.einde + 3 * DAY)
    back = clock.today() + days * DAY
    assert not move(asking, absence, back, (linde.desk, "swv"), (linde.desk, "swv")), "one person says it twice: nothing moves"
    assert not move(asking, absence, back + DAY, (linde.directeur, "school")), "another day is another proposal"
    assert move(asking, absence, back, (linde.desk, "swv"), (linde.directeur, "school"))
    yusuf, here = User.objects.get(email=NEW.email), linde.hulpvragen[0]
    for day, hers in ((back - DAY, False), (back, True)):
        on_day(day)
        assert (here.pk in reads(asking, linde.gaat), here.pk in reads(asking, yusuf)) == (hers, not hers), day
        assert mailed(here) == {linde.gaat.pk if hers else yusuf.pk}, day


def test_without_a_day_it_lasts_until_one_is_set(linde, report, asking, on_day):
    mutatie = report(linde.directeur, soort=Soort.AFWEZIG, laatste_dag=clock.today())
    propose_to(asking, linde, mutatie, linde.blijft)
    approve(asking, linde, mutatie)
    far = clock.today() + 200 * DAY
    on_day(far)
    assert reads(asking, linde.gaat) == set()
    assert move(asking, mutatie, far + DAY, (linde.desk, "swv"), (linde.desk2, "swv"))
    on_day(far + DAY)
    assert linde.hulpvragen[0].pk in reads(asking, linde.gaat)
    with asking(linde.desk, "swv") as who, pytest.raises(NotAllowed, match="afwezig"):
        closing.move_return(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, terug=far + 9 * DAY)


def propose_to(asking, linde, mutatie, user):
    with asking(linde.directeur) as who:
        choices = {h.pk: (Aan.COLLEGA, user.pk) for h in [*linde.hulpvragen, linde.concept]}
        return proposing.propose(by=who, mutatie_id=mutatie.pk, version=current(mutatie).version, choices=choices)


@pytest.mark.parametrize(("days", "sentence"), [(-1, "Kies vandaag of een dag die komt"), (400, "meer dan een jaar vooruit")])
def test_a_return_that_cannot_be_is_refused(linde, absence, asking, on_day, days, sentence):
    on_day(absence.einde + 10 * DAY)
    with pytest.raises(Invalid, match=sentence):
        move(asking, absence, clock.today() + days * DAY, (linde.desk, "swv"))


def test_a_second_absence_beside_the_first_is_refused(linde, absence, report):
    with pytest.raises(Invalid, match="loopt al een wijzigingsverzoek|al een afwezigheid"):
        report(linde.directeur, soort=Soort.AFWEZIG, laatste_dag=clock.today() + 10 * DAY, terug=clock.today() + 15 * DAY)


def test_undone_the_moved_return_is_gone_too(linde, absence, asking, on_day):
    assert move(asking, absence, absence.terug + 5 * DAY, (linde.desk, "swv"), (linde.desk2, "swv"))
    with asking(linde.desk, "swv") as who:
        closing.undo(by=who, mutatie_id=absence.pk, version=current(absence).version, text="Zij blijft toch.")
    on_day(absence.einde)
    assert linde.hulpvragen[0].pk in reads(asking, linde.gaat)


# ---- whose an address is


def test_who_reports_does_not_learn_whose_an_address_is(linde, w, report, asking):
    """A parent's account, or anybody's elsewhere: nothing of it shows before the desk approves."""
    last = clock.today() + 10 * DAY
    typed = Nieuw(voornaam="Getypt", achternaam="Naam", email=w.people.ouder.email)
    mutatie = report(linde.directeur, laatste_dag=last, nieuw=typed, begin=last + DAY)
    assert mutatie.opvolger_id is None
    propose(asking, linde, mutatie)
    with pytest.raises(Invalid, match="account met een andere naam"):
        approve(asking, linde, mutatie)


def test_the_board_says_who_follows_a_contactpersoon_whomever_she_picks(linde, report):
    gone = {"rol": Rol.CONTACTPERSOON, "persoon_id": linde.directeur.pk, "laatste_dag": clock.today() + 10 * DAY}
    picked = {"nieuw": Nieuw(user_id=linde.blijft.pk), "begin": clock.today() + 11 * DAY}
    assert report(linde.directeur, soort=Soort.WISSEL, **gone, **picked).status == Status.OPVOLGER_CP


@pytest.mark.parametrize("reporter", ["gaat", "blijft", "directeur", "bestuurder", "desk"])
def test_whoever_reports_it_logged_in_her_access_ends_on_its_day(linde, report, asking, on_day, reporter):
    last = clock.today() + 10 * DAY
    report(getattr(linde, reporter), "swv" if reporter == "desk" else "school", soort=Soort.VERTREK, laatste_dag=last)
    on_day(last)
    assert linde.hulpvragen[0].pk in reads(asking, linde.gaat)
    on_day(last + DAY)
    assert reads(asking, linde.gaat) == set(), "nobody approved anything"
