"""What no honest form sends: refused with words or left unread, never stored, never a failure of ours."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from hulpvragen.completeness import LEERLING_FIELDS
from hulpvragen.enums import Status
from hulpvragen.models import Dossier, Hulpvraag
from hulpvragen.services.filing import read_answers
from portal.lib import clock
from portal.lib.dates import NO_SUCH_DAY, NO_SUCH_YEAR, NOT_A_DATE
from portal.lib.text import HOLDS_BSN, NOT_KEPT

NEW = reverse("hulpvragen:new") + "?leerling=nieuw"
GOOD = {
    "voornaam": "Isa", "achternaam": "Hoekstra", "geboortedatum": "14-03-2018", "groep": "groep 4", "soort": "adviesvraag",
    "titel": "Rekenen", "doel": "Rekent mee.", "gaat_goed": "Zingt graag.", "gedaan": "Geoefend.", "gevraagd": "Advies.",
    "ouders_geinformeerd_op": "12-01-2026", "ouders_mening": "deels", "ouders_toelichting": "Over het tempo.",
    "gehoord": "ja", "gehoord_op": "12-01-2026", "gehoord_door": "De IB'er", "gehoord_verteld": "Het is leuk.",
    "gehoord_meegewogen": "Ja.", "niet_gehoord_reden": "",
}  # fmt: skip
DATES = ["geboortedatum", "ouders_geinformeerd_op", "gehoord_op"]
CHOICES = ["soort", "ouders_mening", "gehoord"]
TEXTS = [name for name in GOOD if name not in (*DATES, *CHOICES)]
LONG_TEXTS = [name for name in TEXTS if name not in (*LEERLING_FIELDS, "titel", "gehoord_door")]


def url(name: str, hulpvraag) -> str:
    return reverse(f"hulpvragen:{name}", args=[hulpvraag.pk])


def step(slug: str, hulpvraag) -> str:
    return reverse("hulpvragen:act", kwargs={"hulpvraag_id": hulpvraag.pk, "actie": slug})


def send(client, **changes):
    """Post the form for a new pupil, good but for the changes."""
    return client.post(NEW, GOOD | {"key": uuid.uuid4(), "bewaren": "1"} | changes)


def stored() -> tuple[int, int]:
    return Hulpvraag.objects.count(), Dossier.objects.count()


def filed(client, **changes) -> Hulpvraag:
    before = set(Hulpvraag.objects.values_list("pk", flat=True))
    answer = send(client, **changes)
    assert answer.status_code == 302, answer.content[:800]
    return Hulpvraag.objects.exclude(pk__in=before).get()


@pytest.fixture
def refuses(ib):
    """Send a form that must be refused with one sentence at each of these questions, and store nothing."""

    def check(names: list[str], value: str, sentence: str) -> None:
        before = stored()
        answer = send(ib, **dict.fromkeys(names, value))
        assert (answer.status_code, stored()) == (422, before)
        faults = {name: list(found) for name, found in answer.context["form"].errors.items()}
        assert faults == dict.fromkeys(names, [sentence])

    return check


# ---- text


@pytest.mark.parametrize("number", ["111222333", "1112.22.333", "111-222-333"])
def test_a_bsn_is_refused_wherever_it_stands(refuses, number):
    refuses(TEXTS, f"nr {number} van", HOLDS_BSN)


def test_a_refused_bsn_comes_into_no_trail(ib):
    send(ib, gedaan="Zie nummer 111222333.")

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_event e where e::text like '%%111222333%%'")
        assert cursor.fetchone() == (0,)


def test_nine_digits_that_are_no_bsn_are_kept(ib):
    made = filed(ib, **dict.fromkeys(LONG_TEXTS, "Bestelnummer 123456789."))

    assert {read_answers(made)[name] for name in LONG_TEXTS} == {"Bestelnummer 123456789."}


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ufffd", "\ufffe"], ids=ascii)
def test_characters_that_steer_are_refused(refuses, character):
    refuses(TEXTS, f"a{character}b", NOT_KEPT)


def test_a_text_of_ten_thousand_characters_is_refused(refuses):
    refuses(LONG_TEXTS, "lang!" * 2000, "Deze tekst is te lang. Gebruik 4000 tekens of minder, nu zijn het er 10000.")
    refuses(["voornaam"], "lang!" * 2000, "Deze tekst is te lang. Gebruik 60 tekens of minder, nu zijn het er 10000.")


def test_the_longest_text_is_kept(ib):
    made = filed(ib, **dict.fromkeys(LONG_TEXTS, "é" * 4000))

    assert {len(read_answers(made)[name]) for name in LONG_TEXTS} == {4000}


def test_markup_is_text(ib):
    page = ib.get(url("edit", filed(ib, doel="<script>alert(1)</script>{{ 7|add:7 }}"))).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in page


def test_bytes_that_are_no_text_are_refused(ib):
    before = stored()
    answer = ib.post(NEW, b"soort=adviesvraag&doel=a%ff%feb", content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, stored()) == (422, before)


# ---- days


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31-02-2018", NO_SUCH_DAY), ("29-02-2019", NO_SUCH_DAY), ("2018-13-01", NO_SUCH_DAY), ("00-00-2018", NO_SUCH_DAY),
        ("14-03-0018", NO_SUCH_YEAR), ("14-03-99999", NOT_A_DATE), ("gisteren", NOT_A_DATE), ("1" * 5000, NOT_A_DATE), ("a\0b", NOT_A_DATE),
    ],
    ids=lambda text: ascii(text)[:12],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused(refuses, typed, sentence):
    refuses(DATES, typed, sentence)


def dutch(day: dt.date) -> str:
    return day.strftime("%d-%m-%Y")


TODAY = clock.today()
OUT_OF_RANGE = [
    ("geboortedatum", TODAY + clock.DAY, "Controleer de geboortedatum"),
    ("geboortedatum", TODAY - 365 * clock.DAY, "Controleer de geboortedatum"),
    ("geboortedatum", dt.date(TODAY.year - 23, 1, 1), "Controleer de geboortedatum"),
    ("geboortedatum", dt.date(1900, 1, 1), "Controleer de geboortedatum"),
    ("ouders_geinformeerd_op", TODAY + clock.DAY, "ligt in de toekomst"),
    ("gehoord_op", TODAY + clock.DAY, "ligt in de toekomst"),
]


@pytest.mark.parametrize(("name", "day", "sentence"), OUT_OF_RANGE, ids=lambda value: str(value)[:25])
def test_a_day_that_cannot_be_right_holds_back_the_filing(ib, name, day, sentence):
    made = filed(ib, **{name: dutch(day)})

    answer = ib.post(url("check", made), {"version": 1})

    made.refresh_from_db()
    assert (answer.status_code, made.status, made.kenmerk) == (422, Status.CONCEPT, None)
    assert sentence in answer.content.decode()


def test_the_days_of_today_are_right(ib):
    made = filed(ib, ouders_geinformeerd_op=dutch(TODAY), gehoord_op=dutch(TODAY), geboortedatum=dutch(dt.date(TODAY.year - 21, 1, 1)))

    assert ib.post(url("check", made), {"version": 1}).status_code == 302


# ---- what was not asked


@pytest.mark.parametrize("value", ["onzin", "ADVIESVRAAG", "ja\0", "x" * 10_000], ids=lambda text: ascii(text)[:12])
def test_an_answer_that_was_not_offered_is_refused(refuses, value):
    refuses(CHOICES, value, "Kies een van de antwoorden")


def test_fields_that_are_not_asked_are_not_read(ib, w):
    made = filed(
        ib, status="afgerond", behandelaar=w.people.hans.pk, behandelaar_id=w.people.hans.pk, kenmerk="H-2026-0001", ingediend="1",
        version="7", opgesteld_door=w.people.buiten.pk, grondslag="b", opsteller_vestiging=w.schools.weg.pk, vestiging_id=w.schools.weg.pk,
        school=w.schools.weg.pk, dossier_id=w.elsewhere.dossier_id, dossier=w.elsewhere.dossier_id, submitted_at="2026-01-01",
        term_date="2099-01-01", deel="swv", by=w.people.hans.pk, zijde="swv",
    )  # fmt: skip

    assert (made.status, made.behandelaar_id, made.kenmerk, made.ingediend, made.version) == (Status.CONCEPT, None, None, False, 1)
    assert (made.opgesteld_door_id, made.grondslag, made.opsteller_vestiging_id) == (w.people.marloes.pk, "d", w.schools.roos.pk)
    assert (made.submitted_at, made.term_date, made.dossier_id != w.elsewhere.dossier_id) == (None, None, True)


@pytest.mark.parametrize("field", ["leerling", "dossier_id"])
def test_a_pupil_of_another_school_stays_there(ib, w, field):
    theirs = w.elsewhere.dossier_id

    answer = ib.post(f"{reverse('hulpvragen:new')}?leerling=nieuw&{field}={theirs}&school={w.schools.weg.pk}", GOOD | {field: theirs})

    assert answer.status_code in (302, 404)
    assert Hulpvraag.objects.filter(dossier_id=theirs).count() == 1
    assert "Verweg" not in ib.get(f"{reverse('hulpvragen:new')}?leerling={theirs}").content.decode()


def test_a_concept_of_another_school_cannot_be_written(outsider, w):
    concept = w.hulpvragen[Status.CONCEPT]
    for name in ("edit", "check", "delete"):
        assert outsider.post(url(name, concept), GOOD | {"version": concept.version}).status_code == 404

    before, concept = concept.version, Hulpvraag.objects.get(pk=concept.pk)
    assert (concept.version, concept.status) == (before, Status.CONCEPT)


# ---- twice, late, or with another's key


def test_an_old_version_changes_nothing(ib):
    made = filed(ib)
    ib.post(url("edit", made), GOOD | {"version": 1, "doel": "De eerste."})

    assert ib.post(url("edit", made), GOOD | {"version": 1, "doel": "De tweede."}).status_code == 409
    assert read_answers(made)["doel"] == "De eerste."


@pytest.mark.parametrize("version", ["", "0", "-1", "2.0", "één", "²", "9" * 30, "9" * 5000, "\0"], ids=lambda text: ascii(text)[:12])
@pytest.mark.parametrize("name", ["edit", "check"])
def test_a_version_that_is_none_changes_nothing(ib, name, version):
    made = filed(ib)

    answer = ib.post(url(name, made), GOOD | {"version": version, "doel": "Anders."})

    made.refresh_from_db()
    assert answer.status_code in (409, 422)
    assert (made.version, made.status, read_answers(made)["doel"]) == (1, Status.CONCEPT, "Rekent mee.")


def test_the_same_key_makes_one_concept(ib):
    key, before = uuid.uuid4(), stored()[0]
    answers = [send(ib, key=key) for _ in range(3)]

    assert stored()[0] == before + 1
    assert {answer.url for answer in answers} == {answers[0].url}


def test_the_key_of_somebody_else_gives_nothing_away(enter, ib):
    key = uuid.uuid4()
    hers = filed(ib, key=key)

    theirs = filed(enter("buiten", "school"), key=key)

    assert theirs.pk != hers.pk
    assert theirs.opsteller_vestiging_id != hers.opsteller_vestiging_id


@pytest.mark.parametrize("key", ["x", "1" * 5000, "\0", "00000000-0000-0000-0000-00000000000g"], ids=lambda text: ascii(text)[:12])
def test_a_key_that_is_none_is_refused(ib, key):
    before = stored()

    assert (send(ib, key=key).status_code, stored()) == (422, before)


# ---- the steps


@pytest.mark.parametrize(
    ("field", "value"),
    [("version", "9" * 5000), ("voor", "31-02-2027"), ("voor", dutch(TODAY - clock.DAY)), ("voor", "31-12-2099"),
     ("text", "Bel 111222333"), ("text", "a\u202eb"), ("text", "lang " * 2000), ("text", " \n ")],
    ids=lambda text: ascii(text)[:14],
)  # fmt: skip
def test_a_step_with_a_bad_answer_is_not_taken(loket, w, field, value):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    good = {"text": "Wat is er gedaan?", "voor": dutch(TODAY + 7 * clock.DAY), "version": h.version}

    answer = loket.post(step("aanvulling-vragen", h), good | {field: value})

    h.refresh_from_db()
    assert (answer.status_code, h.status) == (422, Status.IN_BEHANDELING)


@pytest.mark.parametrize("person", ["", "x", "\0", "1" * 5000, str(uuid.uuid4()), "marloes"], ids=lambda text: ascii(text)[:8])
def test_only_a_person_who_was_offered_can_be_chosen(loket, w, person):
    h = w.hulpvragen[Status.INGEDIEND]
    chosen = w.people.marloes.pk if person == "marloes" else person

    answer = loket.post(step("toewijzen", h), {"user_id": chosen, "version": h.version})

    h.refresh_from_db()
    assert (answer.status_code, h.behandelaar_id) == (422, None)


# ---- addresses


ROW = f"_{uuid.UUID(int=1)}"  # of a page after some row
GARBAGE = [
    "%00", "%ff", "%E2%80%AE", "x" * 2000, "9" * 5000, "{{7*7}}", "'--", "../../etc/passwd",
    f"0001-01-01T00:00:00%2B23:59{ROW}", f"2026-01-01T00:00:00%2B23:59{ROW}", f"9999-12-31T23:59:59-23:59{ROW}",
]  # fmt: skip
ADDRESSES = [
    ("marloes", "school", "/hulpvragen/?toon={}&na={}"),
    ("marloes", "school", "/hulpvragen/nieuw/?school={}&leerling={}"),
    ("hans", "swv", "/hulpvragen/?school={}&na={}"),
    ("beheer", "swv", "/scholen/?q={}&na={}&toon=register"),
    ("marloes", "school", "/account/bevestigen/?voor={}"),
    ("dubbel", "school", "/kies-rol/?next={}"),
]


@pytest.mark.parametrize(("name", "zijde", "address"), ADDRESSES, ids=[line[2][:25] for line in ADDRESSES])
@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: text[:12])
def test_garbage_in_an_address_is_no_failure(enter, name, zijde, address, garbage):
    assert enter(name, zijde).get(address.replace("{}", garbage)).status_code == 200


@pytest.mark.parametrize("garbage", ["\0", "\ud7ff", "x" * 5000, "'--"], ids=lambda text: ascii(text)[:8])
def test_garbage_as_a_session_is_no_failure(ib, garbage):
    assert ib.post(reverse("accounts:end_session"), {"sessie": garbage}).status_code == 302


def test_a_form_that_is_too_big_is_refused(ib):
    assert send(ib, doel="x" * 1_100_000).status_code == 400
    assert ib.post(NEW, {f"veld{number}": "1" for number in range(1100)}).status_code == 400


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "idna"])
def test_a_form_in_another_charset_is_refused(ib, charset):
    answer = ib.generic("POST", NEW, b"titel=%ff", f"application/x-www-form-urlencoded; charset={charset}")

    assert answer.status_code == 400
    assert ib.generic("POST", NEW, b"titel=x", "application/x-www-form-urlencoded; charset=UTF-8").status_code == 422
