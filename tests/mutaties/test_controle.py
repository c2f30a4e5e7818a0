"""The controle of contact data: who is asked, who confirms what, what stays open, and who may take the proof along."""

import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from accounts.enums import Rol
from accounts.models import Aanstelling
from hulpvragen.enums import Status as HulpvraagStatus
from hulpvragen.services.facts import set_contact
from mutaties.enums import Antwoord
from mutaties.models import Bevestiging, Controleronde, Mutatie
from mutaties.queries import controle as read
from mutaties.services import controle
from notifications import emails
from notifications.models import Outbox
from notifications.resolvers import Recipient
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.errors import Conflict, Invalid, NotAllowed
from tests import factories as f

from .conftest import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ronde(linde, asking):
    """A round that begins today and lasts four weeks."""
    with asking(linde.desk, "swv") as who:
        return controle.start(by=who, key=uuid.uuid4(), naam="voorjaar 2027", begin=clock.today(), uiterlijk=clock.today() + 28 * DAY)


@pytest.fixture
def confirm(linde, ronde, asking):
    """`confirm(by, {user: answer}, niet)` confirms De Linde; who is not named stays."""

    def make(by=None, said=None, niet=(), key=None, shown=None):
        with asking(by or linde.directeur) as who:
            sheet = read.sheet(linde.school)
            answers = {mens.user.pk: (said or {}).get(mens.user, (Antwoord.BLIJFT, None)) for mens in sheet.mensen}
            return controle.confirm(
                by=who, key=key or uuid.uuid4(), vestiging_id=linde.school.pk, ronde_id=ronde.pk, shown=shown or sheet.digest,
                antwoorden=answers, niet={one.pk for one in niet},
            )

    return make


def state(asking, who, zijde, ronde, school):
    with asking(who, zijde) as asker:
        return next(line for line in read.overview(asker, ronde) if line.school == school)


# ---- what a school is shown and says


def test_each_account_with_a_post_and_each_open_filed_hulpvraag_is_shown(linde, ronde, asking):
    f.post(linde.directeur, Rol.IB, linde.school)
    f.hulpvraag(f.dossier(linde.school), HulpvraagStatus.AFGEROND, linde.gaat)
    with asking(linde.directeur):
        sheet = read.sheet(linde.school)

    assert {mens.user: mens.rollen for mens in sheet.mensen} == {
        linde.gaat: [Rol.IB], linde.blijft: [Rol.IB], linde.directeur: [Rol.IB, Rol.CONTACTPERSOON],
    }
    assert {one.pk for one in sheet.vragen} == {h.pk for h in linde.hulpvragen}, "no concept, nothing closed"
    assert all(one.contacten == [linde.gaat] for one in sheet.vragen)


def test_what_was_said_is_kept_as_codes_and_the_trail_counts(linde, confirm):
    made = confirm(said={linde.gaat: (Antwoord.WISSELT, None)}, niet=[linde.hulpvragen[0]])

    assert {one["wie"]: one["antwoord"] for one in made.mensen} == {
        str(linde.gaat.pk): "wisselt", str(linde.blijft.pk): "blijft", str(linde.directeur.pk): "blijft",
    }
    assert (made.hulpvragen, made.vragen) == (3, [{"hulpvraag": str(linde.hulpvragen[0].pk), "contact": [str(linde.gaat.pk)]}])
    row = AuditEvent.objects.get(event="controle.confirmed")
    assert row.detail == {"mensen": 3, "vertrekt": 0, "hulpvragen": 3, "vragen": 1} and row.ground.startswith("aanstelling:")


def test_who_leaves_is_reported_in_the_same_breath(linde, confirm):
    last = clock.today() + 20 * DAY
    confirm(said={linde.gaat: (Antwoord.VERTREKT, last)})

    assert Mutatie.objects.get().persoon == linde.gaat
    assert Aanstelling.objects.get(user=linde.gaat, replaced_at=None).laatste_dag == last


def test_who_leaves_with_two_posts_loses_both_and_who_confirms_comes_last(linde, confirm):
    f.post(linde.directeur, Rol.IB, linde.school)
    yesterday = clock.today() - DAY
    confirm(said={linde.directeur: (Antwoord.VERTREKT, yesterday), linde.gaat: (Antwoord.VERTREKT, clock.today())})

    assert Mutatie.objects.count() == 3 and Bevestiging.objects.count() == 1
    assert {post.laatste_dag for post in Aanstelling.objects.filter(user=linde.directeur, replaced_at=None)} == {yesterday}


def test_a_refused_departure_keeps_nothing_at_all(linde, confirm):
    last = clock.today() + 20 * DAY
    with pytest.raises(Invalid) as fault:
        confirm(said={linde.gaat: (Antwoord.VERTREKT, last), linde.blijft: (Antwoord.VERTREKT, clock.today() + 400 * DAY)})

    assert fault.value.field == f"dag-{linde.blijft.pk}" and "jaartal" in fault.value.message
    assert not Bevestiging.objects.exists() and not Mutatie.objects.exists()


def test_the_same_form_twice_is_one(linde, confirm):
    key, said = uuid.uuid4(), {linde.gaat: (Antwoord.VERTREKT, clock.today() + 20 * DAY)}
    assert confirm(said=said, key=key) == confirm(said=said, key=key)
    assert Mutatie.objects.count() == 1


def test_of_two_at_once_one_wins_and_the_other_hears_who(linde, confirm):
    second = f.person("Tweede", "Contact")
    f.post(second, Rol.CONTACTPERSOON, linde.school)
    confirm()
    with pytest.raises(Conflict, match="Ellen Brouwer heeft de gegevens van deze school al bevestigd"):
        confirm(second)


def test_a_newcomer_between_showing_and_sending_makes_it_shown_anew(linde, confirm, asking):
    with asking(linde.directeur):
        shown = read.sheet(linde.school).digest
    f.post(f.person("Nieuw", "Hier"), Rol.IB, linde.school)
    with pytest.raises(Conflict, match="Intussen is er iets veranderd"):
        confirm(shown=shown)


def test_another_contact_between_showing_and_sending_makes_it_shown_anew(linde, confirm, asking):
    with asking(linde.directeur):
        shown = read.sheet(linde.school).digest
    with asking(linde.blijft) as who:
        set_contact(who, linde.hulpvragen[0], linde.blijft.pk)
    with pytest.raises(Conflict, match="Intussen is er iets veranderd"):
        confirm(shown=shown)


def test_a_round_that_was_followed_by_another_takes_nothing(linde, ronde, confirm, asking, on_day):
    with asking(linde.desk, "swv") as who:
        begin = ronde.uiterlijk + 10 * DAY
        controle.start(by=who, key=uuid.uuid4(), naam="najaar 2027", begin=begin, uiterlijk=begin + 28 * DAY)
    on_day(begin - DAY)
    confirm()
    on_day(begin)
    with pytest.raises(Conflict, match="loopt niet meer"):
        confirm()


# ---- what stays open follows from how it is now


def test_a_contact_that_is_not_right_asks_the_ib_er_until_it_is_another(linde, ronde, confirm, asking):
    wrong = linde.hulpvragen[0]
    confirm(niet=[wrong])
    for user, zijde in ((linde.desk, "swv"), (linde.desk2, "swv"), (linde.blijft, "school")):
        assert [one.pk for one in state(asking, user, zijde, ronde, linde.school).vragen] == [wrong.pk]
    with asking(linde.blijft) as who:
        assert [one.pk for one in read.asked_of(who)] == [wrong.pk]
        set_contact(who, wrong, linde.blijft.pk)
    with asking(linde.blijft) as who:
        assert read.asked_of(who) == []
    assert state(asking, linde.desk, "swv", ronde, linde.school).vragen == []


def test_the_board_sees_who_confirmed_and_no_hulpvraag(linde, ronde, confirm, asking):
    confirm(niet=linde.hulpvragen)
    seen = state(asking, linde.bestuurder, "school", ronde, linde.school)
    assert seen.made and seen.vragen == []
    with asking(linde.bestuurder):
        assert read.contacts([linde.school.pk]) == []


def test_a_wissel_waits_until_it_is_reported(linde, ronde, confirm, report, asking):
    made = confirm(said={linde.gaat: (Antwoord.WISSELT, None)})
    with asking(linde.directeur):
        assert [one.user_id for one in read.still_to_report([made])[linde.school.pk]] == [linde.gaat.pk]
    assert len(state(asking, linde.desk, "swv", ronde, linde.school).to_report) == 1
    report(linde.directeur, soort="vertrek", laatste_dag=clock.today() + 9 * DAY)
    assert state(asking, linde.desk, "swv", ronde, linde.school).to_report == []


def test_who_did_not_confirm_is_late_after_the_term_and_nobody_stored_it(linde, ronde, confirm, asking, on_day):
    on_day(ronde.uiterlijk)
    assert not state(asking, linde.desk, "swv", ronde, linde.school).is_late
    on_day(ronde.uiterlijk + DAY)
    assert state(asking, linde.desk, "swv", ronde, linde.school).is_late
    confirm()
    after = state(asking, linde.desk, "swv", ronde, linde.school)
    assert after.made and not after.is_late


def test_a_list_of_many_schools_takes_no_more_queries(linde, ronde, confirm, asking):
    confirm(said={linde.gaat: (Antwoord.WISSELT, None)}, niet=linde.hulpvragen)
    counts = []
    for _ in range(2):
        with asking(linde.desk, "swv") as who, CaptureQueriesContext(connection) as queries:
            read.overview(who, ronde)
        counts.append(len(queries))
        for _ in range(10):
            school = f.vestiging(of=linde.bestuur)
            director = f.person()
            f.post(director, Rol.CONTACTPERSOON, school)
            Bevestiging.objects.create(
                ronde=ronde, vestiging=school, door=director, hulpvragen=0, vragen=[], mensen=[{"wie": str(director.pk), "rollen": ["ib"], "antwoord": "wisselt"}],
            )
    assert counts[0] == counts[1]


# ---- rights, on both walls


@pytest.mark.parametrize("who", ["gaat", "daar", "bestuurder"])
def test_nobody_else_confirms(linde, confirm, who):
    with pytest.raises(NotAllowed):
        confirm(getattr(linde, who))


@pytest.mark.parametrize("who", ["gaat", "daar", "bestuurder"])
def test_the_second_wall_refuses_the_confirmation_of_others(linde, ronde, asking, who):
    user = getattr(linde, who)
    with asking(user), pytest.raises(ProgrammingError), transaction.atomic():
        Bevestiging.objects.create(ronde=ronde, vestiging=linde.school, door=user, mensen=[], hulpvragen=0, vragen=[])


def test_the_second_wall_refuses_one_in_the_name_of_another_and_in_another_round(linde, ronde, asking):
    other = Controleronde.objects.create(naam="toen", begin=clock.today() - 99 * DAY, uiterlijk=clock.today() - 60 * DAY, gestart_door=linde.desk)
    for in_round, door in ((ronde, linde.blijft), (other, linde.directeur)):
        with asking(linde.directeur), pytest.raises(ProgrammingError), transaction.atomic():
            Bevestiging.objects.create(ronde=in_round, vestiging=linde.school, door=door, mensen=[], hulpvragen=0, vragen=[])


@pytest.mark.parametrize(("who", "zijde"), [("directeur", "school"), ("desk", "swv")])
def test_nobody_changes_or_removes_what_was_said(linde, confirm, asking, who, zijde):
    made = confirm()
    for change in (lambda: Bevestiging.objects.filter(pk=made.pk).update(hulpvragen=9), lambda: connection.cursor().execute("delete from mutaties_bevestiging")):
        with asking(getattr(linde, who), zijde), pytest.raises(ProgrammingError), transaction.atomic():
            change()


@pytest.mark.parametrize(("who", "zijde", "sees"), [
    ("gaat", "school", True), ("directeur", "school", True), ("bestuurder", "school", True), ("daar", "school", False),
    ("desk", "swv", True), ("desk2", "swv", True), ("privacy", "swv", True), ("beheer", "swv", False), ("noord", "swv", False),
])  # fmt: skip
def test_both_walls_agree_on_who_sees_what_was_said(linde, w, ronde, confirm, asking, who, zijde, sees):
    made = confirm()
    user = getattr(linde, who, None) or getattr(w.people, who)
    with asking(user, zijde) as asker:
        assert Bevestiging.objects.filter(pk=made.pk).exists() is sees
        assert any(line.school == linde.school for line in read.overview(asker, ronde)) is sees


@pytest.mark.parametrize(("who", "zijde"), [("directeur", "school"), ("bestuurder", "school"), ("privacy", "swv"), ("beheer", "swv"), ("noord", "swv")])
def test_only_the_desk_starts_a_round_on_both_walls(linde, w, asking, who, zijde):
    user, day = getattr(linde, who, None) or getattr(w.people, who), clock.today()
    with asking(user, zijde) as asker, pytest.raises(NotAllowed):
        controle.start(by=asker, key=uuid.uuid4(), naam="mag niet", begin=day, uiterlijk=day + 28 * DAY)
    with asking(user, zijde), pytest.raises(ProgrammingError), transaction.atomic():
        Controleronde.objects.create(naam="mag niet", begin=day, uiterlijk=day + 28 * DAY, gestart_door=user)


# ---- planning a round


@pytest.mark.parametrize(("change", "field", "words"), [
    ({"naam": "VOORJAAR 2027"}, "naam", "er is al een controle die VOORJAAR 2027 heet"),
    ({"begin": -1}, "begin", "Deze dag is geweest"),
    ({"begin": 400, "uiterlijk": 420}, "begin", "meer dan een jaar vooruit"),
    ({"begin": 40, "uiterlijk": 44}, "uiterlijk", "minstens een week"),
    ({"begin": 40, "uiterlijk": 30}, "uiterlijk", "minstens een week"),
    ({"begin": 40, "uiterlijk": 140}, "uiterlijk", "meer dan drie maanden"),
    ({"begin": 28, "uiterlijk": 50}, "begin", "loopt al een controle: voorjaar 2027"),
])  # fmt: skip
def test_a_round_that_cannot_be_says_why_at_the_field(linde, ronde, asking, change, field, words):
    asked = {"naam": "najaar 2027", "begin": 40, "uiterlijk": 68} | change
    days = {name: clock.today() + asked[name] * DAY for name in ("begin", "uiterlijk")}
    with asking(linde.desk, "swv") as who, pytest.raises(Invalid, match=words) as fault:
        controle.start(by=who, key=uuid.uuid4(), naam=asked["naam"], **days)
    assert fault.value.field == field and Controleronde.objects.count() == 1


def test_the_database_refuses_two_rounds_at_once(linde, ronde):
    with pytest.raises(DatabaseError), transaction.atomic():
        Controleronde.objects.create(naam="tegelijk", begin=ronde.uiterlijk, uiterlijk=ronde.uiterlijk + 9 * DAY, gestart_door=linde.desk)


def test_the_same_round_sent_twice_is_one_with_its_mails(linde, asking):
    key, day = uuid.uuid4(), clock.today()
    with asking(linde.desk, "swv") as who:
        for _ in range(2):
            controle.start(by=who, key=key, naam="voorjaar 2027", begin=day, uiterlijk=day + 28 * DAY)
    assert Controleronde.objects.count() == 1
    assert Outbox.objects.filter(event="controle.asked", subject_id=linde.school.pk).count() == 2, "one for each role"


# ---- reminders


def test_the_mails_are_promised_for_their_days(linde, ronde):
    due = {row.event: clock.day_of(row.due_at) for row in Outbox.objects.filter(subject_type="controle", role="contactpersoon", subject_id=linde.school.pk)}
    assert due == {"controle.asked": ronde.begin, "controle.reminded": ronde.uiterlijk - 14 * DAY, "controle.closing": ronde.uiterlijk}


def test_a_short_round_has_no_reminder_before_it_begins(linde, asking):
    day = clock.today()
    with asking(linde.desk, "swv") as who:
        controle.start(by=who, key=uuid.uuid4(), naam="kort", begin=day, uiterlijk=day + 10 * DAY)
    assert set(Outbox.objects.filter(subject_type="controle").values_list("event", flat=True)) == {"controle.asked", "controle.closing"}


def test_who_has_several_schools_gets_one_mail_about_all_of_them(linde, ronde):
    rows = Outbox.objects.filter(event="controle.asked").values_list("subject_id", "occasion")
    assert {linde.school.pk, linde.other.pk} <= {school for school, _ in rows} and len({occasion for _, occasion in rows}) == 1


@pytest.mark.parametrize("role", ["contactpersoon", "bestuur"])
@pytest.mark.parametrize("event", ["asked", "reminded", "closing"])
def test_the_mail_names_no_school_and_no_person(linde, ronde, event, role):
    promise = Outbox.objects.get(event=f"controle.{event}", role=role, subject_id=linde.school.pk)
    mail = emails.render(promise, Recipient(linde.directeur.pk, "ellen@linde.example", "Ellen Brouwer"))
    said = f"{mail.subject} {mail.body} {mail.alternatives[0][0]}"
    assert "/mutaties/controle/" in said and "Controle contactgegevens" in said and "Ellen Brouwer" in said
    for word in ("Linde", "Postma", "H-20", "Kenmerk", "leerling in", "None"):
        assert word not in said.replace("gegevens van leerlingen", ""), word


def asked(school, role="contactpersoon") -> set:
    return {row[0] for row in _rows("select user_id from controle_ontvangers(%s, %s)", school.pk, role)}


def _rows(sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()


def test_who_is_asked_follows_from_the_moment(linde, ronde, confirm):
    assert asked(linde.school) == {linde.directeur.pk} and asked(linde.school, "bestuur") == set()
    f.schorsing(linde.directeur)
    assert asked(linde.school) == set() and asked(linde.school, "bestuur") == {linde.bestuurder.pk}
    assert asked(linde.other) == {linde.daar.pk}


def test_who_confirmed_is_not_asked_again(linde, confirm):
    confirm()
    assert asked(linde.school) == asked(linde.school, "bestuur") == set()


def test_nobody_is_asked_before_the_round_begins(linde, asking):
    day = clock.today() + 5 * DAY
    with asking(linde.desk, "swv") as who:
        controle.start(by=who, key=uuid.uuid4(), naam="straks", begin=day, uiterlijk=day + 28 * DAY)
    assert asked(linde.school) == set()
