"""The damage of a late report: what somebody still received and opened, from her first day without access to its recording."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Aanstelling, Schorsing
from mutaties.enums import Soort
from mutaties.models import Mutatie
from notifications.texts import TEXTS
from portal.lib import clock
from portal.lib.db import rows

MAIL, OPENED, LOG_IN = "mail", "geopend", "ingelogd"


@dataclass(frozen=True)
class Line:
    """One mail that reached her, one thing of a hulpvraag that she opened, or one log-in. Never a pupil."""

    soort: str
    at: dt.datetime
    hulpvraag_id: uuid.UUID | None
    kenmerk: str | None
    gebeurtenis: str
    leerling: int | None  # only tells two pupils from one

    @property
    def label(self) -> str:
        if self.soort == LOG_IN:
            return "Ingelogd"
        if self.soort == OPENED:
            return "Hulpvraag geopend" if self.gebeurtenis.endswith(".viewed") else "Hulpvraag bewerkt"
        texts = TEXTS.get(self.gebeurtenis)
        return f"E-mail: {next(iter(texts.values())).soort.lower()}" if texts else "E-mail"


@dataclass(frozen=True)
class Damage:
    """What happened between two moments; `runs`: her end is not on record yet, so it may still grow."""

    van: dt.datetime
    tot: dt.datetime
    runs: bool
    lines: list[Line]

    @cached_property
    def _count(self) -> Counter:
        return Counter(line.soort for line in self.lines)

    @property
    def mails(self) -> int:
        return self._count[MAIL]

    @property
    def geopend(self) -> int:
        return self._count[OPENED]

    @property
    def ingelogd(self) -> int:
        return self._count[LOG_IN]

    @property
    def hulpvragen(self) -> int:
        return len({line.hulpvraag_id for line in self.lines} - {None})

    @property
    def leerlingen(self) -> int:
        return len({line.leerling for line in self.lines} - {None})

    @property
    def conclusion(self) -> str:
        """Say in one sentence what it comes to."""
        if self.geopend:
            return "Zij opende na haar laatste dag nog hulpvragen. Dit is mogelijk een datalek."
        if self.ingelogd:
            return "Zij opende geen hulpvraag, maar logde wel in. In een lijst kan zij namen hebben gezien. De privacy officer beoordeelt dit."
        if self.mails:
            return "Zij kreeg alleen e-mails zonder inhoud. Dit is vastgelegd voor de privacy officer."
        return "Zij heeft niets geopend en geen e-mail gekregen. Dit is het bewijs daarvan."


def of(mutatie: Mutatie) -> Damage:
    """Return the damage of a late mutatie, as far as the asker's side may know it; nothing to who may not (app_ziet_schade)."""
    post, recorded = _post(mutatie), _recorded(mutatie)
    back = [_midnight(mutatie.terug)] if mutatie.terug else []
    van, tot = _midnight(mutatie.einde), min([recorded or clock.now(), *back])
    found = rows(
        "select * from app_schade(%s, %s, %s, %s, %s, %s)", mutatie.eenheid_id, mutatie.persoon_id, post and post.fact_id, mutatie.rol, van, tot
    )
    return Damage(van, tot, recorded is None and not (back and tot == back[0]), [Line(**row) for row in found])


def _midnight(day: dt.date) -> dt.datetime:
    """Return the first moment of a day in Amsterdam: its distance from UTC differs over the year."""
    return dt.datetime.combine(day, dt.time(), clock.AMSTERDAM)


def _post(mutatie: Mutatie) -> Aanstelling | None:
    """Return the post that she should no longer have had."""
    hers = Aanstelling.objects.filter(user=mutatie.persoon_id, rol=mutatie.rol, eenheid=mutatie.eenheid_id)
    return hers.filter(geldig__contains=mutatie.laatste_dag).order_by("recorded_at").last()


def _recorded(mutatie: Mutatie) -> dt.datetime | None:
    """Return the moment from which this mutatie kept her out."""
    kind = Schorsing.objects if mutatie.soort == Soort.AFWEZIG else Aanstelling.objects.filter(rol=mutatie.rol, eenheid=mutatie.eenheid_id)
    return kind.filter(user=mutatie.persoon_id, bron=mutatie.pk).order_by("recorded_at").values_list("recorded_at", flat=True).first()
