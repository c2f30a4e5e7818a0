"""Each wall, spoiled in one place at a time, must turn the comparison of test_walls red.

A guard that can be taken away unnoticed guards nothing. The spoiling lives inside the test's own
transaction (SQL) or its monkeypatch (Python) and is gone with it.
"""

import random
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Q

from accounts import policy as posts
from accounts.models import Aanstelling
from accounts.models.facts import ON_RECORD
from hulpvragen import policy, policy_stukken
from portal.lib import clock
from tests.hulpvragen import test_walls as walls
from tests.hulpvragen import worlds

pytestmark = pytest.mark.django_db
TRIES = 60  # random worlds within which a sabotage must be noticed

_POSTEN = (
    "create or replace view app_posten with (security_invoker = true) as select a.id, a.fact_id, a.user_id, a.rol, a.eenheid_id"
    " from accounts_aanstelling a join accounts_user u on u.id = a.user_id where a.replaced_at is null {}"
)
_DATED, _ACTIVE = "and a.geldig @> app_today()", "and u.is_active"
_NOT_STOPPED = (
    "and not exists (select 1 from accounts_schorsing s where s.user_id = a.user_id and (s.aanstelling_fact is null"
    " or s.aanstelling_fact = a.fact_id) and s.replaced_at is null and s.van <= now() and (s.tot is null or s.tot > now()))"
)


def _wide(table: str, name: str, role: str) -> str:
    return f"drop policy {name} on {table}; create policy {name} on {table} for select to {role} using (true)"


IN_SQL = {
    "posts without their dates": _POSTEN.format(f"{_ACTIVE} {_NOT_STOPPED}"),
    "posts of inactive accounts": _POSTEN.format(f"{_DATED} {_NOT_STOPPED}"),
    "posts under a schorsing": _POSTEN.format(f"{_DATED} {_ACTIVE}"),
    "school sees every card": _wide("hulpvragen_hulpvraag", "school", "portal_school"),
    "SWV sees concepts": _wide("hulpvragen_hulpvraag", "swv", "portal_swv"),
    "content to whoever sees a card": _wide("hulpvragen_hulpvraaginhoud", "zien", "portal_school, portal_swv, portal_gast"),
    "SWV-deel to the school": _wide("hulpvragen_stuk", "school", "portal_school"),
    "SWV-deel to guests": _wide("hulpvragen_stuk", "gast", "portal_gast"),
    "every document": _wide("hulpvragen_document", "school", "portal_school"),
    "the bytes of every document": _wide("hulpvragen_documentinhoud", "zien", "portal_school, portal_swv, portal_gast"),
    "documents to guests without that part": "create or replace function app_gast_documenten() returns uuid[] language sql stable as $$ select app_gast_kaart() $$",
    "berichten to guests without that part": "create or replace function app_gast_berichten() returns uuid[] language sql stable as $$ select app_gast_kaart() $$",
    "berichten that were not sent": (
        "drop policy swv on hulpvragen_bericht; create policy swv on hulpvragen_bericht for select to portal_swv using ("
        "not alleen_school and exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id))"
    ),
    "notities of the school to the SWV": (
        "drop policy swv on hulpvragen_notitie; create policy swv on hulpvragen_notitie for select to portal_swv using ("
        "exists (select 1 from hulpvraag_leesbaar l where l.id = hulpvraag_id))"
    ),
    "every dossier": _wide("hulpvragen_dossier", "zien", "portal_school, portal_swv, portal_gast"),
    "every pupil": _wide("hulpvragen_leerling", "zien", "portal_school, portal_swv, portal_gast"),
    "guests of any gezag and age": (
        "create or replace function app_guest_entitled(t hulpvragen_toegang) returns boolean language sql stable as $$ select true $$"
    ),
    "a gezag that never ends": (
        "create or replace function app_guest_entitled(t hulpvragen_toegang) returns boolean language sql stable security definer as $$"
        " select case t.soort when 'ouder' then t.gezag = 'ja' and (x.age < 16 or (x.age < 18 and t.leerling_akkoord)) when 'leerling16' then x.age >= 16"
        " else true end from (select extract(year from age(app_today(), l.geboortedatum)) age from hulpvragen_dossier d"
        " left join hulpvragen_leerling l on l.id = d.leerling_id where d.id = t.dossier_id) x $$"
    ),
    "a planned wijknetwerk that never begins": (
        "create or replace function app_wijk_nu(p_vestiging accounts_vestiging) returns uuid language sql stable as $$ select p_vestiging.wijknetwerk_id $$"
    ),
    "row security off": "alter table hulpvragen_hulpvraag disable row level security",
    "guardian's view of ended posts": (
        "create or replace function app_today() returns date language sql stable parallel safe security definer"
        " set search_path = pg_catalog, public, pg_temp as $$ select (now() at time zone 'Europe/Amsterdam')::date - 1 $$"
    ),
}


def _everyone(who, level):
    return [Q(ingediend=True)]


IN_PYTHON = {
    "posts without their dates": (posts, "in_force", lambda: Aanstelling.objects.filter(ON_RECORD, user__is_active=True)),
    "a schorsing forgotten": (posts, "suspended", lambda: Q(pk=None)),
    "guests under a schorsing": (policy, "is_stopped", lambda user: False),
    "guests of any gezag and age": (policy, "_entitled", lambda toegang, day: True),
    "closed content to all colleagues": (policy, "_was_there", lambda who: ~Q(pk=None)),
    "every school": (policy, "_school", _everyone),
    "every SWV post sees all": (policy, "_swv", _everyone),
    "every part of an invitation": (policy_stukken, "invited_to", lambda who, hulpvraag, deel: bool(policy.guest_branches(who, None))),
    "berichten of others that were not sent": (policy_stukken, "_own", lambda who: ~Q(pk__in=[])),
    "a move a day late": (policy, "_place", lambda ids, day, real=policy._place: real(ids, day - clock.DAY)),
}


@contextmanager
def _noticed(act, tries: int = TRIES):
    """Compare random worlds until one disagrees; none: the sabotage went unnoticed."""
    yield
    for seed in range(tries):
        try:
            with transaction.atomic():
                walls._check_world(act, *worlds.build(random.Random(seed)))
                transaction.set_rollback(True)
        except AssertionError:
            return
    pytest.fail("nobody noticed")


@pytest.mark.parametrize("sql", IN_SQL.values(), ids=IN_SQL.keys())
def test_a_spoiled_database_is_noticed(act, sql):
    with _noticed(act), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("spoiled", IN_PYTHON.values(), ids=IN_PYTHON.keys())
def test_a_spoiled_policy_is_noticed(act, monkeypatch, spoiled):
    with _noticed(act):
        monkeypatch.setattr(*spoiled)


def test_unspoiled_nothing_is_noticed(act):
    with pytest.raises(pytest.fail.Exception, match="nobody noticed"), _noticed(act, tries=3):
        pass


def test_the_wall_in_sql_stands_apart_from_the_wall_in_python():
    """Written by other means on purpose: neither file may be made from the other."""
    here = Path(policy.__file__).parent
    assert "policy" not in (here / "migrations" / "0002_wall.py").read_text().split('"""', 2)[2]
