"""The oracle itself, against cells read from the matrix by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.oracle import (
    CONDITIONS,
    OF_PEOPLE,
    RIGHTS,
    STEPS,
    Dossier,
    Hulpvraag,
    Oracle,
    Person,
    Post,
    Schorsing,
    Stuk,
    Toegang,
    Toewijzing,
    Vestiging,
    World,
    age_on,
)

TODAY = dt.date(2026, 3, 3)
MOVE = dt.date(2026, 4, 1)  # Sam goes from Regenboog to Kompas; Ria has left Regenboog
CLOSED = dt.date(2026, 1, 15)
DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)

PEOPLE = [
    "rik", "ria", "kim", "dora", "new", "lot", "con", "cis", "tom", "mut", "beh", "po", "pa", "pa_zonder", "sam", "juf",
    "nobody", "away", "both",
]
WORLD = World(
    people=(*map(Person, PEOPLE), Person("gone", active=False)),
    vestigingen=(Vestiging("regenboog", "noord"), Vestiging("kompas", "zuid"), Vestiging("eiland")),
    posts=(
        Post("rik", "ib", "regenboog"),
        Post("ria", "ib", "regenboog", eind=MOVE, fact="ria-ib"),
        Post("kim", "ib", "kompas"),
        Post("new", "ib", "regenboog", begin=dt.date(2026, 2, 1)),
        Post("dora", "contactpersoon", "regenboog"),
        Post("lot", "loket", "swv"),
        Post("con", "consulent", "noord"),
        Post("tom", "consulent", "zuid"),
        Post("cis", "consulent", "swv"),
        Post("mut", "mutatiebehandelaar", "swv"),
        Post("beh", "beheerder", "swv"),
        Post("po", "privacy_officer", "swv"),
        Post("gone", "loket", "swv"),
        Post("away", "loket", "swv"),
        Post("both", "ib", "regenboog", fact="both-ib"),
        Post("both", "ib", "kompas"),
        Post("both", "loket", "swv"),
    ),
    schorsingen=(Schorsing("away", NOON - DAY),),
    dossiers=(
        Dossier("sam", "regenboog", MOVE, "kompas", geboortedatum=dt.date(2015, 6, 1)),
        Dossier("bo", "eiland", geboortedatum=dt.date(2009, 3, 3)),
    ),
    hulpvragen=(
        Hulpvraag("concept", "sam", "concept", "regenboog"),
        Hulpvraag("new", "sam", "ingediend", "regenboog", ingediend_door="both"),
        Hulpvraag("busy", "sam", "in_behandeling", "regenboog", soort="arrangement", ingediend_door="both"),
        Hulpvraag("advised", "sam", "geadviseerd", "regenboog"),
        Hulpvraag("closed", "sam", "afgerond", "regenboog", gesloten_op=CLOSED, gesloten_vestiging="regenboog"),
        Hulpvraag("island", "bo", "geadviseerd", "eiland"),
    ),
    toewijzingen=(Toewijzing("cis", "new", dt.date(2026, 3, 1), dt.date(2026, 3, 10)), Toewijzing("mut", "new")),
    toegangen=(
        Toegang("pa", "sam", frozenset({"concept", "advised", "closed"}), "ouder", gezag="ja"),
        Toegang("pa_zonder", "sam", frozenset({"advised"}), "ouder", gezag="onbekend"),
        Toegang("juf", "sam", frozenset({"new", "advised"}), "leerkracht", eind=dt.date(2026, 3, 10)),
        Toegang("sam", "sam", frozenset({"advised"}), "leerling16"),
    ),
    stukken=(
        Stuk("answer", "new", "school"),
        Stuk("note", "advised", "swv"),
        Stuk("advice", "advised", "swv", verstrekt=True),
        Stuk("old advice", "closed", "swv", verstrekt=True),
        Stuk("early advice", "new", "swv", verstrekt=True),
    ),
)


def ask(day: dt.date = TODAY, world: World = WORLD, moment: dt.datetime = NOON) -> Oracle:
    return Oracle(world, day, moment)


def on_side(cells: str) -> list[tuple[str, ...]]:
    """Read cells, one a line: the last word is what is expected."""
    return [tuple(line.split()) for line in cells.strip().splitlines()]


SEES = on_side("""
    rik   school  concept  content
    rik   school  new      content
    rik   school  advised  content
    rik   school  closed   content
    new   school  new      content
    new   school  closed   card
    kim   school  concept  None
    kim   school  new      None
    dora  school  concept  card
    dora  school  busy     card
    dora  school  closed   card
    rik   swv     new      None
    lot   swv     concept  None
    lot   swv     new      content
    lot   swv     closed   content
    lot   school  new      None
    con   swv     concept  None
    con   swv     new      content
    con   swv     closed   content
    con   swv     island   None
    tom   swv     new      None
    cis   swv     new      content
    cis   swv     busy     None
    mut   swv     new      None
    beh   swv     new      None
    po    swv     concept  None
    po    swv     new      card
    po    swv     closed   card
    pa    gast    concept  None
    pa    gast    new      None
    pa    gast    advised  content
    pa    gast    closed   None
    pa    school  advised  None
    pa_zonder gast advised None
    sam   gast    advised  None
    juf   gast    new      content
    gone  swv     new      None
    away  swv     new      None
    nobody school new      None
    both  school  concept  content
    both  swv     concept  None
    both  swv     new      content
""")


@pytest.mark.parametrize(("person", "side", "hulpvraag", "expected"), SEES)
def test_level_today(person, side, hulpvraag, expected):
    assert str(ask().level(person, side, hulpvraag)) == expected


AFTER_THE_MOVE = on_side("""
    rik   school  concept  card
    dora  school  concept  card
    kim   school  concept  None
    both  school  concept  card
    rik   school  new      None
    dora  school  new      None
    ria   school  new      None
    ria   school  concept  None
    kim   school  new      content
    kim   school  closed   card
    both  school  closed   content
    con   swv     new      None
    tom   swv     new      content
    lot   swv     new      content
    cis   swv     new      None
    juf   gast    new      None
    pa    gast    advised  content
""")


@pytest.mark.parametrize(("person", "side", "hulpvraag", "expected"), AFTER_THE_MOVE)
def test_level_after_the_move(person, side, hulpvraag, expected):
    assert str(ask(MOVE).level(person, side, hulpvraag)) == expected


def test_the_last_day_is_a_day_with_access():
    assert ask(MOVE - DAY).level("ria", "school", "new") == "content"
    assert ask(MOVE - DAY).level("kim", "school", "new") is None


MAY = on_side("""
    rik   school  save            concept  True
    rik   school  delete_concept  concept  True
    rik   school  submit          new      False
    rik   school  withdraw        new      True
    rik   school  take            new      False
    rik   school  close           advised  True
    rik   school  reopen          closed   False
    dora  school  delete_concept  concept  False
    dora  school  withdraw        new      False
    kim   school  withdraw        new      False
    lot   swv     take            new      True
    lot   swv     take            busy     False
    lot   swv     submit          concept  False
    lot   swv     grant           busy     True
    lot   swv     advise          busy     False
    lot   swv     reopen          closed   True
    con   swv     grant           busy     False
    con   swv     hand_back       busy     True
    con   swv     assign          new      False
    tom   swv     take            new      False
    cis   swv     take            new      True
    cis   swv     hand_back       busy     False
    both  swv     take            new      True
    both  swv     grant           busy     False
    both  swv     assign          new      True
    po    swv     take            new      False
    beh   swv     close           advised  False
    pa    gast    close           advised  False
    away  swv     take            new      False
""")


@pytest.mark.parametrize(("person", "side", "action", "hulpvraag", "expected"), MAY)
def test_may_today(person, side, action, hulpvraag, expected):
    assert str(ask().may(person, side, action, hulpvraag)) == expected


def test_the_old_school_may_only_delete_its_concept():
    oracle = ask(MOVE)
    allowed = {action for _, action in STEPS if oracle.may("rik", "school", action, "concept")}
    assert allowed == {"delete_concept"}
    assert not any(oracle.may("kim", "school", action, "concept") for _, action in STEPS)


@pytest.mark.parametrize(
    ("person", "side", "vestiging", "expected"),
    [("rik", "school", "regenboog", True), ("rik", "school", "kompas", False), ("dora", "school", "regenboog", False),
     ("lot", "swv", "regenboog", False), ("both", "swv", "regenboog", False), ("both", "school", "kompas", True)],
)
def test_may_file(person, side, vestiging, expected):
    assert ask().may_file(person, side, vestiging) is expected


DOSSIER = on_side("""
    rik   school  content  content
    dora  school  None     None
    kim   school  None     None
    lot   swv     content  content
    cis   swv     content  content
    tom   swv     None     None
    beh   swv     None     None
    po    swv     None     None
    pa    gast    content  content
    juf   gast    content  content
""")


@pytest.mark.parametrize(("person", "side", "dossier", "leerling"), DOSSIER)
def test_dossier_and_leerling(person, side, dossier, leerling):
    assert str(ask().sees_dossier(person, side, "sam")) == dossier
    assert str(ask().sees_leerling(person, side, "sam")) == leerling


def test_of_closed_hulpvragen_alone_a_newcomer_sees_no_dossier():
    world = replace(WORLD, hulpvragen=tuple(h for h in WORLD.hulpvragen if h.id == "closed"))
    assert ask(world=world).level("new", "school", "closed") == "card"
    assert ask(world=world).sees_dossier("new", "school", "sam") is None
    assert ask(world=world).sees_leerling("new", "school", "sam") is None


def test_a_concept_alone_shows_the_swv_no_dossier_and_its_old_school_no_pupil():
    world = replace(WORLD, hulpvragen=tuple(h for h in WORLD.hulpvragen if h.id == "concept"))
    assert ask(world=world).sees_dossier("lot", "swv", "sam") is None
    assert ask(MOVE, world).sees_leerling("rik", "school", "sam") is None
    assert ask(MOVE, world).sees_dossier("kim", "school", "sam") is None


STUKKEN = on_side("""
    rik   school  answer        content
    rik   school  note          None
    rik   school  advice        content
    rik   school  old|advice    content
    new   school  old|advice    None
    dora  school  advice        None
    lot   swv     note          content
    con   swv     note          content
    cis   swv     note          None
    po    swv     advice        None
    pa    gast    note          None
    pa    gast    advice        content
    pa    gast    old|advice    None
    juf   gast    advice        None
    juf   gast    answer        content
    juf   gast    early|advice  None
""")


@pytest.mark.parametrize(("person", "side", "stuk", "expected"), STUKKEN)
def test_stukken(person, side, stuk, expected):
    assert str(ask().sees_stuk(person, side, stuk.replace("|", " "))) == expected


def test_who_sees_a_toegang():
    toegang = WORLD.toegangen[0]
    levels = {p: ask().sees_toegang(p, s, toegang) for p, s in (("rik", "school"), ("lot", "swv"), ("po", "swv"), ("pa", "gast"))}
    assert levels == {"rik": "content", "lot": "content", "po": "card", "pa": None}


def test_visible_lists_what_level_says():
    assert ask().visible("dora", "school") == dict.fromkeys(["concept", "new", "busy", "advised", "closed"], "card")
    assert ask().visible("cis", "swv") == {"new": "content"}


def test_who_handles_it_is_a_card_for_the_school():
    levels = {person: ask().level(person, "school", "new", "toewijzing") for person in ("rik", "dora", "kim")}
    assert levels == {"rik": "card", "dora": "card", "kim": None}


# ---- nobody is left behind


def test_what_needs_a_contact_waits_for_one():
    oracle = ask()
    assert oracle.has_contact("new") and not oracle.has_contact("island")
    assert oracle.may_now("lot", "swv", "take", "new")
    assert not oracle.may_now("lot", "swv", "take_over", "new")
    assert oracle.may("lot", "swv", "close", "island") and not oracle.may_now("lot", "swv", "close", "island")
    assert oracle.may_now("lot", "swv", "take_over", "island")
    assert oracle.may_now("lot", "swv", "assign", "island")


@pytest.mark.parametrize(("by", "expected"), [("lot", True), ("away", False), ("gone", False), ("con", False)])
def test_a_take_over_lasts_as_long_as_the_post_at_the_loket(by, expected):
    taken = tuple(replace(h, contact_overgenomen_door=by) if h.id == "island" else h for h in WORLD.hulpvragen)
    assert ask(world=replace(WORLD, hulpvragen=taken)).has_contact("island") is expected


# ---- schorsing


def with_stop(**new) -> World:
    return replace(WORLD, schorsingen=(Schorsing(**{"van": NOON, **new}),))


def test_a_schorsing_holds_from_its_moment_until_its_end():
    world = with_stop(person="lot", tot=NOON + DAY)
    for moment, level in ((NOON - DAY, "content"), (NOON, None), (NOON + DAY / 2, None), (NOON + DAY, "content")):
        assert ask(world=world, moment=moment).level("lot", "swv", "new") == level


def test_a_schorsing_of_one_post_leaves_the_others():
    oracle = ask(world=with_stop(person="both", post="both-ib"))
    assert oracle.level("both", "school", "new") is None
    assert oracle.level("both", "swv", "new") == "content"


def test_a_schorsing_of_the_person_stops_every_side():
    assert ask(world=with_stop(person="pa")).level("pa", "gast", "advised") is None


# ---- guests


def with_guest(born: dt.date | None, **new) -> World:
    guest = Toegang(**{"person": "pa", "dossier": "bo", "hulpvragen": frozenset({"island"}), "soort": "ouder", **new})
    pupil = Dossier("bo", "eiland", geboortedatum=born)
    return replace(WORLD, dossiers=(WORLD.dossiers[0], pupil), toegangen=(guest,))


def years_ago(years: int, days: int = 0) -> dt.date:
    return TODAY.replace(year=TODAY.year - years) - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("born", "akkoord", "expected"),
    [
        (years_ago(16, -1), False, "content"), (years_ago(16), False, None), (years_ago(16), True, "content"),
        (years_ago(18, -1), True, "content"), (years_ago(18), True, None), (None, True, None),
    ],
)
def test_a_parent_by_the_age_of_the_pupil(born, akkoord, expected):
    world = with_guest(born, gezag="ja", leerling_akkoord=akkoord)
    assert ask(world=world).level("pa", "gast", "island") == expected


@pytest.mark.parametrize(("gezag_tot", "expected"), [(None, "content"), (TODAY + dt.timedelta(days=1), "content"), (TODAY, None)])
def test_a_parent_until_her_gezag_ends(gezag_tot, expected):
    world = with_guest(years_ago(9), gezag="ja", gezag_tot=gezag_tot)
    assert ask(world=world).level("pa", "gast", "island") == expected


@pytest.mark.parametrize(("born", "expected"), [(years_ago(16, -1), None), (years_ago(16), "content"), (None, None)])
def test_a_pupil_from_16(born, expected):
    assert ask(world=with_guest(born, soort="leerling16")).level("pa", "gast", "island") == expected


@pytest.mark.parametrize(
    "new",
    [
        {"accepted": False}, {"eind": TODAY}, {"begin": TODAY + DAY},
        {"hulpvragen": frozenset({"advised"})}, {"dossier": "sam"}, {"gezag": "nee"}, {"gezag": ""},
    ],
    ids=str,
)
def test_an_invitation_that_gives_nothing(new):
    world = with_guest(years_ago(10), **{"gezag": "ja", **new})
    assert ask(world=world).level("pa", "gast", "island") is None


@pytest.mark.parametrize("deel", ["documenten", "berichten"])
def test_a_part_gives_the_card_alone(deel):
    world = with_guest(years_ago(10), gezag="ja", delen=frozenset({deel}))
    assert ask(world=world).level("pa", "gast", "island") == "card"


def test_a_pupil_of_29_february_is_16_on_1_march():
    born = dt.date(2008, 2, 29)
    assert (age_on(dt.date(2026, 2, 28), born), age_on(dt.date(2026, 3, 1), born)) == (17, 18)


# ---- the oracle and the papers


def test_every_condition_is_implemented_and_none_else():
    assert set(CONDITIONS) | OF_PEOPLE == set(RIGHTS["conditions"])


def test_two_posts_never_add_up_to_one_right():
    """`both` is at the pupil's new school and at the school that wrote the concept: a card, no more."""
    assert ask(MOVE).level("both", "school", "concept") == "card"
    assert not ask(MOVE).may("both", "school", "submit", "concept")
