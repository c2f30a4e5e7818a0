"""A school with people of its own, and acting there behind both walls."""

import datetime as dt
import uuid
from contextlib import contextmanager

import pytest

from accounts.enums import Rol
from devtools import harness
from hulpvragen import policy as casework
from hulpvragen.enums import Status as HulpvraagStatus
from mutaties.enums import Soort
from mutaties.models import Mutatie
from mutaties.services import reporting
from mutaties.services.reporting import Change, Nieuw
from portal.lib import clock
from portal.lib.db import one
from tests import factories as f

DAY = clock.DAY


@pytest.fixture
def w(world):
    return world


@pytest.fixture
def asking():
    """`with asking(user, "school") as who:` acts as that person behind both walls and yields the Asker."""
    return _asking


@contextmanager
def _asking(user, zijde="school"):
    with harness.act(user, zijde):
        yield casework.asker(user, zijde)


@pytest.fixture
def on_day():
    """`on_day(day)` moves the calendar of both walls; no job runs."""

    def move(day: dt.date) -> None:
        one("insert into demo_kalender (dag) values (%s) on conflict (een) do update set dag = excluded.dag", day)

    return move


class School:
    """De Linde: two IB'ers, a contactpersoon, and hulpvragen of the one who leaves."""

    def __init__(self, count: int = 3):
        self.bestuur = f.bestuur()
        self.wijk = f.wijknetwerk("Linde-wijk")
        self.school = f.vestiging("De Linde", self.bestuur, self.wijk)
        self.other = f.vestiging("De Wilg", self.bestuur, self.wijk)
        self.gaat = f.person("Karin", "Postma", email="karin@linde.example")
        self.blijft = f.person("Marloes", "Dijk", email="marloes@linde.example")
        self.directeur = f.person("Ellen", "Brouwer", email="ellen@linde.example")
        self.daar = f.person("Daan", "Wilgman", email="daan@wilg.example")
        self.bestuurder = f.person("Bea", "Bestuur", email="bea@bestuur.example")
        self.desk = f.person("Mo", "Mutaties", email="mo@swv.example")
        self.desk2 = f.person("Lot", "Loket", email="lot@swv.example")
        f.post(self.gaat, Rol.IB, self.school)
        f.post(self.blijft, Rol.IB, self.school)
        f.post(self.directeur, Rol.CONTACTPERSOON, self.school)
        f.post(self.daar, Rol.CONTACTPERSOON, self.other)
        f.post(self.bestuurder, Rol.BESTUURSMEDEWERKER, self.bestuur)
        f.post(self.desk, Rol.MUTATIEBEHANDELAAR)
        f.post(self.desk2, Rol.LOKET)
        dossier = f.dossier(self.school, "Isa", "Hoekstra")
        self.hulpvragen = [f.hulpvraag(dossier, HulpvraagStatus.IN_BEHANDELING, self.gaat) for _ in range(count)]
        for hulpvraag in self.hulpvragen:
            f.contact(hulpvraag, self.gaat)
        self.concept = f.hulpvraag(f.dossier(self.school, "Yara", "Smit"), HulpvraagStatus.CONCEPT, self.gaat)
        f.contact(self.concept, self.gaat)


@pytest.fixture
def linde(w):
    return School()


@pytest.fixture
def report(linde):
    """`report(by, …)` reports a change at De Linde as that person, and returns the mutatie."""

    def make(by, zijde="school", key=None, **change) -> Mutatie:
        change = {"soort": Soort.WISSEL, "eenheid_id": linde.school.pk, "persoon_id": linde.gaat.pk} | change
        with _asking(by, zijde) as who:
            return reporting.report(by=who, key=key or uuid.uuid4(), change=Change(**change))

    return make


NEW = Nieuw(voornaam="Yusuf", achternaam="Demir", email="yusuf@linde.example")
