"""The documents of a hulpvraag as a list: what stands there, and what was taken away."""

from dataclasses import dataclass

from hulpvragen import policy_stukken
from hulpvragen.models import Document, Hulpvraag
from hulpvragen.policy import Asker
from hulpvragen.storage import document_data_place, name_place, open_answers, open_text


@dataclass(frozen=True)
class Listed:
    """One document with its title and what its kind asked; of what was taken away both are empty."""

    document: Document
    naam: str
    gegevens: dict


def listed(who: Asker, hulpvraag: Hulpvraag) -> list[Listed]:
    """Return the documents that this person may read, in the order in which they came."""
    found = policy_stukken.visible(who, Document, hulpvraag).select_related("dossier", "created_by", "weg_door").order_by("created_at", "pk")
    return [Listed(document, name_of(document), _data_of(document)) for document in found]


def name_of(document: Document) -> str:
    """Return the title of a document."""
    return open_text(document.dossier_id, document.dossier.sleutel, name_place(document.pk), document.naam)


def _data_of(document: Document) -> dict:
    if document.gegevens is None:
        return {}
    return open_answers(document.dossier_id, document.dossier.sleutel, document_data_place(document.pk), document.gegevens)
