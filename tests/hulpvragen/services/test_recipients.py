"""Whose mail it is at this moment: the database's function `ontvangers`, asked as the post room does."""

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from hulpvragen import policy
from hulpvragen.announcements import recipients
from hulpvragen.enums import Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagContact
from hulpvragen.services import lifecycle
from portal.lib import clock
from portal.lib.ids import uuid7
from tests import factories as f

pytestmark = pytest.mark.django_db
DAY = clock.DAY
TODAY = clock.today()
WHOM = ("contact", "filer", "behandelaar", "toegewezene", "loket")


@pytest.fixture
def h(w) -> Hulpvraag:
    """Filed by Marloes, who is its contact; nobody handles it yet."""
    return w.hulpvragen[Status.INGEDIEND]


@pytest.fixture
def told(role):
    """`told(hulpvraag, "contact")` returns the first names of whom the post room would mail."""

    def ask(h, whom: str) -> set[str]:
        with role("portal_worker"):
            found = recipients(h.pk, whom, None)
        assert len({person.user_id for person in found}) == len(found), "one mail each"
        return {person.naam.split()[0] for person in found}

    return ask


def _leaves(user: User, last: dt.date = TODAY - DAY) -> None:
    user.aanstellingen.update(geldig=(f.LONG_AGO, last + DAY))


def _deserted(w) -> None:
    """End every post as IB'er at De Roos yesterday."""
    Aanstelling.objects.filter(eenheid_id=w.schools.roos.pk, rol=Rol.IB, geldig__contains=TODAY).update(geldig=(f.LONG_AGO, TODAY))


def test_the_post_room_gets_an_address_and_a_name(w, h, role):
    with role("portal_worker"):
        (person,) = recipients(h.pk, "contact", None)

    assert (person.user_id, person.email, person.naam) == (w.people.marloes.pk, "marloes@test.example", "marloes Marloes")


def test_only_the_post_room_may_ask(w, h, act, role):
    for user, zijde in ((w.people.hans, "swv"), (w.people.marloes, "school"), (w.people.ouder, "gast"), (None, None)):
        with act(user, zijde), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            recipients(h.pk, "contact", None)


def test_of_an_unknown_hulpvraag_nobody_is_told(w, told):
    unknown = Hulpvraag(id=uuid7())

    assert {whom: told(unknown, whom) for whom in WHOM} == dict.fromkeys(WHOM, set())


def test_a_role_nobody_knows_reaches_nobody(w, h, told):
    assert told(h, "iedereen") == set()


# ---- the school


def test_the_contact_of_today(w, h, told):
    assert told(h, "contact") == {"marloes"}


def test_two_contacts_share(w, h, told):
    f.contact(h, w.people.karin)

    assert told(h, "contact") == {"marloes", "karin"}


@pytest.mark.parametrize("how", ["contact ended", "post ended", "schorsing", "schorsing of the post", "inactive", "contact corrected"])
def test_without_the_contact_the_other_ib_of_the_school(w, h, told, how):
    marloes, contacts = w.people.marloes, HulpvraagContact.objects.filter(hulpvraag=h)
    {
        "contact ended": lambda: contacts.update(geldig=(f.LONG_AGO, TODAY)),
        "post ended": lambda: _leaves(marloes),
        "schorsing": lambda: f.schorsing(marloes),
        "schorsing of the post": lambda: f.schorsing(marloes, marloes.aanstellingen.get()),
        "inactive": lambda: User.objects.filter(pk=marloes.pk).update(is_active=False),
        "contact corrected": lambda: contacts.update(replaced_at=clock.now()),
    }[how]()

    still_there = {"marloes"} if how.startswith("contact") else set()
    assert told(h, "contact") == {"karin", "dubbel"} | still_there


def test_a_contact_to_come_is_no_contact_yet(w, h, told):
    HulpvraagContact.objects.filter(hulpvraag=h).delete()
    f.contact(h, w.people.karin, begin=TODAY + DAY)

    assert told(h, "contact") == {"marloes", "karin", "dubbel"}


def test_nobody_left_nobody_told(w, h, told):
    _deserted(w)

    assert told(h, "contact") == told(h, "filer") == set()


def test_who_took_the_contact_over_is_told_until_there_is_one(w, h, told):
    _deserted(w)
    Hulpvraag.objects.filter(pk=h.pk).update(contact_overgenomen_door=w.people.lotte)
    assert told(h, "contact") == told(h, "filer") == {"lotte"}

    f.post(w.people.niemand, Rol.IB, w.schools.roos)
    assert told(h, "contact") == {"niemand"}


def test_who_took_it_over_and_left_is_not_told(w, h, told):
    _deserted(w)
    Hulpvraag.objects.filter(pk=h.pk).update(contact_overgenomen_door=w.people.lotte)
    _leaves(w.people.lotte)

    assert told(h, "contact") == set()


def test_the_receipt_is_for_who_filed_it_while_she_works_there(w, h, told):
    f.contact(h, w.people.karin)
    HulpvraagContact.objects.filter(hulpvraag=h, user=w.people.marloes).update(geldig=(f.LONG_AGO, TODAY))
    assert told(h, "filer") == {"marloes"}

    _leaves(w.people.marloes)
    assert told(h, "filer") == {"karin"}, "the filer left: the contact"


def test_a_school_never_gets_another_schools_mail(w, h, told):
    f.contact(h, w.people.buiten)
    f.contact(h, w.people.hans)
    f.contact(h, w.people.directeur)

    assert told(h, "contact") == {"marloes"}


def test_a_change_from_a_day_to_come_moves_the_mail_on_that_day(w, h, told, asking, calendar):
    """Duo posts from a week from now: mail, page and policy agree on every day."""
    begin = TODAY + 7 * DAY
    with asking(w.people.marloes, "school") as who:
        lifecycle.act(by=who, hulpvraag_id=h.pk, action="change_contact", user_ids=(w.people.marloes.pk, w.people.dubbel.pk), vanaf=begin)

    for day, names in ((TODAY, {"marloes"}), (begin - DAY, {"marloes"}), (begin, {"marloes", "dubbel"}), (begin + 60 * DAY, {"marloes", "dubbel"})):
        calendar(day)
        with clock.fixed_day(day):
            assert told(h, "contact") == {user.voornaam for user in policy.active_contacts(h)} == names, day


def test_one_who_stays_keeps_her_fact_and_one_who_goes_ends_on_that_day(w, h, asking):
    f.contact(h, w.people.dubbel)
    kept = HulpvraagContact.objects.get(hulpvraag=h, user=w.people.marloes)
    with asking(w.people.marloes, "school") as who:
        lifecycle.act(by=who, hulpvraag_id=h.pk, action="change_contact", user_ids=(w.people.marloes.pk,), vanaf=TODAY + 7 * DAY)

    ended = HulpvraagContact.objects.get(hulpvraag=h, user=w.people.dubbel, replaced_at=None)
    assert (ended.begin, ended.geldig.upper, ended.recorded_by) == (f.LONG_AGO, TODAY + 7 * DAY, w.people.marloes)
    assert HulpvraagContact.objects.get(hulpvraag=h, user=w.people.marloes, replaced_at=None) == kept


def test_the_contactpersoon_of_the_school_of_today_is_asked(w, h, told, calendar):
    assert told(h, "contactpersoon") == {"directeur"}
    eik = f.person("Eiklid", "Eik")
    f.post(eik, Rol.CONTACTPERSOON, w.schools.eik)
    Dossier.objects.filter(pk=h.dossier_id).update(vestiging_tot=TODAY, vestiging_daarna=w.schools.eik)

    assert told(h, "contactpersoon") == {"Eiklid"}
    assert told(w.hulpvragen[Status.CONCEPT], "contactpersoon") == set()


# ---- the SWV


def test_every_loket_is_told_and_no_other_post(w, h, told):
    assert told(h, "loket") == {"hans", "lotte", "dubbel"}


def test_a_concept_is_told_to_nobody_of_the_swv(w, told):
    concept = w.hulpvragen[Status.CONCEPT]
    f.toewijzing(concept, w.people.los)

    assert told(concept, "loket") == told(concept, "behandelaar") == told(concept, "toegewezene") == set()


def test_without_behandelaar_the_loket(w, h, told):
    assert told(h, "behandelaar") == {"hans", "lotte", "dubbel"}


def _handled_by(h, user) -> None:
    f.toewijzing(h, user)
    Hulpvraag.objects.filter(pk=h.pk).update(behandelaar=user)


def test_the_behandelaar_alone(w, h, told):
    _handled_by(h, w.people.los)

    assert told(h, "behandelaar") == told(h, "toegewezene") == {"los"}


@pytest.mark.parametrize("how", ["post ended", "schorsing", "inactive", "assignment ended"])
def test_a_behandelaar_who_is_gone_leaves_it_to_the_loket(w, h, told, how):
    los = w.people.los
    _handled_by(h, los)
    {
        "post ended": lambda: _leaves(los),
        "schorsing": lambda: f.schorsing(los),
        "inactive": lambda: User.objects.filter(pk=los.pk).update(is_active=False),
        "assignment ended": lambda: h.toewijzingen.update(geldig=(f.LONG_AGO, TODAY)),
    }[how]()

    assert told(h, "behandelaar") == {"hans", "lotte", "dubbel"}
    assert told(h, "toegewezene") == set()


def test_an_assigned_person_needs_a_post_that_handles(w, h, told):
    f.toewijzing(h, w.people.mutaties)
    f.toewijzing(h, w.people.marloes)

    assert told(h, "toegewezene") == set()


# ---- the moment


def test_a_stop_counts_from_its_own_moment(w, h, told):
    """Also inside a transaction that had begun before: the post room asks again under the fence."""
    f.schorsing(w.people.marloes, van=clock.now())

    assert "marloes" not in told(h, "contact")


@pytest.mark.parametrize(("begins", "ends", "stopped"), [(-2, -1, False), (1, None, False), (-1, 1, True), (-1, None, True)])
def test_a_stop_holds_between_its_moments(w, h, told, begins, ends, stopped):
    now, hour = clock.now(), dt.timedelta(hours=1)
    f.schorsing(w.people.marloes, van=now + begins * hour, tot=ends and now + ends * hour)

    assert ("marloes" in told(h, "contact")) != stopped


@pytest.mark.parametrize("last", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-31", "2028-02-28", "2028-02-29"])
def test_the_last_day_is_the_last_day(w, h, told, calendar, last):
    last = dt.date.fromisoformat(last)
    _leaves(w.people.marloes, last)

    answers = []
    for day in (last, last + DAY):
        calendar(day)
        answers.append("marloes" in told(h, "contact"))

    assert answers == [True, False]


@pytest.mark.parametrize("move", ["2026-03-29", "2026-10-25", "2027-01-01", "2028-02-29"])
def test_a_planned_move_hands_the_mail_to_the_new_school(w, h, told, calendar, move):
    move = dt.date.fromisoformat(move)
    Dossier.objects.filter(pk=h.dossier_id).update(vestiging_tot=move, vestiging_daarna=w.schools.eik)

    calendar(move - DAY)
    assert told(h, "contact") == told(h, "filer") == {"marloes"}
    calendar(move)
    assert told(h, "contact") == told(h, "filer") == {"eik"}


@pytest.mark.parametrize("deserted", [False, True])
@pytest.mark.parametrize("contact", [True, False])
def test_the_policy_counts_the_same_contacts(w, h, told, deserted, contact):
    """What the page says ("krijgt meldingen") is what the post room does."""
    if deserted:
        _deserted(w)
    if not contact:
        HulpvraagContact.objects.filter(hulpvraag=h).delete()
    names = {user.voornaam for user in policy.active_contacts(h)}

    assert told(h, "contact") == names
    assert policy.has_contact(h) == bool(names)
