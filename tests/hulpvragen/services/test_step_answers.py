"""What a step asks beside its text: each wrong answer is said at its question, and nothing changes."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError

from hulpvragen.enums import Action, Soort, Status
from hulpvragen.models import Hulpvraag, Stuk
from hulpvragen.services import lifecycle, reading
from hulpvragen.services.step_answers import data_of
from hulpvragen.termijn import last_bezwaar_day
from portal.lib import clock
from portal.lib.db import one
from portal.lib.errors import Conflict, Invalid, NotAllowed
from portal.lib.ids import uuid7
from tests import factories as f

A, S, DAY = Action, Status, clock.DAY
TODAY = clock.today()
TEXT = "Omdat het zo beter is."
ASK = {"text": TEXT, "punten": ["Het rapport", "De toets"], "voor": TODAY + 14 * DAY}
GRANT = {"text": TEXT, "van": TODAY, "tot": TODAY + 200 * DAY, "omvang": "budget", "budget": Decimal("1250.50")}
TLV = {"text": TEXT, "van": TODAY, "tot": TODAY + 200 * DAY, "schoolsoort": "so", "categorie": "midden"}


@pytest.fixture
def case(w, asking):
    """`case(status, soort)` is a hulpvraag of De Roos with Marloes as its contact."""

    def make(status, soort=Soort.ARRANGEMENT, **fields):
        h = f.hulpvraag(w.hulpvragen[S.INGEDIEND].dossier, status, w.people.marloes, soort, behandelaar=w.people.hans, **fields)
        f.contact(h, w.people.marloes)
        return h

    return make


@pytest.fixture
def do(w, asking):
    """`do(h, action, **given)` is done by Hans of the loket, or by the school when `by="marloes"`."""

    def act(h, action, by="hans", **given) -> Hulpvraag:
        with asking(getattr(w.people, by), "school" if by == "marloes" else "swv") as who:
            lifecycle.act(by=who, hulpvraag_id=h.pk, action=action, **given)
        return Hulpvraag.objects.get(pk=h.pk)

    return act


def kept(h) -> dict:
    return data_of(Stuk.objects.filter(hulpvraag=h).latest("created_at"))


WRONG = [  # status, soort, action, what is right, what is wrong of it, the question, the sentence
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"van": None}, "van", "Vul de eerste dag"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"tot": None}, "tot", "Vul de laatste dag"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"tot": TODAY - DAY}, "tot", "ligt voor de eerste dag"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"van": TODAY - DAY}, "van", "kan niet voor"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"van": TODAY + 366 * DAY, "tot": TODAY + 400 * DAY}, "van", "binnen een jaar"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"tot": TODAY + 1500 * DAY}, "tot", "hooguit 4 jaar"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"tot": TODAY}, "tot", "al voorbij"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"omvang": "veel"}, "omvang", "Kies waarin"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"budget": None}, "budget", "Vul het budget in"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"budget": Decimal(0)}, "budget", "tussen 1 cent"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"budget": Decimal("1000000.01")}, "budget", "1 miljoen"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"omvang": "uren"}, "uren", "Vul het aantal uren in"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"omvang": "uren", "uren": 0}, "uren", "van 1 tot"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"omvang": "uren", "uren": 5001}, "uren", "tot en met 5000"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"afschrift": "verzonden"}, "afschrift_op", "op welke dag het afschrift"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"afschrift": "verzonden", "afschrift_op": TODAY + DAY}, "afschrift_op", "nog niet geweest"),
    (S.IN_BEHANDELING, Soort.ARRANGEMENT, A.GRANT, GRANT, {"afschrift": "verzonden", "afschrift_op": TODAY - DAY}, "afschrift_op", "voor de dag van indienen"),
    (S.IN_BEHANDELING, Soort.TLV, A.ISSUE_TLV, TLV, {"schoolsoort": "hbo"}, "schoolsoort", "welke soort school"),
    (S.IN_BEHANDELING, Soort.TLV, A.ISSUE_TLV, TLV, {"categorie": "duur"}, "categorie", "Kies de categorie"),
    (S.IN_BEHANDELING, Soort.TLV, A.ISSUE_TLV, TLV, {"categorie": "geen"}, "categorie", "laag, midden of hoog"),
    (S.IN_BEHANDELING, Soort.TLV, A.ISSUE_TLV, TLV, {"schoolsoort": "sbo"}, "categorie", "Bij sbo hoort geen"),
    (S.IN_BEHANDELING, Soort.TLV, A.ISSUE_TLV, TLV, {"tot": TODAY + 3700 * DAY}, "tot", "hooguit 10 jaar"),
    (S.IN_BEHANDELING, Soort.TLV, A.REFUSE, {"text": TEXT, "grond": "geen_taak"}, {"grond": "zomaar"}, "grond", "Kies waarom"),
    (S.IN_BEHANDELING, Soort.TLV, A.REFUSE, {"text": TEXT, "grond": "geen_taak"}, {"grond": "onvolledig"}, "grond", "nog niet om een aanvulling"),
    (S.INGEDIEND, Soort.TLV, A.REQUEST_INFO, ASK, {"punten": [f"Punt {n}" for n in range(13)]}, "eigen", "hooguit 12 punten"),
    (S.INGEDIEND, Soort.TLV, A.REQUEST_INFO, ASK, {"punten": ["x" * 201]}, "eigen", "200 tekens"),
    (S.INGEDIEND, Soort.TLV, A.REQUEST_INFO, ASK, {"text": " "}, "text", "waarom u dit"),
    (S.INGEDIEND, Soort.TLV, A.EXTEND_TERM, {"text": TEXT, "voor": TODAY + 30 * DAY}, {"voor": TODAY + 21 * DAY}, "voor", "Kies een dag na"),
    (S.INGEDIEND, Soort.TLV, A.EXTEND_TERM, {"text": TEXT, "voor": TODAY + 30 * DAY}, {"voor": TODAY + 78 * DAY}, "voor", "hooguit tot en met"),
    (S.INGEDIEND, Soort.TLV, A.EXTEND_TERM, {"text": TEXT, "voor": TODAY + 30 * DAY}, {"voor": None}, "voor", "nieuwe laatste dag"),
    (S.AANVULLING, Soort.TLV, A.MOVE_SUPPLEMENT_DATE, {"text": TEXT, "voor": TODAY + 3 * DAY}, {"voor": TODAY + 14 * DAY}, "voor", "die er al stond"),
    (S.AANVULLING, Soort.TLV, A.MOVE_SUPPLEMENT_DATE, {"text": TEXT, "voor": TODAY + 3 * DAY}, {"voor": TODAY}, "voor", "na vandaag"),
    (S.INGEDIEND, Soort.TLV, A.REFER, {"text": TEXT, "naar": "SWV Elders"}, {"naar": " "}, "naar", "naar welk"),
    (S.INGEDIEND, Soort.TLV, A.CLOSE_WITHOUT, {"text": TEXT, "waarom": "dubbel"}, {"waarom": ""}, "waarom", "Kies waarom"),
    (S.INGEDIEND, Soort.TLV, A.FLAG, {"text": TEXT, "spoed": True}, {"spoed": False}, "spoed", "niets gewijzigd"),
    (S.LOPEND, Soort.ARRANGEMENT, A.EXTEND_SUPPORT, {"text": TEXT, "van": TODAY, "tot": TODAY + 100 * DAY}, {"tot": TODAY + 90 * DAY}, "tot", "loopt al tot en met"),
    (S.LOPEND, Soort.ARRANGEMENT, A.ASK_EVALUATION, {"voor": TODAY + DAY}, {"voor": TODAY}, "voor", "na vandaag"),
    (S.TOEGEKEND, Soort.ARRANGEMENT, A.START_SUPPORT, {"begin": TODAY, "voor": TODAY + 9 * DAY}, {"begin": TODAY - DAY}, "begin", "toegekend vanaf"),
    (S.TOEGEKEND, Soort.ARRANGEMENT, A.START_SUPPORT, {"begin": TODAY, "voor": TODAY + 9 * DAY}, {"voor": TODAY}, "voor", "na vandaag en na de start"),
    (S.TOEGEKEND, Soort.ARRANGEMENT, A.START_SUPPORT, {"begin": TODAY, "voor": TODAY + 9 * DAY}, {"voor": None}, "voor", "wanneer u samen"),
    (S.TOEGEKEND, Soort.ARRANGEMENT, A.RECORD_COPY, {"voor": TODAY}, {"voor": TODAY + DAY}, "voor", "nog niet geweest"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "soort", "action", "right", "wrong", "field", "sentence"), WRONG, ids=[f"{line[2]}-{line[5]}-{n}" for n, line in enumerate(WRONG)])
def test_a_wrong_answer_is_said_at_its_question(case, do, everything, status, soort, action, right, wrong, field, sentence):
    h = case(status, soort)
    before = everything()

    with pytest.raises(Invalid, match=sentence) as fault:
        do(h, action, **right | wrong)

    assert fault.value.field == field
    assert everything() == before
    do(h, action, **right)
    assert everything() != before, "the right answers are taken"


# ---- aanvulling


@pytest.fixture
def asked(case, do):
    """A hulpvraag of which the school was asked two points."""
    return do(case(S.IN_BEHANDELING), A.REQUEST_INFO, **ASK)


@pytest.mark.parametrize(("answers", "field"), [
    ([], "er_0"), ([{"er": True, "tekst": "Hier is het."}], "er_1"), ([{"er": None, "tekst": "Hier."}], "er_0"),
    ([{"er": True, "tekst": "Hier is het."}, {"er": False, "tekst": "  "}], "antwoord_1"),
])  # fmt: skip
def test_every_point_is_answered(do, asked, everything, answers, field):
    before = everything()

    with pytest.raises(Invalid) as fault:
        do(asked, A.SUPPLEMENT, by="marloes", antwoorden=answers)

    assert fault.value.field == field
    assert everything() == before


def test_the_points_come_back_with_their_answers(w, do, asked, asking):
    answers = [{"er": True, "tekst": "Zie hieronder."}, {"er": False, "tekst": "Nog niet gemaakt."}]

    assert do(asked, A.SUPPLEMENT, by="marloes", antwoorden=answers).status == S.IN_BEHANDELING
    for name, zijde in (("hans", "swv"), ("marloes", "school")):
        with asking(getattr(w.people, name), zijde) as who:
            opened = reading.open_hulpvraag(by=who, hulpvraag_id=asked.pk, part="hulpvraag")
        question, answer = opened.stukken
        assert question.gegevens["punten"] == ["Het rapport", "De toets"]
        assert answer.gegevens["antwoorden"] == [
            {"punt": "Het rapport", "er": True, "tekst": "Zie hieronder."}, {"punt": "De toets", "er": False, "tekst": "Nog niet gemaakt."},
        ]


def test_what_was_kept_is_sealed(asked):
    sealed = bytes(Stuk.objects.get(hulpvraag=asked).gegevens)

    assert b"rapport" not in sealed


def test_refusing_waits_until_the_date_has_passed(do, asked, calendar):
    with pytest.raises(NotAllowed, match="kan nog antwoorden"):
        do(asked, A.REFUSE, text=TEXT, grond="onvolledig")
    calendar(TODAY + 14 * DAY)
    with pytest.raises(NotAllowed, match="kan nog antwoorden"):
        do(asked, A.REFUSE, text=TEXT, grond="onvolledig")

    calendar(TODAY + 15 * DAY)
    assert do(asked, A.REFUSE, text=TEXT, grond="onvolledig").status == S.NIET_IN_BEHANDELING


def test_a_date_that_passes_changes_no_status_and_a_new_one_stops_the_clock_again(do, asked, calendar):
    term = asked.term_date
    calendar(TODAY + 20 * DAY)
    passed = Hulpvraag.objects.get(pk=asked.pk)
    assert (passed.status, passed.term_on(TODAY + 20 * DAY, ())) == (S.AANVULLING, term + 15 * DAY)

    moved = do(asked, A.MOVE_SUPPLEMENT_DATE, text=TEXT, voor=TODAY + 30 * DAY)

    assert (moved.aanvulling_sinds, moved.aanvulling_voor) == (TODAY + 20 * DAY, TODAY + 30 * DAY)
    assert moved.term_on(TODAY + 40 * DAY, ()) == term + (15 + 11) * DAY, "the five days between count"


def test_a_term_is_extended_once(case, do):
    h = do(case(S.INGEDIEND), A.EXTEND_TERM, text=TEXT, voor=TODAY + 30 * DAY)
    assert (h.term_date, h.term_verlengd) == (TODAY + 30 * DAY, True)

    with pytest.raises(NotAllowed, match="Dat kan één keer"):
        do(h, A.EXTEND_TERM, text=TEXT, voor=TODAY + 31 * DAY)


# ---- outcomes


def test_what_was_granted_stands_on_the_card_and_the_rest_is_sealed(case, do):
    h = do(case(S.IN_BEHANDELING), A.GRANT, **GRANT | {"afschrift": "verzonden", "afschrift_op": TODAY})

    assert (h.ondersteuning_van, h.ondersteuning_tot) == (GRANT["van"], GRANT["tot"])
    assert {name: kept(h)[name] for name in ("omvang", "budget", "afschrift")} == {"omvang": "budget", "budget": "1250.50", "afschrift": "verzonden"}


@pytest.mark.parametrize(("soort", "action", "given", "besluit"), [
    (Soort.ARRANGEMENT, A.GRANT, GRANT, True), (Soort.ARRANGEMENT, A.REJECT, {"text": TEXT}, True), (Soort.TLV, A.ISSUE_TLV, TLV, True),
    (Soort.TLV, A.REFUSE, {"text": TEXT, "grond": "geen_taak"}, True), (Soort.ADVIESVRAAG, A.ADVISE, {"text": TEXT}, False),
    (Soort.ADVIESVRAAG, A.REJECT, {"text": TEXT}, False), (Soort.OVERIG, A.ADVISE, {"text": TEXT}, False),
])  # fmt: skip
def test_a_besluit_tells_until_when_bezwaar_can_be_made(case, do, soort, action, given, besluit):
    h = do(case(S.IN_BEHANDELING, soort), action, **given)

    assert kept(h).get("bezwaar_tot") == (last_bezwaar_day(TODAY).isoformat() if besluit else None)


def test_which_soorten_end_in_a_besluit_is_a_setting(case, do, settings):
    settings.PORTAL_BESLUITEN = ["tlv"]

    assert "bezwaar_tot" not in kept(do(case(S.IN_BEHANDELING), A.GRANT, **GRANT))


def test_an_anonymous_question_has_no_copy_for_parents(w, do):
    h = f.hulpvraag(f.dossier(w.schools.roos, anoniem=True), S.IN_BEHANDELING, w.people.marloes, Soort.ANONIEM)

    assert "afschrift" not in kept(do(h, A.ADVISE, text=TEXT))


def test_a_copy_that_followed_is_recorded(case, do):
    h = do(case(S.IN_BEHANDELING), A.GRANT, **GRANT)
    assert kept(h)["afschrift"] == "volgt"

    assert kept(do(h, A.RECORD_COPY, voor=TODAY))["afschrift_op"] == TODAY.isoformat()


def test_reopening_takes_what_was_granted_off_the_card(w, case, do):
    h = do(case(S.IN_BEHANDELING, Soort.TLV), A.ISSUE_TLV, **TLV)
    assert h.ondersteuning_tot == TLV["tot"]

    again = do(h, A.REOPEN, text=TEXT)

    assert (again.ondersteuning_van, again.ondersteuning_tot, again.evaluatie_op) == (None, None, None)


# ---- the number of a TLV


def number(h) -> str:
    return kept(h)["volgnummer"]


def test_numbers_follow_each_other_in_a_series_of_their_own(case, do):
    given = [number(do(case(S.IN_BEHANDELING, Soort.TLV), A.ISSUE_TLV, **TLV)) for _ in range(3)]

    assert given == [f"TLV-{TODAY.year}-000{n}" for n in (1, 2, 3)]


def test_a_decision_that_fails_leaves_no_gap(case, do, monkeypatch):
    def broken(*row, **about):
        raise RuntimeError("broken")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="broken"):
        patched.setattr(lifecycle, "announce", broken)
        do(case(S.IN_BEHANDELING, Soort.TLV), A.ISSUE_TLV, **TLV)

    assert number(do(case(S.IN_BEHANDELING, Soort.TLV), A.ISSUE_TLV, **TLV)) == f"TLV-{TODAY.year}-0001"


def test_only_a_decision_gives_a_number(w, case, asking):
    ready, other = case(S.IN_BEHANDELING, Soort.TLV), case(S.INGEDIEND, Soort.TLV)
    for name, h in (("hans", other), ("hans", w.hulpvragen[S.IN_BEHANDELING]), ("noord", ready)):
        with asking(getattr(w.people, name), "swv"), pytest.raises(InternalError, match="only the loket decides"), transaction.atomic():
            one("select app_next_tlv(%s)", h.pk)
    with asking(w.people.hans, "swv"):
        assert one("select app_next_tlv(%s)", ready.pk)[0]


def test_two_decisions_at_once_get_two_numbers(w, case, do, committed_db):
    cases = [case(S.IN_BEHANDELING, Soort.TLV) for _ in range(2)]

    def decide(h) -> str:
        try:
            return number(do(h, A.ISSUE_TLV, **TLV))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        given = set(pool.map(decide, cases))

    assert given == {f"TLV-{TODAY.year}-0001", f"TLV-{TODAY.year}-0002"}


# ---- the same form twice


def test_a_key_is_done_once_and_its_failure_is_not_kept(case, do, everything):
    h, key = case(S.INGEDIEND), uuid7()
    with pytest.raises(Conflict):
        do(h, A.TAKE, version=9, key=key)
    done = do(h, A.TAKE, version=h.version, key=key)
    before = everything()

    assert do(h, A.TAKE, version=h.version, key=key).version == done.version
    assert everything() == before


# ---- bezwaar


@pytest.mark.parametrize(("made_known", "last"), [
    ("2026-03-02", "2026-04-13"),  # six weeks from the day after
    ("2026-02-20", "2026-04-07"),  # 3 April is Goede Vrijdag, 6 April Tweede Paasdag
    ("2026-03-16", "2026-04-28"),  # 27 April is Koningsdag
    ("2026-04-02", "2026-05-15"),  # 14 May is Hemelvaartsdag
    ("2026-11-13", "2026-12-28"),  # Eerste and Tweede Kerstdag, then a Sunday
    ("2026-11-20", "2027-01-04"),  # Nieuwjaarsdag, then a weekend
    ("2025-03-15", "2025-04-28"),  # Koningsdag falls on a Sunday and is kept on Saturday
])  # fmt: skip
def test_the_last_day_for_bezwaar(made_known, last):
    assert last_bezwaar_day(dt.date.fromisoformat(made_known)) == dt.date.fromisoformat(last)
