"""The tab Toegang, the link of an invitation, and the pages of a guest."""

import io
import logging
import re
import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services.registering import HAS_ACCOUNT
from devtools.harness import WebClient
from hulpvragen.doubts import PARENT_ELSEWHERE
from hulpvragen.enums import Status
from hulpvragen.models import Document, Hulpvraag, Toegang
from hulpvragen.services import accepting
from hulpvragen.services import guests as service
from hulpvragen.storage import invitation_code, invitation_token, token_digest
from portal.lib import clock
from portal.lib.db import rows
from tests import factories as f
from tests.accounts.visitor import text

pytestmark = pytest.mark.django_db
JUF = "juf.annelies@test.example"
NEWCOMER = {"voornaam": "Annelies", "achternaam": "Bos", "new_password": f.PASSWORD, "again": f.PASSWORD, "maken": "1"}
SECRETS = (b"Luidkeels", b"marloes", b"De Roos", JUF.encode())


@pytest.fixture
def h(w) -> Hulpvraag:
    return w.hulpvragen[Status.CONCEPT]


def url(name: str, h: Hulpvraag) -> str:
    return reverse(f"hulpvragen:{name}", args=[h.pk])


def invite_url(h: Hulpvraag, soort: str = "leerkracht") -> str:
    return reverse("hulpvragen:invite_one", kwargs={"hulpvraag_id": h.pk, "soort": soort})


def fields(**given) -> dict:
    last = (clock.today() + service.USUAL).strftime("%d-%m-%Y")
    return {"email": JUF, "again": JUF, "delen": ["hulpvraag"], "laatste_dag": last, "key": str(uuid.uuid4()), **given}


def code_of(link: str) -> str:
    """The code that goes with the address of the one invitation that stands."""
    return invitation_code(Toegang.objects.get(token_hash=token_digest(link.split("/")[-2])).link)


@pytest.fixture
def link(ib, h) -> str:
    """The address in the mail of a fresh invitation."""
    assert ib.post(invite_url(h), fields()).status_code == 302
    return reverse("invitation", args=[invitation_token(Toegang.objects.get(email=JUF, replaced_at=None).pk)])


# ---- inviting


def test_inviting_shows_who_was_invited_and_how_it_stands(ib, h):
    assert invite_url(h).encode() in ib.get(url("invite", h)).content
    page = ib.get(invite_url(h))
    assert (clock.today() + service.USUAL).strftime("%d-%m-%Y").encode() in page.content, "eight weeks unless she chooses otherwise"
    assert "(niet verplicht)" not in text(page), "each of these questions must be answered"

    shown = ib.post(invite_url(h), fields(), follow=True)

    assert f"De uitnodiging gaat naar {JUF}." in text(shown)
    assert "Nog niet aangenomen. De link werkt tot" in text(shown)
    assert "Verstuurd" in text(shown)
    toegang = Toegang.objects.get(email=JUF)
    assert invitation_token(toegang.link).encode() not in shown.content
    code = invitation_code(toegang.link)
    assert f"Bel deze persoon en noem de code: {code[:4]} {code[4:]}" in text(shown)


BAD = [
    ({"email": ""}, "Vul het e-mailadres in"),
    ({"again": ""}, "Typ het e-mailadres nog een keer"),
    ({"again": "juf.annelise@test.example"}, "De twee adressen zijn niet hetzelfde."),
    ({"email": "juf, meester@test.example"}, "Vul één e-mailadres in"),
    ({"email": "Juf <juf@test.example>"}, "zonder naam erbij"),
    ({"email": "juf@tеst.example", "again": "juf@tеst.example"}, "een letter die we niet herkennen"),
    ({"email": "juf@[127.0.0.1]"}, "Vul een volledig e-mailadres in"),
    ({"delen": []}, "Kies ten minste één onderdeel"),
    ({"delen": ["alles"]}, "Kies een van de antwoorden"),
    ({"laatste_dag": ""}, "Vul in tot en met welke dag deze persoon meeleest"),
    ({"laatste_dag": "31-02-2027"}, "bestaat niet"),
    ({"laatste_dag": "01-01-2020"}, "Kies een dag na vandaag"),
    ({"laatste_dag": "01-01-2099"}, "Kies een dag binnen een jaar"),
    ({"email": "marloes@test.example", "again": "marloes@test.example"}, service.OWN),
    ({"email": "info@test.example", "again": "info@test.example"}, service.OF_MANY),
]


@pytest.mark.parametrize(("given", "sentence"), BAD, ids=[str(line[0]) for line in BAD])
def test_bad_input_is_told_at_the_field_and_keeps_the_rest(ib, h, given, sentence):
    shown = ib.post(invite_url(h), fields(**given))

    assert shown.status_code == 422
    assert sentence in text(shown)
    assert not Toegang.objects.filter(hulpvragen__contains=[h.pk], accepted_at=None).exists()
    if "email" not in given:
        assert f'value="{JUF}"'.encode() in shown.content


DOUBTFUL = [
    ("marloez@test.example", "lijkt op marloes@test.example"),
    ("directeurr@test.example", "lijkt op directeur@test.example"),
    ("juf.annelies@gmail.com", "Iedereen kan een adres met @gmail.com maken."),
    ("juf.annelies@elders.example", "Dit adres eindigt op @elders.example."),
]


def test_the_address_of_another_childs_parent_must_be_confirmed(ib, loket, w):
    h, other = w.hulpvragen[Status.IN_BEHANDELING], f.hulpvraag(f.dossier(w.schools.roos), Status.IN_BEHANDELING)
    f.toegang(None, other, accepted=False, email="moeder@thuis.example")
    mother = {"email": "moeder@thuis.example", "again": "moeder@thuis.example", "gezag": "ja"}

    asked = ib.post(invite_url(h, "ouder"), fields(**mother))
    assert asked.status_code == 422 and PARENT_ELSEWHERE in text(asked)
    assert PARENT_ELSEWHERE not in text(loket.post(invite_url(h, "ouder"), fields(**mother | {"delen": []}))), "the school's addresses are not the loket's"
    assert ib.post(invite_url(h, "ouder"), fields(**mother, klopt="on")).status_code == 302


@pytest.mark.parametrize(("email", "doubt"), DOUBTFUL)
def test_a_doubtful_address_must_be_confirmed(ib, h, email, doubt):
    first = ib.post(invite_url(h), fields(email=email, again=email))
    assert first.status_code == 422
    assert doubt in text(first)
    assert "Kruis aan dat het adres klopt, of wijzig het" in text(first)
    assert not Toegang.objects.filter(email=email).exists()

    assert ib.post(invite_url(h), fields(email=email, again=email, klopt="on")).status_code == 302
    assert Toegang.objects.filter(email=email).exists()


def test_sending_again_asks_first_and_letting_go_is_one_click(ib, h, link):
    toegang = Toegang.objects.get(email=JUF)
    shown = ib.get(url("guests", h))
    address = f"{url('resend_invitation', h)}?wie={toegang.fact_id}"
    assert address.encode() in shown.content
    assert f'action="{url("end_guest", h)}"'.encode() in shown.content
    for name in ("resend_invitation", "end_guest"):
        assert b"checked" in ib.get(f"{url(name, h)}?wie={toegang.fact_id}").content
    assert Toegang.objects.get(email=JUF, replaced_at=None) == toegang, "looking changes nothing"

    ib.post(url("resend_invitation", h), {"wie": toegang.fact_id})
    assert Toegang.objects.get(email=JUF, replaced_at=None) != toegang
    assert ib.post(link).status_code == 410
    done = ib.post(url("end_guest", h), {"wie": toegang.fact_id}, follow=True)
    assert "Ingetrokken" in text(done)
    assert "0 e-mails onderweg" in text(done)


def test_letting_go_twice_looks_done_once(ib, loket, w, h, link):
    wie = {"wie": Toegang.objects.get(email=JUF).fact_id}
    filed = w.hulpvragen[Status.INGEDIEND]
    parent = {"wie": Toegang.objects.get(hulpvragen__contains=[filed.pk], soort="ouder", replaced_at=None).fact_id}
    for client, of, form in ((ib, h, wie), (loket, filed, parent)):
        for _ in range(2):
            done = client.post(url("end_guest", of), form, follow=True)
            assert done.status_code == 200 and "Deze persoon leest niet meer mee." in text(done)
    assert ib.post(url("end_guest", filed), wie).status_code == 422, "she was never invited to that one"


@pytest.mark.parametrize("wie", ["", "x", str(uuid.uuid4()), "\x00"])
@pytest.mark.parametrize("name", ["resend_invitation", "end_guest"])
def test_about_nobody(ib, h, link, name, wie):
    shown = ib.post(url(name, h), {"wie": wie})
    assert shown.status_code == 422
    assert "Kies" in text(shown)
    assert Toegang.objects.filter(email=JUF, replaced_at=None).count() == 1


def test_the_swv_sees_which_guest_reads_along_and_no_address(w, loket):
    filed = w.hulpvragen[Status.INGEDIEND]
    shown = loket.get(url("guests", filed))

    assert "Ouder" in text(shown)
    assert b"thuis.example" not in shown.content
    assert b"ouder Ouder" not in shown.content


def test_overleg_starts_and_ends_on_the_tab(ib, w, h):
    assert "Overleg starten" in text(ib.get(url("guests", h)))
    assert "Overleg afsluiten" in text(ib.get(url("guests", w.hulpvragen[Status.OVERLEG])))


# ---- each kind has its own questions


PARENT = {"email": "pa@thuis.example", "again": "pa@thuis.example", "laatste_dag": "", "gezag": "ja"}
OUTSIDE = {"email": "arts@ggz.example", "again": "arts@ggz.example", "organisatie": "Jeugd-ggz", "overeenkomst": "ja"}
BAD_OF_KIND = [
    ("ouder", PARENT | {"gezag": ""}, "Kies of deze ouder gezag heeft"),
    ("ouder", PARENT | {"gezag": "nee"}, service.NO_GEZAG),
    ("ouder", PARENT | {"gezag": "onbekend"}, service.UNKNOWN_GEZAG),
    ("ouder", PARENT | {"email": "directeur@test.example", "again": "directeur@test.example", "klopt": "on"}, service.OF_COLLEAGUE),
    ("ouder", PARENT | {"email": "pa@gmial.com", "again": "pa@gmial.com"}, "Bedoelt u @gmail.com?"),
    ("ouder", PARENT | {"email": "pa@test.example", "again": "pa@test.example"}, "Adressen met @test.example zijn van mensen van de school."),
    ("ouder", PARENT | {"laatste_gezag": "01-01-2020"}, service.GEZAG_OVER),
    ("leerling16", PARENT, service.TOO_YOUNG),
    ("zorgverlener", OUTSIDE | {"organisatie": ""}, service.NO_ORGANISATION),
    ("extern", OUTSIDE | {"overeenkomst": ""}, service.ASK_AGREEMENT),
    ("andere", OUTSIDE | {"overeenkomst": "nee"}, service.NO_AGREEMENT.format(swv="PPO Voorbeeldstad")),
    ("zorgverlener", OUTSIDE | {"email": "arts@gmail.com", "again": "arts@gmail.com"}, "Gebruik liever het adres bij de organisatie."),
]


@pytest.mark.parametrize(("soort", "given", "sentence"), BAD_OF_KIND, ids=[f"{line[0]}: {line[2][:40]}" for line in BAD_OF_KIND])
def test_bad_input_about_a_kind_has_a_sentence_of_its_own(ib, h, soort, given, sentence):
    shown = ib.post(invite_url(h, soort), fields(**given))

    assert shown.status_code == 422
    assert sentence in text(shown)
    assert not Toegang.objects.filter(hulpvragen__contains=[h.pk], accepted_at=None).exists()


@pytest.mark.parametrize(("soort", "given"), [("ouder", PARENT), ("zorgverlener", OUTSIDE)])
def test_a_parent_and_a_care_worker_are_invited(ib, h, soort, given):
    shown = ib.post(invite_url(h, soort), fields(**given, delen=["hulpvraag", "berichten"]), follow=True)
    assert f"De uitnodiging gaat naar {given['email']}." in text(shown)
    assert "Onderdelen: hulpvraag en berichten" in text(shown)
    assert Toegang.objects.get(email=given["email"]).delen == ["hulpvraag", "berichten"]


def test_what_nobody_can_be_invited_as_is_said_before_anything_is_filled_in(ib, h):
    page = ib.get(invite_url(h, "leerling16"))
    assert service.TOO_YOUNG in text(page)
    assert b'name="email"' not in page.content


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(ib, h):
    f.person("Bekend", email="bekend@thuis.example")
    pages = [ib.post(invite_url(h, "ouder"), fields(**PARENT | {"email": one, "again": one})) for one in ("bekend@thuis.example", "vreemd@thuis.example")]
    assert [page.status_code for page in pages] == [302, 302]
    assert pages[0].url == pages[1].url
    shown = text(ib.get(pages[0].url))
    assert "Bekend" not in shown


def test_changing_parts_and_end(ib, h, link):
    toegang = Toegang.objects.get(email=JUF)
    address = f"{url('change_guest', h)}?wie={toegang.fact_id}"
    assert address.encode() in ib.get(url("guests", h)).content
    assert b"checked" in ib.get(address).content
    sent = {"versie": toegang.pk, "delen": ["documenten"], "laatste_dag": toegang.laatste_dag.strftime("%d-%m-%Y")}
    for given, status, sentence in (
        ({"delen": []}, 422, "Kies ten minste één onderdeel"), ({"laatste_dag": ""}, 422, service.NO_END), ({"versie": uuid.uuid4()}, 409, "u net voor"),
    ):
        refused = ib.post(address, sent | given)
        assert refused.status_code == status
        assert sentence in text(refused)
    assert "De toegang is gewijzigd." in text(ib.post(address, sent, follow=True))
    assert ib.post(address, sent).status_code == 302, "sent twice, done once"
    assert Toegang.objects.get(email=JUF, replaced_at=None).delen == ["documenten"]
    assert "Er is niemand voor wie dit kan." in text(ib.get(f"{url('change_guest', h)}?wie={uuid.uuid4()}"))


def test_the_loket_invites_and_sees_its_own(loket, ib, w):
    filed = w.hulpvragen[Status.INGEDIEND]
    done = loket.post(invite_url(filed, "zorgverlener"), fields(**OUTSIDE), follow=True)
    assert "arts@ggz.example" in text(done)
    assert "Bel deze persoon en noem de code" in text(done)
    at_school = text(ib.get(url("guests", filed)))
    assert "arts@ggz.example" in at_school
    assert "noem de code" not in at_school


# ---- the link


def test_opening_the_link_says_the_same_to_everybody_and_changes_nothing(link, web, ib, h):
    used = reverse("invitation", args=[invitation_token(uuid.uuid4())])
    before = [row["t"] for table in ("hulpvragen_toegang", "audit_event", "accounts_user", "accounts_session") for row in rows(f"select t::text t from {table} t")]

    known, unknown, odd = (WebClient().get(address) for address in (link, used, "/uitnodiging/x/"))

    assert known.status_code == unknown.status_code == odd.status_code == 200
    plain = [re.sub(rb'csrfmiddlewaretoken" value="\w+"|/uitnodiging/\w+/|%2Fuitnodiging%2F\w+%2F', b"", page.content) for page in (known, unknown, odd)]
    assert plain[0] == plain[1] == plain[2]
    assert not any(secret in known.content for secret in SECRETS)
    assert web.head(link).status_code == 200
    after = [row["t"] for table in ("hulpvragen_toegang", "audit_event", "accounts_user", "accounts_session") for row in rows(f"select t::text t from {table} t")]
    assert after == before


def test_a_dead_link_says_what_it_died_of_and_nothing_of_anybody(ib, h, link, web):
    Toegang.objects.filter(email=JUF, replaced_at=None).update(token_tot=clock.now())
    expired = WebClient().post(link)
    unknown = WebClient().post("/uitnodiging/" + "0" * 64 + "/")
    filled_in = WebClient().post("/uitnodiging/" + "0" * 64 + "/", NEWCOMER)

    assert expired.status_code == unknown.status_code == filled_in.status_code == 410
    assert unknown.content == filled_in.content
    assert accepting.EXPIRED in text(expired)
    assert accepting.UNKNOWN in text(unknown)
    assert "Vraag wie u uitnodigde om een nieuwe uitnodiging." in text(expired)
    assert not any(secret in expired.content for secret in SECRETS)
    assert not User.objects.filter(voornaam="Annelies").exists()


def test_a_newcomer_reads_after_her_second_step_and_not_before(w, link, h):
    browser = WebClient()
    asked = browser.post(link)
    assert asked.status_code == 200
    assert JUF in text(asked)

    wrong = browser.post(link, NEWCOMER | {"code": "0"})
    assert wrong.status_code == 422
    assert accepting.WRONG_CODE in text(wrong)
    newcomer = NEWCOMER | {"code": code_of(link)}
    made = browser.post(link, newcomer)

    assert made.url == reverse("accounts:set_up_second_factor")
    assert browser.get(reverse("shared")).url == reverse("accounts:set_up_second_factor")
    assert browser.get(url("detail", h)).url == reverse("accounts:set_up_second_factor")
    juf = User.objects.get(email=JUF)
    Hulpvraag.objects.filter(pk=h.pk).update(status=Status.OVERLEG)
    inside = WebClient().enter(juf, "gast")
    assert "Lezen en spelling" in text(inside.get(reverse("shared")))
    assert b"Luidkeels" in inside.get(url("detail", h)).content
    used = WebClient().post(link, newcomer)
    assert used.status_code == 410
    assert accepting.USED in text(used)
    assert User.objects.filter(email=JUF).count() == 1


NAMES = [
    ({"code": ""}, "Vul de code in die u aan de telefoon hoorde"),
    ({"code": "1234 5678"}, accepting.WRONG_CODE),
    ({"voornaam": ""}, "Vul uw voornaam in"),
    ({"achternaam": " "}, "Vul uw achternaam in"),
    ({"voornaam": "x" * 61}, "Deze tekst is te lang."),
    ({"voornaam": "Anne\x00lies"}, "Er staat een teken in dat we niet kunnen bewaren."),
    ({"new_password": "kort", "again": "kort"}, "12"),
    ({"again": "iets anders dan het eerste"}, "De twee wachtwoorden zijn niet hetzelfde."),
    ({"achternaam": "Boskabouter", "new_password": "de boskabouter van het bos", "again": "de boskabouter van het bos"}, "naam"),
]


@pytest.mark.parametrize(("given", "sentence"), NAMES, ids=[str(line[0]) for line in NAMES])
def test_a_newcomer_is_told_what_to_mend(link, given, sentence):
    shown = WebClient().post(link, NEWCOMER | {"code": code_of(link)} | given)

    assert shown.status_code == 422
    assert sentence in text(shown)
    assert not User.objects.filter(email=JUF).exists()
    assert Toegang.objects.get(email=JUF, replaced_at=None).accepted_at is None


def test_a_newcomer_who_has_an_account_is_told_to_log_in(link):
    f.person("Annelies", email=JUF)
    shown = WebClient().post(link, NEWCOMER | {"code": code_of(link)})

    assert shown.status_code == 422
    assert HAS_ACCOUNT in text(shown)


def test_who_is_logged_in_accepts_with_a_button(link):
    juf = f.person("Annelies", email=JUF)
    browser = WebClient().enter(juf, None)
    assert "Annelies Persoon" in text(browser.get(link))
    assert Toegang.objects.get(email=JUF, replaced_at=None).accepted_at is None

    for code, sentence in (("", "Vul de code in"), ("0000 0000", accepting.WRONG_CODE)):
        refused = browser.post(link, {"code": code})
        assert refused.status_code == 422
        assert sentence in text(refused)

    accepted = browser.post(link, {"code": code_of(link)})

    assert accepted.url == reverse("shared")
    assert Toegang.objects.get(email=JUF, replaced_at=None).user == juf
    assert "Op dit moment leest u niet mee" in text(browser.get(reverse("shared")))


def test_who_is_logged_in_as_somebody_else_is_told_so(link, enter):
    shown = enter("karin", "school").post(link)

    assert shown.status_code == 409
    assert "naar een ander e-mailadres gestuurd" in text(shown)
    assert JUF not in text(shown)
    assert Toegang.objects.get(email=JUF, replaced_at=None).accepted_at is None


def test_who_proved_only_her_password_first_sets_up_the_second_step(link):
    juf = f.person("Annelies", email=JUF)
    browser = WebClient()
    browser.force_login(juf, "django.contrib.auth.backends.ModelBackend")

    assert "Stel" in text(browser.get(link)) or "tweede stap" in text(browser.get(link))
    browser.post(link)
    assert Toegang.objects.get(email=JUF, replaced_at=None).accepted_at is None


# ---- the pages of a guest


@pytest.fixture
def leraar(enter):
    return enter("leraar", "gast")


def test_a_guest_starts_on_what_is_shared(leraar, w):
    assert leraar.get("/").url == reverse("shared")
    shown = leraar.get(reverse("shared"))

    assert "Lezen en spelling" in text(shown)
    assert "Genodigde" in text(shown)
    assert url("detail", w.hulpvragen[Status.OVERLEG]).encode() in shown.content
    assert url("detail", w.hulpvragen[Status.CONCEPT]).encode() not in shown.content


def test_a_guest_reads_what_is_asked_where_it_stands_and_who_reads_along(leraar, w):
    page = leraar.get(url("detail", w.hulpvragen[Status.OVERLEG]))
    said = text(page)

    assert "Vier keer per week extra gelezen." in said
    assert "Overleg op school" in said
    assert "De IB'ers van De Roos" in said
    for name in ("guests", "viewed_by", "school_data", "edit"):
        assert url(name, w.hulpvragen[Status.OVERLEG]).encode() not in page.content
    assert "2018" not in said, "a teacher need not have the birth date"


def test_a_guests_name_is_the_schools_alone(ib, enter, w):
    h, leraar = w.hulpvragen[Status.IN_BEHANDELING], w.people.leraar
    toegang = f.toegang(leraar, h, soort="leerkracht", door=w.people.marloes, accepted=False, email=leraar.email)
    made = invitation_token(toegang.pk)
    Toegang.objects.filter(pk=toegang.pk).update(
        link=toegang.pk, token_hash=token_digest(made), token_tot=clock.now() + service.LINK_DAYS, uitgenodigd_epoch=w.people.marloes.epoch
    )
    guest = enter("leraar", "gast")
    assert guest.post(reverse("invitation", args=[made]), {"code": invitation_code(toegang.pk)}).status_code == 302
    assert guest.get(url("detail", h)).status_code == 200

    for name in ("detail", "viewed_by", "print"):
        assert leraar.naam in text(ib.get(url(name, h)))
        for reader in ("hans", "privacy"):
            said = text(enter(reader, "swv").get(url(name, h)))
            assert "Genodigde" in said and leraar.naam not in said, (name, reader)
    ib.post(reverse("accounts:digibord"), {"aan": "1", "next": "/"})
    for name in ("detail", "viewed_by", "print"):
        assert leraar.naam not in text(ib.get(url(name, h))), name


def test_of_a_closed_hulpvraag_nobody_is_said_to_read_along(ib, loket, w):
    h = w.hulpvragen[Status.AFGEROND]
    f.toegang(w.people.leraar, h, soort="leerkracht", door=w.people.marloes)

    said = text(ib.get(url("guests", h)))
    assert w.people.leraar.naam in said and "Leest niet meer mee sinds" in said and "Leest mee" not in said
    assert "Er leest geen genodigde mee." in text(loket.get(url("guests", h)))


def test_when_it_is_over_a_guest_is_told_since_when(leraar, w):
    Toegang.objects.filter(user=w.people.leraar).update(geldig=(f.LONG_AGO, clock.today()))

    assert leraar.get(url("detail", w.hulpvragen[Status.OVERLEG])).status_code == 404
    said = text(leraar.get(reverse("shared")))
    assert "Er is nu niets om te lezen." in said
    assert "Uw toegang is gestopt op" in said
    assert "marloes Marloes" in said


def test_who_was_never_invited_finds_nothing_here(enter):
    said = text(enter("niemand", "gast").get(reverse("shared")))
    assert "Er is nog niets met u gedeeld." in said


def test_an_ib_who_is_a_guest_too_chooses(w, enter):
    f.toegang(w.people.eik, w.hulpvragen[Status.OVERLEG], soort="andere")
    browser = enter("eik", "school")

    assert browser.get(url("detail", w.hulpvragen[Status.OVERLEG])).status_code == 404
    page = browser.get(reverse("accounts:choose_side"))
    assert "U leest mee met wat een school met u deelt" in text(page)
    browser.post(reverse("accounts:choose_side"), {"side": "gast"})
    assert browser.get(url("detail", w.hulpvragen[Status.OVERLEG])).status_code == 200
    assert browser.get(reverse("hulpvragen:new")).status_code == 403


def test_whoever_is_nobodys_guest_cannot_choose_that_side(enter):
    browser = enter("dubbel", "school")
    assert "Genodigde" not in text(browser.get(reverse("accounts:choose_side")))
    browser.post(reverse("accounts:choose_side"), {"side": "gast"})
    assert browser.session["zijde"] == "school"


@pytest.mark.parametrize(("who", "sent", "status"), [("hans", {}, 409), (None, {"maken": "1"}, 422), (None, {}, 500)])
def test_a_link_that_still_works_stands_in_no_log(link, enter, monkeypatch, who, sent, status):
    """Django logs a refusal with its address; whoever reads the log could accept in her place."""
    client, said = enter(who, "swv") if who else WebClient(raise_request_exception=False), io.StringIO()
    handler = next(one for one in logging.getLogger().handlers if one.get_name() == "stderr")
    before = handler.setStream(said)
    if status == 500:
        monkeypatch.setattr("hulpvragen.services.accepting.address_of", lambda token: 1 / 0)
    try:
        assert client.post(link, sent).status_code == status
    finally:
        handler.setStream(before)

    assert "/uitnodiging/" in said.getvalue(), "the line is there"
    assert link.rstrip("/").rpartition("/")[2] not in said.getvalue()


def test_the_start_page_says_until_when_and_what_is_new(w, enter):
    ouder = enter("ouder", "gast")
    h = w.hulpvragen[Status.INGEDIEND]
    Toegang.objects.filter(user=w.people.ouder).update(delen=["hulpvraag", "documenten", "berichten"])
    said = text(ouder.get(reverse("shared")))
    assert "U leest mee tot de hulpvraag is afgerond" in said, "the pupil is not 16 for years"
    assert "hulpvraag, documenten en berichten" in said
    assert said.count("Nieuw voor u") == 2

    for part in ("", "documenten/", "berichten/"):
        ouder.get(url("detail", h) + part)
    assert text(ouder.get(reverse("shared"))).count("Nieuw voor u") == 1
    f.bericht(h, w.people.marloes, "school", voor_genodigden=True)
    f.bericht(h, w.people.marloes, "school")
    f.bericht(h, w.people.ouder, "gast", voor_genodigden=True)
    f.document(h, by=w.people.marloes)
    gone = f.document(h, by=w.people.marloes)
    Document.objects.filter(pk=gone.pk).update(weg_at=clock.now(), weg_door=w.people.marloes)
    Hulpvraag.objects.filter(pk=h.pk).update(gewijzigd=clock.now())
    assert "1 nieuw bericht, 1 nieuw document en er is iets veranderd" in text(ouder.get(reverse("shared")))


def test_only_her_parts_are_hers(w, enter):
    Toegang.objects.filter(user=w.people.leraar).update(delen=["documenten"])
    leraar = enter("leraar", "gast")
    said = text(leraar.get(reverse("shared")))
    assert "Noor Luidkeels" in said, "she knows whom it is about"
    assert "Lezen en spelling" not in said
    page = text(leraar.get(url("detail", w.hulpvragen[Status.OVERLEG])))
    assert "Vier keer per week" not in page
    assert "Wat de school heeft gevraagd, is niet met u gedeeld." in page


def test_a_guest_stops_herself_and_is_asked_first(w, enter):
    ouder, h = enter("ouder", "gast"), w.hulpvragen[Status.INGEDIEND]
    address = reverse("stop_reading", args=[h.pk])
    assert address.encode() in ouder.get(url("detail", h)).content
    assert "U leest deze hulpvraag dan meteen niet meer." in text(ouder.get(address))
    assert ouder.get(url("detail", h)).status_code == 200

    assert "U leest niet meer mee" in text(ouder.post(address, follow=True))
    for pk in (h.pk, w.hulpvragen[Status.CONCEPT].pk, uuid.uuid4()):
        assert ouder.get(reverse("stop_reading", args=[pk])).status_code == 404
        assert ouder.post(reverse("stop_reading", args=[pk])).status_code == 404
    assert ouder.get(url("detail", w.hulpvragen[Status.GEADVISEERD])).status_code == 200, "the other one stays"
    assert enter("marloes", "school").post(reverse("stop_reading", args=[w.hulpvragen[Status.GEADVISEERD].pk])).status_code == 404
