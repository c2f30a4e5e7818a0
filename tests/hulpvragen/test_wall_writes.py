"""Wall 2 against writing: an UPDATE without WHERE, an INSERT elsewhere, facts without the desk."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.enums import Rol
from hulpvragen.enums import Status
from hulpvragen.models import Bericht, Dossier, Hulpvraag, HulpvraagContact, HulpvraagInhoud, Leerling, Notitie, Opvolging, Schoolvakantie, Toewijzing
from portal.lib import clock
from portal.lib.db import desk, one, wall
from tests import factories as f
from tests import world as the_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return the_world.get()


def test_no_identity_no_rows(role):
    with role("portal_web"), wall(None, None), pytest.raises(ProgrammingError), transaction.atomic():
        Hulpvraag.objects.exists()
    for name in ("portal_school", "portal_swv", "portal_gast"):
        with role(name):
            assert not Hulpvraag.objects.exists()
            assert not Leerling.objects.exists()


def test_identity_is_gone_after_the_wall(w, act, role):
    with act(w.people.marloes, "school"):
        assert Hulpvraag.objects.exists()
    with role("portal_school"):
        assert not Hulpvraag.objects.exists()


WITHOUT_WHERE = [
    (Hulpvraag, {"version": 99}), (HulpvraagInhoud, {"antwoorden": b"x"}), (Leerling, {"groep": "gekaapt"}),
]


@pytest.mark.parametrize(("model", "change"), WITHOUT_WHERE, ids=lambda x: getattr(x, "__name__", ""))
def test_an_update_without_where_stays_inside_what_may_be_read(w, act, model, change):
    with act(w.people.buiten, "school"):
        own = model.objects.count()
        touched = model.objects.all().update(**change)
    assert touched <= own
    of_roos = {Hulpvraag: "opsteller_vestiging", HulpvraagInhoud: "hulpvraag__opsteller_vestiging", Leerling: "dossier__vestiging"}[model]
    assert not model.objects.filter(**{of_roos: w.schools.roos}, **change).exists()
    if model is Leerling:  # the pupil of a filed hulpvraag stands, for her own school too
        f.hulpvraag(f.dossier(w.schools.roos), Status.CONCEPT, w.people.marloes)
    with act(w.people.marloes, "school"):
        assert model.objects.all().update(**change) > 0, "the right person gets in"


def test_a_follow_up_date_without_where_stays_her_own(w, act):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    mine, hers = (Opvolging.objects.create(user=user, hulpvraag=h, op=clock.today()) for user in (w.people.marloes, w.people.hans))
    later = clock.today() + clock.DAY
    for name, zijde in (("buiten", "school"), ("karin", "school"), ("lotte", "swv")):
        with act(getattr(w.people, name), zijde):
            assert Opvolging.objects.all().update(op=later) == Opvolging.objects.all().delete()[0] == 0
    with act(w.people.marloes, "school"):
        assert Opvolging.objects.all().update(op=later) == 1, "the right person gets in"
    assert {own.pk: own.op for own in Opvolging.objects.all()} == {mine.pk: later, hers.pk: clock.today()}


def test_a_follow_up_date_is_not_given_to_another_or_to_what_she_cannot_read(w, act):
    with act(w.people.marloes, "school"):
        Opvolging(user=w.people.marloes, hulpvraag_id=w.hulpvragen[Status.LOPEND].pk, op=clock.today()).save(force_insert=True)
        for user, h in ((w.people.hans, w.hulpvragen[Status.LOPEND]), (w.people.marloes, w.elsewhere)):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Opvolging(user=user, hulpvraag_id=h.pk, op=clock.today()).save(force_insert=True)


@pytest.mark.parametrize(("name", "zijde"), [("noord", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("marloes", "school")])
def test_school_holidays_are_written_by_the_loket_alone(w, act, name, zijde):
    kerst = Schoolvakantie.objects.create(naam="Kerst", geldig=(clock.today(), clock.today() + 9 * clock.DAY))
    with act(w.people.hans, "swv"):
        assert Schoolvakantie.objects.all().update(naam="Winter") == 1, "the right person gets in"
    with act(getattr(w.people, name), zijde):
        assert Schoolvakantie.objects.get().pk == kerst.pk  # terms are counted with it
        attempts = (
            lambda: Schoolvakantie.objects.all().update(naam="gekaapt"), lambda: Schoolvakantie.objects.all().delete()[0],
            lambda: Schoolvakantie(naam="x", geldig=(clock.today() + 90 * clock.DAY, clock.today() + 99 * clock.DAY)).save(force_insert=True),
        )
        for attempt in attempts:
            try:
                with transaction.atomic():
                    assert attempt() == 0
            except ProgrammingError as refused:
                assert "row-level security" in str(refused) or "permission denied" in str(refused)
    assert [row.naam for row in Schoolvakantie.objects.all()] == ["Winter"]


def test_the_pupil_of_a_filed_hulpvraag_stands(w, act):
    dossier = w.hulpvragen[Status.CONCEPT].dossier
    with act(w.people.marloes, "school"):
        assert Leerling.objects.filter(dossier=dossier).exists()
        assert Leerling.objects.filter(dossier=dossier).update(groep="gekaapt") == 0


def test_guests_and_directors_update_nothing(w, act):
    with act(w.people.directeur, "school"):
        assert Hulpvraag.objects.exists()
        assert Hulpvraag.objects.all().update(version=99) == 0
    with act(w.people.ouder, "gast"), pytest.raises(ProgrammingError, match="permission denied"):
        Hulpvraag.objects.all().update(version=99)


def test_web_may_not_write_facts(w, act):
    h = w.hulpvragen[Status.INGEDIEND]
    with act(w.people.buiten, "school"):
        attempts = (
            lambda: f.post(w.people.buiten, Rol.IB, w.schools.roos),
            lambda: Dossier.objects.all().update(vestiging_tot=clock.today()),
            lambda: Hulpvraag.objects.all().update(behandelaar=w.people.buiten),
            lambda: Toewijzing(hulpvraag_id=h.pk, user=w.people.buiten, geldig=(clock.today(), None)).save(force_insert=True),
            lambda: HulpvraagContact(hulpvraag_id=h.pk, user=w.people.buiten, geldig=(clock.today(), None)).save(force_insert=True),
        )
        for attempt in attempts:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                attempt()


def test_a_concept_cannot_be_filed_at_somebody_elses_school(w, act):
    d = w.hulpvragen[Status.CONCEPT].dossier
    with act(w.people.buiten, "school"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Hulpvraag(
            dossier_id=d.pk, vestiging_id=d.vestiging_id, vestiging_tot=d.vestiging_tot, vestiging_daarna_id=d.vestiging_daarna_id,
            opsteller_vestiging_id=d.vestiging_id, soort="adviesvraag", grondslag="d", opgesteld_door=w.people.buiten,
        ).save(force_insert=True)


def test_the_desk_gives_the_role_back(w, act):
    with act(w.people.marloes, "school"):
        with desk():
            assert one("select current_user")[0] == "portal_desk"
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                list(Leerling.objects.all())
        assert one("select current_user")[0] == "portal_school"
        with pytest.raises(ZeroDivisionError), desk():
            1 / 0  # noqa: B018
        assert one("select current_user")[0] == "portal_school"


def test_guardian_cannot_write(w, act):
    from guardian.shortcuts import assign_perm, remove_perm

    d = w.hulpvragen[Status.INGEDIEND].dossier
    with act(w.people.marloes, "school"):
        for change, user in ((assign_perm, w.people.niemand), (remove_perm, w.people.marloes)):
            with pytest.raises(Exception, match="afgeleid recht"), transaction.atomic():
                change("hulpvragen.view_dossier", user, d)


def test_a_moved_pupil_takes_open_hulpvragen_along_and_leaves_the_concept(w, act):
    d = w.hulpvragen[Status.CONCEPT].dossier
    with act(w.people.marloes, "school"), desk():
        assert Dossier.objects.filter(pk=d.pk).update(vestiging_tot=clock.today(), vestiging_daarna=w.schools.eik) == 1
    with act(w.people.marloes, "school"):
        assert {h.status for h in Hulpvraag.objects.all()} == {Status.CONCEPT, Status.OVERLEG}, "the cards, to delete"
        assert not HulpvraagInhoud.objects.exists()
        assert not Leerling.objects.exists()
    with act(w.people.eik, "school"):
        seen = {h.status for h in Hulpvraag.objects.filter(dossier=d)}
        assert seen == set(Status) - {Status.CONCEPT, Status.OVERLEG}
        assert Leerling.objects.filter(dossier=d).exists()


# ---- berichten and notities


@pytest.fixture
def said(w):
    """What everybody wrote and did not send, what was sent, and a note of the SWV: of De Roos and of another school."""
    made = []
    for h, ib in ((w.hulpvragen[Status.IN_BEHANDELING], w.people.marloes), (w.elsewhere, w.people.buiten)):
        f.toegang(w.people.leraar, h, soort="leerkracht", delen=("berichten",))
        for user, zijde in ((ib, "school"), (w.people.hans, "swv"), (w.people.leraar, "gast")):
            made += [f.bericht(h, user, zijde, sent=sent, voor_genodigden=zijde != "gast") for sent in (True, False)]
        made += [f.notitie(h, w.people.hans, "swv"), f.notitie(h, ib, alleen_school=False)]
    return made


@pytest.mark.parametrize(("name", "zijde", "own"), [
    ("marloes", "school", 1), ("buiten", "school", 1), ("hans", "swv", 2), ("leraar", "gast", 2), ("karin", "school", 0), ("lotte", "swv", 0), ("noord", "swv", 0),
    ("privacy", "swv", 0), ("directeur", "school", 0),
])  # fmt: skip
def test_only_her_own_concept_changes_and_goes_without_where(w, act, said, name, zijde, own):
    before = {one.pk: one.tekst for one in Bericht.objects.all()}
    with act(getattr(w.people, name), zijde):
        assert Bericht.objects.all().update(tekst=b"gekaapt") == own
    mine = {one.pk for one in Bericht.objects.filter(tekst=b"gekaapt")}
    assert {(one.created_by_id, one.zijde, one.verzonden_at) for one in Bericht.objects.filter(pk__in=mine)} <= {(getattr(w.people, name).pk, zijde, None)}
    assert {one.pk for one in Bericht.objects.all() if bytes(one.tekst) != bytes(before[one.pk])} == mine
    with act(getattr(w.people, name), zijde):
        assert Bericht.objects.all().delete()[0] == own
    assert Bericht.objects.count() == len(before) - own


@pytest.mark.parametrize(("name", "zijde", "own"), [("hans", "swv", 2), ("noord", "swv", 1), ("privacy", "swv", 0)])
def test_only_notes_of_the_swv_are_given_out_and_by_who_reads_them(w, act, said, name, zijde, own):
    with act(getattr(w.people, name), zijde):
        assert Notitie.objects.all().update(verstrekt_at=clock.now()) == own
    assert not Notitie.objects.filter(deel="school", verstrekt_at__isnull=False).exists()


@pytest.mark.parametrize(("name", "zijde"), [("marloes", "school"), ("hans", "swv"), ("leraar", "gast")])
def test_a_note_is_never_rewritten_nor_taken_away(w, act, said, name, zijde):
    with act(getattr(w.people, name), zijde):
        for attempt in (lambda: Notitie.objects.all().update(tekst=b"x"), lambda: Notitie.objects.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                attempt()


@pytest.mark.parametrize(("name", "zijde"), [("marloes", "school"), ("hans", "swv"), ("leraar", "gast")])
def test_nobody_writes_as_another_or_where_she_reads_nothing(w, act, said, name, zijde):
    here, there = w.hulpvragen[Status.IN_BEHANDELING], w.hulpvragen[Status.CONCEPT] if zijde != "school" else w.elsewhere
    Bericht.objects.filter(verzonden_at=None).delete()
    with act(getattr(w.people, name), zijde):
        right = {"hulpvraag_id": here.pk, "dossier_id": here.dossier_id, "deel": "school", "zijde": zijde, "created_by_id": getattr(w.people, name).pk, "tekst": b"x"}
        wrong = [
            {"created_by_id": w.people.karin.pk}, {"zijde": "swv" if zijde != "swv" else "school"}, {"hulpvraag_id": there.pk, "dossier_id": there.dossier_id},
            {"alleen_school": True}, *([{"deel": "swv"}] * (zijde != "swv")), *([{"voor_genodigden": True}] * (zijde == "gast")),
        ]
        for change in wrong:
            with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                Bericht(**right | change).save(force_insert=True)
        Bericht(**right).save(force_insert=True)  # the right one gets in
    assert Bericht.objects.filter(tekst=b"x").count() == 1
