"""Looking is an act too: the content of a hulpvraag is opened here only, and the trail knows it."""

import datetime as dt
from dataclasses import dataclass, field

from django.http import Http404

from accounts.models import User, Vestiging
from hulpvragen import policy, workflow
from hulpvragen.enums import Action, Party, Status, StukSoort
from hulpvragen.models import Hulpvraag, Leerling, Stuk
from hulpvragen.policy import CARD, CONTENT, Asker
from hulpvragen.queries.settings import vakanties
from hulpvragen.storage import open_text, stuk_place
from portal.audit.services import record

from .filing import read_answers
from .step_answers import data_of

PART_LABELS = {
    "hulpvraag": "Hulpvraag", "schoolgegevens": "Schoolgegevens", "bekeken": "Bekeken door", "toegang": "Toegang", "wie": "Wie kan dit zien",
    "bewerken": "Bewerken", "controleren": "Controleren", "actie": "Actie", "afdrukken": "Afgedrukt", "kopie": "Tekst gekopieerd",
    "berichten": "Berichten", "notities": "Notities",
    "verzonden": "Verzonden berichten", "ontvangst": "Ontvangstbevestiging", "verhuizing": "Verhuizing",
    "documenten": "Documenten", "document": "Een document",
}


@dataclass(frozen=True)
class OpenStuk:
    """A text of the handling, opened for a reader."""

    soort: str
    label: str
    tekst: str
    created_at: dt.datetime
    by_name: str
    deel: str
    verstrekt: bool
    gegevens: dict = field(default_factory=dict)  # what the step asked beside the text


@dataclass(frozen=True)
class Opened:
    """A hulpvraag as this reader may see it. At level card there is no pupil and no text."""

    hulpvraag: Hulpvraag
    level: str
    vestiging: Vestiging
    party: Party
    aan_zet_is_mij: bool
    aanvrager: User | None
    term: dt.date | None
    actions: frozenset[Action]
    day: dt.date
    leerling: Leerling | None = None
    answers: dict = field(default_factory=dict)
    stukken: tuple[OpenStuk, ...] = ()
    hides: frozenset[str] = frozenset()  # what of the pupil is not for this reader


def open_hulpvraag(*, by: Asker, hulpvraag_id, part: str) -> Opened:
    """Open one part of a hulpvraag for reading, or answer 404; the view goes into the trail with its ground."""
    hulpvraag = (
        policy.visible_to(by, CARD)
        .select_related(
            "vestiging__bestuur", "vestiging_daarna__bestuur", "opsteller_vestiging__bestuur",
            "behandelaar", "opgesteld_door", "ingediend_door", "contact_overgenomen_door", "formulier",
        )
        .filter(pk=hulpvraag_id)
        .first()
    )
    if hulpvraag is None:
        raise Http404
    level = CONTENT if policy.sees(by, hulpvraag.pk, CONTENT) else CARD
    record(
        event="hulpvraag.viewed", by=by.user, hulpvraag_id=hulpvraag.pk, dossier_id=hulpvraag.dossier_id,
        ground=policy.ground(by, hulpvraag), object_type=part, object_id=str(hulpvraag.pk), detail={"level": level},
    )
    return _opened(by, hulpvraag, level)


def _opened(by: Asker, hulpvraag: Hulpvraag, level: str) -> Opened:
    party = workflow.AAN_ZET[Status(hulpvraag.status)]
    actions = frozenset(policy.allowed_actions(by, hulpvraag))
    content = {}
    if level == CONTENT:
        hides = frozenset() if policy.reads_birth_date(by, hulpvraag) else frozenset({"geboortedatum"})
        content = {
            "hides": hides,
            "leerling": _without(hulpvraag.dossier.leerling, hides),
            "answers": read_answers(hulpvraag),
            "stukken": tuple(_stukken(hulpvraag)),
        }
    return Opened(
        hulpvraag=hulpvraag, level=level, vestiging=hulpvraag.vestiging_op(by.day), party=party, aanvrager=policy.aanvrager(hulpvraag),
        aan_zet_is_mij=party.value == by.zijde and level == CONTENT, term=hulpvraag.term_on(by.day, vakanties()), actions=actions, day=by.day, **content,
    )


def _without(leerling: Leerling | None, hides: frozenset[str]) -> Leerling | None:
    """Return the pupil as read just now, without what is not for this reader."""
    for name in hides if leerling else ():
        setattr(leerling, name, None)
    return leerling


def _stukken(hulpvraag: Hulpvraag):
    dossier = hulpvraag.dossier
    texts = Stuk.objects.filter(hulpvraag=hulpvraag).exclude(soort=StukSoort.ONTVANGST)  # a copy: services.receipts opens it
    for stuk in texts.select_related("created_by", "dossier").order_by("created_at", "id"):
        yield OpenStuk(
            soort=stuk.soort, label=StukSoort(stuk.soort).label, created_at=stuk.created_at, by_name=stuk.created_by.naam,
            tekst=open_text(dossier.pk, dossier.sleutel, stuk_place(stuk.pk), stuk.tekst), deel=stuk.deel,
            verstrekt=stuk.verstrekt_at is not None, gegevens=data_of(stuk),
        )
