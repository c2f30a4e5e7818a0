"""The forms of the steps: what no honest form sends is said at its question, the rest is kept, nothing is stored."""

import datetime as dt
import uuid

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from devtools.harness import WebClient
from hulpvragen.enums import Action, Soort, Status
from hulpvragen.models import Hulpvraag, HulpvraagContact, Stuk
from hulpvragen.queries.people import enrolled_among
from hulpvragen.services.step_answers import data_of
from hulpvragen.views.act_table import OF_ACTION
from portal.lib import clock
from portal.lib.dates import NO_SUCH_DAY, NO_SUCH_YEAR, NOT_A_DATE
from portal.lib.text import HOLDS_BSN, NOT_KEPT
from tests import factories as f

A, S, TODAY = Action, Status, clock.today()


def day(ahead: int) -> str:
    return (TODAY + ahead * clock.DAY).strftime("%d-%m-%Y")


TEXT = {"text": "Met deze woorden."}
FORMS = {  # action: (who, status, soort, a good form)
    A.REQUEST_INFO: ("loket", S.INGEDIEND, Soort.TLV, TEXT | {"eigen": "De toets", "voor": day(10)}),
    A.SUPPLEMENT: ("ib", S.AANVULLING, Soort.TLV, TEXT),
    A.MOVE_SUPPLEMENT_DATE: ("loket", S.AANVULLING, Soort.TLV, TEXT | {"voor": day(20)}),
    A.EXTEND_TERM: ("loket", S.INGEDIEND, Soort.TLV, TEXT | {"voor": day(30)}),
    A.FLAG: ("ib", S.INGEDIEND, Soort.TLV, TEXT | {"spoed": "on"}),
    A.REFER: ("loket", S.INGEDIEND, Soort.TLV, TEXT | {"naar": "SWV Elders"}),
    A.CLOSE_WITHOUT: ("loket", S.INGEDIEND, Soort.TLV, TEXT | {"waarom": "dubbel"}),
    A.WITHDRAW: ("ib", S.INGEDIEND, Soort.TLV, TEXT),
    A.ADVISE: ("loket", S.IN_BEHANDELING, Soort.ADVIESVRAAG, TEXT | {"afschrift": "verzonden", "afschrift_op": day(0)}),
    A.GRANT: ("loket", S.IN_BEHANDELING, Soort.ARRANGEMENT,
              TEXT | {"van": day(0), "tot": day(200), "omvang": "budget", "budget": "1.250,50", "uren": "", "afschrift": "volgt"}),
    A.ISSUE_TLV: ("loket", S.IN_BEHANDELING, Soort.TLV,
                  TEXT | {"van": day(0), "tot": day(200), "schoolsoort": "so", "categorie": "laag", "afschrift": "volgt"}),
    A.REFUSE: ("loket", S.IN_BEHANDELING, Soort.TLV, TEXT | {"grond": "geen_taak", "afschrift": "volgt"}),
    A.START_SUPPORT: ("loket", S.TOEGEKEND, Soort.ARRANGEMENT, {"begin": day(0), "voor": day(60)}),
    A.EXTEND_SUPPORT: ("loket", S.LOPEND, Soort.ARRANGEMENT, TEXT | {"van": day(0), "tot": day(300)}),
    A.ASK_EVALUATION: ("loket", S.LOPEND, Soort.ARRANGEMENT, {"voor": day(14)}),
    A.SUBMIT_EVALUATION: ("ib", S.EVALUATIE, Soort.ARRANGEMENT, TEXT | {"doelen": "Meedoen.", "vervolg": "stoppen", "vervolg_tekst": ""}),
    A.RECORD_COPY: ("loket", S.TOEGEKEND, Soort.ARRANGEMENT, {"voor": day(0)}),
    A.REOPEN: ("loket", S.AFGEROND, Soort.TLV, TEXT),
}  # fmt: skip
TEXTS = {"text", "eigen", "naar", "doelen", "vervolg_tekst"}
DATES = {"voor", "van", "tot", "begin", "afschrift_op"}
CHOICES = {"waarom", "grond", "schoolsoort", "categorie", "omvang", "afschrift", "vervolg"}
PUBLISH = {"publiceren": "1"}


def url(h, action) -> str:
    return reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": OF_ACTION[action].slug})


def fields(kinds: set[str]) -> list[tuple[Action, str]]:
    return [(action, name) for action, (*_, good) in FORMS.items() for name in good if name in kinds]


@pytest.fixture
def case(w):
    def make(status, soort) -> Hulpvraag:
        h = f.hulpvraag(w.hulpvragen[S.INGEDIEND].dossier, status, w.people.marloes, soort, behandelaar=w.people.hans)
        f.contact(h, w.people.marloes)
        return h

    return make


@pytest.fixture
def refuses(request, case):
    """Send a good form with one wrong answer: the sentence stands at it, the rest is kept and nothing is stored."""

    def check(action, name, value, sentence) -> None:
        who, status, soort, good = FORMS[action]
        client, h = request.getfixturevalue(who), case(status, soort)
        answer = client.post(url(h, action), good | {name: value, "version": 1, "key": uuid.uuid4()} | PUBLISH)
        assert answer.status_code == 422
        assert {field: list(found) for field, found in answer.context["form"].errors.items()} == {name: [sentence]}
        assert sentence in answer.content.decode()
        assert (Hulpvraag.objects.get(pk=h.pk).version, Stuk.objects.filter(hulpvraag=h).count()) == (1, 0)
        shown = answer.context["form"]
        assert all(str(shown[other].value()) == kept for other, kept in good.items() if other not in (name, "spoed"))

    return check


@pytest.mark.parametrize("action", FORMS, ids=str)
def test_the_good_form_is_taken(request, case, action):
    who, status, soort, good = FORMS[action]
    h = case(status, soort)

    answer = request.getfixturevalue(who).post(url(h, action), good | {"version": 1, "key": uuid.uuid4()} | PUBLISH)

    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert Hulpvraag.objects.get(pk=h.pk).version == 2


@pytest.mark.parametrize(("action", "name"), fields(TEXTS), ids=str)
def test_a_bsn_is_refused_wherever_it_stands(refuses, action, name):
    refuses(action, name, "nr 111222333 van", HOLDS_BSN)


@pytest.mark.parametrize(("action", "name"), fields(TEXTS), ids=str)
def test_characters_that_steer_are_refused(refuses, action, name):
    refuses(action, name, "a\u202eb", NOT_KEPT)


@pytest.mark.parametrize(("action", "name"), fields(DATES), ids=str)
@pytest.mark.parametrize(("typed", "sentence"), [("31-02-2030", NO_SUCH_DAY), ("eergisteren", NOT_A_DATE), ("1-1-2999", NO_SUCH_YEAR)])
def test_a_day_that_is_none_is_refused(refuses, action, name, typed, sentence):
    refuses(action, name, typed, sentence)


@pytest.mark.parametrize(("action", "name"), fields(CHOICES), ids=str)
def test_a_choice_that_is_not_offered_is_refused(refuses, action, name):
    refuses(action, name, "anders-dan-anders", "Kies een van de antwoorden")


@pytest.mark.parametrize(("typed", "sentence"), [
    ("-5", "Vul een bedrag boven 0 in"), ("veel", "Vul een bedrag in met cijfers, bijvoorbeeld 1250 of 1250,50"),
    ("12.50", "Schrijf een komma voor de centen, bijvoorbeeld 1250,50"), ("1,2,3", "Vul een bedrag in met cijfers, bijvoorbeeld 1250 of 1250,50"),
    ("1e9", "Vul een bedrag in met cijfers, bijvoorbeeld 1250 of 1250,50"), ("0", "Vul een budget in tussen 1 cent en 1 miljoen euro"),
    ("9" * 30, "Vul een bedrag in met cijfers, bijvoorbeeld 1250 of 1250,50"), ("9000000", "Vul een budget in tussen 1 cent en 1 miljoen euro"),
])  # fmt: skip
def test_an_amount_that_is_none_is_refused(refuses, typed, sentence):
    refuses(A.GRANT, "budget", typed, sentence)


@pytest.mark.parametrize(("typed", "kept"), [("1250", "1250"), ("1.250", "1250"), ("€ 1.250,5", "1250.5"), (" 12,50 ", "12.50"), ("1 250", "1250")])
def test_amounts_as_people_write_them(loket, case, typed, kept):
    h = case(S.IN_BEHANDELING, Soort.ARRANGEMENT)

    loket.post(url(h, A.GRANT), FORMS[A.GRANT][3] | {"budget": typed, "version": 1} | PUBLISH)

    assert data_of(Stuk.objects.get(hulpvraag=h))["budget"] == kept


@pytest.mark.parametrize("typed", ["-4", "4,5", "veel", "1e3", "9" * 12])
def test_hours_that_are_none_are_refused(refuses, typed):
    refuses(A.GRANT, "uren", typed, "Vul een heel getal in met cijfers, bijvoorbeeld 40")


# ---- an outcome is checked before it is given out


def test_an_outcome_is_shown_as_the_school_will_read_it(loket, case):
    h, good = case(S.IN_BEHANDELING, Soort.ARRANGEMENT), FORMS[A.GRANT][3] | {"version": 1, "key": uuid.uuid4()}

    page = loket.post(url(h, A.GRANT), good).content.decode()

    for told in ("Controleren en publiceren", "Met deze woorden.", "€ 1.250,50", "bezwaar maken", "Afschrift voor de ouders", f'value="{good["key"]}"'):
        assert told in page
    assert Hulpvraag.objects.get(pk=h.pk).status == S.IN_BEHANDELING
    back = loket.post(url(h, A.GRANT), good | {"aanpassen": "1"}).content.decode()
    assert 'value="1.250,50"' in back
    loket.post(url(h, A.GRANT), good | PUBLISH)
    assert Hulpvraag.objects.get(pk=h.pk).status == S.TOEGEKEND


def test_what_is_wrong_is_said_before_the_check(loket, case):
    h = case(S.IN_BEHANDELING, Soort.ARRANGEMENT)

    answer = loket.post(url(h, A.GRANT), FORMS[A.GRANT][3] | {"tot": day(-1), "version": 1})

    assert answer.status_code == 422
    assert "ligt voor de eerste dag" in answer.content.decode()


def test_the_school_reads_the_outcome_with_its_clause(loket, ib, case):
    h = case(S.IN_BEHANDELING, Soort.TLV)
    loket.post(url(h, A.ISSUE_TLV), FORMS[A.ISSUE_TLV][3] | {"version": 1} | PUBLISH)

    page = ib.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode()

    for told in (f"TLV-{TODAY.year}-0001", "Speciaal onderwijs (so)", "Laag", "kunnen tot en met"):
        assert told in page


def test_a_tlv_that_ends_on_another_day_than_31_july_is_pointed_out(loket, case):
    h, good = case(S.IN_BEHANDELING, Soort.TLV), FORMS[A.ISSUE_TLV][3] | {"version": 1}
    summer = dt.date(TODAY.year + 2, 7, 31)

    assert "eindigt meestal op 31 juli" in loket.post(url(h, A.ISSUE_TLV), good | {"tot": f"30-07-{summer.year}"}).content.decode()
    assert "eindigt meestal op 31 juli" not in loket.post(url(h, A.ISSUE_TLV), good | {"tot": summer.strftime("%d-%m-%Y")}).content.decode()


def test_closing_warns_while_bezwaar_can_be_made(loket, ib, case):
    h = case(S.IN_BEHANDELING, Soort.TLV)
    loket.post(url(h, A.ISSUE_TLV), FORMS[A.ISSUE_TLV][3] | {"version": 1} | PUBLISH)

    assert "kunnen nog bezwaar maken tot en met" in ib.get(url(h, A.CLOSE)).content.decode()


# ---- aanvulling, point by point


def test_the_school_answers_each_point(loket, ib, case):
    h = case(S.IN_BEHANDELING, Soort.ARRANGEMENT)  # whose form expects documents
    document = h.formulier.documenten[0]["label"]
    loket.post(url(h, A.REQUEST_INFO), TEXT | {"punten": [document], "eigen": "De toets\n\n  Het verslag ", "voor": day(10), "version": 1})
    page = ib.get(url(h, A.SUPPLEMENT)).content.decode()
    for number, point in enumerate((document, "De toets", "Het verslag"), start=1):
        assert f"{number}. {point}" in page
    assert "<li>De toets</li>" in loket.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode()  # numbered by the list itself
    given = {"er_0": "ja", "antwoord_0": "Zit erbij.", "er_1": "nee", "antwoord_1": "Nog niet gemaakt.", "er_2": "ja", "version": 2}

    refused = ib.post(url(h, A.SUPPLEMENT), given)
    assert refused.status_code == 422
    assert 'href="#id_antwoord_2">Vul uw antwoord bij punt 3 in' in refused.content.decode()
    assert "Nog niet gemaakt.</textarea>" in refused.content.decode()
    ib.post(url(h, A.SUPPLEMENT), given | {"antwoord_2": "Volgt."})

    page = loket.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode()
    assert page.count("<strong>Niet beschikbaar</strong>") == 1
    assert "Nog niet gemaakt." in page


def test_at_least_one_point_is_asked(loket, case):
    h = case(S.IN_BEHANDELING, Soort.ADVIESVRAAG)

    answer = loket.post(url(h, A.REQUEST_INFO), TEXT | {"eigen": " ", "voor": day(10), "version": 1})

    assert answer.status_code == 422
    assert "Vul in wat u van de school nodig hebt" in answer.content.decode()


# ---- the contact


def contact_form(*people, vanaf: str = "") -> dict:
    return {"user_ids": [user.pk for user in people], "vanaf": vanaf or day(0), "version": 1}


def named(h, on: dt.date) -> set[str]:
    return set(HulpvraagContact.objects.filter(hulpvraag=h, replaced_at=None, geldig__contains=on).values_list("user__voornaam", flat=True))


def test_two_contacts_from_a_day_to_come_disturb_nothing_until_then(ib, w):
    h = w.hulpvragen[S.INGEDIEND]
    ib.post(url(h, A.CHANGE_CONTACT), contact_form(w.people.marloes, w.people.dubbel, vanaf=day(7)))

    assert named(h, TODAY) == named(h, TODAY + 6 * clock.DAY) == {"marloes"}
    assert named(h, TODAY + 7 * clock.DAY) == {"marloes", "dubbel"}
    page = ib.get(reverse("hulpvragen:school_data", args=[h.pk])).content.decode()
    assert "Contactpersoon vanaf" in page
    assert "dubbel Dubbel" in page


def test_a_plan_is_replaced_by_a_later_choice(ib, w):
    h = w.hulpvragen[S.INGEDIEND]
    ib.post(url(h, A.CHANGE_CONTACT), contact_form(w.people.dubbel, vanaf=day(7)))
    ib.post(url(h, A.CHANGE_CONTACT), contact_form(w.people.marloes, vanaf=day(3)) | {"version": 2})

    assert named(h, TODAY) == named(h, TODAY + 30 * clock.DAY) == {"marloes"}


@pytest.mark.parametrize(("names", "vanaf", "field", "sentence"), [
    ([], 0, "user_ids", "Kies wie de contactpersoon is"), (["marloes", "karin", "dubbel"], 0, "user_ids", "Kies een of twee contactpersonen"),
    (["karin"], 1, "user_ids", "karin Karin werkt op"), (["marloes"], -1, "vanaf", "Deze dag is geweest"),
    (["marloes"], 366, "vanaf", "Kies een dag binnen een jaar"), (["eik"], 0, "user_ids", "Kies een van de antwoorden"),
    (["geschorst"], 0, "user_ids", "Kies een van de antwoorden"),
])  # fmt: skip
def test_a_choice_of_contact_that_cannot_be(ib, w, names, vanaf, field, sentence):
    h = w.hulpvragen[S.INGEDIEND]

    answer = ib.post(url(h, A.CHANGE_CONTACT), contact_form(*(getattr(w.people, name) for name in names), vanaf=day(vanaf)))

    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert named(h, TODAY) == {"marloes"}


def test_the_tab_warns_of_who_leaves_is_stopped_or_never_logged_in(ib, w):
    h = w.hulpvragen[S.INGEDIEND]
    page = ib.get(reverse("hulpvragen:school_data", args=[h.pk])).content.decode()
    assert "marloes Marloes heeft nog niet met een tweede stap ingelogd" not in page, "she is at work in the portal now"
    f.contact(h, w.people.karin)
    f.contact(h, w.people.geschorst)

    page = ib.get(reverse("hulpvragen:school_data", args=[h.pk])).content.decode()

    assert "karin Karin vertrekt. De laatste dag met toegang is" in page
    assert "Daarna krijgt de andere contactpersoon de e-mails. Kies een nieuwe contactpersoon." in page
    assert "karin Karin heeft nog niet met een tweede stap ingelogd" in page
    assert "geschorst Geschorst heeft tijdelijk geen toegang" in page


def test_who_leaves_with_a_successor_planned_needs_no_new_choice(ib, w):
    h = w.hulpvragen[S.INGEDIEND]
    HulpvraagContact.objects.filter(hulpvraag=h).delete()
    f.contact(h, w.people.karin, laatste_dag=TODAY)
    f.contact(h, w.people.dubbel, begin=TODAY + clock.DAY)

    page = ib.get(reverse("hulpvragen:school_data", args=[h.pk])).content.decode()

    assert "Daarna is dubbel Dubbel de contactpersoon." in page
    assert "Kies een nieuwe contactpersoon" not in page


@pytest.mark.parametrize(("names", "told"), [(["marloes", "dubbel"], "marloes Marloes en dubbel Dubbel"), (["dubbel"], "dubbel Dubbel")])
def test_the_tab_names_everybody_who_is_the_contact_from_a_day_to_come(ib, w, names, told):
    h = w.hulpvragen[S.INGEDIEND]
    ib.post(url(h, A.CHANGE_CONTACT), contact_form(*(getattr(w.people, name) for name in names), vanaf=day(7)))

    planned = ib.get(reverse("hulpvragen:school_data", args=[h.pk])).context["contacts"].planned

    assert [names for _, names in planned] == [told]


def test_who_logged_in_is_told_to_staff_only(w, act):
    ids = [w.people.marloes.pk, w.people.karin.pk]
    f.person("Nieuw", "Hier")
    WebClient().enter(w.people.marloes, "school")  # sets her second factor up
    for name, zijde, told in (("karin", "school", True), ("hans", "swv", True), ("ouder", "gast", None)):
        with act(getattr(w.people, name), zijde):
            if told is None:
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    enrolled_among(ids)
            else:
                assert enrolled_among(ids) == {w.people.marloes.pk}


def test_the_school_is_asked_who_the_contact_is(loket, enter, w):
    h = f.hulpvraag(f.dossier(f.vestiging("Zonder Ib")))
    school = h.opsteller_vestiging
    directeur = f.person("Daan", "Directeur")
    f.post(directeur, "contactpersoon", school)
    page = loket.get(reverse("hulpvragen:school_data", args=[h.pk])).content.decode()
    assert "Vraag de school wie de contactpersoon is" in page
    assert "Contact overnemen" in page

    loket.post(url(h, A.ASK_CONTACT), {"version": 1})

    assert Hulpvraag.objects.get(pk=h.pk).version == 2
    assert loket.get(url(w.hulpvragen[S.INGEDIEND], A.ASK_CONTACT)).status_code == 403, "that school has a contact"


# ---- the term as a story

STORY = (
    "Begonnen op", "8 weken", "Verlengd tot en met", "Er is onderzoek nodig.", "Stil vanaf", "Het rapport ontbreekt.",
    "De termijn staat nu stil", "Aan zet: de school",
)  # fmt: skip


def test_the_story_of_a_term(loket, ib, case):
    h = case(S.INGEDIEND, Soort.TLV)
    loket.post(url(h, A.EXTEND_TERM), {"text": "Er is onderzoek nodig.", "voor": day(30), "version": 1})
    loket.post(url(h, A.REQUEST_INFO), {"text": "Het rapport ontbreekt.", "eigen": "Het rapport", "voor": day(10), "version": 2})

    for client in (loket, ib):
        page = client.get(reverse("hulpvragen:detail", args=[h.pk])).content.decode().split('id="kop-termijn"')[1].split("</section>")[0]
        for told in STORY:
            assert told in page


def test_urgency_is_shown_in_words(loket, enter, w):
    h = w.hulpvragen[S.INGEDIEND]
    loket.post(url(h, A.FLAG), {"text": "Zit al drie weken thuis.", "thuiszitter": "on", "version": 1})

    for client in (loket, enter("marloes", "school"), enter("directeur", "school")):
        for address in (reverse("hulpvragen:detail", args=[h.pk]), reverse("hulpvragen:list") + "?toon=open"):
            page = client.get(address).content.decode()
            assert page.count("swv-badge--danger\">Thuiszitter</span>") == 1
            assert 'swv-badge--danger">Spoed</span>' not in page
