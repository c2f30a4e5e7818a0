"""Berichten and notities: who reads them, who is told, and what stays at the school or inside the SWV."""

import uuid

import pytest
from django.core import mail
from django.http import Http404

from accounts.enums import Rol
from accounts.models import Aanstelling
from hulpvragen import policy_stukken
from hulpvragen.announcements import recipients
from hulpvragen.enums import Deel, GastSoort, Onderdeel, Status
from hulpvragen.models import Bericht, Dossier, Hulpvraag, HulpvraagContact, Notitie
from hulpvragen.queries import gesprek as queries
from hulpvragen.services import filing, gesprek, said
from hulpvragen.services.reading import open_hulpvraag
from notifications import services as post_room
from notifications.enums import State
from notifications.models import Outbox
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import Conflict, Invalid, NotAllowed
from tests import factories as f

TODAY, DAY = clock.today(), clock.DAY
TEXT = "Kunnen we deze week bellen over de toetsen?"
BERICHTEN = (Onderdeel.BERICHTEN,)


@pytest.fixture
def h(w) -> Hulpvraag:
    """Filed by Marloes and handled by Hans."""
    return w.hulpvragen[Status.IN_BEHANDELING]


@pytest.fixture
def write(asking):
    """`write(user, zijde, hulpvraag)` sends a bericht as that person."""

    def go(user, zijde, of, tekst=TEXT, **given):
        with asking(user, zijde) as who:
            gesprek.send(by=who, hulpvraag_id=of.pk, tekst=tekst, **{"key": uuid.uuid4(), **given})

    return go


@pytest.fixture
def read(asking):
    """`read(user, zijde, hulpvraag)` returns the texts of the berichten that this person reads, newest first."""

    def go(user, zijde, of, what=said.berichten) -> list[str]:
        with asking(user, zijde) as who:
            return [one.tekst for one in what(who, of, None)[0]]

    return go


@pytest.fixture
def invited(w):
    """`invited(hulpvraag, "leraar")` lets that person read the berichten of a hulpvraag along."""
    return lambda of, name, soort=GastSoort.LEERKRACHT: f.toegang(getattr(w.people, name), of, soort=soort, delen=BERICHTEN, door=w.people.marloes)


def told(of: Hulpvraag) -> set[tuple[str, str, str]]:
    return {(row["event"], row["subject_type"], row["role"]) for row in rows("select * from notifications_outbox where subject_id = %s", of.pk)}


# ---- a concept


def test_a_concept_is_hers_alone_and_there_is_one(w, h, asking, read):
    for tekst in ("Eerst", "Dan"):
        with asking(w.people.marloes, "school") as who:
            gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst=tekst)
    with asking(w.people.marloes, "school") as who:
        assert said.own_concept(who, h)[0] == "Dan"
    for name, zijde in (("karin", "school"), ("hans", "swv"), ("leraar", "gast")):
        with asking(getattr(w.people, name), zijde) as who:
            assert said.own_concept(who, h) is None
            assert not Bericht.objects.exists()
    assert Bericht.objects.count() == 1
    assert read(w.people.marloes, "school", h) == [], "it was not sent"
    assert told(h) == set()


def test_sending_takes_the_concept_along_also_to_the_other_part(w, h, asking, write, read):
    with asking(w.people.hans, "swv") as who:
        gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst="Concept")
    assert [one.deel for one in Bericht.objects.all()] == [Deel.SWV], "nobody is asked yet who reads it"
    write(w.people.hans, "swv", h)
    assert [(one.deel, one.verzonden_at is None) for one in Bericht.objects.all()] == [(Deel.SCHOOL, False)]
    assert read(w.people.marloes, "school", h) == [TEXT]


def test_a_concept_is_thrown_away_also_when_the_hulpvraag_is_closed(w, h, asking):
    with asking(w.people.marloes, "school") as who:
        gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst=TEXT)
    _close(h)
    with asking(w.people.marloes, "school") as who:
        with pytest.raises(NotAllowed, match="Afgerond"):
            gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst="Nog iets")
        gesprek.discard(by=who, hulpvraag_id=h.pk)
    assert not Bericht.objects.exists()


def _close(h):
    Hulpvraag.objects.filter(pk=h.pk).update(status=Status.AFGEROND, gesloten_op=TODAY, gesloten_vestiging=h.vestiging_id)


# ---- who reads it, who is told


def test_what_the_school_writes_the_swv_reads_and_the_behandelaar_hears(w, h, write, read, trail):
    write(w.people.marloes, "school", h)

    assert [read(w.people.karin, "school", h), read(w.people.hans, "swv", h), read(w.people.noord, "swv", h)] == [[TEXT]] * 3
    for name, zijde in (("directeur", "school"), ("buiten", "school"), ("privacy", "swv"), ("ouder", "gast"), ("vertrokken", "school")):
        assert read(getattr(w.people, name), zijde, h) == [], name
    assert told(h) == {("hulpvraag.bericht", "hulpvraag", "behandelaar")}
    (row,) = trail("bericht.sent")
    assert (row.hulpvraag_id, row.object_type) == (h.pk, "bericht")
    assert TEXT not in str(vars(row))


def test_what_the_swv_writes_the_contact_hears_and_what_stays_inside_nobody_else_reads(w, h, write, read):
    write(w.people.hans, "swv", h)
    assert read(w.people.marloes, "school", h) == [TEXT]
    assert told(h) == {("hulpvraag.bericht", "hulpvraag", "contact")}

    write(w.people.hans, "swv", h, "Onder ons.", deel=Deel.SWV)
    assert read(w.people.lotte, "swv", h) == ["Onder ons.", TEXT]
    assert read(w.people.marloes, "school", h) == [TEXT]
    assert Outbox.objects.filter(subject_id=h.pk).count() == 1, "the school sees whom was mailed: of this there is nothing"


def test_a_school_does_not_write_into_the_swv_deel(w, h, write):
    with pytest.raises(Invalid):
        write(w.people.marloes, "school", h, deel=Deel.SWV)
    assert not Bericht.objects.exists()


def test_what_was_said_before_indienen_stays_at_the_school(w, write, read, asking, role):
    concept = w.hulpvragen[Status.CONCEPT]
    f.contact(concept, w.people.karin)
    write(w.people.marloes, "school", concept)
    assert told(concept) == {("overleg.bericht", "overleg", "contact")}
    with role("portal_worker"):
        assert {one.naam.split()[0] for one in recipients(concept.pk, "contact", w.people.marloes.pk)} == {"marloes", "karin"}

    with asking(w.people.marloes, "school") as who:
        filing.submit(by=who, hulpvraag_id=concept.pk, version=concept.version)
    concept.refresh_from_db()
    write(w.people.marloes, "school", concept, "Nu is het ingediend.")

    assert read(w.people.karin, "school", concept) == ["Nu is het ingediend.", TEXT]
    assert read(w.people.hans, "swv", concept) == ["Nu is het ingediend."]
    with asking(w.people.hans, "swv"):
        assert Bericht.objects.filter(hulpvraag=concept).count() == 1
        assert not Outbox.objects.filter(subject_type="overleg").exists(), "nor that there was news"
    with asking(w.people.karin, "school"):
        assert Outbox.objects.filter(subject_type="overleg").count() == 1


def test_news_of_a_concept_stays_at_its_school_when_the_pupil_moves(w, write, role):
    concept = w.hulpvragen[Status.CONCEPT]
    write(w.people.karin, "school", concept)
    Dossier.objects.filter(pk=concept.dossier_id).update(vestiging_tot=TODAY, vestiging_daarna=w.schools.eik)
    with role("portal_worker"):
        assert {one.naam.split()[0] for one in recipients(concept.pk, "contact", None)} == {"marloes"}
        assert {one.naam.split()[0] for one in recipients(w.hulpvragen[Status.INGEDIEND].pk, "contact", None)} == {"eik"}, "what was filed moves along"


# ---- guests


def test_guests_read_what_is_for_them_and_each_her_own(w, h, write, read, invited):
    leraar, ouder = invited(h, "leraar"), invited(h, "ouder", GastSoort.OUDER)
    for name, zijde in (("marloes", "school"), ("hans", "swv")):
        with pytest.raises(Invalid) as fault:  # nobody is let in by default
            write(getattr(w.people, name), zijde, h)
        assert fault.value.field == "lezers"
    write(w.people.marloes, "school", h, "Niet voor genodigden.", voor_genodigden=False)
    write(w.people.hans, "swv", h, "Ook voor genodigden.", voor_genodigden=True)
    write(w.people.ouder, "gast", h, "Van de ouder.")
    write(w.people.leraar, "gast", h, "Van de leraar.")

    assert read(w.people.ouder, "gast", h) == ["Van de ouder.", "Ook voor genodigden."]
    assert read(w.people.leraar, "gast", h) == ["Van de leraar.", "Ook voor genodigden."]
    for name, zijde in (("karin", "school"), ("lotte", "swv")):
        assert len(read(getattr(w.people, name), zijde, h)) == 4, name
    promised = {(row["subject_id"], row["role"]) for row in rows("select * from notifications_outbox where event = 'toegang.bericht'")}
    assert promised == {(leraar.fact_id, "guest"), (ouder.fact_id, "guest")}, "of the one that is for them, and never of each other's"
    assert rows("select count(*) n from notifications_outbox where event = 'toegang.bericht'")[0]["n"] == 2


def test_a_guest_is_heard_by_both_sides_and_before_indienen_by_the_school(w, h, write, read, invited):
    invited(h, "leraar")
    write(w.people.leraar, "gast", h)
    assert told(h) == {("hulpvraag.bericht", "hulpvraag", "behandelaar"), ("hulpvraag.bericht", "hulpvraag", "contact")}

    overleg = w.hulpvragen[Status.OVERLEG]
    invited(overleg, "ouder", GastSoort.OUDER)
    write(w.people.ouder, "gast", overleg)
    assert told(overleg) == {("overleg.bericht", "overleg", "contact")}
    assert read(w.people.marloes, "school", overleg) == [TEXT]
    Hulpvraag.objects.filter(pk=overleg.pk).update(
        status=Status.INGEDIEND, kenmerk="H-2026-9999", submitted_at=clock.now(), ingediend_door=w.people.marloes, term_date=TODAY + 21 * DAY
    )
    assert read(w.people.hans, "swv", overleg) == []


def test_a_guest_without_this_part_or_without_gezag_reads_and_writes_nothing(w, h, write, read):
    f.toegang(w.people.leraar, h, soort=GastSoort.LEERKRACHT, delen=(Onderdeel.HULPVRAAG,))
    f.toegang(w.people.ouder, h, gezag="nee", delen=BERICHTEN)
    f.bericht(h, w.people.marloes, "school", voor_genodigden=True)
    with pytest.raises(NotAllowed):
        write(w.people.leraar, "gast", h)
    with pytest.raises(Http404):
        write(w.people.ouder, "gast", h)
    assert read(w.people.leraar, "gast", h) == read(w.people.ouder, "gast", h) == []


def test_who_reads_along_is_named_to_the_school_and_counted_for_the_swv(w, h, asking, invited):
    invited(h, "leraar")
    f.toegang(w.people.ouder, h, gezag="nee", delen=BERICHTEN)
    with asking(w.people.marloes, "school") as who:
        assert [(one.user.naam, one.soort) for one in queries.guests_reading(who, h)] == [(w.people.leraar.naam, GastSoort.LEERKRACHT)]
    with asking(w.people.hans, "swv") as who:
        assert [one.soort for one in queries.guests_reading(who, h)] == [GastSoort.LEERKRACHT]
    with asking(w.people.leraar, "gast") as who:
        assert queries.guests_reading(who, h) == []


def test_the_swv_reads_what_a_guest_is_and_not_who(w, h, asking, invited, write):
    invited(h, "leraar")
    write(w.people.leraar, "gast", h)
    names = {}
    for name, zijde in (("marloes", "school"), ("hans", "swv")):
        with asking(getattr(w.people, name), zijde) as who:
            names[name] = said.berichten(who, h, None)[0][0].by_name
    assert names == {"marloes": w.people.leraar.naam, "hans": "Leerkracht"}


# ---- sent twice, too late


def test_sent_twice_is_sent_once_also_when_it_was_closed_meanwhile(w, h, write):
    key = uuid.uuid4()
    write(w.people.marloes, "school", h, key=key)
    write(w.people.marloes, "school", h, key=key)
    _close(h)
    write(w.people.marloes, "school", h, key=key)
    assert Bericht.objects.count() == Outbox.objects.filter(subject_id=h.pk).count() == 1


def test_of_a_closed_hulpvraag_nothing_is_said_or_noted_any_more(w, h, write, asking):
    _close(h)
    for name, zijde in (("marloes", "school"), ("hans", "swv")):
        with pytest.raises(NotAllowed, match="Afgerond"):
            write(getattr(w.people, name), zijde, h)
        with asking(getattr(w.people, name), zijde) as who, pytest.raises(NotAllowed, match="Afgerond"):
            gesprek.note(by=who, hulpvraag_id=h.pk, tekst=TEXT, key=uuid.uuid4(), alleen_school=True)
    assert not Bericht.objects.exists()
    assert not Notitie.objects.exists()


def test_who_sees_nothing_writes_nothing(w, h, write):
    for name, zijde in (("buiten", "school"), ("vertrokken", "school"), ("ouder", "gast"), ("niemand", None)):
        with pytest.raises(Http404):
            write(getattr(w.people, name), zijde, h)
    for name, zijde in (("directeur", "school"), ("privacy", "swv")):
        with pytest.raises(NotAllowed):
            write(getattr(w.people, name), zijde, h)
    assert not Bericht.objects.exists()


@pytest.mark.parametrize("tekst", ["", "  \n "])
def test_nothing_is_no_bericht_and_no_note(w, h, write, asking, tekst):
    with pytest.raises(Invalid, match=gesprek.NO_TEXT):
        write(w.people.marloes, "school", h, tekst)
    with asking(w.people.marloes, "school") as who:
        with pytest.raises(Invalid, match=gesprek.NO_TEXT):
            gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst=tekst)
        with pytest.raises(Invalid, match=gesprek.NO_NOTE):
            gesprek.note(by=who, hulpvraag_id=h.pk, tekst=tekst, key=uuid.uuid4(), alleen_school=False)


# ---- the successor, and what waits for her


def test_the_successor_reads_what_came_before_her_and_the_leaver_nothing(w, h, write, read):
    write(w.people.hans, "swv", h)
    Aanstelling.objects.filter(user=w.people.marloes).update(geldig=(f.LONG_AGO, TODAY))
    Aanstelling.objects.filter(user=w.people.komt).update(geldig=(TODAY, None))

    assert read(w.people.komt, "school", h) == [TEXT]
    assert read(w.people.marloes, "school", h) == []


@pytest.mark.parametrize("status", [Status.IN_BEHANDELING, Status.OVERLEG])
def test_news_for_an_absent_contact_waits_for_her_successor(w, write, invited, role, settings, status):
    settings.CELERY_BROKER_URL = ""
    of = w.hulpvragen[status]
    Aanstelling.objects.filter(eenheid_id=w.schools.roos.pk, rol=Rol.IB, geldig__contains=TODAY).update(geldig=(f.LONG_AGO, TODAY))
    if status == Status.OVERLEG:
        invited(of, "leraar")
        write(w.people.leraar, "gast", of)
    else:
        write(w.people.hans, "swv", of)
    promise = Outbox.objects.get(subject_id=of.pk)
    with role("portal_worker"):
        post_room.sweep()
    promise.refresh_from_db()
    assert promise.state == State.WAITING
    assert mail.outbox == []

    Aanstelling.objects.filter(user=w.people.komt).update(geldig=(TODAY, None))
    HulpvraagContact.objects.filter(hulpvraag=of).update(user=w.people.komt)
    Outbox.objects.filter(pk=promise.pk).update(due_at=clock.now())
    with role("portal_worker"):
        post_room.sweep()
    promise.refresh_from_db()
    assert promise.state == State.DONE
    assert [one.to for one in mail.outbox] == [["komt@test.example"]]
    for secret in (TEXT, "Luidkeels", "Noor", "Lezen"):
        assert secret not in mail.outbox[0].message().as_string()


# ---- what is new


def test_new_is_what_others_wrote_after_her_last_look(w, h, asking, write):
    def new(name="marloes", zijde="school"):
        with asking(getattr(w.people, name), zijde) as who:
            return queries.new_count(who, h, Bericht)

    write(w.people.hans, "swv", h)
    write(w.people.marloes, "school", h)
    assert (new(), new("hans", "swv"), new("karin")) == (1, 1, 2)
    with asking(w.people.marloes, "school") as who:
        open_hulpvraag(by=who, hulpvraag_id=h.pk, part="hulpvraag")
    assert new() == 1, "she opened something else"
    with asking(w.people.marloes, "school") as who:
        open_hulpvraag(by=who, hulpvraag_id=h.pk, part="berichten")
    assert new() == 0
    write(w.people.hans, "swv", h)
    assert (new(), new("hans", "swv")) == (1, 1)


# ---- notities


def test_a_note_is_read_by_its_own_side_or_as_the_school_says(w, h, asking, read):
    for name, zijde, tekst, alleen in (
        ("marloes", "school", "Voor ons.", True), ("marloes", "school", "Voor allebei.", False), ("hans", "swv", "Intern.", None)
    ):
        with asking(getattr(w.people, name), zijde) as who:
            gesprek.note(by=who, hulpvraag_id=h.pk, tekst=tekst, key=uuid.uuid4(), alleen_school=alleen)
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid, match=gesprek.NO_NOTE_READERS):
        gesprek.note(by=who, hulpvraag_id=h.pk, tekst=TEXT, key=uuid.uuid4())
    f.toegang(w.people.leraar, h, soort=GastSoort.LEERKRACHT, delen=tuple(Onderdeel))

    assert read(w.people.karin, "school", h, said.notities) == ["Voor allebei.", "Voor ons."]
    assert read(w.people.lotte, "swv", h, said.notities) == ["Intern.", "Voor allebei."]
    assert read(w.people.leraar, "gast", h, said.notities) == []
    assert told(h) == set(), "nobody is told of a note"


def test_a_note_before_indienen_stays_at_the_school_whatever_was_asked(w, asking):
    concept = w.hulpvragen[Status.CONCEPT]
    with asking(w.people.marloes, "school") as who:
        gesprek.note(by=who, hulpvraag_id=concept.pk, tekst=TEXT, key=uuid.uuid4(), alleen_school=False)
    assert Notitie.objects.get().alleen_school


def test_a_note_of_the_swv_is_given_out_once_and_the_school_hears(w, h, asking, read, trail):
    intern, of_school = f.notitie(h, w.people.hans, Deel.SWV, tekst="Advies."), f.notitie(h, w.people.marloes, alleen_school=False)
    assert read(w.people.marloes, "school", h, said.notities) == ["Een notitie."]
    for _ in range(2):
        with asking(w.people.hans, "swv") as who:
            gesprek.give_out(by=who, hulpvraag_id=h.pk, notitie_id=intern.pk)

    assert read(w.people.marloes, "school", h, said.notities) == ["Een notitie.", "Advies."]
    assert told(h) == {("hulpvraag.stuk_verstrekt", "hulpvraag", "contact")}
    assert len(trail("notitie.given_out")) == 1
    with asking(w.people.hans, "swv") as who:
        with pytest.raises(NotAllowed, match=gesprek.OF_SCHOOL):
            gesprek.give_out(by=who, hulpvraag_id=h.pk, notitie_id=of_school.pk)
        with pytest.raises(Http404):
            gesprek.give_out(by=who, hulpvraag_id=h.pk, notitie_id=uuid.uuid4())
    for name, zijde in (("marloes", "school"), ("privacy", "swv")):
        with asking(getattr(w.people, name), zijde) as who, pytest.raises(NotAllowed, match=policy_stukken.NOT_YOURS):
            gesprek.give_out(by=who, hulpvraag_id=h.pk, notitie_id=intern.pk)


def test_the_texts_are_sealed(w, h, write, everything):
    write(w.people.marloes, "school", h)
    assert TEXT not in str(everything()["hulpvragen_bericht"])
    assert TEXT.encode().hex() not in str(everything()["hulpvragen_bericht"])


def test_what_the_database_refuses_in_the_moment_between_asks_to_send_again(w, h, invited, write, asking, monkeypatch):
    invited(h, "leraar")
    with asking(w.people.leraar, "gast") as who:
        gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst="Uit een andere tab.")
    monkeypatch.setattr(gesprek, "own_concept", lambda who, of: Bericht.objects.none())  # it was not there yet when she looked
    with asking(w.people.leraar, "gast") as who, pytest.raises(Conflict, match="Uw tekst is niet verstuurd en staat er nog"):
        gesprek.keep_concept(by=who, hulpvraag_id=h.pk, tekst=TEXT)
    assert Bericht.objects.count() == 1
