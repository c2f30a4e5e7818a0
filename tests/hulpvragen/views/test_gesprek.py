"""The tabs Berichten and Notities as their readers meet them."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hulpvragen.enums import Deel, GastSoort, Onderdeel, Status
from hulpvragen.models import Bericht, Hulpvraag, Notitie, Toegang
from hulpvragen.queries import gesprek as queries
from hulpvragen.services import gesprek
from portal.lib import clock
from portal.lib.db import rows
from portal.lib.errors import Conflict
from portal.lib.text import HOLDS_BSN
from tests import factories as f
from tests.accounts.visitor import text

pytestmark = pytest.mark.django_db
TEXT = "Kunnen we deze week bellen over de toetsen?"
PARTS = (Onderdeel.BERICHTEN,)


@pytest.fixture
def h(w) -> Hulpvraag:
    return w.hulpvragen[Status.IN_BEHANDELING]


@pytest.fixture
def leraar(w, h, enter):
    f.toegang(w.people.leraar, h, soort=GastSoort.LEERKRACHT, delen=PARTS, door=w.people.marloes)
    return enter("leraar", "gast")


def url(h: Hulpvraag, name: str = "berichten") -> str:
    return reverse(f"hulpvragen:{name}", args=[h.pk])


def fields(**given) -> dict:
    return {"tekst": TEXT, "key": str(uuid.uuid4()), **given}


def parts_seen(h: Hulpvraag) -> list[str]:
    return [row["object_type"] for row in rows("select object_type from audit_event where event = 'hulpvraag.viewed' and hulpvraag_id = %s order by at", h.pk)]


# ---- berichten


def test_from_the_school_to_the_swv_and_back(w, ib, loket, h):
    empty = ib.get(url(h))
    assert "Nog geen berichten" in text(empty)
    assert "Dit bericht is voor uw school en PPO" in text(empty)
    sent = ib.post(url(h), fields(), follow=True)
    assert "Uw bericht is verstuurd." in text(sent)

    shown = loket.get(url(h))
    assert TEXT in text(shown)
    assert "Leest mee: de school en PPO" in text(shown)
    assert b">Nieuw<" in shown.content
    assert b">Nieuw<" not in loket.get(url(h)).content, "she has seen it"
    assert loket.post(url(h), fields(tekst="Dat kan.", lezers="school")).status_code == 302
    assert loket.post(url(h), fields(tekst="Onder ons.", lezers="swv")).status_code == 302

    read = ib.get(url(h))
    assert text(read).index("Dat kan.") < text(read).index(TEXT), "newest first"
    assert "Onder ons." not in text(read)
    assert "Leest mee: alleen PPO" in text(loket.get(url(h)))
    assert {"berichten"} == set(parts_seen(h))
    assert "Berichten" in text(ib.get(url(h, "viewed_by")))


def test_the_tab_says_how_many_are_new(ib, loket, h):
    loket.post(url(h), fields(lezers="school"))
    loket.post(url(h, "notities"), fields())
    tab = re.compile(rb'>Berichten <span class="swv-count">1</span>')
    assert tab.search(ib.get(url(h, "detail")).content)
    ib.get(url(h))
    assert not tab.search(ib.get(url(h, "detail")).content)
    assert b'>Notities <span class="swv-count">' not in ib.get(url(h, "detail")).content, "of what she may not read nothing is counted"


def test_a_concept_is_kept_shown_again_and_thrown_away(w, ib, enter, h):
    assert "Alleen u ziet het." in text(ib.post(url(h), fields(bewaren="ja"), follow=True))
    assert TEXT in ib.get(url(h)).content.decode()
    for client in (enter("karin", "school"), enter("hans", "swv")):
        assert TEXT not in client.get(url(h)).content.decode()
    assert ib.post(url(h), {"verwijderen": "ja"}).status_code == 302
    assert not Bericht.objects.exists()


def test_a_concept_needs_no_readers_and_what_is_sent_does(loket, h):
    shown = loket.post(url(h), fields())
    assert shown.status_code == 422
    assert "Kies wie dit bericht leest" in text(shown)
    assert TEXT in shown.content.decode()
    assert loket.post(url(h), fields(bewaren="ja")).status_code == 302
    assert loket.get(url(h)).content.count(b"checked") == 0, "nobody is chosen for her"


def test_guests_are_named_to_the_school_counted_for_the_swv_and_never_let_in_by_default(w, ib, loket, h, leraar):
    f.toegang(w.people.ouder, h, soort=GastSoort.OUDER, delen=PARTS)
    asked = text(ib.get(url(h)))
    assert f"{w.people.leraar.naam} (leerkracht)" in asked
    assert f"{w.people.ouder.naam} (ouder)" in asked
    counted = text(loket.get(url(h)))
    assert "1 × leerkracht" in counted
    assert w.people.leraar.naam not in counted
    for client in (ib, loket):
        assert client.post(url(h), fields()).status_code == 422
    ib.post(url(h), fields(tekst="Niet voor haar.", lezers="school"))
    loket.post(url(h), fields(tekst="Ook voor haar.", lezers="genodigden"))

    shown = leraar.get(url(h))
    assert "Ook voor haar." in text(shown)
    assert "Niet voor haar." not in text(shown)
    assert "Luidkeels" not in text(shown), "she was not invited to the hulpvraag itself"
    assert leraar.post(url(h), fields(tekst="Van de leraar.")).status_code == 302
    assert "Leerkracht" in text(loket.get(url(h)))
    assert w.people.leraar.naam in text(ib.get(url(h)))


def test_a_guest_goes_from_her_list_to_the_berichten_and_has_no_notities(h, leraar):
    shown = leraar.get(url(h, "detail"))
    assert url(h).encode() in shown.content
    assert "is niet met u gedeeld" in text(shown)
    assert url(h, "notities").encode() not in shown.content
    assert leraar.get(url(h, "notities")).status_code == 403
    assert leraar.get(url(h, "viewed_by")).status_code == 403


def test_before_indienen_only_the_school_reads_it_and_the_page_says_so(w, ib, loket):
    concept = w.hulpvragen[Status.CONCEPT]
    assert "Dit bericht is voor uw school." in text(ib.get(url(concept)))
    ib.post(url(concept), fields())
    assert "Leest mee: alleen de school" in text(ib.get(url(concept)))
    assert loket.get(url(concept)).status_code == 404


@pytest.mark.parametrize(("name", "zijde"), [("directeur", "school"), ("privacy", "swv"), ("ouder", "gast")])
@pytest.mark.parametrize("page", ["berichten", "notities"])
def test_who_sees_the_card_alone_is_refused(w, enter, page, name, zijde):
    of = w.hulpvragen[Status.INGEDIEND]
    f.bericht(of, w.people.marloes, "school", tekst=TEXT, voor_genodigden=True)
    client = enter(name, zijde)
    assert client.get(url(of, "detail")).status_code == 200
    for answer in (client.get(url(of, page)), client.post(url(of, page), fields())):
        assert answer.status_code == 403
        assert TEXT not in text(answer)
    assert Bericht.objects.count() == 1


@pytest.mark.parametrize("page", ["berichten", "notities", "give_out_notitie"])
def test_who_sees_nothing_gets_what_an_unknown_address_gets(outsider, same_as_unknown, h, page):
    same_as_unknown(outsider, f"hulpvragen:{page}", h)


def test_pages_of_fifty(w, ib, h):
    for number in range(queries.PAGE + 1):
        f.bericht(h, w.people.hans, "swv", tekst=f"Bericht {number:02}.")
    first = ib.get(url(h))
    assert first.content.count(b"<article") == queries.PAGE
    following = re.search(r'href="([^"]+)" rel="next"', first.content.decode())[1]
    second = ib.get(following.replace("&amp;", "&"))
    assert "Bericht 00." in text(second)
    assert "Bericht 50." not in text(second)
    for bad in ("x", "_", "2026-01-01T00:00:00+00:00_x", "9999-99-99_1", "\x00"):
        assert ib.get(url(h), {"na": bad}).status_code == 200


# ---- bad input, of security.md §5

NOT_KEPT = "Er staat een teken in dat we niet kunnen bewaren"
BAD = [
    ("", "Schrijf eerst uw"), (" \u200b\u2060 ", "Schrijf eerst uw"), ("a\x00b", NOT_KEPT), ("a\x07b", NOT_KEPT), ("a\u202eb", NOT_KEPT), ("\ud800", NOT_KEPT),
    ("z" + "\u0301" * 9, NOT_KEPT), ("x" * 6001, "Deze tekst is te lang. Gebruik 6000 tekens of minder, nu zijn het er 6001."),
    ("Het nummer is 111.222.333, zei zij.", HOLDS_BSN),
]


@pytest.mark.parametrize(("tekst", "sentence"), BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("page", ["berichten", "notities"])
@pytest.mark.parametrize("button", [{}, {"bewaren": "ja"}])
def test_bad_text_is_told_at_the_field_and_nothing_is_kept(ib, h, page, button, tekst, sentence):
    sent = fields(tekst=tekst, lezers="alleen", **button)
    body = "&".join(f"{name}={_quoted(value)}" for name, value in sent.items())
    shown = ib.post(url(h, page), body, content_type="application/x-www-form-urlencoded")
    assert shown.status_code == 422
    assert sentence in text(shown)
    assert 'id="id_tekst_error"' in shown.content.decode()
    assert not Bericht.objects.exists()
    assert not Notitie.objects.exists()
    assert "111.222.333" not in str(rows("select detail::text from audit_event"))


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("tekst", ["<script>alert(1)</script>", "{{7*7}} {% now %}", "'\";-- =1+1", "@SUM(A1)", "-2+3"])
def test_odd_text_is_kept_and_shown_as_it_is(ib, loket, h, tekst):
    assert ib.post(url(h), fields(tekst=tekst)).status_code == 302
    shown = loket.get(url(h))
    assert tekst in text(shown)
    assert b"<script>alert" not in shown.content


@pytest.mark.parametrize(("page", "given", "sentence"), [
    ("berichten", {"lezers": "iedereen"}, "Kies een van de antwoorden"), ("berichten", {"lezers": "genodigden"}, "Kies een van de antwoorden"),
    ("berichten", {"lezers": "school", "key": "x"}, "Laad de pagina opnieuw"), ("notities", {"key": "x"}, "Laad de pagina opnieuw"),
])  # fmt: skip
def test_an_answer_that_was_not_offered_is_refused(loket, h, page, given, sentence):
    shown = loket.post(url(h, page), fields(**given))
    assert shown.status_code == 422
    assert sentence in text(shown)
    assert not Bericht.objects.exists()


@pytest.mark.parametrize("name", ["hulpvraag", "created_by", "verzonden_at", "deel", "zijde", "alleen_school", "voor_genodigden"])
def test_what_is_not_on_the_form_changes_nothing(w, ib, h, name):
    assert ib.post(url(h), fields(**{name: "swv"})).status_code == 302
    one = Bericht.objects.get()
    assert (one.hulpvraag_id, one.created_by, one.deel, one.zijde, one.alleen_school, one.voor_genodigden) == (
        h.pk, w.people.marloes, "school", "school", False, False,
    )  # fmt: skip


# ---- at the same time, too late


def test_sent_twice_is_sent_once(ib, h):
    sent = fields()
    assert [ib.post(url(h), sent).status_code for _ in range(2)] == [302, 302]
    assert Bericht.objects.count() == 1


@pytest.mark.parametrize("page", ["berichten", "notities"])
def test_closed_meanwhile_says_so_and_keeps_what_was_typed(w, ib, h, page):
    key = fields(lezers="alleen" if page == "notities" else "")
    assert ib.post(url(h, page), key).status_code == 302
    Hulpvraag.objects.filter(pk=h.pk).update(status=Status.AFGEROND, gesloten_op=clock.today(), gesloten_vestiging=h.vestiging_id)
    assert ib.post(url(h, page), key).status_code == 302, "that one was done"
    shown = ib.post(url(h, page), fields(lezers="alleen", tekst="Nog een tekst."))
    assert shown.status_code == 409
    assert "Nog een tekst." in text(shown)
    assert "‘Afgerond’" in text(shown)
    read = ib.get(url(h, page))
    assert TEXT in text(read), "it stays to be read"
    assert b"<textarea" not in read.content


def test_guests_came_meanwhile_asks_who_reads_it(w, ib, h):
    ib.get(url(h))
    f.toegang(w.people.leraar, h, soort=GastSoort.LEERKRACHT, delen=PARTS)
    shown = ib.post(url(h), fields())
    assert shown.status_code == 422
    assert "Kies wie dit bericht leest" in text(shown)
    assert TEXT in text(shown)


def test_access_that_ended_meanwhile_sends_nothing(w, h, leraar):
    leraar.get(url(h))
    Toegang.objects.filter(user=w.people.leraar, hulpvragen__contains=[h.pk]).update(geldig=(f.LONG_AGO, clock.today()))
    assert leraar.post(url(h), fields()).status_code == 404
    assert not Bericht.objects.exists()


def test_what_was_typed_on_a_locked_session_comes_back(ib, h):
    ib.post(reverse("accounts:lock_now"))
    assert ib.post(url(h), fields()).status_code == 302
    assert not Bericht.objects.exists()
    ib.post(reverse("accounts:locked"), {"password": f.PASSWORD})
    assert rows("select pad from accounts_kladtekst")[0]["pad"] == url(h)


def test_on_a_digibord_nothing_is_shown(ib, loket, h):
    loket.post(url(h), fields(lezers="school"))
    assert TEXT in text(ib.get(url(h)))
    assert ib.post(reverse("accounts:digibord"), {"aan": "1", "next": "/"}).status_code == 302
    for page in ("berichten", "notities"):
        assert TEXT not in text(ib.get(url(h, page)))


# ---- notities


def test_a_note_of_the_school_says_who_reads_it(ib, loket, h):
    asked = text(ib.get(url(h, "notities")))
    assert "Schrijf alleen op wat strikt nodig is, en respectvol." in asked
    assert "Dan leest die school de notitie ook." in asked, "the schooldeel goes along with the pupil"
    shown = ib.post(url(h, "notities"), fields())
    assert shown.status_code == 422
    assert "Kies wie deze notitie leest" in text(shown)
    ib.post(url(h, "notities"), fields(tekst="Voor ons.", lezers="alleen"))
    ib.post(url(h, "notities"), fields(tekst="Voor allebei.", lezers="allebei"))
    read = text(ib.get(url(h, "notities")))
    assert "Leest mee: alleen de school" in read
    assert "Leest mee: de school en PPO" in read
    of_swv = text(loket.get(url(h, "notities")))
    assert "Voor allebei." in of_swv
    assert "Voor ons." not in of_swv
    assert "notities" in parts_seen(h)


def test_a_note_before_indienen_asks_nothing(w, ib):
    concept = w.hulpvragen[Status.CONCEPT]
    assert "Deze notitie leest alleen uw school." in text(ib.get(url(concept, "notities")))
    assert ib.post(url(concept, "notities"), fields()).status_code == 302
    assert Notitie.objects.get().alleen_school


def test_a_note_of_the_swv_goes_to_the_school_after_a_page_that_asks(w, ib, loket, h):
    assert "Deze notitie leest alleen PPO" in text(loket.get(url(h, "notities")))
    loket.post(url(h, "notities"), fields())
    one = Notitie.objects.get()
    address = f"{url(h, 'give_out_notitie')}?notitie={one.pk}"
    assert address in loket.get(url(h, "notities")).content.decode()
    assert TEXT not in text(ib.get(url(h, "notities")))
    asked = loket.get(address)
    assert "U kunt dit niet terugdraaien." in text(asked)
    assert TEXT in text(asked)
    assert Notitie.objects.get().verstrekt_at is None, "looking changes nothing"

    assert [loket.post(address).status_code for _ in range(2)] == [302, 302]
    assert TEXT in text(ib.get(url(h, "notities")))
    assert "De school kan deze notitie al lezen." in text(loket.get(address))
    assert ib.get(address).status_code == 403


@pytest.mark.parametrize("wanted", ["", "x", "\x00", "../"])
def test_giving_out_nothing_goes_back(loket, h, wanted):
    assert loket.get(url(h, "give_out_notitie"), {"notitie": wanted}).status_code == 302


def test_giving_out_what_is_not_there_is_unknown(w, loket, h):
    other = f.notitie(w.hulpvragen[Status.INGEDIEND], w.people.hans, Deel.SWV)
    for pk in (uuid.uuid4(), other.pk):
        for ask in (loket.get, loket.post):
            assert ask(f"{url(h, 'give_out_notitie')}?notitie={pk}").status_code == 404


# ---- the start pages


def test_vandaag_and_the_list_of_the_school_say_where_something_new_was_written(w, ib, loket, enter, h):
    lotte, los, noord = enter("lotte", "swv"), enter("los", "swv"), enter("noord", "swv")

    def told(client, page="today") -> bool:
        shown = client.get(reverse(page))
        return "Nieuwe berichten" in text(shown) and url(h).encode() in shown.content

    assert not told(loket)
    ib.post(url(h), fields())
    assert [told(client) for client in (loket, los, lotte, noord)] == [True, True, False, False], "hers, and of who helps; not of who may look"
    assert not told(ib, "hulpvragen:list"), "her own"
    assert told(enter("karin", "school"), "hulpvragen:list")
    loket.get(url(h))
    assert not told(loket)
    assert told(los)

    loket.post(url(h), fields(tekst="Onder ons.", lezers="swv"))
    assert not told(ib, "hulpvragen:list"), "of what she may not read nothing is told"
    loket.post(url(h), fields(lezers="school"))
    assert told(ib, "hulpvragen:list")
    ib.get(url(h))
    assert not told(ib, "hulpvragen:list")


def test_what_nobody_handles_is_new_for_the_loket(w, ib, loket, enter):
    of = w.hulpvragen[Status.INGEDIEND]
    ib.post(url(of), fields())
    for client in (loket, enter("lotte", "swv")):
        assert url(of).encode() in client.get(reverse("today")).content


def test_how_many_queries_it_takes_does_not_depend_on_how_much_was_written(w, ib, loket, h):
    def cost(client, address) -> int:
        with CaptureQueriesContext(connection) as spent:
            assert client.get(address).status_code == 200
        return len(spent)

    pages = [(ib, reverse("hulpvragen:list")), (loket, reverse("today")), (ib, url(h)), (loket, url(h))]
    f.bericht(h, w.people.karin, "school")
    f.bericht(h, w.people.lotte, "swv")
    few = [cost(*page) for page in pages]
    for number in range(30):
        f.bericht(h, w.people.karin, "school", tekst=str(number))
        f.bericht(h, w.people.lotte, "swv", tekst=str(number))
    for status in (Status.AANVULLING, Status.GEADVISEERD):
        f.bericht(w.hulpvragen[status], w.people.karin, "school")
    f.bericht(w.hulpvragen[Status.AANVULLING], w.people.lotte, "swv")
    many = [cost(*page) for page in pages]
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True)), (few, many)


def test_a_conflict_shows_what_was_typed_and_can_be_sent_again(leraar, h, monkeypatch):
    def refuse(**given):
        raise Conflict(gesprek.CHANGED)

    with monkeypatch.context() as patched:
        patched.setattr(gesprek, "send", refuse)
        shown = leraar.post(url(h), fields())
    assert shown.status_code == 409
    assert gesprek.CHANGED in text(shown)
    assert TEXT in shown.content.decode()
    assert leraar.post(url(h), fields()).status_code == 302
