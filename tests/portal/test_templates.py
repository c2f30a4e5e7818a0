"""What no template may do, and the frame and the components that all pages share."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path

from hulpvragen.enums import Status
from portal import frame
from portal.lib import clock
from portal.templatetags import portal as tags

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = sorted(file for file in TEMPLATES.rglob("*.html") if "emails" not in file.parts)
ALL = sorted(file for file in TEMPLATES.rglob("*.*"))
NOOR = SimpleNamespace(voornaam="Noor", achternaam="de <Vries>")

_page = [path(name, HttpResponse, name=name) for name in ("account", "choose_side", "digibord", "lock_now", "locked", "still_here", "keep_typed", "log_out")]
urlpatterns = [path("", include((_page, "accounts"))), path("hulp/", HttpResponse, name="help"), path("hulp/<slug:key>/", HttpResponse, name="help_topic")]


def name_of(file: Path) -> str:
    return str(file.relative_to(TEMPLATES))


def faults(pattern: str, files: list[Path]) -> list[str]:
    return [f"{name_of(file)}: {found[0]}" for file in files for found in re.finditer(pattern, file.read_text(), re.I)]


# ---- what no template may do


def test_there_are_templates_to_look_at():
    assert len(PAGES) > 20


@pytest.mark.parametrize(
    "pattern",
    [
        r"\sstyle\s*=",
        r"<style\b",
        r"<script(?![^>]*\bsrc=)[^>]*>",
        r"<script[^>]*>\s*[^<\s]",
        r"\son[a-z]+\s*=\s*[\"']",
        r"\bhx-on\b",
        r"hx-vals\s*=\s*[\"']js:",
        r"javascript:",
        r"(?:src|href)\s*=\s*[\"'](?:https?:)?//",
        r"\|\s*safe\b|\bsafeseq\b|autoescape off",
    ],
)
def test_no_page_works_against_the_content_security_policy(pattern):
    assert faults(pattern, PAGES) == []


def test_no_page_has_a_link_that_leads_nowhere():
    assert faults(r"href\s*=\s*[\"']#?[\"']", PAGES) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"\{\{\s*(?!form\.)[^}]*\b(?:voornaam|achternaam|roepnaam)\b[^}]*\}\}",
        r"\{\{\s*(?:[\w.]+\.)?leerling\s*(?:\|[^}]*)?\}\}",
        r"\{%(?!\s*(?:naam|include|for|if|elif)\b)[^%]*\b(?:voornaam|achternaam|leerling)\b[^%]*%\}",
    ],
)
def test_a_pupils_name_is_printed_by_its_own_tag_only(pattern):
    assert faults(pattern, ALL) == []


def test_no_mail_knows_a_pupil():
    assert faults(r"\{[{%][^}]*\b(?:leerling|naam leerling|dossier)\b[^}]*[}%]\}", sorted((TEMPLATES / "emails").iterdir())) == []


def test_no_title_holds_a_name():
    assert faults(r"\{% block title %\}(?:(?!\{% endblock).)*\b(?:naam|leerling|voornaam|achternaam)\b", PAGES) == []


def test_no_date_is_written_in_a_form_that_gives_capitals():
    assert faults(r"\|\s*date\s*:\s*[\"'][^\"']*[MN]", ALL) == []


def test_every_form_that_posts_has_its_token():
    forms = [(file, form) for file in PAGES for form in re.findall(r"<form\b.*?</form>", file.read_text(), re.S)]

    assert [name_of(file) for file, form in forms if 'method="post"' in form and "{% csrf_token %}" not in form] == []


def test_every_include_is_given_what_it_needs_and_nothing_else():
    included = r"\{% include \"_components/[^%]*(?<! only) %\}"

    assert faults(included, PAGES) == []


def test_every_icon_that_is_used_exists():
    sprite = (TEMPLATES.parent / "portal/static/portal/img/icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    used = {name for file in PAGES for name in re.findall(r'\{% icoon "([^"]+)"', file.read_text())}

    assert used and used <= known


def test_every_class_that_is_used_is_in_the_stylesheets():
    sheets = "".join(file.read_text() for file in (TEMPLATES.parent / "portal/static/portal/css").iterdir())
    used = {name for file in PAGES for name in re.findall(r"(?<![\w-])swv-[a-z0-9_-]+[a-z0-9](?![\w{-])", file.read_text())}

    assert sorted(name for name in used if f".{name}" not in sheets) == []


# ---- tags


def render(text: str, **context) -> str:
    return Template("{% load portal %}" + text).render(Context(context)).strip()


def test_without_a_pupil_it_is_an_anonymous_question():
    assert render("{% naam leerling %}", leerling=None) == "Anonieme vraag"


@pytest.mark.parametrize("leerling", [SimpleNamespace(voornaam="", achternaam=None), SimpleNamespace()])
def test_a_pupil_without_a_name_is_said_to_have_none(leerling):
    assert render("{% naam leerling %}", leerling=leerling) == "Nog geen naam"


def test_a_name_is_escaped_and_can_be_found_by_what_hides_names():
    assert render("{% naam leerling %}", leerling=NOOR) == '<span class="pii">Noor de &lt;Vries&gt;</span>'


def test_dates_in_templates():
    at = dt.datetime(2026, 11, 20, 13, 5, tzinfo=dt.UTC)
    with clock.fixed_day(dt.date(2026, 11, 23)):
        words = render("{% datum d %}|{% datum_kort d %}|{{ d|dag }}|{% moment at %}|{% datum leeg %}", d=at.date(), at=at)

    assert words == "vrijdag 20 november 2026|vr 20 nov|vr 20 november|vr 20 november, 14.05 uur|"


def test_amber_means_that_the_reader_must_act():
    assert "swv-badge--action" in render("{% status_badge s %}", s=Status("aanvulling"))
    assert "swv-badge--progress" in render("{% status_badge s u=False %}", s=Status("aanvulling"))
    assert "swv-badge--progress" in render("{% status_badge s l %}", s="in_behandeling", l="In behandeling")


def test_every_status_has_its_look_and_no_other():
    assert set(tags.BADGE) == set(Status.values)


def test_whose_turn_it_is(settings):
    settings.PORTAL_SWV_NAAM = "PPO Elders"

    assert render("{% aan_zet 'swv' %}").endswith(">PPO Elders</span>")
    assert 'swv-turn--you">U<' in render("{% aan_zet 'swv' u=True %}")
    assert ">School<" in render("{% aan_zet 'school' %}")


def test_a_card_and_an_alert_take_content():
    card = render('{% kaart titel="De hulpvraag" telling=0 actie="Wijzigen" url="/x/" %}<p>{{ t }}</p>{% endkaart %}', t="<")
    alert = render('{% melding "error" rol="alert" %}Mis{% endmelding %}')

    assert 'aria-labelledby="kop-de-hulpvraag"' in card and "<p>&lt;</p>" in card
    assert '<a href="/x/">Wijzigen<span class="swv-visually-hidden">: De hulpvraag</span></a>' in card
    assert 'class="swv-alert swv-alert--error" role="alert"' in alert


# ---- components


def test_components_show_what_they_are_given():
    def component(name, **context):
        return render_to_string(f"_components/{name}.html", context)

    task = component("task", title="Vul aan", url="/h/", leerling=NOOR, groep="4", kenmerk="H-2026-0413", due="nog 4 dagen")
    assert "Noor de &lt;Vries&gt;" in task and "H-2026-0413" in task
    assert 'aria-current="true">Open <span class="swv-chip__n">0<' in component("chips", label="Filter", chips=[("Open", "/", True, 0)])
    assert component("steps", label="Voortgang", steps=[("a", "", "done"), ("b", "", "current")]).count("<li") == 2
    assert "swv-timeline__item--now" in component("timeline", items=[("Ingediend", "di 3 november", True)])
    assert "<p>een<br>twee</p>" in component("summary_row", label="Vraag", value="een\ntwee")
    assert "Niet ingevuld" in component("summary_row", label="Vraag", value="")
    assert "swv-avatar--leaving" in component("people", people=[("KP", "Karin Postma", "", True)])
    assert component("pagination", text="3 hulpvragen").strip() == ""
    assert 'rel="next">Volgende<' in component("pagination", next_url="?na=x")
    assert "swv-next--wait" in component("next_step", title="PPO is aan zet")
    assert 'aria-current="page"' in component("tabs", label="Onderdelen", tabs=[("Hulpvraag", "/", True, 0)])


# ---- the frame


class Somebody:
    naam, initialen, is_authenticated = "Marloes van Dijk", "MD", True

    def __init__(self, verified: bool):
        self.verified = verified

    def is_verified(self) -> bool:
        return self.verified


@pytest.fixture
def page(settings, monkeypatch):
    """Renders base.html with a navigation, for a person or nobody."""
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(frame, "_providers", [])
    frame.register(lambda request: ("IB’er", [("Mijn hulpvragen", "/h/", True, 2), ("Mijn school", "/s/", False, 0)], True))

    def make(user=None, template="base.html", **context):
        request = RequestFactory().get("/h/")
        if user:
            request.user = user
        return render_to_string(template, context, request)

    return make


def test_the_frame_names_the_reader_and_where_she_can_go(page):
    html = page(Somebody(verified=True))

    assert "<title> – Sluitend</title>" in html
    assert "Vertrouwelijk. Afgedrukt door Marloes van Dijk op " in html
    assert 'href="/h/" aria-current="page"' in html and 'href="/s/">' in html
    assert 'action="/log_out"' in html and 'href="/choose_side"' in html
    assert "PPO Voorbeeldstad" in html and 'href="tel:+31100000000"' in html


@pytest.mark.parametrize("user", [None, Somebody(verified=False), SimpleNamespace(is_authenticated=False)])
def test_before_both_steps_there_is_no_navigation(page, user):
    html = page(user)

    assert "hoofdmenu" not in html and "mijn-menu" not in html and "Marloes" not in html


def test_the_title_says_how_much_is_wrong(page):
    assert "<title>Fout: 2 dingen niet goed ingevuld –  – Sluitend</title>" in page(form=SimpleNamespace(errors=["a", "b"]))
    assert "<title>Fout: 1 ding niet goed ingevuld" in page(form=SimpleNamespace(errors=["a"]))


def test_messages_are_read_aloud(page):
    messages = [Message(25, "Verstuurd <b>"), Message(40, "Mislukt"), Message(30, "Let op"), Message(20, "Weet")]
    html = page(messages=messages)

    assert re.findall(r'swv-alert--(\w+)" role="(\w+)"', html) == [
        ("ok", "status"), ("error", "alert"), ("warning", "status"), ("info", "status"),
    ]  # fmt: skip
    assert "Verstuurd &lt;b&gt;" in html


class NobodyToAsk:
    """A request whose person, session and messages cannot be had any more."""

    @property
    def user(self):
        raise AssertionError("an error page asked who is there")


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html"])
def test_an_error_page_asks_nobody_anything(name, settings):
    html = render_to_string(name, {"frame": frame.Frame(NobodyToAsk()), "messages": NobodyToAsk()})

    assert "<h1>" in html and 'href="/"' in html and "swv-nav" not in html
    assert settings.PORTAL_SWV_TELEFOON in html


def test_a_refusal_gives_its_reason():
    assert "Dit kan niet &lt;meer&gt;" in render_to_string("403.html", {"exception": "Dit kan niet <meer>"})
    assert "<h1>U hebt geen toegang tot deze pagina.</h1>" in render_to_string("403.html")


def test_the_page_for_our_own_faults_stands_alone():
    bare = render_to_string("500.html")
    full = render_to_string("500.html", {"frame": frame.Site(), "referentie": "7F3A"})

    assert "Er ging iets mis" in bare and "tel:" not in bare
    assert "7F3A" in full and "tel:+31100000000" in full


# ---- mails


def test_a_mail_says_the_same_in_text_and_in_html():
    fields = {
        "naam": "O'Brien & Zn",
        "swv_naam": "PPO Voorbeeldstad",
        "swv_telefoon": "010",
        "portal_url": "https://p.example/",
    }

    text = render_to_string("emails/base.txt", fields)
    html = render_to_string("emails/base.html", fields)

    assert text.startswith("Beste O'Brien & Zn,\n")
    assert "O&#x27;Brien &amp; Zn" in html
    for words in (
        "geen gegevens van leerlingen",
        "https://p.example/",
        "per ongeluk gekregen",
        "niet meer de contactpersoon",
    ):
        assert words in text and words in html
    assert "<img" not in html
