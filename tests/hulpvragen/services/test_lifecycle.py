"""Every step after filing: who can take it when, what it changes, and what stands in its way."""

import datetime as dt
import uuid
from collections import Counter
from contextlib import contextmanager, nullcontext
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.http import Http404

from accounts.enums import Rol
from accounts.models import Aanstelling, User
from hulpvragen import policy, workflow
from hulpvragen.enums import Action, Soort, Status
from hulpvragen.models import Hulpvraag, HulpvraagContact, LegalEvent, Stuk, Toewijzing
from hulpvragen.queries.settings import vakanties
from hulpvragen.services import filing, lifecycle, reading
from portal.lib import clock
from portal.lib.db import fence_exclusive, one
from portal.lib.errors import Conflict, Invalid, NotAllowed
from tests import factories as f
from tests import oracle
from tests.hulpvragen import worlds

EVERYTHING = uuid.UUID(int=0)
SOON = 10
DAY = clock.DAY
A, S = Action, Status
TEXT = "Omdat het zo beter is."
OF_FILING = {A.FILE, A.SAVE, A.SUBMIT, A.DELETE_CONCEPT}
STEPS = [action for action in Action if action not in OF_FILING]
AFTER = {
    A.TAKE: S.IN_BEHANDELING, A.REQUEST_INFO: S.AANVULLING, A.HAND_BACK: S.INGEDIEND, A.ADVISE: S.GEADVISEERD, A.GRANT: S.TOEGEKEND,
    A.ISSUE_TLV: S.TLV_AFGEGEVEN, A.REJECT: S.AFGEWEZEN, A.REFUSE: S.NIET_IN_BEHANDELING, A.SUPPLEMENT: S.IN_BEHANDELING,
    A.WITHDRAW: S.INGETROKKEN, A.RECALL: S.INGETROKKEN, A.REFER: S.DOORGEZONDEN, A.START_SUPPORT: S.LOPEND, A.ASK_EVALUATION: S.EVALUATIE,
    A.SUBMIT_EVALUATION: S.LOPEND, A.CLOSE: S.AFGEROND, A.CLOSE_WITHOUT: S.AFGEROND, A.REOPEN: S.IN_BEHANDELING,
    A.START_OVERLEG: S.OVERLEG, A.END_OVERLEG: S.CONCEPT,
}  # fmt: skip  of the others the status stays


def after(h, action) -> Status:
    """The status that an action leads to: going on without an answer leads to where the question was asked."""
    if action == A.RESUME:
        return S.IN_BEHANDELING if h.status == S.AANVULLING else S.LOPEND
    return AFTER.get(action, h.status)


ASKERS = [
    ("marloes", "school"), ("karin", "school"), ("vertrokken", "school"), ("komt", "school"), ("directeur", "school"), ("eik", "school"),
    ("buiten", "school"), ("geschorst", "school"), ("inactief", "school"), ("niemand", None), ("hans", "swv"), ("lotte", "swv"), ("noord", "swv"),
    ("los", "swv"), ("mutaties", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("dubbel", "school"), ("dubbel", "swv"), ("ouder", "gast"),
]
REFUSALS = 5
counted: Counter = Counter()


@pytest.fixture
def w(w):
    """The small world, with a hulpvraag that can be granted and one that a TLV can be issued for."""
    for name, soort in (("arrangement", Soort.ARRANGEMENT), ("tlv", Soort.TLV)):
        h = f.hulpvraag(w.hulpvragen[S.INGEDIEND].dossier, S.IN_BEHANDELING, w.people.marloes, soort, behandelaar=w.people.hans)
        f.contact(h, w.people.marloes)
        f.toewijzing(h, w.people.los)
        setattr(w, name, h)
    return w


def act(who, h, action, **given) -> Hulpvraag:
    return lifecycle.act(by=who, hulpvraag_id=h.pk, action=action, **given)


def all_given(w, h, action) -> dict:
    """What any form of the step could send."""
    ib = w.people.buiten if h == w.elsewhere else w.people.dubbel
    person, today = ib if action == A.CHANGE_CONTACT else w.people.noord, clock.today()
    term = (h.term_date or today) + DAY
    dates = {A.EXTEND_TERM: term, A.MOVE_SUPPLEMENT_DATE: today + 20 * DAY, A.RECORD_COPY: today}
    given = {
        A.GRANT: {"van": today, "tot": today + 300 * DAY, "omvang": "budget", "budget": Decimal("1250.50")},
        A.ISSUE_TLV: {"van": today, "tot": today + 300 * DAY, "schoolsoort": "so", "categorie": "laag"},
        A.EXTEND_SUPPORT: {"van": today, "tot": today + 400 * DAY},
        A.REFUSE: {"grond": "geen_taak"}, A.REFER: {"naar": "SWV Elders"}, A.CLOSE_WITHOUT: {"waarom": "vervallen"},
        A.FLAG: {"spoed": True}, A.SUBMIT_EVALUATION: {"doelen": "Meedoen in de kring.", "vervolg": "doorgaan"},
    }.get(action, {})
    return {"text": TEXT, "voor": dates.get(action, today + 14 * DAY), "user_id": person.pk} | given


def _stored(h) -> Hulpvraag:
    return Hulpvraag.objects.get(pk=h.pk)


@contextmanager
def undone():
    """Leave nothing behind of what a block did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ---- the matrix: status x action x person


@pytest.mark.parametrize(("name", "zijde"), ASKERS, ids=lambda value: str(value))
def test_exactly_what_the_matrix_allows_succeeds(w, asking, everything, promised, trail, name, zijde):
    person, before = getattr(w.people, name), everything()
    truth = oracle.Oracle(worlds.as_oracle(list(User.objects.all()), EVERYTHING), clock.today(), clock.now())
    for h in [*w.hulpvragen.values(), w.arrangement, w.tlv, w.elsewhere]:
        may = {action for action in STEPS if truth.may_now(person.pk, zijde, action, h.pk)} - _not_yet(h)
        with asking(person, zijde) as who:
            refused = _one_in_so_many(sorted(set(STEPS) - may), h.pk.int + person.pk.int)
            for action in refused:
                _refused(w, who, h, action, truth.level(person.pk, zijde, h.pk))
        for action in may:
            _succeeds(w, asking, person, zijde, h, action, promised, trail)
        counted.update(allowed=len(may), refused=len(refused))
    assert everything() == before, "what was refused changed nothing"


def _one_in_so_many(actions: list, start: int) -> list:
    """Return one in REFUSALS, beginning elsewhere each time: what is allowed is tried always, and all refusals go one road."""
    return actions[start % REFUSALS :: REFUSALS]


def _not_yet(h) -> set[Action]:
    """What stands in the way of this hulpvraag for the moment: the school has a contact, or time to answer."""
    has_contact = {A.ASK_CONTACT} if policy.active_contacts(h) else set()
    return has_contact | ({A.REFUSE} if h.status == S.AANVULLING else set())


def _refused(w, who, h, action, level) -> None:
    guest = who.zijde == "gast"
    # a guest may lock no row: of what he sees, the database refuses before the policy is asked
    refusal = Http404 if level is None else ProgrammingError if guest else NotAllowed
    with pytest.raises(refusal), transaction.atomic() if guest else nullcontext():
        act(who, h, action, **all_given(w, h, action))
        pytest.fail(f"{who.user} did {action} at {h.status}")


def _succeeds(w, asking, person, zijde, h, action, promised, trail) -> None:
    where = f"{person} ({zijde}) {action} at {h.status}"
    told, row = promised(h), workflow.row_for(h.status, action)
    with undone():
        with asking(person, zijde) as who:
            done = act(who, h, action, **all_given(w, h, action))
        then = _stored(h)
        assert then.status == after(h, action), where
        assert done.status == (S.CONCEPT if action == A.RECALL else then.status), "what was recalled goes on as a concept"
        assert then.version == h.version + 1
        _check_clock(h, then, action)
        assert {role for event, role in promised(h) - told} == (set(row.told) if h.ingediend else set()), where
        (event,) = trail(f"hulpvraag.{row.event}")
        assert (event.actor_id, event.hulpvraag_id, event.detail) == (person.pk, h.pk, {"from": h.status, "to": then.status})
        assert event.ground
        _check_text(h, zijde, row)


def _check_clock(h, then, action) -> None:
    moved = {
        A.REOPEN: lambda: h.formulier.termijn.last_day(clock.today(), vakanties()),
        A.EXTEND_TERM: lambda: h.term_date + DAY,
    }
    assert then.term_date == moved.get(action, lambda: h.term_date)()  # it stood still no day yet
    assert then.term_verlengd == (action == A.EXTEND_TERM)
    waits = then.status == S.AANVULLING
    until = clock.today() + (20 if action == A.MOVE_SUPPLEMENT_DATE else 14) * DAY
    assert (then.aanvulling_sinds, then.aanvulling_voor) == ((clock.today(), until) if waits else (None, None))
    closed = then.status in workflow.CLOSED
    if closed or h.status not in workflow.CLOSED:
        assert (then.gesloten_op, then.gesloten_vestiging_id) == ((clock.today(), h.vestiging_id) if closed else (None, None))


def _check_text(h, zijde, row) -> None:
    stuk = Stuk.objects.filter(hulpvraag=h).latest("created_at")
    assert stuk.deel == zijde
    assert (stuk.verstrekt_at is not None) == (zijde == "swv" and "contact" in row.told)


def test_the_matrix_was_asked():
    print(f"\n{counted['allowed']} of {counted.total()} (person x status x action) succeeded, exactly those of the matrix")
    assert counted["allowed"] > 150
    assert counted["refused"] > 1500


@pytest.mark.parametrize("action", sorted(OF_FILING))
def test_filing_has_services_of_its_own(w, asking, everything, action):
    before = everything()

    with pytest.raises((NotAllowed, ValueError)), asking(w.people.marloes, "school") as who:
        act(who, w.hulpvragen[S.CONCEPT], action)

    assert everything() == before


# ---- what is asked along


@pytest.mark.parametrize(("status", "action", "given", "field", "sentence"), [
    (S.IN_BEHANDELING, A.ADVISE, {}, "text", "Vul uw advies in"),
    (S.IN_BEHANDELING, A.REJECT, {"text": " \n "}, "text", "Vul de motivering in"),
    (S.IN_BEHANDELING, A.HAND_BACK, {}, "text", "Vul de reden in"),
    (S.GEADVISEERD, A.REOPEN, {}, "text", "Vul de reden in"),
    (S.INGEDIEND, A.REQUEST_INFO, {}, "text", "Vul in waarom u dit van de school nodig hebt"),
    (S.INGEDIEND, A.REQUEST_INFO, {"text": TEXT}, "voor", "Vul in tot en met welke dag"),
    (S.INGEDIEND, A.REQUEST_INFO, {"text": TEXT, "voor": 0}, "voor", "Kies een dag na vandaag"),
    (S.INGEDIEND, A.REQUEST_INFO, {"text": TEXT, "voor": 366}, "voor", "Kies een dag binnen een jaar"),
    (S.INGEDIEND, A.ASSIGN, {}, "user_id", "Kies een medewerker"),
    (S.INGEDIEND, A.ASSIGN, {"user_id": "mutaties"}, "user_id", "Kies een medewerker"),
    (S.INGEDIEND, A.ASSIGN, {"user_id": "karin"}, "user_id", "Kies een medewerker"),
    (S.INGEDIEND, A.CHANGE_CONTACT, {}, "user_ids", "Kies een IB'er"),
    (S.INGEDIEND, A.CHANGE_CONTACT, {"user_id": "eik"}, "user_ids", "Kies een IB'er"),
    (S.INGEDIEND, A.CHANGE_CONTACT, {"user_id": "vertrokken"}, "user_ids", "Kies een IB'er"),
    (S.INGEDIEND, A.CHANGE_CONTACT, {"user_id": "geschorst"}, "user_ids", "Kies een IB'er"),
    (S.INGEDIEND, A.CHANGE_CONTACT, {"user_id": "directeur"}, "user_ids", "Kies een IB'er"),
])  # fmt: skip
def test_what_lacks_is_asked_for_and_nothing_changes(w, asking, everything, status, action, given, field, sentence):
    if "voor" in given:
        given = given | {"voor": clock.today() + given["voor"] * DAY}
    if "user_id" in given:
        given = given | {"user_id": getattr(w.people, given["user_id"]).pk}
    before = everything()

    with asking(w.people.hans, "swv") as who, pytest.raises(Invalid, match=sentence) as fault:
        act(who, w.hulpvragen[status], action, **given)

    assert fault.value.field == field
    assert everything() == before


def test_the_school_must_answer_what_was_asked(w, asking):
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid, match="Vul de aanvulling in"):
        act(who, w.hulpvragen[S.AANVULLING], A.SUPPLEMENT)


@pytest.mark.parametrize("days", [1, 365])
def test_the_first_and_the_last_day_that_can_be_given(w, asking, days):
    last = clock.today() + days * DAY
    with asking(w.people.hans, "swv") as who:
        act(who, w.hulpvragen[S.INGEDIEND], A.REQUEST_INFO, text=TEXT, voor=last)

    assert _stored(w.hulpvragen[S.INGEDIEND]).aanvulling_voor == last


def test_an_old_version_changes_nothing(w, asking, everything):
    h = w.hulpvragen[S.INGEDIEND]
    with asking(w.people.lotte, "swv") as who:
        act(who, h, A.ASSIGN, user_id=w.people.noord.pk, version=h.version)
    before = everything()

    with asking(w.people.hans, "swv") as who, pytest.raises(Conflict, match="intussen gewijzigd"):
        act(who, h, A.TAKE, version=h.version)

    assert everything() == before


# ---- the clock

# asked on, an answer by, seen on, days that the clock stood still
WAITS = [
    ("2026-03-02", "2026-03-16", "2026-03-02", 0), ("2026-03-02", "2026-03-16", "2026-03-03", 1),
    ("2026-03-02", "2026-03-16", "2026-03-16", 14), ("2026-03-02", "2026-03-16", "2026-03-17", 15),
    ("2026-03-02", "2026-03-16", "2026-03-18", 15), ("2026-03-02", "2026-03-16", "2026-12-31", 15),
    ("2026-11-20", "2026-11-22", "2026-11-23", 3),  # over a weekend: days are days
    ("2028-02-28", "2028-03-10", "2028-03-01", 2), ("2028-02-28", "2028-02-29", "2028-03-31", 2), ("2026-02-28", "2026-03-10", "2026-03-01", 1),
    ("2026-03-28", "2026-04-10", "2026-03-30", 2), ("2026-10-24", "2026-11-10", "2026-10-26", 2),  # a day of 23 and one of 25 hours
    ("2026-12-30", "2027-01-15", "2027-01-02", 3),
]  # fmt: skip


@pytest.fixture
def asked(w, asking, calendar):
    """`asked(day, voor)` asks the school for an answer on that day; the term was a month away."""

    def on(day, voor):
        h = w.hulpvragen[S.IN_BEHANDELING]
        Hulpvraag.objects.filter(pk=h.pk).update(term_date=day + 30 * DAY)
        calendar(day)
        with asking(w.people.hans, "swv") as who:
            act(who, h, A.REQUEST_INFO, text=TEXT, voor=voor)
        return h

    return on


@pytest.mark.parametrize(("sinds", "voor", "day", "stood_still"), WAITS)
def test_the_term_while_the_school_is_asked_and_when_it_answers(w, asking, calendar, asked, sinds, voor, day, stood_still):
    sinds, voor, day = map(dt.date.fromisoformat, (sinds, voor, day))
    h = asked(sinds, voor)
    expected = sinds + (30 + stood_still) * DAY
    assert _stored(h).term_date == sinds + 30 * DAY
    assert _stored(h).term_on(day, ()) == expected

    calendar(day)
    for name, zijde, action in (("marloes", "school", A.SUPPLEMENT), ("hans", "swv", A.RESUME), ("marloes", "school", A.WITHDRAW), ("hans", "swv", A.CLOSE_WITHOUT)):
        with undone():
            with asking(getattr(w.people, name), zijde) as who:
                act(who, h, action, **all_given(w, h, action))
            assert _stored(h).term_date == _stored(h).term_on(day + 5 * DAY, ()) == expected, action


def test_two_waits_add_up(w, asking, calendar, asked):
    begin = dt.date(2028, 2, 25)
    h = asked(begin, dt.date(2028, 3, 3))
    calendar(dt.date(2028, 3, 1))  # 25 to 29 February: five days
    with asking(w.people.marloes, "school") as who:
        act(who, h, A.SUPPLEMENT, text=TEXT)
    with asking(w.people.hans, "swv") as who:
        act(who, h, A.REQUEST_INFO, text=TEXT, voor=dt.date(2028, 3, 3))
    calendar(dt.date(2028, 4, 1))  # 1 to 3 March: three more

    assert _stored(h).term_on(dt.date(2028, 4, 1), ()) == begin + 38 * DAY


def test_a_reopened_hulpvraag_gets_a_whole_term_from_today(w, asking, calendar):
    h = w.hulpvragen[S.INGETROKKEN]
    calendar(dt.date(2028, 2, 15))
    with asking(w.people.hans, "swv") as who:
        act(who, h, A.REOPEN, text=TEXT)

    assert _stored(h).term_date == h.formulier.termijn.last_day(dt.date(2028, 2, 15), vakanties())
    assert _stored(h).gesloten_op is None


# ---- nobody is left behind

NEED_CONTACT = {row.action for row in workflow.TABLE if "contact" in row.needs and "loket" in row.who}


@pytest.fixture
def deserted(w):
    """De Roos, of which every post as IB'er ended yesterday."""
    Aanstelling.objects.filter(eenheid_id=w.schools.roos.pk, rol=Rol.IB, geldig__contains=clock.today()).update(geldig=(f.LONG_AGO, clock.today()))
    return w


def _for_the_loket(w):
    """Yield (hulpvraag, action) for all that the loket could do."""
    for h in [*w.hulpvragen.values(), w.arrangement, w.tlv]:
        for row in workflow.possible(h.status, h.soort):
            if "loket" in row.who and row.action not in _not_yet(h):
                yield h, row.action


def test_without_a_contact_the_swv_goes_no_further(deserted, asking, everything):
    w, before, refused = deserted, everything(), set()

    for h, action in _for_the_loket(w):
        if action in NEED_CONTACT:
            refused.add(action)
            with asking(w.people.hans, "swv") as who, pytest.raises(NotAllowed) as fault:
                act(who, h, action, **all_given(w, h, action))
            assert fault.value.reason == policy.NO_CONTACT

    assert refused == NEED_CONTACT
    assert everything() == before


def test_without_a_contact_it_can_still_be_assigned_and_handed_back(deserted, asking):
    w = deserted
    h = w.hulpvragen[S.IN_BEHANDELING]
    for action in (A.ASSIGN, A.HAND_BACK):
        with asking(w.people.hans, "swv") as who:
            act(who, h, action, **all_given(w, h, action))


def test_who_takes_the_contact_over_by_name_can_go_on(deserted, asking):
    w, done = deserted, set()

    for h, action in _for_the_loket(w):
        if action in NEED_CONTACT and h.status not in workflow.CLOSED:
            with undone():
                with asking(w.people.lotte, "swv") as who:
                    act(who, h, A.TAKE_OVER, text=TEXT)
                with asking(w.people.hans, "swv") as who:
                    act(who, h, action, **all_given(w, h, action))
                assert _stored(h).contact_overgenomen_door == w.people.lotte
            done.add(action)

    assert done == NEED_CONTACT


def test_a_take_over_ends_with_the_post_of_who_took_over(deserted, asking):
    w, h = deserted, deserted.hulpvragen[S.INGEDIEND]
    with asking(w.people.lotte, "swv") as who:
        act(who, h, A.TAKE_OVER, text=TEXT)
    w.people.lotte.aanstellingen.update(geldig=(f.LONG_AGO, clock.today()))

    with asking(w.people.hans, "swv") as who, pytest.raises(NotAllowed, match="geen actieve contactpersoon"):
        act(who, h, A.TAKE)


@pytest.mark.parametrize("name", ["geschorst", "inactief", "vertrokken", "komt"])
def test_a_contact_who_cannot_log_in_is_no_contact(deserted, asking, name):
    w, h = deserted, deserted.hulpvragen[S.INGEDIEND]
    f.contact(h, getattr(w.people, name))
    if name in ("geschorst", "inactief"):
        getattr(w.people, name).aanstellingen.update(geldig=(f.LONG_AGO, None))

    with asking(w.people.hans, "swv") as who, pytest.raises(NotAllowed, match="geen actieve contactpersoon"):
        act(who, h, A.TAKE)


def test_with_a_contact_there_is_nothing_to_take_over(w, asking):
    with asking(w.people.hans, "swv") as who, pytest.raises(NotAllowed, match="Overnemen is niet nodig"):
        act(who, w.hulpvragen[S.INGEDIEND], A.TAKE_OVER, text=TEXT)


# ---- who handles it


def _assigned(h) -> set:
    live = Toewijzing.objects.filter(hulpvraag=h, replaced_at=None, geldig__contains=clock.today())
    return {fact.user for fact in live}


def _sees(asking, user, h) -> bool:
    """Ask both walls: the policy under the identity of this person."""
    with asking(user, "swv") as who:
        found = Hulpvraag.objects.filter(pk=h.pk).exists()
        assert policy.sees(who, h.pk) == found
        return found


def test_who_takes_it_becomes_behandelaar_when_there_is_none(w, asking):
    h = w.hulpvragen[S.INGEDIEND]
    with asking(w.people.noord, "swv") as who:
        act(who, h, A.TAKE)

    assert _stored(h).behandelaar == w.people.noord
    assert _assigned(h) == {w.people.noord}


def test_who_asks_for_information_leaves_the_behandelaar_as_he_is(w, asking):
    h = w.hulpvragen[S.IN_BEHANDELING]
    with asking(w.people.lotte, "swv") as who:
        act(who, h, A.REQUEST_INFO, text=TEXT, voor=clock.today() + DAY)

    assert _stored(h).behandelaar == w.people.hans


def test_assigning_moves_the_lead_and_the_former_loses_sight_at_once(w, asking):
    h = w.hulpvragen[S.INGEDIEND]
    for name in ("los", "noord"):
        with asking(w.people.hans, "swv") as who:
            act(who, h, A.ASSIGN, user_id=getattr(w.people, name).pk)
        assert _sees(asking, w.people.los, h) == (name == "los")

    assert _stored(h).behandelaar == w.people.noord
    assert _assigned(h) == {w.people.noord}
    assert Toewijzing.objects.filter(hulpvraag=h, user=w.people.los, replaced_at__isnull=False).exists(), "what was on record stays"


def test_an_assignment_of_earlier_days_keeps_its_days(w, asking):
    h = w.hulpvragen[S.IN_BEHANDELING]
    Hulpvraag.objects.filter(pk=h.pk).update(behandelaar=w.people.los)
    with asking(w.people.hans, "swv") as who:
        act(who, h, A.ASSIGN, user_id=w.people.noord.pk)

    first, second = Toewijzing.objects.filter(hulpvraag=h, user=w.people.los).order_by("recorded_at")
    assert (first.geldig.upper, second.geldig.upper) == (None, clock.today())
    assert first.replaced_at and not second.replaced_at
    assert first.fact_id == second.fact_id


def test_assigning_again_to_the_same_person_makes_no_second_fact(w, asking):
    h = w.hulpvragen[S.INGEDIEND]
    for _ in range(2):
        with asking(w.people.hans, "swv") as who:
            act(who, h, A.ASSIGN, user_id=w.people.noord.pk)

    assert Toewijzing.objects.filter(hulpvraag=h).count() == 1


def test_handing_back_ends_the_assignments_and_the_lead(w, asking):
    h = w.hulpvragen[S.IN_BEHANDELING]
    with asking(w.people.los, "swv") as who:
        act(who, h, A.HAND_BACK, text=TEXT)

    assert _stored(h).behandelaar is None, "the page says: u bent geen behandelaar meer"
    assert _assigned(h) == set()
    assert not _sees(asking, w.people.los, h)


def test_the_reason_for_handing_back_stays_in_the_swv_deel(w, asking):
    h = w.hulpvragen[S.IN_BEHANDELING]
    with asking(w.people.hans, "swv") as who:
        act(who, h, A.HAND_BACK, text="Te ingewikkeld voor deze school.")

    stuk = Stuk.objects.filter(hulpvraag=h).latest("created_at")
    assert (stuk.deel, stuk.verstrekt_at) == ("swv", None)
    with asking(w.people.marloes, "school") as who:
        assert not Stuk.objects.filter(pk=stuk.pk).exists()
        opened = reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part="hulpvraag")
        assert "Te ingewikkeld voor deze school." not in [stuk.tekst for stuk in opened.stukken]
    with asking(w.people.lotte, "swv") as who:
        opened = reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part="hulpvraag")
        assert "Te ingewikkeld voor deze school." in [stuk.tekst for stuk in opened.stukken]


# ---- two persons


@pytest.mark.parametrize(("soort", "action"), [
    (Soort.ADVIESVRAAG, A.ADVISE), (Soort.ARRANGEMENT, A.GRANT), (Soort.ADVIESVRAAG, A.REJECT), (Soort.ADVIESVRAAG, A.REFUSE),
])  # fmt: skip
def test_who_filed_it_does_not_decide(w, asking, soort, action):
    h = f.hulpvraag(w.arrangement.dossier, S.IN_BEHANDELING, w.people.dubbel, soort)

    with asking(w.people.dubbel, "swv") as who, pytest.raises(NotAllowed, match="zelf ingediend"):
        act(who, h, action, **all_given(w, h, action))
    with asking(w.people.hans, "swv") as who:
        assert act(who, h, action, **all_given(w, h, action)).status == AFTER[action]


def test_who_filed_it_is_not_assigned(w, asking):
    h = f.hulpvraag(w.arrangement.dossier, S.INGEDIEND, w.people.dubbel)

    with asking(w.people.hans, "swv") as who, pytest.raises(Invalid, match="Kies een medewerker"):
        act(who, h, A.ASSIGN, user_id=w.people.dubbel.pk)


# ---- what else is left behind


@pytest.mark.parametrize(("status", "ground"), [(S.GEADVISEERD, "d"), (S.LOPEND, "b"), (S.TOEGEKEND, None), (S.AFGEWEZEN, None)])
def test_the_day_a_task_of_the_swv_ended_is_kept(w, asking, status, ground):
    with asking(w.people.hans, "swv") as who:
        act(who, w.hulpvragen[status], A.CLOSE, text=TEXT)

    kept = LegalEvent.objects.filter(hulpvraag=w.hulpvragen[status]).values_list("grondslag", "op")
    assert list(kept) == ([(ground, clock.today())] if ground else [])


def test_closed_at_the_school_of_that_day(w, asking):
    h = w.hulpvragen[S.GEADVISEERD]
    type(h.dossier).objects.filter(pk=h.dossier_id).update(vestiging_tot=clock.today(), vestiging_daarna=w.schools.eik)
    with asking(w.people.eik, "school") as who:
        act(who, h, A.CLOSE)

    assert _stored(h).gesloten_vestiging_id == w.schools.eik.pk


def test_the_new_contact_replaces_the_old_one_whose_version_stays(w, asking):
    h = w.hulpvragen[S.INGEDIEND]
    with asking(w.people.hans, "swv") as who:
        act(who, h, A.CHANGE_CONTACT, user_id=w.people.karin.pk)

    live = HulpvraagContact.objects.filter(hulpvraag=h, replaced_at=None, geldig__contains=clock.today())
    assert [fact.user for fact in live] == [w.people.karin]
    ended = HulpvraagContact.objects.get(hulpvraag=h, user=w.people.marloes, replaced_at=None)
    assert (ended.geldig.upper, ended.recorded_by) == (clock.today(), w.people.hans)


@pytest.mark.parametrize("broken", ["record", "announce"])
def test_without_trail_or_promise_nothing_changes(w, asking, everything, monkeypatch, broken):
    def refuse(*row, **event):
        raise RuntimeError("broken")

    monkeypatch.setattr(lifecycle, broken, refuse)
    before = everything()

    with pytest.raises(RuntimeError, match="broken"), asking(w.people.hans, "swv") as who:
        act(who, w.hulpvragen[S.IN_BEHANDELING], A.ADVISE, text=TEXT)

    assert everything() == before


# ---- two at a time: connections of their own


def test_of_two_who_act_at_once_one_wins(w, asking, beside, held):
    h = w.hulpvragen[S.INGEDIEND]

    def first():
        with asking(w.people.noord, "swv") as who:
            act(who, h, A.TAKE)
            yield

    def second():
        with asking(w.people.hans, "swv") as who:
            act(who, h, A.TAKE)

    with held(first):
        later = beside(second)
        beside.wait_until_somebody_waits()

    with pytest.raises(NotAllowed, match="status"):
        later.result(SOON)
    assert _stored(h).behandelaar == w.people.noord
    assert one("select count(*) from notifications_outbox")[0] == 1


def _stopped(person):
    """Return the first half (the stop) and the second (its commit)."""

    def step():
        with transaction.atomic():
            fence_exclusive(person.pk)
            f.schorsing(person, van=clock.now())
            yield

    return step


def test_a_change_waits_for_a_stop_and_is_refused_after_it(w, asking, beside, held, everything):
    h, before = w.hulpvragen[S.INGEDIEND], everything()

    def change():
        with asking(w.people.hans, "swv") as who:
            act(who, h, A.TAKE)

    with held(_stopped(w.people.hans)):
        waiting = beside(change)
        beside.wait_until_somebody_waits()
        assert not waiting.done()

    with pytest.raises(Http404):
        waiting.result(SOON)
    assert everything() == before


def test_a_concept_waits_for_a_stop_too(w, asking, beside, held):
    def change():
        with asking(w.people.marloes, "school") as who:
            filing.submit(by=who, hulpvraag_id=w.hulpvragen[S.CONCEPT].pk, version=1)

    with held(_stopped(w.people.marloes)):
        waiting = beside(change)
        beside.wait_until_somebody_waits()

    with pytest.raises(Http404):
        waiting.result(SOON)


def test_a_stop_waits_for_the_change_under_way(w, asking, beside, held):
    h = w.hulpvragen[S.INGEDIEND]

    def change():
        with asking(w.people.hans, "swv") as who:
            act(who, h, A.TAKE)
            yield

    def stop():
        with transaction.atomic():
            fence_exclusive(w.people.hans.pk)
            return _stored(h).status

    with held(change):
        stopping = beside(stop)
        beside.wait_until_somebody_waits()
        assert not stopping.done()

    assert stopping.result(SOON) == S.IN_BEHANDELING


def test_a_stop_is_seen_by_both_walls_of_a_transaction_that_had_begun(w, asking, held):
    with asking(w.people.hans, "swv") as who:
        assert Hulpvraag.objects.exists()
        with held(_stopped(w.people.hans)):
            pass
        with pytest.raises(Http404):
            act(who, w.hulpvragen[S.INGEDIEND], A.TAKE)
        assert not Hulpvraag.objects.exists(), "the second wall goes by the moment too, not by the begin of the transaction"
