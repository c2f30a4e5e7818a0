"""The documents of a hulpvraag as a list: what stands there, what was taken away, and what the form still asks for."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.http import Http404

from accounts.models import User
from hulpvragen import policy_stukken
from hulpvragen.completeness import DOCUMENT, REASON
from hulpvragen.enums import Bestandstype, Deel, DocumentSoort, Instemming
from hulpvragen.models import Document, Download, Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.storage import document_data_place, name_place, open_answers, open_text
from portal.lib import dates


@dataclass(frozen=True)
class Listed:
    """One document with its title and what its kind asked; of what was taken away the title is empty, with the reason."""

    document: Document
    naam: str
    gegevens: dict

    @property
    def soort(self) -> str:
        return DocumentSoort(self.document.soort).label

    @property
    def facts(self) -> str:
        """Return the kind of file and the number of pages."""
        pages = "1 bladzijde" if self.document.bladzijden == 1 else f"{self.document.bladzijden} bladzijden"
        return f"{Bestandstype(self.document.bestandstype).label}, {pages}"

    @property
    def instemming(self) -> str:
        """Say whether the parents consent to the handelingsdeel, and since when."""
        if "instemming" not in self.gegevens:
            return ""
        said, day = Instemming(self.gegevens["instemming"]).label, self.gegevens.get("instemming_op")
        return f"{said} ({dates.in_full(dt.date.fromisoformat(day))})" if day else said


@dataclass(frozen=True)
class Expected:
    """A document that the form asks for and nobody added yet, and what the school says of it."""

    code: str
    label: str
    verplicht: bool
    state: str  # klaar, later, niet, or nothing
    reden: str


def listed(who: Asker, hulpvraag: Hulpvraag) -> list[Listed]:
    """Return the documents that this person may read, in the order in which they came."""
    found = policy_stukken.visible(who, Document, hulpvraag).select_related("dossier", "created_by", "weg_door").order_by("created_at", "pk")
    return [_listed(document) for document in found]


def by_part(who: Asker, hulpvraag: Hulpvraag) -> list[Listed]:
    """Return the same by part and kind, the newest first; what was removed before indienen was never there for anybody."""
    order = list(DocumentSoort)
    shown = [one for one in listed(who, hulpvraag)[::-1] if one.document.weg_at is None or (hulpvraag.ingediend and one.document.weg_at > hulpvraag.submitted_at)]
    return sorted(shown, key=lambda one: (one.document.deel != Deel.SCHOOL, order.index(DocumentSoort(one.document.soort))))


def one_of(who: Asker, hulpvraag: Hulpvraag, document_id: uuid.UUID) -> Listed:
    """Return one document that this person may open now, or answer 404."""
    found = policy_stukken.visible(who, Document, hulpvraag).select_related("dossier", "created_by").filter(pk=document_id, weg_at=None).first()
    if found is None:
        raise Http404
    return _listed(found)


def missing(hulpvraag: Hulpvraag, answers: dict, documents: list[Listed]) -> list[Expected]:
    """Return what the form of this hulpvraag asks for and is not there."""
    there = present(documents)
    return [
        Expected(of["code"], of["label"], of["verplicht"], answers.get(f"{DOCUMENT}{of['code']}", ""), answers.get(f"{DOCUMENT}{of['code']}{REASON}", ""))
        for of in hulpvraag.formulier.documenten if of["code"] not in there
    ]  # fmt: skip


def present(documents: list[Listed]) -> set[str]:
    """Return the codes of what the form asks for that the school added."""
    return {one.gegevens["verwacht"] for one in documents if "verwacht" in one.gegevens and one.document.deel == Deel.SCHOOL and one.document.weg_at is None}


def count_downloads(user: User) -> int:
    """Return how many files this person still has outside the portal."""
    return Download.objects.filter(user=user, weg_at=None).count()


def _listed(document: Document) -> Listed:
    return Listed(document, name_of(document), _data_of(document))


def name_of(document: Document) -> str:
    """Return the title of a document."""
    return open_text(document.dossier_id, document.dossier.sleutel, name_place(document.pk), document.naam)


def _data_of(document: Document) -> dict:
    if document.gegevens is None:
        return {}
    return open_answers(document.dossier_id, document.dossier.sleutel, document_data_place(document.pk), document.gegevens)
