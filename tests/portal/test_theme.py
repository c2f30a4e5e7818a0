"""Colours: every pair that carries text or a control can be read, in light, in dark and in a theme that is dropped in."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from devtools.paths import ROOT
from portal import checks, theme
from portal.theme import CSS, PAIRS, ThemeFinder, tokens, unreadable

LIGHT, DARK = CSS / "tokens.css", CSS / "donker.css"
THEMES = sorted((ROOT / "devtools" / "themes").glob("*.css"))
LINDENLAND = ROOT / "devtools" / "themes" / "lindenland.css"


@pytest.mark.parametrize("files", [(LIGHT,), (LIGHT, DARK), *((LIGHT, one) for one in THEMES)], ids=lambda files: files[-1].stem)
def test_every_pair_can_be_read(files):
    assert unreadable(tokens(*files)) == []


def test_the_pairs_are_many_and_name_tokens_that_exist():
    assert len(PAIRS) > 80
    known = tokens(LIGHT)
    assert {name for ink, ground, _ in PAIRS for name in (ink, ground) if f"--basis-{name}" not in known} == set()


def test_a_pair_that_cannot_be_read_is_found():
    known = tokens(LIGHT) | {"--basis-color-default-color-subtle": "#a8a8a8"}

    assert "color-default-color-subtle op color-default-bg-document: 2.38, nodig is 4.5" in unreadable(known)


@pytest.mark.parametrize("colour", ["red", "rgb(0 0 0)", "var(--nergens)", "#12345", ""])
def test_a_colour_that_is_not_understood_counts_as_unreadable(colour):
    known = tokens(LIGHT) | {"--basis-focus-color": colour}

    assert unreadable(known) == ["focus-color op focus-background-color: 0.00, nodig is 4.5"]


def test_dark_names_every_colour_that_light_names_by_value():
    light, dark = tokens(LIGHT), tokens(DARK)
    coloured = {name for name, value in light.items() if value.startswith("#") and name.startswith("--basis-")}

    assert sorted(coloured - set(dark)) == []
    assert sorted(set(dark) - set(light)) == []


def test_colours_stand_in_the_tokens_only():
    """A colour written into a component would not follow dark or a theme."""
    for file in (CSS / "base.css", CSS / "components.css"):
        screen = re.sub(r"@layer print \{.*", "", file.read_text(), flags=re.DOTALL)
        found = set(re.findall(r"#[0-9a-fA-F]{3,6}\b(?=[;\s)])", screen))
        assert found <= {"#fff"}, file.name  # paper, in the document viewer


# ---- the theme of a partnership


@pytest.fixture
def file(tmp_path):
    def write(css: str) -> str:
        path = tmp_path / "thema.css"
        path.write_text(css)
        return str(path)

    return write


def test_none_is_set():
    assert theme.read("") == ""


def test_the_invented_theme_can_be_used():
    assert theme.read(str(LINDENLAND)) == str(LINDENLAND)


def test_a_theme_that_is_not_there_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_THEME_CSS is niet te lezen: FileNotFoundError"):
        theme.read(str(tmp_path / "weg.css"))
    with pytest.raises(ImproperlyConfigured, match="IsADirectoryError"):
        theme.read(str(tmp_path))


@pytest.mark.parametrize(
    "css",
    [
        '@import "https://elders.example/x.css";',
        ":root { --basis-a: url(https://elders.example/x.png); }",
        ":root { --basis-a: URL (x); }",
        r":root { --basis-a: \75 rl(x); }",
        ":root { --basis-a: image-set('x.png' 1x); }",
        ":root { --basis-a: //elders.example; }",
        "@font-face { font-family: x; src: url(x.woff2); }",
        "/* gewoon */ :root { --basis-a: 1px; } </style><script src=x></script>",
    ],
)
def test_a_theme_that_loads_something_is_refused(file, css):
    with pytest.raises(ImproperlyConfigured, match="laadt iets van buiten"):
        theme.read(file(css))


@pytest.mark.parametrize(
    "css",
    ["", "body { display: none; }", ":root { color: red; }", ":root { --basis-a: 1px; } .swv-alert { --basis-a: 0; }", ":root { --basis-a: 1px", "geen css"],
)
def test_a_theme_that_does_more_than_set_values_is_refused(file, css):
    with pytest.raises(ImproperlyConfigured, match="mag alleen ontwerpwaarden bevatten"):
        theme.read(file(css))


def test_it_is_served_as_a_file_of_ours_and_nothing_beside_it(settings, tmp_path, file):
    settings.PORTAL_THEME_CSS = file(":root { --basis-a: 1px; }")
    settings.STATIC_ROOT = str(tmp_path / "static")
    (tmp_path / "geheim.txt").write_text("niet voor iedereen")
    settings.STATICFILES_FINDERS = ["portal.theme.ThemeFinder"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

    call_command("collectstatic", "--noinput", verbosity=0)

    assert [str(path.relative_to(tmp_path / "static")) for path in (tmp_path / "static").rglob("*") if path.is_file()] == [theme.SERVED_AS]
    assert ThemeFinder().find(theme.SERVED_AS) == settings.PORTAL_THEME_CSS
    assert ThemeFinder().find("portal/css/anders.css") is None


def test_without_a_theme_there_is_no_such_file(settings):
    settings.PORTAL_THEME_CSS = ""
    assert list(ThemeFinder().list([])) == []
    assert ThemeFinder().find(theme.SERVED_AS) is None


def test_a_theme_that_cannot_be_read_is_told_at_the_check(settings, file):
    settings.PORTAL_THEME_CSS = str(LINDENLAND)
    assert checks.the_theme_can_be_read(None) == []
    settings.PORTAL_THEME_CSS = file(":root { --basis-color-action-1-color-default: #cccccc; }")

    told = checks.the_theme_can_be_read(None)

    assert [warning.id for warning in told] == ["portal.W001"] * len(told)
    assert any("color-action-1-color-default op color-default-bg-document" in warning.msg for warning in told)
