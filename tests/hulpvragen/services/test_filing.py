"""Filing: from the first typed word to a kenmerk, as the IB'er of the school and as everybody else."""

import datetime as dt
import re
import uuid

import pytest
from django.db import ProgrammingError, transaction
from django.http import Http404

from hulpvragen import workflow
from hulpvragen.enums import Part, Soort, Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagContact, HulpvraagInhoud, Inschrijving, Inzending, Leerling
from hulpvragen.services import filing, lifecycle
from portal.lib import clock
from portal.lib.db import one, rows
from portal.lib.errors import Conflict, Invalid, NotAllowed
from tests import factories as f

SOON = 10
PUPIL = {"voornaam": "Yara", "achternaam": "Voorbeeld", "geboortedatum": dt.date(2018, 5, 4), "groep": "groep 4"}
PROMISES = {("hulpvraag.submitted", role) for role in ("filer", "contact", "loket", "toegewezene")}


def start(who, school, soort=Soort.ADVIESVRAAG, **changed) -> Hulpvraag:
    answers = f.ANSWERS | f.MORE_ANSWERS.get(soort, {})
    return filing.start(by=who, soort=soort, **{"vestiging_id": school.pk, "leerling": PUPIL, "answers": answers, "key": uuid.uuid4()} | changed)


def save(who, h, version=None, part=Part.HULPVRAAG, **values) -> Hulpvraag:
    """Change one part: the subject and the questions, unless another is named."""
    changed = f.ANSWERS | {"doel": "Anders."} | values
    return filing.save(by=who, hulpvraag_id=h.pk, version=version or h.version, part=part, values=changed)


def submit(who, h) -> Hulpvraag:
    return filing.submit(by=who, hulpvraag_id=h.pk, version=h.version)


@pytest.fixture
def concept(w, asking):
    """A complete concept of Marloes at De Roos, for a pupil of its own."""
    with asking(w.people.marloes, "school") as who:
        return start(who, w.schools.roos)


def _stored(h) -> Hulpvraag:
    return Hulpvraag.objects.get(pk=h.pk)


# ---- begin


def test_a_concept_is_stored_whole(w, asking, concept, trail, promised):
    h = _stored(concept)

    assert (h.status, h.kenmerk, h.version, h.ingediend_door_id, h.submitted_at) == (Status.CONCEPT, None, 1, None, None)
    assert (h.opsteller_vestiging_id, h.vestiging_id, h.grondslag) == (w.schools.roos.pk, w.schools.roos.pk, "d")
    assert Leerling.objects.filter(dossier=h.dossier, **PUPIL).exists()
    assert Inschrijving.objects.get(leerling=h.dossier.leerling).vestiging_id == w.schools.roos.pk
    contact = HulpvraagContact.objects.get(hulpvraag=h)
    assert (contact.user, contact.begin, contact.laatste_dag) == (w.people.marloes, clock.today(), None)
    with asking(w.people.karin, "school"):
        assert filing.read_answers(h) == f.ANSWERS, "a colleague of the school reads it"
    assert promised(h) == set()
    (row,) = trail("hulpvraag.concept_started")
    assert (row.hulpvraag_id, row.dossier_id, row.actor_id) == (h.pk, h.dossier_id, w.people.marloes.pk)


def test_what_was_typed_is_not_in_the_database_as_text(concept):
    sealed = HulpvraagInhoud.objects.get(pk=concept.pk).antwoorden

    assert f.ANSWERS["doel"].encode() not in bytes(sealed)


def test_the_same_key_twice_gives_one_concept(w, asking, everything):
    key = uuid.uuid4()
    with asking(w.people.marloes, "school") as who:
        first = start(who, w.schools.roos, key=key)
    before = everything()

    with asking(w.people.marloes, "school") as who:
        again = start(who, w.schools.roos, key=key, leerling=PUPIL | {"voornaam": "Anders"})

    assert again.pk == first.pk
    assert everything() == before


def test_the_same_key_twice_at_once_gives_one_concept(w, asking, beside, held):
    key, made = uuid.uuid4(), []

    def first():
        with asking(w.people.marloes, "school") as who:
            made.append(start(who, w.schools.roos, key=key).pk)
            yield

    def second():
        with asking(w.people.marloes, "school") as who:
            return start(who, w.schools.roos, key=key).pk

    with held(first):
        again = beside(second)
        beside.wait_until_somebody_waits()

    assert [again.result(SOON)] == made, "a double click gets the concept, not an error page"
    assert Inzending.objects.filter(key=key).count() == 1


NOT_THERE = [
    ("buiten", "school"), ("eik", "school"), ("directeur", "school"), ("vertrokken", "school"), ("komt", "school"), ("geschorst", "school"),
    ("inactief", "school"), ("niemand", None), ("hans", "swv"), ("dubbel", "swv"), ("privacy", "swv"), ("ouder", "gast"),
]


@pytest.mark.parametrize(("name", "zijde"), NOT_THERE, ids=lambda value: str(value))
def test_nobody_else_begins_one_for_de_roos(w, asking, everything, name, zijde):
    before = everything()

    # without a side the database refuses before the policy is asked
    refusal, reason = (NotAllowed, "waar u nu IB'er bent") if zijde else (ProgrammingError, "permission denied")
    with pytest.raises(refusal, match=reason), asking(getattr(w.people, name), zijde) as who:
        start(who, w.schools.roos)

    assert everything() == before


@pytest.mark.parametrize("name", ["marloes", "karin", "dubbel"])
def test_the_ib_of_today_begins_one(w, asking, name):
    with asking(getattr(w.people, name), "school") as who:
        assert start(who, w.schools.roos).opsteller_vestiging_id == w.schools.roos.pk


def test_a_known_pupil_keeps_her_dossier(w, asking, concept):
    pupils = Leerling.objects.count(), Dossier.objects.count(), Inschrijving.objects.count()

    with asking(w.people.marloes, "school") as who:
        second = start(who, w.schools.roos, dossier_id=concept.dossier_id, leerling={})

    assert second.dossier_id == concept.dossier_id
    assert (Leerling.objects.count(), Dossier.objects.count(), Inschrijving.objects.count()) == pupils
    assert Leerling.objects.get(dossier=concept.dossier_id).voornaam == "Yara"


def test_a_dossier_of_another_school_is_not_found(w, asking, everything):
    before = everything()

    for school in (w.schools.roos, w.schools.eik):
        with asking(w.people.marloes, "school") as who, pytest.raises((Http404, NotAllowed)):
            start(who, school, dossier_id=w.elsewhere.dossier_id)

    assert everything() == before


def test_a_dossier_that_moved_away_is_not_found(w, asking, concept):
    Dossier.objects.filter(pk=concept.dossier_id).update(vestiging_tot=clock.today(), vestiging_daarna=w.schools.eik)

    with asking(w.people.marloes, "school") as who, pytest.raises(Http404):
        start(who, w.schools.roos, dossier_id=concept.dossier_id)


def test_only_a_text_of_this_pupil_or_an_anonymous_one_is_copied(w, asking, concept, everything):
    noor = w.hulpvragen[Status.INGEDIEND]
    with asking(w.people.marloes, "school") as who:
        anonymous = start(who, w.schools.roos, Soort.ANONIEM)
        assert filing.read_answers(start(who, w.schools.roos, dossier_id=noor.dossier_id, copy_of=noor.pk))["doel"] == f.ANSWERS["doel"]
        assert f.MORE_ANSWERS[Soort.ANONIEM]["situatie"] in filing.read_answers(start(who, w.schools.roos, copy_of=anonymous.pk))["doel"]
    before = everything()

    for source, known in ((concept.pk, noor.dossier_id), (concept.pk, None), (w.elsewhere.pk, None), (uuid.uuid4(), None)):
        with pytest.raises(Http404), asking(w.people.marloes, "school") as who:
            start(who, w.schools.roos, dossier_id=known, copy_of=source)
    with pytest.raises(Http404), asking(w.people.buiten, "school") as who:
        start(who, w.schools.weg, copy_of=anonymous.pk)

    assert everything() == before


# ---- keep


def test_saving_keeps_what_was_typed(w, asking, concept, trail):
    with asking(w.people.karin, "school") as who:
        saved = save(who, concept, doel="Iets anders.")
        save(who, saved, part=Part.LEERLING, **PUPIL | {"groep": "groep 5"})
        save(who, saved, version=3, part=Part.OUDERS, ouders_mening="deels")

    h = _stored(concept)
    assert (h.version, h.dossier.leerling.groep) == (4, "groep 5")
    assert filing.read_answers(h) == f.ANSWERS | {"doel": "Iets anders.", "ouders_mening": "deels"}
    assert h.gewijzigd > concept.gewijzigd
    rows = trail("hulpvraag.concept_saved")
    assert [(row.actor_id, row.detail) for row in rows] == [(w.people.karin.pk, {"part": part}) for part in ("hulpvraag", "leerling", "ouders")]


@pytest.mark.parametrize("part", [part for part in Part if part not in (Part.SCHOOLGEGEVENS, Part.DOCUMENTEN)])
def test_a_part_may_lack_everything(w, asking, concept, part):
    with asking(w.people.marloes, "school") as who:
        filing.save(by=who, hulpvraag_id=concept.pk, version=1, part=part, values={})

    assert not any(filing.read_part(_stored(concept), part).values())


def test_what_is_kept_already_is_no_change(w, asking, concept, everything):
    with asking(w.people.marloes, "school") as who:
        save(who, concept)
    before = everything()

    with asking(w.people.marloes, "school") as who:
        assert save(who, concept, version=1).version == 2, "the same form sent twice is done once"

    assert everything() == before


def test_an_old_version_of_a_part_stores_nothing(w, asking, concept, everything):
    with asking(w.people.marloes, "school") as who:
        save(who, concept)
    before = everything()

    for version in (1, 0, -1, 3):
        with pytest.raises(Conflict, match="niet opgeslagen"), asking(w.people.karin, "school") as who:
            save(who, concept, version=version, doel="Te laat.")
    with pytest.raises(Conflict), asking(w.people.karin, "school") as who:
        filing.submit(by=who, hulpvraag_id=concept.pk, version=1)

    assert everything() == before


def test_two_people_work_on_two_parts(w, asking, concept):
    with asking(w.people.marloes, "school") as who:
        save(who, concept, version=1, doel="Van Marloes.")
    with asking(w.people.karin, "school") as who:
        save(who, concept, version=1, part=Part.OUDERS, ouders_mening="oneens")

    answers = filing.read_answers(_stored(concept))
    assert (answers["doel"], answers["ouders_mening"]) == ("Van Marloes.", "oneens")


def test_of_two_who_save_at_once_one_wins(w, asking, beside, held):
    h = w.hulpvragen[Status.CONCEPT]

    def first():
        with asking(w.people.marloes, "school") as who:
            save(who, h, doel="van Marloes")
            yield

    def second():
        with asking(w.people.karin, "school") as who:
            save(who, h, doel="van Karin")

    with held(first):
        later = beside(second)
        beside.wait_until_somebody_waits()

    with pytest.raises(Conflict):
        later.result(SOON)
    assert filing.read_answers(_stored(h))["doel"] == "van Marloes"


def test_two_who_save_two_parts_at_once_both_win(w, asking, beside, held):
    h = w.hulpvragen[Status.CONCEPT]

    def first():
        with asking(w.people.marloes, "school") as who:
            save(who, h, doel="van Marloes")
            yield

    def second():
        with asking(w.people.karin, "school") as who:
            save(who, h, part=Part.STEM, niet_gehoord_reden="van Karin")

    with held(first):
        later = beside(second)
        beside.wait_until_somebody_waits()

    later.result(SOON)
    answers = filing.read_answers(_stored(h))
    assert (answers["doel"], answers["niet_gehoord_reden"]) == ("van Marloes", "van Karin")


# ---- the contact of a concept


def test_a_duo_shares_the_contact(w, asking, concept, trail, promised):
    with asking(w.people.marloes, "school") as who:
        duo = {str(w.people.marloes.pk), str(w.people.dubbel.pk)}
        save(who, concept, part=Part.SCHOOLGEGEVENS, contact=duo)

    assert filing.read_part(_stored(concept), Part.SCHOOLGEGEVENS) == {"contact": duo}
    assert [row.detail for row in trail("hulpvraag.contact_changed")] == [{"part": "schoolgegevens"}]
    assert promised(concept) == set()


@pytest.mark.parametrize("names", [(), ("buiten",), ("directeur",), ("vertrokken",), ("geschorst",), ("marloes", "eik"), ("marloes", "dubbel", "karin")])
def test_the_contact_is_an_ib_of_the_school(w, asking, concept, everything, names):
    before = everything()

    with pytest.raises(Invalid, match="nu op deze school") as fault, asking(w.people.marloes, "school") as who:
        save(who, concept, part=Part.SCHOOLGEGEVENS, contact={str(getattr(w.people, name).pk) for name in names})

    assert (fault.value.field, everything()) == ("contact", before)


# what a person meets who may not: nothing is there, or a refusal with its reason
OTHERS = [
    ("directeur", "school", NotAllowed), ("buiten", "school", Http404), ("eik", "school", Http404), ("vertrokken", "school", Http404),
    ("hans", "swv", Http404), ("noord", "swv", Http404), ("privacy", "swv", Http404), ("ouder", "gast", Http404), ("niemand", None, Http404),
]


@pytest.mark.parametrize("step", [save, submit, lambda who, h: filing.delete_concept(by=who, hulpvraag_id=h.pk)], ids=["save", "submit", "delete"])
@pytest.mark.parametrize(("name", "zijde", "refusal"), OTHERS, ids=lambda value: str(value))
def test_nobody_else_touches_the_concept(w, asking, everything, step, name, zijde, refusal):
    h, before = w.hulpvragen[Status.CONCEPT], everything()

    with asking(getattr(w.people, name), zijde) as who, pytest.raises(refusal):
        step(who, h)

    assert everything() == before


@pytest.mark.parametrize("step", [save, submit, lambda who, h: filing.delete_concept(by=who, hulpvraag_id=h.pk)], ids=["save", "submit", "delete"])
@pytest.mark.parametrize("status", [status for status in Status if status not in workflow.DRAFT])
def test_what_was_filed_is_no_concept_any_more(w, asking, everything, step, status):
    before = everything()

    with asking(w.people.marloes, "school") as who, pytest.raises(NotAllowed, match="Dit kan niet bij een hulpvraag met de status"):
        step(who, w.hulpvragen[status])

    assert everything() == before


def test_the_contact_of_a_concept_changes_in_silence(w, asking, concept, promised):
    with asking(w.people.marloes, "school") as who:
        lifecycle.act(by=who, hulpvraag_id=concept.pk, action="change_contact", user_id=w.people.dubbel.pk)

    live = HulpvraagContact.objects.filter(hulpvraag=concept, replaced_at=None, geldig__contains=clock.today())
    assert [fact.user for fact in live] == [w.people.dubbel]
    assert promised(concept) == set()


# ---- file


@pytest.mark.parametrize(("soort", "weeks"), [(Soort.ADVIESVRAAG, 3), (Soort.ARRANGEMENT, 6), (Soort.TLV, 8), (Soort.OVERIG, 6)])
def test_filing_gives_a_kenmerk_a_term_and_promises(w, asking, trail, promised, soort, weeks):
    with asking(w.people.marloes, "school") as who:
        filed = submit(who, start(who, w.schools.roos, soort))

    h = _stored(filed)
    assert (h.status, h.ingediend_door, h.version) == (Status.INGEDIEND, w.people.marloes, 2)
    assert re.fullmatch(rf"H-{clock.today().year}-\d{{4}}", h.kenmerk)
    assert h.term_date == clock.today() + dt.timedelta(weeks=weeks)
    assert abs(clock.now() - h.submitted_at) < dt.timedelta(minutes=1)
    assert promised(h) == PROMISES
    (promise,) = {(row["occasion"], row["kenmerk"], row["actor_id"], row["term"], row["state"]) for row in _promises(h)}
    assert promise[1:] == (h.kenmerk, w.people.marloes.pk, h.term_date, "pending")
    (row,) = trail("hulpvraag.submitted")
    post = w.people.marloes.aanstellingen.get()
    assert (row.hulpvraag_id, row.actor_id, row.ground) == (h.pk, w.people.marloes.pk, f"aanstelling:{post.fact_id}:{post.pk}")
    assert (filed.status, filed.ingediend, filed.kenmerk) == (h.status, h.ingediend, h.kenmerk), "what is returned is what is stored"


def _promises(h) -> list[dict]:
    return rows("select * from notifications_outbox where subject_id = %s", h.pk)


def test_a_colleague_files_what_another_began(w, asking, concept, trail):
    with asking(w.people.karin, "school") as who:
        submit(who, concept)

    assert _stored(concept).ingediend_door == w.people.karin
    assert [row.actor_id for row in trail("hulpvraag.submitted")] == [w.people.karin.pk]
    contact = HulpvraagContact.objects.get(hulpvraag=concept, replaced_at=None)
    assert contact.user == w.people.marloes, "the contact stays who she was"


@pytest.mark.parametrize(("leerling", "answers", "field"), [
    ({"voornaam": ""}, {}, "voornaam"), ({"geboortedatum": None}, {}, "geboortedatum"), ({}, {"gevraagd": ""}, "gevraagd"),
    ({}, {"niet_gehoord_reden": ""}, "niet_gehoord_reden"), ({}, {"gehoord": "ja"}, "gehoord_op"), ({}, {"ouders_mening": "oneens"}, "ouders_toelichting"),
    ({}, {"ouders_geinformeerd_op": "2999-01-01"}, "ouders_geinformeerd_op"), ({}, {"gezag": ""}, "gezag"), ({}, {"gezag": "anders"}, "gezag_toelichting"),
    ({}, {"ouders_geinformeerd_op": "2016-01-01"}, "ouders_geinformeerd_op"),
])  # fmt: skip
def test_an_incomplete_concept_is_not_filed(w, asking, everything, leerling, answers, field):
    with asking(w.people.marloes, "school") as who:
        h = start(who, w.schools.roos, leerling=PUPIL | leerling, answers=f.ANSWERS | answers)
    before = everything()

    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid, match="nog niet compleet") as fault:
        submit(who, h)

    assert fault.value.field == field
    assert everything() == before


def _number(h) -> int:
    return int(h.kenmerk.rsplit("-", 1)[1])


def test_a_submit_that_is_rolled_back_uses_no_number(w, asking):
    with asking(w.people.marloes, "school") as who:
        mine, next_one = start(who, w.schools.roos), start(who, w.schools.roos)
        with transaction.atomic():
            lost = _number(submit(who, mine))
            transaction.set_rollback(True)
        assert _number(submit(who, next_one)) == lost


def test_concepts_use_no_numbers(w, asking):
    with asking(w.people.marloes, "school") as who:
        first = submit(who, start(who, w.schools.roos))
        filing.delete_concept(by=who, hulpvraag_id=start(who, w.schools.roos).pk)
        assert _number(submit(who, start(who, w.schools.roos))) == _number(first) + 1


@pytest.mark.parametrize("rolled_back", [False, True], ids=["both filed", "the first rolled back"])
def test_two_schools_that_file_at_once_leave_no_gap(w, asking, beside, held, rolled_back):
    with asking(w.people.marloes, "school") as who:
        mine = start(who, w.schools.roos)
    with asking(w.people.eik, "school") as who:
        theirs = start(who, w.schools.eik)
    numbers = []

    def first():
        with asking(w.people.marloes, "school") as who:
            numbers.append(_number(submit(who, mine)))
            yield
            transaction.set_rollback(rolled_back)

    def second():
        with asking(w.people.eik, "school") as who:
            return _number(submit(who, theirs))

    with held(first):
        later = beside(second)
        beside.wait_until_somebody_waits()

    assert later.result(SOON) == (numbers[0] if rolled_back else numbers[0] + 1)
    filed = Hulpvraag.objects.filter(pk__in=[mine.pk, theirs.pk], ingediend=True)
    assert sorted(map(_number, filed)) == list(range(1, 1 + len(filed)))


def test_each_year_counts_from_one(w, asking, calendar):
    with asking(w.people.marloes, "school") as who:
        answers = f.ANSWERS | {"ouders_geinformeerd_op": "2026-01-12"}
        last, next_one = (start(who, w.schools.roos, answers=answers) for _ in range(2))

    kenmerken = []
    for day, h in ((dt.date(2026, 12, 31), last), (dt.date(2027, 1, 1), next_one)):
        calendar(day)
        with asking(w.people.marloes, "school") as who:
            kenmerken.append(submit(who, h).kenmerk)

    assert kenmerken == ["H-2026-0001", "H-2027-0001"]


def test_the_ten_thousandth_of_a_year_gets_its_own_kenmerk(w, asking, concept):
    one("insert into hulpvragen_kenmerkteller values (%s, 9999)", clock.today().year)

    with asking(w.people.marloes, "school") as who:
        assert submit(who, concept).kenmerk == f"H-{clock.today().year}-10000"


# ---- throw away


def test_deleting_destroys_dossier_key_and_pupil(w, asking, concept, trail, everything):
    kept = everything()
    with asking(w.people.karin, "school") as who:
        filing.delete_concept(by=who, hulpvraag_id=concept.pk)

    left = everything()
    mine = {str(concept.pk), str(concept.dossier_id), str(concept.dossier.leerling_id)}
    for table, stored in left.items():
        found = [row for row in stored if any(key in row for key in mine)]
        assert found == [] or table == "audit_event", f"{table} still knows it"
    for table in ("hulpvragen_leerling", "hulpvragen_dossier", "hulpvragen_hulpvraaginhoud", "hulpvragen_hulpvraagcontact"):
        assert len(left[table]) == len(kept[table]) - 1, "and nothing else is gone"
    (row,) = trail("hulpvraag.concept_deleted")
    assert (row.hulpvraag_id, row.dossier_id, row.actor_id) == (concept.pk, concept.dossier_id, w.people.karin.pk)
    assert row.ground.startswith("aanstelling:")


def test_the_dossier_stays_while_another_hulpvraag_hangs_on_it(w, asking, concept):
    with asking(w.people.marloes, "school") as who:
        second = start(who, w.schools.roos, dossier_id=concept.dossier_id)
        filing.delete_concept(by=who, hulpvraag_id=second.pk)

    assert not Hulpvraag.objects.filter(pk=second.pk).exists()
    assert Leerling.objects.filter(dossier=concept.dossier_id).exists()
    assert filing.read_answers(_stored(concept)) == f.ANSWERS


def test_a_concept_of_a_pupil_who_moved_away_can_only_be_deleted(w, asking, concept):
    Dossier.objects.filter(pk=concept.dossier_id).update(vestiging_tot=clock.today(), vestiging_daarna=w.schools.eik)

    for step in (save, submit):
        with asking(w.people.marloes, "school") as who, pytest.raises(NotAllowed):
            step(who, concept)
    with asking(w.people.eik, "school") as who, pytest.raises(Http404):
        filing.delete_concept(by=who, hulpvraag_id=concept.pk)
    with asking(w.people.marloes, "school") as who:
        filing.delete_concept(by=who, hulpvraag_id=concept.pk)

    assert not Hulpvraag.objects.filter(pk=concept.pk).exists()


# ---- all or nothing


class TheTrailIsFull(Exception):
    pass


STEPS = {
    "start": lambda who, h: start(who, h.opsteller_vestiging),
    "save": save,
    "submit": submit,
    "delete": lambda who, h: filing.delete_concept(by=who, hulpvraag_id=h.pk),
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_without_a_trail_nothing_is_stored(w, asking, concept, everything, monkeypatch, step):
    def refuse(**event):
        raise TheTrailIsFull

    monkeypatch.setattr(filing, "record", refuse)
    before = everything()

    with pytest.raises(TheTrailIsFull), asking(w.people.marloes, "school") as who:
        step(who, concept)

    assert everything() == before


def test_without_a_promise_to_tell_nothing_is_filed(w, asking, concept, everything, monkeypatch):
    def refuse(*row, **event):
        raise TheTrailIsFull

    monkeypatch.setattr(filing, "announce", refuse)
    before = everything()

    with pytest.raises(TheTrailIsFull), asking(w.people.marloes, "school") as who:
        submit(who, concept)

    assert everything() == before
