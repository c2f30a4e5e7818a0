"""One truth, asked in four ways, on random worlds: policy, row security, guardian and the oracle."""

import os
import random
from collections import Counter

import pytest
from django.db import transaction
from guardian.shortcuts import get_objects_for_user, get_perms, get_users_with_perms
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.enums import Zijde
from hulpvragen import policy, policy_stukken, workflow
from hulpvragen.enums import Action, StukActie, ToegangActie
from hulpvragen.models import Bericht, Document, DocumentBlad, DocumentInhoud, Dossier, Hulpvraag, HulpvraagInhoud, Leerling, Notitie, Stuk
from portal.lib import clock
from tests import oracle
from tests.hulpvragen import worlds

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("PORTAL_WORLDS", "60"))
counted: Counter = Counter()


def rolled_back(check):
    """Run a check on a world of its own and leave nothing behind."""
    with transaction.atomic():
        check()
        transaction.set_rollback(True)


@given(st.integers(0, 2**64))
@settings(max_examples=WORLDS, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
def _agree(act, seed):
    rolled_back(lambda: _check_world(act, *worlds.build(random.Random(seed))))


def test_policy_row_security_guardian_and_oracle_agree(act):
    counted.clear()
    _agree(act)
    print(f"\n0 disagreements in {counted['cells']} (person, side, hulpvraag); {counted['yes']} of them seen; "
          f"{counted['actions']} actions; {counted['items seen']} of {counted['items']} documents, berichten and notities seen; "
          f"{counted['guardian']} of guardian's answers; {WORLDS} worlds")
    assert counted["yes"] > WORLDS * 5, "worlds in which nobody sees anything prove nothing"
    assert counted["items seen"] > WORLDS * 5
    assert counted["cells"] > counted["yes"] * 2, "worlds in which everybody sees everything prove nothing"


def _check_world(act, people, before):
    world = worlds.as_oracle(people, before)
    truth = oracle.Oracle(world, clock.today(), clock.now())
    ids = {h.id for h in world.hulpvragen}
    pupil_of = dict(Dossier.objects.filter(pk__in={d.id for d in world.dossiers}).values_list("pk", "leerling_id"))
    readable = {user.pk: set() for user in people}
    for user in people:
        for zijde in Zijde.values:
            seen = truth.visible(user.pk, zijde)
            cards, content = set(seen), {pk for pk, level in seen.items() if level == "content"}
            readable[user.pk] |= {d.id for d in world.dossiers if truth.sees_dossier(user.pk, zijde, d.id) == "content"}
            counted["cells"] += len(ids)
            counted["yes"] += len(cards)
            _wall_one(user, zijde, ids, cards, content)
            _pieces_by_policy(user, zijde, truth, world, ids)
            with act(user, zijde):
                _wall_two(user, zijde, ids, truth, world, cards, content, pupil_of)
                _wall_one(user, zijde, ids, cards, content)  # with both walls up nothing more is lost
                _actions(user, zijde, truth, content)
                _pieces(user, zijde, truth, world, ids)
    _guardian(people, readable, Dossier.objects.filter(pk__in={d.id for d in world.dossiers}))


def _guardian(people, readable, dossiers):
    """Guardian knows no sides: its view unites what a person may read on all of them."""
    for dossier in dossiers:
        expected = {user.pk for user in people if dossier.pk in readable[user.pk]}
        assert {user.pk for user in get_users_with_perms(dossier, with_group_users=False)} & set(readable) == expected
        for user in people:
            assert user.has_perm("hulpvragen.view_dossier", dossier) == (user.pk in expected)
            assert list(get_perms(user, dossier)) == (["view_dossier"] if user.pk in expected else [])
        counted["guardian"] += 3 * len(people)
    for user in people:
        found = get_objects_for_user(user, "hulpvragen.view_dossier", dossiers, use_groups=False, accept_global_perms=False)
        assert {dossier.pk for dossier in found} == readable[user.pk]


def _wall_one(user, zijde, ids, cards, content):
    who = policy.asker(user, zijde)
    assert set(policy.visible_to(who, policy.CARD).values_list("pk", flat=True)) & ids == cards
    assert set(policy.visible_to(who, policy.CONTENT).values_list("pk", flat=True)) & ids == content


def _wall_two(user, zijde, ids, truth, world, cards, content, pupil_of):
    assert set(Hulpvraag.objects.values_list("pk", flat=True)) & ids == cards
    assert set(HulpvraagInhoud.objects.values_list("pk", flat=True)) & ids == content
    dossiers = {d.id for d in world.dossiers if truth.sees_dossier(user.pk, zijde, d.id) == "content"}
    everything = {d.id for d in world.dossiers}
    assert set(Dossier.objects.values_list("pk", flat=True)) & everything == dossiers
    pupils = {pupil_of[d.id] for d in world.dossiers if truth.sees_leerling(user.pk, zijde, d.id) == "content"} - {None}
    assert set(Leerling.objects.values_list("pk", flat=True)) & set(pupil_of.values()) == pupils
    pieces = {s.id for s in world.stukken if truth.sees_stuk(user.pk, zijde, s.id) == "content"}
    assert set(Stuk.objects.values_list("pk", flat=True)) & {s.id for s in world.stukken} == pieces
    mine = {d.pk for d in Dossier.objects.filter(pk__in=everything) if user.has_perm("hulpvragen.view_dossier", d)}
    assert dossiers <= mine  # the view knows no sides: what she may read on another side may be among them


def _pieces(user, zijde, truth, world, ids):
    """Documents, berichten and notities behind the second wall, what hangs on a document, and what may be done with them."""
    who = policy.asker(user, zijde)
    everything = {item.id for item in world.items}
    expected = {item.id for item in world.items if truth.sees_item(user.pk, zijde, item.id) == "content"}
    documents = expected & {item.id for item in world.items if item.object == "document"}
    rows = {Document: set(), Bericht: set(), Notitie: set()}
    for model, found in rows.items():
        if model is not Notitie or zijde != "gast":  # a guest has no rights on the table at all
            found |= set(model.objects.values_list("pk", flat=True)) & everything
    assert set().union(*rows.values()) == expected
    for bytes_or_text in (DocumentInhoud, DocumentBlad):
        assert set(bytes_or_text.objects.values_list("document", flat=True)) & everything == documents
    for h in Hulpvraag.objects.filter(pk__in=ids):
        may = {action for action in StukActie if policy_stukken.allows(who, action, h)}
        assert may == {action for action in StukActie if truth.may_with_pieces(user.pk, zijde, action, h.pk)}
    counted["items"] += len(everything)
    counted["items seen"] += len(expected)


def _pieces_by_policy(user, zijde, truth, world, ids):
    """The first wall alone, of the hulpvragen on which anything hangs."""
    who = policy.asker(user, zijde)
    seen = set()
    for h in Hulpvraag.objects.filter(pk__in={item.hulpvraag for item in world.items}):
        for model in (Document, Bericht, Notitie):
            seen |= set(policy_stukken.visible(who, model, h).values_list("pk", flat=True))
    assert seen == {item.id for item in world.items if truth.sees_item(user.pk, zijde, item.id) == "content"}


def _actions(user, zijde, truth, content):
    who = policy.asker(user, zijde)
    for h in Hulpvraag.objects.filter(pk__in=content):
        may = {action for action in Action if truth.may(user.pk, zijde, action, h.pk)}
        counted["actions"] += len(Action)
        case = policy._Case(who, h)  # one for all actions: asking `allows` of each looks everything up each time
        not_now = {row.action for row in workflow.possible(h.status, h.soort) if case.decide(row).reason in policy.OBSTACLES}
        needless = {Action.TAKE_OVER} if Action.TAKE_OVER in may and policy.has_contact(h) else set()
        assert policy.allowed_actions(who, h) == may - not_now - needless
        with_guests = {action for action in ToegangActie if policy.allows_with_guests(who, action, h)}
        assert with_guests == {action for action in ToegangActie if truth.may_with_guests(user.pk, zijde, action, h.pk)}
