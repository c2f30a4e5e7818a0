"""Who can see this on …, around an approved wissel: asked beforehand and afterwards, and what both walls then do."""

import pytest

from hulpvragen import policy as casework
from hulpvragen.models import HulpvraagInhoud
from hulpvragen.services import explaining
from mutaties.enums import Aan, Soort
from mutaties.models import Mutatie
from mutaties.queries import handover
from mutaties.services import approving, proposing
from portal.lib import clock
from portal.lib.db import one

from .conftest import DAY, NEW

pytestmark = pytest.mark.django_db


def _reads(asking, by, zijde, h, day) -> set[str]:
    with asking(by, zijde) as who:
        told = explaining.explain(by=who, hulpvraag=h, day=day)
    return {sight.naam for sight in told.people if sight.zijde == "school" and sight.level == casework.CONTENT and not sight.stopped}


def _really_reads(asking, linde, h, people) -> set[str]:
    found = set()
    for user in people:
        with asking(user) as who:
            reads = HulpvraagInhoud.objects.filter(pk=h.pk).exists()
            assert reads == casework.sees(who, h.pk, casework.CONTENT)
        found |= {user.naam} if reads else set()
    return found


def test_around_an_approved_wissel_the_explanation_is_what_happens(linde, report, asking, on_day):
    today = clock.today()
    last = today + 4 * DAY
    mutatie = report(linde.directeur, laatste_dag=last, nieuw=NEW, begin=last + DAY)
    with asking(linde.directeur) as who:
        choices = {line.hulpvraag_id: (Aan.NIEUW, None) for line in handover.lines(mutatie)}
        proposing.propose(by=who, mutatie_id=mutatie.pk, version=mutatie.version, choices=choices)
    with asking(linde.desk2, "swv") as who:
        approving.approve(by=who, mutatie_id=mutatie.pk, version=Mutatie.objects.get(pk=mutatie.pk).version)
    mutatie = Mutatie.objects.get(pk=mutatie.pk)
    assert mutatie.soort == Soort.WISSEL
    h = linde.hulpvragen[0]
    people = [linde.gaat, linde.blijft, mutatie.opvolger]
    before, after = {"Karin Postma", "Marloes Dijk"}, {"Yusuf Demir", "Marloes Dijk"}
    expected = {last - DAY: before, last: before, last + DAY: after, last + 2 * DAY: after}

    told = {day: _reads(asking, linde.desk2, "swv", h, day) for day in expected}
    assert told == expected == {day: _reads(asking, linde.blijft, "school", h, day) for day in expected}, "asked beforehand"

    for day, reads in expected.items():
        on_day(day)
        assert _really_reads(asking, linde, h, people) == reads, "and so it went"
    assert {day: _reads(asking, linde.blijft, "school", h, day) for day in expected} == expected, "asked afterwards"
    one("delete from demo_kalender")


def test_the_end_and_the_change_are_told(linde, report, asking):
    last = clock.today() + 4 * DAY
    report(linde.directeur, soort=Soort.VERTREK, laatste_dag=last)
    with asking(linde.blijft) as who:
        told = explaining.explain(by=who, hulpvraag=linde.hulpvragen[0], day=clock.today())
    until = {sight.naam: sight.until for sight in told.people}
    assert until["Karin Postma"] == last and until["Marloes Dijk"] is None
    assert told.changes[-1] == last + DAY
