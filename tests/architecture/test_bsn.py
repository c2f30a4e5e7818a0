"""On every page where somebody types: a BSN or onderwijsnummer is refused and is nowhere afterwards, and a number
that is none passes once she says so."""

import importlib
import pkgutil
from html.parser import HTMLParser

import pytest
from django import forms
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse

from accounts.forms.fields import CodeField
from portal.audit.models import AuditEvent
from portal.forms import PortalForm, TypedField, ZoekField
from portal.lib import crypto
from portal.lib.declared import SUFFIX
from tests import world as the_world
from tests.architecture.test_digibord import WALKED

pytestmark = pytest.mark.django_db

NUMBERS = ("123456782", "101222331")  # a BSN, an onderwijsnummer
REFUSED = "lijkt een burgerservicenummer (BSN) of onderwijsnummer te staan"
ROLES = [
    ("marloes", "school"), ("directeur", "school"), ("bestuur", "school"), ("hans", "swv"), ("mutaties", "swv"), ("beheer", "swv"),
    ("privacy", "swv"), (None, None),
]
STATUSES = {"school": ("concept", "aanvulling"), "swv": ("ingediend", "in_behandeling"), None: ()}
SEARCHES = {"q", "zoek"}  # they ask no choice: by such a number nothing is found
walked: set[tuple[str, str]] = set()  # (page, question) that refused


class Page(HTMLParser):
    """The forms of a page, what stands in their controls, and all its words but those."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[dict] = []
        self.words, self._area, self._in_form, self.addresses = "", None, False, set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in_form = True
            self.forms.append({"method": at.get("method", "get"), "action": at.get("action", ""), "sent": {}, "typed": []})
        elif tag == "textarea":
            self._area = at["name"]
            self._put(at, "", typed=True)
        elif tag == "input" and at.get("name"):
            kind = at.get("type", "text")
            if kind in ("text", "search", "email"):
                self._put(at, at.get("value", ""), typed="one-time-code" not in at.get("autocomplete", ""))
                self.addresses |= {at["name"]} if kind == "email" else set()
            elif kind == "hidden" or (kind in ("radio", "checkbox") and "checked" in at):
                self._put(at, at.get("value", "on"))
        self.words += " ".join(value for name, value in at.items() if name != "value")

    def handle_endtag(self, tag):
        self._area = None if tag == "textarea" else self._area
        self._in_form = self._in_form and tag != "form"

    def handle_data(self, data):
        if self._area and self._in_form:
            self.forms[-1]["sent"][self._area] += data.strip()
        else:
            self.words += data

    def _put(self, at, value, typed=False):
        if self._in_form:
            self.forms[-1]["sent"][at["name"]] = value
            self.forms[-1]["typed"] += [at["name"]] if typed else []


@pytest.fixture
def w(db):
    return the_world.get()


@pytest.fixture
def sealed(monkeypatch):
    """Everything that is sealed while the test runs, as it was before."""
    seen, seal = [], crypto._seal
    monkeypatch.setattr(crypto, "_seal", lambda key, context, data: seen.append(data) or seal(key, context, data))
    return seen


def _addresses(w, zijde):
    for route, pattern in WALKED:
        if "<uuid:hulpvraag_id>" in route:
            if not getattr(pattern.callback, "keeps_typed", False):
                continue  # the other pages of a hulpvraag ask no text
            for status in STATUSES[zijde]:
                yield pattern.name, "/" + route.replace("<uuid:hulpvraag_id>", str(w.hulpvragen[status].pk))
        elif "<" not in route:
            yield pattern.name, "/" + route
    code = w.schools.roos.code
    yield "accounts:school_phone", reverse("accounts:school_phone", args=[code])
    yield "mutaties:school_new", reverse("mutaties:school_new") + f"?school={code}&soort=naam"
    for soort in ("vertrek", "nieuw", "afwezig"):
        yield "mutaties:new", reverse("mutaties:new") + f"?soort={soort}"
    yield "soort_edit", reverse("settings:soort_edit", kwargs={"soort": "adviesvraag"})
    yield "public_report", reverse("public_report")


def _in_the_database() -> list[str]:
    """Return the columns of all tables in which one of the numbers stands."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("""
            select table_name, column_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
             where table_schema = 'public' and table_type = 'BASE TABLE'
               and data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY')""")
        found = []
        for table, column in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where "{column}"::text ~ %s', ["|".join(NUMBERS)])
            found += [f"{table}.{column}"] if cursor.fetchone()[0] else []
        return found


def _holds(text: str) -> bool:
    return any(number in text for number in NUMBERS)


@pytest.mark.parametrize(("name", "zijde"), ROLES, ids=lambda value: str(value))
def test_every_form_refuses_it_and_asks_whether_it_is_another_number(web, w, sealed, caplog, name, zijde):
    if name:
        web.enter(getattr(w.people, name), zijde)
    asked, sent_to = 0, set()
    for url_name, path in _addresses(w, zijde):
        page = web.get(path)
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        read = Page(page.content.decode())
        for form in read.forms:
            address = form["action"] or path
            if form["method"] != "post" or not form["typed"] or (address, *form["typed"]) in sent_to:
                continue
            sent_to.add((address, *form["typed"]))
            numbers = {field: NUMBERS[number % 2] for number, field in enumerate(form["typed"])}
            loud = {field: f"{number}@school.nl" if field in read.addresses else f"nr {number}" for field, number in numbers.items()}
            with transaction.atomic():
                answer = web.post(address, form["sent"] | loud)
                asked += _is_asked(answer, url_name, path, form)
                sent = form["sent"] | loud | {f"{field}{SUFFIX}": "telefoon" for field in loud}
                again = web.post(address, sent)
                assert again.status_code < 500, path
                still = {field for field in form["typed"] if REFUSED in _fault(again, field)}
                assert still <= SEARCHES, f"{path}: what she says is not heard at {still}"
                transaction.set_rollback(True)
    assert asked or name in ("bestuur", "privacy")
    assert not _holds(caplog.text)
    assert not _holds(repr(dict(web.session)))
    assert not _holds(repr([message.message().as_string() for message in mail.outbox]))


def _is_asked(answer, url_name: str, path: str, form: dict) -> int:
    assert answer.status_code < 500, path
    page = Page(answer.content.decode())
    assert not _holds(page.words), f"{path}: the number is repeated"
    refused = {field for field in form["typed"] if REFUSED in _fault(answer, field)}
    choices = {field for field in refused if f'name="{field}{SUFFIX}"' in answer.content.decode()}
    assert choices >= refused - SEARCHES, f"{path}: no choice beside the fault at {refused - choices}"
    walked.update((url_name, field) for field in refused)
    return len(refused)


def _fault(answer, field: str) -> str:
    """Return what the form says of one question; a formset's forms know their own names."""
    for layer in answer.context or ():
        for form in layer.flatten().values() if hasattr(layer, "flatten") else dict(layer).values():
            for one in [form, *(getattr(form, "vragen", None) or []), *(getattr(form, "documenten", None) or []), getattr(form, "head", None)]:
                if isinstance(one, PortalForm) and one.is_bound:
                    for short, faults in one.errors.items():
                        if one.add_prefix(short) == field:
                            return " ".join(faults)
    return ""


def test_the_walk_met_the_forms():
    assert len({page for page, _ in walked}) >= 10
    assert {"part", "act", "soort_edit", "public_report"} <= {page for page, _ in walked}


def test_what_is_refused_is_nowhere(web, w, sealed):
    web.enter(w.people.marloes, "school")
    path = reverse("hulpvragen:part", kwargs={"hulpvraag_id": w.hulpvragen["concept"].pk, "part": "hulpvraag"})
    form = next(one for one in Page(web.get(path).content.decode()).forms if one["typed"])
    loud = {field: NUMBERS[number % 2] for number, field in enumerate(form["typed"])}

    assert web.post(path, form["sent"] | loud).status_code == 422
    assert web.post(reverse("accounts:keep_typed"), form["sent"] | loud | {"klad_pad": path} | {f"{field}{SUFFIX}": "ander" for field in loud}).status_code < 300

    assert not any(_holds(data.decode(errors="replace")) or SUFFIX in data.decode(errors="replace") for data in sealed)
    assert _in_the_database() == []


def test_what_she_says_is_in_the_trail_without_the_number(web, w):
    web.enter(w.people.marloes, "school")
    concept = w.hulpvragen["concept"]
    path = reverse("hulpvragen:part", kwargs={"hulpvraag_id": concept.pk, "part": "hulpvraag"})
    form = next(one for one in Page(web.get(path).content.decode()).forms if one["typed"])
    field = form["typed"][0]
    sent = form["sent"] | {field: f"Bel {NUMBERS[0]}"}

    assert web.post(path, sent | {f"{field}{SUFFIX}": "onzin"}).status_code == 422
    assert web.post(path, sent | {f"ander{SUFFIX}": "telefoon"}).status_code == 422, "said of another question"
    assert web.post(path, sent | {f"{field}{SUFFIX}": "telefoon"}).status_code == 302

    with connection.cursor() as cursor:
        cursor.execute("reset role")
    row = AuditEvent.objects.get(event="number.declared")
    assert row.actor_id == w.people.marloes.pk
    assert row.detail == {"field": field, "choice": "telefoon", "about": str(concept.pk)}
    assert _in_the_database() == []


def _every_form() -> list[type[PortalForm]]:
    for app in ("accounts", "hulpvragen", "mutaties", "portal"):
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if ".forms" in module.name or ".views" in module.name:
                importlib.import_module(module.name)
    found, queue = [], [PortalForm]
    while queue:
        queue += (below := queue.pop().__subclasses__())
        found += [form for form in below if not form.__module__.startswith("tests")]
    return found


def test_no_form_asks_for_text_in_a_way_that_is_not_guarded():
    every = _every_form()
    assert len(every) >= 30 and settings.configured
    for form in every:
        for name, field in form.base_fields.items():
            if field.widget.is_hidden or isinstance(field.widget, forms.PasswordInput) or not isinstance(field.widget, (forms.TextInput, forms.Textarea)):
                continue
            where = f"{form.__module__}.{form.__name__}.{name}"
            assert isinstance(field, TypedField), where
            assert field.guarded or isinstance(field, CodeField), where
            assert field.may_declare or isinstance(field, ZoekField), where

