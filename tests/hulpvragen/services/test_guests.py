"""Inviting a colleague to read along with a concept, accepting it once, and letting somebody go at once."""

import datetime as dt
import uuid
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.db import ProgrammingError, transaction
from django.http import Http404

from accounts.enums import Rol
from accounts.models import User
from accounts.policy import sides_today
from accounts.services.registering import HAS_ACCOUNT
from hulpvragen import policy, workflow
from hulpvragen.announcements import guests as told_guests
from hulpvragen.enums import Action, GastSoort, Soort, Status, ToegangActie, ToegangStaat
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagInhoud, Leerling, Toegang
from hulpvragen.queries.guests import invited_to
from hulpvragen.services import accepting, filing, guests, lifecycle
from hulpvragen.services.accepting import NoInvitation
from hulpvragen.storage import invitation_code, invitation_token
from notifications import emails
from notifications.models import Outbox
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import Conflict, Invalid, NotAllowed
from tests import factories as f

DAY = clock.DAY
TODAY = clock.today()
LATER = TODAY + 56 * DAY
JUF = "juf.annelies@test.example"
LOUD = ("Luidkeels", "Noor", "Lezen en spelling")


@dataclass(frozen=True)
class Link:
    """An invitation as it was made, and the secret of its link."""

    toegang: Toegang
    token: str

    @property
    def code(self) -> str:
        return invitation_code(self.toegang.link)


@pytest.fixture
def h(w) -> Hulpvraag:
    return w.hulpvragen[Status.CONCEPT]


@pytest.fixture
def invite(w, h, asking):
    """`invite()` has Marloes invite a colleague, and returns the link that the post room would mail."""

    def ask(email: str = JUF, *, by=None, zijde="school", of=h, soort=GastSoort.LEERKRACHT, laatste_dag=LATER, key=None, **asked) -> Link:
        with asking(by or w.people.marloes, zijde) as who:
            guests.invite(by=who, hulpvraag_id=of.pk, email=email, soort=soort, laatste_dag=laatste_dag, key=key or uuid.uuid4(), **asked)
        toegang = Toegang.objects.get(email=email, dossier=of.dossier_id, replaced_at=None, namens=zijde, geldig__contains=TODAY)
        return Link(toegang, invitation_token(toegang.link))

    return ask


@pytest.fixture
def accept(role, act):
    """`accept(link, user)` accepts with an account that has logged in; without one a newcomer makes hers."""

    def go(link: Link, user: User | None = None) -> User:
        if user is None:
            with act(None, None):
                return accepting.accept_as_newcomer(token=link.token, code=link.code, voornaam="Annelies", achternaam="Bos", password=f.PASSWORD)
        with act(user, None):
            accepting.accept(by=user, token=link.token, code=link.code)
        return user

    return go


@pytest.fixture
def overleg(w, h, asking):
    """`overleg(Action.START_OVERLEG)` has Marloes start or end it."""

    def do(action: Action) -> None:
        with asking(w.people.marloes, "school") as who:
            lifecycle.act(by=who, hulpvraag_id=h.pk, action=action)

    return do


@pytest.fixture
def reads(asking):
    """`reads(user, h)` tells whether a guest reads it; both walls are asked and must agree."""

    def ask(user: User, h: Hulpvraag) -> bool:
        with asking(user, "gast") as who:
            first = policy.sees(who, h.pk, policy.CONTENT)
            second = HulpvraagInhoud.objects.filter(pk=h.pk).exists()
            assert second == Hulpvraag.objects.filter(pk=h.pk).exists() == Leerling.objects.filter(dossier=h.dossier_id).exists() == first
        return first

    return ask


@pytest.fixture
def states(w, h, asking):
    """`states()` returns how each address stands on the page of the school."""

    def ask(by=None, of=h) -> dict[str, ToegangStaat]:
        with asking(by or w.people.marloes, "school") as who:
            return {one.email: one.staat for one in invited_to(who, of) if one.email.endswith("@test.example")}

    return ask


def dies(link: Link, act) -> None:
    """Show that this link opens nothing, to a newcomer and to who has the account."""
    with act(None, None), pytest.raises(NoInvitation):
        accepting.address_of(token=link.token)
    with act(None, None), pytest.raises(NoInvitation):
        accepting.accept_as_newcomer(token=link.token, code=link.code, voornaam="A", achternaam="B", password=f.PASSWORD)
    owner = f.person("Juf", email=link.toegang.email)
    with act(owner, None), pytest.raises(NoInvitation):
        accepting.accept(by=owner, token=link.token, code=link.code)
    assert not Toegang.objects.filter(user=owner).exists()


# ---- inviting


def test_an_ib_invites_a_colleague(w, h, invite, trail):
    link = invite()

    t = link.toegang
    assert (t.hulpvragen, t.soort, t.delen, t.user, t.accepted_at, t.laatste_dag) == ([h.pk], "leerkracht", ["hulpvraag"], None, None, LATER)
    assert (t.uitgenodigd_door, t.recorded_by) == (w.people.marloes, w.people.marloes)
    assert dt.timedelta(days=7) - (t.token_tot - clock.now()) < dt.timedelta(minutes=1)
    (event,) = trail("toegang.invited")
    assert (event.hulpvraag_id, event.actor_name, event.detail) == (h.pk, w.people.marloes.naam, {"soort": "leerkracht"})


def test_neither_address_nor_link_is_kept_where_it_need_not_be(invite):
    link = invite()

    (promise,) = rows("select o::text t from notifications_outbox o where subject_id = %s", link.toegang.fact_id)
    everywhere = [promise["t"], *(row["t"] for row in rows("select a::text t from audit_event a"))]
    assert not any("annelies" in row for row in everywhere)
    stored = [row["t"] for table in ("hulpvragen_toegang", "notifications_outbox", "audit_event") for row in rows(f"select t::text t from {table} t")]
    assert not any(link.token in row for row in stored)
    assert len(link.token) == 64


REFUSED = [
    ({"email": "marloes@test.example"}, guests.OWN, "email"),
    ({"email": "Karin@test.example"}, "karin Karin is IB'er op deze school en leest al mee.", "email"),
    ({"email": "info@test.example"}, guests.OF_MANY, "email"),
    ({"email": "directie@test.example"}, guests.OF_MANY, "email"),
    ({"email": "hans@test.example"}, "Dit is het adres van een medewerker van PPO Voorbeeldstad.", "email"),
    ({"email": "geen adres"}, "Vul een volledig e-mailadres in", None),
    ({"soort": "ib"}, "Kies wie u uitnodigt", "soort"),
    ({"delen": ()}, "Kies ten minste één onderdeel", "delen"),
    ({"delen": ("alles",)}, "Kies ten minste één onderdeel", "delen"),
    ({"laatste_dag": None}, guests.NO_END, "laatste_dag"),
    ({"laatste_dag": TODAY}, guests.TOO_SOON, "laatste_dag"),
    ({"laatste_dag": TODAY - DAY}, guests.TOO_SOON, "laatste_dag"),
    ({"laatste_dag": TODAY + 366 * DAY}, guests.TOO_LATE, "laatste_dag"),
]


@pytest.mark.parametrize(("given", "sentence", "field"), REFUSED, ids=[str(next(iter(line[0].values()))) for line in REFUSED])
def test_what_is_refused_has_a_sentence_of_its_own_and_stores_nothing(invite, everything, given, sentence, field):
    before = everything()

    with pytest.raises(Invalid) as refused:
        invite(**given)

    assert refused.value.message.startswith(sentence)
    assert refused.value.field == field
    assert everything() == before
    invite(laatste_dag=TODAY + DAY)
    invite("meester@test.example", laatste_dag=TODAY + 365 * DAY, soort=GastSoort.COLLEGA)


def test_the_director_who_is_no_ib_may_be_invited(w, invite):
    assert invite(w.people.directeur.email, soort=GastSoort.COLLEGA).toegang.accepted_at is None


def test_one_person_is_invited_once(invite, accept, everything):
    link = invite()
    before = everything()
    with pytest.raises(Invalid, match="al uitgenodigd"):
        invite(JUF.upper())
    assert everything() == before

    accept(link)
    with pytest.raises(Invalid, match="leest al mee"):
        invite()


def test_the_same_form_twice_invites_once(invite):
    key = uuid.uuid4()

    assert invite(key=key).toegang == invite(key=key).toegang
    assert Outbox.objects.filter(event="toegang.invited").count() == 1


def test_no_more_than_eight_at_a_time(h, w, invite, asking):
    already = policy.guests_invited(h).count()
    assert already == 1, "the teacher of the world"
    last = [invite(f"collega{n}@test.example") for n in range(guests.MOST - already)][-1]

    with pytest.raises(Invalid, match="8 mensen tegelijk"):
        invite("een.te.veel@test.example")

    with asking(w.people.marloes, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=last.toegang.fact_id)
    invite("een.te.veel@test.example")


def test_who_may_invite(w, h, invite, asking):
    invite("van.karin@test.example", by=w.people.karin)
    for name, zijde, refusal in (
        ("directeur", "school", NotAllowed), ("eik", "school", Http404), ("vertrokken", "school", Http404), ("geschorst", "school", Http404),
        ("hans", "swv", Http404), ("leraar", "gast", Http404),
    ):
        with asking(getattr(w.people, name), zijde) as who, pytest.raises(refusal):
            guests.invite(by=who, hulpvraag_id=h.pk, email=JUF, soort="collega", laatste_dag=LATER, key=uuid.uuid4())


def test_a_guest_invites_nobody_to_what_she_reads(w, asking):
    h = w.hulpvragen[Status.OVERLEG]
    with asking(w.people.leraar, "gast") as who:
        with pytest.raises(NotAllowed, match="uw rol"):
            policy.require_with_guests(who, ToegangActie.INVITE, h)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            guests.invite(by=who, hulpvraag_id=h.pk, email=JUF, soort="collega", laatste_dag=LATER, key=uuid.uuid4())


@pytest.mark.parametrize("status", sorted(set(Status)))
def test_as_long_as_it_is_not_closed(w, invite, status):
    if status not in workflow.CLOSED:
        assert invite(of=w.hulpvragen[status]).toegang.hulpvragen == [w.hulpvragen[status].pk]
        return
    with pytest.raises(NotAllowed, match="met de status"):
        invite(of=w.hulpvragen[status])


def test_nobody_to_an_anonymous_question(w, invite):
    anonymous = f.hulpvraag(f.dossier(w.schools.roos, anoniem=True), Status.CONCEPT, w.people.marloes, Soort.ANONIEM)

    with pytest.raises(NotAllowed, match="anonieme"):
        invite(of=anonymous)


def test_who_reads_another_concept_of_the_pupil_gets_this_one_beside_it(w, invite, accept, h):
    first = invite(of=w.hulpvragen[Status.OVERLEG], laatste_dag=TODAY + 5 * DAY)
    juf = accept(first)

    wider = invite()

    assert (wider.toegang.fact_id, wider.toegang.user, set(wider.toegang.hulpvragen)) == (first.toegang.fact_id, juf, {h.pk, w.hulpvragen[Status.OVERLEG].pk})
    assert wider.toegang.token_hash == ""
    assert wider.toegang.laatste_dag == LATER
    assert Outbox.objects.filter(event="toegang.widened", subject_id=wider.toegang.fact_id).count() == 1


def test_web_may_not_write_the_fact_itself(w, h, asking):
    with asking(w.people.marloes, "school"), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Toegang(dossier_id=h.dossier_id, hulpvragen=[h.pk], email=JUF, soort="andere", delen=["hulpvraag"], geldig=(TODAY, None)).save(force_insert=True)


# ---- accepting


def test_a_newcomer_makes_an_account_that_gives_nothing_but_this(invite, accept, act, overleg, reads, h, trail):
    juf = accept(invite())

    assert (juf.email, juf.is_active, juf.aanstellingen.count()) == (JUF, True, 0)
    toegang = Toegang.objects.get(user=juf, replaced_at=None)
    assert toegang.token_hash == ""
    assert toegang.accepted_at
    (event,) = trail("toegang.accepted")
    assert (event.hulpvraag_id, event.actor_id) == (h.pk, juf.pk)
    with act(juf, None):
        assert sides_today(juf) == ["gast"]
    assert not reads(juf, h), "it is still a concept"
    overleg(Action.START_OVERLEG)
    assert reads(juf, h)


def test_who_has_the_account_of_the_address_accepts_with_it(w, invite, accept):
    juf = f.person("Annelies", email=JUF)

    accept(invite(), juf)

    assert Toegang.objects.get(email=JUF, replaced_at=None).user == juf


def test_nobody_else_accepts(w, h, invite, act, everything, accept):
    link = invite()
    for other in (w.people.niemand, w.people.karin, w.people.hans):
        before = everything()
        with act(other, None), pytest.raises(NotAllowed, match="een ander e-mailadres"):
            accepting.accept(by=other, token=link.token, code=link.code)
        assert everything() == before
    accept(link, f.person("Annelies", email=JUF))


@pytest.mark.parametrize("active", [True, False], ids=["active", "switched off"])
def test_a_newcomer_with_an_account_is_sent_to_the_log_in(invite, accept, everything, active):
    known = f.person("Annelies", email=JUF, active=active)
    link = invite()
    before = everything()

    with pytest.raises(Invalid) as refused:
        accept(link)

    assert refused.value.message == HAS_ACCOUNT
    assert everything() == before
    known.refresh_from_db()
    assert known.password == "!", "an invitation never sets a password"


def test_a_stopped_or_switched_off_person_does_not_accept(invite, act):
    link = invite()
    juf = f.person("Annelies", email=JUF)
    stop = f.schorsing(juf)
    with act(juf, None), pytest.raises(NotAllowed, match="geen toegang"):
        accepting.accept(by=juf, token=link.token, code=link.code)
    stop.delete()
    User.objects.filter(pk=juf.pk).update(is_active=False)
    with act(juf, None), pytest.raises(NotAllowed, match="geen toegang"):
        accepting.accept(by=juf, token=link.token, code=link.code)


def test_a_link_works_once(invite, accept, act):
    link = invite()
    accept(link)

    with act(None, None), pytest.raises(NoInvitation):
        accepting.accept_as_newcomer(token=link.token, code=link.code, voornaam="A", achternaam="B", password=f.PASSWORD)
    with act(None, None), pytest.raises(NoInvitation):
        accepting.address_of(token=link.token)


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "%00", "\x00", "é" * 64, "a" * 5000, "\ud800"], ids=repr)
def test_guessing_finds_nothing(invite, act, token):
    invite()
    with act(None, None), pytest.raises(NoInvitation):
        accepting.address_of(token=token)


def test_the_digest_that_is_stored_opens_nothing(invite, act):
    link = invite()
    with act(None, None), pytest.raises(NoInvitation):
        accepting.address_of(token=link.toegang.token_hash)


def _a_week_later(w, h, t):
    Toegang.objects.filter(pk=t.pk).update(token_tot=clock.now())


def _her_last_day_was_yesterday(w, h, t):
    w.people.marloes.aanstellingen.update(geldig=(f.LONG_AGO, TODAY))


def _she_works_elsewhere(w, h, t):
    w.people.marloes.aanstellingen.update(geldig=(f.LONG_AGO, TODAY))
    f.post(w.people.marloes, Rol.IB, w.schools.eik)


def _she_is_no_ib_any_more(w, h, t):
    w.people.marloes.aanstellingen.update(rol=Rol.CONTACTPERSOON)


def _she_is_stopped(w, h, t):
    f.schorsing(w.people.marloes)


def _her_account_was_switched_off(w, h, t):
    User.objects.filter(pk=w.people.marloes.pk).update(is_active=False)


def _and_on_again(w, h, t):
    for active in (False, True):
        User.objects.filter(pk=w.people.marloes.pk).update(is_active=active)


def _she_changed_her_password(w, h, t):
    User.objects.filter(pk=w.people.marloes.pk).update(password="!other")


def _the_pupil_moved(w, h, t):
    Dossier.objects.filter(pk=h.dossier_id).update(vestiging_tot=TODAY, vestiging_daarna=w.schools.eik)


def _the_end_date_passed(w, h, t):
    Toegang.objects.filter(pk=t.pk).update(geldig=(TODAY - 9 * DAY, TODAY))


@pytest.mark.parametrize(
    "happens",
    [_a_week_later, _her_last_day_was_yesterday, _she_works_elsewhere, _she_is_no_ib_any_more, _she_is_stopped, _her_account_was_switched_off,
     _and_on_again, _she_changed_her_password, _the_pupil_moved, _the_end_date_passed],
    ids=lambda step: step.__name__.strip("_").replace("_", " "),
)
def test_what_kills_an_invitation(w, h, invite, act, role, happens):
    link = invite()
    with act(None, None):
        assert accepting.address_of(token=link.token) == JUF
    with role("portal_worker"):
        assert told_guests(link.toegang.fact_id, "guest", None), "the right person is mailed"

    happens(w, h, link.toegang)

    dies(link, act)
    with role("portal_worker"):
        assert told_guests(link.toegang.fact_id, "guest", None) == []


def test_deleting_the_concept_takes_its_invitations_along(w, h, invite, act, asking):
    link = invite()
    with asking(w.people.marloes, "school") as who:
        filing.delete_concept(by=who, hulpvraag_id=h.pk)

    assert not Toegang.objects.filter(email=JUF).exists()
    dies(link, act)


def test_sending_again_kills_the_old_link(w, h, invite, act, asking, states):
    old = invite()
    with asking(w.people.karin, "school") as who:
        guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=old.toegang.fact_id)

    new = Toegang.objects.get(email=JUF, replaced_at=None)
    assert (new.fact_id, new.uitgenodigd_door) == (old.toegang.fact_id, w.people.karin)
    with act(None, None):
        assert accepting.address_of(token=invitation_token(new.pk)) == JUF
        with pytest.raises(NoInvitation):
            accepting.address_of(token=old.token)
    assert Outbox.objects.filter(event="toegang.invited").count() == 2


def test_a_successor_sends_again_what_died_with_the_inviter(w, h, invite, states, asking, accept):
    link = invite()
    _her_last_day_was_yesterday(w, h, link.toegang)
    assert states(by=w.people.karin)[JUF] == ToegangStaat.VERLOPEN

    with asking(w.people.karin, "school") as who:
        guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)

    assert states(by=w.people.karin)[JUF] == ToegangStaat.VERSTUURD
    new = Toegang.objects.get(email=JUF, replaced_at=None)
    accept(Link(new, invitation_token(new.pk)))


def test_sending_again_is_bounded_and_pointless_once_accepted(w, h, invite, accept, asking):
    link = invite()
    with asking(w.people.marloes, "school") as who:
        for _ in range(3):
            guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)
        with pytest.raises(Invalid, match="Wacht een kwartier"):
            guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)
    new = Toegang.objects.get(email=JUF, replaced_at=None)
    accept(Link(new, invitation_token(new.pk)))
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid, match="al aangenomen"):
        guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)


def test_two_with_one_link(invite, held, beside, act, committed_db, w, h):
    link = invite()
    first, second = f.person("Een", email=JUF), None

    def accepts():
        with act(first, None):
            accepting.accept(by=first, token=link.token, code=link.code)
            yield

    with held(accepts):
        waits = beside(lambda: _tries(act, first, link))
        beside.wait_until_somebody_waits()
    second = waits.result(10)
    assert second == "too late"
    assert Toegang.objects.filter(user=first, replaced_at=None).count() == 1


def _tries(act, user, link) -> str:
    with suppress(NoInvitation), act(user, None):
        accepting.accept(by=user, token=link.token, code=link.code)
        return "twice"
    return "too late"


# ---- letting go


def test_the_end_is_at_once(w, h, invite, accept, overleg, reads, asking, states):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)
    assert reads(juf, h)

    with asking(w.people.karin, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=Toegang.objects.get(user=juf, replaced_at=None).fact_id)

    assert not reads(juf, h)
    assert states()[JUF] == ToegangStaat.BEEINDIGD
    assert Outbox.objects.filter(event="toegang.ended", role="former_guest").count() == 1
    invite()  # and may come back


def test_what_ran_for_days_keeps_its_days_on_record(w, h, invite, accept, asking, states):
    juf = accept(invite())
    Toegang.objects.filter(user=juf, replaced_at=None).update(geldig=(TODAY - 9 * DAY, LATER + DAY))
    with asking(w.people.marloes, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=Toegang.objects.get(user=juf, replaced_at=None).fact_id)

    kept = Toegang.objects.get(user=juf, replaced_at=None)
    assert (kept.geldig.lower, kept.geldig.upper) == (TODAY - 9 * DAY, TODAY)
    assert states()[JUF] == ToegangStaat.BEEINDIGD


def test_taking_back_an_invitation(w, h, invite, act, asking, states):
    link = invite()
    with asking(w.people.marloes, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)
        with pytest.raises(Invalid, match="niet meer"):
            guests.end(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)

    assert states()[JUF] == ToegangStaat.INGETROKKEN
    dies(link, act)
    assert not Outbox.objects.filter(event="toegang.ended").exists(), "who accepted nothing has lost nothing"


def test_of_two_concepts_only_the_one_is_let_go(w, h, invite, accept, asking):
    other = w.hulpvragen[Status.OVERLEG]
    juf = accept(invite(of=other))
    invite()
    with asking(w.people.marloes, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=Toegang.objects.get(user=juf, replaced_at=None).fact_id)

    assert Toegang.objects.get(user=juf, replaced_at=None).hulpvragen == [other.pk]


def test_who_may_let_go(w, h, invite, asking):
    link = invite()
    for name, zijde, refusal in (("directeur", "school", NotAllowed), ("eik", "school", Http404), ("hans", "swv", Http404)):
        with asking(getattr(w.people, name), zijde) as who, pytest.raises(refusal):
            guests.end(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)


def test_an_invitation_of_another_hulpvraag_is_not_touched_through_this_one(w, h, invite, asking):
    elsewhere = f.hulpvraag(f.dossier(w.schools.eik, "Elders"), Status.CONCEPT, w.people.eik)
    link = invite(by=w.people.eik, of=elsewhere, email="elders@test.example")
    with asking(w.people.marloes, "school") as who, pytest.raises(Invalid, match="niet meer"):
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)
    assert Toegang.objects.get(pk=link.toegang.pk).replaced_at is None


# ---- what a guest reads, and when


def test_a_guest_reads_while_the_school_deliberates_and_as_long_as_it_is_open(w, h, invite, accept, overleg, reads, asking, calendar):
    juf = accept(invite())
    assert not reads(juf, h)
    overleg(Action.START_OVERLEG)
    assert reads(juf, h)
    overleg(Action.END_OVERLEG)
    assert not reads(juf, h)
    overleg(Action.START_OVERLEG)
    calendar(LATER)
    assert reads(juf, h)
    calendar(LATER + DAY)
    assert not reads(juf, h)


def test_after_indienen_a_guest_reads_on_until_it_is_closed(w, h, invite, accept, overleg, reads, asking):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)
    with asking(w.people.marloes, "school") as who:
        version = Hulpvraag.objects.get(pk=h.pk).version
        filing.submit(by=who, hulpvraag_id=h.pk, version=version)
    assert reads(juf, h)
    with asking(w.people.marloes, "school") as who:
        assert policy.allows_with_guests(who, ToegangActie.END, Hulpvraag.objects.get(pk=h.pk))
        lifecycle.act(by=who, hulpvraag_id=h.pk, action=Action.WITHDRAW, text="Niet meer nodig.")
    assert not reads(juf, h)


def test_the_guest_stays_when_the_inviter_leaves_and_stands_on_the_page_of_her_colleague(w, h, invite, accept, overleg, reads, states):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)

    _her_last_day_was_yesterday(w, h, None)

    assert reads(juf, h)
    assert states(by=w.people.karin)[JUF] == ToegangStaat.GEACCEPTEERD


def test_a_stopped_guest_and_one_whose_account_is_off_read_nothing(invite, accept, overleg, reads, h):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)
    assert reads(juf, h)
    stop = f.schorsing(juf)
    assert not reads(juf, h)
    stop.delete()
    User.objects.filter(pk=juf.pk).update(is_active=False)
    assert not reads(User.objects.get(pk=juf.pk), h)


def test_a_moved_pupil_is_read_by_no_guest(w, h, invite, accept, overleg, reads):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)
    assert reads(juf, h)
    _the_pupil_moved(w, h, None)
    assert not reads(juf, h)


def test_overleg_starts_with_somebody_to_read(w, asking):
    fresh = f.hulpvraag(f.dossier(w.schools.roos, "Alleen"), Status.CONCEPT, w.people.marloes)
    with asking(w.people.marloes, "school") as who:
        with pytest.raises(NotAllowed, match="Nodig eerst iemand uit"):
            lifecycle.act(by=who, hulpvraag_id=fresh.pk, action=Action.START_OVERLEG)
        guests.invite(by=who, hulpvraag_id=fresh.pk, email=JUF, soort="leerkracht", laatste_dag=LATER, key=uuid.uuid4())
        lifecycle.act(by=who, hulpvraag_id=fresh.pk, action=Action.START_OVERLEG)


# ---- the mail


def _mail(toegang, event: str, role_name: str, role):
    promise = Outbox(occasion=uuid.uuid4(), event=event, subject_type="uitnodiging" if event == "toegang.invited" else "toegang",
                     subject_id=toegang.fact_id, kenmerk="", role=role_name)
    with role("portal_worker"):
        (person,) = told_guests(toegang.fact_id, role_name, None)
    return emails.render(promise, person)


def test_the_mail_says_who_invites_and_nothing_of_the_pupil(w, invite, role, settings):
    link = invite()
    mail = _mail(link.toegang, "toegang.invited", "guest", role)

    assert mail.to == [JUF]
    html = mail.alternatives[0][0]
    for text in (mail.body, html):
        assert f"{settings.PORTAL_ORIGIN}/uitnodiging/{link.token}/" in text
        assert "marloes Marloes (De Roos)" in text
        assert "Beste lezer," in text
        assert not any(name in text for name in LOUD)
    assert not any(name in mail.subject for name in LOUD)
    assert link.token not in mail.subject


def test_to_who_has_an_account_the_mail_is_hers(invite, role):
    juf = f.person("Annelies", "Bos", email=JUF)
    link = invite()
    with role("portal_worker"):
        (person,) = told_guests(link.toegang.fact_id, "guest", None)
    assert (person.user_id, person.naam) == (juf.pk, "Annelies Bos")


def test_the_mail_at_the_end_has_no_link_of_an_invitation(w, h, invite, accept, asking, role):
    juf = accept(invite())
    toegang = Toegang.objects.get(user=juf, replaced_at=None)
    with asking(w.people.marloes, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=toegang.fact_id)

    mail = _mail(toegang, "toegang.ended", "former_guest", role)
    assert mail.to == [JUF]
    assert "/uitnodiging/" not in mail.body
    assert not any(name in mail.body for name in LOUD)


def test_only_the_post_room_learns_the_address(w, invite, act):
    fact = invite().toegang.fact_id
    for user, zijde in ((w.people.marloes, "school"), (w.people.hans, "swv"), (w.people.leraar, "gast"), (None, None)):
        with act(user, zijde), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            told_guests(fact, "guest", None)


def test_the_swv_does_not_learn_that_somebody_was_invited(w, invite, asking):
    fact = invite().toegang.fact_id
    with asking(w.people.marloes, "school"):
        assert Outbox.objects.filter(subject_id=fact).exists()
    for name in ("hans", "noord", "beheer", "privacy", "mutaties"):
        with asking(getattr(w.people, name), "swv"):
            assert not Outbox.objects.filter(subject_id=fact).exists()
            assert not Toegang.objects.filter(fact_id=fact).exists()


# ---- parents, the pupil, and who comes from outside

PA, ARTS = "pa@thuis.example", "arts@ggz.example"
PARENT = {"soort": GastSoort.OUDER, "gezag": "ja", "laatste_dag": None}
OUTSIDE = {"soort": GastSoort.ZORGVERLENER, "organisatie": "Jeugd-ggz Voorbeeldstad", "overeenkomst": "ja"}


@pytest.fixture
def aged(w):
    """`aged(16)` is a concept about a pupil who turned that age today; `aged(16, days=1)` who turns it tomorrow."""

    def make(years: int, days: int = 0, status=Status.OVERLEG) -> Hulpvraag:
        born = TODAY.replace(year=TODAY.year - years) + days * DAY
        h = f.hulpvraag(f.dossier(w.schools.roos, "Oud", geboren=born), status, w.people.marloes)
        f.contact(h, w.people.marloes)
        return h

    return make


def test_a_parent_with_gezag_reads_until_it_is_closed(w, h, invite, accept, overleg, reads, states, asking):
    link = invite(PA, **PARENT, delen=("hulpvraag", "berichten"))
    t = link.toegang
    assert (t.soort, t.gezag, t.geldig.upper, t.delen, t.namens) == ("ouder", "ja", None, ["hulpvraag", "berichten"], "school")
    pa = accept(link)
    overleg(Action.START_OVERLEG)
    assert reads(pa, h)
    with asking(w.people.marloes, "school") as who:
        (one,) = [one for one in invited_to(who, h) if one.email == PA]
    assert (one.staat, one.code) == (ToegangStaat.GEACCEPTEERD, "")
    assert one.until == policy.over_from(t, h.dossier.leerling.geboortedatum) - DAY, "until the pupil is 16"


REFUSED_PARENT = [
    ({"gezag": ""}, guests.ASK_GEZAG, "gezag"),
    ({"gezag": "nee"}, "Zonder gezag kan deze ouder niet meelezen. Wel kan", "gezag"),
    ({"gezag": "onbekend"}, "Zolang u niet weet of deze ouder gezag heeft", "gezag"),
    ({"laatste_gezag": TODAY}, guests.GEZAG_OVER, "laatste_gezag"),
    ({"email": "directeur@test.example"}, guests.OF_COLLEAGUE, "email"),
    ({"email": "karin@test.example"}, guests.OF_COLLEAGUE, "email"),
    ({"email": "marloes@test.example"}, guests.OWN, "email"),
    ({"email": "info@thuis.example"}, guests.OF_MANY, "email"),
    ({"laatste_dag": TODAY}, guests.TOO_SOON, "laatste_dag"),
    ({"laatste_dag": TODAY + 366 * DAY}, guests.TOO_LATE, "laatste_dag"),
    ({"delen": ()}, guests.NO_PART, "delen"),
]


@pytest.mark.parametrize(("given", "sentence", "field"), REFUSED_PARENT, ids=[str(line[0]) for line in REFUSED_PARENT])
def test_what_is_refused_of_a_parent(invite, everything, given, sentence, field):
    before = everything()
    with pytest.raises(Invalid) as refused:
        invite(**{"email": PA} | PARENT | given)

    assert refused.value.message.startswith(sentence)
    assert refused.value.field == field
    assert everything() == before
    invite(PA, **PARENT)


REFUSED_OUTSIDE = [
    ({"organisatie": ""}, guests.NO_ORGANISATION, "organisatie"),
    ({"overeenkomst": ""}, guests.ASK_AGREEMENT, "overeenkomst"),
    ({"overeenkomst": "nee"}, "Wie in opdracht van de school of van PPO Voorbeeldstad met gegevens werkt", "overeenkomst"),
    ({"laatste_dag": None}, guests.NO_END, "laatste_dag"),
]


@pytest.mark.parametrize("soort", [GastSoort.ZORGVERLENER, GastSoort.EXTERN, GastSoort.ANDERE])
@pytest.mark.parametrize(("given", "sentence", "field"), REFUSED_OUTSIDE, ids=[str(line[0]) for line in REFUSED_OUTSIDE])
def test_what_is_refused_of_somebody_from_outside(invite, everything, soort, given, sentence, field):
    before = everything()
    with pytest.raises(Invalid) as refused:
        invite(ARTS, **OUTSIDE | {"soort": soort} | given)

    assert refused.value.message.startswith(sentence)
    assert refused.value.field == field
    assert everything() == before
    t = invite(ARTS, **OUTSIDE | {"soort": soort, "overeenkomst": "niet_nodig"}).toegang
    assert (t.organisatie, t.overeenkomst) == ("Jeugd-ggz Voorbeeldstad", "niet_nodig")


def test_the_contactpersoon_hears_of_somebody_from_outside_without_names(w, invite, role):
    fact = invite(ARTS, **OUTSIDE).toegang.fact_id
    promise = Outbox.objects.get(event="toegang.outsider_invited", subject_id=fact)
    assert (promise.subject_type, promise.role) == ("overeenkomst", "contactpersoon")
    with role("portal_worker"):
        (person,) = told_guests(fact, "contactpersoon", None)
    mail = emails.render(promise, person)

    assert mail.to == ["directeur@test.example"] and "welke organisatie het is" in mail.body
    for text in (mail.body, mail.alternatives[0][0], mail.subject):
        assert not any(name in text for name in (*LOUD, ARTS, "Jeugd-ggz", "marloes", "/uitnodiging/"))
    invite(PA, **PARENT)
    invite()
    assert Outbox.objects.filter(event="toegang.outsider_invited").count() == 1, "of parents and colleagues nothing"


def test_without_a_birth_date_nobody_knows_who_decides(w, invite):
    h = f.hulpvraag(f.dossier(w.schools.roos, "Ongedateerd", geboren=None), Status.CONCEPT, w.people.marloes)
    for soort in (GastSoort.OUDER, GastSoort.LEERLING16):
        with pytest.raises(Invalid, match="geen geboortedatum"):
            invite(PA, of=h, **PARENT | {"soort": soort})
    invite(of=h)


def test_from_16_the_pupil_decides(aged, invite, accept, reads):
    h = aged(16)
    for given, sentence in (
        ({}, "beslist zelf wie meeleest"), ({"akkoord_op": TODAY + DAY}, guests.AGREED_LATER), ({"akkoord_op": TODAY - DAY}, guests.AGREED_EARLY),
    ):
        with pytest.raises(Invalid, match=sentence) as refused:
            invite(PA, of=h, **PARENT, **given)
        assert refused.value.field == "akkoord_op"
    link = invite(PA, of=h, **PARENT, akkoord_op=TODAY)
    assert (link.toegang.leerling_akkoord, link.toegang.akkoord_op) == (True, TODAY)
    assert reads(accept(link), h)
    child = invite("kind@thuis.example", of=h, soort=GastSoort.LEERLING16, laatste_dag=None)
    assert reads(accept(child, f.person("Kind", email="kind@thuis.example")), h)


def test_before_16_an_agreement_is_none(aged, invite):
    link = invite(PA, of=aged(16, days=1), **PARENT, akkoord_op=TODAY)
    assert (link.toegang.leerling_akkoord, link.toegang.akkoord_op) == (False, None)
    with pytest.raises(Invalid, match="nog geen 16"):
        invite("kind@thuis.example", of=aged(16, days=1), soort=GastSoort.LEERLING16, laatste_dag=None)


def test_from_18_no_parent_is_invited(aged, invite):
    with pytest.raises(Invalid, match="18 jaar of ouder"):
        invite(PA, of=aged(18), **PARENT, akkoord_op=TODAY)
    invite(PA, of=aged(18, days=1), **PARENT, akkoord_op=TODAY)


@pytest.mark.parametrize(("years", "asked"), [(16, {}), (18, {"akkoord_op": TODAY}), (12, {"laatste_gezag": TODAY + 9 * DAY})], ids=["16", "18", "gezag"])
def test_a_parents_access_ends_by_calculation_on_the_day_that_is_shown(w, aged, invite, accept, reads, calendar, asking, years, asked):
    h = aged(years, days=10)
    pa = accept(invite(PA, of=h, **PARENT, **asked))
    with asking(w.people.marloes, "school") as who:
        (one,) = [one for one in invited_to(who, h) if one.email == PA]
    assert one.until == TODAY + 9 * DAY
    calendar(one.until)
    assert reads(pa, h)
    calendar(one.until + DAY)
    assert not reads(pa, h)
    with asking(w.people.marloes, "school") as who:
        (one,) = [one for one in invited_to(who, h) if one.email == PA]
    assert (one.staat, one.runs) == (ToegangStaat.VERLOPEN, True)


@pytest.mark.parametrize(("age", "day"), [(16, dt.date(2024, 2, 29)), (18, dt.date(2026, 3, 1))])
def test_who_is_born_on_a_29th_of_february_is_older_from_the_day_that_is_shown(db, age, day):
    born = dt.date(2008, 2, 29)
    assert policy.birthday(born, age) == day
    assert (policy._age(born, day - DAY), policy._age(born, day)) == (age - 1, age)
    for one_day, years in ((day - DAY, age - 1), (day, age)):
        assert rows("select extract(year from age(%s::date, %s::date)) y", one_day, born)[0]["y"] == years


def test_two_parents_never_see_each_other(w, h, invite, accept, overleg, asking):
    pa, ma = accept(invite(PA, **PARENT)), accept(invite("ma@thuis.example", **PARENT), f.person("Ma", "Apart", email="ma@thuis.example"))
    overleg(Action.START_OVERLEG)
    for user, other in ((pa, ma), (ma, pa)):
        with asking(user, "gast"):
            assert Toegang.objects.filter(user=user).exists()
            assert not Toegang.objects.filter(email=other.email).exists()


def test_the_address_of_another_childs_parent_is_answered_the_same(w, invite, accept, everything):
    elsewhere = f.hulpvraag(f.dossier(w.schools.roos, "Ander"), Status.CONCEPT, w.people.marloes)
    invite(PA, of=elsewhere, **PARENT)
    before = Outbox.objects.count()
    invite(PA, **PARENT)
    invite("onbekend@thuis.example", **PARENT)
    assert Outbox.objects.count() == before + 2


# ---- the code that is told by telephone


def test_the_code_is_stored_nowhere_and_shown_to_the_side_that_invited(w, h, invite, asking, accept):
    link = invite()
    assert len(link.code) == 8
    stored = [row["t"] for table in ("hulpvragen_toegang", "notifications_outbox", "audit_event") for row in rows(f"select t::text t from {table} t")]
    assert not any(link.code in row for row in stored)
    with asking(w.people.karin, "school") as who:
        assert [one.code for one in invited_to(who, h) if one.email == JUF] == [link.code]
    accept(link)
    with asking(w.people.karin, "school") as who:
        assert [one.code for one in invited_to(who, h) if one.email == JUF] == [""]


@pytest.mark.parametrize("newcomer", [True, False])
def test_without_the_code_nothing_is_accepted_and_guessing_stops(invite, act, newcomer, accept):
    link = invite()
    juf = None if newcomer else f.person("Annelies", email=JUF)

    def tries(code: str) -> str:
        with act(juf, None), pytest.raises(Invalid) as refused:
            if newcomer:
                accepting.accept_as_newcomer(token=link.token, code=code, voornaam="A", achternaam="B", password=f.PASSWORD)
            else:
                accepting.accept(by=juf, token=link.token, code=code)
        assert refused.value.field == "code"
        return refused.value.message

    wrong = f"{(int(link.code) + 1) % 10**8:08d}"
    assert {tries(code) for code in ("", "x", wrong, link.code[:-1], link.code + "0", "٣" * 8)} == {accepting.WRONG_CODE}
    assert tries(wrong) == accepting.WRONG_CODE
    assert tries(link.code) == accepting.TOO_MANY_CODES, "the right one too, for now"
    assert Toegang.objects.get(pk=link.toegang.pk).replaced_at is None


def test_the_code_may_be_typed_in_groups(invite, act):
    link = invite()
    with act(None, None):
        accepting.accept_as_newcomer(token=link.token, code=f" {link.code[:4]}-{link.code[4:]} ", voornaam="A", achternaam="B", password=f.PASSWORD)
    assert Toegang.objects.filter(email=JUF, accepted_at__isnull=False).exists()


def test_sending_again_makes_another_code_with_tries_of_its_own(w, h, invite, act, asking, accept):
    old = invite()
    for _ in range(6):
        with act(None, None), pytest.raises(Invalid):
            accepting.accept_as_newcomer(token=old.token, code="1", voornaam="A", achternaam="B", password=f.PASSWORD)
    with asking(w.people.marloes, "school") as who:
        guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=old.toegang.fact_id)
    new = Toegang.objects.get(email=JUF, replaced_at=None)
    assert Link(new, "").code != old.code
    accept(Link(new, invitation_token(new.link)))


def _why(link: Link, act) -> str:
    with act(None, None), pytest.raises(NoInvitation) as gone:
        accepting.address_of(token=link.token)
    return gone.value.reason


def test_why_a_link_opens_nothing(w, h, invite, accept, act, asking):
    link = invite()
    assert _why(Link(link.toegang, "0" * 64), act) == accepting.UNKNOWN
    with asking(w.people.marloes, "school") as who:
        guests.resend(by=who, hulpvraag_id=h.pk, toegang_id=link.toegang.fact_id)
    assert _why(link, act) == accepting.REPLACED
    new = Toegang.objects.get(email=JUF, replaced_at=None)
    newest = Link(new, invitation_token(new.link))
    _a_week_later(w, h, new)
    assert _why(newest, act) == accepting.EXPIRED
    Toegang.objects.filter(pk=new.pk).update(token_tot=clock.now() + DAY)
    stop = f.schorsing(w.people.marloes)
    assert _why(newest, act) == accepting.WITHDRAWN
    stop.delete()
    accept(newest)
    assert _why(newest, act) == accepting.USED
    taken_back = invite("ander@test.example")
    with asking(w.people.marloes, "school") as who:
        guests.end(by=who, hulpvraag_id=h.pk, toegang_id=taken_back.toegang.fact_id)
    assert _why(taken_back, act) == accepting.WITHDRAWN


# ---- changing


@pytest.fixture
def change(w, h, asking):
    """`change(link, laatste_dag=…)` has Marloes change it, from what stands."""

    def do(toegang: Toegang, *, by=None, zijde="school", of=h, seen=None, **new) -> Toegang:
        now = Toegang.objects.get(fact_id=toegang.fact_id, replaced_at=None)
        stands = {"delen": tuple(now.delen), "laatste_dag": now.laatste_dag, "akkoord_op": now.akkoord_op}
        with asking(by or w.people.marloes, zijde) as who:
            guests.change(by=who, hulpvraag_id=of.pk, toegang_id=toegang.fact_id, seen=seen or now.pk, **stands | new)
        return Toegang.objects.get(fact_id=toegang.fact_id, replaced_at=None)

    return do


def test_changing_an_invitation_leaves_link_and_code_alone(invite, change, accept, role, trail):
    link = invite()
    t = change(link.toegang, delen=("documenten",), laatste_dag=TODAY + 3 * DAY)
    assert (t.delen, t.laatste_dag, t.geldig.lower) == (["documenten"], TODAY + 3 * DAY, TODAY)
    assert Outbox.objects.filter(event="toegang.changed").count() == 0, "who accepted nothing is told nothing"
    with role("portal_worker"):
        (person,) = told_guests(t.fact_id, "guest", None)
    assert link.token in person.link
    assert len(trail("toegang.changed")) == 1
    accept(link)


def test_changing_the_end_of_who_reads_holds_at_once_and_is_told(w, h, invite, accept, change, overleg, reads, calendar):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)
    t = change(Toegang.objects.get(user=juf, replaced_at=None), laatste_dag=TODAY + DAY)
    assert Outbox.objects.filter(event="toegang.changed", subject_id=t.fact_id, role="guest").count() == 1
    assert reads(juf, h)
    change(t)
    assert Toegang.objects.get(user=juf, replaced_at=None) == t, "what stands already is no change"
    calendar(TODAY + 2 * DAY)
    assert not reads(juf, h)


def test_what_is_refused_of_a_change(invite, change, everything):
    link, parent = invite(), invite(PA, **PARENT)
    before = everything()
    for toegang, given, field in (
        (link.toegang, {"delen": ()}, "delen"), (link.toegang, {"laatste_dag": None}, "laatste_dag"), (link.toegang, {"laatste_dag": TODAY}, "laatste_dag"),
        (link.toegang, {"laatste_dag": TODAY + 366 * DAY}, "laatste_dag"), (parent.toegang, {"laatste_gezag": TODAY}, "laatste_gezag"),
    ):
        with pytest.raises(Invalid) as refused:
            change(toegang, **given)
        assert refused.value.field == field
    with pytest.raises(Conflict):
        change(link.toegang, laatste_dag=TODAY + DAY, seen=uuid.uuid4())
    assert everything() == before


def test_an_agreement_that_came_later_is_put_on_record(aged, invite, accept, change, reads, calendar):
    h = aged(16, days=1)
    pa = accept(invite(PA, of=h, **PARENT))
    calendar(TODAY + DAY)
    assert not reads(pa, h)
    t = change(Toegang.objects.get(user=pa, replaced_at=None), of=h, akkoord_op=TODAY + DAY)
    assert t.leerling_akkoord
    assert reads(pa, h)


# ---- the SWV invites too


@pytest.fixture
def filed(w) -> Hulpvraag:
    return w.hulpvragen[Status.IN_BEHANDELING]


def test_the_loket_invites_to_what_is_filed_and_sees_its_own_addresses_only(w, filed, invite, asking, accept, reads, role):
    ours = invite(ARTS, by=w.people.hans, zijde="swv", of=filed, **OUTSIDE)
    assert ours.toegang.namens == "swv"
    theirs = invite(of=filed)
    with role("portal_worker"):
        (person,) = told_guests(ours.toegang.fact_id, "guest", None)
    assert person.van == "hans Hans (PPO Voorbeeldstad)"
    for name in ("hans", "lotte"):
        with asking(getattr(w.people, name), "swv") as who:
            assert {(one.email, one.code) for one in invited_to(who, filed)} == {(ARTS, ours.code)}
    accept(theirs)
    with asking(w.people.hans, "swv") as who:
        assert {(one.email, one.soort, one.user) for one in invited_to(who, filed) if not one.own} == {("", "leerkracht", None)}
    for name in ("noord", "privacy"):
        with asking(getattr(w.people, name), "swv") as who:
            assert not any(one.email or one.code for one in invited_to(who, filed))
    with asking(w.people.marloes, "school") as who:
        assert {one.email: bool(one.code) for one in invited_to(who, filed)} == {ARTS: False, JUF: False}, "the school sees whom, and not the code"
    assert reads(accept(ours, f.person("Arts", email=ARTS)), filed)


def test_an_invitation_of_the_loket_dies_with_its_inviter_too(w, filed, invite, act):
    link = invite(ARTS, by=w.people.hans, zijde="swv", of=filed, **OUTSIDE)
    with act(None, None):
        assert accepting.address_of(token=link.token) == ARTS
    w.people.hans.aanstellingen.update(rol=Rol.CONSULENT)
    dies(link, act)


@pytest.mark.parametrize("status", [Status.CONCEPT, Status.OVERLEG])
def test_the_swv_invites_nobody_to_a_concept(w, invite, status):
    with pytest.raises(Http404):
        invite(ARTS, by=w.people.hans, zijde="swv", of=w.hulpvragen[status], **OUTSIDE)


def test_each_side_changes_its_own_and_ends_either(w, filed, invite, asking, change):
    ours, theirs = invite(ARTS, by=w.people.hans, zijde="swv", of=filed, **OUTSIDE), invite(of=filed)
    for user, zijde, other in ((w.people.hans, "swv", theirs), (w.people.marloes, "school", ours)):
        with asking(user, zijde) as who, pytest.raises(Invalid, match="Deze uitnodiging is van"):
            guests.resend(by=who, hulpvraag_id=filed.pk, toegang_id=other.toegang.fact_id)
        with pytest.raises(Invalid, match="Deze uitnodiging is van"):
            change(other.toegang, by=user, zijde=zijde, of=filed, laatste_dag=TODAY + DAY)
    change(ours.toegang, by=w.people.lotte, zijde="swv", of=filed, laatste_dag=TODAY + DAY)
    for user, zijde, other in ((w.people.hans, "swv", theirs), (w.people.marloes, "school", ours)):
        with asking(user, zijde) as who:
            guests.end(by=who, hulpvraag_id=filed.pk, toegang_id=other.toegang.fact_id)


def test_what_the_school_gave_on_a_concept_is_no_news_to_the_loket(w, h, filed, invite):
    invite(ARTS, **OUTSIDE, delen=("berichten",))
    ours = invite(ARTS, by=w.people.hans, zijde="swv", of=filed, **OUTSIDE)
    assert ours.toegang.hulpvragen == [filed.pk]
    with pytest.raises(Invalid, match="met andere onderdelen"):
        invite(ARTS, of=w.hulpvragen[Status.OVERLEG], **OUTSIDE)
    with pytest.raises(Invalid, match="al uitgenodigd"):
        invite(ARTS, of=filed, **OUTSIDE)


def test_who_handles_it_may_let_somebody_go_and_no_more(w, filed, invite, accept, asking):
    juf = accept(invite(of=filed))
    fact = Toegang.objects.get(user=juf, replaced_at=None).fact_id
    with asking(w.people.noord, "swv") as who, pytest.raises(NotAllowed):
        guests.end(by=who, hulpvraag_id=filed.pk, toegang_id=fact)
    with asking(w.people.los, "swv") as who:
        with pytest.raises(NotAllowed):
            guests.invite(by=who, hulpvraag_id=filed.pk, email=ARTS, laatste_dag=LATER, key=uuid.uuid4(), **OUTSIDE)
        guests.end(by=who, hulpvraag_id=filed.pk, toegang_id=fact)
    assert not Toegang.objects.filter(fact_id=fact, replaced_at=None).exists()


# ---- she stops herself


def test_a_guest_stops_reading_herself(w, h, invite, accept, overleg, reads, asking, trail):
    juf = accept(invite())
    overleg(Action.START_OVERLEG)
    assert reads(juf, h)
    for user, zijde in ((juf, "school"), (w.people.niemand, "gast"), (w.people.marloes, "school")):
        with asking(user, zijde) as who, pytest.raises(Http404):
            guests.stop_reading(by=who, hulpvraag_id=h.pk)
    with asking(juf, "gast") as who:
        guests.stop_reading(by=who, hulpvraag_id=h.pk)
    assert not reads(juf, h)
    (event,) = trail("toegang.stopped")
    assert event.actor_id == juf.pk
