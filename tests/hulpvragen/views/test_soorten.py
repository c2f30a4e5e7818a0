"""Settings: what each soort asks. A change is a new version, and old answers stay readable."""

import json

import pytest
from django.urls import reverse

from hulpvragen.completeness import RESERVED
from hulpvragen.enums import Soort, Status
from hulpvragen.models import Formulier, Hulpvraag
from hulpvragen.queries.settings import newest
from hulpvragen.services.filing import read_answers
from portal.lib.db import rows
from tests.hulpvragen.views.task_list import begin, complete, part_url, send, text, url

INDEX = reverse("settings:soorten")


def page(soort: str = "arrangement") -> str:
    return reverse("settings:soort", kwargs={"soort": Soort(soort).value})


def edit_page(soort: str = "arrangement") -> str:
    return reverse("settings:soort_edit", kwargs={"soort": Soort(soort).value})


def typed(soort: str = "arrangement", **changes) -> dict:
    """Return what the page sends when nothing is changed, and the changes."""
    of = newest(Soort(soort))
    sent = {"versie": of.versie, "uitleg": of.uitleg, "termijn_aantal": of.termijn_aantal, "termijn_eenheid": of.termijn_eenheid, "doe": "opslaan"}
    if of.vakanties_tellen_mee:
        sent["vakanties_tellen_mee"] = "on"
    for kind, found in (("vraag", of.vragen), ("document", of.documenten)):
        for number, row in enumerate(found):
            sent |= {f"{kind}-{number}-{name}": "\n".join(value) if name == "keuzes" else value for name, value in row.items() if name != "verplicht"}
            if row["verplicht"]:
                sent[f"{kind}-{number}-verplicht"] = "on"
    return {name: value for name, value in (sent | changes).items() if value is not None}


def question(number: int, label: str, type: str = "regel", **more) -> dict:
    return {f"vraag-{number}-{name}": value for name, value in ({"label": label, "type": type} | more).items()}


def versions() -> int:
    return Formulier.objects.count()


@pytest.fixture
def refuses(loket):
    """Send changes that must be refused with this sentence at this control, and make no version."""

    def check(sentence: str, target: str, soort: str = "arrangement", **changes) -> None:
        before = versions()
        answer = loket.post(edit_page(soort), typed(soort, **changes))
        shown = text(answer, 422)
        assert sentence.replace("'", "&#x27;") in shown
        assert f'href="#{target}"' in shown
        assert f'id="{target}"' in shown
        assert versions() == before

    return check


# ---- look


@pytest.mark.parametrize("name", ["hans", "noord", "privacy", "beheer"])
def test_who_may_look_sees_how_the_school_sees_it(enter, name):
    client = enter(name, "swv")

    assert "TLV-aanvraag" in text(client.get(INDEX))
    shown = text(client.get(page("tlv")))
    assert "Voor welk onderwijs vraagt u de verklaring?" in shown
    assert "Onderwijskundig rapport" in shown
    assert "antwoord binnen 8 weken" in shown
    assert (edit_page("tlv") in shown) == (name == "hans")
    assert ("Open hulpvragen" in shown) == (name in ("hans", "privacy"))


@pytest.mark.parametrize(("name", "zijde"), [("marloes", "school"), ("mutaties", "swv"), ("ouder", "gast"), ("niemand", None)])
def test_nobody_else_looks(enter, name, zijde):
    for address in (INDEX, page(), edit_page()):
        assert enter(name, zijde).get(address).status_code == 403


@pytest.mark.parametrize(("name", "zijde"), [("marloes", "school"), ("noord", "swv"), ("privacy", "swv"), ("beheer", "swv")])
def test_only_the_loket_sets(enter, loket, name, zijde):
    before = versions()
    assert enter(name, zijde).post(edit_page(), typed(uitleg="Iets anders.")).status_code == 403
    assert versions() == before
    assert loket.post(edit_page(), typed(uitleg="Iets anders.")).status_code == 302
    assert versions() == before + 1


# ---- change


def test_saving_makes_a_version_and_leaves_the_old_one(loket, w):
    old = newest(Soort.ARRANGEMENT)
    was = (old.versie, old.vragen, old.termijn_aantal)

    answer = loket.post(edit_page(), typed(
        termijn_aantal="20", termijn_eenheid="schooldagen", vakanties_tellen_mee=None,
        **question(5, "Wie doet mee?", verplicht="on"), **question(6, "Hoe vaak?", "keuze", keuzes="Elke dag\n\n  Elke week "),
        **{"document-3-label": "Handelingsplan"},
    ), follow=True)  # fmt: skip

    assert "Versie 2 van ‘Arrangement’ geldt nu." in text(answer)
    made = newest(Soort.ARRANGEMENT)
    assert (made.versie, made.termijn_aantal, made.termijn_eenheid, made.vakanties_tellen_mee, made.created_by) == (2, 20, "schooldagen", False, w.people.hans)
    assert made.vragen[:5] == old.vragen
    assert made.vragen[5:] == [
        {"code": "wie_doet_mee", "label": "Wie doet mee?", "hint": "", "type": "regel", "verplicht": True},
        {"code": "hoe_vaak", "label": "Hoe vaak?", "hint": "", "type": "keuze", "verplicht": False, "keuzes": ["Elke dag", "Elke week"]},
    ]
    assert made.documenten[3] == {"code": "handelingsplan", "label": "Handelingsplan", "verplicht": False}
    old.refresh_from_db()
    assert (old.versie, old.vragen, old.termijn_aantal) == was
    (row,) = rows("select * from audit_event where event = 'formulier.version_made'")
    assert (row["actor_id"], json.loads(row["detail"])) == (w.people.hans.pk, {"soort": "arrangement", "versie": 2})


def test_what_is_set_already_makes_no_version(loket):
    before = versions()
    assert loket.post(edit_page(), typed()).status_code == 302

    changed = typed(uitleg="Sent twice.")
    assert [loket.post(edit_page(), changed).status_code for _ in range(2)] == [302, 302]
    assert versions() == before + 1


def test_a_hulpvraag_keeps_the_version_it_was_begun_with(ib, loket):
    made = complete(ib, "arrangement")
    fewer = {name: value for name, value in typed().items() if not name.startswith("vraag-4-")}  # without "omvang"
    assert loket.post(edit_page(), fewer | {"vraag-0-label": "Wat is het doel?"}).status_code == 302

    assert "Hoeveel ondersteuning denkt u nodig te hebben?" in text(ib.get(part_url(made, "hulpvraag")))
    ib.post(url("check", made), {"version": made.version})
    for reader in (ib, loket):
        shown = text(reader.get(url("detail", made)))
        assert "Twee uur per week." in shown
        assert "Wat wilt u bereiken?" in shown

    later = begin(ib, "arrangement")
    shown = text(ib.get(part_url(later, "hulpvraag")))
    assert "Hoeveel ondersteuning" not in shown
    assert "Wat is het doel?" in shown
    versions_page = text(loket.get(page()))
    assert "Versie 2" in versions_page
    assert "hans Hans" in versions_page
    assert "Hoeveel ondersteuning" in text(loket.get(page(), {"versie": "1"}))


def test_open_hulpvragen_are_counted_and_concepts_never(ib, loket, w):
    def counted() -> dict:
        return {one.formulier.versie: one.open for one in loket.get(page("overig")).context["versions"]}

    begin(ib, "overig")
    assert counted() == {1: 0}
    Hulpvraag.objects.filter(pk=w.hulpvragen[Status.INGEDIEND].pk).update(soort="overig", formulier=newest("overig"))
    assert counted() == {1: 1}


def test_a_new_question_is_asked_and_held_to(ib, loket):
    loket.post(edit_page("overig"), typed("overig", **question(3, "Op welke dag kunt u?", "datum", verplicht="on"), **question(4, "Kies:", "keuze", keuzes="A\nB")))
    made = begin(ib, "overig")
    (dag, keuze) = newest("overig").vragen[3:]

    assert "Vul een antwoord in bij ‘Op welke dag kunt u?’" in text(ib.get(url("check", made)))
    assert "Vul een datum in" in text(ib.post(part_url(made, "hulpvraag"), {"version": 1, dag["code"]: "morgen"}), 422)
    assert "Kies een van de antwoorden" in text(ib.post(part_url(made, "hulpvraag"), {"version": 1, keuze["code"]: "C"}), 422)
    ib.post(part_url(made, "hulpvraag"), {"version": 1, dag["code"]: "14-03-2027", keuze["code"]: "B"})
    assert (read_answers(made)[dag["code"]], read_answers(made)[keuze["code"]]) == ("2027-03-14", "B")
    assert "zondag 14 maart 2027" in text(ib.get(url("check", made)))


# ---- the page without a script: rows more, less and elsewhere


def labels(answer) -> list[str]:
    return [row["label"].value() for row in answer.context["form"].vragen]


def test_the_buttons_show_the_page_again_and_keep_nothing(loket):
    before, first = versions(), labels(loket.get(edit_page()))

    more = loket.post(edit_page(), typed(doe="vraag-erbij", uitleg="Nog bezig."))
    assert labels(more) == [*first, ""]
    assert "Nog bezig." in text(more)
    assert labels(loket.post(edit_page(), typed(doe="vraag-weg-1"))) == [first[0], *first[2:]]
    assert labels(loket.post(edit_page(), typed(doe="vraag-omhoog-1"))) == [first[1], first[0], *first[2:]]
    assert labels(loket.post(edit_page(), typed(doe="vraag-omlaag-0"))) == [first[1], first[0], *first[2:]]
    for nonsense in ("vraag-weg-99", "vraag-weg--1", "vraag-omhoog-0", "onzin", "vraag-weg-9999999999", "", "-", "document-x-0"):
        assert labels(loket.post(edit_page(), typed(doe=nonsense))) == first
    assert versions() == before


def test_the_preview_shows_what_is_typed_and_keeps_nothing(loket):
    before = versions()

    shown = text(loket.post(edit_page(), typed(doe="voorbeeld", **question(5, "Een nieuwe vraag?"))))

    assert "Zo ziet de school het" in shown
    assert 'id="id_voorbeeld-een_nieuwe_vraag"' in shown
    assert versions() == before


# ---- two people


def test_a_second_editor_sees_both_versions(loket, enter):
    hers = typed(**{"vraag-0-label": "Van Lotte?"})
    loket.post(edit_page(), typed(**{"vraag-0-label": "Van Hans?", "termijn_aantal": "5"}))
    before = versions()

    late = text(enter("lotte", "swv").post(edit_page(), hers), 409)

    assert "Een collega heeft dit formulier intussen gewijzigd." in late
    for shown in ("Van Hans?", "Van Lotte?", "5 weken", "6 weken"):
        assert shown in late
    assert 'name="versie" value="2"' in late
    assert versions() == before
    assert enter("lotte", "swv").post(edit_page(), hers | {"versie": "2"}).status_code == 302
    assert newest(Soort.ARRANGEMENT).vragen[0]["label"] == "Van Lotte?"


@pytest.mark.parametrize("version", ["", "0", "2", "99"])
def test_a_version_that_is_none_changes_nothing(loket, version):
    before = versions()
    assert loket.post(edit_page(), typed(versie=version, uitleg="Anders.")).status_code == 409
    assert versions() == before


# ---- bad input


@pytest.mark.parametrize("aantal", ["0", "27", "1000"])
def test_a_term_that_cannot_be_is_refused(refuses, aantal):
    refuses("Kies een termijn van 1 tot en met 26 weken, of van 1 tot en met 130 schooldagen", "id_termijn_aantal", termijn_aantal=aantal)


@pytest.mark.parametrize("aantal", ["-1", "zes", "6,5", "9" * 5000], ids=["-1", "zes", "6,5", "9999"])
def test_a_term_that_is_no_number_is_refused(refuses, aantal):
    refuses("Vul een heel getal in met cijfers", "id_termijn_aantal", termijn_aantal=aantal)


def test_nothing_filled_in_is_said_at_each_question(refuses):
    refuses("Vul een getal in, bijvoorbeeld 6", "id_termijn_aantal", termijn_aantal="")
    refuses("Vul in waar deze soort hulpvraag voor is", "id_uitleg", uitleg=" ")
    refuses("Kies weken of schooldagen", "id_termijn_eenheid_0", termijn_eenheid="")
    refuses("Kies een van de antwoorden", "id_termijn_eenheid_0", termijn_eenheid="jaren")
    refuses("Kies hoe de school deze vraag beantwoordt", "id_vraag-0-type", **{"vraag-0-type": ""})
    refuses("Kies een van de antwoorden", "id_vraag-0-type", **{"vraag-0-type": "bestand"})
    refuses("Vul de vraag in", "id_vraag-0-label", **{"vraag-0-label": ""})
    refuses("Vul in welk document u verwacht", "id_document-0-label", **{"document-0-label": "\u200b"})


@pytest.mark.parametrize("changes", [
    {"termijn_aantal": "9"}, {"termijn_aantal": "30", "termijn_eenheid": "schooldagen"}, {"vakanties_tellen_mee": None},
])  # fmt: skip
def test_a_tlv_is_decided_within_eight_weeks(refuses, changes):
    refuses("Over een TLV-aanvraag beslist u binnen 8 weken", "id_termijn_aantal", "tlv", **changes)


@pytest.mark.parametrize(("keuzes", "sentence"), [
    ("", "Vul minstens twee antwoorden in"), ("Alleen dit", "Vul minstens twee antwoorden in"), ("\n \n", "Vul minstens twee antwoorden in"),
    ("Ja\nja", "Er staan twee dezelfde antwoorden"), ("x" * 101 + "\nkort", "Een antwoord is te lang. Gebruik 100 tekens"),
    ("\n".join(map(str, range(21))), "Dit zijn er te veel: 21. Een vraag heeft hooguit 20 antwoorden."),
    ("111222333\nja", "Hier lijkt een burgerservicenummer"),
], ids=lambda value: value[:12])  # fmt: skip
def test_a_choice_needs_its_answers(refuses, keuzes, sentence):
    refuses(sentence, "id_vraag-5-keuzes", **question(5, "Welke?", "keuze", keuzes=keuzes))


def test_the_same_question_twice_is_refused(refuses):
    refuses("Deze tekst staat er twee keer.", "id_vraag-5-label", **question(5, "WAT GAAT GOED?"))
    refuses("Deze tekst staat er twee keer.", "id_document-3-label", **{"document-3-label": "verslag van onderzoek"})


def test_too_many_is_refused(refuses):
    many = {name: value for number in range(5, 31) for name, value in question(number, f"Vraag {number}?").items()}
    refuses("Dit zijn er te veel: 31. Er passen er 30 op een formulier.", "kop-vraag", **many)
    refuses("Dit zijn er te veel: 16. Er passen er 15 op een formulier.", "kop-document", **{f"document-{n}-label": f"Document {n}" for n in range(3, 16)})


@pytest.mark.parametrize("label", [
    "Titel", "Gehoord", "Voornaam", "Version", "Document opp", "Klopt", "OPP reden", "***", "42", "x" * 200, "Gezag", "Doel",
    "Verder", "Klad", "csrfmiddlewaretoken",
])  # fmt: skip
def test_a_question_may_be_called_anything(loket, ib, label):
    """Its name is made so that it never stands in the place of another."""
    assert loket.post(edit_page("adviesvraag"), typed("adviesvraag", **question(4, label))).status_code == 302

    made, new = begin(ib), newest("adviesvraag").vragen[-1]["code"]
    assert new not in RESERVED | {"doel", "gedaan", "verder", "klad", "csrfmiddlewaretoken"}
    send(ib, made, "hulpvraag", **{new: "Het antwoord."})
    answers = read_answers(made)
    assert (answers[new], answers["titel"], answers["doel"], answers["gehoord"]) == ("Het antwoord.", "Rekenen", "Rekent mee.", "")


@pytest.mark.parametrize("code", ["titel", "gehoord", "document_opp", "../x", "doel; drop", "gedaan", "x_reden"])
def test_a_name_that_was_made_up_is_not_taken_over(loket, code):
    """The page carries the names of old questions along; another one is no name."""
    answer = loket.post(edit_page(), typed(**question(5, "Een vraag?", code=code)))

    if code == "gedaan":  # of another question
        assert "Deze naam is al in gebruik." in text(answer, 422)
    else:
        assert answer.status_code == 302
        assert newest(Soort.ARRANGEMENT).vragen[5]["code"] == "een_vraag"


def test_a_name_never_gets_another_meaning(loket):
    """A question that was taken away leaves its name behind."""
    loket.post(edit_page(), {name: value for name, value in typed().items() if not name.startswith("vraag-4-")})
    loket.post(edit_page(), typed(**question(4, "Omvang")))

    assert newest(Soort.ARRANGEMENT).vragen[4]["code"] == "omvang_2"


@pytest.mark.parametrize("character", ["\0", "\u202e", "\x1b"], ids=ascii)
def test_characters_that_steer_are_refused(refuses, character):
    for field in ("uitleg", "vraag-0-label", "vraag-0-hint", "document-0-label"):
        refuses("Er staat een teken in dat we niet kunnen bewaren.", f"id_{field}", **{field: f"a{character}b"})


def test_a_label_that_is_too_long_is_refused(refuses):
    refuses("Deze tekst is te lang. Gebruik 200 tekens of minder, nu zijn het er 201.", "id_vraag-0-label", **{"vraag-0-label": "x" * 201})


def test_a_wrong_method_is_refused(loket):
    assert [loket.put(address).status_code for address in (INDEX, page(), edit_page())] == [405, 405, 405]
    assert loket.post(page()).status_code == 405
