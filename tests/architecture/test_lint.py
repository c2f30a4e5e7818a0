"""Rules about the source that no import contract can hold. Each is tried on a line that breaks it."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import pytest

from devtools.paths import ROOT

PORTAL = ("portal", "accounts", "hulpvragen", "mutaties", "notifications")
DOSSIER_TABLES = {
    "Belnotitie", "Bericht", "Document", "DocumentBlad", "DocumentInhoud", "Dossier", "DossierGrant", "Download", "Formulier", "Hulpvraag", "HulpvraagContact",
    "HulpvraagInhoud", "Inschrijving", "Inzending", "Leerling", "LegalEvent", "Notitie", "Opvolger", "Opvolging", "OsoInlees", "Schoolvakantie", "Stuk", "Toegang",
    "Toewijzing", "VasteConsulent", "Verhuizing",
}  # fmt: skip
PRETEND = {"portal/lib/clock.py", "portal/lib/db.py", "mutaties/services/approving.py", "hulpvragen/services/verhuizing.py",
           "hulpvragen/services/explaining.py"}  # the previews, and who can see a hulpvraag on any day


@dataclass(frozen=True)
class Source:
    """One file, as text and as Python's tree."""

    path: str
    text: str

    @property
    def app(self) -> str:
        return PurePosixPath(self.path).parts[0]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text))) if self.path.endswith(".py") else []

    @property
    def sql(self) -> Iterator[tuple[int, str]]:
        """Yield (line, statement text): a whole file of SQL without its comments, or each string of Python but the docstrings."""
        if self.path.endswith(".sql"):
            yield 1, re.sub(r"--[^\n]*", "", self.text)
        prose = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        for node in self.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield node.lineno, node.value

    def in_sql(self, pattern: str) -> Iterator[int]:
        for line, text in self.sql:
            for match in re.finditer(pattern, text, re.IGNORECASE):
                yield line + text.count("\n", 0, match.start())

    @property
    def names(self) -> Iterator[tuple[int, str]]:
        """Yield (line, dotted name) for what is imported and what is used: `import a.b`, `from a import b`, `a.b`, `b`."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module or ''}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Attribute | ast.Name) and (name := _dotted(node)):
                yield node.lineno, name

    def named(self, pattern: str) -> Iterator[int]:
        return (line for line, name in self.names if re.search(pattern, name))


def _dotted(node: ast.AST) -> str:
    """Return `a.b.c` for that expression, or nothing when it is more than names."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


# ---- the rules: each yields the lines that break it


def days_come_from_app_today(source: Source) -> Iterator[int]:
    yield from source.in_sql(r"\bcurrent_date\b|\blocaltimestamp\b|'(today|tomorrow|yesterday)'\s*::|\b(now|clock_timestamp)\(\)\s*::\s*date\b")
    if source.path != "accounts/migrations/0002_wall.sql":  # app_today() itself
        yield from source.in_sql(r"\bat time zone 'Europe/Amsterdam'")


def settings_live_as_long_as_the_transaction(source: Source) -> Iterator[int]:
    argument = r"(?:'[^']*'|[^(),']|\((?:[^()]|\([^()]*\))*\))*"
    yield from source.in_sql(rf"set_config\s*\((?!{argument},{argument},\s*true\s*\))")


def roles_and_identity_are_set_in_one_place(source: Source) -> Iterator[int]:
    yield from source.in_sql(r"\b(re)?set\s+(local\s+|session\s+)?(role\b|session\s+authorization\b|app\.)")
    if source.path.endswith(".py"):
        yield from source.in_sql(r"\bset_config\b")


def nobody_pretends_a_moment(source: Source) -> Iterator[int]:
    yield from source.named(r"(^|\.)clock\.(at|as_of|fixed_day)$")


def the_clock_is_the_one_clock(source: Source) -> Iterator[int]:
    yield from source.named(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime)|time\.(time|localtime|gmtime))$")


def dossiers_are_queried_in_hulpvragen(source: Source) -> Iterator[int]:
    yield from source.named(rf"(^|\.)({'|'.join(DOSSIER_TABLES)})\.objects\b|^hulpvragen\.models\b")
    yield from source.in_sql(rf"\bhulpvragen_[a-z]+\b|^hulpvragen\.({'|'.join(DOSSIER_TABLES)})$")


def pages_ask_policy_and_queries(source: Source) -> Iterator[int]:
    yield from source.named(r"\b[A-Z]\w+\.(_?objects|_default_manager)\b")


def facts_are_written_by_services(source: Source) -> Iterator[int]:
    yield from source.named(r"^portal\.lib\.db\.(desk|enter)$|(^|\.)db\.(desk|enter)$")


def nothing_is_trusted_as_html(source: Source) -> Iterator[int]:
    yield from source.named(r"(^|\.)(mark_safe|SafeString|SafeText|csrf_exempt)$")


def no_signals(source: Source) -> Iterator[int]:
    yield from source.named(r"(^|\.)((pre|post)_(init|save|delete|migrate)|m2m_changed)$|^django\.(db\.models\.signals|dispatch)\b")


_LOGGED_OF_A_REQUEST = {"request.path", "request.method", "request.resolver_match"}
_PERSONAL = re.compile(r"(^|\.)(email|naam|voornaam|achternaam|geboortedatum|tekst|antwoorden|answers|password|POST|GET|FILES|COOKIES|META|body|headers)$")


def logs_hold_nothing_of_a_person(source: Source) -> Iterator[int]:
    for node in source.nodes:
        if isinstance(node, ast.Call) and re.fullmatch(r"(logger|logging|log)\.(debug|info|warning|error|exception|critical|log)", _dotted(node.func)):
            for part in ast.walk(node):
                name = _dotted(part)
                if _PERSONAL.search(name) or (name.startswith("request.") and name not in _LOGGED_OF_A_REQUEST):
                    yield part.lineno


def guardian_shortcuts_are_for_tests(source: Source) -> Iterator[int]:
    yield from source.named(r"^guardian\.shortcuts\b")


@dataclass(frozen=True)
class Rule:
    check: Callable[[Source], Iterator[int]]
    holds_in: Callable[[Source], bool]
    broken_by: tuple[str, ...]  # lines of Python, or of SQL when they begin with "sql:"
    kept_by: tuple[str, ...] = ()


def _portal(source: Source) -> bool:
    return source.app in PORTAL


def _everywhere(source: Source) -> bool:
    return source.path != "tests/architecture/test_lint.py"


def _pages(source: Source) -> bool:
    return _portal(source) and bool(re.search(r"/(views|forms|urls|tasks|emails)\b|^portal/(?!lib|audit)", source.path))


RULES = {
    rule.check.__name__: rule
    for rule in (
        Rule(
            days_come_from_app_today, lambda s: _everywhere(s) and s.app != "tests",
            ('one("select current_date")', "sql:select now()::date;", "sql:select 'today'::date;", "sql:x at time zone 'Europe/Amsterdam'"),
            ('"""Not current_date."""', "sql:-- never current_date", "sql:select app_today();"),
        ),
        Rule(
            settings_live_as_long_as_the_transaction, _everywhere,
            ('''one("select set_config('app.user_id', %s, false)")''', "sql:perform set_config('a', coalesce(b, ''), false);", "sql:set_config('a', b, x)"),
            ('''one("select set_config('role', %s, true)")''', "sql:perform set_config('a', case when f(b, g(c)) then '' end, true), set_config('b', '', true);"),
        ),
        Rule(
            roles_and_identity_are_set_in_one_place, lambda s: _portal(s) and s.path != "portal/lib/db.py",
            ('one("set role portal_desk")', 'one(f"SET LOCAL ROLE {x}")', 'one("reset role")', '''one("set app.user_id = 'x'")''', "sql:set role portal_owner;",
             '''one("select set_config('app.zijde', 'swv', true)")''', 'one("set session authorization x")'),
            ('"""Like set role."""', 'one("select 1 offset 2")'),
        ),
        Rule(
            # the preview of a mutatie asks of a day to come
            nobody_pretends_a_moment, lambda s: _portal(s) and s.path not in PRETEND,
            ("with clock.at(x): pass", "from portal.lib.clock import at", "from portal.lib.clock import fixed_day", "with clock.as_of(*x): pass"),
            ("who.at(Rol.IB)", "clock.now()"),
        ),
        Rule(
            the_clock_is_the_one_clock, lambda s: _portal(s) and s.path != "portal/lib/clock.py",
            ("dt.datetime.now(dt.UTC)", "datetime.utcnow()", "dt.date.today()", "timezone.now()", "from django.utils.timezone import now", "time.time()",
             "from time import time", "x = timezone.now"),
            ("clock.now()", "clock.today()", "time.time_ns()", "time.monotonic()"),
        ),
        Rule(
            dossiers_are_queried_in_hulpvragen, lambda s: _portal(s) and s.app != "hulpvragen",
            ("Hulpvraag.objects.get(pk=1)", "models.Leerling.objects.filter()", "from hulpvragen.models import Stuk", "import hulpvragen.models",
             'one("select * from hulpvragen_stuk")', 'apps.get_model("hulpvragen.Dossier")', "sql:delete from hulpvragen_leerling;"),
            ("User.objects.get(pk=1)", "from hulpvragen import policy", 'reverse("hulpvragen:list")'),
        ),
        Rule(
            pages_ask_policy_and_queries, lambda s: _pages(s) and not s.path.startswith("notifications/"),
            ("Hulpvraag.objects.filter(pk=1)", "User.objects.all()", "User._default_manager"), ("policy.visible_to(who)", "form.objects"),
        ),
        Rule(
            facts_are_written_by_services, lambda s: _portal(s) and "/services/" not in s.path and s.path != "portal/lib/db.py",
            ("from portal.lib.db import desk", "from portal.lib.db import enter", "db.desk()"), ("from portal.lib.db import one, wall",),
        ),
        Rule(
            # the one exception: the library draws a QR code of numbers, no text
            nothing_is_trusted_as_html, lambda s: _portal(s) and s.path != "accounts/views/second_factor.py",
            ("from django.utils.safestring import mark_safe", "mark_safe(x)", "@csrf_exempt\ndef f(): pass", "SafeString(x)"), ("format_html('{}', x)",),
        ),
        Rule(
            no_signals, _portal,
            ("from django.db.models.signals import post_save", "signals.post_save.connect(f)", "from django.dispatch import receiver", "import django.dispatch"),
            ("from celery.signals import task_prerun", "filing.save(x)"),
        ),
        Rule(
            logs_hold_nothing_of_a_person, _portal,
            ('logger.info("x %s", request.POST)', 'logger.error(f"{user.email}")', 'logging.warning("%s", request.user)', 'logger.info("%s", answers)',
             'logger.debug("x", extra={"b": request.body})', 'logger.exception(leerling.voornaam)'),
            ('logger.error("x %s", request.path)', 'logger.warning("outbox %s", promise.pk)', "record(request.user)"),
        ),
        Rule(
            guardian_shortcuts_are_for_tests, lambda s: _everywhere(s) and s.app != "tests",
            ("from guardian.shortcuts import assign_perm", "import guardian.shortcuts"), ("from guardian.models import UserObjectPermissionBase",),
        ),
    )
}  # fmt: skip


def _sources() -> list[Source]:
    folders = (*PORTAL, "devtools", "tests")
    files = [path for folder in folders for end in ("py", "sql") for path in sorted((ROOT / folder).rglob(f"*.{end}"))]
    return [Source(str(path.relative_to(ROOT)), path.read_text()) for path in (*files, ROOT / "manage.py", ROOT / "dev.py")]


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return _sources()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_the_source_keeps_the_rule(sources, rule):
    held = [source for source in sources if rule.holds_in(source)]
    faults = [f"{source.path}:{line}" for source in held for line in sorted(set(rule.check(source)))]

    assert faults == []
    assert len(held) > 20, "a rule that looks at nothing holds nothing"


def _sample(line: str) -> Source:
    sql = line.startswith("sql:")
    return Source("portal/try.sql" if sql else "portal/try.py", line.removeprefix("sql:"))


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule in RULES.values() for line in rule.broken_by], ids=lambda value: "" if isinstance(value, Rule) else value)
def test_the_rule_sees_what_breaks_it(rule, line):
    assert list(rule.check(_sample(line)))


@pytest.mark.parametrize(("rule", "line"), [(rule, line) for rule in RULES.values() for line in rule.kept_by], ids=lambda value: "" if isinstance(value, Rule) else value)
def test_the_rule_lets_the_rest_alone(rule, line):
    assert list(rule.check(_sample(line))) == []


def test_the_tables_of_a_dossier_are_all_named():
    from django.apps import apps  # needs Django's settings

    assert {model.__name__ for model in apps.get_app_config("hulpvragen").get_models()} == DOSSIER_TABLES
