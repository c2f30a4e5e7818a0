"""The damage of a late report: exact to the moment, line by line, never a pupil; and what the privacy officer makes of it."""

import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from accounts.enums import Rol
from accounts.models import Aanstelling
from hulpvragen.enums import Status as HulpvraagStatus
from mutaties import policy
from mutaties.enums import Oordeel, Soort, Status
from mutaties.models import Inschatting, Mutatie
from mutaties.queries import damage, leaks
from mutaties.services import assessing, closing, reporting
from mutaties.services.reporting import Change
from notifications.models import Delivery, Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import Conflict, NotAllowed
from portal.lib.ids import uuid7
from tests import factories as f

from .conftest import DAY

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def privacy(linde):
    officer = f.person("Pia", "Privacy", email="pia@swv.example")
    f.post(officer, Rol.PRIVACY_OFFICER)
    return officer


@pytest.fixture
def late(linde, report):
    """Karin left three weeks ago; the contactpersoon says so only now."""
    for hulpvraag in linde.hulpvragen:
        hulpvraag.submitted_at = clock.now() - 100 * DAY
        hulpvraag.save()
    return report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() - 21 * DAY)


def opened(user, hulpvraag, at, post: Aanstelling | None = None, event="hulpvraag.viewed", **row):
    row = {"zijde": "school", "ground": f"aanstelling:{post.fact_id}:{post.pk}" if post else ""} | row
    AuditEvent.objects.create(trace=uuid7(), source="web", at=at, actor_id=user.pk, event=event, hulpvraag_id=hulpvraag and hulpvraag.pk, **row)


def mailed(user, hulpvraag, at, role="contact", outcome="sent", **line):
    promise = Outbox.objects.create(
        occasion=uuid7(), event="hulpvraag.advised", subject_type="hulpvraag", subject_id=hulpvraag.pk, kenmerk=hulpvraag.kenmerk or "", role=role, due_at=at
    )
    return Delivery.objects.create(outbox=promise, occasion=promise.occasion, user_id=user.pk, message_id="<a@b>", outcome=outcome, at=at, **line)


def midnight(day) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.AMSTERDAM)


def seen(asking, user, zijde, mutatie) -> damage.Damage:
    with asking(user, zijde):
        return damage.of(mutatie)


def her_post(linde) -> Aanstelling:
    return Aanstelling.objects.filter(user=linde.gaat).first()


def test_exact_from_midnight_to_the_recording(linde, late, asking):
    here, begin = linde.hulpvragen[0], midnight(late.einde)
    recorded = Aanstelling.objects.get(bron=late.pk).recorded_at
    for at in (begin - SECOND, begin, recorded - SECOND / 1000, recorded + SECOND):
        opened(linde.gaat, here, at, her_post(linde))
        mailed(linde.gaat, linde.hulpvragen[1], at)

    found = seen(asking, linde.directeur, "school", late)

    assert [(line.soort, line.at) for line in found.lines] == [
        ("geopend", begin), ("mail", begin), ("geopend", recorded - SECOND / 1000), ("mail", recorded - SECOND / 1000)
    ]  # fmt: skip
    assert (found.mails, found.geopend, found.hulpvragen, found.leerlingen, found.runs) == (2, 2, 2, 1, False)
    assert {line.kenmerk for line in found.lines} == {here.kenmerk, linde.hulpvragen[1].kenmerk}
    assert "mogelijk een datalek" in found.conclusion


@pytest.mark.parametrize(("einde", "first"), [
    (dt.date(2026, 3, 29), "2026-03-28T23:00:00+00:00"), (dt.date(2026, 3, 30), "2026-03-29T22:00:00+00:00"),
    (dt.date(2026, 10, 25), "2026-10-24T22:00:00+00:00"), (dt.date(2026, 10, 26), "2026-10-25T23:00:00+00:00"),
])  # fmt: skip
def test_on_both_clock_changes_it_begins_at_midnight_here(linde, late, asking, einde, first):
    moment = dt.datetime.fromisoformat(first)
    Mutatie.objects.filter(pk=late.pk).update(einde=einde)
    Aanstelling.objects.filter(bron=late.pk).update(recorded_at=moment + 5 * DAY)
    for at in (moment - SECOND, moment):
        mailed(linde.gaat, linde.hulpvragen[0], at)
    for hulpvraag in linde.hulpvragen:
        hulpvraag.submitted_at = moment - 100 * DAY
        hulpvraag.save()

    assert [line.at for line in seen(asking, linde.desk, "swv", Mutatie.objects.get(pk=late.pk)).lines] == [moment]


def test_what_was_no_damage_is_not_counted(linde, late, asking):
    at, here = clock.now() - 2 * DAY, linde.hulpvragen[0]
    elsewhere = f.hulpvraag(f.dossier(linde.other, "Sem", "Elders"), HulpvraagStatus.IN_BEHANDELING, linde.daar)
    other_post = f.post(linde.gaat, Rol.IB, linde.other)
    opened(linde.gaat, here, at, other_post)  # by her post at another school
    opened(linde.gaat, elsewhere, at, her_post(linde))  # not of this school
    opened(linde.gaat, here, at, her_post(linde), outcome="refused")
    opened(linde.blijft, here, at)
    came_back = mailed(linde.gaat, here, at)
    Delivery.objects.create(outbox=came_back.outbox, occasion=came_back.occasion, user_id=linde.gaat.pk, message_id="<a@b>", outcome="bounced", code="5.1.1", at=at + SECOND)
    mailed(linde.gaat, here, at, outcome="refused", code="550")
    mailed(linde.gaat, here, at, role="contactpersoon")  # by another post of hers

    found = seen(asking, linde.directeur, "school", late)

    assert found.lines == [] and "bewijs" in found.conclusion


def test_only_mail_and_only_a_log_in_are_told_apart(linde, late, asking):
    mailed(linde.gaat, linde.hulpvragen[0], clock.now() - 2 * DAY)
    assert "alleen e-mails" in seen(asking, linde.desk, "swv", late).conclusion
    opened(linde.gaat, None, clock.now() - DAY, event="log_in.verified")
    found = seen(asking, linde.desk, "swv", late)
    assert found.ingelogd == 1 and found.hulpvragen == 1 and "logde wel in" in found.conclusion


def test_of_a_concept_the_swv_sees_nothing_and_the_school_does(linde, late, asking):
    opened(linde.gaat, linde.concept, clock.now() - DAY, her_post(linde))
    opened(linde.gaat, linde.hulpvragen[0], clock.now() - 2 * DAY, her_post(linde))
    linde.hulpvragen[0].submitted_at = clock.now() - DAY  # a concept still, when she opened it
    linde.hulpvragen[0].save()

    assert seen(asking, linde.directeur, "school", late).geopend == 2
    for who in (linde.desk, linde.desk2):
        assert seen(asking, who, "swv", late).lines == []


def test_an_absence_counts_until_its_record_and_an_open_end_runs(linde, report, asking):
    away = report(linde.directeur, soort=Soort.AFWEZIG, laatste_dag=clock.today() - 10 * DAY, terug=clock.today() + 20 * DAY)
    assert policy.is_late(away)
    opened(linde.gaat, linde.hulpvragen[0], clock.now() - DAY, her_post(linde))
    opened(linde.gaat, linde.hulpvragen[0], clock.now() + 60 * SECOND, her_post(linde))
    found = seen(asking, linde.directeur, "school", away)
    assert (found.geopend, found.runs) == (1, False)

    placed = Mutatie.objects.create(  # without an account, and not confirmed yet: nothing ended
        nummer="M-2026-9999", soort=Soort.VERTREK, status=Status.GEMELD, publiek=True, eenheid_id=linde.school.pk, rol=Rol.IB, persoon=linde.blijft, einde=clock.today()
    )
    assert seen(asking, linde.directeur, "school", placed).runs


def test_late_is_after_the_last_day_and_no_more_when_refused(linde, report, asking):
    yesterday = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() - DAY)
    assert policy.is_late(yesterday)
    with asking(linde.desk, "swv") as who:
        closing.reject(by=who, mutatie_id=yesterday.pk, version=yesterday.version, text="Zij is er nog.")
    assert not policy.is_late(Mutatie.objects.get(pk=yesterday.pk))
    today = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today())
    assert not policy.is_late(today)
    with asking(linde.directeur) as who:
        assert not policy.late_for(who).exists()


def test_a_late_report_tells_the_privacy_officer_and_one_in_time_does_not(linde, late, report):
    told = Outbox.objects.filter(event="mutatie.reported_late")
    assert [(one.subject_id, one.role) for one in told] == [(late.pk, "privacy_officer")]
    report(linde.directeur, soort=Soort.VERTREK, persoon_id=linde.blijft.pk, laatste_dag=clock.today() + DAY)
    assert told.count() == 1


def test_of_the_swvs_own_people_every_school_counts(linde, asking, privacy):
    los = f.person("Lex", "Los", email="lex@swv.example")
    post = f.post(los, Rol.CONSULENT, linde.wijk)
    for hulpvraag in linde.hulpvragen:
        hulpvraag.submitted_at = clock.now() - 100 * DAY
        hulpvraag.save()
    with asking(linde.desk, "swv") as who:
        late = reporting.report(by=who, key=uuid.uuid4(), change=Change(
            soort=Soort.VERTREK, eenheid_id=linde.wijk.pk, rol=Rol.CONSULENT, persoon_id=los.pk, laatste_dag=clock.today() - 5 * DAY))  # fmt: skip
    at = clock.now() - DAY
    opened(los, linde.hulpvragen[0], at, post)
    opened(los, linde.hulpvragen[0], at, post, zijde="swv")
    opened(los, linde.hulpvragen[1], at, zijde="swv", ground=f"toewijzing:{uuid7()}:{uuid7()}")
    mailed(los, linde.hulpvragen[2], at, role="toegewezene")
    mailed(los, linde.hulpvragen[2], at)

    found = seen(asking, privacy, "swv", late)

    assert (found.geopend, found.mails, found.hulpvragen) == (2, 1, 3), "what she opened on the school's side is another post's"
    assert seen(asking, linde.directeur, "school", late).lines == []
    with asking(privacy, "swv"):
        assert leaks.controller(late) != linde.bestuur.naam


# ---- who


def test_the_page_as_each_role(web, linde, late, privacy):
    opened(linde.gaat, linde.hulpvragen[0], clock.now() - DAY, her_post(linde))
    address = reverse("mutaties:damage", args=[late.pk])
    for user, zijde, status in (
        (linde.directeur, "school", 200), (linde.desk, "swv", 200), (linde.desk2, "swv", 200), (privacy, "swv", 200),
        (linde.blijft, "school", 403), (linde.bestuurder, "school", 403), (linde.daar, "school", 404), (linde.gaat, "school", 403),
    ):  # fmt: skip
        response = web.enter(user, zijde).get(address)
        assert response.status_code == status, user.email
        assert b"Hoekstra" not in response.content and b"Isa" not in response.content
        assert (linde.hulpvragen[0].kenmerk.encode() in response.content) is (status == 200)
    assert AuditEvent.objects.filter(event="mutatie.viewed", object_id=str(late.pk)).count() == 4


def test_in_time_there_is_no_such_page(web, linde, report):
    mutatie = report(linde.directeur, soort=Soort.VERTREK, laatste_dag=clock.today() + DAY)
    assert web.enter(linde.directeur, "school").get(reverse("mutaties:damage", args=[mutatie.pk])).status_code == 404


def test_the_second_wall_says_the_same(linde, late, asking, privacy):
    opened(linde.gaat, linde.hulpvragen[0], clock.now() - DAY, her_post(linde))
    beheer = f.person("Bo", "Beheer", email="bo@swv.example")
    f.post(beheer, Rol.BEHEERDER)
    asked, fact = "select * from app_schade(%s, %s, %s, 'ib', %s, %s)", her_post(linde).fact_id
    for user, zijde, count in (
        (linde.directeur, "school", 1), (linde.desk, "swv", 1), (privacy, "swv", 1),
        (beheer, "swv", 0), (linde.blijft, "school", 0), (linde.bestuurder, "school", 0), (linde.daar, "school", 0), (linde.gaat, "school", 0),
    ):  # fmt: skip
        with asking(user, zijde):
            assert len(rows(asked, linde.school.pk, linde.gaat.pk, fact, clock.now() - 9 * DAY, clock.now())) == count, user.email


# ---- the register


def assess(asking, user, mutatie, versie=0, oordeel=Oordeel.GEEN, zijde="swv") -> Inschatting:
    with asking(user, zijde) as who:
        return assessing.assess(by=who, mutatie_id=mutatie.pk, versie=versie, oordeel=oordeel, reden="Alleen een kenmerk gezien.")


def test_a_draft_until_it_is_assessed(linde, late, asking, privacy):
    opened(linde.gaat, linde.hulpvragen[0], clock.now() - DAY, her_post(linde))
    with asking(privacy, "swv") as who:
        (draft,) = leaks.drafts(who)
        assert draft.controller == linde.bestuur.naam and draft.ap - draft.intern == 2 * DAY and draft.damage.geopend == 1
    made = assess(asking, privacy, late)
    assert (made.nummer, made.geopend, made.leerlingen) == (f"D-{clock.today().year}-0001", 1, 1)
    assert "kenmerk" not in made.sealed_reden
    with asking(privacy, "swv") as who:
        assert leaks.drafts(who) == []
        assert [one.reden for one in leaks.assessed(who)] == ["Alleen een kenmerk gezien."]


def test_looked_at_again_it_keeps_its_number_and_a_stale_page_is_refused(late, asking, privacy):
    first = assess(asking, privacy, late)
    with pytest.raises(Conflict, match="intussen"):
        assess(asking, privacy, late)
    again = assess(asking, privacy, late, 1, Oordeel.DATALEK)
    assert (again.nummer, again.versie) == (first.nummer, 2)
    with asking(privacy, "swv") as who:
        assert [one.inschatting.oordeel for one in leaks.assessed(who)] == [Oordeel.DATALEK]


def test_nobody_else_assesses(linde, late, asking):
    for user, zijde, fault in ((linde.desk, "swv", NotAllowed), (linde.directeur, "school", NotAllowed), (linde.daar, "school", Http404)):
        with pytest.raises(fault):
            assess(asking, user, late, zijde=zijde)


def test_who_reads_the_register(linde, late, asking, privacy):
    assess(asking, privacy, late)
    other = f.person("Ans", "Anders", email="ans@anders.example")
    f.post(other, Rol.BESTUURSMEDEWERKER, f.bestuur())
    for user, zijde, count in (
        (privacy, "swv", 1), (linde.bestuurder, "school", 1), (other, "school", 0), (linde.directeur, "school", 0), (linde.desk, "swv", 0)
    ):  # fmt: skip
        with asking(user, zijde) as who:
            assert Inschatting.objects.count() == count, user.email  # row security alone
            assert policy.assessments_for(who).count() == count


def test_what_was_assessed_is_never_changed(late, asking, privacy):
    from django.db import ProgrammingError

    made = assess(asking, privacy, late)
    for change in (lambda: Inschatting.objects.update(oordeel=Oordeel.DATALEK), lambda: Inschatting.objects.all().delete()):
        with asking(privacy, "swv"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
    assert Inschatting.objects.get().pk == made.pk


def test_the_register_as_each_role(web, linde, late, privacy):
    opened(linde.gaat, linde.hulpvragen[0], clock.now() - DAY, her_post(linde))
    index, one = reverse("datalekken"), reverse("datalek", args=[late.pk])
    page = web.enter(privacy, "swv").get(index).content.decode()
    assert "Nog 23 uur" in page and "Nog 71 uur" in page and late.nummer in page and "Hoekstra" not in page
    for user, zijde, statuses in (
        (privacy, "swv", (200, 200)), (linde.bestuurder, "school", (200, 403)), (linde.desk, "swv", (403, 403)),
        (linde.directeur, "school", (403, 403)), (linde.daar, "school", (403, 404)),
    ):  # fmt: skip
        web.enter(user, zijde)
        assert (web.get(index).status_code, web.get(one).status_code) == statuses, user.email


def test_the_form(web, linde, late, privacy):
    address = reverse("datalek", args=[late.pk])
    client = web.enter(privacy, "swv")
    bad = client.post(address, {"versie": "0"})
    assert bad.status_code == 422
    assert "Kies of dit een datalek is" in bad.content.decode() and "Vul in waarom u dit vindt" in bad.content.decode()
    bsn = client.post(address, {"versie": "0", "oordeel": "geen", "reden": "Het ging om 123456782."})
    assert bsn.status_code == 422 and "BSN" in bsn.content.decode() and not Inschatting.objects.exists()
    good = {"versie": "0", "oordeel": "datalek", "reden": "Drie keer geopend."}
    assert client.post(address, good).status_code == 302
    stale = client.post(address, good)
    assert stale.status_code == 409 and "Drie keer geopend." in stale.content.decode()
    assert "Drie keer geopend." in web.enter(linde.bestuurder, "school").get(reverse("datalekken")).content.decode()


def test_an_unknown_mutatie_is_unknown(web, privacy):
    assert web.enter(privacy, "swv").get(reverse("datalek", args=[uuid.uuid4()])).status_code == 404
