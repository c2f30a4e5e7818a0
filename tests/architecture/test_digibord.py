"""Every page, as every role, in digibordstand: no name, birth date or text of a pupil or parent is in the HTML.

The pupils and parents of the world get loud names, and every sealed text comes out loud, whoever seals it and
wherever it is shown: a page that is added is walked by itself.
"""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse

from accounts.models import User
from hulpvragen.models import Leerling, Toegang
from portal.checks import patterns
from portal.lib import crypto, digibord
from tests import world as the_world

pytestmark = pytest.mark.django_db

LOUD = (
    "Luidvoornaam", "Luidkeels", "Luidgroep", "Luidetekst", "Luidouder", "luidadres",
    "14 maart 2017", "14-03-2017", "14 mrt", "2017-03-14",
)
SHOWN_TO = {"Luidvoornaam", "Luidkeels", "Luidgroep", "Luidetekst", "14 maart 2017"}  # without digibordstand, to somebody
ROLES = [
    ("marloes", "school"), ("directeur", "school"), ("hans", "swv"), ("noord", "swv"), ("mutaties", "swv"), ("beheer", "swv"),
    ("privacy", "swv"), ("ouder", "gast"),
]
SHOWN_OF = ("concept", "ingediend", "in_behandeling", "geadviseerd", "afgerond")
WALKED = [(route, pattern) for route, pattern in patterns() if pattern.callback.access.session != "open"]


def _loud(text: str) -> str:
    """Return what was sealed with a loud word in each piece of prose; codes, dates and choices stay what they are."""
    try:
        answers = json.loads(text)
    except ValueError:
        return f"{text} Luidetekst"
    return json.dumps(_louder(answers))


def _louder(value):
    if isinstance(value, dict):
        return {name: _louder(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_louder(one) for one in value]
    return f"{value} Luidetekst" if isinstance(value, str) and " " in value else value


@pytest.fixture
def w(db, monkeypatch):
    Leerling.objects.update(voornaam="Luidvoornaam", achternaam="Luidkeels", groep="Luidgroep 4", geboortedatum=dt.date(2017, 3, 14))
    User.objects.filter(voornaam="ouder").update(achternaam="Luidouder")
    for number, row in enumerate(Toegang.objects.all()):
        Toegang.objects.filter(pk=row.pk).update(email=f"luidadres{number}@thuis.example")
    quiet = crypto.open_text
    monkeypatch.setattr(crypto, "open_text", lambda *args: _loud(quiet(*args)))
    found = the_world.get()
    found.documents = the_world.with_documents(found)
    return found


def _addresses(w):
    """Yield the address of every page that is not open to all; a form is refused whatever it is about, so of one hulpvraag."""
    for route, pattern in WALKED:
        if "<uuid:hulpvraag_id>" in route:
            about = SHOWN_OF[1:2] if getattr(pattern.callback, "keeps_typed", False) else SHOWN_OF
            for hulpvraag in [*(w.hulpvragen[status] for status in about), w.elsewhere]:
                path = "/" + route.replace("<uuid:hulpvraag_id>", str(hulpvraag.pk)).replace("<str:nummer>", "1")
                yield path.replace("<uuid:document_id>", str(w.documents[hulpvraag.pk].pk if hulpvraag.pk in w.documents else uuid.UUID(int=0)))
        elif "<" not in route:
            yield "/" + route


def _loud_in(response) -> set[str]:
    page = response.content.decode(errors="replace")  # a picture is no text
    return {word for word in LOUD if word in page}


def _on(client) -> None:
    assert client.post(reverse("accounts:digibord"), {"aan": "1", "next": "/"}).url == "/"


@pytest.mark.parametrize(("name", "zijde"), ROLES, ids=lambda value: str(value))
def test_no_page_holds_a_name_or_text(web, w, name, zijde):
    web.enter(getattr(w.people, name), zijde)
    _on(web)
    own = {"Luidouder"} if name == "ouder" else set()  # her own name, above her own page
    pages = 0
    for path in _addresses(w):
        response = web.get(path)
        assert _loud_in(response) <= own, path
        if response.status_code == 200:
            pages += 1
            assert b"data-bewaak" not in response.content, f"{path}: a form, so its view states @keeps_typed (docs/architecture.md)"
            if response["Content-Type"].startswith("text/html"):  # a file has no bar above it
                assert b"Digibordstand staat aan" in response.content, path
    assert pages >= 5


def test_without_digibordstand_they_are_there(web, w):
    seen = set()
    web.enter(w.people.marloes, "school")
    for path in _addresses(w):
        seen |= _loud_in(web.get(path))
    assert seen >= SHOWN_TO


def test_one_pupil_has_one_alias(web, w):
    web.enter(w.people.marloes, "school")
    _on(web)
    h = w.hulpvragen["ingediend"]
    alias = digibord.alias(h.dossier.leerling_id)

    pages = [web.get(reverse("hulpvragen:list")), web.get(reverse("hulpvragen:detail", args=[h.pk]))]

    assert alias != digibord.alias(w.elsewhere.dossier.leerling_id)
    for page in pages:
        assert alias in page.content.decode()


@pytest.mark.parametrize("found", [True, False])
def test_a_search_finds_by_name_and_repeats_it_nowhere(web, w, found):
    web.enter(w.people.marloes, "school")
    _on(web)

    page = web.post(reverse("hulpvragen:search"), {"q": "Luidkeels" if found else "Luidkeels " * 40})

    assert page.status_code == (200 if found else 422)
    assert _loud_in(page) == set()
    assert (digibord.alias(w.hulpvragen["ingediend"].dossier.leerling_id) in page.content.decode()) is found


def test_it_stays_on_until_it_is_turned_off(web, w):
    web.enter(w.people.marloes, "school")
    page = reverse("hulpvragen:detail", args=[w.hulpvragen["ingediend"].pk])
    _on(web)
    assert _loud_in(web.get(page)) == _loud_in(web.get(page)) == set()

    assert web.post(reverse("accounts:digibord"), {"aan": "0", "next": page}).url == page

    assert "Luidkeels" in _loud_in(web.get(page))
    assert web.get(reverse("accounts:digibord")).status_code == 405


def _form(h) -> str:
    return reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": "intrekken"})


def test_a_form_is_not_shown_and_says_nothing_of_what_exists(web, w):
    web.enter(w.people.marloes, "school")
    _on(web)
    pk = uuid.uuid4()
    there, nowhere = _form(w.hulpvragen["ingediend"]), _form(type(w.elsewhere)(pk=pk))

    pages = [web.get(path).content.decode().replace(path, "") for path in (there, nowhere)]

    for page in pages:
        assert "Deze pagina staat niet op het digibord" in page
    tokens = [page.split('name="csrfmiddlewaretoken" value="') for page in pages]
    assert len(tokens[0]) == len(tokens[1])
    assert [part[66:] for part in tokens[0]] == [part[66:] for part in tokens[1]]


def test_what_was_typed_before_the_digibord_came_is_kept_and_not_sent(web, w):
    h = w.hulpvragen["ingediend"]
    web.enter(w.people.marloes, "school")
    _on(web)

    answer = web.post(_form(h), {"text": "Het gaat beter.", "version": h.version})

    assert answer.status_code == 409
    assert "Wat u typte, is bewaard" in answer.content.decode()
    h.refresh_from_db()
    assert h.status == "ingediend"
    web.post(reverse("accounts:digibord"), {"aan": "0"})
    assert "Het gaat beter." in web.get(_form(h)).content.decode()


def test_a_button_without_text_still_works(web, w):
    h = w.hulpvragen["ingediend"]
    web.enter(w.people.hans, "swv")
    _on(web)

    web.post(reverse("hulpvragen:act", kwargs={"hulpvraag_id": h.pk, "actie": "in-behandeling-nemen"}), {"version": h.version})

    h.refresh_from_db()
    assert h.status == "in_behandeling"
