from .access import DossierGrant, HulpvraagContact, Opvolger, Toegang, Toewijzing
from .dossier import Dossier, Inschrijving, Leerling
from .formulier import Formulier, Schoolvakantie, VasteConsulent
from .hulpvraag import Hulpvraag, HulpvraagInhoud, Inzending, LegalEvent, Stuk
from .opvolging import Opvolging

__all__ = [
    "Dossier", "DossierGrant", "Formulier", "Hulpvraag", "HulpvraagContact", "HulpvraagInhoud", "Inschrijving", "Inzending",
    "Leerling", "LegalEvent", "Opvolger", "Opvolging", "Schoolvakantie", "Stuk", "Toegang", "Toewijzing", "VasteConsulent",
]
