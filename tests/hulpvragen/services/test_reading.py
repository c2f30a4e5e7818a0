"""Looking at a hulpvraag: what is shown to whom, and that the trail knows of every look."""

import uuid

import pytest
from django.http import Http404

from accounts.enums import Rol
from accounts.models import Vestiging
from hulpvragen import policy
from hulpvragen.enums import Deel, Status
from hulpvragen.models import Dossier, Hulpvraag, HulpvraagInhoud, Stuk
from hulpvragen.queries import lists
from hulpvragen.services import reading
from portal.lib import clock
from portal.lib.crypto import Undecipherable
from portal.lib.db import one
from tests import factories as f

DAY = clock.DAY
TODAY = clock.today()
VIEWED = "hulpvraag.viewed"
NOTHING = (None, {}, ())


def look(who, h, part="hulpvraag") -> reading.Opened:
    return reading.open_hulpvraag(by=who, hulpvraag_id=h.pk, part=part)


def _shown(opened) -> tuple:
    return opened.leerling, opened.answers, opened.stukken


def _ground(fact) -> str:
    return f"{type(fact).__name__.lower()}:{fact.fact_id}:{fact.pk}"


# ---- who sees what


@pytest.mark.parametrize(("name", "zijde"), [
    ("marloes", "school"), ("karin", "school"), ("dubbel", "school"), ("hans", "swv"), ("noord", "swv"), ("los", "swv"),
])  # fmt: skip
def test_the_content(w, asking, name, zijde):
    with asking(getattr(w.people, name), zijde) as who:
        opened = look(who, w.hulpvragen[Status.IN_BEHANDELING])

    assert (opened.level, opened.leerling.achternaam, opened.answers) == ("content", "Luidkeels", f.ANSWERS)


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("privacy", "swv")])
def test_the_card_shows_no_pupil_and_no_text(w, asking, name, zijde):
    with asking(getattr(w.people, name), zijde) as who:
        opened = look(who, w.hulpvragen[Status.IN_BEHANDELING])

    assert opened.level == "card"
    assert _shown(opened) == NOTHING
    assert opened.hulpvraag.kenmerk == w.hulpvragen[Status.IN_BEHANDELING].kenmerk
    assert (opened.actions, opened.aan_zet_is_mij) == (frozenset(), False)


INVISIBLE = [
    ("buiten", "school"), ("eik", "school"), ("vertrokken", "school"), ("komt", "school"), ("geschorst", "school"), ("inactief", "school"),
    ("niemand", None), ("mutaties", "swv"), ("beheer", "swv"), ("ouder", "gast"), ("marloes", "swv"), ("hans", "school"),
]


@pytest.mark.parametrize(("name", "zijde"), INVISIBLE, ids=lambda value: str(value))
def test_what_is_not_visible_is_not_found_and_leaves_no_look(w, asking, trail, name, zijde):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    for pk in (h.pk, uuid.uuid4()):
        with asking(getattr(w.people, name), zijde) as who, pytest.raises(Http404):
            reading.open_hulpvraag(by=who, hulpvraag_id=pk, part="hulpvraag")

    assert trail(VIEWED) == []


def test_a_concept_is_the_schools_alone(w, asking):
    h = w.hulpvragen[Status.CONCEPT]
    with asking(w.people.marloes, "school") as who:
        assert look(who, h).answers == f.ANSWERS
    for name in ("hans", "noord", "privacy"):
        with asking(getattr(w.people, name), "swv") as who, pytest.raises(Http404):
            look(who, h)


def test_of_a_closed_hulpvraag_only_who_was_there_sees_the_content(w, asking):
    h = w.hulpvragen[Status.AFGEROND]
    new = f.person("Nieuw")
    f.post(new, Rol.IB, w.schools.roos, begin=TODAY)
    Hulpvraag.objects.filter(pk=h.pk).update(gesloten_op=TODAY - DAY)

    levels = {}
    for user in (w.people.marloes, new):
        with asking(user, "school") as who:
            opened = look(who, h)
            levels[user.voornaam] = opened.level, opened.leerling is not None
    assert levels == {"marloes": ("content", True), "Nieuw": ("card", False)}


def test_the_swv_deel_reaches_the_school_when_it_was_given_out(w, asking):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    f.stuk(h, Deel.SWV, verstrekt=True, tekst="Ons advies.", by=w.people.hans)
    f.stuk(h, Deel.SCHOOL, tekst="Ons antwoord.", by=w.people.marloes)

    texts = {}
    for name, zijde in (("marloes", "school"), ("hans", "swv")):
        with asking(getattr(w.people, name), zijde) as who:
            texts[zijde] = [(stuk.tekst, stuk.deel, stuk.verstrekt, stuk.by_name) for stuk in look(who, h).stukken]

    given_out = [("Ons advies.", "swv", True, "hans Hans"), ("Ons antwoord.", "school", False, "marloes Marloes")]
    assert texts["school"] == given_out
    assert texts["swv"] == [("Interne notitie.", "swv", False, "hans Hans"), *given_out]


def test_a_parent_reads_what_was_given_out_after_the_outcome(w, asking):
    h, told = w.hulpvragen[Status.GEADVISEERD], []
    for status in (Status.GEADVISEERD, Status.IN_BEHANDELING):
        Hulpvraag.objects.filter(pk=h.pk).update(status=status)
        with asking(w.people.ouder, "gast") as who:
            told.append([stuk.tekst for stuk in look(who, h).stukken])

    assert told == [["Ons advies."], []]


def test_it_says_whose_turn_it_is_and_what_she_can_do(w, asking):
    asked, taken = w.hulpvragen[Status.AANVULLING], w.hulpvragen[Status.IN_BEHANDELING]

    turns = {}
    for name, zijde in (("marloes", "school"), ("hans", "swv")):
        with asking(getattr(w.people, name), zijde) as who:
            turns[zijde] = [look(who, h).aan_zet_is_mij for h in (asked, taken)]
            opened = look(who, asked)
            assert opened.actions == policy.allowed_actions(who, asked) != set()
            assert (opened.party, opened.term) == ("school", asked.term_date)

    assert turns == {"school": [True, False], "swv": [False, True]}


def test_the_school_it_names_is_the_one_of_today(w, asking, calendar):
    h = w.hulpvragen[Status.INGEDIEND]
    Dossier.objects.filter(pk=h.dossier_id).update(vestiging_tot=TODAY + DAY, vestiging_daarna=w.schools.eik)

    named = []
    for day in (TODAY, TODAY + DAY):
        calendar(day)
        with asking(w.people.hans, "swv") as who:
            named.append(look(who, h).vestiging.naam)

    assert named == ["De Roos", "De Eik"]


# ---- the trail of a look


def test_every_look_stands_in_the_trail_with_its_part_and_level(w, asking, trail):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    for name, zijde, part in (("marloes", "school", "hulpvraag"), ("marloes", "school", "schoolgegevens"), ("directeur", "school", "hulpvraag")):
        with asking(getattr(w.people, name), zijde) as who:
            look(who, h, part)

    looks = [(row.actor_id, row.object_type, row.detail, row.hulpvraag_id, row.dossier_id, row.outcome) for row in trail(VIEWED)]
    assert looks == [
        (w.people.marloes.pk, "hulpvraag", {"level": "content"}, h.pk, h.dossier_id, "ok"),
        (w.people.marloes.pk, "schoolgegevens", {"level": "content"}, h.pk, h.dossier_id, "ok"),
        (w.people.directeur.pk, "hulpvraag", {"level": "card"}, h.pk, h.dossier_id, "ok"),
    ]


def test_the_look_is_of_the_same_transaction(w, asking, trail):
    with asking(w.people.marloes, "school") as who:
        look(who, w.hulpvragen[Status.INGEDIEND])
        running = one("select pg_current_xact_id()::text")[0]

    assert [row.xid for row in trail(VIEWED)] == [running]


def test_a_look_that_leaves_no_trail_shows_nothing(w, asking, monkeypatch):
    def refuse(**event):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(reading, "record", refuse)
    with pytest.raises(RuntimeError, match="the trail is full"), asking(w.people.marloes, "school") as who:
        look(who, w.hulpvragen[Status.INGEDIEND])


@pytest.fixture
def ground_of(w, asking, trail):
    """`ground_of(user, zijde, hulpvraag)` looks, and returns the ground that the trail got."""

    def of(user, zijde, h) -> str:
        with asking(user, zijde) as who:
            look(who, h)
        return trail(VIEWED)[-1].ground

    return of


def test_the_ground_is_the_fact_that_gave_access(w, ground_of):
    h, guest = w.hulpvragen[Status.IN_BEHANDELING], w.hulpvragen[Status.GEADVISEERD]

    for name, zijde in (("marloes", "school"), ("directeur", "school"), ("hans", "swv"), ("noord", "swv"), ("privacy", "swv")):
        person = getattr(w.people, name)
        assert ground_of(person, zijde, h) == _ground(person.aanstellingen.get()), name
    assert ground_of(w.people.los, "swv", h) == _ground(h.toewijzingen.get(user=w.people.los))
    assert ground_of(w.people.ouder, "gast", guest) == _ground(guest.dossier.toegangen.get(user=w.people.ouder))


def test_the_ground_of_a_concept_is_a_post_at_the_school_that_wrote_it(w, ground_of):
    f.post(w.people.marloes, Rol.IB, w.schools.eik)
    at_roos = w.people.marloes.aanstellingen.get(eenheid_id=w.schools.roos.pk)

    assert ground_of(w.people.marloes, "school", w.hulpvragen[Status.CONCEPT]) == _ground(at_roos)


def test_of_two_wijknetwerken_the_ground_is_the_one_of_the_school(w, ground_of):
    both = f.person("Beide")
    posts = {naam: f.post(both, Rol.CONSULENT, Vestiging.objects.get(naam=naam).wijknetwerk) for naam in ("De Roos", "De Eik")}

    assert ground_of(both, "swv", w.hulpvragen[Status.INGEDIEND]) == _ground(posts["De Roos"])
    assert ground_of(both, "swv", w.elsewhere) == _ground(posts["De Eik"])


def test_of_two_posts_at_one_school_the_ground_of_the_content_is_that_of_the_ib(w, ground_of):
    f.post(w.people.marloes, Rol.CONTACTPERSOON, w.schools.roos)

    assert ground_of(w.people.marloes, "school", w.hulpvragen[Status.INGEDIEND]) == _ground(w.people.marloes.aanstellingen.get(rol=Rol.IB))


def test_the_ground_of_a_card_that_the_privacy_officer_reads_is_that_post(w, ground_of):
    both = f.person("Beide")
    f.post(both, Rol.CONSULENT, f.swv())  # gives sight of what is assigned to her, and this is not
    privacy = f.post(both, Rol.PRIVACY_OFFICER)

    assert ground_of(both, "swv", w.hulpvragen[Status.INGEDIEND]) == _ground(privacy)


def test_the_ground_of_a_guest_is_an_invitation_that_holds(w, ground_of):
    h = w.hulpvragen[Status.GEADVISEERD]
    Dossier.objects.get(pk=h.dossier_id).toegangen.update(geldig=(f.LONG_AGO, TODAY))
    holds = f.toegang(w.people.ouder, h)

    assert ground_of(w.people.ouder, "gast", h) == _ground(holds)


# ---- texts that were tampered with


def test_answers_of_another_hulpvraag_are_not_shown(w, asking, trail):
    mine, other = w.hulpvragen[Status.INGEDIEND], w.hulpvragen[Status.GEADVISEERD]  # one dossier, one key
    foreign = HulpvraagInhoud.objects.get(pk=other.pk).antwoorden
    HulpvraagInhoud.objects.filter(pk=mine.pk).update(antwoorden=foreign)

    with pytest.raises(Undecipherable), asking(w.people.marloes, "school") as who:
        look(who, mine)
    assert trail(VIEWED) == [], "nothing was shown"


def test_texts_of_two_stukken_cannot_be_swapped(w, asking):
    h = w.hulpvragen[Status.GEADVISEERD]
    first, second = f.stuk(h, tekst="Eens."), f.stuk(h, tekst="Oneens.")
    Stuk.objects.filter(pk=first.pk).update(tekst=second.tekst)

    with pytest.raises(Undecipherable), asking(w.people.marloes, "school") as who:
        look(who, h)


def test_with_the_key_of_another_dossier_nothing_opens(w, asking):
    h = w.hulpvragen[Status.INGEDIEND]
    Dossier.objects.filter(pk=h.dossier_id).update(sleutel=w.elsewhere.dossier.sleutel)

    with pytest.raises(Undecipherable), asking(w.people.marloes, "school") as who:
        look(who, h)


# ---- access ends by date: no job, no flag, only the day


@pytest.fixture
def sees(asking):
    """`sees(user, zijde, hulpvraag)` counts what each wall and the list show her, and says at which level she opens one."""

    def count(user, zijde, h) -> tuple:
        with clock.fixed_day(one("select app_today()")[0]):  # the policy alone: as the owner, whom row security does not hold
            found = [policy.visible_to(policy.asker(user, zijde)).count()]
        with asking(user, zijde) as who:
            found += [Hulpvraag.objects.count(), HulpvraagInhoud.objects.count(), lists.count(who, lists.Selection(tuple(Status)))]
            try:
                return *found, look(who, h).level
            except Http404:
                return *found, None

    return count


NOT_A_THING = (0, 0, 0, 0, None)


def test_the_day_after_her_last_day_she_sees_nothing_and_her_successor_all(w, calendar, sees):
    h, everything = w.hulpvragen[Status.INGEDIEND], (len(Status), len(Status), len(Status), len(Status), "content")

    calendar(TODAY)
    assert sees(w.people.karin, "school", h) == everything
    assert sees(w.people.komt, "school", h) == NOT_A_THING
    calendar(TODAY + DAY)
    assert sees(w.people.karin, "school", h) == NOT_A_THING
    assert sees(w.people.komt, "school", h)[-1] == "content"
    assert sees(w.people.marloes, "school", h) == everything


@pytest.mark.parametrize("what", ["post of the loket", "post of a consulent", "assignment", "invitation"])
def test_every_kind_of_access_ends_with_its_last_day(w, calendar, sees, what):
    h, until = w.hulpvragen[Status.INGEDIEND], (f.LONG_AGO, TODAY + DAY)
    f.toewijzing(h, w.people.los)
    name, zijde, fact = {
        "post of the loket": ("hans", "swv", w.people.hans.aanstellingen),
        "post of a consulent": ("noord", "swv", w.people.noord.aanstellingen),
        "assignment": ("los", "swv", w.people.los.toewijzingen),
        "invitation": ("ouder", "gast", w.people.ouder.toegangen),
    }[what]
    fact.update(geldig=until)
    person = getattr(w.people, name)

    calendar(TODAY)
    assert sees(person, zijde, h)[-1] == "content"
    calendar(TODAY + DAY)
    assert sees(person, zijde, h) == NOT_A_THING
