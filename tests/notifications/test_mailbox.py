"""The demo's post: one file for each mail, a page that shows them, and nothing of it elsewhere."""

import stat
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import Resolver404, resolve

from notifications import emails
from portal.lib.ids import uuid7
from tests.notifications import demo_urls  # now: the portal's own map is made at its first import, without the demo
from tests.notifications.test_mails import PERSON, promise

pytestmark = pytest.mark.urls(demo_urls.__name__)


@pytest.fixture
def folder(tmp_path, settings):
    settings.PORTAL_DEMO = True
    settings.PORTAL_MAIL_FOLDER = tmp_path / "demo" / "mail"
    settings.EMAIL_BACKEND = "portal.mailbox.EmlBackend"
    return settings.PORTAL_MAIL_FOLDER


def test_every_mail_is_a_file_that_only_we_read(folder):
    for event in ("hulpvraag.taken", "hulpvraag.closed"):
        assert emails.render(promise(event, "contact"), PERSON).send() == 1

    files = sorted(folder.iterdir())
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert [mail["Subject"] for mail in mails] == ["In behandeling: hulpvraag H-2026-0413", "Afgerond: hulpvraag H-2026-0413"]
    assert {mail["To"] for mail in mails} == {"marloes@school.example"}
    assert all(file.suffix == ".eml" and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_page_lists_the_newest_first_and_shows_one(folder, db, web):
    for event in ("hulpvraag.taken", "hulpvraag.closed"):
        emails.render(promise(event, "contact"), PERSON).send()

    page = web.get("/demo/postvak/").content.decode()
    newest = page.index("Afgerond: hulpvraag H-2026-0413")
    assert newest < page.index("In behandeling: hulpvraag H-2026-0413")
    address = page[:newest].rsplit('href="', 1)[1].split('"')[0]
    shown = web.get(address).content.decode()
    assert "Beste Marloes van Dijk," in shown
    assert 'href="http://localhost:8000/hulpvragen/"' in shown


def test_an_empty_box_says_so(folder, db, web):
    assert "Er is nog geen e-mail" in web.get("/demo/postvak/").content.decode()


def test_what_stands_in_a_mail_is_shown_and_not_done(folder, db, web):
    EmailMultiAlternatives("<script>1</script>", "<script>2</script> http://x.example/<b>", "van@swv.example", ["a@school.example"]).send()

    [mail] = folder.iterdir()
    assert "<script>1" not in web.get("/demo/postvak/").content.decode()
    assert "<script>2" not in web.get(f"/demo/postvak/{mail.stem}/").content.decode()


def test_an_unknown_mail_is_not_found(folder, db, web):
    folder.mkdir(parents=True)
    (folder.parent / "people.json").write_text("{}")

    assert web.get(f"/demo/postvak/{uuid7()}/").status_code == 404
    assert web.get("/demo/postvak/..%2Fpeople/").status_code == 404


def test_outside_the_demo_there_is_no_box(folder, settings, db, web):
    emails.render(promise("hulpvraag.taken", "contact"), PERSON).send()
    [mail] = folder.iterdir()
    settings.PORTAL_DEMO = False

    assert web.get("/demo/postvak/").status_code == 404
    assert web.get(f"/demo/postvak/{mail.stem}/").status_code == 404


@pytest.mark.urls("portal.urls")
def test_outside_the_demo_it_is_not_on_the_map():
    with pytest.raises(Resolver404):
        resolve("/demo/postvak/")
