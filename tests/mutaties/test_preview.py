"""The preview says what then happens: on random schools, asked of both walls and of the post room on each day."""

import os
import random
import uuid
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.enums import Rol
from accounts.models import User
from accounts.policy import posts_today
from hulpvragen import policy as casework
from hulpvragen import workflow
from hulpvragen.enums import Status as HulpvraagStatus
from hulpvragen.models import Hulpvraag
from mutaties.enums import Aan, Soort
from mutaties.models import Mutatie
from mutaties.queries import handover
from mutaties.services import approving, confirming, proposing, reporting
from mutaties.services.reporting import Change, Nieuw
from portal.lib import clock
from portal.lib.db import one, rows
from portal.lib.errors import Invalid
from tests import factories as f

from .conftest import DAY, NEW, School, _asking

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("PORTAL_WORLDS", "25"))
counted: Counter = Counter()


def _fill(linde: School, rnd: random.Random) -> None:
    """More colleagues, hulpvragen in any status with one contact, two or none, and pupils who move."""
    today = clock.today()
    for number in range(rnd.randint(0, 2)):
        last = rnd.choice([None, None, today + 3 * DAY, today + 30 * DAY])
        f.post(f.person(f"Collega{number}"), Rol.IB, linde.school, begin=today + rnd.choice([-90, 0, 2]) * DAY, laatste_dag=last)
    if rnd.random() < 0.3:
        f.post(linde.gaat, Rol.IB, linde.other)
    people = [linde.gaat, linde.blijft]
    for _ in range(rnd.randint(2, 5)):
        move = {"tot": today + rnd.choice([2, 9, 25]) * DAY, "daarna": linde.other} if rnd.random() < 0.3 else {}
        dossier = f.dossier(linde.school, **move)
        for _ in range(rnd.randint(1, 2)):
            status = rnd.choice([HulpvraagStatus.CONCEPT, HulpvraagStatus.IN_BEHANDELING, *HulpvraagStatus])
            closed = {"gesloten_op": today - DAY * rnd.choice([0, 20]), "gesloten_bij": linde.school} if status in workflow.CLOSED else {}
            made = f.hulpvraag(dossier, status, rnd.choice(people), **closed)
            for person in rnd.sample(people, rnd.randint(0, 2)):
                f.contact(made, person)


def _change(linde: School, rnd: random.Random) -> Change:
    today = clock.today()
    last = today + rnd.choice([0, 1, 4, 10]) * DAY
    soort = rnd.choice([Soort.VERTREK, Soort.WISSEL, Soort.WISSEL, Soort.AFWEZIG, Soort.ROL])
    new = rnd.choice([NEW, Nieuw(user_id=linde.daar.pk), Nieuw(user_id=linde.directeur.pk)]) if soort != Soort.VERTREK else Nieuw()
    return Change(
        soort=soort, eenheid_id=linde.school.pk, persoon_id=linde.gaat.pk, laatste_dag=last,
        terug=last + rnd.choice([3, 20]) * DAY if soort == Soort.AFWEZIG else None,
        nieuw=Nieuw() if soort == Soort.ROL else new, begin=today + rnd.choice([0, 1, 2, 5]) * DAY if soort != Soort.VERTREK else None,
        nieuwe_rol=Rol.CONTACTPERSOON if soort == Soort.ROL else "",
        naar_id=linde.other.pk if soort in (Soort.VERTREK, Soort.WISSEL) and rnd.random() < 0.3 else None, naar_begin=last + rnd.choice([1, 4]) * DAY,
    )


def _stand(day) -> dict:
    """Who reads what, by both walls, whose mail each hulpvraag is, and who is what, on a day."""
    one("insert into demo_kalender (dag) values (%s) on conflict (een) do update set dag = excluded.dag", day)
    stand = {}
    filed = list(Hulpvraag.objects.filter(ingediend=True, gesloten_op=None).values_list("pk", flat=True))
    mail = {pk: {row["user_id"] for row in rows("select user_id from ontvangers(%s, 'contact') where not vervangt", pk)} for pk in filed}
    here = set(one("select array_agg(id) from hulpvragen_hulpvraag")[0])
    for user in User.objects.filter(email__contains="linde.example") | User.objects.filter(email__contains="wilg.example") | User.objects.filter(voornaam__startswith="Collega"):
        with _asking(user, "school") as who:
            reads = set(casework.visible_to(who, casework.CONTENT).filter(ingediend=True).values_list("pk", flat=True)) & here
            assert reads == {row["id"] for row in rows("select id from hulpvraag_leesbaar where ingediend")}
            roles = {f"{Rol(post.rol).label} op {post.eenheid.naam}" for post in posts_today(user)}
        stand[user.pk] = (reads, {pk for pk, people in mail.items() if user.pk in people}, roles)
    one("delete from demo_kalender")
    return stand


@given(st.integers(0, 2**64))
@settings(max_examples=WORLDS, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
def _agree(seed):
    with transaction.atomic():
        _check(random.Random(seed))
        transaction.set_rollback(True)


def _check(rnd: random.Random) -> None:
    linde = School(count=rnd.randint(0, 2))
    _fill(linde, rnd)
    mutatie = _ready(linde, rnd)
    if mutatie is None:
        return
    with _asking(linde.desk2, "swv") as who:
        shown = approving.preview(by=who, mutatie=Mutatie.objects.get(pk=mutatie.pk))
        again = approving.preview(by=who, mutatie=Mutatie.objects.get(pk=mutatie.pk))
        assert shown.digest == again.digest and not shown.error, shown.error
        assert not User.objects.filter(email=NEW.email).exists(), "looking makes no account"
        approving.approve(by=who, mutatie_id=mutatie.pk, version=Mutatie.objects.get(pk=mutatie.pk).version, seen=shown.digest)
    mutatie = Mutatie.objects.get(pk=mutatie.pk)
    concerned = {one.user.email for one in shown.effects}
    for day in approving._days(mutatie, clock.today()):
        before, after = _stand(day - DAY), _stand(day)
        said = {one.user.email: one for one in shown.effects if one.day == day}
        for user in User.objects.filter(pk__in=after):
            was, now = before.get(user.pk, (set(), set(), set())), after[user.pk]
            effect = said.get(user.email)
            happened = (was[0] - now[0], now[0] - was[0], was[1] - now[1], now[1] - was[1], was[2] - now[2], now[2] - was[2])
            told = (effect.loses, effect.gains, effect.mail_lost, effect.mail_gained, effect.roles_lost, effect.roles_gained) if effect else (set(),) * 6
            assert told == happened, (mutatie.soort, user.naam, day)
            counted["cells"] += 1
            counted["changes"] += any(happened)
    counted["people"] += len(concerned)
    counted[mutatie.soort] += 1


def _ready(linde: School, rnd: random.Random) -> Mutatie | None:
    """Report, propose and confirm as far as the approval; None when the change cannot be."""
    try:
        with _asking(linde.directeur) as who:
            mutatie = reporting.report(by=who, key=uuid.uuid4(), change=_change(linde, rnd))
    except Invalid:
        counted["refused"] += 1
        return None
    if mutatie.status == "overdracht":
        with _asking(linde.directeur) as who:
            possible = handover.successors(mutatie)
            choices = [*((Aan.COLLEGA, user.pk) for user in possible.collegas), *([(Aan.NIEUW, None)] if possible.nieuw else []), (Aan.LOKET, None)]
            lines = {line.hulpvraag_id: rnd.choice(choices) for line in handover.lines(mutatie)}
            mutatie = proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices=lines)
    if mutatie.status == "start_bevestigen":
        with _asking(linde.daar) as who:
            mutatie = confirming.confirm_start(by=who, mutatie_id=mutatie.pk, version=mutatie.version, begin_dag=mutatie.naar_begin)
    return mutatie


def test_the_preview_equals_what_then_happens():
    counted.clear()
    _agree()
    print(f"\n{counted['cells']} (person, day), {counted['changes']} of them changed; {dict(counted)}")
    assert counted["changes"] > WORLDS, "worlds in which nothing changes prove nothing"
    assert all(counted[soort] for soort in (Soort.VERTREK, Soort.WISSEL, Soort.AFWEZIG, Soort.ROL))
