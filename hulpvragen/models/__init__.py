from .access import DossierGrant, HulpvraagContact, Toegang, Toewijzing
from .dossier import Dossier, Inschrijving, Leerling
from .hulpvraag import Hulpvraag, HulpvraagInhoud, Inzending, LegalEvent, Stuk

__all__ = [
    "Dossier", "DossierGrant", "Hulpvraag", "HulpvraagContact", "HulpvraagInhoud", "Inschrijving", "Inzending",
    "Leerling", "LegalEvent", "Stuk", "Toegang", "Toewijzing",
]
