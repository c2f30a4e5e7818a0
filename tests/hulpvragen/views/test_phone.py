"""Er belt iemand: the same words always, ringing back on a known number, and who reads what was recorded."""

import uuid

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from accounts.models import CatalogusVestiging, Vestiging
from hulpvragen.enums import Navraag, Status
from hulpvragen.models import Belnotitie
from hulpvragen.queries.phone import NO_NUMBER, NOT_YOURS
from hulpvragen.services.phone import NOT_AHEAD, TOO_OLD
from hulpvragen.storage import open_caller
from notifications.models import Outbox
from portal.audit.models import AuditEvent
from portal.lib import clock
from portal.lib.dates import NO_SUCH_DAY
from portal.lib.text import HOLDS_BSN, NOT_KEPT
from tests.hulpvragen.views.task_list import text

URL = reverse("phone")
NUMBER = "0181123456"


@pytest.fixture
def roos(w):
    Vestiging.objects.filter(pk=w.schools.roos.pk).update(telefoon=NUMBER)
    return w.schools.roos


def sent(**changes) -> dict:
    return {
        "naam": "Bea Beller", "organisatie": "Jeugdteam Oost", "zoek": "", "nummer": "bekend", "gebeld_op": f"{clock.today():%d-%m-%Y}",
        "uitkomst": "klopt", "hulpvraag": "", "key": str(uuid.uuid4()),
    } | changes


# ---- who gets in


@pytest.mark.parametrize(("name", "zijde"), [("marloes", "school"), ("hans", "swv"), ("noord", "swv")])
def test_whoever_is_called_records_it(enter, w, name, zijde):
    client = enter(name, zijde)
    assert "Aan de telefoon zeg ik niets over leerlingen" in text(client.get(URL))

    assert client.post(URL, sent()).url == URL

    call = Belnotitie.objects.get()
    assert (call.door, call.zijde, call.uitkomst, call.nummer, call.van) == (getattr(w.people, name), zijde, Navraag.KLOPT, "", "")
    assert open_caller(call.pk, call.beller) == ("Bea Beller", "Jeugdteam Oost")
    assert "Bea" not in call.beller and "Bea Beller" in text(client.get(URL))


@pytest.mark.parametrize(
    ("name", "zijde"),
    [("directeur", "school"), ("bestuur", "school"), ("vertrokken", "school"), ("mutaties", "swv"), ("beheer", "swv"), ("privacy", "swv"), ("ouder", "gast")],
)
def test_nobody_else_does(enter, name, zijde):
    client = enter(name, zijde)

    assert (client.get(URL).status_code, client.post(URL, sent()).status_code) == (403, 403)
    assert not Belnotitie.objects.exists()


def test_the_words_do_not_depend_on_who_asks_or_what_is_known(enter):
    def script(client) -> str:
        return text(client.get(URL)).partition("kop-zeg")[2].partition("</section>")[0]

    assert script(enter("marloes", "school")) == script(enter("buiten", "school")) == script(enter("hans", "swv")) != ""


# ---- the number


def test_she_finds_the_number_that_was_known_and_keeps_what_she_typed(ib, roos):
    page = text(ib.post(URL, sent(zoek="roos", zoeken="ja", naam="Bea")))

    assert "0181 - 12 34 56, De Roos" in page and 'value="Bea"' in page
    assert "swv-error-summary" not in page and not Belnotitie.objects.exists()
    ib.post(URL, sent(zoek="roos", nummer=roos.code))
    call = Belnotitie.objects.get()
    assert (call.nummer, call.van) == (NUMBER, roos.naam)


def test_a_number_that_one_person_filled_in_is_not_offered(ib, roos, w):
    Vestiging.objects.filter(pk=roos.pk).update(telefoon_door=w.people.beheer)

    assert "0181" not in text(ib.post(URL, sent(zoek="roos", zoeken="ja")))
    assert NO_NUMBER in text(ib.post(URL, sent(zoek="roos", nummer=roos.code)), 422)


def test_of_a_school_that_takes_no_part_the_number_is_that_of_the_register(ib):
    school = {"code": "77ZZ00", "naam": "De Verte", "plaats": "Elders", "telefoon": "0201234567", "bestuursnummer": "12345", "updated_at": clock.now()}
    CatalogusVestiging.objects.create(**school)

    assert "020 - 123 45 67, De Verte, Elders" in text(ib.post(URL, sent(zoek="verte", zoeken="ja")))


def test_that_there_is_none_is_said(ib):
    assert "Geen school gevonden met een nummer dat zeker is" in text(ib.post(URL, sent(zoek="bestaat niet", zoeken="ja")))


# ---- bad input


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("naam", "", "Vul in wie er belde"), ("naam", "Bea 123456782", HOLDS_BSN), ("naam", "a\0b", NOT_KEPT), ("naam", "x" * 121, "Deze tekst is te lang."),
    ("organisatie", "", "Vul in namens wie deze persoon belde"), ("organisatie", "nr 101222331", HOLDS_BSN),
    ("nummer", "", "Kies op welk nummer u hebt teruggebeld"), ("nummer", "0612345678", NO_NUMBER), ("nummer", "99XX99", NO_NUMBER),
    ("gebeld_op", "", "Vul in op welke dag u terugbelde"), ("gebeld_op", "31-02-2026", NO_SUCH_DAY),
    ("gebeld_op", f"{clock.today() + clock.DAY:%d-%m-%Y}", NOT_AHEAD), ("gebeld_op", f"{clock.today() - 8 * clock.DAY:%d-%m-%Y}", TOO_OLD),
    ("uitkomst", "", "Kies wat eruit kwam"), ("uitkomst", "misschien", "Kies een van de antwoorden"),
    ("hulpvraag", "onzin", NOT_YOURS), ("hulpvraag", str(uuid.UUID(int=7)), NOT_YOURS),
], ids=lambda value: ascii(value)[:20])  # fmt: skip
def test_what_is_wrong_is_said_at_its_question(ib, field, value, sentence):
    answer = ib.post(URL, sent(**{field: value}))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert sentence in " ".join(answer.context["form"].errors[field])
    assert not Belnotitie.objects.exists()


def test_another_number_in_what_was_said_can_be_declared(ib):
    assert ib.post(URL, sent(organisatie="Polis 123456782", **{"organisatie-ander_nummer": "klant"})).status_code == 302
    assert AuditEvent.objects.get(event="number.declared").detail["field"] == "organisatie"


def test_sent_twice_is_kept_once(ib):
    same = sent()

    assert ib.post(URL, same).url == ib.post(URL, same).url == URL
    assert Belnotitie.objects.count() == 1


# ---- with a hulpvraag


def detail(w, status) -> str:
    return reverse("hulpvragen:detail", args=[w.hulpvragen[status].pk])


def test_who_reads_the_hulpvraag_on_her_side_reads_the_call(enter, ib, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]
    assert ib.post(URL, sent(hulpvraag=str(h.pk))).status_code == 302

    assert "Bea Beller" in text(enter("karin", "school").get(detail(w, Status.IN_BEHANDELING)))
    for name in ("hans", "los"):
        assert "Bea Beller" not in text(enter(name, "swv").get(detail(w, Status.IN_BEHANDELING)))
    assert "Bea Beller" not in text(enter("karin", "school").get(detail(w, Status.INGEDIEND)))
    row = AuditEvent.objects.get(event="phone_call.recorded")
    assert (row.hulpvraag_id, row.detail) == (None, {"uitkomst": "klopt", "gebeld": "bekend"})


def test_only_a_filed_one_that_she_reads_can_be_chosen(ib, w):
    for h in (w.hulpvragen[Status.CONCEPT], w.elsewhere):
        assert NOT_YOURS in text(ib.post(URL, sent(hulpvraag=str(h.pk))), 422)
        assert str(h.pk) not in text(ib.get(URL))


def test_the_database_keeps_it_to_them(act, w):
    h = w.hulpvragen[Status.IN_BEHANDELING]

    def call(door, zijde, about=None, uitkomst="klopt") -> Belnotitie:
        return Belnotitie(
            door=door, zijde=zijde, sleutel=uuid.uuid4(), gebeld_op=clock.today(), beller="x", uitkomst=uitkomst, hulpvraag=about, dossier=about and about.dossier,
        )

    marloes = w.people.marloes
    with act(marloes, "school"):
        call(marloes, "school", h).save(force_insert=True)
        call(marloes, "school", uitkomst="klopt_niet").save(force_insert=True)
        refused = (call(w.people.karin, "school"), call(marloes, "swv"), call(marloes, "school", w.elsewhere), call(marloes, "school", w.hulpvragen["concept"]))
        for wrong in refused:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                wrong.save(force_insert=True)
        assert Belnotitie.objects.count() == 2
        for change in (lambda: Belnotitie.objects.update(nummer=""), lambda: Belnotitie.objects.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()
    seen = {}
    others = (("karin", "school"), ("eik", "school"), ("buiten", "school"), ("hans", "swv"), ("noord", "swv"), ("beheer", "swv"), ("privacy", "swv"))
    for name, zijde in others:
        with act(getattr(w.people, name), zijde):
            seen[name] = [(one.hulpvraag_id, one.uitkomst) for one in Belnotitie.objects.all()]
    assert seen == {"karin": [(h.pk, "klopt")], "privacy": [(None, "klopt_niet")], **dict.fromkeys(("eik", "buiten", "hans", "noord", "beheer"), [])}


# ---- a call that was not what it was said to be


def test_the_privacy_officer_is_told_and_reads_it(enter, ib, w):
    ib.post(URL, sent(uitkomst="klopt"))
    ib.post(URL, sent(uitkomst="niemand"))
    assert not Outbox.objects.filter(event="telefoon.suspicious").exists()

    ib.post(URL, sent(naam="Nep Persoon", uitkomst="klopt_niet", hulpvraag=str(w.hulpvragen[Status.INGEDIEND].pk)))

    promise = Outbox.objects.get(event="telefoon.suspicious")
    assert (promise.role, promise.kenmerk) == ("privacy_officer", "")
    page = text(enter("privacy", "swv").get(reverse("phone_suspicious")))
    assert "Nep Persoon" in page and "Bea Beller" not in page
    for name, zijde in (("hans", "swv"), ("beheer", "swv"), ("marloes", "school")):
        assert enter(name, zijde).get(reverse("phone_suspicious")).status_code == 403


@pytest.mark.parametrize(("role", "found"), [("privacy_officer", True), ("contact", False)])
def test_the_post_room_finds_her(w, role, found):
    with connection.cursor() as cursor:
        cursor.execute("set local role portal_worker")
        cursor.execute("select user_id from telefoon_ontvangers(%s)", [role])
        assert cursor.fetchall() == ([(w.people.privacy.pk,)] if found else [])
        cursor.execute("reset role")


def test_a_digibord_shows_none_of_it(ib, w):
    ib.post(URL, sent(hulpvraag=str(w.hulpvragen[Status.INGEDIEND].pk)))
    ib.post(reverse("accounts:digibord"), {"aan": "1", "next": "/"})

    for path in (URL, detail(w, Status.INGEDIEND)):
        assert "Bea Beller" not in text(ib.get(path))
