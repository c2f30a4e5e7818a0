"""What the database answers beside row security: columns by name, and functions that run as the owner but ask who asks."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, transaction

from accounts.models import Kladtekst, TotpDevice
from accounts.services import kladtekst
from hulpvragen.enums import Status
from hulpvragen.models import Toegang, VasteConsulent
from notifications.models import Outbox
from portal.audit import context
from portal.audit.services import record
from portal.lib import clock
from portal.lib.db import one, rows
from tests import world as the_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return the_world.get()


def refused(query: str, *values) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        one(query, *values)


# ---- the address of a guest


def test_the_swv_sees_that_somebody_reads_along_and_no_address(w, act):
    with act(w.people.hans, "swv"):
        assert one("select count(*) from hulpvragen_toegang where accepted_at is not null and soort = 'ouder'")[0] == 1
        for asked in ("email", "token_hash", "*", "hulpvragen_toegang::text"):
            refused(f"select {asked} from hulpvragen_toegang")
    with act(w.people.marloes, "school"):
        assert "@" in one("select email from hulpvragen_toegang where soort = 'leerkracht'")[0]


def test_whom_the_swv_invited_is_told_to_the_loket_alone(w, act):
    filed, concept = w.hulpvragen[Status.INGEDIEND], w.hulpvragen[Status.CONCEPT]
    for h in (filed, concept):
        Toegang.objects.create(
            dossier=h.dossier, hulpvragen=[h.pk], email=f"arts{h.status}@ggz.example", soort="zorgverlener", delen=["hulpvraag"], namens="swv",
            geldig=(clock.today(), None),
        )
    asked = "select email from app_uitgenodigd_door_swv(%s)"
    with act(w.people.hans, "swv"):
        assert [row["email"] for row in rows(asked, filed.pk)] == ["artsingediend@ggz.example"]
        assert rows(asked, concept.pk) == []
    for name in ("noord", "beheer", "mutaties", "privacy"):
        with act(getattr(w.people, name), "swv"):
            assert rows(asked, filed.pk) == []
    with act(w.people.marloes, "school"):
        refused(asked, filed.pk)


def test_a_guest_asks_after_her_own_looks_alone(w, act):
    for user, zijde in ((w.people.ouder, "gast"), (w.people.ouder, "school"), (w.people.leraar, "gast")):
        with act(user, zijde), context.begin(source="web", actor=user, zijde=zijde):
            record(event="hulpvraag.viewed", by=user, hulpvraag_id=w.hulpvragen[Status.INGEDIEND].pk, object_type=f"van {user.voornaam} {zijde}")
    with act(w.people.ouder, "gast"):
        assert [row["onderdeel"] for row in rows("select * from app_zelf_bekeken()")] == ["van ouder gast"]
    with act(w.people.marloes, "school"):
        refused("select * from app_zelf_bekeken()")


def test_guardian_still_answers_on_each_side(w, act):
    for name, zijde in (("hans", "swv"), ("marloes", "school"), ("ouder", "gast")):
        with act(getattr(w.people, name), zijde):
            one("select count(*) from hulpvragen_dossiergrant")


# ---- functions that run as the owner


def test_the_default_handler_of_a_school_is_told_to_its_ibers(w, act):
    VasteConsulent.objects.create(eenheid=w.schools.roos, user=w.people.hans, geldig=(clock.today(), None))
    asked = "select app_vaste_consulent(%s)"
    with act(w.people.marloes, "school"):
        assert one(asked, w.schools.roos.pk)[0] == w.people.hans.pk, "the right person gets in"
    for name in ("buiten", "directeur", "vertrokken"):
        with act(getattr(w.people, name), "school"):
            assert one(asked, w.schools.roos.pk)[0] is None
    with act(w.people.hans, "swv"):
        refused(asked, w.schools.roos.pk)


def test_a_school_asks_after_the_second_factor_of_its_own_people(w, act):
    people = [w.people.karin, w.people.vertrokken, w.people.buiten, w.people.hans]
    for user in people:
        TotpDevice.make(user, b"the seed of a test..", last_t=-1).save()

    def enrolled() -> set:
        return {row["app_enrolled"] for row in rows("select app_enrolled(%s::uuid[])", [str(user.pk) for user in people])}

    with act(w.people.marloes, "school"):
        assert enrolled() == {w.people.karin.pk, w.people.vertrokken.pk}
    with act(w.people.hans, "swv"):
        assert enrolled() == {user.pk for user in people}
    for name, zijde in (("niemand", "school"), ("marloes", "swv")):
        with act(getattr(w.people, name), zijde):
            assert enrolled() == set()


@pytest.mark.parametrize(("name", "may"), [("hans", True), ("noord", False), ("beheer", False), ("mutaties", False), ("privacy", False)])
def test_failed_mail_is_put_back_by_the_loket_alone(w, act, name, may):
    mail = _failed("hulpvraag", w.hulpvragen[Status.INGEDIEND].pk)
    with act(getattr(w.people, name), "swv"):
        assert one("select outbox_retry(%s)", mail.pk)[0] is may
    mail.refresh_from_db()
    assert (mail.state == "pending") is may


def test_the_mail_of_an_invitation_is_not_put_back_by_the_swv(w, act):
    mail = _failed("uitnodiging", uuid.uuid4())
    with act(w.people.hans, "swv"):
        assert one("select outbox_retry(%s)", mail.pk)[0] is False


def _failed(subject_type: str, subject_id) -> Outbox:
    mail = Outbox(
        id=uuid.uuid4(), occasion=uuid.uuid4(), event="hulpvraag.taken", subject_type=subject_type, subject_id=subject_id, kenmerk="",
        role="contact", due_at=clock.now(), state="failed",
    )
    mail.save(force_insert=True)
    return mail


def test_nobody_clears_up_what_is_not_a_week_old(w, act, role):
    zijdes = {"marloes": "school", "hans": "swv"}
    kept = Kladtekst.objects.create(user=w.people.marloes, zijde="school", pad="/x/", sleutel=uuid.uuid4(), velden=b"x")
    Kladtekst.objects.update(kept_at=clock.now() - kladtekst.KEPT_FOR + dt.timedelta(minutes=5))
    for name, zijde in zijdes.items():
        with act(getattr(w.people, name), zijde):
            one("select app_forget_kladtekst(now())")
    with role("portal_web"):
        one("select app_forget_kladtekst(now())")
    assert Kladtekst.objects.filter(pk=kept.pk).exists()

    Kladtekst.objects.update(kept_at=clock.now() - kladtekst.KEPT_FOR - dt.timedelta(minutes=5))
    with role("portal_web"):
        one("select app_forget_kladtekst(now())")
    assert not Kladtekst.objects.exists()


# ---- who looked, and when a pupil was born


def test_only_a_parent_who_reads_along_hears_who_looked_and_only_the_desk_a_birth_date(w, act):
    h = w.hulpvragen[Status.GEADVISEERD]
    one(
        "insert into audit_event (id, at, source, actor_id, actor_name, zijde, roles, event, object_type, hulpvraag_id, ground, outcome, detail, object_id, origin, trace)"
        " values (uuidv7(), now(), 'web', %s, 'Marloes', 'school', '{ib}', 'hulpvraag.viewed', 'hulpvraag', %s, '', 'ok', '{\"level\": \"content\"}', '', '', uuidv7())",
        w.people.marloes.pk, h.pk,
    )
    with act(w.people.ouder, "gast"):
        assert [(row["zijde"], row["rol"], row["own"]) for row in rows("select * from app_gekeken(%s)", h.pk)] == [("school", "ib", False)]
        assert rows("select * from app_gekeken(%s)", w.hulpvragen[Status.AFGEROND].pk) == []
        refused("select app_geboren(%s)", h.dossier_id)
    with act(w.people.leraar, "gast"):
        assert rows("select * from app_gekeken(%s)", h.pk) == []
    for user, side in ((w.people.marloes, "school"), (w.people.hans, "swv")):
        with act(user, side):
            refused("select * from app_gekeken(%s)", h.pk)
            refused("select app_geboren(%s)", h.dossier_id)
