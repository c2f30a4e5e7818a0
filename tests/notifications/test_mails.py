"""What a mail says, and what it can never say."""

import re
from dataclasses import fields
from datetime import date
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.template import engines

from notifications import emails, texts
from notifications.models import Outbox
from notifications.resolvers import Recipient
from notifications.texts import ANYBODY, REASONS, TEXTS

OF_SOMETHING_ELSE = {"guest", "former_guest", "stopped_person", "mutatiebehandelaar", "privacy_officer"}
PAIRS = [(event, role) for event, texts in TEXTS.items() for role in REASONS
         if event.startswith("hulpvraag.") and role not in OF_SOMETHING_ELSE and (role in texts or ANYBODY in texts)]
PERSON = Recipient(UUID(int=7), "marloes@school.example", "Marloes van Dijk")
TERM = date(2026, 11, 27)
TEMPLATES = [Path(settings.BASE_DIR) / "templates" / "emails" / name for name in ("base.txt", "base.html", "hulpvraag.txt", "hulpvraag.html")]
_NAMES = ("uitnodiging", "toegang", "overleg", "schorsing", "telefoon")
WITHOUT_KENMERK = [Path(settings.BASE_DIR) / "templates" / "emails" / f"{name}.{form}" for name in _NAMES for form in ("txt", "html")]


def promise(event: str, role: str, **given) -> Outbox:
    """A promise full of loud ids: whatever hangs on them, none of it may come out."""
    return Outbox(**{
        "occasion": UUID(int=0xFACE), "event": event, "subject_type": "hulpvraag", "subject_id": UUID(int=0xDECADE),
        "kenmerk": "H-2026-0413", "role": role, "actor_id": UUID(int=0xBEEF), "term": TERM, **given})  # fmt: skip


def html_of(mail) -> str:
    return mail.alternatives[0][0]


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text))


@pytest.fixture
def strict(monkeypatch):
    """A field that a template asks and the envelope does not have shows up."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "MISSING[%s]")


@pytest.mark.parametrize("event, role", PAIRS)
def test_every_mail_says_sender_kind_kenmerk_term_and_where_to_log_in(event, role, strict):
    mail = emails.render(promise(event, role), PERSON)

    for text in (mail.body, unescape(html_of(mail))):
        assert "Beste Marloes van Dijk," in text
        assert settings.PORTAL_SWV_NAAM in text
        assert settings.PORTAL_SWV_TELEFOON in text
        assert f"Soort bericht: {texts.text_for(event, role).soort}" in text
        assert "H-2026-0413" in text
        assert ("vrijdag 27 november 2026" in text) is bool(texts.text_for(event, role).termijn)
        assert f"{settings.PORTAL_ORIGIN}/hulpvragen/" in text
        assert "Deze e-mail is alleen voor u bedoeld" in text
        assert not re.search(r"MISSING|\{|None|!$", text, re.M)
    assert "H-2026-0413" in mail.subject
    assert (mail.to, mail.cc, mail.bcc) == (["marloes@school.example"], [], [])


@pytest.mark.parametrize("event, role", PAIRS)
def test_a_mail_holds_no_word_from_elsewhere(event, role):
    mail = emails.render(promise(event, role), PERSON)
    text = texts.text_for(event, role)
    shown = re.sub(r"<(style|title).*?</\1>|<[^>]+>", " ", html_of(mail), flags=re.S)

    ours = words(" ".join(template.read_text() for template in TEMPLATES))
    ours |= words(" ".join([text.onderwerp, text.zin, text.termijn, text.soort, REASONS[role]]))
    ours |= words(f"hulpvraag H {settings.PORTAL_SWV_NAAM} {settings.PORTAL_ORIGIN}/hulpvragen/ vrijdag november")
    assert words(f"{mail.subject} {mail.body} {unescape(shown)}") - ours - words(PERSON.naam) == set()


@pytest.mark.parametrize("event, role", PAIRS)
def test_no_id_comes_out(event, role):
    mail = emails.render(promise(event, role), PERSON).message().as_string()

    for value in (0xFACE, 0xDECADE, 0xBEEF, 7):
        assert str(UUID(int=value)) not in mail


def test_the_privacy_officer_is_sent_to_the_list_that_she_has():
    body = emails.render(promise("telefoon.suspicious", "privacy_officer", subject_type="telefoon"), PERSON).body
    assert 'Kies "Verdachte telefoontjes".' in body and "/telefoon/verdacht/" in body


def test_the_envelope_has_a_closed_set_of_fields():
    assert {field.name for field in fields(emails.Fields)} == {
        "naam", "onderwerp", "soort", "kenmerk", "zin", "termijn", "waarom", "van_school", "link", "portal_url", "swv_naam", "swv_telefoon",
    }  # fmt: skip
    assert {f.name for f in fields(Recipient)} == {"user_id", "email", "naam", "van", "link"}


@pytest.mark.parametrize("template", TEMPLATES + WITHOUT_KENMERK, ids=lambda path: path.name)
def test_templates_ask_nothing_else(template):
    asked = set(re.findall(r"\{\{\s*([\w.]+)", template.read_text())) - {"block.super"}

    assert asked <= {field.name for field in fields(emails.Fields)}


def test_sentences_have_no_other_places():
    for said in TEXTS.values():
        for text in said.values():
            assert set(re.findall(r"\{(\w*)", text.onderwerp + text.zin + text.termijn)) <= {"hulpvraag", "verzoek", "swv", "termijn", "van"}


def test_an_outcome_is_not_told():
    said = {emails.render(promise(f"hulpvraag.{event}", "contact"), PERSON).body for event in ("granted", "rejected", "refused")}

    assert len(said) == 1


@pytest.mark.parametrize("word", ["thuiszitter", "spoed", "TLV", "toegekend", "afgewezen", "leerling"])
def test_no_words_tell_how_it_stands_with_a_pupil(word):
    for said in (TEXTS | {"": {"": texts.BY_POST}}).values():
        for text in said.values():
            assert word.lower() not in f"{text.soort} {text.onderwerp} {text.zin} {text.termijn}".lower()


def test_a_summary_is_made_of_the_same_words():
    mail = emails.render_summary([promise("hulpvraag.taken", "contact"), promise("hulpvraag.closed", "contact")], PERSON, "<x@localhost>")

    assert {field.name for field in fields(emails.SummaryFields)} == {"naam", "onderwerp", "berichten", "portal_url", "swv_naam", "swv_telefoon"}
    for text in (mail.body, unescape(html_of(mail))):
        assert "Beste Marloes van Dijk," in text
        assert settings.PORTAL_SWV_NAAM in text
        assert text.count("H-2026-0413") >= 2
        assert "vrijdag 27 november 2026" in text
        for value in (0xFACE, 0xDECADE, 0xBEEF, 7):
            assert str(UUID(int=value)) not in mail.message().as_string()


def test_a_mail_sent_again_has_an_id_of_its_own():
    ids = {emails.render(promise("hulpvraag.taken", "contact"), PERSON, attempt=attempt).message()["Message-ID"] for attempt in (1, 2, 3)}

    assert len(ids) == 3


def test_what_comes_back_goes_to_its_own_address(settings):
    settings.PORTAL_BOUNCES_TO = "retour@sluitend.example"
    mail = emails.render(promise("hulpvraag.taken", "contact"), PERSON)

    assert mail.from_email == "retour@sluitend.example"
    assert mail.message()["From"] == settings.DEFAULT_FROM_EMAIL


def test_sentences_are_short():
    for said in TEXTS.values():
        for text in said.values():
            for sentence in re.split(r"[.?] ?", f"{text.zin} {text.termijn}"):
                assert len(sentence.split()) <= 15, sentence


def test_without_a_term_no_date_is_promised():
    body = emails.render(promise("hulpvraag.info_requested", "contact", term=None), PERSON).body

    assert "uiterlijk" not in body


@pytest.mark.parametrize("event", ["info_requested", "submitted", "taken", "supplemented"])
def test_who_must_act_or_waits_is_told_until_when(event):
    assert texts.text_for(f"hulpvraag.{event}", "contact").termijn


@pytest.mark.parametrize("role, asked", [("contact", True), ("filer", True), ("loket", False), ("behandelaar", False)])
def test_only_the_school_is_asked_whether_she_is_still_the_contact(role, asked):
    event = "hulpvraag.submitted" if role in ("filer", "loket") else "hulpvraag.closed"

    assert ("Bent u niet meer de contactpersoon?" in emails.render(promise(event, role), PERSON).body) is asked


def test_a_strange_name_breaks_nothing():
    mail = emails.render(promise("hulpvraag.taken", "contact"), Recipient(PERSON.user_id, PERSON.email, 'O\'Neil & <b>Zn\nBcc: x@y.example'))

    assert "Beste O'Neil & <b>Zn Bcc: x@y.example," in mail.body
    assert "O&#x27;Neil &amp; &lt;b&gt;Zn" in html_of(mail)
    assert mail.message()["Bcc"] is None


def test_the_message_id_is_the_same_for_the_same_promise_and_person():
    first, again = (emails.render(promise("hulpvraag.taken", role), PERSON).message() for role in ("contact", "behandelaar"))
    other = emails.render(promise("hulpvraag.taken", "contact"), Recipient(UUID(int=8), PERSON.email, PERSON.naam)).message()

    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@localhost>")
    assert first["Auto-Submitted"] == "auto-generated"


WITHOUT_A_KENMERK = [("overleg.bericht", "overleg", "contact", "Mijn hulpvragen"), ("toegang.bericht", "toegang", "guest", "Gedeeld met mij")]


@pytest.mark.parametrize(("event", "subject", "role", "where"), WITHOUT_A_KENMERK)
def test_news_of_a_bericht_without_a_kenmerk_says_that_there_is_news_and_nothing_else(event, subject, role, where, strict):
    mail = emails.render(promise(event, role, subject_type=subject, kenmerk=""), PERSON)

    for text in (mail.body, unescape(html_of(mail))):
        assert "nieuw bericht" in text
        assert where in text
        assert not re.search(r"H-2026|MISSING|\{|None|kenmerk", text)
        for value in (0xFACE, 0xDECADE, 0xBEEF, 7):
            assert str(UUID(int=value)) not in mail.message().as_string()
